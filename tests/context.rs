//! §6.5 C12 and marked plans: what excuses, over time, as a coach can open it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/rounds.rs"]
mod support;

use filmroom::et::Round;
use filmroom::et::analysis::{Analysis, Marks, Missing, Planned, Who, analyse, analyse_with};
use filmroom::et::config::Config;
use filmroom::film::{Cell, Film, Link, Span, Status, Time};
use support::{cell, config, rounds, watched};

const EVENTS: &str = r#"{"t":0,"type":"round_start","map":"yard","round_id":"r"}
{"t":0,"type":"player","client":3,"name":"kiko","guid":"AAAA0000KIKO","team":"ALLIES"}
{"t":0,"type":"player","client":7,"name":"zed","guid":"AAAA00000ZED","team":"ALLIES"}
{"t":0,"type":"player","client":2,"name":"vex","team":"AXIS"}
{"t":4,"type":"objective","client":3,"action":"repair","objective":"crane"}
{"t":19,"type":"weapon_fire","attacker":2}
{"t":19,"type":"damage","attacker":2,"victim":7,"dmg":36}
{"t":20,"type":"kill","killer":2,"victim":7}
{"t":30,"type":"round_end","winner":"AXIS"}
"#;

/// vex stands, zed stands 500 u from kiko, kiko walks east by 100 u a second: x = 100 t, at 20.0 s back at 500.
fn snapshots() -> String {
    let mut out = String::new();
    for t in 0..=30 {
        let x = if t < 20 { 100 * t } else { 500 };
        for (client, team, x, last) in [(2, "AXIS", 100, 30), (3, "ALLIES", x, 30), (7, "ALLIES", 0, 19)] {
            let alive = t <= last;
            out += &format!(
                "{{\"t\":{t},\"client\":{client},\"team\":\"{team}\",\"alive\":{alive},\"pos\":[{x},0,24],\"yaw\":180}}\n"
            );
        }
    }
    out
}

fn yard(events: &str, snapshots: &str) -> Round {
    rounds(&[events, snapshots]).remove(0)
}

fn zoned() -> Config {
    config(
        "maps: {yard: {
            objective_zones: [{name: crane, shape: sphere, center: [800, 0, 24], radius: 200}],
            route_zones: [{name: canal, points: [[1250, -50], [1550, -50], [1550, 50], [1250, 50]]}]}}\n",
    )
}

fn kiko(round: &Round, analysis: &Analysis) -> usize {
    analysis.context.iter().position(|one| round.player(one.player).name == "kiko").unwrap()
}

#[test]
fn the_role_context_follows_a_player_over_time() {
    let (round, config) = (yard(EVENTS, &snapshots()), zoned());
    let (analysis, film) = watched(&round, &config, &Marks::default());
    let context = &analysis.context[kiko(&round, &analysis)];
    let at = |secs: i64| Time(secs * 1_000);
    assert_eq!(context.last_objective_action(at(3)), Ok(None));
    assert_eq!(context.last_objective_action(at(9)), Ok(Some(at(4))));
    // x = 600 to 1000: both edges of the sphere are inside.
    let inside: Vec<Span> = context.objective_zones.as_ref().unwrap().iter().map(|p| p.span).collect();
    assert_eq!(inside, [Span::new(at(6), at(10))]);
    assert_eq!((context.in_objective_zone(at(10)), context.in_objective_zone(Time(10_001))), (Ok(Some(0)), Ok(None)));
    let routes: Vec<Span> = context.route_zones.as_ref().unwrap().iter().map(|p| p.span).collect();
    assert_eq!(routes, [Span::new(at(13), at(15))]);
    assert_eq!(context.recent_route_zone(at(12)), Ok(None));
    assert_eq!(context.recent_route_zone(at(14)), Ok(Some((0, at(14)))));
    assert_eq!(context.recent_route_zone(at(19)), Ok(Some((0, at(15)))));

    let sheet = film.sheet("context").unwrap();
    let row = |row: usize| ["what", "at", "excuses_until", "lasts_s"].map(|key| cell(sheet, row, key).clone());
    let words = |text: &str| Cell::Text(text.into());
    assert_eq!(row(0), [words("objective action"), Cell::Clock(at(4)), Cell::Clock(at(10)), Cell::Number(0.0)]);
    assert_eq!(row(1), [words("objective zone"), Cell::Clock(at(6)), Cell::Clock(at(18)), Cell::Number(4.0)]);
    assert_eq!(row(2), [words("route zone"), Cell::Clock(at(13)), Cell::Blank, Cell::Number(2.0)]);
    assert_eq!((sheet.rows.len(), cell(sheet, 2, "where")), (3, &words("canal")));
    assert_eq!(sheet.links[1], Some(Link::At(at(6))));
}

#[test]
fn what_a_round_or_map_cannot_tell_is_missing_with_its_reason() {
    let bare = EVENTS
        .replace("{\"t\":4,\"type\":\"objective\",\"client\":3,\"action\":\"repair\",\"objective\":\"crane\"}\n", "");
    let (round, config) = (yard(&bare, &snapshots()), Config::default());
    let (analysis, film) = watched(&round, &config, &Marks::default());
    let context = &analysis.context[kiko(&round, &analysis)];
    assert_eq!(context.last_objective_action(Time(9_000)), Err(Missing::Objective));
    assert_eq!(context.in_objective_zone(Time(9_000)), Err(Missing::ObjectiveZones));
    assert_eq!(context.recent_route_zone(Time(9_000)), Err(Missing::RouteZones));
    let note = &film.sheet("context").unwrap().note;
    assert!(note.starts_with("objective actions unavailable: no objective lines"), "{note}");
    let blind = analyse(&yard(EVENTS, ""), &zoned().for_map(Some("yard")));
    assert_eq!(blind.context[0].objective_zones, Err(Missing::Snapshots));
}

/// Status of kiko's missed trade.
fn status(film: &Film) -> Status {
    let finding = film.findings.iter().find(|finding| finding.id.0.starts_with("missed_trade")).unwrap();
    finding.status.clone()
}

#[test]
fn a_marked_plan_excuses_a_death_inside_its_span_and_nobody_else() {
    let (round, config) = (yard(EVENTS, &snapshots()), zoned());
    let with = |who: Who, from: i64, to: i64| {
        let planned =
            vec![Planned { round: None, who, span: Span::new(Time(from), Time(to)), note: "canal push".into() }];
        watched(&round, &config, &Marks { planned, ..Marks::default() })
    };
    let lurk = Status::Suppressed(vec!["planned_lurk".into()]);
    let guid = || Who::Guid("aaaa0000kiko".into());
    let table = [
        (guid(), 15_000, 20_000, &lurk),
        (guid(), 20_000, 20_000, &lurk),
        (guid(), 20_001, 30_000, &Status::Candidate),
        (guid(), 0, 19_999, &Status::Candidate),
        (Who::Client(3), 0, 30_000, &lurk),
        (Who::Client(7), 0, 30_000, &Status::Candidate),
        (Who::from_key("#3"), 0, 30_000, &lurk),
        (Who::from_key("AAAA0000KIKO"), 0, 30_000, &lurk),
        (Who::from_key("AAAA0000OTHER"), 0, 30_000, &Status::Candidate),
    ];
    for (who, from, to, want) in table {
        let label = format!("{who:?} {from} {to}");
        let (_, film) = with(who, from, to);
        assert_eq!(status(&film), *want, "{label}");
    }
    for (id, want) in [("r", &lurk), ("another", &Status::Candidate)] {
        let span = Span::new(Time(0), Time(30_000));
        let planned = vec![Planned { round: Some(id.into()), who: guid(), span, note: String::new() }];
        assert_eq!(status(&watched(&round, &config, &Marks { planned, ..Marks::default() }).1), *want, "{id}");
    }
    let (analysis, film) = with(guid(), 15_000, 25_000);
    assert!(analysis.scores.iter().all(|score| score.negatives.is_empty()), "what is excused is no negative");
    let planned = film.badge_kinds.iter().position(|kind| kind.name == "planned").unwrap();
    let worn = |t: i64| film.badges.iter().any(|badge| badge.kind == planned && badge.span.holds(Time(t)));
    assert_eq!((worn(14_999), worn(15_000), worn(25_000), worn(25_001)), (false, true, true, false));
    let sheet = film.sheet("context").unwrap();
    let rows: Vec<usize> =
        (0..sheet.rows.len()).filter(|r| cell(sheet, *r, "what") == &Cell::Text("planned".into())).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(cell(sheet, rows[0], "where"), &Cell::Text("canal push".into()));
}

#[test]
fn a_marked_plan_excuses_an_isolated_death_too() {
    let snapshots = snapshots().replace(
        "\"client\":3,\"team\":\"ALLIES\",\"alive\":true,\"pos\":[500,",
        "\"client\":3,\"team\":\"ALLIES\",\"alive\":true,\"pos\":[5000,",
    );
    let events = EVENTS.replace("{\"t\":19,\"type\":\"damage\"", "{\"t\":19.9,\"type\":\"damage\"");
    let (round, settings) = (yard(&events, &snapshots), zoned().for_map(Some("yard")));
    let plain = analyse(&round, &settings);
    let alone = &plain.isolated.as_ref().unwrap()[0];
    assert!(alone.is_live());
    let planned = vec![Planned {
        round: Some(round.id.clone()),
        who: Who::of(&round, alone.victim),
        span: Span::at(Time(20_000)),
        note: String::new(),
    }];
    let marked = analyse_with(&round, &settings, &Marks { planned, ..Marks::default() });
    let reasons: Vec<&str> = marked.isolated.as_ref().unwrap()[0].reasons.iter().map(|r| r.as_str()).collect();
    assert_eq!(reasons, ["planned_lurk"]);
    assert_eq!(marked.isolated.unwrap()[0].id, alone.id, "a mark changes no name");
}
