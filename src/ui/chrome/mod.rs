//! What stands around every screen: title, headings, status line and footer.

mod footer;

use super::action::Show;
use super::app::desks::Saving;
use super::app::prompt::Purpose;
use super::app::{self, App, Mode, Screen};
use super::layout::Frame;
use super::theme::Tone;
use super::widgets::paint::{Pen, fit};
use super::{screens, widgets};
use crate::film::{Film, Team, TeamId};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// Whether a screen is about the round that is open.
const fn of_round(screen: Screen) -> bool {
    matches!(
        screen,
        Screen::Round
            | Screen::Tables
            | Screen::Log
            | Screen::Space
            | Screen::Shape
            | Screen::Zones
            | Screen::Plans
            | Screen::WhatIf
    )
}

/// The line on top: where we are, what it is about, how far the review is.
pub(super) fn title(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    // Numbers that are not those in force are never shown without saying so.
    let mark = screens::whatif::mark(app).filter(|_| of_round(app.screen));
    let marked = mark.is_some();
    let mut pen = Pen::new(buf, area);
    let answer =
        app.round.as_ref().filter(|_| of_round(app.screen)).and_then(|round| round.film.meta.answer.as_deref());
    let right = mark.unwrap_or_else(|| right_of_title(app, answer.is_none() || pen.width() >= 100));
    let right = fit(&right, usize::from(area.width.saturating_sub(12)), theme.glyphs.cut).into_owned();
    // The answer is what one comes for: the name gives way.
    let mut room = pen.width() - right.width() as i32 - 2;
    if let Some(answer) = answer {
        let answer = fit(answer, (room - 20).max(0) as usize, theme.glyphs.cut);
        room -= answer.width() as i32 + 2;
        pen.text(room + 2, 0, &answer, theme.style(Tone::Notice));
    }
    let mut x = pen.text_within(0, 0, "filmroom ", room, theme.style(Tone::Key));
    let name = match app.screen {
        Screen::Library => "library".to_owned(),
        Screen::Rows => app.rows.as_ref().map_or(String::new(), |rows| rows.table.title()),
        Screen::Overview => {
            let overview = app.rows.as_ref().and_then(|rows| rows.overview.as_ref());
            overview.map_or(String::new(), |overview| overview.film.meta.title.clone())
        }
        Screen::Problems => "problems".to_owned(),
        Screen::Help => "keys".to_owned(),
        Screen::Queue => "queue over all rounds".to_owned(),
        Screen::Stats => "how far the rules can be trusted".to_owned(),
        Screen::Match => app.pair.as_ref().map_or(String::new(), |pair| pair.title()),
        Screen::Round
        | Screen::Tables
        | Screen::Log
        | Screen::Space
        | Screen::Shape
        | Screen::Zones
        | Screen::Plans
        | Screen::WhatIf => app.round.as_ref().map_or(String::new(), |round| round.film.meta.title.clone()),
    };
    x += pen.text_within(
        x,
        0,
        &fit(&name, (room - x).max(0) as usize, theme.glyphs.cut),
        room - x,
        theme.style(Tone::Title),
    );
    if let (true, Some(round)) = (of_round(app.screen), &app.round) {
        let sides = sides(app, &round.film);
        // All sides or none: one alone would look like the only one.
        if x + sides.iter().map(|(text, _)| text.width() as i32).sum::<i32>() <= room {
            for (text, style) in &sides {
                x += pen.text(x, 0, text, *style);
            }
        }
    }
    let tone = if marked { Tone::Error } else { Tone::Dim };
    pen.text(pen.width() - right.width() as i32, 0, &right, theme.style(tone));
}

/// The sides with their shapes and parts.
fn sides(app: &App, film: &Film) -> Vec<(String, Style)> {
    let theme = &app.options.theme;
    let side = |(at, team): (usize, &Team)| {
        let id = u8::try_from(at).ok().map(TeamId);
        let part = team.part.as_ref().map(|part| format!(" {part}")).unwrap_or_default();
        (format!("  {} {}{part}", theme.glyphs.team(id), team.name), theme.team(id))
    };
    film.meta.teams.iter().enumerate().map(side).collect()
}

/// How far reading or reviewing is; with the reviewer's name where there is room.
fn right_of_title(app: &App, named: bool) -> String {
    match (app.screen, &app.round) {
        (Screen::Library, _) => {
            let (done, all) = (app.library.dealt_with(), app.library.units.len());
            if done < all { format!("reading {done}/{all}") } else { String::new() }
        }
        (screen, Some(round)) if of_round(screen) => {
            let Some(desk) = app.desks.desk(round.entry.unit) else { return "verdicts not kept".into() };
            let (done, all) = desk.progress(round.asked(&app.review.look));
            let blind = if app.review.look.blind { "BLIND " } else { "" };
            let name = if named { format!("{} ", desk.reviewer()) } else { String::new() };
            format!("{blind}{name}reviewed {done}/{all}")
        }
        _ => String::new(),
    }
}

/// A pane's heading: a rule with its name, brought out when the keys are there; and the separator on its left.
pub(super) fn heading(app: &App, pane: Rect, name: &str, note: &str, focused: bool, separated: bool, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let (rule, side) = if focused {
        (theme.glyphs.border_focused.horizontal_top, theme.style(Tone::Focus))
    } else {
        (theme.glyphs.border.horizontal_top, theme.style(Tone::Border))
    };
    let mut pen = Pen::new(buf, pane);
    let width = pen.width();
    (0..width).for_each(|x| pen.put(x, 0, rule, side));
    if separated {
        let left = theme.style(Tone::Border);
        (1..pen.height()).for_each(|y| pen.put(0, y, theme.glyphs.border.vertical_left, left));
    }
    let name_style = if focused { theme.style(Tone::Focus) } else { theme.style(Tone::Title) };
    let used = pen.text_within(2, 0, &format!(" {name} "), width - 2, name_style) + 2;
    if !note.is_empty() && width > used + 4 {
        let note = fit(note, (width - used - 2) as usize, theme.glyphs.cut);
        pen.text(used, 0, &format!("{note} "), theme.style(Tone::Dim));
    }
}

/// Status and keys. What a message has no room for in the one stands in the place of the others: it is read now, and the
/// keys come back with the next one that is pressed.
pub(super) fn bottom(app: &App, frame: &Frame, buf: &mut Buffer) {
    let rest = match &app.mode {
        Mode::Prompt(prompt) => typed(app, prompt, frame.status, buf),
        _ => status(app, frame.status, buf),
    };
    match app.message.as_ref().filter(|_| !rest.is_empty()) {
        Some(message) => {
            let theme = &app.options.theme;
            let rest = fit(rest, usize::from(frame.footer.width), theme.glyphs.cut);
            Pen::new(buf, frame.footer).text(0, 0, &rest, theme.style(message.tone));
        }
        None => footer::footer(app, frame.footer, buf),
    }
}

/// As many whole words as fit, and the others.
fn halved(text: &str, room: usize) -> (&str, &str) {
    if text.width() <= room {
        return (text, "");
    }
    let cuts = text.match_indices(' ').filter_map(|(at, _)| text.split_at_checked(at));
    let (head, rest) = cuts.take_while(|(head, _)| head.width() <= room).last().unwrap_or(("", text));
    (head, rest.trim_start())
}

/// Clock and state on the left, the message (or what is being saved) behind them; what is left of the message.
fn status<'a>(app: &'a App, area: Rect, buf: &mut Buffer) -> &'a str {
    let theme = &app.options.theme;
    let mut pen = Pen::new(buf, area);
    let mut x = 0;
    if let (Some(round), true) = (&app.round, of_round(app.screen)) {
        let playback = &round.playback;
        let state = match (playback.is_playing(), playback.is_reverse()) {
            (false, false) => "paused",
            (false, true) => "paused, reverse",
            (true, false) => "playing",
            (true, true) => "reverse",
        };
        let looped = if playback.loop_span().is_some() { " loop" } else { "" };
        x += pen.text(x, 0, &format!("{} ", playback.clock()), theme.style(Tone::Clock));
        let live = app.live.as_ref().and_then(|live| live.words(round));
        // At the edge nothing is paused: the clock goes along.
        let still = live.is_some() && !playback.is_playing();
        if let Some(words) = &live {
            x += pen.text(x, 0, &format!("{words} "), theme.style(Tone::Notice));
        }
        let state = if still { String::new() } else { format!(" {}x {state}", playback.speed()) };
        let rest = format!("/ {}{state}{looped}", playback.span().to);
        x += pen.text(x, 0, &rest, theme.style(Tone::Dim));
        if let Some(plan) = round.plan {
            let name = round.film.cast.get(plan.actor.index()).map_or("?", |actor| actor.name.as_str());
            x += pen.text(x, 0, &format!(" plan of {name} from {}", plan.from), theme.style(Tone::Notice));
        }
        match app.desks.saving(round.entry.unit) {
            Some(Saving::Busy) => x += pen.text(x, 0, " saving", theme.style(Tone::Notice)),
            Some(Saving::Failed(_)) => x += pen.text(x, 0, " NOT SAVED", theme.style(Tone::Error)),
            _ => {}
        }
        x += pen.text(x, 0, "  ", theme.style(Tone::Text));
    }
    let room = (pen.width() - x).max(0) as usize;
    match &app.message {
        Some(message) => {
            let (head, rest) = halved(&message.text, room);
            pen.text(x, 0, head, theme.style(message.tone));
            rest
        }
        None => {
            let text = quiet(app);
            pen.text(x, 0, &fit(&text, room, theme.glyphs.cut), theme.style(Tone::Dim));
            ""
        }
    }
}

/// What the status line says when there is nothing to say: the rule in force.
fn quiet(app: &App) -> String {
    match (app.screen, &app.round) {
        (Screen::WhatIf, _) => {
            let words = app.whatif.as_ref().map(|whatif| whatif.words().join(", ")).unwrap_or_default();
            if words.is_empty() { "as it is in force".to_owned() } else { format!("tried: {words}") }
        }
        (screen, Some(round)) if of_round(screen) => {
            let meta = &round.film.meta;
            // A rule line may name its configuration itself.
            if meta.config_hash.is_empty() || meta.rule.contains(&meta.config_hash) {
                return meta.rule.clone();
            }
            format!("{} {} config {}", meta.rule, app.options.theme.glyphs.dot, meta.config_hash)
        }
        (Screen::Overview, _) => {
            let overview = app.rows.as_ref().and_then(|rows| rows.overview.as_ref());
            overview.map_or_else(String::new, |overview| overview.film.meta.rule.clone())
        }
        _ => String::new(),
    }
}

/// The line being typed, in the place of the status; what is wrong with it, if there is no room for that behind it.
fn typed<'a>(app: &'a App, prompt: &app::prompt::Prompt, area: Rect, buf: &mut Buffer) -> &'a str {
    let (label, hint) = match prompt.purpose {
        Purpose::Command => (":", "a time (2:31, 151, +10) or an action"),
        Purpose::Search if matches!(app.screen, Screen::Round | Screen::Queue) => {
            ("/", "words, conf:high, player:x, reason:x, -reviewed; <complete> completes")
        }
        Purpose::SaveFilter => ("save the filter as: ", "a name; an old one is replaced"),
        Purpose::Recall => ("list by: ", "a saved name; <complete> completes"),
        Purpose::Search if app.screen == Screen::Tables => ("/", "words, @player, column:text, column>5, -not"),
        Purpose::Search => ("/", "a text"),
        Purpose::Find => ("/", "a text in the row's line, as it is written"),
        Purpose::RowFilter => ("rows with: ", ""),
        Purpose::ExportRows => ("write rows to: ", ".csv, or .jsonl: the lines as they were"),
        Purpose::ReplaceRows => ("it exists, <accept> overwrites it: ", "another path keeps it"),
        Purpose::Export => ("write to: ", "ends in .csv, .tsv or .jsonl"),
        Purpose::Replace => ("it exists, <accept> overwrites it: ", "another path keeps it"),
        Purpose::Plan => ("which plan: ", "<accept> keeps the mark, also without a word"),
        Purpose::ZoneName => ("name of the zone: ", "what the team calls the place"),
        Purpose::Value => ("value: ", "<accept> tries it"),
        Purpose::Keep => ("save to: ", "<complete>: another file"),
        Purpose::KeepOver => ("it exists, <accept> changes these keys in it: ", "the rest stays"),
        Purpose::Note => ("note: ", "<accept> keeps it; an empty one removes it"),
    };
    let label = &app.keymap.told(label);
    let hint = match prompt.purpose {
        Purpose::RowFilter => app.rows.as_ref().map(|rows| rows.table.filter_help().to_owned()).unwrap_or_default(),
        _ => app.keymap.told(hint),
    };
    let complaint = app.message.as_ref().map_or("", |message| message.text.as_str());
    let line = widgets::prompt::Prompt::new(&app.options.theme, label, prompt.input()).wrong(!complaint.is_empty());
    let fits = line.has_room(complaint, area.width);
    let hint = match (complaint.is_empty(), fits) {
        (true, _) => &hint,
        (false, true) => complaint,
        (false, false) => "",
    };
    line.hint(hint).render(area, buf);
    if fits { "" } else { complaint }
}

/// All that fits a terminal which is too small.
pub(super) fn too_small(app: &App, area: Rect, buf: &mut Buffer) {
    let (width, height) = super::layout::LEAST;
    let quit = app.keymap.way(Show::Quit);
    let text = format!("too small: {width}x{height} needed, {}x{} here ({quit} quits)", area.width, area.height);
    let mut pen = Pen::new(buf, area);
    for (y, line) in widgets::paint::wrap(&text, usize::from(area.width)).iter().enumerate() {
        pen.text(0, y as i32, line, app.options.theme.style(Tone::Notice));
    }
}
