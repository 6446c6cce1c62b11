//! What the screens of ground and shape look at: whose stays, which span, which strip.

use super::round::Round;
use crate::film::{Film, Span, TeamId, Time};
use crate::ui::widgets::map::MapState;
pub use crate::ui::widgets::map::Whose;

/// Which part of the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Range {
    /// All of it.
    #[default]
    Whole,
    /// So much before the clock.
    Last(Time),
    /// The loop, else the slice of the selected finding.
    Slice,
}

/// The state of both screens.
#[derive(Debug, Clone, Default)]
pub struct Space {
    /// Whose time.
    pub whose: Whose,
    /// When.
    pub range: Range,
    /// What the map looks at.
    pub map: MapState,
    /// Which of the strips.
    pub strip: usize,
    /// Which of its rows.
    pub row: usize,
}

impl Space {
    /// Everybody, then each side.
    pub fn next_team(&mut self, film: &Film) {
        let next = match self.whose {
            Whose::Team(TeamId(team)) => team.saturating_add(1),
            _ => 0,
        };
        let is_team = usize::from(next) < film.meta.teams.len();
        self.whose = if is_team { Whose::Team(TeamId(next)) } else { Whose::All };
    }

    /// Each player, then everybody.
    pub fn next_actor(&mut self, film: &Film) {
        let now = if let Whose::Actor(actor) = self.whose { Some(actor) } else { None };
        self.whose =
            super::sieve::next_actor(film, now, crate::film::Actor::has_place).map_or(Whose::All, Whose::Actor);
    }

    /// What was contested, or everybody.
    pub fn turn_contested(&mut self) {
        self.whose = if self.whose == Whose::Contested { Whose::All } else { Whose::Contested };
    }

    /// The whole round, the last 10, 30, 60 s, the slice.
    pub fn next_range(&mut self) {
        self.range = match self.range {
            Range::Whole => Range::Last(Time(10_000)),
            Range::Last(Time(10_000)) => Range::Last(Time(30_000)),
            Range::Last(Time(30_000)) => Range::Last(Time(60_000)),
            Range::Last(_) => Range::Slice,
            Range::Slice => Range::Whole,
        };
    }

    /// The span that is added up.
    #[must_use]
    pub fn span(&self, round: &Round) -> Span {
        let whole = round.playback.span();
        let clock = round.playback.clock();
        match self.range {
            Range::Whole => whole,
            Range::Last(length) => Span::new(whole.clamp(clock - length), clock),
            Range::Slice => {
                round.playback.loop_span().or_else(|| round.finding().map(|finding| finding.span)).unwrap_or(whole)
            }
        }
    }

    /// Both in words.
    #[must_use]
    pub fn words(&self, round: &Round) -> String {
        let film = &round.film;
        let whose = match self.whose {
            Whose::All => "everybody".to_owned(),
            Whose::Team(team) => film.meta.teams.get(team.index()).map_or("?", |team| team.name.as_str()).to_owned(),
            Whose::Actor(actor) => film.cast.get(actor.index()).map_or("?", |actor| actor.name.as_str()).to_owned(),
            Whose::Contested => "contested".to_owned(),
        };
        let span = self.span(round);
        let range = match self.range {
            Range::Whole => "whole round".to_owned(),
            Range::Last(length) => format!("last {:.0} s", length.as_secs()),
            Range::Slice if round.playback.loop_span().is_some() => "loop".to_owned(),
            Range::Slice => "slice of the finding".to_owned(),
        };
        format!("{whose}, {range} ({} - {})", span.from, span.to)
    }
}
