//! Who stands where: letters with the shape of their side, never one on top of another.
//!
//! ```text
//!   ◆V→!   shape of the side, letter, facing, badges        alone in its row
//!   ◆V●K   side by side, as near to the truth as there is room: nobody hides anybody
//!   ◆V●K●Z+2   more than that: how many, and who, in the corner
//!   ▾K  ✗Z   may be revived, died here (for a few seconds)   ◆V?  ◆V¿  an old position, one older still
//! ```

use super::projection::Projection;
use crate::film::{ActorId, ActorState, Film, Finding, Pose, TeamId, Time};
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::paint::Pen;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

/// How long the place of a death stays marked.
pub(super) const FADE: Time = Time(5_000);
/// Until then it is as bright as the living.
const BRIGHT: Time = Time(2_000);
/// Positions that are kept for as long as this fade in two steps.
const LONG: Time = Time(10_000);
/// So many stand side by side before they are counted.
const ABREAST: usize = 4;

/// Somebody to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) actor: ActorId,
    pub(super) cell: (i32, i32),
    shape: &'static str,
    letter: char,
    style: Style,
    facing: &'static str,
    marks: String,
    /// Who stays visible when there are too many: smaller comes first.
    rank: u8,
}

/// What the map says about everybody at a moment.
#[derive(Debug, Default)]
pub(super) struct Stand {
    pub(super) tokens: Vec<Token>,
    /// In play, but nobody knows where.
    pub(super) unknown: Vec<ActorId>,
    /// In play, but not in this part of the map.
    pub(super) outside: Vec<ActorId>,
}

/// What decides how somebody is drawn, apart from the place.
pub(super) struct Look<'a> {
    pub(super) film: &'a Film,
    pub(super) theme: &'a Theme,
    pub(super) t: Time,
    pub(super) finding: Option<&'a Finding>,
    pub(super) followed: Option<ActorId>,
    /// Chosen floor (an index) and the floor of a height.
    pub(super) floor: Option<usize>,
    pub(super) floor_of: &'a dyn Fn(f32) -> Option<usize>,
}

impl Look<'_> {
    /// Everybody who is in play at the moment, or fell a moment ago.
    pub(super) fn stand(&self, p: &Projection) -> Stand {
        let mut stand = Stand::default();
        for (i, actor) in self.film.cast.iter().enumerate() {
            let id = ActorId(i as u16); // a cast is far smaller than 65,536: slots and units
            let team = actor.team(self.t);
            let state = actor.state(self.t);
            let pose = match state {
                ActorState::Absent => continue,
                ActorState::Alive => self.film.pose(id, self.t),
                ActorState::Down | ActorState::Dead => match self.fell(id) {
                    Some((at, _)) if state == ActorState::Dead && self.t - at > FADE => continue,
                    Some((_, pose)) => pose,
                    None => continue,
                },
            };
            match pose.filter(|pose| pose.pos.iter().all(|v| v.is_finite())) {
                Some(pose) => {
                    let cell = p.cell([pose.pos[0], pose.pos[1]]);
                    if p.holds(cell) {
                        stand.tokens.push(self.token(id, actor.letter, team, state, &pose, cell));
                    } else if state != ActorState::Dead && actor.has_place() {
                        stand.outside.push(id);
                    }
                }
                None if state == ActorState::Dead || !actor.has_place() => {}
                None => stand.unknown.push(id),
            }
        }
        stand
    }

    /// When and where the latest life ended.
    fn fell(&self, actor: ActorId) -> Option<(Time, Option<Pose>)> {
        let lives = self.film.lives(actor);
        let next = lives.partition_point(|life| life.span.from <= self.t);
        let life = lives.get(..next)?.last()?;
        let end = life.span.to.min(self.t);
        Some((end, life.pose(end, self.film.meta.bridge, self.film.meta.stale)))
    }

    fn token(
        &self,
        id: ActorId,
        letter: char,
        team: Option<TeamId>,
        state: ActorState,
        pose: &Pose,
        cell: (i32, i32),
    ) -> Token {
        let g = &self.theme.glyphs;
        let alive = state == ActorState::Alive;
        let part = self.finding.is_some_and(|f| f.parts.iter().any(|p| p.actor == id));
        let old = alive && pose.age > self.film.meta.step;
        // Where positions are kept for long, those older than half of that fade once more.
        let stale = self.film.meta.stale;
        let faint = old && stale >= LONG && pose.age.ms() * 2 > stale.ms();
        let other_floor = self.floor.zip((self.floor_of)(pose.pos[2])).filter(|(want, is)| want != is);
        let mut style = self.theme.team(team);
        let gone = state == ActorState::Dead && self.fell(id).is_some_and(|(at, _)| self.t - at > BRIGHT);
        if faint {
            style = self.theme.style(Tone::Dim);
        }
        if old || gone || other_floor.is_some() {
            style = style.remove_modifier(Modifier::BOLD).add_modifier(Modifier::DIM);
        }
        if part {
            style = style.add_modifier(Modifier::REVERSED);
        }
        let facing = match (other_floor, pose.yaw) {
            _ if !alive => "",
            (Some((want, is)), _) => {
                if is > want {
                    g.above
                } else {
                    g.below
                }
            }
            _ if faint => g.faint,
            _ if old => g.uncertain,
            (_, Some(yaw)) => g.arrow(yaw),
            _ => "",
        };
        let badges = self.film.badges_at(id, self.t).filter_map(|k| self.film.badge_kinds.get(k));
        let rank = match (part, self.followed == Some(id), alive) {
            (true, ..) => 0,
            (_, true, _) => 1,
            (.., true) => 2,
            _ if state == ActorState::Down => 3,
            _ => 4,
        };
        Token {
            actor: id,
            cell,
            shape: match state {
                ActorState::Down => g.down,
                ActorState::Dead => g.dead,
                _ => g.team(team),
            },
            letter,
            style,
            facing,
            marks: if alive { badges.map(|k| k.mark).collect() } else { String::new() },
            rank,
        }
    }
}

/// What takes two cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    /// Index of a token.
    One(usize),
    /// So many who are not drawn.
    More(usize),
}

/// Puts tokens of two cells side by side, as near to their columns as possible, in their order: (column of the letter,
/// what), from west to east.
///
/// `wants` is (column, rank). Where more than [`ABREAST`] press against each other, or the row is too short for all, the
/// first in rank stay and the rest is counted.
fn place(wants: &[(i32, u8)], width: i32) -> Vec<(i32, Item)> {
    // Indices of `wants` all the way through, nothing else is ever put into a group.
    let mut order: Vec<usize> = (0..wants.len()).collect();
    order.sort_by_key(|&i| (wants[i].0, i));
    // Groups that press against each other, each around its mean: (sum of columns, members).
    let mut groups: Vec<(i32, Vec<usize>)> = Vec::new();
    let first = |sum: i32, n: usize| sum.div_euclid(n as i32) - (n as i32 - 1);
    for i in order {
        groups.push((wants[i].0, vec![i]));
        while let [.., (a, left), (b, right)] = groups.as_mut_slice() {
            if first(*a, left.len()) + 2 * left.len() as i32 <= first(*b, right.len()) {
                break;
            }
            (*a, _) = (*a + *b, left.append(right));
            groups.pop();
        }
    }
    let mut row = Vec::new();
    for (sum, members) in groups {
        let mean = sum.div_euclid(members.len() as i32);
        let items = keep(members, ABREAST, wants);
        let start = mean - (items.len() as i32 - 1);
        row.extend(items.into_iter().enumerate().map(|(k, item)| (start + 2 * k as i32, item)));
    }
    let room = (width / 2).max(1) as usize;
    if row.len() > room {
        let items = keep((0..wants.len()).collect(), room, wants);
        row = items.into_iter().map(|item| (0, item)).collect();
    }
    // Both ends of the row push back.
    let mut least = i32::from(width > 1);
    for at in &mut row {
        at.0 = at.0.max(least);
        least = at.0 + 2;
    }
    let mut most = width - 1;
    for at in row.iter_mut().rev() {
        at.0 = at.0.min(most);
        most = at.0 - 2;
    }
    row
}

/// At most `most` items of the members (indices of `wants`), by column; what is left out is counted in the last.
fn keep(mut members: Vec<usize>, most: usize, wants: &[(i32, u8)]) -> Vec<Item> {
    let all = members.len();
    if all > most {
        members.sort_by_key(|&i| (wants[i].1, i));
        members.truncate(most - 1);
        members.sort_by_key(|&i| (wants[i].0, i));
    }
    let more = (members.len() < all).then(|| Item::More(all - members.len()));
    members.into_iter().map(Item::One).chain(more).collect()
}

/// Where somebody stands on the screen: for the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) actor: ActorId,
    /// First and last column.
    pub(super) columns: (i32, i32),
    pub(super) row: i32,
}

/// Draws the tokens and returns where each stands and who could not be drawn.
pub(super) fn draw(tokens: &[Token], pen: &mut Pen<'_>, theme: &Theme) -> (Vec<Tag>, Vec<ActorId>) {
    let (mut tags, mut hidden) = (Vec::new(), Vec::new());
    let mut rows: Vec<i32> = tokens.iter().map(|t| t.cell.1).collect();
    rows.sort_unstable();
    rows.dedup();
    for y in rows {
        let here: Vec<&Token> = tokens.iter().filter(|t| t.cell.1 == y).collect();
        let wants: Vec<(i32, u8)> = here.iter().map(|t| (t.cell.0, t.rank)).collect();
        let row = place(&wants, pen.width());
        hidden.extend((0..here.len()).filter(|i| !row.iter().any(|r| r.1 == Item::One(*i))).map(|i| here[i].actor));
        for (k, &(x, item)) in row.iter().enumerate() {
            let Item::One(i) = item else {
                let Item::More(n) = item else { continue };
                pen.text(x - i32::from(x > 0), y, &format!("+{n}"), theme.style(Tone::Notice));
                continue;
            };
            let token = here[i]; // `place` answers with indices of `wants`, made from `here`
            let plain = token.style.remove_modifier(Modifier::REVERSED);
            pen.put(x - 1, y, token.shape, plain);
            pen.put_char(x, y, token.letter, token.style);
            let next = row.get(k + 1).map_or(pen.width(), |n| n.0 - 1);
            let mut end = x;
            for extra in [token.facing, token.marks.as_str()] {
                if end + (extra.width() as i32) < next {
                    end += pen.text(end + 1, y, extra, plain);
                }
            }
            tags.push(Tag { actor: token.actor, columns: (x - 1, end), row: y });
        }
    }
    (tags, hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_hides_anybody_whatever_the_crowd() {
        let mut seed = 7u64;
        for round in 0..2_000 {
            let mut next = |n: u64| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) % n
            };
            let width = 1 + next(100) as i32;
            let wants: Vec<(i32, u8)> = (0..next(14)).map(|_| (next(width as u64) as i32, next(4) as u8)).collect();
            let row = place(&wants, width);
            let (mut drawn, mut counted) = (0, 0);
            for (_, item) in &row {
                match item {
                    Item::One(_) => drawn += 1,
                    Item::More(n) => counted += n,
                }
            }
            assert_eq!(drawn + counted, wants.len(), "round {round}: {wants:?}");
            assert!(row.windows(2).all(|w| w[1].0 - w[0].0 >= 2), "round {round}: {wants:?} {row:?}");
            assert!(row.iter().all(|r| (0..width).contains(&r.0)), "round {round}: {width} {row:?}");
        }
    }

    #[test]
    fn those_apart_stay_where_they_are_and_those_together_stand_side_by_side() {
        use Item::{More, One};
        assert_eq!(place(&[(30, 2), (10, 2)], 80), [(10, One(1)), (30, One(0))]);
        assert_eq!(place(&[(10, 2), (10, 2)], 80), [(9, One(0)), (11, One(1))]);
        assert_eq!(place(&[(0, 2), (79, 2)], 80), [(1, One(0)), (79, One(1))]);
        let crowd = place(&[(20, 2), (20, 0), (20, 2), (20, 2), (20, 2), (20, 2)], 80);
        assert_eq!(crowd.iter().map(|c| c.1).collect::<Vec<_>>(), [One(0), One(1), One(2), More(3)]);
    }
}
