//! `filmroom verdicts agreement`: do two reviewers mean the same?

use super::args::{LogFormat, Table};
use super::journals;
use crate::cli::args::Common;
use crate::cli::work::Work;
use crate::cli::{Outcome, done, settings};
use crate::review::Ruling;
use crate::review::agreement::{Disagreement, Pair, disagreements, pairs};
use color_eyre::Result;
use serde_json::json;
use std::io::{self, Write};

pub(super) fn run(common: &Common, args: &Table, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some((journals, problems)) = journals::open(&settings, &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was compared"));
    };
    drop(work);
    let pairs = pairs(journals.iter().map(|journal| journal.desk.ledger()));
    let apart: Vec<Disagreement> = journals.iter().flat_map(|journal| disagreements(journal.desk.ledger())).collect();
    match args.format {
        LogFormat::Table => table(&pairs, &apart, out)?,
        LogFormat::Jsonl => {
            for Pair { first, second, matrix } in &pairs {
                let told = matrix.agreement();
                let (kappa, ac1) = (told.and_then(|t| t.kappa), told.and_then(|t| t.ac1));
                let row = json!({"reviewers": [first, second], "n": told.map(|t| t.n), "raw": told.map(|t| t.raw),
                    "kappa": kappa, "ac1": ac1, "verdicts": Ruling::ALL.map(Ruling::as_str), "matrix": matrix.cells});
                writeln!(out, "{row}")?;
            }
            for one in &apart {
                let said: Vec<_> =
                    one.said.iter().map(|(who, what)| json!({"reviewer": who, "verdict": what})).collect();
                let row = json!({"id": one.id, "about": one.about, "said": said, "adjudicated": one.settled});
                writeln!(out, "{row}")?;
            }
        }
    }
    Ok(if journals.is_empty() { Outcome::Problems } else { done(&problems) })
}

fn table(pairs: &[Pair], apart: &[Disagreement], out: &mut dyn Write) -> io::Result<()> {
    if pairs.is_empty() {
        writeln!(out, "no two reviewers judged the same finding")?;
    }
    for Pair { first, second, matrix } in pairs {
        let Some(told) = matrix.agreement() else { continue };
        // Added to 0, what rounds to -0 is 0.
        let rounded = |value: f64| format!("{:.2}", (value * 100.0).round() / 100.0 + 0.0);
        let number = |value: Option<f64>| value.map_or_else(|| "undefined".to_owned(), rounded);
        let (raw, kappa, ac1) = (told.raw * 100.0, number(told.kappa), number(told.ac1));
        writeln!(out, "{first} and {second}: {} findings, agree on {raw:.0} %, kappa {kappa}, AC1 {ac1}", told.n)?;
        for (ruling, row) in Ruling::ALL.iter().zip(matrix.cells) {
            let cells: Vec<String> =
                Ruling::ALL.iter().zip(row).map(|(other, n)| format!("{n} {second} {other}")).collect();
            writeln!(out, "  {first} {ruling:<15} {}", cells.join(", "))?;
        }
    }
    for one in apart {
        let said: Vec<String> = one.said.iter().map(|(who, what)| format!("{who} {what}")).collect();
        let settled = one.settled.map_or_else(|| "open".to_owned(), |ruling| format!("adjudicated as {ruling}"));
        writeln!(out, "{}: {}; {settled}", one.about, said.join(", "))?;
    }
    writeln!(out, "kappa: Cohen 1960, AC1: Gwet 2008; both are agreement beyond chance, 1 at best")
}
