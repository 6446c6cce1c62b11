//! Trying other settings behind the screen: the round that is looked at first and whole, then the findings of every other
//! unit on all cores. A newer run stops the one before.
//!
//! ```text
//!   Effect::Try { jobs } ──▶ first job ──▶ Msg::Tried       the screen follows within one analysis
//!                       └──▶ the others, side by side ──▶ Msg::Tried ...
//! ```

use super::app::Msg;
use super::effect::guarded;
use super::save::{Saver, Unwritten, home};
use crate::film::{Film, Progress, Remarks, Shelf, cores};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// One unit to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job {
    /// Which.
    pub unit: usize,
    /// Under the changes; else as it is.
    pub tried: bool,
    /// The whole film, for the screen; else its findings only.
    pub whole: bool,
}

/// Judges units under changes.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Which run: answers carry it.
    pub run: u64,
    /// What is changed: key, value.
    pub changes: Vec<(String, String)>,
    /// The units; the first one before all others.
    pub jobs: Vec<Job>,
    /// What was said about each unit, by its number.
    pub remarks: Vec<Arc<Remarks>>,
    /// To stop it.
    pub progress: Arc<Progress>,
}

impl Trial {
    /// Does one job; `None` after a stop.
    pub(super) fn one(&self, shelf: &dyn Shelf, job: Job) -> Option<Msg> {
        if self.progress.stopped() {
            return None;
        }
        let changes = if job.tried { self.changes.as_slice() } else { &[] };
        let remarks = self.remarks.get(job.unit).cloned().unwrap_or_default();
        let result: Result<Vec<Arc<Film>>, String> = guarded(|| {
            let opened = match job.whole {
                true => shelf.open_with(job.unit, changes, &remarks, &self.progress),
                false => shelf.findings_with(job.unit, changes, &remarks, &self.progress),
            };
            opened.map(|opened| opened.films)
        });
        (!self.progress.stopped()).then_some(Msg::Tried { run: self.run, job, result })
    }

    /// Does all of them; returns early after a stop.
    pub(super) fn all(&self, shelf: &dyn Shelf, send: impl Fn(Msg) + Sync) {
        let mut jobs = self.jobs.as_slice();
        if let Some((first, rest)) = jobs.split_first() {
            if let Some(answer) = self.one(shelf, *first) {
                send(answer);
            }
            jobs = rest;
        }
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                match self.one(shelf, *job) {
                    Some(answer) => send(answer),
                    None => return,
                }
            }
        };
        let cores = cores().min(jobs.len());
        thread::scope(|scope| (0..cores).for_each(|_| drop(scope.spawn(work))));
    }
}

/// What goes into a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// Where, as it was typed.
    pub path: String,
    /// Whether a file that stands there may be changed.
    pub replace: bool,
    /// Key and value, each.
    pub changes: Vec<(String, String)>,
    /// What its comment says; the day is put before it.
    pub note: String,
}

impl Keep {
    /// Writes the file whole or not at all; one that stands there keeps everything else it says.
    pub(super) fn save(&self, shelf: &dyn Shelf, saver: &Saver, today: &str) -> Result<PathBuf, Unwritten> {
        let path = home(&self.path);
        let failed = |error: io::Error| Unwritten::of(&path, &error);
        let before = match fs::read_to_string(&path) {
            Ok(_) if !self.replace => return Err(Unwritten::Exists),
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(error)),
        };
        let note = format!("what-if kept by filmroom on {today}\n{}", self.note);
        let text = shelf.config_text(before.as_deref(), &self.changes, &note).map_err(Unwritten::Failed)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let written = saver.write(&path, self.replace, |out| out.write_all(text.as_bytes()));
        written.map_err(|error| Unwritten::of(&path, &error)).map(|()| path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tests::Samples;
    use std::path::Path;

    fn keep(path: &Path, replace: bool) -> Keep {
        let changes = vec![("near_dist".to_owned(), "500".to_owned())];
        Keep { path: path.to_string_lossy().into_owned(), replace, changes, note: "3 rounds".into() }
    }

    #[test]
    fn a_file_that_stands_there_is_asked_about_and_keeps_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/filmroom.yaml");
        let shelf: Arc<dyn Shelf> = Arc::new(Samples::demo());
        let saver = Saver::new(&shelf, &crate::review::Options::from_env(None));
        let save = |replace: bool, today: &str| keep(&path, replace).save(&*shelf, &saver, today);
        assert_eq!(save(false, "2026-01-31"), Ok(path.clone()));
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "what-if kept by filmroom on 2026-01-31\n3 rounds\n[(\"near_dist\", \"500\")]\n");
        assert_eq!(save(false, "2026-01-31"), Err(Unwritten::Exists));
        fs::write(&path, "mine\n").unwrap();
        save(true, "2026-02-01").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.ends_with("3 rounds\nmine\n[(\"near_dist\", \"500\")]\n"), "{text}");
        fs::write(&path, "broken").unwrap();
        assert!(matches!(save(true, "2026-02-01"), Err(Unwritten::Failed(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "broken", "untouched");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing left beside it");
    }

    #[test]
    fn a_stopped_trial_answers_nothing() {
        let shelf = Samples::demo_of(3);
        let jobs = (0..3).map(|unit| Job { unit, tried: true, whole: unit == 0 }).collect();
        let trial = Trial { run: 1, changes: Vec::new(), jobs, remarks: Vec::new(), progress: Arc::default() };
        let answers = std::sync::Mutex::new(Vec::new());
        trial.all(&shelf, |msg| answers.lock().unwrap().push(msg));
        assert_eq!(answers.lock().unwrap().len(), 3);
        trial.progress.stop();
        trial.all(&shelf, |_| panic!("stopped"));
    }
}
