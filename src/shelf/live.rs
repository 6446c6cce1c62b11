//! Rounds that are being written: a folder (or files) looked at again and again.
//!
//! ```text
//!   search, once a second ──▶ units, new ones behind those that are known
//!   the newest unit ──look, at every question──▶ its films, the last one growing
//! ```
//!
//! Only the newest unit is followed; the others are read when somebody opens them, like on any shelf.

use super::game::{about_maps, is_et};
use super::group::group;
use super::{Configs, Library};
use crate::et::analysis::{Marks, analyse_with};
use crate::et::live::Growing;
use crate::et::{self, Round};
use crate::film::{Film, Grown, Meta, News, Opened, Progress, Remarks, Setting, Shelf, Unit};
use crate::ingest::{Source, sniff, unpack};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How often folders are searched: a new round is no matter of milliseconds, and a search lists every folder.
const SEARCH: Duration = Duration::from_secs(1);
/// After so many seconds without a line it is said that nothing comes; then every minute.
const QUIET: [u64; 4] = [5, 10, 20, 30];

/// Files that are being written.
pub struct Live {
    paths: Vec<PathBuf>,
    configs: Configs,
    /// Those found at the start.
    units: Vec<Unit>,
    state: Mutex<State>,
}

/// What was found so far.
struct State {
    /// Each unit and its files.
    found: Vec<(Unit, Vec<PathBuf>)>,
    followed: Option<Followed>,
    searched: Instant,
}

/// The unit that is followed.
struct Followed {
    unit: usize,
    growing: Growing,
    /// Films of rounds that others followed in the same files: they change no more.
    done: Vec<Arc<Film>>,
    since: Instant,
    said: u64,
    /// Whether it was looked at.
    begun: bool,
    /// What was said about it last, and whether its films are to be made anew because of that.
    remarks: Arc<Remarks>,
    said_anew: bool,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").field("paths", &self.paths).finish_non_exhaustive()
    }
}

impl Live {
    /// Follows what is written to these files and folders; there may be nothing in them yet.
    ///
    /// # Errors
    /// A sentence: a path is not there, or cannot be followed.
    pub fn new(paths: &[PathBuf], configs: Configs) -> Result<Live, String> {
        for path in paths {
            fs::metadata(path).map_err(|error| format!("{} cannot be followed: {error}", shown(path)))?;
        }
        let found = search(paths);
        if let (Some(reason), true) = (found.iter().find_map(|(_, files)| cannot(files)), found.len() == 1) {
            return Err(reason);
        }
        let units = found.iter().map(|(unit, _)| unit.clone()).collect();
        let newest = found.iter().enumerate().filter(|(_, (_, files))| cannot(files).is_none());
        let newest = newest.max_by_key(|(_, (_, files))| changed(files)).map(|(unit, _)| unit);
        let followed = newest.and_then(|unit| Some(Followed::new(unit, &found.get(unit)?.1)));
        let state = Mutex::new(State { found, followed, searched: Instant::now() });
        Ok(Live { paths: paths.to_vec(), configs, units, state })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A state of the files as films, the rounds before the last one from memory.
    fn films(&self, followed: &mut Followed) -> Grown {
        let et::Loaded { rounds, mut problems } = followed.growing.rounds();
        about_maps(&rounds, &self.configs, &mut problems);
        let marks = Marks::of(&followed.remarks);
        let film = |round: &Round| {
            let settings = self.configs.et.for_map(round.map.as_deref());
            Arc::new(et::film(round, &analyse_with(round, &settings, &marks), &self.configs.et))
        };
        let last = rounds.last();
        let before = rounds.split_last().map_or(&[][..], |(_, before)| before);
        if followed.done.iter().map(|film| &film.meta.id).ne(before.iter().map(|round| &round.id)) {
            followed.done = before.iter().map(film).collect();
        }
        let films = followed.done.iter().cloned().chain(last.map(film)).collect();
        Grown {
            unit: followed.unit,
            opened: Ok(Opened { films, problems, table: None }),
            edge: last.map(Round::edge).unwrap_or_default(),
            ended: last.is_some_and(|round| !round.growing),
            anew: Vec::new(),
            remarks: followed.remarks.clone(),
        }
    }

    /// Searches again; the last state of a unit that another one follows, and what was found.
    fn search(&self, state: &mut State) -> Vec<News> {
        let mut news = Vec::new();
        for (unit, files) in search(&self.paths) {
            let known = state.found.iter_mut().position(|(_, known)| known.iter().any(|file| files.contains(file)));
            match known {
                // A file of a pair came later than the other.
                Some(at) => {
                    let Some((_, known)) = state.found.get_mut(at) else { continue };
                    if *known != files && files.len() > known.len() {
                        *known = files.clone();
                        if state.followed.as_ref().is_some_and(|followed| followed.unit == at) {
                            state.followed = Some(Followed::new(at, &files));
                        }
                    }
                }
                // Packed copies of what is over, and others' files, are there to be looked at and no more.
                None if cannot(&files).is_some() => {
                    state.found.push((unit.clone(), files));
                    news.push(News::Found(unit));
                }
                None => {
                    if let Some(before) = &mut state.followed {
                        // Its last lines may have come with the first ones of the next.
                        before.growing.look();
                        let mut last = self.films(before);
                        last.ended = true;
                        news.push(News::Grown(last));
                    }
                    state.followed = Some(Followed::new(state.found.len(), &files));
                    state.found.push((unit.clone(), files));
                    news.push(News::Found(unit));
                }
            }
        }
        state.searched = Instant::now();
        news
    }
}

impl Followed {
    fn new(unit: usize, files: &[PathBuf]) -> Followed {
        let (growing, done) = (Growing::new(files), Vec::new());
        let remarks = Arc::default();
        Followed { unit, growing, done, since: Instant::now(), said: 0, begun: false, remarks, said_anew: false }
    }

    /// For how long nothing came, when it is time to say so.
    fn quiet(&mut self) -> Option<News> {
        let seconds = self.since.elapsed().as_secs();
        let due = QUIET.into_iter().rev().find(|due| seconds >= *due)?;
        let due = if seconds >= 60 { seconds / 60 * 60 } else { due };
        (due > self.said).then(|| {
            self.said = due;
            News::Quiet { unit: self.unit, seconds: due }
        })
    }
}

impl Shelf for Live {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open(&self, unit: usize, remarks: &Remarks, progress: &Progress) -> Result<Opened, String> {
        let mut state = self.state();
        if let Some(followed) = state.followed.as_mut().filter(|followed| followed.unit == unit) {
            followed.growing.look();
            // The films of before were made without it.
            (followed.remarks, followed.said_anew) = (Arc::new(remarks.clone()), true);
            followed.done.clear();
            return self.films(followed).opened;
        }
        let Some((found, files)) = state.found.get(unit).cloned() else { return Err("there is no such unit".into()) };
        drop(state);
        let mut one = Library::empty(self.configs.clone());
        one.add_unit(found.name, files.into_iter().map(Source::File).collect());
        one.open(0, remarks, progress)
    }

    fn is_live(&self) -> bool {
        true
    }

    fn is_input(&self, path: &Path) -> bool {
        self.state().found.iter().flat_map(|(_, files)| files).any(|file| Source::File(file.clone()).is_at(path))
    }

    fn news(&self) -> Vec<News> {
        let mut state = self.state();
        let mut news = if state.searched.elapsed() >= SEARCH { self.search(&mut state) } else { Vec::new() };
        let Some(followed) = &mut state.followed else { return news };
        let seen = followed.growing.look();
        if seen.grown {
            (followed.since, followed.said, followed.begun) = (Instant::now(), 0, true);
        }
        if seen.grown || std::mem::take(&mut followed.said_anew) {
            followed.said_anew = false;
            news.push(News::Grown(Grown { anew: seen.anew, ..self.films(followed) }));
        } else if followed.begun {
            news.extend(followed.quiet());
        }
        news
    }

    fn settings(&self, about: &Meta) -> Vec<Setting> {
        self.configs.settings(about)
    }
}

/// The units behind the paths. What is wrong with a path is told when its files are opened; an empty folder is none.
fn search(paths: &[PathBuf]) -> Vec<(Unit, Vec<PathBuf>)> {
    let mut search = super::find::Search::default();
    for path in paths {
        // It is never asked to stop, and what cannot be searched now is tried again.
        let _ = search.add(path, &Progress::default());
    }
    let root = match paths {
        [one] if one.is_dir() => Some(one.as_path()),
        _ => None,
    };
    let groups = group(search.files, root).into_iter();
    groups.map(|group| (group.unit, group.files.into_iter().map(|file| file.path).collect())).collect()
}

/// When the newest of some files was changed.
fn changed(files: &[PathBuf]) -> Option<SystemTime> {
    files.iter().filter_map(|file| fs::metadata(file).ok()?.modified().ok()).max()
}

/// Why files cannot be followed, when they cannot.
fn cannot(files: &[PathBuf]) -> Option<String> {
    files.iter().find_map(|file| {
        let source = Source::File(file.clone());
        if matches!(unpack(&source), Ok(Some(_))) {
            return Some(format!("{} is packed and does not grow: open it without --follow", shown(file)));
        }
        let head = sniff(&source).ok()?;
        // A bot's notes have a time like the rows that are followed.
        if crate::sc2::recognises(&head) {
            return Some(format!(
                "{} is a game of StarCraft II and is read once: open it without --follow",
                shown(file)
            ));
        }
        let empty = head.lines().next().is_none();
        let reason = "is no round of this program's collector (events.jsonl, snapshots.jsonl)";
        (!empty && !is_et(&head)).then(|| format!("{} cannot be followed: it {reason}", shown(file)))
    })
}

fn shown(path: &Path) -> Arc<str> {
    Source::File(path.to_path_buf()).name()
}
