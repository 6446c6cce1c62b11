//! Where the round happens, as the configuration and the map's file know it.

use super::rule::says;
use crate::et::config::{Body, Config, Level, Settings, Side, Zone};
use crate::film::{
    self, Callout, Callouts, Outline, Places, Shape, Target, ZoneKind, ZoneSource, clean_name, clean_text,
};

/// Two labels of one name nearer than this are one.
const SAME_PLACE: f32 = 400.0;

/// The places of the map in force.
pub(super) fn places(settings: &Settings) -> Places {
    let mut zones: Vec<film::Zone> = Vec::new();
    zones.extend(settings.objective_zones.iter().map(|zone| drawn(zone, ZoneKind::Objective, None)));
    zones.extend(settings.route_zones.iter().map(|zone| drawn(zone, ZoneKind::Route, None)));
    zones.extend(settings.spawns.iter().map(|spawn| drawn(&spawn.zone, ZoneKind::Spawn, spawn.team)));
    Places {
        bounds: settings.bounds,
        zones,
        zone_sources: Vec::new(),
        targets: targets(settings),
        callouts: callouts(settings),
        named_by: settings.lent_by.clone(),
        ways: settings.graph.iter().flat_map(|graph| graph.ways()).collect(),
        outlines: settings
            .outlines
            .iter()
            .map(|wall| Outline { points: wall.points.iter().map(|p| p.map(|c| c as f32)).collect(), z: wall.z as f32 })
            .collect(),
        floors: settings
            .floors
            .iter()
            .map(|floor| (floor.from as f32, floor.to as f32, clean_name(&floor.name)))
            .collect(),
    }
}

/// What the places of the map in force are called.
#[must_use]
pub fn callouts(settings: &Settings) -> Callouts {
    let mut callouts = settings.callouts.clone();
    for point in &settings.objective_points {
        let pos = point.pos.map(|c| c as f32);
        let known = |other: &Callout| {
            other.name.eq_ignore_ascii_case(&point.name) && (0..3).all(|i| (other.pos[i] - pos[i]).abs() < SAME_PLACE)
        };
        if !point.name.is_empty() && !callouts.iter().any(known) {
            callouts.push(Callout { name: point.name.clone(), pos });
        }
    }
    callouts.into()
}

/// Who says what the zones of the map are.
pub(super) fn sources(config: &Config, map: Option<&str>) -> Vec<ZoneSource> {
    let settings = config.for_map(map);
    let source = |(kind, key, does, keys): (ZoneKind, &str, &str, &[&str])| ZoneSource {
        kind,
        by: clean_text(&config.origin(map, key).to_string()),
        rule: format!("{does}: {}", says(&settings, keys)),
        own: config.level(map, key) == Level::MapFile,
    };
    let lurks: &[&str] = &["lurk_cluster_dist", "lurk_contact_dist"];
    [
        (ZoneKind::Objective, "objective_zones", "E4.7 excuses as objective_zone", &["objective_zone_grace_s"][..]),
        (ZoneKind::Route, "route_zones", "E4.9 excuses as planned_lurk far from the others", lurks),
    ]
    .map(source)
    .to_vec()
}

/// What is fought for, each place once; of several entries about it the one with a guessed radius.
fn targets(settings: &Settings) -> Vec<Target> {
    let mut points: Vec<_> = settings.objective_points.iter().filter(|point| !point.name.is_empty()).collect();
    points.sort_by_key(|point| point.guess_radius.is_none());
    let mut all: Vec<Target> = Vec::new();
    for point in points {
        let pos = point.pos.map(|c| c as f32);
        let known = |other: &Target| {
            other.name.eq_ignore_ascii_case(&point.name) && (0..3).all(|i| (other.pos[i] - pos[i]).abs() < SAME_PLACE)
        };
        if !all.iter().any(known) {
            all.push(Target { name: clean_name(&point.name), pos, guess: point.guess_radius.map(|r| r as f32) });
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn drawn(zone: &Zone, kind: ZoneKind, team: Option<Side>) -> film::Zone {
    let shape = match &zone.body {
        Body::Box { min, max } => Shape::Box { min: min.map(|c| c as f32), max: max.map(|c| c as f32) },
        Body::Cylinder { center, radius, z_min, z_max } => Shape::Cylinder {
            center: center.map(|c| c as f32),
            radius: *radius as f32,
            z_min: z_min.map(|z| z as f32),
            z_max: z_max.map(|z| z as f32),
        },
        Body::Sphere { center, radius } => Shape::Sphere { center: center.map(|c| c as f32), radius: *radius as f32 },
        Body::Polygon { points, z_min, z_max } => Shape::Polygon {
            points: points.iter().map(|p| p.map(|c| c as f32)).collect(),
            z_min: z_min.map(|z| z as f32),
            z_max: z_max.map(|z| z as f32),
        },
    };
    let name = match team {
        Some(side) => format!("{} ({})", zone.name, super::side_name(side)),
        None => zone.name.clone(),
    };
    film::Zone { name: clean_name(&name), kind, shape, guess: zone.guess }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::et::config::Config;

    #[test]
    fn a_real_map_has_bounds_and_names_but_no_zones() {
        let places = places(&Config::default().for_map(Some("radar")));
        assert!(places.bounds.is_some() && places.zones.is_empty());
        let named = |name: &str| places.callouts.iter().filter(|c| c.name == name).count();
        assert_eq!((named("East Radar"), named("Main Entrance"), named("Command Post")), (1, 1, 1));
    }

    #[test]
    fn the_nearest_name_says_where_unless_it_is_far() {
        let places = places(&Config::default().for_map(Some("towpath")));
        let name_of = |point| places.callouts.nearest(point).map(|here| here.to_string());
        assert_eq!(name_of([430.0, -800.0, 24.0]).as_deref(), Some("crane (59 u)"));
        assert_eq!(name_of([500.0, 40.0, 24.0]).as_deref(), Some("hall (24 u)"));
        assert_eq!(name_of([500.0, 40.0, 9_000.0]).as_deref(), Some("8721 u from gallery"));
        assert_eq!((places.zones.len(), places.floors.len()), (8, 2));
        assert!(places.zones.iter().any(|zone| zone.name == "boatyard (Allies)" && zone.kind == ZoneKind::Spawn));
    }

    #[test]
    fn an_unknown_map_has_no_bounds() {
        assert_eq!(places(&Config::default().for_map(Some("nobody_knows_it"))), Places::default());
    }
}
