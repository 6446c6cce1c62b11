//! The queue: what there is to judge in all rounds, in one order, and how far the review is.
//!
//! ```text
//!   ━━ Queue 12 of 41 by confidence · filter conf:high · ann 7/41 ━━━━━━━
//!    candidate 7/29 (5 true, 2 false)   wave 0/12   ...      disagree 2 · stale 1 · orphans 1 (!)
//!    v  round            time    tier  finding                              closest  about
//!   ▶·  towpath-3v3-r1   0:42.0  high  kiko did not answer for zed (429 u)     4 %    bob true
//! ```

use crate::film::{Cell, Column, ColumnKind, Film, Sheet, Status};
use crate::review::Desk;
use crate::review::queue::margin;
use crate::ui::action::Show;
use crate::ui::app::review::{Row, finding};
use crate::ui::app::{App, Screen};
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::screens::round;
use crate::ui::theme::Tone;
use crate::ui::widgets::findings::brief;
use crate::ui::widgets::paint::{Pen, fit, paragraph};
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// The most that a table gives a column of text.
const FINDING: usize = 40;

/// The columns.
pub(in crate::ui) fn head() -> Sheet {
    let column = |key, label, kind, help: &str| Column { key, label, kind, help: help.to_owned() };
    let columns = vec![
        column("verdict", "v", ColumnKind::Text, "your verdict: T true, F false positive, U cannot be told"),
        column("round", "round", ColumnKind::Text, "the round it is in"),
        column("time", "time", ColumnKind::Clock, "the moment it is about"),
        column("tier", "tier", ColumnKind::Text, "how sure the rule is; in brackets what a reason excuses"),
        column("finding", "finding", ColumnKind::Text, "what it is"),
        column("reason", "reason", ColumnKind::Text, "what excuses it"),
        column(
            "margin",
            "closest",
            ColumnKind::Share,
            "how far the nearest gate is from deciding otherwise: |number - limit| / limit",
        ),
        column("others", "review", ColumnKind::Text, "what others say of it, and what has changed since the verdict"),
    ];
    Sheet { key: "queue", title: "Queue", columns, ..Sheet::default() }
}

fn cells(app: &App, row: Row) -> Option<Vec<Cell>> {
    let theme = &app.options.theme;
    let (film, whole, desk) = finding(&app.library, &app.desks, row)?;
    let seen = app.review.look.seen(film, whole, desk);
    let mark = round::mark(app, row.entry.unit, whole);
    let tier = match (&seen.status, seen.confidence) {
        (_, None) => String::new(),
        (Status::Suppressed(_), Some(tier)) => format!("({tier})"),
        (_, Some(tier)) => tier.to_string(),
    };
    let (glyph, _) = mark.glyph(&seen, theme);
    let sign = mark.sign(theme).unwrap_or_default();
    let margin = margin(&seen).map_or(Cell::Blank, Cell::Number);
    // As in the list of a round: who, for whom, how far, when the sentence is longer than its column.
    let short = || brief(film, &seen, theme, FINDING);
    let words = if seen.title.width() > FINDING { short() } else { None }.unwrap_or_else(|| seen.title.clone());
    let review: Vec<&str> = mark.stale.iter().chain(&mark.said).map(String::as_str).collect();
    Some(vec![
        Cell::Text(format!("{glyph}{sign}")),
        Cell::Text(film.meta.id.clone()),
        Cell::Clock(seen.at),
        Cell::Text(tier),
        Cell::Text(words),
        Cell::Text(seen.status.reason().unwrap_or_default().to_owned()),
        margin,
        Cell::Text(review.join("; ")),
    ])
}

/// `2 disagreements (/ disagree)`, on other screens with the way to the queue before it; empty when there is nothing.
pub(in crate::ui) fn left(app: &App) -> String {
    let left = app.review.left;
    let [mut search, problems] = [app.keymap.way(Show::Search), app.keymap.way(Show::Problems)];
    if app.screen != Screen::Queue {
        search = format!("{} {search}", app.keymap.way(Show::Queue));
    }
    let mut words = Vec::new();
    let mut add = |n: usize, one: &str, how: &str| {
        if n > 0 {
            words.push(format!("{n} {one}{} ({how})", if n == 1 { "" } else { "s" }));
        }
    };
    add(left.disputed, "disagreement", &format!("{search} disagree"));
    add(left.stale, "stale verdict", &format!("{search} stale"));
    add(left.orphans, "orphan", &problems);
    words.join(&format!(" {} ", app.options.theme.glyphs.dot))
}

/// How far the review is by the rule's reason; while blind only in all, for a reason would tell.
fn tallies(app: &App) -> String {
    if app.review.look.blind {
        return "by reason: hidden while you review blind".to_owned();
    }
    let one = |(reason, tally): (&String, &crate::review::queue::Reviewed)| {
        let told =
            if tally.reviewed == 0 { String::new() } else { format!(" ({} true, {} false)", tally.yes, tally.no) };
        format!("{reason} {}/{}{told}", tally.reviewed, tally.all)
    };
    app.review.tallies(&app.library, &app.desks).iter().map(one).collect::<Vec<_>>().join("   ")
}

fn note(app: &App) -> String {
    let (look, dot) = (&app.review.look, app.options.theme.glyphs.dot);
    let reviewer = app.desks.desk(0).map_or("nobody", Desk::reviewer);
    let (done, all) = app.review.progress;
    let mut words = vec![format!("{} by {}", app.review.rows.len(), look.order.as_str())];
    words.extend(look.blind.then(|| "BLIND".to_owned()));
    words.push(format!("{reviewer} {done}/{all}"));
    words.push(format!("filter: {}", look.filter));
    let (read, all) = (app.library.dealt_with(), app.library.units.len());
    words.extend((read < all).then(|| format!("{read} of {all} file{} read so far", if all == 1 { "" } else { "s" })));
    words.join(&format!(" {dot} "))
}

/// Why nothing is listed.
fn nothing(app: &App) -> String {
    let look = &app.review.look;
    if look.filter != look.usual() {
        let text = "nothing of what has been read passes the filter; <clear-filter> lists what there is to judge";
        return app.keymap.told(text);
    }
    let entries = app.library.entries();
    let films: Vec<&Film> = entries.iter().filter_map(|entry| Some(&*app.library.summary(*entry)?.film)).collect();
    let lacking: Vec<(&str, String)> =
        films.iter().filter_map(|film| Some((film.meta.id.as_str(), round::why_none(film)?))).collect();
    let why = match (lacking.as_slice(), films.len()) {
        ([], _) => String::new(),
        ([(_, why)], 1) => format!(": {why}"),
        // A reason is about its round, not about those beside it.
        ([(id, why)], all) => format!("; 1 of {all} rounds cannot tell: {id} ({why})"),
        ([(id, why), ..], all) => {
            format!("; {} of {all} rounds cannot tell, the first of them {id} ({why})", lacking.len())
        }
    };
    format!("there is nothing to judge in what has been read{why}")
}

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    chrome::heading(app, area, "Queue", &note(app), true, false, buf);
    let mut area = inside(area, false);
    if area.height > 8 {
        let mut pen = Pen::new(buf, area);
        let width = usize::from(area.width.saturating_sub(2));
        pen.text(1, 0, &fit(&tallies(app), width, theme.glyphs.cut), theme.style(Tone::Dim));
        let left = left(app);
        let lines = 1 + u16::from(!left.is_empty());
        pen.text(1, 1, &fit(&left, width, theme.glyphs.cut), theme.style(Tone::Notice));
        (area.y, area.height) = (area.y + lines, area.height - lines);
    }
    if app.review.rows.is_empty() {
        let (mut pen, most) = (Pen::new(buf, area), usize::from(area.height));
        paragraph(&mut pen, 0, &nothing(app), most, theme.glyphs.cut, theme.style(Tone::Notice));
        return;
    }
    let sheet = sheet(app, usize::from(area.height));
    Table::new(&Film::default(), &sheet, theme, &app.review.table).noted(false).render(area, buf);
}

/// So many rows give the columns their widths, that they stay where they are when the list is scrolled.
const RULER: usize = 200;

/// The rows on a screen of this height with their cells, the others empty: a season has thousands.
pub(in crate::ui) fn sheet(app: &App, height: usize) -> Sheet {
    let chosen = app.review.table.list.selected();
    let is_made = |at: usize| at < RULER || at.abs_diff(chosen) <= height;
    let made = |(at, row): (usize, &Row)| is_made(at).then(|| cells(app, *row)).flatten().unwrap_or_default();
    Sheet { rows: app.review.rows.iter().enumerate().map(made).collect(), ..head() }
}
