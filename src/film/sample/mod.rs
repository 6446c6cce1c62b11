//! A small hand-made film for unit tests and snapshots: every thing a screen must be able to show, once.
//!
//! ```text
//!   120 s on a map of two floors, Allies (kiko, zed, ömer) attack Axis (vex, 猫neko, mona)
//!   0:42.0 vex kills zed, kiko 429 u away does not answer   candidate, high
//!   1:03.0 ömer kills 猫neko, mona is busy defusing         suppressed
//!   1:18.5 vex kills kiko, zed answers at 1:20.1            trade (fact), ömer: candidate, med
//!   1:35.0 mona kills zed alone                             isolated death, low
//!   1:40.0 mona's samples stop: her position is unknown from 1:41.5 on
//! ```

mod findings;
mod tables;

use super::{
    Actor, ActorId, ActorState, Badge, BadgeKind, Bounds, Callout, Cell, Column, ColumnKind, Film, FindingId, Lane,
    LaneName, Live, Meta, Moment, MomentKind, Outline, Places, Point, Ring, Shape, Sheet, Span, Target, Team, TeamId,
    Time, Track, Zone, ZoneKind, ZoneSource,
};

/// Attackers.
pub(crate) const ALLIES: TeamId = TeamId(1);
/// Defenders.
pub(crate) const AXIS: TeamId = TeamId(0);
/// Allied, the one the first candidate is about.
pub(crate) const KIKO: ActorId = ActorId(0);
/// Allied, the first victim.
pub(crate) const ZED: ActorId = ActorId(1);
/// Allied engineer.
pub(crate) const OMER: ActorId = ActorId(2);
/// Axis, the first killer.
pub(crate) const VEX: ActorId = ActorId(3);
/// Axis, with a wide character in the name.
pub(crate) const NEKO: ActorId = ActorId(4);
/// Axis, whose samples stop.
pub(crate) const MONA: ActorId = ActorId(5);

/// Tenths of a second, the unit of the tables below.
fn at(tenths: i64) -> Time {
    Time(tenths * 100)
}

/// The film of the file's head; the same in every call.
pub(crate) fn film() -> Film {
    let mut film = Film {
        meta: meta(),
        cast: cast(),
        tracks: tracks(),
        badge_kinds: vec![
            BadgeKind { name: "carries", mark: '$', lane: false },
            BadgeKind { name: "in combat", mark: '!', lane: false },
            BadgeKind { name: "planned", mark: 'p', lane: true },
        ],
        badges: badges(),
        moment_kinds: moment_kinds(),
        log: log(),
        places: places(),
        finding_kinds: findings::finding_kinds(),
        findings: findings::findings(),
        sheets: vec![players(), tables::score(), tables::pairs(), tables::contacts()],
        ground: tables::ground(),
        strips: vec![tables::shapes()],
        rings: vec![Ring { kind: 0, around: "victim", radius: 700.0, key: "trade_dist" }],
        ..Film::default()
    };
    film.meta.counts = vec![("deaths", Some(5)), ("trades", Some(1)), ("candidates", Some(3)), ("problems", None)];
    film
}

/// The film with what depends on the clock: a live table of points so far, curves of both sides, lanes of its own, and
/// one answer, for which no finding needs to be listed.
pub(crate) fn living() -> Film {
    let mut film = film();
    film.meta.answer = Some("HELD since 1:18.5 by points".into());
    film.meta.short = Some("Axis - Allies".into());
    film.findings.iter_mut().for_each(|finding| finding.status = super::Status::Fact);
    film.meta.key = film.findings.last().map(|finding| finding.id.clone());
    let lane = |lane, name, by_side| LaneName { lane, name, by_side };
    film.meta.lanes = vec![
        lane(Lane::Deaths, "falls", true),
        lane(Lane::Rhythm, "rhythm", false),
        lane(Lane::Objectives, "goals", false),
    ];
    film.sheets.insert(0, tables::points(Time(120_000)));
    film.sheets[0].live = Some(Live::new(vec![Time(38_000), Time(78_500)], tables::points));
    film.curves = tables::curves();
    film
}

/// The same film with its findings, and the moments that stand for them, repeated until there are `n`: for long lists.
pub(crate) fn long(n: usize) -> Film {
    let mut film = film();
    let few = film.findings.clone();
    film.findings = (0..n)
        .map(|i| {
            let mut f = few[i % few.len()].clone();
            f.id = FindingId(format!("{}#{i}", f.id));
            let shift = Time(i as i64 * 120_000 / n.max(1) as i64) - f.at;
            (f.at, f.span) = (f.at + shift, Span::new(f.span.from + shift, f.span.to + shift));
            f
        })
        .collect();
    film
}

fn meta() -> Meta {
    let team = |key, name: &str, part: &str| Team { key, name: name.into(), part: Some(part.into()) };
    Meta {
        id: "r1".into(),
        game: "a sample",
        title: "depot · round 1".into(),
        map: Some("depot".into()),
        teams: vec![team("AXIS", "Axis", "defends"), team("ALLIES", "Allies", "attacks")],
        span: Span::new(Time(0), at(1200)),
        rule: "trade: <= 700 u, 3.0 s".into(),
        config_hash: "5a3c91d2".into(),
        step: Time(500),
        bridge: Time(2_000),
        stale: Time(1_500),
        gives_away: &["candidates", "score"],
        unavailable: vec![("crossfire_converging".into(), "no yaw in the snapshots of mona".into())],
        sources: vec!["events.jsonl".into(), "snapshots.jsonl".into()],
        ..Meta::default()
    }
}

fn cast() -> Vec<Actor> {
    use ActorState::{Absent, Alive, Dead, Down};
    let actor = |number, name: &str, letter, team, role: &str, states: &[(i64, ActorState)]| Actor {
        kind: crate::film::ActorKind::Person,
        number,
        lasting_id: Some(format!("G{number}")),
        name: name.into(),
        letter,
        teams: vec![(Time(0), Some(team))],
        roles: vec![(Time(0), role.into())],
        states: states.iter().map(|&(t, s)| (at(t), s)).collect(),
    };
    vec![
        actor(2, "kiko", 'K', ALLIES, "medic", &[(0, Alive), (785, Down), (900, Dead), (1000, Alive)]),
        actor(3, "zed", 'Z', ALLIES, "soldier", &[(0, Alive), (420, Down), (450, Dead), (600, Alive), (950, Dead)]),
        actor(4, "ömer", 'O', ALLIES, "engineer", &[(0, Alive), (1100, Absent)]),
        actor(5, "vex", 'V', AXIS, "covert ops", &[(0, Alive), (801, Dead), (900, Alive)]),
        actor(6, "猫neko", 'N', AXIS, "field ops", &[(0, Alive), (630, Down), (650, Dead), (900, Alive)]),
        actor(7, "mona", 'M', AXIS, "engineer", &[(0, Alive)]),
    ]
}

/// A life through way points (tenths of a second, x, y, z), one sample every half second, facing where it goes.
fn life(actor: ActorId, team: TeamId, until: i64, way: &[(i64, f32, f32, f32)]) -> Track {
    let mut track = Track {
        actor,
        team: Some(team),
        span: Span::new(at(way[0].0), at(until)),
        t: Vec::new(),
        pos: Vec::new(),
        yaw: Vec::new(),
        hp: Vec::new(),
    };
    let last = way[way.len() - 1].0;
    for t in (way[0].0..=last).step_by(5) {
        let i = way.partition_point(|w| w.0 <= t).clamp(1, way.len() - 1);
        let (a, b) = (way[i - 1], way[i]);
        let share = (t - a.0) as f32 / (b.0 - a.0) as f32;
        let pos: Point = [a.1 + (b.1 - a.1) * share, a.2 + (b.2 - a.2) * share, a.3 + (b.3 - a.3) * share];
        let (dx, dy) = (b.1 - a.1, b.2 - a.2);
        track.t.push(at(t));
        track.pos.push(pos);
        track.yaw.push(if dx == 0.0 && dy == 0.0 { f32::NAN } else { dy.atan2(dx).to_degrees() });
        track.hp.push(Some(if t > last - 20 { 35 } else { 100 }));
    }
    track
}

fn tracks() -> Vec<Track> {
    vec![
        life(
            KIKO,
            ALLIES,
            785,
            &[
                (0, -1700.0, 200.0, 0.0),
                (200, -900.0, 500.0, 0.0),
                (420, -288.0, 400.0, 0.0),
                (600, -100.0, 520.0, 0.0),
                (785, 420.0, 300.0, 0.0),
            ],
        ),
        life(KIKO, ALLIES, 1200, &[(1000, -1700.0, 200.0, 0.0), (1200, -1000.0, 0.0, 0.0)]),
        life(
            ZED,
            ALLIES,
            420,
            &[(0, -1700.0, 0.0, 0.0), (200, -700.0, 100.0, 0.0), (415, 120.0, 280.0, 0.0), (420, 124.0, 281.0, 0.0)],
        ),
        life(
            ZED,
            ALLIES,
            950,
            &[(600, -1700.0, 0.0, 0.0), (780, 100.0, 250.0, 0.0), (850, 500.0, 0.0, 0.0), (950, 1100.0, -700.0, 0.0)],
        ),
        life(
            OMER,
            ALLIES,
            1100,
            &[
                (0, -1700.0, -200.0, 0.0),
                (300, -300.0, -700.0, 0.0),
                (450, 500.0, -800.0, 64.0),
                (600, 900.0, -300.0, 256.0),
                (700, 900.0, -300.0, 256.0),
                (1100, 0.0, 300.0, 0.0),
            ],
        ),
        life(
            VEX,
            AXIS,
            801,
            &[
                (0, 1700.0, 100.0, 0.0),
                (250, 900.0, 500.0, 0.0),
                (420, 480.0, 420.0, 0.0),
                (600, 700.0, 900.0, 0.0),
                (801, 560.0, 420.0, 0.0),
            ],
        ),
        life(VEX, AXIS, 1200, &[(900, 1700.0, 100.0, 0.0), (1200, 600.0, 400.0, 0.0)]),
        life(NEKO, AXIS, 630, &[(0, 1700.0, 0.0, 0.0), (300, 1300.0, -400.0, 256.0), (630, 1150.0, -350.0, 256.0)]),
        life(NEKO, AXIS, 1200, &[(900, 1700.0, 0.0, 0.0), (1200, 1000.0, 300.0, 0.0)]),
        life(
            MONA,
            AXIS,
            1200,
            &[
                (0, 1700.0, -100.0, 0.0),
                (400, 1200.0, -600.0, 0.0),
                (600, 960.0, -220.0, 256.0),
                (680, 960.0, -220.0, 256.0),
                (1000, 1300.0, -800.0, 0.0),
            ],
        ),
    ]
}

fn badges() -> Vec<Badge> {
    let badge = |actor, kind, from, to| Badge { actor, kind, span: Span::new(at(from), at(to)) };
    vec![
        badge(KIKO, 1, 740, 785),
        badge(ZED, 1, 380, 420),
        badge(ZED, 1, 790, 820),
        badge(OMER, 0, 300, 600),
        badge(OMER, 1, 600, 650),
        badge(VEX, 1, 380, 460),
        badge(VEX, 1, 760, 801),
        badge(NEKO, 1, 600, 630),
        badge(MONA, 1, 920, 980),
    ]
}

fn moment_kinds() -> Vec<MomentKind> {
    let kind = |key: &str, mark, lane| MomentKind { key: key.into(), mark, lane, falls: key == "kill" };
    vec![
        kind("kill", Some('x'), Lane::Deaths),
        kind("objective", Some('o'), Lane::Objectives),
        kind("wave", Some('|'), Lane::Rhythm),
        kind("pause", Some('p'), Lane::Rhythm),
        kind("damage", None, Lane::Deaths),
    ]
}

fn log() -> Vec<Moment> {
    let mut log = Vec::new();
    let mut line = 0;
    let mut push = |tenths, kind, actors: &[ActorId], team, text: &str, pos| {
        line += 1;
        let (actors, text, source) = (actors.to_vec(), text.to_owned(), Some((0, line)));
        log.push(Moment { at: at(tenths), kind, actors, team, text, pos, source });
    };
    for t in (0..1200).step_by(200) {
        push(t, 2, &[], Some(ALLIES), "Allied spawn wave", None);
    }
    for t in (0..1200).step_by(300) {
        push(t, 2, &[], Some(AXIS), "Axis spawn wave", None);
    }
    push(300, 1, &[OMER], Some(ALLIES), "ömer takes the documents", Some([-300.0, -700.0, 0.0]));
    push(405, 4, &[VEX, ZED], Some(AXIS), "vex hits zed for 42", Some([60.0, 265.0, 0.0]));
    push(420, 0, &[VEX, ZED], Some(ALLIES), "vex kills zed with the MP40", Some([124.0, 281.0, 0.0]));
    push(600, 1, &[OMER], Some(ALLIES), "ömer plants at the radar", Some([900.0, -300.0, 256.0]));
    push(630, 0, &[OMER, NEKO], Some(AXIS), "ömer kills 猫neko with the Thompson", Some([1150.0, -350.0, 256.0]));
    push(645, 1, &[MONA], Some(AXIS), "mona defuses at the radar", Some([960.0, -220.0, 256.0]));
    push(785, 0, &[VEX, KIKO], Some(ALLIES), "vex kills kiko with the MP40", Some([420.0, 300.0, 0.0]));
    push(801, 0, &[ZED, VEX], Some(AXIS), "zed kills vex with the Thompson", Some([560.0, 420.0, 0.0]));
    push(880, 3, &[], None, "pause", None);
    push(950, 0, &[MONA, ZED], Some(ALLIES), "mona kills zed with the MP40", Some([1100.0, -700.0, 0.0]));
    log.sort_by_key(|m| m.at);
    log
}

fn places() -> Places {
    let zone =
        |name: &str, kind, min, max| Zone { name: name.into(), kind, shape: Shape::Box { min, max }, guess: false };
    let callout = |name: &str, pos| Callout { name: name.into(), pos };
    let wall = |z, points: &[[f32; 2]]| Outline { points: points.to_vec(), z };
    Places {
        bounds: Some(Bounds { min: [-2048.0, -1280.0], max: [2048.0, 1280.0] }),
        zones: vec![
            Zone {
                name: "Radar".into(),
                kind: ZoneKind::Objective,
                shape: Shape::Cylinder {
                    center: [900.0, -300.0],
                    radius: 260.0,
                    z_min: Some(200.0),
                    z_max: Some(400.0),
                },
                guess: true,
            },
            zone("North flank", ZoneKind::Route, [-400.0, 800.0, -64.0], [900.0, 1100.0, 160.0]),
            zone("Allied spawn", ZoneKind::Spawn, [-1900.0, -350.0, -64.0], [-1500.0, 350.0, 160.0]),
            zone("Axis spawn", ZoneKind::Spawn, [1500.0, -350.0, -64.0], [1900.0, 350.0, 160.0]),
        ],
        zone_sources: [(ZoneKind::Objective, "maps/depot.yaml:3", true), (ZoneKind::Route, "default", false)]
            .map(|(kind, by, own)| ZoneSource { kind, by: by.into(), rule: "excuses for 8.0 s".into(), own })
            .to_vec(),
        targets: vec![
            Target { name: "Radar".into(), pos: [900.0, -300.0, 256.0], guess: Some(500.0) },
            Target { name: "Truck".into(), pos: [-700.0, -600.0, 0.0], guess: Some(400.0) },
            Target { name: "Gate".into(), pos: [300.0, 600.0, 0.0], guess: None },
        ],
        callouts: vec![
            callout("Yard", [-900.0, 400.0, 0.0]),
            callout("Gate", [300.0, 600.0, 0.0]),
            callout("Tunnel", [-300.0, -900.0, 0.0]),
            callout("Balcony", [1200.0, -500.0, 256.0]),
        ]
        .into(),
        outlines: vec![
            wall(
                0.0,
                &[[-1950.0, -1150.0], [1950.0, -1150.0], [1950.0, 1150.0], [-1950.0, 1150.0], [-1950.0, -1150.0]],
            ),
            wall(0.0, &[[200.0, -1150.0], [200.0, -500.0]]),
            wall(0.0, &[[200.0, 100.0], [200.0, 240.0]]),
            wall(256.0, &[[600.0, -600.0], [1400.0, -600.0], [1400.0, 0.0], [600.0, 0.0], [600.0, -600.0]]),
        ],
        floors: vec![(-64.0, 160.0, "ground".into()), (160.0, 480.0, "upper".into())],
        ..Places::default()
    }
}

fn players() -> Sheet {
    let column =
        |key, label, kind, help: &str| Column { key, label, kind, help: format!("{help} (trade_dist 700 u, 3.0 s)") };
    let no_yaw = || Cell::Unknown("no yaw in her snapshots".into());
    let row = |actor, side: &str, alive: f64, trades: f64, share: Cell, last: Cell| {
        vec![Cell::Actor(actor), Cell::Text(side.into()), Cell::Number(alive), Cell::Number(trades), share, last]
    };
    Sheet {
        key: "players",
        title: "Players",
        note: "support: a living team-mate within 800 u".into(),
        columns: vec![
            column("player", "player", ColumnKind::Actor, "who"),
            column("side", "side", ColumnKind::Text, "last side played"),
            column("alive_s", "alive", ColumnKind::Seconds, "sum of the lives"),
            column("opportunities", "opp", ColumnKind::Number(0), "trade opportunities"),
            column("support", "support", ColumnKind::Share, "share of time near a team-mate"),
            column("last_death", "last death", ColumnKind::Clock, "the latest death"),
        ],
        rows: vec![
            row(KIKO, "Allies", 98.5, 2.0, Cell::Number(0.612), Cell::Clock(at(785))),
            row(ZED, "Allies", 77.0, 1.0, Cell::Number(0.335), Cell::Clock(at(950))),
            row(OMER, "Allies", 110.0, 1.0, Cell::Number(0.08), Cell::Blank),
            row(VEX, "Axis", 110.1, 0.0, Cell::Number(0.41), Cell::Clock(at(801))),
            row(NEKO, "Axis", 93.0, 0.0, Cell::Number(0.5), Cell::Clock(at(630))),
            row(MONA, "Axis", 120.0, 1.0, no_yaw(), Cell::Blank),
        ],
        ..Sheet::default()
    }
}

#[test]
fn the_sample_keeps_the_promises_of_a_film() {
    let film = film();
    assert!(film.log.is_sorted_by_key(|m| m.at) && film.findings.is_sorted_by_key(|f| f.at));
    assert!(film.tracks.is_sorted_by_key(|t| (t.actor, t.span.from)));
    assert!(film.badges.is_sorted_by_key(|b| (b.actor, b.span.from)));
    assert!(film.sheets.iter().all(|s| s.rows.iter().all(|r| r.len() == s.columns.len())));
    assert!(film.sheets.iter().all(|s| s.links.is_empty() || s.links.len() == s.rows.len()));
    assert!(film.ground.stays.is_sorted_by_key(|s| (s.at, s.actor)));
    let ids: std::collections::BTreeSet<_> = film.findings.iter().map(|f| &f.id).collect();
    assert_eq!(ids.len(), film.findings.len());
    assert!(film.pose(MONA, at(1015)).is_some() && film.pose(MONA, at(1016)).is_none(), "unknown, not frozen");
}
