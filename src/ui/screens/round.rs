//! The round: map, timeline, findings and evidence of one moment and one selection.

use crate::film::{Film, Finding};
use crate::review::queue::{Order, Share};
use crate::review::{Age, Consensus, Desk, Ruling, Verdict};
use crate::ui::action::{Pick, Show, Sieve};
use crate::ui::app::round::{Pane, Round};
use crate::ui::app::{App, Screen};
use crate::ui::chrome;
use crate::ui::layout::{self, inside};
use crate::ui::theme::Tone;
use crate::ui::widgets::board::Board;
use crate::ui::widgets::curves::Curves;
use crate::ui::widgets::evidence::Evidence;
use crate::ui::widgets::findings::Findings;
use crate::ui::widgets::map::Map;
use crate::ui::widgets::paint::Pen;
use crate::ui::widgets::timeline::Timeline;
use crate::ui::widgets::verdict::{self, Judged, Mark};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

/// What is known of a finding's review, as far as the reviewer may know.
pub(in crate::ui) fn mark(app: &App, unit: usize, finding: &Finding) -> Mark {
    let desk = app.desks.desk(unit);
    let open = app.review.look.is_open(&finding.id, desk);
    let Some(desk) = desk else { return Mark { blind: !open, ..Mark::default() } };
    let opinion = desk.opinion(&finding.id);
    let verdict = opinion.and_then(|opinion| opinion.verdict.as_ref());
    // What is only tried is no change of the evidence.
    let tried = app.whatif.as_ref().is_some_and(|whatif| {
        let panel = app.screen == Screen::WhatIf && !whatif.changes.is_empty() && whatif.refused().is_none();
        panel || app.round.as_ref().is_some_and(|round| whatif.holds(round))
    });
    let stale = match verdict.filter(|_| !tried).map(|verdict| Age::of(verdict, finding)) {
        Some(Age::Stale(changes)) => changes,
        _ => Vec::new(),
    };
    Mark {
        judged: verdict.map(|verdict| match verdict.ruling {
            Ruling::True => Judged::True,
            Ruling::False => Judged::False,
            Ruling::NotEvaluable => Judged::NotEvaluable,
        }),
        words: verdict.map(verdict_words).unwrap_or_default(),
        note: opinion.and_then(|opinion| opinion.note.clone()).unwrap_or_default(),
        said: if open { others(desk, finding) } else { Vec::new() },
        disputed: open && desk.ledger().consensus(&finding.id) == Consensus::Disputed,
        stale,
        blind: !open,
    }
}

/// `false positive: no angle`.
fn verdict_words(verdict: &Verdict) -> String {
    match &verdict.reason {
        Some(reason) => format!("{}: {reason}", verdict.ruling),
        None => verdict.ruling.to_string(),
    }
}

/// What other reviewers hold of a finding, and what it was settled as, a line each.
fn others(desk: &Desk, finding: &Finding) -> Vec<String> {
    let ledger = desk.ledger();
    let mut lines = Vec::new();
    for (reviewer, opinion) in ledger.opinions(&finding.id).filter(|(reviewer, _)| *reviewer != desk.reviewer()) {
        let said = opinion.verdict.as_ref().map(|verdict| match Age::of(verdict, finding) {
            Age::Stale(_) => format!("{} (on other evidence)", verdict_words(verdict)),
            _ => verdict_words(verdict),
        });
        let note = opinion.note.as_ref().map(|note| format!("\"{note}\""));
        let words: Vec<String> = said.into_iter().chain(note).collect();
        if !words.is_empty() {
            lines.push(format!("{reviewer}: {}", words.join(", ")));
        }
    }
    lines.extend(ledger.adjudication(&finding.id).map(|settled| {
        let between: Vec<String> =
            settled.between.iter().map(|said| format!("{} {}", said.reviewer, said.verdict)).collect();
        format!("settled as {} by {}, between {}", settled.ruling, settled.entry.reviewer, between.join(", "))
    }));
    lines
}

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let panes = layout::round(area, &wants(round));
    let beside = !panes.map.is_empty() && !panes.findings.is_empty();
    if !panes.map.is_empty() {
        map(app, round, panes.map, buf);
    }
    if !panes.findings.is_empty() {
        findings(app, round, panes.findings, beside, buf);
    }
    if !panes.evidence.is_empty() {
        evidence(app, round, panes.evidence, beside, buf);
    }
    if !panes.board.is_empty() {
        board(app, round, panes.board, panes.evidence.is_empty(), buf);
    }
    if !panes.timeline.is_empty() {
        timeline(app, round, panes.timeline, buf);
    }
}

/// What the round would show.
pub(in crate::ui) fn wants(round: &Round) -> layout::Wants {
    layout::Wants {
        focus: round.pane,
        listed: round.listed.len(),
        lanes: Timeline::lanes(&round.film),
        curves: Curves::rows(&round.film),
        board: round.board().filter(|_| round.board).map_or(0, |sheet| Board::height(&sheet)),
    }
}

/// The live table as it is at the clock. Alone in the place of the evidence it tells the way back.
fn board(app: &App, round: &Round, area: Rect, alone: bool, buf: &mut Buffer) {
    let Some(sheet) = round.board() else { return };
    let clock = round.playback.clock();
    let key = app.keymap.hint(Show::Board.into()).filter(|_| alone);
    let back = key.map_or_else(String::new, |key| format!("; {key} shows the evidence"));
    chrome::heading(app, area, sheet.title, &format!("at {clock}{back}"), false, true, buf);
    Board::new(&round.film, &sheet, &app.options.theme).render(inside(area, true), buf);
}

fn map(app: &App, round: &Round, area: Rect, buf: &mut Buffer) {
    let mut note = vec![round.film.meta.map.clone().unwrap_or_else(|| "unknown map".into())];
    note.extend(super::problems::lost(app, round.entry.unit));
    let note = note.join(&format!(" {} ", app.options.theme.glyphs.dot));
    chrome::heading(app, area, "Map", &note, round.pane == Pane::Map, false, buf);
    Map::new(&round.film, &app.options.theme, &round.map, round.playback.clock())
        .finding(round.finding().map(|finding| app.seen(round, finding)).as_deref())
        .render(inside(area, false), buf);
}

fn findings(app: &App, round: &Round, area: Rect, beside: bool, buf: &mut Buffer) {
    let focused = round.pane == Pane::Findings;
    let look = &app.review.look;
    let usual = look.filter == look.usual();
    let what = match (usual, look.blind) {
        (true, true) => "BLIND".to_owned(),
        (true, false) if look.share != Share::NONE => "to judge".to_owned(),
        (true, false) => "candidates".to_owned(),
        (false, true) => format!("BLIND, filter {}", look.filter),
        (false, false) => format!("filter {}", look.filter),
    };
    let hint = app.keymap.told(if usual { "<filter> lists others" } else { "<clear-filter> resets" });
    // As it happened is how everybody expects a list.
    let order = if look.order == Order::Time { String::new() } else { format!(", by {}", look.order.as_str()) };
    let note = format!("{what}{order}; {hint}");
    chrome::heading(app, area, "Findings", &note, focused, beside, buf);
    let marks = |finding: &Finding| mark(app, round.entry.unit, finding);
    let nothing = if round.listed.is_empty() { nothing(app, round) } else { String::new() };
    Findings::new(&round.film, &app.options.theme, &round.listed, &round.list)
        .marks(&marks)
        .seen(&|finding| app.seen(round, finding))
        .nothing(&nothing)
        .focused(focused)
        .pointed(round.place().is_ok())
        .render(inside(area, beside), buf);
}

/// Why there are no candidates in a film, where it says so.
pub(in crate::ui) fn why_none(film: &Film) -> Option<String> {
    let lacks = |what: &str| Some(format!("no {what}: {}", film.meta.why_not(what)?));
    let unknown = || film.meta.unknown_kinds.first().map(|(_, why)| format!("unknown: {why}"));
    ["candidates", "checks"].into_iter().find_map(lacks).or_else(unknown)
}

/// Why nothing is listed, and how to list what there is besides.
fn nothing(app: &App, round: &Round) -> String {
    let film = &round.film;
    let why = why_none(film);
    if film.findings.is_empty() {
        return why.unwrap_or_else(|| "nothing found in this round".to_owned());
    }
    if app.review.look.filter != app.review.look.usual() || film.findings.iter().any(Finding::is_judgeable) {
        return "nothing passes the filter".to_owned();
    }
    let why = why.unwrap_or_else(|| "no candidates in this round".to_owned());
    let key = |action| app.keymap.hint(action).unwrap_or_default();
    let [filter, status] = [key(Pick::Filter.into()), key(Sieve::Status.into())];
    format!("{why}; {filter} {status} lists the facts ({})", film.findings.len())
}

fn evidence(app: &App, round: &Round, area: Rect, beside: bool, buf: &mut Buffer) {
    let theme = &app.options.theme;
    chrome::heading(app, area, "Evidence", "", round.pane == Pane::Evidence, beside, buf);
    let mut area = inside(area, beside);
    // One column of air before the text.
    (area.x, area.width) = (area.x + area.width.min(1), area.width.saturating_sub(1));
    match round.finding() {
        Some(finding) => {
            let mark = mark(app, round.entry.unit, finding);
            let finding = &*app.seen(round, finding);
            Evidence::new(&round.film, theme, finding, &mark, &round.evidence).render(area, buf);
        }
        None => {
            Pen::new(buf, area).text(0, 0, "nothing is selected", theme.style(Tone::Dim));
        }
    }
}

fn timeline(app: &App, round: &Round, area: Rect, buf: &mut Buffer) {
    let film = &round.film;
    let area_of = inside(area, false);
    let lanes = area_of.height.min(Timeline::lanes(film));
    let below = Rect { y: area_of.y + lanes, height: area_of.height - lanes, ..area_of };
    let hidden = below.height < film.curves.iter().map(|curve| curve.lines.len()).max().unwrap_or(0) as u16;
    let note = if hidden && round.pane != Pane::Timeline {
        let names: Vec<&str> = film.curves.iter().map(|curve| curve.label).collect();
        format!("with the keys here: {}", names.join(", "))
    } else {
        String::new()
    };
    chrome::heading(app, area, "Timeline", &note, round.pane == Pane::Timeline, false, buf);
    let marks = |finding: &Finding| mark(app, round.entry.unit, finding);
    let desk = app.desks.desk(round.entry.unit);
    let seen = verdict::seen(|finding| app.seen(round, finding));
    let shows = |finding: &Finding| app.review.look.shows(finding, desk);
    let line = widget(app, round, &marks).seen(&seen).filter(&shows);
    let lanes = if film.curves.is_empty() { area_of } else { Rect { height: lanes, ..area_of } };
    line.render(lanes, buf);
    Curves::new(film, &app.options.theme, &line, round.playback.clock()).render(below, buf);
}

/// The timeline; the mouse asks it for the moment under a column.
fn widget<'a>(app: &'a App, round: &'a Round, marks: verdict::Marks<'a>) -> Timeline<'a> {
    Timeline::new(&round.film, &app.options.theme, round.playback.clock())
        .selected(round.finding())
        .looped(round.playback.loop_span())
        .marks(marks)
}

/// The moment under a column of the timeline drawn in this pane.
pub(in crate::ui) fn time_at(app: &App, pane: Rect, column: u16) -> Option<crate::film::Time> {
    let round = app.round.as_ref()?;
    widget(app, round, &verdict::none).time_at(inside(pane, false), column)
}
