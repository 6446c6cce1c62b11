//! The specification's tables as data: three rush types, their signals with weights, and the three guards.

use super::config::RushSettings;

/// A rush type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rush {
    /// 12-pool, gasless.
    R1,
    /// 12-pool, 11-gas.
    R2,
    /// 13/12 speedling.
    R3,
}

impl Rush {
    /// In the order that decides ties (R2).
    pub const ALL: [Rush; 3] = [Rush::R1, Rush::R2, Rush::R3];

    /// The specification's label for logs.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Rush::R1 => "12p_gasless",
            Rush::R2 => "12p_11gas",
            Rush::R3 => "13_12_speed",
        }
    }

    /// `R1`, `R2`, `R3`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Rush::R1 => "R1",
            Rush::R2 => "R2",
            Rush::R3 => "R3",
        }
    }
}

/// A signal; the same one may stand in several types' tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// R3: no natural at 1:20.
    NoNatural,
    /// R4: pool complete by 1:05 or started at 0:18-0:25.
    EarlyPool,
    /// No Extractor by 1:20.
    NoGas,
    /// R6: gas actively mined by 1:10.
    ActiveGas,
    /// R5: pool started at 0:35-0:40 with early gas.
    PoolAndGas,
    /// R7: 100 gas, then drones pulled.
    GasCut,
    /// R8: Metabolic Boost.
    SpeedResearch,
    /// R10: Zerglings seen by 1:50.
    EarlyLings,
    /// Contact with speed by 2:30.
    SpeedContact,
    /// R9: a Baneling Nest at 2:00-2:20.
    BanelingNest,
    /// R9: a pool but no Queen by 2:05.
    NoQueen,
    /// R11: a natural by 1:35 and no Zerglings by 1:50.
    DamperLings,
    /// R11: a natural by 1:35 and no sign of speed by 2:00.
    DamperSpeed,
}

impl Signal {
    /// In ids, sheets and exports.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Signal::NoNatural => "no_natural",
            Signal::EarlyPool => "early_pool",
            Signal::NoGas => "no_gas",
            Signal::ActiveGas => "active_gas",
            Signal::PoolAndGas => "pool_and_gas",
            Signal::GasCut => "gas_cut",
            Signal::SpeedResearch => "speed_research",
            Signal::EarlyLings => "early_lings",
            Signal::SpeedContact => "speed_contact",
            Signal::BanelingNest => "baneling_nest",
            Signal::NoQueen => "no_queen",
            Signal::DamperLings => "damper_lings",
            Signal::DamperSpeed => "damper_speed",
        }
    }

    /// The specification's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Signal::NoNatural => "No natural",
            Signal::EarlyPool => "Early pool",
            Signal::NoGas => "No gas",
            Signal::ActiveGas => "Active gas",
            Signal::PoolAndGas => "13 pool + early gas",
            Signal::GasCut => "Gas to 100, cut",
            Signal::SpeedResearch => "Speed research",
            Signal::EarlyLings => "Early lings",
            Signal::SpeedContact => "Speed contact",
            Signal::BanelingNest => "Baneling nest",
            Signal::NoQueen => "No queen",
            Signal::DamperLings => "Damper (no lings)",
            Signal::DamperSpeed => "Damper (no speed)",
        }
    }
}

/// A row of one of the specification's three tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Whose table.
    pub rush: Rush,
    /// Which signal.
    pub signal: Signal,
    /// Its weight in this table.
    pub weight: f64,
}

/// The three tables in the specification's order, with the weights in force.
#[must_use]
pub fn tables(s: &RushSettings) -> [Entry; 22] {
    let row = |rush, signal, weight| Entry { rush, signal, weight };
    [
        row(Rush::R1, Signal::NoNatural, s.r1.no_natural),
        row(Rush::R1, Signal::EarlyPool, s.r1.early_pool),
        row(Rush::R1, Signal::NoGas, s.r1.no_gas),
        row(Rush::R1, Signal::NoQueen, s.r1.no_queen),
        row(Rush::R1, Signal::EarlyLings, s.r1.early_lings),
        row(Rush::R1, Signal::DamperLings, s.r1.damper),
        row(Rush::R2, Signal::NoNatural, s.r2.no_natural),
        row(Rush::R2, Signal::EarlyPool, s.r2.early_pool),
        row(Rush::R2, Signal::ActiveGas, s.r2.active_gas),
        row(Rush::R2, Signal::GasCut, s.r2.gas_cut),
        row(Rush::R2, Signal::SpeedResearch, s.r2.speed_research),
        row(Rush::R2, Signal::EarlyLings, s.r2.early_lings),
        row(Rush::R2, Signal::BanelingNest, s.r2.baneling_nest),
        row(Rush::R2, Signal::NoQueen, s.r2.no_queen),
        row(Rush::R3, Signal::PoolAndGas, s.r3.pool_and_gas),
        row(Rush::R3, Signal::NoNatural, s.r3.no_natural),
        row(Rush::R3, Signal::GasCut, s.r3.gas_cut),
        row(Rush::R3, Signal::SpeedResearch, s.r3.speed_research),
        row(Rush::R3, Signal::SpeedContact, s.r3.speed_contact),
        row(Rush::R3, Signal::EarlyLings, s.r3.early_lings),
        row(Rush::R3, Signal::NoQueen, s.r3.no_queen),
        row(Rush::R3, Signal::DamperSpeed, s.r3.damper),
    ]
}

/// A guard: true at once, whatever the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    /// A Zergling seen by 1:45.
    A,
    /// Slow contact by 2:00.
    B,
    /// Contact with speed by 2:30.
    C,
}

impl Guard {
    /// In the specification's order.
    pub const ALL: [Guard; 3] = [Guard::A, Guard::B, Guard::C];

    /// `A`, `B`, `C`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Guard::A => "A",
            Guard::B => "B",
            Guard::C => "C",
        }
    }

    /// The specification's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Guard::A => "Early ling sighting",
            Guard::B => "Slow-ling contact",
            Guard::C => "Speed-ling contact",
        }
    }
}
