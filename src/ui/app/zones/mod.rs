//! The zones of a map on the screen: a list to choose from, and one of them taken hold of.
//!
//! ```text
//!   choose ──Enter──▶ draft ──Enter──▶ saving ──▶ the round is analysed anew
//!                       └──Esc──▶ as it was
//! ```

pub mod shape;

use crate::film::{Film, Lane, Point, Shape, Target, Time, Zone, ZoneChange, ZoneKind};
use crate::ui::widgets::list::ListState;
use crate::ui::widgets::map::MapState;
use shape::{Grip, Heights};

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A zone that judges: index into the zones of the film's places.
    Zone(usize),
    /// Something fought for that lies in no objective zone: index into the targets.
    Target(usize),
}

/// A zone that was taken hold of.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its place among the zones of the film; `None`: a new one.
    pub at: Option<usize>,
    /// What it is by now.
    pub zone: Zone,
    /// What it was before anything was changed.
    pub before: Option<Zone>,
    /// It is to be removed.
    pub gone: bool,
    /// Which handle steps move: index into [`Grip::all`].
    pub grip: usize,
    /// It has been given to be saved.
    pub saving: bool,
    /// It has been saved; the round is being analysed under it.
    pub saved: bool,
    /// The user was told just now what leaving would drop.
    pub told: bool,
}

impl Draft {
    /// The handle that steps move.
    #[must_use]
    pub fn grip(&self) -> Grip {
        Grip::all(&self.zone.shape).get(self.grip).copied().unwrap_or(Grip::All)
    }

    /// To the handle `by` places on, round and round.
    pub fn turn_grip(&mut self, by: isize) {
        let count = Grip::all(&self.zone.shape).len().max(1) as isize;
        self.grip = (self.grip as isize + by).rem_euclid(count) as usize;
    }

    /// Takes a new body; whoever changed its size has looked at it.
    pub fn reshape(&mut self, shape: Shape) {
        let (new, old) = (size(&shape), size(&self.zone.shape));
        // Sums of moved coordinates may differ in their last digit.
        let same = new.len() == old.len() && new.iter().zip(&old).all(|(new, old)| (new - old).abs() < 0.5);
        if !same {
            self.zone.guess = false;
        }
        self.zone.shape = shape;
        self.grip = self.grip.min(Grip::all(&self.zone.shape).len() - 1); // never empty: it holds the whole
    }

    /// Whether there is anything to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.gone || self.before.as_ref() != Some(&self.zone)
    }

    /// What is to be saved, on the map of a film.
    #[must_use]
    pub fn change(&self, film: &Film) -> Option<ZoneChange> {
        let of_kind = film.places.zones.iter().filter(|zone| zone.kind == self.zone.kind);
        let index = match self.at {
            Some(at) => film.places.zones.get(..at)?.iter().filter(|zone| zone.kind == self.zone.kind).count(),
            None => of_kind.count(),
        };
        let zone = (!self.gone).then(|| self.zone.clone());
        Some(ZoneChange { map: film.meta.map.clone()?, kind: self.zone.kind, index, zone })
    }
}

/// Whether a zone is the one that was saved: a file holds a tenth of a unit, a screen a little more or less.
#[must_use]
pub fn is_saved(zone: &Zone, draft: &Zone) -> bool {
    let numbers = |shape: &Shape| -> Vec<f32> {
        let mut all = match shape {
            Shape::Box { min, max } => [*min, *max].concat(),
            Shape::Sphere { center, radius } => [center.as_slice(), &[*radius]].concat(),
            Shape::Cylinder { center, radius, .. } => [center.as_slice(), &[*radius]].concat(),
            Shape::Polygon { points, .. } => points.concat(),
        };
        let (low, high) = shape.heights();
        all.extend([low, high]);
        all
    };
    let (one, two) = (numbers(&zone.shape), numbers(&draft.shape));
    let near = |(a, b): (&f32, &f32)| a == b || (a - b).abs() <= 0.1;
    (zone.kind, &zone.name, zone.guess) == (draft.kind, &draft.name, draft.guess)
        && one.len() == two.len()
        && one.iter().zip(&two).all(near)
}

/// What makes a body larger or smaller in the plane.
fn size(shape: &Shape) -> Vec<f32> {
    match shape {
        Shape::Sphere { radius, .. } | Shape::Cylinder { radius, .. } => vec![*radius],
        Shape::Box { min, max } => (0..2).map(|i| max[i] - min[i]).collect(), // two axes of three
        Shape::Polygon { points, .. } => {
            let first = points.first().copied().unwrap_or_default();
            points.iter().flat_map(|point| [point[0] - first[0], point[1] - first[1]]).collect()
        }
    }
}

/// The state of the screen of zones.
#[derive(Debug, Clone, Default)]
pub struct Zones {
    /// What the map looks at; its cursor marks the chosen place.
    pub map: MapState,
    /// The chosen line.
    pub list: ListState,
    /// The zone that was taken hold of.
    pub draft: Option<Draft>,
}

/// How far an objective's zone reaches when nobody has guessed it either: a room.
pub const UNGUESSED: f32 = 300.0;
/// A name this far from a place does not name it.
const NEAR: f32 = 600.0;

/// The lines of the list: zones in the order of the map's file, then what is fought for outside of all of them.
#[must_use]
pub fn rows(film: &Film) -> Vec<Row> {
    let judges = |zone: &Zone| zone.kind != ZoneKind::Spawn;
    let zones = &film.places.zones;
    let listed = zones.iter().enumerate().filter(|(_, zone)| judges(zone)).map(|(at, _)| Row::Zone(at));
    let covered = |target: &Target| {
        let holds = |zone: &Zone| {
            let named = zone.name.eq_ignore_ascii_case(&target.name) && far(zone.shape.middle(), target.pos) <= NEAR;
            zone.kind == ZoneKind::Objective && (named || zone.shape.contains(target.pos))
        };
        zones.iter().any(holds)
    };
    let targets = film.places.targets.iter().enumerate().filter(|(_, target)| !covered(target));
    listed.chain(targets.map(|(at, _)| Row::Target(at))).collect()
}

fn far(one: [f32; 2], two: Point) -> f32 {
    (one[0] - two[0]).hypot(one[1] - two[1])
}

impl Zones {
    /// The chosen line.
    #[must_use]
    pub fn chosen(&self, film: &Film) -> Option<Row> {
        rows(film).get(self.list.selected()).copied()
    }

    /// Where a line is on the map.
    #[must_use]
    pub fn place(film: &Film, row: Row) -> Option<[f32; 2]> {
        match row {
            Row::Zone(at) => film.places.zones.get(at).map(|zone| zone.shape.middle()),
            Row::Target(at) => film.places.targets.get(at).map(|target| [target.pos[0], target.pos[1]]),
        }
    }

    /// Chooses a line; the cursor goes there.
    pub fn choose(&mut self, film: &Film, at: usize) {
        let rows = rows(film);
        self.list.select(at, rows.len());
        if let Some(place) = rows.get(self.list.selected()).and_then(|row| Zones::place(film, *row)) {
            self.map.set_cursor(place);
        }
    }

    /// Chooses the smallest zone that lies under a point, else the target beside it; whether there is one.
    pub fn choose_under(&mut self, film: &Film, point: [f32; 2], near: f32) -> bool {
        let rows = rows(film);
        let reach = |row: &Row| -> Option<f32> {
            match row {
                Row::Zone(at) => {
                    let zone = film.places.zones.get(*at)?;
                    let (low, high) = zone.shape.heights();
                    // Any height inside will do.
                    let z = low.max(-1.0e6).midpoint(high.min(1.0e6));
                    let inside = zone.shape.contains([point[0], point[1], z]);
                    inside.then(|| size(&zone.shape).iter().copied().fold(0.0, |sum, v| sum + v.abs()))
                }
                Row::Target(at) => {
                    let far = far(point, film.places.targets.get(*at)?.pos);
                    (far <= near).then_some(0.0)
                }
            }
        };
        let under = rows.iter().enumerate().filter_map(|(at, row)| Some((reach(row)?, at)));
        let best = under.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if let Some((_, at)) = best {
            self.list.select(at, rows.len());
        }
        best.is_some()
    }

    /// Takes hold of the chosen line: the zone as it is, or a guess around what is fought for.
    pub fn take(&mut self, film: &Film) {
        self.draft = match self.chosen(film) {
            Some(Row::Zone(at)) => film.places.zones.get(at).map(|zone| Draft {
                at: Some(at),
                zone: zone.clone(),
                before: Some(zone.clone()),
                gone: false,
                grip: 0,
                saving: false,
                saved: false,
                told: false,
            }),
            Some(Row::Target(at)) => film.places.targets.get(at).map(around),
            None => None,
        };
    }

    /// A new zone around a point, named after what is fought for near it.
    pub fn create(&mut self, film: &Film, point: [f32; 2]) {
        let near = film.places.targets.iter().map(|target| (far(point, target.pos), target));
        let nearest = near.filter(|(far, _)| *far <= NEAR).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, target)| target);
        let mut draft = nearest.map_or_else(
            || {
                new(Zone {
                    name: "new zone".into(),
                    kind: ZoneKind::Objective,
                    shape: Shape::Cylinder { center: point, radius: UNGUESSED, z_min: None, z_max: None },
                    guess: true,
                })
            },
            around,
        );
        if let Shape::Cylinder { center, .. } = &mut draft.zone.shape {
            *center = point.map(f32::round);
        }
        self.draft = Some(draft);
    }

    /// The zones as they would be, and which of them is held: for drawing.
    #[must_use]
    pub fn preview(&self, film: &Film) -> (Vec<Zone>, Option<usize>) {
        let mut zones = film.places.zones.clone();
        let chosen = match self.chosen(film) {
            Some(Row::Zone(at)) => Some(at),
            _ => None,
        };
        let Some(draft) = &self.draft else { return (zones, chosen) };
        match draft.at.and_then(|at| zones.get_mut(at)) {
            Some(zone) => {
                *zone = draft.zone.clone();
                (zones, draft.at)
            }
            None => {
                zones.push(draft.zone.clone());
                let last = zones.len() - 1; // just pushed
                (zones, Some(last))
            }
        }
    }
}

fn new(zone: Zone) -> Draft {
    Draft { at: None, zone, before: None, gone: false, grip: 0, saving: false, saved: false, told: false }
}

/// A zone around what is fought for, its radius a guess.
fn around(target: &Target) -> Draft {
    let center = [target.pos[0], target.pos[1]];
    let radius = target.guess.filter(|radius| *radius > 0.0).unwrap_or(UNGUESSED);
    let shape = Shape::Cylinder { center, radius, z_min: None, z_max: None };
    new(Zone { name: target.name.clone(), kind: ZoneKind::Objective, shape, guess: true })
}

/// What a round tells of a body: who was inside, and whether the objectives were worked on there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Inside {
    /// Player-seconds between samples inside.
    pub time: Time,
    /// How many players.
    pub players: usize,
    /// Objective lines inside, and all whose place is known.
    pub works: (usize, usize),
}

/// Counts what of a round lies inside a body.
#[must_use]
pub fn inside(film: &Film, shape: &Shape) -> Inside {
    let mut found = Inside::default();
    let mut last = None;
    for track in &film.tracks {
        let mut here = Time::ZERO;
        let mut seen = false;
        for (at, (t, pos)) in track.t.iter().zip(&track.pos).enumerate() {
            if shape.contains(*pos) {
                seen = true;
                let next = track.t.get(at + 1).copied().filter(|next| *next - *t <= film.meta.bridge);
                here += next.map_or(Time::ZERO, |next| next - *t);
            }
        }
        found.time += here;
        // Tracks are by actor: lives of one follow each other.
        if seen && last != Some(track.actor) {
            (found.players, last) = (found.players + 1, Some(track.actor));
        }
    }
    let is_work = |kind: usize| film.moment_kinds.get(kind).is_some_and(|kind| kind.lane == Lane::Objectives);
    let places = film.log.iter().filter(|moment| is_work(moment.kind)).filter_map(|moment| moment.pos);
    for pos in places {
        found.works.1 += 1;
        found.works.0 += usize::from(shape.contains(pos));
    }
    found
}

/// Between which heights players are known to have been over the ground of a body; else around a height.
#[must_use]
pub fn heights(film: &Film, shape: &Shape, else_at: f32) -> Heights {
    let flat = match shape.clone() {
        Shape::Cylinder { center, radius, .. } => Shape::Cylinder { center, radius, z_min: None, z_max: None },
        Shape::Polygon { points, .. } => Shape::Polygon { points, z_min: None, z_max: None },
        Shape::Sphere { center, radius } => {
            Shape::Cylinder { center: [center[0], center[1]], radius, z_min: None, z_max: None }
        }
        Shape::Box { min, max } => Shape::Box { min: [min[0], min[1], -1.0e6], max: [max[0], max[1], 1.0e6] },
    };
    let over = film.tracks.iter().flat_map(|track| &track.pos).filter(|pos| flat.contains(**pos)).map(|pos| pos[2]);
    over.fold(None, |known: Option<Heights>, z| Some(known.map_or((z, z), |(low, high)| (low.min(z), high.max(z)))))
        .map_or((else_at, else_at), |(low, high)| (low.round(), high.round()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::sample;

    #[test]
    fn zones_come_first_and_then_what_lies_in_none() {
        let film = sample::film();
        assert_eq!(rows(&film), [Row::Zone(0), Row::Zone(1), Row::Target(1), Row::Target(2)]);
    }

    #[test]
    fn what_is_changed_is_told_by_kind_and_index() {
        let film = sample::film();
        let mut zones = Zones::default();
        zones.choose(&film, 1);
        zones.take(&film);
        let draft = zones.draft.as_mut().unwrap();
        assert!(!draft.is_changed());
        draft.reshape(shape::moved(&draft.zone.shape, Grip::All, [10.0, 0.0, 0.0], (0.0, 0.0)));
        let change = draft.change(&film).unwrap();
        assert_eq!((change.kind, change.index, change.map.as_str()), (ZoneKind::Route, 0, "depot"));
        zones.choose(&film, 2);
        zones.take(&film);
        let draft = zones.draft.clone().unwrap();
        let change = draft.change(&film).unwrap();
        assert_eq!((change.kind, change.index), (ZoneKind::Objective, 1), "one more");
        assert!(draft.is_changed() && draft.zone.guess, "new, and nobody has measured it");
        let (drawn, held) = zones.preview(&film);
        assert_eq!((drawn.len(), held), (5, Some(4)));
    }

    #[test]
    fn a_guess_ends_with_the_first_change_of_size_and_not_before() {
        let film = sample::film();
        let mut zones = Zones::default();
        zones.create(&film, [-650.0, -600.0]);
        let draft = zones.draft.as_mut().unwrap();
        assert_eq!((draft.zone.name.as_str(), draft.zone.shape.middle()), ("Truck", [-650.0, -600.0]));
        draft.reshape(shape::moved(&draft.zone.shape, Grip::All, [10.0, 10.0, 0.0], (0.0, 0.0)));
        draft.reshape(shape::moved(&draft.zone.shape, Grip::Top, [0.0, 10.0, 0.0], (0.0, 0.0)));
        assert!(draft.zone.guess);
        draft.reshape(shape::grown(&draft.zone.shape, -10.0));
        assert!(!draft.zone.guess);
    }

    #[test]
    fn the_smallest_zone_under_a_point_is_chosen() {
        let film = sample::film();
        let mut zones = Zones::default();
        assert!(zones.choose_under(&film, [100.0, 900.0], 50.0));
        assert_eq!(zones.chosen(&film), Some(Row::Zone(1)));
        assert!(zones.choose_under(&film, [-710.0, -600.0], 50.0));
        assert_eq!(zones.chosen(&film), Some(Row::Target(1)));
        assert!(!zones.choose_under(&film, [-1_900.0, -1_200.0], 50.0));
    }

    #[test]
    fn what_lies_inside_is_counted() {
        let film = sample::film();
        let all = Shape::Box { min: [-9e3; 3], max: [9e3; 3] };
        let none = Shape::Sphere { center: [9e5; 3], radius: 1.0 };
        let (all, none) = (inside(&film, &all), inside(&film, &none));
        assert!(all.players == 6 && all.time > Time(0) && all.works.0 == all.works.1 && all.works.1 > 0, "{all:?}");
        assert_eq!((none.players, none.time, none.works), (0, Time(0), (0, all.works.1)));
    }
}
