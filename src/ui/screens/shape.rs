//! In which shape each side stood and for how long: a strip a side, and the seconds of every shape.

use crate::film::{Cell, Column, ColumnKind, Film, Sheet, Strip, Time};
use crate::ui::app::App;
use crate::ui::app::round::Round;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint::{Pen, fit, paragraph, wrap};
use crate::ui::widgets::strip::{Strips, stretch_at};
use crate::ui::widgets::table::{Table, TableState};
use crate::ui::widgets::timeline::Timeline;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(round) = &app.round else { return };
    let theme = &app.options.theme;
    let Some(strip) = round.film.strips.get(round.space.strip) else {
        chrome::heading(app, area, "Shape", "", true, false, buf);
        let why = round.film.meta.unavailable.iter().find(|(what, _)| what.contains("shape"));
        let why = why.map_or("this round tells no shapes", |(_, why)| why.as_str());
        Pen::new(buf, inside(area, false)).text(2, 1, &format!("unavailable: {why}"), theme.style(Tone::Notice));
        return;
    };
    let which = match round.film.strips.len() {
        0 | 1 => String::new(),
        n => format!("strip {} of {n}", round.space.strip + 1),
    };
    chrome::heading(app, area, strip.title, &which, true, false, buf);
    let strips = strips_area(strip, area);
    let area = inside(area, false);
    let width = usize::from(area.width.saturating_sub(1));
    let mut pen = Pen::new(buf, area);
    let lines = paragraph(&mut pen, 0, &strip.note, note_lines(area), theme.glyphs.cut, theme.style(Tone::Dim));
    pen.text(1, lines, &fit(&now(round, strip), width, theme.glyphs.cut), theme.style(Tone::Text));
    Strips::new(&round.film, theme, strip, round.playback.clock(), round.space.row).render(strips, buf);
    let y = (strips.bottom() + 1).min(area.bottom());
    let below = Rect { y, height: area.bottom() - y, width: area.width.min(110), ..area };
    let mut state = TableState::default();
    let sheet = if strip.actors.is_empty() { seconds(&round.film, strip) } else { listed(round, strip) };
    state.step_column(1, &sheet);
    if let (false, Some((_, stretches))) = (strip.actors.is_empty(), strip.rows.get(round.space.row)) {
        let next = stretches.partition_point(|stretch| stretch.span.from <= round.playback.clock());
        state.list.select(next.saturating_sub(1), stretches.len());
    }
    Table::new(&round.film, &sheet, theme, &state).focused(false).render(below, buf);
}

/// How many lines the rule may take.
const fn note_lines(area: Rect) -> usize {
    if area.height > 16 { 3 } else { 1 }
}

/// Where the strips are drawn: below the rule and the line about the clock.
fn strips_area(strip: &Strip, area: Rect) -> Rect {
    let area = inside(area, false);
    let width = usize::from(area.width.saturating_sub(2)).max(1);
    let lines = wrap(&strip.note, width).len().min(note_lines(area)) as u16;
    let above = area.height.min(lines + 1);
    let rest = Rect { y: area.y + above, height: area.height - above, ..area };
    Rect { height: Strips::height(strip).min(rest.height), ..rest }
}

/// The row and the moment under a cell of the screen.
pub(in crate::ui) fn at(app: &App, body: Rect, column: u16, line: u16) -> Option<(Option<usize>, Option<Time>)> {
    let round = app.round.as_ref()?;
    let strip = round.film.strips.get(round.space.strip)?;
    let area = strips_area(strip, body);
    if !area.contains(ratatui::layout::Position::new(column, line)) {
        return None;
    }
    let theme = &app.options.theme;
    let strips = Strips::new(&round.film, theme, strip, round.playback.clock(), round.space.row);
    let time = Timeline::new(&round.film, theme, round.playback.clock()).time_at(area, column);
    Some((strips.row_at(area, line), time))
}

/// What holds at the clock in the chosen row.
fn now(round: &Round, strip: &Strip) -> String {
    let Some((_, stretches)) = strip.rows.get(round.space.row) else { return String::new() };
    let name = strip.name(&round.film, round.space.row);
    let clock = round.playback.clock();
    match stretch_at(stretches, clock).and_then(|at| stretches.get(at)) {
        Some(s) => {
            let length = s.span.length().as_secs();
            format!("{name} at {clock}: {} from {} to {} ({length:.1} s)", s.label, s.span.from, s.span.to)
        }
        None if strip.actors.is_empty() => format!("{name} at {clock}: not known"),
        None => format!("{name} at {clock}: nothing"),
    }
}

/// The stretches of one row, in time order.
fn listed(round: &Round, strip: &Strip) -> Sheet {
    let column = |label, kind, help: &str| Column { key: "", label, kind, help: help.to_owned() };
    let columns = vec![
        column("from", ColumnKind::Clock, "as drawn above"),
        column("to", ColumnKind::Clock, "as drawn above"),
        column("lasts", ColumnKind::Seconds, "from beginning to end"),
        column("what", ColumnKind::Text, strip.title),
    ];
    let stretches = strip.rows.get(round.space.row).map_or(&[][..], |(_, stretches)| stretches);
    let row = |s: &crate::film::Stretch| {
        vec![
            Cell::Clock(s.span.from),
            Cell::Clock(s.span.to),
            Cell::Number(s.span.length().as_secs()),
            Cell::Text(s.label.clone()),
        ]
    };
    let note = format!("{} of {}", strip.title, strip.name(&round.film, round.space.row));
    Sheet { title: "stretches", note, columns, rows: stretches.iter().map(row).collect(), ..Sheet::default() }
}

/// Seconds and share of every shape for every side, the longest first.
fn seconds(film: &Film, strip: &Strip) -> Sheet {
    let mut labels: Vec<(&str, Vec<Time>)> = Vec::new();
    let mut known = vec![Time::ZERO; strip.rows.len()];
    for (row, (_, stretches)) in strip.rows.iter().enumerate() {
        for stretch in stretches {
            let at = labels.iter().position(|(label, _)| *label == stretch.label).unwrap_or_else(|| {
                labels.push((&stretch.label, vec![Time::ZERO; strip.rows.len()]));
                labels.len() - 1
            });
            if let (Some(sum), Some(all)) = (labels.get_mut(at).and_then(|l| l.1.get_mut(row)), known.get_mut(row)) {
                *sum += stretch.span.length();
                *all += stretch.span.length();
            }
        }
    }
    let total = |times: &[Time]| times.iter().fold(Time::ZERO, |sum, time| sum + *time);
    labels.sort_by(|a, b| total(&b.1).cmp(&total(&a.1)).then(a.0.cmp(b.0)));
    let column = |label, kind, help: String| Column { key: "", label, kind, help };
    let mut columns = vec![column("shape", ColumnKind::Text, "as named above".to_owned())];
    for (team, _) in &strip.rows {
        // Labels live as long as the program: the sides' own keys do.
        let key = team.and_then(|team| film.meta.teams.get(team.index())).map_or("all", |team| team.key);
        columns.push(column(
            key,
            ColumnKind::Seconds,
            format!("seconds of {key} in each shape; shares are of the time it is known"),
        ));
        columns.push(column("share", ColumnKind::Share, format!("of the time the shape of {key} is known")));
    }
    let rows = labels.iter().map(|(label, times)| {
        let mut row = vec![Cell::Text((*label).to_owned())];
        for (time, all) in times.iter().zip(&known) {
            row.push(Cell::Number(time.as_secs()));
            row.push(if all.0 > 0 { Cell::Number(time.0 as f64 / all.0 as f64) } else { Cell::Blank });
        }
        row
    });
    Sheet { key: "", title: "seconds", rows: rows.collect(), columns, ..Sheet::default() }
}
