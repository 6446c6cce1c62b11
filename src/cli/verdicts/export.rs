//! `filmroom verdicts export`: what reviewers decided, for other programs.

use super::args::{Export, ExportFormat};
use super::journals::each_film;
use crate::cli::args::Common;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, inputs, say, settings};
use crate::review::export::{Exporter, Format};
use color_eyre::Result;
use std::cell::RefCell;
use std::io::Write;

pub(super) fn export(common: &Common, args: &Export, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = inputs::library_or_demo(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing more is written"));
    };
    let format = match args.format {
        ExportFormat::Jsonl => Format::Jsonl,
        ExportFormat::Csv => Format::Csv,
    };
    let exporter = RefCell::new(Exporter::new(out, format)?);
    let seen = each_film(
        &settings,
        &library,
        &work,
        |film, desk, lacks| {
            if lacks {
                exporter.borrow_mut().lacks(film);
            }
            Ok(exporter.borrow_mut().film(film, desk.ledger())?)
        },
        |desk, whole| Ok(exporter.borrow_mut().orphans(desk.ledger(), whole)?),
    )?;
    let Some(seen) = seen else { return Ok(Outcome::Interrupted("the export is not complete")) };
    let counts = exporter.into_inner().finish()?;
    say(&format!(
        "exported {}, {} ({} of them suppressed), {}",
        count(counts.verdicts, "verdict"),
        count(counts.unreviewed, "unreviewed finding"),
        counts.unreviewed_suppressed,
        count(counts.orphans, "orphan"),
    ));
    Ok(seen.outcome())
}
