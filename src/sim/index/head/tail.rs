//! The end of a line that was cut at its events: whether it is closed, and a schema that stands behind them.

use super::{Head, Texts, decode_text};
use crate::sim::index::field::{Flags, Text};
use crate::sim::index::intern::TextId;

/// Bytes of a line's end that [`tail`] looks at.
pub(in crate::sim::index) const TAIL: usize = 160;

/// What the end of a cut line says.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sim::index) enum Tail<'a> {
    /// The object is closed.
    Closed,
    /// It is closed, and its last member is `schema_version`, with this raw value.
    Schema(&'a [u8]),
    /// Half a line.
    Open,
}

/// Looks at the last bytes of a line. A name before the last value, after a comma, belongs to the object that the
/// line's last bracket closes: inside a string its quotes would be escaped.
pub(in crate::sim::index) fn tail(end: &[u8]) -> Tail<'_> {
    let Some(body) = end.trim_ascii_end().strip_suffix(b"}") else { return Tail::Open };
    let schema = || {
        let value_end = body.trim_ascii_end().strip_suffix(b"\"")?;
        let value = value_end.rsplit(|&b| b == b'"').next()?;
        let before = value_end.get(..value_end.len() - value.len() - 1)?.trim_ascii_end();
        let name = before.strip_suffix(b":")?.trim_ascii_end().strip_suffix(b"\"schema_version\"")?;
        let plain = value.iter().all(|b| b.is_ascii_graphic() && *b != b'\\');
        (plain && name.trim_ascii_end().ends_with(b",")).then_some(value)
    };
    schema().map_or(Tail::Closed, Tail::Schema)
}

/// Sets the schema that [`tail`] found.
pub(in crate::sim::index) fn set_schema(head: &mut Head, value: &[u8], texts: &mut Texts<'_>) {
    head.texts[Text::Schema as usize] = texts.id(&[b"\"", value, b"\""].concat(), decode_text);
}

/// Marks rows of another schema (S3). `usual` is the number of `telemetry_v1`.
pub(in crate::sim::index) fn mark_schema(head: &mut Head, usual: TextId) {
    if head.texts[Text::Schema as usize] != usual {
        head.flags.set(Flags::OTHER_SCHEMA);
    }
}
