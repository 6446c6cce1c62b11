//! The log that the game server itself keeps: `milliseconds Kind: fields`.
//!
//! ```text
//!   32891175 InitGame: \c0\0...                                  a round begins, its clock is 0
//!   32913900 Dynamite_Plant: 2 the East Wall
//!   32915300 Kill: 5 6 8: ^7Name^7 killed Name^7 by MOD_MP40
//!   33421250 Exit: Wolf EndRound.                                it ends
//! ```
//!
//! It knows no positions, shots or hits: what needs them stays unavailable. Warm-up and live look alike in it; a stretch
//! from one `InitGame:` to the next in which nobody did anything is no round.

use super::draft::Fields;
use super::{File, Kept, Made, Names};
use crate::film::Problems;
use crate::ingest::Head;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A file whose beginning holds one of these is a server log.
const TELLTALE: &[&str] = &[
    "InitGame:",
    "ShutdownGame:",
    "ClientConnect:",
    "ClientUserinfoChanged:",
    "ClientBegin:",
    "Kill:",
    "Medic_Revive:",
    "WeaponStats:",
    "Endstats:",
    "legacy popup:",
    "legacy announce:",
];

/// How many lines are looked at.
const LOOKED_AT: usize = 50;

const TEAMS: [&str; 3] = ["AXIS", "ALLIES", "SPEC"];
const CLASSES: [&str; 5] = ["soldier", "medic", "engineer", "fieldops", "covertops"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn recognises(head: &Head) -> bool {
    head.lines().take(LOOKED_AT).any(|line| {
        // Most files that are asked about are JSON.
        if line.first() == Some(&b'{') {
            return false;
        }
        let line = String::from_utf8_lossy(line);
        stamp(&line).is_some_and(|(_, rest)| TELLTALE.iter().any(|kind| rest.starts_with(kind)))
    })
}

/// The level time at the beginning of a line, and what follows.
fn stamp(line: &str) -> Option<(i64, &str)> {
    let (time, rest) = line.trim_start().split_once(' ')?;
    Some((time.parse().ok().filter(|ms| (0..=i64::from(i32::MAX)).contains(ms))?, rest))
}

pub(super) fn read(file: &File, names: &mut Names, problems: &mut Problems) -> Vec<Made> {
    let mut reader = Reader { stretch: Stretch::default(), names, made: Vec::new() };
    for line in &file.lines {
        let Some((at, rest)) = stamp(&line.text) else { continue };
        if let Err(reason) = reader.line(line, at, rest) {
            problems.push(file.problem(line, reason));
        }
    }
    reader.finish();
    reader.made
}

/// From one `InitGame:` to the next.
#[derive(Default)]
struct Stretch {
    /// Level time of its beginning.
    start: Option<i64>,
    map: Option<String>,
    /// When it began by the wall clock, as a name.
    when: Option<String>,
    lines: Vec<Waiting>,
    /// Somebody did something.
    played: bool,
    ended: bool,
    /// Slot to its team's digit.
    teams: BTreeMap<u64, usize>,
    /// The latest flag line, which a popup of its own ms explains.
    item: Option<(i64, usize)>,
}

/// A line that waits for the name of its round.
struct Waiting {
    number: u64,
    offset: u64,
    fields: Map<String, Value>,
}

struct Reader<'n> {
    stretch: Stretch,
    /// The names of rounds that were given.
    names: &'n mut Names,
    made: Vec<Made>,
}

impl Reader<'_> {
    /// Takes one line. What is of no use here is passed over.
    fn line(&mut self, line: &Kept, at: i64, rest: &str) -> Result<(), String> {
        if let Some(said) = rest.strip_prefix("legacy popup: ") {
            self.popup(line, at, said);
            return Ok(());
        }
        if let Some(said) = rest.strip_prefix("legacy announce: ") {
            self.add(line, at, "announce", &[("text", json!(said.trim_matches('"')))]);
            return Ok(());
        }
        let Some((kind, fields)) = rest.split_once(':') else { return Ok(()) };
        let fields = fields.trim();
        match kind {
            "InitGame" => self.begin(line, at),
            "ShutdownGame" => self.finish(),
            "map" => self.stretch.map = Some(fields.to_owned()),
            "gametime" => self.stretch.when = moment(fields),
            "Exit" if !self.stretch.ended => {
                self.add(line, at, "round_end", &[("reason", json!(fields))]);
                self.stretch.ended = true;
            }
            "Kill" => self.kill(line, at, fields)?,
            "Medic_Revive" => {
                let [medic, victim] = slots(fields).ok_or_else(|| wrong(kind, "medic and patient"))?;
                self.did(line, at, "revive", &[("client", json!(medic)), ("victim", json!(victim))]);
            }
            "Health_Pack" | "Ammo_Pack" => {
                let [by, to] = slots(fields).ok_or_else(|| wrong(kind, "giver and taker"))?;
                self.add(line, at, &kind.to_lowercase(), &[("client", json!(by)), ("victim", json!(to))]);
            }
            "Dynamite_Plant" => self.objective(line, at, kind, fields, "plant")?,
            "Dynamite_Diffuse" => self.objective(line, at, kind, fields, "defuse")?,
            "Objective_Destroyed" => self.objective(line, at, kind, fields, "destroyed")?,
            "Repair" => self.objective(line, at, kind, fields, "repair")?,
            "Item" => self.item(line, at, fields)?,
            "ClientUserinfoChanged" => self.player(line, at, fields)?,
            "ClientDisconnect" => {
                let [slot] = slots(fields).ok_or_else(|| wrong(kind, "its slot"))?;
                self.add(line, at, "disconnect", &[("client", json!(slot))]);
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, line: &Kept, at: i64) {
        self.finish();
        self.stretch.start = Some(at);
        self.add(line, at, "round_start", &[]);
    }

    /// Gives the stretch its name, if it is a round.
    fn finish(&mut self) {
        let stretch = std::mem::take(&mut self.stretch);
        if !stretch.played {
            return;
        }
        let map = stretch.map.filter(|map| !map.is_empty());
        let first = stretch.lines.first().map_or(0, |line| line.number);
        let when = stretch.when.unwrap_or_else(|| format!("line-{first}"));
        let id = self.names.once(format!("{when}-{}", map.as_deref().unwrap_or("log")));
        for mut line in stretch.lines {
            if let Some(map) = &map {
                line.fields.insert("map".into(), json!(map));
            }
            line.fields.insert("round_id".into(), json!(id));
            let json = Value::Object(line.fields).to_string();
            self.made.push(Made { number: line.number, offset: line.offset, json, sample: false });
        }
    }

    /// Adds an event at a level time; returns its place.
    fn add(&mut self, line: &Kept, at: i64, kind: &str, fields: Fields<'_>) -> usize {
        // A log may be cut at the front: then the clock begins with its first line.
        let t = at - *self.stretch.start.get_or_insert(at);
        let mut all = Map::new();
        all.insert("t".into(), json!(t as f64 / 1000.0));
        all.insert("t_ms".into(), json!(t));
        all.insert("type".into(), json!(kind));
        all.extend(fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        self.stretch.lines.push(Waiting { number: line.number, offset: line.offset, fields: all });
        self.stretch.lines.len() - 1
    }

    /// The same for something that only happens when people play.
    fn did(&mut self, line: &Kept, at: i64, kind: &str, fields: Fields<'_>) -> usize {
        self.stretch.played = true;
        self.add(line, at, kind, fields)
    }

    /// `5 6 8: ^7Name^7 killed Name^7 by MOD_MP40`; the numbers tell who, the last word how.
    fn kill(&mut self, line: &Kept, at: i64, fields: &str) -> Result<(), String> {
        let (numbers, said) = fields.split_once(':').unwrap_or((fields, ""));
        let [killer, victim, means] = slots(numbers).ok_or_else(|| wrong("Kill", "killer, victim and means"))?;
        let name = said.rsplit(' ').next().filter(|word| word.starts_with("MOD_"));
        let means = name.map_or(json!(means), |name| json!(name));
        self.did(line, at, "kill", &[("killer", json!(killer)), ("victim", json!(victim)), ("mod", means)]);
        Ok(())
    }

    /// `2 the East Wall`, or only `2`.
    fn objective(&mut self, line: &Kept, at: i64, kind: &str, fields: &str, action: &str) -> Result<(), String> {
        let (slot, name) = fields.split_once(' ').unwrap_or((fields, ""));
        let [slot] = slots(slot).ok_or_else(|| wrong(kind, "a slot"))?;
        let mut all = vec![("client", json!(slot)), ("action", json!(action))];
        if !name.is_empty() {
            all.push(("objective", json!(name)));
        }
        self.did(line, at, "objective", &all);
        Ok(())
    }

    /// `4 team_CTF_redflag` is a theft or a return: the popup behind it tells, else whose flag it is. Other items are
    /// of no use here.
    fn item(&mut self, line: &Kept, at: i64, fields: &str) -> Result<(), String> {
        let (slot, what) = fields.split_once(' ').unwrap_or((fields, ""));
        let [slot] = slots(slot).ok_or_else(|| wrong("Item", "a slot"))?;
        let own = match what {
            "team_CTF_redflag" => 1,
            "team_CTF_blueflag" => 2,
            _ => return Ok(()),
        };
        let action = if self.stretch.teams.get(&slot) == Some(&own) { "return" } else { "pickup" };
        let place = self.did(line, at, "objective", &[("client", json!(slot)), ("action", json!(action))]);
        self.stretch.item = Some((at, place));
        Ok(())
    }

    /// `^7allies^7 stole "the Axis Gold"`. Plants and defusals have lines of their own, which name the player.
    fn popup(&mut self, line: &Kept, at: i64, said: &str) {
        let Some((before, name)) = said.split_once('"') else { return };
        let action = match before.trim_end().rsplit(' ').next() {
            Some("stole") => "pickup",
            Some("returned") => "return",
            _ => return,
        };
        let name = name.strip_suffix('"').unwrap_or(name);
        let item = self.stretch.item.take().filter(|(when, _)| *when == at);
        match item.and_then(|(_, place)| self.stretch.lines.get_mut(place)) {
            Some(line) => {
                line.fields.insert("action".into(), json!(action));
                line.fields.insert("objective".into(), json!(name));
            }
            // What goes back by itself after a time has nobody who did it.
            None => {
                self.did(line, at, "objective", &[("action", json!(action)), ("objective", json!(name))]);
            }
        }
    }

    /// `7 n\^o[BOT]^7bronze\t\1\c\4\...`
    fn player(&mut self, line: &Kept, at: i64, fields: &str) -> Result<(), String> {
        let (slot, info) = fields.split_once(' ').unwrap_or((fields, ""));
        let [slot] = slots(slot).ok_or_else(|| wrong("ClientUserinfoChanged", "a slot"))?;
        let words: Vec<&str> = info.split('\\').collect();
        let value = |key: &str| words.chunks_exact(2).find(|pair| pair[0] == key).map(|pair| pair[1]);
        let digit = |key: &str| value(key).and_then(|digit| digit.parse::<usize>().ok());
        let mut all = vec![("client", json!(slot))];
        if let Some(name) = value("n") {
            all.push(("name", json!(name)));
        }
        if let Some((team, name)) = digit("t").and_then(|t| Some((t, TEAMS.get(t.checked_sub(1)?)?))) {
            self.stretch.teams.insert(slot, team);
            all.push(("team", json!(name)));
        }
        if let Some(class) = digit("c").and_then(|c| CLASSES.get(c)) {
            all.push(("class", json!(class)));
        }
        self.add(line, at, "player", &all);
        Ok(())
    }
}

fn wrong(kind: &str, what: &str) -> String {
    format!("a `{kind}:` line must name {what}: it was left out")
}

/// Exactly `N` numbers, by white space.
fn slots<const N: usize>(text: &str) -> Option<[u64; N]> {
    let numbers: Option<Vec<u64>> = text.split_ascii_whitespace().map(|word| word.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// `Tue Aug 11 05:09:02 2026` as `2026-08-11-050902`.
fn moment(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let [_, month, day, time, year] = words[..] else { return None };
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let (day, year): (u32, u32) = (day.parse().ok()?, year.parse().ok()?);
    let digits: String = time.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 6).then(|| format!("{year:04}-{month:02}-{day:02}-{digits}"))
}
