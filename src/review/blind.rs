//! Blind review: what a rule decided is taken out of findings and films before anything else may read them.
//!
//! ```text
//!   finding ──masked──▶ no status, no confidence, no reasons, no rule; of the gates the numbers without limit and outcome
//!   film ────masked──▶ no rule line; no tables, columns, counts, flags and marks that tell what the rule decided
//! ```
//!
//! Screens, filters and orders get the masked copy, so that none of them can give away what they do not have.

use crate::film::{Cell, Explanation, Film, Finding, Gate, Outcome, Sheet, Status};

/// Why a table or number is not shown.
pub const HIDDEN: &str = "hidden while you review blind";

/// What stands in the place of the rule in force.
const LIMITS: &str = "the rule and its limits: hidden while you review blind";

/// A finding as a blind reviewer sees it before deciding: what happened, who was there, what was measured.
#[must_use]
pub fn masked(film: &Film, finding: &Finding) -> Finding {
    let kind = film.finding_kinds.get(finding.kind);
    // Some rules say the decision in every word of theirs.
    let tells = kind.is_some_and(|kind| film.meta.gives_away(kind.key));
    let measured = finding.gates.iter().filter(|gate| gate.value.is_some() && !tells);
    let number = |gate: &Gate| Gate {
        limit: None,
        key: None,
        outcome: Outcome::Unknown("".into()),
        note: "".into(),
        ..gate.clone()
    };
    Finding {
        title: if tells { kind.map_or("", |kind| kind.label).to_owned() } else { finding.title.clone() },
        confidence: None,
        status: if finding.is_judgeable() { Status::Candidate } else { Status::Fact },
        gates: measured.map(number).collect(),
        // What was asked names limits and, of what is excused, the excuse.
        explanation: Explanation {
            trigger: if tells { String::new() } else { finding.explanation.trigger.clone() },
            ..Explanation::default()
        },
        facts: Vec::new(),
        id: finding.id.clone(),
        kind: finding.kind,
        at: finding.at,
        span: finding.span,
        parts: finding.parts.clone(),
        rule: String::new(),
    }
}

/// A film whose tables tell nothing of what the rule decided. Findings stay: they are masked one by one.
#[must_use]
pub fn masked_film(film: &Film) -> Film {
    let mut film = film.clone();
    let meta = film.meta.clone();
    film.meta.rule = LIMITS.to_owned();
    for sheet in &mut film.sheets {
        if sheet.note == meta.rule {
            sheet.note = LIMITS.to_owned();
        }
        mask_sheet(sheet, |key| meta.gives_away(key));
    }
    film.meta.counts.retain(|(key, _)| !meta.gives_away(key));
    film.meta.flags.retain(|(key, _)| !meta.gives_away(key));
    film.meta.marks.retain(|(column, _)| !meta.gives_away(column.key));
    film.strips.retain(|strip| !meta.gives_away(strip.key));
    if !meta.gives_away.is_empty() {
        (film.meta.answer, film.meta.key) = (None, None);
    }
    film
}

/// Empties a table, or its columns, that tell; what a column means names limits too.
fn mask_sheet(sheet: &mut Sheet, tells: impl Fn(&str) -> bool) {
    let all = tells(sheet.key);
    let hidden: Vec<bool> = sheet.columns.iter().map(|column| all || tells(column.key)).collect();
    for (column, _) in sheet.columns.iter_mut().zip(&hidden).filter(|(_, hidden)| **hidden) {
        column.help = HIDDEN.to_owned();
    }
    if all {
        let columns = std::mem::take(&mut sheet.columns);
        let (key, title) = (sheet.key, sheet.title);
        *sheet = Sheet { key, title, columns, note: HIDDEN.to_owned(), ..Sheet::default() };
        return;
    }
    for cells in &mut sheet.rows {
        for (cell, _) in cells.iter_mut().zip(&hidden).filter(|(_, hidden)| **hidden) {
            *cell = Cell::Unknown(HIDDEN.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::film;
    use super::*;
    use crate::film::{Column, ColumnKind};

    #[test]
    fn a_candidate_and_a_suppressed_one_look_alike() {
        let film = film();
        let [one, two] = [0, 2].map(|at| masked(&film, &film.findings[at]));
        let alike = Finding { id: two.id.clone(), at: two.at, span: two.span, title: two.title.clone(), ..one.clone() };
        assert_eq!(alike, two);
        assert_eq!((one.confidence, &one.status, one.facts.len()), (None, &Status::Candidate, 0));
        assert_eq!(
            (one.gates.len(), one.gates[0].value_text(), one.gates[0].limit_text()),
            (1, "512.3".into(), "u".into())
        );
    }

    #[test]
    fn what_tells_is_taken_out_of_titles_tables_and_counts() {
        let mut film = film();
        film.meta.gives_away = &["missed_trade", "score", "candidates"];
        film.meta.counts = vec![("deaths", Some(3)), ("candidates", Some(2))];
        let column = |key| Column { key, label: key, help: String::new(), kind: ColumnKind::Number(0) };
        let columns = vec![column("deaths"), column("candidates")];
        let rows = vec![vec![Cell::Number(3.0), Cell::Number(2.0)]];
        let sheet = |key| Sheet { key, columns: columns.clone(), rows: rows.clone(), ..Sheet::default() };
        film.sheets = vec![sheet("players"), sheet("score")];
        film.finding_kinds[0].label = "missed-trade candidate";
        assert_eq!(masked(&film, &film.findings[0]).title, "missed-trade candidate");
        let masked = masked_film(&film);
        assert_eq!(masked.meta.counts, [("deaths", Some(3))]);
        assert_eq!(masked.sheets[0].rows, [[Cell::Number(3.0), Cell::Unknown(HIDDEN.into())]]);
        assert_eq!((masked.sheets[1].rows.len(), masked.sheets[1].note.as_str()), (0, HIDDEN));
        assert_eq!(masked.findings.len(), film.findings.len());
    }
}
