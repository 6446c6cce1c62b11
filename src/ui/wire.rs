//! Changed cells as the fewest bytes that every terminal understands: a slow line carries each of them.
//!
//! ```text
//!   cells that changed ──▶ cursor (nothing, a gap written over, forward, to) ──▶ style (what differs, or anew) ──▶ text
//! ```
//!
//! The terminal's own sixteen colours are sent as 30-37 and 90-97, which terminals of sixteen colours know, too; a bare
//! `38;5` makes some of them blink. After a character whose width terminals disagree about the cursor is told anew.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// The longest stretch of unchanged cells that is looked at to be written over.
const GAP: u16 = 4;

/// Modifiers with the codes that switch them on and off.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How a cell looks besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    const fn of(cell: &Cell) -> Look {
        Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

/// Adds the bytes that turn a screen which shows `shown` into `next`; nothing where they are alike.
///
/// Style and cursor of the terminal are taken to be plain and unknown before, and are left so.
pub(super) fn encode(out: &mut Vec<u8>, shown: &Buffer, next: &Buffer) {
    let mut pen = Pen { out, at: None, look: Look::PLAIN };
    for (x, y, cell) in changes(shown, next) {
        pen.go(x, y, next);
        pen.look(Look::of(cell));
        pen.text(cell, next.area.right());
    }
    pen.look(Look::PLAIN);
}

/// The cells that differ, in order. Where half of a wide character is written over, terminals blank the other half in a
/// style of their own choice: it is written, too.
fn changes<'n>(shown: &Buffer, next: &'n Buffer) -> Vec<(u16, u16, &'n Cell)> {
    let width = |cell: Option<&Cell>| cell.map_or(1, |cell| cell.symbol().width()).max(1) as u16;
    let mut all: Vec<(u16, u16, &Cell)> = Vec::new();
    let mut half: Option<(u16, u16)> = None;
    let of = |at: (u16, u16)| next.cell(at).map(|cell| (at.0, at.1, cell));
    for (x, y, cell) in shown.diff(next) {
        all.extend(half.take().filter(|at| *at != (x, y)).and_then(of));
        all.push((x, y, cell));
        // The last column written over may be the left half of what was there.
        let end = x.saturating_add(width(Some(cell)));
        half = (width(shown.cell((end.saturating_sub(1), y))) > 1).then_some((end, y));
    }
    all.extend(half.and_then(of));
    all
}

/// The terminal as far as the bytes so far have brought it.
struct Pen<'o> {
    out: &'o mut Vec<u8>,
    /// Where the cursor is, if that is certain.
    at: Option<(u16, u16)>,
    look: Look,
}

impl Pen<'_> {
    /// Adds a sequence; writing into a `Vec` cannot fail.
    fn put(&mut self, bytes: std::fmt::Arguments<'_>) {
        let _ = self.out.write_fmt(bytes);
    }

    fn go(&mut self, x: u16, y: u16, next: &Buffer) {
        match self.at {
            Some(at) if at == (x, y) => {}
            Some((from, row)) if row == y && from < x => {
                let gap = x - from;
                if !self.write_over(from, gap, y, next) {
                    match gap {
                        1 => self.put(format_args!("\x1b[C")),
                        _ => self.put(format_args!("\x1b[{gap}C")),
                    }
                }
            }
            _ => self.put(format_args!("\x1b[{};{}H", y.saturating_add(1), x.saturating_add(1))),
        }
        self.at = Some((x, y));
    }

    /// Writes unchanged cells anew where that takes no more bytes than going past them; whether it did.
    fn write_over(&mut self, from: u16, gap: u16, y: u16, next: &Buffer) -> bool {
        let cost = if gap == 1 { 3 } else { 4 };
        let cells = || (from..from.saturating_add(gap)).map(|x| next.cell((x, y)));
        let fits = |cell: &Cell| Look::of(cell) == self.look && is_certain(cell.symbol());
        if gap > GAP || !cells().all(|cell| cell.is_some_and(fits)) {
            return false;
        }
        let length: usize = cells().flatten().map(|cell| cell.symbol().len()).sum();
        if length > cost {
            return false;
        }
        cells().flatten().for_each(|cell| self.out.extend_from_slice(cell.symbol().as_bytes()));
        true
    }

    /// Writes the text of a cell and moves on.
    fn text(&mut self, cell: &Cell, right: u16) {
        let symbol = cell.symbol();
        self.out.extend_from_slice(symbol.as_bytes());
        // Behind the last column the cursor waits on it; behind anything uncertain it may be anywhere.
        self.at = self.at.map(|(x, y)| (x.saturating_add(1), y)).filter(|(x, _)| *x < right && is_certain(symbol));
    }

    /// Changes the style by what differs, or from plain, whichever is shorter.
    fn look(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        if look == Look::PLAIN {
            self.put(format_args!("\x1b[m"));
        } else {
            let (by_difference, anew) = (codes(self.look, look), codes(Look::PLAIN, look));
            // A reset costs a digit and a separator.
            let (reset, codes) = if anew.len() + 2 < by_difference.len() { ("0;", anew) } else { ("", by_difference) };
            self.put(format_args!("\x1b[{reset}{codes}m"));
        }
        self.look = look;
    }
}

/// The parameters that turn one style into another.
fn codes(from: Look, to: Look) -> String {
    let mut codes: Vec<String> = Vec::new();
    let gone = from.modifier - to.modifier;
    let mut come = to.modifier - from.modifier;
    for (modifier, _, off) in MODIFIERS {
        if gone.contains(modifier) && !codes.contains(&off.to_string()) {
            codes.push(off.to_string());
            // One code switches two modifiers off: the one that stays is switched on again.
            let both = MODIFIERS.iter().filter(|(_, _, other)| *other == off).map(|(modifier, ..)| *modifier);
            come |= both.fold(Modifier::empty(), Modifier::union) & to.modifier;
        }
    }
    codes.extend(MODIFIERS.iter().filter(|(modifier, ..)| come.contains(*modifier)).map(|(_, on, _)| on.to_string()));
    if from.fg != to.fg {
        codes.push(colour(to.fg, 30));
    }
    if from.bg != to.bg {
        codes.push(colour(to.bg, 40));
    }
    codes.join(";")
}

/// A colour's parameters; `base` is 30 for the text and 40 for the ground.
fn colour(colour: Color, base: u8) -> String {
    let own = |n: u8| if n < 8 { base + n } else { base + 60 + n - 8 }.to_string();
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Black => own(0),
        Color::Red => own(1),
        Color::Green => own(2),
        Color::Yellow => own(3),
        Color::Blue => own(4),
        Color::Magenta => own(5),
        Color::Cyan => own(6),
        Color::Gray => own(7),
        Color::DarkGray => own(8),
        Color::LightRed => own(9),
        Color::LightGreen => own(10),
        Color::LightYellow => own(11),
        Color::LightBlue => own(12),
        Color::LightMagenta => own(13),
        Color::LightCyan => own(14),
        Color::White => own(15),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

/// Whether every terminal moves its cursor by one for a text: one character of width one, of the blocks that are never
/// drawn as emoji. The rest of a wide character takes no text of its own.
fn is_certain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(one), None) = (chars.next(), chars.next()) else { return false };
    let plain = matches!(one, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{24f}' | '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}');
    plain && symbol.width() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    const SIZE: (u16, u16) = (24, 4);

    fn any_colour() -> impl Strategy<Value = Color> {
        prop_oneof![
            Just(Color::Reset),
            Just(Color::LightBlue),
            Just(Color::Red),
            any::<u8>().prop_map(Color::Indexed),
            any::<[u8; 3]>().prop_map(|[r, g, b]| Color::Rgb(r, g, b)),
        ]
    }

    /// Texts with wide and combining characters, each with a style, one behind the other with gaps.
    fn writes() -> impl Strategy<Value = Vec<(u16, &'static str, Style)>> {
        let text = prop::sample::select(vec!["a", "ab c", "─│", "猫", "ö", "e\u{301}x", "⠿", "◆", "  ", "x猫y"]);
        // The model terminal knows no text that is bold and dim at once.
        let modifier = prop::sample::select(vec![
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::DIM,
            Modifier::UNDERLINED | Modifier::BOLD,
            Modifier::REVERSED,
            Modifier::ITALIC | Modifier::DIM,
        ]);
        let style = (any_colour(), any_colour(), modifier)
            .prop_map(|(fg, bg, modifier)| Style::new().fg(fg).bg(bg).add_modifier(modifier));
        prop::collection::vec((0u16..8, text, style), 0..16)
    }

    fn frame(area: Rect, writes: &[(u16, &str, Style)]) -> Buffer {
        let (mut buffer, mut x, mut y) = (Buffer::empty(area), 0, 0);
        for (gap, text, style) in writes {
            let width = text.width() as u16;
            x += gap;
            if x + width > area.width {
                (x, y) = (0, y + 1);
            }
            if y < area.height {
                buffer.set_string(x, y, text, *style);
            }
            x += width;
        }
        buffer
    }

    const fn seen(colour: Color) -> vt100::Color {
        match colour {
            Color::Red => vt100::Color::Idx(1),
            Color::LightBlue => vt100::Color::Idx(12),
            Color::Indexed(n) => vt100::Color::Idx(n),
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            _ => vt100::Color::Default,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

        #[test]
        fn a_terminal_shows_what_was_drawn(frames in prop::collection::vec(writes(), 1..6)) {
            let area = Rect::new(0, 0, SIZE.0, SIZE.1);
            let mut terminal = vt100::Parser::new(SIZE.1, SIZE.0, 0);
            let mut shown = Buffer::empty(area);
            for writes in frames {
                let next = frame(area, &writes);
                let mut bytes = Vec::new();
                encode(&mut bytes, &shown, &next);
                terminal.process(&bytes);
                for (x, y) in (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y))) {
                    let (cell, there) = (&next[(x, y)], terminal.screen().cell(y, x).unwrap());
                    if there.is_wide_continuation() {
                        continue;
                    }
                    let text = if there.has_contents() { there.contents() } else { " " };
                    prop_assert_eq!(text, cell.symbol(), "text at {:?}", (x, y));
                    prop_assert_eq!((there.fgcolor(), there.bgcolor()), (seen(cell.fg), seen(cell.bg)), "at {:?}", (x, y));
                    let has = |modifier| cell.modifier.contains(modifier);
                    let wanted = (has(Modifier::BOLD), has(Modifier::DIM), has(Modifier::ITALIC), has(Modifier::UNDERLINED), has(Modifier::REVERSED));
                    let found = (there.bold(), there.dim(), there.italic(), there.underline(), there.inverse());
                    prop_assert_eq!(found, wanted, "at {:?}", (x, y));
                }
                shown = next;
            }
        }
    }

    fn sent(from: &Buffer, to: &Buffer) -> String {
        let mut bytes = Vec::new();
        encode(&mut bytes, from, to);
        String::from_utf8(bytes).unwrap().replace('\x1b', "E")
    }

    #[test]
    fn a_style_is_told_once_and_gaps_cost_little() {
        let plain = Buffer::with_lines(["..........", "│........│"]);
        let mut next = plain.clone();
        for (x, y) in [(0, 0), (1, 0), (3, 0), (9, 0), (1, 1), (5, 1)] {
            next[(x, y)].set_symbol("x").set_style(Style::new().fg(Color::LightRed));
        }
        // Past one cell of another style, past five, and to the next row.
        assert_eq!(sent(&plain, &next), "E[1;1HE[91mxxE[CxE[5CxE[2;2HxE[3CxE[m");
        let mut next = plain.clone();
        next[(0, 0)].set_symbol("x");
        next[(4, 0)].set_symbol("x");
        assert_eq!(sent(&plain, &next), "E[1;1Hx...x", "three unchanged cells are shorter than any way past them");
        assert_eq!(sent(&plain, &plain), "");
    }

    #[test]
    fn sixteen_colours_are_sent_as_terminals_of_sixteen_colours_know_them() {
        let codes = [Color::Black, Color::Gray, Color::DarkGray, Color::White].map(|c| colour(c, 30));
        assert_eq!(codes, ["30", "37", "90", "97"]);
        assert_eq!(colour(Color::LightYellow, 40), "103");
        assert_eq!([colour(Color::Reset, 30), colour(Color::Indexed(9), 40)], ["39", "48;5;9"]);
    }

    #[test]
    fn switching_bold_off_leaves_dim_on() {
        let look = |modifier| Look { modifier, ..Look::PLAIN };
        assert_eq!(codes(look(Modifier::BOLD | Modifier::DIM), look(Modifier::DIM)), "22;2");
        assert_eq!(codes(look(Modifier::BOLD | Modifier::REVERSED), look(Modifier::REVERSED)), "22");
    }
}
