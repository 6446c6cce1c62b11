//! What can be wrong with a line, and where.

/// What is wrong with a text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Byte offset from the beginning of the line.
    pub at: u32,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The text ends inside a value: half a line.
    Ends,
    /// Something else stands where a value should.
    Value,
    /// No `,` or closing bracket.
    Separator,
    /// No `"` where a name should begin.
    Name,
    /// No `:` behind a name.
    Colon,
    /// Not a number.
    Number,
    /// A number beyond what a float holds.
    Range,
    /// A control character in a string.
    Control,
    /// An escape that does not exist or half a surrogate pair.
    Escape,
    /// Not UTF-8.
    Utf8,
    /// Nested too deeply.
    Deep,
    /// Something behind the end of the object.
    Trailing,
    /// JSON, but no object.
    NoObject,
    /// An object without `context` (S3).
    NoContext,
    /// A line longer than is read.
    TooLong,
    /// The file could not be read here.
    Unreadable,
}

impl FaultKind {
    /// What is wrong, in words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            FaultKind::Ends => "the line ends in the middle of a value (half written or cut)",
            FaultKind::Value => "not JSON: a value was expected",
            FaultKind::Separator => "not JSON: `,` or a closing bracket was expected",
            FaultKind::Name => "not JSON: a name in quotes was expected",
            FaultKind::Colon => "not JSON: `:` was expected behind the name",
            FaultKind::Number => "not JSON: bad number",
            FaultKind::Range => "a number is too large for a float",
            FaultKind::Control => "not JSON: a control character inside a string",
            FaultKind::Escape => "not JSON: bad escape in a string",
            FaultKind::Utf8 => "not UTF-8",
            FaultKind::Deep => "nested deeper than 127 levels",
            FaultKind::Trailing => "not JSON: something follows the end of the object",
            FaultKind::NoObject => "no JSON object",
            FaultKind::NoContext => "no `context` object: not a telemetry row",
            FaultKind::TooLong => "the line is longer than 64 MB",
            FaultKind::Unreadable => "the file could not be read here (it became shorter, or the disk failed)",
        }
    }
}
