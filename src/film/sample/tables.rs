//! The tables, the ground and the shapes of the sample film: a table for every view and a link of every kind.

use super::{ALLIES, AXIS, KIKO, MONA, NEKO, OMER, VEX, ZED, at, cast, tracks};
use crate::film::{
    ActorId, ActorState, Cell, Column, ColumnKind, Curve, FindingId, Ground, Line, Link, Sheet, Span, Stay, Stretch,
    Strip, TeamId, Time, View, Whose,
};

fn column(key: &'static str, label: &'static str, kind: ColumnKind, help: &str) -> Column {
    Column { key, label, kind, help: help.into() }
}

/// Components that add up, one of them negative, one unknown.
pub(super) fn score() -> Sheet {
    use ColumnKind::{Actor, Number};
    let row = |actor, parts: [f64; 4]| {
        let sum: f64 = parts.iter().sum();
        let mut row = vec![Cell::Actor(actor), Cell::Number(sum)];
        row.extend(parts.map(Cell::Number));
        row
    };
    let mut rows = vec![
        row(KIKO, [2.0, 1.5, 0.0, -1.0]),
        row(ZED, [4.0, 0.5, 1.0, 0.0]),
        row(OMER, [0.0, 0.5, 6.0, -2.0]),
        row(VEX, [6.0, 0.0, 0.0, 0.0]),
        row(NEKO, [2.0, 0.0, 0.0, 0.0]),
        row(MONA, [2.0, 0.0, 3.0, 0.0]),
    ];
    rows[5][3] = Cell::Unknown("no damage lines of mona".into());
    Sheet {
        key: "score",
        title: "Score",
        note: "unvalidated weights: success 2, attempt 0.5, objective 3, penalties off by default".into(),
        columns: vec![
            column("player", "player", Actor, "who"),
            column("total", "total", Number(1), "sum of the components"),
            column("success", "trade success", Number(1), "2 for every trade (trade_success 2)"),
            column("attempt", "attempt", Number(1), "0.5 for every attempt (trade_attempt 0.5)"),
            column("objective", "objective", Number(1), "3 for every objective (objective 3)"),
            column("penalty", "penalty", Number(1), "-1 for every confirmed missed trade (missed -1)"),
        ],
        links: [KIKO, ZED, OMER, VEX, NEKO, MONA].map(|actor| Some(Link::Sheet("contacts", actor))).into(),
        rows,
        view: View::Bars { from: 2, to: 6 },
        ..Sheet::default()
    }
}

/// A live table: what was known of each side's points at a moment.
pub(super) fn points(t: Time) -> Sheet {
    let row = |side: &str, at: i64, points: f64| {
        let reached = t >= Time(at);
        let (state, value) = if reached { ("counts", Cell::Number(points)) } else { ("not yet", Cell::Blank) };
        vec![Cell::Text(side.into()), Cell::Text(state.into()), value, Cell::Clock(Time(at))]
    };
    let rows = vec![row("Axis", 38_000, 3.0), row("Allies", 78_500, 5.0)];
    let strong = (0..2).filter(|at| rows[*at][1] == Cell::Text("counts".into())).collect();
    Sheet {
        key: "points",
        title: "Points",
        note: format!("points so far at {t}; 5 hold the round"),
        columns: vec![
            column("side", "side", ColumnKind::Text, "whose"),
            column("state", "state", ColumnKind::Text, "counts from its clock on"),
            column("points", "points", ColumnKind::Number(0), "points when it counts"),
            column("clock", "clock", ColumnKind::Clock, "when it is decided"),
        ],
        rows,
        strong,
        ..Sheet::default()
    }
}

/// Two measures of both sides, one of somebody.
pub(super) fn curves() -> Vec<Curve> {
    let line = |team, values: &[(i64, Option<f64>)]| Line {
        whose: Whose::Team(TeamId(team)),
        readings: values.iter().map(|(t, v)| (Time(*t), *v)).collect(),
    };
    let strength = vec![
        line(0, &[(0, Some(3.0)), (38_000, Some(2.0)), (80_000, Some(1.0)), (100_000, Some(3.0))]),
        line(1, &[(0, Some(3.0)), (20_000, None), (60_000, Some(2.0)), (90_000, Some(0.0))]),
    ];
    let hp = Line { whose: Whose::Actor(KIKO), readings: vec![(Time(0), Some(140.0)), (Time(38_000), Some(35.5))] };
    let curve =
        |key, label, lines| Curve { key, label, help: "counted every second".into(), lines, ..Curve::default() };
    vec![curve("strength", "alive", strength), Curve { full: Some(200.0), ..curve("hp", "hp", vec![hp]) }]
}

/// Every pair once.
pub(super) fn pairs() -> Sheet {
    let row = |a, b, seconds| vec![Cell::Actor(a), Cell::Actor(b), seconds];
    let rows = vec![
        row(KIKO, ZED, Cell::Number(42.0)),
        row(KIKO, OMER, Cell::Number(3.5)),
        row(ZED, OMER, Cell::Blank),
        row(VEX, NEKO, Cell::Number(21.0)),
        row(VEX, MONA, Cell::Unknown("mona's samples stop".into())),
        row(NEKO, MONA, Cell::Number(10.0)),
    ];
    Sheet {
        key: "pairs",
        title: "Pairs",
        note: "together: within 600 u of each other (pair_dist)".into(),
        columns: vec![
            column("player", "player", ColumnKind::Actor, "who"),
            column("mate", "mate", ColumnKind::Actor, "with whom"),
            column("together_s", "together", ColumnKind::Seconds, "seconds within 600 u (pair_dist)"),
        ],
        links: vec![Some(Link::Actor(KIKO)), None, None, Some(Link::Actor(VEX)), None, None],
        rows,
        view: View::Matrix { row: 0, column: 1, value: 2 },
        ..Sheet::default()
    }
}

/// A moment, a finding, nothing.
pub(super) fn contacts() -> Sheet {
    let row =
        |t, victim, near: &str, late| vec![Cell::Clock(at(t)), Cell::Actor(victim), Cell::Text(near.into()), late];
    Sheet {
        key: "contacts",
        title: "Rotation",
        note: "contact: damage after 5.0 s of quiet (first_contact_quiet_s)".into(),
        columns: vec![
            column("at", "at", ColumnKind::Clock, "the first hit"),
            column("victim", "victim", ColumnKind::Actor, "who was hit"),
            column("near", "who was there", ColumnKind::Text, "team-mates within 800 u (support_dist)"),
            column("support_s", "support after", ColumnKind::Seconds, "until a team-mate came within 800 u"),
        ],
        rows: vec![
            row(405, ZED, "kiko", Cell::Number(0.0)),
            row(630, NEKO, "mona", Cell::Number(0.0)),
            row(785, KIKO, "zed", Cell::Number(1.6)),
            row(950, ZED, "", Cell::Blank),
        ],
        links: vec![
            Some(Link::At(at(405))),
            None,
            Some(Link::Finding(FindingId("r1:missed_trade:78500:ömer".into()))),
            Some(Link::At(at(950))),
        ],
        ..Sheet::default()
    }
}

/// Stays on a grid of 512 u, one a second, of everybody alive whose position is known.
pub(super) fn ground() -> Ground {
    let (cast, tracks) = (cast(), tracks());
    let mut stays = Vec::new();
    for t in (0..120).map(|s| Time(s * 1_000)) {
        for track in &tracks {
            let actor = track.actor;
            let alive = cast[actor.index()].state(t) == ActorState::Alive && track.span.holds(t);
            let (Some(team), Some(pose), true) = (track.team, track.pose(t, Time(2_000), Time(1_500)), alive) else {
                continue;
            };
            let cell = [0, 1].map(|i| (pose.pos[i] / 512.0).floor() as i32);
            let one = Stay { at: t, lasts: Time(1_000), actor, team, cell };
            if stays.last().is_none_or(|last: &Stay| (last.at, last.actor) != (t, actor)) {
                stays.push(one);
            }
        }
    }
    let note = "player-seconds a cell of 512 u, sampled every 1.0 s; contested: both sides in one sample".into();
    Ground { cell: 512.0, stays, note, unavailable: None }
}

/// Shapes of both sides, with a gap where one is unknown.
pub(super) fn shapes() -> Strip {
    let of = |team: TeamId, list: &[(i64, i64, &str, u8)]| {
        let stretch = |&(from, to, label, class): &(i64, i64, &str, u8)| Stretch {
            span: Span::new(at(from), at(to)),
            label: String::from(label),
            class,
        };
        (Some(team), list.iter().map(stretch).collect::<Vec<_>>())
    };
    Strip {
        key: "shape",
        title: "Shape",
        note: "groups by single linkage within 600 u (cluster_dist)".into(),
        rows: vec![
            of(AXIS, &[(0, 300, "3", 0), (300, 650, "2-1", 1), (900, 1200, "1-1-1", 2)]),
            of(ALLIES, &[(0, 200, "3", 0), (200, 420, "2-1", 1), (420, 600, "1-1", 2), (600, 1200, "2-1", 1)]),
        ],
        actors: Vec::new(),
    }
}

/// Nobody is named twice, so that the tables can be followed.
#[test]
fn the_links_lead_to_what_is_there() {
    let film = super::film();
    for sheet in &film.sheets {
        for link in sheet.links.iter().flatten() {
            match link {
                Link::At(t) => assert!(film.meta.span.holds(*t)),
                Link::Finding(id) => assert!(film.findings.iter().any(|f| f.id == *id), "{id}"),
                Link::Actor(ActorId(id)) => assert!(usize::from(*id) < film.cast.len()),
                Link::Sheet(key, _) => assert!(film.sheet(key).is_some()),
                Link::Row(..) | Link::Rows(_) => panic!("a film has no table of rows"),
            }
        }
    }
}
