//! The thresholds of the analysis and what is known about maps, as one layered configuration.

use crate::config::{Table, fingerprint};

mod settings;
mod zone;

pub use settings::{Settings, Weights};
pub use zone::{Body, Floor, Phase, Side, Wall, Zone};

/// The configuration in force.
#[derive(Debug, Clone, Default)]
pub struct Config {
    top: Settings,
}

impl Config {
    /// Everything the analysis of a round on `map` needs. Names are compared without case (E1).
    #[must_use]
    pub fn for_map(&self, _map: Option<&str>) -> Settings {
        self.top.clone()
    }

    /// Short hex that changes with every value the analysis reads; written into every output row.
    #[must_use]
    pub fn hash(&self) -> String {
        let lines = Settings::keys().into_iter().map(|(key, _)| {
            let value = self.top.get(&key).map(|value| value.to_string()).unwrap_or_default();
            format!("{key}={value}\n")
        });
        fingerprint(&lines.collect::<String>())
    }
}
