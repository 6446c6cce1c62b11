//! E4, reason 6: who carries an objective when: by the samples of a life while they are fresh, else by its lines.
//!
//! ```text
//!   samples   carry ────── stale │                 │ carry: 0 ── stale │
//!   lines            pickup ─────┼─────────────────┼──────── drop
//!   carries   ███████████████████████████████████████
//! ```

use super::super::order::At;
use super::super::round::{Life, Player, PlayerId, Remark};
use super::scene::{Scene, within};
use crate::film::{Span, Time};

/// What a line of `Scene::works` says: true at a pickup, false at a drop or delivery.
fn line_says(scene: &Scene<'_>, at: At) -> Option<bool> {
    let event = at.event().and_then(|index| scene.round.events.get(index))?;
    let puts_down = event.is_action("drop") || event.is_action("deliver");
    (puts_down || event.is_action("pickup")).then_some(!puts_down)
}

/// A player's objective lines in a life, up to a place of the order.
fn lines<'a>(scene: &'a Scene<'_>, id: PlayerId, life: &Life, until: At) -> impl DoubleEndedIterator<Item = At> + 'a {
    let from = life.from;
    within(&scene.works[id.index()], |at| *at, from.t, until).iter().copied().filter(move |at| *at >= from)
}

/// Whether a player carries an objective at a place of the order, in the life it has there: what the latest sample with
/// `carry` says, at most `stale_max_ms` old; else the last line.
pub(super) fn carries(scene: &Scene<'_>, id: PlayerId, life: &Life, at: At) -> bool {
    let stale = scene.settings.stale_max();
    // A spawn in the same millisecond may already have begun another life: its samples are not of this one.
    let mut fresh = scene.player(id).remarks_in(life, at.t - stale, at.t).rev();
    let line = || lines(scene, id, life, at).rev().find_map(|at| line_says(scene, at)).unwrap_or(false);
    fresh.find_map(|(_, remark)| remark.carry).unwrap_or_else(line)
}

/// When a player carries, over the whole round: what [`carries`] says after everything of each millisecond.
pub(super) fn stretches(scene: &Scene<'_>, id: PlayerId) -> Vec<Span> {
    let (player, stale) = (scene.player(id), scene.settings.stale_max());
    let mut out: Vec<Span> = Vec::new();
    for life in &player.lives {
        let remarks = &player.remarks[life.remarks.clone()];
        // In most lives nobody touches an objective.
        if !remarks.iter().any(|remark| remark.carry == Some(true)) && lines(scene, id, life, life.to).next().is_none()
        {
            continue;
        }
        let mut changes = samples(player, remarks, stale);
        let lines = lines(scene, id, life, life.to);
        changes.extend(lines.filter_map(|at| Some((at.t, Change::Line(line_says(scene, at)?)))));
        changes.retain(|(t, _)| *t <= life.to.t);
        changes.sort_by_key(|(t, _)| *t);
        let (mut sample, mut line) = (None, false);
        for (place, (t, change)) in changes.iter().enumerate() {
            match change {
                Change::Sample(carries) => sample = *carries,
                Change::Line(carries) => line = *carries,
            }
            let next = changes.get(place + 1).map_or(life.to.t + Time(1), |(next, _)| *next);
            if next > *t && sample.unwrap_or(line) {
                let to = next - Time(1);
                match out.last_mut() {
                    Some(last) if last.to + Time(1) == *t => last.to = to,
                    _ => out.push(Span::new(*t, to)),
                }
            }
        }
    }
    out
}

/// What may change at a moment.
enum Change {
    /// What fresh samples say; none is fresh.
    Sample(Option<bool>),
    Line(bool),
}

/// When the samples of a life begin to say something else, or grow stale.
fn samples(player: &Player, remarks: &[Remark], stale: Time) -> Vec<(Time, Change)> {
    let (mut changes, mut last) = (Vec::new(), None::<(Time, bool)>);
    for remark in remarks {
        let Some(carries) = remark.carry else { continue };
        for t in player.times(remark) {
            match last {
                Some((before, same)) if t - before <= stale && same == carries => {}
                Some((before, _)) if t - before > stale => {
                    let again = (t, Change::Sample(Some(carries)));
                    changes.extend([(before + stale + Time(1), Change::Sample(None)), again]);
                }
                _ => changes.push((t, Change::Sample(Some(carries)))),
            }
            last = Some((t, carries));
        }
    }
    changes.extend(last.map(|(at, _)| (at + stale + Time(1), Change::Sample(None))));
    changes
}

#[cfg(test)]
mod tests {
    use super::super::super::config::Settings;
    use super::super::super::load;
    use super::super::Marks;
    use super::*;
    use crate::film::Progress;
    use crate::ingest::Source;
    use proptest::prelude::*;
    use std::fmt::Write;

    /// A pickup at 2 s, and a carrier whose samples say so from 1 s to 3 s only.
    const LINES: [(i64, &str); 2] = [(2_000, "pickup"), (9_000, "drop")];

    /// Every other tick the sample says where the player stands, too.
    fn spans(samples: &[(i64, Option<bool>)], lines: &[(i64, &str)]) -> (Vec<Span>, Vec<bool>) {
        let mut text =
            "{\"t\":0,\"type\":\"round_start\"}\n{\"t\":0,\"type\":\"spawn\",\"client\":3,\"team\":\"AXIS\"}\n"
                .to_owned();
        for (t, action) in lines {
            let _ = writeln!(text, "{{\"t_ms\":{t},\"type\":\"objective\",\"client\":3,\"action\":\"{action}\"}}");
        }
        for (t, carry) in samples {
            let carry = carry.map(|carries| format!(",\"carry\":{carries}")).unwrap_or_default();
            let pos = if t % 100 == 0 { ",\"pos\":[0,0,0]" } else { "" };
            let _ = writeln!(text, "{{\"t_ms\":{t},\"client\":3,\"team\":\"AXIS\",\"alive\":true{pos}{carry}}}");
        }
        text.push_str("{\"t\":20,\"type\":\"round_end\"}\n");
        let source = Source::Memory { name: "mem".into(), bytes: text.into_bytes().into() };
        let round = load(&[source], &Progress::default()).unwrap().rounds.remove(0);
        let (settings, marks) = (Settings::default(), Marks::default());
        let scene = Scene::new(&round, &settings, &marks);
        let id = PlayerId::new(0);
        let life = &round.player(id).lives[0];
        let asked = (0..20_000).step_by(50).map(|t| carries(&scene, id, life, At::after(Time(t))));
        (stretches(&scene, id), asked.collect())
    }

    #[test]
    fn lines_tell_where_the_samples_have_grown_stale() {
        let (got, _) = spans(&[(1_000, Some(true)), (3_000, Some(true))], &LINES);
        assert_eq!(got, [Span::new(Time(1_000), Time(8_999))], "fresh samples, then the pickup until the drop");
        let (got, _) = spans(&[(4_000, Some(false))], &LINES);
        assert_eq!(got, [Span::new(Time(2_000), Time(3_999)), Span::new(Time(5_501), Time(8_999))]);
    }

    proptest! {
        #[test]
        fn the_stretches_are_what_the_reason_goes_by(
            samples in prop::collection::btree_map(0i64..390, prop::option::of(any::<bool>()), 0..12),
            lines in prop::collection::btree_map(0i64..390, 0usize..4, 0..6),
        ) {
            let samples: Vec<_> = samples.into_iter().map(|(t, carry)| (t * 50, carry)).collect();
            let names = ["pickup", "drop", "deliver", "plant"];
            let lines: Vec<_> = lines.into_iter().map(|(t, action)| (t * 50, names[action])).collect();
            let (got, asked) = spans(&samples, &lines);
            let told: Vec<bool> =
                (0..20_000).step_by(50).map(|t| got.iter().any(|span| span.holds(Time(t)))).collect();
            prop_assert_eq!(told, asked);
        }
    }
}
