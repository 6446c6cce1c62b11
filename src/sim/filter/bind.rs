//! An expression bound to an index: names become numbers, and each row is answered.

use super::Truth;
use super::lexer::{Op, Step};
use super::parse::{Expr, Operand, Special};
use super::path::{Found, find};
use crate::sim::Side;
use crate::sim::index::{Flags, Index, RowRef, SUMMED, Text, TextId, items};
use crate::sim::matchup;
use std::borrow::Cow;
use std::cmp::Ordering;

pub(super) struct Bound<'e> {
    expr: &'e Expr,
    /// For texts compared with a word: the word's number in the index, in the order the comparisons are met.
    fast: Vec<(Text, bool, Option<TextId>)>,
}

impl<'e> Bound<'e> {
    pub(super) fn new(expr: &'e Expr, index: &Index) -> Bound<'e> {
        let mut fast = Vec::new();
        collect(expr, index, &mut fast);
        Bound { expr, fast }
    }

    /// The answer for a row; [`Truth::Open`] when it depends on a line that was not given.
    pub(super) fn truth(&self, index: &Index, row: RowRef<'_>, line: Option<&[u8]>) -> Truth {
        self.answer(self.expr, index, row, line, &self.fast).0
    }

    /// The answer, and how many bound words the expression used up.
    fn answer(
        &self,
        expr: &Expr,
        index: &Index,
        row: RowRef<'_>,
        line: Option<&[u8]>,
        fast: &[(Text, bool, Option<TextId>)],
    ) -> (Truth, usize) {
        let pair = |a: &Expr, b: &Expr, decides: Truth| {
            let (left, used) = self.answer(a, index, row, line, fast);
            let (right, more) = if left == decides {
                (decides, count(b))
            } else {
                self.answer(b, index, row, line, fast.get(used..).unwrap_or_default())
            };
            (left.join(right, decides), used + more)
        };
        match expr {
            Expr::And(a, b) => pair(a, b, Truth::False),
            Expr::Or(a, b) => pair(a, b, Truth::True),
            Expr::Not(inner) => {
                let (truth, used) = self.answer(inner, index, row, line, fast);
                (truth.not(), used)
            }
            Expr::Holds(operand) => (holds(operand, index, row, line), 0),
            Expr::Compare(..) if is_fast(expr) => {
                let Some((text, equal, id)) = fast.first() else { return (Truth::Unknown, 1) };
                (row.text(*text).map_or(Truth::Unknown, |own| Truth::of((Some(own) == *id) == *equal)), 1)
            }
            Expr::Compare(left, op, right) => (compare(left, *op, right, index, row, line), 0),
        }
    }
}

/// Whether this compares a single text with a word for equality.
const fn is_fast(expr: &Expr) -> bool {
    matches!(expr, Expr::Compare(Operand::Text(text), Op::Equal | Op::Unequal, Operand::Word(_)) if !text.is_list())
}

fn count(expr: &Expr) -> usize {
    match expr {
        Expr::And(a, b) | Expr::Or(a, b) => count(a) + count(b),
        Expr::Not(inner) => count(inner),
        other => usize::from(is_fast(other)),
    }
}

fn collect(expr: &Expr, index: &Index, out: &mut Vec<(Text, bool, Option<TextId>)>) {
    match expr {
        Expr::And(a, b) | Expr::Or(a, b) => {
            collect(a, index, out);
            collect(b, index, out);
        }
        Expr::Not(inner) => collect(inner, index, out),
        Expr::Compare(Operand::Text(text), op, Operand::Word(word)) if is_fast(expr) => {
            // `result == a` and `result == player` mean the same side (S5).
            let side = Side::from_name(word).filter(|_| *text == Text::Result);
            let word = side.map_or(word.as_str(), |side| side.key());
            out.push((*text, *op == Op::Equal, index.id_of(word)));
        }
        _ => {}
    }
}

/// What an operand is in a row: any number of values, none if absent; `None` if the line is needed.
fn values<'a>(
    operand: &'a Operand,
    index: &'a Index,
    row: RowRef<'_>,
    line: Option<&'a [u8]>,
) -> Option<Vec<Found<'a>>> {
    let text = |text: Text| row.text(text).and_then(|id| index.text_of(id));
    let list = |of: Text| items(text(of)).map(|item| Found::Text(Cow::Borrowed(item)));
    Some(match operand {
        Operand::Num(num) => row.number(*num).map(Found::Number).into_iter().collect(),
        Operand::Text(of) if of.is_list() => list(*of).collect(),
        Operand::Text(of) => text(*of).map(|text| Found::Text(Cow::Borrowed(text))).into_iter().collect(),
        Operand::Special(special) => match special {
            Special::Row => vec![Found::Number(row.row as f64)],
            Special::Bytes => vec![Found::Number(row.place().length as f64)],
            Special::Seed => row.seed().map(Found::Whole).into_iter().collect(),
            Special::Unit => Side::BOTH.into_iter().flat_map(|side| list(Text::roster(side))).collect(),
            Special::Matchup => {
                let [a, b] = Side::BOTH.map(|side| text(Text::roster(side)).map(|list| matchup::roster(Some(list))));
                let name = a.zip(b).map(|(a, b)| Found::Text(Cow::Owned(matchup::name(&a, &b))));
                name.into_iter().collect()
            }
            Special::Broken => vec![Found::Bool(row.flags().has(Flags::BROKEN))],
            Special::Unequal => {
                let unequal = |side| (0..SUMMED.len()).any(|at| row.flags().has(Flags::unequal(side, at)));
                vec![Found::Bool(Side::BOTH.into_iter().any(unequal))]
            }
        },
        // Without events no row has anything below `events`, and a broken row has nothing at all.
        Operand::Path(_) if row.flags().has(Flags::BROKEN) => Vec::new(),
        Operand::Path(steps) if is_below_events(steps) && !row.flags().has(Flags::EVENTS) => Vec::new(),
        Operand::Path(steps) => find(line?, steps),
        Operand::Number(number) => vec![Found::Number(*number)],
        Operand::Whole(number) => vec![Found::Whole(*number)],
        Operand::Word(word) => vec![Found::Text(Cow::Borrowed(word))],
        Operand::Bool(value) => vec![Found::Bool(*value)],
        Operand::Null => Vec::new(),
    })
}

/// Whether a path asks about single events.
fn is_below_events(steps: &[Step]) -> bool {
    matches!(steps, [Step::Key(root), _, ..] if root == "events")
}

fn holds(operand: &Operand, index: &Index, row: RowRef<'_>, line: Option<&[u8]>) -> Truth {
    match values(operand, index, row, line) {
        None => Truth::Open,
        Some(values) => Truth::of(values.iter().any(|value| *value != Found::Bool(false))),
    }
}

/// The lists of a row that an operand is made of.
fn lists(operand: &Operand) -> [Option<Text>; 2] {
    match operand {
        Operand::Text(of) if of.is_list() => [Some(*of), None],
        Operand::Special(Special::Unit) => Side::BOTH.map(|side| Some(Text::roster(side))),
        _ => [None, None],
    }
}

/// Whether the lists of a row hold a word: what is asked of lists most, answered without making any.
fn has_word(of: [Option<Text>; 2], word: &str, index: &Index, row: RowRef<'_>) -> Truth {
    let texts = of.into_iter().flatten().filter_map(|of| row.text(of)).filter_map(|id| index.text_of(id));
    let mut all = texts.flat_map(|text| items(Some(text))).peekable();
    if all.peek().is_none() { Truth::Unknown } else { Truth::of(all.any(|item| item == word)) }
}

fn compare(left: &Operand, op: Op, right: &Operand, index: &Index, row: RowRef<'_>, line: Option<&[u8]>) -> Truth {
    if let (of @ [Some(_), _], Operand::Word(word)) = (lists(left), right)
        && matches!(op, Op::Equal | Op::Unequal)
    {
        let has = has_word(of, word, index, row);
        return if op == Op::Equal { has } else { has.not() };
    }
    let (Some(a), Some(b)) = (values(left, index, row, line), values(right, index, row, line)) else {
        return Truth::Open;
    };
    if *left == Operand::Null || *right == Operand::Null {
        let absent = a.is_empty() && b.is_empty();
        return Truth::of(absent == (op == Op::Equal));
    }
    if a.is_empty() || b.is_empty() {
        return Truth::Unknown;
    }
    let any = |test: &dyn Fn(&Found<'_>, &Found<'_>) -> bool| a.iter().any(|a| b.iter().any(|b| test(a, b)));
    let ordered = |wanted: &[Ordering]| any(&|a, b| order(a, b).is_some_and(|found| wanted.contains(&found)));
    Truth::of(match op {
        Op::Equal => any(&same),
        // Of a list: none of its items.
        Op::Unequal => !any(&same),
        Op::Less => ordered(&[Ordering::Less]),
        Op::AtMost => ordered(&[Ordering::Less, Ordering::Equal]),
        Op::More => ordered(&[Ordering::Greater]),
        Op::AtLeast => ordered(&[Ordering::Greater, Ordering::Equal]),
        Op::Contains => any(&contains),
    })
}

fn same(a: &Found<'_>, b: &Found<'_>) -> bool {
    match (a, b) {
        // `engine_version == 2` asks for the text "2".
        (Found::Text(text), Found::Number(number)) | (Found::Number(number), Found::Text(text)) => {
            text.parse() == Ok(*number)
        }
        (Found::Text(text), Found::Whole(number)) | (Found::Whole(number), Found::Text(text)) => {
            text.parse() == Ok(*number)
        }
        // Other numbers of a row are floats: what they are compared with is rounded like them.
        (Found::Number(number), Found::Whole(whole)) | (Found::Whole(whole), Found::Number(number)) => {
            *number == *whole as f64
        }
        (Found::Other, _) => false,
        (a, b) => a == b,
    }
}

fn order(a: &Found<'_>, b: &Found<'_>) -> Option<Ordering> {
    match (a, b) {
        (Found::Number(a), Found::Number(b)) => a.partial_cmp(b),
        (Found::Whole(a), Found::Whole(b)) => Some(a.cmp(b)),
        (Found::Number(a), Found::Whole(b)) => a.partial_cmp(&(*b as f64)),
        (Found::Whole(a), Found::Number(b)) => (*a as f64).partial_cmp(b),
        (Found::Text(a), Found::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn contains(a: &Found<'_>, b: &Found<'_>) -> bool {
    let text = |value: &Found<'_>| match value {
        Found::Text(text) => Some(text.to_lowercase()),
        Found::Number(number) => Some(number.to_string()),
        Found::Whole(number) => Some(number.to_string()),
        _ => None,
    };
    text(a).zip(text(b)).is_some_and(|(a, b)| a.contains(&b))
}
