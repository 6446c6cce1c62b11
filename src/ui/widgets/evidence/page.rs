//! Laying out evidence for a width: headings, labelled text, lists and the table of gates.

use crate::film::{Gate, Outcome};
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::paint::{fit, wrap};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

/// Widths of the columns of the gates.
pub(super) struct Columns {
    name: usize,
    value: usize,
    limit: usize,
}

impl Columns {
    pub(super) fn of(gates: &[Gate]) -> Columns {
        let most = |f: &dyn Fn(&Gate) -> usize| gates.iter().map(f).max().unwrap_or(0);
        Columns {
            name: most(&|g| g.name.width()),
            value: most(&|g| g.value_text().width()),
            limit: most(&|g| g.limit_text().width()),
        }
    }
}

/// Lines being laid out for a width.
pub(super) struct Page<'t> {
    pub(super) lines: Vec<Line<'static>>,
    pub(super) width: usize,
    pub(super) theme: &'t Theme,
    /// Names and notes of the gates that stand in the table in full.
    told: Vec<(String, String)>,
    /// Names and notes of the gates whose notes found no room there.
    untold: Vec<(String, String)>,
    /// Gates with the keys of their limits that found no room there.
    keys: Vec<String>,
}

/// Columns of labels in front of wrapped text.
const LABEL: usize = 16;

impl<'t> Page<'t> {
    pub(super) fn new(width: usize, theme: &'t Theme) -> Page<'t> {
        Page { lines: Vec::new(), width, theme, told: Vec::new(), untold: Vec::new(), keys: Vec::new() }
    }

    /// Whether an entry of the explanation (`near: 429 u is <= 600 u; ...`) would only repeat the table of gates.
    pub(super) fn has_told(&self, entry: &str) -> bool {
        let said = |(name, note): &(String, String)| {
            let rest = entry.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix(':'));
            rest.is_some_and(|rest| note.is_empty() || rest.contains(note.as_str()))
        };
        self.told.iter().any(said)
    }

    pub(super) fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    pub(super) fn heading(&mut self, title: &str) {
        self.gap();
        self.styled(title, self.theme.style(Tone::Dim));
    }

    pub(super) fn text(&mut self, text: &str, tone: Tone) {
        self.styled(text, self.theme.style(tone));
    }

    pub(super) fn styled(&mut self, text: &str, style: Style) {
        self.lines.extend(wrap(text, self.width).into_iter().map(|line| Line::styled(line, style)));
    }

    /// Parts of several styles with dots between them, on as few lines as they take.
    pub(super) fn spans(&mut self, parts: &[(String, Style)]) {
        let dot = format!(" {} ", self.theme.glyphs.dot);
        let mut line: Vec<Span<'static>> = Vec::new();
        let mut used = 0;
        for (text, style) in parts {
            if used > 0 && used + dot.width() + text.width() > self.width {
                self.lines.push(Line::from(std::mem::take(&mut line)));
                used = 0;
            }
            if used > 0 {
                line.push(Span::styled(dot.clone(), self.theme.style(Tone::Dim)));
                used += dot.width();
            }
            let mut pieces = wrap(text, self.width);
            let last = pieces.pop().unwrap_or_default();
            self.lines.extend(pieces.into_iter().map(|piece| Line::styled(piece, *style)));
            used += last.width();
            line.push(Span::styled(last, *style));
        }
        self.lines.push(Line::from(line));
    }

    /// A label and its text, wrapped under itself; on narrow pages the label stands above.
    pub(super) fn labelled(&mut self, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let dim = self.theme.style(Tone::Dim);
        if self.width < LABEL + 20 {
            self.styled(label, dim);
            let lines = wrap(text, self.width.saturating_sub(2));
            self.lines.extend(lines.into_iter().map(|l| Line::raw(format!("  {l}"))));
            return;
        }
        let column = LABEL.max(label.width() + 1);
        for (i, line) in wrap(text, self.width.saturating_sub(column)).into_iter().enumerate() {
            let head = if i == 0 { label } else { "" };
            let pad = " ".repeat(column.saturating_sub(head.width()));
            self.lines.push(Line::from(vec![Span::styled(format!("{head}{pad}"), dim), Span::raw(line)]));
        }
    }

    /// An entry of the explanation: the gate's name stands out.
    pub(super) fn entry(&mut self, entry: &str) {
        let bullet = format!("{} ", self.theme.glyphs.bullet);
        let indent = " ".repeat(bullet.width());
        for (i, line) in wrap(entry, self.width.saturating_sub(indent.len())).into_iter().enumerate() {
            self.lines.push(Line::raw(format!("{}{line}", if i == 0 { &bullet } else { &indent })));
        }
    }

    /// A gate on one line: mark, name, number, limit; its note and the limit's key where there is room for them whole.
    /// Without room they stand in lines below if they alone say why the gate does not pass; else they are told further
    /// down.
    pub(super) fn gate(&mut self, gate: &Gate, columns: &Columns) {
        let (style, glyph) = self.theme.outcome(&gate.outcome);
        let note = gate.note_text();
        let key = gate.key.map_or_else(String::new, |key| format!("[{key}]"));
        let mark = format!("{glyph} ");
        let table = format!(
            "{:<name$}  {:>value$} {:<limit$}",
            gate.name,
            gate.value_text(),
            gate.limit_text(),
            name = columns.name,
            value = columns.value,
            limit = columns.limit
        );
        let short = [gate.name.to_string(), gate.value_text(), gate.limit_text()];
        let short = short.iter().filter(|s| !s.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
        let body = if mark.width() + table.width() <= self.width { table } else { short };
        let room = self.width.saturating_sub(mark.width() + body.width() + 2);
        let both = [note.as_str(), key.as_str()];
        let both = both.iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join(" ");
        let beside = [both.as_str(), note.as_str(), key.as_str()].into_iter().find(|tail| tail.width() <= room);
        let beside = beside.unwrap_or_default().to_owned();
        // Why a gate does not pass is what a coach looks for: it stands below where it has no room beside, unless two
        // numbers say it.
        let says = gate.outcome == Outcome::Fail && gate.value.is_some() && gate.limit.is_some();
        if gate.outcome != Outcome::Pass && !says && !beside.contains(&note) {
            self.gate_line(&mark, style, &body, "");
            let indent = " ".repeat((mark.width() + 2).min(self.width / 4));
            let (lines, dim) = (wrap(&both, self.width.saturating_sub(indent.len())), self.theme.style(Tone::Dim));
            self.lines.extend(lines.into_iter().map(|line| Line::styled(format!("{indent}{line}"), dim)));
            self.told.push((gate.name.to_string(), note));
            return;
        }
        if gate.key.is_some() && !beside.contains(&key) {
            self.keys.push(format!("{} {key}", gate.name));
        }
        self.gate_line(&mark, style, &body, &beside);
        let told = if beside.contains(&note) { &mut self.told } else { &mut self.untold };
        told.push((gate.name.to_string(), note));
    }

    /// What was measured for a gate, without what it was held against.
    pub(super) fn measured(&mut self, gate: &Gate, columns: &Columns) {
        let name = format!("{:<name$}", gate.name, name = columns.name);
        let text = format!(
            "{} {name}  {:>value$} {}",
            self.theme.glyphs.bullet,
            gate.value_text(),
            gate.unit,
            value = columns.value
        );
        self.styled(text.trim_end(), self.theme.style(Tone::Text));
    }

    /// The notes that found no room beside their gates and stand in none of these entries.
    pub(super) fn left(&self, entries: &[&String]) -> Vec<String> {
        let said = |name: &str, note: &str| {
            let begin = format!("{name}:");
            entries.iter().any(|entry| entry.starts_with(&begin) && entry.contains(note))
        };
        let left = self.untold.iter().filter(|(name, note)| !said(name, note));
        left.map(|(name, note)| format!("{name}: {note}")).collect()
    }

    /// The keys of limits that found no room beside their gates.
    pub(super) fn keys(&self) -> String {
        self.keys.join(", ")
    }

    /// Mark and numbers on one line, or below each other where even that is too long.
    fn gate_line(&mut self, mark: &str, style: Style, body: &str, beside: &str) {
        let body = if beside.is_empty() { body.trim_end() } else { body };
        if mark.width() + body.width() > self.width {
            self.lines.push(Line::styled(fit(mark.trim_end(), self.width, "").into_owned(), style));
            self.lines.extend(wrap(body, self.width).into_iter().map(Line::raw));
            return;
        }
        // What speaks against it is brought out whole: it is what a coach looks for.
        let plain = if style == self.theme.style(Tone::Pass) { Style::new() } else { style };
        let mut line = vec![Span::styled(mark.to_owned(), style), Span::styled(body.to_owned(), plain)];
        if !beside.is_empty() {
            line.push(Span::styled(format!("  {beside}"), self.theme.style(Tone::Dim)));
        }
        self.lines.push(Line::from(line));
    }
}
