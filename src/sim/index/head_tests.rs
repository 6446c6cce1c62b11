//! The end of a cut line.

use super::*;

#[test]
fn the_schema_is_found_at_the_end_only_where_it_is_a_member() {
    let schema = |value: &'static str| Tail::Schema(value.as_bytes());
    assert_eq!(tail(b"...],\"schema_version\":\"telemetry_v1\"}"), schema("telemetry_v1"));
    assert_eq!(tail(b"...], \"schema_version\" : \"v2\" } \r"), schema("v2"));
    assert_eq!(tail(b"...]}"), Tail::Closed);
    assert_eq!(tail(b"{\"z\":{\"schema_version\":\"v2\"}}"), Tail::Closed);
    assert_eq!(tail(b"...\\\",\\\"schema_version\\\":\\\"v2\\\"\"}"), Tail::Closed);
    assert_eq!(tail(b"...,\"schema_version\":\"telemetry_v1"), Tail::Open);
    assert_eq!(tail(b"...]"), Tail::Open);
    assert_eq!(tail(b""), Tail::Open);
}

#[test]
fn seeds_are_whole_numbers_of_64_bits() {
    assert_eq!(seed(b"9007199254740993"), Some(9_007_199_254_740_993));
    assert_eq!(seed(b"18446744073709551615"), Some(-1));
    assert_eq!(seed(b"12.0"), Some(12));
    assert_eq!((seed(b"1.5"), seed(b"\"7\""), seed(b"null")), (None, None, None));
}

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
