//! Every character the screens draw beside text, in a Unicode and an ASCII set.
//!
//! ```text
//!   Unicode  ◆V→!   ●K↗$   ✗Z  ▾K   ✓ ✗ ?
//!   ASCII    [V>!   (K^>$  xZ  _K   + x ?
//! ```
//!
//! All are one cell wide in every terminal; none needs an emoji or powerline font.

use ratatui::symbols::border;

/// What stands for a sign that our texts hold, where only ASCII may be shown. Names keep what they are written with.
#[must_use]
pub fn ascii_of(sign: &str) -> Option<&'static str> {
    match sign {
        "·" => Some("-"),
        "§" => Some("#"),
        "…" => Some("~"),
        _ => None,
    }
}

/// A set of characters by what they mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Whether only ASCII may be drawn: braille and half blocks are off then.
    pub ascii: bool,
    /// Shape before the letter of an actor, by team; further teams start again, no team is [`Glyphs::no_team`].
    pub team: [&'static str; 4],
    /// Shape of an actor without a side.
    pub no_team: &'static str,
    /// Facing, counter-clockwise in eighths from east; the diagonals of ASCII take two cells.
    pub facing: [&'static str; 8],
    /// Before the letter of somebody who may be revived.
    pub down: &'static str,
    /// Before the letter where somebody died.
    pub dead: &'static str,
    /// In place of the facing: the position is old.
    pub uncertain: &'static str,
    /// In place of the facing: the position is older than half of what is shown.
    pub faint: &'static str,
    /// In place of the facing: on a floor above the chosen one.
    pub above: &'static str,
    /// In place of the facing: on a floor below the chosen one.
    pub below: &'static str,
    /// Somebody walked here.
    pub ground: &'static str,
    /// A trail of the last seconds.
    pub trail: &'static str,
    /// A line of the selected finding (victim to killer).
    pub link: &'static str,
    /// The ring of the distance limit.
    pub ring: &'static str,
    /// Edge of a zone.
    pub zone: &'static str,
    /// Edge of the zone that is chosen or in hand.
    pub held: &'static str,
    /// Walls: east-west, north-south, south-west to north-east, north-west to south-east.
    pub wall: [&'static str; 4],
    /// Corners of walls by the two ways that leave them: south-east, south-west, north-east, north-west, others.
    pub corners: [&'static str; 5],
    /// Before the name of an objective, a route, a spawn, a place.
    pub places: [&'static str; 4],
    /// The map's cursor.
    pub cross: &'static str,
    /// North is up.
    pub north: &'static str,
    /// Scale bar: left end, line, right end.
    pub scale: [&'static str; 3],
    /// Gates: pass, fail, unknown.
    pub outcome: [&'static str; 3],
    /// Verdicts: true, false positive, not evaluable, none yet.
    pub verdict: [&'static str; 4],
    /// A suppressed candidate on the timeline.
    pub suppressed: &'static str,
    /// Reviewers differ; the evidence has changed since the verdict.
    pub review: [&'static str; 2],
    /// A note is attached.
    pub note: &'static str,
    /// Ruler: line, tick.
    pub ruler: [&'static str; 2],
    /// The clock on the ruler and below it.
    pub clock: [&'static str; 2],
    /// Loop region: first and last cell.
    pub looped: [&'static str; 2],
    /// A lane's empty cell.
    pub lane: &'static str,
    /// A pause on the rhythm lane, and two sides in one cell.
    pub rhythm: [&'static str; 2],
    /// Progress: done, to do.
    pub bar: [&'static str; 2],
    /// From nothing to the most, for heat and squares.
    pub heat: [&'static str; 5],
    /// Height of a curve: nothing, then from the least to the most.
    pub levels: [&'static str; 9],
    /// Selected row.
    pub pointer: &'static str,
    /// Text was cut.
    pub cut: &'static str,
    /// There is more: up, down, left, right.
    pub more: [&'static str; 4],
    /// Sort order: rising, falling.
    pub sort: [&'static str; 2],
    /// Between parts of a line.
    pub dot: &'static str,
    /// Before an entry of a list.
    pub bullet: &'static str,
    /// Frames of panes.
    pub border: border::Set<'static>,
    /// Frame of the pane that has the keys.
    pub border_focused: border::Set<'static>,
}

impl Glyphs {
    /// Unicode, one cell wide each.
    pub const UNICODE: Glyphs = Glyphs {
        ascii: false,
        team: ["◆", "●", "▲", "■"],
        no_team: "○",
        facing: ["→", "↗", "↑", "↖", "←", "↙", "↓", "↘"],
        down: "▾",
        dead: "✗",
        uncertain: "?",
        faint: "¿",
        above: "△",
        below: "▽",
        ground: "·",
        trail: "∘",
        link: "╌",
        ring: "∙",
        zone: "░",
        held: "▓",
        wall: ["─", "│", "╱", "╲"],
        corners: ["┌", "┐", "└", "┘", "•"],
        places: ["◎", "≈", "⌂", ""],
        cross: "┼",
        north: "N↑",
        scale: ["├", "─", "┤"],
        outcome: ["✓", "✗", "?"],
        verdict: ["T", "F", "U", "·"],
        suppressed: "◦",
        review: ["≠", "~"],
        note: "✎",
        ruler: ["─", "┬"],
        clock: ["▼", "│"],
        looped: ["╟", "╢"],
        lane: "·",
        rhythm: ["‖", "◈"],
        bar: ["█", "░"],
        heat: [" ", "░", "▒", "▓", "█"],
        levels: ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        pointer: "▶",
        cut: "…",
        more: ["▲", "▼", "◀", "▶"],
        sort: ["▲", "▼"],
        dot: "·",
        bullet: "·",
        border: border::PLAIN,
        border_focused: border::THICK,
    };

    /// For terminals and logs that know ASCII only.
    pub const ASCII: Glyphs = Glyphs {
        ascii: true,
        team: ["[", "(", "{", "<"],
        no_team: "'",
        facing: [">", "^>", "^", "<^", "<", "<v", "v", "v>"],
        down: "_",
        dead: "x",
        uncertain: "?",
        faint: ";",
        above: "+",
        below: "-",
        ground: ".",
        trail: ",",
        link: "=",
        ring: "*",
        zone: ":",
        held: "%",
        wall: ["-", "|", "/", "\\"],
        corners: ["+"; 5],
        places: ["@", "~", "#", ""],
        cross: "+",
        north: "N^",
        scale: ["|", "-", "|"],
        outcome: ["+", "x", "?"],
        verdict: ["T", "F", "U", "."],
        suppressed: ",",
        review: ["#", "~"],
        note: "*",
        ruler: ["-", "+"],
        clock: ["V", "|"],
        looped: ["{", "}"],
        lane: ".",
        rhythm: ["=", "#"],
        bar: ["#", "-"],
        heat: [" ", ".", "o", "O", "#"],
        levels: ["_", ".", ":", "-", "=", "+", "*", "%", "#"],
        pointer: ">",
        cut: "~",
        more: ["^", "v", "<", ">"],
        sort: ["^", "v"],
        dot: "|",
        bullet: "-",
        border: ASCII_BORDER,
        border_focused: ASCII_FOCUSED,
    };

    /// The shape of a side.
    #[must_use]
    pub fn team(&self, team: Option<crate::film::TeamId>) -> &'static str {
        // The remainder keeps the index inside the array.
        team.map_or(self.no_team, |t| self.team[t.index() % self.team.len()])
    }

    /// The corner of a wall that leaves in two directions (steps of -1, 0, 1 to the east and to the south).
    #[must_use]
    pub fn corner(&self, a: (i32, i32), b: (i32, i32)) -> &'static str {
        let [south_east, south_west, north_east, north_west, other] = self.corners;
        match (a.0 + b.0, a.1 + b.1, a.0 * b.0 + a.1 * b.1) {
            (1, 1, 0) => south_east,
            (-1, 1, 0) => south_west,
            (1, -1, 0) => north_east,
            (-1, -1, 0) => north_west,
            _ if a.0 + b.0 == 0 && a.1 == 0 && b.1 == 0 => self.wall[0],
            _ if a.1 + b.1 == 0 && a.0 == 0 && b.0 == 0 => self.wall[1],
            _ => other,
        }
    }

    /// The arrow for a facing in degrees (0 east, counter-clockwise).
    #[must_use]
    pub fn arrow(&self, yaw: f32) -> &'static str {
        // A NaN becomes eighth 0; callers pass known facings only. The remainder keeps the index inside.
        let eighth = (yaw / 45.0).round().rem_euclid(8.0) as usize;
        self.facing[eighth % 8]
    }
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const ASCII_FOCUSED: border::Set<'static> = border::Set {
    top_left: "#",
    top_right: "#",
    bottom_left: "#",
    bottom_right: "#",
    vertical_left: "#",
    vertical_right: "#",
    horizontal_top: "=",
    horizontal_bottom: "=",
};

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    /// The characters of a set, without the field names, read from its debug text.
    fn drawn(set: &Glyphs) -> Vec<String> {
        let text = format!("{set:?}");
        text.split('"').skip(1).step_by(2).map(|s| s.replace("\\\\", "\\")).collect()
    }

    #[test]
    fn every_glyph_is_one_cell_wide_but_the_diagonals_of_ascii_and_the_north_mark() {
        for set in [Glyphs::UNICODE, Glyphs::ASCII] {
            for glyph in drawn(&set) {
                assert!(glyph.width() <= 1 || glyph.starts_with('N') || set.facing.contains(&&*glyph), "{glyph}");
            }
        }
        assert!(Glyphs::UNICODE.facing.iter().all(|f| f.width() == 1));
    }

    #[test]
    fn the_ascii_set_is_ascii_and_the_teams_differ_without_colour() {
        assert!(drawn(&Glyphs::ASCII).iter().all(|g| g.is_ascii()));
        for set in [Glyphs::UNICODE, Glyphs::ASCII] {
            let mut shapes = set.team.to_vec();
            shapes.extend([set.no_team, set.dead, set.down]);
            let all = shapes.len();
            shapes.sort_unstable();
            shapes.dedup();
            assert_eq!(shapes.len(), all, "a shape stands for two things");
        }
    }

    #[test]
    fn arrows_point_counter_clockwise_from_east_and_wrap() {
        let g = Glyphs::UNICODE;
        let table =
            [(0.0, "→"), (22.0, "→"), (45.0, "↗"), (90.0, "↑"), (180.0, "←"), (-90.0, "↓"), (359.0, "→"), (765.0, "↗")];
        for (yaw, arrow) in table {
            assert_eq!(g.arrow(yaw), arrow, "{yaw}");
        }
    }
}
