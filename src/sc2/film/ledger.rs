//! The ledger: what each guard and signal said at a moment, by rush type, with margins and totals.
//!
//! ```text
//!   signal                 state      R1  R2  R3   margin   clock  since   evidence
//!   A Early ling sighting  does not    -   -   -   -0.2 s  1:45.0      -   a Zergling at 1:45.2
//!   No natural             not yet    ..  ..  ..        -  1:20.0      -   decided at 1:20.0
//!   Early lings            applies     4   3   3    4.8 s  1:50.0  1:45.2  a Zergling at 1:45.2
//!   sum (decides)          18 of 5                                 1:45.2  all rows of all three tables
//! ```

use super::findings;
use super::sheets::column;
use crate::film::{Cell, Column, ColumnKind, FindingId, Link, Live, Sheet, Time};
use crate::sc2::observe::Observations;
use crate::sc2::rush::{Answer, Applies, Combine, LedgerRow, Rules, Rush, Signal, Verdict, judge};
use std::collections::BTreeMap;

/// Both ledgers of a game, live: by signal and type, and row by row of the three tables.
pub(super) fn sheets(game: &str, obs: &Observations, rules: &Rules, verdict: &Verdict) -> [Sheet; 2] {
    let live = |sheet: fn(&str, &Verdict) -> Sheet| {
        let (game, obs, rules) = (game.to_owned(), obs.clone(), rules.clone());
        Some(Live::new(verdict.changes.clone(), move |t| sheet(&game, &judge(&obs, &rules, t))))
    };
    [Sheet { live: live(ledger), ..ledger(game, verdict) }, Sheet { live: live(signals), ..signals(game, verdict) }]
}

/// The call in a phrase: `RUSH since 1:45.2, by score`.
fn call(verdict: &Verdict) -> String {
    match verdict.first_true {
        Some((t, by)) => format!("RUSH since {t}, by {}", by.as_str()),
        None if verdict.is_over() => "no rush".to_owned(),
        None => "no rush so far".to_owned(),
    }
}

/// The call, the label, and all totals with what decides.
fn note(verdict: &Verdict) -> String {
    let [r1, r2, r3] = verdict.scores.by_rush;
    let total = |combine: Combine| {
        let decides =
            if combine == verdict.combine { format!(" of {} decides", verdict.threshold) } else { String::new() };
        format!("{} {}{decides}", combine.as_str(), verdict.scores.by(combine))
    };
    format!(
        "{}; at {} {}; R1 {r1}, R2 {r2}, R3 {r3}; {}; sight: {}",
        call(verdict),
        verdict.at,
        verdict.label(),
        Combine::ALL.map(total).join(", "),
        verdict.sight.as_str()
    )
}

/// The answer's state in words. While the game goes on, a clock may still be reached.
fn state(answer: &Answer, verdict: &Verdict) -> &'static str {
    match answer.applies {
        Applies::NotReached if !verdict.is_over() => "not yet",
        _ => answer.applies.as_str(),
    }
}

/// One cell: what a signal adds to a type.
fn points(row: Option<&LedgerRow>) -> Cell {
    let Some(row) = row else { return Cell::Blank };
    match &row.answer.applies {
        Applies::Yes => Cell::Number(row.entry.weight),
        Applies::No => Cell::Text("no".into()),
        Applies::Unknown(why) => Cell::Unknown(why.clone()),
        Applies::NotReached => Cell::Text("..".into()),
    }
}

fn evidence(answer: &Answer) -> Cell {
    match &answer.applies {
        Applies::Unknown(why) => Cell::Unknown(why.clone()),
        _ => Cell::Text(answer.note.clone()),
    }
}

fn margin(answer: &Answer) -> Cell {
    answer.margin.map_or(Cell::Blank, Cell::Number)
}

fn moment(at: Option<Time>) -> Cell {
    at.map_or(Cell::Blank, Cell::Clock)
}

const MARGIN: &str = "Seconds to the border: above 0 it holds with that much to spare, below 0 it fails by that much";

fn ledger_columns() -> Vec<Column> {
    let of = |key, rush: Rush| {
        let help = format!(
            "{}: points when it applies; no it does not, ? unknown (scores 0), .. not reached, - not in its table",
            rush.label()
        );
        column(key, rush.as_str(), ColumnKind::Number(0), &help)
    };
    vec![
        column("signal", "signal", ColumnKind::Text, "Guards A to C, the signals of the three tables, the totals"),
        column(
            "state",
            "state",
            ColumnKind::Text,
            "Applies, does not, unknown (scores 0), or its clock is not reached",
        ),
        of("r1", Rush::R1),
        of("r2", Rush::R2),
        of("r3", Rush::R3),
        column("margin", "margin", ColumnKind::Seconds, MARGIN),
        column("clock", "clock", ColumnKind::Clock, "When it is decided at the latest"),
        column("since", "since", ColumnKind::Clock, "When it first applied, or was first called"),
        column("evidence", "evidence", ColumnKind::Text, "What was tested"),
    ]
}

/// Place of the column `since` in the ledger: what has one holds, or held (R2: a guard stays).
const SINCE: usize = 7;

/// The ledger as it stands in a verdict, a signal by types: guards first, then the signals, then the totals.
///
/// `game` is the film's id ([`crate::film::Meta::id`]): rows lead to their findings.
#[must_use]
pub fn ledger(game: &str, verdict: &Verdict) -> Sheet {
    let mut rows: Vec<(Vec<Cell>, FindingId)> = verdict
        .guards
        .iter()
        .map(|guard| {
            let cells = vec![
                Cell::Text(format!("{} {}", guard.guard.as_str(), guard.guard.name())),
                Cell::Text(state(&guard.answer, verdict).into()),
                Cell::Blank,
                Cell::Blank,
                Cell::Blank,
                margin(&guard.answer),
                Cell::Clock(guard.clock),
                moment(guard.since),
                evidence(&guard.answer),
            ];
            (cells, findings::guard_id(game, guard.guard))
        })
        .collect();
    let mut signals: BTreeMap<Signal, [Option<&LedgerRow>; 3]> = BTreeMap::new();
    for row in &verdict.ledger {
        signals.entry(row.entry.signal).or_default()[row.entry.rush as usize] = Some(row); // three types, three places
    }
    rows.extend(signals.values().filter_map(|types| signal(game, types, verdict)));
    let [r1, r2, r3] = verdict.scores.by_rush.map(Cell::Number);
    let name = Cell::Text(format!("by type: {}", verdict.label()));
    let types = "points of each type; the highest is the label, of equal ones the first".to_owned();
    let blank = || Cell::Blank;
    let total = vec![name, blank(), r1, r2, r3, blank(), blank(), blank(), Cell::Text(types)];
    rows.push((total, findings::call_id(game)));
    for (combine, first) in Combine::ALL.into_iter().zip(verdict.readings) {
        let (decides, how) = match combine {
            Combine::Sum => ("sum", "all rows of all three tables"),
            Combine::Distinct => ("distinct", "each signal once, at its highest weight"),
            Combine::Max => ("max", "the best single type"),
        };
        let name = if combine == verdict.combine { format!("{decides} (decides)") } else { decides.to_owned() };
        let by = first.map_or_else(String::new, |(_, by)| format!("; called by {}", by.as_str()));
        let state = format!("{} of {}", verdict.scores.by(combine), verdict.threshold);
        let mut cells = vec![Cell::Text(name), Cell::Text(state)];
        cells.extend([blank(), blank(), blank(), blank(), blank(), moment(first.map(|(t, _)| t))]);
        cells.push(Cell::Text(format!("{how}{by}")));
        rows.push((cells, findings::call_id(game)));
    }
    let (rows, links): (Vec<Vec<Cell>>, Vec<_>) =
        rows.into_iter().map(|(cells, id)| (cells, Some(Link::Finding(id)))).unzip();
    let holds = |(_, cells): &(usize, &Vec<Cell>)| matches!(cells.get(SINCE), Some(Cell::Clock(_)));
    let strong = rows.iter().enumerate().filter(holds).map(|(row, _)| row).collect();
    let (columns, note) = (ledger_columns(), note(verdict));
    Sheet { key: "ledger", title: "Ledger", note, columns, rows, links, strong, ..Sheet::default() }
}

/// One signal in all tables that have it. Its types ask the same question, but for R1's early pool, which also asks for
/// the natural: then the type that applies is told from.
fn signal(game: &str, types: &[Option<&LedgerRow>; 3], verdict: &Verdict) -> Option<(Vec<Cell>, FindingId)> {
    let all = || types.iter().flatten().copied();
    let told = all().find(|row| row.answer.applies.yes()).or_else(|| all().next())?;
    let agree = all().all(|row| row.answer.applies.yes() == told.answer.applies.yes());
    let state = if agree {
        state(&told.answer, verdict).to_owned()
    } else {
        let yes: Vec<&str> = all().filter(|r| r.answer.applies.yes()).map(|r| r.entry.rush.as_str()).collect();
        format!("{} only", yes.join(" "))
    };
    let cells = vec![
        Cell::Text(told.entry.signal.name().into()),
        Cell::Text(state),
        points(types[0]),
        points(types[1]),
        points(types[2]),
        margin(&told.answer),
        Cell::Clock(told.clock),
        moment(told.since),
        evidence(&told.answer),
    ];
    Some((cells, findings::signal_id(game, told.entry)))
}

/// Every row of the three tables as it stands in a verdict, with its own state, weight and evidence.
#[must_use]
pub fn signals(game: &str, verdict: &Verdict) -> Sheet {
    let columns = vec![
        column("table", "table", ColumnKind::Text, "Rush type"),
        column("signal", "signal", ColumnKind::Text, "The specification's name"),
        column(
            "state",
            "state",
            ColumnKind::Text,
            "Applies, does not, unknown (scores 0), or its clock is not reached",
        ),
        column("weight", "weight", ColumnKind::Number(0), "Points when it applies"),
        column("points", "points", ColumnKind::Number(0), "Points now"),
        column("margin", "margin", ColumnKind::Seconds, MARGIN),
        column("clock", "clock", ColumnKind::Clock, "When it is decided at the latest"),
        column("since", "since", ColumnKind::Clock, "When it first applied"),
        column("evidence", "evidence", ColumnKind::Text, "What was tested"),
    ];
    let row = |r: &LedgerRow| {
        vec![
            Cell::Text(r.entry.rush.as_str().into()),
            Cell::Text(r.entry.signal.name().into()),
            Cell::Text(state(&r.answer, verdict).into()),
            Cell::Number(r.entry.weight),
            Cell::Number(r.points()),
            margin(&r.answer),
            Cell::Clock(r.clock),
            moment(r.since),
            evidence(&r.answer),
        ]
    };
    let rows = verdict.ledger.iter().map(row).collect();
    let links = verdict.ledger.iter().map(|r| Some(Link::Finding(findings::signal_id(game, r.entry)))).collect();
    let applying = verdict.ledger.iter().enumerate().filter(|(_, r)| r.answer.applies.yes());
    let strong = applying.map(|(row, _)| row).collect();
    Sheet { key: "signals", title: "Signals", note: note(verdict), columns, rows, links, strong, ..Sheet::default() }
}
