//! Means of death by the engine's number: recorders that write numbers mean the same names as the server's log does.

/// `meansOfDeath_t` of ET:Legacy 2.77 and later, in its order.
const MEANS: [&str; 67] = [
    "MOD_UNKNOWN",
    "MOD_MACHINEGUN",
    "MOD_BROWNING",
    "MOD_MG42",
    "MOD_GRENADE",
    "MOD_KNIFE",
    "MOD_LUGER",
    "MOD_COLT",
    "MOD_MP40",
    "MOD_THOMPSON",
    "MOD_STEN",
    "MOD_GARAND",
    "MOD_SILENCER",
    "MOD_FG42",
    "MOD_FG42_SCOPE",
    "MOD_PANZERFAUST",
    "MOD_GRENADE_LAUNCHER",
    "MOD_FLAMETHROWER",
    "MOD_GRENADE_PINEAPPLE",
    "MOD_MAPMORTAR",
    "MOD_MAPMORTAR_SPLASH",
    "MOD_KICKED",
    "MOD_DYNAMITE",
    "MOD_AIRSTRIKE",
    "MOD_SYRINGE",
    "MOD_AMMO",
    "MOD_ARTY",
    "MOD_WATER",
    "MOD_SLIME",
    "MOD_LAVA",
    "MOD_CRUSH",
    "MOD_TELEFRAG",
    "MOD_FALLING",
    "MOD_SUICIDE",
    "MOD_TARGET_LASER",
    "MOD_TRIGGER_HURT",
    "MOD_EXPLOSIVE",
    "MOD_CARBINE",
    "MOD_KAR98",
    "MOD_GPG40",
    "MOD_M7",
    "MOD_LANDMINE",
    "MOD_SATCHEL",
    "MOD_SMOKEBOMB",
    "MOD_MOBILE_MG42",
    "MOD_SILENCED_COLT",
    "MOD_GARAND_SCOPE",
    "MOD_CRUSH_CONSTRUCTION",
    "MOD_CRUSH_CONSTRUCTIONDEATH",
    "MOD_CRUSH_CONSTRUCTIONDEATH_NOATTACKER",
    "MOD_K43",
    "MOD_K43_SCOPE",
    "MOD_MORTAR",
    "MOD_AKIMBO_COLT",
    "MOD_AKIMBO_LUGER",
    "MOD_AKIMBO_SILENCEDCOLT",
    "MOD_AKIMBO_SILENCEDLUGER",
    "MOD_SMOKEGRENADE",
    "MOD_SWAP_PLACES",
    "MOD_SWITCHTEAM",
    "MOD_SHOVE",
    "MOD_KNIFE_KABAR",
    "MOD_MOBILE_BROWNING",
    "MOD_MORTAR2",
    "MOD_BAZOOKA",
    "MOD_BACKSTAB",
    "MOD_MP34",
];

/// Deaths by the world: falls, water, doors, what a map hurts with. Nobody's weapon.
const WORLD: [u64; 12] = [0, 27, 28, 29, 30, 31, 32, 34, 35, 47, 48, 49];

/// The name of a means of death; a number that has none yet stays a number.
pub(super) fn name(number: u64) -> serde_json::Value {
    let known = usize::try_from(number).ok().and_then(|index| MEANS.get(index));
    known.map_or_else(|| number.into(), |name| (*name).into())
}

/// Whether it is the world that kills so.
pub(super) fn is_world(number: u64) -> bool {
    WORLD.contains(&number)
}

#[cfg(test)]
mod tests {
    /// Numbers and names stand side by side in the lines of a real server's log.
    #[test]
    fn the_numbers_are_those_of_the_servers_own_log() {
        for (number, expected) in [
            (3, "MOD_MG42"),
            (8, "MOD_MP40"),
            (10, "MOD_STEN"),
            (18, "MOD_GRENADE_PINEAPPLE"),
            (26, "MOD_ARTY"),
            (33, "MOD_SUICIDE"),
            (38, "MOD_KAR98"),
            (46, "MOD_GARAND_SCOPE"),
            (59, "MOD_SWITCHTEAM"),
            (66, "MOD_MP34"),
        ] {
            assert_eq!(super::name(number), expected);
        }
        assert_eq!(super::name(900), 900);
    }
}
