//! The state of a what-if: which settings are tried, what that does to the round on the screen and to all that are open.
//!
//! ```text
//!   settings ──changes──▶ run ──▶ worker: this round whole, then the findings of every unit
//!                                    │
//!   units: before, after ◀───────────┘   rows (what is different), effects (counts, precision) of round and set
//! ```
//!
//! Films on the screen are those of the changes as long as there are any; `real` brings the round back as it is.

use super::library::Entry;
use super::round::Round;
use crate::film::{Film, Finding, FindingId, Progress, Setting};
use crate::review::Ledger;
use crate::review::whatif::{Effect as Outcome, Turn, diff};
use crate::ui::app::Screen;
use crate::ui::widgets::list::ListState;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which side of the panel has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// The settings.
    #[default]
    Settings,
    /// What changes.
    Changes,
}

/// What the right side is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The round on the screen.
    #[default]
    Round,
    /// Every unit that is open.
    Set,
}

/// The findings of a unit as they are and as they would be; none while nobody has looked.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// As they are.
    pub before: Option<Vec<Arc<Film>>>,
    /// Under the changes.
    pub after: Option<Vec<Arc<Film>>>,
    /// Why one of them is not to be had.
    pub failed: Option<String>,
}

/// A finding that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whose film it is in: unit, and film within it.
    pub place: (usize, usize),
    /// What became of it.
    pub turn: Turn,
    /// Which.
    pub id: FindingId,
}

/// A what-if; see the [module](self).
#[derive(Debug)]
pub struct WhatIf {
    /// The screen it was opened from.
    pub from: Screen,
    /// Which side has the keys.
    pub side: Side,
    /// What the right side is about.
    pub scope: Scope,
    /// Every threshold that judges the round on the screen.
    pub settings: Vec<Setting>,
    /// Only settings that contain this are listed.
    pub search: String,
    /// The chosen one of those that are listed.
    pub list: ListState,
    /// What is tried, by key: never what is in force.
    pub changes: BTreeMap<String, String>,
    /// The film in force of the round on the screen, as it was made last, and where it came from.
    pub real: Arc<Film>,
    /// See [`WhatIf::real`].
    pub entry: Entry,
    /// Whether the round on the screen is judged under the changes by now.
    pub shown: bool,
    /// By unit.
    pub units: Vec<Sides>,
    /// What is different in the units seen so far.
    pub rows: Vec<Row>,
    /// The chosen one of those in scope.
    pub moves: ListState,
    /// The round on the screen.
    pub round: Outcome,
    /// All units seen so far.
    pub set: Outcome,
    /// How many units have been seen under the changes.
    pub done: usize,
    /// Which run is awaited; answers to earlier ones are let go.
    pub run: u64,
    /// Of the run under way.
    pub progress: Option<Arc<Progress>>,
    /// Where the changes were saved, if they were since the last one.
    pub saved: bool,
}

impl WhatIf {
    /// Nothing is tried yet.
    #[must_use]
    pub fn new(from: Screen, entry: Entry, real: Arc<Film>, units: usize) -> WhatIf {
        WhatIf {
            from,
            side: Side::default(),
            scope: Scope::default(),
            settings: Vec::new(),
            search: String::new(),
            list: ListState::default(),
            changes: BTreeMap::new(),
            real,
            entry,
            shown: false,
            units: vec![Sides::default(); units],
            rows: Vec::new(),
            moves: ListState::default(),
            round: Outcome::default(),
            set: Outcome::default(),
            done: 0,
            run: 0,
            progress: None,
            saved: false,
        }
    }

    /// The settings that are listed, as places in [`WhatIf::settings`]: those with the searched text in key, heading or
    /// sentence.
    #[must_use]
    pub fn listed(&self) -> Vec<usize> {
        let needle = self.search.to_lowercase();
        let holds = |text: &str| text.to_lowercase().contains(&needle);
        let fits = |s: &Setting| needle.is_empty() || holds(&s.key) || holds(s.group) || holds(s.doc);
        self.settings.iter().enumerate().filter(|(_, setting)| fits(setting)).map(|(at, _)| at).collect()
    }

    /// The chosen setting.
    #[must_use]
    pub fn setting(&self) -> Option<&Setting> {
        self.settings.get(*self.listed().get(self.list.selected())?)
    }

    /// The value that is tried, else the one in force.
    #[must_use]
    pub fn value<'a>(&'a self, setting: &'a Setting) -> &'a str {
        self.changes.get(&setting.key).unwrap_or(&setting.value)
    }

    /// Tries a value; the one in force takes the change away. Whether anything is different now.
    pub fn put(&mut self, key: &str, value: String) -> bool {
        let in_force = self.settings.iter().any(|setting| setting.key == key && setting.value == value);
        let before = self.changes.get(key).cloned();
        if in_force {
            self.changes.remove(key);
        } else {
            self.changes.insert(key.to_owned(), value);
        }
        self.changes.get(key) != before.as_ref()
    }

    /// The changes in the order of the settings, as a configuration would hold them.
    #[must_use]
    pub fn list_changes(&self) -> Vec<(String, String)> {
        let place = |key: &str| self.settings.iter().position(|setting| setting.key == key);
        let mut all: Vec<(String, String)> = self.changes.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        all.sort_by_key(|(key, _)| place(key).unwrap_or(usize::MAX));
        all
    }

    /// `trade_dist 700 (in force 800)`, each.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let in_force = |key: &str| self.settings.iter().find(|s| s.key == key).map_or("?", |s| s.value.as_str());
        let changes = self.list_changes();
        changes.iter().map(|(key, value)| format!("{key} {value} (in force {})", in_force(key))).collect()
    }

    /// Forgets what earlier changes did.
    pub fn clear(&mut self) {
        self.units.iter_mut().for_each(|unit| (unit.after, unit.failed) = (None, None));
        self.rows.clear();
        (self.round, self.set, self.done, self.shown, self.saved) =
            (Outcome::default(), Outcome::default(), 0, false, false);
    }

    /// Takes what a worker found of a unit, as it is or under the changes, and compares when both are there.
    pub fn take(&mut self, unit: usize, tried: bool, result: Result<Vec<Arc<Film>>, String>, ledger: &Ledger) {
        let Some(sides) = self.units.get_mut(unit) else { return };
        match result {
            Ok(films) if tried => sides.after = Some(films),
            Ok(films) => sides.before = Some(films),
            Err(reason) => sides.failed = Some(reason),
        }
        if sides.failed.is_some() {
            self.done += usize::from(tried);
            return;
        }
        let (Some(before), Some(after)) = (&sides.before, &sides.after) else { return };
        self.done += 1;
        for (film, (before, after)) in before.iter().zip(after).enumerate() {
            self.set.add(before, after, ledger);
            if unit == self.entry.unit && Some(film) == self.entry.film {
                self.round = Outcome::default();
                self.round.add(before, after, ledger);
            }
            for change in diff(&before.findings, &after.findings) {
                let Some(finding) = change.finding() else { continue };
                self.rows.push(Row { place: (unit, film), turn: change.turn, id: finding.id.clone() });
            }
        }
        // Units come as they are done. What nobody sees in the list of candidates stands last.
        let order = |row: &Row| (row.turn == Turn::Status, row.place);
        let chosen = self.chosen().cloned();
        self.rows.sort_by_key(order);
        if let Some(chosen) = chosen {
            let rows = self.in_scope();
            let at = rows.iter().position(|row| **row == chosen).unwrap_or_default();
            let len = rows.len();
            self.moves.select(at, len);
        }
    }

    /// The rows of the round on the screen, or all.
    #[must_use]
    pub fn in_scope(&self) -> Vec<&Row> {
        let here = (self.entry.unit, self.entry.film.unwrap_or_default());
        self.rows.iter().filter(|row| self.scope == Scope::Set || row.place == here).collect()
    }

    /// The chosen row.
    #[must_use]
    pub fn chosen(&self) -> Option<&Row> {
        self.in_scope().get(self.moves.selected()).copied()
    }

    /// A row's finding as it was and as it would be, each with its film.
    #[must_use]
    pub fn findings(&self, row: &Row) -> [Option<(&Arc<Film>, &Finding)>; 2] {
        let Some(sides) = self.units.get(row.place.0) else { return [None, None] };
        [&sides.before, &sides.after].map(|films| {
            let film = films.as_ref()?.get(row.place.1)?;
            film.findings.iter().find(|finding| finding.id == row.id).map(|finding| (film, finding))
        })
    }

    /// Takes the film in force of a round as it was made anew. Whether it waits: what is tried stays on the screen.
    pub fn renew(&mut self, entry: Entry, film: &Arc<Film>) -> bool {
        let here = self.entry == entry;
        if here {
            self.real = film.clone();
        }
        here && self.shown
    }

    /// Another configuration is in force: what is known of the units is of the old one, and so is what is on its way.
    pub fn outdate(&mut self) {
        self.stop();
        self.run += 1;
        self.units.fill(Sides::default());
        self.clear();
    }

    /// Stops the run under way.
    pub fn stop(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.stop();
        }
    }

    /// Whether the round on the screen shows numbers that are tried, rather than those in force.
    #[must_use]
    pub fn holds(&self, round: &Round) -> bool {
        !self.changes.is_empty() && round.entry == self.entry && !Arc::ptr_eq(&round.whole, &self.real)
    }

    /// Why the round on the screen cannot be judged under the changes.
    #[must_use]
    pub fn refused(&self) -> Option<&str> {
        let failed = self.units.get(self.entry.unit)?.failed.as_deref();
        failed.filter(|_| !self.shown && !self.changes.is_empty())
    }

    /// The round on the screen cannot be judged under the changes.
    pub fn refuse(&mut self, reason: String) {
        if let Some(sides) = self.units.get_mut(self.entry.unit) {
            sides.failed = Some(reason);
        }
    }

    /// The counts of the scope.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        if self.scope == Scope::Set { &self.set } else { &self.round }
    }
}
