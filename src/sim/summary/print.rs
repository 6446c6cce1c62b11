//! A summary as a table for people, as JSON or as CSV for scripts.

use super::{By, Group, Share, Summary};
use crate::film::{clean_text, spreadsheet_text};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people; long lists are cut and say so.
    Table,
    /// One object.
    Json,
    /// One row a group.
    Csv,
}

/// Groups that a table shows of each kind.
const SHOWN: usize = 20;

/// Writes a summary: all of it, or the groups of one kind.
///
/// # Errors
/// The output fails.
pub fn print(summary: &Summary, by: Option<By>, format: Format, out: &mut dyn Write) -> io::Result<()> {
    let kinds: Vec<By> = By::ALL.into_iter().filter(|kind| by.is_none_or(|by| by == *kind)).collect();
    match format {
        Format::Table => table(summary, &kinds, by.is_some(), out),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &json(summary, &kinds))?;
            writeln!(out)
        }
        Format::Csv => csv(summary, &kinds, out),
    }
}

fn table(summary: &Summary, kinds: &[By], all: bool, out: &mut dyn Write) -> io::Result<()> {
    let share = |count: u64| match summary.rows - summary.broken {
        0 => String::new(),
        good => format!(" ({:.1} %)", 100.0 * count as f64 / good as f64),
    };
    writeln!(out, "rows:          {}", summary.rows)?;
    // The index does not look into events: a damaged one does not make its row a broken one here.
    let inside = if summary.with_events > 0 { " (damage inside events is found by `rows check`)" } else { "" };
    writeln!(out, "broken rows:   {}{inside}", summary.broken)?;
    writeln!(out, "with events:   {}", summary.with_events)?;
    if summary.other_schema > 0 {
        writeln!(out, "other schema:  {} (not telemetry_v1, counted all the same)", summary.other_schema)?;
    }
    for (result, count) in &summary.results {
        let name = result.as_deref().map_or_else(|| "no result".to_owned(), clean_text);
        writeln!(out, "{:<14} {count}{}", format!("{name}:"), share(*count))?;
    }
    writeln!(out, "side bias:     side a won {} (0.5 is even; decided rows only)", rate(summary.side_a))?;
    for kind in kinds {
        let groups = summary.by(*kind);
        writeln!(out, "\nby {}: {}; 95 % Wilson interval; rate of decided rows", kind.key(), kind.whose())?;
        writeln!(
            out,
            "{:>8}  {:<28} {:>6} {:>8} {:>8} {:>9}  name",
            "n", "win rate", "draws", "timeouts", "mean s", "median s"
        )?;
        let shown = if all { groups.len() } else { groups.len().min(SHOWN) };
        for group in &groups[..shown] {
            let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
            let Group { n, draws, timeouts, mean_s, median_s, .. } = group;
            writeln!(
                out,
                "{n:>8}  {:<28} {draws:>6} {timeouts:>8} {:>8} {:>9}  {}",
                rate(group.wins),
                number(*mean_s),
                number(*median_s),
                clean_text(&group.name)
            )?;
        }
        if shown < groups.len() {
            writeln!(out, "{:>8}  and {} more: --by {} shows all", "", groups.len() - shown, kind.key())?;
        }
    }
    Ok(())
}

/// `0.512 [0.488, 0.536] of 1650`
fn rate(share: Share) -> String {
    match share.rate().zip(share.interval()) {
        Some((rate, (low, high))) => format!("{rate:.3} [{low:.3}, {high:.3}] of {}", share.n),
        None => "unknown: none decided".to_owned(),
    }
}

fn json(summary: &Summary, kinds: &[By]) -> Value {
    let share = |share: Share| {
        let (low, high) = share.interval().unzip();
        json!({"wins": share.wins, "decided": share.n, "win_rate": share.rate(), "low": low, "high": high})
    };
    let group = |group: &Group| {
        let mut value = json!({"name": group.name, "n": group.n});
        if let (Value::Object(map), Value::Object(rates)) = (&mut value, share(group.wins)) {
            map.extend(rates);
            map.insert("draws".into(), json!(group.draws));
            map.insert("timeouts".into(), json!(group.timeouts));
            map.insert("mean_time_s".into(), json!(group.mean_s));
            map.insert("median_time_s".into(), json!(group.median_s));
        }
        value
    };
    let results: Vec<Value> =
        summary.results.iter().map(|(result, count)| json!({"result": result, "rows": count})).collect();
    let mut out = json!({
        "rows": summary.rows,
        "broken_rows": summary.broken,
        "other_schema": summary.other_schema,
        "rows_with_events": summary.with_events,
        "results": results,
        "timeouts": summary.timeouts(),
        "side_a": share(summary.side_a),
    });
    if let Value::Object(map) = &mut out {
        let groups = kinds.iter().map(|kind| (kind.key().to_owned(), summary.by(*kind).iter().map(group).collect()));
        map.insert("by".into(), Value::Object(groups.collect::<Map<_, _>>()));
    }
    out
}

fn csv(summary: &Summary, kinds: &[By], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "by",
        "name",
        "n",
        "decided",
        "wins",
        "win_rate",
        "low",
        "high",
        "draws",
        "timeouts",
        "mean_time_s",
        "median_time_s",
    ])?;
    for kind in kinds {
        for group in summary.by(*kind) {
            let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
            let (low, high) = group.wins.interval().unzip();
            writer.write_record([
                kind.key(),
                &spreadsheet_text(&group.name),
                &group.n.to_string(),
                &group.wins.n.to_string(),
                &group.wins.wins.to_string(),
                &number(group.wins.rate()),
                &number(low),
                &number(high),
                &group.draws.to_string(),
                &group.timeouts.to_string(),
                &number(group.mean_s),
                &number(group.median_s),
            ])?;
        }
    }
    writer.flush()
}
