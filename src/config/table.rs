//! A table of thresholds, declared once: struct, defaults, keys, units, ranges and documentation cannot drift apart.
//!
//! ```text
//!   table! { pub struct Settings {            struct Settings { pub trade_dist: f64, .. }   with Default
//!       /// E4: An opportunity reaches ..  ─▶  Field { key: "trade_dist", unit: "u", default: 800, range, doc }
//!       trade_dist: number = 800.0, "u", 0.0..=100_000.0;
//!   } }
//! ```

use super::{Data, Entry, Mistakes, Origin};
use std::fmt;

/// A value a field can hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A finite number.
    Number(f64),
    /// `true` or `false`.
    Switch(bool),
}

impl fmt::Display for Value {
    /// As YAML writes it: `800`, `0.2`, `true`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(n) => write!(f, "{n}"),
            Value::Switch(b) => write!(f, "{b}"),
        }
    }
}

/// What a field accepts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A number within `min..=max`.
    Number {
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
    },
    /// A whole number within `min..=max`.
    Whole {
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
    },
    /// `true` or `false`.
    Switch,
}

/// One key of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// The key as it is written in a file.
    pub key: &'static str,
    /// What it accepts.
    pub kind: Kind,
    /// The value when nobody says otherwise.
    pub default: Value,
    /// Its unit: `u` (game units), `s`, `ms`, `deg`; empty for shares, factors and switches.
    pub unit: &'static str,
    /// One sentence with the section of the specification.
    pub doc: &'static str,
}

impl Field {
    /// Checks a value against kind and range.
    ///
    /// # Errors
    /// What the field wants instead: `a number from 0 to 100000`.
    pub fn check(&self, value: Value) -> Result<Value, String> {
        let fits = match (self.kind, value) {
            (Kind::Number { min, max }, Value::Number(n)) => n >= min && n <= max,
            (Kind::Whole { min, max }, Value::Number(n)) => n >= min && n <= max && n.fract() == 0.0,
            (Kind::Switch, Value::Switch(_)) => true,
            _ => false,
        };
        if fits { Ok(value) } else { Err(self.wants()) }
    }

    /// What the field accepts, in words.
    #[must_use]
    pub fn wants(&self) -> String {
        match self.kind {
            Kind::Number { min, max } => format!("a number from {min} to {max}"),
            Kind::Whole { min, max } => format!("a whole number from {min} to {max}"),
            Kind::Switch => "true or false".to_owned(),
        }
    }
}

/// A struct declared by `table!`: values by key.
pub trait Table {
    /// Its own fields, in order of declaration, without those of its groups.
    fn fields() -> &'static [Field];

    /// Its groups, such as `score_weights`, with their fields.
    fn groups() -> &'static [(&'static str, &'static [Field])];

    /// The value of `key`; fields of a group are written `group.key`.
    fn get(&self, key: &str) -> Option<Value>;

    /// Sets `key`; false when there is no such key or the value is of the wrong kind. The range is [`Field::check`]'s.
    fn set(&mut self, key: &str, value: Value) -> bool;

    /// The field of `key` (`group.key` for those of a group).
    #[must_use]
    fn field(key: &str) -> Option<&'static Field> {
        let (fields, key) = match key.split_once('.') {
            None => (Self::fields(), key),
            Some((group, key)) => (Self::groups().iter().find(|(name, _)| *name == group)?.1, key),
        };
        fields.iter().find(|field| field.key == key)
    }

    /// Every key with its field, in order of declaration, groups last.
    #[must_use]
    fn keys() -> Vec<(String, &'static Field)> {
        let own = Self::fields().iter().map(|field| (field.key.to_owned(), field));
        let grouped = Self::groups()
            .iter()
            .flat_map(|(group, fields)| fields.iter().map(move |field| (format!("{group}.{}", field.key), field)));
        own.chain(grouped).collect()
    }
}

/// A value that a source gives to a key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The key, `group.key` for fields of a group.
    pub key: String,
    /// A value that the field accepts.
    pub value: Value,
    /// Who says so.
    pub origin: Origin,
}

/// Reads the entries that are fields of `T` and returns the others, which belong to the caller.
///
/// Mistakes of kind and range, and unknown keys inside a group, are noted; the rest is still read.
pub fn read_table<'a, T: Table>(
    entries: &'a [Entry],
    out: &mut Vec<Assigned>,
    mistakes: &mut Mistakes,
) -> Vec<&'a Entry> {
    let mut others = Vec::new();
    for entry in entries {
        if let Some((group, fields)) = T::groups().iter().find(|(group, _)| *group == entry.key) {
            for inner in entry.value.map(group, mistakes).unwrap_or_default() {
                match fields.iter().find(|field| field.key == inner.key) {
                    Some(field) => read_field(field, format!("{group}.{}", field.key), inner, out, mistakes),
                    None => mistakes.unknown_key(&inner.origin, &inner.key, fields.iter().map(|field| field.key)),
                }
            }
        } else if let Some(field) = T::fields().iter().find(|field| field.key == entry.key) {
            read_field(field, field.key.to_owned(), entry, out, mistakes);
        } else {
            others.push(entry);
        }
    }
    others
}

fn read_field(field: &Field, key: String, entry: &Entry, out: &mut Vec<Assigned>, mistakes: &mut Mistakes) {
    let value = match entry.value.data {
        Data::Number(n) => Some(Value::Number(n)),
        Data::Switch(b) => Some(Value::Switch(b)),
        _ => None,
    };
    match value.map(|value| field.check(value)) {
        Some(Ok(value)) => out.push(Assigned { key, value, origin: entry.value.origin.clone() }),
        _ => entry.value.wants(&key, &field.wants(), mistakes),
    }
}

/// A table as a file that loads back: every key with its sentence, unit and range.
#[must_use]
pub fn commented_yaml<T: Table>(values: &T) -> String {
    let line = |indent: &str, key: &str, field: &Field| {
        let value = values.get(key).unwrap_or(field.default);
        let unit = if field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
        let range = match field.kind {
            Kind::Number { min, max } | Kind::Whole { min, max } => format!(" [{min} to {max}{unit}]"),
            Kind::Switch => String::new(),
        };
        format!("{indent}# {}{range}\n{indent}{}: {value}\n", field.doc, field.key)
    };
    let mut out: String = T::fields().iter().map(|field| line("", field.key, field)).collect();
    for (group, fields) in T::groups() {
        out.push_str(&format!("\n{group}:\n"));
        out.extend(fields.iter().map(|field| line("  ", &format!("{group}.{}", field.key), field)));
    }
    out
}

/// How a Rust type travels through [`Value`].
pub(crate) trait Scalar: Copy {
    /// As a value.
    fn value(self) -> Value;
    /// Back; `None` when the value is of another kind.
    fn of(value: Value) -> Option<Self>;
}

impl Scalar for f64 {
    fn value(self) -> Value {
        Value::Number(self)
    }

    fn of(value: Value) -> Option<f64> {
        if let Value::Number(n) = value { Some(n) } else { None }
    }
}

impl Scalar for bool {
    fn value(self) -> Value {
        Value::Switch(self)
    }

    fn of(value: Value) -> Option<bool> {
        if let Value::Switch(b) = value { Some(b) } else { None }
    }
}

/// Declares a [`Table`]: see the head of this file.
///
/// `key: number|whole|switch = default, "unit", min..=max;`, then optionally `groups { name: Table; }` (tables of their
/// own, written as a mapping in the file) and `beside { name: Type; }` (plain public fields the machinery leaves alone).
macro_rules! table {
    (@type number) => { f64 };
    (@type whole) => { f64 };
    (@type switch) => { bool };
    (@kind number $range:expr) => { $crate::config::Kind::Number { min: *$range.start(), max: *$range.end() } };
    (@kind whole $range:expr) => { $crate::config::Kind::Whole { min: *$range.start(), max: *$range.end() } };
    (@kind switch) => { $crate::config::Kind::Switch };
    (@value switch $default:expr) => { $crate::config::Value::Switch($default) };
    (@value $kind:ident $default:expr) => { $crate::config::Value::Number($default) };
    (@unit) => { "" };
    (@unit $unit:literal) => { $unit };
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $($(#[doc = $doc:literal])+ $key:ident: $kind:ident = $default:expr $(, $unit:literal, $range:expr)?;)*
        }
        $(groups { $($(#[doc = $group_doc:literal])+ $group:ident: $table:ty;)* })?
        $(beside { $($(#[doc = $beside_doc:literal])+ $beside:ident: $beside_type:ty;)* })?
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[doc = $doc])+ pub $key: $crate::config::table!(@type $kind),)*
            $($($(#[doc = $group_doc])+ pub $group: $table,)*)?
            $($($(#[doc = $beside_doc])+ pub $beside: $beside_type,)*)?
        }

        impl Default for $name {
            fn default() -> $name {
                $name {
                    $($key: $default,)*
                    $($($group: <$table>::default(),)*)?
                    $($($beside: <$beside_type>::default(),)*)?
                }
            }
        }

        impl $name {
            /// The fields, in order of declaration.
            $vis const FIELDS: &'static [$crate::config::Field] = &[$($crate::config::Field {
                key: stringify!($key),
                kind: $crate::config::table!(@kind $kind $(($range))?),
                default: $crate::config::table!(@value $kind $default),
                unit: $crate::config::table!(@unit $($unit)?),
                doc: concat!($($doc),+).trim_ascii(),
            }),*];
        }

        impl $crate::config::Table for $name {
            fn fields() -> &'static [$crate::config::Field] {
                $name::FIELDS
            }

            fn groups() -> &'static [(&'static str, &'static [$crate::config::Field])] {
                &[$($((stringify!($group), <$table>::FIELDS)),*)?]
            }

            fn get(&self, key: &str) -> Option<$crate::config::Value> {
                $(if key == stringify!($key) {
                    return Some($crate::config::Scalar::value(self.$key));
                })*
                $($(if let Some(rest) = key.strip_prefix(concat!(stringify!($group), ".")) {
                    return $crate::config::Table::get(&self.$group, rest);
                })*)?
                None
            }

            fn set(&mut self, key: &str, value: $crate::config::Value) -> bool {
                $(if key == stringify!($key) {
                    let Some(known) = $crate::config::Scalar::of(value) else { return false };
                    self.$key = known;
                    return true;
                })*
                $($(if let Some(rest) = key.strip_prefix(concat!(stringify!($group), ".")) {
                    return $crate::config::Table::set(&mut self.$group, rest, value);
                })*)?
                false
            }
        }
    };
}

pub(crate) use table;

#[cfg(test)]
#[allow(unreachable_pub)] // the macro makes fields public
mod tests {
    use super::*;

    table! {
        /// Weights of the test.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Inner {
            /// X1: what a hit pays.
            hit: number = 3.0, "points", -10.0..=10.0;
        }
    }

    table! {
        /// Thresholds of the test.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Outer {
            /// X2: how far
            /// is near.
            near: number = 600.0, "u", 0.0..=1e5;
            /// X3: the step.
            step_ms: whole = 1000.0, "ms", 1.0..=60_000.0;
            /// X4: whether it is strict.
            strict: switch = true;
        }
        groups {
            /// The weights.
            weights: Inner;
        }
        beside {
            /// Left alone.
            names: Vec<String>;
        }
    }

    #[test]
    fn one_declaration_gives_struct_defaults_and_documentation() {
        let outer = Outer::default();
        assert_eq!((outer.near, outer.step_ms, outer.strict, outer.weights.hit), (600.0, 1000.0, true, 3.0));
        let near = Outer::field("near").unwrap();
        assert_eq!((near.unit, near.doc, near.default), ("u", "X2: how far is near.", Value::Number(600.0)));
        let keys: Vec<String> = Outer::keys().into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["near", "step_ms", "strict", "weights.hit"]);
    }

    #[test]
    fn values_travel_by_key() {
        let mut outer = Outer::default();
        assert!(outer.set("weights.hit", Value::Number(-2.5)) && outer.set("strict", Value::Switch(false)));
        assert_eq!(outer.get("weights.hit"), Some(Value::Number(-2.5)));
        assert_eq!(outer.get("strict"), Some(Value::Switch(false)));
        assert!(!outer.set("strict", Value::Number(1.0)) && !outer.set("names", Value::Number(1.0)));
        assert!(!outer.set("weights", Value::Number(1.0)) && !outer.set("weights.miss", Value::Number(1.0)));
        assert_eq!((outer.get("weights"), outer.get("nothing")), (None, None));
    }

    #[test]
    fn a_table_writes_itself_as_a_file() {
        let want = "# X2: how far is near. [0 to 100000 u]\nnear: 600\n# X3: the step. [1 to 60000 ms]\nstep_ms: 1000\n\
                    # X4: whether it is strict.\nstrict: true\n\nweights:\n  # X1: what a hit pays. [-10 to 10 points]\n  hit: 3\n";
        assert_eq!(commented_yaml(&Outer::default()), want);
    }

    #[test]
    fn a_field_says_what_it_wants() {
        let check = |key: &str, value| Outer::field(key).unwrap().check(value);
        assert_eq!(check("near", Value::Number(0.0)), Ok(Value::Number(0.0)));
        assert_eq!(check("near", Value::Number(-1.0)), Err("a number from 0 to 100000".to_owned()));
        assert_eq!(check("near", Value::Number(f64::NAN)), Err("a number from 0 to 100000".to_owned()));
        assert_eq!(check("step_ms", Value::Number(2.5)), Err("a whole number from 1 to 60000".to_owned()));
        assert_eq!(check("strict", Value::Number(1.0)), Err("true or false".to_owned()));
    }
}
