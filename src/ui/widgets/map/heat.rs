//! Who stood where and for how long, as shades over the map.
//!
//! ```text
//!   seconds a cell, by glyph first            ░ to 2.5 s  ▒ to 5.0 s  ▓ to 7.5 s  █ to 10.0 s
//!   under the cursor: every side's and the longest players' seconds
//! ```

use super::MapState;
use super::layers::Scene;
use super::raster::Mode;
use crate::film::{ActorId, Film, Span, Stay, TeamId, Time};
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::paint::{Pen, fit};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use std::collections::BTreeMap;

/// Whose time is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// One side's.
    Team(TeamId),
    /// One player's.
    Actor(ActorId),
    /// Samples in which more than one side stood in the cell.
    Contested,
}

/// A cell of the grid: column, row.
type Square = [i32; 2];

/// The ground of a span, shaded.
#[derive(Debug, Clone, Copy)]
pub struct Heat<'a> {
    film: &'a Film,
    theme: &'a Theme,
    state: &'a MapState,
    whose: Whose,
    span: Span,
    at: Time,
    others: &'a str,
}

/// The stays of a span: from its beginning up to, not at, its end, unless that is the film's.
fn stays(film: &Film, span: Span) -> &[Stay] {
    let all = &film.ground.stays;
    let from = all.partition_point(|stay| stay.at < span.from);
    let to = all.partition_point(|stay| stay.at < span.to || (stay.at == span.to && span.to == film.meta.span.to));
    all.get(from..to).unwrap_or_default()
}

/// Seconds of every cell; of contested ground each sample counts once, whoever is in it.
#[must_use]
pub fn seconds(film: &Film, whose: Whose, span: Span) -> BTreeMap<Square, Time> {
    let mut sums: BTreeMap<Square, Time> = BTreeMap::new();
    if whose == Whose::Contested {
        for sample in stays(film, span).chunk_by(|a, b| a.at == b.at) {
            let mut sides: BTreeMap<Square, (TeamId, bool, Time)> = BTreeMap::new();
            for stay in sample {
                let seen = sides.entry(stay.cell).or_insert((stay.team, false, stay.lasts));
                seen.1 |= seen.0 != stay.team;
                seen.2 = seen.2.max(stay.lasts);
            }
            sides.into_iter().filter(|(_, seen)| seen.1).for_each(|(cell, seen)| {
                *sums.entry(cell).or_default() += seen.2;
            });
        }
        return sums;
    }
    let counts = |stay: &&Stay| match whose {
        Whose::Team(team) => stay.team == team,
        Whose::Actor(actor) => stay.actor == actor,
        Whose::All | Whose::Contested => true,
    };
    stays(film, span).iter().filter(counts).for_each(|stay| *sums.entry(stay.cell).or_default() += stay.lasts);
    sums
}

impl<'a> Heat<'a> {
    /// The heat of `whose` stays during `span`.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, state: &'a MapState, whose: Whose, span: Span, at: Time) -> Heat<'a> {
        Heat { film, theme, state, whose, span, at, others: "" }
    }

    /// What leads to somebody else's time.
    #[must_use]
    pub fn others(mut self, others: &'a str) -> Heat<'a> {
        self.others = others;
        self
    }

    /// The cell a point lies in.
    fn square(&self, point: [f32; 2]) -> Square {
        point.map(|v| (v / self.film.ground.cell).floor() as i32)
    }

    /// Glyph number of a share: 0 only for nothing.
    fn step(&self, time: Time, most: Time) -> usize {
        let last = self.theme.glyphs.heat.len() as i64 - 1;
        let step = (time.0 * last + most.0 - 1) / most.0.max(1);
        usize::try_from(step.clamp(i64::from(time.0 > 0), last)).unwrap_or_default()
    }

    /// What the shades stand for.
    fn legend(&self, most: Time, y: i32, pen: &mut Pen<'_>) {
        let dim = self.theme.style(Tone::Dim);
        if most.0 == 0 {
            pen.text(
                1,
                y,
                &format!("nobody's time here: another player, side or span{}", self.others),
                self.theme.style(Tone::Notice),
            );
            return;
        }
        let last = self.theme.glyphs.heat.len() - 1;
        let mut x = 1;
        for (step, glyph) in self.theme.glyphs.heat.iter().enumerate().skip(1) {
            let top = most.as_secs() * step as f64 / last as f64;
            x += pen.text(x, y, glyph, self.theme.heat(step as f64 / last as f64)) + 1;
            x += pen.text(x, y, &format!("to {top:.1} s"), dim) + 2;
        }
        pen.text(x, y, &format!("a cell of {} u", self.film.ground.cell), dim);
    }

    /// The cell under the cursor, else the one with most: where, whose, how long.
    fn words(&self, sums: &BTreeMap<Square, Time>) -> String {
        let cursor = self.state.cursor().map(|point| self.square(point));
        let hottest = sums.iter().max_by_key(|(cell, time)| (**time, std::cmp::Reverse(**cell))).map(|(cell, _)| *cell);
        let Some(cell) = cursor.or(hottest) else { return "arrows move a cursor over the ground".into() };
        let side = self.film.ground.cell;
        let middle = cell.map(|v| (v as f32 + 0.5) * side);
        let place = self
            .film
            .places
            .callouts
            .nearest_flat(middle, |_| true)
            .map(|here| format!(" near {}", here.name))
            .unwrap_or_default();
        let time = sums.get(&cell).copied().unwrap_or_default();
        let lead = if cursor.is_some() { "cursor" } else { "most" };
        let mut text = format!("{lead}: {:.1} s at {:.0} {:.0}{place}", time.as_secs(), middle[0], middle[1]);
        let mut teams: BTreeMap<TeamId, Time> = BTreeMap::new();
        let mut actors: BTreeMap<ActorId, Time> = BTreeMap::new();
        for stay in stays(self.film, self.span).iter().filter(|stay| stay.cell == cell) {
            *teams.entry(stay.team).or_default() += stay.lasts;
            *actors.entry(stay.actor).or_default() += stay.lasts;
        }
        for (team, time) in teams {
            let name = self.film.meta.teams.get(team.index()).map_or("?", |team| team.name.as_str());
            text += &format!("; {name} {:.1} s", time.as_secs());
        }
        let both = seconds(self.film, Whose::Contested, self.span).get(&cell).copied().unwrap_or_default();
        text += &format!("; contested {:.1} s", both.as_secs());
        let mut actors: Vec<(ActorId, Time)> = actors.into_iter().collect();
        actors.sort_by_key(|(actor, time)| (std::cmp::Reverse(*time), *actor));
        for (actor, time) in actors {
            let name = self.film.cast.get(actor.index()).map_or("?", |actor| actor.name.as_str());
            text += &format!("; {name} {:.1} s", time.as_secs());
        }
        text
    }
}

impl Widget for Heat<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let Heat { film, theme, state, at, .. } = self;
        let pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        if width < 1 || height < 4 || film.ground.cell <= 0.0 {
            return;
        }
        let rows = height - 2;
        let ground = state.ground(film);
        let p = state.project(film, &ground, at, (width, rows), (area.x, area.y));
        let scene =
            Scene { film, theme, ground: &ground, p, floor: None, mode: Mode::Chars, t: at, zones: &film.places.zones };
        let sums = seconds(film, self.whose, self.span);
        let most = sums.values().copied().max().unwrap_or_default();
        {
            let mut pen = Pen::new(buf, Rect { height: rows as u16, ..area });
            scene.walls(&mut pen);
            for (x, y) in (0..rows).flat_map(|y| (0..width).map(move |x| (x, y))) {
                if let Some(time) = sums.get(&self.square(p.point((x, y)))) {
                    let step = self.step(*time, most);
                    let share = time.0 as f64 / most.0.max(1) as f64;
                    pen.put(x, y, theme.glyphs.heat.get(step).copied().unwrap_or(" "), theme.heat(share));
                }
            }
            scene.names(&mut pen, &[]);
            if let Some(cursor) = state.cursor() {
                let cell = p.cell(cursor);
                pen.put(cell.0, cell.1, theme.glyphs.cross, theme.style(Tone::Clock));
                pen.tint(cell.0, cell.1, 1, theme.style(Tone::Selected));
            }
        }
        let mut pen = Pen::new(buf, area);
        self.legend(most, rows, &mut pen);
        let words = self.words(&sums);
        pen.text(1, rows + 1, &fit(&words, (width - 1) as usize, theme.glyphs.cut), theme.style(Tone::Text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{Ground, sample};

    fn stay(at: i64, actor: u16, team: u8, cell: Square) -> Stay {
        Stay { at: Time(at), lasts: Time(1_000), actor: ActorId(actor), team: TeamId(team), cell }
    }

    #[test]
    fn seconds_are_added_up_by_side_player_and_span() {
        let mut film = sample::film();
        let stays = vec![
            stay(0, 0, 1, [0, 0]),
            stay(0, 1, 1, [0, 0]),
            stay(0, 3, 0, [0, 0]),
            stay(1_000, 0, 1, [0, 0]),
            stay(1_000, 3, 0, [1, 0]),
            stay(120_000, 3, 0, [0, 0]),
        ];
        film.ground = Ground { cell: 256.0, stays, ..Ground::default() };
        let whole = film.meta.span;
        let of = |whose, span| seconds(&film, whose, span).into_iter().map(|(c, t)| (c, t.0)).collect::<Vec<_>>();
        assert_eq!(of(Whose::All, whole), [([0, 0], 5_000), ([1, 0], 1_000)]);
        assert_eq!(of(Whose::Team(TeamId(0)), whole), [([0, 0], 2_000), ([1, 0], 1_000)]);
        assert_eq!(of(Whose::Actor(ActorId(0)), whole), [([0, 0], 2_000)]);
        assert_eq!(of(Whose::Contested, whole), [([0, 0], 1_000)], "one sample, however many stand in it");
        assert_eq!(of(Whose::All, Span::new(Time(0), Time(1_000))), [([0, 0], 3_000)], "up to, not at, the end");
    }
}
