//! The film's length as a ruler with lanes.
//!
//! ```text
//!     0:42.0 ┬0:00────────┬0:30───▼─────────┬1:00─────       the clock; the loop between ╟ and ╢
//! candidates                      M          ◦    m          M high, m medium or low, ◦ suppressed, T F U reviewed
//!     events                      t               T
//!     deaths                      ●          ◆    2          side of the fallen; a digit: so many in one cell
//! objectives              o       │          oo
//!      waves ◈          ● │◆      ●                          spawn waves by side, ◈ both, ‖ pause
//! ```
//!
//! With fewer rows the lower lanes go first, with more the deaths get one row a side. A film may name its own lanes: then
//! their order says which go first, letters outrank other marks, and the rhythm tells the first word of each moment.

use super::paint::Pen;
use super::verdict::{Marks, Seen, none, whole};
use crate::film::{Confidence, Film, Finding, FindingId, Lane, Moment, Span, Status, TeamId, Time};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

/// The timeline at a moment.
#[derive(Clone, Copy)]
pub struct Timeline<'a> {
    film: &'a Film,
    theme: &'a Theme,
    at: Time,
    window: Span,
    selected: Option<&'a Finding>,
    looped: Option<Span>,
    marks: Marks<'a>,
    seen: Seen<'a>,
    shown: Option<&'a dyn Fn(&Finding) -> bool>,
}

/// What a row shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
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
    const fn of(lane: Lane, team: Option<TeamId>) -> Row {
        match lane {
            Lane::Deaths => Row::Deaths(team),
            Lane::Objectives => Row::Objectives(team),
            Lane::Rhythm => Row::Rhythm,
        }
    }

    const fn lane(self) -> Option<Lane> {
        match self {
            Row::Deaths(_) => Some(Lane::Deaths),
            Row::Objectives(_) => Some(Lane::Objectives),
            Row::Rhythm => Some(Lane::Rhythm),
            _ => None,
        }
    }
}

impl<'a> Timeline<'a> {
    /// The whole film, the clock at `at`.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, at: Time) -> Timeline<'a> {
        let window = film.meta.span;
        Timeline { film, theme, at, window, selected: None, looped: None, marks: &none, seen: &whole, shown: None }
    }

    /// Shows a part of the film only.
    #[must_use]
    pub fn window(mut self, window: Span) -> Timeline<'a> {
        self.window = window;
        self
    }

    /// Brings out a finding's slice.
    #[must_use]
    pub fn selected(mut self, finding: Option<&'a Finding>) -> Timeline<'a> {
        self.selected = finding;
        self
    }

    /// Marks the loop.
    #[must_use]
    pub fn looped(mut self, span: Option<Span>) -> Timeline<'a> {
        self.looped = span;
        self
    }

    /// Shows verdicts in place of the marks of reviewed candidates.
    #[must_use]
    pub fn marks(mut self, marks: Marks<'a>) -> Timeline<'a> {
        self.marks = marks;
        self
    }

    /// Shows findings as they may be shown.
    #[must_use]
    pub fn seen(mut self, seen: Seen<'a>) -> Timeline<'a> {
        self.seen = seen;
        self
    }

    /// Shows only the findings that pass the filter; the others are left out.
    #[must_use]
    pub fn filter(mut self, shown: &'a dyn Fn(&Finding) -> bool) -> Timeline<'a> {
        self.shown = Some(shown);
        self
    }

    /// The moment under a column of the screen when drawn in `area`: the clock goes there on a click. The first column
    /// is the window's beginning, the last its end; `None` on labels and outside.
    #[must_use]
    pub fn time_at(&self, area: Rect, column: u16) -> Option<Time> {
        let scale = self.scale(i32::from(area.width));
        let col = i32::from(column) - i32::from(area.x) - scale.left;
        (0..scale.columns).contains(&col).then(|| scale.time(col))
    }

    /// The column of the screen of a moment when drawn in `area`; before and after the window at its ends.
    #[must_use]
    pub fn column_of(&self, area: Rect, at: Time) -> u16 {
        let scale = self.scale(i32::from(area.width));
        area.x.saturating_add(u16::try_from(scale.left + scale.column(at)).unwrap_or(u16::MAX))
    }

    fn scale(&self, width: i32) -> Scale {
        let left = match width {
            0..20 => 0,
            20..48 => 8,
            // Values stand before curves, on the same columns.
            60.. if !self.film.curves.is_empty() => 16,
            _ => 11,
        };
        Scale { window: self.window, left, columns: (width - left).max(0) }
    }

    /// How many rows it fills, if it has them.
    #[must_use]
    pub fn lanes(film: &Film) -> u16 {
        let sides = film.meta.teams.len().clamp(1, 4);
        let split = film.meta.lanes.is_empty() || film.meta.lanes.iter().any(|lane| lane.by_side);
        // Six with one row for each lane.
        (6 + if split { sides - 1 } else { 0 }) as u16
    }

    /// Rows for a height, from the top.
    fn rows(&self, height: i32) -> Vec<Row> {
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

    fn label(&self, row: Row) -> (String, Style) {
        let dim = self.theme.style(Tone::Dim);
        let own = self.film.meta.lanes.iter().find(|own| row.lane() == Some(own.lane));
        let kinds = &self.film.finding_kinds;
        match row {
            Row::Deaths(Some(_)) | Row::Objectives(Some(_)) if own.is_some() => {
                let team = if let Row::Deaths(team) | Row::Objectives(team) = row { team } else { None };
                let name = own.map_or("", |own| own.name);
                (format!("{} {name}", self.theme.glyphs.team(team)), self.theme.team(team))
            }
            _ if own.is_some() => (own.map_or("", |own| own.name).into(), dim),
            Row::Candidates if !self.film.meta.lanes.is_empty() => {
                let mut judged = kinds.iter().filter(|kind| kind.asked);
                let only = judged.next().filter(|_| judged.next().is_none());
                (only.map_or("candidates", |kind| kind.plural).into(), dim)
            }
            Row::Facts if !self.film.meta.lanes.is_empty() => {
                let facts = kinds.iter().rfind(|kind| !kind.asked);
                (facts.map_or("events", |kind| kind.plural).into(), dim)
            }
            Row::Ruler => (self.at.to_string(), self.theme.style(Tone::Clock)),
            Row::Candidates => ("candidates".into(), dim),
            Row::Facts => ("events".into(), dim),
            Row::Badges(kind) => (
                self.film.badge_kinds.get(kind).map_or("", |kind| kind.name).to_owned(),
                self.theme.style(Tone::Notice),
            ),
            Row::Deaths(None) => ("deaths".into(), dim),
            Row::Deaths(team) => (format!("{} deaths", self.theme.glyphs.team(team)), self.theme.team(team)),
            Row::Objectives(_) => ("objectives".into(), dim),
            Row::Rhythm => ("waves".into(), dim),
        }
    }

    fn ruler(&self, scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let (g, dim) = (&self.theme.glyphs, self.theme.style(Tone::Dim));
        for col in 0..scale.columns {
            pen.put(scale.left + col, y, g.ruler[0], dim);
        }
        let clock = scale.column(self.at);
        let ends = self.looped.map(|span| [scale.column(span.from), scale.column(span.to)]);
        let step = scale.tick();
        for (col, at) in scale.ticks() {
            pen.put(scale.left + col, y, g.ruler[1], dim);
            let label = tick_label(at, step);
            let over = col..=col + label.len() as i32;
            // Half a label is another time: what clock or loop would stand in is left out.
            let hit = over.contains(&clock) || ends.iter().flatten().any(|end| over.contains(end));
            if !hit && *over.end() < scale.columns {
                pen.text(scale.left + col + 1, y, &label, dim);
            }
        }
        if let Some(span) = self.looped {
            let (a, b) = (scale.column(span.from), scale.column(span.to));
            let style = self.theme.style(Tone::Loop);
            pen.tint(scale.left + a, y, b - a + 1, style.add_modifier(Modifier::UNDERLINED));
            pen.put(scale.left + a, y, g.looped[0], style);
            pen.put(scale.left + b, y, g.looped[1], style);
        }
        pen.put(scale.left + clock, y, g.clock[0], self.theme.style(Tone::Clock));
    }

    /// Who wears a badge and when: a letter, and a line as long as it lasts.
    fn badges(&self, kind: usize, scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let Span { from, to } = self.window;
        let worn = self.film.badges.iter().filter(|badge| badge.kind == kind);
        for badge in worn.filter(|badge| badge.span.to >= from && badge.span.from <= to) {
            let (a, b) = (scale.column(badge.span.from.max(from)), scale.column(badge.span.to.min(to)));
            let actor = self.film.cast.get(badge.actor.index());
            let style = self.theme.team(actor.and_then(|actor| actor.team(badge.span.from)));
            for col in a..=b {
                pen.put(scale.left + col, y, self.theme.glyphs.ruler[0], style);
            }
            pen.put_char(scale.left + a, y, actor.map_or('?', |actor| actor.letter), style);
        }
    }

    /// What every cell of every row holds: film and findings are gone through once.
    fn cells(&self, rows: &[Row], scale: &Scale) -> Vec<Vec<Pile>> {
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

    fn lane(&self, row: Row, cells: &[Pile], scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let g = &self.theme.glyphs;
        let clock = scale.column(self.at);
        for (col, _) in scale.ticks() {
            pen.put(scale.left + col, y, g.lane, self.theme.style(Tone::Ground));
        }
        pen.put(scale.left + clock, y, g.clock[1], self.theme.style(Tone::Clock));
        for (col, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.count > 0) {
            let (x, col) = (scale.left + col as i32, col as i32);
            let style = if cell.mixed { self.theme.style(Tone::Title) } else { cell.style };
            let style = if col == clock { style.add_modifier(Modifier::REVERSED) } else { style };
            match (cell.count, cell.mark) {
                (_, Mark::Char(c)) if matches!(row, Row::Objectives(_)) && cell.rank == LETTER => {
                    pen.put_char(x, y, c, style);
                }
                (2.., _) if row == Row::Rhythm && cell.mixed => pen.put(x, y, g.rhythm[1], style),
                // The selected one shows itself, whatever else there is.
                (n @ 2..=9, _) if row != Row::Rhythm && cell.rank < SELECTED => {
                    pen.put_char(x, y, char::from(b'0' + n as u8), style);
                }
                (10.., _) if row != Row::Rhythm && cell.rank < SELECTED => pen.put(x, y, "#", style),
                (_, Mark::Glyph(glyph)) => pen.put(x, y, glyph, style),
                (_, Mark::Char(c)) => pen.put_char(x, y, c, style),
            }
        }
        if row == Row::Rhythm && !self.film.meta.lanes.is_empty() {
            self.captions(cells, scale, y, pen);
        }
        if let Some(finding) = self.selected
            && finding.span.to >= self.window.from
            && finding.span.from <= self.window.to
        {
            let (a, b) = (scale.column(finding.span.from), scale.column(finding.span.to));
            pen.tint(scale.left + a, y, b - a + 1, self.theme.style(Tone::Slice));
            if row == Row::Candidates || row == Row::Facts && !finding.is_judgeable() {
                pen.tint(scale.left + scale.column(finding.at), y, 1, self.theme.style(Tone::Selected));
            }
        }
    }
}

impl Timeline<'_> {
    /// Behind every mark of the rhythm the first word of its moment, or its first letter, as far as the next mark.
    fn captions(&self, cells: &[Pile], scale: &Scale, y: i32, pen: &mut Pen<'_>) {
        let clock = scale.column(self.at);
        let on_it = |m: &&Moment| {
            let kind = self.film.moment_kinds.get(m.kind);
            // Whose it is tells the shape of the side.
            m.team.is_none() && kind.is_some_and(|kind| kind.lane == Lane::Rhythm && kind.mark.is_some())
        };
        let alone = |m: &&Moment| {
            let cell = cells.get(scale.column(m.at) as usize);
            self.window.holds(m.at) && cell.is_some_and(|cell| cell.count == 1)
        };
        for moment in self.film.log.iter().filter(on_it).filter(alone) {
            let col = scale.column(moment.at);
            let after = cells.iter().skip(col as usize + 1).position(|cell| cell.count > 0);
            let room = after.map_or(scale.columns - col - 1, |next| next as i32);
            let room = if clock > col { room.min(clock - col - 1) } else { room };
            let word = moment.text.split([':', ' ']).next().unwrap_or_default();
            let fits = |text: &str| unicode_width::UnicodeWidthStr::width(text) as i32 <= room;
            let letter: String = word.chars().take(1).collect();
            if let Some(text) = [word, letter.as_str()].into_iter().find(|text| fits(text)) {
                pen.text(scale.left + col + 1, y, text, self.theme.style(Tone::Dim));
            }
        }
    }
}

impl Widget for Timeline<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let scale = self.scale(pen.width());
        if scale.columns < 1 {
            return;
        }
        let rows = self.rows(pen.height());
        let cells = self.cells(&rows, &scale);
        for (y, (row, cells)) in rows.into_iter().zip(cells).enumerate() {
            let y = y as i32;
            let (label, style) = self.label(row);
            let room = (scale.left - 1).max(0);
            let label = super::paint::fit(&label, room as usize, self.theme.glyphs.cut);
            let width = unicode_width::UnicodeWidthStr::width(label.as_ref()) as i32;
            pen.text_within(room - width, y, &label, room, style);
            match row {
                Row::Ruler => self.ruler(&scale, y, &mut pen),
                Row::Badges(kind) => {
                    self.lane(row, &cells, &scale, y, &mut pen);
                    self.badges(kind, &scale, y, &mut pen);
                }
                _ => self.lane(row, &cells, &scale, y, &mut pen),
            }
        }
    }
}

/// Rank of a letter among a film's own marks: it shows itself, whatever else there is.
const LETTER: u8 = 2;

/// Rank of the selected finding: above every other.
const SELECTED: u8 = 10;

/// What a cell shows.
#[derive(Debug, Clone, Copy)]
enum Mark {
    Glyph(&'static str),
    Char(char),
}

/// What falls on one cell of a lane.
#[derive(Debug, Clone, Copy)]
struct Pile {
    count: usize,
    /// The highest is shown.
    rank: u8,
    mark: Mark,
    style: Style,
    team: Option<TeamId>,
    /// More than one side.
    mixed: bool,
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

/// Columns of the lanes and the time they stand for.
#[derive(Debug, Clone, Copy)]
struct Scale {
    window: Span,
    /// Columns of the labels.
    left: i32,
    columns: i32,
}

impl Scale {
    /// The column of a moment; before and after the window at its ends.
    fn column(&self, at: Time) -> i32 {
        let (into, length) = ((self.window.clamp(at) - self.window.from).0, self.window.length().0.max(1));
        let col = i128::from(into) * i128::from(self.columns) / (i128::from(length) + 1);
        (col as i32).clamp(0, (self.columns - 1).max(0))
    }

    /// The moment in the middle of a column; the ends for the first and the last.
    fn time(&self, col: i32) -> Time {
        if col <= 0 {
            return self.window.from;
        }
        if col >= self.columns - 1 {
            return self.window.to;
        }
        let length = i128::from(self.window.length().0) + 1;
        let into = (2 * i128::from(col) + 1) * length / (2 * i128::from(self.columns.max(1)));
        self.window.from + Time(into as i64)
    }

    /// Time between ticks: round, and wide enough for a label.
    fn tick(&self) -> i64 {
        const STEPS: [i64; 15] = [
            1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
            3_600_000, 7_200_000, 14_400_000,
        ];
        let room = i64::from(self.columns / 10).max(1);
        let least = self.window.length().0 / room;
        // Longer films than 14,400 s x columns take a whole number of the longest step.
        STEPS.into_iter().find(|&s| s >= least).unwrap_or_else(|| (least / 14_400_000 + 1).saturating_mul(14_400_000))
    }

    /// Columns and times of the ticks.
    fn ticks(&self) -> Vec<(i32, Time)> {
        let step = self.tick();
        let first = self.window.from.0.div_euclid(step).saturating_mul(step);
        (0..i64::from(self.columns) + 2)
            .map(|i| Time(first.saturating_add(i.saturating_mul(step))))
            .filter(|t| self.window.holds(*t))
            .map(|t| (self.column(t), t))
            .collect()
    }
}

/// A tick's label: no tenths, they are all round.
fn tick_label(at: Time, step: i64) -> String {
    let text = at.to_string();
    if step % 1_000 == 0 { text.split('.').next().unwrap_or(&text).to_owned() } else { text }
}
