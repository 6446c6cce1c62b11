//! The desks of the opened folders: where verdicts are kept, and whether they have reached the disk.

use super::library::{Library, UnitState};
use crate::film::{FindingId, Problem, Remarks, Unit};
use crate::review::{Batch, Covered, Desk, Entry, Opinion};
use crate::ui::effect::Effect;
use std::path::PathBuf;
use std::sync::Arc;

/// Whether decisions have reached the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saving {
    /// All of them.
    Done,
    /// A worker is appending.
    Busy,
    /// They could not be written, and why; the next decision tries again.
    Failed(String),
}

/// One folder's desk.
#[derive(Debug)]
enum Slot {
    Opening,
    Open(Box<Desk>, Saving),
    /// Verdicts cannot be kept, and why.
    Closed(String),
}

/// All desks, one per folder.
#[derive(Debug)]
pub struct Desks {
    slots: Vec<Slot>,
    /// The desk of each unit.
    of_unit: Vec<usize>,
}

impl Desks {
    /// A desk for every folder of these units, and the wish to open them all.
    #[must_use]
    pub fn new(units: &[Unit]) -> (Desks, Vec<Effect>) {
        let mut folders: Vec<Option<PathBuf>> = Vec::new();
        let mut of_unit = Vec::new();
        for unit in units {
            let at = folders.iter().position(|folder| *folder == unit.folder).unwrap_or(folders.len());
            if at == folders.len() {
                folders.push(unit.folder.clone());
            }
            of_unit.push(at);
        }
        let slots = folders.iter().map(|_| Slot::Opening).collect();
        let open = |(desk, folder)| Effect::OpenDesk { desk, folder };
        (Desks { slots, of_unit }, folders.into_iter().enumerate().map(open).collect())
    }

    /// A desk for one more unit; the wish to open it, if its folder has none yet.
    pub fn add(&mut self, units: &[Unit], unit: &Unit) -> Option<Effect> {
        let beside = units.iter().position(|other| other.folder == unit.folder);
        if let Some(desk) = beside.and_then(|other| self.of_unit.get(other)) {
            self.of_unit.push(*desk);
            return None;
        }
        let desk = self.slots.len();
        self.slots.push(Slot::Opening);
        self.of_unit.push(desk);
        Some(Effect::OpenDesk { desk, folder: unit.folder.clone() })
    }

    /// Takes the opened desk, or the reason why there is none.
    pub fn opened(&mut self, desk: usize, result: Result<Box<Desk>, String>) {
        if let Some(slot) = self.slots.get_mut(desk) {
            *slot = match result {
                Ok(desk) => Slot::Open(desk, Saving::Done),
                Err(reason) => Slot::Closed(reason),
            };
        }
    }

    /// Whether the journal of a unit has been read, or cannot be.
    #[must_use]
    pub fn is_settled(&self, unit: usize) -> bool {
        !matches!(self.slot(unit), Some(Slot::Opening))
    }

    /// Whether two units share a journal.
    #[must_use]
    pub fn share(&self, one: usize, other: usize) -> bool {
        self.of_unit.get(one) == self.of_unit.get(other)
    }

    /// The desk of a unit.
    #[must_use]
    pub fn desk(&self, unit: usize) -> Option<&Desk> {
        match self.slot(unit)? {
            Slot::Open(desk, _) => Some(desk),
            _ => None,
        }
    }

    /// What everybody said about a unit, for an analysis that heeds it.
    #[must_use]
    pub fn remarks(&self, unit: usize) -> Arc<Remarks> {
        Arc::new(self.desk(unit).map(|desk| desk.ledger().remarks()).unwrap_or_default())
    }

    /// What the reviewer said of a finding.
    #[must_use]
    pub fn opinion(&self, unit: usize, id: &FindingId) -> Option<&Opinion> {
        self.desk(unit)?.opinion(id)
    }

    /// How the saving of a unit's decisions stands.
    #[must_use]
    pub fn saving(&self, unit: usize) -> Option<&Saving> {
        match self.slot(unit)? {
            Slot::Open(_, saving) => Some(saving),
            _ => None,
        }
    }

    /// Asks once more for what could not be written.
    pub fn unsaved(&mut self) -> Vec<Effect> {
        let slots = self.slots.iter_mut().enumerate();
        slots
            .filter_map(|(at, slot)| match slot {
                Slot::Open(desk, saving) => write(at, desk, saving),
                _ => None,
            })
            .collect()
    }

    /// Why the last decisions could not be written, if they could not.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failures().next().map(|(_, reason)| reason)
    }

    /// How many decisions could not be written: leaving now would lose them.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.failures().map(|(desk, _)| desk.pending().len()).sum()
    }

    fn failures(&self) -> impl Iterator<Item = (&Desk, &str)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Open(desk, Saving::Failed(reason)) => Some((&**desk, reason.as_str())),
            _ => None,
        })
    }

    /// Why decisions are not kept and what helps, a sentence for every journal.
    #[must_use]
    pub fn troubles(&self) -> Vec<String> {
        let help =
            "make that place writable and decide once more, or leave and set XDG_STATE_HOME to a folder of yours";
        let failed = self.failures().map(|(desk, reason)| {
            let decisions = desk.pending().len();
            format!("NOT SAVED, {decisions} decision{}: {reason}; {help}", if decisions == 1 { "" } else { "s" })
        });
        let closed = self.slots.iter().filter_map(|slot| match slot {
            Slot::Closed(reason) => Some(format!("verdicts cannot be kept: {reason}")),
            _ => None,
        });
        failed.chain(closed).collect()
    }

    /// Whether any decision is not known to be on the disk.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.slots.iter().any(|slot| matches!(slot, Slot::Open(_, Saving::Busy)))
    }

    /// Decides something on a unit's desk and asks for it to be written.
    ///
    /// # Errors
    /// Why no verdict can be kept now.
    pub fn with<T>(&mut self, unit: usize, act: impl FnOnce(&mut Desk) -> T) -> Result<(T, Option<Effect>), String> {
        let at = self.of_unit.get(unit).copied().unwrap_or_default();
        match self.slots.get_mut(at) {
            Some(Slot::Open(desk, saving)) => {
                let done = act(desk);
                Ok((done, write(at, desk, saving)))
            }
            Some(Slot::Closed(reason)) => Err(format!("verdicts cannot be kept: {reason}")),
            _ => Err("the verdicts made so far are still being read".into()),
        }
    }

    /// Takes the answer of the journal. What was decided meanwhile is asked for next.
    ///
    /// # Errors
    /// Why it could not be written.
    pub fn saved(&mut self, at: usize, result: Result<Batch, String>) -> Result<Option<Effect>, String> {
        let Some(Slot::Open(desk, saving)) = self.slots.get_mut(at) else { return Ok(None) };
        match result {
            Ok(batch) => {
                desk.absorb(batch);
                *saving = Saving::Done;
                Ok(write(at, desk, saving))
            }
            Err(reason) => {
                *saving = Saving::Failed(reason.clone());
                Err(reason)
            }
        }
    }

    /// What was wrong in the journals.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let open = self.slots.iter().filter_map(|slot| if let Slot::Open(desk, _) = slot { Some(desk) } else { None });
        open.flat_map(|desk| desk.problems().kept().to_vec()).collect()
    }

    /// Verdicts and notes whose finding is gone, in words. While anything of a folder is unread, or could not be read,
    /// only those about rounds that were: what is missing may be there.
    #[must_use]
    pub fn orphans(&self, library: &Library) -> Vec<String> {
        let mut lines = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            let Slot::Open(desk, _) = slot else { continue };
            let units = || self.of_unit.iter().enumerate().filter(|(_, desk)| **desk == at).map(|(unit, _)| unit);
            let ready = |unit: usize| matches!(library.states.get(unit), Some(UnitState::Ready(_)));
            let searched = |unit: usize| library.units.get(unit).is_some_and(|unit| unit.searched);
            let films = library.entries().into_iter().filter(|entry| units().any(|unit| unit == entry.unit));
            let mut covered = Covered::default();
            films.filter_map(|entry| library.summary(entry)).for_each(|summary| drop(covered.add(&summary.film)));
            let whole = units().all(ready) && units().any(searched);
            lines.extend(desk.orphans(&covered, whole).map(|orphan| orphan.to_string()));
        }
        lines
    }

    fn slot(&self, unit: usize) -> Option<&Slot> {
        self.slots.get(*self.of_unit.get(unit)?)
    }
}

/// Asks for everything that is pending to be written, unless a worker is at it: its answer asks again.
fn write(at: usize, desk: &Desk, saving: &mut Saving) -> Option<Effect> {
    let entries: Vec<Entry> = desk.pending().to_vec();
    if entries.is_empty() || *saving == Saving::Busy {
        return None;
    }
    *saving = Saving::Busy;
    Some(Effect::Append { desk: at, entries })
}
