//! What people said reaches the analysis: from the journal of a folder to the rows and films of its rounds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::config::Document;
use filmroom::et::config::{Config, Sources};
use filmroom::film::{Film, FindingId, Progress, Remarks, Shelf, Span, Status, Time};
use filmroom::review::{Desk, Options, Planned, Ruling, Subject};
use filmroom::shelf::{Configs, Library, demo_files};
use std::path::Path;
use std::sync::Arc;

/// The demo rounds as files in a folder.
fn demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in demo_files().unwrap() {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn desk(folder: &Path) -> Desk {
    Desk::open(Some(folder), Options { state_folder: None, ..Options::from_env(Some("ann")) }).unwrap()
}

fn penalties() -> Configs {
    let flags = Document::flags(["penalties_enabled=true"]).unwrap();
    let et = Config::load(Sources { flags: Some(&flags), ..Sources::default() }).unwrap();
    Configs { et, ..Configs::default() }
}

fn films(library: &Library, remarks: &Remarks) -> Vec<Arc<Film>> {
    let open = |unit| library.open(unit, remarks, &Progress::default()).unwrap().films;
    (0..library.units().len()).flat_map(open).collect()
}

/// Every negative with its points.
fn negatives(film: &Film) -> Vec<(FindingId, f64)> {
    let sheet = film.sheet("negatives").unwrap();
    let points = sheet.columns.iter().position(|column| column.key == "points").unwrap();
    let row = |(cells, link): (&Vec<_>, &Option<_>)| match (&cells[points], link) {
        (filmroom::film::Cell::Number(points), Some(filmroom::film::Link::Finding(id))) => (id.clone(), *points),
        other => panic!("{other:?}"),
    };
    sheet.rows.iter().zip(&sheet.links).map(row).collect()
}

#[test]
fn verdicts_in_the_journal_decide_what_counts() {
    let folder = demo();
    let library = Library::search(&[folder.path()], penalties(), &Progress::default()).unwrap();
    let before = films(&library, &Remarks::default());
    let costs = |films: &[Arc<Film>], id: &FindingId| {
        let all: Vec<_> = films.iter().flat_map(|film| negatives(film)).collect();
        all.iter().find(|(other, _)| other == id).map(|(_, points)| *points).unwrap()
    };
    let all: Vec<(FindingId, f64)> = before.iter().flat_map(|film| negatives(film)).collect();
    let counted = all.iter().find(|(_, points)| *points < 0.0).expect("the demo has a high one").0.clone();
    let spared = all.iter().find(|(_, points)| *points == 0.0).expect("the demo has others").0.clone();
    let mut desk = desk(folder.path());
    for film in &before {
        for finding in &film.findings {
            let ruling = if finding.id == counted { Ruling::False } else { Ruling::True };
            if [&counted, &spared].contains(&&finding.id) {
                desk.decide(&Subject::of(film, finding), ruling, None);
            }
        }
    }
    desk.save().unwrap();
    let read = self::desk(folder.path()).ledger().remarks();
    let after = films(&library, &read);
    assert_eq!(costs(&after, &counted), 0.0);
    assert!(costs(&after, &spared) < 0.0);
    // What is held read gives the same, and says what it would say without.
    let held = library.open_with(0, &[], &read, &Progress::default()).unwrap();
    assert!(held.films[0].sheets == library.open(0, &read, &Progress::default()).unwrap().films[0].sheets);
    let plain = library.open_with(0, &[], &Remarks::default(), &Progress::default()).unwrap();
    assert!(plain.films[0].sheets == before[0].sheets);
    assert!(
        before.iter().zip(&after).any(|(was, is)| Remarks::default().change(&read, was) && was.sheets != is.sheets)
    );
}

#[test]
fn a_planned_mark_in_the_journal_excuses() {
    let folder = demo();
    let library = Library::search(&[folder.path()], Configs::default(), &Progress::default()).unwrap();
    let before = films(&library, &Remarks::default());
    let missed = |film: &Film| film.finding_kinds.iter().position(|kind| kind.key == "missed_trade").unwrap();
    let film = before.iter().find(|film| film.findings.iter().any(|f| f.kind == missed(film) && f.is_candidate()));
    let film = film.unwrap();
    let candidate = film.findings.iter().find(|f| f.kind == missed(film) && f.is_candidate()).unwrap();
    let span = Span::new(candidate.at - Time(5_000), candidate.at + Time(5_000));
    let mut desk = desk(folder.path());
    let (planned, subject) = Planned::of(film, candidate.parts[0].actor, span).unwrap();
    desk.plan(planned, &subject, "canal push");
    desk.save().unwrap();
    let after = films(&library, &self::desk(folder.path()).ledger().remarks());
    let find = |films: &[Arc<Film>]| {
        films.iter().flat_map(|film| film.findings.clone()).find(|f| f.id == candidate.id).unwrap().status
    };
    assert_eq!(find(&before), Status::Candidate);
    let Status::Suppressed(reasons) = find(&after) else { panic!("not excused") };
    assert!(reasons.iter().any(|reason| reason == "planned_lurk"), "{reasons:?}");
}
