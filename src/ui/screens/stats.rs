//! How far each rule can be trusted, as far as verdicts tell: the numbers of `filmroom verdicts stats`.
//!
//! ```text
//!   ━━ Statistics 4 rounds · precision = true / (true + false), with 95 % Wilson interval; told from n=30 on
//!    what              precision              true  false  n.e.  disputed  open
//!    missed_trade
//!      all candidates  70 % (52-83 %, n=30)     21      9     1         0    12
//!      recall          recall: unknown, 0 of 31 suppressed ones were judged ...      whole below, for the chosen row
//! ```

use crate::film::{Cell, Column, ColumnKind, Film, Sheet};
use crate::review::stats::{self, Told, told};
use crate::ui::app::App;
use crate::ui::app::review::Review;
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::paint::{Pen, fit};
use crate::ui::widgets::table::Table;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

/// The statistics of everything that was read.
pub(in crate::ui) fn sheet(app: &App) -> Sheet {
    let (stats, bar) = (Review::stats(&app.library, &app.desks), app.options.bar);
    let column = |key, label, kind, help: &str| Column { key, label, kind, help: help.to_owned() };
    let count = |key, label, help: &str| column(key, label, ColumnKind::Number(0), help);
    let columns = vec![
        column("what", "what", ColumnKind::Text, "the rule, then its candidates by tier, map, player and reason"),
        column("precision", "precision", ColumnKind::Text, &stats::rule(bar)),
        count("true", "true", "findings judged true: all reviewers agree, or it was settled"),
        count("false", "false", "findings judged false positives"),
        count("not_evaluable", "n.e.", "findings nobody could tell from what was recorded"),
        count("disputed", "disputed", "reviewers differ, and nobody settled it: counted here only"),
        count("unreviewed", "open", "findings without a verdict"),
    ];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let text = |what: &str, words: String| {
        let mut cells = vec![Cell::Text(what.to_owned()), Cell::Text(words)];
        cells.resize(columns.len(), Cell::Text(String::new()));
        cells
    };
    let all = told(&stats, bar);
    for rule in stats.rules() {
        rows.push(text(rule, String::new()));
        rows.extend(all.iter().filter(|row| row.rule == rule).map(cells));
        let recall = stats::recall(&stats, rule, bar);
        let told = recall.trim_start_matches("recall").trim_start_matches([':', ' ']);
        rows.push(text("  recall", told.to_owned()));
    }
    Sheet { key: "stats", title: "Statistics", columns, rows, ..Sheet::default() }
}

fn cells(row: &Told) -> Vec<Cell> {
    let counts = row.counts;
    let number = |n: u64| Cell::Number(n as f64);
    vec![
        Cell::Text(format!("  {}", row.what)),
        match &row.precision {
            Ok(interval) => Cell::Text(interval.to_string()),
            Err(why) => Cell::Text(why.clone()),
        },
        number(counts.yes),
        number(counts.no),
        number(counts.not_evaluable),
        number(counts.disputed),
        number(counts.unreviewed),
    ]
}

pub(in crate::ui) fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let (read, all) = (app.library.dealt_with(), app.library.units.len());
    let s = if all == 1 { "" } else { "s" };
    let rounds = if read < all { format!("{read} of {all} file{s} read so far") } else { format!("of {all} file{s}") };
    let note = format!("{rounds} {} {}", theme.glyphs.dot, stats::rule(app.options.bar));
    chrome::heading(app, area, "Statistics", &note, true, false, buf);
    let sheet = sheet(app);
    let area = inside(area, false);
    if sheet.rows.is_empty() {
        Pen::new(buf, area).text(2, 1, "nothing that can be judged was found yet", theme.style(Tone::Notice));
        return;
    }
    // Sentences are longer than a column: the chosen row's stands whole below the table.
    let (mut list, mut below) = (area, area);
    list.height = area.height.saturating_sub(1);
    (below.y, below.height) = (list.bottom(), area.height - list.height);
    Table::new(&Film::default(), &sheet, theme, &app.review.stats).noted(false).render(list, buf);
    let chosen = app.review.stats.selected(&sheet, &Film::default()).and_then(|row| sheet.rows.get(row));
    if let Some([Cell::Text(what), Cell::Text(words), ..]) = chosen.map(Vec::as_slice) {
        let text = format!("{}   {words}", what.trim());
        let text = fit(&text, usize::from(below.width.saturating_sub(1)), theme.glyphs.cut);
        Pen::new(buf, below).text(1, 0, &text, theme.style(Tone::Notice));
    }
}
