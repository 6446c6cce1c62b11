//! `filmroom verdicts adjudicate`: one verdict in the end on what reviewers judge differently; theirs stay.

use super::args::{Adjudicate, RulingArg};
use super::journals::each_film;
use crate::cli::args::Common;
use crate::cli::inputs::journal_name;
use crate::cli::summary::count;
use crate::cli::work::Work;
use crate::cli::{Outcome, Usage, inputs, say, settings};
use crate::film::{Film, Finding, FindingId, Shelf};
use crate::review::{Consensus, Desk, Ruling, Subject};
use color_eyre::Result;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// A disagreement: what it is about, and who says what.
struct Open {
    subject: Subject,
    said: String,
}

pub(super) fn run(common: &Common, args: &Adjudicate, out: &mut dyn Write) -> Result<Outcome> {
    if args.reason.is_some() && args.ruling.is_some_and(|ruling| ruling != RulingArg::FalsePositive) {
        return Err(Usage("--reason says why it is a false positive: give it with --as false_positive".into()).into());
    }
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = inputs::library_or_demo(settings.configs.clone(), &args.paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was looked at"));
    };
    let open: RefCell<Vec<Open>> = RefCell::default();
    let gather = |film: &Film, desk: &Desk, _: bool| {
        let known = |id: &FindingId| open.borrow().iter().any(|one| one.subject.id == *id);
        let disputed = |finding: &&Finding| desk.ledger().consensus(&finding.id) == Consensus::Disputed;
        let found: Vec<Open> = film
            .findings
            .iter()
            .filter(disputed)
            .filter(|finding| !known(&finding.id))
            .map(|finding| Open { subject: Subject::of(film, finding), said: said(desk, &finding.id) })
            .collect();
        open.borrow_mut().extend(found);
        Ok(())
    };
    let Some(seen) = each_film(&settings, &library, &work, gather, |_, _| Ok(()))? else {
        return Ok(Outcome::Interrupted("nothing was settled"));
    };
    drop(work);
    let open = open.into_inner();
    let Some((id, ruling)) = args.id.as_ref().zip(args.ruling) else {
        for Open { subject, said, .. } in &open {
            writeln!(out, "{}  {subject}: {said}", subject.id)?;
        }
        say(&format!("{} to settle, by --id ID --as VERDICT", count(open.len() as u64, "disagreement")));
        return Ok(seen.outcome());
    };
    let Some(one) = open.into_iter().find(|one| one.subject.id.0 == *id) else {
        let why = "no reviewers disagree on it, or it was settled already";
        return Err(Usage(format!("nothing to settle about {id}: {why}; without --id the open ones are listed")).into());
    };
    let folders: BTreeSet<Option<PathBuf>> = library.units().iter().map(|unit| unit.folder.clone()).collect();
    for folder in folders {
        let mut desk = Desk::open(folder.as_deref(), settings.preferences.review(journal_name(&library)))?;
        if desk.ledger().consensus(&one.subject.id) != Consensus::Disputed {
            continue; // its verdicts are beside other rounds
        }
        if let Some(entry) = desk.adjudicate(&one.subject, Ruling::from(ruling), args.reason.as_deref()) {
            desk.save()?;
            writeln!(out, "{}: {} by {}", one.subject, entry.words(), entry.reviewer)?;
        }
    }
    Ok(seen.outcome())
}

/// `ann true, bob false positive (no angle)`.
fn said(desk: &Desk, id: &FindingId) -> String {
    let opinions = desk.ledger().opinions(id).filter_map(|(reviewer, opinion)| {
        let verdict = opinion.verdict.as_ref()?;
        let reason = verdict.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        Some(format!("{reviewer} {}{reason}", verdict.ruling))
    });
    opinions.collect::<Vec<_>>().join(", ")
}
