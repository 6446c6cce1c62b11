//! A round and its analysis as a [`Film`]: the shape that screens, review and export read.
//!
//! ```text
//!   Round ──cast──▶ actors, tracks ──log──▶ moments           Settings ──places──▶ zones, names, bounds
//!   Analysis ──findings──▶ trade, missed_trade, isolated_death      ──players, sheets──▶ tables
//!           ──ground──▶ stays and strips
//! ```

mod brief;
mod cast;
mod findings;
mod ground;
mod isolated;
mod letters;
mod log;
mod places;
mod players;
mod rule;
mod season;
mod sheets;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told_tests;
#[cfg(test)]
mod worded_tests;
mod words;

use super::analysis::{Analysis, Missing, facing_known, positions_known};
use super::config::{Config, Settings, Side};
use super::order::At;
use super::position::Reach;
use super::round::{PlayerId, Round, Team as Said};
use crate::film::{Badge, BadgeKind, Film, Meta, Part, Places, Team, Time, Track};
pub use brief::brief;
use cast::Cast;
pub use findings::kinds as finding_kinds;
pub use places::callouts;
use rule::Rule;
pub use season::season;

/// As in [`Meta::game`].
pub const GAME: &str = "ET:Legacy stopwatch";

/// Index into [`badge_kinds`].
const IN_COMBAT: usize = 0;
/// Index into [`badge_kinds`].
const CARRIES: usize = 1;
/// Index into [`badge_kinds`].
const PLANNED: usize = 2;

/// Everything the parts of the film are made of.
struct Stage<'a> {
    round: &'a Round,
    analysis: &'a Analysis,
    settings: &'a Settings,
    cast: &'a Cast,
    places: &'a Places,
    rule: Rule,
}

impl Stage<'_> {
    /// A player's name.
    fn name(&self, player: PlayerId) -> String {
        self.cast.name(player).to_owned()
    }

    /// A player's part in a finding.
    fn part(&self, player: PlayerId, role: &'static str) -> Part {
        Part { actor: self.cast.id(player), role }
    }

    /// A duration in a sentence: `1.6 s`.
    fn secs(&self, time: Time) -> String {
        format!("{:.1} s", time.as_secs())
    }

    /// Where a player was, for the evidence panel: the nearest name on the map and how far it is.
    fn place(&self, label: &str, player: PlayerId, at: At) -> Option<(String, String)> {
        let fix = Reach::new(self.settings).at(self.round.player(player), at)?;
        let here = self.places.callouts.nearest(fix.pos.map(|c| c as f32))?;
        let lent = self.places.named_by.as_ref().map(|map| format!(", as {map} names it")).unwrap_or_default();
        Some((label.to_owned(), format!("{here}{lent}")))
    }

    /// The line of a death with its time: `vex kills zed with MP40 at 0:42.0`.
    fn death_text(&self, at: At) -> String {
        let line = at.event().and_then(|index| self.round.events.get(index));
        let text = line.map(|event| log::sentence(self.round, self.cast, event)).unwrap_or_default();
        format!("{text} at {}", at.t)
    }
}

/// A round as a film. `config` must be the one whose settings for the round's map gave `analysis`.
#[must_use]
pub fn film(round: &Round, analysis: &Analysis, config: &Config) -> Film {
    let map = round.map.as_deref();
    let settings = config.for_map(map);
    let cast = cast::cast(round);
    let rule = Rule::new(config, map, &settings);
    let places = Places { zone_sources: places::sources(config, map), ..places::places(&settings) };
    let stage = Stage { round, analysis, settings: &settings, cast: &cast, places: &places, rule };
    let mut film = Film {
        meta: meta(&stage, config),
        tracks: cast::tracks(round, &cast),
        badge_kinds: badge_kinds(),
        badges: badges(&stage),
        places: places.clone(),
        finding_kinds: findings::kinds(),
        findings: findings::findings(&stage),
        rings: findings::rings(&settings),
        sheets: std::iter::once(players::sheet(&stage)).chain(sheets::sheets(&stage)).collect(),
        ground: ground::ground(&stage),
        strips: ground::strips(&stage).into_iter().chain([sheets::context_strip(&stage)]).collect(),
        ..Film::default()
    };
    film.meta.step = step(&film.tracks).unwrap_or(settings.sample());
    film.meta.counts = brief::counts(round, analysis);
    film.cast.clone_from(&cast.actors);
    log::log(round, &cast, &mut film);
    film
}

/// What counting findings needs of [`film`]: what it is about, the cast, the findings with their kinds and rings. An
/// analysis of findings alone is enough.
#[must_use]
pub fn findings_film(round: &Round, analysis: &Analysis, config: &Config) -> Film {
    let map = round.map.as_deref();
    let settings = config.for_map(map);
    let cast = cast::cast(round);
    let rule = Rule::new(config, map, &settings);
    let places = places::places(&settings);
    let stage = Stage { round, analysis, settings: &settings, cast: &cast, places: &places, rule };
    let mut film = Film {
        meta: meta(&stage, config),
        finding_kinds: findings::kinds(),
        findings: findings::findings(&stage),
        rings: findings::rings(&settings),
        cast: cast.actors.clone(),
        ..Film::default()
    };
    film.meta.counts = brief::counts(round, analysis);
    film
}

fn meta(stage: &Stage<'_>, config: &Config) -> Meta {
    let (round, settings) = (stage.round, stage.settings);
    let length = round.span.length();
    let sizes = [Side::Axis, Side::Allies]
        .map(|side| stage.cast.players.iter().filter(|id| round.played(**id) && played_for(round, **id, side)).count());
    // What tells rounds apart comes first: lists cut the rest, and have columns for it.
    let mut title = vec![round.id.clone()];
    title.extend(round.winner().map(|side| format!("won by the {}", side_name(side))));
    title.push(round.map.clone().unwrap_or_else(|| "unknown map".to_owned()));
    if sizes != [0, 0] {
        title.push(format!("{}v{}", sizes[0], sizes[1]));
    }
    title.push(format!("{}:{:02}", length.ms() / 60_000, length.ms() / 1000 % 60));
    Meta {
        id: round.id.clone(),
        game: GAME,
        title: title.join(" · "),
        map: round.map.clone(),
        teams: [Side::Axis, Side::Allies].map(|side| team(settings, side)).to_vec(),
        span: round.span,
        rule: stage.rule.line.clone(),
        config_hash: config.hash_on(round.map.as_deref()),
        step: Time::ZERO,
        bridge: settings.interp_max_gap(),
        stale: settings.stale_max(),
        gives_away: &GIVES_AWAY,
        heeds_remarks: true,
        unavailable: unavailable(stage),
        unknown_kinds: brief::unknown_kinds(round, stage.analysis),
        sources: round.sources.clone(),
        ..Meta::default()
    }
}

/// Whether a player lived for a side, or said so, where nothing tells when the player lived.
fn played_for(round: &Round, id: PlayerId, side: Side) -> bool {
    let player = round.player(id);
    match round.lives_known(id) {
        true => player.lives.iter().any(|life| life.team.and_then(Said::side) == Some(side)),
        false => player.teams.as_slice().iter().any(|(_, team)| team.side() == Some(side)),
    }
}

/// What counts candidates, or what is left of them when it is taken from another; and what excuses them.
const GIVES_AWAY: [&str; 10] = [
    "candidates",
    "missed",
    "suppressed",
    "isolated",
    "isolated_deaths",
    "opportunities",
    "attempts",
    "score",
    "negatives",
    "context",
];

fn team(settings: &Settings, side: Side) -> Team {
    let part = settings.defends.map(|defends| if defends == side { "defends" } else { "attacks" });
    let wave = match side {
        Side::Axis => settings.waves.axis,
        Side::Allies => settings.waves.allies,
    };
    let said: Vec<String> =
        part.map(str::to_owned).into_iter().chain(wave.map(|s| format!("waves of {s} s"))).collect();
    Team { key: side.as_str(), name: side_name(side).to_owned(), part: (!said.is_empty()).then(|| said.join(", ")) }
}

/// A side's name for the reader.
const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Axis => "Axis",
        Side::Allies => "Allies",
    }
}

fn badge_kinds() -> Vec<BadgeKind> {
    vec![
        BadgeKind { name: "in combat", mark: '!', lane: false },
        BadgeKind { name: "carries", mark: '$', lane: false },
        BadgeKind { name: "planned", mark: 'p', lane: true },
    ]
}

/// Who is in combat (E3), who carries (E4, reason 6), who is on a marked plan (reason 9), by actor, then time.
fn badges(stage: &Stage<'_>) -> Vec<Badge> {
    let mut badges = Vec::new();
    if let Ok(combat) = &stage.analysis.combat {
        for id in &stage.cast.players {
            let actor = stage.cast.id(*id);
            badges.extend(combat.spans(*id).into_iter().map(|span| Badge { actor, span, kind: IN_COMBAT }));
        }
    }
    for context in &stage.analysis.context {
        let actor = stage.cast.id(context.player);
        badges.extend(context.carries.iter().map(|span| Badge { actor, span: *span, kind: CARRIES }));
        badges.extend(context.planned.iter().map(|(span, _)| Badge { actor, span: *span, kind: PLANNED }));
    }
    badges.sort_by_key(|badge| (badge.actor, badge.span.from, badge.kind));
    badges
}

/// The usual distance between two samples: the median gap inside lives.
fn step(tracks: &[Track]) -> Option<Time> {
    let gaps = tracks.iter().flat_map(|track| track.t.windows(2).map(|pair| pair[1] - pair[0])); // windows of 2 have both
    let mut gaps: Vec<Time> = gaps.filter(|gap| *gap > Time::ZERO).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}

/// What this round cannot tell, and why (E1).
fn unavailable(stage: &Stage<'_>) -> Vec<(String, String)> {
    let has = stage.round.has;
    let mut out = Vec::new();
    let mut say = |what: &str, why: &str| out.push((what.to_owned(), why.to_owned()));
    if let Err(missing) = positions_known(has) {
        say("positions, trade opportunities, candidates, all sampled metrics", &missing.to_string());
    } else if let Err(missing) = facing_known(has) {
        say("crossfire, who faces whom (the gate sight without recorded lines)", &missing.to_string());
    } else if stage.round.faceless > 0 {
        let (some, all) = (stage.round.faceless, stage.round.samples);
        say(
            "crossfire at some times",
            &format!("{some} of {all} snapshots say no view direction: none is counted there"),
        );
    }
    if has.teams && stage.round.teamless > 0 {
        let (some, all) = (stage.round.teamless, stage.round.samples);
        say(
            "who lives in some snapshots",
            &format!("{some} of {all} say alive but no team, and count as not alive (E2)"),
        );
    }
    if !has.damage {
        say("attempts, candidates, the gate free", "no damage lines in this round");
    }
    if let Err(missing) = &stage.analysis.combat
        && *missing != Missing::NotAsked
    {
        say("who is in combat, readiness, contacts, isolated deaths", &missing.to_string());
    }
    if !has.objective {
        say("objective work (the gate clear)", "no objective lines in this round");
    }
    if stage.settings.objective_zones.is_empty() {
        say("objective zones (the gate clear)", "none are configured for this map");
    }
    if positions_known(has).is_ok()
        && stage.round.players.iter().flat_map(|player| &player.remarks).all(|remark| remark.los.is_none())
    {
        say("recorded lines of sight", "no los in the snapshots: the gate sight goes by facing");
    }
    out
}
