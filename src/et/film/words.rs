//! The game's names in a coach's words: weapons, means of death, objective actions.

/// Weapon names by the engine's number, where the number is all a collector wrote down.
const WEAPONS: [&str; 56] = [
    "nothing",
    "knife",
    "Luger",
    "MP40",
    "grenade",
    "Panzerfaust",
    "flamethrower",
    "Colt",
    "Thompson",
    "pineapple grenade",
    "Sten",
    "syringe",
    "ammo pack",
    "artillery",
    "silenced Luger",
    "dynamite",
    "smoke trail",
    "map mortar",
    "explosion",
    "medkit",
    "binoculars",
    "pliers",
    "smoke marker",
    "K98",
    "M1 carbine",
    "Garand",
    "landmine",
    "satchel",
    "satchel detonator",
    "smoke bomb",
    "mobile MG42",
    "K43",
    "FG42",
    "dummy MG42",
    "mortar",
    "akimbo Colt",
    "akimbo Luger",
    "GPG40 rifle grenade",
    "M7 rifle grenade",
    "silenced Colt",
    "scoped Garand",
    "scoped K43",
    "scoped FG42",
    "set mortar",
    "adrenaline",
    "akimbo silenced Colt",
    "akimbo silenced Luger",
    "set MG42",
    "KA-BAR knife",
    "mobile Browning",
    "set Browning",
    "Granatwerfer",
    "set Granatwerfer",
    "Bazooka",
    "MP34",
    "air strike",
];

/// A weapon as text or number in the reader's words: `8` and `WP_THOMPSON` are both `Thompson`.
pub(super) fn weapon(raw: &str) -> String {
    match raw.parse::<usize>() {
        Ok(number) => WEAPONS.get(number).map_or_else(|| format!("weapon {number}"), |name| (*name).to_owned()),
        Err(_) => plain(raw.strip_prefix("WP_").unwrap_or(raw)),
    }
}

/// A means of death in the reader's words; `None` where it says nothing beyond the death itself.
pub(super) fn means(raw: &str) -> Option<String> {
    if let Ok(number) = raw.parse::<u32>() {
        // These numbers moved between versions of the game, so that a name would be a guess.
        return Some(format!("means {number}"));
    }
    match raw.strip_prefix("MOD_").unwrap_or(raw) {
        "" | "UNKNOWN" | "SUICIDE" => None,
        "GRENADE_LAUNCHER" => Some("grenade".to_owned()),
        "GRENADE_PINEAPPLE" => Some("pineapple grenade".to_owned()),
        name => Some(plain(name)),
    }
}

/// `THOMPSON` is `Thompson`, `MP40` stays, `SILENCED_COLT` is `silenced colt`; mixed case is left as it is.
fn plain(raw: &str) -> String {
    let known = WEAPONS.iter().find(|name| name.eq_ignore_ascii_case(raw));
    match known {
        Some(name) => (*name).to_owned(),
        None if raw.chars().any(|c| c.is_ascii_lowercase()) || raw.chars().any(|c| c.is_ascii_digit()) => {
            raw.replace('_', " ")
        }
        None => raw.replace('_', " ").to_lowercase(),
    }
}

/// An objective action as a verb: `plants`, `picks up`.
pub(super) fn action(raw: &str) -> String {
    match raw.to_ascii_lowercase().as_str() {
        "plant" => "plants at".to_owned(),
        "defuse" => "defuses".to_owned(),
        "destroyed" => "destroyed".to_owned(),
        "pickup" => "takes".to_owned(),
        "drop" => "drops".to_owned(),
        "deliver" => "delivers".to_owned(),
        "return" => "returns".to_owned(),
        "build" => "builds".to_owned(),
        "repair" => "repairs".to_owned(),
        "capture" => "captures".to_owned(),
        "escort" => "escorts".to_owned(),
        other => format!("{other}:"),
    }
}

/// A sum of damage, rounded as in the outputs (E8): what is added in halves and tenths ends in no dust of digits.
pub(super) fn sum(damage: f64) -> f64 {
    (damage * 1000.0).round() / 1000.0
}

/// A distance for a title: `512 u`.
pub(super) fn units(dist: f64) -> String {
    format!("{dist:.0} u")
}

/// The reasons that excuse a candidate as a fact of the evidence panel; nothing when there is none.
pub(super) fn excuses(reasons: &[String]) -> Option<(String, String)> {
    let said: Vec<String> = reasons.iter().map(|reason| reason.replace('_', " ")).collect();
    (!said.is_empty()).then(|| ("excused by".to_owned(), said.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weapons_have_names_whatever_they_were_written_as() {
        for (raw, want) in [
            ("3", "MP40"),
            ("8", "Thompson"),
            ("11", "syringe"),
            ("15", "dynamite"),
            ("21", "pliers"),
            ("44", "adrenaline"),
            ("99", "weapon 99"),
            ("MP40", "MP40"),
            ("WP_THOMPSON", "Thompson"),
            ("Thompson", "Thompson"),
            ("WP_MEDIC_SYRINGE", "medic syringe"),
            ("MG42", "MG42"),
        ] {
            assert_eq!(weapon(raw), want);
        }
    }

    #[test]
    fn means_of_death_are_words_or_nothing() {
        assert_eq!(means("MOD_MP40").as_deref(), Some("MP40"));
        assert_eq!(means("MOD_GRENADE_LAUNCHER").as_deref(), Some("grenade"));
        assert_eq!(means("MOD_FALLING").as_deref(), Some("falling"));
        assert_eq!((means("MOD_SUICIDE"), means("MOD_UNKNOWN")), (None, None));
        assert_eq!(means("37").as_deref(), Some("means 37"));
    }
}
