//! Nodes and texts as YAML that reads back as the same.

use super::{Data, Node};
use std::fmt::Write as _;

impl Node {
    /// The node on one line: `{name: crane, center: [450, -850]}`.
    #[must_use]
    pub fn flow(&self) -> String {
        let mut out = String::new();
        flow(self, &mut out);
        out
    }
}

fn flow(node: &Node, out: &mut String) {
    match &node.data {
        Data::Null => out.push_str("null"),
        Data::Switch(switch) => out.push_str(if *switch { "true" } else { "false" }),
        Data::Number(number) => out.push_str(&number_text(*number)),
        Data::Text(text) => out.push_str(&quoted(text)),
        Data::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                flow(item, out);
            }
            out.push(']');
        }
        Data::Map(entries) => {
            out.push('{');
            for (i, entry) in entries.iter().enumerate() {
                let _ = write!(out, "{}{}: ", if i > 0 { ", " } else { "" }, quoted(&entry.key));
                flow(&entry.value, out);
            }
            out.push('}');
        }
    }
}

/// A number; YAML has words of its own for what is none.
#[must_use]
pub(crate) fn number_text(number: f64) -> String {
    match number {
        n if n.is_nan() => ".nan".to_owned(),
        n if n.is_infinite() => if n > 0.0 { ".inf" } else { "-.inf" }.to_owned(),
        n => n.to_string(),
    }
}

/// A text, in quotes unless it is a plain word that nothing else could be meant by.
#[must_use]
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ' ';
    let is_word =
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain) && !text.ends_with(' ');
    let lower = text.to_lowercase();
    let means_else = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&lower.as_str());
    if is_word && !means_else {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c)); // none of these is beyond four digits
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Document;

    #[test]
    fn what_is_written_reads_back() {
        let text = "a: {name: 'it''s #1: \"x\"', at: [1, -2.5, 1e21], deep: {yes: 'true', no: true, none: ~}}\n\
                    b: \"tab\\t nul\\u0007 line\\n end \"\nc: [word, two words, '1', -3, .inf, '', '- x', naïve]\n";
        let bare = |node: &Node| format!("{:?}", strip(node));
        let first = Document::parse("f", text.as_bytes()).unwrap();
        for entry in first.entries() {
            let again = format!("k: {}\n", entry.value.flow());
            let read = Document::parse("f", again.as_bytes()).unwrap_or_else(|wrong| panic!("{again}{wrong}"));
            assert_eq!(bare(&read.entries()[0].value), bare(&entry.value), "{again}");
        }
    }

    /// A node without its places.
    fn strip(node: &Node) -> String {
        match &node.data {
            Data::List(items) => format!("{:?}", items.iter().map(strip).collect::<Vec<_>>()),
            Data::Map(entries) => {
                format!("{:?}", entries.iter().map(|e| (e.key.clone(), strip(&e.value))).collect::<Vec<_>>())
            }
            other => format!("{other:?}"),
        }
    }
}
