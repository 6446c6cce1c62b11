//! The text form of a [`Filter`]: `conf:high player:kiko -reviewed "two words"`.

use super::{Filter, FilterError, Term, Test, VerdictState};
use crate::film::{Confidence, Film};
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

/// Words that are conditions of their own.
const WORDS: [(&str, bool, Test); 9] = [
    ("reviewed", false, Test::Reviewed),
    ("unreviewed", true, Test::Reviewed),
    ("noted", false, Test::Noted),
    ("candidate", false, Test::Candidate),
    ("suppressed", false, Test::Suppressed),
    ("fact", false, Test::Fact),
    ("asked", false, Test::Asked),
    ("disagree", false, Test::Disagree),
    ("stale", false, Test::Stale),
];

/// Words before a colon.
const KEYS: [&str; 5] = ["kind", "conf", "player", "reason", "verdict"];

const CONFIDENCES: [Confidence; 3] = [Confidence::High, Confidence::Med, Confidence::Low];

pub(super) fn parse(text: &str) -> Result<Filter, FilterError> {
    let mut terms = Vec::new();
    for token in tokens(text)? {
        terms.push(term(&token).map_err(|message| FilterError { at: token.at, message })?);
    }
    Ok(Filter { terms })
}

/// A term as written: `-key:value,"value"` or `-value`.
struct Token {
    at: usize,
    negated: bool,
    key: Option<String>,
    /// (value, whether it was quoted)
    values: Vec<(String, bool)>,
}

fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut all = Vec::new();
    let mut rest = text.char_indices().peekable();
    loop {
        while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some(&(at, first)) = rest.peek() else { return Ok(all) };
        let mut token = Token { at, negated: first == '-', key: None, values: Vec::new() };
        if token.negated {
            rest.next();
        }
        let (mut value, mut quoted) = (String::new(), false);
        while let Some((_, c)) = rest.next_if(|(_, c)| !c.is_whitespace()) {
            match c {
                '"' => {
                    quoted = true;
                    quote(&mut rest, &mut value, at)?;
                }
                ':' if token.key.is_none() && !quoted => token.key = Some(std::mem::take(&mut value)),
                ',' if token.key.is_some() => {
                    token.values.push((std::mem::take(&mut value), std::mem::take(&mut quoted)));
                }
                c => value.push(c),
            }
        }
        token.values.push((value, quoted));
        all.push(token);
    }
}

/// The rest of a quoted value; `\"` and `\\` stand for themselves.
fn quote(rest: &mut impl Iterator<Item = (usize, char)>, value: &mut String, at: usize) -> Result<(), FilterError> {
    loop {
        match rest.next().map(|(_, c)| c) {
            Some('"') => return Ok(()),
            Some('\\') => value.extend(rest.next().map(|(_, c)| c)),
            Some(c) => value.push(c),
            None => return Err(FilterError { at, message: "a quote `\"` is opened but not closed".into() }),
        }
    }
}

fn term(token: &Token) -> Result<Term, String> {
    let Some(key) = &token.key else { return plain(token) };
    let filled = token.values.iter().filter(|(v, _)| !v.is_empty());
    let values: BTreeSet<String> = filled.map(|(v, _)| v.clone()).collect();
    let key = key.to_lowercase();
    if KEYS.contains(&key.as_str()) && values.is_empty() {
        return Err(format!("nothing stands behind `{key}:`; {}", example(&key)));
    }
    let test = match key.as_str() {
        "kind" => Test::Kind(values),
        "player" => Test::Player(values),
        "reason" => Test::Reason(values),
        "conf" => Test::Confidence(chosen(&values, &CONFIDENCES, Confidence::as_str, "confidence")?),
        "verdict" => Test::Verdict(chosen(&values, &VerdictState::ALL, VerdictState::as_str, "verdict")?),
        _ => return Err(unknown_key(&key)),
    };
    Ok(Term { negated: token.negated, test })
}

/// A term without a key: a word that means a condition, or text to look for.
fn plain(token: &Token) -> Result<Term, String> {
    let text: String = token.values.iter().map(|(v, _)| v.as_str()).collect();
    let quoted = token.values.iter().any(|(_, q)| *q);
    if text.is_empty() {
        return Err(if quoted { "there is nothing between the quotes" } else { "nothing stands behind `-`" }.into());
    }
    let word = WORDS.iter().find(|(word, ..)| !quoted && *word == text.to_lowercase());
    Ok(match word {
        Some((_, turned, test)) => Term { negated: token.negated != *turned, test: test.clone() },
        None => Term { negated: token.negated, test: Test::Text(text) },
    })
}

/// The named values of a list, by full name or its beginning where only one begins so.
fn chosen<T: Copy + Ord>(
    values: &BTreeSet<String>,
    all: &[T],
    name: fn(T) -> &'static str,
    what: &str,
) -> Result<BTreeSet<T>, String> {
    let one = |value: &String| {
        let fitting: Vec<T> = all.iter().copied().filter(|v| name(*v).starts_with(&value.to_lowercase())).collect();
        match fitting[..] {
            [only] => Ok(only),
            _ => {
                let names: Vec<&str> = all.iter().map(|v| name(*v)).collect();
                Err(format!("`{value}` is no {what}; it is one of {}", names.join(", ")))
            }
        }
    };
    values.iter().map(one).collect()
}

fn unknown_key(key: &str) -> String {
    let near = KEYS.iter().map(|k| (strsim::damerau_levenshtein(k, key), *k)).min().filter(|(d, _)| *d <= 2);
    let hint = near.map(|(_, k)| format!("did you mean `{k}:`? ")).unwrap_or_default();
    format!(
        "`{key}:` is nothing a list can be filtered by; {hint}there are {}: (to look for the text itself, quote it)",
        KEYS.join(":, ")
    )
}

fn example(key: &str) -> &'static str {
    match key {
        "kind" => "write for example `kind:missed_trade`",
        "conf" => "write for example `conf:high` or `conf:high,med`",
        "player" => "write for example `player:kiko`",
        "reason" => "write for example `reason:marginal`",
        _ => "write for example `verdict:true` or `verdict:none`",
    }
}

/// What the last word of a filter's text may become, each as the whole text: keys, words and values, those of the film
/// included, in order. Nothing when nothing fits.
#[must_use]
pub fn complete(text: &str, film: Option<&Film>) -> Vec<String> {
    let from = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let (before, last) = text.split_at(from);
    let (sign, word) = last.strip_prefix('-').map_or(("", last), |rest| ("-", rest));
    let lower = word.to_lowercase();
    let fits = |name: &str| name.to_lowercase().starts_with(&lower);
    let mut all: Vec<String> = match word.split_once(':') {
        Some((key, _)) => values(&key.to_lowercase(), film).into_iter().map(|value| format!("{key}:{value}")).collect(),
        None => KEYS.iter().map(|key| format!("{key}:")).chain(WORDS.map(|(word, ..)| word.to_owned())).collect(),
    };
    all.retain(|name| fits(name));
    all.into_iter().map(|name| format!("{before}{sign}{name}")).collect()
}

/// What may stand behind a key.
fn values(key: &str, film: Option<&Film>) -> Vec<String> {
    let film_names = |names: BTreeSet<&str>| names.into_iter().map(|name| quoted(name, false)).collect();
    match (key, film) {
        ("conf", _) => CONFIDENCES.map(|tier| tier.as_str().to_owned()).to_vec(),
        ("verdict", _) => VerdictState::ALL.map(|state| state.as_str().to_owned()).to_vec(),
        ("kind", Some(film)) => film_names(film.finding_kinds.iter().map(|kind| kind.key).collect()),
        ("player", Some(film)) => {
            film_names(film.cast.iter().filter(|actor| actor.takes_part()).map(|actor| actor.name.as_str()).collect())
        }
        ("reason", Some(film)) => film_names(film.findings.iter().flat_map(super::reasons).collect()),
        _ => Vec::new(),
    }
}

/// The word that was meant by a text that looks like one: `revieewed`.
pub(super) fn meant(text: &str) -> Option<&'static str> {
    let near = WORDS.iter().map(|(word, ..)| (strsim::damerau_levenshtein(word, &text.to_lowercase()), *word)).min();
    near.filter(|(distance, _)| (1..=2).contains(distance) && text.len() > 3).map(|(_, word)| word)
}

pub(super) fn print(filter: &Filter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, term) in filter.terms.iter().enumerate() {
        if i > 0 {
            f.write_char(' ')?;
        }
        if term.negated {
            f.write_char('-')?;
        }
        match &term.test {
            Test::Kind(keys) => list(f, "kind", keys.iter().map(String::as_str))?,
            Test::Player(names) => list(f, "player", names.iter().map(String::as_str))?,
            Test::Reason(wanted) => list(f, "reason", wanted.iter().map(String::as_str))?,
            Test::Confidence(set) => list(f, "conf", set.iter().rev().map(|c| c.as_str()))?,
            Test::Verdict(set) => list(f, "verdict", set.iter().map(|v| v.as_str()))?,
            Test::Text(text) => f.write_str(&quoted(text, true))?,
            test => {
                let word = WORDS.iter().find(|(_, turned, t)| !turned && t == test);
                f.write_str(word.map_or("", |(word, ..)| word))?;
            }
        }
    }
    Ok(())
}

fn list<'a>(f: &mut fmt::Formatter<'_>, key: &str, values: impl Iterator<Item = &'a str>) -> fmt::Result {
    let values: Vec<String> = values.map(|v| quoted(v, false)).collect();
    write!(f, "{key}:{}", values.join(","))
}

/// A value, in quotes where it would be read as something else.
fn quoted(value: &str, plain: bool) -> String {
    let special = |c: char| c.is_whitespace() || "\",:\\".contains(c);
    let word = plain && (value.starts_with('-') || WORDS.iter().any(|(word, ..)| *word == value.to_lowercase()));
    if !value.is_empty() && !word && !value.contains(special) {
        return value.to_owned();
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
