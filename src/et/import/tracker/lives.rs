//! Tracks to lives: who lived from when to when, and where.

use super::super::Kept;
use super::super::draft::Rank;
use super::Round;
use super::table::{Row, Tables, whole};
use serde_json::{Value, json};

/// One position of a track.
#[derive(Debug, Clone, Copy)]
struct Fix<'a> {
    t: i64,
    pos: [f64; 3],
    health: i64,
    weapon: Option<i64>,
    /// What the script calls it: `spawn`, `sample`, a kind of death, `round_end`, `disconnect`.
    label: &'a str,
}

/// How a track ended, as far as the script can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It was told of a death, by whatever means.
    Died,
    /// The player left.
    Left,
    /// The round ended.
    WithRound,
    /// The player spawned again, or the track has no end.
    Replaced,
}

/// One life.
#[derive(Debug)]
pub(super) struct Life<'a> {
    pub(super) at: &'a Kept,
    pub(super) guid: String,
    name: Option<String>,
    pub(super) team: Option<&'static str>,
    class: Option<String>,
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) ended: Ended,
    /// A change of team, which goes to limbo and waits for a wave: no life (ET-ENGINE-FACTS 16).
    limbo: bool,
    samples: Vec<(i64, [f64; 3], i64, Option<i64>)>,
}

/// Reads a path; what is wrong in it is counted and said once.
fn path<'a>(row: &Row<'_>, text: &'a str, note: &mut dyn FnMut(&Kept, String)) -> Vec<Fix<'a>> {
    let mut fixes = Vec::new();
    let mut wrong = 0_u64;
    for part in text.split('|').filter(|part| !part.is_empty()) {
        match fix(part) {
            Some(fix) => fixes.push(fix),
            None => wrong += 1,
        }
    }
    if wrong > 0 {
        let total = wrong + fixes.len() as u64;
        note(row.at, format!("{wrong} of {total} positions of this life cannot be read: they were left out"));
    }
    fixes.sort_by_key(|fix| fix.t);
    fixes
}

/// `500,10.0,20.0,24.0,100,0.0,3,0,0,spawn`: time, place, health, speed, weapon, stance, sprint, event.
fn fix(part: &str) -> Option<Fix<'_>> {
    let fields: Vec<&str> = part.split(',').collect();
    let [t, x, y, z, health, ..] = fields[..] else { return None };
    let mut pos = [0.0; 3];
    for (slot, text) in pos.iter_mut().zip([x, y, z]) {
        *slot = text.parse().ok().filter(|x: &f64| x.is_finite())?;
    }
    let weapon = fields.get(6).and_then(|weapon| whole(weapon));
    let label = fields.get(9).copied().unwrap_or("");
    Some(Fix { t: whole(t)?, pos, health: whole(health)?, weapon, label })
}

/// All lives in order of their beginning.
pub(super) fn lives<'a>(tables: &'a Tables<'a>, note: &mut dyn FnMut(&Kept, String)) -> Vec<Life<'a>> {
    let mut lives = Vec::new();
    for row in tables.rows("PLAYER_TRACKS", note) {
        match life(&row, note) {
            Some(life) => lives.push(life),
            None => note(row.at, Row::needs("a guid and a spawn time")),
        }
    }
    lives.sort_by_key(|life: &Life<'_>| life.from);
    lives
}

fn life<'a>(row: &Row<'a>, note: &mut dyn FnMut(&Kept, String)) -> Option<Life<'a>> {
    let (guid, from) = (row.text("guid")?.to_owned(), row.number("spawn_time")?);
    let fixes = path(row, row.text("path").unwrap_or(""), note);
    let last = fixes.last().map_or("", |fix| fix.label);
    let to = row.number("death_time").filter(|to| *to >= from && *to > 0);
    let ended = match (to, last) {
        (None, _) | (_, "sample" | "spawn" | "revived" | "") => Ended::Replaced,
        (_, "round_end" | "shutdown") => Ended::WithRound,
        (_, "disconnect") => Ended::Left,
        _ => Ended::Died,
    };
    let to = to.or_else(|| fixes.last().map(|fix| fix.t)).unwrap_or(from).max(from);
    let inner = match ended {
        // The last position is taken when it is over: by then a round's end has moved everybody to the camera, and of
        // somebody who leaves the engine may hold nothing any more.
        Ended::WithRound | Ended::Left => fixes.split_last().map_or(&[][..], |(_, inner)| inner),
        Ended::Died | Ended::Replaced => &fixes[..],
    };
    // The first position is taken in the frame of the spawn, when even a change of team is in full health.
    let limbo = inner.len() > 1 && inner.iter().skip(1).all(|fix| fix.health <= 0) && ended != Ended::Died;
    // Whoever dies lived until then; its last position is that of the death, with health 0.
    let alive = |index: &usize| inner[*index].health > 0 || (ended == Ended::Died && index + 1 == inner.len());
    let samples = (0..inner.len()).filter(alive).map(|index| &inner[index]);
    let samples = samples.filter(|fix| (from..=to).contains(&fix.t));
    Some(Life {
        at: row.at,
        guid,
        name: row.text("name").map(str::to_owned),
        team: row.text("team").and_then(|team| ["AXIS", "ALLIES", "SPEC"].into_iter().find(|known| *known == team)),
        class: row.text("class").map(str::to_lowercase),
        from,
        to,
        ended,
        limbo,
        samples: samples.map(|fix| (fix.t, fix.pos, fix.health, fix.weapon)).collect(),
    })
}

impl Round {
    /// Who they are, when they begin to live, and where they are; how lives end, the fights tell.
    pub(super) fn lives(&mut self, lives: &[Life<'_>], note: &mut dyn FnMut(&Kept, String)) {
        for (index, life) in lives.iter().enumerate() {
            let done = self.life(life, lives[..index].iter().rfind(|other| other.guid == life.guid));
            if let Err(reason) = done {
                note(life.at, reason);
            }
        }
        let end = lives.iter().filter(|life| life.ended == Ended::WithRound).max_by_key(|life| life.to);
        if let Some(life) = end
            && let Err(reason) = self.draft.event(life.at, life.to, Rank::End, "round_end", &[])
        {
            note(life.at, reason);
        }
    }

    fn life(&mut self, life: &Life<'_>, before: Option<&Life<'_>>) -> Result<(), String> {
        let client = json!(self.seats.of(&life.guid)?);
        let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
        let (team, class) = (text(life.team), text(life.class.as_deref()));
        let same = |other: &&Life<'_>| (&other.name, other.team, &other.class) == (&life.name, life.team, &life.class);
        if before.filter(same).is_none() {
            let fields = [
                ("client", client.clone()),
                ("guid", json!(life.guid)),
                ("name", text(life.name.as_deref())),
                ("team", team.clone()),
                ("class", class.clone()),
            ];
            self.draft.event(life.at, life.from, Rank::Who, "player", &fields)?;
        }
        if life.limbo {
            return Ok(());
        }
        let fields = [("client", client.clone()), ("team", team.clone()), ("class", class.clone())];
        self.draft.event(life.at, life.from, Rank::Begins, "spawn", &fields)?;
        for (t, pos, health, weapon) in &life.samples {
            let fields = [
                ("client", client.clone()),
                ("team", team.clone()),
                ("alive", json!(true)),
                ("pos", json!(pos)),
                ("hp", if *health > 0 { json!(health) } else { Value::Null }),
                ("weapon", weapon.map_or(Value::Null, |weapon| json!(weapon))),
            ];
            self.draft.sample(life.at, *t, &fields)?;
        }
        if life.ended == Ended::Left {
            self.draft.event(life.at, life.to, Rank::Leaves, "disconnect", &[("client", client)])?;
        }
        Ok(())
    }
}
