//! The table of games: how their files are told by content, and how they become films.

use crate::config::{Document, Kind, Table};
use crate::et;
use crate::et::analysis::{Marks, analyse_with};
use crate::film::{Film, Opened, Progress, Range, Remarks, Setting};
use crate::ingest::{Head, Source, Stopped};
use crate::sc2;
use crate::sim;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The configuration of every game.
#[derive(Debug, Clone, Default)]
pub struct Configs {
    /// ET:Legacy stopwatch.
    pub et: et::config::Config,
    /// The detector of Zergling rushes.
    pub rush: sc2::rush::Rules,
}

pub use et::output::Format;

impl Configs {
    /// These with changes over them, such as (`trade_dist`, `700`) or (`maps.radar.trade_dist`, `650`).
    ///
    /// # Errors
    /// What is wrong with a key or a value, with the nearest key.
    pub fn with(&self, changes: &[(String, String)]) -> Result<Configs, String> {
        let flags = changes.iter().map(|(key, value)| format!("{key}={value}"));
        let document = Document::flags(flags).map_err(|mistakes| mistakes.to_string())?;
        let et = self.et.with(&document).map_err(|mistakes| mistakes.to_string())?;
        Ok(Configs { et, rush: self.rush.clone() })
    }

    /// Every threshold with its value on a map.
    #[must_use]
    pub fn settings(&self, map: Option<&str>) -> Vec<Setting> {
        let values = self.et.for_map(map);
        let keys = et::config::Settings::keys().into_iter();
        let one = |(key, field): (String, &'static crate::config::Field)| Setting {
            value: values.get(&key).unwrap_or(field.default).to_string(),
            default: field.default.to_string(),
            unit: field.unit,
            range: match field.kind {
                Kind::Number { min, max } => Range::Number(min, max),
                Kind::Whole { min, max } => Range::Whole(min, max),
                Kind::Switch => Range::Switch,
            },
            doc: field.doc,
            source: self.et.origin(map, &key).to_string(),
            key,
        };
        keys.map(one).collect()
    }
}

/// Rows of output files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    format: Format,
    files: BTreeMap<&'static str, Lines>,
}

/// A file's head line and its rows so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lines {
    /// What stands once at the file's beginning.
    pub head: Vec<u8>,
    /// Whole lines.
    pub rows: Vec<u8>,
}

impl Rows {
    /// None yet.
    #[must_use]
    pub fn new(format: Format) -> Rows {
        Rows { format, files: BTreeMap::new() }
    }

    /// Adds whole lines to a file, which is then written, also without any.
    pub(super) fn add(&mut self, name: &'static str, head: &[u8], lines: &[u8]) {
        let file = self.files.entry(name).or_default();
        head.clone_into(&mut file.head);
        file.rows.extend_from_slice(lines);
    }

    /// The files by name: every one that the game writes, also when it has no rows.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &Lines)> {
        self.files.iter().map(|(name, lines)| (*name, lines))
    }
}

/// How a unit is to be read and analysed.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    /// Files that belong together.
    pub(super) sources: &'a [Source],
    /// Thresholds.
    pub(super) configs: &'a Configs,
    /// What was said about it.
    pub(super) remarks: &'a Remarks,
    /// To watch it and to stop it.
    pub(super) progress: &'a Progress,
    /// How many threads may read.
    pub(super) threads: usize,
}

/// Reads sources and analyses what is in them; with rows, adds those of its output files.
type Open = fn(&Job<'_>, Option<&mut Rows>) -> Result<Opened, Stopped>;

/// A unit that was read, ready to be analysed under any settings, heeding whatever was said.
pub(super) type Held = Box<dyn Fn(&Configs, &Remarks, &Progress) -> Result<Opened, Stopped> + Send + Sync>;

/// Reads sources that belong together, once.
type Hold = fn(&[Source], &Progress) -> Result<Held, Stopped>;

/// One game. A later game is one more line in [`GAMES`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Game {
    /// Its name in questions for the files of one game.
    pub(super) key: &'static str,
    /// Whether these are its rows.
    pub(super) recognises: fn(&Head) -> bool,
    /// How they become films.
    pub(super) open: Open,
    /// How they are kept read for other settings; none where that is not possible.
    pub(super) hold: Option<Hold>,
}

/// The name of telemetry rows.
pub(super) const ROWS: &str = "rows";

/// All games, the first that recognises a file has it: a bot's notes have a time `t` like rows of others, and more.
pub(super) const GAMES: &[Game] = &[
    Game { key: STARCRAFT, recognises: sc2::recognises, open: open_sc2, hold: None },
    Game { key: ROWS, recognises: sim::recognises, open: open_rows, hold: None },
    Game { key: "et", recognises: is_et, open: open_et, hold: Some(hold_et) },
    // Other recorders' formats, which become ET rounds; each by itself, not mixed into the rounds beside them.
    Game { key: "et", recognises: et::import::recognises, open: open_et, hold: Some(hold_et) },
];

/// Replays, detector logs and notes of StarCraft II.
pub const STARCRAFT: &str = "sc2";

/// Where `analyze` puts the log rows of games (R14).
const RUSH_ROWS: &str = "rush_games.jsonl";

/// Judges each game and makes its film; things count as seen when they exist (R13).
fn open_sc2(job: &Job<'_>, rows: Option<&mut Rows>) -> Result<Opened, Stopped> {
    let Job { sources, configs, progress, .. } = *job;
    let sight = sc2::observe::Sight::Exists;
    let opened = sc2::open(sources, &configs.rush, sight, progress)?;
    if let Some(rows) = rows {
        let question = sc2::batch::Question { rules: configs.rush.clone(), sight, at: None };
        for source in sources {
            // What was wrong was told when the films were made.
            let (games, _) = sc2::batch::judge_source(source, &question, &Progress::default())?;
            let games: Vec<_> = games.into_iter().map(|game| game.row).collect();
            rows.add(RUSH_ROWS, &[], sc2::log::jsonl(&games).as_bytes());
        }
    }
    Ok(opened)
}

/// Rows are a table: none of them is read before somebody looks, and no output files are made of them.
fn open_rows(job: &Job<'_>, _: Option<&mut Rows>) -> Result<Opened, Stopped> {
    let table: Arc<dyn crate::film::LongTable> = Arc::new(sim::Table::over(job.sources, false));
    Ok(Opened { table: Some(table), ..Opened::default() })
}

/// Reads rounds, analyses each, and makes its film; the film's numbers and the rows are of one analysis.
fn open_et(job: &Job<'_>, mut rows: Option<&mut Rows>) -> Result<Opened, Stopped> {
    let Job { sources, configs, remarks, progress, threads } = *job;
    let et::Loaded { rounds, problems } = et::load_on(threads, sources, progress)?;
    let marks = Marks::of(remarks);
    if let Some(rows) = rows.as_deref_mut() {
        // Every file is written, empty when there is nothing to list (E8).
        for (name, head) in rows.format.heads() {
            rows.add(name, &head, &[]);
        }
    }
    let mut films = Vec::new();
    for round in &rounds {
        if progress.stopped() {
            return Err(Stopped);
        }
        let analysis = analyse_with(round, &configs.et.for_map(round.map.as_deref()), &marks);
        if let Some(rows) = rows.as_deref_mut() {
            let lines = et::output::rows(round, &analysis, &configs.et.hash());
            for ((name, head), lines) in rows.format.heads().iter().zip(rows.format.text(&lines)) {
                rows.add(name, head, &lines);
            }
        }
        films.push(Arc::new(et::film(round, &analysis, &configs.et)));
    }
    Ok(Opened { films, problems, table: None })
}

/// Reads rounds and keeps them; each call analyses them and makes their films.
fn hold_et(sources: &[Source], progress: &Progress) -> Result<Held, Stopped> {
    let et::Loaded { rounds, problems } = et::load(sources, progress)?;
    Ok(Box::new(move |configs, remarks, progress| {
        let marks = Marks::of(remarks);
        let film = |round: &et::Round| {
            let analysis = analyse_with(round, &configs.et.for_map(round.map.as_deref()), &marks);
            Arc::new(et::film(round, &analysis, &configs.et))
        };
        let one = |round| if progress.stopped() { Err(Stopped) } else { Ok(film(round)) };
        let films: Result<Vec<Arc<Film>>, Stopped> = rounds.iter().map(one).collect();
        Ok(Opened { films: films?, problems: problems.clone(), table: None })
    }))
}

/// ET rows are objects with a time, `t` or `t_ms`, at the top level (spec 1, §6.1, §6.2). Our own output rows and
/// telemetry rows have none. One good line is enough: the beginning of a damaged file may be the damaged part.
pub(super) fn is_et(head: &Head) -> bool {
    #[derive(serde::Deserialize)]
    struct Row {
        t: Option<serde::de::IgnoredAny>,
        t_ms: Option<serde::de::IgnoredAny>,
        schema_version: Option<serde::de::IgnoredAny>,
    }
    let is_row = |line: &[u8]| match serde_json::from_slice::<Row>(line) {
        Ok(row) => row.schema_version.is_none() && (row.t.is_some() || row.t_ms.is_some()),
        // A line too long for the look, or cut: its beginning has to do.
        Err(_) => line.first() == Some(&b'{') && has_key(line, b"\"t\"") && !has_key(line, b"\"schema_version\""),
    };
    head.lines().take(LOOKED_AT).any(is_row)
}

/// How many lines are looked at before a file is called unknown.
const LOOKED_AT: usize = 50;

fn has_key(line: &[u8], key: &[u8]) -> bool {
    memchr::memmem::find(line, key).is_some()
}
