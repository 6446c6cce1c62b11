//! The state of the library: units that are opened one by one behind the screen, what is known of their films, and the
//! few films that are kept in memory.

use crate::film::{Actor, Brief, Cell, Column, Film, FindingId, LongTable, Opened, Problems, Progress, Remarks, Unit};
use crate::ui::widgets::map::Walked;
use crate::ui::widgets::table::TableState;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// What lists say about a film after the film itself has been let go.
#[derive(Debug, Clone)]
pub struct Summary {
    /// As in the film.
    pub id: String,
    /// One line.
    pub title: String,
    /// How it is named where map and length stand in columns of their own.
    pub short: Option<String>,
    /// Map name, if it was recorded.
    pub map: Option<String>,
    /// Length of the film.
    pub length: crate::film::Time,
    /// Who played, by lasting id, and the side at the end.
    pub lasting: Vec<(String, crate::film::TeamId)>,
    /// How many took part for each side, in the order of the sides.
    pub sides: Vec<usize>,
    /// Counts for lists, in order.
    pub counts: Vec<(&'static str, Option<u64>)>,
    /// What holds or does not.
    pub flags: Vec<(&'static str, bool)>,
    /// Further columns with this film's cells, in order.
    pub marks: Vec<(Column, Cell)>,
    /// Whom and what the findings that can be judged are about: the film without samples, events and tables.
    pub film: Arc<Film>,
    /// Rules whose candidates cost points.
    pub costly: Vec<&'static str>,
    /// Their surest candidates, by rule.
    pub penalised: Vec<(&'static str, FindingId)>,
}

impl Summary {
    /// What a film looks like in a list.
    #[must_use]
    pub fn of(film: &Film) -> Summary {
        let brief = Brief::of(film);
        let mut sides = vec![0; film.meta.teams.len()];
        for actor in film.cast.iter().filter(|actor| actor.takes_part()) {
            if let Some(count) = actor.team(film.meta.span.to).and_then(|team| sides.get_mut(team.index())) {
                *count += 1;
            }
        }
        let lasting = film.cast.iter().filter_map(|actor| actor.lasting_id.clone().zip(actor.team(film.meta.span.to)));
        Summary {
            lasting: lasting.collect(),
            id: film.meta.id.clone(),
            title: film.meta.title.clone(),
            short: film.meta.short.clone(),
            map: film.meta.map.clone(),
            length: film.meta.span.length(),
            sides,
            counts: film.meta.counts.clone(),
            flags: film.meta.flags.clone(),
            marks: film.meta.marks.clone(),
            film: Arc::new(judgeable(film)),
            penalised: brief.penalised().map(|(rule, id)| (rule, id.clone())).collect(),
            costly: brief.costly,
        }
    }
}

/// What is kept of a film that has been let go: enough to list, filter, order and count what can be judged.
fn judgeable(film: &Film) -> Film {
    let cast = film.cast.iter().map(|actor| Actor { states: Vec::new(), ..actor.clone() });
    Film {
        meta: film.meta.clone(),
        cast: cast.collect(),
        finding_kinds: film.finding_kinds.clone(),
        findings: film.findings.iter().filter(|finding| finding.may_be_judged()).cloned().collect(),
        ..Film::default()
    }
}

/// How far a unit is.
#[derive(Debug, Clone)]
pub enum UnitState {
    /// Not looked into yet.
    Waiting,
    /// A worker reads it.
    Opening(Arc<Progress>),
    /// It has been read.
    Ready(Vec<Summary>),
    /// It is a table of rows, each of which becomes a film when it is opened.
    Rows(Arc<dyn LongTable>),
    /// Nothing of it could be read, and why.
    Failed(String),
}

/// One row of the library: a film, or a unit without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Index of the unit.
    pub unit: usize,
    /// Index of the film within it; `None` while there is none.
    pub film: Option<usize>,
}

/// Everything found, and what is known of it so far.
#[derive(Debug, Clone)]
pub struct Library {
    /// As the shelf lists them.
    pub units: Vec<Unit>,
    /// In the same order.
    pub states: Vec<UnitState>,
    /// What was wrong in each unit, in the same order.
    pub problems: Vec<Problems>,
    /// Order and chosen row.
    pub table: TableState,
    /// Only rows that contain this text.
    pub search: String,
    walked: BTreeMap<(&'static str, String), Arc<Walked>>,
    /// Units that were read under a configuration that holds no more: their lists stay until they have been read anew.
    stale: BTreeSet<usize>,
    /// Which of those is being read.
    renewing: Option<usize>,
    /// How often the configuration has changed: what was begun before the last time is of another one.
    configuration: u64,
    films: Films,
}

impl Library {
    /// Nothing is known of the units yet.
    #[must_use]
    pub fn new(units: Vec<Unit>) -> Library {
        let (states, problems) = (vec![UnitState::Waiting; units.len()], vec![Problems::default(); units.len()]);
        Library {
            units,
            states,
            problems,
            table: TableState::default(),
            search: String::new(),
            walked: BTreeMap::new(),
            stale: BTreeSet::new(),
            renewing: None,
            configuration: 0,
            films: Films::default(),
        }
    }

    /// Where the rounds of a film's map that were opened went.
    #[must_use]
    pub fn walked(&self, film: &Film) -> Arc<Walked> {
        map_of(film).and_then(|map| self.walked.get(&map)).cloned().unwrap_or_default()
    }

    /// Rows in the order of the units, before search and sort.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut rows = Vec::new();
        for (unit, state) in self.states.iter().enumerate() {
            match state {
                UnitState::Ready(films) if !films.is_empty() => {
                    rows.extend((0..films.len()).map(|film| Entry { unit, film: Some(film) }));
                }
                _ => rows.push(Entry { unit, film: None }),
            }
        }
        rows
    }

    /// What is known of the film of a row.
    #[must_use]
    pub fn summary(&self, entry: Entry) -> Option<&Summary> {
        match self.states.get(entry.unit)? {
            UnitState::Ready(films) => films.get(entry.film?),
            _ => None,
        }
    }

    /// The row of a film by its id, among units for which `same` holds.
    #[must_use]
    pub fn find(&self, film: &str, same: impl Fn(usize) -> bool) -> Option<Entry> {
        let known = |entry: &Entry| self.summary(*entry).is_some_and(|summary| summary.id == film);
        self.entries().into_iter().find(|entry| same(entry.unit) && known(entry))
    }

    /// The next unit nobody has looked into, else the next to be read anew; of those that may be read.
    #[must_use]
    pub fn next_waiting(&self, may: impl Fn(usize) -> bool) -> Option<usize> {
        let waiting = (0..self.states.len()).find(|unit| self.is_waiting(*unit) && may(*unit));
        waiting.or_else(|| self.stale.iter().copied().find(|unit| may(*unit)))
    }

    /// Whether nobody has looked into a unit.
    #[must_use]
    pub fn is_waiting(&self, unit: usize) -> bool {
        matches!(self.states.get(unit), Some(UnitState::Waiting))
    }

    /// Everything that was read is to be read anew: the configuration has changed.
    pub fn outdate(&mut self) {
        let ready = self.states.iter().enumerate().filter(|(_, state)| matches!(state, UnitState::Ready(_)));
        self.stale = ready.map(|(unit, _)| unit).collect();
        self.films = Films::default();
        self.configuration += 1;
    }

    /// The number of the configuration in force.
    #[must_use]
    pub fn configuration(&self) -> u64 {
        self.configuration
    }

    /// What was read of a unit is of a configuration that holds no more: it waits as before it was begun.
    pub fn refuse(&mut self, unit: usize) {
        self.renewing = self.renewing.filter(|renewing| *renewing != unit);
        if let Some(state @ UnitState::Opening(_)) = self.states.get_mut(unit) {
            *state = UnitState::Waiting;
        }
    }

    /// A unit is being read.
    pub fn reading(&mut self, unit: usize, progress: &Arc<Progress>) {
        match self.states.get_mut(unit) {
            Some(UnitState::Ready(_)) => self.renewing = Some(unit),
            Some(state) => *state = UnitState::Opening(progress.clone()),
            None => {}
        }
    }

    /// Whether a unit is being read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        self.renewing.is_some() || self.states.iter().any(|state| matches!(state, UnitState::Opening(_)))
    }

    /// How many units have been dealt with.
    #[must_use]
    pub fn dealt_with(&self) -> usize {
        self.states
            .iter()
            .filter(|s| matches!(s, UnitState::Ready(_) | UnitState::Rows(_) | UnitState::Failed(_)))
            .count()
    }

    /// Takes one more unit, found while others are being looked at.
    pub fn add(&mut self, unit: Unit) {
        self.units.push(unit);
        self.states.push(UnitState::Waiting);
        self.problems.push(Problems::default());
    }

    /// Takes a unit that is being written, as far as it is. Its ground is added to that of the map when it has ended.
    pub fn grown(&mut self, unit: usize, opened: Opened, remarks: Arc<Remarks>) {
        if let (Some(state), Some(problems)) = (self.states.get_mut(unit), self.problems.get_mut(unit)) {
            *state = UnitState::Ready(opened.films.iter().map(|film| Summary::of(film)).collect());
            *problems = opened.problems;
            self.films.put(Kept { unit, films: opened.films, remarks }, true);
        }
    }

    /// Takes what a worker brought, and what it heeded. The films stay in memory when `keep` asks for it, or while there
    /// is room.
    pub fn opened(&mut self, unit: usize, result: Result<Opened, String>, remarks: Arc<Remarks>, keep: bool) {
        let Some(state) = self.states.get_mut(unit) else { return };
        self.stale.remove(&unit);
        self.renewing = self.renewing.filter(|renewing| *renewing != unit);
        match result {
            Ok(opened) => {
                *state = match opened.table {
                    Some(table) => UnitState::Rows(table),
                    None => UnitState::Ready(opened.films.iter().map(|film| Summary::of(film)).collect()),
                };
                if let Some(problems) = self.problems.get_mut(unit) {
                    *problems = opened.problems;
                }
                for film in &opened.films {
                    if let Some(map) = map_of(film) {
                        Arc::make_mut(self.walked.entry(map).or_default()).add(film);
                    }
                }
                self.films.put(Kept { unit, films: opened.films, remarks }, keep);
            }
            Err(reason) => *state = UnitState::Failed(reason),
        }
    }

    /// Takes the films of a unit that was analysed anew; where they are kept, they replace the old ones.
    pub fn heeded(&mut self, unit: usize, films: &[Arc<Film>], remarks: &Arc<Remarks>) {
        self.stale.remove(&unit);
        if let Some(state @ UnitState::Ready(_)) = self.states.get_mut(unit) {
            *state = UnitState::Ready(films.iter().map(|film| Summary::of(film)).collect());
        }
        if let Some(kept) = self.films.kept.iter_mut().find(|kept| kept.unit == unit) {
            *kept = Kept { unit, films: films.to_vec(), remarks: remarks.clone() };
        }
    }

    /// The films of a unit, if they are in memory.
    pub fn films(&mut self, unit: usize) -> Option<&Kept> {
        self.films.get(unit)
    }

    /// All problems of all units: (unit, problem) in order, and how many were counted only.
    #[must_use]
    pub fn all_problems(&self) -> (Vec<(usize, &crate::film::Problem)>, u64) {
        let kept = self.problems.iter().enumerate().flat_map(|(unit, all)| all.kept().iter().map(move |p| (unit, p)));
        (kept.collect(), self.problems.iter().map(Problems::beyond).sum())
    }
}

/// Which map a film is on: grounds of two games have nothing in common.
fn map_of(film: &Film) -> Option<(&'static str, String)> {
    Some((film.meta.game, film.meta.map.as_ref()?.to_lowercase()))
}

/// The films of a unit in memory.
#[derive(Debug, Clone)]
pub struct Kept {
    unit: usize,
    /// In the unit's order.
    pub films: Vec<Arc<Film>>,
    /// What was heeded when they were made.
    pub remarks: Arc<Remarks>,
}

/// The films of the units used last. A folder of sixty rounds must not fill the memory.
#[derive(Debug, Clone, Default)]
struct Films {
    /// Used last at the back.
    kept: VecDeque<Kept>,
}

impl Films {
    /// How many units stay in memory: the one on the screen, and those a coach goes back to.
    const UNITS: usize = 4;

    fn put(&mut self, new: Kept, keep: bool) {
        self.kept.retain(|kept| kept.unit != new.unit);
        if keep {
            while self.kept.len() >= Self::UNITS {
                self.kept.pop_front();
            }
            self.kept.push_back(new);
        } else if self.kept.len() < Self::UNITS {
            // Read behind the screen: nobody asked for it, so it goes first.
            self.kept.push_front(new);
        }
    }

    fn get(&mut self, unit: usize) -> Option<&Kept> {
        let at = self.kept.iter().position(|kept| kept.unit == unit)?;
        let entry = self.kept.remove(at)?;
        self.kept.push_back(entry);
        self.kept.back()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    fn opened() -> Opened {
        Opened { films: vec![Arc::new(sample::film())], ..Opened::default() }
    }

    fn library(units: usize) -> Library {
        let unit = |i| Unit { name: format!("unit {i}"), folder: None, searched: false, bytes: 0 };
        Library::new((0..units).map(unit).collect())
    }

    #[test]
    fn a_unit_becomes_the_rows_of_its_films() {
        let mut library = library(3);
        library.opened(
            0,
            Ok(Opened { films: [(); 2].map(|()| Arc::new(sample::film())).into(), ..Opened::default() }),
            Arc::default(),
            false,
        );
        library.opened(2, Err("no such file".into()), Arc::default(), false);
        let films: Vec<_> = library.entries().iter().map(|e| (e.unit, e.film)).collect();
        assert_eq!(films, [(0, Some(0)), (0, Some(1)), (1, None), (2, None)]);
        assert_eq!((library.next_waiting(|_| true), library.dealt_with()), (Some(1), 2));
        let summary = library.summary(library.entries()[0]).unwrap();
        assert_eq!(
            (summary.sides.as_slice(), summary.film.findings.iter().filter(|f| f.is_candidate()).count()),
            ([3, 3].as_slice(), 3)
        );
    }

    #[test]
    fn only_the_units_used_last_stay_in_memory() {
        let mut library = library(10);
        (0..10).for_each(|unit| library.opened(unit, Ok(opened()), Arc::default(), false));
        assert_eq!(library.films.kept.len(), Films::UNITS);
        library.opened(9, Ok(opened()), Arc::default(), true);
        assert!(library.films(9).is_some(), "what was asked for stays");
        (0..Films::UNITS - 1).for_each(|unit| library.opened(unit, Ok(opened()), Arc::default(), true));
        assert!(library.films(9).is_some());
        (4..4 + Films::UNITS).for_each(|unit| library.opened(unit, Ok(opened()), Arc::default(), true));
        assert!(library.films(9).is_none());
        assert_eq!(library.films.kept.len(), Films::UNITS);
    }
}
