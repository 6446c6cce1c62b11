//! One round: the clock and the order of things inside a server frame.
//!
//! ```text
//! label t:  sample (if due) -> players one after the other: shot -> damage -> kill, revive, work, self-kill
//!           -> what the frame itself does (true time t + 25, label t): grenades, dynamite, spawn waves
//! ```
//! That is the order of a real server, whose events carry the level time of the last `et_RunFrame`: the sample of a
//! death's own label shows the victim alive, and waves carry a label one frame early.

use super::aftermath::{Debt, Truth};
use super::agent::{Agent, State};
use super::combat::Missile;
use super::dice::Dice;
use super::map::{EYE, Map, SIGHT};
use super::objectives::{Plan, Works};
use super::options::Options;
use super::rates::Tally;
use super::roster::{AXIS, Person, side_name};
use super::space::{P3, dist, turn};
use super::writer::{Line, RoundFiles};

/// A server frame in milliseconds (`sv_fps 40`).
pub(super) const TICK: i64 = 25;
/// Players appear this long after the round's start.
pub(super) const FIRST_SPAWN: i64 = 500;

/// A side's spawn clock: everybody in limbo comes back when `(offset + t) % every == 0`.
pub(super) struct Wave {
    pub(super) every: i64,
    pub(super) offset: i64,
}

/// The state of a round.
///
/// Indexes: agents are numbered by their place in `agents`, nodes by their place in the map; both are made once and
/// never change, so indexing by them cannot fail.
pub(super) struct World {
    pub(super) map: &'static Map,
    pub(super) dice: Dice,
    pub(super) now: i64,
    pub(super) end: i64,
    pub(super) win_at: Option<u32>,
    pub(super) agents: Vec<Agent>,
    pub(super) vis: Vec<bool>,
    pub(super) waves: [Wave; 2],
    pub(super) missiles: Vec<Missile>,
    pub(super) works: Works,
    pub(super) plans: [Plan; 2],
    pub(super) tally: Tally,
    pub(super) debts: Vec<Debt>,
    pub(super) truths: Vec<Truth>,
    pub(super) out: RoundFiles,
    round: u32,
    sample_every: i64,
    pause_at: Option<i64>,
}

impl World {
    /// A round before its start; `round` counts from 0, odd rounds are played with the sides swapped.
    pub(super) fn new(map: &'static Map, options: &Options, people: &[Person], round: u32) -> World {
        let mut dice = Dice::new(options.seed, u64::from(round) + 1);
        let swapped = round as usize % 2;
        let agents: Vec<Agent> = people.iter().map(|p| Agent::new(p, p.roster ^ swapped, people.len())).collect();
        let end = (options.minutes * 2_400.0 + 0.5).floor() as i64 * TICK;
        let mut wave = |every| Wave { every, offset: dice.ms(0, 601) * TICK };
        let waves = [wave(30_000), wave(20_000)];
        let plans = [Plan::new(&mut dice), Plan::new(&mut dice)];
        let round_id = format!("{}-r{}", options.name, round + 1);
        World {
            map,
            now: 0,
            end,
            win_at: options.win_at,
            vis: vec![false; agents.len() * agents.len()],
            waves,
            missiles: Vec::new(),
            works: Works::default(),
            plans,
            tally: Tally::default(),
            debts: Vec::new(),
            truths: Vec::new(),
            out: RoundFiles { round_id, events: String::new(), snapshots: String::new(), truth: String::new() },
            round,
            sample_every: (40 / i64::from(options.hz)).max(1) * TICK,
            // One pause, in the second round of a match.
            pause_at: (swapped == 1).then(|| end * 2 / 5 / TICK * TICK),
            agents,
            dice,
        }
    }

    /// Plays the round.
    pub(super) fn play(mut self) -> RoundFiles {
        let round = i64::from(self.round % 2) + 1;
        self.event("round_start", |l| l.number("round", round));
        while self.now < self.end && !self.won() {
            self.frame();
            self.now += TICK;
        }
        self.close_truths();
        let winner = side_name(if self.won() { 1 } else { AXIS });
        self.event("round_end", |l| l.text("winner", winner));
        self.out
    }

    fn won(&self) -> bool {
        self.win_at.is_some_and(|n| self.works.delivered >= n)
    }

    fn frame(&mut self) {
        if self.now < FIRST_SPAWN {
            return;
        }
        if self.now == FIRST_SPAWN {
            self.everybody_joins();
            return;
        }
        // Every fourth frame is often enough for players' eyes.
        let looks = self.now % 100 == 0;
        if looks {
            self.vis = self.sight();
            self.watch_truths();
        }
        if self.now % self.sample_every == 0 {
            // Samples tell the truth of their own moment, and what is recorded changes nothing in the game.
            let vis = if looks { self.vis.clone() } else { self.sight() };
            self.sample(&vis);
        }
        if self.pause_at == Some(self.now) {
            // The round clock stands still meanwhile: both lines carry the same time, and no sample lies between.
            self.event("pause", |l| l);
            self.event("unpause", |l| l);
        }
        for i in 0..self.agents.len() {
            self.act(i);
        }
        self.explode();
        self.works_tick();
        self.spawn_waves();
        self.tend_debts();
    }

    /// Player-minutes since the first spawn.
    pub(super) fn player_minutes(&self) -> f64 {
        (self.now - FIRST_SPAWN) as f64 / 60_000.0 * self.agents.len() as f64
    }

    /// Milliseconds from `now` to the side's next wave.
    pub(super) fn to_wave(&self, side: usize) -> i64 {
        let wave = &self.waves[side];
        wave.every - (self.now + wave.offset).rem_euclid(wave.every)
    }

    /// Writes an event line of the current label.
    pub(super) fn event(&mut self, kind: &str, fill: impl FnOnce(Line<'_>) -> Line<'_>) {
        let line = Line::at(&mut self.out.events, self.now).text("type", kind);
        fill(line).text("map", &self.map.name).text("round_id", &self.out.round_id).end();
    }

    /// The eye of an agent.
    pub(super) fn eye(&self, i: usize) -> P3 {
        let p = self.agents[i].pos;
        [p[0], p[1], p[2] + EYE]
    }

    /// Whether `i` and `j` had a free line between their eyes at the last look.
    pub(super) fn sees(&self, i: usize, j: usize) -> bool {
        self.vis[i * self.agents.len() + j]
    }

    /// Who has a free line to whom at this moment.
    fn sight(&self) -> Vec<bool> {
        let n = self.agents.len();
        let mut vis = vec![false; n * n];
        for i in 0..n {
            for j in i + 1..n {
                let (a, b) = (&self.agents[i], &self.agents[j]);
                let free = a.side != b.side
                    && a.alive()
                    && b.alive()
                    && dist(a.pos, b.pos) <= SIGHT
                    && self.map.sees(self.eye(i), self.eye(j));
                vis[i * n + j] = free;
                vis[j * n + i] = free;
            }
        }
        vis
    }

    fn sample(&mut self, vis: &[bool]) {
        for i in 0..self.agents.len() {
            let a = &self.agents[i];
            let line = Line::at(&mut self.out.snapshots, self.now)
                .number("client", i64::from(a.client))
                .text("team", side_name(a.side));
            let line = match a.state {
                State::Absent => continue,
                State::Alive => {
                    let los: Vec<u8> = (0..self.agents.len())
                        .filter(|&j| vis[i * self.agents.len() + j])
                        .map(|j| self.agents[j].client)
                        .collect();
                    line.flag("alive", true)
                        .point("pos", a.pos)
                        .whole("vel", a.vel)
                        .tenth("yaw", turn(0.0, a.yaw))
                        .tenth("pitch", a.pitch)
                        .number("hp", i64::from(a.hp))
                        .text("weapon", a.gun())
                        .flag("carry", a.carry)
                        .clients("los", &los)
                }
                State::Down => {
                    line.flag("alive", false).text("state", "down").point("pos", a.pos).number("hp", i64::from(a.hp))
                }
                // A player in limbo looks through somebody else's eyes: no position of its own.
                State::Limbo => line.flag("alive", false).text("state", "limbo"),
            };
            line.text("class", a.class.as_str()).text("round_id", &self.out.round_id).end();
        }
    }
}
