//! The screens of ground and shape.

use crate::film::Time;
use crate::film::playback::Command;
use crate::ui::action::Space;
use crate::ui::app::App;
use crate::ui::effect::Effect;

pub(super) fn act(app: &mut App, action: Space) -> Vec<Effect> {
    let Some(round) = &mut app.round else { return Vec::new() };
    let film = round.film.clone();
    match action {
        Space::Team => round.space.next_team(&film),
        Space::Player => round.space.next_actor(&film),
        Space::Contested => round.space.turn_contested(),
        Space::Range => round.space.next_range(),
    }
    Vec::new()
}

/// To the stretch `by` places on in the chosen row, the clock parked at its beginning.
pub(super) fn to_stretch(app: &mut App, by: isize) {
    let Some(round) = &mut app.round else { return };
    let Some((_, stretches)) = round.film.strips.get(round.space.strip).and_then(|s| s.rows.get(round.space.row))
    else {
        return;
    };
    let clock = round.playback.clock();
    let starts: Vec<Time> = stretches.iter().map(|stretch| stretch.span.from).collect();
    let next = if by > 0 {
        starts.iter().find(|start| **start > clock)
    } else {
        starts.iter().rev().find(|start| **start < clock)
    };
    if let Some(to) = next.copied() {
        round.playback.apply(Command::Pause);
        round.playback.apply(Command::SeekClamped(to));
    }
}
