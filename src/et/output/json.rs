//! One line of output: fields in the order they are added, written as text at once; numbers rounded to three decimals.

use crate::film::{Callouts, Here, Time};

/// A value of a line.
pub(super) trait Put {
    /// Writes it as JSON.
    fn put(self, out: &mut Vec<u8>);
}

/// A number of the contract: three decimals, never -0; what is no number is null.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number(f64);

/// See [`Number`].
pub(super) const fn number(value: f64) -> Number {
    Number(value)
}

/// Seconds of a time.
pub(super) fn secs(t: Time) -> Number {
    number(t.as_secs())
}

impl Put for Number {
    fn put(self, out: &mut Vec<u8>) {
        let scaled = (self.0 * 1000.0).round();
        // + 0.0 turns -0 into 0. Writing to memory cannot fail; what is not finite is null.
        let _ = serde_json::to_writer(out, &(scaled / 1000.0 + 0.0));
    }
}

/// Counts and switches are written as serde does.
macro_rules! plain {
    ($($kind:ty),*) => {
        $(impl Put for $kind {
            fn put(self, out: &mut Vec<u8>) {
                // Writing to memory cannot fail, and there is nothing in it that JSON cannot hold.
                let _ = serde_json::to_writer(out, &self);
            }
        })*
    };
}

plain!(bool, u8, u32, i64, usize);

impl Put for &str {
    fn put(self, out: &mut Vec<u8>) {
        // Nearly no text has anything to escape, and all its bytes are asked at once.
        if self.bytes().fold(true, |plain, byte| plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\')) {
            out.push(b'"');
            out.extend_from_slice(self.as_bytes());
            out.push(b'"');
        } else {
            // As above: it cannot fail.
            let _ = serde_json::to_writer(out, self);
        }
    }
}

impl<T: AsRef<str>> Put for &[T] {
    fn put(self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (at, text) in self.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            text.as_ref().put(out);
        }
        out.push(b']');
    }
}

impl<P: Put> Put for Option<P> {
    fn put(self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.put(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl Put for Object {
    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.text.is_empty() { b"{" } else { &self.text });
        out.push(b'}');
    }
}

impl Put for Vec<Object> {
    fn put(self, out: &mut Vec<u8>) {
        out.push(b'[');
        for (at, item) in self.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            item.put(out);
        }
        out.push(b']');
    }
}

/// An object in the making. No field may be added twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Object {
    /// Everything but the last bracket; empty while there is no field.
    text: Vec<u8>,
    /// The members of `unavailable`, likewise.
    unavailable: Vec<u8>,
}

/// Most objects are no longer than this; growing there step by step would take longer than writing.
const OBJECT: usize = 256;

/// Begins a member of that name, which `put` writes.
fn member(text: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    if text.is_empty() {
        text.reserve(OBJECT);
    }
    text.push(if text.is_empty() { b'{' } else { b',' });
    put(text);
    text.push(b':');
}

/// Begins a member. In a name that stands in the program there is nothing to escape.
fn key(text: &mut Vec<u8>, key: &'static str) {
    member(text, |text| {
        text.push(b'"');
        text.extend_from_slice(key.as_bytes());
        text.push(b'"');
    });
}

impl Object {
    /// Adds a field.
    pub(super) fn set(&mut self, name: &'static str, value: impl Put) -> &mut Object {
        key(&mut self.text, name);
        value.put(&mut self.text);
        self
    }

    /// Adds a field of any name.
    pub(super) fn set_named(&mut self, name: &str, value: impl Put) -> &mut Object {
        member(&mut self.text, |text| name.put(text));
        value.put(&mut self.text);
        self
    }

    /// Adds a field that a missing capability makes null, naming the reason.
    pub(super) fn known<T, E: std::fmt::Display, P: Put>(
        &mut self,
        name: &'static str,
        value: Result<T, E>,
        json: impl FnOnce(T) -> P,
    ) -> &mut Object {
        match value {
            Ok(value) => self.set(name, json(value)),
            Err(missing) => {
                self.lacks(name, missing);
                self.set(name, None::<Number>)
            }
        }
    }

    /// Names a field as unavailable.
    pub(super) fn lacks(&mut self, name: &'static str, missing: impl std::fmt::Display) {
        key(&mut self.unavailable, name);
        missing.to_string().as_str().put(&mut self.unavailable);
    }

    /// Adds the name of the place nearest to a position and how far it is, as `key` and `key_dist`; nothing where nobody
    /// asked for places.
    pub(super) fn place(&mut self, key: &'static str, places: Option<&Callouts>, pos: Option<[f64; 3]>) -> &mut Object {
        let Some(places) = places else { return self };
        self.here(key, pos.and_then(|pos| places.nearest(pos.map(|c| c as f32))))
    }

    /// The same for a point of the map, which has no height.
    pub(super) fn place_flat(&mut self, key: &'static str, places: Option<&Callouts>, at: [f64; 2]) -> &mut Object {
        let Some(places) = places else { return self };
        self.here(key, places.nearest_flat(at.map(|c| c as f32), |_| true))
    }

    fn here(&mut self, key: &'static str, here: Option<Here<'_>>) -> &mut Object {
        self.set(key, here.map(|here| here.name))
            .set_named(&format!("{key}_dist"), here.map(|here| number(f64::from(here.distance))))
    }

    /// Ends the line with what was unavailable.
    pub(super) fn with_unavailable(mut self) -> Object {
        let unavailable = Object { text: std::mem::take(&mut self.unavailable), ..Object::default() };
        self.set("unavailable", unavailable);
        self
    }
}

/// Objects as lines.
pub(super) fn text(lines: impl IntoIterator<Item = Object>) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines {
        line.put(&mut out);
        out.push(b'\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(value: impl Put) -> String {
        let mut out = Vec::new();
        value.put(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_have_three_decimals_and_no_negative_zero() {
        assert_eq!(written(number(1.23456)), "1.235");
        assert_eq!(written(number(-0.0001)), "0.0");
        assert_eq!(written(number(f64::NAN)), "null");
        assert_eq!(written(number(f64::INFINITY)), "null");
        assert_eq!(written(secs(Time(12_500))), "12.5");
    }

    proptest! {
        #[test]
        fn texts_are_written_as_serde_does(text in "[a-z \\\\\"\u{0}-\u{1f}\u{7f}é]{0,20}") {
            let list = [text.as_str(), "b"];
            prop_assert_eq!(written(&list[..]), serde_json::to_string(&list).unwrap());
        }
    }

    #[test]
    fn fields_stand_in_their_order_and_what_is_unavailable_at_the_end() {
        let mut line = Object::default();
        line.set("name", "a\"b").set("n", 3_u32).set("none", None::<&str>);
        line.known("x", Err::<f64, _>("no snapshots"), number).known("y", Ok::<_, &str>(0.5), number);
        let mut inner = Object::default();
        inner.set("words", &["p", "q"][..]);
        line.set("list", vec![inner, Object::default()]);
        let wanted = "{\"name\":\"a\\\"b\",\"n\":3,\"none\":null,\"x\":null,\"y\":0.5,\"list\":[{\"words\":[\"p\",\"q\"]},{}],\
                      \"unavailable\":{\"x\":\"no snapshots\"}}\n";
        assert_eq!(String::from_utf8(text([line.with_unavailable()])).unwrap(), wanted);
    }
}
