//! A zone that was changed on the screen goes to the user's own map file, and holds from then on.

use super::{Configs, Library};
use crate::config::Document;
use crate::et::config::{Body, Zone};
use crate::et::maps::{Change, ZoneList, save_zone};
use crate::film::{self, Shape, ZoneChange, ZoneKind, clean_name, clean_text};
use std::fs;
use std::path::PathBuf;
use std::sync::PoisonError;

impl Library {
    /// Lets zones be saved, in this folder of map files: the one that the configuration was read from.
    pub fn keep_maps_in(&mut self, folder: PathBuf) {
        self.map_folder = Some(folder);
    }

    /// See [`film::Shelf::save_zone`].
    pub(super) fn change_zone(&self, change: &ZoneChange) -> Result<String, String> {
        let Some(folder) = &self.map_folder else {
            return Err("there is no configuration folder to keep map files in: set XDG_CONFIG_HOME or HOME".to_owned());
        };
        let list = match change.kind {
            ZoneKind::Objective => ZoneList::Objective,
            ZoneKind::Route => ZoneList::Route,
            ZoneKind::Spawn => return Err("spawns are facts of the map and judge nobody: they stay".to_owned()),
        };
        // Two changes one after the other: the second is of what the first has left.
        let mut configs = self.configs.write().unwrap_or_else(PoisonError::into_inner);
        let settings = configs.et.for_map(Some(&change.map));
        let zones = match list {
            ZoneList::Objective => &settings.objective_zones,
            ZoneList::Route => &settings.route_zones,
        };
        let put = change.zone.as_ref().map(|zone| zone_of(zone, zones.get(change.index)));
        let done = put.as_ref().map_or(Change::Remove(change.index), |zone| Change::Put(change.index, zone));
        let path = save_zone(&configs.et, folder, &change.map, list, done).map_err(|err| err.to_string())?;
        let name = clean_text(&path.display().to_string());
        let read = |err: &dyn std::fmt::Display| format!("saved to {name}, which cannot be read again: {err}");
        let bytes = fs::read(&path).map_err(|err| read(&err))?;
        let file = Document::parse(&name, &bytes).map_err(|wrong| read(&wrong))?;
        // The name of the file is the name of the map, as when it is read at the next start.
        let map = path.file_stem().map_or_else(|| change.map.clone(), |stem| stem.to_string_lossy().into_owned());
        let et = configs.et.with_map_file(&map, &file).map_err(|wrong| read(&wrong))?;
        *configs = Configs { et, ..Configs::clone(&configs) }.into();
        Ok(name)
    }
}

/// A zone as the configuration holds it. What has not moved keeps the digits of the file, which a screen has fewer of.
fn zone_of(zone: &film::Zone, old: Option<&Zone>) -> Zone {
    let name = old.filter(|old| clean_name(&old.name) == zone.name).map_or(&zone.name, |old| &old.name);
    Zone { name: name.clone(), body: body_of(&zone.shape, old.map(|old| &old.body)), guess: zone.guess }
}

fn body_of(shape: &Shape, old: Option<&Body>) -> Body {
    match (shape, old) {
        (Shape::Box { min, max }, old) => {
            let was = if let Some(Body::Box { min, max }) = old { Some((min, max)) } else { None };
            Body::Box { min: exact(min, was.map(|was| was.0)), max: exact(max, was.map(|was| was.1)) }
        }
        (Shape::Sphere { center, radius }, old) => {
            let was = if let Some(Body::Sphere { center, radius }) = old { Some((center, *radius)) } else { None };
            Body::Sphere { center: exact(center, was.map(|was| was.0)), radius: digits(*radius, was.map(|was| was.1)) }
        }
        (Shape::Cylinder { center, radius, z_min, z_max }, old) => {
            let was = if let Some(Body::Cylinder { center, radius, z_min, z_max }) = old {
                Some((center, *radius, *z_min, *z_max))
            } else {
                None
            };
            Body::Cylinder {
                center: exact(center, was.map(|was| was.0)),
                radius: digits(*radius, was.map(|was| was.1)),
                z_min: z_min.map(|z| digits(z, was.and_then(|was| was.2))),
                z_max: z_max.map(|z| digits(z, was.and_then(|was| was.3))),
            }
        }
        (Shape::Polygon { points, z_min, z_max }, old) => {
            let was = if let Some(Body::Polygon { points, z_min, z_max }) = old {
                Some((points, *z_min, *z_max))
            } else {
                None
            };
            let corner = |(at, corner): (usize, &[f32; 2])| exact(corner, was.and_then(|was| was.0.get(at)));
            Body::Polygon {
                points: points.iter().enumerate().map(corner).collect(),
                z_min: z_min.map(|z| digits(z, was.and_then(|was| was.1))),
                z_max: z_max.map(|z| digits(z, was.and_then(|was| was.2))),
            }
        }
    }
}

fn exact<const N: usize>(new: &[f32; N], old: Option<&[f64; N]>) -> [f64; N] {
    let mut out = [0.0; N];
    for (at, (out, new)) in out.iter_mut().zip(new).enumerate() {
        *out = digits(*new, old.and_then(|old| old.get(at)).copied());
    }
    out
}

/// A coordinate to a tenth of a unit, or the old one where it is the same on the screen.
fn digits(new: f32, old: Option<f64>) -> f64 {
    match old {
        Some(old) if old as f32 == new => old,
        _ => (f64::from(new) * 10.0).round() / 10.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{Progress, Remarks, Shelf};

    #[test]
    fn what_did_not_move_keeps_its_digits() {
        let old = Body::Cylinder { center: [10.123_456_789, 0.1], radius: 99.99, z_min: None, z_max: Some(7.0) };
        let moved = Shape::Cylinder { center: [20.04, 0.1], radius: 99.99, z_min: None, z_max: Some(8.0) };
        let Body::Cylinder { center, radius, z_min, z_max } = body_of(&moved, Some(&old)) else { panic!("a cylinder") };
        assert_eq!((center, radius, z_min, z_max), ([20.0, 0.1], 99.99, None, Some(8.0)));
        let points = vec![[1.0, 2.0], [3.0, 4.0], [5.06, 6.0]];
        let Body::Polygon { points, .. } = body_of(&Shape::Polygon { points, z_min: None, z_max: None }, Some(&old))
        else {
            panic!("a polygon")
        };
        assert_eq!(points[2], [5.1, 6.0]);
    }

    #[test]
    fn a_saved_zone_holds_for_what_is_opened_next() {
        let folder = tempfile::tempdir().unwrap();
        let mut library = Library::demo(Configs::default()).unwrap();
        let open =
            |library: &Library| library.open(0, &Remarks::default(), &Progress::default()).unwrap().films[0].clone();
        let before = open(&library);
        let at = before.places.zones.iter().position(|zone| zone.kind == ZoneKind::Objective).unwrap();
        let mut zone = before.places.zones[at].clone();
        let Shape::Cylinder { radius, .. } = &mut zone.shape else { panic!("a cylinder") };
        *radius += 100.0;
        let map = before.meta.map.clone().unwrap();
        let change = ZoneChange { map, kind: ZoneKind::Objective, index: 0, zone: Some(zone.clone()) };
        assert!(library.save_zone(&change).unwrap_err().contains("XDG_CONFIG_HOME"));
        library.keep_maps_in(folder.path().join("maps"));
        let path = library.save_zone(&change).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("objective_zones:") && text.contains("radius: 330"), "{path}: {text}");
        let after = open(&library);
        assert_eq!(after.places.zones[at], zone);
        assert_ne!(after.meta.config_hash, before.meta.config_hash);
        let source = after.places.zone_sources.iter().find(|source| source.kind == ZoneKind::Objective).unwrap();
        assert!(source.own && source.by.contains("towpath.yaml"), "{source:?}");
        // It can be taken away again, being the user's own by now; a route that nobody wrote down cannot.
        library.save_zone(&ZoneChange { zone: None, ..change.clone() }).unwrap();
        assert_eq!(open(&library).places.zones.len(), before.places.zones.len() - 1);
        let route = ZoneChange { kind: ZoneKind::Route, zone: None, ..change };
        assert!(library.save_zone(&route).unwrap_err().contains("only zones of your own map file"));
    }
}
