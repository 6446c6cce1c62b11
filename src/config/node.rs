//! A value of a configuration file with the place where it stands.

use super::Mistakes;
use crate::film::{clean_text, clipped, short_number};
use std::fmt;
use std::sync::Arc;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything: the field's default.
    Default,
    /// What the program knows about a map.
    BuiltIn(Arc<str>),
    /// A file.
    File {
        /// Its name for display.
        name: Arc<str>,
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
    },
    /// A flag, as it was given, or its beginning: `--set trade_dist=700`.
    Flag(Arc<str>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::BuiltIn(name) => write!(f, "built in ({name})"),
            Origin::File { name, line, column } => write!(f, "{name}:{line}:{column}"),
            Origin::Flag(text) => write!(f, "--set {text}"),
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where.
    pub origin: Origin,
    /// What.
    pub data: Data,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false` (YAML 1.2: `yes` and `on` are texts).
    Switch(bool),
    /// A number; may be infinite or NaN, which no field accepts.
    Number(f64),
    /// Text, or anything in quotes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the text, without duplicate keys.
    Map(Vec<Entry>),
}

/// A key of a mapping with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key as text.
    pub key: String,
    /// Where the key stands.
    pub origin: Origin,
    /// Its value.
    pub value: Node,
}

impl Data {
    /// What it is, for "got ...": `the number 3`, `the text "yes"`, `a list`.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Data::Null => "nothing".to_owned(),
            Data::Switch(b) => b.to_string(),
            Data::Number(n) => format!("the number {}", short_number(*n)),
            Data::Text(text) => format!("the text \"{}\"", clipped(&clean_text(text), 40)),
            Data::List(_) => "a list".to_owned(),
            Data::Map(_) => "a mapping".to_owned(),
        }
    }
}

/// Readers of one node: each gives the value or notes what it wants instead and gives `None`.
impl Node {
    /// Notes `"key" wants ..., got ...`.
    pub fn wants(&self, key: &str, what: &str, mistakes: &mut Mistakes) {
        mistakes.add(&self.origin, format!("\"{key}\" wants {what}, got {}", self.data.describe()));
    }

    /// The entries of a mapping.
    pub fn map(&self, key: &str, mistakes: &mut Mistakes) -> Option<&[Entry]> {
        if let Data::Map(entries) = &self.data {
            return Some(entries);
        }
        self.wants(key, "keys with values", mistakes);
        None
    }

    /// The items of a list.
    pub fn list(&self, key: &str, mistakes: &mut Mistakes) -> Option<&[Node]> {
        if let Data::List(items) = &self.data {
            return Some(items);
        }
        self.wants(key, "a list", mistakes);
        None
    }

    /// A finite number of at most a million, as coordinates and seconds are.
    pub fn number(&self, key: &str, mistakes: &mut Mistakes) -> Option<f64> {
        if let Data::Number(n) = self.data
            && n.abs() <= 1e6
        {
            return Some(n);
        }
        self.wants(key, "a number from -1000000 to 1000000", mistakes);
        None
    }

    /// `true` or `false`.
    pub fn switch(&self, key: &str, mistakes: &mut Mistakes) -> Option<bool> {
        if let Data::Switch(b) = self.data {
            return Some(b);
        }
        self.wants(key, "true or false", mistakes);
        None
    }

    /// Text; a bare number or switch counts as the text it was written as only in quotes.
    pub fn text(&self, key: &str, mistakes: &mut Mistakes) -> Option<&str> {
        if let Data::Text(text) = &self.data {
            return Some(text);
        }
        self.wants(key, "a text", mistakes);
        None
    }

    /// `at_least` to `at_most` numbers in a list; gives the first `N`.
    pub fn numbers<const N: usize>(&self, key: &str, at_most: usize, mistakes: &mut Mistakes) -> Option<[f64; N]> {
        let items = match &self.data {
            Data::List(items) if (N..=at_most).contains(&items.len()) => items,
            _ => {
                let count = if at_most == N { N.to_string() } else { format!("{N} or {at_most}") };
                self.wants(key, &format!("a list of {count} numbers"), mistakes);
                return None;
            }
        };
        let mut out = [0.0; N];
        let mut all = true;
        for (i, item) in items.iter().enumerate() {
            match (item.number(key, mistakes), out.get_mut(i)) {
                (Some(n), Some(slot)) => *slot = n,
                (Some(_), None) => {}
                (None, _) => all = false,
            }
        }
        all.then_some(out)
    }
}
