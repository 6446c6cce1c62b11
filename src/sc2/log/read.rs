//! One game in a row: the specification's minimal row and the layouts that real bots wrote.
//!
//! `null` and -1 both mean "never seen or not recorded": unknown, not absent. What a row does tell as absent is the
//! natural at its last scouting.

use super::load::{Logged, Said};
use crate::film::{Time, clean_text, clipped, short_number};
use crate::sc2::observe::{Fact, GasRead, Observations, Sight};
use crate::sc2::rush::{RushSettings, secs};
use serde_json::{Map, Value};

/// How many characters of a value, or of an error that repeats it, a message holds.
pub(super) const LONGEST: usize = 100;

/// How the start of a thing is known that stood complete when it was first seen.
pub(super) const COMPLETE: &str = "complete when seen";

/// What touches Protoss first is a Zergling, so one was seen.
pub(super) const BY_CONTACT: &str = "by contact";

/// A field's names in the known layouts.
const MAP: &[&str] = &["map_name", "map"];
const DISTANCE: &[&str] = &["rush_distance_seconds", "rush_time_zergling_seconds"];
const PROBE_NAT: &[&str] = &["t_probe_nat"];
const PROBE_MAIN: &[&str] = &["t_probe_main"];
const NAT: &[&str] = &["t_nat_started", "t_nat_started(est)", "t_nat_started_est", "nat_start"];
const POOL_STATE: &[&str] = &["pool_seen_state"];
const POOL_SEEN: &[&str] = &["t_pool_seen"];
const POOL_START: &[&str] = &["pool_start_est", "pool_start"];
const GAS: &[&str] = &["t_gas_seen", "t_extractor_seen", "gas_time"];
const MINED: &[&str] = &["gas_mined_est"];
const QUEEN: &[&str] = &["t_queen_started"];
/// When the older layout's bot first saw a Queen walk about.
const QUEEN_SEEN: &[&str] = &["queen_time"];
const LING: &[&str] = &["t_ling_seen", "t_first_ling_seen", "ling_seen"];
const CONTACT: &[&str] = &["t_ling_contact", "t_first_ling_contact_nat", "ling_contact"];
const SPEEDY: &[&str] = &["ling_has_speed"];
const SPEED: &[&str] = &["speed_start"];
const NAT_SCOUTED: &[&str] = &["last_nat_scout_time"];
const NAT_THERE: &[&str] = &["nat_present_on_last_scout"];
const SCORE: &[&str] = &["total_score", "score"];
const LABEL: &[&str] = &["rush_label"];
const RUSHED: &[&str] = &["is_rushed", "rush_detected"];
const RESULT: &[&str] = &["result"];
const LENGTH: &[&str] = &["game_time_seconds"];

/// Whether an object that has these keys looks like a row of any known layout.
pub(super) fn is_row(has: impl Fn(&str) -> bool) -> bool {
    [NAT, POOL_SEEN, POOL_START, LING, LENGTH, LABEL].into_iter().flatten().any(|name| has(name))
}

struct Row<'a>(&'a Map<String, Value>);

impl Row<'_> {
    fn get(&self, names: &[&'static str]) -> Option<(&'static str, &Value)> {
        names.iter().find_map(|&name| self.0.get(name).map(|value| (name, value))).filter(|(_, value)| !value.is_null())
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.contains_key(*name))
    }

    /// A number that is not "none".
    fn number(&self, names: &[&'static str]) -> Result<Option<f64>, String> {
        match self.get(names) {
            None => Ok(None),
            Some((name, value)) => match value.as_f64() {
                Some(-1.0) => Ok(None),
                Some(n) if n.is_finite() => Ok(Some(n)),
                _ => Err(format!("{name} should be a number or null, not {}", clipped(&value.to_string(), LONGEST))),
            },
        }
    }

    fn time(&self, names: &[&'static str]) -> Result<Option<Time>, String> {
        let number = self.number(names)?;
        match number.map(|n| (n, Time::from_secs(n))) {
            None => Ok(None),
            Some((n, Some(t))) if (0.0..=1e6).contains(&n) => Ok(Some(t)),
            Some((n, _)) => {
                Err(format!("{} of {} s is no time of a game", names.first().unwrap_or(&""), short_number(n)))
            }
        }
    }

    /// `true`, `false`, 1, 0; -1 is "none".
    fn switch(&self, names: &[&'static str]) -> Result<Option<bool>, String> {
        match self.get(names) {
            Some((_, Value::Bool(b))) => Ok(Some(*b)),
            _ => Ok(self.number(names)?.map(|n| n != 0.0)),
        }
    }

    fn text(&self, names: &[&'static str]) -> Result<Option<String>, String> {
        match self.get(names) {
            None => Ok(None),
            Some((_, Value::String(text))) => Ok(Some(clean_text(text))),
            Some((name, value)) => {
                Err(format!("{name} should be a text or null, not {}", clipped(&value.to_string(), LONGEST)))
            }
        }
    }
}

/// Reads a row; the error is a sentence that names the field.
pub(super) fn row(object: &Map<String, Value>, s: &RushSettings) -> Result<Logged, String> {
    let row = Row(object);
    let mut obs = Observations { sight: Sight::Logged, ..Observations::default() };
    // The specification says what is a start and what a sighting.
    let starts = [
        (Fact::ProbeNatural, PROBE_NAT),
        (Fact::ProbeMain, PROBE_MAIN),
        (Fact::Natural, NAT),
        (Fact::Queen, QUEEN),
        (Fact::Contact, CONTACT),
        (Fact::Speed, SPEED),
    ];
    for (fact, names) in starts {
        if let Some(t) = row.time(names)? {
            obs.seen(fact, t, "");
        }
    }
    for (fact, names) in [(Fact::Extractor, GAS), (Fact::Ling, LING)] {
        if let Some(t) = row.time(names)? {
            obs.sighted(fact, t, "");
        }
    }
    if let Some(t) = row.time(QUEEN_SEEN)? {
        // As in live notes: she was born by then, and begun a building time before at the latest.
        obs.there_by(Fact::Queen, Time((t - secs(s.queen_s)).0.max(0)), t, COMPLETE);
    }
    if let Some(t) = row.time(CONTACT)? {
        obs.sighted(Fact::Ling, t, BY_CONTACT);
        if row.switch(SPEEDY)? == Some(true) {
            obs.seen(Fact::SpeedContact, t, "");
        }
    }
    if row.time(NAT)?.is_none() {
        natural(&row, &mut obs)?;
    }
    pool(&row, s, &mut obs)?;
    let length = row.time(LENGTH)?;
    obs.end = length.or_else(|| obs.facts.iter().map(|o| o.known_at).max()).unwrap_or(Time::ZERO).max(Time::ZERO);
    if let Some(mined) = row.number(MINED)? {
        obs.gas.push(GasRead { at: obs.end, mined: Some(mined), rate: None, workers: None });
    }
    let by_rush = [["r1_score", "score_r1"], ["r2_score", "score_r2"], ["r3_score", "score_r3"]];
    let mut said = Said { score: row.number(SCORE)?, ..Said::default() };
    for (slot, names) in said.by_rush.iter_mut().zip(by_rush) {
        *slot = row.number(&names)?;
    }
    (said.label, said.is_rushed) = (row.text(LABEL)?, row.switch(RUSHED)?);
    Ok(Logged {
        map: row.text(MAP)?,
        rush_distance: row.number(DISTANCE)?,
        result: row.text(RESULT)?,
        length,
        observations: obs,
        said,
        ..Logged::default()
    })
}

/// Somebody looked at the natural and it was not there.
fn natural(row: &Row<'_>, obs: &mut Observations) -> Result<(), String> {
    if let Some(t) = row.time(PROBE_NAT)? {
        obs.absent(Fact::Natural, t, "a probe was there");
    }
    if let (Some(t), Some(false)) = (row.time(NAT_SCOUTED)?, row.switch(NAT_THERE)?) {
        obs.absent(Fact::Natural, t, "scouted last");
    }
    Ok(())
}

/// The pool's two times: when it was seen, and when it was started. Layouts without the second wrote the reconstructed
/// start into the first (their "done" pools are seen at 0:18, when no pool can be complete).
fn pool(row: &Row<'_>, s: &RushSettings, obs: &mut Observations) -> Result<(), String> {
    let (seen, start) = (row.time(POOL_SEEN)?, row.time(POOL_START)?);
    let done = row.text(POOL_STATE)?.is_some_and(|state| state == "done");
    let length = secs(s.pool_s);
    if let Some(t) = seen.or(start) {
        obs.sighted(Fact::PoolSeen, t, "");
    }
    match (start, seen) {
        (Some(start), seen) => {
            let known = seen.unwrap_or(start).max(start);
            obs.learned(Fact::PoolStarted, start, known, "as the bot reconstructed it");
        }
        (None, Some(seen)) if done && seen >= length => {
            obs.unknown(Fact::PoolStarted, "the pool was complete when it was first seen");
            if seen <= secs(s.t_pool_check) {
                obs.sighted(Fact::PoolDone, seen, COMPLETE);
            } else {
                obs.unknown(Fact::PoolDone, "the pool was complete when it was first seen");
            }
        }
        (None, Some(seen)) if !row.has(POOL_START) => {
            obs.seen(Fact::PoolStarted, seen, "t_pool_seen, the row has no start");
        }
        (None, Some(_)) => obs.unknown(Fact::PoolStarted, "the pool was seen, its start was not reconstructed"),
        (None, None) => {}
    }
    Ok(())
}
