//! Effects done at once and in order.

use super::deeds::{Journals, read, read_filters, save_filter, save_zone, today, write};
use super::{Effect, Perform, long};
use crate::film::Shelf;
use crate::review::Options;
use crate::ui::app::Msg;
use crate::ui::save::Saver;
use std::collections::VecDeque;
use std::sync::Arc;

/// Does effects when [`Inline::answer`] asks for the next answer: one thread, one order, for tests.
pub struct Inline {
    shelf: Arc<dyn Shelf>,
    options: Options,
    saver: Saver,
    journals: Journals,
    waiting: VecDeque<Effect>,
}

impl Inline {
    /// Over this shelf, with desks opened like this.
    #[must_use]
    pub fn new(shelf: Arc<dyn Shelf>, options: Options) -> Inline {
        let saver = Saver::new(&shelf, &options);
        Inline { shelf, options, saver, journals: Journals::default(), waiting: VecDeque::new() }
    }

    /// Does the oldest effect that waits and returns its answer; `None` when nothing waits.
    pub fn answer(&mut self) -> Option<Msg> {
        loop {
            match self.waiting.pop_front()? {
                effect @ (Effect::Load { .. } | Effect::Heed { .. }) => return read(&*self.shelf, effect),
                Effect::Read { unit, table, progress } => {
                    let result = table.read(&progress).map(drop);
                    return Some(Msg::Read { unit, result });
                }
                Effect::Task { table, task, rows, progress } => {
                    let rows = rows.as_deref().map(Vec::as_slice);
                    let result = long::perform(&*table, &task, rows, &self.saver, &progress);
                    return Some(Msg::Did { task, progress, result });
                }
                Effect::OpenDesk { desk, folder } => {
                    return Some(self.journals.open(desk, folder, self.options.clone()));
                }
                Effect::Append { desk, entries } => return Some(self.journals.append(desk, &entries)),
                Effect::ReadFilters { path } => return Some(read_filters(&path)),
                Effect::SaveFilter { path, name, filter } => return Some(save_filter(&path, name, filter.as_ref())),
                Effect::SaveZone { change, what } => return Some(save_zone(&*self.shelf, &change, what)),
                Effect::Write { ask, text } => {
                    let result = write(&self.saver, &ask, &text);
                    return Some(Msg::Written { ask, result });
                }
                Effect::AskSettings { about } => return Some(Msg::Settings(self.shelf.settings(&about))),
                Effect::Try(mut trial) => {
                    if trial.jobs.is_empty() {
                        continue;
                    }
                    let job = trial.jobs.remove(0); // there is one
                    let answer = trial.one(&*self.shelf, job);
                    self.waiting.push_front(Effect::Try(trial));
                    if answer.is_some() {
                        return answer;
                    }
                }
                Effect::Keep(keep) => {
                    let result = keep.save(&*self.shelf, &self.saver, &today(&self.options)());
                    return Some(Msg::Kept { keep, result });
                }
                Effect::Suspend | Effect::Redraw | Effect::Send(_) => {}
            }
        }
    }
}

impl Perform for Inline {
    fn perform(&mut self, effect: Effect) {
        self.waiting.push_back(effect);
    }
}
