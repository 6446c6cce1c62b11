//! E4: what excuses a missed trade, in the specification's order; 6 to 9 also excuse an isolated death (E5).

use super::super::config::{Side, Zone};
use super::super::order::At;
use super::super::round::{Death, Life, LifeEnd, PlayerId};
use super::carry::carries;
use super::scene::{Scene, within};
use super::trade::{ClosedBy, Dying};
use crate::film::Time;

/// Why a miss is none (E4). The order is the specification's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// 1: the holder revived the victim.
    Revived,
    /// 2: the holder died within the reaction time.
    Died,
    /// 3: the holder's own death for the spawn wave closed it.
    Wave,
    /// 4: the holder had just spawned.
    JustSpawned,
    /// 5: the killer was gone within the reaction time.
    KillerGone,
    /// 6: objective work, or carrying an objective.
    ObjectiveAction,
    /// 7: inside an objective zone.
    ObjectiveZone,
    /// 8: a phase of the map in which solo tasks are normal.
    Phase,
    /// 9: on a planned lurk.
    PlannedLurk,
    /// 10: only in the outer ring.
    Marginal,
    /// 11: somebody else of the team killed the killer.
    Covered,
}

impl Reason {
    /// As in the output contract.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Revived => "revived",
            Reason::Died => "died",
            Reason::Wave => "wave",
            Reason::JustSpawned => "just_spawned",
            Reason::KillerGone => "killer_gone",
            Reason::ObjectiveAction => "objective_action",
            Reason::ObjectiveZone => "objective_zone",
            Reason::Phase => "phase",
            Reason::PlannedLurk => "planned_lurk",
            Reason::Marginal => "marginal",
            Reason::Covered => "covered",
        }
    }
}

/// An opportunity under judgement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) death: Dying,
    /// P.
    pub(super) player: PlayerId,
    /// The life P has at T.
    pub(super) life: &'a Life,
    /// The end of that life, if it is before the round's.
    pub(super) own: Option<At>,
    /// C.
    pub(super) close: At,
    pub(super) closed_by: ClosedBy,
    pub(super) dist: f64,
    pub(super) marginal: bool,
    /// Where V died.
    pub(super) place: [f64; 3],
}

/// E4: all reasons that apply.
pub(super) fn reasons(scene: &Scene<'_>, case: &Case<'_>) -> Vec<Reason> {
    let (t, react) = (case.death.at.t, scene.settings.react());
    let soon = |end: Option<At>| end.is_some_and(|end| end.t - t <= react);
    let mut found = Vec::new();
    let mut add = |applies: bool, reason: Reason| {
        if applies {
            found.push(reason);
        }
    };
    add(revived(scene, case), Reason::Revived);
    add(soon(case.own), Reason::Died);
    add(wave(scene, case), Reason::Wave);
    add(t - case.life.from.t < react, Reason::JustSpawned);
    add(soon(case.death.gone.map(|(end, _)| end)), Reason::KillerGone);
    for reason in role(scene, &Role::of(case)) {
        add(true, reason);
    }
    add(case.marginal, Reason::Marginal);
    add(covered(scene, case), Reason::Covered);
    found
}

/// 1: P revives V in `(T, T + revive_response_s]`.
fn revived(scene: &Scene<'_>, case: &Case<'_>) -> bool {
    let t = case.death.at.t;
    let until = At::after(t + scene.settings.revive_response());
    within(&scene.revives, |(at, ..)| *at, t + Time(1), until)
        .iter()
        .any(|(_, medic, raised)| *medic == case.player && *raised == case.death.victim)
}

/// 3: a death of P by its own hand is what closed it.
fn wave(scene: &Scene<'_>, case: &Case<'_>) -> bool {
    case.closed_by == ClosedBy::Died
        && matches!(case.life.end, LifeEnd::Death(_))
        && scene.kill_at(case.player, case.close).is_some_and(|kill| kill.death == Death::Own)
}

/// 11: another member of V's team, V included, killed K (any life) in `(T + react_s, T + trade_window_s]`.
fn covered(scene: &Scene<'_>, case: &Case<'_>) -> bool {
    let (t, settings) = (case.death.at.t, scene.settings);
    let from = At::after(t + settings.react());
    let until = At::after(t + settings.trade_window());
    let member = |by: PlayerId, at: At| by == case.death.victim || scene.round.side(by, at.t) == Some(case.death.side);
    let falls = scene.falls_in(case.death.killer, from, until).iter();
    falls.filter_map(|kill| Some((kill.by()?, kill.at))).any(|(by, at)| by != case.player && member(by, at))
}

/// Somebody whose role is asked for: reasons 6 to 9, of an opportunity's holder or of an isolated victim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Role<'a> {
    pub(super) player: PlayerId,
    pub(super) life: &'a Life,
    pub(super) side: Side,
    /// The death's line: T.
    pub(super) at: At,
    /// C: the last line that counts.
    pub(super) until: At,
    /// The victim and where it died, when the player is somebody else: both count for `planned_lurk`.
    pub(super) contact: Option<[f64; 3]>,
}

impl<'a> Role<'a> {
    fn of(case: &Case<'a>) -> Role<'a> {
        Role {
            player: case.player,
            life: case.life,
            side: case.death.side,
            at: case.death.at,
            until: case.close,
            contact: Some(case.place),
        }
    }
}

/// E4 reasons 6 to 9, those that apply.
pub(super) fn role(scene: &Scene<'_>, role: &Role<'_>) -> Vec<Reason> {
    let tests = [
        (objective_action(scene, role), Reason::ObjectiveAction),
        (objective_zone(scene, role), Reason::ObjectiveZone),
        (phase(scene, role), Reason::Phase),
        (planned_lurk(scene, role), Reason::PlannedLurk),
    ];
    tests.into_iter().filter(|(applies, _)| *applies).map(|(_, reason)| reason).collect()
}

/// 6: an objective line names the player in `[T - objective_grace_s, C]` (not `destroyed`, the charge of half a minute
/// ago, and not `drop`), or the player carries an objective at T.
fn objective_action(scene: &Scene<'_>, role: &Role<'_>) -> bool {
    let from = role.at.t - scene.settings.objective_grace();
    let lines = within(&scene.works[role.player.index()], |at| *at, from, role.until);
    let works = lines.iter().any(|at| scene.excuses(*at));
    works || carries(scene, role.player, role.life, role.at)
}

fn inside(zones: &[Zone], point: [f64; 3]) -> bool {
    zones.iter().any(|zone| zone.contains(point))
}

/// 7: inside an objective zone at an alive sample, of any life, in `[T - objective_zone_grace_s, C]`, or at the
/// position at T.
fn objective_zone(scene: &Scene<'_>, role: &Role<'_>) -> bool {
    let zones = &scene.settings.objective_zones;
    if zones.is_empty() {
        return false;
    }
    let (from, to) = (role.at.t - scene.settings.objective_zone_grace(), role.until.t);
    scene.zoned(role.player).in_objective(scene.player(role.player), from, to)
        || scene.place(role.player, role.at).is_some_and(|pos| inside(zones, pos))
}

/// 8: a phase of the map covers T for the player's side.
fn phase(scene: &Scene<'_>, role: &Role<'_>) -> bool {
    let since = if scene.round.has_start { role.at.t - scene.round.span.from } else { role.at.t };
    scene.settings.phases.iter().any(|phase| phase.covers(since, role.side))
}

/// 9: marked as planned by a reviewer, or where a planned lurk would be.
fn planned_lurk(scene: &Scene<'_>, role: &Role<'_>) -> bool {
    scene.marks.plan(scene.round, role.player, role.at.t).is_some() || lurks(scene, role)
}

/// 9, without a mark: far from the centroid of the living team-mates with known positions (the victim counted, where it died), far
/// from the victim, and inside a route zone.
fn lurks(scene: &Scene<'_>, role: &Role<'_>) -> bool {
    let settings = scene.settings;
    let Some(pos) = scene.place(role.player, role.at) else { return false };
    if !inside(&settings.route_zones, pos) {
        return false;
    }
    if role.contact.is_some_and(|place| settings.distance(pos, place) <= settings.lurk_contact_dist) {
        return false;
    }
    let others = scene.living_mates(role.side, role.player, role.at);
    // The victim is alive just before its own death line, but counts through `contact` alone.
    let others = others.filter(|id| scene.life(*id, role.at).is_some_and(|life| life.to != role.at));
    let mates = others.filter_map(|id| scene.place(id, role.at));
    let points: Vec<[f64; 3]> = mates.chain(role.contact).collect();
    if points.is_empty() {
        return false;
    }
    let sum = points.iter().fold([0.0; 3], |sum, p| [sum[0] + p[0], sum[1] + p[1], sum[2] + p[2]]);
    let centroid = sum.map(|x| x / points.len() as f64);
    settings.distance(pos, centroid) > settings.lurk_cluster_dist
}
