//! Rows to a round: order, borders, slots, lives (E1, E2).

use super::super::config::Side;
use super::super::order::At;
use super::super::record::{Beside, EventRow, Ref, SampleRow};
use super::inside::{Inside, SLOTS};
use super::life::Walker;
use super::slots::{Slots, Tenant, named};
use super::{Capabilities, Closing, Event, Kind, Party, Player, Round};
use crate::film::{Span, Time, both, clean_text};
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Everything that was read of one round, in file order.
#[derive(Debug)]
pub(in super::super) struct Rows {
    pub(in super::super) id: Arc<str>,
    pub(in super::super) map: Option<Arc<str>>,
    /// What was read together stays together: most of the time of copying goes for new memory.
    pub(in super::super) events: Vec<Vec<EventRow>>,
    pub(in super::super) samples: Vec<SampleRows>,
}

/// Samples that were read together, with what they say beside their numbers, what the words in that mean, and the numbers
/// that the rows have no room for.
#[derive(Debug)]
pub(in super::super) struct SampleRows {
    /// Which of the round's it is.
    pub(in super::super) number: usize,
    /// In file order.
    pub(in super::super) rows: Vec<SampleRow>,
    pub(in super::super) besides: Arc<[Beside]>,
    pub(in super::super) words: Arc<[Arc<str>]>,
    pub(in super::super) numbers: Arc<[f64]>,
    /// What all of the rows are like.
    pub(in super::super) seen: Box<Inside>,
}

impl SampleRows {
    /// What one of the samples says beside its numbers.
    pub(super) fn beside(&self, sample: &SampleRow) -> &Beside {
        &self.besides[sample.beside as usize]
    }
}

/// Builds the round, on so many threads (more than two are not used). `rows` has at least one line.
pub(in super::super) fn build(threads: usize, mut rows: Rows, sources: Vec<Arc<str>>) -> Round {
    // What one block held is done before a thread has begun.
    let threads = threads.min(rows.samples.len());
    sort(&mut rows.events);
    let lines: Vec<&EventRow> = rows.events.iter().flatten().collect();
    let borders = Borders::find(&lines, &rows.samples);
    let inside = rows
        .samples
        .iter()
        .fold(Inside::default(), |inside, stretch| inside.with(&stretch.seen.within(&stretch.rows, borders.span)));
    let slots = seat(&lines, &borders, &inside);
    let mut events = Vec::with_capacity(lines.len());
    let lines = rows.events.into_iter().flatten();
    events.extend(lines.enumerate().map(|(index, row)| resolve(row, index, &slots)));
    let samples = inside.counts.iter().sum();
    let has = Capabilities {
        snapshots: samples > 0,
        teams: inside.teamless < inside.alive || inside.alive == 0,
        // Where nobody is seen alive at all, nothing is lacking.
        positions: inside.placed > 0 || inside.alive == 0,
        facing: inside.faceless < inside.placed || inside.placed == 0,
        ..told(&events[borders.inside.clone()])
    };
    let players =
        live(threads, rows.samples, &Course { events: &events, borders: &borders, slots: &slots, inside: &inside });
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

/// Puts lines in the order of their times, those of a millisecond in file order; nearly always they are.
fn sort(lines: &mut Vec<Vec<EventRow>>) {
    if !lines.iter().flatten().is_sorted_by_key(|row| row.event.t) {
        let mut all: Vec<EventRow> = lines.drain(..).flatten().collect();
        all.sort_by_key(|row| row.event.t);
        lines.push(all);
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
    fn find(events: &[&EventRow], samples: &[SampleRows]) -> Borders {
        let first = events.iter().position(|row| row.event.kind == Kind::RoundStart);
        let begin = first.unwrap_or(0);
        let after = |kind: Kind| (begin..events.len()).find(|index| events[*index].event.kind == kind);
        let end = after(Kind::RoundEnd).map(|index| (index, Closing::RoundEnd)).or_else(|| {
            let other =
                (begin..events.len()).find(|i| matches!(events[*i].event.kind, Kind::Halftime | Kind::MatchEnd))?;
            let closing =
                if events[other].event.kind == Kind::Halftime { Closing::Halftime } else { Closing::MatchEnd };
            Some((other, closing))
        });
        let samples = || samples.iter().flat_map(|stretch| &stretch.rows).map(|sample| sample.t);
        let times = || events.iter().map(|row| row.event.t).chain(samples());
        let from = match first {
            Some(index) => events[index].event.t,
            None => times().min().unwrap_or_default(),
        };
        let to = match end {
            Some((index, _)) => events[index].event.t,
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
fn seat(lines: &[&EventRow], borders: &Borders, inside: &Inside) -> Slots {
    let mut slots = Slots::default();
    for (index, row) in lines.iter().enumerate().filter(|(index, row)| borders.reads(*index, &row.event.kind)) {
        named(row).for_each(|client| slots.open(client));
        if row.event.kind == Kind::Player {
            slots.introduce(row, At::line(row.event.t, index));
        }
    }
    (0..64u8).zip(inside.counts).filter(|(_, count)| *count > 0).for_each(|(client, _)| slots.open(client));
    slots.sort();
    slots
}

fn resolve(row: EventRow, index: usize, slots: &Slots) -> Event {
    let at = At::line(row.event.t, index);
    let party = |party: Ref| match party {
        Ref::Nobody => Party::Nobody,
        Ref::Other => Party::Other,
        Ref::Client(client) => slots.at(client, at).map_or(Party::Other, Party::Player),
    };
    Event { by: party(row.by), to: party(row.to), ..row.event }
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
    /// Indices of event lines that are still to come, in order.
    lines: &'a [usize],
    events: &'a [Event],
    turns: &'a [(At, usize)],
    turn: usize,
    /// The tenants in their order.
    walkers: Vec<(usize, Walker)>,
    /// Which of them has the slot.
    now: usize,
    /// Before this no line comes; whoever takes the slot does so by a line.
    quiet_until: Time,
}

impl Lane<'_> {
    /// Goes through the lines up to the end of a millisecond: they come before its samples (E2).
    fn lines_until(&mut self, end: Time) {
        while let Some((&index, later)) = self.lines.split_first().filter(|(index, _)| self.events[**index].t <= end) {
            self.lines = later;
            let event = &self.events[index];
            let at = At::line(event.t, index);
            if let Some(walker) = self.holder(at) {
                walker.line(event, at);
            }
        }
    }

    #[inline]
    fn sample(&mut self, sample: &SampleRow, stretch: &SampleRows) {
        if sample.t >= self.quiet_until {
            self.come_to(sample.t);
        }
        if let Some((_, walker)) = self.walkers.get_mut(self.now) {
            walker.sample(sample, stretch);
        }
    }

    /// Goes through everything up to the end of a millisecond, but for its samples.
    #[inline(never)]
    fn come_to(&mut self, t: Time) {
        self.lines_until(t);
        self.holder(At::after(t));
        self.quiet_until = self.lines.first().map_or(Time::MAX, |index| self.events[*index].t);
    }

    /// The tenants from whoever has the slot at `start` on.
    fn present_from(&self, start: At) -> HashSet<usize> {
        let next = self.turns.partition_point(|(from, _)| *from <= start);
        self.turns[next.saturating_sub(1)..].iter().map(|(_, tenant)| *tenant).collect()
    }

    /// Moves on to the tenant who has the slot at `at`; whoever had it before is gone from that line on.
    fn holder(&mut self, at: At) -> Option<&mut Walker> {
        while let Some((from, _)) = self.turns.get(self.turn + 1).filter(|(from, _)| *from <= at) {
            if let Some((_, old)) = self.walkers.get_mut(self.now) {
                old.replaced(*from);
            }
            self.turn += 1;
            let tenant = self.turns[self.turn].1;
            self.now = self.walkers.partition_point(|(other, _)| *other < tenant);
        }
        self.walkers.get_mut(self.now).map(|(_, walker)| walker)
    }
}

/// What every slot's way through the round is told by, but for its samples.
#[derive(Clone, Copy)]
struct Course<'a> {
    events: &'a [Event],
    borders: &'a Borders,
    slots: &'a Slots,
    inside: &'a Inside,
}

/// Follows every slot's tenants through their lines and samples: who took part, in the order of the slots. Two threads
/// each follow about half of what was sampled.
fn live(threads: usize, samples: Vec<SampleRows>, course: &Course<'_>) -> Vec<Player> {
    let lines = lines_by_slot(course);
    let before = |slot: usize| course.inside.counts[..slot].iter().sum::<usize>();
    let middle = match threads {
        0 | 1 => SLOTS,
        _ => (0..SLOTS).find(|slot| 2 * before(*slot) >= before(SLOTS)).unwrap_or(SLOTS),
    };
    // A stretch goes once both are through with it: the samples are never kept beside all that is made of them.
    let stretches: Vec<Arc<SampleRows>> = samples.into_iter().map(Arc::new).collect();
    let others = if middle < SLOTS { stretches.clone() } else { Vec::new() };
    let (first, rest) = both(
        threads,
        || follow(0..middle, stretches, &lines, course),
        || follow(middle..SLOTS, others, &lines, course),
    );
    first.into_iter().chain(rest).collect()
}

/// Follows the tenants of some slots.
fn follow(
    slots: Range<usize>,
    samples: Vec<Arc<SampleRows>>,
    lines: &[Vec<usize>],
    course: &Course<'_>,
) -> Vec<Player> {
    let Course { events, borders, inside, .. } = *course;
    let lane = |slot: usize| {
        let turns = course.slots.turns(slot as u8);
        let tenants: BTreeSet<usize> = turns.iter().map(|(_, tenant)| *tenant).collect();
        let now = turns.first().map_or(0, |(_, first)| tenants.range(..first).count());
        let mut walkers: Vec<_> = tenants.into_iter().map(|tenant| (tenant, Walker::default())).collect();
        if let [(_, only)] = &mut *walkers {
            only.expect(inside.counts[slot]);
        }
        Lane { lines: &lines[slot], events, turns, turn: 0, walkers, now, quiet_until: Time(i64::MIN) }
    };
    let mut lanes: Vec<Lane<'_>> = slots.clone().map(lane).collect();
    let mut take = |sample: &SampleRow, stretch: &SampleRows| {
        let lane = usize::from(sample.client & 63).checked_sub(slots.start);
        if let Some(lane) = lane.and_then(|lane| lanes.get_mut(lane)).filter(|_| borders.span.holds(sample.t)) {
            lane.sample(sample, stretch);
        }
    };
    if inside.in_order {
        for stretch in samples {
            stretch.rows.iter().for_each(|sample| take(sample, &stretch));
        }
    } else {
        let all = samples.iter().flat_map(|stretch| stretch.rows.iter().map(move |sample| (sample, stretch)));
        let mut order: Vec<_> = all.collect();
        order.sort_by_key(|(sample, _)| sample.t);
        order.into_iter().for_each(|(sample, stretch)| take(sample, stretch));
    }
    let mut players = Vec::new();
    for mut lane in lanes {
        lane.lines_until(Time(i64::MAX));
        let present = lane.present_from(At::line(borders.span.from, borders.inside.start));
        for (tenant, walker) in lane.walkers {
            let player = Player { present: present.contains(&tenant), ..walker.close(borders.span.to) };
            players.push(identify(player, &course.slots.tenants[tenant]));
        }
    }
    players
}

/// The lines that concern each slot, as indices.
fn lines_by_slot(course: &Course<'_>) -> Vec<Vec<usize>> {
    let Course { events, borders, slots, .. } = *course;
    let mut lines = vec![Vec::new(); SLOTS];
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
