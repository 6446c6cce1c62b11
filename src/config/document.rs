//! One source of settings: a file or the `--set` flags, as a mapping whose every value knows its place.

use super::yaml;
use super::{Data, Entry, Mistake, Mistakes, Node, Origin};
use crate::film::{clean_text, clipped};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// How many characters of a flag a mistake repeats.
const LONGEST_FLAG: usize = 80;

/// A parsed file, or the flags.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    root: Vec<Entry>,
}

impl Document {
    /// Reads a file's bytes; `name` is what mistakes call it. An empty file is an empty document.
    ///
    /// # Errors
    /// Whatever is not one mapping of YAML 1.2 without tags, anchors and duplicate keys, with line and column.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Document, Mistakes> {
        let name: Arc<str> = clean_text(name).into();
        Self::of(yaml::parse(bytes, &yaml::in_file(&name))?)
    }

    /// Reads what the program itself carries.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn built_in(name: &str, text: &str) -> Result<Document, Mistakes> {
        let name: Arc<str> = name.into();
        Self::of(yaml::parse(text.as_bytes(), &|_, _| Origin::BuiltIn(Arc::clone(&name)))?)
    }

    /// Reads flags such as `trade_dist=700` or `maps.radar.score_weights.missed_trade=-8`: dots lead into mappings, the
    /// value is YAML. Of two flags for one key the later wins.
    ///
    /// # Errors
    /// A flag without `=` or key, or with a value that is not YAML.
    pub fn flags<S: AsRef<str>>(flags: impl IntoIterator<Item = S>) -> Result<Document, Mistakes> {
        let (mut root, mut mistakes) = (Vec::new(), Mistakes::default());
        for flag in flags {
            let flag = flag.as_ref();
            let origin = Origin::Flag(clipped(&clean_text(flag), LONGEST_FLAG).into());
            match flag_value(flag, &origin) {
                Ok((path, value)) => insert(&mut root, path, value),
                Err(wrong) => mistakes.0.extend(wrong.0),
            }
        }
        mistakes.into_result(Document { root })
    }

    fn of(node: Node) -> Result<Document, Mistakes> {
        match node.data {
            Data::Map(root) => Ok(Document { root }),
            _ => {
                Err(Mistakes(vec![Mistake { origin: node.origin, message: "keys with values are wanted".to_owned() }]))
            }
        }
    }

    /// The keys of the top level, in the order of the text.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.root
    }

    /// The value of a key of the top level.
    #[must_use]
    pub fn section(&self, key: &str) -> Option<&Node> {
        self.root.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The whole document as plain JSON, without places: for what the program itself carries and reads by serde.
    pub(crate) fn json(&self) -> Json {
        Json::Object(object(&self.root))
    }

    /// The values of a section as a flat list, keys joined by dots, in the order of the text: plain data to hand to an
    /// owner that knows no configuration. A section that is missing or says nothing is an empty list.
    ///
    /// # Errors
    /// A section that is no mapping.
    pub fn flat(&self, key: &str) -> Result<Vec<(String, Node)>, Mistakes> {
        let (mut out, mut mistakes) = (Vec::new(), Mistakes::default());
        if let Some(node) = self.section(key)
            && node.data != Data::Null
            && let Some(entries) = node.map(key, &mut mistakes)
        {
            flatten(entries, "", &mut out);
        }
        mistakes.into_result(out)
    }
}

fn object(entries: &[Entry]) -> Map<String, Json> {
    entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect()
}

fn json(node: &Node) -> Json {
    match &node.data {
        Data::Null => Json::Null,
        Data::Switch(b) => (*b).into(),
        Data::Number(n) => (*n).into(),
        Data::Text(text) => text.as_str().into(),
        Data::List(items) => items.iter().map(json).collect(),
        Data::Map(entries) => Json::Object(object(entries)),
    }
}

fn flatten(entries: &[Entry], prefix: &str, out: &mut Vec<(String, Node)>) {
    for entry in entries {
        let key = format!("{prefix}{}", entry.key);
        match &entry.value.data {
            Data::Map(inner) => flatten(inner, &format!("{key}."), out),
            _ => out.push((key, entry.value.clone())),
        }
    }
}

fn flag_value(flag: &str, origin: &Origin) -> Result<(Vec<String>, Node), Mistakes> {
    let one = |message: &str| Mistakes(vec![Mistake { origin: origin.clone(), message: message.to_owned() }]);
    let Some((path, value)) = flag.split_once('=') else {
        return Err(one("write key=value, such as trade_dist=700"));
    };
    let path: Vec<String> = path.split('.').map(|part| part.trim().to_owned()).collect();
    if path.iter().any(String::is_empty) {
        return Err(one("a key is missing before \"=\", write key=value or section.key=value"));
    }
    // As the value of a key, so that lists, quotes and comments mean what they mean in a file.
    let text = format!("value: {value}");
    let Node { data: Data::Map(entries), .. } = yaml::parse(text.as_bytes(), &|_, _| origin.clone())? else {
        return Err(one("the value is not YAML"));
    };
    match <[Entry; 1]>::try_from(entries) {
        Ok([entry]) => Ok((path, entry.value)),
        Err(_) => Err(one("the value must be a single one")),
    }
}

fn insert(entries: &mut Vec<Entry>, mut path: Vec<String>, value: Node) {
    if path.is_empty() {
        return;
    }
    let key = path.remove(0);
    let origin = value.origin.clone();
    let at = match entries.iter().position(|entry| entry.key == key) {
        Some(at) => at,
        None => {
            entries.push(Entry {
                key,
                origin: origin.clone(),
                value: Node { origin: origin.clone(), data: Data::Null },
            });
            entries.len() - 1
        }
    };
    let Some(entry) = entries.get_mut(at) else { return };
    entry.origin = origin.clone();
    if path.is_empty() {
        entry.value = value;
        return;
    }
    if !matches!(entry.value.data, Data::Map(_)) {
        entry.value = Node { origin, data: Data::Map(Vec::new()) };
    }
    if let Data::Map(inner) = &mut entry.value.data {
        insert(inner, path, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_handed_over_as_plain_data() {
        let text = "keys:\n  play: [space, p]\n  next:\n    finding: n\nui:\n";
        let document = Document::parse("my.yaml", text.as_bytes()).unwrap();
        let keys = document.flat("keys").unwrap();
        let shown: Vec<_> = keys.iter().map(|(key, node)| format!("{key} @ {}", node.origin)).collect();
        assert_eq!(shown, ["play @ my.yaml:2:9", "next.finding @ my.yaml:4:14"]);
        assert_eq!(keys[1].1.data, Data::Text("n".to_owned()));
        assert!(document.flat("ui").unwrap().is_empty() && document.flat("review").unwrap().is_empty());
        let wrong = Document::parse("my.yaml", b"keys: 3\n").unwrap().flat("keys").unwrap_err();
        assert_eq!(wrong.to_string(), "my.yaml:1:7: \"keys\" wants keys with values, got the number 3");
    }

    #[test]
    fn flags_lead_into_mappings_and_the_later_wins() {
        let flags = ["trade_dist=700", "maps.radar.trade_dist=650", "maps.radar.trade_dist = 640", "ui.theme='dark'"];
        let document = Document::flags(flags).unwrap();
        let maps = document.flat("maps").unwrap();
        assert_eq!(maps.len(), 1);
        assert_eq!((maps[0].0.as_str(), &maps[0].1.data), ("radar.trade_dist", &Data::Number(640.0)));
        assert_eq!(maps[0].1.origin.to_string(), "--set maps.radar.trade_dist = 640");
        assert_eq!(document.section("trade_dist").unwrap().data, Data::Number(700.0));
        assert_eq!(document.flat("ui").unwrap()[0].1.data, Data::Text("dark".to_owned()));
    }

    #[test]
    fn a_long_flag_is_told_by_its_beginning() {
        let flag = format!("trade_dist={}", "9".repeat(300));
        let Origin::Flag(told) = Document::flags([flag]).unwrap().section("trade_dist").unwrap().origin.clone() else {
            panic!("not of a flag");
        };
        assert!(told.starts_with("trade_dist=999") && told.ends_with('…') && told.chars().count() < 100, "{told}");
    }

    #[test]
    fn a_flag_that_says_nothing_is_a_mistake() {
        let wrong = Document::flags(["trade_dist", "=3", "maps..x=1", "a=[1"]).unwrap_err().to_string();
        let lines: Vec<_> = wrong.lines().collect();
        assert_eq!(lines[0], "--set trade_dist: write key=value, such as trade_dist=700");
        assert_eq!(lines[1], "--set =3: a key is missing before \"=\", write key=value or section.key=value");
        assert_eq!(lines[2], "--set maps..x=1: a key is missing before \"=\", write key=value or section.key=value");
        assert!(lines[3].starts_with("--set a=[1: not valid YAML"), "{}", lines[3]);
    }
}
