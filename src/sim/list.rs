//! Rows one line each: as text, as CSV, or as the lines they were.

use super::Side;
use super::index::{Flags, Index, LIST, Num, SUMMED, Telemetry, Text, total};
use crate::film::{clean_text, spreadsheet_text};
use std::io::{self, Write};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// Every indexed column.
    Csv,
    /// The lines as they were.
    Jsonl,
}

/// Writes rows in the given order. Of what is written in parts, the first is `headed`.
///
/// # Errors
/// The output fails, or a source can no longer be read.
pub fn write(
    telemetry: &Telemetry,
    index: &Index,
    rows: impl Iterator<Item = usize>,
    format: Format,
    headed: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => table(index, rows, headed, out),
        Format::Csv => csv(index, rows, headed, out),
        Format::Jsonl => rows.filter_map(|row| index.place(row)).try_for_each(|place| {
            out.write_all(&telemetry.line(place)?)?;
            out.write_all(b"\n")
        }),
    }
}

/// What is worth a second look in a row, from the index alone (S7): short words, none if nothing is.
#[must_use]
pub fn badges(index: &Index, row: usize) -> Vec<&'static str> {
    let flags = index.flags(row);
    let number = |num| index.number(row, num);
    let mut out = Vec::new();
    if flags.has(Flags::BROKEN) {
        return vec!["broken"];
    }
    if flags.has(Flags::OTHER_SCHEMA) {
        out.push("schema");
    }
    let sides = |test: &dyn Fn(Side) -> bool| Side::BOTH.into_iter().any(test);
    if sides(&|side| (0..SUMMED.len()).any(|at| flags.has(Flags::unequal(side, at)))) {
        out.push("units_sum");
    }
    let deaths = |side| number(Num::total(side, total::DEATHS));
    let team = |side| Some(number(Num::alive(side))? + deaths(side)? != number(Num::TEAM_SIZE)?);
    if sides(&|side| team(side) == Some(true)) {
        out.push("alive_deaths");
    }
    let roster = |side| Some(number(Num::roster(side)).filter(|n| *n > 0.0)? != number(Num::TEAM_SIZE)?);
    if sides(&|side| roster(side) == Some(true)) {
        out.push("roster_size");
    }
    let alive = Side::BOTH.map(|side| number(Num::alive(side)));
    if let ([Some(a), Some(b)], Some(result)) = (alive, index.text(row, Text::Result)) {
        let agrees = match result {
            "team_a" => a > 0.0 && b == 0.0,
            "team_b" => b > 0.0 && a == 0.0,
            "draw" => a == 0.0 && b == 0.0,
            "timeout" => a > 0.0 && b > 0.0,
            _ => true,
        };
        if !agrees {
            out.push("result_survivors");
        }
    }
    let slack = super::row::half_frame(number(Num::TIME), number(Num::FRAMES));
    let late = |side, when| Some(number(Num::total(side, when))? > number(Num::TIME)? + slack);
    if sides(&|side| late(side, total::FIRST_HIT) == Some(true) || late(side, total::FIRST_CAST) == Some(true)) {
        out.push("first_times");
    }
    let kills = |side: Side| Some(number(Num::total(side, total::KILLS))? > deaths(side.other())?);
    if sides(&|side| kills(side) == Some(true)) {
        out.push("kills_deaths");
    }
    out
}

fn table(index: &Index, rows: impl Iterator<Item = usize>, headed: bool, out: &mut dyn Write) -> io::Result<()> {
    if headed {
        writeln!(
            out,
            "{:>8} {:<10} {:>8} {:>7} {:>13} {:<6} rosters, scenario, checks",
            "row", "result", "time s", "alive", "damage", "events"
        )?;
    }
    for row in rows {
        if let Some(problem) = index.problem(row) {
            writeln!(out, "{row:>8} {:<10} {problem}", "broken")?;
            continue;
        }
        let number = |num| index.number(row, num).map_or_else(|| "-".to_owned(), |n| n.to_string());
        let pair = |num: fn(Side) -> Num| format!("{}:{}", number(num(Side::A)), number(num(Side::B)));
        let time = index.number(row, Num::TIME).map_or_else(|| "-".to_owned(), |time| format!("{time:.2}"));
        let text =
            |text| index.text(row, text).map_or_else(|| "-".to_owned(), |text| clean_text(&text.replace(LIST, " ")));
        let badges = badges(index, row);
        writeln!(
            out,
            "{row:>8} {:<10} {time:>8} {:>7} {:>13} {:<6} {} | {}, {}{}",
            text(Text::Result),
            pair(Num::alive),
            pair(|side| Num::total(side, total::DAMAGE)),
            if index.flags(row).has(Flags::EVENTS) { "yes" } else { "no" },
            text(Text::RosterA),
            text(Text::RosterB),
            text(Text::Scenario),
            if badges.is_empty() { String::new() } else { format!(" ! {}", badges.join(" ")) },
        )?;
    }
    Ok(())
}

fn csv(index: &Index, rows: impl Iterator<Item = usize>, headed: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let fixed = ["row", "source", "line", "bytes", "events", "sim_seed", "checks"].map(str::to_owned);
    let texts = Text::ALL.iter().map(|(_, name, _)| (*name).to_owned());
    if headed {
        writer.write_record(fixed.into_iter().chain(texts).chain(Num::all().map(|num| num.name().to_owned())))?;
    }
    for row in rows {
        let Some(place) = index.place(row) else { continue };
        let fixed = [
            row.to_string(),
            spreadsheet_text(index.source_name(place.source)),
            index.line(row).map_or_else(String::new, |line| line.to_string()),
            place.length.to_string(),
            index.flags(row).has(Flags::EVENTS).to_string(),
            index.seed(row).map_or_else(String::new, |seed| seed.to_string()),
            badges(index, row).join(" "),
        ];
        let text = |text| spreadsheet_text(&index.text(row, text).unwrap_or_default().replace(LIST, " "));
        let texts = Text::ALL.iter().map(|(name, ..)| text(*name));
        let numbers = Num::all().map(|num| index.number(row, num).map_or_else(String::new, |n| n.to_string()));
        writer.write_record(fixed.into_iter().chain(texts).chain(numbers))?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::Progress;
    use crate::ingest::Source;
    use crate::sim::check;
    use crate::sim::generate::{Options, generate};
    use std::borrow::Cow;

    fn load(options: &Options) -> (Telemetry, Vec<u8>) {
        let mut bytes = Vec::new();
        generate(options, &mut bytes).unwrap();
        let source = Source::Memory { name: "r".into(), bytes: Cow::Owned(bytes.clone()) };
        (Telemetry::load(&[source], &Progress::default()).unwrap(), bytes)
    }

    #[test]
    fn lines_come_out_as_they_were() {
        let (telemetry, bytes) = load(&Options { rows: 20, dirt: 0.5, ..Options::default() });
        let index = telemetry.index();
        let mut out = Vec::new();
        write(&telemetry, &index, 0..index.rows(), Format::Jsonl, true, &mut out).unwrap();
        assert_eq!(out, bytes);
    }

    #[test]
    fn no_name_is_a_formula() {
        let line = br#"{"context":{"team_a_ids":["=1+1"],"scenario_id":"@x"},"run_id":"+1"}"#;
        let source = Source::Memory { name: "-r".into(), bytes: Cow::Borrowed(line) };
        let telemetry = Telemetry::load(&[source], &Progress::default()).unwrap();
        let mut out = Vec::new();
        write(&telemetry, &telemetry.index(), 0..1, Format::Csv, false, &mut out).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_slice());
        let cells: Vec<String> = reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect();
        for formula in ["=1+1", "@x", "-r"] {
            let told = cells.iter().filter(|cell| cell.trim_start_matches('\'') == formula);
            assert!(told.clone().count() > 0 && told.clone().all(|cell| cell.starts_with('\'')), "{cells:?}");
        }
    }

    #[test]
    fn badges_agree_with_the_checks_of_the_opened_row() {
        let (telemetry, _) = load(&Options { rows: 1_000, dirt: 0.5, events: 12, ..Options::default() });
        let index = telemetry.index();
        let of_index = ["units_sum", "alive_deaths", "roster_size", "result_survivors", "first_times", "kills_deaths"];
        let mut seen = std::collections::BTreeSet::new();
        for row in 0..index.rows() {
            let Ok(opened) = crate::sim::Row::open(&telemetry, &index, row) else { continue };
            let mut want: Vec<&str> = check::row(&opened, row).iter().map(|found| found.check.key()).collect();
            want.dedup();
            want.retain(|key| of_index.contains(key));
            let mut have = badges(&index, row);
            have.retain(|key| of_index.contains(key));
            want.sort_unstable();
            have.sort_unstable();
            if !index.flags(row).has(Flags::BROKEN) {
                assert_eq!(have, want, "row {row}");
            }
            seen.extend(have);
        }
        assert!(seen.len() >= 4, "{seen:?}");
    }

    #[test]
    fn tables_hold_every_row() {
        let (telemetry, _) = load(&Options { rows: 30, dirt: 0.5, ..Options::default() });
        let index = telemetry.index();
        for format in [Format::Table, Format::Csv] {
            let mut out = Vec::new();
            write(&telemetry, &index, 0..index.rows(), format, true, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap().lines().count(), 31);
        }
    }
}
