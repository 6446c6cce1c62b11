//! The rates a simulated round aims at, and the gentle pressure that keeps it there.
//!
//! The fights happen by themselves (who meets whom, who aims faster); left alone, their frequency would swing with the
//! seed. So the round is steered the way a coach would describe it: when fewer fell than usual, hands get steadier and
//! breaks shorter.
//!
//! Measured from the lines of 24 rounds 3v3 and 12 rounds 6v6 of 8 minutes (`cargo test print_rates -- --ignored --nocapture`):
//!
//! | per minute of six players | aimed at | 3v3 | 6v6 |
//! |---|---|---|---|
//! | deaths by enemies | 8.6 | 8.31 | 8.47 |
//! | self-kills | 2.8 | 2.80 | 2.75 |
//! | revives | 2.0 | 2.07 | 2.01 |
//! | of them within 3 s | 60 % | 57 % | 61 % |
//! | traded within 3 s | 12 % | 12.2 % | 12.2 % |
//! | traded within 5 s | 18 % | 17.2 % | 18.4 % |
//! | shots per player | 26 | 25.2 | 26.5 |
//! | time standing still | 40 % | 38 % | 41 % |

/// Deaths by enemies per player-minute (8.6 a minute in a 3v3).
pub(super) const KILLS: f64 = 8.6 / 6.0;
/// Self-kills per player-minute (2.8 a minute in a 3v3).
pub(super) const SELF_KILLS: f64 = 2.8 / 6.0;
/// Revives per death by an enemy (2.0 of 8.6).
pub(super) const REVIVES: f64 = 2.0 / 8.6;
/// Share of the revives within 3 s of the death.
pub(super) const FAST_REVIVES: f64 = 0.60;
/// Share of the deaths whose killer falls to the victim's side within 3 s, and within 5 s.
pub(super) const TRADES: [f64; 2] = [0.12, 0.18];
/// Shots per player-minute, without tools.
pub(super) const SHOTS: f64 = 26.0;

/// What has happened so far.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) kills: u32,
    pub(super) self_kills: u32,
    pub(super) revives: u32,
    pub(super) fast_revives: u32,
    pub(super) trades: [u32; 2],
    pub(super) shots: u32,
}

impl Tally {
    /// How eager players are: 2 on target, above when fewer fell than expected after `player_minutes`.
    pub(super) fn heat(&self, player_minutes: f64) -> f64 {
        let short = KILLS * player_minutes - f64::from(self.kills);
        (2.0 + 0.2 * short).clamp(0.5, 3.2)
    }

    /// How freely they shoot: above 1 when fewer shots fell than expected.
    pub(super) fn trigger(&self, player_minutes: f64) -> f64 {
        let short = SHOTS * player_minutes - f64::from(self.shots);
        (1.0 + 0.012 * short).clamp(0.5, 1.6)
    }

    /// How readily players reset with their wave.
    pub(super) fn resets(&self, player_minutes: f64) -> f64 {
        let short = SELF_KILLS * player_minutes - f64::from(self.self_kills);
        (1.0 + 0.5 * short).clamp(0.15, 3.0)
    }

    /// Whether another revive is due, and whether a fast one.
    pub(super) fn revives_due(&self) -> (bool, bool) {
        let due = f64::from(self.revives) < REVIVES * f64::from(self.kills) + 1.5;
        (due, f64::from(self.fast_revives) <= FAST_REVIVES * f64::from(self.revives) + 0.3)
    }

    /// How many trades within 3 s and within 5 s are owed.
    pub(super) fn trades_due(&self) -> [f64; 2] {
        [0, 1].map(|i| TRADES[i] * f64::from(self.kills) - f64::from(self.trades[i]))
    }
}
