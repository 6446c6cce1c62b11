//! The lines of the three files. Numbers are rounded here, in one fixed way, and written digit by digit.

use super::space::P3;
use std::fmt::Write as _;

/// One round's files, as they would lie in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundFiles {
    /// The round's name, which is also in every line.
    pub round_id: String,
    /// `events.jsonl`.
    pub events: String,
    /// `snapshots.jsonl`.
    pub snapshots: String,
    /// One JSON line for every team-mate who lived within 1,000 units of a death by an enemy: what the simulator knows
    /// about its chance to trade. See [`super`] for the fields.
    pub truth: String,
}

/// A line in the making. Writing to a `String` cannot fail, so results of `write!` are dropped in this file.
pub(super) struct Line<'a> {
    out: &'a mut String,
}

impl<'a> Line<'a> {
    /// Begins a line at `t` milliseconds.
    pub(super) fn at(out: &'a mut String, t: i64) -> Line<'a> {
        out.push_str("{\"t\":");
        fixed(out, t, 3);
        Line { out }
    }

    fn key(&mut self, key: &str) {
        let _ = write!(self.out, ",\"{key}\":");
    }

    pub(super) fn text(mut self, key: &str, value: &str) -> Self {
        self.key(key);
        self.out.push('"');
        for c in value.chars() {
            match c {
                '"' | '\\' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
        self
    }

    pub(super) fn number(mut self, key: &str, value: i64) -> Self {
        self.key(key);
        let _ = write!(self.out, "{value}");
        self
    }

    pub(super) fn flag(mut self, key: &str, value: bool) -> Self {
        self.key(key);
        self.out.push_str(if value { "true" } else { "false" });
        self
    }

    /// With one decimal.
    pub(super) fn tenth(mut self, key: &str, value: f64) -> Self {
        self.key(key);
        fixed(self.out, tenths(value), 1);
        self
    }

    /// Three numbers with one decimal.
    pub(super) fn point(mut self, key: &str, p: P3) -> Self {
        self.key(key);
        for (i, v) in p.into_iter().enumerate() {
            self.out.push(if i == 0 { '[' } else { ',' });
            fixed(self.out, tenths(v), 1);
        }
        self.out.push(']');
        self
    }

    /// Three whole numbers.
    pub(super) fn whole(mut self, key: &str, p: P3) -> Self {
        self.key(key);
        let [x, y, z] = p.map(|v| (v + 0.5).floor() as i64);
        let _ = write!(self.out, "[{x},{y},{z}]");
        self
    }

    /// A list of clients.
    pub(super) fn clients(mut self, key: &str, list: &[u8]) -> Self {
        self.key(key);
        self.out.push('[');
        for (i, c) in list.iter().enumerate() {
            let _ = write!(self.out, "{}{c}", if i == 0 { "" } else { "," });
        }
        self.out.push(']');
        self
    }

    /// A time in seconds.
    pub(super) fn secs(mut self, key: &str, ms: i64) -> Self {
        self.key(key);
        fixed(self.out, ms, 3);
        self
    }

    pub(super) fn end(self) {
        self.out.push_str("}\n");
    }
}

/// Nearest tenth, halves up.
fn tenths(v: f64) -> i64 {
    (v * 10.0 + 0.5).floor() as i64
}

/// A whole number of 10^-`places`, without zeros at the end.
fn fixed(out: &mut String, v: i64, places: u32) {
    let one = 10_u64.pow(places);
    let (whole, mut part, mut width) = (v.unsigned_abs() / one, v.unsigned_abs() % one, places as usize);
    let _ = write!(out, "{}{whole}", if v < 0 { "-" } else { "" });
    while width > 0 && part % 10 == 0 {
        part /= 10;
        width -= 1;
    }
    if width > 0 {
        let _ = write!(out, ".{part:0width$}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        let text = |v, places| {
            let mut out = String::new();
            fixed(&mut out, v, places);
            out
        };
        assert_eq!(text(15_025, 3), "15.025");
        assert_eq!(text(15_000, 3), "15");
        assert_eq!(text(-5, 1), "-0.5");
        assert_eq!(text(15_100, 3), "15.1");
        assert_eq!((tenths(-0.04), tenths(0.05), tenths(2.349)), (0, 1, 23));
    }

    #[test]
    fn lines_are_json() {
        let mut out = String::new();
        Line::at(&mut out, 25).text("name", "b\"r\\^^").point("pos", [1.0, -2.25, 0.04]).clients("los", &[3, 4]).end();
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(value["name"], "b\"r\\^^");
        assert_eq!(out, "{\"t\":0.025,\"name\":\"b\\\"r\\\\^^\",\"pos\":[1,-2.2,0],\"los\":[3,4]}\n");
    }
}
