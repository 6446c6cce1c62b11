//! The whole program without a terminal: keys in, state and pictures out. Effects are done at once and in order.

mod following;
mod heed;
mod held;
mod keys;
mod live;
mod mouse;
mod plans;
mod queue;
mod review;
mod rows;
mod screens;
mod space;
mod tables;
mod whatif;
mod zones;

use super::app::rows::Task;
use super::app::{App, Msg};
use super::effect::{Ask, Effect, Inline, Perform};
use super::theme::{Depth, Ground, Theme};
use super::{Options, update, view, widgets::testing};
use crate::film::{
    Film, Halted, Judged, LongTable, Meta, Opened, Problem, Problems, Progress, Remarks, Setting, Shelf, Unit, sample,
};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// A shelf of hand-made films.
pub(crate) struct Samples {
    units: Vec<Unit>,
    films: Vec<Result<Vec<Arc<Film>>, String>>,
    problems: Problems,
    table: Option<Arc<dyn LongTable>>,
}

impl Shelf for Samples {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open(&self, unit: usize, remarks: &Remarks, _: &Progress) -> Result<Opened, String> {
        if self.table.is_some() {
            return Ok(Opened { table: self.table.clone(), ..Opened::default() });
        }
        let mut films = self.films.get(unit).cloned().unwrap_or_else(|| Err("no such unit".into()))?;
        films.iter_mut().for_each(|film| heed(film, remarks));
        Ok(Opened { films, problems: self.problems.clone(), table: None })
    }

    fn open_with(
        &self,
        unit: usize,
        changes: &[(String, String)],
        remarks: &Remarks,
        progress: &Progress,
    ) -> Result<Opened, String> {
        let mut opened = self.open(unit, remarks, progress)?;
        for film in &mut opened.films {
            *film = Arc::new(whatif::under(film, changes));
        }
        Ok(opened)
    }

    fn is_input(&self, path: &Path) -> bool {
        path.ends_with("input.jsonl")
    }

    fn settings(&self, _: &Meta) -> Vec<Setting> {
        whatif::settings()
    }

    fn config_text(&self, before: Option<&str>, changes: &[(String, String)], note: &str) -> Result<String, String> {
        match before {
            Some("broken") => Err("line 1: not a configuration".into()),
            _ => Ok(format!("{note}\n{}{changes:?}\n", before.unwrap_or_default())),
        }
    }
}

/// What an analysis that heeds verdicts does: false positives cost nothing, and the table says what it goes by.
fn heed(film: &mut Arc<Film>, remarks: &Remarks) {
    if film.meta.heeds_remarks {
        let film = Arc::make_mut(film);
        let words = [Judged::FalsePositive, Judged::Confirmed];
        let [milder, kept] = words.map(|word| remarks.verdicts.values().filter(|said| **said == word).count());
        let score = film.sheets.iter_mut().find(|sheet| sheet.key == "score").unwrap();
        score.note = format!("heeds {milder} false, {kept} confirmed, {} plans", remarks.plans.len());
        if milder > 0 {
            score.rows.reverse();
            score.links.reverse();
        }
    }
}

impl Samples {
    /// One unit that heeds what people say.
    pub(crate) fn heeding() -> Samples {
        let mut film = sample::film();
        film.meta.heeds_remarks = true;
        Samples { films: vec![Ok(vec![Arc::new(film)])], ..Samples::demo() }
    }

    /// One unit that is shown without being asked for: what the demo is.
    pub(crate) fn demo() -> Samples {
        Samples::demo_of(1)
    }

    /// Several units of that kind.
    pub(crate) fn demo_of(n: usize) -> Samples {
        let unit = |i| Unit { name: format!("demo {i}"), folder: None, searched: false, bytes: 0 };
        let film = |_| Ok(vec![Arc::new(sample::film())]);
        Samples {
            units: (0..n).map(unit).collect(),
            films: (0..n).map(film).collect(),
            problems: Problems::default(),
            table: None,
        }
    }

    /// Both rounds of a match, one unit each: sides swapped, mona replaced by somebody else.
    pub(crate) fn both() -> Samples {
        let mut second = sample::film();
        (second.meta.id, second.meta.title) = ("r2".into(), "depot · round 2".into());
        second.findings.iter_mut().for_each(|f| f.id.0 = f.id.0.replacen("r1", "r2", 1));
        for actor in &mut second.cast {
            actor.teams.iter_mut().for_each(|(_, team)| *team = team.map(|team| crate::film::TeamId(1 - team.0)));
        }
        for row in &mut second.sheets[0].rows {
            let other = if row[1] == crate::film::Cell::Text("Axis".into()) { "Allies" } else { "Axis" };
            row[1] = crate::film::Cell::Text(other.into());
        }
        let mona = second.cast.last_mut().unwrap();
        (mona.lasting_id, mona.name) = (Some("G99".into()), "late".into());
        let mut samples = Samples::demo_of(2);
        samples.films[1] = Ok(vec![Arc::new(second)]);
        samples
    }

    /// A folder with `n` rounds, one unit each, the second of which cannot be read and each of which has a problem.
    pub(crate) fn folder(n: usize, folder: PathBuf) -> Samples {
        let unit =
            |i| Unit { name: format!("round-{i}.jsonl"), folder: Some(folder.clone()), searched: true, bytes: 1_000 };
        let film = |i: usize| {
            if i == 1 {
                return Err("round-1.jsonl: permission denied".to_owned());
            }
            let mut film = sample::film();
            (film.meta.id, film.meta.title) = (format!("r{i}"), format!("depot · round {i}"));
            film.findings.iter_mut().for_each(|f| f.id.0 = f.id.0.replacen("r1", &format!("r{i}"), 1));
            Ok(vec![Arc::new(film)])
        };
        let mut problems = Problems::default();
        let reason = "not a JSON object: the line ends in the middle of a name; the line is skipped".to_owned();
        problems.push(Problem { file: "events.jsonl".into(), line: 3_411, offset: 412_807, reason });
        Samples { units: (0..n).map(unit).collect(), films: (0..n).map(film).collect(), problems, table: None }
    }

    /// A folder of games that name themselves and bring a verdict with its parts.
    pub(crate) fn games(folder: PathBuf) -> Samples {
        use crate::film::{Cell, Column, ColumnKind};
        let mut samples = Samples::folder(4, folder);
        let column = |key, kind| Column { key, label: key, kind, help: format!("what {key} is") };
        for (i, film) in samples.films.iter_mut().enumerate() {
            let Ok(films) = film else { continue };
            let mut game = films[0].as_ref().clone();
            game.meta.short = Some(format!("Protagonist the {i}th - Antagonist of Somewhere"));
            game.meta.flags = vec![("rush", i != 2), ("readings differ", i == 3)];
            let label = if i == 2 { "none" } else { "12p_gasless" };
            game.meta.marks = vec![
                (column("label", ColumnKind::Text), Cell::Text(label.into())),
                (column("sum", ColumnKind::Number(0)), Cell::Number(i as f64 * 7.0)),
                (column("pool", ColumnKind::Clock), Cell::Clock(crate::film::Time(17_500))),
                (column("length", ColumnKind::Clock), Cell::Clock(game.meta.span.to)),
                (column("map", ColumnKind::Text), Cell::Text("Acropolis LE".into())),
                (column("by", ColumnKind::Text), Cell::Text("guard A".into())),
            ];
            *films = vec![Arc::new(game)];
        }
        samples
    }
}

/// The program under test.
pub(crate) struct Rig {
    pub(crate) app: App,
    inline: Inline,
    /// Effects that concern the terminal, in order.
    pub(crate) asked: Vec<Effect>,
}

impl Rig {
    /// Started and idle: everything is read.
    pub(crate) fn new(shelf: impl Shelf + 'static, change: impl FnOnce(&mut Options)) -> Rig {
        let mut rig = Rig::unread(shelf, change);
        rig.settle();
        rig
    }

    /// Started, nothing read yet.
    pub(crate) fn unread(shelf: impl Shelf + 'static, change: impl FnOnce(&mut Options)) -> Rig {
        let shelf: Arc<dyn Shelf> = Arc::new(shelf);
        let mut review = crate::review::Options::from_env(Some("ann"));
        review.state_folder = None;
        let mut options = Options::new(review);
        options.theme = Theme::new(Depth::Mono, Ground::Dark, false);
        options.inside = crate::ui::clip::Multiplexer::None;
        options.auto_advance = false; // most tests are about one finding
        change(&mut options);
        let mut inline = Inline::new(shelf.clone(), options.review.clone());
        let (app, effects) = App::new(shelf.units().to_vec(), options);
        effects.into_iter().for_each(|effect| inline.perform(effect));
        Rig { app, inline, asked: Vec::new() }
    }

    /// One sample round on the screen, verdicts kept in a folder of its own.
    pub(crate) fn round() -> (Rig, tempfile::TempDir) {
        Rig::round_with(|_| {})
    }

    /// The same with other options.
    pub(crate) fn round_with(change: impl FnOnce(&mut Options)) -> (Rig, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().to_owned();
        let with = |options: &mut Options| {
            options.review.state_folder = Some(state);
            change(options);
        };
        (Rig::new(Samples::demo(), with), folder)
    }

    /// The first round of a match on the screen, verdicts kept in a folder of its own.
    pub(crate) fn both() -> (Rig, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().to_owned();
        (Rig::new(Samples::both(), |options| options.review.state_folder = Some(state)), folder)
    }

    /// One film on the screen, verdicts kept in a folder of its own.
    pub(crate) fn over(film: Film) -> (Rig, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().to_owned();
        let mut samples = Samples::demo();
        samples.films = vec![Ok(vec![Arc::new(film)])];
        (Rig::new(samples, |options| options.review.state_folder = Some(state)), folder)
    }

    pub(crate) fn take(&mut self, msg: Msg) {
        for effect in update::update(&mut self.app, msg) {
            match effect {
                Effect::Suspend | Effect::Redraw | Effect::Send(_) => self.asked.push(effect),
                // Keys pressed at random must not leave files where the tests run.
                Effect::Write { ask: Ask::Export { path, .. }, .. } if !path.starts_with('/') => {}
                Effect::Task { task: task @ Task::Export { .. }, progress, .. }
                    if !task.path().is_some_and(|path| path.starts_with('/')) =>
                {
                    self.take(Msg::Did { task, progress, result: Err(Halted::Stopped) });
                }
                Effect::Keep(keep) if !keep.path.starts_with('/') => {}
                effect => self.inline.perform(effect),
            }
        }
    }

    /// Does one effect; whether there was one.
    pub(crate) fn answer(&mut self) -> bool {
        match self.inline.answer() {
            Some(msg) => {
                self.take(msg);
                true
            }
            None => false,
        }
    }

    pub(crate) fn settle(&mut self) {
        while self.answer() {}
    }

    /// Presses keys, separated by spaces: `n f 2 Shift-Left`. Nothing is read or written meanwhile.
    pub(crate) fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.take(Msg::Key(key.parse().unwrap()));
        }
    }

    /// Presses keys and lets everything they ask for be done.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Rig {
        for key in keys.split_whitespace() {
            self.press(key);
            self.settle();
        }
        self
    }

    /// Types text.
    pub(crate) fn text(&mut self, text: &str) -> &mut Rig {
        for c in text.chars() {
            self.keys(&if c == ' ' { "Space".to_owned() } else { c.to_string() });
        }
        self
    }

    /// Lets real time pass in frames of a fifteenth of a second.
    pub(crate) fn play(&mut self, ms: u64) {
        (0..ms / 66).for_each(|_| self.take(Msg::Tick(Duration::from_millis(66))));
    }

    pub(crate) fn clock(&self) -> i64 {
        self.app.round.as_ref().unwrap().playback.clock().0
    }

    /// Title of the selected finding.
    pub(crate) fn selected(&self) -> &str {
        &self.app.round.as_ref().unwrap().finding().unwrap().title
    }

    pub(crate) fn message(&self) -> &str {
        self.app.message.as_ref().map_or("", |message| &message.text)
    }

    pub(crate) fn buffer(&mut self, width: u16, height: u16) -> Buffer {
        self.take(Msg::Resize(width, height));
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        view::draw(&self.app, &mut buf);
        buf
    }

    pub(crate) fn picture(&mut self, width: u16, height: u16) -> String {
        testing::text(&self.buffer(width, height))
    }
}
