//! Kills, hits, shots, revives and work on objectives: from the section that knows each best.
//!
//! | what | from | why |
//! |---|---|---|
//! | kills of enemies | `COMBAT_POSITIONS`, before version 5.2 `ENGAGEMENTS` | written in the callback of the death itself |
//! | other deaths | the end of a track, `ENGAGEMENTS` for who did it | their label is not trusted |
//! | hits | `HIT_REGIONS`, and the first and last hit of each attacker in `ENGAGEMENTS` | only direct hits are in the first |
//! | revives | `REVIVES`; who did it from `KILL_OUTCOME`, else the medic who was nearest | only the former asks the engine |

use super::super::Kept;
use super::super::draft::{Rank, apart, point};
use super::super::means;
use super::Round;
use super::lives::{Ended, Life};
use super::table::{Row, Tables, whole};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the script's kinds of construction are called in the specification.
const WORKS: [(&str, &str); 6] = [
    ("dynamite_plant", "plant"),
    ("dynamite_defuse", "defuse"),
    ("objective_destroyed", "destroyed"),
    ("construction_complete", "build"),
    ("repair", "build"),
    ("flag_captured", "capture"),
];

/// A death: the victim's GUID and the time.
type Death = (String, i64);

/// Who killed somebody, and how; an empty GUID is the world.
#[derive(Debug, Clone)]
struct Blow<'a> {
    at: &'a Kept,
    killer: String,
    means: Option<u64>,
    from: Option<[f64; 3]>,
    to: Option<[f64; 3]>,
}

type Note<'n> = &'n mut dyn FnMut(&Kept, String);

impl Round {
    /// Everything that is no life.
    pub(super) fn fights(&mut self, tables: &Tables<'_>, lives: &[Life<'_>], note: Note<'_>) {
        let engaged = tables.rows("ENGAGEMENTS", note);
        let combat = tables.rows("COMBAT_POSITIONS", note);
        let mut deaths: BTreeMap<Death, Blow<'_>> = BTreeMap::new();
        for row in &combat {
            self.say(row.at, note, |round| round.strangers(row));
            match kill(row) {
                Some((death, blow)) => drop(deaths.insert(death, blow)),
                None if row.text("event").is_some_and(|event| event != "kill") => {}
                None => note(row.at, Row::needs("a time, a killer and a victim")),
            }
        }
        // An engagement ends with every death, whoever brought it: its killer's GUID is the engine's.
        let exact: BTreeSet<Death> = deaths.keys().cloned().collect();
        for (death, blow) in engaged.iter().filter_map(ended) {
            let enemy = !blow.killer.is_empty() && team_of(lives, &blow.killer) != team_of(lives, &death.0);
            let other = !enemy || !tables.has("COMBAT_POSITIONS");
            if other && !exact.contains(&death) {
                deaths.insert(death, blow);
            }
        }
        // What neither section knows is still a death.
        for life in lives.iter().filter(|life| life.ended == Ended::Died) {
            if !deaths.contains_key(&(life.guid.clone(), life.to)) {
                self.say(life.at, note, |round| round.unexplained(life));
            }
        }
        for ((victim, t), blow) in &deaths {
            self.say(blow.at, note, |round| round.death(*t, victim, blow));
        }
        self.hits(tables, &engaged, note);
        self.revives(tables, note);
        self.works(tables, note);
    }

    /// Adds lines; what is wrong is a problem with the row they come from.
    fn say(&mut self, at: &Kept, note: Note<'_>, add: impl FnOnce(&mut Self) -> Result<(), String>) {
        if let Err(reason) = add(self) {
            note(at, reason);
        }
    }

    /// A file without tracks still says who fights.
    fn strangers(&mut self, row: &Row<'_>) -> Result<(), String> {
        for side in ["atk", "vic"] {
            let text = |what: &str| row.text(&format!("{side}_{what}")).map(str::to_owned);
            let Some(guid) = text("guid").filter(|guid| !guid.starts_with("WORLD") && !self.seats.knows(guid)) else {
                continue;
            };
            let value = |text: Option<String>| text.map_or(Value::Null, Value::from);
            let fields = [
                ("client", json!(self.seats.of(&guid)?)),
                ("guid", json!(guid)),
                ("name", value(text("name"))),
                ("team", value(text("team"))),
                ("class", value(text("class").map(|class| class.to_lowercase()))),
            ];
            self.draft.event(row.at, row.number("time").unwrap_or(0), Rank::Who, "player", &fields)?;
        }
        Ok(())
    }

    fn death(&mut self, t: i64, victim: &str, blow: &Blow<'_>) -> Result<(), String> {
        let fields = [
            ("killer", json!(self.seats.of(&blow.killer)?)),
            ("victim", json!(self.seats.of(victim)?)),
            ("mod", blow.means.map_or(Value::Null, means::name)),
            ("dist", apart(blow.from, blow.to)),
            ("pos", point(blow.to)),
            ("killer_pos", point(blow.from)),
        ];
        self.draft.event(blow.at, t, Rank::Dies, "kill", &fields)
    }

    /// A life that ended by nobody knows what: it ends, and no cause is claimed.
    fn unexplained(&mut self, life: &Life<'_>) -> Result<(), String> {
        let client = json!(self.seats.of(&life.guid)?);
        self.draft.event(life.at, life.to, Rank::Dies, "death", &[("client", client.clone())])?;
        let team = life.team.map_or(Value::Null, Value::from);
        let fields = [("client", client), ("team", team), ("alive", json!(false))];
        // One millisecond later: the sample of the death itself is the life's last.
        self.draft.sample(life.at, life.to.saturating_add(1), &fields)
    }

    fn hits(&mut self, tables: &Tables<'_>, engaged: &[Row<'_>], note: Note<'_>) {
        let mut exact: BTreeMap<(String, String), BTreeSet<i64>> = BTreeMap::new();
        for row in &tables.rows("HIT_REGIONS", note) {
            let (by, to) = (row.text("attacker_guid"), row.text("victim_guid"));
            let (Some(t), Some(by), Some(to)) = (row.number("time"), by, to) else {
                note(row.at, Row::needs("a time, an attacker and a victim"));
                continue;
            };
            exact.entry((by.to_owned(), to.to_owned())).or_default().insert(t);
            self.say(row.at, note, |round| round.hit(row.at, t, (by, to), row.number("damage"), row.number("weapon")));
        }
        for row in engaged {
            let Some(target) = row.text("target_guid") else { continue };
            for attacker in row.text("attackers").unwrap_or("").split('|').filter(|text| !text.is_empty()) {
                let Some(fight) = attacker_of(attacker) else {
                    note(row.at, "an attacker of this engagement cannot be read and was left out".to_owned());
                    continue;
                };
                let known = exact.get(&(fight.guid.to_owned(), target.to_owned()));
                let mut times = vec![fight.first];
                times.extend((fight.last != fight.first).then_some(fight.last));
                for t in times {
                    if known.is_none_or(|known| !known.contains(&t)) {
                        // The sum of an attacker's only hit is its own; of several it is nobody's.
                        let dmg = fight.damage.filter(|_| fight.hits == Some(1));
                        self.say(row.at, note, |round| round.hit(row.at, t, (fight.guid, target), dmg, None));
                    }
                }
            }
        }
        for row in &tables.rows("SHOT_FIRED", note) {
            let (Some(t), Some(by)) = (row.number("time"), row.text("guid")) else {
                note(row.at, Row::needs("a time and a guid"));
                continue;
            };
            self.say(row.at, note, |round| {
                let fields = [
                    ("attacker", json!(round.seats.of(by)?)),
                    ("weapon", row.number("weapon").map_or(Value::Null, |weapon| json!(weapon))),
                    ("pos", point(row.point(["ox", "oy", "oz"]))),
                ];
                round.draft.event(row.at, t, Rank::Acts, "weapon_fire", &fields)
            });
        }
    }

    fn hit(
        &mut self,
        at: &Kept,
        t: i64,
        (by, to): (&str, &str),
        dmg: Option<i64>,
        weapon: Option<i64>,
    ) -> Result<(), String> {
        let number = |number: Option<i64>| number.map_or(Value::Null, |number| json!(number));
        let fields = [
            ("attacker", json!(self.seats.of(by)?)),
            ("victim", json!(self.seats.of(to)?)),
            ("dmg", number(dmg)),
            ("weapon", number(weapon)),
        ];
        self.draft.event(at, t, Rank::Acts, "damage", &fields)
    }

    fn revives(&mut self, tables: &Tables<'_>, note: Note<'_>) {
        let mut medics: BTreeMap<Death, String> = BTreeMap::new();
        for row in &tables.rows("KILL_OUTCOME", note) {
            if let (Some("revived"), Some(victim), Some(at), Some(medic)) =
                (row.text("outcome"), row.text("victim_guid"), row.number("outcome_time"), row.text("reviver_guid"))
            {
                medics.insert((victim.to_owned(), at), medic.to_owned());
            }
        }
        for row in &tables.rows("REVIVES", note) {
            let (Some(t), Some(revived)) = (row.number("time"), row.text("revived_guid")) else {
                note(row.at, Row::needs("a time and who was revived"));
                continue;
            };
            let sure = medics.get(&(revived.to_owned(), t)).map(String::as_str);
            let medic = sure.or_else(|| row.text("medic_guid"));
            self.say(row.at, note, |round| {
                let client = match medic {
                    Some(medic) => json!(round.seats.of(medic)?),
                    None => Value::Null,
                };
                let victim = json!(round.seats.of(revived)?);
                let fields = [
                    ("client", client),
                    ("victim", victim),
                    ("medic", if sure.is_some() { Value::Null } else { json!("nearest") }),
                    ("pos", point(row.point(["x", "y", "z"]))),
                ];
                round.draft.event(row.at, t, Rank::Begins, "revive", &fields)
            });
        }
    }

    fn works(&mut self, tables: &Tables<'_>, note: Note<'_>) {
        for row in &tables.rows("CONSTRUCTION_EVENTS", note) {
            let known = WORKS.iter().find(|(kind, _)| Some(*kind) == row.text("event_type"));
            let (Some(t), Some((_, action))) = (row.number("event_time"), known) else {
                if row.number("event_time").is_none() {
                    note(row.at, Row::needs("a time"));
                }
                continue;
            };
            let place = row.point(["player_x", "player_y", "player_z"]);
            let who = row.text("player_guid");
            self.say(row.at, note, |round| round.work(row.at, t, who, action, row.text("track_name"), place));
        }
        for row in &tables.rows("CARRIER_EVENTS", note) {
            let (Some(t), Some(who)) = (row.number("pickup_time"), row.text("carrier_guid")) else {
                note(row.at, Row::needs("a pickup time and a carrier"));
                continue;
            };
            // The server prints the same line for a theft and for a return: whose flag it is tells (ET-ENGINE-FACTS 31).
            let own = match row.text("flag_team") {
                Some("redflag") => "AXIS",
                _ => "ALLIES",
            };
            let returned = row.text("carrier_team") == Some(own);
            let action = if returned { "return" } else { "pickup" };
            let place = row.point(["pickup_x", "pickup_y", "pickup_z"]);
            self.say(row.at, note, |round| round.work(row.at, t, Some(who), action, None, place));
            let end = match row.text("outcome") {
                _ if returned => continue,
                Some("secured") => "deliver",
                Some("round_end" | "shutdown") | None => continue,
                Some(_) => "drop",
            };
            let Some(t) = row.number("drop_time") else { continue };
            let place = row.point(["drop_x", "drop_y", "drop_z"]);
            self.say(row.at, note, |round| round.work(row.at, t, Some(who), end, None, place));
        }
    }

    fn work(
        &mut self,
        at: &Kept,
        t: i64,
        who: Option<&str>,
        action: &str,
        what: Option<&str>,
        place: Option<[f64; 3]>,
    ) -> Result<(), String> {
        let client = match who.filter(|guid| !guid.starts_with("WORLD")) {
            Some(guid) => json!(self.seats.of(guid)?),
            None => Value::Null,
        };
        let fields = [
            ("client", client),
            ("action", json!(action)),
            ("objective", what.map_or(Value::Null, Value::from)),
            ("pos", point(place)),
        ];
        self.draft.event(at, t, Rank::Acts, "objective", &fields)
    }
}

/// A row of `COMBAT_POSITIONS` that is a kill.
fn kill<'a>(row: &Row<'a>) -> Option<(Death, Blow<'a>)> {
    row.text("event").filter(|event| *event == "kill")?;
    let death = (row.text("vic_guid")?.to_owned(), row.number("time")?);
    let blow = Blow {
        at: row.at,
        killer: row.text("atk_guid")?.to_owned(),
        means: row.number("mod").and_then(|means| u64::try_from(means).ok()),
        from: row.point(["ax", "ay", "az"]),
        to: row.point(["vx", "vy", "vz"]),
    };
    Some((death, blow))
}

/// An engagement that a death ended. Without a killer it was the world.
fn ended<'a>(row: &Row<'a>) -> Option<(Death, Blow<'a>)> {
    row.text("outcome").filter(|outcome| *outcome == "killed")?;
    let death = (row.text("target_guid")?.to_owned(), row.number("end_time")?);
    let killer = row.text("killer_guid").unwrap_or("").to_owned();
    let to = row.point(["end_x", "end_y", "end_z"]);
    Some((death, Blow { at: row.at, killer, means: None, from: None, to }))
}

fn team_of<'l>(lives: &'l [Life<'_>], guid: &str) -> Option<&'l str> {
    lives.iter().find(|life| life.guid == guid).and_then(|life| life.team)
}

/// One attacker of an engagement.
struct Attacker<'a> {
    guid: &'a str,
    damage: Option<i64>,
    hits: Option<i64>,
    first: i64,
    last: i64,
}

/// `guid,name,team,damage,hits,first_hit,last_hit,got_kill,weapons`; the name may hold commas, the numbers do not.
fn attacker_of(text: &str) -> Option<Attacker<'_>> {
    let fields: Vec<&str> = text.split(',').collect();
    let at = fields.len().checked_sub(6)?;
    let [damage, hits, first, last, ..] = fields.get(at..)? else { return None };
    let guid = fields.first().filter(|_| at >= 3)?;
    Some(Attacker { guid, damage: whole(damage), hits: whole(hits), first: whole(first)?, last: whole(last)? })
}
