//! The ground under pictures: zones and walls in game units, y turned to the south.

use super::html::{Attr, Html, Px};
use crate::film::{Places, Shape, ZoneKind};
use std::fmt::Write;

/// Whether all numbers can be drawn.
fn finite(values: &[f32]) -> bool {
    values.iter().all(|v| v.is_finite())
}

/// Zones as areas, each with its name.
pub(super) fn zones(h: &mut Html, places: &Places) {
    for zone in &places.zones {
        let class = match zone.kind {
            ZoneKind::Objective => "zone objective",
            ZoneKind::Route => "zone route",
            ZoneKind::Spawn => "zone spawn",
        };
        let titled = |h: &mut Html| h.say("title", &[], &zone.name);
        let circle = |h: &mut Html, center: [f32; 2], radius: f32| {
            if finite(&center) && radius.is_finite() {
                let [x, y, r] = [f64::from(center[0]), -f64::from(center[1]), f64::from(radius)].map(Px);
                h.el("circle", &[("class", &class), ("cx", &x), ("cy", &y), ("r", &r)], titled);
            }
        };
        match &zone.shape {
            Shape::Box { min, max } if finite(min) && finite(max) => {
                let [x, y] = [f64::from(min[0]), -f64::from(max[1])].map(Px);
                let [width, height] = [0, 1].map(|i| Px(f64::from(max[i]) - f64::from(min[i])));
                let attrs: [Attr<'_>; 5] =
                    [("class", &class), ("x", &x), ("y", &y), ("width", &width), ("height", &height)];
                h.el("rect", &attrs, titled);
            }
            Shape::Box { .. } => {}
            Shape::Cylinder { center, radius, .. } => circle(h, *center, *radius),
            Shape::Sphere { center, radius } => circle(h, [center[0], center[1]], *radius),
            Shape::Polygon { points, .. } => {
                let corners = points.iter().filter(|point| finite(&point[..]));
                let path: Vec<String> =
                    corners.map(|p| format!("{},{}", Px(f64::from(p[0])), Px(-f64::from(p[1])))).collect();
                h.el("polygon", &[("class", &class), ("points", &path.join(" "))], titled);
            }
        }
    }
}

/// Walls, one path a floor; those of floors above the lowest are drawn broken.
pub(super) fn walls(h: &mut Html, places: &Places) {
    let floor = |z: f32| places.floors.iter().position(|(from, to, _)| (*from..=*to).contains(&z)).unwrap_or(0);
    let mut floors: Vec<usize> = places.outlines.iter().map(|wall| floor(wall.z)).collect();
    floors.sort_unstable();
    floors.dedup();
    for index in floors {
        let mut path = String::new();
        for wall in places.outlines.iter().filter(|wall| floor(wall.z) == index) {
            for (i, point) in wall.points.iter().filter(|point| finite(&point[..])).enumerate() {
                let command = if i == 0 { 'M' } else { 'L' };
                let [x, y] = [f64::from(point[0]), -f64::from(point[1])].map(Px);
                let _ = write!(path, "{command}{x} {y}"); // writing to a string cannot fail
            }
        }
        let class = if index == 0 { "wall" } else { "wall above" };
        h.empty("path", &[("class", &class), ("d", &path)]);
    }
}
