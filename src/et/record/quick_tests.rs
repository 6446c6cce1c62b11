//! The reader of the usual lines says what the general one says, or nothing.

use super::super::{Learnt, Memory, Row, row, row_in_general};
use super::*;
use proptest::prelude::*;
use std::sync::Arc;

/// What both readers say of a line, words spelt out; the quick one may say nothing.
fn both(line: &[u8]) -> (Option<String>, Result<String, String>) {
    let mut words = Words::default();
    let quick = match sample(line, &mut words, &mut Order::default()) {
        Some(row) => Some(told(&row, &words)),
        None => event(line, &mut words, &mut Order::default()).map(|row| told_event(&row, &words)),
    };
    let (mut words, mut notes) = (Words::default(), Vec::new());
    let general = row_in_general(line, &mut words, &mut notes).map(|row| match row {
        Row::Sample(row) => format!("{}{}", told(&row, &words), notes.concat()),
        Row::Event(row) => format!("{}{}", told_event(&row, &words), notes.concat()),
        Row::Entity => "an entity".to_owned(),
    });
    (quick, general)
}

fn told(row: &SampleRow, words: &Words) -> String {
    let (list, rounds) = words.parts();
    let word = |id: Option<WordId>| id.and_then(|id| id.of(list)).map(Arc::to_string);
    let row = row.said(words);
    let plain = Said { class: None, weapon: None, ..row.clone() };
    // Bits, not digits: a double one step off would print the same.
    let bits = |number: f64| number.to_bits();
    let numbers = (bits(row.yaw), row.pos.map(|point| point.map(bits)));
    format!("{plain:?} {numbers:?} {:?} {:?} {rounds:?}", word(row.class), word(row.weapon))
}

fn told_event(row: &EventRow, words: &Words) -> String {
    format!("{row:?} {:?} {:?}", row.event.dmg.map(f64::to_bits), words.parts().1)
}

fn spelt(row: Row, words: &Words) -> String {
    match row {
        Row::Sample(row) => told(&row, words),
        Row::Event(row) => told_event(&row, words),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_usual_lines_are_read_without_the_general_reader() {
    for line in [
        r#"{"t":0.6,"t_ms":600,"client":1,"team":"AXIS","alive":true,"pos":[-1400,-80,41.5],"vel":[0,0,0],"yaw":0.0,"pitch":-3.25,"hp":109,"class":"medic","weapon":3,"carry":false,"los":[],"round_id":"r1","level_ms":3625,"pm":0,"limbo":false,"gs":0}"#,
        r#"{"client": 63, "alive": false, "team": "spectator", "t": 12, "weapon": "MP 40", "map": "radar"}"#,
        r#"{"t_ms":-5,"client":0,"alive":true,"los":[4,63,70,-1,2.5],"state":"down","hp":-40000}"#,
        r#"{"t":10.025,"type":"weapon_fire","attacker":3,"weapon":"MP40","map":"towpath","round_id":"demo-r1"}"#,
        r#"{"t":11.1,"t_ms":11125,"type":"damage","attacker":5,"victim":11,"weapon":8,"mod":"MOD_STEN","dmg":50}"#,
        r#"{"type": "kill", "t": 2, "killer": 8, "attacker": 9, "victim": 5, "round_id": "a round with a long name"}"#,
        r#"{"t":16.75,"type":"objective","client":7,"action":"plant","objective":"crane","pos":[400.9,-876.3,24]}"#,
        r#"{"t":0.5,"type":"spawn","client":0,"revived":false,"team":"AXIS","class":"medic","map":" "}"#,
        r#"{"t":0,"type":"round_end"}"#,
    ] {
        let (quick, general) = both(line.as_bytes());
        assert!(quick.is_some(), "{line}");
        assert_eq!(quick, general.ok(), "{line}");
    }
}

#[test]
fn whatever_is_unusual_is_left_to_the_general_reader() {
    let usual = r#"{"t":1,"client":3,"alive":true,"yaw":X}"#;
    for value in
        ["1e3", "01", "1.", "-", ".5", "null", "\"north\"", "[1]", "{}", "1234567890123456", "2000000", "1\u{a0}"]
    {
        let line = usual.replace('X', value);
        assert_eq!(both(line.as_bytes()).0, None, "{line}");
    }
    for line in [
        r#"{"t":1,"client":3,"alive":true} "#,
        r#"{"t":1,"client":3,"alive":true"#,
        r#"{"t":1,"client":3,"alive":true,}"#,
        r#"{"t":1,"client":3,"alive":true,"type":"spawn"}"#,
        r#"{"t":1,"client":3,"alive":true,"team":"red"}"#,
        r#"{"t":1,"client":3,"alive":true,"class":"me\u0064ic"}"#,
        r#"{"t":1,"client":3,"alive":true,"pos":[1,2]}"#,
        r#"{"t":1,"client":3,"alive":true,"pos":[1,2,3,4]}"#,
        r#"{"t":1,"client":3,"alive":true,"pos":[1,2,30000000]}"#,
        r#"{"t":1,"client":64,"alive":true}"#,
        r#"{"t":1,"client":3}"#,
        r#"{"t":1,"type":"kill","killer":1022,"victim":3}"#,
        r#"{"t":1,"type":"kill","killer":"world","victim":3}"#,
        r#"{"t":1,"type":"kill","victim":3,"headshot":true}"#,
        r#"{"t":1,"type":"kill","killer":3}"#,
        r#"{"t":1,"type":"player","client":3,"name":"hob"}"#,
        r#"{"t":1,"type":"teleport","client":3}"#,
        r#"{"t":1,"type":"spawn","client":3,"revived":0}"#,
        r#"{"type":"kill","victim":3}"#,
        r#"{}"#,
        "",
    ] {
        assert_eq!(both(line.as_bytes()).0, None, "{line}");
    }
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (-5000i64..5000).prop_map(|n| n.to_string()),
        (-5000i64..5000, 0u32..1000).prop_map(|(n, f)| format!("{n}.{f}")),
        any::<f64>().prop_map(|n| n.to_string()),
        "-?[0-9]{1,17}(\\.[0-9]{0,4})?(e-?[0-9]{1,3})?",
    ]
}

fn value() -> impl Strategy<Value = String> {
    let list = prop::collection::vec(number(), 0..5).prop_map(|list| format!("[{}]", list.join(",")));
    prop_oneof![
        4 => number(),
        2 => "\"[ -~]{0,6}\"",
        1 => "\"(AXIS|allies|SPEC|down|medic|r1| |kill|damage|a word of more letters)\"",
        1 => prop_oneof![Just("true"), Just("false"), Just("null"), Just("{}")].prop_map(str::to_owned),
        2 => list,
    ]
}

fn field() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        Just("t"),
        Just("t_ms"),
        Just("client"),
        Just("team"),
        Just("alive"),
        Just("state"),
        Just("pos"),
        Just("yaw"),
        Just("hp"),
        Just("carry"),
        Just("los"),
        Just("class"),
        Just("weapon"),
        Just("round_id"),
        Just("map"),
        Just("type"),
        Just("victim"),
        Just("killer"),
        Just("attacker"),
        Just("dmg"),
        Just("mod"),
        Just("revived"),
        Just("action"),
        Just("vel"),
        Just("x"),
    ];
    (key, value(), " {0,1}").prop_map(|(key, value, space)| format!("\"{key}\":{space}{value}"))
}

/// A line that is mostly right, with other fields anywhere in it.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![sample_line(), event_line()]
}

fn event_line() -> impl Strategy<Value = String> {
    let known = prop_oneof![
        (0..70u8).prop_map(|n| format!("\"attacker\":{n}")),
        (0..70u8).prop_map(|n| format!("\"victim\":{n}")),
        (0..70u8).prop_map(|n| format!("\"client\":{n}")),
        (0..70u8).prop_map(|n| format!("\"killer\":{n}")),
        number().prop_map(|n| format!("\"dmg\":{n}")),
        "\"(weapon|mod|class|action|objective)\":\"[ -~]{0,12}\"",
        "\"(weapon|mod|class)\":[0-9]{1,3}",
        "\"team\":\"(AXIS|ALLIES|SPEC)\"",
        "\"(map|round_id)\":\"(r1|r2|radar| )\"",
        "\"revived\":(true|false)",
        (number(), number()).prop_map(|(x, y)| format!("\"pos\":[{x},{y},24]")),
        field(),
    ];
    let kind = "(kill|damage|weapon_fire|spawn|objective|wave|other)";
    (number(), kind, prop::collection::vec(known, 0..6)).prop_map(|(t, kind, fields)| {
        let mut parts = vec![format!("\"t\":{t}"), format!("\"type\":\"{kind}\"")];
        parts.extend(fields);
        format!("{{{}}}", parts.join(","))
    })
}

fn sample_line() -> impl Strategy<Value = String> {
    (prop::collection::vec(field(), 0..6), 0..70u8, any::<bool>(), number(), any::<prop::sample::Index>()).prop_map(
        |(mut fields, client, alive, t, at)| {
            let base = format!("\"t\":{t},\"client\":{client},\"alive\":{alive}");
            fields.insert(at.index(fields.len() + 1), base);
            format!("{{{}}}", fields.join(","))
        },
    )
}

/// Lines of a recorder: the same players in nearly the same order, written alike but for their numbers.
fn recorded() -> impl Strategy<Value = Vec<String>> {
    let plain = prop_oneof![
        8 => (-3000i64..3000, 0u32..12).prop_map(|(n, f)| if f < 10 { format!("{n}.{f}") } else { n.to_string() }),
        1 => number(),
        1 => Just("0".to_owned()),
        1 => Just("-0".to_owned()),
        1 => "0[0-9]{1,3}(\\.[0-9])?",
    ];
    let los = prop_oneof![3 => Just("[]"), 1 => Just("[4]"), 1 => Just("[4,63, 7]"), 1 => Just("[1,2,3,4,5,6,7,8,9]")];
    let word = prop_oneof![9 => Just("MP40"), 1 => Just("a weapon of a longer name"), 1 => Just("")];
    let change = prop_oneof![
        20 => Just(("", "")),
        1 => Just(("\"alive\":true", "\"alive\":false")),
        1 => Just(("AXIS", "ALLIES")),
        1 => Just((",\"yaw\"", ", \"yaw\"")),
        1 => Just(("[", "[ ")),
        1 => Just(("}", ",\"map\":\"m\"}")),
        1 => Just(("r1", "r2")),
        1 => Just(("\"x\"", "\"y\"")),
        1 => Just(("}", "")),
    ];
    let line = (prop::collection::vec(plain, 8), los, word, change, 0..40u8);
    (2..5u8, any::<bool>(), prop::collection::vec(line, 4..30)).prop_map(|(players, short, lines)| {
        let mut client = 0;
        lines
            .into_iter()
            .map(|(n, los, word, (from, to), skip)| {
                client = (client + if skip == 0 { 2 } else { 1 }) % players;
                let end = if short { String::new() } else { format!(",\"weapon\":\"{word}\",\"round_id\":\"r1\"") };
                let line = format!(
                    "{{\"t\":{},\"client\":{client},\"team\":\"AXIS\",\"alive\":true,\"pos\":[{},{},{}],\"vel\":[{},0],\"yaw\":{},\"hp\":{},\"los\":{los},\"x\":{}{end}}}",
                    n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]
                );
                line.replacen(from, to, if from.is_empty() { 0 } else { 1 })
            })
            .collect()
    })
}

#[test]
fn a_recorders_lines_are_read_by_what_stays_in_them() {
    let mut memory = Memory::default();
    let mut read = |text: &str| {
        let again = memory.sample_again(format!("{text}\nwhatever follows them").as_bytes());
        if again.is_none() {
            row(text.as_bytes(), &mut memory, &mut Vec::new()).unwrap();
        }
        again.is_some()
    };
    let line = |tick: i32, client: i32, word: &str, los: &str| {
        let (t, x, y) = (f64::from(tick) / 10.0, client * 100 - tick * 7, f64::from(tick * client) / 8.0);
        format!(
            r#"{{"t":{t},"client":{client},"alive":true,"pos":[{x},{y},24],"los":{los},"weapon":"{word}","gs":{tick}}}"#
        )
    };
    for tick in 0..50 {
        for client in [3, 5, 40] {
            let los = ["[]", "[4]", "[4,63]"][tick as usize % 3];
            // That the first player comes behind the last one is only known once it was so.
            let known = tick > 1 || (tick == 1 && client != 3);
            assert_eq!(read(&line(tick, client, "MP40", los)), known, "{tick} {client}");
        }
    }
    // A word that differs once costs its line, one that stays costs two.
    let words = ["STEN", "MP40", "STEN", "STEN", "STEN"];
    for (tick, (word, known)) in (50..).zip(words.into_iter().zip([false, true, false, false, true])) {
        let all = [(3, word), (5, "MP40"), (40, "MP40")].map(|(client, word)| read(&line(tick, client, word, "[]")));
        assert_eq!(all, [known, true, true], "{tick}");
    }
    // What was learnt before is still known.
    assert_eq!(
        ["MP40", "STEN", "MP40"].map(|word| [3, 5, 40].map(|client| read(&line(
            55,
            client,
            if client == 3 { word } else { "MP40" },
            "[]"
        )))),
        [[true; 3]; 3]
    );
    // Somebody who is gone costs a line.
    for (tick, known) in [(56, false), (57, true)] {
        assert_eq!(
            [(3, "STEN"), (40, "MP40")].map(|(client, word)| read(&line(tick, client, word, "[]"))),
            [true, known]
        );
    }
}

/// Holds lines that follow one another to what each of them means alone. At every `cut`th line another chunk begins, for
/// which a reader keeps what it learnt, but none of its words.
fn same(lines: &[String], cut: usize) -> Result<(), TestCaseError> {
    let (mut quick, mut general, mut notes) = (Memory::default(), Words::default(), Vec::new());
    let text = lines.iter().fold(String::new(), |text, line| text + line + "\n");
    let mut ahead = text.as_bytes();
    for (number, line) in lines.iter().enumerate() {
        if number % cut == cut - 1 {
            let learnt = Learnt::default();
            learnt.keep(quick.again);
            (quick, general) = (Memory::with(learnt.take()), Words::default());
        }
        let again = quick.sample_again(ahead).filter(|(_, length)| ahead.get(*length) == Some(&b'\n'));
        let first = match again {
            Some((sample, length)) => {
                prop_assert_eq!(length, line.len());
                Ok(told(&sample, &quick.words))
            }
            None => row(line.as_bytes(), &mut quick, &mut notes).map(|row| spelt(row, &quick.words)),
        };
        let second = row_in_general(line.as_bytes(), &mut general, &mut notes).map(|row| spelt(row, &general));
        prop_assert_eq!(first, second);
        ahead = ahead.get(line.len() + 1..).unwrap_or_default();
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn samples_like_earlier_ones_mean_what_they_mean_alone(lines in recorded(), cut in 3..40usize) {
        same(&lines, cut)?;
    }

    #[test]
    fn what_is_accepted_means_what_the_general_reader_says(line in line()) {
        if let (Some(quick), general) = both(line.as_bytes()) {
            prop_assert_eq!(Ok(quick), general);
        }
    }

    /// What one line leaves behind (the order of keys, words met) changes nothing about the next.
    #[test]
    fn lines_after_one_another_mean_what_they_mean_alone(
        lines in prop::collection::vec((line(), any::<bool>()), 2..6), cut in 2..6usize,
    ) {
        let mut all: Vec<String> = Vec::new();
        for (line, again) in lines {
            let line = all.last().filter(|_| again).cloned().unwrap_or(line);
            all.push(line);
        }
        same(&all, cut)?;
    }

    /// A byte changed, cut or doubled somewhere.
    #[test]
    fn damaged_lines_are_never_taken_for_others(
        line in line(), at in any::<prop::sample::Index>(), byte in any::<u8>(), how in 0..3u8,
    ) {
        let mut bytes = line.into_bytes();
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => bytes.truncate(at),
            _ => bytes.insert(at, byte),
        }
        if let (Some(quick), general) = both(&bytes) {
            prop_assert_eq!(Ok(quick), general);
        }
    }
}
