//! What is known about one map, as it stands under `maps: <name>:` or in the map's own file: the lists beside the
//! thresholds. Each list replaces the one of a lower layer as a whole.

use super::zone::{Body, Floor, Objective, Phase, Side, Spawn, Wall, Zone};
use super::{Settings, Waves};
use crate::config::{Data, Entry, Mistakes, Node, Origin};
use crate::film::{Bounds, Callout, Time, clean_name};

/// The keys this file reads, for "did you mean".
pub(super) const KEYS: [&str; 12] = [
    "objective_zones",
    "route_zones",
    "phases",
    "spawns",
    "bounds",
    "z_range",
    "floors",
    "outlines",
    "callouts",
    "objective_points",
    "defends",
    "waves_s",
];

/// One fact of a map, checked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact {
    ObjectiveZones(Vec<Zone>),
    RouteZones(Vec<Zone>),
    Phases(Vec<Phase>),
    Spawns(Vec<Spawn>),
    Bounds(Bounds),
    ZRange((f64, f64)),
    Floors(Vec<Floor>),
    Outlines(Vec<Wall>),
    Callouts(Vec<Callout>),
    ObjectivePoints(Vec<Objective>),
    Defends(Side),
    Waves(Waves),
}

impl Fact {
    /// The zones, if it is a list of those.
    pub(super) fn zones(self) -> Option<Vec<Zone>> {
        match self {
            Fact::ObjectiveZones(zones) | Fact::RouteZones(zones) => Some(zones),
            _ => None,
        }
    }

    /// Puts the fact where the analysis and the film read it.
    pub(super) fn apply(&self, settings: &mut Settings) {
        match self.clone() {
            Fact::ObjectiveZones(zones) => settings.objective_zones = zones,
            Fact::RouteZones(zones) => settings.route_zones = zones,
            Fact::Phases(phases) => settings.phases = phases,
            Fact::Spawns(spawns) => settings.spawns = spawns,
            Fact::Bounds(bounds) => settings.bounds = Some(bounds),
            Fact::ZRange(range) => settings.z_range = Some(range),
            Fact::Floors(floors) => settings.floors = floors,
            Fact::Outlines(walls) => settings.outlines = walls,
            Fact::Callouts(callouts) => settings.callouts = callouts,
            Fact::ObjectivePoints(points) => settings.objective_points = points,
            Fact::Defends(side) => settings.defends = Some(side),
            Fact::Waves(waves) => settings.waves = waves,
        }
    }
}

/// Reads one entry of a map's section; `None` when it is mistaken or not one of [`KEYS`].
pub(super) fn read(entry: &Entry, mistakes: &mut Mistakes) -> Option<(&'static str, Fact)> {
    let key = *KEYS.iter().find(|key| **key == entry.key)?;
    let node = &entry.value;
    let fact = match key {
        "objective_zones" => Fact::ObjectiveZones(items(key, node, mistakes, zone)),
        "route_zones" => Fact::RouteZones(items(key, node, mistakes, zone)),
        "spawns" => Fact::Spawns(items(key, node, mistakes, spawn)),
        "phases" => Fact::Phases(items(key, node, mistakes, phase)),
        "floors" => Fact::Floors(items(key, node, mistakes, floor)),
        "outlines" => Fact::Outlines(items(key, node, mistakes, wall)),
        "callouts" => Fact::Callouts(items(key, node, mistakes, callout)),
        "objective_points" => Fact::ObjectivePoints(items(key, node, mistakes, objective)),
        "bounds" => Fact::Bounds(bounds(node, mistakes)?),
        "z_range" => {
            let [low, high] = node.numbers::<2>(key, 2, mistakes)?;
            if low > high {
                mistakes.add(&node.origin, format!("\"z_range\" runs from {low} down to {high}; the lower one first"));
                return None;
            }
            Fact::ZRange((low, high))
        }
        "defends" => Fact::Defends(side(key, node, mistakes)?),
        _ => Fact::Waves(waves(node, mistakes)?),
    };
    Some((key, fact))
}

/// The items of a list, mistaken ones left out (they are noted, so nothing is loaded anyway).
fn items<T>(key: &str, node: &Node, mistakes: &mut Mistakes, one: fn(&mut Reader<'_, '_>) -> Option<T>) -> Vec<T> {
    let Some(list) = node.list(key, mistakes) else { return Vec::new() };
    let mut out = Vec::with_capacity(list.len());
    for item in list {
        let Some(entries) = item.map(key, mistakes) else { continue };
        let mut reader = Reader { origin: &item.origin, entries, asked: Vec::new(), mistakes };
        let value = one(&mut reader);
        reader.finish();
        out.extend(value);
    }
    out
}

/// Reads a small mapping by name and remembers what was asked for, so that a leftover key is a mistake with the names
/// that would have been understood.
struct Reader<'a, 'm> {
    origin: &'a Origin,
    entries: &'a [Entry],
    asked: Vec<&'static str>,
    mistakes: &'m mut Mistakes,
}

impl<'a> Reader<'a, '_> {
    fn optional(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    fn needed(&mut self, key: &'static str) -> Option<&'a Node> {
        let node = self.optional(key);
        if node.is_none() {
            self.mistakes.add(self.origin, format!("\"{key}\" is missing here"));
        }
        node
    }

    fn name(&mut self) -> Option<String> {
        match self.optional("name") {
            None => Some(String::new()),
            Some(node) => node.text("name", self.mistakes).map(clean_name),
        }
    }

    fn number(&mut self, key: &'static str) -> Option<f64> {
        self.needed(key)?.number(key, self.mistakes)
    }

    /// `Err` when it is there and mistaken.
    fn optional_number(&mut self, key: &'static str) -> Result<Option<f64>, ()> {
        match self.optional(key) {
            None => Ok(None),
            Some(node) => node.number(key, self.mistakes).map(Some).ok_or(()),
        }
    }

    fn finish(self) {
        for entry in self.entries {
            if !self.asked.contains(&entry.key.as_str()) {
                self.mistakes.unknown_key(&entry.origin, &entry.key, self.asked.iter().copied());
            }
        }
    }
}

/// What a zone may be, for the message when it is none of these.
const BODIES: &str = "a zone is a box (min, max), an upright cylinder (center, radius, optional z_min, z_max), a sphere \
                      (shape: sphere, center with three numbers, radius) or a polygon (points, optional z_min, z_max)";

/// E4: a box, an upright cylinder, a sphere or a polygon; `shape` need only be said for a sphere.
fn zone(reader: &mut Reader<'_, '_>) -> Option<Zone> {
    let name = reader.name();
    // All keys of a zone are asked for first, so that every misspelling has its suggestion.
    let corners = (reader.optional("min"), reader.optional("max"));
    let round = (reader.optional("center"), reader.optional("radius"));
    let points = reader.optional("points");
    let guess = match reader.optional("guess") {
        None => false,
        Some(node) => node.switch("guess", reader.mistakes)?,
    };
    let heights = (reader.optional_number("z_min"), reader.optional_number("z_max"));
    let tall = !matches!(heights, (Ok(None), Ok(None)));
    let shape = match reader.optional("shape") {
        None => None,
        Some(node) => Some(shape(node, reader.mistakes)?),
    };
    let body = match (shape, corners, round, points) {
        (None | Some("box"), (Some(min), Some(max)), (None, None), None) if !tall => cuboid(reader, min, max)?,
        (None | Some("cylinder"), (None, None), (Some(center), Some(radius)), None) => {
            let center = center.numbers::<2>("center", 3, reader.mistakes)?;
            let radius = positive(radius, reader.mistakes)?;
            let (z_min, z_max) = rising(reader, heights)?;
            Body::Cylinder { center, radius, z_min, z_max }
        }
        (Some("sphere"), (None, None), (Some(center), Some(radius)), None) if !tall => {
            let center = center.numbers::<3>("center", 3, reader.mistakes)?;
            Body::Sphere { center, radius: positive(radius, reader.mistakes)? }
        }
        (None | Some("polygon"), (None, None), (None, None), Some(points)) => {
            let list = points.list("points", reader.mistakes)?;
            let corners: Vec<_> = list.iter().map_while(|p| p.numbers::<2>("points", 3, reader.mistakes)).collect();
            if corners.len() < list.len() {
                return None; // the mistaken one is noted
            }
            if corners.len() < 3 {
                reader.mistakes.add(&points.origin, "a polygon needs three \"points\" or more: nothing is inside");
                return None;
            }
            let (z_min, z_max) = rising(reader, heights)?;
            Body::Polygon { points: corners, z_min, z_max }
        }
        _ => {
            reader.mistakes.add(reader.origin, BODIES);
            return None;
        }
    };
    Some(Zone { name: name?, body, guess })
}

fn shape(node: &Node, mistakes: &mut Mistakes) -> Option<&'static str> {
    let named = match &node.data {
        Data::Text(text) => {
            ["box", "cylinder", "sphere", "polygon"].into_iter().find(|name| text.eq_ignore_ascii_case(name))
        }
        _ => None,
    };
    if named.is_none() {
        node.wants("shape", "box, cylinder, sphere or polygon", mistakes);
    }
    named
}

fn cuboid(reader: &mut Reader<'_, '_>, min: &Node, max: &Node) -> Option<Body> {
    let min = min.numbers::<3>("min", 3, reader.mistakes)?;
    let max = max.numbers::<3>("max", 3, reader.mistakes)?;
    if let Some((axis, _)) = ["x", "y", "z"].iter().zip(min.iter().zip(&max)).find(|(_, (a, b))| a > b) {
        reader.mistakes.add(reader.origin, format!("\"min\" is above \"max\" in {axis}: nothing is inside"));
        return None;
    }
    Some(Body::Box { min, max })
}

fn positive(node: &Node, mistakes: &mut Mistakes) -> Option<f64> {
    let radius = node.number("radius", mistakes)?;
    if radius < 0.0 {
        mistakes.add(&node.origin, "\"radius\" is below 0: nothing is inside");
        return None;
    }
    Some(radius)
}

/// Two optional heights, the lower one first.
type Heights = (Option<f64>, Option<f64>);

fn rising(
    reader: &mut Reader<'_, '_>,
    (low, high): (Result<Option<f64>, ()>, Result<Option<f64>, ()>),
) -> Option<Heights> {
    let (z_min, z_max) = (low.ok()?, high.ok()?);
    if z_min.zip(z_max).is_some_and(|(low, high)| low > high) {
        reader.mistakes.add(reader.origin, "\"z_min\" is above \"z_max\": nothing is inside");
        return None;
    }
    Some((z_min, z_max))
}

fn side(key: &str, node: &Node, mistakes: &mut Mistakes) -> Option<Side> {
    match &node.data {
        Data::Text(text) if text.eq_ignore_ascii_case("AXIS") => Some(Side::Axis),
        Data::Text(text) if text.eq_ignore_ascii_case("ALLIES") => Some(Side::Allies),
        _ => {
            node.wants(key, "AXIS or ALLIES", mistakes);
            None
        }
    }
}

/// A zone with an optional `team`.
fn spawn(reader: &mut Reader<'_, '_>) -> Option<Spawn> {
    let team = match reader.optional("team") {
        None => Some(None),
        Some(node) => side("team", node, reader.mistakes).map(Some),
    };
    let zone = zone(reader);
    Some(Spawn { zone: zone?, team: team? })
}

fn phase(reader: &mut Reader<'_, '_>) -> Option<Phase> {
    let name = reader.name();
    let team = match reader.optional("team") {
        None => Some(None),
        Some(node) => side("team", node, reader.mistakes).map(Some),
    };
    let (from, to) = (reader.number("from_s"), reader.number("to_s"));
    let (from, to) = (from?, to?);
    if from > to {
        reader.mistakes.add(reader.origin, format!("\"from_s\" {from} is after \"to_s\" {to}: nothing is covered"));
        return None;
    }
    Some(Phase { name: name?, team: team?, from: Time::from_secs(from)?, to: Time::from_secs(to)? })
}

fn floor(reader: &mut Reader<'_, '_>) -> Option<Floor> {
    let (name, from, to) = (reader.name(), reader.number("z_min"), reader.number("z_max"));
    let (from, to) = (from?, to?);
    if from > to {
        reader.mistakes.add(reader.origin, format!("\"z_min\" {from} is above \"z_max\" {to}; the lower one first"));
        return None;
    }
    Some(Floor { name: name?, from, to })
}

fn wall(reader: &mut Reader<'_, '_>) -> Option<Wall> {
    let (z, top, points) = (reader.number("z"), reader.optional_number("top"), reader.needed("points"));
    let list = points?.list("points", reader.mistakes)?;
    let points: Vec<_> = list.iter().filter_map(|p| p.numbers::<2>("points", 3, reader.mistakes)).collect();
    Some(Wall { points, z: z?, top: top.ok()? })
}

fn callout(reader: &mut Reader<'_, '_>) -> Option<Callout> {
    let (name, pos) = (reader.name(), reader.needed("pos"));
    let pos = pos?.numbers::<3>("pos", 3, reader.mistakes)?;
    Some(Callout { name: name?, pos: pos.map(|c| c as f32) })
}

fn objective(reader: &mut Reader<'_, '_>) -> Option<Objective> {
    let (name, kind, pos) = (reader.name(), reader.needed("kind"), reader.needed("pos"));
    // A radius that somebody guessed: kept for whoever calibrates the map, never taken for a zone.
    let guess = reader.optional_number("guess_radius");
    let kind = clean_name(kind?.text("kind", reader.mistakes)?);
    let pos = pos?.numbers::<3>("pos", 3, reader.mistakes)?;
    guess.ok().map(|guess_radius| Objective { name: name.unwrap_or_default(), kind, pos, guess_radius })
}

/// Reads a mapping that is no item of a list.
fn single<T>(key: &str, node: &Node, mistakes: &mut Mistakes, one: fn(&mut Reader<'_, '_>) -> Option<T>) -> Option<T> {
    let entries = node.map(key, mistakes)?;
    let mut reader = Reader { origin: &node.origin, entries, asked: Vec::new(), mistakes };
    let value = one(&mut reader);
    reader.finish();
    value
}

fn bounds(node: &Node, mistakes: &mut Mistakes) -> Option<Bounds> {
    single("bounds", node, mistakes, |reader| {
        let (min, max) = (reader.needed("min"), reader.needed("max"));
        let min = min?.numbers::<2>("min", 3, reader.mistakes)?;
        let max = max?.numbers::<2>("max", 3, reader.mistakes)?;
        if min[0] >= max[0] || min[1] >= max[1] {
            reader.mistakes.add(reader.origin, "\"min\" must be south-west of \"max\"");
            return None;
        }
        Some(Bounds { min: min.map(|c| c as f32), max: max.map(|c| c as f32) })
    })
}

fn waves(node: &Node, mistakes: &mut Mistakes) -> Option<Waves> {
    single("waves_s", node, mistakes, |reader| {
        let (axis, allies) = (reader.optional_number("AXIS"), reader.optional_number("ALLIES"));
        Some(Waves { axis: axis.ok()?, allies: allies.ok()? })
    })
}
