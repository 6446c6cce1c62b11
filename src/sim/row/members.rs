//! The named members of a row. What is absent, of another type or beside `supported: false` is `None`, never 0 (S1, S2).

use crate::sim::Side;
use serde_json::{Map, Value};

/// Takes a member out as what is asked for; a value of another type stays where it is.
pub(super) fn member<T: Take>(map: &mut Map<String, Value>, key: &str) -> Option<T> {
    let taken = map.get(key).and_then(T::take)?;
    map.shift_remove(key);
    Some(taken)
}

/// What can be read from a value.
pub(super) trait Take: Sized {
    fn take(value: &Value) -> Option<Self>;
}

impl Take for f64 {
    fn take(value: &Value) -> Option<f64> {
        value.as_f64()
    }
}

impl Take for String {
    fn take(value: &Value) -> Option<String> {
        value.as_str().map(str::to_owned)
    }
}

impl Take for Vec<String> {
    fn take(value: &Value) -> Option<Vec<String>> {
        let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        Some(value.as_array()?.iter().map(text).collect())
    }
}

impl Take for Map<String, Value> {
    fn take(value: &Value) -> Option<Map<String, Value>> {
        value.as_object().cloned()
    }
}

impl Take for Vec<[f64; 2]> {
    /// Points; one that is none of two numbers is left out by giving up the list, so that it stays visible as it is.
    fn take(value: &Value) -> Option<Vec<[f64; 2]>> {
        let point = |item: &Value| Some([item.get(0)?.as_f64()?, item.get(1)?.as_f64()?]);
        value.as_array()?.iter().map(point).collect()
    }
}

impl Take for Arena {
    fn take(value: &Value) -> Option<Arena> {
        let number = |key: &str| value.get(key)?.as_f64();
        Some(Arena { x: number("x")?, y: number("y")?, w: number("w")?, h: number("h")? })
    }
}

impl Take for Value {
    fn take(value: &Value) -> Option<Value> {
        (!value.is_null()).then(|| value.clone())
    }
}

/// `context.arena_bounds`, in world units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arena {
    /// West edge.
    pub x: f64,
    /// One horizontal edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// `context`
#[derive(Debug, Clone, PartialEq)]
pub struct Context {
    /// `run_id`
    pub run_id: Option<String>,
    /// `sim_index`
    pub sim_index: Option<f64>,
    /// `sim_seed`, as it is written (64 bits do not fit a float).
    pub sim_seed: Option<Value>,
    /// `engine_version`
    pub engine_version: Option<String>,
    /// `asset_hash`
    pub asset_hash: Option<String>,
    /// `scenario_id`
    pub scenario: Option<String>,
    /// `map_id`
    pub map: Option<String>,
    /// `map_params`
    pub map_params: Map<String, Value>,
    /// `team_a_ids` and `team_b_ids`, in spawn order; empty when absent.
    pub rosters: [Vec<String>; 2],
    /// `team_size`
    pub team_size: Option<f64>,
    /// `tile_size`, in world units
    pub tile_size: Option<f64>,
    /// `arena_bounds`
    pub arena: Option<Arena>,
    /// `spawn_a` and `spawn_b`, in world units; empty when absent.
    pub spawns: [Vec<[f64; 2]>; 2],
    /// `capabilities`: what the engine could emit (S4), unknown flags included; `None` when absent.
    pub capabilities: Option<Vec<String>>,
    /// Everything else, as it is.
    pub extra: Map<String, Value>,
}

impl Context {
    pub(super) fn read(mut map: Map<String, Value>) -> Context {
        let map = &mut map;
        let rosters = Side::BOTH.map(|side| named(map, side, "_ids").unwrap_or_default());
        let spawns = Side::BOTH.map(|side| member(map, &format!("spawn_{}", side.letter())).unwrap_or_default());
        Context {
            run_id: member(map, "run_id"),
            sim_index: member(map, "sim_index"),
            sim_seed: member(map, "sim_seed"),
            engine_version: member(map, "engine_version"),
            asset_hash: member(map, "asset_hash"),
            scenario: member(map, "scenario_id"),
            map: member(map, "map_id"),
            map_params: member(map, "map_params").unwrap_or_default(),
            rosters,
            team_size: member(map, "team_size"),
            tile_size: member(map, "tile_size"),
            arena: member(map, "arena_bounds"),
            spawns,
            capabilities: member(map, "capabilities"),
            extra: std::mem::take(map),
        }
    }
}

/// A member named after a side (S5) with this ending.
fn named<T: Take>(map: &mut Map<String, Value>, side: Side, ending: &str) -> Option<T> {
    let key = map.keys().find(|key| Side::from_field(key, ending) == Some(side))?.clone();
    member(map, &key)
}

/// `engine_outcome`
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// `team_a`, `team_b`, `draw`, `timeout` or what else is written; sides by their usual names (S5).
    pub result: Option<String>,
    /// `reason`
    pub reason: Option<String>,
    /// Simulated seconds.
    pub time_s: Option<f64>,
    /// Processed frames.
    pub frames: Option<f64>,
    /// Survivors of side a and b.
    pub alive: [Option<f64>; 2],
    /// Everything else, as it is.
    pub extra: Map<String, Value>,
}

impl Outcome {
    pub(super) fn read(mut map: Map<String, Value>) -> Outcome {
        let map = &mut map;
        let result: Option<String> = member(map, "result");
        Outcome {
            result: result.map(|text| Side::from_name(&text).map_or(text, |side| side.key().to_owned())),
            reason: member(map, "reason"),
            time_s: member(map, "time_s"),
            frames: member(map, "frames"),
            alive: Side::BOTH.map(|side| named(map, side, "_alive")),
            extra: std::mem::take(map),
        }
    }

    /// The side that won, if one did.
    #[must_use]
    pub fn winner(&self) -> Option<Side> {
        self.result.as_deref().and_then(Side::from_name)
    }
}

/// Totals of a side or of a unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// By position in [`TOTALS`](crate::sim::index::TOTALS); a first hit or cast of -1 is `None` (S2).
    pub values: [Option<f64>; 10],
    /// `time_alive_s`, of units.
    pub alive_s: Option<f64>,
    /// Everything else, as it is.
    pub extra: Map<String, Value>,
}

impl Totals {
    /// `None` when the value is no object.
    pub(super) fn read(value: Value) -> Option<Totals> {
        let Value::Object(mut map) = value else { return None };
        let values = crate::sim::index::TOTALS.map(|name| {
            let value: Option<f64> = member(&mut map, name);
            value.filter(|value| !name.starts_with("first_") || *value >= 0.0)
        });
        Some(Totals { values, alive_s: member(&mut map, "time_alive_s"), extra: map })
    }

    /// A total by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values[crate::sim::index::TOTALS.iter().position(|known| *known == name)?]
    }
}
