//! Values put into a configuration file: a new text, or one in which everything else stays as it was.
//!
//! ```text
//!   score_weights.missed_trade = -8   ──▶  score_weights: {missed_trade: -8}      where there was none
//!                                     ──▶  the value alone is replaced            where there was one
//! ```

use super::{Data, Document, Place, Step, locate};

/// A key, dots leading into mappings, and its value as a file would hold it.
pub type Change = (String, String);

/// A text that says these changes and nothing else; keys of one mapping stand together.
#[must_use]
pub fn changes_text(changes: &[Change]) -> String {
    let paths: Vec<(Vec<&str>, &str)> =
        changes.iter().map(|(key, value)| (key.split('.').collect(), value.as_str())).collect();
    let mut out = String::new();
    mapping(&paths, 0, &mut out);
    out
}

fn mapping(paths: &[(Vec<&str>, &str)], depth: usize, out: &mut String) {
    let mut done: Vec<&str> = Vec::new();
    for (path, value) in paths {
        let Some(key) = path.get(depth) else { continue };
        if done.contains(key) {
            continue;
        }
        done.push(key);
        out.push_str(&"  ".repeat(depth));
        if path.len() == depth + 1 {
            out.push_str(&format!("{key}: {value}\n"));
            continue;
        }
        out.push_str(&format!("{key}:\n"));
        let inner: Vec<(Vec<&str>, &str)> = paths.iter().filter(|(p, _)| p.get(depth) == Some(key)).cloned().collect();
        mapping(&inner, depth + 1, out);
    }
}

/// `text` with the changes in it, comments and everything else kept.
///
/// # Errors
/// A sentence: the text cannot be read, or a change cannot be put into it.
pub fn changed_text(text: &str, changes: &[Change]) -> Result<String, String> {
    let mut out = text.to_owned();
    for (key, value) in changes {
        let path: Vec<&str> = key.split('.').collect();
        out = put(&out, &path, value);
        let read = Document::parse("the file", out.as_bytes()).map_err(|wrong| wrong.to_string())?;
        if !says(&read, &path, value) {
            return Err(format!("{key} cannot be put into the file as it is written: say `{key}: {value}` by hand"));
        }
    }
    Ok(out)
}

/// One value into a text; where it does not fit the text comes out wrong, which the caller sees.
fn put(text: &str, path: &[&str], value: &str) -> String {
    let steps = |n: usize| path.iter().take(n).map(|key| Step::Key(key)).collect::<Vec<_>>();
    let splice = |at: std::ops::Range<usize>, new: &str| {
        let (before, after) = (text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default());
        format!("{before}{new}{after}")
    };
    // A value that is not written belongs behind its colon: its place is on either side of that.
    let behind = |at: usize| {
        let end = text.get(..at).map_or(at, |before| before.trim_end().len());
        end + usize::from(text.get(end..).is_some_and(|rest| rest.starts_with(':')))
    };
    if let Some(Place { bytes, .. }) = locate(text, &steps(path.len())) {
        if bytes.is_empty() {
            let at = behind(bytes.start);
            return splice(at..at, &format!(" {value}"));
        }
        return splice(bytes, value);
    }
    // The innermost mapping that is there takes what is left of the path.
    for known in (1..path.len()).rev() {
        let rest = path.get(known..).unwrap_or_default();
        let Some(Place { bytes, column }) = locate(text, &steps(known)) else { continue };
        return match text.get(bytes.clone()).unwrap_or_default() {
            "" => {
                let at = behind(bytes.start);
                splice(at..at, &format!(" {{{}}}", flow(rest, value)))
            }
            "{}" => splice(bytes, &format!("{{{}}}", flow(rest, value))),
            inner if inner.starts_with('{') => {
                splice(bytes.start + 1..bytes.start + 1, &format!("{}, ", flow(rest, value)))
            }
            _ => splice(bytes.start..bytes.start, &format!("{}\n{}", flow(rest, value), " ".repeat(column))),
        };
    }
    match locate(text, &[]) {
        Some(Place { bytes, .. }) if text.get(bytes.clone()).is_some_and(|root| root.starts_with('{')) => {
            let comma = if text.get(bytes.clone()) == Some("{}") { "" } else { ", " };
            splice(bytes.start + 1..bytes.start + 1, &format!("{}{comma}", flow(path, value)))
        }
        _ => {
            let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            format!("{text}{end}{}\n", flow(path, value))
        }
    }
}

/// `missed_trade: -8`, `score_weights: {missed_trade: -8}`.
fn flow(path: &[&str], value: &str) -> String {
    match path {
        [] => String::new(),
        [key] => format!("{key}: {value}"),
        [key, rest @ ..] => format!("{key}: {{{}}}", flow(rest, value)),
    }
}

/// Whether a document says the value at the path.
fn says(document: &Document, path: &[&str], value: &str) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let mut node = document.section(first);
    for key in rest {
        node = node.and_then(|node| match &node.data {
            Data::Map(entries) => entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.value),
            _ => None,
        });
    }
    let wanted = Document::flags([format!("x={value}")]).ok();
    node.is_some_and(|node| {
        wanted.as_ref().and_then(|wanted| wanted.section("x")).is_some_and(|wanted| wanted.data == node.data)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(key: &str, value: &str) -> Change {
        (key.to_owned(), value.to_owned())
    }

    #[test]
    fn keys_of_one_mapping_stand_together() {
        let changes = [change("near_dist", "500"), change("w.a", "1"), change("strict", "true"), change("w.b.c", "-2")];
        let text = changes_text(&changes);
        assert_eq!(text, "near_dist: 500\nw:\n  a: 1\n  b:\n    c: -2\nstrict: true\n");
        let read = Document::parse("f", text.as_bytes()).unwrap();
        assert!(changes.iter().all(|(key, value)| says(&read, &key.split('.').collect::<Vec<_>>(), value)));
    }

    #[test]
    fn everything_else_stays_as_it_was() {
        let cases = [
            ("", "a", "a: 5\n"),
            ("# mine\n", "a", "# mine\na: 5\n"),
            ("a: 1 # one\nb: 2\n", "a", "a: 5 # one\nb: 2\n"),
            ("b: 2", "a", "b: 2\na: 5\n"),
            ("a:\nb: 2\n", "a", "a: 5\nb: 2\n"),
            ("w:\n  # why\n  b: 2\n", "w.a", "w:\n  # why\n  a: 5\n  b: 2\n"),
            ("w: {b: 2}\n", "w.a", "w: {a: 5, b: 2}\n"),
            ("w: {}\n", "w.a", "w: {a: 5}\n"),
            ("w:\n", "w.a", "w: {a: 5}\n"),
            ("b: 1\n", "w.a", "b: 1\nw: {a: 5}\n"),
            ("{b: 1}", "a", "{a: 5, b: 1}"),
            ("maps:\n  x:\n    a: 1\n", "maps.x.a", "maps:\n  x:\n    a: 5\n"),
        ];
        for (text, key, wanted) in cases {
            assert_eq!(changed_text(text, &[change(key, "5")]).as_deref(), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_put_is_told_and_nothing_is_lost_quietly() {
        assert!(changed_text("a: [1", &[change("b", "5")]).is_err());
        assert!(changed_text("w: 3\n", &[change("w.a", "5")]).is_err());
        assert!(changed_text("- 1\n", &[change("a", "5")]).is_err());
    }
}
