//! The analysis of a round.
