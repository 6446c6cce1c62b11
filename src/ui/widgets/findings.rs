//! The list of findings: a line each, however many there are.
//!
//! ```text
//!  6 of 9 · candidates 3 · reviewed 1/4 · filter: player kiko
//! ▶·  0:42.0 m high kiko did not answer for zed (429 u)
//!  F  1:18.5 m med  ömer did not answer for kiko (589 u)
//!  ·  1:03.0 m (med) mona did not answer for 猫neko (230 u)    objective_action
//!     0:42.0 t      vex killed zed, not traded
//!
//! ▶·  0:42 m H kiko → zed 429 u                  narrow: H M L, in lower case when suppressed; who for whom, how far
//! ```

use super::list::ListState;
use super::paint::{Pen, fit, wrap};
use super::verdict::{Marks, Seen, none, whole};
use crate::film::{ActorKind, Film, Finding, Part, Status};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// Narrower lists say less about each finding.
const COMPACT: i32 = 48;

/// The list of findings that pass the screen's filter.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    film: &'a Film,
    theme: &'a Theme,
    /// Indices into the film's findings, in the order to show.
    rows: &'a [usize],
    state: &'a ListState,
    marks: Marks<'a>,
    seen: Seen<'a>,
    nothing: &'a str,
    focused: bool,
    pointed: bool,
}

impl<'a> Findings<'a> {
    /// `rows` are indices into the film's findings, in the order to show; the selection in `state` counts in them.
    #[must_use]
    pub fn new(film: &'a Film, theme: &'a Theme, rows: &'a [usize], state: &'a ListState) -> Findings<'a> {
        Findings { film, theme, rows, state, marks: &none, seen: &whole, nothing: "", focused: true, pointed: true }
    }

    /// Shows the state of the review.
    #[must_use]
    pub fn marks(mut self, marks: Marks<'a>) -> Findings<'a> {
        self.marks = marks;
        self
    }

    /// Shows findings as they may be shown.
    #[must_use]
    pub fn seen(mut self, seen: Seen<'a>) -> Findings<'a> {
        self.seen = seen;
        self
    }

    /// What to say where nothing is listed.
    #[must_use]
    pub fn nothing(mut self, words: &'a str) -> Findings<'a> {
        self.nothing = words;
        self
    }

    /// Whether the keys go here: the selection is fainter otherwise.
    #[must_use]
    pub fn focused(mut self, focused: bool) -> Findings<'a> {
        self.focused = focused;
        self
    }

    /// Whether a row is selected at all.
    #[must_use]
    pub fn pointed(mut self, pointed: bool) -> Findings<'a> {
        self.pointed = pointed;
        self
    }

    /// The line above the list: how many of how many, candidates, how far the review is.
    fn head(&self, pen: &mut Pen<'_>) {
        let all = &self.film.findings;
        let shown = || self.rows.iter().filter_map(|&i| all.get(i));
        let judgeable = shown().filter(|f| f.is_judgeable()).count();
        let reviewed = shown().filter(|f| f.is_judgeable() && (self.marks)(f).judged.is_some()).count();
        let candidates = match self.film.tells_candidates() {
            true => shown().filter(|f| (self.seen)(f).is_candidate()).count().to_string(),
            false => "?".to_owned(),
        };
        let dot = self.theme.glyphs.dot;
        let count = if self.rows.len() == all.len() {
            format!("{}", all.len())
        } else {
            format!("{} of {}", self.rows.len(), all.len())
        };
        let dim = self.theme.style(Tone::Dim);
        let mut x = 1;
        x += pen.text(x, 0, &count, self.theme.style(Tone::Title));
        pen.text(x, 0, &format!(" {dot} candidates {candidates} {dot} reviewed {reviewed}/{judgeable}"), dim);
    }

    fn row(&self, finding: &Finding, y: i32, pen: &mut Pen<'_>) {
        let (theme, g) = (self.theme, &self.theme.glyphs);
        let review = (self.marks)(finding);
        let finding = &*(self.seen)(finding);
        let style = review.style(finding, theme);
        let (verdict, verdict_style) = review.glyph(finding, theme);
        pen.put(1, y, verdict, verdict_style);
        if let Some(sign) = review.sign(theme) {
            pen.put(2, y, sign, theme.style(if sign == g.note { Tone::Dim } else { Tone::Notice }));
        }
        let mark = self.film.finding_kinds.get(finding.kind).map_or('?', |k| k.mark);
        let tier = finding.confidence.map_or("", |c| c.as_str());
        let suppressed = matches!(finding.status, Status::Suppressed(_));
        let mut x = 3;
        if pen.width() < COMPACT {
            // Seconds and a letter: the title needs the room.
            let clock = finding.at.to_string();
            let clock = clock.split('.').next().unwrap_or(&clock);
            x += pen.text(x, y, &format!("{clock:>5} "), theme.style(Tone::Text));
            let letter = tier.chars().next().unwrap_or(' ');
            let letter = if suppressed { letter } else { letter.to_ascii_uppercase() };
            pen.put_char(x, y, mark, style);
            pen.put_char(x + 2, y, letter, style);
            x += 4;
        } else {
            x += pen.text(x, y, &format!("{:>7} ", finding.at), theme.style(Tone::Text));
            pen.put_char(x, y, mark, style);
            let tier = if suppressed { format!("({tier})") } else { tier.to_owned() };
            x += 2;
            x += pen.text(x, y, &format!("{tier:<6}"), style);
        }
        let room = (pen.width() - x).max(0) as usize;
        let reason = finding.status.reason().unwrap_or_default();
        let mut spare = room.saturating_sub(finding.title.width());
        if !reason.is_empty() && spare >= reason.width() + 2 {
            pen.text(pen.width() - reason.width() as i32 - 1, y, reason, theme.style(Tone::Dim));
            spare -= reason.width() + 2;
        }
        // Where it happened, whole or not at all, and not at the cost of a reason.
        let place = finding.facts.iter().find(|(label, _)| label == "where").map(|(_, place)| format!("  {place}"));
        if let Some(place) = place.filter(|place| spare > place.width()) {
            pen.text(x + finding.title.width() as i32, y, &place, theme.style(Tone::Place));
        }
        let words = if finding.title.width() > room { brief(self.film, finding, theme, room) } else { None };
        let words = words.unwrap_or_else(|| fit(&finding.title, room, g.cut).into_owned());
        pen.text(x, y, &words, style);
    }
}

/// A judgeable finding in few words, when its title does not fit: who, for whom, how far. Names are cut, numbers never.
pub(in crate::ui) fn brief(film: &Film, finding: &Finding, theme: &Theme, room: usize) -> Option<String> {
    let name = |part: &Part| film.cast.get(part.actor.index()).map(|actor| actor.name.as_str());
    let first = finding.parts.first().filter(|_| finding.is_judgeable())?;
    // Who commands a whole side takes part in everything: what it is says more.
    if film.cast.get(first.actor.index()).is_some_and(|actor| actor.kind == ActorKind::Commander) {
        return None;
    }
    let victim = finding.parts.iter().find(|part| part.role == "victim" && part.actor != first.actor);
    let far = finding.gates.iter().find_map(|gate| gate.value.filter(|_| gate.unit == "u"));
    let far = far.map_or_else(String::new, |far| format!(" {far:.0} u"));
    let names = |left: usize, right: usize| {
        let cut = |part: &Part, width| name(part).map(|name| fit(name, width, theme.glyphs.cut).into_owned());
        let arrow = if theme.glyphs.ascii { "->" } else { theme.glyphs.facing[0] };
        match victim {
            Some(victim) => Some(format!("{} {arrow} {}", cut(first, left)?, cut(victim, right)?)),
            None => {
                // The kind in a letter stands before it: the name has the room.
                let kind = film.finding_kinds.get(finding.kind)?.label;
                let kind = if kind.width() <= right { format!(": {kind}") } else { String::new() };
                Some(format!("{}{kind}", cut(first, if kind.is_empty() { left + right } else { left })?))
            }
        }
    };
    let whole = names(usize::MAX, usize::MAX)? + &far;
    if whole.width() <= room {
        return Some(whole);
    }
    // Four columns for the arrow and its spaces; half a name of two letters tells nobody anything.
    let half = room.checked_sub(far.width() + 4)? / 2;
    (half >= 3).then(|| names(half, half)).flatten().map(|names| names + &far)
}

impl Widget for Findings<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let head = i32::from(pen.height() >= 3);
        if head == 1 {
            self.head(&mut pen);
        }
        let height = (pen.height() - head).max(0) as usize;
        if self.rows.is_empty() {
            let lines = wrap(self.nothing, (pen.width() - 2).max(1) as usize);
            for (y, line) in (head..).zip(lines) {
                pen.text(1, y, &line, self.theme.style(Tone::Dim));
            }
            return;
        }
        let visible = self.state.visible(self.rows.len(), height, area.y + head as u16);
        for (line, row) in visible.enumerate() {
            let Some(finding) = self.rows.get(row).and_then(|&i| self.film.findings.get(i)) else { continue };
            let y = line as i32 + head;
            self.row(finding, y, &mut pen);
            if self.pointed && row == self.state.selected() {
                select(&mut pen, y, self.focused, self.theme);
            }
        }
    }
}

/// Marks a row as selected: pointer, and the row's style over what it shows.
pub(in crate::ui) fn select(pen: &mut Pen<'_>, y: i32, focused: bool, theme: &Theme) {
    pen.put(0, y, theme.glyphs.pointer, theme.style(Tone::Clock));
    if focused {
        // One colour over the whole row: single colours reversed would make a patchwork.
        let plain = Style::new().fg(Color::Reset).bg(Color::Reset).remove_modifier(Modifier::DIM);
        pen.tint(0, y, pen.width(), plain.patch(theme.style(Tone::Selected)));
    } else {
        pen.tint(0, y, pen.width(), theme.style(Tone::SelectedIdle));
    }
}
