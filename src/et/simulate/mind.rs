//! What players set out to do: attackers push to the objective of the hour in groups, some by the flanks; defenders hold
//! posts around it; both rest and watch between their ways.

use super::agent::{Job, State, Task};
use super::objectives::{Focus, Papers};
use super::roster::Class;
use super::space::{flat, yaw_to};
use super::walking::mix;
use super::world::{TICK, World};

impl World {
    /// One frame of one player.
    pub(super) fn act(&mut self, i: usize) {
        match self.agents[i].state {
            State::Absent | State::Limbo => return,
            State::Down => return self.lie(i),
            State::Alive => {}
        }
        self.may_reset(i);
        if !self.agents[i].alive() {
            return;
        }
        self.mend(i);
        self.notice(i);
        if self.agents[i].fight.is_some() {
            self.fight(i);
        } else {
            self.errand(i);
            if self.agents[i].alive() {
                self.look_around(i);
            }
        }
        self.face(i);
    }

    /// Medics mend themselves; others near a medic are handed packs.
    fn mend(&mut self, i: usize) {
        if self.now % 500 != 0 || self.agents[i].hurt_since(self.now, 4_000).is_some() {
            return;
        }
        let a = &self.agents[i];
        let medic = a.class == Class::Medic;
        let near = self.agents.iter().enumerate().any(|(m, b)| {
            m != i && b.alive() && b.side == a.side && b.class == Class::Medic && b.fight.is_none() && flat(a.pos, b.pos) < 250.0
        });
        let (step, full) = if medic { (2, 125) } else { (6, 115) };
        let a = &mut self.agents[i];
        if (medic || near) && a.hp < full {
            a.hp = (a.hp + step).min(full);
        }
    }

    /// Goes on with what it is about.
    fn errand(&mut self, i: usize) {
        match self.agents[i].task {
            Task::Hold => {
                self.walk(i, false);
                if self.now >= self.agents[i].until {
                    self.go_on(i);
                }
            }
            Task::Go => self.travel(i),
            Task::Work(job) => {
                if self.arrived(i) {
                    self.labour(i, job);
                } else {
                    self.walk(i, true);
                }
            }
            Task::Revive(body) => self.help(i, body),
        }
    }

    /// On the way: rest when it is time, decide again at the end.
    fn travel(&mut self, i: usize) {
        let node = self.walk(i, true);
        if self.agents[i].carry || self.agents[i].fight.is_some() {
            if self.arrived(i) {
                self.decide(i);
            }
            return;
        }
        if self.arrived(i) {
            self.rest(i);
        } else if node && self.now >= self.agents[i].pause_at {
            self.rest(i);
        }
    }

    /// Stands and watches for a while; longer when the round has been bloody.
    fn rest(&mut self, i: usize) {
        let heat = self.tally.heat(self.player_minutes());
        let range = if self.agents[i].attacks() { (1_200.0, 4_200.0) } else { (2_200.0, 7_000.0) };
        let time = (self.dice.between(range.0, range.1) / heat).min(9_000.0) as i64;
        let a = &mut self.agents[i];
        (a.task, a.until) = (Task::Hold, self.now + time);
    }

    /// After a rest: on along the way, or something new.
    fn go_on(&mut self, i: usize) {
        let walk = self.dice.ms(2_200, 5_500);
        let sprint = if self.dice.chance(0.45) { self.dice.ms(1_500, 4_000) } else { 0 };
        let a = &mut self.agents[i];
        (a.pause_at, a.sprint_until) = (self.now + walk, self.now + sprint);
        a.task = Task::Go;
        if a.path.is_empty() {
            self.decide(i);
        }
    }

    /// Runs to a fallen team-mate and raises it.
    fn help(&mut self, i: usize, body: usize) {
        if self.agents[body].state != State::Down {
            self.agents[i].step = None;
            return self.rest(i);
        }
        let pos = self.agents[body].pos;
        if flat(self.agents[i].pos, pos) < 48.0 && (self.agents[i].pos[2] - pos[2]).abs() < 40.0 {
            self.agents[i].look = yaw_to(self.agents[i].pos, pos);
            self.walk(i, false);
            if self.agents[i].until < self.now - 5_000 {
                // Kneels down first.
                self.agents[i].until = self.now + 200;
            } else if self.agents[i].until <= self.now {
                self.agents[i].step = None;
                self.revive(i, body);
                self.rest(i);
                self.agents[i].until = self.now + 700;
            }
            return;
        }
        if self.agents[i].step.is_none() && self.arrived(i) {
            if !self.map.walks(self.agents[i].pos, pos, 12.0) {
                return self.rest(i);
            }
            self.agents[i].step = Some(pos);
        }
        self.walk(i, true);
    }

    /// Chooses what to do next and sets out.
    pub(super) fn decide(&mut self, i: usize) {
        let side = self.agents[i].side;
        if self.now >= self.plans[side].until {
            self.new_plan(side);
        }
        self.agents[i].task = Task::Go;
        if self.agents[i].carry {
            self.agents[i].sprint_until = self.now + 20_000;
            return self.set_path(i, self.map.deliver);
        }
        if let Some((node, job)) = self.duty(i) {
            self.set_path(i, node);
            if let Some(job) = job {
                self.agents[i].task = Task::Work(job);
            }
            return;
        }
        let goal = self.post(i);
        self.set_path(i, goal);
        if self.agents[i].path.is_empty() {
            self.rest(i);
        }
    }

    /// Work that waits for this very player: a node, and a job there unless touching is enough.
    fn duty(&self, i: usize) -> Option<(usize, Option<Job>)> {
        let a = &self.agents[i];
        let engineer = a.class == Class::Engineer;
        let (works, map, focus) = (&self.works, self.map, self.plans[a.side].focus);
        let taken = |job: Job| self.agents.iter().enumerate().any(|(j, b)| j != i && b.alive() && b.side == a.side && b.task == Task::Work(job));
        let nearest = |node: usize| {
            let way = map.ways[a.next][node];
            !self.agents.iter().enumerate().any(|(j, b)| j != i && b.alive() && b.side == a.side && map.ways[b.next][node] < way)
        };
        if a.attacks() {
            if engineer && focus == Focus::Plant && works.bomb.is_none() && works.standing && !taken(Job::Plant) {
                return Some((map.plant.node, Some(Job::Plant)));
            }
            if engineer && focus == Focus::Post && !works.post && !taken(Job::Build) {
                return Some((map.post.node, Some(Job::Build)));
            }
            return match works.papers {
                Papers::Home if focus == Focus::Papers && self.now >= works.papers_from && nearest(map.papers.node) => Some((map.papers.node, None)),
                Papers::Dropped { node, .. } if nearest(node) => Some((node, None)),
                _ => None,
            };
        }
        if engineer && works.bomb.is_some() && !taken(Job::Defuse) {
            return Some((map.plant.node, Some(Job::Defuse)));
        }
        if engineer && !works.standing && !taken(Job::Repair) {
            return Some((map.plant.node, Some(Job::Repair)));
        }
        if works.post && focus == Focus::Post && nearest(map.post.node) && !taken(Job::Wreck) {
            return Some((map.post.node, Some(Job::Wreck)));
        }
        match works.papers {
            Papers::Dropped { node, .. } if nearest(node) => Some((node, None)),
            _ => None,
        }
    }

    /// A node worth standing at, around what the plan is about.
    fn post(&mut self, i: usize) -> usize {
        let a = &self.agents[i];
        let (side, here, flanker) = (a.side, a.next, a.flanker);
        let map = self.map;
        let centre = self.focus_node(side);
        let own = map.spawns[side][0];
        let enemy = map.spawns[1 - side][0];
        let want = if a.attacks() { self.dice.between(150.0, 700.0) } else { self.dice.between(80.0, 650.0) };
        let salt = self.dice.word();
        let score = |n: usize| {
            let mut s = (map.ways[n][centre] - want).abs() + 0.3 * map.ways[here][n] + 450.0 * mix(salt, n as u64);
            // Attackers come from their own side, defenders stand between.
            s += if a.attacks() { 0.15 * map.ways[n][own] } else { 0.2 * map.ways[n][enemy] };
            if flanker {
                s += if map.nodes[n].flank { -500.0 } else { 0.0 } + 0.2 * map.ways[n][enemy];
            }
            if n == here {
                s += 250.0;
            }
            let crowded = self.agents.iter().enumerate().any(|(j, b)| {
                j != i && b.alive() && b.side == side && b.path.first().copied().unwrap_or(b.next) == n
            });
            s + if crowded { 300.0 } else { 0.0 }
        };
        let homes = |n: usize| map.spawns[0].contains(&n) || map.spawns[1].contains(&n);
        (0..map.nodes.len()).filter(|&n| !homes(n)).min_by(|&x, &y| score(x).total_cmp(&score(y))).unwrap_or(here)
    }

    /// The node the side's plan is about.
    fn focus_node(&self, side: usize) -> usize {
        if let Some(carrier) = self.agents.iter().find(|a| a.carry) {
            return if carrier.side == side { carrier.next } else { self.map.deliver };
        }
        match self.plans[side].focus {
            _ if self.works.bomb.is_some() => self.map.plant.node,
            Focus::Plant => self.map.plant.node,
            Focus::Papers => self.map.papers.node,
            Focus::Post => self.map.post.node,
        }
    }

    /// Time at a job: a tool row for every frame of it, then the deed.
    fn labour(&mut self, i: usize, job: Job) {
        if !self.wanted(job) {
            return self.rest(i);
        }
        let client = i64::from(self.agents[i].client);
        let a = &mut self.agents[i];
        (a.vel, a.speed) = ([0.0; 3], 0.0);
        if a.until < self.now - TICK {
            a.until = self.now + work_time(job);
        }
        if a.until <= self.now {
            return self.accomplish(i, job);
        }
        a.until = a.until.max(self.now + TICK);
        self.event("weapon_fire", |l| l.number("attacker", client).text("weapon", "PLIERS"));
    }
}

/// How long a job takes.
fn work_time(job: Job) -> i64 {
    match job {
        Job::Plant => 2_500,
        Job::Defuse => 3_500,
        Job::Repair => 4_000,
        Job::Build => 4_500,
        Job::Wreck => 1_500,
    }
}
