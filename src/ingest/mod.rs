//! Bytes to rows: whole-line segments, line and byte offset of every record, progress, and problems. Knows files, not games.
