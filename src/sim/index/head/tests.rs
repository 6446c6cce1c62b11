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
    assert_eq!(seed(b"18446744073709551615"), Some(i128::from(u64::MAX)));
    assert_eq!((seed(b"-1"), seed(b"1e19")), (Some(-1), Some(10_000_000_000_000_000_000)));
    assert_eq!((seed(b"18446744073709551616"), seed(b"-9223372036854775809")), (None, None));
    assert_eq!(seed(b"12.0"), Some(12));
    assert_eq!((seed(b"1.5"), seed(b"\"7\""), seed(b"null")), (None, None, None));
}
