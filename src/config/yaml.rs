//! YAML text to nodes with their places. Oddities that a threshold file has no use for are mistakes, never surprises:
//! several documents, tags, anchors and aliases (hence no alias bombs), keys that are not plain text, deep nesting.

use super::{Data, Entry, Mistake, Mistakes, Node, Origin};
use granit_parser::{Event, Marker, Parser, ScalarStyle, StrInput, options};
use std::sync::Arc;

/// Lists and mappings may be nested this deep; a map's walls need six.
const MAX_DEPTH: usize = 24;
/// A larger file is no configuration: 4 MB.
const MAX_BYTES: usize = 4 << 20;

/// Reads a text as one mapping. An empty text, or one of comments only, is an empty mapping.
///
/// `place` turns a line and column (from 1) into the origin of a node.
pub(super) fn parse(bytes: &[u8], place: &dyn Fn(u32, u32) -> Origin) -> Result<Node, Mistakes> {
    let one = |origin: Origin, message: String| Mistakes(vec![Mistake { origin, message }]);
    if bytes.len() > MAX_BYTES {
        return Err(one(place(1, 1), "too large for a configuration (more than 4 MB)".to_owned()));
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = 1 + bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count();
        one(place(line as u32, 1), "not UTF-8 text; save the file as UTF-8".to_owned())
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = text.find('\0') {
        let line = 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        return Err(one(place(line as u32, 1), "a NUL byte: this is not a text file".to_owned()));
    }
    let limit = MAX_DEPTH + 1;
    let options = options! { emit_comments: false, block_nesting_limit: limit, flow_nesting_limit: limit };
    let mut reader =
        Reader { text, parser: Parser::new_from_str_with_options(text, options), place, mistakes: Mistakes::default() };
    match reader.document() {
        Ok(node) => reader.mistakes.into_result(node),
        Err(stop) => {
            reader.mistakes.0.push(stop);
            Err(reader.mistakes)
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    place: &'a dyn Fn(u32, u32) -> Origin,
    mistakes: Mistakes,
}

/// `Err` stops the reading: nothing after it could be trusted.
type Step<T> = Result<T, Mistake>;

impl<'a> Reader<'a> {
    fn origin(&self, at: &Marker) -> Origin {
        (self.place)(at.line().max(1) as u32, at.col() as u32 + 1)
    }

    fn next(&mut self) -> Step<(Event<'a>, Origin)> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let origin = self.origin(&span.start);
                Ok((event, origin))
            }
            Some(Err(e)) => Err(self.tab(e.marker().line()).unwrap_or_else(|| Mistake {
                origin: self.origin(e.marker()),
                message: format!("not valid YAML: {}", crate::film::clean_text(&e.info())),
            })),
            None => Ok((Event::StreamEnd, (self.place)(1, 1))),
        }
    }

    /// The commonest slip of all, which the parser reports at the value before it: a tab in the indentation.
    fn tab(&self, line: usize) -> Option<Mistake> {
        let mut near = self.text.lines().enumerate().skip(line.saturating_sub(1)).take(2);
        let (line, indent) = near.find_map(|(line, text)| {
            let indent = text.len() - text.trim_start().len();
            text.get(..indent)?.find('\t').map(|tab| (line, tab))
        })?;
        let origin = (self.place)(line as u32 + 1, indent as u32 + 1);
        Some(Mistake { origin, message: "a tab in the indentation: YAML wants spaces".to_owned() })
    }

    fn document(&mut self) -> Step<Node> {
        let empty = Node { origin: (self.place)(1, 1), data: Data::Map(Vec::new()) };
        let mut root = None;
        loop {
            let (event, origin) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root.unwrap_or(empty)),
                Event::DocumentStart(..) if root.is_some() => {
                    let message = "a second document begins here; a configuration is a single one".to_owned();
                    return Err(Mistake { origin, message });
                }
                Event::DocumentStart(..) => {
                    let (event, origin) = self.next()?;
                    let node = self.node(event, origin, 0)?;
                    root = Some(match node.data {
                        Data::Map(_) => node,
                        Data::Null => Node { data: Data::Map(Vec::new()), ..node },
                        _ => {
                            let message = format!("a configuration is keys with values, not {}", node.data.describe());
                            return Err(Mistake { origin: node.origin, message });
                        }
                    });
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'a>, origin: Origin, depth: usize) -> Step<Node> {
        if depth > MAX_DEPTH {
            return Err(Mistake { origin, message: format!("nested deeper than {MAX_DEPTH} levels") });
        }
        if event.tag().is_some() {
            self.mistakes.add(&origin, "tags (!...) are not used here; write the plain value");
        }
        if event.anchor_id().is_some_and(|id| id != 0) {
            self.mistakes.add(&origin, "anchors (&...) are not used here; write the plain value");
        }
        let data = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain(&text),
            Event::Scalar(text, ..) => Data::Text(text.into_owned()),
            Event::SequenceStart(..) => self.list(depth)?,
            Event::MappingStart(..) => self.mapping(depth)?,
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.mistakes.add(&origin, "aliases (*...) are not used here; write the value out");
                Data::Null
            }
            _ => return Err(Mistake { origin, message: "not valid YAML: a value is missing".to_owned() }),
        };
        Ok(Node { origin, data })
    }

    fn list(&mut self, depth: usize) -> Step<Data> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Data::List(items)),
                (event, origin) => items.push(self.node(event, origin, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Step<Data> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen = std::collections::BTreeMap::new();
        loop {
            let (event, origin) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok(Data::Map(entries)),
                Event::Scalar(text, ..) => text.into_owned(),
                other => {
                    self.node(other, origin.clone(), depth + 1)?;
                    self.mistakes.add(&origin, "a key must be plain text");
                    String::new()
                }
            };
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            match seen.get(&key) {
                _ if key.is_empty() => {}
                Some(first) => {
                    let message = format!("\"{}\" is given twice, first at {first}", crate::film::clean_text(&key));
                    self.mistakes.add(&origin, message);
                }
                None => {
                    seen.insert(key.clone(), origin.clone());
                    entries.push(Entry { key, origin, value });
                }
            }
        }
    }
}

/// A scalar without quotes, by YAML 1.2's core schema (`yes`, `on` and `1_000` are texts).
fn plain(text: &str) -> Data {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        "true" | "True" | "TRUE" => return Data::Switch(true),
        "false" | "False" | "FALSE" => return Data::Switch(false),
        _ => {}
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = match digits {
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        // Rust also reads `inf`, `nan` and `infinity`; for YAML these are words.
        _ if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') => digits.parse().ok(),
        _ => None,
    };
    match magnitude {
        Some(n) => Data::Number(if negative { -n } else { n }),
        None => Data::Text(text.to_owned()),
    }
}

/// A parser of places for one file.
pub(super) fn in_file(name: &Arc<str>) -> impl Fn(u32, u32) -> Origin + use<> {
    let name = Arc::clone(name);
    move |line, column| Origin::File { name: Arc::clone(&name), line, column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Node, String> {
        let name: Arc<str> = "f.yaml".into();
        parse(text.as_bytes(), &in_file(&name)).map_err(|wrong| wrong.to_string())
    }

    fn value(text: &str) -> Data {
        let Data::Map(mut entries) = read(&format!("k: {text}")).unwrap().data else { panic!("no map") };
        entries.remove(0).value.data
    }

    #[test]
    fn scalars_follow_the_core_schema() {
        assert_eq!(value("12"), Data::Number(12.0));
        assert_eq!(value("-6"), Data::Number(-6.0));
        assert_eq!(value("+.5"), Data::Number(0.5));
        assert_eq!(value("1e3"), Data::Number(1000.0));
        assert_eq!(value("1e999"), Data::Number(f64::INFINITY));
        assert_eq!(value("-.inf"), Data::Number(f64::NEG_INFINITY));
        assert!(matches!(value(".nan"), Data::Number(n) if n.is_nan()));
        assert_eq!(value("TRUE"), Data::Switch(true));
        assert_eq!(value("~"), Data::Null);
        assert_eq!(value(""), Data::Null);
        for word in ["yes", "on", "nan", "inf", "1_000", "3,0", "0x10", "1.2.3", "12px"] {
            assert_eq!(value(word), Data::Text(word.to_owned()), "{word}");
        }
        assert_eq!(value("'3'"), Data::Text("3".to_owned()));
    }

    #[test]
    fn an_empty_text_is_an_empty_mapping() {
        for text in ["", "\n\n", "# nothing but a comment\n", "---\n", "---\n...\n", "\u{feff}", "~", "{}"] {
            assert_eq!(read(text).unwrap().data, Data::Map(Vec::new()), "{text:?}");
        }
    }

    #[test]
    fn places_survive_a_mark_and_foreign_line_ends() {
        let node = read("\u{feff}a: 1\r\n\r\nb:\r\n  - 2\r\n").unwrap();
        let Data::Map(entries) = node.data else { panic!("no map") };
        assert_eq!(entries.iter().map(|e| e.origin.to_string()).collect::<Vec<_>>(), ["f.yaml:1:1", "f.yaml:3:1"]);
        let Data::List(items) = &entries[1].value.data else { panic!("no list") };
        assert_eq!(items[0].origin.to_string(), "f.yaml:4:5");
    }

    #[test]
    fn oddities_are_named_with_their_place() {
        let cases = [
            ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: \"a\" is given twice, first at f.yaml:1:1"),
            ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; a configuration is a single one"),
            ("a: &x 1\n", "f.yaml:1:7: anchors (&...) are not used here; write the plain value"),
            ("a: !!str 1\n", "f.yaml:1:10: tags (!...) are not used here; write the plain value"),
            ("- 1\n- 2\n", "f.yaml:1:1: a configuration is keys with values, not a list"),
            ("just words\n", "f.yaml:1:1: a configuration is keys with values, not the text \"just words\""),
            ("? [1, 2]\n: 3\n", "f.yaml:1:3: a key must be plain text"),
            ("a: 1\n\tb: 2\n", "f.yaml:2:1: a tab in the indentation: YAML wants spaces"),
            ("a: 1\nb: \0\n", "f.yaml:2:1: a NUL byte: this is not a text file"),
        ];
        for (text, want) in cases {
            assert_eq!(read(text).unwrap_err(), want, "{text:?}");
        }
        let name: Arc<str> = "f.yaml".into();
        let latin = parse(b"a: 1\n# caf\xe9\n", &in_file(&name)).unwrap_err();
        assert_eq!(latin.to_string(), "f.yaml:2:1: not UTF-8 text; save the file as UTF-8");
    }

    #[test]
    fn broken_yaml_names_its_line() {
        for (text, line) in [("a: 1\nb: [1, 2\nc: 3\n", 3), ("a: *nobody\n", 1), ("a: \"open\n", 1)] {
            let wrong = read(text).unwrap_err();
            let at: u32 = wrong.split(':').nth(1).unwrap().parse().unwrap();
            assert!(wrong.contains("not valid YAML") && at >= line && at <= line + 2, "{text:?}: {wrong}");
        }
    }

    #[test]
    fn bombs_and_towers_are_refused_at_once() {
        let mut bomb = "a0: &a0 [x, x]\n".to_owned();
        for i in 1..30 {
            bomb.push_str(&format!("a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
        }
        let refused = read(&bomb).unwrap_err();
        assert!(refused.contains("f.yaml:2:10: aliases (*...) are not used here"), "{refused:.300}");
        for tower in
            ["a: ".to_owned() + &"[".repeat(100_000), (0..2_000).map(|i| format!("{}a:\n", " ".repeat(i))).collect()]
        {
            assert!(read(&tower).is_err());
        }
        let deep = "a: ".to_owned() + &"[".repeat(20) + &"]".repeat(20);
        assert!(read(&deep).is_ok());
        assert!(read(&" ".repeat(MAX_BYTES + 1)).unwrap_err().contains("too large"));
    }
}
