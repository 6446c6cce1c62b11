//! One round of a stats document as lines of the specification.

use super::super::draft::{Draft, Names, Rank, Seats, apart, point, team};
use super::super::means;
use super::super::{Kept, Made};
use super::Text;
use super::document::Part;
use super::entry::{
    Entry, class, label, limbo, minutes, mod_of, number, pauses_before, place_of, time, unescaped, whole, word,
};
use serde_json::{Value, json};

/// What the script's labels of objective work are called in the specification.
const WORKS: [(&str, &str); 10] = [
    ("obj_planted", "plant"),
    ("obj_defused", "defuse"),
    ("obj_destroyed", "destroyed"),
    ("obj_repaired", "repair"),
    ("obj_taken", "pickup"),
    ("obj_repickup", "pickup"),
    ("obj_dropped", "drop"),
    ("obj_secured", "deliver"),
    ("obj_returned", "return"),
    ("obj_flag_captured", "capture"),
];

/// The lines of a round; what is wrong in it goes to `note`.
pub(super) fn lines(
    part: &Part<'_>,
    text: &Text<'_>,
    names: &mut Names,
    note: &mut dyn FnMut(&Kept, String),
) -> Vec<Made> {
    let mut entries: Vec<(&Kept, Entry)> = Vec::new();
    for raw in &part.log {
        let Some(at) = text.line_of(raw.get()) else { continue };
        match serde_json::from_str::<Entry>(raw.get()) {
            Ok(entry) => entries.push((at, entry)),
            Err(_) => note(at, "an entry of the game log is no object: it was left out".to_owned()),
        }
    }
    let Some(first) = entries.first().map(|(at, _)| *at).or(text.lines.first()) else { return Vec::new() };
    if entries.is_empty() {
        let why = if part.has_log { "its game log is empty" } else { "it has no `gamelog`, as before version 2 of it" };
        note(first, format!("a round of the stats script without events ({why}): nothing to read in it"));
        return Vec::new();
    }
    let mut reader = Reader::new(part, &entries);
    reader.frame(&entries, first, note);
    for (at, entry) in &entries {
        if let Err(reason) = reader.entry(at, entry) {
            note(at, reason);
        }
    }
    let info = |key: &str| part.info.get(key);
    let map = info("mapname").and_then(Value::as_str).filter(|map| !map.is_empty());
    let start = info("round_start_unix").and_then(whole);
    let number = info("round").and_then(whole).and_then(|round| u64::try_from(round).ok());
    let id = names.round(start, map, number);
    reader.draft.finish(&id, map)
}

struct Reader<'a> {
    part: &'a Part<'a>,
    draft: Draft,
    seats: Seats,
    /// The script's clock at the round's start: real time, which runs on in a pause.
    base: i64,
    /// How long the round was paused so far, and since when it is.
    paused: i64,
    paused_since: Option<i64>,
    /// Spawns that were no lives, by their place among the entries.
    limbo: Vec<usize>,
    next: usize,
    /// Shots of every weapon are in it, and not only of those that are worth a line to the script's authors.
    all_shots: bool,
}

impl<'a> Reader<'a> {
    fn new(part: &'a Part<'a>, entries: &[(&Kept, Entry)]) -> Reader<'a> {
        let started = entries.iter().find(|(_, entry)| label(entry) == "round_start");
        let base = started.and_then(|(_, entry)| time(entry));
        let base = base.or_else(|| part.info.get("round_start").and_then(whole));
        let base = base.or_else(|| entries.iter().find_map(|(_, entry)| time(entry))).unwrap_or(0);
        let fired = |weapons: &[u64]| {
            entries.iter().any(|(_, entry)| {
                label(entry) == "weapon_fire" && number(entry, "weapon").is_some_and(|w| weapons.contains(&w))
            })
        };
        Reader {
            part,
            draft: Draft::default(),
            seats: Seats::default(),
            base,
            paused: 0,
            paused_since: None,
            limbo: limbo(entries, base),
            next: 0,
            // The script's default leaves out whatever shoots bullets. MP40 and Thompson, and hand grenades: all.
            all_shots: fired(&[3, 8]) && fired(&[4, 9]),
        }
    }

    /// The round's own lines, from its head: start, end, and who plays.
    fn frame(&mut self, entries: &[(&Kept, Entry)], first: &Kept, note: &mut dyn FnMut(&Kept, String)) {
        let info = |key: &str| self.part.info.get(key).cloned().unwrap_or(Value::Null);
        let side = |key: &str| {
            whole(&info(key)).and_then(|side| team(u64::try_from(side).ok()?)).map_or(Value::Null, Value::from)
        };
        let limit = |key: &str| info(key).as_str().and_then(minutes).map_or(Value::Null, |limit| json!(limit));
        let start = [("round", info("round")), ("timelimit", limit("timelimit")), ("defender", side("defenderteam"))];
        let mut done = self.draft.event(first, 0, Rank::Start, "round_start", &start);
        let ended = entries.iter().rev().find(|(_, entry)| label(entry) == "round_end");
        let at = ended.and_then(|(_, entry)| time(entry)).or_else(|| whole(&info("round_end")));
        if let Some(at) = at.and_then(|at| at.checked_sub(self.base)) {
            let line = ended.map_or(first, |(line, _)| line);
            let end = [("winner", side("winnerteam")), ("next_timelimit", limit("nextTimeLimit"))];
            let held = pauses_before(entries, at.saturating_add(self.base));
            done = done.and(self.draft.event(line, at.saturating_sub(held), Rank::End, "round_end", &end));
        }
        if let Err(reason) = done {
            note(first, reason);
        }
        // Everybody's team is the one they first spawn in; what `player_stats` says is the one they ended in.
        for (line, entry) in entries.iter().filter(|(_, entry)| label(entry) == "spawn") {
            if let Err(reason) = self.introduce(line, word(entry, "player"), number(entry, "team")) {
                note(line, reason);
            }
        }
        let left = self.part.players.as_object().into_iter().flatten();
        for (guid, stats) in left {
            let team = stats.get("team").and_then(|team| whole(team).or_else(|| team.as_str()?.parse().ok()));
            let team = team.and_then(|team| u64::try_from(team).ok());
            if let Err(reason) = self.introduce(first, Some(guid), team) {
                note(first, reason);
            }
        }
    }

    /// Says who somebody is, once.
    fn introduce(&mut self, at: &Kept, guid: Option<&str>, side: Option<u64>) -> Result<(), String> {
        let Some(guid) = guid.filter(|guid| !self.seats.knows(guid) && *guid != "WORLD" && !guid.is_empty()) else {
            return Ok(());
        };
        let name = self.part.players.get(guid).and_then(|stats| stats.get("name")).and_then(Value::as_str);
        let fields = [
            ("client", json!(self.seats.of(guid)?)),
            ("guid", json!(guid)),
            ("name", name.map_or(Value::Null, |name| json!(unescaped(name)))),
            ("team", side.and_then(team).map_or(Value::Null, Value::from)),
        ];
        self.draft.event(at, 0, Rank::Who, "player", &fields)
    }

    /// The client of a GUID field; the world when it is not there.
    fn seat(&mut self, entry: &Entry, key: &str) -> Result<u64, String> {
        self.seats.of(word(entry, key).unwrap_or(""))
    }

    fn entry(&mut self, at: &Kept, entry: &Entry) -> Result<(), String> {
        let place = self.next;
        self.next += 1;
        let label = label(entry);
        // The log is in the order in which things happened: what shares a millisecond keeps it.
        let Some(when) = time(entry) else {
            return Err(format!("a `{label}` entry has no `leveltime`: it was left out"));
        };
        let now = self.paused_since.unwrap_or(when).saturating_sub(self.base).saturating_sub(self.paused);
        let need = |key: &str| word(entry, key).map(|_| ()).ok_or_else(|| wrong(label, key));
        match label {
            "pause" => {
                self.paused_since.get_or_insert(when);
                self.draft.event(at, now, Rank::Acts, "pause", &[])
            }
            "unpause" => {
                if let Some(since) = self.paused_since.take() {
                    self.paused = self.paused.saturating_add(when.saturating_sub(since).max(0));
                }
                self.draft.event(at, now, Rank::Acts, "unpause", &[])
            }
            "spawn" => need("player").and_then(|()| self.spawn(at, now, entry, self.limbo.contains(&place))),
            "kill" | "teamkill" => need("victim").and_then(|()| self.kill(at, now, entry)),
            "suicide" => need("player").and_then(|()| self.suicide(at, now, entry)),
            "damage" => self.damage(at, now, entry),
            "revive" => need("victim").and_then(|()| self.revive(at, now, entry)),
            "class_change" => need("player").and_then(|()| {
                let fields = [
                    ("client", json!(self.seat(entry, "player")?)),
                    ("guid", json!(word(entry, "player"))),
                    ("class", class(entry, "class")),
                ];
                self.draft.event(at, now, Rank::Acts, "player", &fields)
            }),
            "weapon_fire" => need("player").and_then(|()| {
                let kind = if self.all_shots { "weapon_fire" } else { "shot" };
                let fields = [
                    ("attacker", json!(self.seat(entry, "player")?)),
                    ("weapon", number(entry, "weapon").map_or(Value::Null, |weapon| json!(weapon))),
                    ("pos", point(place_of(entry, "pos"))),
                ];
                self.draft.event(at, now, Rank::Acts, kind, &fields)
            }),
            _ => match WORKS.iter().find(|(known, _)| *known == label) {
                Some((_, action)) => self.work(at, now, entry, action),
                // Chat, shoves, assists, vehicles, carriers' ways: not read.
                None => Ok(()),
            },
        }
    }

    fn spawn(&mut self, at: &Kept, now: i64, entry: &Entry, limbo: bool) -> Result<(), String> {
        let client = json!(self.seat(entry, "player")?);
        let side = number(entry, "team").and_then(team).map_or(Value::Null, Value::from);
        let class = class(entry, "class");
        if limbo {
            let fields = [("client", client), ("guid", json!(word(entry, "player"))), ("team", side), ("class", class)];
            return self.draft.event(at, now, Rank::Acts, "player", &fields);
        }
        let fields = [("client", client), ("team", side), ("class", class), ("revived", json!(false))];
        self.draft.event(at, now, Rank::Acts, "spawn", &fields)
    }

    fn kill(&mut self, at: &Kept, now: i64, entry: &Entry) -> Result<(), String> {
        let (from, to) = (place_of(entry, "killer_pos"), place_of(entry, "victim_pos"));
        let fields = [
            ("killer", json!(self.seat(entry, "killer")?)),
            ("victim", json!(self.seat(entry, "victim")?)),
            ("mod", mod_of(entry)),
            ("dist", apart(from, to)),
            ("pos", point(to)),
            ("killer_pos", point(from)),
        ];
        self.draft.event(at, now, Rank::Acts, "kill", &fields)
    }

    /// A death by one's own hand or by the world: what killed tells which.
    fn suicide(&mut self, at: &Kept, now: i64, entry: &Entry) -> Result<(), String> {
        let victim = self.seat(entry, "player")?;
        let world = number(entry, "weapon").is_some_and(means::is_world);
        let fields = [
            ("killer", json!(if world { 1022 } else { victim })),
            ("victim", json!(victim)),
            ("mod", mod_of(entry)),
            ("pos", point(place_of(entry, "victim_pos"))),
        ];
        self.draft.event(at, now, Rank::Acts, "kill", &fields)
    }

    /// Hits on what is no player have no victim.
    fn damage(&mut self, at: &Kept, now: i64, entry: &Entry) -> Result<(), String> {
        let (from, to) = (place_of(entry, "killer_pos"), place_of(entry, "victim_pos"));
        let victim = match word(entry, "victim") {
            Some(_) => json!(self.seat(entry, "victim")?),
            None => Value::Null,
        };
        let fields = [
            ("attacker", json!(self.seat(entry, "killer")?)),
            ("victim", victim),
            ("dmg", entry.get("damage").filter(|damage| damage.is_number()).cloned().unwrap_or(Value::Null)),
            ("mod", mod_of(entry)),
            ("dist", apart(from, to)),
            ("pos", point(to)),
            ("attacker_pos", point(from)),
        ];
        self.draft.event(at, now, Rank::Acts, "damage", &fields)
    }

    fn revive(&mut self, at: &Kept, now: i64, entry: &Entry) -> Result<(), String> {
        let medic = match word(entry, "player") {
            Some(_) => json!(self.seat(entry, "player")?),
            None => Value::Null,
        };
        let victim = json!(self.seat(entry, "victim")?);
        let fields = [("client", medic), ("victim", victim), ("pos", point(place_of(entry, "victim_pos")))];
        self.draft.event(at, now, Rank::Acts, "revive", &fields)
    }

    fn work(&mut self, at: &Kept, now: i64, entry: &Entry, action: &str) -> Result<(), String> {
        let who = match word(entry, "player").filter(|guid| *guid != "WORLD") {
            Some(_) => json!(self.seat(entry, "player")?),
            None => Value::Null,
        };
        let what = word(entry, "objective").or_else(|| word(entry, "flag"));
        let fields = [
            ("client", who),
            ("action", json!(action)),
            ("objective", what.map_or(Value::Null, Value::from)),
            ("pos", point(place_of(entry, "pos"))),
        ];
        self.draft.event(at, now, Rank::Acts, "objective", &fields)
    }
}

fn wrong(label: &str, key: &str) -> String {
    format!("a `{label}` entry must name its `{key}`: it was left out")
}
