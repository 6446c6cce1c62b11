//! A filter's text to words, each with its place.

use std::fmt;

/// What is wrong with a filter, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The filter.
    pub text: String,
    /// Byte offset in it.
    pub at: usize,
    /// One sentence, with what to do.
    pub reason: String,
}

impl fmt::Display for Mistake {
    /// The sentence, the filter, and a caret under the place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = self.text.get(..self.at).unwrap_or(&self.text);
        let column = unicode_width::UnicodeWidthStr::width(before);
        writeln!(f, "{} (column {})", self.reason, before.chars().count() + 1)?;
        write!(f, "  {}\n  {:column$}^", self.text, "")
    }
}

impl std::error::Error for Mistake {}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or a path: its steps, and whether it began with a dot.
    Word {
        steps: Vec<Step>,
        rooted: bool,
        quoted: bool,
    },
    Number(f64),
    /// A whole number that a float might round.
    Whole(i128),
    Op(Op),
    And,
    Or,
    Not,
    Open,
    Close,
    End,
}

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Item(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
}

impl Op {
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Op::Equal => "==",
            Op::Unequal => "!=",
            Op::Less => "<",
            Op::AtMost => "<=",
            Op::More => ">",
            Op::AtLeast => ">=",
            Op::Contains => "~",
        }
    }

    pub(super) const fn turned(self) -> Op {
        match self {
            Op::Less => Op::More,
            Op::AtMost => Op::AtLeast,
            Op::More => Op::Less,
            Op::AtLeast => Op::AtMost,
            other => other,
        }
    }
}

/// Signs, longer ones first.
const SIGNS: [(&str, Token); 13] = [
    ("&&", Token::And),
    ("||", Token::Or),
    ("==", Token::Op(Op::Equal)),
    ("!=", Token::Op(Op::Unequal)),
    ("<=", Token::Op(Op::AtMost)),
    (">=", Token::Op(Op::AtLeast)),
    ("<", Token::Op(Op::Less)),
    (">", Token::Op(Op::More)),
    ("~", Token::Op(Op::Contains)),
    ("=", Token::Op(Op::Equal)),
    ("!", Token::Not),
    ("(", Token::Open),
    (")", Token::Close),
];

/// Below this a float holds every whole number.
const EXACT: u128 = 1 << 53;

/// The words of a filter with their places; the last one is [`Token::End`].
pub(super) fn words(text: &str) -> Result<Vec<(usize, Token)>, Mistake> {
    let mistake = |at: usize, reason: String| Mistake { text: text.to_owned(), at, reason };
    let mut out = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let Some(first) = trimmed.chars().next() else { break };
        let (token, length) = if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| trimmed.starts_with(sign)) {
            (token.clone(), sign.len())
        } else if first.is_ascii_digit() || first == '-' {
            let length =
                trimmed.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(trimmed.len());
            let number = trimmed[..length].parse().ok().filter(|n: &f64| n.is_finite());
            let number = number.ok_or_else(|| {
                mistake(at, format!("`{}` is no number: put texts that begin like one into quotes", &trimmed[..length]))
            })?;
            match trimmed[..length].parse::<i128>() {
                Ok(whole) if whole.unsigned_abs() >= EXACT => (Token::Whole(whole), length),
                _ => (Token::Number(number), length),
            }
        } else if first.is_alphabetic() || "_.\"'".contains(first) {
            word(trimmed).map_err(|(inside, reason)| mistake(at + inside, reason))?
        } else {
            return Err(mistake(at, format!("`{first}` has no meaning here")));
        };
        out.push((at, token));
        at += length;
    }
    out.push((text.len(), Token::End));
    Ok(out)
}

/// A name, a path or a quoted text, and its length.
fn word(text: &str) -> Result<(Token, usize), (usize, String)> {
    let rooted = text.starts_with('.');
    let mut at = usize::from(rooted);
    let (mut steps, mut quotes) = (Vec::new(), 0);
    loop {
        let rest = &text[at..];
        if let Some(quote) = rest.chars().next().filter(|c| *c == '"' || *c == '\'') {
            let Some(length) = rest[1..].find(quote) else {
                return Err((at, "the quote is not closed".into()));
            };
            steps.push(Step::Key(rest[1..=length].to_owned()));
            quotes += 1;
            at += length + 2;
        } else {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            if length == 0 {
                return Err((at, "a name is missing behind the dot".into()));
            }
            steps.push(Step::Key(rest[..length].to_owned()));
            at += length;
        }
        while text[at..].starts_with('[') {
            let close = text[at..].find(']').ok_or((at, "the bracket is not closed".to_owned()))?;
            let number = text[at + 1..at + close].trim().parse().map_err(|_| {
                (at + 1, "a number from 0 belongs into the brackets; without brackets any item matches".to_owned())
            })?;
            steps.push(Step::Item(number));
            at += close + 1;
        }
        if !text[at..].starts_with('.') {
            break;
        }
        at += 1;
    }
    let token = match steps.as_slice() {
        [Step::Key(name)] if !rooted && quotes == 0 => match name.as_str() {
            "and" => Token::And,
            "or" => Token::Or,
            "not" => Token::Not,
            _ => Token::Word { steps, rooted, quoted: false },
        },
        [_] => Token::Word { steps, rooted, quoted: !rooted && quotes == 1 },
        _ => Token::Word { steps, rooted, quoted: false },
    };
    Ok((token, at))
}
