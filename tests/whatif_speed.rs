//! How fast a turned setting shows, measured through the real state and the real worker threads. Run it by itself:
//! `cargo test --release --test whatif_speed -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::et::simulate::{Options as Play, simulate_round};
use filmroom::film::{Progress, Shelf};
use filmroom::shelf::{Configs, Library};
use filmroom::ui::app::{App, Msg};
use filmroom::ui::effect::{Effect, Perform, Workers};
use filmroom::ui::{Options, update, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The program without its terminal: frames are drawn into memory after every message, as the loop does.
struct Bench {
    app: App,
    workers: Workers,
    inbox: Receiver<Msg>,
    frame: Buffer,
    /// The longest that a key had to wait for its frame.
    slowest: Duration,
}

impl Bench {
    fn new(folder: &Path) -> Bench {
        let library = Library::search(&[folder], Configs::default(), &Progress::default()).unwrap();
        let shelf: Arc<dyn Shelf> = Arc::new(library);
        let review =
            filmroom::review::Options { state_folder: None, ..filmroom::review::Options::from_env(Some("ann")) };
        let (send, inbox) = channel();
        let mut workers = Workers::start(&shelf, review.clone(), move |msg| drop(send.send(msg))).unwrap();
        let (app, effects) = App::new(shelf.units().to_vec(), Options::new(review));
        effects.into_iter().for_each(|effect| workers.perform(effect));
        let frame = Buffer::empty(Rect::new(0, 0, 120, 36));
        let mut bench = Bench { app, workers, inbox, frame, slowest: Duration::ZERO };
        bench.take(Msg::Resize(120, 36));
        bench
    }

    fn take(&mut self, msg: Msg) {
        for effect in update::update(&mut self.app, msg) {
            if !matches!(effect, Effect::Suspend | Effect::Redraw | Effect::Send(_)) {
                self.workers.perform(effect);
            }
        }
        self.frame.reset();
        view::draw(&self.app, &mut self.frame);
    }

    fn press(&mut self, key: &str) {
        let since = Instant::now();
        self.take(Msg::Key(key.parse().unwrap()));
        self.slowest = self.slowest.max(since.elapsed());
    }

    /// Takes answers until something holds, a key pressed every 20 ms meanwhile.
    fn until(&mut self, holds: impl Fn(&App) -> bool) -> Duration {
        let since = Instant::now();
        let mut pressed = Instant::now();
        while !holds(&self.app) {
            if let Ok(msg) = self.inbox.recv_timeout(Duration::from_millis(5)) {
                self.take(msg);
            }
            if pressed.elapsed() > Duration::from_millis(20) && self.app.whatif.is_some() {
                self.press("n");
                pressed = Instant::now();
            }
            assert!(since.elapsed() < Duration::from_secs(600), "it never comes");
        }
        since.elapsed()
    }
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS unknown").to_owned()
}

fn measure(rounds: usize, play: &Play) {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = 0;
    for round in 0..rounds {
        let files = simulate_round(&Play { seed: 1 + round as u64, ..play.clone() }, 0).unwrap();
        let place = folder.path().join(format!("r{round}"));
        std::fs::create_dir(&place).unwrap();
        for (name, text) in [("events.jsonl", &files.events), ("snapshots.jsonl", &files.snapshots)] {
            let text = text.replace(&files.round_id, &format!("r{round}"));
            bytes += text.len();
            std::fs::write(place.join(name), text).unwrap();
        }
    }
    println!("{rounds} rounds, {} MB each", bytes / rounds / 1_000_000);
    let mut bench = Bench::new(folder.path());
    let read = bench.until(|app| app.library.dealt_with() == rounds);
    println!("read and analysed behind the screen in {read:?}, {}", memory());
    if bench.app.round.is_none() {
        bench.press("Enter");
    }
    bench.until(|app| app.round.is_some());
    bench.press("w");
    let held = bench.until(|app| app.whatif.as_ref().unwrap().units.iter().all(|unit| unit.before.is_some()));
    println!("held for other settings in {held:?}, {}", memory());
    bench.until(|app| !app.whatif.as_ref().unwrap().settings.is_empty());
    bench.press("/");
    "near_dist".chars().for_each(|c| bench.press(&c.to_string()));
    bench.press("Enter");
    let mut all: [Vec<Duration>; 3] = Default::default();
    for turn in 0..10 {
        // To and fro beside what is in force: a turn at the end of the range would change nothing.
        let before = bench.app.whatif.as_ref().unwrap().run;
        bench.press(if turn > 0 && turn % 2 == 0 { "Right" } else { "Left" });
        let whatif = bench.app.whatif.as_ref().unwrap();
        assert!(whatif.run > before && !whatif.changes.is_empty(), "a turn is a run");
        let seen = bench.until(|app| app.whatif.as_ref().unwrap().round.before.films() == 1);
        let whole = seen + bench.until(|app| app.whatif.as_ref().unwrap().shown);
        let set = whole + bench.until(|app| app.whatif.as_ref().unwrap().done == rounds);
        all.iter_mut().zip([seen, whole, set]).for_each(|(times, time)| times.push(time));
    }
    for (what, mut times) in ["difference", "whole round", "all rounds"].into_iter().zip(all) {
        let first = times[0];
        times.sort();
        println!("{what}: first {first:?}, median {:?}, worst {:?}", times[5], times[9]);
    }
    println!("the slowest key with its frame {:?}, {}", bench.slowest, memory());
}

#[test]
#[ignore = "measures time: run it by itself, optimised, one test at a time"]
fn a_turned_setting_on_sixty_rounds() {
    measure(60, &Play { rounds: 1, players: 6, minutes: 10.0, hz: 5, ..Play::default() });
}

#[test]
#[ignore = "measures time: run it by itself, optimised, one test at a time"]
fn a_turned_setting_on_144_000_snapshots() {
    measure(1, &Play { rounds: 1, players: 6, minutes: 20.0, hz: 10, ..Play::default() });
}
