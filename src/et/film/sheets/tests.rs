//! The tables of a small round, worked out by hand; and that nothing unknown is written as 0.

use crate::et::analysis::analyse;
use crate::et::config::Config;
use crate::et::{film, load};
use crate::film::{ActorId, Cell, ColumnKind, Film, Link, Progress, Sheet, Span, Time, View};
use crate::ingest::Source;

/// Three allies and an enemy for 12 s. kiko stands 500 u from zed and mona 2,000 u away until 6.0 s, when she stands
/// beside them. zed is hit at 4.0 s, shoots at 5.0 s, and dies at 8.0 s.
const EVENTS: &str = r#"{"t":0,"type":"round_start","map":"yard","round_id":"r1"}
{"t":0,"type":"player","client":3,"name":"kiko","team":"ALLIES"}
{"t":0,"type":"player","client":5,"name":"mona","team":"ALLIES"}
{"t":0,"type":"player","client":7,"name":"zed","team":"ALLIES"}
{"t":0,"type":"player","client":2,"name":"vex","team":"AXIS"}
{"t":4,"type":"damage","attacker":2,"victim":7,"dmg":36}
{"t":5,"type":"weapon_fire","attacker":7}
{"t":8,"type":"kill","killer":2,"victim":7}
{"t":12,"type":"round_end"}
"#;

fn snapshots() -> String {
    let mut out = String::new();
    for t in 0..=12 {
        let mona = if t < 6 { 2_000 } else { 200 };
        for (client, team, x, last) in
            [(2, "AXIS", -100, 12), (3, "ALLIES", 500, 12), (5, "ALLIES", mona, 12), (7, "ALLIES", 0, 7)]
        {
            let alive = t <= last;
            out += &format!(
                "{{\"t\":{t},\"client\":{client},\"team\":\"{team}\",\"alive\":{alive},\"pos\":[{x},0,24],\"yaw\":180}}\n"
            );
        }
    }
    out
}

fn filmed(events: &str, snapshots: &str) -> Film {
    let memory = |text: &str| Source::Memory { name: "mem".into(), bytes: text.as_bytes().to_vec().into() };
    let round = load(&[memory(events), memory(snapshots)], &Progress::default()).unwrap().rounds.remove(0);
    let config = Config::default();
    film(&round, &analyse(&round, &config.for_map(round.map.as_deref())), &config)
}

/// A row as text, for comparing; actors by name.
fn row(film: &Film, sheet: &Sheet, row: usize) -> String {
    let said = |cell: &Cell| match cell {
        Cell::Number(n) => format!("{n:.2}").trim_end_matches('0').trim_end_matches('.').to_owned(),
        Cell::Clock(t) => t.to_string(),
        Cell::Text(text) => text.clone(),
        Cell::Actor(actor) => film.cast[actor.index()].name.clone(),
        Cell::Blank => "-".to_owned(),
        Cell::Unknown(_) => "?".to_owned(),
    };
    sheet.rows[row].iter().map(said).collect::<Vec<_>>().join(" | ")
}

fn rows(film: &Film, key: &str) -> Vec<String> {
    let sheet = film.sheet(key).unwrap();
    (0..sheet.rows.len()).map(|at| row(film, sheet, at)).collect()
}

#[test]
fn contacts_say_who_was_there_who_came_and_when() {
    let film = filmed(EVENTS, &snapshots());
    // vex fights from 4.0 s to 5.5 s, and again at 8.0 s, less than contact_gap_s later: one contact each.
    assert_eq!(
        rows(&film, "contacts"),
        [
            "vex | 0:04.0 | Axis | 1.5 | - | 0 | - | - | - | - | -",
            "zed | 0:04.0 | Allies | 2.5 | - | 2 | kiko | mona 2.0 s | - | - | -"
        ]
    );
    let sheet = film.sheet("contacts").unwrap();
    assert_eq!(sheet.links[1], Some(Link::At(Time(4_000))));
    assert!(sheet.note.contains("late_follow_s 5 s"), "{}", sheet.note);
    let rotation = rows(&film, "rotation");
    assert_eq!(rotation[2], "mona | Allies | 0 | 0 | 1 | 0 | 0 | 0 | 2 | 0", "{rotation:?}");
    assert_eq!(film.sheet("rotation").unwrap().links[2], Some(Link::Sheet("contacts", ActorId(2))));
}

#[test]
fn pairs_are_a_matrix_and_say_who_floats() {
    let film = filmed(EVENTS, &snapshots());
    // kiko and mona: 12 s both, within 600 u from 6.0 s on; zed's 8 s are to his death.
    assert_eq!(
        rows(&film, "pairs"),
        [
            "kiko | mona | Allies | 12 | 6 | 0.5 | 6 | ",
            "kiko | zed | Allies | 8 | 8 | 1 | 8 | stable duo",
            "mona | zed | Allies | 8 | 2 | 0.25 | 2 | "
        ]
    );
    let sheet = film.sheet("pairs").unwrap();
    let View::Matrix { row, column, value } = sheet.view else { panic!("{:?}", sheet.view) };
    assert_eq!([row, column].map(|at| sheet.columns[at].kind), [ColumnKind::Actor; 2]);
    assert_eq!(sheet.columns[value].key, "share");
    assert_eq!(sheet.links, [6_000, 0, 6_000].map(|t| Some(Link::At(Time(t)))));
    assert_eq!(
        rows(&film, "floating"),
        [
            "vex | Axis | - | - | -",
            "kiko | Allies | zed | 1 | stable duo",
            "mona | Allies | kiko | 0.5 | between",
            "zed | Allies | kiko | 1 | stable duo"
        ]
    );
}

#[test]
fn shapes_ground_and_strip_are_of_one_measure() {
    let film = filmed(EVENTS, &snapshots());
    assert_eq!(
        rows(&film, "shapes"),
        [
            "Axis | 1 | pack | 12 | 1 | 1 | 12",
            "Allies | 2-1 | pack | 6 | 0.5 | 1 | 6",
            "Allies | 2 | pack | 4 | 0.33 | 1 | 4",
            "Allies | 3 | pack | 2 | 0.17 | 1 | 2"
        ]
    );
    let strip = &film.strips[0];
    let allies: Vec<(Span, &str, u8)> = strip.rows[1].1.iter().map(|s| (s.span, s.label.as_str(), s.class)).collect();
    let span = |from: i64, to: i64| Span::new(Time(from), Time(to));
    assert_eq!(allies, [(span(0, 6_000), "2-1", 1), (span(6_000, 8_000), "3", 0), (span(8_000, 12_000), "2", 0)]);
    assert!(strip.note.contains("cluster_dist 700 u"), "{}", strip.note);
    let ground = &film.ground;
    assert_eq!((ground.cell, ground.stays.len()), (256.0, 12 * 3 + 8));
    assert!(ground.stays.iter().all(|stay| stay.lasts == Time(1_000)));
    let vex: Vec<[i32; 2]> = ground.stays.iter().filter(|stay| stay.actor == ActorId(0)).map(|s| s.cell).collect();
    assert_eq!(vex, [[-1, 0]; 12]);
}

#[test]
fn ground_is_listed_where_most_time_was_spent_first() {
    let film = filmed(EVENTS, &snapshots());
    let sheet = film.sheet("occupancy").unwrap();
    let heads: Vec<&str> = sheet.columns.iter().map(|column| column.key).collect();
    assert_eq!(heads, ["near", "both_s", "contested_s", "axis_s", "allies_s", "cell_x", "cell_y"]);
    let time = |row: &[Cell]| match row[1] {
        Cell::Number(time) => time,
        ref other => panic!("{other:?}"),
    };
    let times: Vec<_> = sheet.rows.iter().map(|row| time(row)).collect();
    assert!(times.len() > 2 && times.is_sorted_by(|a, b| a >= b), "{times:?}");
}

#[test]
fn proximity_is_measured_with_its_thresholds_beside_it() {
    let film = filmed(EVENTS, &snapshots());
    // kiko: zed at 500 u until 8.0 s, then mona at 300 u from 6.0 s; vex always at 600 u.
    let all = rows(&film, "proximity");
    assert_eq!(all[1], "kiko | Allies | 12 | 300 | 400 | 500 | 600 | 600 | 600 | 1 | 3 | 0 | 0", "{all:?}");
    assert_eq!(all[0].split(" | ").nth(3), Some("-"), "nobody of his side: nothing to measure");
    let heads = &film.sheet("proximity").unwrap().columns;
    assert!(heads.iter().any(|column| column.help.contains("facing_cone_deg 30 deg")));
}

#[test]
fn without_snapshots_every_table_says_so_and_nothing_is_zero() {
    let film = filmed(EVENTS, "");
    for key in ["proximity", "contacts", "rotation", "pairs", "floating", "shapes", "occupancy"] {
        let sheet = film.sheet(key).unwrap();
        assert!(sheet.note.starts_with("unavailable: no snapshots in this round"), "{key}: {}", sheet.note);
        for row in &sheet.rows {
            let values = row.iter().skip(2);
            assert!(values.clone().all(|cell| matches!(cell, Cell::Unknown(_))), "{key}: {row:?}");
        }
    }
    let score = film.sheet("score").unwrap();
    let total = score.columns.iter().position(|column| column.key == "total").unwrap();
    assert!(score.rows.iter().all(|row| matches!(row[total], Cell::Unknown(_))));
    assert_eq!(film.ground.unavailable.as_deref(), Some("no snapshots in this round"));
    assert!(film.strips[0].note.starts_with("unavailable") && film.strips[0].rows.iter().all(|row| row.1.is_empty()));
}
