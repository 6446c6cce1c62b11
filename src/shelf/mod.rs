//! From paths to films: finds what belongs together, tells the game by content, and opens it on demand.
//!
//! ```text
//!   paths ──find──▶ files ──group──▶ units          at once, nothing is opened
//!   unit  ──sniff──▶ game ──open──▶ films, problems, output rows      when somebody asks
//! ```

mod demo;
mod find;
mod game;
mod group;
mod held;
mod input;
mod live;
mod names;
mod rows;
mod season;
mod telemetry;
mod text;
mod zones;

pub use crate::et::output::Format;
#[cfg(feature = "parquet")]
pub use crate::et::output::Parquet;
pub use demo::demo_files;
pub use game::{Configs, STARCRAFT};
pub use input::{STANDARD_INPUT, standard_input};
pub use live::Live;
pub use rows::{Digest, Lines, Rows, Season};
pub use telemetry::RowShelf;

use crate::film::{Meta, Opened, Problem, Problems, Progress, Remarks, Setting, Shelf, Unit, ZoneChange, cores};
use crate::ingest::{Head, Source, Stopped, sniff};
use find::{Found, Search};
use game::{Depth, GAMES, Game, Held, Job};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The rounds behind the paths that were given.
#[derive(Debug)]
pub struct Library {
    units: Vec<Unit>,
    contents: Vec<Content>,
    problems: Problems,
    /// Changes only when a zone was saved.
    configs: RwLock<Arc<Configs>>,
    /// Where the user's own map files are.
    map_folder: Option<PathBuf>,
    games: &'static [Game],
    held: held::Cache,
}

/// What a unit is made of.
#[derive(Debug)]
struct Content {
    inputs: Vec<Input>,
    problems: Problems,
}

/// A source, and whether somebody asked for just this one.
#[derive(Debug)]
struct Input {
    source: Source,
    explicit: bool,
}

impl Library {
    /// Finds the units behind files and folders. Reads no file, but pipes that the shell opened are read whole.
    ///
    /// # Errors
    /// [`Stopped`] when a stop was asked for; a path that cannot be read is one of [`Library::problems`].
    pub fn search<P: AsRef<Path>>(paths: &[P], configs: Configs, progress: &Progress) -> Result<Library, Stopped> {
        let mut library = Library::empty(configs);
        let mut search = Search::default();
        for path in paths.iter().map(AsRef::as_ref) {
            if input::is_open_stream(path) && !fs::metadata(path).is_ok_and(|meta| meta.is_file() || meta.is_dir()) {
                match input::stream(path, progress)? {
                    Ok(source) => library.add_source(source),
                    Err(reason) => library.problems.push(Source::File(path.to_path_buf()).problem(reason)),
                }
            } else {
                search.add(path, progress)?;
            }
        }
        let root = match paths {
            [one] => Some(one.as_ref()).filter(|path| path.is_dir()),
            _ => None,
        };
        for group in group::group(search.files, root) {
            let inputs = group.files.into_iter().map(Input::from).collect();
            library.units.push(group.unit);
            library.contents.push(Content { inputs, problems: group.problems });
        }
        library.problems.append(search.problems);
        Ok(library)
    }

    /// A library without units.
    #[must_use]
    pub fn empty(configs: Configs) -> Library {
        let (units, contents, problems) = (Vec::new(), Vec::new(), Problems::default());
        Library {
            units,
            contents,
            problems,
            configs: RwLock::new(Arc::new(configs)),
            map_folder: None,
            games: GAMES,
            held: held::Cache::default(),
        }
    }

    /// The embedded demo, each round a unit.
    ///
    /// # Errors
    /// The embedded bytes are damaged (a bug: a test reads them).
    pub fn demo(configs: Configs) -> std::io::Result<Library> {
        let mut library = Library::empty(configs);
        let mut rounds: Vec<(String, Vec<Source>)> = Vec::new();
        for (name, bytes) in demo_files()? {
            let round = names::partner(&name).map_or_else(|| name.clone(), |(key, _)| names::common_name(&key));
            let source = Source::Memory { name: name.into(), bytes };
            match rounds.iter_mut().find(|(other, _)| *other == round) {
                Some((_, sources)) => sources.push(source),
                None => rounds.push((round, vec![source])),
            }
        }
        rounds.into_iter().for_each(|(name, sources)| library.add_unit(format!("demo/{name}"), sources));
        Ok(library)
    }

    /// Adds a source in memory (standard input, the demo) as a unit of its own.
    pub fn add_source(&mut self, source: Source) {
        let name = source.name().to_string();
        self.add_unit(name, vec![source]);
    }

    /// Adds sources as one unit without a folder: verdicts on it are kept in the state folder.
    pub fn add_unit(&mut self, name: String, sources: Vec<Source>) {
        let bytes = sources.iter().map(Source::bytes).sum();
        self.units.push(Unit { name, folder: None, searched: false, bytes });
        let inputs = sources.into_iter().map(|source| Input { source, explicit: true }).collect();
        self.contents.push(Content { inputs, problems: Problems::default() });
    }

    /// What was wrong with the paths themselves.
    #[must_use]
    pub const fn problems(&self) -> &Problems {
        &self.problems
    }

    /// The files of all units: none of them may be written.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.contents.iter().flat_map(|content| &content.inputs).filter_map(|input| match &input.source {
            Source::File(path) => Some(path.as_path()),
            Source::Memory { .. } => None,
        })
    }

    /// Why nothing can be read here, as long as nothing can: what is wrong with each unit, by the beginnings of its files.
    #[must_use]
    pub fn unreadable(&self) -> Option<Vec<String>> {
        let why = |(at, unit): (usize, &Unit)| {
            let failure = self.sources_of(at, &Progress::default()).err()?;
            Some(unit.says(&failure.to_string()))
        };
        self.units.iter().enumerate().map(why).collect()
    }

    /// The sources that are of one game (such as [`STARCRAFT`]), in the order of the units. What was given by name and is
    /// of another, or of none, is a problem; what a search met and is of another is passed over.
    ///
    /// # Errors
    /// [`Stopped`] when a stop was asked for.
    pub fn of_game(&self, key: &str, progress: &Progress) -> Result<(Vec<Source>, Problems), Stopped> {
        let (mut sources, mut problems) = (Vec::new(), self.problems.clone());
        for content in &self.contents {
            problems.append(content.problems.clone());
            for input in &content.inputs {
                if progress.stopped() {
                    return Err(Stopped);
                }
                match self.tell(input, &mut problems) {
                    Told::Game(game) if self.games.get(game).is_some_and(|game| game.key == key) => {
                        sources.push(input.source.clone());
                    }
                    Told::Game(_) if input.explicit => {
                        problems.push(input.source.problem("is of another game: this command cannot read it"));
                    }
                    Told::Empty if input.explicit || is_whole_game(input) => {
                        problems.push(input.source.problem(NOTHING_YET));
                    }
                    _ => {}
                }
            }
        }
        Ok((sources, problems))
    }

    /// How many files and streams there are to read.
    #[must_use]
    pub fn sources(&self) -> usize {
        self.contents.iter().map(|content| content.inputs.len()).sum()
    }

    /// Like [`Shelf::open`]; what the rounds add up to goes to `season`.
    ///
    /// # Errors
    /// A sentence when nothing of the unit can be read; [`Failure::Stopped`] when a stop was asked for.
    pub fn analyse(
        &self,
        unit: usize,
        remarks: &Remarks,
        progress: &Progress,
        season: &mut Season,
    ) -> Result<Opened, Failure> {
        let (game, sources, mut problems) = self.sources_of(unit, progress)?;
        let job = Job { sources: &sources, configs: &self.configs(), remarks, progress, threads: cores() };
        let mut opened = (game.open)(&job, season).map_err(|Stopped| Failure::Stopped)?;
        problems.append(std::mem::take(&mut opened.problems));
        opened.problems = problems;
        Ok(opened)
    }

    /// Analyses a unit on so many threads and adds the rows of the game's output files to `rows`; makes no film.
    ///
    /// # Errors
    /// As [`Library::analyse`].
    pub fn write(
        &self,
        threads: usize,
        unit: usize,
        remarks: &Remarks,
        progress: &Progress,
        rows: &mut Rows,
    ) -> Result<Digest, Failure> {
        let (game, sources, mut problems) = self.sources_of(unit, progress)?;
        let job = Job { sources: &sources, configs: &self.configs(), remarks, progress, threads };
        let mut digest = (game.write)(&job, rows).map_err(|Stopped| Failure::Stopped)?;
        problems.append(std::mem::take(&mut digest.problems));
        digest.problems = problems;
        Ok(digest)
    }

    /// A unit under other settings than those in force. The first time reads it; then it stays read while there is room,
    /// and the latest one in any case.
    ///
    /// # Errors
    /// As [`Library::analyse`], and when the game of the unit cannot do so.
    pub fn analyse_with(
        &self,
        unit: usize,
        configs: &Configs,
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, Failure> {
        self.held(unit, progress)?(configs, remarks, Depth::Whole, progress).map_err(|Stopped| Failure::Stopped)
    }

    /// Like [`Library::analyse_with`], but the films hold only what counting findings needs.
    ///
    /// # Errors
    /// As [`Library::analyse_with`].
    pub fn judge_with(
        &self,
        unit: usize,
        configs: &Configs,
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, Failure> {
        self.held(unit, progress)?(configs, remarks, Depth::Findings, progress).map_err(|Stopped| Failure::Stopped)
    }

    /// The unit as it was read: now, or by an earlier call.
    fn held(&self, unit: usize, progress: &Progress) -> Result<Arc<Held>, Failure> {
        let held = match self.held.get(unit) {
            Some(held) => held,
            None => {
                let (game, sources, _) = self.sources_of(unit, progress)?;
                let held = Arc::new((game.hold)(&sources, progress).map_err(|Stopped| Failure::Stopped)?);
                self.held.put(unit, sources.iter().map(Source::bytes).sum(), held.clone());
                held
            }
        };
        Ok(held)
    }

    /// The configuration in force.
    #[must_use]
    pub fn configs(&self) -> Arc<Configs> {
        self.configs.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The game of a unit and those of its sources that belong to it, with what is wrong in the others.
    fn sources_of(&self, unit: usize, progress: &Progress) -> Result<(&Game, Vec<Source>, Problems), Failure> {
        let Some(content) = self.contents.get(unit) else {
            return Err(Failure::Unreadable("there is no such unit".into(), Problems::default()));
        };
        let mut problems = content.problems.clone();
        let told: Vec<(&Input, Told)> =
            content.inputs.iter().map(|input| (input, self.tell(input, &mut problems))).collect();
        let Some(game) = told.iter().find_map(|(_, told)| told.game()) else {
            let empty = |(_, told): &&(&Input, Told)| matches!(told, Told::Empty);
            let reason = match told.iter().any(|one| empty(&one)) {
                true => NOTHING_YET,
                false => "no file in it is of a known format",
            };
            // By its path, as what is wrong with other games: a unit's name is without its folder.
            for (input, _) in told.iter().filter(empty).filter(|(input, _)| is_whole_game(input)) {
                problems.push(input.source.problem(NOTHING_YET));
            }
            return Err(Failure::Unreadable(reason.into(), problems));
        };
        let mut sources = Vec::new();
        for (input, told) in &told {
            match told.game() {
                Some(other) if other == game => sources.push(input.source.clone()),
                Some(_) => {
                    let reason = "belongs to another game than the files beside it and was left out: give it by itself";
                    problems.push(input.source.problem(reason));
                }
                None => {}
            }
        }
        if progress.stopped() {
            return Err(Failure::Stopped);
        }
        Ok((&self.games[game], sources, problems)) // an index of these very games
    }

    /// Which game an input is of; what is wrong with it becomes a problem, unless a search met it and it is not ours.
    fn tell(&self, input: &Input, problems: &mut Problems) -> Told {
        let head = match sniff(&input.source) {
            Ok(head) => head,
            Err(problem) => {
                problems.push(problem);
                return Told::Nothing;
            }
        };
        if let Some(game) = self.games.iter().position(|game| (game.recognises)(&head)) {
            return Told::Game(game);
        }
        if head.lines().next().is_none() && head.is_whole() {
            return Told::Empty;
        }
        let own = is_own_output(&head) || matches!(&input.source, Source::File(path) if named_as_own(path));
        match (own, input.explicit) {
            (true, false) => {}
            (true, true) => problems.push(
                input.source.problem("is an output of this program, not a recording: give the files it was made from"),
            ),
            (false, _) => problems.push(not_known(input, &head)),
        }
        Told::Nothing
    }
}

/// What is said of a file without a line.
const NOTHING_YET: &str = "there is nothing in it yet";

/// Whether a file is a game of its own by its name: an empty one is a game that is missing, where an empty recording may
/// just have begun.
fn is_whole_game(input: &Input) -> bool {
    let is_replay = |path: &Path| path.file_name().is_some_and(|name| names::is_replay(&name.to_string_lossy()));
    matches!(&input.source, Source::File(path) if is_replay(path))
}

/// What a look at an input told.
enum Told {
    /// Index of the game.
    Game(usize),
    /// No line in it yet: not wrong, a recording may just have begun.
    Empty,
    /// Not to be read.
    Nothing,
}

impl Told {
    const fn game(&self) -> Option<usize> {
        match self {
            Told::Game(game) => Some(*game),
            Told::Empty | Told::Nothing => None,
        }
    }
}

/// Why a unit gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nothing of it can be read: a sentence, and what was wrong in detail.
    #[error("{}", explain(.0, .1))]
    Unreadable(String, Problems),
    /// A stop was asked for.
    #[error("stopped")]
    Stopped,
}

fn explain(reason: &str, problems: &Problems) -> String {
    // What is wrong with a file says more than that none is right.
    problems.kept().first().map_or_else(|| reason.to_owned(), ToString::to_string)
}

impl Shelf for Library {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open(&self, unit: usize, remarks: &Remarks, progress: &Progress) -> Result<Opened, String> {
        let mut opened =
            self.analyse(unit, remarks, progress, &mut Season::default()).map_err(|failure| failure.to_string())?;
        if unit == 0 {
            // A path that was no good belongs to no unit, and the app shows problems by unit.
            let mut problems = self.problems.clone();
            problems.append(std::mem::take(&mut opened.problems));
            opened.problems = problems;
        }
        Ok(opened)
    }

    fn open_with(
        &self,
        unit: usize,
        changes: &[(String, String)],
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, String> {
        let configs = self.configs().with(changes)?;
        self.analyse_with(unit, &configs, remarks, progress).map_err(|failure| failure.to_string())
    }

    fn findings_with(
        &self,
        unit: usize,
        changes: &[(String, String)],
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, String> {
        let configs = self.configs().with(changes)?;
        self.judge_with(unit, &configs, remarks, progress).map_err(|failure| failure.to_string())
    }

    fn settings(&self, about: &Meta) -> Vec<Setting> {
        self.configs().settings(about)
    }

    fn config_text(&self, before: Option<&str>, changes: &[(String, String)], note: &str) -> Result<String, String> {
        text::config_text(before, changes, note)
    }

    fn is_input(&self, path: &Path) -> bool {
        self.contents.iter().flat_map(|content| &content.inputs).any(|input| input.source.is_at(path))
    }

    fn save_zone(&self, change: &ZoneChange) -> Result<String, String> {
        self.change_zone(change)
    }
}

impl From<Found> for Input {
    fn from(found: Found) -> Input {
        Input { source: Source::File(found.path), explicit: found.explicit }
    }
}

/// Rows that this program writes begin with its schema and the hash of the configuration.
fn is_own_output(head: &Head) -> bool {
    let has = |line: &[u8], key: &[u8]| memchr::memmem::find(line, key).is_some();
    head.lines().next().is_some_and(|line| has(line, b"\"score_model_version\"") && has(line, b"\"config_hash\""))
}

fn named_as_own(path: &Path) -> bool {
    path.file_name().is_some_and(|name| names::is_own(&name.to_string_lossy()))
}

/// A file that no game knows, with its beginning, so that the reader sees what it is.
fn not_known(input: &Input, head: &Head) -> Problem {
    let first = head.lines().next().map(String::from_utf8_lossy).unwrap_or_default();
    let begins: String = crate::film::clean_text(&first).chars().take(40).collect();
    if is_whole_game(input) {
        let reason = format!("is no replay: it begins `{begins}` and not with `MPQ`; copy it again from where it came");
        return input.source.problem(reason);
    }
    let expected = "lines such as {\"t\": 12.5, \"type\": \"kill\", ...} or a .SC2Replay were expected";
    input.source.problem(format!("is of no known format and was left out: it begins `{begins}`, {expected}"))
}

#[cfg(test)]
mod tests;
