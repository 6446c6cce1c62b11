//! What must hold of the analysis of any round, however odd: over small generated rounds with many events in one tick.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::et::analysis::analyse;
use filmroom::et::config::Config;
use filmroom::et::output::rows;
use filmroom::et::{Loaded, load};
use filmroom::film::Progress;
use filmroom::ingest::Source;
use proptest::prelude::*;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const CLIENTS: u8 = 6;
const TICK: i64 = 250;
const LENGTH: i64 = 40;
static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);

/// One line: at which tick, what, by whom, to whom, and a number.
#[derive(Debug, Clone)]
struct Draft {
    tick: i64,
    what: usize,
    a: u8,
    b: u8,
    x: i64,
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let draft = (0..=LENGTH, 0usize..100, 0..CLIENTS, 0..CLIENTS, -12i64..12).prop_map(|(tick, what, a, b, x)| Draft {
        tick,
        what,
        a,
        b,
        x,
    });
    prop::collection::vec(draft, 1..120)
}

fn side(client: u8) -> &'static str {
    if client < CLIENTS / 2 { "AXIS" } else { "ALLIES" }
}

/// The draft as a line of the input.
fn line(draft: &Draft) -> String {
    let Draft { tick, what, a, b, x } = *draft;
    let t = tick * TICK;
    let team = side(a);
    let event = |kind: &str, rest: String| format!("{{\"t_ms\":{t},\"type\":\"{kind}\"{rest}}}");
    match what {
        0..=17 => event("kill", format!(",\"killer\":{a},\"victim\":{b}")),
        18..=19 => event("kill", format!(",\"killer\":1022,\"victim\":{b}")),
        20..=21 => event("kill", format!(",\"victim\":{b}")),
        22..=33 => event("damage", format!(",\"attacker\":{a},\"victim\":{b},\"dmg\":{}", x.abs())),
        34..=37 => event("weapon_fire", format!(",\"attacker\":{a},\"weapon\":\"MP40\"")),
        38..=43 => event("spawn", format!(",\"client\":{a},\"team\":\"{team}\"")),
        44..=46 => event("revive", format!(",\"client\":{a},\"victim\":{b}")),
        47..=48 => event("objective", format!(",\"client\":{a},\"action\":\"plant\"")),
        49 => event("disconnect", format!(",\"client\":{a}")),
        50 => event("player", format!(",\"client\":{a},\"team\":\"{}\",\"guid\":\"g{b}\"", side(b))),
        _ => {
            let (alive, los) = (what > 54, if x > 0 { format!(",\"los\":[{b}]") } else { String::new() });
            format!(
                "{{\"t_ms\":{t},\"client\":{a},\"team\":\"{team}\",\"alive\":{alive},\"pos\":[{},{},0],\"yaw\":{}{los}}}",
                x * 100,
                i64::from(b) * 40,
                x * 15
            )
        }
    }
}

fn text(drafts: &[Draft]) -> String {
    let end = LENGTH * TICK + 500;
    let mut lines = vec!["{\"t_ms\":0,\"type\":\"round_start\",\"map\":\"m\"}".to_owned()];
    // Every capability is there: what is missing is another test's subject.
    lines.push("{\"t_ms\":1,\"type\":\"weapon_fire\",\"attacker\":0}".into());
    lines.push("{\"t_ms\":1,\"type\":\"damage\",\"attacker\":0,\"victim\":5,\"dmg\":1}".into());
    lines.push("{\"t_ms\":1,\"client\":9,\"team\":\"SPEC\",\"alive\":false}".into());
    for client in 0..CLIENTS {
        let team = side(client);
        lines.push(format!("{{\"t_ms\":0,\"type\":\"player\",\"client\":{client},\"team\":\"{team}\"}}"));
    }
    lines.extend(drafts.iter().map(line));
    lines.push(format!("{{\"t_ms\":{end},\"type\":\"round_end\"}}"));
    lines.join("\n") + "\n"
}

fn read(parts: &[&str]) -> Loaded {
    let source = |text: &&str| Source::Memory { name: "mem".into(), bytes: Cow::Owned(text.as_bytes().to_vec()) };
    load(&parts.iter().map(source).collect::<Vec<_>>(), &Progress::default()).unwrap()
}

/// All lines of all files of all rounds, and the round's length in seconds.
fn analysed(parts: &[&str]) -> ([Vec<Value>; 7], f64) {
    let (loaded, config) = (read(parts), &*CONFIG);
    let mut all: [Vec<Value>; 7] = Default::default();
    let mut length = 0.0;
    for round in &loaded.rounds {
        let analysis = analyse(round, &config.for_map(round.map.as_deref()));
        length = round.span.length().as_secs();
        for (file, lines) in all.iter_mut().zip(rows(round, &analysis, "h")) {
            file.extend(lines);
        }
    }
    (all, length)
}

fn clients(row: &Value, list: &str) -> BTreeSet<i64> {
    row[list].as_array().unwrap().iter().map(|item| item["client"].as_i64().unwrap()).collect()
}

/// Who is alive at each line of the merged order, replayed the slow and plain way (E2).
#[derive(Default, Clone, Copy)]
struct Plain {
    alive: bool,
    taken: Option<i64>,
    given: Option<i64>,
}

/// For each enemy kill line (time, victim, killer): the clients alive at it.
fn replay(drafts: &[Draft]) -> Vec<(i64, u8, u8, BTreeSet<u8>)> {
    let mut order: Vec<&Draft> = drafts.iter().collect();
    // Lines of a tick in file order, then its samples in file order.
    order.sort_by_key(|draft| (draft.tick, draft.what > 50));
    let mut state: BTreeMap<u8, Plain> = BTreeMap::new();
    let mut kills = Vec::new();
    for Draft { tick, what, a, b, .. } in order {
        let t = *tick;
        match what {
            0..=21 => {
                let alive: BTreeSet<u8> = state.iter().filter(|(_, s)| s.alive).map(|(client, _)| *client).collect();
                if *what <= 17 && side(*a) != side(*b) {
                    kills.push((t * TICK, *b, *a, alive));
                }
                let one = state.entry(*b).or_default();
                (one.alive, one.taken) = (false, Some(t));
            }
            38..=43 => {
                let one = state.entry(*a).or_default();
                (one.alive, one.given) = (true, Some(t));
            }
            44..=46 => {
                let one = state.entry(*b).or_default();
                (one.alive, one.given) = (true, Some(t));
            }
            49 => {
                let one = state.entry(*a).or_default();
                (one.alive, one.taken) = (false, Some(t));
            }
            51.. => {
                let one = state.entry(*a).or_default();
                if *what > 54 {
                    one.alive |= one.taken != Some(t);
                } else if one.given != Some(t) {
                    one.alive = false;
                }
            }
            _ => {}
        }
    }
    kills
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn trade_events_keep_their_promises(drafts in drafts()) {
        let (files, length) = analysed(&[&text(&drafts)]);
        for row in &files[0] {
            prop_assume!(!row["opportunities"].is_null());
            let (t, holders) = (row["t_death"].as_f64().unwrap(), clients(row, "opportunities"));
            let (tried, done, missed) = (clients(row, "attempts"), clients(row, "successes"), clients(row, "missed_candidates"));
            prop_assert!(tried.is_subset(&holders) && done.is_subset(&tried) && missed.is_subset(&holders));
            prop_assert!(missed.is_disjoint(&tried) && missed.len() + tried.len() == holders.len());
            prop_assert!(clients(row, "other_successes").is_disjoint(&done));
            for one in row["opportunities"].as_array().unwrap() {
                let close = one["t_close"].as_f64().unwrap();
                prop_assert!(t <= close && close <= (t + 3.0).min(length));
                prop_assert_eq!(one["gates"].as_object().unwrap().len(), 6);
                let dist = one["dist"].as_f64().unwrap();
                prop_assert!(dist <= 1000.0 && (one["marginal"] == (dist > 800.0)));
            }
            for one in row["missed_candidates"].as_array().unwrap() {
                let reasons = one["reasons"].as_array().unwrap();
                prop_assert_eq!(&one["reason"], &reasons[0]);
                prop_assert_eq!(one["suppressed"].as_bool().unwrap(), one["reason"] != "no_attempt");
                prop_assert!(one["reason"] != "no_attempt" || reasons.len() == 1);
                let said = one["possible_because"].as_array().unwrap().len() + one["missing"].as_array().unwrap().len();
                prop_assert_eq!(said, 6);
            }
        }
    }

    #[test]
    fn holders_are_those_who_live_at_the_line_in_file_order(drafts in drafts()) {
        // Teams and slots stay as they are: their changes have tests of their own.
        let drafts: Vec<Draft> = drafts.into_iter().filter(|draft| draft.what != 50).collect();
        let (files, _) = analysed(&[&text(&drafts)]);
        let mut kills = replay(&drafts);
        kills.sort_by_key(|(t, victim, ..)| (*t, *victim));
        prop_assert_eq!(files[0].len(), kills.len());
        for row in &files[0] {
            let (t, victim) = ((row["t_death"].as_f64().unwrap() * 1000.0) as i64, row["victim"].as_u64().unwrap() as u8);
            let same: Vec<_> = kills.iter().filter(|(at, v, ..)| (*at, *v) == (t, victim)).collect();
            for holder in clients(row, "opportunities") {
                let lives = |kill: &&&(i64, u8, u8, BTreeSet<u8>)| kill.3.contains(&(holder as u8));
                prop_assert!(same.iter().any(|kill| lives(&kill)), "{holder} was dead at {t}");
            }
        }
    }

    #[test]
    fn times_add_up(drafts in drafts()) {
        let (files, length) = analysed(&[&text(&drafts)]);
        for row in &files[3] {
            // No sample may happen to say where anybody is.
            if row["unavailable"]["sampled_s"].as_str().is_some_and(|why| why.contains("no positions")) {
                continue;
            }
            let number = |key: &str| row[key].as_f64().unwrap_or_else(|| panic!("{key} in {row}"));
            prop_assert!(number("alive_time_s") <= length && number("sampled_s") <= length + 1.0);
            prop_assert!(number("support_s") <= number("sampled_s") && number("readiness_s") <= number("support_s"));
            prop_assert!(number("crossfire_s") <= number("sampled_s") && number("crossfire_converging_s") <= number("sampled_s"));
            let keys = ["trade_attempts", "missed_candidates", "missed_suppressed"];
            prop_assert_eq!(number("trade_opportunities"), keys.iter().map(|key| number(key)).sum::<f64>());
        }
        for row in &files[5] {
            prop_assert!(row["longest_s"].as_f64() <= row["within_s"].as_f64() && row["within_s"].as_f64() <= row["both_alive_s"].as_f64());
        }
        let keys: BTreeSet<String> = files[3].iter().map(|row| format!("{} {}", row["client"], row["guid"])).collect();
        prop_assert_eq!(keys.len(), files[3].len());
    }

    #[test]
    fn it_does_not_matter_how_the_lines_are_cut_into_files(drafts in drafts(), cut in 0usize..120) {
        let whole = text(&drafts);
        let at = whole.match_indices('\n').nth(cut.min(drafts.len())).map_or(whole.len(), |(at, _)| at + 1);
        prop_assert_eq!(analysed(&[&whole]).0, analysed(&[&whole[..at], &whole[at..]]).0);
        let snapshots: String = whole.lines().filter(|line| !line.contains("type")).map(|line| format!("{line}\r\n")).collect();
        let events: String = whole.lines().filter(|line| line.contains("type")).map(|line| format!("{line}\r\n")).collect();
        prop_assert_eq!(analysed(&[&whole]).0, analysed(&[&events, &snapshots]).0);
    }

    #[test]
    fn damage_to_the_file_never_breaks_the_rest(drafts in drafts(), harm in prop::collection::vec((0.0f64..1.0, any::<u8>()), 1..30)) {
        let mut bytes = text(&drafts).into_bytes();
        for (place, byte) in harm {
            let at = (place * bytes.len() as f64) as usize;
            bytes[at] = byte;
        }
        let source = Source::Memory { name: "mem".into(), bytes: Cow::Owned(bytes) };
        let loaded = load(&[source], &Progress::default()).unwrap();
        for round in &loaded.rounds {
            let analysis = analyse(round, &CONFIG.for_map(None));
            for line in rows(round, &analysis, "h").iter().flatten() {
                prop_assert!(serde_json::from_str::<Value>(&line.to_string()).is_ok());
            }
        }
    }
}

#[test]
fn many_threads_at_once_see_the_same_bytes() {
    let drafts: Vec<Draft> = (0..4_000)
        .map(|i: i64| Draft {
            tick: i / 100,
            what: (i * 37 % 100) as usize,
            a: (i % 6) as u8,
            b: (i * 5 % 6) as u8,
            x: i % 23 - 11,
        })
        .collect();
    let whole = text(&drafts);
    let first = analysed(&[&whole]).0;
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| analysed(&[&whole]).0)).collect();
        runs.into_iter().for_each(|run| assert_eq!(run.join().unwrap(), first));
    });
}
