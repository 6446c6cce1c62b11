//! A table of rows of any length: only what is on the screen is asked for, while a worker still reads the file.
//!
//! ```text
//!   ━━ Rows 12,400 · 3 broken · reading 41 % ━━━━━━━━━━━━━━━━━━━━━
//!        row  result   time_s  a.alive  b.alive  a.damage  checks
//!  ▶       0  team_a    66.78        3        0       339
//!   *      1  timeout   90.00        1        2       412  units_sum       * is marked
//!    a.damage: aggregates.teams.a.damage
//! ```

use crate::film::{Cell, ColumnKind, Film};
use crate::ui::app::App;
use crate::ui::app::rows::Rows;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::{Theme, Tone};
use crate::ui::widgets::bar::Bar;
use crate::ui::widgets::findings::select;
use crate::ui::widgets::paint::{Pen, fit};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// No column is wider, but the last one on the screen.
const WIDEST: usize = 26;

/// Cells of the rows on the screen, column by column.
struct Shown {
    /// (column, left edge, width)
    columns: Vec<(usize, i32, usize)>,
    /// Whether columns are hidden on the left and on the right.
    more: [bool; 2],
}

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let Some(rows) = &app.rows else { return };
    let theme = &app.options.theme;
    chrome::heading(app, area, "Rows", &note(rows, theme), true, false, buf);
    let mut area = inside(area, false);
    if let Some(busy) = &rows.busy {
        area.height = area.height.saturating_sub(1);
        let bar = Bar::new(theme, busy.task.words(), busy.progress.state());
        bar.render(Rect { y: area.bottom(), height: 1, ..area }, buf);
    }
    if rows.is_empty() {
        let text = match (&rows.listed, &rows.reading) {
            (Some(_), _) => "no row passes the filter; <rows-filter> changes it, <rows-all> lists every row",
            (None, Some(_)) => "reading the first rows",
            (None, None) => "there are no rows in it",
        };
        Pen::new(buf, area).text(2, 1, &app.keymap.told(text), theme.style(Tone::Notice));
        return;
    }
    table(rows, theme, area, buf);
}

/// How many rows, what is wrong, and what narrows them.
fn note(rows: &Rows, theme: &Theme) -> String {
    let all = rows.table.rows();
    let mut words = Vec::new();
    match &rows.listed {
        Some(listed) => words.push(format!("{} of {}", grouped(listed.len()), grouped(all))),
        None => words.push(grouped(all)),
    }
    let broken = rows.table.broken();
    words.extend((broken > 0).then(|| format!("{} broken", grouped(broken))));
    words.extend((!rows.marked.is_empty()).then(|| format!("{} marked", grouped(rows.marked.len()))));
    if let Some(reading) = &rows.reading {
        let (done, total) = reading.state();
        let share = if total > 0 { format!("{} %", done * 100 / total.max(1)) } else { "what comes".into() };
        words.push(format!("reading {share}"));
    } else if rows.table.grows() {
        words.push("following".into());
    }
    words.extend((!rows.listing.filter.is_empty()).then(|| rows.listing.filter.clone()));
    words.join(&format!(" {} ", theme.glyphs.dot))
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn table(rows: &Rows, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let mut pen = Pen::new(buf, area);
    let foot = pen.height() >= 4;
    let height = (pen.height() - 1 - i32::from(foot)).max(0);
    let visible = rows.list.visible(rows.len(), height as usize, area.y + 1);
    let numbers: Vec<usize> = visible.clone().filter_map(|place| rows.row_at(place)).map(|row| row as usize).collect();
    let shown = arrange(rows, &numbers, pen.width());
    for &(column, x, width) in &shown.columns {
        one_column(rows, theme, column, x, width, &numbers, &mut pen);
    }
    for (line, (place, row)) in visible.zip(&numbers).enumerate() {
        let y = line as i32 + 1;
        if place == rows.list.selected().min(rows.len() - 1) {
            select(&mut pen, y, true, theme);
        }
        if u32::try_from(*row).is_ok_and(|row| rows.marked.contains(&row)) {
            pen.put(1, y, "*", theme.style(Tone::Notice));
        }
    }
    let more = theme.style(Tone::Notice);
    for (at, x) in [(0, 0), (1, pen.width() - 1)] {
        if shown.more[at] {
            pen.put(x, 0, theme.glyphs.more[2 + at], more);
        }
    }
    if foot && let Some(text) = foot_text(rows) {
        let text = fit(&text, (pen.width() - 1).max(0) as usize, theme.glyphs.cut);
        pen.text(1, pen.height() - 1, &text, theme.style(Tone::Dim));
    }
}

/// Which columns fit, the first always among them and the chosen one too.
fn arrange(rows: &Rows, numbers: &[usize], width: i32) -> Shown {
    let columns = rows.table.columns();
    let mut widths = rows.widths.borrow_mut();
    widths.resize(columns.len(), 0);
    let mut measure = |column: usize| {
        let Some(head) = columns.get(column) else { return 0 };
        let cells = numbers.iter().map(|row| text(&rows.table.cell(*row, column), head.kind).width());
        let widest = cells.max().unwrap_or(0).max(head.label.width() + 2).min(WIDEST);
        widths[column] = widths[column].max(widest); // resized above to the number of columns
        widths[column]
    };
    let first = measure(0);
    // Columns are dropped from the left until the chosen one is seen.
    let room = width - 3 - first as i32;
    let mut from = rows.column.max(1);
    let mut taken = measure(from) as i32 + 2;
    while from > 1 {
        taken += measure(from - 1) as i32 + 2;
        if taken > room {
            break;
        }
        from -= 1;
    }
    let mut shown = Shown { columns: vec![(0, 3, first)], more: [from > 1, false] };
    let mut x = 3 + first as i32 + 2;
    for (column, head) in columns.iter().enumerate().skip(from) {
        let wide = measure(column);
        // A number that is cut is another number; a text that is cut says so.
        let is_text = head.kind == ColumnKind::Text;
        if x + wide as i32 > width && (!is_text || x + 6 > width) && column != rows.column {
            shown.more[1] = true;
            break;
        }
        shown.columns.push((column, x, wide.min((width - x).max(0) as usize)));
        x += wide as i32 + 2;
    }
    // What room is left belongs to a text that could use it.
    if let Some((column, x, wide)) = shown.columns.last_mut()
        && columns[*column].kind == ColumnKind::Text
    {
        *wide = (*wide).max((width - *x - 1).max(0) as usize);
    }
    shown
}

fn text(cell: &Cell, kind: ColumnKind) -> String {
    match cell {
        // Absent is blank here: a million dashes say nothing.
        Cell::Blank => String::new(),
        cell => cell.text(kind, &Film::default()),
    }
}

fn one_column(rows: &Rows, theme: &Theme, column: usize, x: i32, width: usize, numbers: &[usize], pen: &mut Pen<'_>) {
    let Some(head) = rows.table.columns().get(column) else { return };
    let g = &theme.glyphs;
    let arrow = match rows.listing.sort {
        Some((by, falling)) if by == column => format!(" {}", g.sort[usize::from(falling)]),
        _ => String::new(),
    };
    let mut style = theme.style(Tone::Title);
    if column == rows.column {
        style = style.add_modifier(Modifier::UNDERLINED);
    }
    let right = |text: &str| match head.kind {
        ColumnKind::Text | ColumnKind::Actor => 0,
        _ => width.saturating_sub(text.width()) as i32,
    };
    let label = format!("{}{arrow}", head.label);
    let label = fit(&label, width, g.cut);
    pen.text(x + right(&label), 0, &label, style);
    for (line, row) in numbers.iter().enumerate() {
        let cell = rows.table.cell(*row, column);
        let tone = if matches!(cell, Cell::Unknown(_)) { Tone::Unknown } else { Tone::Text };
        let text = fit(&text(&cell, head.kind), width, g.cut).into_owned();
        pen.text(x + right(&text), line as i32 + 1, &text, theme.style(tone));
    }
}

/// What is wrong with the chosen row, else its value in full and what the column is.
fn foot_text(rows: &Rows) -> Option<String> {
    let row = rows.chosen()? as usize;
    if let Some(fault) = rows.table.fault(row) {
        return Some(fault);
    }
    let column = rows.table.columns().get(rows.column)?;
    let value = text(&rows.table.cell(row, rows.column), column.kind);
    let value =
        if column.kind == ColumnKind::Text && !value.is_empty() { format!(" = {value}") } else { String::new() };
    Some(format!("{}{value}: {}", column.label, column.help))
}
