//! Any table of a film: rows and heads, bars where the columns add up, a square where they are about pairs.
//!
//! Unknown is written out as unknown, with a number that leads to its reason under the table.

use super::html::{Html, Px, count};
use crate::film::{Cell, Column, ColumnKind, Film, Sheet, View};

/// More columns than this are set smaller.
const MANY: usize = 9;
/// More rows than this are folded away.
const LONG: usize = 24;
/// Width of the picture of a bar.
const BAR: f64 = 260.0;
/// Looks of the parts of a bar; they repeat, and the numbers stand beside them anyway.
const LOOKS: usize = 8;

/// Whether it is told as a table that must be folded away.
pub(super) fn is_long(sheet: &Sheet) -> bool {
    sheet.rows.len() > LONG && matches!(sheet.view, View::Table)
}

/// A section with the table, its rule, and what its columns mean. `level` is `h3` or `h4`.
pub(super) fn sheet(h: &mut Html, film: &Film, sheet: &Sheet, id: &str) {
    h.el("section", &[("class", &"sheet"), ("aria-labelledby", &id)], |h| {
        h.say("h3", &[("id", &id)], sheet.title);
        if !sheet.note.is_empty() {
            h.say("p", &[("class", &"rule")], &sheet.note);
        }
        if sheet.rows.is_empty() {
            h.say("p", &[("class", &"quiet")], "No rows: nothing of the kind happened, or nothing could be told.");
            return;
        }
        match sheet.view {
            View::Matrix { row, column, value } if fits_matrix(sheet, [row, column, value]) => {
                matrix(h, film, sheet, [row, column, value]);
                h.el("details", &[], |h| {
                    h.say("summary", &[], format!("All {} as a list", count(sheet.rows.len() as u64, "row", "rows")));
                    table(h, film, sheet, None);
                });
            }
            View::Bars { from, to } if from < to && to <= sheet.columns.len() => {
                legend(h, &sheet.columns[from..to]); // inside, by the guard
                table(h, film, sheet, Some((from, to)));
            }
            _ if sheet.rows.len() > LONG => h.el("details", &[], |h| {
                h.say("summary", &[], format!("All {} rows", sheet.rows.len()));
                table(h, film, sheet, None);
            }),
            _ => table(h, film, sheet, None),
        }
        columns(h, sheet);
    });
}

fn is_number(kind: ColumnKind) -> bool {
    !matches!(kind, ColumnKind::Text | ColumnKind::Actor)
}

fn class_of(kind: ColumnKind) -> &'static str {
    if is_number(kind) { "n" } else { "w" }
}

/// The reasons why cells are unknown, each once, in the order they are met.
#[derive(Default)]
struct Reasons(Vec<String>);

impl Reasons {
    fn number(&mut self, reason: &str) -> usize {
        let at = self.0.iter().position(|known| known == reason).unwrap_or_else(|| {
            self.0.push(reason.to_owned());
            self.0.len() - 1
        });
        at + 1
    }

    fn list(&self, h: &mut Html) {
        if self.0.is_empty() {
            return;
        }
        h.el("ol", &[("class", &"reasons"), ("aria-label", &"why values are unknown")], |h| {
            self.0.iter().for_each(|reason| h.say("li", &[], format!("unknown: {reason}")));
        });
    }
}

/// Rows and columns; with `bars`, a picture of those columns at the end of each row.
fn table(h: &mut Html, film: &Film, sheet: &Sheet, bars: Option<(usize, usize)>) {
    let mut reasons = Reasons::default();
    let scale = bars.map(|range| Scale::of(sheet, range));
    let class = if sheet.columns.len() > MANY { "data many" } else { "data" };
    h.el("div", &[("class", &"scroll")], |h| {
        h.el("table", &[("class", &class)], |h| {
            // The heading above says it to those who see it.
            h.el("caption", &[], |h| h.say("span", &[("class", &"told")], sheet.title));
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    for column in &sheet.columns {
                        let class = class_of(column.kind);
                        let attrs: [super::html::Attr<'_>; 3] =
                            [("scope", &"col"), ("class", &class), ("title", &column.help)];
                        h.say("th", &attrs, column.label);
                    }
                    if bars.is_some() {
                        h.say("th", &[("scope", &"col")], "in one picture");
                    }
                });
            });
            h.el("tbody", &[], |h| {
                for row in &sheet.rows {
                    h.el("tr", &[], |h| {
                        for (i, (cell, column)) in row.iter().zip(&sheet.columns).enumerate() {
                            put(h, film, cell, column.kind, i == 0, &mut reasons);
                        }
                        if let (Some((from, to)), Some(scale)) = (bars, &scale) {
                            h.el("td", &[], |h| scale.bar(h, sheet, row.get(from..to).unwrap_or_default(), from));
                        }
                    });
                }
            });
        });
    });
    reasons.list(h);
}

/// One cell; the first of a row is its head.
fn put(h: &mut Html, film: &Film, cell: &Cell, kind: ColumnKind, head: bool, reasons: &mut Reasons) {
    let class = class_of(kind);
    if head {
        return h.say("th", &[("scope", &"row"), ("class", &class)], cell.text(kind, film));
    }
    match cell {
        Cell::Unknown(reason) => h.el("td", &[("class", &"unknown"), ("title", reason)], |h| {
            h.text("unknown ");
            h.say("sup", &[], reasons.number(reason));
        }),
        Cell::Number(v) if v.is_nan() => h.say("td", &[("class", &"unknown")], "unknown"),
        Cell::Blank => h.say("td", &[("class", &class), ("title", &"nothing to measure")], "–"),
        cell => h.say("td", &[("class", &class)], cell.text(kind, film)),
    }
}

/// How long a unit is in the pictures of a table.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    fn of(sheet: &Sheet, (from, to): (usize, usize)) -> Scale {
        let sums = |positive: bool| {
            sheet.rows.iter().map(move |row| {
                let cells = row.get(from..to).unwrap_or_default();
                cells.iter().filter_map(number).filter(|v| (*v > 0.0) == positive).sum::<f64>()
            })
        };
        let most = sums(true).fold(0.0, f64::max);
        let least = sums(false).fold(0.0, f64::min);
        Scale { least, most }
    }

    fn x(&self, v: f64) -> f64 {
        let length = self.most - self.least;
        if length > 0.0 { (v - self.least) / length * BAR } else { 0.0 }
    }

    /// Positive parts to the right of nought, negative ones to the left, in the order of the columns.
    fn bar(&self, h: &mut Html, sheet: &Sheet, cells: &[Cell], from: usize) {
        if cells.iter().any(|cell| matches!(cell, Cell::Unknown(_))) {
            return h.say("span", &[("class", &"unknown")], "unknown: a part is");
        }
        let size = format!("0 0 {BAR} 18");
        let said: Vec<String> = (cells.iter().zip(sheet.columns.iter().skip(from)))
            .filter_map(|(cell, column)| Some(format!("{} {:.1}", column.label, number(cell)?)))
            .collect();
        h.el("svg", &[("viewBox", &size), ("class", &"bar"), ("role", &"img"), SVG], |h| {
            h.say("title", &[], said.join(", "));
            let (mut up, mut down) = (0.0, 0.0);
            for (i, v) in cells.iter().enumerate().filter_map(|(i, cell)| Some((i, number(cell)?))) {
                let end = if v > 0.0 { &mut up } else { &mut down };
                let (a, b) = (self.x(*end), self.x(*end + v));
                *end += v;
                let class = format!("c{}", i % LOOKS);
                let (x, width) = (Px(a.min(b)), Px((a - b).abs()));
                h.empty("rect", &[("class", &class), ("x", &x), ("y", &2), ("width", &width), ("height", &14)]);
            }
            let zero = Px(self.x(0.0));
            h.empty("line", &[("class", &"axis"), ("x1", &zero), ("x2", &zero), ("y1", &0), ("y2", &18)]);
        });
    }
}

/// The attribute every picture needs to be one in strict parsers too.
pub(super) const SVG: super::html::Attr<'static> = ("xmlns", &"http://www.w3.org/2000/svg");

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(v) if v.is_finite() => Some(*v),
        _ => None,
    }
}

/// Which look stands for which part of the bars.
fn legend(h: &mut Html, parts: &[Column]) {
    h.el("ul", &[("class", &"legend"), ("aria-label", &"parts of the bars, in their order")], |h| {
        for (i, column) in parts.iter().enumerate() {
            h.el("li", &[], |h| {
                h.el("svg", &[("viewBox", &"0 0 12 12"), ("class", &"swatch"), ("aria-hidden", &"true"), SVG], |h| {
                    let class = format!("c{}", i % LOOKS);
                    h.empty("rect", &[("class", &class), ("width", &12), ("height", &12)]);
                });
                h.text(format!(" {}", column.label));
            });
        }
    });
}

/// A square gets unreadable beyond this many heads.
const LARGEST: usize = 24;

fn fits_matrix(sheet: &Sheet, columns: [usize; 3]) -> bool {
    columns.iter().all(|&i| i < sheet.columns.len())
        && heads(sheet, columns[0]).len() <= LARGEST
        && heads(sheet, columns[1]).len() <= LARGEST
}

/// The different cells of a column, in the order they are met.
fn heads(sheet: &Sheet, column: usize) -> Vec<&Cell> {
    let mut out: Vec<&Cell> = Vec::new();
    for cell in sheet.rows.iter().filter_map(|row| row.get(column)) {
        if !out.contains(&cell) {
            out.push(cell);
        }
    }
    out
}

/// Who with whom how much, darker being more.
fn matrix(h: &mut Html, film: &Film, sheet: &Sheet, [row, column, value]: [usize; 3]) {
    let (rows, tops) = (heads(sheet, row), heads(sheet, column));
    let kind = |i: usize| sheet.columns[i].kind; // inside: `fits_matrix` has looked
    let most = sheet.rows.iter().filter_map(|r| number(r.get(value)?)).fold(0.0, f64::max);
    let mut reasons = Reasons::default();
    h.el("div", &[("class", &"scroll")], |h| {
        h.el("table", &[("class", &"data matrix")], |h| {
            let [a, b, c] = [row, column, value].map(|i| sheet.columns[i].label);
            h.say("caption", &[], format!("{}: {c}, by {a} (rows) and {b} (columns)", sheet.title));
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    h.say("td", &[], "");
                    tops.iter().for_each(|top| h.say("th", &[("scope", &"col")], top.text(kind(column), film)));
                });
            });
            h.el("tbody", &[], |h| {
                for left in &rows {
                    h.el("tr", &[], |h| {
                        h.say("th", &[("scope", &"row"), ("class", &"w")], left.text(kind(row), film));
                        for top in &tops {
                            let mut hits = sheet.rows.iter().filter(|r| r.get(row) == Some(left));
                            let hit = hits.find(|r| r.get(column) == Some(top)).and_then(|r| r.get(value));
                            match hit {
                                Some(cell @ Cell::Number(v)) if v.is_finite() => {
                                    let depth = if most > 0.0 { (v / most * 5.0).round().clamp(0.0, 5.0) } else { 0.0 };
                                    let class = format!("n d{depth:.0}");
                                    h.say("td", &[("class", &class)], cell.text(kind(value), film));
                                }
                                Some(cell) => put(h, film, cell, kind(value), false, &mut reasons),
                                None => h.say("td", &[("class", &"none")], ""),
                            }
                        }
                    });
                }
            });
        });
    });
    reasons.list(h);
}

/// What the columns mean, with the thresholds in force.
fn columns(h: &mut Html, sheet: &Sheet) {
    if sheet.columns.iter().all(|column| column.help.is_empty()) {
        return;
    }
    h.el("details", &[("class", &"columns")], |h| {
        h.say("summary", &[], "What the columns mean, with the thresholds in force");
        h.el("dl", &[], |h| {
            for column in sheet.columns.iter().filter(|column| !column.help.is_empty()) {
                h.say("dt", &[], column.label);
                h.say("dd", &[], &column.help);
            }
        });
    });
}
