//! One row as a [`Film`]: arena and spawns to scale, positions where events have them, the timeline by unit, tables,
//! and what disagrees as findings.

mod curves;
mod moments;
mod namespaces;
mod sheets;
mod strip;

use super::check::{Disagreement, KINDS, finding};
use super::row::{Event, Row, Who, order_only};
use super::{Side, check};
use crate::film::{
    Actor, ActorId, ActorKind, ActorState, Bounds, Callout, Film, Lane, LaneName, Meta, Outline, Places, Shape, Span,
    Team, TeamId, Time, Track, Zone, ZoneKind, clean_text,
};
use std::sync::Arc;

/// What rows are called as films of a game.
pub const GAME: &str = "simulated fights";

/// What the timeline tells first.
const LANES: [LaneName; 3] = [
    LaneName { lane: Lane::Deaths, name: "deaths", by_side: true },
    LaneName { lane: Lane::Objectives, name: "hits", by_side: false },
    LaneName { lane: Lane::Rhythm, name: "control", by_side: false },
];

/// Between two position events at most this far apart a unit walks in a straight line; older positions are unknown.
const BRIDGE: Time = Time(2_000);

/// S6: where order is the only clock, events stand this far apart.
const ORDER_STEP: Time = Time(100);

/// A row as a film. `number` is the row's number in its index, `source` its file and line for display, `across` what
/// disagrees with other rows.
#[must_use]
pub fn film(row: &Row, number: usize, source: Option<(Arc<str>, u64)>, across: Vec<Disagreement>) -> Film {
    let stage = Stage::new(row);
    let id = row_id(row.context.run_id.as_deref(), row.context.sim_index, number);
    let mut found: Vec<Disagreement> = check::row(row, number);
    found.extend(across);
    let mut findings: Vec<_> = found.iter().map(|found| finding(found, row, &id, |who| stage.actor(who))).collect();
    if stage.order {
        // Their moments are on no clock.
        findings.iter_mut().for_each(|finding| (finding.at, finding.span) = (Time::ZERO, Span::default()));
    }
    findings.sort_by_key(|finding| finding.at);
    let (moment_kinds, log) = moments::log(&stage);
    let broken = broken(row, source.as_ref());
    let answer = Some(answer(row, findings.len(), broken.as_deref()));
    Film {
        meta: Meta { answer, lanes: LANES.to_vec(), ..meta(&stage, id, number, source, broken) },
        cast: cast(&stage),
        tracks: tracks(&stage),
        badge_kinds: moments::BADGES.to_vec(),
        badges: moments::badges(&stage),
        moment_kinds,
        log,
        places: places(row),
        finding_kinds: KINDS.to_vec(),
        findings,
        sheets: sheets::sheets(&stage),
        curves: curves::curves(&stage),
        strips: strip::strips(&stage),
        ..Film::default()
    }
}

/// The row's name by content, so that verdicts outlive other orders of rows.
pub(super) fn row_id(run: Option<&str>, sim_index: Option<f64>, number: usize) -> String {
    match (run, sim_index) {
        (Some(run), Some(index)) => format!("{}/{index}", clean_text(run)),
        _ => format!("row/{number}"),
    }
}

/// `BROKEN rows.jsonl:3: not JSON at byte 17 of its line`, of a row that could not be read to its end.
fn broken(row: &Row, source: Option<&(Arc<str>, u64)>) -> Option<String> {
    let fault = row.fault?;
    let place = source.map_or_else(String::new, |(file, line)| format!(" {file}:{line}"));
    Some(format!("BROKEN{place}: {} at byte {} of its line", fault.kind.text(), fault.at))
}

/// `team_a in 45.3 s, 3 : 0 alive; 2 checks fail`.
fn answer(row: &Row, disagreements: usize, broken: Option<&str>) -> String {
    if let Some(broken) = broken {
        return format!("{broken}; checks unknown");
    }
    let checks = match disagreements {
        0 => "checks hold".to_owned(),
        1 => "1 check fails".to_owned(),
        many => format!("{many} checks fail"),
    };
    let Some(outcome) = &row.outcome else { return format!("no outcome; {checks}") };
    let result = outcome.result.as_deref().map_or_else(|| "no result".to_owned(), clean_text);
    let time = outcome.time_s.map(|time| format!(" in {time:.1} s")).unwrap_or_default();
    let alive = match outcome.alive {
        [Some(a), Some(b)] => format!(", {a} : {b} alive"),
        _ => String::new(),
    };
    format!("{result}{time}{alive}; {checks}")
}

/// A row with what every part of its film needs.
pub(super) struct Stage<'a> {
    pub(super) row: &'a Row,
    pub(super) events: &'a [Event],
    /// Whether order is the only clock.
    pub(super) order: bool,
    /// Units of side a; those of side b follow in the cast.
    count_a: usize,
    count: usize,
    pub(super) end: Time,
    /// When each unit of the cast fell.
    deaths: Vec<Option<Time>>,
}

impl<'a> Stage<'a> {
    fn new(row: &'a Row) -> Stage<'a> {
        let events = row.events.list();
        // Of a cut list nobody knows whether all times were the same.
        let order = row.fault.is_none() && order_only(events);
        let count_a = row.unit_count(Side::A);
        let count = count_a + row.unit_count(Side::B);
        let mut stage = Stage { row, events, order, count_a, count, end: Time::ZERO, deaths: Vec::new() };
        let outcome = row.outcome.as_ref().and_then(|outcome| outcome.time_s).and_then(Time::from_secs);
        let last = (0..events.len()).map(|at| stage.time(at)).max().unwrap_or_default();
        stage.end = if order { last } else { last.max(outcome.unwrap_or_default()) };
        stage.deaths = stage.deaths();
        stage
    }

    /// When units fell: at the last hit that left them nothing, else by their time alive.
    fn deaths(&self) -> Vec<Option<Time>> {
        let by_totals = |(side, at): (Side, usize)| {
            let totals = self.row.units[side.index()].as_ref()?.get(at)?;
            let dead = totals.get("deaths").is_some_and(|deaths| deaths > 0.0) && !self.order;
            dead.then(|| totals.alive_s.and_then(Time::from_secs))?
        };
        let mut deaths: Vec<Option<Time>> = self.units().map(by_totals).collect();
        for (_, time, event) in self.timed() {
            let fell = event.kind == "hit_applied" && event.number("after_hp").is_some_and(|hp| hp <= 0.0);
            if let Some(who) = event.target().filter(|_| fell).and_then(|who| self.actor(who)) {
                deaths[who.index()] = Some(time);
            }
        }
        deaths
    }

    /// When an event happens on the film's clock.
    pub(super) fn time(&self, at: usize) -> Time {
        if self.order {
            return Time(ORDER_STEP.0 * at as i64);
        }
        self.events.get(at).and_then(|event| event.t_s).and_then(Time::from_secs).unwrap_or_default()
    }

    /// Events that have a time, with their places in the row.
    pub(super) fn timed(&self) -> impl Iterator<Item = (usize, Time, &'a Event)> {
        let known = |event: &Event| self.order || event.t_s.is_some();
        (0..).zip(self.events).filter(move |(_, event)| known(event)).map(|(at, event)| (at, self.time(at), event))
    }

    /// A unit in the cast.
    pub(super) fn actor(&self, who: Who) -> Option<ActorId> {
        let at = match who.side {
            Side::A => who.index.filter(|at| *at < self.count_a)?,
            Side::B => self.count_a + who.index?,
        };
        (at < self.count).then(|| u16::try_from(at).ok().map(ActorId))?
    }

    /// Every unit of the cast.
    pub(super) fn units(&self) -> impl Iterator<Item = (Side, usize)> + use<> {
        let (a, all) = (self.count_a, self.count.min(usize::from(u16::MAX)));
        (0..all).map(move |at| if at < a { (Side::A, at) } else { (Side::B, at - a) })
    }

    pub(super) fn name(&self, side: Side, at: usize) -> String {
        let name = clean_text(&self.row.unit_name(side, at));
        if name.trim().is_empty() { format!("{} {}", side.letter(), at + 1) } else { name }
    }

    /// When a unit fell.
    pub(super) fn death(&self, side: Side, at: usize) -> Option<Time> {
        let who = self.actor(Who { side, index: Some(at) })?;
        self.deaths.get(who.index()).copied()?
    }
}

fn meta(stage: &Stage<'_>, id: String, number: usize, source: Option<(Arc<str>, u64)>, broken: Option<String>) -> Meta {
    let row = stage.row;
    let outcome = row.outcome.as_ref();
    let team = |side: Side| Team {
        key: side.key(),
        name: format!("Side {}", side.letter()),
        part: Some(clean_text(&row.context.rosters[side.index()].join(", "))).filter(|names| !names.is_empty()),
    };
    let total = |name: &str| -> Option<u64> {
        let of = |side: Side| row.teams[side.index()].as_ref()?.get(name);
        Some((of(Side::A)? + of(Side::B)?).max(0.0) as u64)
    };
    let mut unavailable = Vec::new();
    let mut lacks = |what: &str, why: String| unavailable.push((what.to_owned(), why));
    if let Some(broken) = broken {
        lacks("checks, the rest of the row", broken);
    }
    if let Some(reason) = row.events.reason() {
        lacks("timeline and shapes", reason.to_owned());
    }
    if !stage.events.iter().any(|event| event.position().is_some()) {
        lacks("positions", "no event has one: the map shows bounds and spawns".to_owned());
    }
    if stage.order {
        lacks("time", "all events have the same t_s: order, not time".to_owned());
    }
    if outcome.is_none() {
        lacks("outcome", "the row has no `engine_outcome`".to_owned());
    }
    if row.schema.as_deref() != Some("telemetry_v1") {
        let schema = row.schema.as_deref().map_or_else(|| "none".to_owned(), clean_text);
        lacks("telemetry_v1", format!("the row's schema_version is {schema}: shown as far as it goes"));
    }
    let clock = if stage.order { "; order, not time" } else { "" };
    Meta {
        id,
        game: GAME,
        title: format!("row {number}"),
        map: row.context.map.clone().or_else(|| row.context.scenario.clone()),
        teams: Side::BOTH.map(team).into(),
        span: Span::new(Time::ZERO, stage.end),
        rule: format!("checks: sums within half a point, times within half a frame ({:.4} s){clock}", row.half_frame()),
        config_hash: String::new(),
        step: Time(100),
        bridge: BRIDGE,
        stale: BRIDGE,
        counts: vec![
            ("events", Some(stage.events.len() as u64)),
            ("kills", total("kills")),
            ("deaths", total("deaths")),
            ("casts", total("casts")),
        ],
        unavailable,
        sources: source.into_iter().map(|(name, _)| name).collect(),
        ..Meta::default()
    }
}

fn cast(stage: &Stage<'_>) -> Vec<Actor> {
    let letters = ('A'..='Z').chain('a'..='z').chain(std::iter::repeat('?'));
    let actor = |((side, at), letter): ((Side, usize), char)| {
        let mut states = vec![(Time::ZERO, ActorState::Alive)];
        states.extend(stage.death(side, at).map(|time| (time, ActorState::Dead)));
        let role = stage.row.context.rosters[side.index()].get(at).map(|id| (Time::ZERO, clean_text(id)));
        Actor {
            kind: ActorKind::Person,
            number: at as i64,
            lasting_id: None,
            name: stage.name(side, at),
            letter,
            teams: vec![(Time::ZERO, Some(TeamId(side as u8)))],
            roles: role.into_iter().collect(),
            states,
        }
    };
    stage.units().zip(letters).map(actor).collect()
}

/// One track for every unit with position events; hit points are the latest that an event told.
fn tracks(stage: &Stage<'_>) -> Vec<Track> {
    let mut tracks: Vec<Option<Track>> = vec![None; stage.count];
    let mut hp: Vec<Option<i16>> = vec![None; stage.count];
    let mut timed: Vec<_> = stage.timed().collect();
    timed.sort_by_key(|(_, time, _)| *time);
    for (_, time, event) in timed {
        if let (Some(on), Some(after)) = (event.target().and_then(|who| stage.actor(who)), event.number("after_hp")) {
            hp[on.index()] = Some(after.clamp(0.0, f64::from(i16::MAX)) as i16);
        }
        let (Some(who), Some([x, y])) = (event.source(), event.position()) else { continue };
        let Some(actor) = stage.actor(who) else { continue };
        let end = || stage.deaths.get(actor.index()).copied().flatten().unwrap_or(stage.end);
        let track = tracks[actor.index()].get_or_insert_with(|| Track {
            actor,
            team: Some(TeamId(who.side as u8)),
            span: Span::new(Time::ZERO, end()),
            t: Vec::new(),
            pos: Vec::new(),
            yaw: Vec::new(),
            hp: Vec::new(),
        });
        track.t.push(time);
        track.pos.push([x as f32, y as f32, 0.0]);
        track.yaw.push(f32::NAN);
        track.hp.push(hp[actor.index()]);
    }
    tracks.into_iter().flatten().collect()
}

fn places(row: &Row) -> Places {
    let context = &row.context;
    let bounds = context.arena.filter(|arena| arena.w > 0.0 && arena.h > 0.0).map(|arena| Bounds {
        min: [arena.x as f32, arena.y as f32],
        max: [(arena.x + arena.w) as f32, (arena.y + arena.h) as f32],
    });
    let outline = |bounds: &Bounds| {
        let ([x0, y0], [x1, y1]) = (bounds.min, bounds.max);
        Outline { points: vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]], z: 0.0 }
    };
    let (mut zones, mut callouts) = (Vec::new(), Vec::new());
    for side in Side::BOTH {
        for (at, spawn) in context.spawns[side.index()].iter().enumerate() {
            let (name, center) = (format!("spawn {} {}", side.letter(), at + 1), spawn.map(|value| value as f32));
            if let Some(tile) = context.tile_size.filter(|tile| *tile > 0.0) {
                let shape = Shape::Cylinder { center, radius: tile as f32 / 2.0, z_min: None, z_max: None };
                zones.push(Zone { name: name.clone(), kind: ZoneKind::Spawn, shape, guess: false });
            }
            callouts.push(Callout { name, pos: [center[0], center[1], 0.0] });
        }
    }
    Places {
        outlines: bounds.iter().map(outline).collect(),
        bounds,
        zones,
        callouts: callouts.into(),
        ..Places::default()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
