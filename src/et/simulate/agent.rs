//! A player in play: where it is, what it is about, whom it fights.

use super::roster::{ALLIES, Class, Person};
use super::space::P3;

/// In play, lying, waiting for the wave, or not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Absent,
    Alive,
    Down,
    Limbo,
}

/// Objective work that takes time at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    Plant,
    Defuse,
    Repair,
    Build,
    Wreck,
}

/// What a player is about when it does not fight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// On the way along its path.
    Go,
    /// Stands and watches until `until`.
    Hold,
    /// On the way to a job, then at it.
    Work(Job),
    /// To a fallen team-mate.
    Revive(usize),
}

/// An exchange of fire with one enemy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fight {
    pub(super) enemy: usize,
    pub(super) seen_at: i64,
    pub(super) seen_pos: P3,
    pub(super) next_shot: i64,
    pub(super) burst: u32,
    pub(super) next_move: i64,
}

/// A player.
pub(super) struct Agent {
    pub(super) client: u8,
    pub(super) name: String,
    pub(super) guid: String,
    pub(super) class: Class,
    pub(super) side: usize,
    pub(super) state: State,
    pub(super) hp: i32,
    pub(super) pos: P3,
    pub(super) vel: P3,
    pub(super) yaw: f64,
    pub(super) pitch: f64,
    pub(super) speed: f64,
    /// Graph: the node behind, the node ahead (equal when it stands at one), and the way beyond it, last step first.
    pub(super) last: usize,
    pub(super) next: usize,
    pub(super) path: Vec<usize>,
    /// How far beside the nodes it walks, in radii; drawn per life, so that nobody walks in another's steps.
    pub(super) lane: [f64; 2],
    /// A point off the graph it goes to first (a side-step, a body).
    pub(super) step: Option<P3>,
    pub(super) task: Task,
    pub(super) until: i64,
    pub(super) pause_at: i64,
    pub(super) sprint_until: i64,
    pub(super) look: f64,
    pub(super) look_until: i64,
    pub(super) fight: Option<Fight>,
    /// Enemies it does not answer for a while, and until when.
    pub(super) spared: Vec<(usize, i64)>,
    /// Milliseconds each enemy has been in view, weighted.
    pub(super) noticed: Vec<f64>,
    pub(super) react: f64,
    pub(super) hit_by: Option<(usize, i64)>,
    pub(super) shield: i64,
    pub(super) spawned: i64,
    pub(super) died: i64,
    pub(super) tap_at: i64,
    pub(super) quit_at: Option<i64>,
    pub(super) carry: bool,
    pub(super) flanker: bool,
}

impl Agent {
    /// Somebody not yet in play.
    pub(super) fn new(person: &Person, side: usize, count: usize) -> Agent {
        Agent {
            client: person.client,
            name: person.name.clone(),
            guid: person.guid.clone(),
            class: person.class,
            side,
            state: State::Absent,
            hp: 0,
            pos: [0.0; 3],
            vel: [0.0; 3],
            yaw: 0.0,
            pitch: 0.0,
            speed: 0.0,
            last: 0,
            next: 0,
            path: Vec::new(),
            lane: [0.0; 2],
            step: None,
            task: Task::Hold,
            until: 0,
            pause_at: 0,
            sprint_until: 0,
            look: 0.0,
            look_until: 0,
            fight: None,
            spared: Vec::new(),
            noticed: vec![0.0; count],
            react: 300.0,
            hit_by: None,
            shield: 0,
            spawned: 0,
            died: 0,
            tap_at: 0,
            quit_at: None,
            carry: false,
            flanker: false,
        }
    }

    pub(super) fn alive(&self) -> bool {
        self.state == State::Alive
    }

    pub(super) fn attacks(&self) -> bool {
        self.side == ALLIES
    }

    /// Its gun's name; the mod is `MOD_` and the name.
    pub(super) fn gun(&self) -> &'static str {
        match (self.class, self.attacks()) {
            (Class::CovertOps, _) => "STEN",
            (_, true) => "THOMPSON",
            (_, false) => "MP40",
        }
    }

    /// Whether it lets `enemy` be at `now`.
    pub(super) fn spares(&self, enemy: usize, now: i64) -> bool {
        self.spared.iter().any(|&(e, until)| e == enemy && now < until)
    }

    /// Whether somebody hit it within the last `ms`.
    pub(super) fn hurt_since(&self, now: i64, ms: i64) -> Option<usize> {
        self.hit_by.filter(|&(_, at)| now - at <= ms).map(|(who, _)| who)
    }
}
