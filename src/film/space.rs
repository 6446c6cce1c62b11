//! What happens to the ground and to a side's order over time: stays in grid cells, and strips of named states.

use super::{ActorId, Film, Span, TeamId, Time};

/// One actor's stay in one cell at one grid time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The grid time.
    pub at: Time,
    /// How long the sample stands for.
    pub lasts: Time,
    /// Who.
    pub actor: ActorId,
    /// For which side.
    pub team: TeamId,
    /// Column and row: floor of x and y by [`Ground::cell`].
    pub cell: [i32; 2],
}

/// Who was where, on a grid: screens add it up by side, player and span of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ground {
    /// Side of a cell in game units; 0 when there is nothing.
    pub cell: f32,
    /// By time, then actor.
    pub stays: Vec<Stay>,
    /// The rule in force, one line.
    pub note: String,
    /// Why it is empty, if it cannot be known.
    pub unavailable: Option<String>,
}

/// A named state that holds during a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// When.
    pub span: Span,
    /// Its name: `4-2`.
    pub label: String,
    /// Which of a few looks it gets: 0 for the usual, higher for more unusual.
    pub class: u8,
}

/// States over time, one row per side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strip {
    /// Name in commands: `shape`.
    pub key: &'static str,
    /// Title on the screen.
    pub title: &'static str,
    /// The rule in force, one line.
    pub note: String,
    /// Rows: whose, and the stretches in time order.
    pub rows: Vec<(Option<TeamId>, Vec<Stretch>)>,
    /// Whom each row is about, where rows are about somebody; empty where they are about sides.
    pub actors: Vec<ActorId>,
}

impl Strip {
    /// Whose row that is: a player's name, a side's, or `all`.
    #[must_use]
    pub fn name<'f>(&self, film: &'f Film, row: usize) -> &'f str {
        let actor = self.actors.get(row).and_then(|actor| film.cast.get(actor.index()));
        let team = self.rows.get(row).and_then(|(team, _)| *team).and_then(|team| film.meta.teams.get(team.index()));
        actor.map(|actor| actor.name.as_str()).or_else(|| team.map(|team| team.name.as_str())).unwrap_or("all")
    }
}
