//! Verdicts: an append-only journal, undo, and export.
