//! Lines as they are, and as they should not be.

use super::*;
use crate::et::config::Side;

fn read(line: &str) -> (Result<Row, String>, Vec<String>) {
    let (mut memory, mut notes) = (Memory::default(), Vec::new());
    let row = row(line.as_bytes(), &mut memory, &mut notes);
    (row, notes)
}

fn said(line: &str, memory: &mut Memory) -> (Said, Vec<String>) {
    let mut notes = Vec::new();
    match row(line.as_bytes(), memory, &mut notes) {
        Ok(Row::Sample(sample)) => (sample.said(&memory.words), notes),
        other => panic!("{line}: {other:?}"),
    }
}

fn row_of(line: &str) -> EventRow {
    match read(line).0 {
        Ok(Row::Event(row)) => row,
        other => panic!("{line}: {other:?}"),
    }
}

fn event_of(line: &str) -> Event {
    row_of(line).event
}

fn sample_of(line: &str) -> (Said, Vec<String>) {
    said(line, &mut Memory::default())
}

fn error_of(line: &str) -> String {
    match read(line).0 {
        Err(error) => error,
        Ok(row) => panic!("{line}: {row:?}"),
    }
}

#[test]
fn times_are_whole_milliseconds_and_t_ms_wins() {
    let time = |fields: &str| event_of(&format!("{{\"type\":\"wave\",{fields}}}")).t;
    assert_eq!(time("\"t\":15.6004"), Time(15_600));
    assert_eq!(time("\"t\":15.6009"), Time(15_601));
    assert_eq!(time("\"t\":12.5,\"t_ms\":12600"), Time(12_600));
    assert_eq!(time("\"t_ms\":12600.0"), Time(12_600));
    assert_eq!(time("\"t\":12.5,\"t_ms\":null"), Time(12_500));
    assert_eq!(time("\"t\":-1.5"), Time(-1_500));
}

#[test]
fn a_line_without_a_usable_time_names_the_field() {
    for (fields, word) in [
        ("\"x\":1", "neither `t` nor `t_ms`"),
        ("\"t\":\"NaN\"", "`t` is text"),
        ("\"t\":1e300", "`t` is 1e300"),
        ("\"t_ms\":[1]", "`t_ms` is a list"),
        ("\"t_ms\":true", "`t_ms` is true or false"),
    ] {
        let error = error_of(&format!("{{\"type\":\"wave\",{fields}}}"));
        assert!(error.contains(word), "{error}");
    }
}

#[test]
fn what_is_no_object_is_said_plainly() {
    for (line, word) in [
        ("[1,2]", "not a JSON object"),
        ("3", "not a JSON object"),
        ("{\"t\":NaN,\"type\":\"kill\"}", "not JSON: expected value (column 6)"),
        ("{\"t\":1,\"type\":\"ki", "EOF while parsing"),
        ("{\"t\":1,\"type\":\"wave\"}{\"t\":2}", "trailing characters"),
        ("{\"t\":1e999,\"type\":\"wave\"}", "number out of range"),
        ("\0\0\0", "NUL bytes"),
        ("{\"t\":1}", "neither an event (no `type`) nor a snapshot"),
        ("{\"t\":1,\"type\":7}", "`type` is a number"),
        ("{\"t\":1,\"type\":\"wave\",\"round_id\":[]}", "`round_id` is a list"),
    ] {
        let error = error_of(line);
        assert!(error.contains(word), "{line:?}: {error}");
    }
}

#[test]
fn lines_are_told_apart_by_what_they_hold() {
    let both = "{\"t\":1,\"client\":3,\"alive\":true,\"team\":\"AXIS\",\"pos\":[1,2,3]";
    assert!(matches!(read(&format!("{both}}}")).0, Ok(Row::Sample(_))));
    assert!(matches!(read(&format!("{both},\"type\":\"spawn\"}}")).0, Ok(Row::Event(_))));
    assert!(matches!(read(&format!("{both},\"extra\":{{\"type\":\"x\"}}}}")).0, Ok(Row::Sample(_))));
    assert!(matches!(read(&format!("{both},\"t\\u0079pe\":\"spawn\"}}")).0, Ok(Row::Event(_))));
}

#[test]
fn whoever_is_no_client_is_other_and_never_an_error() {
    let kill = |fields: &str| {
        let row = row_of(&format!("{{\"t\":1,\"type\":\"kill\",{fields}}}"));
        (row.by, row.to)
    };
    assert_eq!(kill("\"killer\":3,\"victim\":4"), (Ref::Client(3), Ref::Client(4)));
    assert_eq!(kill("\"attacker\":3,\"victim\":4"), (Ref::Client(3), Ref::Client(4)));
    assert_eq!(kill("\"killer\":null,\"attacker\":3,\"victim\":4.0"), (Ref::Client(3), Ref::Client(4)));
    assert_eq!(kill("\"killer\":1022,\"attacker\":3,\"victim\":4"), (Ref::Other, Ref::Client(4)));
    assert_eq!(kill("\"victim\":63"), (Ref::Nobody, Ref::Client(63)));
    assert_eq!(kill("\"killer\":64,\"victim\":-1"), (Ref::Other, Ref::Other));
    assert_eq!(kill("\"killer\":\"tank\",\"victim\":[4]"), (Ref::Other, Ref::Other));
    assert_eq!(kill("\"killer\":2.5,\"victim\":1e300"), (Ref::Other, Ref::Other));
}

#[test]
fn whoever_can_be_nobody_at_all_is_told() {
    let told = |fields: &str| read(&format!("{{\"t\":1,{fields}}}")).1;
    let none: [&str; 0] = [];
    for fine in ["\"killer\":3,\"victim\":4", "\"killer\":1022,\"victim\":4.0", "\"killer\":null,\"victim\":63"] {
        assert_eq!(told(&format!("\"type\":\"kill\",{fine}")), none, "{fine}");
    }
    for (fields, notes) in [
        ("\"killer\":\"3\",\"victim\":4", ["`killer` is text, not a slot from 0 to 63"].as_slice()),
        (
            "\"killer\":-1,\"victim\":2.5",
            &["`killer` is -1, not a slot from 0 to 63", "`victim` is 2.5, not a slot from 0 to 63"],
        ),
        ("\"attacker\":[3],\"victim\":4", &["`attacker` is a list, not a slot from 0 to 63"]),
        ("\"killer\":3", &["a kill without `victim`: nobody's death"]),
        ("\"killer\":3,\"victim\":null", &["a kill without `victim`: nobody's death"]),
    ] {
        assert_eq!(told(&format!("\"type\":\"kill\",{fields}")), notes, "{fields}");
    }
    assert_eq!(
        told("\"type\":\"revive\",\"client\":true,\"victim\":3"),
        ["`client` is true or false, not a slot from 0 to 63"]
    );
    assert_eq!(told("\"type\":\"vehicle\",\"attacker\":\"tank\""), none, "another type's fields are its own");
}

#[test]
fn unknown_types_and_fields_are_kept_for_the_log() {
    let row = event_of(
        "{\"t\":1,\"type\":\"vehi\\u001bcle\",\"attacker\":\"tank\",\"entity\":70,\"extra\":{\"a\":[1,{\"b\":null}]}}",
    );
    assert_eq!(row.kind, Kind::Other("vehicle".into()));
    assert_eq!(row.details().rest.as_deref(), Some("entity=70 extra={\"a\":[1,{\"b\":null}]} attacker=tank"));
    let odd = event_of("{\"t\":1,\"type\":\"round_end\",\"winner\":\"nobody\",\"dist\":3}");
    let odd = odd.details();
    assert_eq!((odd.winner, odd.dist, odd.rest.as_deref()), (None, None, Some("winner=nobody dist=3")));
    let long = event_of(&format!("{{\"t\":1,\"type\":\"chat\",\"text\":\"{}\"}}", "é".repeat(5_000_000)));
    assert!(long.details().rest.as_ref().unwrap().len() < 260);
}

#[test]
fn a_sample_says_what_it_knows() {
    let (sample, notes) = sample_of(
        "{\"t\":1,\"client\":3,\"team\":\"allies\",\"alive\":true,\"pos\":[1,2.5,-3],\"yaw\":-90,\"hp\":109,\
         \"carry\":\"docs\",\"los\":[4,5,63,70],\"class\":\"medic\",\"weapon\":8}",
    );
    assert_eq!(sample.team.and_then(Team::side).map(Side::as_str), Some("ALLIES"));
    assert_eq!((sample.pos, sample.yaw, sample.hp), (Some([1.0, 2.5, -3.0]), -90.0, Some(109)));
    assert_eq!(sample.los, Some(1 << 4 | 1 << 5 | 1 << 63));
    assert_eq!((sample.carry, sample.weapon.is_some()), (Some(true), true));
    assert!(notes.is_empty());
}

#[test]
fn a_wrong_optional_field_costs_only_itself() {
    let (sample, notes) = sample_of(
        "{\"t\":1,\"client\":3,\"team\":7,\"alive\":1,\"pos\":[1,\"x\",3],\"yaw\":\"north\",\"hp\":{},\"los\":\"all\"}",
    );
    assert!(sample.alive && sample.team.is_none() && sample.pos.is_none() && sample.yaw.is_nan());
    assert_eq!((sample.hp, sample.los, sample.carry), (None, None, None));
    assert_eq!(notes.len(), 4, "{notes:?}");
    let (far, notes) = sample_of("{\"t\":1,\"client\":3,\"alive\":true,\"pos\":[1e300,0,0]}");
    assert_eq!((far.pos, notes.len()), (None, 1));
    let (bare, notes) = sample_of("{\"t\":1,\"client\":3,\"alive\":false,\"pos\":null,\"yaw\":null,\"los\":null}");
    assert!(bare.pos.is_none() && notes.is_empty());
}

#[test]
fn a_sample_needs_its_client_and_its_state() {
    for (line, word) in [
        ("{\"t\":1,\"client\":\"3\",\"alive\":true}", "`client` is text"),
        ("{\"t\":1,\"client\":-1,\"alive\":true}", "`client` is -1"),
        ("{\"t\":1,\"client\":3}", "`alive` is missing"),
        ("{\"t\":1,\"client\":3,\"alive\":\"yes\"}", "`alive` is text"),
        ("{\"client\":3,\"alive\":true}", "neither `t` nor `t_ms`"),
    ] {
        assert!(error_of(line).contains(word), "{}", error_of(line));
    }
    assert!(matches!(read("{\"t\":1,\"client\":70,\"alive\":true}").0, Ok(Row::Entity)));
}

#[test]
fn carrying_says_nothing_or_something() {
    let carries =
        |value: &str| sample_of(&format!("{{\"t\":1,\"client\":3,\"alive\":true,\"carry\":{value}}}")).0.carry;
    assert_eq!(
        [carries("null"), carries("false"), carries("0"), carries("\"\"")],
        [None, Some(false), Some(false), Some(false)]
    );
    assert_eq!([carries("true"), carries("1"), carries("\"gold\"")], [Some(true); 3]);
}
