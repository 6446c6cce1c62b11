//! How each effect is done, whichever thread does it.

use super::{Ask, Effect, Unwritten};
use crate::film::{Shelf, ZoneChange, clean_text};
use crate::review::queue::{Filter, Saved};
use crate::review::{Batch, Desk, Entry, Journal, Options};
use crate::ui::app::Msg;
use crate::ui::save::{Saver, home};
use std::collections::BTreeMap;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

/// Writes a table; nothing is ever overwritten that the user did not say so of.
pub(super) fn write(saver: &Saver, ask: &Ask, text: &str) -> Result<PathBuf, Unwritten> {
    let create = |path: PathBuf, replace: bool| {
        let written = saver.write(&path, replace, |out| out.write_all(text.as_bytes()));
        written.map_err(|error| Unwritten::of(&path, &error)).map(|()| path)
    };
    match ask {
        Ask::Export { path, replace } | Ask::Rows { path, replace } => create(home(path), *replace),
        Ask::Copy(name) => {
            // Names taken by earlier copies are stepped over; a thousand of them is a folder to be tidied.
            for n in 1..1_000 {
                let path = std::env::temp_dir().join(format!("filmroom-{name}-{n}.tsv"));
                match create(path, false) {
                    Err(Unwritten::Exists) => {}
                    done => return done,
                }
            }
            Err(Unwritten::Exists)
        }
    }
}

pub(super) fn read_filters(path: &Path) -> Msg {
    Msg::Filters(Saved::read(path).map_err(|error| told(path, &error)))
}

pub(super) fn save_filter(path: &Path, name: String, filter: Option<&Filter>) -> Msg {
    let result = Saved::append(path, &name, filter).map_err(|error| told(path, &error));
    Msg::FilterSaved { name, result }
}

fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", clean_text(&path.to_string_lossy()))
}

/// The day, by the reviewer's clock.
pub(super) fn today(options: &Options) -> impl Fn() -> String + Send + 'static {
    let clock = options.clock.clone();
    move || clock().strftime("%Y-%m-%d").to_string()
}

/// Reads a unit, or analyses it anew. A panic in there is a fault of ours, but it must cost that unit only.
pub(super) fn read(shelf: &dyn Shelf, effect: Effect) -> Option<Msg> {
    match effect {
        Effect::Load { unit, wanted, configuration, remarks, progress } => {
            let result = guarded(|| shelf.open(unit, &remarks, &progress));
            Some(Msg::Loaded { unit, wanted, configuration, remarks, result })
        }
        Effect::Heed { unit, configuration, remarks, progress } => {
            let result = guarded(|| shelf.open_with(unit, &[], &remarks, &progress));
            Some(Msg::Heeded { unit, configuration, remarks, result })
        }
        _ => None,
    }
}

/// Saves a zone.
pub(super) fn save_zone(shelf: &dyn Shelf, change: &ZoneChange, what: String) -> Msg {
    Msg::ZoneSaved { what, result: guarded(|| shelf.save_zone(change)) }
}

pub(in crate::ui) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(format!("internal error, please report it: {text}"))
    })
}

/// The open journals, by desk.
#[derive(Default)]
pub(super) struct Journals {
    open: BTreeMap<usize, Journal>,
}

impl Journals {
    pub(super) fn open(&mut self, desk: usize, folder: Option<PathBuf>, options: Options) -> Msg {
        let result = guarded(|| Desk::open(folder.as_deref(), options).map_err(|error| error.to_string()));
        let result = result.map(|mut opened| {
            self.open.extend(opened.take_journal().map(|journal| (desk, journal)));
            Box::new(opened)
        });
        Msg::DeskOpened { desk, result }
    }

    pub(super) fn append(&mut self, desk: usize, entries: &[Entry]) -> Msg {
        let result: Result<Batch, String> = match self.open.get_mut(&desk) {
            Some(journal) => guarded(|| journal.append(entries).map_err(|error| error.to_string())),
            None => Err("the journal could not be opened".into()),
        };
        Msg::Saved { desk, result }
    }
}
