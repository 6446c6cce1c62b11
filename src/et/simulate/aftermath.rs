//! After a death by an enemy: who answers for it, who does not, and the truth about both.
//!
//! Left to themselves, groups would trade far more often than real ones do. So each death draws what its side makes of
//! it: one team-mate goes for the killer at once, one comes late, or they hold, back off, go on or never noticed.

use super::agent::Task;
use super::space::dist;
use super::world::World;
use super::writer::Line;

/// Team-mates this near are asked for an answer, and written to the truth file.
const NEAR: f64 = 1_000.0;
/// The windows in which a trade is counted.
const WINDOWS: [i64; 2] = [3_000, 5_000];

/// A killer whose victim's side may still answer.
pub(super) struct Debt {
    killer: usize,
    side: usize,
    at: i64,
    /// Who has set out to answer, and from when.
    avenger: Option<(usize, i64)>,
    fresh: bool,
}

/// What a team-mate made of a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Answer,
    AnswerLate,
    KeepFighting,
    BackOff,
    Hold,
    CarryOn,
    Revive,
}

impl Choice {
    fn as_str(self) -> &'static str {
        match self {
            Choice::Answer => "answer",
            Choice::AnswerLate => "answer_late",
            Choice::KeepFighting => "keep_fighting",
            Choice::BackOff => "back_off",
            Choice::Hold => "hold",
            Choice::CarryOn => "carry_on",
            Choice::Revive => "revive",
        }
    }
}

/// The chance of one team-mate at one death, watched for three seconds.
pub(super) struct Truth {
    at: i64,
    victim: usize,
    killer: usize,
    player: usize,
    dist: f64,
    choice: Choice,
    /// Milliseconds in which it had a free line to the killer (in steps of a look).
    view: i64,
    looked: i64,
    hit: bool,
    killed: bool,
    revived: bool,
}

impl World {
    /// Draws what the victim's side makes of a death.
    pub(super) fn aftermath(&mut self, victim: usize, killer: usize) {
        let side = self.agents[victim].side;
        let mates: Vec<(usize, f64)> = (0..self.agents.len())
            .filter(|&m| m != victim && self.agents[m].side == side && self.agents[m].alive())
            .map(|m| (m, dist(self.agents[m].pos, self.agents[victim].pos)))
            .filter(|m| m.1 <= NEAR)
            .collect();
        let medic = self.call_medic(victim);
        let avenger = self.draw_avenger(&mates, medic, killer);
        self.debts.push(Debt { killer, side, at: self.now, avenger, fresh: true });
        for &(m, away) in &mates {
            let choice = self.draw_choice(m, killer, medic, avenger);
            self.apply(m, killer, choice);
            self.truths.push(Truth {
                at: self.now,
                victim,
                killer,
                player: m,
                dist: away,
                choice,
                view: 0,
                looked: self.now,
                hit: false,
                killed: false,
                revived: false,
            });
        }
        if avenger.is_none() && self.agents[killer].alive() && self.dice.chance(0.55) {
            self.fall_back(killer);
        }
    }

    /// One who answers, at once or late, when trades are owed and somebody can.
    fn draw_avenger(&mut self, mates: &[(usize, f64)], medic: Option<usize>, killer: usize) -> Option<(usize, i64)> {
        if !self.agents[killer].alive() {
            return None;
        }
        let due = self.tally.trades_due();
        let able = |m: usize, d: f64| d < 800.0 && Some(m) != medic && !self.agents[m].carry && (self.sees(m, killer) || d < 350.0);
        let (who, _) = mates.iter().copied().filter(|&(m, d)| able(m, d)).min_by(|a, b| {
            let key = |&(m, d): &(usize, f64)| if self.sees(m, killer) { d } else { d + 1_000.0 };
            key(a).total_cmp(&key(b))
        })?;
        let now_p = (0.25 + 0.45 * due[0]).clamp(0.03, 0.85);
        let late_p = (0.12 + 0.3 * (due[1] - due[0].max(0.0))).clamp(0.02, 0.6);
        if self.dice.chance(now_p) {
            return Some((who, self.now));
        }
        self.dice.chance(late_p).then(|| (who, self.now + self.dice.ms(2_900, 3_400)))
    }

    fn draw_choice(&mut self, m: usize, killer: usize, medic: Option<usize>, avenger: Option<(usize, i64)>) -> Choice {
        if medic == Some(m) {
            return Choice::Revive;
        }
        if let Some((who, from)) = avenger
            && who == m
        {
            return if from > self.now { Choice::AnswerLate } else { Choice::Answer };
        }
        let fighting = self.agents[m].fight.is_some_and(|f| f.enemy == killer);
        match self.dice.unit() {
            ..0.45 if fighting => Choice::KeepFighting,
            ..0.35 => Choice::Hold,
            0.35..0.65 => Choice::BackOff,
            _ => Choice::CarryOn,
        }
    }

    fn apply(&mut self, m: usize, killer: usize, choice: Choice) {
        let now = self.now;
        match choice {
            Choice::Revive | Choice::KeepFighting => {}
            Choice::Answer => {
                let delay = self.dice.ms(150, 550);
                self.agents[m].quit_at = None;
                self.engage(m, killer, delay);
            }
            Choice::AnswerLate => {
                self.agents[m].quit_at = None;
                self.agents[m].spared.push((killer, now + 2_900));
                self.agents[m].fight = None;
            }
            Choice::Hold | Choice::BackOff | Choice::CarryOn => {
                let until = now + self.dice.ms(3_100, 5_500);
                let hold = self.dice.ms(1_500, 4_000);
                let a = &mut self.agents[m];
                a.spared.retain(|s| now < s.1);
                a.spared.push((killer, until));
                if a.fight.is_some_and(|f| f.enemy == killer) {
                    (a.fight, a.step) = (None, None);
                }
                if choice == Choice::BackOff {
                    self.fall_back(m);
                } else if choice == Choice::Hold && self.agents[m].task == Task::Go && !self.agents[m].carry {
                    let a = &mut self.agents[m];
                    (a.task, a.until) = (Task::Hold, now + hold);
                }
            }
        }
    }

    /// Turns round to the node behind and takes cover there.
    fn fall_back(&mut self, i: usize) {
        let a = &self.agents[i];
        if a.carry || matches!(a.task, Task::Work(_) | Task::Revive(_)) {
            return;
        }
        let (goal, now) = (if a.last == a.next { self.retreat_from(a.next, a.side) } else { a.last }, self.now);
        let a = &mut self.agents[i];
        (a.fight, a.step, a.task) = (None, None, Task::Go);
        (a.sprint_until, a.pause_at) = (now + 2_000, now + 1_500);
        self.set_path(i, goal);
    }

    /// The neighbour of a node that is nearest to the own spawn.
    fn retreat_from(&self, node: usize, side: usize) -> usize {
        let home = self.map.spawns[side][0];
        let way = |n: usize| self.map.ways[n][home];
        self.map.joins[node].iter().map(|j| j.0).min_by(|&a, &b| way(a).total_cmp(&way(b))).unwrap_or(node)
    }

    /// How steady `shooter` is against `target` because of recent deaths: the one who answers steadier, others less so.
    pub(super) fn swing(&self, shooter: usize, target: usize) -> f64 {
        let mut swing: f64 = 1.0;
        for d in &self.debts {
            if d.killer == target && d.side == self.agents[shooter].side {
                swing = match d.avenger {
                    Some((who, from)) if who == shooter && self.now >= from => 2.4,
                    Some(_) => swing,
                    None => swing.min(0.12),
                };
            } else if d.killer == shooter && d.side == self.agents[target].side {
                swing *= if d.avenger.is_some_and(|(who, _)| who == target) { 0.2 } else { 0.5 };
            }
        }
        swing
    }

    /// A death settles what the fallen owed.
    pub(super) fn settle(&mut self, fallen: usize, by: usize) {
        let side = self.agents[by].side;
        for d in &mut self.debts {
            if d.killer == fallen && d.side == side && d.fresh {
                d.fresh = false;
                for (count, window) in self.tally.trades.iter_mut().zip(WINDOWS) {
                    *count += u32::from(self.now - d.at <= window);
                }
            }
        }
        for t in &mut self.truths {
            t.killed |= t.killer == fallen && t.player == by && self.now > t.at;
        }
        self.close_if(|t, _| t.killer == fallen || t.player == fallen);
    }

    /// Late answers begin, old debts are forgotten.
    pub(super) fn tend_debts(&mut self) {
        let now = self.now;
        let due: Vec<(usize, usize)> = self
            .debts
            .iter()
            .filter_map(|d| d.avenger.filter(|&(_, from)| from > d.at && (now - 25..now).contains(&from)).map(|(who, _)| (who, d.killer)))
            .collect();
        for (who, killer) in due {
            if self.agents[who].alive() && self.agents[killer].alive() && self.sees(who, killer) {
                self.engage(who, killer, 0);
            }
        }
        self.debts.retain(|d| now - d.at <= WINDOWS[1]);
        self.close_if(|t, now| now - t.at > WINDOWS[0]);
    }

    /// Counts the time team-mates had the killer in view.
    pub(super) fn watch_truths(&mut self) {
        let n = self.agents.len();
        for t in &mut self.truths {
            if self.vis[t.player * n + t.killer] {
                t.view += self.now - t.looked;
            }
            t.looked = self.now;
        }
    }

    /// A hit on a killer is an attempt.
    pub(super) fn note_damage(&mut self, attacker: usize, victim: usize) {
        for t in &mut self.truths {
            t.hit |= t.player == attacker && t.killer == victim;
        }
    }

    /// A revive of the victim is an answer too.
    pub(super) fn note_revive(&mut self, medic: usize, body: usize) {
        for t in &mut self.truths {
            t.revived |= t.player == medic && t.victim == body;
        }
    }

    /// Writes what is still open at the round's end.
    pub(super) fn close_truths(&mut self) {
        self.close_if(|_, _| true);
    }

    fn close_if(&mut self, over: impl Fn(&Truth, i64) -> bool) {
        let now = self.now;
        let (done, open): (Vec<Truth>, Vec<Truth>) = self.truths.drain(..).partition(|t| over(t, now));
        self.truths = open;
        for t in done {
            let client = |i: usize| i64::from(self.agents[i].client);
            let did = t.hit || t.killed;
            Line::at(&mut self.out.truth, t.at)
                .number("victim", client(t.victim))
                .number("killer", client(t.killer))
                .number("player", client(t.player))
                .tenth("dist", t.dist)
                .text("choice", t.choice.as_str())
                .secs("view_s", t.view)
                .secs("closed", now)
                .flag("could", t.dist <= 800.0 && t.view >= 400)
                .flag("attempted", did)
                .flag("traded", t.killed)
                .flag("revived", t.revived)
                .text("round_id", &self.out.round_id)
                .end();
        }
    }
}
