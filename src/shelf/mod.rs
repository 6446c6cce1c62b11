//! Finds the films behind paths: the table of games, told by content.
