//! Every threshold of the analysis, declared once (spec 1 §5, READINGS E1-E8).

use super::zone::{Floor, Objective, Phase, Side, Spawn, Wall, Waves, Zone};
use crate::config::{Field, table};
use crate::et::places::Graph;
use crate::et::position::distance;
use crate::film::{Bounds, Callout, Time};
use std::sync::Arc;

table! {
    /// What each part of the score pays, in points (E7, spec 1 §4.2).
    #[derive(Debug, Clone, PartialEq)]
    pub struct Weights {
        /// §4.2: Points for each second within `support_dist` of a team-mate in combat.
        readiness_per_sec: number = 0.20, "points/s", -1000.0..=1000.0;
        /// §4.2: Points for each second of crossfire.
        crossfire_per_sec: number = 0.10, "points/s", -1000.0..=1000.0;
        /// §4.2: Points for each trade attempt; a success pays it too.
        trade_attempt: number = 3.0, "points", -1000.0..=1000.0;
        /// §4.2: Points for each trade success.
        trade_success: number = 8.0, "points", -1000.0..=1000.0;
        /// §4.2: Points for each missed trade that counts.
        missed_trade: number = -6.0, "points", -1000.0..=1000.0;
        /// §4.2: Points for each isolated first-contact death that counts.
        isolated_death: number = -3.0, "points", -1000.0..=1000.0;
    }
}

table! {
    /// What the analysis of one round reads: thresholds in force on its map, and the map's zones.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Settings {
        /// §5, E5: Sampled metrics run this often per second unless `sample_ms` says otherwise.
        sampling_hz_base: number = 1.0, "Hz", 0.01..=1000.0;
        /// §5: What a collector may sample at in combat; the analysis uses whatever was recorded.
        sampling_hz_combat: number = 8.0, "Hz", 0.01..=1000.0;
        /// E5: A living team-mate within this distance is support.
        support_dist: number = 600.0, "u", 0.0..=100_000.0;
        /// E4: A team-mate within this distance of a death has a trade opportunity.
        trade_dist: number = 800.0, "u", 0.0..=100_000.0;
        /// E4: An opportunity is open for this long after the death.
        trade_window_s: number = 3.0, "s", 0.0..=3600.0;
        /// E3: A shot or a hit makes a player be in combat for this long.
        combat_recent_s: number = 1.5, "s", 0.0..=3600.0;
        /// E5: A death with every living team-mate farther than this is isolated.
        isolation_dist: number = 1200.0, "u", 0.0..=100_000.0;
        /// E5: Two team-mates within this distance may make a crossfire.
        crossfire_dist: number = 700.0, "u", 0.0..=100_000.0;
        /// E5: Facings, or lines to an enemy, that differ by more than this angle make a crossfire.
        crossfire_min_angle_deg: number = 40.0, "deg", 0.0..=180.0;
        /// E4: An objective action excuses for this long.
        objective_grace_s: number = 6.0, "s", 0.0..=3600.0;
        /// E4: Having been inside an objective zone excuses for this long.
        objective_zone_grace_s: number = 8.0, "s", 0.0..=3600.0;
        /// E2: Distances of every rule are taken in space; off, on the floor plan, as if height did not matter.
        distance_3d: switch = true;
        /// E2: Two samples at most this far apart are joined by a straight line.
        interp_max_gap_ms: whole = 2000.0, "ms", 0.0..=600_000.0;
        /// E2: The last known position stays good for this long when nothing follows.
        stale_max_ms: whole = 1500.0, "ms", 0.0..=600_000.0;
        /// E5: Step of the sampled metrics; when not given, 1000 / `sampling_hz_base`.
        sample_ms: whole = 1000.0, "ms", 1.0..=600_000.0;
        /// E4: Beyond `trade_dist` up to this distance an opportunity is marginal: listed, always low, never counted.
        trade_dist_marginal: number = 1000.0, "u", 0.0..=100_000.0;
        /// E4: Damage to the killer up to this long before the death is already an attempt.
        attempt_lead_s: number = 1.0, "s", 0.0..=3600.0;
        /// E4: A revive of the victim within this time answers the death.
        revive_response_s: number = 5.0, "s", 0.0..=3600.0;
        /// E4: The time a player needs to react.
        react_s: number = 1.0, "s", 0.0..=3600.0;
        /// E4: The gate `near` passes up to this distance.
        near_dist: number = 600.0, "u", 0.0..=100_000.0;
        /// E4: A planned lurk is farther than this from the centroid of the team.
        lurk_cluster_dist: number = 1200.0, "u", 0.0..=100_000.0;
        /// E4: A planned lurk is farther than this from the death.
        lurk_contact_dist: number = 600.0, "u", 0.0..=100_000.0;
        /// E4: Without a recorded line of sight, the killer must be within this angle to either side of the facing.
        sight_cone_deg: number = 60.0, "deg", 0.0..=180.0;
        /// E4: Without a recorded line of sight, the killer must be within this height.
        sight_max_dz: number = 160.0, "u", 0.0..=100_000.0;
        /// E4: With a waypoint graph the gate `route` passes up to this multiple of `trade_dist`, walked.
        route_factor: number = 1.5, "", 0.0..=1000.0;
        /// E4: A player farther than this from every waypoint has no walking distance.
        route_reach: number = 256.0, "u", 0.0..=100_000.0;
        /// E4: Confidence high needs a recorded line of sight: a view cone looks through walls.
        high_needs_los: switch = true;
        /// E4: A recorded line of sight decides the gate `sight`; off, facing and height decide although it was recorded.
        sight_by_los: switch = true;
        /// E5: A converging crossfire needs both to face the enemy within this angle to either side.
        facing_cone_deg: number = 30.0, "deg", 0.0..=180.0;
        /// E5: A first contact comes after this long without a shot or hit by the team (and `combat_recent_s` before).
        first_contact_quiet_s: number = 5.0, "s", 0.0..=3600.0;
        /// E5: A new contact begins after this long out of combat.
        contact_gap_s: number = 5.0, "s", 0.0..=3600.0;
        /// E5: Arriving up to this long after the contact's end is a late follow.
        late_follow_s: number = 5.0, "s", 0.0..=3600.0;
        /// E5: An isolated death is certain when the nearest team-mate is beyond this multiple of `isolation_dist`.
        isolation_high_factor: number = 1.25, "", 0.0..=1000.0;
        /// E6: Side of an occupancy cell.
        cell_size: number = 256.0, "u", 1.0..=100_000.0;
        /// E6: Two team-mates within this distance are together.
        buddy_dist: number = 600.0, "u", 0.0..=100_000.0;
        /// E6: Team-mates linked by steps of at most this distance are one group.
        cluster_dist: number = 700.0, "u", 0.0..=100_000.0;
        /// E6: A stable duo spends at least this share of its time together.
        duo_min_share: number = 0.5, "", 0.0..=1.0;
        /// E6: A floating player spends this share with nobody.
        floating_max_share: number = 0.35, "", 0.0..=1.0;
        /// E7: Most points for readiness in a round.
        readiness_cap_per_round: number = 40.0, "points", 0.0..=1_000_000.0;
        /// E7: Most points for crossfire in a round.
        crossfire_cap_per_round: number = 20.0, "points", 0.0..=1_000_000.0;
        /// E7: Below this time alive there is no score per minute.
        min_alive_for_rate_s: number = 30.0, "s", 0.0..=3600.0;
        /// E7: Whether missed trades and isolated deaths cost points.
        penalties_enabled: switch = false;
    }
    groups {
        /// E7: Points of the score's parts.
        score_weights: Weights;
    }
    beside {
        /// E4, reason 7: where objective work is expected. Without any, the gate `clear` stays unknown.
        objective_zones: Vec<Zone>;
        /// E4, reason 9: flanks and routes of planned lurks.
        route_zones: Vec<Zone>;
        /// E4, reason 8: stretches in which solo tasks are normal.
        phases: Vec<Phase>;
        /// Where the sides spawn; drawn only.
        spawns: Vec<Spawn>;
        /// The map's rectangle; without it the screen says *uncalibrated*.
        bounds: Option<Bounds>;
        /// Height bands, low to high; drawn only.
        floors: Vec<Floor>;
        /// Walls and ground edges; drawn only.
        outlines: Vec<Wall>;
        /// Names of places; drawn only.
        callouts: Vec<Callout>;
        /// Where one can walk, from a waypoint file.
        graph: Option<Arc<Graph>>;
        /// The other version of the map whose callouts and ways these are.
        lent_by: Option<String>;
        /// What the sides fight for; drawn only, a point is no zone.
        objective_points: Vec<Objective>;
        /// Lowest and highest ground: a fact for whoever sets floors, used for nothing yet.
        z_range: Option<(f64, f64)>;
        /// The side that defends on this map.
        defends: Option<Side>;
        /// Seconds between spawn waves; shown only.
        waves: Waves;
    }
}

/// Seconds of a checked field as a duration: the ranges above keep every value far from overflow.
fn secs(value: f64) -> Time {
    Time::from_secs(value).unwrap_or_default()
}

impl Settings {
    /// E2: The distance that every rule goes by: in space, or on the floor plan (`distance_3d`).
    #[must_use]
    pub fn distance(&self, a: [f64; 3], b: [f64; 3]) -> f64 {
        if self.distance_3d { distance(a, b) } else { distance([a[0], a[1], 0.0], [b[0], b[1], 0.0]) }
    }

    /// E4: `trade_window_s` as a duration.
    #[must_use]
    pub fn trade_window(&self) -> Time {
        secs(self.trade_window_s)
    }

    /// E3: `combat_recent_s` as a duration.
    #[must_use]
    pub fn combat_recent(&self) -> Time {
        secs(self.combat_recent_s)
    }

    /// E4: `objective_grace_s` as a duration.
    #[must_use]
    pub fn objective_grace(&self) -> Time {
        secs(self.objective_grace_s)
    }

    /// E4: `objective_zone_grace_s` as a duration.
    #[must_use]
    pub fn objective_zone_grace(&self) -> Time {
        secs(self.objective_zone_grace_s)
    }

    /// E2: `interp_max_gap_ms` as a duration.
    #[must_use]
    pub fn interp_max_gap(&self) -> Time {
        Time(self.interp_max_gap_ms as i64)
    }

    /// E2: `stale_max_ms` as a duration.
    #[must_use]
    pub fn stale_max(&self) -> Time {
        Time(self.stale_max_ms as i64)
    }

    /// E5: `sample_ms` as a duration, never below 1 ms.
    #[must_use]
    pub fn sample(&self) -> Time {
        Time((self.sample_ms as i64).max(1))
    }

    /// E4: `attempt_lead_s` as a duration.
    #[must_use]
    pub fn attempt_lead(&self) -> Time {
        secs(self.attempt_lead_s)
    }

    /// E4: `revive_response_s` as a duration.
    #[must_use]
    pub fn revive_response(&self) -> Time {
        secs(self.revive_response_s)
    }

    /// E4: `react_s` as a duration.
    #[must_use]
    pub fn react(&self) -> Time {
        secs(self.react_s)
    }

    /// E5: `first_contact_quiet_s` as a duration.
    #[must_use]
    pub fn first_contact_quiet(&self) -> Time {
        secs(self.first_contact_quiet_s)
    }

    /// E5: `contact_gap_s` as a duration.
    #[must_use]
    pub fn contact_gap(&self) -> Time {
        secs(self.contact_gap_s)
    }

    /// E5: `late_follow_s` as a duration.
    #[must_use]
    pub fn late_follow(&self) -> Time {
        secs(self.late_follow_s)
    }

    /// E7: `min_alive_for_rate_s` as a duration.
    #[must_use]
    pub fn min_alive_for_rate(&self) -> Time {
        secs(self.min_alive_for_rate_s)
    }
}

/// The headings of the thresholds, in the order of the readings: what their sentences begin with, and the heading.
const SECTIONS: [(&str, &str); 6] = [
    ("E4", "E4 trades"),
    ("E5", "E5 isolation, contacts, crossfire"),
    ("E2", "E2 positions"),
    ("E3", "E3 combat"),
    ("E6", "E6 space"),
    ("E7", "E7 score"),
];

/// The heading a threshold stands under in lists, and its place among the headings: the rules that raise findings first.
#[must_use]
pub fn section(field: &Field) -> (usize, &'static str) {
    let head = field.doc.split_once(": ").map_or("", |(head, _)| head);
    let at = SECTIONS.iter().position(|(code, _)| head.contains(code));
    // The sampling rates (§5) belong to what is sampled, the weights (§4.2) to the score.
    let at = at.unwrap_or(if head.contains("§5") { 1 } else { SECTIONS.len() - 1 });
    (at, SECTIONS[at].1) // a place in it
}
