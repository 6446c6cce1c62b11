//! Rows to a round: order, borders, slots, lives (E1, E2).

use super::super::config::Side;
use super::super::order::At;
use super::super::record::{EventRow, Ref, SampleRow};
use super::life::Walker;
use super::slots::{Slots, Tenant, named};
use super::{Capabilities, Closing, Event, Kind, Party, Player, Round};
use crate::film::{Span, Time, clean_text};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Everything that was read of one round, in file order.
#[derive(Debug)]
pub(in super::super) struct Rows {
    pub(in super::super) id: Arc<str>,
    pub(in super::super) map: Option<Arc<str>>,
    pub(in super::super) events: Vec<EventRow>,
    pub(in super::super) samples: Vec<SampleRow>,
}

/// Builds the round. `rows` has at least one line.
pub(in super::super) fn build(mut rows: Rows, sources: Vec<Arc<str>>) -> Round {
    rows.events.sort_by_key(|row| row.t);
    let borders = Borders::find(&rows);
    rows.samples.retain(|sample| borders.span.holds(sample.t));
    let slots = seat(&rows, &borders);
    let mut events = Vec::with_capacity(rows.events.len());
    for (index, row) in rows.events.into_iter().enumerate() {
        events.push(resolve(row, index, &slots));
    }
    let has = capabilities(&events[borders.inside.clone()], &rows.samples);
    let samples = rows.samples.len();
    let mut players: Vec<Player> = Vec::new();
    let mut by_client = split(&events, rows.samples, &borders, &slots);
    for client in 0..64u8 {
        let lane = std::mem::take(&mut by_client[usize::from(client)]);
        players.extend(live(client, lane, &events, &slots, borders.span.to));
    }
    Round {
        id: clean_text(&rows.id),
        map: rows.map.map(|map| map.to_string()),
        sources,
        waves: waves(&events[borders.inside.clone()]),
        pauses: pauses(&events[borders.inside.clone()], borders.span),
        span: borders.span,
        has_start: borders.has_start,
        closing: borders.closing,
        inside: borders.inside,
        events,
        players,
        has,
        samples,
    }
}

/// Where a round begins and ends (E1), in file order.
struct Borders {
    span: Span,
    inside: Range<usize>,
    has_start: bool,
    closing: Closing,
}

impl Borders {
    fn find(rows: &Rows) -> Borders {
        let events = &rows.events;
        let first = events.iter().position(|row| row.kind == Kind::RoundStart);
        let begin = first.unwrap_or(0);
        let after = |kind: Kind| (begin..events.len()).find(|index| events[*index].kind == kind);
        let end = after(Kind::RoundEnd).map(|index| (index, Closing::RoundEnd)).or_else(|| {
            let other = (begin..events.len()).find(|i| matches!(events[*i].kind, Kind::Halftime | Kind::MatchEnd))?;
            let closing = if events[other].kind == Kind::Halftime { Closing::Halftime } else { Closing::MatchEnd };
            Some((other, closing))
        });
        let times = || events.iter().map(|row| row.t).chain(rows.samples.iter().map(|sample| sample.t));
        let from = match first {
            Some(index) => events[index].t,
            None => times().min().unwrap_or_default(),
        };
        let to = match end {
            Some((index, _)) => events[index].t,
            None => times().max().unwrap_or_default(),
        };
        Borders {
            span: Span::new(from, to),
            inside: begin..end.map_or(events.len(), |(index, _)| index + 1),
            has_start: first.is_some(),
            closing: end.map_or(Closing::LastLine, |(_, closing)| closing),
        }
    }

    /// E1: lines outside are not analysed, except `player` and `spawn` lines before the start.
    fn reads(&self, index: usize, kind: &Kind) -> bool {
        self.inside.contains(&index) || (index < self.inside.start && matches!(kind, Kind::Player | Kind::Spawn))
    }
}

/// Finds out who sits in which slot when.
fn seat(rows: &Rows, borders: &Borders) -> Slots {
    let mut slots = Slots::default();
    for (index, row) in rows.events.iter().enumerate().filter(|(index, row)| borders.reads(*index, &row.kind)) {
        named(row).for_each(|client| slots.open(client));
        if row.kind == Kind::Player {
            slots.introduce(row, At::line(row.t, index));
        }
    }
    rows.samples.iter().for_each(|sample| slots.open(sample.client));
    slots.sort();
    slots
}

fn resolve(row: EventRow, index: usize, slots: &Slots) -> Event {
    let at = At::line(row.t, index);
    let party = |party: Ref| match party {
        Ref::Nobody => Party::Nobody,
        Ref::Other => Party::Other,
        Ref::Client(client) => slots.at(client, at).map_or(Party::Other, Party::Player),
    };
    Event {
        t: row.t,
        by: party(row.by),
        to: party(row.to),
        kind: row.kind,
        team: row.team,
        class: row.class,
        weapon: row.weapon,
        means: row.means,
        dmg: row.dmg,
        action: row.action,
        objective: row.objective,
        name: row.name,
        pos: row.pos,
        revived: row.revived,
        rest: row.rest,
        source: row.source,
        line: row.line,
    }
}

fn capabilities(inside: &[Event], samples: &[SampleRow]) -> Capabilities {
    let any = |kind: Kind| inside.iter().any(|event| event.kind == kind);
    Capabilities {
        snapshots: !samples.is_empty(),
        // Where nobody is seen at all, nothing is lacking but the samples.
        facing: samples.iter().any(|sample| !sample.yaw.is_nan()) || !samples.iter().any(|sample| sample.pos.is_some()),
        weapon_fire: any(Kind::WeaponFire),
        damage: any(Kind::Damage),
        objective: any(Kind::Objective),
        spawns: any(Kind::Spawn) || any(Kind::Revive),
    }
}

/// What concerns one slot: indices of event lines, and samples in time order.
#[derive(Default)]
struct Lane {
    lines: Vec<usize>,
    samples: Vec<SampleRow>,
}

fn split(events: &[Event], samples: Vec<SampleRow>, borders: &Borders, slots: &Slots) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = (0..64).map(|_| Lane::default()).collect();
    for (index, event) in events.iter().enumerate().filter(|(index, event)| borders.reads(*index, &event.kind)) {
        let party = match event.kind {
            Kind::Kill | Kind::Revive => event.to,
            Kind::Spawn | Kind::Disconnect | Kind::Player => event.by,
            _ => continue,
        };
        if let Some(tenant) = party.player().and_then(|id| slots.tenants.get(id.index())) {
            lanes[usize::from(tenant.client & 63)].lines.push(index);
        }
    }
    let mut counts = [0; 64];
    samples.iter().for_each(|sample| counts[usize::from(sample.client & 63)] += 1);
    lanes.iter_mut().zip(counts).for_each(|(lane, count)| lane.samples.reserve_exact(count));
    for sample in samples {
        lanes[usize::from(sample.client & 63)].samples.push(sample);
    }
    lanes.iter_mut().for_each(|lane| lane.samples.sort_by_key(|sample| sample.t));
    lanes
}

/// Follows a slot's tenants through its lines and samples; all lines of a millisecond come before its samples (E2).
fn live(client: u8, lane: Lane, events: &[Event], slots: &Slots, end: Time) -> Vec<Player> {
    let turns = slots.turns(client);
    let mut walkers: BTreeMap<usize, Walker> = turns.iter().map(|(_, tenant)| (*tenant, Walker::default())).collect();
    let mut turn = 0;
    let mut samples = lane.samples.into_iter().peekable();
    let places = lane.lines.into_iter().map(|index| At::line(events[index].t, index)).map(Some);
    for place in places.chain([None]) {
        // Samples up to the millisecond before this line, or all that are left.
        while let Some(sample) = samples.next_if(|sample| place.is_none_or(|line| sample.t < line.t)) {
            turn = advance(turns, turn, At::after(sample.t), &mut walkers);
            if let Some(walker) = turns.get(turn).and_then(|(_, tenant)| walkers.get_mut(tenant)) {
                walker.sample(sample);
            }
        }
        let Some((at, event)) = place.and_then(|at| Some((at, &events[at.event()?]))) else { continue };
        turn = advance(turns, turn, at, &mut walkers);
        if let Some(walker) = turns.get(turn).and_then(|(_, tenant)| walkers.get_mut(tenant)) {
            walker.line(event, at);
        }
    }
    walkers.into_iter().map(|(tenant, walker)| identify(walker.close(end), &slots.tenants[tenant])).collect()
}

/// Moves on to the tenant who has the slot at `at`; whoever had it before is gone from that line on.
fn advance(turns: &[(At, usize)], mut turn: usize, at: At, walkers: &mut BTreeMap<usize, Walker>) -> usize {
    while let Some((from, _)) = turns.get(turn + 1).filter(|(from, _)| *from <= at) {
        if let Some(old) = walkers.get_mut(&turns[turn].1) {
            old.replaced(*from);
        }
        turn += 1;
    }
    turn
}

fn identify(player: Player, tenant: &Tenant) -> Player {
    let name = tenant.name.as_ref().map_or_else(|| format!("#{}", tenant.client), ToString::to_string);
    Player { client: tenant.client, guid: tenant.guid.clone(), name, ..player }
}

fn waves(inside: &[Event]) -> Vec<(Time, Option<Side>)> {
    inside.iter().filter(|event| event.kind == Kind::Wave).map(|event| (event.t, event.side())).collect()
}

/// From each `pause` to the next `unpause`, or to the round's end.
fn pauses(inside: &[Event], span: Span) -> Vec<Span> {
    let mut pauses = Vec::new();
    let mut open: Option<Time> = None;
    for event in inside {
        match event.kind {
            Kind::Pause => {
                open.get_or_insert(event.t);
            }
            Kind::Unpause => pauses.extend(open.take().map(|from| Span::new(from, event.t))),
            _ => {}
        }
    }
    pauses.extend(open.map(|from| Span::new(from, span.to)));
    pauses
}
