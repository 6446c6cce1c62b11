//! `filmroom verdicts stats`: how far each rule can be trusted, as far as verdicts tell.

use super::args::{Stats as Args, StatsFormat};
use super::journals::each_film;
use crate::cli::args::Common;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, inputs, say, settings};
use crate::review::stats::{self, Bar, Counts, Key, Stats, Told};
use color_eyre::Result;
use serde_json::{Value, json};
use std::io::Write;

pub(super) fn run(common: &Common, args: &Args, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = inputs::library_or_demo(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was counted"));
    };
    let mut counted = Stats::default();
    let add = |film: &_, desk: &crate::review::Desk, _: bool| {
        counted.add(film, desk.ledger());
        Ok(())
    };
    let Some(seen) = each_film(&settings, &library, &work, add, |_, _| Ok(()))? else {
        return Ok(Outcome::Interrupted("nothing was counted"));
    };
    drop(work);
    let bar = settings.preferences.bar();
    match args.format {
        StatsFormat::Table => table(&counted, bar, out)?,
        StatsFormat::Jsonl => {
            for (key, counts) in counted.rows() {
                writeln!(out, "{}", row(key, counts, bar))?;
            }
            for rule in counted.rules() {
                writeln!(out, "{}", recall(&counted, rule, bar))?;
            }
        }
        StatsFormat::Csv => csv(&counted, bar, out)?,
    }
    say(&count(counted.films(), "round"));
    Ok(seen.outcome())
}

/// One row for another program; what cannot be told is null, and why is said.
fn row(key: &Key, counts: &Counts, bar: Bar) -> Value {
    let told = stats::precision(key, counts, bar);
    let number = |get: fn(&crate::film::Interval) -> f64| told.as_ref().ok().map(|i| rounded(get(i)));
    json!({
        "rule": key.rule, "by": key.by.as_str(), "value": key.value,
        "true": counts.yes, "false": counts.no, "not_evaluable": counts.not_evaluable,
        "disputed": counts.disputed, "unreviewed": counts.unreviewed, "n": counts.reviewed(),
        "precision": number(|i| i.share), "low": number(|i| i.low), "high": number(|i| i.high),
        "untold": told.as_ref().err(), "min_reviewed": bar.min_reviewed,
    })
}

fn recall(stats: &Stats, rule: &str, bar: Bar) -> Value {
    let lost = stats.suppressed(rule);
    let told = stats.recall(rule, bar.min_reviewed);
    json!({
        "rule": rule, "by": "recall", "value": "", "n": lost.reviewed(), "suppressed": lost.all(),
        "recall": told.map(|r| rounded(r.share)), "low": told.map(|r| rounded(r.low)),
        "high": told.map(|r| rounded(r.high)), "min_reviewed": bar.min_reviewed,
    })
}

fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

fn table(stats: &Stats, bar: Bar, out: &mut dyn Write) -> std::io::Result<()> {
    let all = stats::told(stats, bar);
    for rule in stats.rules() {
        writeln!(out, "{rule}")?;
        let head = ("", "true", "false", "n.e.", "disputed", "open");
        writeln!(
            out,
            "  {:<32} {:>5} {:>5} {:>5} {:>8} {:>5}  precision",
            head.0, head.1, head.2, head.3, head.4, head.5
        )?;
        for Told { what, counts, precision, .. } in all.iter().filter(|row| row.rule == rule) {
            let Counts { yes, no, not_evaluable, disputed, unreviewed } = counts;
            let told = precision.as_ref().map_or_else(ToString::to_string, ToString::to_string);
            writeln!(out, "  {what:<32} {yes:>5} {no:>5} {not_evaluable:>5} {disputed:>8} {unreviewed:>5}  {told}")?;
        }
        writeln!(out, "  {}", stats::recall(stats, rule, bar))?;
    }
    writeln!(out, "{}", stats::rule(bar))
}

fn csv(stats: &Stats, bar: Bar, out: &mut dyn Write) -> Result<()> {
    const COLUMNS: [&str; 12] = [
        "rule",
        "by",
        "value",
        "true",
        "false",
        "not_evaluable",
        "disputed",
        "unreviewed",
        "n",
        "precision",
        "low",
        "high",
    ];
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for (key, counts) in stats.rows() {
        let row = row(key, counts, bar);
        writer.write_record(COLUMNS.map(|column| match &row[column] {
            // A name that begins like a formula is text all the same.
            Value::String(text) => crate::film::spreadsheet_text(text),
            Value::Null => String::new(),
            number => number.to_string(),
        }))?;
    }
    writer.flush()?;
    Ok(())
}
