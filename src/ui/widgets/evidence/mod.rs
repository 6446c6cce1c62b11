//! The evidence of a finding: what it is and why in the first lines, gate by gate; what is told in words below.
//!
//! ```text
//!   kiko did not answer for zed (429 u)
//!   CANDIDATE high · 0:42.0 · no verdict yet
//!   5 of 6 gates pass; clear fails
//!   ✓ near      429 <= 600 u    [near_dist]
//!   ✗ clear                     an objective line 0.5 s before
//!   ✓ sight      24 <= 60 deg
//!
//!   what happened    vex killed zed at 0:42.0 with the MP40
//!   what was asked   somebody within 700 u hits or kills the killer within 3.0 s
//!   ...              what is missing, facts, the rule in force
//! ```

mod page;

use super::paint::Pen;
use super::verdict::{Judged, Mark};
use crate::film::{Film, Finding, Gate, Outcome, Status};
use crate::ui::theme::{Theme, Tone};
use page::{Columns, Page};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
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
        let mut page = Page::new(width, self.theme);
        self.head(&mut page);
        let columns = Columns::of(&self.finding.gates);
        if self.mark.blind {
            self.finding.gates.iter().for_each(|gate| page.measured(gate, &columns));
        } else {
            self.finding.gates.iter().for_each(|gate| page.gate(gate, &columns));
        }
        let told = &self.finding.explanation;
        page.gap();
        page.labelled("what happened", &told.trigger);
        page.labelled("what was asked", &told.expected);
        let kind = self.film.finding_kinds.get(self.finding.kind).map_or("", |k| k.label);
        page.labelled("kind", kind);
        if let Status::Suppressed(reasons) = &self.finding.status {
            page.labelled("excused by", &reasons.join(", "));
        }
        let mut entries = Vec::new();
        for (title, list) in [("what is missing", &told.missing), ("possible because", &told.possible_because)] {
            let untold: Vec<&String> = list.iter().filter(|entry| !page.has_told(entry)).collect();
            if !untold.is_empty() {
                page.heading(title);
                untold.iter().for_each(|entry| page.entry(entry));
            }
            entries.extend(untold);
        }
        let left = page.left(&entries);
        if !left.is_empty() {
            page.heading("about the gates");
            left.iter().for_each(|entry| page.entry(entry));
        }
        if !self.finding.facts.is_empty() {
            page.heading("facts");
            self.finding.facts.iter().for_each(|(label, value)| page.labelled(label, value));
        }
        self.rule(&mut page);
        page.lines
    }

    /// The rule in force, where its limits come from, and the finding's name.
    fn rule(&self, page: &mut Page<'_>) {
        page.heading("rule in force");
        if !self.finding.rule.is_empty() {
            page.text(&self.finding.rule, Tone::Text);
        }
        if !self.film.meta.rule.is_empty() && self.film.meta.rule != self.finding.rule {
            page.text(&self.film.meta.rule, Tone::Dim);
        }
        if !page.keys().is_empty() {
            page.text(&format!("limits: {}", page.keys()), Tone::Dim);
        }
        if !self.film.meta.rule.contains(&self.film.meta.config_hash) {
            page.text(&format!("configuration {}", self.film.meta.config_hash), Tone::Dim);
        }
        page.text(&self.finding.id.to_string(), Tone::Dim);
    }

    /// The first lines: what happened, what it is, why.
    fn head(&self, page: &mut Page<'_>) {
        let theme = self.theme;
        let style = self.mark.style(self.finding, theme);
        page.styled(&self.finding.title, theme.style(Tone::Title));
        let tier = self.finding.confidence.map_or("", |c| c.as_str());
        let what = match &self.finding.status {
            Status::Candidate if self.mark.blind => "TO JUDGE, blind".to_owned(),
            Status::Candidate => format!("CANDIDATE {tier}"),
            // Without a tier it never was a candidate: the reason says what it is instead.
            Status::Suppressed(reasons) if tier.is_empty() => {
                format!("NO CANDIDATE: {}", reasons.first().map_or("?", |r| r).replace('_', " "))
            }
            Status::Suppressed(reasons) => format!("SUPPRESSED ({tier}): {}", reasons.first().map_or("?", |r| r)),
            Status::Fact if self.finding.may_be_judged() => "HOLDS, may be judged".to_owned(),
            Status::Fact => "FACT, nothing to judge".to_owned(),
        };
        let mut spans = vec![(what, style), (self.finding.at.to_string(), theme.style(Tone::Text))];
        if self.finding.may_be_judged() {
            match self.mark.judged {
                Some(judged) => spans.push((self.verdict(judged), theme.style(Tone::Notice))),
                // Only where it costs no line: what is missing below says more.
                None if self.finding.is_judgeable()
                    && spans.iter().map(|s| s.0.width() + 3).sum::<usize>() + OPEN.width() <= page.width =>
                {
                    spans.push((OPEN.to_owned(), theme.style(Tone::Dim)));
                }
                None => {}
            }
        }
        let sum = sum(&self.finding.gates, page.width).filter(|_| !self.mark.blind);
        // On a narrow page every line counts: a clean sum stands beside the tier.
        let gates = self.finding.gates.len();
        let short = format!("{gates}/{gates} pass");
        let used = spans.iter().map(|s| s.0.width() + 3).sum::<usize>();
        let beside = page.width < NARROW && used + short.width() <= page.width;
        match sum {
            Some((_, Tone::Pass)) if beside => {
                spans.push((short, theme.style(Tone::Pass)));
                page.spans(&spans);
            }
            Some((words, tone)) => {
                page.spans(&spans);
                page.text(&words, tone);
            }
            None => page.spans(&spans),
        }
        if !self.mark.stale.is_empty() {
            let changes = self.mark.stale.join("; ");
            page.text(&format!("{} STALE, changed since the verdict: {changes}", theme.glyphs.review[1]), Tone::Fail);
        }
        let sign = if self.mark.disputed { theme.glyphs.review[0] } else { theme.glyphs.bullet };
        self.mark.said.iter().for_each(|line| page.text(&format!("{sign} {line}"), Tone::Notice));
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

/// Narrower pages save lines.
const NARROW: usize = 48;
/// Said of what waits for a verdict.
const OPEN: &str = "no verdict yet";

/// The gates in one sentence, with what speaks against it; the reasons are left out when it gets longer than `room`.
fn sum(gates: &[Gate], room: usize) -> Option<(String, Tone)> {
    if gates.is_empty() {
        return None;
    }
    let pass = gates.iter().filter(|g| g.outcome == Outcome::Pass).count();
    let all = format!("{pass} of {} gates pass", gates.len());
    let against = |with_reason: bool| {
        let one = |gate: &Gate| {
            let (word, why) = match &gate.outcome {
                Outcome::Pass => return None,
                Outcome::Fail => ("fails", &*gate.note),
                Outcome::Unknown(why) => ("is unknown", &**why),
            };
            let why = if with_reason && !why.is_empty() { format!(" ({why})") } else { String::new() };
            Some(format!("{} {word}{why}", gate.name))
        };
        // What fails weighs more than what is not known.
        let failed = gates.iter().filter(|g| g.outcome == Outcome::Fail);
        let unknown = gates.iter().filter(|g| g.outcome != Outcome::Fail);
        failed.chain(unknown).filter_map(one).collect::<Vec<_>>().join(", ")
    };
    let tone = match against(false).is_empty() {
        true => Tone::Pass,
        false if gates.iter().any(|g| g.outcome == Outcome::Fail) => Tone::Fail,
        false => Tone::Unknown,
    };
    let long = format!("{all}; {}", against(true));
    let text = match tone {
        Tone::Pass => all,
        _ if long.width() <= room => long,
        _ if all.width() + against(false).width() + 2 <= room => format!("{all}; {}", against(false)),
        // Which ones stands in the next lines.
        _ => all,
    };
    Some((text, tone))
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
