//! Whatever the engine calls, in any order and with any arguments: nothing is returned, no file is left open after the
//! end, and every line that was written is one.

use super::server::{AXIS, SPEC, Server};
use super::{assert_harmless_but, lines};
use mlua::{MultiValue, Value};
use proptest::prelude::*;

/// An argument as an engine might give it, or never would.
#[derive(Debug, Clone)]
enum Argument {
    Nil,
    Integer(i64),
    Float(f64),
    Text(Vec<u8>),
}

fn argument() -> impl Strategy<Value = Argument> {
    let text = prop_oneof![
        Just(b"Item: 1 team_CTF_redflag\n".to_vec()),
        Just(b"Medic_Revive: 0 1\n".to_vec()),
        Just(b"Dynamite_Plant: 0 \xff\x1b[2J\"\\\n".to_vec()),
        Just(b"legacy popup: ^7allies^7 stole \"the \"x\"\"\n".to_vec()),
        Just(b"legacy announce: \"\xc3\"\n".to_vec()),
        Just(b"Exit: \x07\n".to_vec()),
        Just(b"dropobj".to_vec()),
        prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop_oneof![
        1 => Just(Argument::Nil),
        6 => (-1_i64..24).prop_map(Argument::Integer),
        1 => prop_oneof![Just(64), Just(80), Just(1_022), Just(1_023), any::<i64>()].prop_map(Argument::Integer),
        1 => any::<f64>().prop_map(Argument::Float),
        3 => text.prop_map(Argument::Text),
    ]
}

/// What happens next on the server.
#[derive(Debug, Clone)]
enum Step {
    Call(&'static str, Vec<Argument>),
    Frames(i64),
    Join(usize, i64),
    Leave(usize),
    Fight(usize, usize),
    Carry(usize, bool),
    Limbo(usize),
    Pause(bool),
    Restart,
    LuaRestart,
}

const CALLBACKS: [&str; 16] = [
    "et_RunFrame",
    "et_ShutdownGame",
    "et_Quit",
    "et_ClientUserinfoChanged",
    "et_ClientBegin",
    "et_ClientSpawn",
    "et_Revive",
    "et_ClientDisconnect",
    "et_Obituary",
    "et_Damage",
    "et_WeaponFire",
    "et_FixedMGFire",
    "et_ClientCommand",
    "et_Print",
    "et_Print",
    "et_Print",
];

fn step() -> impl Strategy<Value = Step> {
    let slot = 0_usize..20;
    prop_oneof![
        8 => (prop::sample::select(&CALLBACKS[3..]), prop::collection::vec(argument(), 0..6))
            .prop_map(|(name, args)| Step::Call(name, args)),
        1 => (prop::sample::select(&CALLBACKS[..]), prop::collection::vec(argument(), 0..3))
            .prop_map(|(name, args)| Step::Call(name, args)),
        6 => (1_i64..20).prop_map(Step::Frames),
        3 => (slot.clone(), AXIS..=SPEC).prop_map(|(slot, team)| Step::Join(slot, team)),
        1 => slot.clone().prop_map(Step::Leave),
        4 => (slot.clone(), slot.clone()).prop_map(|(one, other)| Step::Fight(one, other)),
        2 => (slot.clone(), any::<bool>()).prop_map(|(slot, has)| Step::Carry(slot, has)),
        1 => slot.prop_map(Step::Limbo),
        1 => any::<bool>().prop_map(Step::Pause),
        1 => Just(Step::Restart),
        1 => Just(Step::LuaRestart),
    ]
}

fn values(server: &Server, args: Vec<Argument>) -> MultiValue {
    let value = |argument| match argument {
        Argument::Nil => Value::Nil,
        Argument::Integer(n) => Value::Integer(n),
        Argument::Float(n) => Value::Number(n),
        Argument::Text(bytes) => Value::String(server.lua.create_string(&bytes).unwrap()),
    };
    args.into_iter().map(value).collect()
}

fn take(server: &mut Server, step: Step) {
    match step {
        Step::Call(name, args) => {
            let args = values(server, args);
            server.call(name, args);
        }
        Step::Frames(count) => (0..count).for_each(|_| server.step()),
        Step::Join(slot, team) => server.join(slot, b"^1a;|\"\x1b\xff", "G", team, true),
        Step::Leave(slot) => server.leave(slot),
        Step::Fight(one, other) => server.shoot_dead(one, other),
        Step::Carry(slot, has) => server.change(slot, |player| player.powerups[5] = i64::from(has)),
        Step::Limbo(slot) => server.limbo(slot),
        Step::Pause(true) => server.pause(),
        Step::Pause(false) => server.unpause(),
        Step::Restart => {
            server.unpause();
            server.map_restart();
        }
        Step::LuaRestart => server.lua_restart(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_every_line_is_one_and_nothing_is_returned(steps in prop::collection::vec(step(), 1..80)) {
        let mut server = Server::live();
        server.fill(2);
        for step in steps {
            take(&mut server, step);
        }
        server.unpause();
        server.end_by_time();
        server.call("et_ShutdownGame", 0);
        prop_assert_eq!(server.open_files(), 0);
        for file in [".events.jsonl", ".snapshots.jsonl"] {
            for line in lines(&server, file) {
                prop_assert!(line["t_ms"].is_i64() && line["round_id"].is_string(), "{}", line);
            }
        }
        // Whom a call names that the engine would not make is written as it came, and found.
        let nobody = |reason: &str| {
            reason.contains(", not a slot from 0 to 63") || reason.contains("a kill without `victim`")
        };
        assert_harmless_but(&server, nobody);
    }
}
