//! Words to an expression, typed against the indexed columns.

use super::lexer::{Mistake, Op, Step, Token, words};
use crate::sim::Side;
use crate::sim::index::{Num, Text};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    /// There and not false.
    Holds(Operand),
    Compare(Operand, Op, Operand),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Num(Num),
    Text(Text),
    Special(Special),
    Path(Vec<Step>),
    Number(f64),
    /// One that a float might round.
    Whole(i128),
    Word(String),
    Bool(bool),
    Null,
}

/// Columns that are neither numbers nor texts of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    /// The row's number, from 0.
    Row,
    /// The length of its line.
    Bytes,
    /// `context.sim_seed`
    Seed,
    /// A unit of either side.
    Unit,
    /// The rosters that meet, as the summary names them.
    Matchup,
    /// Whether the row is broken.
    Broken,
    /// Whether its units fail to sum to a total.
    Unequal,
}

const SPECIALS: [(&str, Special); 8] = [
    ("row", Special::Row),
    ("bytes", Special::Bytes),
    ("sim_seed", Special::Seed),
    ("context.sim_seed", Special::Seed),
    ("unit", Special::Unit),
    ("matchup", Special::Matchup),
    ("broken", Special::Broken),
    ("units_differ", Special::Unequal),
];

/// The members of a row that a path may begin with; others need a leading dot.
const ROOTS: [&str; 5] = ["schema_version", "context", "engine_outcome", "aggregates", "events"];

impl Expr {
    pub(super) fn has_path(&self) -> bool {
        let is_path = |operand: &Operand| matches!(operand, Operand::Path(_));
        match self {
            Expr::And(a, b) | Expr::Or(a, b) => a.has_path() || b.has_path(),
            Expr::Not(inner) => inner.has_path(),
            Expr::Holds(operand) => is_path(operand),
            Expr::Compare(left, _, right) => is_path(left) || is_path(right),
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Expr, Mistake> {
    let mut parser = Parser { text, words: words(text)?, at: 0, depth: 0 };
    let expr = parser.either()?;
    match parser.peek() {
        Token::End => Ok(expr),
        Token::Close => parser.mistake("this bracket closes nothing"),
        _ => parser.mistake("`&&` or `||` is missing before this"),
    }
}

struct Parser<'a> {
    text: &'a str,
    words: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        self.words.get(self.at).map_or(&Token::End, |(_, token)| token)
    }

    fn place(&self) -> usize {
        self.words.get(self.at).map_or(self.text.len(), |(at, _)| *at)
    }

    fn mistake<T>(&self, reason: impl Into<String>) -> Result<T, Mistake> {
        Err(self.mistake_at(self.place(), reason))
    }

    fn mistake_at(&self, at: usize, reason: impl Into<String>) -> Mistake {
        Mistake { text: self.text.to_owned(), at, reason: reason.into() }
    }

    fn eat(&mut self, token: &Token) -> bool {
        let eaten = self.peek() == token;
        self.at += usize::from(eaten);
        eaten
    }

    fn either(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.both()?;
        while self.eat(&Token::Or) {
            left = Expr::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.one()?;
        while self.eat(&Token::And) {
            left = Expr::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > 100 {
            return self.mistake("the filter is nested too deeply");
        }
        let expr = if self.eat(&Token::Not) {
            Expr::Not(Box::new(self.one()?))
        } else if self.eat(&Token::Open) {
            let inner = self.either()?;
            if !self.eat(&Token::Close) {
                return self.mistake("`)` is missing");
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn comparison(&mut self) -> Result<Expr, Mistake> {
        let (left_at, left) = (self.place(), self.operand(true)?);
        let Token::Op(op) = *self.peek() else {
            return match left {
                Operand::Number(_) | Operand::Whole(_) | Operand::Word(_) | Operand::Null | Operand::Bool(_) => {
                    Err(self.mistake_at(left_at, "a value alone selects nothing: compare it with a column"))
                }
                column => Ok(Expr::Holds(column)),
            };
        };
        self.at += 1;
        let (right_at, right) = (self.place(), self.operand(false)?);
        self.types(&left, op, &right, right_at)?;
        self.types(&right, op.turned(), &left, left_at)?;
        Ok(Expr::Compare(left, op, right))
    }

    /// Whether `column` can be compared with `value` in this way.
    fn types(&self, column: &Operand, op: Op, value: &Operand, at: usize) -> Result<(), Mistake> {
        use Operand::{Bool, Null, Number, Whole, Word};
        use Special::{Broken, Bytes, Matchup, Row, Seed, Unequal, Unit};
        let reason = match (column, value) {
            (Operand::Num(_) | Operand::Special(Row | Bytes | Seed), Word(word)) => format!("`{word}` is no number"),
            (Operand::Num(_) | Operand::Special(Row | Bytes | Seed), Bool(_)) => "this column holds numbers".to_owned(),
            (Operand::Special(Broken | Unequal), Number(_) | Whole(_) | Word(_)) => {
                "this column is true or false".to_owned()
            }
            (Operand::Text(_) | Operand::Special(Unit | Matchup), Number(_) | Whole(_))
                if !matches!(op, Op::Equal | Op::Unequal) =>
            {
                format!("this column holds texts, which `{}` cannot compare with a number", op.sign())
            }
            (_, Null | Bool(_)) if !matches!(op, Op::Equal | Op::Unequal) => {
                format!("`{}` needs a number or a text; for this use == or !=", op.sign())
            }
            _ => return Ok(()),
        };
        Err(self.mistake_at(at, reason))
    }

    /// A column, a path or a value; on the left of a comparison a bare word has to be a column.
    fn operand(&mut self, left: bool) -> Result<Operand, Mistake> {
        let at = self.place();
        let operand = match self.peek() {
            Token::Number(number) => Operand::Number(*number),
            Token::Whole(number) => Operand::Whole(*number),
            Token::Word { steps, rooted, quoted } => {
                let name = dotted(steps);
                match (steps.as_slice(), quoted) {
                    ([Step::Key(text)], true) => Operand::Word(text.clone()),
                    _ if *rooted => column(&name).unwrap_or_else(|| Operand::Path(steps.clone())),
                    _ => match known(&name, steps) {
                        Some(operand) => operand,
                        None if left => return Err(self.mistake_at(at, unknown(&name))),
                        None => Operand::Word(name),
                    },
                }
            }
            Token::End => return self.mistake("the filter ends where a value is missing"),
            _ => return self.mistake("a column or a value was expected here"),
        };
        self.at += 1;
        Ok(operand)
    }
}

fn dotted(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        match step {
            Step::Key(key) if out.is_empty() => out.push_str(key),
            Step::Key(key) => out.extend([".", key]),
            Step::Item(at) => out.push_str(&format!("[{at}]")),
        }
    }
    out
}

fn known(name: &str, steps: &[Step]) -> Option<Operand> {
    match name {
        "true" => return Some(Operand::Bool(true)),
        "false" => return Some(Operand::Bool(false)),
        "null" | "none" => return Some(Operand::Null),
        _ => {}
    }
    let is_root = matches!(steps.first(), Some(Step::Key(root)) if ROOTS.contains(&root.as_str()));
    column(name).or_else(|| is_root.then(|| Operand::Path(steps.to_vec())))
}

/// The column of that name or path.
fn column(name: &str) -> Option<Operand> {
    let usual = match name.split_once('.') {
        Some((side, rest)) if !rest.contains('.') => {
            Side::from_name(side).map(|side| format!("{}.{rest}", side.letter()))
        }
        _ => None,
    };
    let name = usual.as_deref().unwrap_or(name);
    let text = Text::ALL
        .iter()
        .find(|(_, short, path)| *short == name || *path == name || path.ends_with(&format!(".{name}")));
    if let Some((text, ..)) = text {
        return Some(Operand::Text(*text));
    }
    if let Some((_, special)) = SPECIALS.iter().find(|(known, _)| *known == name) {
        return Some(Operand::Special(*special));
    }
    Num::all().find(|num| num.name() == name || num.path().as_deref() == Some(name)).map(Operand::Num)
}

/// The names of all columns.
fn names() -> Vec<String> {
    let texts = Text::ALL.iter().map(|(_, name, _)| (*name).to_owned());
    let specials = SPECIALS.iter().map(|(name, _)| (*name).to_owned());
    texts.chain(specials).chain(Num::all().map(|num| num.name().to_owned())).collect()
}

fn unknown(name: &str) -> String {
    let near = names().into_iter().map(|known| (strsim::damerau_levenshtein(&known, name), known)).min();
    match near {
        Some((distance, known)) if distance <= 2.max(name.len() / 3) => {
            format!("there is no column `{name}`: did you mean `{known}`? (a path begins with a dot: `.{name}`)")
        }
        _ => format!("there is no column `{name}`; a path from the row's root begins with a dot: `.{name}`"),
    }
}
