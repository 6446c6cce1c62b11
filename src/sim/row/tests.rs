//! Rows opened: what is named is typed, what is not is kept, what is damaged is opened as far as it goes.

use super::*;
use crate::sim::generate::{Options, generate};
use serde_json::json;

fn lines(options: &Options) -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    generate(options, &mut out).unwrap();
    out.split(|&b| b == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

fn parse(value: &Value) -> Row {
    Row::parse(value.to_string().as_bytes()).unwrap()
}

#[test]
fn a_whole_row_is_typed() {
    for sorted in [false, true] {
        let options = Options { rows: 1, events: 40, kernels: true, sorted, ..Options::default() };
        let row = Row::parse(&lines(&options)[0]).unwrap();
        assert_eq!((row.fault, row.schema.as_deref()), (None, Some("telemetry_v1")));
        assert_eq!(row.context.rosters.each_ref().map(Vec::len), [5, 5]);
        assert_eq!(row.context.arena, Some(Arena { x: 0.0, y: 0.0, w: 800.0, h: 600.0 }));
        assert_eq!(row.context.spawns[1][0], [680.0, 80.0]);
        assert!(row.context.extra.is_empty() && row.extra.is_empty());
        let outcome = row.outcome.as_ref().unwrap();
        assert!(outcome.winner().is_some() && outcome.extra.is_empty());
        let damage = |totals: &Totals| totals.get("damage").unwrap();
        let sum: f64 = row.units[0].as_ref().unwrap().iter().map(damage).sum();
        assert_eq!(sum, damage(row.teams[0].as_ref().unwrap()));
        let hit = row.events.list().iter().find(|event| event.kind == "hit_applied").unwrap();
        assert_eq!(hit.target().unwrap().side, hit.source().unwrap().side.other());
        assert!(row.seen().iter().any(|(kind, n)| *kind == "position" && *n > 0));
    }
}

#[test]
fn absent_is_not_zero_and_minus_one_is_none() {
    let row = parse(
        &json!({"context": {}, "aggregates": {"teams": {"player": {"damage": 4.0, "first_hit_s": -1.0, "x": 1}}, "pair_set": [1]}, "events": []}),
    );
    let totals = row.teams[0].as_ref().unwrap();
    assert_eq!((totals.get("damage"), totals.get("first_hit_s"), totals.get("kills")), (Some(4.0), None, None));
    assert_eq!(totals.extra["x"], json!(1));
    assert!(row.teams[1].is_none() && row.units[0].is_none() && row.outcome.is_none());
    assert_eq!((row.events.reason(), row.namespaces["pair_set"].clone()), (Some("`events` is empty"), json!([1])));
    assert_eq!(parse(&json!({"context": {}})).events, Events::Absent);
    assert_eq!(parse(&json!({"context": {}, "events": null, "more": 2})).extra["more"], json!(2));
}

#[test]
fn sides_and_indices_have_several_names() {
    let event =
        |data: Value| Event { t_s: None, kind: "x".into(), data: data.as_object().unwrap().clone(), extra: Map::new() };
    let who = |side, index| Some(Who { side, index });
    let hit = event(json!({"team": "enemy", "sidx": 1, "tidx": 2}));
    assert_eq!((hit.source(), hit.target()), (who(Side::B, Some(1)), who(Side::A, Some(2))));
    let heal = event(json!({"st": "a", "si": 0.0, "tt": "team_a", "ti": 3}));
    assert_eq!((heal.source(), heal.target()), (who(Side::A, Some(0)), who(Side::A, Some(3))));
    let odd = event(json!({"team": "a", "sidx": -1, "pos": {"x": 1, "y": 2.5}}));
    assert_eq!((odd.source(), odd.target(), odd.position()), (who(Side::A, None), None, Some([1.0, 2.5])));
    assert_eq!(event(json!({"pos": [3, 4]})).position(), Some([3.0, 4.0]));
}

#[test]
fn a_damaged_row_opens_as_far_as_it_goes() {
    let line = &lines(&Options { rows: 1, events: 80, ..Options::default() })[0];
    let whole = Row::parse(line).unwrap();
    let row = Row::parse(&line[..line.len() - 1_000]).unwrap();
    assert_eq!((row.teams, row.fault.map(|fault| fault.kind)), (whole.teams, Some(FaultKind::Ends)));
    let seen = row.events.list();
    assert!(seen.len() > 20 && seen == &whole.events.list()[..seen.len()]);
    assert_eq!(Row::parse(b"{\"a\":1}").unwrap_err().kind, FaultKind::NoContext);
    assert!(Row::parse(b"[]").is_err() && Row::parse(b"").is_err());
}

#[test]
fn other_namespaces_become_a_tree_and_unit_maps_tables() {
    let row = parse(&json!({
        "context": {"team_a_ids": ["monk", "bard"], "team_b_ids": ["golem"]},
        "aggregates": {"rga": {
            "focus": {"a": {"bard": 1.5, "0": null}, "b": [2]},
            "zones": {"supported": false, "value": 0},
            "list": [1, {"x": null}],
        }},
    }));
    let tree = tree(&row);
    let Node::Branches(rga) = &tree[0].node else { panic!("no branches") };
    assert_eq!(
        rga[0].node,
        Node::Units(vec![(Side::A, 0, None), (Side::A, 1, Some(json!(1.5))), (Side::B, 0, Some(json!(2)))])
    );
    assert!(matches!(&rga[1].node, Node::Unsupported(members) if members.len() == 2));
    assert!(matches!(&rga[2].node, Node::Branches(items) if items[1].name == "[1]"));
}

#[test]
fn equal_times_are_no_clock() {
    let at = |t_s| Event { t_s, kind: String::new(), data: Map::new(), extra: Map::new() };
    assert!(order_only(&[at(Some(0.0)), at(Some(0.0))]) && !order_only(&[at(Some(0.0)), at(Some(1.0))]));
    assert!(!order_only(&[]) && !order_only(&[at(Some(0.0))]));
}
