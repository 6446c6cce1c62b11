//! Feet and eyes: along the graph at 256 or 352 units/s, side-steps in fights, and facing with a finite turn rate.

use super::agent::Task;
use super::lives::lane_point;
use super::space::{P3, flat, turn, yaw_to};
use super::world::World;

const DT: f64 = 0.025;
const RUN: f64 = 256.0;
const SPRINT: f64 = 352.0;
/// Speed-up and slow-down in units/s².
const PUSH: f64 = 1_500.0;
const BRAKE: f64 = 2_200.0;

impl World {
    /// Sends an agent to a node by the way its side prefers at the moment.
    pub(super) fn set_path(&mut self, i: usize, goal: usize) {
        let a = &self.agents[i];
        let (salt, flanker) = (self.plans[a.side].salt, a.flanker && !a.carry);
        let map = self.map;
        let weight = |n: usize| {
            let whim = 1.0 + 0.5 * mix(salt, n as u64);
            match (map.nodes[n].flank, flanker) {
                (true, true) => 0.45 * whim,
                (true, false) => 1.15 * whim,
                (false, true) => 1.35 * whim,
                (false, false) => whim,
            }
        };
        // In the middle of a way one may go on or turn round; off it (beside a body, after side-steps) the way back must be free.
        let free = |n: usize| map.walks(a.pos, lane_point(map, n, a.lane), 2.0);
        let way = |n: usize| flat(a.pos, map.nodes[n].at) + map.ways[n][goal];
        let (last, next) = match (free(a.last), free(a.next)) {
            (true, true) if way(a.last) + 60.0 < way(a.next) => (a.next, a.last),
            (_, true) => (a.last, a.next),
            (true, false) => (a.next, a.last),
            (false, false) => {
                let level = |n: usize| (map.nodes[n].at[2] - a.pos[2]).abs() < 1.0;
                let near =
                    (0..map.nodes.len()).filter(|&n| level(n) && free(n)).min_by(|&x, &y| way(x).total_cmp(&way(y)));
                near.map_or((a.last, a.next), |n| (n, n))
            }
        };
        let mut path = map.route(next, goal, weight);
        path.reverse();
        let a = &mut self.agents[i];
        (a.last, a.next, a.path) = (last, next, path);
    }

    /// Whether the agent has nowhere left to go.
    pub(super) fn arrived(&self, i: usize) -> bool {
        let a = &self.agents[i];
        a.step.is_none() && a.path.is_empty() && flat(a.pos, lane_point(self.map, a.next, a.lane)) < 2.0
    }

    /// One frame of walking, or of coming to a halt. Returns true when a node was reached.
    pub(super) fn walk(&mut self, i: usize, go: bool) -> bool {
        let now = self.now;
        let map = self.map;
        let a = &mut self.agents[i];
        let target = a.step.unwrap_or_else(|| lane_point(map, a.next, a.lane));
        let left = flat(a.pos, target);
        let last_leg = a.step.is_some() || a.path.is_empty();
        let pace = match a.fight {
            Some(_) => 205.0,
            None if now < a.sprint_until => SPRINT,
            None => RUN,
        };
        let mut want = if go { pace } else { 0.0 };
        if last_leg {
            want = want.min(30.0 + left * 5.0);
        }
        a.speed += (want - a.speed).clamp(-BRAKE * DT, PUSH * DT);
        if left < 1.0 {
            // At the target: the next node, or rest.
            a.vel = [0.0; 3];
            return self.reach(i);
        }
        let way = (a.speed * DT).min(left);
        let share = way / left;
        let from = a.pos;
        a.pos = [0, 1, 2].map(|k| from[k] + (target[k] - from[k]) * share);
        a.vel = [0, 1, 2].map(|k| (a.pos[k] - from[k]) / DT);
        if left - way < 1.0 {
            return self.reach(i);
        }
        false
    }

    fn reach(&mut self, i: usize) -> bool {
        let a = &mut self.agents[i];
        if a.step.take().is_some() {
            return true;
        }
        a.last = a.next;
        match a.path.pop() {
            Some(next) => a.next = next,
            None => a.speed = 0.0,
        }
        true
    }

    /// Turns towards `look` smoothly; fights turn faster.
    pub(super) fn face(&mut self, i: usize) {
        let a = &mut self.agents[i];
        let (gain, rate) = if a.fight.is_some() { (0.28, 540.0) } else { (0.14, 300.0) };
        a.yaw += (turn(a.yaw, a.look) * gain).clamp(-rate * DT, rate * DT);
        a.yaw = turn(0.0, a.yaw);
    }

    /// Where eyes go without an enemy in view: along the way, with a glance aside now and then; at rest over the
    /// approaches of the place.
    pub(super) fn look_around(&mut self, i: usize) {
        let a = &self.agents[i];
        let moving = a.speed > 60.0;
        if moving {
            let target = a.step.unwrap_or_else(|| lane_point(self.map, a.next, a.lane));
            // Eyes are already on the way after the corner.
            let ahead = match a.path.last() {
                Some(&n) if a.step.is_none() && flat(a.pos, target) < 110.0 => self.map.nodes[n].at,
                _ => target,
            };
            let glance = if self.now < a.look_until { 32.0 * mix(a.look_until as u64, i as u64) - 16.0 } else { 0.0 };
            let look = yaw_to(a.pos, ahead) + glance * 2.0;
            let pause = a.look_until + 2_000 < self.now;
            let until = if pause && self.dice.chance(0.02) {
                self.now + self.dice.ms(400, 900)
            } else {
                self.agents[i].look_until
            };
            let a = &mut self.agents[i];
            (a.look, a.look_until) = (look, until);
        } else if self.now >= a.look_until {
            let look = self.watch_from(i);
            let until = self.now + self.dice.ms(900, 3_200);
            let a = &mut self.agents[i];
            (a.look, a.look_until) = (look, until);
        }
    }

    /// A facing worth watching at the agent's node: mostly where enemies come from.
    fn watch_from(&mut self, i: usize) -> f64 {
        let a = &self.agents[i];
        let (here, pos) = (a.next, a.pos);
        let enemy = self.map.spawns[1 - a.side][0];
        let near = self.map.ways[here][enemy];
        let ways = &self.map.joins[here];
        let threats: Vec<usize> = ways.iter().map(|j| j.0).filter(|&n| self.map.ways[n][enemy] < near).collect();
        let any: Vec<usize> = ways.iter().map(|j| j.0).collect();
        let list = if threats.is_empty() || self.dice.chance(0.15) { any } else { threats };
        let node = list[self.dice.below(list.len())];
        yaw_to(pos, self.map.nodes[node].at) + self.dice.between(-18.0, 18.0)
    }

    /// In a fight: stand, side-step or give a little ground, never through a wall or off a ramp.
    pub(super) fn dance(&mut self, i: usize, enemy: P3) {
        let r = self.dice.unit();
        let (side, far) = (if self.dice.chance(0.5) { 1.0 } else { -1.0 }, self.dice.between(50.0, 120.0));
        let a = &self.agents[i];
        let level = (self.map.nodes[a.last].at[2] - self.map.nodes[a.next].at[2]).abs() < 1.0;
        let away = flat(a.pos, enemy);
        if r < 0.35 || !level || away < 1.0 || matches!(a.task, Task::Revive(_)) {
            return;
        }
        let d = [(enemy[0] - a.pos[0]) / away, (enemy[1] - a.pos[1]) / away];
        let dir = if r < 0.9 { [-d[1] * side, d[0] * side] } else { [-d[0], -d[1]] };
        let to = [a.pos[0] + dir[0] * far, a.pos[1] + dir[1] * far, a.pos[2]];
        let (behind, ahead) = (lane_point(self.map, a.last, a.lane), lane_point(self.map, a.next, a.lane));
        let free = |p, q| self.map.walks(p, q, 16.0);
        if free(a.pos, to) && free(to, ahead) && free(to, behind) {
            self.agents[i].step = Some(to);
        }
    }
}

/// An even draw in [0, 1) that belongs to two numbers, the same whenever it is asked for.
pub(super) fn mix(salt: u64, n: u64) -> f64 {
    let mut x = salt ^ n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
