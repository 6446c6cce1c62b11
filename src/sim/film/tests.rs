//! Rows as films.

use super::*;
use crate::film::Cell;
use crate::sim::generate::{Options, generate};
use serde_json::json;

fn made(events: usize) -> Row {
    let mut out = Vec::new();
    generate(&Options { rows: 1, events, kernels: true, ..Options::default() }, &mut out).unwrap();
    Row::parse(out.trim_ascii()).unwrap()
}

#[test]
fn a_fight_can_be_scrubbed() {
    let row = made(200);
    let film = film(&row, 7, Some(("run.ndjson".into(), 8)), Vec::new());
    assert_eq!((film.meta.id.as_str(), film.cast.len(), film.meta.teams.len()), ("gen-1/0", 10, 2));
    assert_eq!(film.places.bounds.unwrap().max, [800.0, 600.0]);
    assert_eq!((film.places.zones.len(), film.places.callouts.len()), (10, 10));
    assert!(film.findings.is_empty() && film.meta.unavailable.is_empty(), "{:?}", film.meta.unavailable);
    // Everybody has a place early on, inside the arena, and those who fell are dead at the end.
    let end = film.meta.span.to;
    let outcome = row.outcome.as_ref().unwrap();
    let alive = (0..10).filter(|at| film.state(ActorId(*at), end) == ActorState::Alive).count() as f64;
    assert_eq!(alive, outcome.alive[0].unwrap() + outcome.alive[1].unwrap());
    assert!((0..10).all(|at| film.pose(ActorId(at), film.lives(ActorId(at))[0].t[0]).is_some()));
    let deaths = film.log.iter().filter(|moment| film.moment_kinds[moment.kind].key == "death").count();
    assert_eq!((deaths as f64, film.log.len() - deaths), (10.0 - alive, row.events.list().len()));
    assert!(film.log.is_sorted_by_key(|moment| moment.at));
    assert!(film.sheets.iter().all(|sheet| sheet.rows.iter().all(|row| row.len() == sheet.columns.len())));
    let spaces = film.sheet("namespaces").unwrap();
    assert_eq!((spaces.rows.len(), spaces.levels.len()), (15, 15));
    assert!(spaces.levels[0] == 0 && spaces.levels.iter().max() >= Some(&2));
    assert!(spaces.rows.iter().any(|row| matches!(row[1], Cell::Unknown(_))), "supported: false");
    let by_unit = film.sheet("by_unit").unwrap();
    assert!(by_unit.rows.iter().all(|row| matches!(row[1], Cell::Actor(_))) && !by_unit.rows.is_empty());
    // Hit points end where the last event on a unit leaves them, and the sides' sums are those of their units.
    let [sides, units] = film.curves.as_slice() else { panic!("{:?}", film.curves) };
    let end_of = |line: &crate::film::Line| line.at(end).unwrap_or_default();
    let sum: f64 = units.lines.iter().map(end_of).sum();
    assert_eq!((sides.lines.len(), sides.lines.iter().map(end_of).sum::<f64>()), (2, sum));
}

#[test]
fn every_event_of_a_unit_is_on_its_strip() {
    let row = made(200);
    let film = film(&row, 0, None, Vec::new());
    let [strip] = film.strips.as_slice() else { panic!("{:?}", film.strips) };
    assert_eq!((strip.rows.len(), strip.actors.len()), (10, 10));
    assert!(strip.rows.iter().all(|(_, stretches)| stretches.is_sorted_by_key(|stretch| stretch.span.from)));
    // The log names everybody an event is about: each of them has it, and a fall is one more.
    for (at, (_, stretches)) in strip.rows.iter().enumerate() {
        let actor = ActorId(at as u16);
        let told = |moment: &&crate::film::Moment| {
            moment.actors.contains(&actor) && film.moment_kinds[moment.kind].key != "position"
        };
        assert_eq!(stretches.len(), film.log.iter().filter(told).count(), "unit {at}");
    }
    let falls = strip.rows.iter().flat_map(|(_, stretches)| stretches).filter(|s| s.label.ends_with(" falls")).count();
    let outcome = row.outcome.as_ref().unwrap();
    let result = outcome.result.as_deref().unwrap();
    let alive = outcome.alive.map(Option::unwrap);
    assert_eq!(falls as f64, 10.0 - alive[0] - alive[1]);
    let time = outcome.time_s.unwrap();
    let answer = format!("{result} in {time:.1} s, {} : {} alive; checks hold", alive[0], alive[1]);
    assert_eq!(film.meta.answer.as_deref(), Some(answer.as_str()));
}

#[test]
fn incoming_and_prevented_agree_with_the_totals() {
    let row = made(200);
    let film = film(&row, 0, None, Vec::new());
    let sheet = film.sheet("units").unwrap();
    let sum = |column: &str, side: &str| -> f64 {
        let at = sheet.columns.iter().position(|c| c.key == column).unwrap();
        let cell = |row: &&Vec<Cell>| row[1] == Cell::Text(side.into());
        sheet.rows.iter().filter(cell).map(|row| if let Cell::Number(n) = row[at] { n } else { 0.0 }).sum()
    };
    assert_eq!(sum("incoming", "b"), row.teams[0].as_ref().unwrap().get("damage").unwrap());
    assert_eq!(sum("prevented", "a"), row.teams[0].as_ref().unwrap().get("mitigated").unwrap());
}

#[test]
fn hits_that_do_not_say_whom_or_how_much_leave_sums_unknown() {
    let hit = |data: serde_json::Value| json!({"kind": "hit_applied", "t_s": 1.0, "data": data});
    let incoming = |events: &[serde_json::Value], end: &str| -> Vec<Cell> {
        let row = json!({"context": {"team_a_ids": ["x"], "team_b_ids": ["y", "z"]}, "events": events}).to_string();
        let film = film(&Row::parse(row.strip_suffix(end).unwrap().as_bytes()).unwrap(), 0, None, Vec::new());
        film.sheet("units").unwrap().rows.iter().map(|row| row[3].clone()).collect()
    };
    let known = hit(json!({"tt": "b", "ti": 1, "dealt": 7}));
    let numbers = [0.0, 0.0, 7.0].map(Cell::Number);
    assert_eq!(incoming(std::slice::from_ref(&known), ""), numbers);
    let silent = hit(json!({"tt": "b", "ti": 0}));
    let unknown = Cell::Unknown("a hit_applied event on it does not say how much".into());
    assert_eq!(incoming(&[known.clone(), silent], ""), [numbers[0].clone(), unknown, numbers[2].clone()]);
    let nowhere = hit(json!({"dealt": 9}));
    assert_eq!(
        incoming(&[known.clone(), nowhere], ""),
        vec![Cell::Unknown("1 hit_applied event names no unit".into()); 3]
    );
    // The end of the events is not there.
    let cut = Cell::Unknown("the row is broken: events may be missing".into());
    assert_eq!(incoming(&[known], "]}"), vec![cut; 3]);
}

#[test]
fn without_events_the_map_shows_bounds_and_spawns_and_says_so() {
    let film = film(&made(0), 0, None, Vec::new());
    assert!(film.tracks.is_empty() && film.places.callouts.len() == 10);
    let lacks: Vec<&str> = film.meta.unavailable.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(lacks, ["timeline and shapes", "positions"]);
    let units = film.sheet("units").unwrap();
    assert_eq!(units.rows[0][3], Cell::Unknown("no hit_applied events".into()));
}

#[test]
fn equal_times_are_shown_in_order() {
    let mut row = made(60);
    let crate::sim::row::Events::Some(events) = &mut row.events else { panic!("no events") };
    events.iter_mut().for_each(|event| event.t_s = Some(0.0));
    let film = film(&row, 0, None, Vec::new());
    assert!(film.meta.rule.ends_with("order, not time"));
    let numbers: Vec<i64> = film.log.iter().filter(|m| m.kind > 0).map(|m| m.at.ms()).collect();
    assert_eq!(numbers, (0..row.events.list().len() as i64).map(|at| at * 100).collect::<Vec<_>>());
}

#[test]
fn a_broken_row_is_not_taken_for_one_without_a_clock() {
    let text = br#"{"context":{},"events":[{"kind":"x","t_s":3.0},{"kind":"x","t_s":3.0},{"kind" 3}]}"#;
    let row = Row::parse(text).unwrap();
    assert_eq!((row.events.list().len(), row.fault.is_some()), (2, true));
    let film = film(&row, 0, None, Vec::new());
    assert!(!film.meta.rule.contains("order, not time"), "{}", film.meta.rule);
    assert!(film.log.iter().all(|moment| moment.at == Time(3_000)));
}

#[test]
fn an_empty_row_and_one_that_disagrees_are_films_too() {
    let empty = Row::parse(b"{\"context\":{}}").unwrap();
    let film_of_empty = film(&empty, 3, None, Vec::new());
    assert_eq!((film_of_empty.meta.id.as_str(), film_of_empty.cast.len()), ("row/3", 0));
    let row = json!({"context": {"team_a_ids": ["x"], "team_size": 2}, "events": [{"kind": "odd", "t_s": 1, "data": {"tt": "a", "ti": 9}}]});
    let film = film(&Row::parse(row.to_string().as_bytes()).unwrap(), 0, None, Vec::new());
    assert_eq!(film.findings.len(), 1);
    assert_eq!(film.finding_kinds[film.findings[0].kind].key, "roster_size");
    assert_eq!(film.log[0].text, "#0 a 10: ");
}

#[test]
fn units_fall_at_their_last_fatal_hit_and_else_by_their_time_alive() {
    let hit = |t: f64, at: u64, hp: f64| json!({"kind": "hit_applied", "t_s": t, "data": {"tt": "b", "ti": at, "after_hp": hp}});
    let totals = |alive: f64| json!({"deaths": 1, "time_alive_s": alive});
    let row = json!({
        "context": {"team_a_ids": ["x"], "team_b_ids": ["y", "z", "z"], "team_size": 3},
        "aggregates": {"units": {"team_b": [totals(9.0), totals(4.0), {"deaths": 0, "time_alive_s": 9.0}]}},
        "events": [hit(1.0, 0, 0.0), hit(2.0, 1, 5.0), hit(3.0, 0, 0.0), hit(4.0, 7, 0.0)],
    });
    let row = Row::parse(row.to_string().as_bytes()).unwrap();
    let film = film(&row, 0, None, Vec::new());
    let fell = |at: usize| film.cast[at].states.iter().find(|(_, state)| *state == ActorState::Dead).map(|dead| dead.0);
    assert_eq!([0, 1, 2, 3].map(fell), [None, Some(Time(3_000)), Some(Time(4_000)), None]);
}

/// Who falls was once looked up among all events for every position: with such a row this test took minutes.
#[test]
fn a_long_fight_opens_at_once() {
    let at = |n: u32| json!({"kind": "position", "t_s": n, "data": {"st": "a", "si": 0, "x": n, "y": 0}});
    let row = json!({"context": {"team_a_ids": ["x"]}, "events": (0..100_000).map(at).collect::<Vec<_>>()});
    let row = Row::parse(row.to_string().as_bytes()).unwrap();
    let film = film(&row, 0, None, Vec::new());
    assert_eq!(film.tracks[0].t.len(), 100_000);
}

#[test]
fn a_broken_row_says_where_and_that_nothing_is_known_of_its_checks() {
    let line =
        br#"{"schema_version": "telemetry_v1", "context": {"run_id": "r"}, "aggregates": {"team_a": {"kills" 3}}"#;
    let film = film(&Row::parse(line).unwrap(), 2, Some(("run.ndjson".into(), 3)), Vec::new());
    let answer = film.meta.answer.as_deref().unwrap();
    assert!(answer.starts_with("BROKEN run.ndjson:3: ") && answer.ends_with("; checks unknown"), "{answer}");
    assert!(film.meta.why_not("checks").unwrap().starts_with("BROKEN run.ndjson:3: "));
}
