//! E7: the published weight is the applied weight, and verdicts are respected: in the analysis, on the screen, in the
//! file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/rounds.rs"]
mod support;

use filmroom::et::Round;
use filmroom::et::analysis::{Analysis, Count, Judged, Marks, NegativeKind};
use filmroom::et::output::rows;
use filmroom::film::{Cell, Confidence, Film, FindingId, Link, Status, View};
use support::{cell, config, number, simulated, watched};

const PENALTIES: &str = "penalties_enabled: true\n";

fn round() -> Round {
    simulated(70, 4, 4.0)
}

/// Recomputes every total from what is published: weights, seconds, counts, caps.
fn adds_up(round: &Round, analysis: &Analysis, film: &Film) {
    let sheet = film.sheet("score").unwrap();
    let View::Bars { from, to } = sheet.view else { panic!("{:?}", sheet.view) };
    let written = rows(round, analysis, "h");
    assert_eq!((sheet.rows.len(), written[1].len()), (analysis.scores.len(), analysis.scores.len()));
    for (row, cells) in sheet.rows.iter().enumerate() {
        let Cell::Actor(actor) = cells[0] else { panic!() };
        let client = film.cast[actor.index()].number;
        let bars: f64 = (from..to).map(|at| if let Cell::Number(n) = cells[at] { n } else { panic!() }).sum();
        assert!((bars - number(sheet, row, "total")).abs() < 1e-9, "on the screen");

        let line = written[1].iter().find(|line| line["client"] == client).unwrap();
        let file: f64 = line["components"].as_object().unwrap().values().map(|v| v.as_f64().unwrap()).sum();
        assert!((file - line["score_total"].as_f64().unwrap()).abs() < 4e-3, "in the file, rounded: {line}");

        let score = analysis.scores.iter().find(|s| i64::from(round.player(s.player).client) == client).unwrap();
        let total = score.components.total().unwrap();
        assert!((total - bars).abs() < 1e-9 && (total - file).abs() < 4e-3, "in the analysis");

        let metrics = written[3].iter().find(|line| line["client"] == client).unwrap();
        let (weight, of) =
            (|key: &str| line["weights"][key].as_f64().unwrap(), |key: &str| metrics[key].as_f64().unwrap());
        let counted = |kind| score.negatives.iter().filter(|n| n.kind == kind && n.counted).count() as f64;
        let published = (weight("readiness_per_sec") * of("readiness_s")).min(40.0)
            + (weight("crossfire_per_sec") * of("crossfire_s")).min(20.0)
            + weight("trade_attempt") * of("trade_attempts")
            + weight("trade_success") * of("trade_successes")
            + weight("missed_trade") * counted(NegativeKind::MissedTrade)
            + weight("isolated_death") * counted(NegativeKind::IsolatedDeath);
        assert!((published - total).abs() < 1e-2, "published {published}, applied {total}");

        let costs: f64 = (0..film.sheet("negatives").unwrap().rows.len())
            .filter(|row| cell(film.sheet("negatives").unwrap(), *row, "player") == &Cell::Actor(actor))
            .map(|row| number(film.sheet("negatives").unwrap(), row, "points"))
            .sum();
        let said = number(sheet, row, "missed_trade") + number(sheet, row, "isolated_death");
        assert!((costs - said).abs() < 1e-9, "the list of negatives costs what the score says");
    }
}

#[test]
fn the_breakdown_adds_up_in_analysis_sheet_and_file() {
    let round = round();
    for text in [
        "",
        PENALTIES,
        "penalties_enabled: true\nscore_weights: {missed_trade: -7.5, trade_success: 2.25, readiness_per_sec: 0.6}\n",
    ] {
        let config = config(text);
        let (analysis, film) = watched(&round, &config, &Marks::default());
        adds_up(&round, &analysis, &film);
        let somebody = analysis.scores.iter().any(|score| score.components.total().unwrap() != 0.0);
        assert!(somebody, "all zero proves nothing");
    }
}

/// All live negatives of a round.
fn live(analysis: &Analysis) -> Vec<(FindingId, Confidence)> {
    analysis.scores.iter().flat_map(|s| &s.negatives).map(|n| (n.id.clone(), n.confidence)).collect()
}

#[test]
fn verdicts_are_respected_and_the_numbers_still_add_up() {
    let (round, config) = (round(), config(PENALTIES));
    let (plain, film) = watched(&round, &config, &Marks::default());
    assert!(film.sheet("score").unwrap().note.contains("unvalidated"), "{}", film.sheet("score").unwrap().note);
    let all = live(&plain);
    let high = all.iter().find(|(_, c)| *c == Confidence::High).expect("a high negative in this round").0.clone();
    let soft = all.iter().find(|(_, c)| *c != Confidence::High).expect("one that is not").0.clone();
    let total = |analysis: &Analysis| -> f64 { analysis.scores.iter().map(|s| s.total.unwrap()).sum() };

    let marks = Marks { verdicts: [(high.clone(), Judged::FalsePositive)].into(), ..Marks::default() };
    let (judged, film) = watched(&round, &config, &marks);
    adds_up(&round, &judged, &film);
    let of = |analysis: &Analysis, id: &FindingId| {
        analysis.scores.iter().flat_map(|s| &s.negatives).find(|n| n.id == *id).cloned().unwrap()
    };
    assert_eq!((of(&plain, &high).why, of(&plain, &high).counted), (Count::High, true));
    assert_eq!((of(&judged, &high).why, of(&judged, &high).counted), (Count::FalsePositive, false));
    assert!(total(&judged) > total(&plain), "it never counts");
    assert!(film.sheet("score").unwrap().note.contains("verdicts on 1 of"));

    let marks = Marks { verdicts: [(soft.clone(), Judged::Confirmed)].into(), ..Marks::default() };
    let (judged, film) = watched(&round, &config, &marks);
    adds_up(&round, &judged, &film);
    assert_eq!((of(&plain, &soft).why, of(&judged, &soft).why), (Count::NotHigh, Count::Confirmed));
    assert!(total(&judged) < total(&plain), "a confirmed one counts although it is not high");

    let off = support::config("");
    let (quiet, _) = watched(&round, &off, &marks);
    assert!(live(&quiet).iter().all(|(id, _)| !of(&quiet, id).counted), "penalties are off by default");
    assert_eq!(of(&quiet, &soft).why, Count::PenaltiesOff);
}

#[test]
fn every_negative_opens_its_finding_and_none_is_suppressed() {
    let round = round();
    let (analysis, film) = watched(&round, &config(PENALTIES), &Marks::default());
    let sheet = film.sheet("negatives").unwrap();
    assert_eq!(sheet.rows.len(), live(&analysis).len());
    assert!(sheet.rows.len() > 3, "too few negatives to prove anything");
    for (row, link) in sheet.links.iter().enumerate() {
        let Some(Link::Finding(id)) = link else { panic!("{link:?}") };
        let finding = film.findings.iter().find(|finding| finding.id == *id).expect("the finding is in the film");
        assert_eq!(finding.status, Status::Candidate);
        assert_eq!(cell(sheet, row, "at"), &Cell::Clock(finding.at));
        assert_eq!(cell(sheet, row, "player"), &Cell::Actor(finding.parts[0].actor));
    }
    let open = film.findings.iter().filter(|finding| finding.is_candidate()).count();
    assert_eq!(open, sheet.rows.len(), "every live candidate is listed");
}
