//! The walk against `serde_json`: the same texts are accepted, at any damage, and numbers are the same.

use super::*;
use proptest::prelude::*;
use serde_json::Value;

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC*".prop_map(Value::from),
        "[\\x00-\\x7f\"\\\\]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-z\"\\\\]{0,4}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Accepted as one value with nothing behind it.
fn accepts(bytes: &[u8]) -> Result<(), Fault> {
    let mut cursor = Cursor::new(bytes);
    cursor.skip_at_depth(0)?;
    cursor.end()
}

fn agree(bytes: &[u8]) {
    let (ours, theirs) = (accepts(bytes), serde_json::from_slice::<Value>(bytes));
    assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?}: {ours:?} against {theirs:?}", String::from_utf8_lossy(bytes));
}

proptest! {
    #[test]
    fn what_is_json_is_passed_over_whole(value in json(), pretty: bool) {
        let text = if pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) }.unwrap();
        agree(&text);
        for cut in 0..text.len().min(60) {
            agree(&text[..cut]);
        }
    }

    #[test]
    fn damage_is_seen_where_serde_sees_it(value in json(), at: prop::sample::Index, byte: u8, more: u8) {
        let mut text = serde_json::to_vec(&value).unwrap();
        let at = at.index(text.len());
        text[at] = byte;
        agree(&text);
        text.insert(at, more);
        agree(&text);
    }

    #[test]
    fn numbers_round_correctly(value: f64, small in -1_000_000i64..1_000_000, decimals in 0usize..7) {
        let text = value.to_string();
        prop_assume!(value.is_finite());
        prop_assert_eq!(parse_number(text.as_bytes()).to_bits(), value.to_bits());
        let text = format!("{:.decimals$}", small as f64 / 1e3);
        prop_assert_eq!(parse_number(text.as_bytes()), text.parse::<f64>().unwrap());
    }

    #[test]
    fn the_short_way_to_a_number_is_the_long_one(text in "-?[0-9.e]{1,18}[,} ]?") {
        // A number is never the last of a row: something always follows.
        let text = format!("{text}                ");
        let short = Cursor::new(text.as_bytes()).short_number();
        let mut long = Cursor::new(text.as_bytes());
        if let Some(short) = short {
            prop_assert_eq!(long.number_raw().map(parse_number), Ok(short));
            let mut again = Cursor::new(text.as_bytes());
            again.short_number();
            prop_assert_eq!(again.at(), long.at());
        } else if let Some(number) = text.trim_end().strip_suffix(',')
            && number.trim_start_matches('-').split('.').all(|part| part.len() <= 7) && !number.contains('e')
        {
            prop_assert!(long.number_raw().is_err() || long.at() < number.len(), "{} was not taken", text);
        }
    }
}

#[test]
fn corners_of_the_grammar() {
    for text in [
        "0",
        "-0",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "1E5",
        "1e999",
        "-1e-999",
        "1.5e308",
        "2e308",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"\\udc00\"",
        "\"\\u12\"",
        "\"\\x\"",
        "\"a\tb\"",
        "[1,]",
        "[,1]",
        "{\"a\":1,}",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{1:2}",
        "[1 2]",
        "[1}",
        "{\"a\":[}",
        "tru",
        "nulll",
        "[true,false,null]",
        "  {} ",
        "{} x",
        "",
        " ",
        "\u{feff}{}",
    ] {
        agree(text.as_bytes());
    }
    agree(b"\"\xff\"");
    agree(b"\"\xc3\"");
    agree(&[b"1".as_slice(), &b"0".repeat(400)].concat());
    for depth in [126, 127, 128, 200] {
        agree(&[b"[".repeat(depth), b"]".repeat(depth)].concat());
    }
}

#[test]
fn half_a_line_is_told_from_a_wrong_one() {
    for text in ["{\"a\": [1, 2", "{\"a\": \"x", "{\"a\": tr", "{\"a\": -", "{\"a", "{\"a\":\"\\u00"] {
        assert_eq!(accepts(text.as_bytes()).unwrap_err().kind, FaultKind::Ends, "{text}");
    }
    assert_eq!(accepts(b"{\"a\": x}").unwrap_err(), Fault { kind: FaultKind::Value, at: 6 });
    assert_eq!(unescape(br"a\u00e9\n"), "aé\n");
}
