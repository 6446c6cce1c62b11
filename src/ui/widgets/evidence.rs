//! The evidence of a finding: what happened and why it is a candidate in the first lines, the decision below.
//!
//! ```text
//!   kiko did not answer for zed (429 u)
//!   CANDIDATE high · 0:42.0 · verdict: none yet
//!   6 of 6 gates pass: near clear open survived sight free
//!
//!   what happened    vex killed zed at 0:42.0 with the MP40
//!   what was asked   somebody within 700 u hits or kills the killer within 3.0 s
//!
//!   gates
//!   ✓ pass  near       429 <= 600 u    near_dist
//!   ✗ FAIL  clear                      an objective line 0.5 s before
//!   ? unkn  sight       24 <= 60 deg   no yaw was recorded
//! ```

use super::paint::{Pen, fit, wrap};
use super::verdict::{Judged, Mark};
use crate::film::{Film, Finding, Gate, Outcome, Status};
use crate::ui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::cell::Cell;
use unicode_width::UnicodeWidthStr;

/// How far the panel is scrolled. The end is found when drawing.
#[derive(Debug, Clone, Default)]
pub struct EvidenceState {
    offset: Cell<usize>,
    page: Cell<usize>,
}

impl EvidenceState {
    /// Scrolls by lines; drawing stops it at the end.
    pub fn scroll(&mut self, by: isize) {
        self.offset.set(self.offset.get().saturating_add_signed(by));
    }

    /// Scrolls by what fits on the screen, one line of it kept.
    pub fn page(&mut self, pages: isize) {
        let rows = self.page.get().saturating_sub(1).max(1);
        self.scroll(pages.saturating_mul(rows as isize));
    }

    /// To the first line: for another finding.
    pub fn top(&mut self) {
        self.offset.set(0);
    }
}

/// The evidence panel.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    film: &'a Film,
    theme: &'a Theme,
    finding: &'a Finding,
    mark: &'a Mark,
    state: &'a EvidenceState,
}

impl<'a> Evidence<'a> {
    /// The evidence of `finding`, with what was said about it so far.
    #[must_use]
    pub fn new(
        film: &'a Film,
        theme: &'a Theme,
        finding: &'a Finding,
        mark: &'a Mark,
        state: &'a EvidenceState,
    ) -> Evidence<'a> {
        Evidence { film, theme, finding, mark, state }
    }

    /// Everything the panel says, in lines of at most `width` columns.
    #[must_use]
    pub fn lines(&self, width: usize) -> Vec<Line<'static>> {
        let mut page = Page { lines: Vec::new(), width, theme: self.theme };
        self.head(&mut page);
        let told = &self.finding.explanation;
        page.gap();
        page.labelled("what happened", &told.trigger);
        page.labelled("what was asked", &told.expected);
        if let Status::Suppressed(reasons) = &self.finding.status {
            page.labelled("excused by", &reasons.join(", "));
        }
        if !self.finding.gates.is_empty() {
            page.heading("gates");
            let columns = Columns::of(&self.finding.gates);
            self.finding.gates.iter().for_each(|gate| page.gate(gate, &columns));
        }
        for (title, list) in [("what is missing", &told.missing), ("possible because", &told.possible_because)] {
            if !list.is_empty() {
                page.heading(title);
                list.iter().for_each(|entry| page.entry(entry));
            }
        }
        if !self.finding.facts.is_empty() {
            page.heading("facts");
            self.finding.facts.iter().for_each(|(label, value)| page.labelled(label, value));
        }
        page.heading("rule in force");
        page.text(&self.finding.rule, Tone::Text);
        if !self.film.meta.rule.is_empty() && self.film.meta.rule != self.finding.rule {
            page.text(&self.film.meta.rule, Tone::Dim);
        }
        page.text(&format!("configuration {}", self.film.meta.config_hash), Tone::Dim);
        page.text(&self.finding.id.to_string(), Tone::Dim);
        page.lines
    }

    /// The first lines: what happened, what it is, why.
    fn head(&self, page: &mut Page<'_>) {
        let theme = self.theme;
        let style = theme.finding(self.finding);
        page.styled(&self.finding.title, theme.style(Tone::Title));
        let tier = self.finding.confidence.map_or("", |c| c.as_str());
        let kind = self.film.finding_kinds.get(self.finding.kind).map_or("finding", |k| k.label);
        let what = match &self.finding.status {
            Status::Candidate => format!("CANDIDATE {tier}"),
            Status::Suppressed(reasons) => format!("SUPPRESSED ({tier}): {}", reasons.first().map_or("?", |r| r)),
            Status::Fact => "FACT, nothing to judge".to_owned(),
        };
        let mut spans = vec![
            (what, style),
            (kind.to_owned(), theme.style(Tone::Dim)),
            (self.finding.at.to_string(), theme.style(Tone::Text)),
        ];
        if self.finding.is_judgeable() {
            let (words, tone) = match self.mark.judged {
                None => ("no verdict yet".to_owned(), Tone::Dim),
                Some(judged) => (self.verdict(judged), Tone::Notice),
            };
            spans.push((words, theme.style(tone)));
        }
        page.spans(&spans);
        if let Some((words, tone)) = sum(&self.finding.gates) {
            page.text(&words, tone);
        }
        if !self.mark.note.is_empty() {
            page.text(&format!("{} {}", theme.glyphs.note, self.mark.note), Tone::Notice);
        }
    }

    fn verdict(&self, judged: Judged) -> String {
        let word = match judged {
            Judged::True => "true",
            Judged::False => "false positive",
            Judged::NotEvaluable => "not evaluable",
        };
        let letter = Mark { judged: Some(judged), ..Mark::default() }.glyph(self.finding, self.theme).0;
        if self.mark.words.is_empty() { format!("{letter} {word}") } else { format!("{letter} {}", self.mark.words) }
    }
}

/// The gates in one sentence, what speaks against it first.
fn sum(gates: &[Gate]) -> Option<(String, Tone)> {
    if gates.is_empty() {
        return None;
    }
    let named = |wanted: fn(&Outcome) -> bool| {
        gates.iter().filter(|g| wanted(&g.outcome)).map(|g| g.name.as_ref()).collect::<Vec<_>>()
    };
    let (pass, fail) = (named(|o| *o == Outcome::Pass), named(|o| *o == Outcome::Fail));
    let unknown = named(|o| matches!(o, Outcome::Unknown(_)));
    let mut parts = Vec::new();
    for (list, word) in [(&fail, "fails"), (&unknown, "is unknown")] {
        if !list.is_empty() {
            let word = if list.len() > 1 { word.replace("fails", "fail").replace("is ", "are ") } else { word.into() };
            parts.push(format!("{} {word}", list.join(", ")));
        }
    }
    let all = format!("{} of {} gates pass", pass.len(), gates.len());
    let tone = if !fail.is_empty() {
        Tone::Fail
    } else if unknown.is_empty() {
        Tone::Pass
    } else {
        Tone::Unknown
    };
    Some((
        if parts.is_empty() { format!("{all}: {}", pass.join(", ")) } else { format!("{all}; {}", parts.join("; ")) },
        tone,
    ))
}

/// Widths of the columns of the gates.
struct Columns {
    name: usize,
    value: usize,
    limit: usize,
}

impl Columns {
    fn of(gates: &[Gate]) -> Columns {
        let most = |f: &dyn Fn(&Gate) -> usize| gates.iter().map(f).max().unwrap_or(0);
        Columns {
            name: most(&|g| g.name.width()),
            value: most(&|g| value(g).width()),
            limit: most(&|g| limit(g).width()),
        }
    }
}

/// A number as a coach reads it: at most one decimal.
fn number(v: f64) -> String {
    if v.fract().abs() < 0.05 || v.abs() >= 10_000.0 { format!("{v:.0}") } else { format!("{v:.1}") }
}

fn value(gate: &Gate) -> String {
    match (gate.value, gate.limit) {
        (Some(v), _) => close(v, gate.limit),
        (None, Some(_)) => "?".into(),
        (None, None) => String::new(),
    }
}

/// The number with as many decimals as it takes not to look like the limit when it is not: 600.04 against 600.
fn close(v: f64, limit: Option<f64>) -> String {
    let short = number(v);
    match limit {
        Some(l) if l != v && number(l) == short => format!("{v:.3}"),
        _ => short,
    }
}

fn limit(gate: &Gate) -> String {
    match gate.limit {
        Some(l) => format!("{} {} {}", gate.bound.sign(), number(l), gate.unit).trim_end().to_owned(),
        None if gate.value.is_some() => gate.unit.to_owned(),
        None => String::new(),
    }
}

/// Lines being laid out for a width.
struct Page<'t> {
    lines: Vec<Line<'static>>,
    width: usize,
    theme: &'t Theme,
}

/// Columns a note beside the gates needs at least.
const NOTE: usize = 16;
/// Columns of labels in front of wrapped text.
const LABEL: usize = 16;

impl Page<'_> {
    fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    fn heading(&mut self, title: &str) {
        self.gap();
        self.styled(title, self.theme.style(Tone::Dim));
    }

    fn text(&mut self, text: &str, tone: Tone) {
        self.styled(text, self.theme.style(tone));
    }

    fn styled(&mut self, text: &str, style: Style) {
        self.lines.extend(wrap(text, self.width).into_iter().map(|line| Line::styled(line, style)));
    }

    /// Parts of several styles with dots between them, on as few lines as they take.
    fn spans(&mut self, parts: &[(String, Style)]) {
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
    fn labelled(&mut self, label: &str, text: &str) {
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
    fn entry(&mut self, entry: &str) {
        let bullet = format!("{} ", self.theme.glyphs.bullet);
        let indent = " ".repeat(bullet.width());
        for (i, line) in wrap(entry, self.width.saturating_sub(indent.len())).into_iter().enumerate() {
            self.lines.push(Line::raw(format!("{}{line}", if i == 0 { &bullet } else { &indent })));
        }
    }

    /// A gate: mark, word, name, number, limit, and the note behind or below.
    fn gate(&mut self, gate: &Gate, columns: &Columns) {
        let (style, glyph) = self.theme.outcome(&gate.outcome);
        let word = match gate.outcome {
            Outcome::Pass => "pass",
            Outcome::Fail => "FAIL",
            Outcome::Unknown(_) => "unkn",
        };
        let mut note = match &gate.outcome {
            Outcome::Unknown(why) if gate.note.is_empty() => why.clone(),
            Outcome::Unknown(why) => format!("{why}; {}", gate.note),
            _ => gate.note.clone(),
        };
        if let Some(key) = gate.key {
            note = format!("{note}{}[{key}]", if note.is_empty() { "" } else { " " });
        }
        let mark = format!("{glyph} {word} ");
        let body = format!(
            " {:<name$}  {:>value$} {:<limit$}",
            gate.name,
            value(gate),
            limit(gate),
            name = columns.name,
            value = columns.value,
            limit = columns.limit
        );
        let column = mark.width() + body.width() + 2;
        let dim = self.theme.style(Tone::Dim);
        if column + NOTE <= self.width {
            let mut notes = wrap(&note, self.width - column).into_iter();
            let first = notes.next().unwrap_or_default();
            self.lines.push(Line::from(vec![
                Span::styled(mark, style),
                Span::raw(body),
                Span::styled(format!("  {first}"), dim),
            ]));
            self.lines.extend(notes.map(|n| Line::styled(format!("{}{n}", " ".repeat(column)), dim)));
            return;
        }
        // Too narrow for a table: the numbers follow the name, the note follows them or stands below.
        let short = [gate.name.to_string(), value(gate), limit(gate)];
        let short = short.iter().filter(|s| !s.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
        let used = mark.width() + 1 + short.width();
        if used > self.width {
            self.lines.push(Line::styled(fit(mark.trim_end(), self.width, "").into_owned(), style));
            self.lines.extend(wrap(&short, self.width).into_iter().map(Line::raw));
        } else if used + 2 + note.width() <= self.width {
            let behind = if note.is_empty() { String::new() } else { format!("  {note}") };
            let parts = [Span::styled(mark, style), Span::raw(format!(" {short}")), Span::styled(behind, dim)];
            self.lines.push(Line::from(parts.to_vec()));
            return;
        } else {
            self.lines.push(Line::from(vec![Span::styled(mark, style), Span::raw(format!(" {short}"))]));
        }
        let indent = if self.width > 20 { "        " } else { "" };
        if !note.is_empty() {
            let notes = wrap(&note, self.width.saturating_sub(indent.len()));
            self.lines.extend(notes.into_iter().map(|n| Line::styled(format!("{indent}{n}"), dim)));
        }
    }
}

impl Widget for Evidence<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let mut pen = Pen::new(buf, area);
        let (width, height) = (pen.width(), pen.height());
        if width < 1 || height < 1 {
            return;
        }
        let lines = self.lines(width as usize);
        let offset = self.state.offset.get().min(lines.len().saturating_sub(height as usize));
        self.state.offset.set(offset);
        self.state.page.set(height as usize);
        for (y, line) in lines.iter().skip(offset).take(height as usize).enumerate() {
            let mut x = 0;
            for span in &line.spans {
                x += pen.text(x, y as i32, &span.content, line.style.patch(span.style));
            }
        }
        let more = self.theme.glyphs.more;
        let dim = self.theme.style(Tone::Notice);
        if offset > 0 {
            pen.put(width - 1, 0, more[0], dim);
        }
        if offset + (height as usize) < lines.len() {
            pen.put(width - 1, height - 1, more[1], dim);
        }
    }
}
