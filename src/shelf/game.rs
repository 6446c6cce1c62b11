//! The table of games: how their files are told by content, and how they become films.

use super::{Digest, Rows, Season};
use crate::config::{Document, Field, Kind, Origin, Table, Value};
use crate::et;
use crate::et::analysis::{Analysis, Marks, analyse_findings, analyse_on, analyse_with};
use crate::et::config::Settings;
use crate::film::{Film, LongTable, Meta, Opened, Problems, Progress, Range, Remarks, Setting, both, let_go};
use crate::ingest::{Head, Source, Stopped};
use crate::sc2;
use crate::sc2::rush::Rules;
use crate::sim;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The configuration of every game.
#[derive(Debug, Clone, Default)]
pub struct Configs {
    /// ET:Legacy stopwatch.
    pub et: et::config::Config,
    /// The detector of Zergling rushes.
    pub rush: Rules,
}

impl Configs {
    /// These with changes over them, such as (`trade_dist`, `700`) or (`maps.radar.trade_dist`, `650`).
    ///
    /// # Errors
    /// What is wrong with a key or a value, with the nearest key.
    pub fn with(&self, changes: &[(String, String)]) -> Result<Configs, String> {
        let flags = changes.iter().map(|(key, value)| format!("{key}={value}"));
        let document = Document::flags(flags).map_err(|mistakes| mistakes.to_string())?;
        let rush = self.rush.with(&[&document]);
        let et = self.et.with(&document, &[Rules::SECTION]);
        match (et, rush) {
            (Ok(et), Ok(rush)) => Ok(Configs { et, rush }),
            (Err(mistakes), _) | (_, Err(mistakes)) => Err(mistakes.to_string()),
        }
    }

    /// Every threshold that judges a film of this kind, with its value on the film's map.
    #[must_use]
    pub fn settings(&self, about: &Meta) -> Vec<Setting> {
        let game = GAMES.iter().find(|game| game.title == about.game);
        game.map_or_else(Vec::new, |game| (game.settings)(self, about))
    }
}

/// A field with its value as plain data.
fn setting(key: String, field: &Field, group: &'static str, value: Option<Value>, source: &Origin) -> Setting {
    Setting {
        group,
        value: value.unwrap_or(field.default).to_string(),
        default: field.default.to_string(),
        unit: field.unit,
        range: match field.kind {
            Kind::Number { min, max } => Range::Number(min, max),
            Kind::Whole { min, max } => Range::Whole(min, max),
            Kind::Switch => Range::Switch,
        },
        doc: field.doc,
        source: source.to_string(),
        per_map: false,
        key,
    }
}

fn settings_et(configs: &Configs, about: &Meta) -> Vec<Setting> {
    use et::config::{Settings, section};
    let map = about.map.as_deref();
    let values = configs.et.for_map(map);
    let mut keys: Vec<_> = Settings::keys().into_iter().map(|(key, field)| (section(field), key, field)).collect();
    keys.sort_by_key(|(section, ..)| *section); // stable: inside a section as declared
    let one = |((_, group), key, field): ((usize, &'static str), String, &'static Field)| {
        let (value, source) = (values.get(&key), configs.et.origin(map, &key));
        Setting { per_map: true, ..setting(key, field, group, value, &source) }
    };
    keys.into_iter().map(one).collect()
}

fn settings_sc2(configs: &Configs, _: &Meta) -> Vec<Setting> {
    use sc2::rush::{Combine, NaturalRule, RushSettings, section};
    let rules = &configs.rush;
    let named = |key: &str| format!("{}.{key}", Rules::SECTION);
    let choice = |key: &str, value: &str, all: &'static [&'static str], doc| Setting {
        key: named(key),
        group: section(key, None).1,
        value: value.to_owned(),
        default: all.first().copied().unwrap_or_default().to_owned(),
        unit: "",
        range: Range::Choice(all),
        doc,
        source: rules.origin(key).to_string(),
        per_map: false,
    };
    let adds =
        "R1: How signals add up: all rows of all tables, each fact once at its highest weight, or the best type.";
    let where_ = "R3: Which Hatchery is a natural: any on Zerg's half but the first, or one at the natural's site.";
    let mut all = vec![
        choice("combine", rules.combine.as_str(), &Combine::NAMES, adds),
        choice("natural_rule", rules.natural_rule.as_str(), &NaturalRule::NAMES, where_),
    ];
    let mut keys: Vec<_> =
        RushSettings::keys().into_iter().map(|(key, field)| (section(&key, Some(field)), key, field)).collect();
    keys.sort_by_key(|(section, ..)| *section);
    all.extend(keys.into_iter().map(|((_, group), key, field)| {
        let (value, source) = (rules.settings.get(&key), rules.origin(&key));
        setting(named(&key), field, group, value, &source)
    }));
    all
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

/// Reads sources, analyses what is in them and makes films; what they add up to goes to a season.
type Open = fn(&Job<'_>, &mut Season) -> Result<Opened, Stopped>;

/// Reads sources and analyses what is in them, into the rows of output files; no film is made that nobody looks at.
type Write = fn(&Job<'_>, &mut Rows) -> Result<Digest, Stopped>;

/// How much of a film is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of it.
    Whole,
    /// What counting findings needs.
    Findings,
}

/// A unit that was read, ready to be analysed under any settings, heeding whatever was said.
pub(super) type Held = Box<dyn Fn(&Configs, &Remarks, Depth, &Progress) -> Result<Opened, Stopped> + Send + Sync>;

/// Reads sources that belong together, once.
type Hold = fn(&[Source], &Progress) -> Result<Held, Stopped>;

/// One game. A later game is one more line in [`GAMES`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Game {
    /// Its name in questions for the files of one game.
    pub(super) key: &'static str,
    /// What its films call it.
    pub(super) title: &'static str,
    /// Whether these are its rows.
    pub(super) recognises: fn(&Head) -> bool,
    /// How they become films.
    pub(super) open: Open,
    /// How they become output files.
    pub(super) write: Write,
    /// How they are kept read for other settings.
    pub(super) hold: Hold,
    /// The thresholds that judge its films.
    pub(super) settings: fn(&Configs, &Meta) -> Vec<Setting>,
}

/// The name of telemetry rows.
pub(super) const ROWS: &str = "rows";

/// All games, the first that recognises a file has it: a bot's notes have a time `t` like rows of others, and more.
pub(super) const GAMES: &[Game] = &[
    Game {
        key: STARCRAFT,
        title: sc2::GAME,
        recognises: sc2::recognises,
        open: open_sc2,
        write: write_sc2,
        hold: hold_sc2,
        settings: settings_sc2,
    },
    Game {
        key: ROWS,
        title: sim::GAME,
        recognises: sim::recognises,
        open: open_rows,
        write: write_rows,
        hold: hold_rows,
        settings: |_, _| Vec::new(),
    },
    // Other recorders' formats, which become ET rounds; each by itself, not mixed into the rounds beside them. Before our
    // own rows: chat in a stats document may hold anything.
    Game { recognises: et::import::recognises, ..ET },
    Game { recognises: is_et, ..ET },
];

const ET: Game = Game {
    key: "et",
    title: et::GAME,
    recognises: is_et,
    open: open_et,
    write: write_et,
    hold: hold_et,
    settings: settings_et,
};

/// Replays, detector logs and notes of StarCraft II.
pub const STARCRAFT: &str = "sc2";

/// Where `analyze` puts the log rows of games (R14).
const RUSH_ROWS: &str = "rush_games.jsonl";

/// Judges each game and makes its film; things count as seen when they exist (R13).
fn open_sc2(job: &Job<'_>, _: &mut Season) -> Result<Opened, Stopped> {
    sc2::open(job.sources, &job.configs.rush, sc2::observe::Sight::Exists, job.progress)
}

/// Judges each game and writes its log row.
fn write_sc2(job: &Job<'_>, rows: &mut Rows) -> Result<Digest, Stopped> {
    let mut digest = Digest::default();
    let (rules, sight) = (job.configs.rush.clone(), sc2::observe::Sight::Exists);
    let question = sc2::batch::Question { rules, sight, at: None };
    for source in job.sources {
        if job.progress.stopped() {
            return Err(Stopped);
        }
        job.progress.expect(source.bytes());
        let (games, problems) = sc2::batch::judge_source(source, &question, job.progress)?;
        let (games, rounds): (Vec<_>, Vec<_>) = games.into_iter().map(|game| (game.row, game.brief)).unzip();
        rows.add(RUSH_ROWS, &[], sc2::log::jsonl(&games).into_bytes());
        digest.rounds.extend(rounds);
        digest.problems.append(problems);
    }
    Ok(digest)
}

/// Rows are a table: none of them is read before somebody looks.
fn open_rows(job: &Job<'_>, _: &mut Season) -> Result<Opened, Stopped> {
    Ok(table_of(Arc::new(sim::Table::over(job.sources, false))))
}

/// No output files are made of rows.
fn write_rows(_: &Job<'_>, _: &mut Rows) -> Result<Digest, Stopped> {
    Ok(Digest::default())
}

fn table_of(table: Arc<dyn LongTable>) -> Opened {
    Opened { table: Some(table), ..Opened::default() }
}

/// No setting judges rows: they stay the same table.
fn hold_rows(sources: &[Source], _: &Progress) -> Result<Held, Stopped> {
    let table: Arc<dyn LongTable> = Arc::new(sim::Table::over(sources, false));
    Ok(Box::new(move |_, _, _, _| Ok(table_of(table.clone()))))
}

/// Reads rounds and analyses each; what was wrong in the input.
fn each_et(job: &Job<'_>, mut take: impl FnMut(&et::Round, &Analysis, &Settings)) -> Result<Problems, Stopped> {
    let et::Loaded { rounds, mut problems } = et::load_on(job.threads, job.sources, job.progress)?;
    let marks = Marks::of(job.remarks);
    about_maps(&rounds, job.configs, &mut problems);
    for round in &rounds {
        if job.progress.stopped() {
            return Err(Stopped);
        }
        let settings = job.configs.et.for_map(round.map.as_deref());
        let analysis = analyse_on(job.threads, round, &settings, &marks);
        take(round, &analysis, &settings);
        // Of several in one file each goes before the next.
        if rounds.len() == 1 {
            let_go(job.threads, analysis);
        }
    }
    let_go(job.threads, rounds);
    Ok(problems)
}

/// Reads rounds, analyses each, and makes its film.
fn open_et(job: &Job<'_>, season: &mut Season) -> Result<Opened, Stopped> {
    let mut films = Vec::new();
    let problems = each_et(job, |round, analysis, _| {
        season.add(round, analysis);
        films.push(Arc::new(et::film(round, analysis, &job.configs.et)));
    })?;
    Ok(Opened { films, problems, table: None })
}

/// Reads rounds, analyses each, and writes its rows; numbers and rows are of one analysis.
fn write_et(job: &Job<'_>, rows: &mut Rows) -> Result<Digest, Stopped> {
    let config = &job.configs.et;
    let names_places = config.names_places();
    let heads = rows.format().heads(names_places);
    // Every file is written, empty when there is nothing to list (E8).
    for (name, head) in &heads {
        rows.add(name, head, Vec::new());
    }
    let mut rounds = Vec::new();
    let problems = each_et(job, |round, analysis, settings| {
        let places = names_places.then(|| et::callouts(settings));
        let hash = config.hash_on(round.map.as_deref());
        let lines = || et::output::lines(job.threads, round, analysis, &hash, places.as_ref());
        let (lines, brief) = both(job.threads, lines, || et::brief(round, analysis, config));
        for ((name, head), lines) in heads.iter().zip(rows.format().text(lines, names_places)) {
            rows.add(name, head, lines);
        }
        rows.season_mut().add(round, analysis);
        rounds.push(brief);
    })?;
    Ok(Digest { rounds, problems })
}

/// What was wrong in the installation's files about the maps of these rounds, each map once.
pub(super) fn about_maps(rounds: &[et::Round], configs: &Configs, problems: &mut Problems) {
    let maps: BTreeSet<String> = rounds.iter().filter_map(|round| Some(round.map.as_deref()?.to_lowercase())).collect();
    maps.iter().for_each(|map| problems.append(configs.et.atlas_problems(Some(map))));
}

/// Reads rounds and keeps them; each call analyses them and makes their films.
fn hold_et(sources: &[Source], progress: &Progress) -> Result<Held, Stopped> {
    let et::Loaded { rounds, problems } = et::load(sources, progress)?;
    Ok(Box::new(move |configs, remarks, depth, progress| {
        let marks = Marks::of(remarks);
        let film = |round: &et::Round| {
            let settings = configs.et.for_map(round.map.as_deref());
            Arc::new(match depth {
                Depth::Whole => et::film(round, &analyse_with(round, &settings, &marks), &configs.et),
                Depth::Findings => et::findings_film(round, &analyse_findings(round, &settings, &marks), &configs.et),
            })
        };
        let one = |round| if progress.stopped() { Err(Stopped) } else { Ok(film(round)) };
        let films: Result<Vec<Arc<Film>>, Stopped> = rounds.iter().map(one).collect();
        let mut problems = problems.clone();
        about_maps(&rounds, configs, &mut problems);
        Ok(Opened { films: films?, problems, table: None })
    }))
}

/// Reads games and keeps them; their films are small, so that each call makes them whole.
fn hold_sc2(sources: &[Source], progress: &Progress) -> Result<Held, Stopped> {
    let held = sc2::hold(sources, progress)?;
    Ok(Box::new(move |configs, _, _, progress| held.films(&configs.rush, sc2::observe::Sight::Exists, progress)))
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
