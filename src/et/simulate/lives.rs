//! Spawns, waves, self-kills before the own wave, bodies and revives.

use super::agent::{State, Task};
use super::map::Map;
use super::roster::{Class, side_name};
use super::space::{P3, flat, yaw_to};
use super::world::{TICK, World};

/// Nobody is hurt this long after a spawn or a revive.
const SHIELD: i64 = 3_000;

impl World {
    /// The start: everybody is introduced and appears.
    pub(super) fn everybody_joins(&mut self) {
        for i in 0..self.agents.len() {
            let a = &self.agents[i];
            let (client, guid, name) = (i64::from(a.client), a.guid.clone(), a.name.clone());
            let (team, class) = (side_name(a.side), a.class.as_str());
            self.event("player", |l| {
                l.number("client", client).text("guid", &guid).text("name", &name).text("team", team).text("class", class)
            });
            self.spawn(i);
        }
    }

    /// A side's wave, when it is due in the frame that follows the current label.
    pub(super) fn spawn_waves(&mut self) {
        for side in 0..2 {
            if self.to_wave(side) != TICK {
                continue;
            }
            self.event("wave", |l| l.text("team", side_name(side)));
            for i in 0..self.agents.len() {
                if self.agents[i].side == side && self.agents[i].state == State::Limbo {
                    self.spawn(i);
                }
            }
            let salt = self.dice.word();
            self.plans[side].salt = salt;
        }
    }

    fn spawn(&mut self, i: usize) {
        let (side, client) = (self.agents[i].side, i64::from(self.agents[i].client));
        let spawns = &self.map.spawns[side];
        let node = spawns[self.dice.below(spawns.len())];
        let lane = [self.dice.between(-0.7, 0.7), self.dice.between(-0.7, 0.7)];
        let goal = self.map.plant.node;
        let medics = self.agents.iter().filter(|a| a.side == side && a.class == Class::Medic).count() as i32;
        let (now, flanker) = (self.now, self.dice.chance(0.2));
        let wait = self.dice.ms(100, 1_500);
        let a = &mut self.agents[i];
        a.lane = lane;
        a.pos = lane_point(self.map, node, lane);
        a.yaw = yaw_to(a.pos, self.map.nodes[goal].at);
        a.look = a.yaw;
        (a.last, a.next, a.flanker, a.spawned) = (node, node, flanker, now);
        a.hp = full_health(a.class, medics);
        stand_up(a, now, wait);
        let (team, class) = (side_name(side), a.class.as_str());
        self.event("spawn", |l| l.number("client", client).flag("revived", false).text("team", team).text("class", class));
    }

    /// A medic's syringe: one label, in the engine's order.
    pub(super) fn revive(&mut self, medic: usize, body: usize) {
        let (now, hp) = (self.now, self.dice.ms(45, 75) as i32);
        let by = i64::from(self.agents[medic].client);
        let a = &mut self.agents[body];
        let (client, team, class) = (i64::from(a.client), side_name(a.side), a.class.as_str());
        let fast = now - a.died <= 3_000;
        a.hp = hp;
        stand_up(a, now, 900);
        self.tally.revives += 1;
        self.tally.fast_revives += u32::from(fast);
        self.event("weapon_fire", |l| l.number("attacker", by).text("weapon", "SYRINGE"));
        self.event("spawn", |l| l.number("client", client).flag("revived", true).text("team", team).text("class", class));
        self.event("revive", |l| l.number("client", by).number("victim", client));
        self.note_revive(medic, body);
    }

    /// Decides, two seconds before the own wave, who resets with it; and does it when the moment has come.
    pub(super) fn may_reset(&mut self, i: usize) {
        let side = self.agents[i].side;
        let left = self.to_wave(side);
        if left == 2_000 {
            let a = &self.agents[i];
            let busy = a.carry || matches!(a.task, Task::Work(_) | Task::Revive(_)) || self.now - a.spawned < 6_000;
            let worn = match a.hp {
                ..50 => 2.4,
                50..90 => 1.4,
                _ => 0.8,
            };
            let calm = if a.fight.is_some() { 0.25 } else { 1.0 };
            let p = if busy { 0.0 } else { 0.30 * worn * calm * self.tally.resets(self.player_minutes()) };
            let at = self.now + self.dice.ms(1, 70) * TICK;
            self.agents[i].quit_at = self.dice.chance(p).then_some(at);
        }
        if self.agents[i].quit_at.is_some_and(|at| at <= self.now) {
            self.agents[i].quit_at = None;
            self.tally.self_kills += 1;
            self.die(i, i, None);
            // Nobody waits for a medic after that.
            self.agents[i].tap_at = self.now + 2 * TICK;
        }
    }

    /// When a fallen player gives up waiting: late, just before its wave, and later when a medic is on the way.
    pub(super) fn plan_tap(&mut self, i: usize) {
        let left = self.to_wave(self.agents[i].side);
        let before_wave = left - self.dice.ms(200, 1_400);
        let patience = self.dice.ms(1_200, 9_000);
        self.agents[i].tap_at = self.now + before_wave.clamp(300, patience.max(300));
    }

    /// Lying bodies tap out when their moment comes, but wait for a medic who is nearly there.
    pub(super) fn lie(&mut self, i: usize) {
        let a = &self.agents[i];
        let helped = self.agents.iter().any(|m| m.alive() && m.task == Task::Revive(i)) && self.to_wave(a.side) > 150;
        let a = &mut self.agents[i];
        if self.now >= a.tap_at && !helped {
            a.state = State::Limbo;
        }
    }

    /// Sends the best medic to a fresh body if a revive is due.
    pub(super) fn call_medic(&mut self, body: usize) -> Option<usize> {
        let (due, fast_due) = self.tally.revives_due();
        let killed_by = self.agents[body].hit_by.map(|(k, _)| k);
        let target = &self.agents[body];
        let (medic, way) = (0..self.agents.len())
            .filter(|&m| {
                let a = &self.agents[m];
                let free = a.fight.is_none_or(|f| Some(f.enemy) == killed_by);
                m != body && a.side == target.side && a.alive() && a.class == Class::Medic && !a.carry && free && a.quit_at.is_none()
            })
            .map(|m| (m, self.way_to(m, body)))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let eta = way / 340.0 + 0.3;
        let wanted = match eta {
            ..2.7 => fast_due,
            2.7..8.0 => !fast_due,
            _ => false,
        };
        let p = if !due { 0.04 } else if wanted { 0.95 } else { 0.3 };
        if eta > 8.0 || !self.dice.chance(p) {
            return None;
        }
        let (door, pos) = (self.agents[body].last, self.agents[body].pos);
        let m = &mut self.agents[medic];
        (m.task, m.fight, m.sprint_until, m.step) = (Task::Revive(body), None, self.now + 9_000, None);
        self.set_path(medic, door);
        if self.agents[medic].path.is_empty() && self.map.walks(self.agents[medic].pos, pos, 16.0) {
            self.agents[medic].step = Some(pos);
        }
        Some(medic)
    }

    /// Walking distance from an agent to a body.
    fn way_to(&self, from: usize, to: usize) -> f64 {
        let (a, b) = (&self.agents[from], &self.agents[to]);
        let direct = flat(a.pos, b.pos);
        if (a.pos[2] - b.pos[2]).abs() < 60.0 && direct < 500.0 && self.map.walks(a.pos, b.pos, 16.0) {
            return direct;
        }
        flat(a.pos, self.map.nodes[a.next].at) + self.map.ways[a.next][b.last] + flat(self.map.nodes[b.last].at, b.pos)
    }
}

/// In play again, from now on shielded.
fn stand_up(a: &mut super::agent::Agent, now: i64, wait: i64) {
    (a.state, a.shield, a.speed, a.vel, a.spawned) = (State::Alive, now + SHIELD, 0.0, [0.0; 3], now);
    (a.task, a.until, a.pause_at) = (Task::Hold, now + wait, now + 6_000);
    (a.fight, a.hit_by, a.quit_at, a.step) = (None, None, None, None);
    a.path.clear();
    a.spared.clear();
    a.noticed.fill(0.0);
}

/// Medics make their whole side sturdier, themselves most.
fn full_health(class: Class, medics: i32) -> i32 {
    let base = (100 + 10 * medics).min(125);
    if class == Class::Medic { base * 112 / 100 } else { base }
}

/// Where a player of this lane stands at a node.
pub(super) fn lane_point(map: &Map, node: usize, lane: [f64; 2]) -> P3 {
    let n = &map.nodes[node];
    [n.at[0] + lane[0] * n.r, n.at[1] + lane[1] * n.r, n.at[2]]
}
