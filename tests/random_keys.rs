//! Keys, texts, the mouse, sizes and time at random over every kind of film: no panic, no leak, no key that freezes.
//!
//! A slice is a session of its own whose number decides everything, so that a failure can be repeated. The ordinary tests
//! run a few; an hour of them:
//!
//! ```sh
//! cargo test --release --test random_keys -- --ignored --nocapture      # FILMROOM_KEYS_SECONDS=600 for ten minutes
//! FILMROOM_KEYS_SLICE=1234 cargo test --test random_keys -- --ignored   # one slice again
//! ```
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/dice.rs"]
mod dice;
#[path = "support/sc2_writer.rs"]
mod writer;

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use dice::Dice;
use filmroom::et::simulate::{Options as Simulated, simulate};
use filmroom::film::{Opened, Progress, Remarks, Shelf, Unit};
use filmroom::ingest::Source;
use filmroom::shelf::{Configs, Library};
use filmroom::sim::generate;
use filmroom::sim::{Row, film};
use filmroom::ui::action::{Context, TABLE};
use filmroom::ui::app::{App, Msg};
use filmroom::ui::effect::{Effect, Inline, Perform};
use filmroom::ui::key::Key;
use filmroom::ui::theme::{Depth, Ground, Theme};
use filmroom::ui::{Options, update, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

/// The three kinds of film, and all of them on one shelf.
const KINDS: [&str; 4] = ["round", "replay", "row", "all"];

/// Rows of telemetry as films: until a screen opens them by itself, this is how they get there.
struct Fights {
    units: Vec<Unit>,
    rows: Vec<Arc<filmroom::film::Film>>,
    others: Option<Library>,
}

impl Shelf for Fights {
    fn units(&self) -> &[Unit] {
        &self.units
    }

    fn open(&self, unit: usize, remarks: &Remarks, progress: &Progress) -> Result<Opened, String> {
        match self.rows.get(unit) {
            Some(row) => Ok(Opened { films: vec![row.clone()], ..Opened::default() }),
            None => self.others.as_ref().ok_or("no such unit")?.open(unit - self.rows.len(), remarks, progress),
        }
    }

    fn is_input(&self, _: &std::path::Path) -> bool {
        false
    }
}

fn rounds() -> Library {
    let options = Simulated { seed: 3, rounds: 2, players: 3, minutes: 1.0, hz: 2, ..Simulated::default() };
    let mut library = Library::empty(Configs::default());
    for round in simulate(&options).unwrap() {
        let source = |kind: &str, text: String| Source::Memory {
            name: format!("{}.{kind}.jsonl", round.round_id).into(),
            bytes: Cow::Owned(text.into_bytes()),
        };
        let sources = vec![source("events", round.events), source("snapshots", round.snapshots)];
        library.add_unit(round.round_id.clone(), sources);
    }
    library
}

fn add_replays(library: &mut Library) {
    for (name, pool) in [("twelve pool", 18.0), ("late pool", 72.0)] {
        let mut replay = writer::Replay::pvz(240.0);
        replay.built(pool, 1040.0 / 22.4, "SpawningPool", writer::ZERG, 125, 135);
        let ling = replay.born(pool + 64.0, "Zergling", writer::ZERG, 131, 128);
        let probe = replay.born(5.0, "Probe", writer::PROTOSS, 31, 31);
        replay.position(pool + 92.0, ling, 32, 32);
        replay.died(pool + 94.0, probe, Some(writer::ZERG), 32, 32);
        let name: Arc<str> = format!("{name}.SC2Replay").into();
        library.add_unit(name.to_string(), vec![Source::Memory { name, bytes: Cow::Owned(replay.bytes()) }]);
    }
}

fn fights() -> Vec<Arc<filmroom::film::Film>> {
    let mut text = Vec::new();
    let options = generate::Options { rows: 6, events: 40, dirt: 0.3, seed: 4, ..generate::Options::default() };
    generate::generate(&options, &mut text).unwrap();
    let rows = text.split(|&b| b == b'\n').filter_map(|line| Row::parse(line).ok());
    rows.enumerate().map(|(number, row)| Arc::new(film::film(&row, number, None, Vec::new()))).collect()
}

/// A shelf of a kind; made once, because reading is not what is tried here.
fn shelf(kind: &str) -> Arc<dyn Shelf> {
    static FIGHTS: LazyLock<Vec<Arc<filmroom::film::Film>>> = LazyLock::new(fights);
    let with_fights = |others: Option<Library>| {
        let unit = |n: usize| Unit { name: format!("row {n}"), folder: None, searched: false, bytes: 0 };
        let behind = others.as_ref().map(|library| library.units().to_vec()).unwrap_or_default();
        let units = (0..FIGHTS.len()).map(unit).chain(behind).collect();
        Arc::new(Fights { units, rows: FIGHTS.clone(), others })
    };
    match kind {
        "round" => Arc::new(rounds()),
        "replay" => {
            let mut library = Library::empty(Configs::default());
            add_replays(&mut library);
            Arc::new(library)
        }
        "row" => with_fights(None),
        _ => {
            let mut library = rounds();
            add_replays(&mut library);
            with_fights(Some(library))
        }
    }
}

/// What a slice came to.
#[derive(Default)]
struct Count {
    keys: u64,
    frames: u64,
    /// The longest that one message took.
    slowest: (Duration, String),
}

/// The program without a terminal.
struct Session {
    app: App,
    inline: Inline,
    size: (u16, u16),
    count: Count,
}

impl Session {
    fn new(kind: &str, dice: &mut Dice, state: &std::path::Path) -> Session {
        let shelf = shelf(kind);
        let mut review = filmroom::review::Options::from_env(Some("ann"));
        review.state_folder = Some(state.to_path_buf());
        let mut options = Options::new(review);
        let depth = [Depth::Mono, Depth::Ansi, Depth::Indexed, Depth::True][dice.below(4)];
        options.theme = Theme::new(depth, [Ground::Dark, Ground::Light][dice.below(2)], dice.below(3) == 0);
        options.mouse = true;
        let inline = Inline::new(shelf.clone(), options.review.clone());
        let (app, effects) = App::new(shelf.units().to_vec(), options);
        let mut session = Session { app, inline, size: (120, 36), count: Count::default() };
        effects.into_iter().for_each(|effect| session.perform(effect));
        session.take(Msg::Resize(120, 36));
        session.settle();
        session
    }

    /// Nothing outside of the state folder is written, whatever path was typed.
    fn perform(&mut self, effect: Effect) {
        if !matches!(effect, Effect::Write { .. } | Effect::Keep(_) | Effect::SaveZone { .. }) {
            self.inline.perform(effect);
        }
    }

    fn take(&mut self, msg: Msg) {
        let name = format!("{msg:?}").chars().take(80).collect();
        let since = Instant::now();
        let effects = update::update(&mut self.app, msg);
        let time = since.elapsed();
        if time > self.count.slowest.0 {
            self.count.slowest = (time, name);
        }
        effects.into_iter().for_each(|effect| self.perform(effect));
    }

    fn answer(&mut self) -> bool {
        let answer = self.inline.answer();
        answer.map(|msg| self.take(msg)).is_some()
    }

    fn settle(&mut self) {
        // Every answer may ask for more, but not for ever.
        let mut answers = 0;
        while self.answer() {
            answers += 1;
            assert!(answers < 10_000, "effects without end");
        }
    }

    fn key(&mut self, key: &str) {
        self.count.keys += 1;
        self.take(Msg::Key(key.parse::<Key>().unwrap()));
    }

    fn draw(&mut self) {
        self.count.frames += 1;
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        view::draw(&self.app, &mut buffer);
        let raw = buffer.content.iter().find(|cell| cell.symbol().chars().any(char::is_control));
        assert!(raw.is_none(), "a control character on the screen: {raw:?}");
    }

    /// One thing that a person, a paste buffer or a window manager might do.
    fn act(&mut self, dice: &mut Dice, keys: &[String]) {
        const TEXTS: [&str; 8] = [
            "2:31",
            "+10",
            "conf:high -reviewed",
            "kiko",
            "trade_dist=700",
            "\u{1b}[31m\n",
            "(((\"",
            "player:\u{202e}x 猫",
        ];
        match dice.below(40) {
            0..=31 => self.key(&keys[dice.below(keys.len())]),
            32 => self.take(Msg::Paste(TEXTS[dice.below(TEXTS.len())].to_owned())),
            33 => dice
                .pick(&TEXTS)
                .chars()
                .filter(|c| !c.is_control() && *c != ' ')
                .for_each(|c| self.key(&c.to_string())),
            34 => {
                self.size = (dice.below(210) as u16, dice.below(64) as u16);
                self.take(Msg::Resize(self.size.0, self.size.1));
            }
            35 | 36 => {
                let kind = [
                    MouseEventKind::Down(MouseButton::Left),
                    MouseEventKind::Up(MouseButton::Left),
                    MouseEventKind::Drag(MouseButton::Left),
                    MouseEventKind::Down(MouseButton::Right),
                    MouseEventKind::ScrollUp,
                    MouseEventKind::ScrollDown,
                    MouseEventKind::Moved,
                ][dice.below(7)];
                let (column, row) = (dice.below(220) as u16, dice.below(70) as u16);
                self.take(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
            }
            37 => drop(self.answer()),
            _ => self.take(Msg::Tick(Duration::from_millis(dice.below(400) as u64))),
        }
    }

    /// From wherever the keys have led, Esc leads back and `q` out: no mode keeps anybody. The box that asks what becomes
    /// of the values that are tried is the one that wants an answer; Esc there goes back to them.
    fn leave(&mut self) {
        self.settle();
        self.take(Msg::Resize(120, 36));
        self.size = (120, 36);
        for _ in 0..40 {
            let asked = self.app.context() == Context::Leave;
            self.key(if asked { "k" } else { "Esc" });
        }
        for _ in 0..3 {
            if !self.app.quit {
                self.key("q");
                self.settle();
            }
        }
        assert!(self.app.quit, "q does not leave; the context is {:?}", self.app.context());
        assert!(!self.app.desks.is_saving(), "everything decided has reached the disk");
    }
}

fn keys() -> Vec<String> {
    let mut keys: Vec<String> = TABLE.iter().flat_map(|row| row.keys).map(ToString::to_string).collect();
    // Leaving ends a session; it has its own moment.
    keys.retain(|key| key != "q" && key != "Ctrl-c");
    keys.extend(["é", "猫", "Ctrl-Alt-x", "Delete", "\"", "5", "F12", "Esc", "Enter", "Enter"].map(String::from));
    keys
}

/// A session of so many acts.
fn slice(number: u64, acts: usize) -> Count {
    let mut dice = Dice(number);
    let state = tempfile::tempdir().unwrap();
    let kind = KINDS[(number % KINDS.len() as u64) as usize];
    let mut session = Session::new(kind, &mut dice, state.path());
    let keys = keys();
    for at in 0..acts {
        session.act(&mut dice, &keys);
        match dice.below(12) {
            0 => session.settle(),
            1..=3 => session.draw(),
            _ => {}
        }
        if session.app.quit {
            // A pasted or typed word may have been the command.
            break;
        }
        assert!(at < acts, "the end comes");
    }
    if !session.app.quit {
        session.leave();
    }
    session.draw();
    session.count
}

/// Memory of this process in RAM, in MB, where the system tells.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

#[test]
fn a_few_slices_over_every_kind_of_film() {
    for number in 0..8 {
        slice(number, 150);
    }
}

#[test]
fn the_harness_notices_a_planted_panic() {
    let planted = catch_unwind(AssertUnwindSafe(|| {
        slice(1, 20);
        panic!("planted");
    }));
    assert!(planted.is_err());
}

#[test]
#[ignore = "an hour, or FILMROOM_KEYS_SECONDS; see the head of this file"]
fn an_hour() {
    let asked = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    if let Some(number) = asked("FILMROOM_KEYS_SLICE") {
        let count = slice(number, 1_500);
        println!("slice {number}: {} keys, the slowest {:?}", count.keys, count.slowest);
        return;
    }
    let seconds = asked("FILMROOM_KEYS_SECONDS").unwrap_or(3_600);
    let (since, mut number, mut all) = (Instant::now(), 0, Count::default());
    let mut warm = None;
    while since.elapsed() < Duration::from_secs(seconds) {
        let count = catch_unwind(AssertUnwindSafe(|| slice(number, 1_500)));
        let count = count.unwrap_or_else(|_| panic!("slice {number} fails: FILMROOM_KEYS_SLICE={number} repeats it"));
        (all.keys, all.frames) = (all.keys + count.keys, all.frames + count.frames);
        if count.slowest.0 > all.slowest.0 {
            all.slowest = (count.slowest.0, format!("slice {number}: {}", count.slowest.1));
        }
        number += 1;
        if number == 40 {
            warm = memory();
        }
    }
    let now = memory();
    println!(
        "{number} slices in {} s: {} keys, {} frames, the slowest message {:?}; memory {warm:?} MB after 40 slices, {now:?} MB now",
        since.elapsed().as_secs(),
        all.keys,
        all.frames,
        all.slowest
    );
    if let (Some(warm), Some(now)) = (warm, now) {
        assert!(now < warm * 2 + 50, "memory grew from {warm} to {now} MB");
    }
}
