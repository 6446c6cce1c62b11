//! A report for those who do not live in a terminal: one page without scripts, made of films and verdicts alone.
//!
//! ```text
//!   Film, Ledger ──round──▶ body: summary, timeline, candidates (evidence, moment), tables, strips, heat map
//!                 └─tally──▶ cover: all rounds, how to read it ............ before the body
//!                            foot: problems, rules, configuration ......... behind it
//! ```
//!
//! The body is written round by round so that a season needs no more memory than its longest round; the cover is known
//! last and stands first, so whoever writes the page puts the three together ([`Cover::head`], the body, [`Cover::foot`]).
//! No clock and no game is known here: the same films give the same bytes, and every game gets its report for free.

mod cover;
mod evidence;
mod heat;
mod html;
mod map;
mod moment;
mod round;
mod sheet;
mod stand;
mod strip;
mod tally;
#[cfg(test)]
mod tests;
mod token;

use crate::film::{Film, FindingId};
use crate::review::stats::Bar;
use crate::review::{Backing, Ledger};
use cover::Line;
use html::Html;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use tally::Tally;

/// A report in the making.
#[derive(Debug)]
pub struct Report<W: Write> {
    body: W,
    cover: Cover,
}

/// What is known of a report when all its rounds are written: its first and last part.
#[derive(Debug, Default)]
pub struct Cover {
    title: String,
    total: Tally,
    lines: Vec<Line>,
    /// The sides as they are drawn, by game: markup made once.
    sides: BTreeMap<&'static str, String>,
    /// Configurations met, with the rule lines that name them.
    configs: BTreeMap<String, BTreeSet<String>>,
    seen: BTreeSet<FindingId>,
    backing: Backing,
    bar: Bar,
}

impl<W: Write> Report<W> {
    /// Begins a report that is headed `title`; its rounds go to `body`. Penalties that the verdicts do not carry by
    /// `bar` are told on its first page.
    pub fn new(body: W, title: impl Into<String>, bar: Bar) -> Report<W> {
        Report { body, cover: Cover { title: title.into(), bar, ..Cover::default() } }
    }

    /// Adds a round with what reviewers said about it; `unit` is where it was read from, for display.
    ///
    /// # Errors
    /// Those of the body.
    pub fn add(&mut self, film: &Film, ledger: &Ledger, unit: &str) -> io::Result<()> {
        let mut tally = Tally::default();
        tally.add(film, ledger);
        self.cover.total.add(film, ledger);
        self.cover.backing.add(film, ledger);
        let id = format!("r{}", self.cover.lines.len() + 1);
        let mut html = Html::default();
        round::round(&mut html, film, &tally, ledger, unit, &id);
        self.cover.add(film, tally, id);
        self.body.write_all(html.into_string().as_bytes())
    }

    /// How many rounds there are so far.
    #[must_use]
    pub fn rounds(&self) -> usize {
        self.cover.lines.len()
    }

    /// Ends the body; it stands between [`Cover::head`] and [`Cover::foot`].
    ///
    /// # Errors
    /// Those of the body.
    pub fn finish(mut self) -> io::Result<(W, Cover)> {
        self.body.flush()?;
        Ok((self.body, self.cover))
    }
}

impl Cover {
    fn add(&mut self, film: &Film, tally: Tally, id: String) {
        self.seen.extend(film.findings.iter().map(|finding| finding.id.clone()));
        let rules = self.configs.entry(film.meta.config_hash.clone()).or_default();
        rules.insert(film.meta.rule.clone());
        rules.extend(film.findings.iter().map(|finding| finding.rule.clone()));
        self.sides.entry(film.meta.game).or_insert_with(|| {
            let mut html = Html::default();
            round::sides(&mut html, film);
            html.into_string()
        });
        self.lines.push(Line { id, title: film.meta.title.clone(), tally });
    }

    /// Rules whose penalties count although the verdicts do not support it, a sentence each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.backing.warnings(self.bar)
    }

    /// How many findings reviewers said something about that are in none of the rounds.
    #[must_use]
    pub fn orphans(&self, ledger: &Ledger) -> u64 {
        ledger.findings().filter(|id| !self.seen.contains(*id)).count() as u64
    }
}
