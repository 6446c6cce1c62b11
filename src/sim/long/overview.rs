//! What a whole set of rows comes to (S8) and what disagrees in it (S7), as tables whose rows lead on.

use super::Table;
use crate::film::{
    Cell, Column, ColumnKind, Film, FindingId, Halted, Link, Meta, Progress, RowNumber, Sheet, clean_text,
};
use crate::sim::check::{self, Disagreement, Report, Value};
use crate::sim::film::row_id;
use crate::sim::index::{Index, Num, Text};
use crate::sim::summary::{self, By, Group, Share, Summary};

fn column(key: &'static str, kind: ColumnKind, help: impl Into<String>) -> Column {
    Column { key, label: key, help: help.into(), kind }
}

fn film(title: String, rule: String, sheets: Vec<Sheet>) -> Film {
    Film { meta: Meta { title, rule, game: "simulated fights", ..Meta::default() }, sheets, ..Film::default() }
}

fn number(value: Option<f64>, why: &str) -> Cell {
    value.map_or_else(|| Cell::Unknown(why.to_owned()), Cell::Number)
}

pub(super) fn summary(table: &Table, only: Option<&[RowNumber]>, progress: &Progress) -> Result<Film, Halted> {
    let index = table.telemetry.index();
    let only: Option<Vec<usize>> = only.map(|rows| rows.iter().map(|row| *row as usize).collect());
    let found = summary::summary(&index, only.as_deref());
    if progress.stopped() {
        return Err(Halted::Stopped);
    }
    let of = if only.is_some() { "the listed" } else { "all" };
    let mut sheets = vec![results(&found)];
    sheets.extend(By::ALL.map(|by| groups(by, found.by(by))));
    let rule =
        "S8: rates of decided rows, with Wilson's 95 % interval; draws and timeouts stand beside them".to_owned();
    Ok(film(format!("{}: summary of {of} {} rows", table.title, found.rows), rule, sheets))
}

fn results(found: &Summary) -> Sheet {
    let columns = vec![
        column("what", ColumnKind::Text, "what is counted; Enter lists these rows"),
        column("rows", ColumnKind::Number(0), "how many"),
        column("share", ColumnKind::Share, "of the rows that could be read"),
        column("low", ColumnKind::Share, "lower end of the 95 % interval"),
        column("high", ColumnKind::Share, "upper end of the 95 % interval"),
    ];
    let good = (found.rows - found.broken) as u64;
    let mut sheet = Sheet {
        key: "results",
        title: "Results",
        note: if found.with_events > 0 {
            "a timeout is no draw; damage inside events is not among the broken rows: the checks find it".into()
        } else {
            "result split, timeouts and side bias; a timeout is no draw".into()
        },
        columns,
        ..Sheet::default()
    };
    let mut add = |what: String, count: u64, share: Option<Share>, filter: Option<String>| {
        let (low, high) = share.and_then(Share::interval).unzip();
        let blank = |value: Option<f64>| value.map_or(Cell::Blank, Cell::Number);
        let cells = vec![
            Cell::Text(what),
            Cell::Number(count as f64),
            blank(share.and_then(Share::rate)),
            blank(low),
            blank(high),
        ];
        sheet.rows.push(cells);
        sheet.links.push(filter.map(Link::Rows));
    };
    let of_good = |count: u64| Some(Share { wins: count, n: good });
    add("rows".into(), found.rows as u64, None, Some(String::new()));
    add("broken rows".into(), found.broken as u64, None, Some("broken".into()));
    for (result, count) in &found.results {
        let name = result.as_deref().map_or_else(|| "no result".to_owned(), clean_text);
        let filter = match result {
            Some(text) => equal("result", text),
            None => Some("result == null && !broken".to_owned()), // a broken row has no result either
        };
        add(name, *count, of_good(*count), filter);
    }
    add("side a wins, of decided".into(), found.side_a.wins, Some(found.side_a), None);
    add("with events".into(), found.with_events as u64, of_good(found.with_events as u64), None);
    add("other schema".into(), found.other_schema as u64, of_good(found.other_schema as u64), None);
    sheet
}

/// `name == "text"`, as the language of filters wants it: it has two kinds of quotes, and no way to write a text that
/// holds both.
fn equal(name: &str, text: &str) -> Option<String> {
    let quote = ['"', '\''].into_iter().find(|quote| !text.contains(*quote))?;
    Some(format!("{name} == {quote}{text}{quote}"))
}

fn groups(by: By, groups: &[Group]) -> Sheet {
    let columns = vec![
        column(by.key(), ColumnKind::Text, "Enter lists these rows"),
        column("n", ColumnKind::Number(0), "rows (for units: sides that have it)"),
        column("win rate", ColumnKind::Share, by.whose()),
        column("low", ColumnKind::Share, "lower end of Wilson's 95 % interval"),
        column("high", ColumnKind::Share, "upper end of Wilson's 95 % interval"),
        column("decided", ColumnKind::Number(0), "rows that one side won: what the rate is of"),
        column("draws", ColumnKind::Number(0), "rows that nobody won"),
        column("timeouts", ColumnKind::Number(0), "rows that ran out of time"),
        column("mean s", ColumnKind::Number(2), "mean simulated time in seconds"),
        column("median s", ColumnKind::Number(2), "median simulated time in seconds"),
    ];
    let row = |group: &Group| {
        let (low, high) = group.wins.interval().unzip();
        let rate = |value| number(value, "none of its rows was decided");
        let time = |value| number(value, "none of its rows has a time");
        vec![
            Cell::Text(clean_text(&group.name)),
            Cell::Number(group.n as f64),
            rate(group.wins.rate()),
            rate(low),
            rate(high),
            Cell::Number(group.wins.n as f64),
            Cell::Number(group.draws as f64),
            Cell::Number(group.timeouts as f64),
            time(group.mean_s),
            time(group.median_s),
        ]
    };
    let link = |group: &Group| match by {
        By::Scenario if group.about.is_empty() => Some(Link::Rows("scenario == null && !broken".to_owned())),
        _ => equal(by.key(), &group.name).map(Link::Rows),
    };
    let (key, title) = match by {
        By::Matchup => ("matchup", "Matchups"),
        By::Unit => ("unit", "Units"),
        By::Scenario => ("scenario", "Scenarios"),
    };
    Sheet {
        key,
        title,
        note: format!("{}; most rows first", by.whose()),
        columns,
        rows: groups.iter().map(row).collect(),
        links: groups.iter().map(link).collect(),
        ..Sheet::default()
    }
}

pub(super) fn check(table: &Table, progress: &Progress) -> Result<Film, Halted> {
    // A copy: the check takes long, and rows that arrive meanwhile must not wait for it.
    let index = table.telemetry.index().clone();
    let report = check::all(&table.telemetry, &index, progress).map_err(|_| Halted::Stopped)?;
    let sheets = vec![found(&index, &report), counts(&report), broken(&index, &report)];
    let rule = "S7: sums within half a point, times within half a frame, everything else exactly".to_owned();
    Ok(film(format!("{}: checks of {} rows", table.title, report.rows), rule, sheets))
}

fn found(index: &Index, report: &Report) -> Sheet {
    let columns = vec![
        column("row", ColumnKind::Number(0), "number of the row; Enter opens it at this finding"),
        column("check", ColumnKind::Text, "what should agree (S7)"),
        column("about", ColumnKind::Text, "what it is about"),
        column("this", ColumnKind::Text, "the first of the two"),
        column("value", ColumnKind::Text, "its value"),
        column("against", ColumnKind::Text, "what it is compared with"),
        column("other", ColumnKind::Text, "its value"),
        column("alike", ColumnKind::Number(0), "how many of the same kind the row has; this is the first"),
    ];
    let value = |value: &Value| Cell::Text(value.to_string());
    let row = |found: &Disagreement| {
        vec![
            Cell::Number(found.row as f64),
            Cell::Text(found.check.key().into()),
            Cell::Text(clean_text(&found.subject)),
            Cell::Text(clean_text(&found.left.0)),
            value(&found.left.1),
            Cell::Text(clean_text(&found.right.0)),
            value(&found.right.1),
            Cell::Number(found.count as f64),
        ]
    };
    let link = |found: &Disagreement| {
        let id = row_id(index.text(found.row, Text::RunId), index.number(found.row, Num::SIM_INDEX), found.row);
        let finding = FindingId(format!("{id}/{}/{}", found.check.key(), found.subject));
        RowNumber::try_from(found.row).ok().map(|row| Link::Row(row, Some(finding)))
    };
    let all: usize = report.counts.values().sum();
    let more =
        if all > report.found.len() { format!("; the first {} of {all}", report.found.len()) } else { String::new() };
    let schema = report.other_schema_told().map(|told| format!("; {told}")).unwrap_or_default();
    Sheet {
        key: "checks",
        title: "What disagrees",
        note: format!(
            "two numbers that should be the same; Enter opens the row, where t, f and u judge it{more}{schema}"
        ),
        columns,
        rows: report.found.iter().map(row).collect(),
        links: report.found.iter().map(link).collect(),
        ..Sheet::default()
    }
}

fn counts(report: &Report) -> Sheet {
    let columns = vec![
        column("check", ColumnKind::Text, "what should agree (S7)"),
        column("found", ColumnKind::Number(0), "how often it does not"),
        column("kind", ColumnKind::Text, "in words"),
    ];
    let line = |key: &str, count: usize, words: &str| {
        vec![Cell::Text(key.into()), Cell::Number(count as f64), Cell::Text(words.into())]
    };
    let row = |(at, check): (usize, &check::Check)| {
        let count = report.counts.get(check).copied().unwrap_or_default();
        line(check.key(), count, check::KINDS.get(at).map_or("", |kind| kind.plural))
    };
    let schema = line("schema", report.other_schema, "rows of another schema (S3), checked as far as they go");
    Sheet {
        key: "counts",
        title: "By check",
        note: "every check of S7 and how often it fails".into(),
        columns,
        rows: check::Check::ALL.iter().enumerate().map(row).chain([schema]).collect(),
        ..Sheet::default()
    }
}

fn broken(index: &Index, report: &Report) -> Sheet {
    let columns = vec![
        column("file", ColumnKind::Text, "where"),
        column("line", ColumnKind::Number(0), "number of the line"),
        column("byte", ColumnKind::Number(0), "offset of the error in the file"),
        column("reason", ColumnKind::Text, "what is wrong"),
    ];
    let row = |problem: &crate::film::Problem| {
        vec![
            Cell::Text(problem.file.to_string()),
            Cell::Number(problem.line as f64),
            Cell::Number(problem.offset as f64),
            Cell::Text(clean_text(&problem.reason)),
        ]
    };
    let note = format!("{} of {} rows; the rest of the file is read", report.broken_count, index.rows());
    Sheet {
        key: "broken",
        title: "Broken rows",
        note,
        columns,
        rows: report.broken.iter().map(row).collect(),
        ..Sheet::default()
    }
}
