//! Rows to a round: order, borders, slots, lives (E1, E2).

use super::super::config::Side;
use super::super::order::At;
use super::super::record::{EventRow, Ref, SampleRow};
use super::life::Walker;
use super::slots::{Slots, Tenant, named};
use super::{Capabilities, Closing, Event, Kind, Party, Player, Round};
use crate::film::{Span, Time, clean_text};
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Everything that was read of one round, in file order.
#[derive(Debug)]
pub(in super::super) struct Rows {
    pub(in super::super) id: Arc<str>,
    pub(in super::super) map: Option<Arc<str>>,
    pub(in super::super) events: Vec<EventRow>,
    pub(in super::super) samples: Vec<SampleRows>,
}

/// Samples that were read together, with the words they mean.
#[derive(Debug)]
pub(in super::super) struct SampleRows {
    /// In file order.
    pub(in super::super) rows: Vec<SampleRow>,
    pub(in super::super) words: Arc<[Arc<str>]>,
}

/// Builds the round. `rows` has at least one line.
pub(in super::super) fn build(mut rows: Rows, sources: Vec<Arc<str>>) -> Round {
    rows.events.sort_by_key(|row| row.t);
    let borders = Borders::find(&rows);
    let (slots, inside) = seat(&rows, &borders);
    let events: Vec<Event> =
        rows.events.into_iter().enumerate().map(|(index, row)| resolve(row, index, &slots)).collect();
    let samples = inside.counts.iter().sum();
    let has = Capabilities {
        snapshots: samples > 0,
        teams: inside.teamless < inside.alive || inside.alive == 0,
        // Where nobody is seen alive at all, nothing is lacking.
        positions: inside.placed > 0 || inside.alive == 0,
        facing: inside.faceless < inside.placed || inside.placed == 0,
        ..told(&events[borders.inside.clone()])
    };
    let players = live(rows.samples, &events, &borders, &slots, &inside);
    Round {
        id: clean_text(&rows.id),
        map: rows.map.map(|map| map.to_string()),
        sources,
        waves: waves(&events[borders.inside.clone()]),
        pauses: pauses(&events[borders.inside.clone()], borders.span),
        span: borders.span,
        has_start: borders.has_start,
        closing: borders.closing,
        growing: false,
        inside: borders.inside,
        events,
        players,
        has,
        samples,
        teamless: inside.teamless,
        faceless: inside.faceless,
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
        let samples = || rows.samples.iter().flat_map(|stretch| &stretch.rows).map(|sample| sample.t);
        let times = || events.iter().map(|row| row.t).chain(samples());
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

/// What a first look at the samples tells.
struct Inside {
    /// How many lie inside the round, by slot.
    counts: [usize; 64],
    /// Whether all come in the order of their times.
    in_order: bool,
    /// How many inside say that a player is alive.
    alive: usize,
    /// How many of these say no team.
    teamless: usize,
    /// How many of the living say where they are.
    placed: usize,
    /// How many of these do not say which way they face.
    faceless: usize,
}

/// Finds out who sits in which slot when, and what the samples are like.
fn seat(rows: &Rows, borders: &Borders) -> (Slots, Inside) {
    let mut slots = Slots::default();
    for (index, row) in rows.events.iter().enumerate().filter(|(index, row)| borders.reads(*index, &row.kind)) {
        named(row).for_each(|client| slots.open(client));
        if row.kind == Kind::Player {
            slots.introduce(row, At::line(row.t, index));
        }
    }
    let (mut counts, mut in_order, mut latest) = ([0; 64], true, Time(i64::MIN));
    let (mut alive, mut teamless, mut placed, mut faceless) = (0, 0, 0, 0);
    for stretch in &rows.samples {
        for sample in &stretch.rows {
            in_order &= latest <= sample.t;
            latest = sample.t;
            let inside = borders.span.holds(sample.t);
            counts[usize::from(sample.client & 63)] += usize::from(inside);
            let living = inside && sample.alive();
            alive += usize::from(living);
            teamless += usize::from(living && sample.team().is_none());
            let somewhere = living && sample.pos().is_some();
            placed += usize::from(somewhere);
            faceless += usize::from(somewhere && sample.yaw.is_nan());
        }
    }
    (0..64u8).zip(counts).filter(|(_, count)| *count > 0).for_each(|(client, _)| slots.open(client));
    slots.sort();
    (slots, Inside { counts, in_order, alive, teamless, placed, faceless })
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
        winner: row.winner,
        dist: row.dist,
        rest: row.rest,
        source: row.source,
        line: row.line,
    }
}

/// What the event lines inside can tell.
fn told(inside: &[Event]) -> Capabilities {
    let any = |kind: Kind| inside.iter().any(|event| event.kind == kind);
    Capabilities {
        weapon_fire: any(Kind::WeaponFire),
        damage: any(Kind::Damage),
        objective: any(Kind::Objective),
        ..Capabilities::default()
    }
}

/// One slot on its way through the round: its lines that are still to come, and whoever has it.
struct Lane<'a> {
    /// Indices of event lines, in order.
    lines: std::iter::Peekable<std::vec::IntoIter<usize>>,
    events: &'a [Event],
    turns: &'a [(At, usize)],
    turn: usize,
    walkers: BTreeMap<usize, Walker>,
}

impl Lane<'_> {
    /// Goes through the lines up to the end of a millisecond: they come before its samples (E2).
    fn lines_until(&mut self, end: Time) {
        while let Some(index) = self.lines.next_if(|index| self.events[*index].t <= end) {
            let event = &self.events[index];
            let at = At::line(event.t, index);
            if let Some(walker) = self.holder(at) {
                walker.line(event, at);
            }
        }
    }

    fn sample(&mut self, sample: &SampleRow, words: &[Arc<str>]) {
        self.lines_until(sample.t);
        if let Some(walker) = self.holder(At::after(sample.t)) {
            walker.sample(sample, words);
        }
    }

    /// The tenants from whoever has the slot at `start` on.
    fn present_from(&self, start: At) -> HashSet<usize> {
        let next = self.turns.partition_point(|(from, _)| *from <= start);
        self.turns[next.saturating_sub(1)..].iter().map(|(_, tenant)| *tenant).collect()
    }

    /// Moves on to the tenant who has the slot at `at`; whoever had it before is gone from that line on.
    fn holder(&mut self, at: At) -> Option<&mut Walker> {
        while let Some((from, _)) = self.turns.get(self.turn + 1).filter(|(from, _)| *from <= at) {
            if let Some(old) = self.walkers.get_mut(&self.turns[self.turn].1) {
                old.replaced(*from);
            }
            self.turn += 1;
        }
        self.turns.get(self.turn).and_then(|(_, tenant)| self.walkers.get_mut(tenant))
    }
}

/// Follows every slot's tenants through their lines and samples: who took part, in the order of the slots.
fn live(samples: Vec<SampleRows>, events: &[Event], borders: &Borders, slots: &Slots, inside: &Inside) -> Vec<Player> {
    let mut lines = lines_by_slot(events, borders, slots);
    let mut lanes: Vec<Lane<'_>> = (0..64u8)
        .map(|client| {
            let turns = slots.turns(client);
            let mut walkers: BTreeMap<usize, Walker> =
                turns.iter().map(|(_, tenant)| (*tenant, Walker::default())).collect();
            if let [(_, only)] = turns {
                walkers.entry(*only).or_default().expect(inside.counts[usize::from(client)]);
            }
            let lines = std::mem::take(&mut lines[usize::from(client)]).into_iter().peekable();
            Lane { lines, events, turns, turn: 0, walkers }
        })
        .collect();
    let mut take = |sample: &SampleRow, words: &[Arc<str>]| {
        if borders.span.holds(sample.t) {
            lanes[usize::from(sample.client & 63)].sample(sample, words);
        }
    };
    if inside.in_order {
        for stretch in samples {
            stretch.rows.iter().for_each(|sample| take(sample, &stretch.words));
        }
    } else {
        let all = samples.iter().flat_map(|stretch| stretch.rows.iter().map(|sample| (sample, &stretch.words)));
        let mut order: Vec<_> = all.collect();
        order.sort_by_key(|(sample, _)| sample.t);
        order.into_iter().for_each(|(sample, words)| take(sample, words));
    }
    let mut players = Vec::new();
    for mut lane in lanes {
        lane.lines_until(Time(i64::MAX));
        let present = lane.present_from(At::line(borders.span.from, borders.inside.start));
        for (tenant, walker) in lane.walkers {
            let player = Player { present: present.contains(&tenant), ..walker.close(borders.span.to) };
            players.push(identify(player, &slots.tenants[tenant]));
        }
    }
    players
}

/// The lines that concern each slot, as indices.
fn lines_by_slot(events: &[Event], borders: &Borders, slots: &Slots) -> Vec<Vec<usize>> {
    let mut lines = vec![Vec::new(); 64];
    for (index, event) in events.iter().enumerate().filter(|(index, event)| borders.reads(*index, &event.kind)) {
        let party = match event.kind {
            Kind::Kill | Kind::Revive => event.to,
            Kind::Spawn | Kind::Disconnect | Kind::Player => event.by,
            _ => continue,
        };
        if let Some(tenant) = party.player().and_then(|id| slots.tenants.get(id.index())) {
            lines[usize::from(tenant.client & 63)].push(index);
        }
    }
    lines
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
