//! Changes in a text that keep everything else in it: comments, order, spelling.
//!
//! ```text
//!   locate(text, [Key("objective_zones"), Item(2), Key("radius")]) ──▶ the bytes of that value, to be replaced
//! ```

use granit_parser::{Event, Parser, Span, StrInput};
use std::ops::Range;

/// One step into a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// Into the value of a key.
    Key(&'a str),
    /// Into an item of a list.
    Item(usize),
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// From its first byte to the end of its last word or bracket; empty for a value that is not written.
    pub(crate) bytes: Range<usize>,
    /// How far its first line is indented, in characters.
    pub(crate) column: usize,
}

/// The place of the value at a path; `None` when it is not there or the text is not what [`super::Document`] reads.
pub(crate) fn locate(text: &str, path: &[Step<'_>]) -> Option<Place> {
    let mut finder = Finder { parser: Parser::new_from_str(text), found: None };
    loop {
        let (event, span) = finder.next()?;
        match event {
            Event::StreamEnd => return finder.found,
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            event => {
                finder.node(&event, &span, Some(path))?;
            }
        }
    }
}

struct Finder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    found: Option<Place>,
}

impl<'t> Finder<'t> {
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        self.parser.next_event()?.ok()
    }

    /// Walks over a node and returns where its text ends; `path` leads from it to the value that is looked for.
    fn node(&mut self, event: &Event<'t>, span: &Span, path: Option<&[Step<'_>]>) -> Option<usize> {
        let bytes = span.byte_range()?;
        let end = match event {
            Event::SequenceStart(..) => self.list(bytes.clone(), path)?,
            Event::MappingStart(..) => self.mapping(bytes.clone(), path)?,
            _ => bytes.end,
        };
        if path.is_some_and(<[Step<'_>]>::is_empty) {
            self.found = Some(Place { bytes: bytes.start..end, column: span.start.col() });
        }
        Some(end)
    }

    fn list(&mut self, start: Range<usize>, path: Option<&[Step<'_>]>) -> Option<usize> {
        let (mut index, mut end) = (0, start.end);
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                // A closing bracket has a width; where a block ends there is nothing.
                return Some(span.byte_range().filter(|bytes| !bytes.is_empty()).map_or(end, |bytes| bytes.end));
            }
            let inner = path.and_then(|path| match path.split_first()? {
                (Step::Item(wanted), rest) if *wanted == index => Some(rest),
                _ => None,
            });
            end = self.node(&event, &span, inner)?.max(end);
            index += 1;
        }
    }

    fn mapping(&mut self, start: Range<usize>, path: Option<&[Step<'_>]>) -> Option<usize> {
        let mut end = start.end;
        loop {
            let (event, span) = self.next()?;
            let inner = match &event {
                Event::MappingEnd => {
                    return Some(span.byte_range().filter(|bytes| !bytes.is_empty()).map_or(end, |bytes| bytes.end));
                }
                Event::Scalar(key, ..) => path.and_then(|path| match path.split_first()? {
                    (Step::Key(wanted), rest) if wanted == key => Some(rest),
                    _ => None,
                }),
                _ => None,
            };
            end = self.node(&event, &span, None)?.max(end);
            let (event, span) = self.next()?;
            end = self.node(&event, &span, inner)?.max(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_every_style() {
        let text = "# é\na: 1 # one\nzones:\n  # first\n  - {name: x, at: [1, 2]} # end\n  - name: y\n    at: [3,\n      4]\n    # inner\n    \
                    r: 5\nflow: [a, {b: 'c'}, ]\nempty:\nlast: \"z\"\n";
        let at = |path: &[Step<'_>]| locate(text, path).map(|place| &text[place.bytes]);
        use Step::{Item, Key};
        assert_eq!(at(&[Key("a")]), Some("1"));
        assert_eq!(at(&[Key("zones"), Item(0)]), Some("{name: x, at: [1, 2]}"));
        assert_eq!(at(&[Key("zones"), Item(0), Key("at")]), Some("[1, 2]"));
        assert_eq!(at(&[Key("zones"), Item(1), Key("at")]), Some("[3,\n      4]"));
        assert_eq!(at(&[Key("zones"), Item(1)]), Some("name: y\n    at: [3,\n      4]\n    # inner\n    r: 5"));
        assert_eq!(at(&[Key("flow"), Item(1), Key("b")]), Some("'c'"));
        assert_eq!(at(&[Key("last")]), Some("\"z\""));
        assert_eq!(at(&[Key("empty")]), Some(""));
        assert_eq!((at(&[Key("nothing")]), at(&[Key("zones"), Item(2)]), at(&[Item(0)])), (None, None, None));
        assert_eq!(locate(text, &[Key("zones"), Item(1)]).unwrap().column, 4);
        assert_eq!(locate("a: [1", &[Key("a")]), None);
    }
}
