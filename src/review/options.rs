//! Who reviews, where verdicts may go, and where the time comes from: what a desk is opened with.

use super::journal::Journal;
use crate::film::clean_name;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the time comes from: the system, or a test.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a desk is opened.
#[derive(Clone)]
pub struct Options {
    /// Who decides; made harmless, never empty.
    pub reviewer: String,
    /// What stands in for the folder's name when there is none: `demo`, `stdin`.
    pub name: String,
    /// The user's state folder, if there is one.
    pub state_folder: Option<PathBuf>,
    /// The clock.
    pub clock: Clock,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("reviewer", &self.reviewer).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Options {
    /// From the environment; `reviewer` (a flag or the configuration) wins over `USER`, `LOGNAME` and `USERNAME`.
    #[must_use]
    pub fn from_env(reviewer: Option<&str>) -> Options {
        let env = |name| std::env::var(name).ok();
        let names =
            reviewer.map(str::to_owned).into_iter().chain(["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(env));
        Options {
            reviewer: names.map(|n| reviewer_name(&n)).find(|n| !n.is_empty()).unwrap_or_else(|| "reviewer".into()),
            name: "demo".into(),
            state_folder: Journal::state_folder(),
            clock: Arc::new(Timestamp::now),
        }
    }
}

/// A name that is harmless in a line of text, at most 60 characters; perhaps empty.
pub(super) fn reviewer_name(raw: &str) -> String {
    clean_name(raw).chars().take(60).collect::<String>().trim().to_owned()
}
