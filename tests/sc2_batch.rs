//! Folders of replays and logs: answers in the order of the input, bad files named, a stop heard.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/sc2_writer.rs"]
mod writer;

use filmroom::film::{Brief, Progress, Remarks, Time};
use filmroom::ingest::Source;
use filmroom::sc2::batch::{Answer, Question, Summary, judge_all};
use filmroom::sc2::observe::Sight;
use filmroom::sc2::rush::Rules;
use filmroom::shelf::{Configs, Library, Rows, Season};
use std::borrow::Cow;
use writer::{PROTOSS, Replay, ZERG};

fn question() -> Question {
    Question { rules: Rules::default(), sight: Sight::Exists, at: None }
}

fn memory(name: &str, bytes: Vec<u8>) -> Source {
    Source::Memory { name: name.into(), bytes: Cow::Owned(bytes) }
}

/// A pool at 42 s: the readings differ, as lings by 1:50 count three times under `sum`.
fn pool_first() -> Replay {
    let mut r = Replay::pvz(240.0);
    r.built(42.0, 1040.0 / 22.4, "SpawningPool", ZERG, 125, 135);
    r.built(50.0, 480.0 / 22.4, "Extractor", ZERG, 135, 125);
    r.built(70.0, 1600.0 / 22.4, "Hatchery", ZERG, 110, 128);
    r.born(106.0, "Zergling", ZERG, 131, 128);
    r.born(140.0, "Queen", ZERG, 131, 128);
    r
}

fn all(sources: &[Source], question: &Question) -> Vec<(usize, Answer)> {
    let mut out = Vec::new();
    judge_all(sources, question, &Progress::default(), |number, answer| out.push((number, answer))).unwrap();
    out
}

#[test]
fn answers_come_in_order_and_bad_files_say_why() {
    let mut untracked = Replay::pvz(60.0);
    untracked.tracked = false;
    let mut mirror = Replay::empty(60.0);
    mirror.listed("A", "Protoss", 0).listed("B", "Protoss", 0).setup(PROTOSS).setup(ZERG);
    mirror.born(0.0, "Nexus", PROTOSS, 1, 1);
    mirror.born(0.0, "Nexus", ZERG, 9, 9);
    let whole = pool_first().bytes();
    let sources = [
        memory("rush", whole.clone()),
        memory("cut", whole[..whole.len() / 2].to_vec()),
        memory("untracked", untracked.bytes()),
        memory("mirror", mirror.bytes()),
        memory("log", b"{\"t_pool_seen\": 18.9, \"game_time_seconds\": 99}\n{\"t_pool_seen\": 70, \"game_time_seconds\": 99}\nx\n".to_vec()),
        memory("quiet", Replay::pvz(70.0).bytes()),
    ];
    let answers = all(&sources, &question());
    assert_eq!(answers.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    let games: Vec<usize> = answers.iter().map(|(_, (games, _))| games.len()).collect();
    assert_eq!(games, [1, 0, 0, 0, 2, 1]);
    let why = |i: usize| answers[i].1.1.kept().iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    assert!(why(1).starts_with("cut: container: ") && why(1).contains("cut short"), "{}", why(1));
    assert!(why(2).contains("no tracker events"), "{}", why(2));
    assert_eq!(why(3), "mirror: not Protoss against Zerg: Protoss against Protoss (Paper Fields)");
    assert!(why(4).starts_with("log:3: is not JSON"), "{}", why(4));
    let mut summary = Summary::default();
    answers.iter().flat_map(|(_, (games, _))| games).for_each(|judged| summary.add(&judged.verdict));
    assert_eq!(summary.to_string(), "2 of 4 games flagged; the three readings differ on 2");
    let files: Vec<&str> = answers.iter().flat_map(|(_, (games, _))| games).map(|j| j.row.file.as_str()).collect();
    assert_eq!(files, ["rush", "log:1", "log:2", "quiet"]);
}

#[test]
fn a_moment_can_be_asked_for() {
    let sources = [memory("rush", pool_first().bytes())];
    let at = |secs: i64| {
        let question = Question { at: Some(Time(secs * 1000)), ..question() };
        all(&sources, &question).remove(0).1.0.remove(0)
    };
    assert_eq!((at(105).row.is_rushed, at(106).row.is_rushed), (false, true));
    assert_eq!((at(105).row.t_ling_seen, at(106).row.score), (None, 10.0));
    assert_eq!((at(60).row.pool_seen_state, at(90).row.pool_seen_state), (Some("morphing"), Some("done")));
    assert_eq!(at(30).row.pool_seen_state, Some("none"));
}

#[test]
fn a_stop_is_heard() {
    let sources: Vec<Source> = (0..50).map(|i| memory(&i.to_string(), pool_first().bytes())).collect();
    let progress = Progress::default();
    let mut seen = 0;
    let out = judge_all(&sources, &question(), &progress, |_, _| {
        seen += 1;
        progress.stop();
    });
    assert!(out.is_err() && seen < 50, "{seen}");
}

#[test]
fn progress_ends_where_it_said() {
    let sources = [memory("a", pool_first().bytes()), memory("b", b"{\"t_pool_seen\": 18.9}".to_vec())];
    let progress = Progress::default();
    judge_all(&sources, &question(), &progress, |_, _| ()).unwrap();
    let (done, total) = progress.state();
    assert_eq!((done, total > 0), (total, true));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let sources: Vec<Source> = (0..20).map(|i| memory(&format!("game {i}"), pool_first().bytes())).collect();
    let rows = || {
        let rows: Vec<_> =
            all(&sources, &question()).into_iter().flat_map(|(_, (games, _))| games).map(|j| j.row).collect();
        filmroom::sc2::log::jsonl(&rows)
    };
    assert_eq!(rows(), rows());
}

#[test]
fn what_is_written_is_judged_once_and_counted_like_the_films() {
    let log = b"{\"map_name\":\"M\",\"t_pool_seen\":18.8}\n{\"map_name\":\"M\",\"t_pool_seen\":90}\n".to_vec();
    let mut library = Library::empty(Configs::default());
    library.add_unit("games".into(), vec![memory("a.SC2Replay", pool_first().bytes()), memory("log.jsonl", log)]);
    let (progress, mut rows) = (Progress::default(), Rows::default());
    let digest = library.write(1, 0, &Remarks::default(), &progress, &mut rows).unwrap();
    let films = library.analyse(0, &Remarks::default(), &Progress::default(), &mut Season::default()).unwrap().films;
    assert_eq!(digest.rounds, films.iter().map(|film| Brief::of(film)).collect::<Vec<_>>());
    assert_eq!(digest.rounds.len(), 3);
    let (done, expected) = progress.state();
    assert!(done > 0);
    assert_eq!(done, expected, "each source is expected and read once");
}
