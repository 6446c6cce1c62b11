//! One observation a line, as a bot writes it while it plays. Times are Faster seconds (`loops / 22.4`).
//!
//! ```json
//! {"t": 0.0, "kind": "game", "map": "Ultralove AIE", "rush_distance_seconds": 35.1}
//! {"t": 58.4, "kind": "probe", "where": "natural"}
//! {"t": 58.4, "kind": "absent", "what": "natural"}
//! {"t": 66.0, "kind": "seen", "what": "pool", "progress": 0.95}
//! {"t": 66.5, "kind": "seen", "what": "extractor", "progress": 0.4}
//! {"t": 75.0, "kind": "gas", "mined": 24, "workers": 3}
//! {"t": 97.0, "kind": "seen", "what": "zergling"}
//! {"t": 104.0, "kind": "seen", "what": "speed"}
//! {"t": 118.2, "kind": "contact", "speed": false}
//! {"t": 380.0, "kind": "end", "result": "Victory"}
//! ```
//!
//! * `game` begins another game in the same file; it may be left out when the file holds one.
//! * `seen` and `absent` take `what`: `pool`, `natural`, `extractor`, `queen`, `zergling`, `speed`, `baneling_nest`.
//!   `absent` says that somebody looked and that it was not there. `progress` (0 to 1) of a building reconstructs its
//!   start: `t - progress x building time`.
//! * `contact` is the first time a Zergling touches the wall or the natural.
//! * `gas` takes what can be read: `mined` in all, `rate` a minute, `workers` on gas.
//! * Other kinds and fields are passed over.

use super::load::Logged;
use super::read::{BY_CONTACT, COMPLETE, LONGEST};
use crate::film::{Time, clean_text, clipped, short_number};
use crate::sc2::observe::{Fact, GasRead, Sight};
use crate::sc2::rush::{RushSettings, secs};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A line of notes.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Note {
    t: f64,
    kind: String,
    what: Option<String>,
    #[serde(rename = "where")]
    place: Option<String>,
    progress: Option<f64>,
    speed: Option<bool>,
    mined: Option<f64>,
    rate: Option<f64>,
    workers: Option<f64>,
    map: Option<String>,
    rush_distance_seconds: Option<f64>,
    result: Option<String>,
}

/// Whether an object that has these keys is a line of notes.
pub(super) fn is_note(has: impl Fn(&str) -> bool) -> bool {
    has("t") && has("kind") && !has("type")
}

impl Note {
    /// Reads a line; the error is a sentence.
    pub(super) fn read(object: Map<String, Value>) -> Result<Note, String> {
        let note: Note =
            serde_json::from_value(Value::Object(object)).map_err(|error| clipped(&error.to_string(), LONGEST))?;
        if !(0.0..=1e6).contains(&note.t) {
            return Err(format!("t of {} s is no time of a game", short_number(note.t)));
        }
        if let Some(progress) = note.progress.filter(|p| !(0.0..=1.0).contains(p)) {
            return Err(format!("progress should be from 0 to 1, not {}", short_number(progress)));
        }
        if matches!(note.kind.as_str(), "seen" | "absent") && note.thing().is_none() {
            let what = note
                .what
                .as_deref()
                .map_or_else(|| "missing".to_owned(), |what| clipped(&format!("{what:?}"), LONGEST));
            return Err(format!(
                "what is {what}; it should be pool, natural, extractor, queen, zergling, speed or baneling_nest"
            ));
        }
        if note.kind == "probe" && !matches!(note.place.as_deref(), Some("natural" | "main")) {
            return Err("where should be natural or main".to_owned());
        }
        Ok(note)
    }

    /// Whether it begins another game.
    pub(super) fn begins(&self) -> bool {
        self.kind == "game"
    }

    fn thing(&self) -> Option<Fact> {
        Some(match self.what.as_deref()? {
            "pool" | "spawning_pool" => Fact::PoolSeen,
            "natural" | "hatchery" => Fact::Natural,
            "extractor" | "gas" => Fact::Extractor,
            "queen" => Fact::Queen,
            "zergling" | "ling" => Fact::Ling,
            "speed" => Fact::Speed,
            "baneling_nest" | "nest" => Fact::Nest,
            _ => return None,
        })
    }

    /// Adds it to its game.
    pub(super) fn tell(self, game: &mut Logged, s: &RushSettings) {
        let at = secs(self.t);
        let obs = &mut game.observations;
        obs.sight = Sight::Logged;
        obs.end = obs.end.max(at);
        match self.kind.as_str() {
            "game" => {
                game.map = self.map.as_deref().map(clean_text);
                game.rush_distance = self.rush_distance_seconds;
            }
            "end" => {
                game.result = self.result.as_deref().map(clean_text);
                game.length = Some(at);
            }
            "probe" if self.place.as_deref() == Some("main") => obs.seen(Fact::ProbeMain, at, ""),
            "probe" => obs.seen(Fact::ProbeNatural, at, ""),
            "contact" => {
                obs.seen(Fact::Contact, at, "");
                obs.sighted(Fact::Ling, at, BY_CONTACT);
                if self.speed == Some(true) {
                    obs.seen(Fact::SpeedContact, at, "");
                }
            }
            "gas" => {
                let read = GasRead { at, mined: self.mined, rate: self.rate, workers: self.workers };
                let place = obs.gas.partition_point(|r| r.at <= at);
                obs.gas.insert(place, read);
            }
            "absent" => self.absent(game, at),
            "seen" => self.seen(game, at, s),
            _ => {}
        }
    }

    fn absent(&self, game: &mut Logged, at: Time) {
        let Some(fact) = self.thing() else { return };
        game.observations.absent(fact, at, "somebody looked");
        // What does not stand is not complete either.
        let with: &[Fact] = match fact {
            Fact::PoolSeen => &[Fact::PoolStarted, Fact::PoolDone],
            Fact::Extractor => &[Fact::ExtractorDone],
            _ => &[],
        };
        with.iter().for_each(|&fact| game.observations.absent(fact, at, "somebody looked"));
    }

    fn seen(&self, game: &mut Logged, at: Time, s: &RushSettings) {
        let Some(fact) = self.thing() else { return };
        let obs = &mut game.observations;
        let started = |length: f64| self.progress.map(|p| Time((at.0 - secs(p * length).0).max(0)));
        match fact {
            Fact::PoolSeen => {
                obs.sighted(Fact::PoolSeen, at, "");
                let complete = self.progress.is_some_and(|p| p >= 1.0);
                match started(s.pool_s) {
                    Some(start) if !complete => obs.learned(Fact::PoolStarted, start, at, "by its progress"),
                    // Complete: it stood since then at the latest, which may or may not be early.
                    Some(start) => {
                        obs.there_by(Fact::PoolStarted, start, at, COMPLETE);
                        obs.sighted(Fact::PoolDone, at, COMPLETE);
                    }
                    None => obs.unknown(Fact::PoolStarted, "the pool was seen without its progress"),
                }
            }
            Fact::Natural | Fact::Extractor | Fact::Nest => {
                let length = match fact {
                    Fact::Natural => s.hatchery_s,
                    Fact::Extractor => s.extractor_s,
                    _ => s.nest_s,
                };
                let complete = self.progress.is_some_and(|p| p >= 1.0);
                match started(length) {
                    Some(start) if !complete => obs.learned(fact, start, at, "by its progress"),
                    // Complete: it stood since then at the latest, and was begun a building time before that.
                    Some(start) => obs.there_by(fact, start, at, COMPLETE),
                    None => obs.sighted(fact, at, "when seen"),
                }
                if fact == Fact::Extractor && complete {
                    obs.sighted(Fact::ExtractorDone, at, COMPLETE);
                }
            }
            // A Queen walks about when she is born: she was begun by then at the latest.
            Fact::Queen => obs.there_by(fact, Time((at - secs(s.queen_s)).0.max(0)), at, COMPLETE),
            _ => obs.sighted(fact, at, ""),
        }
    }
}
