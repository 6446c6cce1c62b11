//! A fight as a line of specification 3.

use super::fight::{Data, Event, Fight, Unit, Who, ms};
use super::{FAMILIES, Options};
use crate::sim::{Side, index::TOTALS};
use std::io::Write;

/// Writes into memory, which cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => { drop(write!($out, $($text)*)) };
}

/// The line, without its line feed.
pub(super) fn row(fight: &Fight, options: &Options, out: &mut Vec<u8>) {
    let schema: &dyn Fn(&mut Vec<u8>) = &|out| put!(out, "\"schema_version\":\"telemetry_v1\"");
    let context: &dyn Fn(&mut Vec<u8>) = &|out| context(fight, options, out);
    let outcome: &dyn Fn(&mut Vec<u8>) = &|out| outcome(fight, out);
    let aggregates: &dyn Fn(&mut Vec<u8>) = &|out| aggregates(fight, options, out);
    let events: &dyn Fn(&mut Vec<u8>) = &|out| events(fight, out);
    let members = match options.sorted {
        true => [aggregates, context, outcome, events, schema],
        false => [schema, context, outcome, aggregates, events],
    };
    out.push(b'{');
    for (at, member) in members.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        member(out);
    }
    out.push(b'}');
}

fn context(fight: &Fight, options: &Options, out: &mut Vec<u8>) {
    put!(
        out,
        "\"context\":{{\"run_id\":\"gen-{}\",\"sim_index\":{},\"sim_seed\":{}",
        options.seed,
        fight.row,
        fight.seed
    );
    put!(out, ",\"engine_version\":\"0.4.1\",\"asset_hash\":\"5f1d0c\",\"scenario_id\":\"{}\"", fight.scenario);
    put!(
        out,
        ",\"map_id\":\"{}_basic\",\"map_params\":{{\"time_limit_s\":{},\"fog\":false}}",
        fight.scenario,
        fight.limit / 60
    );
    for side in Side::BOTH {
        put!(out, ",\"{}_ids\":[", side.key());
        list(&fight.units[side.index()], out, |unit, out| put!(out, "\"{}\"", unit.name));
        out.push(b']');
    }
    put!(out, ",\"team_size\":{},\"tile_size\":40.0", options.team_size);
    put!(out, ",\"arena_bounds\":{{\"x\":0,\"y\":0,\"w\":800,\"h\":600}}");
    for (side, x) in [("a", 120), ("b", 680)] {
        let places: Vec<usize> = (0..options.team_size).map(|at| 80 + at * 40).collect();
        put!(out, ",\"spawn_{side}\":[");
        list(&places, out, |y, out| put!(out, "[{x}.0,{y}.0]"));
        out.push(b']');
    }
    let wants = |family: &str| {
        options.events > 0 && (options.families.is_empty() || options.families.iter().any(|f| f == family))
    };
    put!(out, ",\"capabilities\":[\"base\"");
    for (flag, family) in [("cc", FAMILIES[6]), ("mobility", FAMILIES[7])] {
        if wants(family) {
            put!(out, ",\"{flag}\"");
        }
    }
    put!(out, "]}}");
}

fn outcome(fight: &Fight, out: &mut Vec<u8>) {
    let reason = if fight.result == "timeout" { "time_limit" } else { "elimination" };
    put!(out, "\"engine_outcome\":{{\"result\":\"{}\",\"reason\":\"{reason}\",\"time_s\":", fight.result);
    seconds(Some(fight.frames), out);
    let [a, b] = Side::BOTH.map(|side| fight.alive(side));
    put!(out, ",\"frames\":{},\"team_a_alive\":{a},\"team_b_alive\":{b}}}", fight.frames);
}

fn aggregates(fight: &Fight, options: &Options, out: &mut Vec<u8>) {
    put!(out, "\"aggregates\":{{");
    if options.kernels {
        kernels(fight, out);
    }
    put!(out, "\"teams\":{{");
    for side in Side::BOTH {
        let units = &fight.units[side.index()];
        put!(out, "{}\"{}\":{{", if side == Side::B { "," } else { "" }, side.letter());
        let totals = std::array::from_fn(|at| units.iter().map(|unit| unit.totals[at]).sum());
        let first = |of: fn(&Unit) -> Option<u64>| units.iter().filter_map(of).min();
        totals_of(&totals, None, [first(|u| u.first_hit), first(|u| u.first_cast)], out);
    }
    put!(out, "}},\"units\":{{");
    for side in Side::BOTH {
        put!(out, "{}\"{}\":[", if side == Side::B { "," } else { "" }, side.letter());
        list(&fight.units[side.index()], out, |unit, out| {
            out.push(b'{');
            totals_of(&unit.totals, Some(unit.died.unwrap_or(fight.frames)), [unit.first_hit, unit.first_cast], out);
        });
        out.push(b']');
    }
    put!(out, "}}}}");
}

/// Ten totals and the closing bracket; units have `time_alive_s` too.
fn totals_of(totals: &[i64; 8], alive: Option<u64>, first: [Option<u64>; 2], out: &mut Vec<u8>) {
    for (name, value) in TOTALS.iter().zip(totals) {
        put!(out, "\"{name}\":{value},");
    }
    if let Some(frames) = alive {
        put!(out, "\"time_alive_s\":");
        seconds(Some(frames), out);
        out.push(b',');
    }
    for (at, frame) in first.into_iter().enumerate() {
        put!(out, "{}\"{}\":", if at > 0 { "," } else { "" }, TOTALS[8 + at]);
        seconds(frame, out);
    }
    out.push(b'}');
}

/// Metrics as an analysis of its own would add them: by unit, and one that it does not support.
fn kernels(fight: &Fight, out: &mut Vec<u8>) {
    put!(out, "\"kernels\":{{\"dps\":{{");
    for side in Side::BOTH {
        put!(out, "{}\"{}\":{{", if side == Side::B { "," } else { "" }, side.letter());
        let units: Vec<(usize, &Unit)> = fight.units[side.index()].iter().enumerate().collect();
        list(&units, out, |(at, unit), out| {
            let lived = ms(unit.died.unwrap_or(fight.frames)).max(1);
            put!(out, "\"{at}\":{:.3}", unit.totals[0] as f64 * 1_000.0 / lived as f64);
        });
        out.push(b'}');
    }
    put!(out, "}},\"zone_control\":{{\"supported\":false,\"value\":0.0}}}},");
}

fn events(fight: &Fight, out: &mut Vec<u8>) {
    if fight.events.is_empty() {
        put!(out, "\"events\":null");
        return;
    }
    put!(out, "\"events\":[");
    list(&fight.events, out, event);
    out.push(b']');
}

fn event(Event { frame, data }: &Event, out: &mut Vec<u8>) {
    put!(out, "{{\"t_s\":");
    seconds(Some(*frame), out);
    put!(out, ",\"kind\":\"{}\",\"data\":{{", FAMILIES[data.family()]);
    match *data {
        Data::Hit { by, at, rolled, dealt, crit, before, after } => {
            put!(
                out,
                "\"team\":\"{}\",\"sidx\":{},\"tidx\":{at},\"rolled\":{rolled},\"dealt\":{dealt}",
                by.0.letter(),
                by.1
            );
            put!(out, ",\"crit\":{crit},\"before_hp\":{before},\"after_hp\":{after}");
        }
        Data::Heal { by, on, healed, over, before, after } => {
            pair(by, on, out);
            put!(out, "\"healed\":{healed},\"overheal\":{over},\"before_hp\":{before},\"after_hp\":{after}");
        }
        Data::Shield { on, absorbed } => {
            put!(out, "\"tt\":\"{}\",\"ti\":{},\"absorbed\":{absorbed}", on.0.letter(), on.1);
        }
        Data::Mitigated { by, on, before, after } => {
            pair(by, on, out);
            put!(out, "\"pre_mit\":{before},\"post_pre_shield\":{after}");
        }
        Data::Overkill { by, on, overkill } => {
            pair(by, on, out);
            put!(out, "\"overkill\":{overkill}");
        }
        Data::Parts { by, on, parts: [phys, mag, tru] } => {
            pair(by, on, out);
            put!(out, "\"phys\":{phys},\"mag\":{mag},\"tru\":{tru}");
        }
        Data::Stun { by, on, ms } => {
            pair(by, on, out);
            put!(out, "\"kind\":\"stun\",\"dur\":{}.{:03}", ms / 1_000, ms % 1_000);
        }
        Data::Position { of, x, y } => {
            put!(out, "\"team\":\"{}\",\"idx\":{},\"x\":{x:.1},\"y\":{y:.1}", of.0.letter(), of.1);
        }
    }
    put!(out, "}}}}");
}

fn pair(by: Who, on: Who, out: &mut Vec<u8>) {
    put!(out, "\"st\":\"{}\",\"si\":{},\"tt\":\"{}\",\"ti\":{},", by.0.letter(), by.1, on.0.letter(), on.1);
}

/// A frame's time; -1.0 is "none" (S2).
fn seconds(frame: Option<u64>, out: &mut Vec<u8>) {
    match frame.map(ms) {
        Some(ms) => put!(out, "{}.{:03}", ms / 1_000, ms % 1_000),
        None => put!(out, "-1.0"),
    }
}

fn list<T>(items: &[T], out: &mut Vec<u8>, mut each: impl FnMut(&T, &mut Vec<u8>)) {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        each(item, out);
    }
}
