//! The screens: each reads the state and draws it.

pub(super) mod help;
pub(super) mod library;
pub(super) mod log;
pub(super) mod problems;
pub(super) mod round;
pub(super) mod tables;
