//! What the round is about: the crane to blow up, the papers to carry home, the command post.

use super::agent::{Job, Task};
use super::dice::Dice;
use super::map::EYE;
use super::roster::ALLIES;
use super::space::{P3, flat};
use super::world::{TICK, World};

/// Dynamite burns this long.
const FUSE: i64 = 30_000;
/// Dropped papers go home after this.
const RETURN: i64 = 30_000;

/// What a side is after for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    Plant,
    Papers,
    Post,
}

/// A side's plan, and the whim that makes its players choose the same ways.
pub(super) struct Plan {
    pub(super) focus: Focus,
    pub(super) until: i64,
    pub(super) salt: u64,
}

impl Plan {
    pub(super) fn new(dice: &mut Dice) -> Plan {
        Plan { focus: focus(dice), until: dice.ms(25_000, 45_000), salt: dice.word() }
    }
}

fn focus(dice: &mut Dice) -> Focus {
    match dice.unit() {
        ..0.4 => Focus::Plant,
        0.4..0.78 => Focus::Papers,
        _ => Focus::Post,
    }
}

/// Where the papers are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Papers {
    Home,
    Carried,
    Dropped { node: usize, pos: P3, at: i64 },
}

/// The state of the objectives.
pub(super) struct Works {
    /// Who planted, and when it goes off.
    pub(super) bomb: Option<(usize, i64)>,
    /// Whether the crane stands.
    pub(super) standing: bool,
    /// Whether the attackers' command post is built.
    pub(super) post: bool,
    pub(super) papers: Papers,
    /// The next bundle lies ready from then on.
    pub(super) papers_from: i64,
    pub(super) delivered: u32,
}

impl Default for Works {
    fn default() -> Works {
        Works { bomb: None, standing: true, post: false, papers: Papers::Home, papers_from: 0, delivered: 0 }
    }
}

impl World {
    /// Writes an objective line.
    fn objective(&mut self, who: Option<usize>, action: &str, name: &str, pos: P3) {
        let client = who.map(|i| i64::from(self.agents[i].client));
        self.event("objective", |l| {
            let l = if let Some(c) = client { l.number("client", c) } else { l };
            l.text("action", action).text("objective", name).point("pos", pos)
        });
    }

    /// The defenders guess the attackers' aim, mostly rightly.
    pub(super) fn new_plan(&mut self, side: usize) {
        let guess = self.dice.chance(0.85);
        let drawn = focus(&mut self.dice);
        let focus = if side != ALLIES && guess { self.plans[ALLIES].focus } else { drawn };
        let until = self.now + self.dice.ms(25_000, 45_000);
        let salt = self.dice.word();
        self.plans[side] = Plan { focus, until, salt };
    }

    /// Whether a job still makes sense.
    pub(super) fn wanted(&self, job: Job) -> bool {
        let w = &self.works;
        match job {
            Job::Plant => w.bomb.is_none() && w.standing,
            Job::Defuse => w.bomb.is_some(),
            Job::Repair => !w.standing,
            Job::Build => !w.post,
            Job::Wreck => w.post,
        }
    }

    /// A job is done.
    pub(super) fn accomplish(&mut self, i: usize, job: Job) {
        let map = self.map;
        let (crane, post) = (map.plant.name.as_str(), map.post.name.as_str());
        let pos = self.agents[i].pos;
        match job {
            Job::Plant => {
                let client = i64::from(self.agents[i].client);
                self.event("weapon_fire", |l| l.number("attacker", client).text("weapon", "DYNAMITE"));
                self.objective(Some(i), "plant", crane, pos);
                self.works.bomb = Some((i, self.now + FUSE));
            }
            Job::Defuse => {
                self.objective(Some(i), "defuse", crane, pos);
                self.works.bomb = None;
            }
            Job::Repair => {
                self.objective(Some(i), "repair", crane, pos);
                self.works.standing = true;
            }
            Job::Build => {
                self.objective(Some(i), "build", post, pos);
                self.works.post = true;
            }
            Job::Wreck => {
                self.objective(Some(i), "destroyed", post, pos);
                self.works.post = false;
            }
        }
        let a = &mut self.agents[i];
        (a.task, a.until) = (Task::Hold, self.now + 500);
    }

    /// What objectives do by themselves or by touch, at the end of a frame.
    pub(super) fn works_tick(&mut self) {
        if let Some((planter, at)) = self.works.bomb
            && self.now + TICK >= at
        {
            self.works.bomb = None;
            self.works.standing = false;
            let pos = self.map.nodes[self.map.plant.node].at;
            self.objective(Some(planter), "destroyed", &self.map.plant.name, pos);
            self.blast(planter, "DYNAMITE", pos, 380.0, 300.0);
        }
        if let Papers::Dropped { pos, at, .. } = self.works.papers
            && self.now + TICK - at >= RETURN
        {
            self.objective(None, "return", &self.map.papers.name, pos);
            self.works.papers = Papers::Home;
        }
        for i in 0..self.agents.len() {
            if self.agents[i].alive() {
                self.touch(i);
            }
        }
    }

    /// Papers are picked up, brought back or delivered by walking over the place.
    fn touch(&mut self, i: usize) {
        let map = self.map;
        let (pos, attacks) = (self.agents[i].pos, self.agents[i].attacks());
        let at = |p: P3, r: f64| flat(pos, p) < r && (pos[2] - p[2]).abs() < EYE;
        let name = map.papers.name.as_str();
        if self.agents[i].carry {
            if at(map.nodes[map.deliver].at, 110.0) {
                self.agents[i].carry = false;
                self.works.delivered += 1;
                (self.works.papers, self.works.papers_from) = (Papers::Home, self.now + 40_000);
                self.objective(Some(i), "deliver", name, pos);
                self.decide(i);
            }
            return;
        }
        let lies = match self.works.papers {
            Papers::Home if attacks && self.now >= self.works.papers_from => map.nodes[map.papers.node].at,
            Papers::Dropped { pos, .. } => pos,
            _ => return,
        };
        if !at(lies, 64.0) {
            return;
        }
        if attacks {
            self.works.papers = Papers::Carried;
            self.agents[i].carry = true;
            self.objective(Some(i), "pickup", name, pos);
            if self.agents[i].fight.is_none() {
                self.decide(i);
            }
        } else {
            self.works.papers = Papers::Home;
            self.objective(Some(i), "return", name, pos);
        }
    }

    /// A carrier falls.
    pub(super) fn drop_papers(&mut self, i: usize) {
        if !self.agents[i].carry {
            return;
        }
        self.agents[i].carry = false;
        let (pos, node) = (self.agents[i].pos, self.agents[i].last);
        // Where nobody can walk over them they are out of reach: they lie at the last corner.
        self.works.papers = Papers::Dropped { node, pos: self.map.nodes[node].at, at: self.now };
        self.objective(Some(i), "drop", &self.map.papers.name, pos);
    }
}
