//! Whether a file holds telemetry rows, by its content.

use super::cursor::Cursor;
use crate::ingest::Head;

/// How many lines are looked at: the beginning of a damaged file may be the damaged part.
const LOOKED_AT: usize = 50;

/// Whether one of the first lines is a row: an object with a `context` object and another member of specification 3.
/// Of a line that goes on beyond the look, what is there has to do.
#[must_use]
pub fn recognises(head: &Head) -> bool {
    head.lines().take(LOOKED_AT).any(is_row)
}

fn is_row(line: &[u8]) -> bool {
    let (mut context, mut other) = (false, false);
    let mut look = || {
        let mut cursor = Cursor::new(line);
        cursor.enter(b'{')?;
        let mut first = true;
        while let Some(name) = cursor.member(&mut first)? {
            match name {
                b"context" => context = cursor.peek()? == b'{',
                b"schema_version" => other |= line_says_telemetry(cursor.clone().skip()?),
                b"engine_outcome" | b"aggregates" | b"events" => other = true,
                _ => {}
            }
            cursor.skip()?;
        }
        cursor.end()
    };
    // A line that the look cut ends in a fault: what was met before counts.
    let whole = look().is_ok();
    context && other || !whole && other && memchr::memmem::find(line, b"\"telemetry_v").is_some()
}

fn line_says_telemetry(raw: &[u8]) -> bool {
    raw.starts_with(b"\"telemetry_v")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_their_members() {
        assert!(is_row(br#"{"schema_version":"telemetry_v1","context":{}}"#));
        assert!(is_row(br#"{"aggregates":{"pair_set":1},"context":{}}"#));
        assert!(is_row(br#"{"schema_version":"telemetry_v1","context":{"run_id":"cut he"#));
        assert!(!is_row(br#"{"t":1.0,"type":"kill","context":{}}"#));
        assert!(!is_row(br#"{"context":{}}"#) && !is_row(b"[]") && !is_row(b"") && !is_row(br#"{"events":[]}"#));
    }
}
