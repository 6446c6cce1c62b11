//! A round that is being written: the rows so far, and a round of them at any moment.
//!
//! ```text
//!   files ──Tail──▶ settled chunks + the open block ──▶ rounds so far, the last of them growing
//! ```
//!
//! What is judged is what nothing can change any more: see [`Round::growing`](super::Round::growing).

use super::load::{Loaded, assemble};
use super::record::{Chunk, Learnt};
use super::round::Closing;
use crate::film::{Problem, Problems, cores};
use crate::ingest::{Growth, Tail};
use std::path::{Path, PathBuf};

/// The files of a unit, being followed.
#[derive(Debug)]
pub struct Growing {
    files: Vec<Followed>,
    /// How their lines are written.
    learnt: Learnt,
}

#[derive(Debug)]
struct Followed {
    tail: Tail,
    chunks: Vec<Chunk>,
    problems: Problems,
    /// Whether it holds samples rather than events, as far as its name says.
    samples: bool,
    /// What the last look failed of.
    failure: Option<String>,
}

/// What a look at all files found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Whole lines came, or a file was begun anew.
    pub grown: bool,
    /// Names of files that were cut or begun anew.
    pub anew: Vec<String>,
}

impl Growing {
    /// Follows these files, which may not be there yet.
    #[must_use]
    pub fn new(files: &[PathBuf]) -> Growing {
        let follow = |(source, path): (usize, &PathBuf)| Followed {
            tail: Tail::new(path, source),
            chunks: Vec::new(),
            problems: Problems::default(),
            samples: is_samples(path),
            failure: None,
        };
        Growing { files: files.iter().enumerate().map(follow).collect(), learnt: Learnt::default() }
    }

    /// Takes what was written since the last look. A file that cannot be read is a problem and is tried again.
    ///
    /// Samples are read before events: a server writes the events of a moment first, so that no sample is known before
    /// the events of its moment.
    pub fn look(&mut self) -> News {
        let mut news = News::default();
        for samples in [true, false] {
            for file in self.files.iter_mut().filter(|file| file.samples == samples) {
                let mut growth = file.look(&self.learnt);
                if growth == Growth::Anew {
                    news.anew.push(file.tail.name().to_string());
                    news.grown = true;
                    growth = file.look(&self.learnt);
                }
                news.grown |= growth == Growth::More;
            }
        }
        news
    }

    /// The rounds so far: as loading the files would give them, without a half line at an end; the last round is growing
    /// unless a line ended it.
    #[must_use]
    pub fn rounds(&self) -> Loaded {
        let (mut chunks, mut problems) = (Vec::new(), Problems::default());
        for file in &self.files {
            problems.append(file.problems.clone());
            problems.append(file.tail.problems().clone());
            chunks.extend(file.chunks.iter().cloned());
            chunks.push(Chunk::read(&file.tail.open(), &self.learnt, &mut problems));
            if let Some(reason) = &file.failure {
                let file = file.tail.name().clone();
                problems.push(Problem { file, line: 0, offset: 0, reason: reason.clone() });
            }
        }
        let names: Vec<_> = self.files.iter().map(|file| file.tail.name().clone()).collect();
        let mut loaded = assemble(cores(), chunks, &names, problems);
        if let Some(last) = loaded.rounds.last_mut() {
            last.growing = last.closing == Closing::LastLine;
        }
        loaded
    }
}

impl Followed {
    fn look(&mut self, learnt: &Learnt) -> Growth {
        let (chunks, problems) = (&mut self.chunks, &mut self.problems);
        match self.tail.look(|segment| chunks.push(Chunk::read(segment, learnt, problems))) {
            Ok(growth) => {
                self.failure = None;
                if growth == Growth::Anew {
                    (self.chunks, self.problems) = (Vec::new(), Problems::default());
                }
                growth
            }
            Err(error) => {
                self.failure = Some(format!("cannot be read: {error}; it is tried again"));
                Growth::Nothing
            }
        }
    }
}

/// A look at the name alone: a wrong guess costs a fifth of a second and nothing else.
fn is_samples(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().contains("snapshot"))
}
