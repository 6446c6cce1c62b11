//! Where an actor was during one life: columns of samples, and the pose between them.

use super::{ActorId, Point, Span, TeamId, Time};

/// The samples of one life, as columns of equal length.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Who.
    pub actor: ActorId,
    /// For which side.
    pub team: Option<TeamId>,
    /// The life, which may begin before its first sample and end after its last.
    pub span: Span,
    /// Times of the samples, not decreasing.
    pub t: Vec<Time>,
    /// Positions.
    pub pos: Vec<Point>,
    /// Facing in degrees, 0 east, counter-clockwise; NaN is unknown.
    pub yaw: Vec<f32>,
    /// Health, if recorded.
    pub hp: Vec<Option<i16>>,
}

/// Where an actor is at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Position.
    pub pos: Point,
    /// Facing in degrees, 0 east, counter-clockwise.
    pub yaw: Option<f32>,
    /// Health at the latest sample.
    pub hp: Option<i16>,
    /// How old the underlying sample is; 0 when samples lie on both sides.
    pub age: Time,
}

impl Track {
    /// The pose at `t`: between two samples at most `bridge` apart on the straight line (facing the short way round),
    /// else the latest sample if at most `stale` old, else unknown. `t` is taken to lie inside the life.
    #[must_use]
    pub fn pose(&self, t: Time, bridge: Time, stale: Time) -> Option<Pose> {
        let next = self.t.partition_point(|&s| s <= t);
        let last = next.checked_sub(1)?;
        let (at, hp) = (self.t[last], self.hp[last]);
        let here = Pose { pos: self.pos[last], yaw: known(self.yaw[last]), hp, age: t - at };
        if at == t {
            return Some(here);
        }
        if next < self.t.len() && self.t[next] - at <= bridge {
            let share = (t - at).0 as f32 / (self.t[next] - at).0 as f32;
            let (a, b) = (self.pos[last], self.pos[next]);
            let pos = [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share);
            let yaw = known(self.yaw[last]).zip(known(self.yaw[next])).map(|(from, to)| from + turn(from, to) * share);
            return Some(Pose { pos, yaw, hp, age: Time::ZERO });
        }
        (here.age <= stale).then_some(here)
    }
}

fn known(yaw: f32) -> Option<f32> {
    (!yaw.is_nan()).then_some(yaw)
}

/// The signed angle from one facing to another, the short way round, in degrees.
fn turn(from: f32, to: f32) -> f32 {
    (to - from + 180.0).rem_euclid(360.0) - 180.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(samples: &[(i64, f32, f32)]) -> Track {
        Track {
            actor: ActorId(0),
            team: None,
            span: Span::new(Time(0), Time(10_000)),
            t: samples.iter().map(|s| Time(s.0)).collect(),
            pos: samples.iter().map(|s| [s.1, 0.0, 0.0]).collect(),
            yaw: samples.iter().map(|s| s.2).collect(),
            hp: vec![None; samples.len()],
        }
    }

    #[test]
    fn between_near_samples_on_the_line_and_the_short_way_round() {
        let pose = track(&[(0, 0.0, 170.0), (1_000, 100.0, -170.0)]).pose(Time(500), Time(2_000), Time(1_500)).unwrap();
        assert_eq!((pose.pos[0], pose.yaw, pose.age), (50.0, Some(180.0), Time(0)));
    }

    #[test]
    fn a_facing_between_two_samples_needs_both() {
        let half = |from, to| track(&[(0, 0.0, from), (1_000, 100.0, to)]).pose(Time(500), Time(2_000), Time(1_500));
        assert_eq!(half(90.0, f32::NAN).unwrap().yaw, None);
        assert_eq!(half(f32::NAN, 90.0).unwrap().yaw, None);
    }

    #[test]
    fn beyond_the_bridge_the_last_sample_grows_stale_and_then_unknown() {
        let life = track(&[(0, 0.0, f32::NAN), (5_000, 100.0, 0.0)]);
        let pose = life.pose(Time(1_500), Time(2_000), Time(1_500)).unwrap();
        assert_eq!((pose.pos[0], pose.yaw, pose.age), (0.0, None, Time(1_500)));
        assert_eq!(life.pose(Time(1_501), Time(2_000), Time(1_500)), None);
        assert_eq!(life.pose(Time(-1), Time(2_000), Time(1_500)), None);
    }
}
