//! Telemetry rows as a long table: listed, sorted, filtered, opened and exported while they are read.
