//! What part of the map is looked at, and how: the state that keys change.

use super::actors::Tag;
use super::ground::{Ground, around, floors};
use super::projection::Projection;
use super::raster::{Mode, Raster};
use super::walked::Walked;
use crate::film::{ActorId, ActorState, Bounds, Film, Time};
use std::cell::RefCell;
use std::sync::Arc;

/// What the map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// The map's bounds, or everything that was walked when the map is unknown.
    #[default]
    Whole,
    /// All living actors whose position is known.
    Fit,
    /// One actor in the middle half: the ground stands still while he runs there, for whoever looks and for slow lines.
    Follow(ActorId),
    /// Where it was moved to.
    Free,
}

/// The map's view state. Its caches live inside, so that drawing needs `&MapState` only.
#[derive(Debug, Clone)]
pub struct MapState {
    view: View,
    /// How many times nearer than the whole map, for [`View::Follow`] and [`View::Free`].
    zoom: f32,
    center: [f32; 2],
    floor: Option<usize>,
    trails: bool,
    trail: Time,
    mode: Mode,
    cursor: Option<[f32; 2]>,
    walked: Arc<Walked>,
    pub(super) seen: RefCell<Seen>,
}

/// What the last frame found out.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    ground: Option<(Print, Arc<Ground>)>,
    dots: Option<(DotsKey, Arc<Raster>)>,
    pub(super) projection: Option<Projection>,
    /// Top left of the drawn area.
    pub(super) origin: (u16, u16),
    /// Scale of the whole map in that area.
    whole: f32,
    pub(super) tags: Vec<Tag>,
}

/// What the ground's dots depend on.
#[derive(Debug, Clone, PartialEq)]
struct DotsKey {
    projection: Projection,
    floor: Option<usize>,
    mode: Mode,
    film: Print,
}

/// Tells films apart without comparing them whole: id, configuration, lives, samples, squares of other rounds.
type Print = (String, String, usize, usize, usize);

fn print(film: &Film, walked: &Walked) -> Print {
    let samples = film.tracks.iter().map(|t| t.t.len()).sum();
    (film.meta.id.clone(), film.meta.config_hash.clone(), film.tracks.len(), samples, walked.len())
}

impl Default for MapState {
    fn default() -> MapState {
        MapState {
            view: View::Whole,
            zoom: 1.0,
            center: [0.0; 2],
            floor: None,
            trails: false,
            trail: Time(8_000),
            mode: Mode::Chars,
            cursor: None,
            walked: Arc::default(),
            seen: RefCell::default(),
        }
    }
}

/// One step of the zoom.
const STEP: f32 = 1.25;
/// Zoom limits against the whole map.
const ZOOM: (f32, f32) = (0.5, 64.0);

impl MapState {
    /// What is shown.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// The chosen floor, an index into [`floors`]; `None` is all.
    #[must_use]
    pub fn floor(&self) -> Option<usize> {
        self.floor
    }

    /// Whether trails are drawn.
    #[must_use]
    pub fn trails(&self) -> bool {
        self.trails
    }

    /// How far back trails go.
    #[must_use]
    pub fn trail(&self) -> Time {
        self.trail
    }

    /// How ground and trails are drawn.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The cursor, in game units.
    #[must_use]
    pub fn cursor(&self) -> Option<[f32; 2]> {
        self.cursor
    }

    /// One step nearer, around the cursor if there is one.
    pub fn zoom_in(&mut self) {
        self.zoom_by(STEP);
    }

    /// One step back.
    pub fn zoom_out(&mut self) {
        self.zoom_by(1.0 / STEP);
    }

    fn zoom_by(&mut self, factor: f32) {
        self.let_go();
        let before = self.zoom;
        self.zoom = (self.zoom * factor).clamp(ZOOM.0, ZOOM.1);
        if let (Some(cursor), View::Free) = (self.cursor, self.view) {
            // The cursor's point stays under its cell.
            let share = before / self.zoom;
            self.center = [0, 1].map(|i| cursor[i] + (self.center[i] - cursor[i]) * share);
        }
    }

    /// Moves the view by cells: positive is east and south. Lets go of whatever it held on to.
    pub fn pan(&mut self, columns: i32, rows: i32) {
        self.let_go();
        self.view = View::Free;
        let scale = self.seen.get_mut().projection.map_or(1.0, |p| p.scale);
        self.center[0] += columns as f32 * scale;
        self.center[1] -= rows as f32 * scale * super::projection::ASPECT;
    }

    /// From whole and fit to free at the place and scale last drawn; follow stays.
    fn let_go(&mut self) {
        let seen = self.seen.get_mut();
        let Some(p) = seen.projection else {
            self.view = if let View::Follow(_) = self.view { self.view } else { View::Free };
            return;
        };
        self.center = p.center;
        self.zoom = (seen.whole / p.scale).clamp(ZOOM.0, ZOOM.1);
        if matches!(self.view, View::Whole | View::Fit) {
            self.view = View::Free;
        }
    }

    /// Keeps an actor in the middle, at least twice as near as the whole map; `None` stays where it is.
    pub fn follow(&mut self, actor: Option<ActorId>) {
        self.let_go();
        match actor {
            Some(actor) => {
                self.zoom = self.zoom.max(2.0);
                self.view = View::Follow(actor);
            }
            None => self.view = View::Free,
        }
    }

    /// The actor in the middle, if one is followed.
    #[must_use]
    pub fn followed(&self) -> Option<ActorId> {
        if let View::Follow(actor) = self.view { Some(actor) } else { None }
    }

    /// Shows all living actors.
    pub fn fit(&mut self) {
        self.view = View::Fit;
    }

    /// Shows the whole map.
    pub fn whole(&mut self) {
        (self.view, self.zoom) = (View::Whole, 1.0);
    }

    /// All floors, then one after the other from the lowest.
    pub fn next_floor(&mut self, film: &Film) {
        let count = floors(film).len();
        self.floor = match self.floor {
            None if count > 0 => Some(0),
            Some(i) if i + 1 < count => Some(i + 1),
            _ => None,
        };
    }

    /// Trails on or off.
    pub fn toggle_trails(&mut self) {
        self.trails = !self.trails;
    }

    /// Characters, braille, half blocks.
    pub fn cycle_mode(&mut self) {
        self.mode = self.mode.next();
    }

    /// Puts the cursor on a point; the view follows when that is not in sight.
    pub fn set_cursor(&mut self, point: [f32; 2]) {
        self.cursor = Some(point);
        if self.seen.get_mut().projection.is_some_and(|p| !p.holds(p.cell(point))) {
            self.let_go();
            (self.view, self.center) = (View::Free, point);
        }
    }

    /// The point under the middle of the map as drawn last.
    #[must_use]
    pub fn middle(&self) -> Option<[f32; 2]> {
        self.seen.borrow().projection.map(|p| p.center)
    }

    /// Units across a cell as drawn last.
    #[must_use]
    pub fn scale(&self) -> Option<f32> {
        self.seen.borrow().projection.map(|p| p.scale)
    }

    /// Moves the cursor by cells, positive is east and south; the view follows at the edge.
    pub fn move_cursor(&mut self, columns: i32, rows: i32) {
        let Some(p) = self.seen.get_mut().projection else { return };
        let cell = p.cell(self.cursor.unwrap_or(p.center));
        let to = (cell.0 + columns, cell.1 + rows);
        self.cursor = Some(p.point(to));
        let over = |v: i32, size: i32| (v - (size - 1).max(0)).max(0) + v.min(0);
        let (x, y) = (over(to.0, p.width), over(to.1, p.height));
        if (x, y) != (0, 0) {
            self.pan(x, y);
        }
    }

    /// The point under a cell of the screen (absolute column and row), if it lies on the map.
    #[must_use]
    pub fn point_at(&self, column: u16, row: u16) -> Option<[f32; 2]> {
        let seen = self.seen.borrow();
        let cell = seen.local(column, row);
        seen.projection.filter(|p| p.holds(cell)).map(|p| p.point(cell))
    }

    /// The actor drawn at a cell of the screen (absolute column and row), for the mouse.
    #[must_use]
    pub fn actor_at(&self, column: u16, row: u16) -> Option<ActorId> {
        let seen = self.seen.borrow();
        let (x, y) = seen.local(column, row);
        seen.tags.iter().find(|t| t.row == y && (t.columns.0..=t.columns.1).contains(&x)).map(|t| t.actor)
    }

    /// Where other rounds of the map went, for the ground.
    pub fn set_walked(&mut self, walked: Arc<Walked>) {
        self.walked = walked;
    }

    /// The walked ground of a film, made once.
    pub(super) fn ground(&self, film: &Film) -> Arc<Ground> {
        let print = print(film, &self.walked);
        let mut seen = self.seen.borrow_mut();
        if let Some((of, ground)) = &seen.ground
            && *of == print
        {
            return Arc::clone(ground);
        }
        let ground = Arc::new(Ground::of(film, &self.walked));
        *seen = Seen { ground: Some((print, Arc::clone(&ground))), ..Seen::default() };
        ground
    }

    /// The ground's dots under a projection, made again only when the projection changes.
    pub(super) fn raster(&self, ground: &Ground, p: &Projection, floor: Option<usize>, mode: Mode) -> Arc<Raster> {
        let mut seen = self.seen.borrow_mut();
        let film = seen.ground.as_ref().map(|g| g.0.clone()).unwrap_or_default();
        let key = DotsKey { projection: *p, floor, mode, film };
        if let Some((of, dots)) = &seen.dots
            && *of == key
        {
            return Arc::clone(dots);
        }
        let mut dots = Raster::new(mode, p.width, p.height);
        ground.project(p, floor, &mut dots);
        let dots = Arc::new(dots);
        seen.dots = Some((key, Arc::clone(&dots)));
        dots
    }

    /// What to draw where, for an area and a moment; remembered for keys and mouse.
    pub(super) fn project(
        &self,
        film: &Film,
        ground: &Ground,
        t: Time,
        size: (i32, i32),
        origin: (u16, u16),
    ) -> Projection {
        let whole = Projection::whole(film.places.bounds.unwrap_or(ground.extent), size.0, size.1);
        let near = Projection { center: self.center, ..whole }.scaled(whole.scale / self.zoom);
        let p = match self.view {
            View::Whole => whole,
            View::Free => near,
            View::Fit => living(film, t).map_or(whole, |b| fitted(b, &whole)),
            View::Follow(actor) => {
                let known = film.pose(actor, t).map(|pose| [pose.pos[0], pose.pos[1]]);
                let last = self.seen.borrow().projection;
                let stays = last.filter(|last| known.is_none_or(|place| last.alike(&near) && last.amid(place)));
                let center = stays.map(|last| last.center).or(known).unwrap_or(self.center);
                Projection { center, ..near }
            }
        };
        let mut seen = self.seen.borrow_mut();
        (seen.projection, seen.whole, seen.origin) = (Some(p), whole.scale, origin);
        p
    }
}

impl Seen {
    /// A cell of the screen as a cell of the map.
    fn local(&self, column: u16, row: u16) -> (i32, i32) {
        (i32::from(column) - i32::from(self.origin.0), i32::from(row) - i32::from(self.origin.1))
    }
}

/// The box around the living whose position is known.
fn living(film: &Film, t: Time) -> Option<Bounds> {
    let ids = (0..film.cast.len()).map(|i| ActorId(i as u16));
    let alive = ids.filter(|&a| film.state(a, t) == ActorState::Alive);
    around(alive.filter_map(|a| film.pose(a, t)).map(|pose| [pose.pos[0], pose.pos[1]]))
}

/// A view of `bounds` with room around it, in steps of centre and scale so that it does not tremble while they run.
fn fitted(bounds: Bounds, whole: &Projection) -> Projection {
    const GRID: f32 = 128.0;
    let pad = 200.0;
    let wide = Bounds { min: bounds.min.map(|v| v - pad), max: bounds.max.map(|v| v + pad) };
    let close = Projection::whole(wide, whole.width, whole.height);
    let center = close.center.map(|v| (v / GRID).round() * GRID);
    let scale = STEP.powf((close.scale.max(whole.scale / ZOOM.1).ln() / STEP.ln()).ceil());
    Projection { center, ..close }.scaled(scale)
}
