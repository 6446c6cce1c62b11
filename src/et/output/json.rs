//! One line of output: fields in the order they are added, numbers rounded to three decimals.

use crate::film::{Callouts, Here, Time};
use serde_json::{Map, Value};

/// A number of the contract: three decimals, never -0; what is no number is null.
pub(super) fn number(value: f64) -> Value {
    let scaled = (value * 1000.0).round();
    if !scaled.is_finite() {
        return Value::Null;
    }
    // + 0.0 turns -0 into 0.
    serde_json::Number::from_f64(scaled / 1000.0 + 0.0).map_or(Value::Null, Value::Number)
}

/// Seconds of a time.
pub(super) fn secs(t: Time) -> Value {
    number(t.as_secs())
}

/// A value that may be nothing to measure.
pub(super) fn maybe<T>(value: Option<T>, json: impl Fn(T) -> Value) -> Value {
    value.map_or(Value::Null, json)
}

/// An object in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    map: Map<String, Value>,
    unavailable: Map<String, Value>,
}

impl Object {
    /// Adds a field.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Value>) -> &mut Object {
        self.map.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a field that a missing capability makes null, naming the reason.
    pub(super) fn known<T, E: std::fmt::Display>(
        &mut self,
        key: &str,
        value: Result<T, E>,
        json: impl FnOnce(T) -> Value,
    ) -> &mut Object {
        match value {
            Ok(value) => self.set(key, json(value)),
            Err(missing) => {
                self.lacks(key, missing);
                self.set(key, Value::Null)
            }
        }
    }

    /// Names a field as unavailable.
    pub(super) fn lacks(&mut self, key: &str, missing: impl std::fmt::Display) {
        self.unavailable.insert(key.to_owned(), Value::String(missing.to_string()));
    }

    /// Adds the name of the place nearest to a position and how far it is, as `key` and `key_dist`; nothing where nobody
    /// asked for places.
    pub(super) fn place(&mut self, key: &str, places: Option<&Callouts>, pos: Option<[f64; 3]>) -> &mut Object {
        let Some(places) = places else { return self };
        self.here(key, pos.and_then(|pos| places.nearest(pos.map(|c| c as f32))))
    }

    /// The same for a point of the map, which has no height.
    pub(super) fn place_flat(&mut self, key: &str, places: Option<&Callouts>, at: [f64; 2]) -> &mut Object {
        let Some(places) = places else { return self };
        self.here(key, places.nearest_flat(at.map(|c| c as f32), |_| true))
    }

    fn here(&mut self, key: &str, here: Option<Here<'_>>) -> &mut Object {
        self.set(key, here.map_or(Value::Null, |here| Value::from(here.name)))
            .set(&format!("{key}_dist"), here.map_or(Value::Null, |here| number(f64::from(here.distance))))
    }

    /// Ends the line with what was unavailable.
    pub(super) fn with_unavailable(mut self) -> Value {
        let unavailable = std::mem::take(&mut self.unavailable);
        self.map.insert("unavailable".to_owned(), Value::Object(unavailable));
        Value::Object(self.map)
    }

    /// The object as it is.
    pub(super) fn done(self) -> Value {
        Value::Object(self.map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_decimals_and_no_negative_zero() {
        assert_eq!(number(1.23456).to_string(), "1.235");
        assert_eq!(number(-0.0001).to_string(), "0.0");
        assert_eq!(number(f64::NAN), Value::Null);
        assert_eq!(number(f64::INFINITY), Value::Null);
        assert_eq!(secs(Time(12_500)).to_string(), "12.5");
    }
}
