//! Aggregates: totals of both sides, and whether their units sum to them.

use super::{Head, side_of};
use crate::sim::Side;
use crate::sim::cursor::{Cursor, Fault, Kind, Name};
use crate::sim::index::field::{Flags, Num, SUMMED, TOTALS};

pub(super) fn read_aggregates(cursor: &mut Cursor<'_>, head: &mut Head) -> Result<(), Fault> {
    let mut sums: [Option<[f64; SUMMED.len()]>; 2] = [None; 2];
    let mut first = true;
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        match name {
            b"teams" if cursor.kind()? == Kind::Object => each_side(cursor, |cursor, side| {
                let totals = read_totals(cursor, 4)?;
                totals
                    .iter()
                    .enumerate()
                    .for_each(|(at, &value)| head.nums[usize::from(Num::total(side, at).0)] = value);
                Ok(())
            })?,
            b"units" if cursor.kind()? == Kind::Object => each_side(cursor, |cursor, side| {
                sums[side.index()] = sum_units(cursor)?;
                Ok(())
            })?,
            _ => drop(cursor.skip_at_depth(2)?),
        }
    }
    for side in Side::BOTH {
        for (at, &total) in SUMMED.iter().enumerate() {
            let team = head.nums[usize::from(Num::total(side, total).0)];
            // NaN on either side (something absent) compares as "no disagreement seen".
            if sums[side.index()].is_some_and(|sums| (sums[at] - team).abs() > SUM_TOLERANCE) {
                head.flags.set(Flags::unequal(side, at));
            }
        }
    }
    Ok(())
}

/// S7: sums are of whole numbers, perhaps written as floats; half a point is no rounding of any writer.
pub(in crate::sim) const SUM_TOLERANCE: f64 = 0.5;

/// Visits the members of an object that are named after a side and hold an object or a list.
fn each_side<'a>(
    cursor: &mut Cursor<'a>,
    mut visit: impl FnMut(&mut Cursor<'a>, Side) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut first = true;
    cursor.enter(b'{')?;
    while let Some(name) = cursor.member(&mut first)? {
        match side_of(name, "").filter(|_| matches!(cursor.peek(), Ok(b'{' | b'['))) {
            Some(side) => visit(cursor, side)?,
            None => drop(cursor.skip_at_depth(3)?),
        }
    }
    Ok(())
}

/// The totals of a side or a unit; NaN is absent, as is a first hit or cast of -1 (S2).
fn read_totals(cursor: &mut Cursor<'_>, depth: usize) -> Result<[f64; TOTALS.len()], Fault> {
    let mut totals = [f64::NAN; TOTALS.len()];
    if cursor.kind()? != Kind::Object {
        cursor.skip_at_depth(depth - 1)?;
        return Ok(totals);
    }
    let mut first = true;
    cursor.enter(b'{')?;
    // Writers keep the order of the specification: look for the next name first.
    let mut expected = 0;
    loop {
        // A unit has its time alive among the totals, a side has not.
        if expected == ALIVE_BEFORE && cursor.eat_member(&mut first, &ALIVE) {
            cursor.number(depth)?;
        }
        let at = if NAMES.get(expected).is_some_and(|name| cursor.eat_member(&mut first, name)) {
            expected
        } else {
            let Some(name) = cursor.member(&mut first)? else { return Ok(totals) };
            match TOTALS.iter().position(|known| known.as_bytes() == name) {
                Some(at) => at,
                None => {
                    cursor.skip_at_depth(depth)?;
                    continue;
                }
            }
        };
        expected = at + 1;
        let value = cursor.number(depth)?.unwrap_or(f64::NAN);
        totals[at] = if at >= FIRST_TIMES && value < 0.0 { f64::NAN } else { value };
    }
}

/// [`TOTALS`] as they stand in a row without white space.
const NAMES: [Name; TOTALS.len()] = {
    let mut names = [Name::new(TOTALS[0]); TOTALS.len()];
    let mut at = 1;
    while at < names.len() {
        names[at] = Name::new(TOTALS[at]);
        at += 1;
    }
    names
};

/// What a unit has besides, and the total before which it stands.
const ALIVE: Name = Name::new("time_alive_s");
const ALIVE_BEFORE: usize = 8;

/// From here on [`TOTALS`] are times that may never have been.
const FIRST_TIMES: usize = 8;

/// Sums over the units of a side; `None` without a list. A unit that lacks a total makes the sum unknown.
fn sum_units(cursor: &mut Cursor<'_>) -> Result<Option<[f64; SUMMED.len()]>, Fault> {
    if cursor.kind()? != Kind::Array {
        cursor.skip_at_depth(3)?;
        return Ok(None);
    }
    let (mut sums, mut first) = ([0.0; SUMMED.len()], true);
    cursor.enter(b'[')?;
    while cursor.more(b']', &mut first)? {
        let totals = read_totals(cursor, 5)?;
        SUMMED.iter().enumerate().for_each(|(at, &total)| sums[at] += totals[total]);
    }
    Ok(Some(sums))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_order_or_not_give_the_same_totals() {
        let read = |text: &str| read_totals(&mut Cursor::new(text.as_bytes()), 5).unwrap();
        let numbers: Vec<String> = (1..=TOTALS.len()).map(|at| format!("{}", at * 111)).collect();
        let member = |at: usize| format!("\"{}\":{}", TOTALS[at], numbers[at]);
        let alive = "\"time_alive_s\":66.783".to_owned();
        let mut usual: Vec<String> = (0..TOTALS.len()).map(member).collect();
        let want: Vec<f64> = numbers.iter().map(|n| n.parse().unwrap()).collect();
        assert_eq!(read(&format!("{{{}}}", usual.join(","))).to_vec(), want);
        usual.insert(ALIVE_BEFORE, alive);
        assert_eq!(read(&format!("{{{}}}", usual.join(","))).to_vec(), want);
        usual.reverse();
        assert_eq!(read(&format!("{{{}}}", usual.join(","))).to_vec(), want);
        assert_eq!(read(&format!("{{ {} }}", usual.join(" , "))).to_vec(), want);
    }
}
