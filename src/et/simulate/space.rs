//! Plane and space arithmetic with the same result everywhere: `+ - * /` and square roots are exact by IEEE 754, angles
//! come from libm's own code.

/// A point (x east, y north, z up) in game units.
pub(super) type P3 = [f64; 3];

/// Distance in the plane.
pub(super) fn flat(a: P3, b: P3) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    (dx * dx + dy * dy).sqrt()
}

/// Distance in space.
pub(super) fn dist(a: P3, b: P3) -> f64 {
    let (f, dz) = (flat(a, b), b[2] - a[2]);
    (f * f + dz * dz).sqrt()
}

/// Facing from `a` to `b` in degrees, 0 east, counter-clockwise.
pub(super) fn yaw_to(a: P3, b: P3) -> f64 {
    libm::atan2(b[1] - a[1], b[0] - a[0]).to_degrees()
}

/// Downward angle from `a` to `b` in degrees, as the game counts pitch.
pub(super) fn pitch_to(a: P3, b: P3) -> f64 {
    -libm::atan2(b[2] - a[2], flat(a, b)).to_degrees()
}

/// The unit vector of a facing.
pub(super) fn heading(yaw: f64) -> [f64; 2] {
    let r = yaw.to_radians();
    [libm::cos(r), libm::sin(r)]
}

/// The signed angle from one facing to another, the short way round.
pub(super) fn turn(from: f64, to: f64) -> f64 {
    (to - from + 180.0).rem_euclid(360.0) - 180.0
}

/// Where on p-q (0..1) it crosses a-b, if it does.
pub(super) fn crossing(p: [f64; 2], q: [f64; 2], a: [f64; 2], b: [f64; 2]) -> Option<f64> {
    let (d, e, w) = ([q[0] - p[0], q[1] - p[1]], [b[0] - a[0], b[1] - a[1]], [a[0] - p[0], a[1] - p[1]]);
    let den = d[0] * e[1] - d[1] * e[0];
    if den == 0.0 {
        return None;
    }
    let (t, u) = ((w[0] * e[1] - w[1] * e[0]) / den, (w[0] * d[1] - w[1] * d[0]) / den);
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some(t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_go_the_short_way() {
        assert_eq!(turn(170.0, -170.0), 20.0);
        assert_eq!(turn(-170.0, 170.0), -20.0);
        assert_eq!(yaw_to([0.0; 3], [0.0, 5.0, 0.0]), 90.0);
    }

    #[test]
    fn lines_cross_or_not() {
        assert_eq!(crossing([0.0, 0.0], [4.0, 0.0], [1.0, -1.0], [1.0, 1.0]), Some(0.25));
        assert_eq!(crossing([0.0, 0.0], [4.0, 0.0], [1.0, 1.0], [1.0, 2.0]), None);
        assert_eq!(crossing([0.0, 0.0], [4.0, 0.0], [0.0, 1.0], [4.0, 1.0]), None);
    }
}
