//! What the map looks at.

use crate::film::{Actor, ActorId, ActorKind};
use crate::ui::action::View;
use crate::ui::app::sieve::next_actor;
use crate::ui::app::{App, Screen};
use crate::ui::effect::Effect;
use crate::ui::theme::Tone;
use crate::ui::widgets::map::View as Looks;

/// How far one key moves the view: columns, rows. Alike in both directions to the eye.
const PAN: (i32, i32) = (8, 4);

pub(super) fn act(app: &mut App, action: View) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    let film = round.film.clone();
    let map = match app.screen {
        Screen::Space => &mut round.space.map,
        Screen::Zones => &mut round.zones.map,
        _ => &mut round.map,
    };
    match action {
        View::ZoomIn => map.zoom_in(),
        View::ZoomOut => map.zoom_out(),
        View::PanUp => map.pan(0, -PAN.1),
        View::PanDown => map.pan(0, PAN.1),
        View::PanLeft => map.pan(-PAN.0, 0),
        View::PanRight => map.pan(PAN.0, 0),
        View::Fit if map.view() == Looks::Whole => map.fit(),
        View::Fit => map.whole(),
        View::Follow if map.followed().is_some() => map.follow(None),
        View::Follow => match round.finding().and_then(|finding| finding.parts.first()).map(|part| part.actor) {
            Some(actor) if film.cast.get(actor.index()).is_some_and(|a| a.kind == ActorKind::Commander) => {
                let name = film.cast.get(actor.index()).map_or("", |a| a.name.as_str());
                let text =
                    format!("{name} cannot be followed: a commander of units has no place of his own on the map");
                app.say(Tone::Notice, text);
            }
            Some(actor) => return follow(app, Some(actor)),
            None => app.tell(Tone::Notice, "select a finding first, or <follow-next> for the next player"),
        },
        View::FollowNext => {
            if !film.cast.iter().any(Actor::has_place) {
                app.say(
                    Tone::Notice,
                    "nobody can be followed: commanders of units have no place of their own on the map",
                );
                return Vec::new();
            }
            let next = next_actor(&film, map.followed(), Actor::has_place);
            return follow(app, next);
        }
        View::Floor => map.next_floor(&film),
        View::Trails => map.toggle_trails(),
        View::Mode => map.cycle_mode(),
    }
    Vec::new()
}

/// Keeps an actor in the middle of the map, or nobody.
pub(super) fn follow(app: &mut App, actor: Option<ActorId>) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    round.map.follow(actor);
    let name = actor.and_then(|actor| round.film.cast.get(actor.index())).map(|actor| actor.name.clone());
    app.say(Tone::Notice, name.map_or("following nobody".into(), |name| format!("following {name}")));
    Vec::new()
}
