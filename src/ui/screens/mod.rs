//! The screens: each reads the state and draws it.

pub(super) mod help;
pub(super) mod library;
pub(super) mod log;
pub(super) mod match_;
pub(super) mod overview;
pub(super) mod plans;
pub(super) mod problems;
pub(super) mod queue;
pub(super) mod round;
pub(super) mod rows;
pub(super) mod shape;
pub(super) mod space;
pub(super) mod stats;
pub(super) mod tables;
pub(super) mod whatif;
pub(super) mod zones;
