//! Which lanes a timeline has for its height.

use super::Timeline;
use crate::film::{Film, Lane, Moment, TeamId};

/// What a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Ruler,
    Candidates,
    /// Badges that have a lane: the index of their kind.
    Badges(usize),
    Facts,
    Deaths(Option<TeamId>),
    Objectives(Option<TeamId>),
    Rhythm,
}

impl Row {
    pub(super) const fn of(lane: Lane, team: Option<TeamId>) -> Row {
        match lane {
            Lane::Deaths => Row::Deaths(team),
            Lane::Objectives => Row::Objectives(team),
            Lane::Rhythm => Row::Rhythm,
        }
    }

    pub(super) const fn lane(self) -> Option<Lane> {
        match self {
            Row::Deaths(_) => Some(Lane::Deaths),
            Row::Objectives(_) => Some(Lane::Objectives),
            Row::Rhythm => Some(Lane::Rhythm),
            _ => None,
        }
    }
}

impl Timeline<'_> {
    /// How many rows it fills, if it has them.
    #[must_use]
    pub fn lanes(film: &Film) -> u16 {
        let sides = film.meta.teams.len().clamp(1, 4);
        let split = film.meta.lanes.is_empty() || film.meta.lanes.iter().any(|lane| lane.by_side);
        // Six with one row for each lane.
        (6 + if split { sides - 1 } else { 0 }) as u16
    }

    /// Rows for a height, from the top.
    pub(super) fn rows(&self, height: i32) -> Vec<Row> {
        if !self.film.meta.lanes.is_empty() {
            return self.own_rows(height);
        }
        let (deaths, objectives) = (Row::Deaths(None), Row::Objectives(None));
        let mut rows = vec![Row::Ruler, Row::Candidates, deaths, Row::Facts, objectives, Row::Rhythm];
        let worn = |kind: &usize| self.film.badges.iter().any(|badge| badge.kind == *kind);
        let lanes = self.film.badge_kinds.iter().enumerate().filter(|(_, kind)| kind.lane).map(|(at, _)| at);
        rows.splice(3..3, lanes.filter(worn).map(Row::Badges));
        let teams = self.film.meta.teams.len().min(4);
        if teams > 1 && height as usize >= rows.len() + teams - 1 && self.is_sided(Lane::Deaths, teams) {
            rows.splice(2..3, (0..teams).map(|t| Row::Deaths(Some(TeamId(t as u8)))));
        }
        rows.truncate(height.max(0) as usize);
        // Cut by weight, shown by kinship: what was decided stands together.
        rows.sort_by_key(|row| match row {
            Row::Ruler => 0,
            Row::Candidates => 1,
            Row::Facts => 2,
            Row::Badges(_) => 3,
            Row::Deaths(team) => 4 + team.map_or(0, |t| t.0),
            Row::Objectives(_) => 100,
            Row::Rhythm => 101,
        });
        rows
    }

    /// The film's own lanes: findings and the first two of them come first, then what holds, then the others.
    fn own_rows(&self, height: i32) -> Vec<Row> {
        let (height, teams) = (height.max(0) as usize, self.film.meta.teams.len().min(4));
        let own: Vec<Row> = self.film.meta.lanes.iter().map(|own| Row::of(own.lane, None)).collect();
        let mut rows = vec![Row::Ruler, Row::Candidates];
        rows.extend(own.iter().take(2));
        // A film whose findings are all to be judged has no facts.
        rows.extend(self.film.finding_kinds.iter().any(|kind| !kind.asked).then_some(Row::Facts));
        rows.extend(own.iter().skip(2));
        let split = self.film.meta.lanes.iter().find(|own| own.by_side && teams > 1 && self.is_sided(own.lane, teams));
        if let Some(own) = split.filter(|_| height >= rows.len() + teams - 1)
            && let Some(at) = rows.iter().position(|row| row.lane() == Some(own.lane))
        {
            rows.splice(at..=at, (0..teams).map(|t| Row::of(own.lane, Some(TeamId(t as u8)))));
        }
        rows.truncate(height);
        let place = |row: &Row| match row {
            Row::Ruler => 0,
            Row::Candidates => 1,
            Row::Facts => 2,
            _ => 3 + self.film.meta.lanes.iter().position(|own| Some(own.lane) == row.lane()).unwrap_or(0),
        };
        rows.sort_by_key(place); // stable: sides stay in their order
        rows
    }

    /// Whether all that is marked on a lane has a known side: on lanes by side the rest would be lost.
    fn is_sided(&self, lane: Lane, teams: usize) -> bool {
        let on_it = |m: &&Moment| {
            self.film.moment_kinds.get(m.kind).is_some_and(|kind| kind.lane == lane && kind.mark.is_some())
        };
        self.film.log.iter().filter(on_it).all(|m| m.team.is_some_and(|t| t.index() < teams))
    }
}
