//! Fights: who notices whom, bursts, hits, grenades, and the rows of a death in the engine's order.

use super::agent::{Fight, State, Task};
use super::map::EYE;
use super::space::{P3, dist, heading, pitch_to, turn, yaw_to};
use super::world::{TICK, World};

/// Milliseconds between two bullets.
const CADENCE: i64 = 150;
/// Share of the bullets that hit at middle range, on target.
const AIM: f64 = 0.54;
/// Farther away nobody starts a fight.
const RANGE: f64 = 1_700.0;
/// A grenade's reach and damage at its centre.
const GRENADE: (f64, f64) = (260.0, 150.0);

/// A grenade in flight.
pub(super) struct Missile {
    pub(super) owner: usize,
    pub(super) at: i64,
    pub(super) pos: P3,
    pub(super) gun: &'static str,
}

impl World {
    /// Eyes: enemies that stay in view long enough are noticed, and one is engaged.
    pub(super) fn notice(&mut self, i: usize) {
        if self.now % 100 != 0 {
            return;
        }
        let heat = self.tally.heat(self.player_minutes());
        let a = &self.agents[i];
        let hurt = a.hurt_since(self.now, 1_500);
        let mut noticed = a.noticed.clone();
        let mut best: Option<(usize, f64)> = None;
        for (j, n) in noticed.iter_mut().enumerate() {
            if !self.sees(i, j) {
                *n = (*n - 60.0).max(0.0);
                continue;
            }
            let b = &self.agents[j];
            let away = dist(a.pos, b.pos);
            let ahead = turn(a.yaw, yaw_to(a.pos, b.pos)).abs() < 75.0;
            let shielded = self.now + 600 < b.shield;
            if away > RANGE || a.spares(j, self.now) && hurt != Some(j) || shielded && hurt != Some(j) {
                continue;
            }
            if ahead || hurt == Some(j) || away < 180.0 {
                *n += 100.0 * (950.0 / away.max(400.0)) * heat.sqrt();
            }
            if *n >= a.react && best.is_none_or(|(_, d)| away < d) {
                best = Some((j, away));
            }
        }
        // Tools are dropped when bullets hit; a medic runs on unless the shooter is close.
        let close = |e: usize| dist(a.pos, self.agents[e].pos) < 350.0;
        let busy = match a.task {
            Task::Revive(_) => !hurt.is_some_and(close),
            Task::Work(_) => hurt.is_none(),
            _ => false,
        };
        let start = a.fight.is_none() && !busy;
        let other = a.fight.is_some_and(|f| !self.sees(i, f.enemy) && best.is_some_and(|(j, _)| j != f.enemy));
        self.agents[i].noticed = noticed;
        if let Some((enemy, _)) = best
            && (start || other)
        {
            self.engage(i, enemy, 0);
        }
    }

    /// Begins a fight, first shot not before `delay` from now.
    pub(super) fn engage(&mut self, i: usize, enemy: usize, delay: i64) {
        let burst = self.burst();
        let react = self.dice.between(220.0, 620.0);
        let first = self.now + delay + self.dice.ms(0, 4) * TICK;
        let seen_pos = self.agents[enemy].pos;
        let a = &mut self.agents[i];
        a.react = react;
        a.fight = Some(Fight {
            enemy,
            seen_at: self.now + delay,
            seen_pos,
            next_shot: first,
            burst,
            next_move: self.now + 200,
        });
    }

    fn burst(&mut self) -> u32 {
        let trigger = self.tally.trigger(self.player_minutes());
        (self.dice.between(3.0, 9.0) * trigger) as u32
    }

    /// One frame of a fight.
    pub(super) fn fight(&mut self, i: usize) {
        let Some(mut fight) = self.agents[i].fight else { return };
        let enemy = fight.enemy;
        if !self.agents[enemy].alive() {
            return self.after_fight(i, fight);
        }
        if self.sees(i, enemy) {
            (fight.seen_at, fight.seen_pos) = (fight.seen_at.max(self.now), self.agents[enemy].pos);
        } else if self.now - fight.seen_at > 900 {
            return self.lose_sight(i, fight);
        }
        let pos = self.agents[i].pos;
        let look = yaw_to(pos, fight.seen_pos);
        let pitch = pitch_to(pos, fight.seen_pos);
        let a = &mut self.agents[i];
        a.look = look;
        a.pitch += (pitch - a.pitch) * 0.3;
        if self.now >= fight.next_move {
            fight.next_move = self.now + self.dice.ms(350, 900);
            if self.agents[i].step.is_none() {
                self.dance(i, fight.seen_pos);
            }
        }
        let carrier = self.agents[i].carry;
        let go = self.agents[i].step.is_some() || carrier;
        self.walk(i, go);
        let on = turn(self.agents[i].yaw, look).abs() < 7.0;
        if on && self.now >= fight.next_shot && self.sees(i, enemy) {
            fight.next_shot = self.now + CADENCE;
            fight.burst = fight.burst.saturating_sub(1);
            if fight.burst == 0 {
                let trigger = self.tally.trigger(self.player_minutes());
                fight.next_shot = self.now + (self.dice.between(250.0, 800.0) / trigger) as i64 / TICK * TICK;
                fight.burst = self.burst();
            }
            self.agents[i].fight = Some(fight);
            self.shoot(i, enemy);
        } else {
            self.agents[i].fight = Some(fight);
        }
    }

    /// The enemy fell or vanished for good: sometimes a few rounds into the body, then on.
    fn after_fight(&mut self, i: usize, mut fight: Fight) {
        let (enemy, now) = (fight.enemy, self.now);
        let body = self.agents[enemy].state == State::Down && now - self.agents[enemy].died < 1_300;
        // Decided once per fall, by the frame it happened in: one body in seven is shot at.
        let finish =
            body && (self.agents[enemy].died / TICK + i as i64) % 7 == 0 && self.map.sees(self.eye(i), self.eye(enemy));
        if finish {
            if now >= fight.next_shot {
                fight.next_shot = now + CADENCE;
                self.agents[i].fight = Some(fight);
                self.shoot(i, enemy);
            }
            return;
        }
        let time = self.dice.ms(400, 1_600);
        let a = &mut self.agents[i];
        (a.fight, a.step) = (None, None);
        a.pitch = 0.0;
        if a.task == Task::Go {
            (a.task, a.until) = (Task::Hold, now + time);
        }
        a.look_until = now + time.min(700);
    }

    /// The enemy is out of view: a grenade perhaps, then wait for it or go on.
    fn lose_sight(&mut self, i: usize, fight: Fight) {
        let away = dist(self.agents[i].pos, fight.seen_pos);
        if (300.0..950.0).contains(&away) && self.dice.chance(0.6) {
            self.throw(i, fight.seen_pos);
        }
        let time = self.dice.ms(500, 1_800);
        let a = &mut self.agents[i];
        a.fight = None;
        a.pitch = 0.0;
        if a.task == Task::Go {
            (a.task, a.until) = (Task::Hold, self.now + time);
        }
        a.look_until = self.now + time;
    }

    fn throw(&mut self, i: usize, at: P3) {
        let gun = if self.agents[i].attacks() { "GRENADE_PINEAPPLE" } else { "GRENADE_LAUNCHER" };
        let off = heading(self.dice.between(-180.0, 180.0));
        let far = self.dice.between(0.0, 140.0);
        let pos = [at[0] + off[0] * far, at[1] + off[1] * far, at[2] - 20.0];
        let fuse = self.dice.ms(80, 130) * TICK;
        let client = i64::from(self.agents[i].client);
        self.tally.shots += 1;
        self.event("weapon_fire", |l| l.number("attacker", client).text("weapon", gun));
        self.missiles.push(Missile { owner: i, at: self.now + fuse, pos, gun });
    }

    /// Grenades that go off in the frame after the current label; their throwers may be dead by now.
    pub(super) fn explode(&mut self) {
        let due = |m: &Missile, now: i64| m.at <= now + TICK;
        while let Some(k) = self.missiles.iter().position(|m| due(m, self.now)) {
            let m = self.missiles.remove(k);
            self.blast(m.owner, m.gun, m.pos, GRENADE.0, GRENADE.1);
        }
    }

    /// An explosion hurts who stands in its reach and in its sight; the thrower's own side knows to stay clear, mostly.
    pub(super) fn blast(&mut self, owner: usize, gun: &'static str, pos: P3, reach: f64, power: f64) {
        for v in 0..self.agents.len() {
            let away = dist(self.agents[v].pos, pos);
            let hit = matches!(self.agents[v].state, State::Alive | State::Down) && away < reach;
            let lifted = [pos[0], pos[1], pos[2] + EYE];
            if !hit || !self.map.sees(lifted, self.eye(v)) {
                continue;
            }
            if self.agents[v].side == self.agents[owner].side && !self.dice.chance(0.15) {
                continue;
            }
            let dmg = (power * (1.0 - away / reach)).max(12.0) as i32;
            self.hurt(owner, v, dmg, gun);
        }
    }

    /// One bullet.
    fn shoot(&mut self, i: usize, enemy: usize) {
        let (client, gun) = (i64::from(self.agents[i].client), self.agents[i].gun());
        self.tally.shots += 1;
        self.event("weapon_fire", |l| l.number("attacker", client).text("weapon", gun));
        let away = dist(self.agents[i].pos, self.agents[enemy].pos);
        let range = if away < 300.0 { 1.25 } else { (1.25 - (away - 300.0) / 1_300.0).max(0.35) };
        let moving = if self.agents[enemy].speed > 120.0 { 0.85 } else { 1.0 };
        let heat = self.tally.heat(self.player_minutes()).sqrt();
        let p = (AIM * range * moving * heat * self.swing(i, enemy)).min(0.85);
        if self.dice.chance(p) {
            if self.map.sees(self.eye(i), self.eye(enemy)) {
                let dmg = match self.dice.unit() {
                    ..0.14 => 50,
                    0.14..0.22 => self.dice.ms(20, 35) as i32,
                    _ => 18,
                };
                self.hurt(i, enemy, dmg, gun);
            }
        } else if self.dice.chance(0.02) {
            self.stray(i, gun);
        }
    }

    /// A bullet that finds a team-mate in the line of fire.
    fn stray(&mut self, i: usize, gun: &'static str) {
        let a = &self.agents[i];
        let unlucky = (0..self.agents.len()).find(|&m| {
            let b = &self.agents[m];
            let away = dist(a.pos, b.pos);
            m != i && b.side == a.side && b.alive() && away < 500.0 && turn(a.yaw, yaw_to(a.pos, b.pos)).abs() < 8.0
        });
        if let Some(m) = unlucky
            && self.map.sees(self.eye(i), self.eye(m))
        {
            self.hurt(i, m, 18, gun);
        }
    }

    /// A hit: the row, and the death if it was the last.
    pub(super) fn hurt(&mut self, attacker: usize, victim: usize, dmg: i32, gun: &'static str) {
        if self.now < self.agents[victim].shield {
            return;
        }
        let (by, to) = (i64::from(self.agents[attacker].client), i64::from(self.agents[victim].client));
        let mod_name = format!("MOD_{gun}");
        self.event("damage", |l| {
            l.number("attacker", by)
                .number("victim", to)
                .text("weapon", gun)
                .text("mod", &mod_name)
                .number("dmg", i64::from(dmg))
        });
        self.note_damage(attacker, victim);
        let now = self.now;
        let enemies = self.agents[attacker].side != self.agents[victim].side;
        let v = &mut self.agents[victim];
        let standing = v.alive();
        v.hp -= dmg;
        if !standing {
            // A body torn apart cannot be raised; there is no second obituary.
            if v.hp < -110 {
                v.state = State::Limbo;
            }
            return;
        }
        if enemies {
            v.hit_by = Some((attacker, now));
        }
        if v.hp <= 0 {
            self.die(victim, attacker, Some(gun));
        }
    }

    /// A death line and what follows from it.
    pub(super) fn die(&mut self, victim: usize, killer: usize, gun: Option<&'static str>) {
        let (by, to) = (i64::from(self.agents[killer].client), i64::from(self.agents[victim].client));
        let mod_name = gun.map_or_else(|| "MOD_SUICIDE".to_owned(), |g| format!("MOD_{g}"));
        self.event("kill", |l| {
            let l = l.number("killer", by).number("attacker", by).number("victim", to);
            let l = if let Some(gun) = gun { l.text("weapon", gun) } else { l };
            l.text("mod", &mod_name)
        });
        let now = self.now;
        let v = &mut self.agents[victim];
        (v.state, v.died, v.vel, v.speed, v.fight, v.step) = (State::Down, now, [0.0; 3], 0.0, None, None);
        v.path.clear();
        v.hp = v.hp.min(0);
        self.drop_papers(victim);
        self.plan_tap(victim);
        self.forget_sight(victim);
        self.settle(victim, killer);
        if self.agents[victim].side != self.agents[killer].side {
            self.tally.kills += 1;
            self.aftermath(victim, killer);
        }
    }

    /// Nobody sees a fallen player any more.
    fn forget_sight(&mut self, i: usize) {
        let n = self.agents.len();
        for j in 0..n {
            self.vis[i * n + j] = false;
            self.vis[j * n + i] = false;
        }
    }
}
