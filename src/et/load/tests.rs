//! Whole inputs.
