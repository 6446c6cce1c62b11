//! Counts what a simulated round really holds, from its lines alone: the rates it aims at are measured, not believed.

use super::RoundFiles;
use serde_json::Value;
use std::collections::BTreeMap;

/// Counts over rounds.
#[derive(Debug, Default, Clone)]
pub(super) struct Measure {
    pub(super) player_minutes: f64,
    pub(super) kills: f64,
    pub(super) self_kills: f64,
    pub(super) team_kills: f64,
    pub(super) revives: f64,
    pub(super) fast_revives: f64,
    pub(super) trades_3: f64,
    pub(super) trades_5: f64,
    pub(super) shots: f64,
    pub(super) samples: f64,
    pub(super) alive: f64,
    pub(super) still: f64,
    pub(super) objectives: BTreeMap<String, u32>,
}

/// Lines as values.
pub(super) fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// `t` in milliseconds.
pub(super) fn ms(line: &Value) -> i64 {
    (line["t"].as_f64().unwrap() * 1000.0).round() as i64
}

/// The sides by client.
pub(super) fn sides(events: &[Value]) -> BTreeMap<i64, String> {
    let joined = events.iter().filter(|e| e["type"] == "player");
    joined.map(|e| (e["client"].as_i64().unwrap(), e["team"].as_str().unwrap().to_owned())).collect()
}

impl Measure {
    /// Adds a round.
    pub(super) fn add(&mut self, round: &RoundFiles) {
        let events = lines(&round.events);
        let team = sides(&events);
        let minutes = ms(events.last().unwrap()) as f64 / 60_000.0;
        self.player_minutes += minutes * team.len() as f64;
        let mut fallen: BTreeMap<i64, i64> = BTreeMap::new();
        let mut open: Vec<(i64, String, i64)> = Vec::new();
        for e in &events {
            let (t, client) = (ms(e), |key: &str| e[key].as_i64().unwrap());
            match e["type"].as_str().unwrap() {
                "kill" => {
                    let (killer, victim) = (client("killer"), client("victim"));
                    fallen.insert(victim, t);
                    if killer == victim {
                        self.self_kills += 1.0;
                    } else if team[&killer] == team[&victim] {
                        self.team_kills += 1.0;
                    } else {
                        self.kills += 1.0;
                        open.retain(|(owes, side, at)| {
                            let traded = *owes == victim && *side == team[&killer];
                            self.trades_3 += f64::from(u8::from(traded && t - at <= 3_000));
                            self.trades_5 += f64::from(u8::from(traded && t - at <= 5_000));
                            !traded
                        });
                        open.push((killer, team[&victim].clone(), t));
                    }
                }
                "revive" => {
                    self.revives += 1.0;
                    self.fast_revives += f64::from(u8::from(t - fallen[&client("victim")] <= 3_000));
                }
                "weapon_fire" if !["PLIERS", "SYRINGE", "DYNAMITE"].contains(&e["weapon"].as_str().unwrap()) => {
                    self.shots += 1.0;
                }
                "objective" => *self.objectives.entry(e["action"].as_str().unwrap().to_owned()).or_default() += 1,
                _ => {}
            }
        }
        for s in lines(&round.snapshots) {
            self.samples += 1.0;
            if s["alive"] == true {
                self.alive += 1.0;
                self.still += f64::from(u8::from(s["vel"][0] == 0 && s["vel"][1] == 0));
            }
        }
    }

    /// Name, value and target of each rate; counts are per minute of a 3v3.
    pub(super) fn table(&self) -> Vec<(&'static str, f64, f64)> {
        let per_minute = |n: f64| n / self.player_minutes * 6.0;
        vec![
            ("deaths by enemies a minute", per_minute(self.kills), 8.6),
            ("self-kills a minute", per_minute(self.self_kills), 2.8),
            ("revives a minute", per_minute(self.revives), 2.0),
            ("revives within 3 s", self.fast_revives / self.revives, 0.60),
            ("traded within 3 s", self.trades_3 / self.kills, 0.12),
            ("traded within 5 s", self.trades_5 / self.kills, 0.18),
            ("shots a player-minute", self.shots / self.player_minutes, 26.0),
            ("time standing still", self.still / self.alive, 0.40),
        ]
    }
}
