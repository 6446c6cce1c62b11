//! What falls on each cell of the lanes, and which mark of it is shown.

use super::Timeline;
use super::rows::Row;
use super::scale::Scale;
use crate::film::{Confidence, Finding, FindingId, Lane, Status, TeamId, Time};
use crate::ui::theme::Tone;
use ratatui::style::Style;

/// Rank of a letter among a film's own marks: it shows itself, whatever else there is.
pub(super) const LETTER: u8 = 2;

/// Rank of the selected finding: above every other.
pub(super) const SELECTED: u8 = 10;

/// What a cell shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mark {
    Glyph(&'static str),
    Char(char),
}

/// What falls on one cell of a lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pile {
    pub(super) count: usize,
    /// The highest is shown.
    pub(super) rank: u8,
    pub(super) mark: Mark,
    pub(super) style: Style,
    team: Option<TeamId>,
    /// More than one side.
    pub(super) mixed: bool,
}

impl Default for Pile {
    fn default() -> Pile {
        Pile { count: 0, rank: 0, mark: Mark::Char(' '), style: Style::new(), team: None, mixed: false }
    }
}

impl Pile {
    fn add(&mut self, one: Pile) {
        let (count, mixed) = (self.count + 1, self.mixed || self.count > 0 && self.team != one.team);
        if self.count == 0 || one.rank > self.rank {
            *self = one;
        }
        (self.count, self.mixed) = (count, mixed);
    }
}

impl Timeline<'_> {
    /// What every cell of every row holds: film and findings are gone through once.
    pub(super) fn cells(&self, rows: &[Row], scale: &Scale) -> Vec<Vec<Pile>> {
        let mut cells = vec![vec![Pile::default(); scale.columns.max(0) as usize]; rows.len()];
        let mut pile = |row: Option<usize>, at: Time, one: Pile| {
            if let (Some(row), true) = (row, self.window.holds(at))
                && let Some(cell) = cells.get_mut(row).and_then(|r| r.get_mut(scale.column(at) as usize))
            {
                cell.add(one);
            }
        };
        let row_of = |wanted: Row| rows.iter().position(|&row| row == wanted);
        let own = !self.film.meta.lanes.is_empty();
        for finding in self.film.findings.iter().filter(|f| self.shown.is_none_or(|shown| shown(f))) {
            let kind = self.film.finding_kinds.get(finding.kind);
            let excused = matches!((self.seen)(finding).status, Status::Suppressed(_));
            if own && excused && kind.is_some_and(|k| !k.asked) {
                continue; // a condition that does not hold: the ledger tells it
            }
            let row = row_of(if finding.is_judgeable() { Row::Candidates } else { Row::Facts });
            pile(row, finding.at, self.finding_mark(finding));
        }
        let deaths = row_of(Row::Deaths(None));
        let g = &self.theme.glyphs;
        for moment in &self.film.log {
            let Some(kind) = self.film.moment_kinds.get(moment.kind) else { continue };
            let Some(mark) = kind.mark else { continue };
            let team = moment.team;
            let (row, mark) = match kind.lane {
                Lane::Deaths if kind.falls && deaths.is_some() && team.is_some() => (deaths, Mark::Glyph(g.team(team))),
                Lane::Deaths => (deaths.or_else(|| row_of(Row::Deaths(team))), Mark::Char(mark)),
                Lane::Objectives => {
                    (row_of(Row::Objectives(None)).or_else(|| row_of(Row::Objectives(team))), Mark::Char(mark))
                }
                Lane::Rhythm if team.is_some() => (row_of(Row::Rhythm), Mark::Glyph(g.team(team))),
                Lane::Rhythm if kind.key == "pause" => (row_of(Row::Rhythm), Mark::Glyph(g.rhythm[0])),
                Lane::Rhythm => (row_of(Row::Rhythm), Mark::Char(mark)),
            };
            let style = self.theme.team(team);
            let rank = if own && matches!(mark, Mark::Char(c) if c.is_alphabetic()) { LETTER } else { 1 };
            pile(row, moment.at, Pile { count: 1, rank, mark, style, team, mixed: false });
        }
        cells
    }

    fn finding_mark(&self, finding: &Finding) -> Pile {
        let kind = self.film.finding_kinds.get(finding.kind).map_or('?', |k| k.mark);
        let high = Mark::Char(kind.to_ascii_uppercase());
        let review = (self.marks)(finding);
        let finding = &*(self.seen)(finding);
        let style = review.style(finding, self.theme);
        let (rank, mark, style) = match (&finding.status, finding.confidence) {
            _ if review.judged.is_some() => {
                let (glyph, style) = review.glyph(finding, self.theme);
                (3, Mark::Glyph(glyph), style)
            }
            (Status::Candidate, Some(Confidence::High)) => (5, high, style),
            (Status::Candidate, _) => (4, Mark::Char(kind), style),
            (Status::Suppressed(_), _) => (1, Mark::Glyph(self.theme.glyphs.suppressed), style),
            (Status::Fact, _) if finding.parts.iter().any(|p| p.role == "success") => {
                (2, high, self.theme.style(Tone::Title))
            }
            (Status::Fact, _) => (1, Mark::Char(kind), self.theme.style(Tone::Dim)),
        };
        let rank = rank + if self.is_selected(finding) { SELECTED } else { 0 };
        Pile { count: 1, rank, mark, style, team: None, mixed: false }
    }

    fn is_selected(&self, finding: &Finding) -> bool {
        let id: Option<&FindingId> = self.selected.map(|f| &f.id);
        id == Some(&finding.id)
    }
}
