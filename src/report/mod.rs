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
#[cfg(test)]
mod tests;
mod token;

use crate::film::{Brief, Film, FindingId, Sheet};
use crate::review::stats::Bar;
use crate::review::{Backing, Covered, Ledger, Tally};
use cover::Line;
use html::Html;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// A report in the making.
#[derive(Debug)]
pub struct Report<W: Write> {
    body: W,
    cover: Cover,
    detail: Detail,
}

/// How much of each round a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything: 1.7 MB for ten minutes of six a side.
    Whole,
    /// The surest candidates with their evidence, the others as a list, and short tables: what a browser and a reader can
    /// bear of a season.
    Short,
}

impl Detail {
    /// With more rounds than this each is told in short: a page of everything would be over 10 MB.
    const MANY: usize = 6;

    /// What suits so many rounds.
    #[must_use]
    pub const fn of(rounds: usize) -> Detail {
        if rounds > Detail::MANY { Detail::Short } else { Detail::Whole }
    }
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
    covered: Covered,
    backing: Backing,
    bar: Bar,
}

impl<W: Write> Report<W> {
    /// Begins a report that is headed `title`; its rounds go to `body`. Penalties that the verdicts do not carry by
    /// `bar` are told on its first page.
    pub fn new(body: W, title: impl Into<String>, bar: Bar, detail: Detail) -> Report<W> {
        Report { body, cover: Cover { title: title.into(), bar, ..Cover::default() }, detail }
    }

    /// Adds a round with what reviewers said about it; `unit` is where it was read from, for display.
    ///
    /// # Errors
    /// Those of the body.
    pub fn add(&mut self, film: &Film, ledger: &Ledger, unit: &str) -> io::Result<()> {
        let mut tally = Tally::default();
        let brief = Brief::of(film);
        tally.add(&brief, ledger);
        self.cover.total.add(&brief, ledger);
        self.cover.backing.add(&brief, ledger);
        let id = format!("r{}", self.cover.lines.len() + 1);
        let mut html = Html::default();
        round::round(&mut html, film, &tally, ledger, unit, &id, self.detail);
        self.cover.add(film, tally, id);
        self.body.write_all(html.into_string().as_bytes())
    }

    /// Says that a file of a round could not be read: what is not found in it is not gone.
    pub fn lacks(&mut self, film: &Film) {
        self.cover.covered.lacks(film);
    }

    /// How many rounds there are so far.
    #[must_use]
    pub fn rounds(&self) -> usize {
        self.cover.lines.len()
    }

    /// Ends the body, after tables over all rounds, if there are any; it stands between [`Cover::head`] and
    /// [`Cover::foot`].
    ///
    /// # Errors
    /// Those of the body.
    pub fn finish(mut self, season: &[Sheet]) -> io::Result<(W, Cover)> {
        if !season.is_empty() {
            // They name people by what they are called, not by a film's cast.
            let (nobody, mut html) = (Film::default(), Html::default());
            html.el("section", &[("class", &"round"), ("aria-labelledby", &"season")], |h| {
                h.say("h2", &[("id", &"season")], "Over all rounds");
                for (at, one) in season.iter().enumerate() {
                    sheet::sheet(h, &nobody, one, &format!("season-t{at}"));
                }
            });
            self.body.write_all(html.into_string().as_bytes())?;
        }
        self.body.flush()?;
        Ok((self.body, self.cover))
    }
}

impl Cover {
    fn add(&mut self, film: &Film, tally: Tally, id: String) {
        self.covered.add(film);
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

    /// How many findings reviewers said something about that are gone: in none of the rounds of the ledger's folder, all
    /// of which were read if it is `whole`.
    #[must_use]
    pub fn orphans(&self, ledger: &Ledger, whole: bool) -> u64 {
        let gone = |id: &&FindingId| ledger.opinions(id).any(|(_, one)| self.covered.is_gone(&one.subject, whole));
        ledger.findings().filter(gone).count() as u64
    }
}
