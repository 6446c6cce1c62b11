//! A double of the game server's Lua interface, as faithful as the facts measured on a real one: order of calls,
//! clocks, limbo, pauses, restarts, files and error texts. It runs the collector in a real Lua 5.4.
//!
//! ```text
//!   between two frames: calls of the test (shots, kills, prints), labelled with the frame that has ended
//!   step():             level time + 25 ms ▶ what happens inside the frame ▶ et_RunFrame last
//! ```

use mlua::{IntoLuaMulti, Lua, MultiValue, Table, Value};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

pub(crate) const FRAME: i64 = 25;
const LIMBO: i64 = 16_384;
const SCRIPT: &str = include_str!("../../assets/etlegacy/filmroom.lua");

pub(crate) const AXIS: i64 = 1;
pub(crate) const ALLIES: i64 = 2;
pub(crate) const SPEC: i64 = 3;
pub(crate) const MP40: i64 = 3;
pub(crate) const SYRINGE: i64 = 11;
pub(crate) const PLIERS: i64 = 21;
pub(crate) const MOD_MP40: i64 = 8;
pub(crate) const MOD_SUICIDE: i64 = 33;
pub(crate) const MOD_SWITCHTEAM: i64 = 59;

/// One slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Player {
    pub(crate) connected: i64,
    pub(crate) team: i64,
    pub(crate) class: i64,
    pub(crate) name: Vec<u8>,
    pub(crate) guid: String,
    pub(crate) health: i64,
    pub(crate) pm_type: i64,
    pub(crate) pm_flags: i64,
    pub(crate) origin: [f64; 3],
    pub(crate) velocity: [f64; 3],
    pub(crate) angles: [f64; 3],
    pub(crate) viewheight: i64,
    pub(crate) weapon: i64,
    pub(crate) powerups: [i64; 16],
    pub(crate) lastrevive: i64,
    /// Whom one watches in limbo: the engine copies that one's whole player state.
    pub(crate) watches: usize,
}

impl Player {
    pub(crate) fn limbo(&self) -> bool {
        self.pm_flags == LIMBO
    }
    pub(crate) fn alive(&self) -> bool {
        self.connected == 2 && self.team < SPEC && self.health > 0 && !self.limbo()
    }
}

#[derive(Debug, Default)]
struct File {
    safe: Vec<u8>,
    /// What a killed server loses: only the synchronous mode has nothing here.
    buffer: Vec<u8>,
}

/// Everything the interface looks at.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) level: i64,
    pub(crate) cvars: BTreeMap<String, String>,
    pub(crate) strings: BTreeMap<i64, String>,
    pub(crate) players: Vec<Player>,
    files: BTreeMap<String, File>,
    open: BTreeMap<i64, (String, i64)>,
    next_fd: i64,
    /// Fields of an engine that lacks them.
    pub(crate) unsupported: BTreeSet<String>,
    /// An engine that answers the same error for a slot in which nobody is.
    pub(crate) strict: bool,
    /// Walls: x, from y, to y.
    pub(crate) walls: Vec<(f64, f64, f64)>,
    pub(crate) traces: Vec<([f64; 3], [f64; 3])>,
    pub(crate) printed: Vec<String>,
    pub(crate) writable: bool,
    /// How many bytes the disk still takes, where it is nearly full.
    pub(crate) room: Option<usize>,
    /// A nil box was given to a trace: the real server is gone.
    pub(crate) crashed: bool,
    /// Values that a callback returned: each would change the game.
    pub(crate) returned: Vec<String>,
    /// How often fields were asked for that do not exist.
    pub(crate) refused: BTreeMap<String, u32>,
}

pub(crate) struct Server {
    pub(crate) lua: Lua,
    pub(crate) world: Rc<RefCell<World>>,
    /// Whether the engine is from 2.84 on and has et_Revive.
    pub(crate) revive_callback: bool,
    /// Lua that runs before the module.
    pub(crate) before: &'static str,
    paused_since: Option<(i64, i64)>,
}

impl Server {
    /// A server on which nobody plays yet.
    pub(crate) fn new() -> Server {
        let mut world = World { players: vec![Player::default(); 20], next_fd: 2, writable: true, ..World::default() };
        for (name, value) in [
            ("sv_maxclients", "20"),
            ("sv_fps", "40"),
            ("mapname", "radar"),
            ("g_currentRound", "0"),
            ("g_gametype", "3"),
            ("gamestate", "2"),
            ("timelimit", "10"),
            ("g_nextTimeLimit", "0.000000"),
            ("g_redlimbotime", "30000"),
            ("g_bluelimbotime", "20000"),
            ("mod_version", "v2.85.0"),
        ] {
            world.cvars.insert(name.into(), value.into());
        }
        world.strings.insert(13, "\\s\\0\\o\\2\\d\\0".into());
        let world = Rc::new(RefCell::new(world));
        Server { lua: Lua::new(), world, revive_callback: true, before: "", paused_since: None }
    }

    /// A server on which a round has just begun.
    pub(crate) fn live() -> Server {
        let mut server = Server::new();
        server.world.borrow_mut().level = 3_025;
        server.init(1, 0);
        server
    }

    /// A new Lua state, as after every load and restart, and its et_InitGame.
    pub(crate) fn init(&mut self, restart: i64, gamestate: i64) {
        {
            let mut world = self.world.borrow_mut();
            let level = world.level;
            world.cvars.insert("gamestate".into(), gamestate.to_string());
            world.strings.insert(11, level.to_string());
            world.strings.insert(31, "26 8 132 6 65 56 18 45 13 136".into());
            world.strings.insert(32, "0".into());
            for player in &mut world.players {
                player.connected = 0;
            }
        }
        self.load();
        let level = self.level();
        self.call("et_InitGame", (level, 1, restart));
    }

    /// A new Lua state with the module in it.
    fn load(&mut self) {
        self.lua = Lua::new();
        self.lua.globals().set("et", api(&self.lua, &self.world)).unwrap();
        self.lua.load(self.before).exec().unwrap();
        self.lua.load(SCRIPT).set_name("filmroom.lua").exec().unwrap();
    }

    /// The console's lua_restart: et_Quit, a new Lua state, and neither et_ShutdownGame nor et_InitGame.
    pub(crate) fn lua_restart(&mut self) {
        self.call("et_Quit", ());
        self.load();
    }

    pub(crate) fn level(&self) -> i64 {
        self.world.borrow().level
    }

    /// The round's clock, as the engine has it.
    pub(crate) fn round_ms(&self) -> i64 {
        let world = self.world.borrow();
        world.level - world.strings[&11].parse::<i64>().unwrap()
    }

    /// Calls a callback. One that throws would print on a real server, and one that returns would change the game.
    pub(crate) fn call(&self, name: &str, args: impl IntoLuaMulti) {
        let Ok(function) = self.lua.globals().get::<mlua::Function>(name) else { return };
        let values: MultiValue = function.call(args).unwrap_or_else(|error| panic!("{name}: {error}"));
        if !values.is_empty() {
            self.world.borrow_mut().returned.push(name.to_owned());
        }
    }

    /// One frame: the clock, then what `inside` does, then et_RunFrame.
    pub(crate) fn step_with(&mut self, inside: impl FnOnce(&mut Server)) {
        self.world.borrow_mut().level += FRAME;
        if let Some((since, start)) = self.paused_since {
            // The saw tooth: configstring 11 follows only every 500 ms.
            let gone = (self.level() - since) / 500 * 500;
            self.world.borrow_mut().strings.insert(11, (start + gone).to_string());
        }
        inside(self);
        let level = self.level();
        self.call("et_RunFrame", level);
    }

    pub(crate) fn step(&mut self) {
        self.step_with(|_| {});
    }

    pub(crate) fn run(&mut self, ms: i64) {
        (0..ms / FRAME).for_each(|_| self.step());
    }

    /// Joins: connect, userinfo, spawn (teamChange), begin.
    pub(crate) fn join(&mut self, slot: usize, name: &[u8], guid: &str, team: i64, first: bool) {
        self.call("et_ClientConnect", (slot, i64::from(first), 0));
        self.change(slot, |player| {
            *player = Player {
                connected: 1,
                name: name.to_vec(),
                guid: guid.into(),
                team,
                class: slot as i64 % 5,
                weapon: MP40,
                health: 100,
                origin: [slot as f64 * 100.0, 0.0, 24.0],
                lastrevive: -1,
                ..Player::default()
            };
        });
        self.call("et_ClientUserinfoChanged", slot);
        self.call("et_ClientSpawn", (slot, 0, 1, 1));
        if self.round_ms() > 600 && team != SPEC {
            // Whoever joins later goes to limbo at once.
            self.limbo(slot);
        }
        self.change(slot, |player| player.connected = 2);
        self.call("et_ClientBegin", slot);
    }

    /// Twice `side` players take their places at 500 ms, as at every level start.
    pub(crate) fn fill(&mut self, side: usize) {
        self.run(500);
        for slot in 0..2 * side {
            let team = if slot % 2 == 0 { AXIS } else { ALLIES };
            self.join(slot, format!("Player{slot:02}").as_bytes(), &format!("GUID{slot:04}"), team, false);
        }
    }

    pub(crate) fn change(&self, slot: usize, change: impl FnOnce(&mut Player)) {
        change(&mut self.world.borrow_mut().players[slot]);
    }

    pub(crate) fn player(&self, slot: usize) -> Player {
        self.world.borrow().players[slot].clone()
    }

    pub(crate) fn set(&self, cvar: &str, value: &str) {
        self.world.borrow_mut().cvars.insert(cvar.into(), value.into());
    }

    pub(crate) fn print(&self, line: &str) {
        self.call("et_Print", format!("{line}\n"));
    }

    pub(crate) fn fire(&self, slot: usize, weapon: i64) {
        self.call("et_WeaponFire", (slot, weapon));
    }

    /// A shot that hits: the health falls after the callback.
    pub(crate) fn hit(&self, target: usize, attacker: usize, damage: i64) {
        self.fire(attacker, MP40);
        self.call("et_Damage", (target, attacker, damage, 0, MOD_MP40));
        self.change(target, |player| player.health -= damage);
    }

    /// The order of a death: the log's line, then the obituary, with the body already down.
    pub(crate) fn dies(&self, victim: usize, killer: usize, means: i64) {
        self.change(victim, |player| {
            player.health = player.health.min(0) - 20;
            player.pm_type = 3;
        });
        self.print(&format!("Kill: {killer} {victim} {means}: somebody killed somebody by MOD"));
        self.call("et_Obituary", (victim, killer, means));
        self.change(victim, |player| player.powerups = [0; 16]);
    }

    pub(crate) fn shoot_dead(&self, victim: usize, killer: usize) {
        self.hit(victim, killer, 130);
        self.dies(victim, killer, MOD_MP40);
    }

    pub(crate) fn self_kill(&self, slot: usize) {
        self.call("et_ClientCommand", (slot, "kill"));
        self.dies(slot, slot, MOD_SUICIDE);
    }

    /// Taps out: from now on the player state is that of a living team-mate.
    pub(crate) fn limbo(&self, slot: usize) {
        let team = self.player(slot).team;
        let mate =
            (0..20).find(|&other| other != slot && self.player(other).alive() && self.player(other).team == team);
        self.change(slot, |player| {
            player.pm_flags = LIMBO;
            player.health = player.health.min(0);
            player.watches = mate.unwrap_or(slot);
        });
    }

    /// A wave's respawn, to be called inside a frame.
    pub(crate) fn respawn(&self, slot: usize) {
        self.change(slot, |player| {
            player.pm_flags = 0;
            player.pm_type = 0;
            player.health = 125;
            player.viewheight = 0;
        });
        self.call("et_ClientUserinfoChanged", slot);
        self.call("et_ClientSpawn", (slot, 0, 0, 1));
    }

    pub(crate) fn revive(&self, medic: usize, victim: usize) {
        self.fire(medic, SYRINGE);
        self.change(victim, |player| {
            player.pm_type = 0;
            player.health = 60;
            player.lastrevive = medic as i64;
        });
        self.call("et_ClientSpawn", (victim, 1, 0, 1));
        if self.revive_callback {
            let until = self.level() + 3_000;
            self.call("et_Revive", (victim, medic, until));
        }
        self.print(&format!("Medic_Revive: {medic} {victim}"));
    }

    pub(crate) fn leave(&self, slot: usize) {
        self.call("et_ClientDisconnect", slot);
        self.change(slot, |player| *player = Player::default());
    }

    pub(crate) fn pause(&mut self) {
        let start = self.world.borrow().strings[&11].parse().unwrap();
        self.paused_since = Some((self.level(), start));
        self.world.borrow_mut().strings.insert(32, "16".into());
        self.world.borrow_mut().players.iter_mut().for_each(|player| player.pm_type = 4);
    }

    /// Configstring 11 is exact again, in the first frame after.
    pub(crate) fn unpause(&mut self) {
        let Some((since, start)) = self.paused_since.take() else { return };
        let mut world = self.world.borrow_mut();
        let gone = world.level - since;
        world.strings.insert(11, (start + gone).to_string());
        world.strings.insert(32, "0".into());
        world.players.iter_mut().for_each(|player| player.pm_type = if player.health > 0 { 0 } else { 3 });
    }

    /// The end by time: a frame with configstring 12, then gamestate 3 with everybody at the camera and the round
    /// counter already flipped.
    pub(crate) fn end_by_time(&mut self) {
        self.step_with(|server| {
            server.print("Exit: Timelimit hit.");
            let mut world = server.world.borrow_mut();
            world.strings.insert(12, "1".into());
            world.strings.insert(14, "\\w\\0".into());
            world.cvars.insert("g_nextTimeLimit".into(), "4.000000".into());
        });
        self.step_with(|server| {
            let mut world = server.world.borrow_mut();
            world.cvars.insert("gamestate".into(), "3".into());
            world.cvars.insert("g_currentRound".into(), "1".into());
            for player in &mut world.players {
                player.pm_type = 5;
                player.origin = [9_999.0, 9_999.0, 9_999.0];
            }
        });
    }

    pub(crate) fn map_restart(&mut self) {
        self.call("et_ShutdownGame", 1);
        self.init(1, 0);
    }

    /// kill -9: what was not yet written is gone.
    pub(crate) fn crash(&mut self) {
        for file in self.world.borrow_mut().files.values_mut() {
            file.buffer.clear();
        }
    }

    pub(crate) fn open_files(&self) -> usize {
        self.world.borrow().open.len()
    }

    /// Name and content of every file, in order of name.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let world = self.world.borrow();
        let text = |file: &File| String::from_utf8([&file.safe[..], &file.buffer[..]].concat()).unwrap();
        world.files.iter().map(|(name, file)| (name.clone(), text(file))).collect()
    }

    pub(crate) fn save(&self, folder: &Path) {
        for (name, text) in self.files() {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
}

fn vector(lua: &Lua, v: [f64; 3]) -> Value {
    Value::Table(lua.create_sequence_from(v).unwrap())
}

fn invalid(field: &str) -> mlua::Error {
    mlua::Error::runtime(format!("tried to get invalid gentity field \"{field}\""))
}

fn gentity_get(lua: &Lua, world: &mut World, slot: i64, field: &str, index: Option<i64>) -> mlua::Result<Value> {
    let is_slot = usize::try_from(slot).is_ok_and(|slot| slot < world.players.len());
    // The same error for a good field of a bad slot as for a field that is not there.
    if !is_slot || world.unsupported.contains(field) {
        *world.refused.entry(field.to_owned()).or_default() += 1;
        return Err(invalid(field));
    }
    let own = &world.players[slot as usize];
    if world.strict && own.connected == 0 && field != "pers.connected" {
        return Err(invalid(field));
    }
    let ps = if own.limbo() { &world.players[own.watches] } else { own };
    let int = |n: i64| Ok(Value::Integer(n));
    match (field, index) {
        ("pers.connected", _) => int(own.connected),
        ("sess.sessionTeam", _) => int(own.team),
        ("sess.playerType", _) => int(own.class),
        ("pers.netname", _) => Ok(Value::String(lua.create_string(&own.name)?)),
        ("pers.lastrevive_client", _) => int(own.lastrevive),
        ("health", _) => int(own.health),
        ("ps.pm_type", _) => int(ps.pm_type),
        ("ps.pm_flags", _) => int(own.pm_flags),
        ("ps.origin", _) => Ok(vector(lua, ps.origin)),
        ("ps.velocity", _) => Ok(vector(lua, ps.velocity)),
        ("ps.viewangles", _) => Ok(vector(lua, ps.angles)),
        ("ps.viewheight", _) => int(ps.viewheight),
        ("ps.weapon", _) => int(ps.weapon),
        ("ps.powerups", index) => int(ps.powerups[index.unwrap_or(0) as usize]),
        _ => {
            *world.refused.entry(field.to_owned()).or_default() += 1;
            Err(invalid(field))
        }
    }
}

fn open_file(world: &mut World, path: &str, mode: i64) -> (i64, i64) {
    let there = world.files.get(path).map(|file| (file.safe.len() + file.buffer.len()) as i64);
    if path.contains("..") || (mode == 0 && there.is_none()) || (mode != 0 && !world.writable) {
        return (0, -1);
    }
    let file = world.files.entry(path.to_owned()).or_default();
    if mode == 1 {
        *file = File::default();
    }
    world.next_fd += 1;
    world.open.insert(world.next_fd, (path.to_owned(), mode));
    (world.next_fd, there.unwrap_or(0))
}

fn write(world: &mut World, bytes: &[u8], fd: i64) -> i64 {
    let (path, mode) = world.open.get(&fd).cloned().unwrap_or_else(|| panic!("writes to the closed descriptor {fd}"));
    let bytes = &bytes[..bytes.len().min(world.room.unwrap_or(usize::MAX))];
    world.room = world.room.map(|room| room - bytes.len());
    let file = world.files.get_mut(&path).unwrap();
    if mode == 3 {
        file.safe.extend_from_slice(bytes);
    } else {
        file.buffer.extend_from_slice(bytes);
        let whole = file.buffer.len() / 4_096 * 4_096;
        file.safe.extend(file.buffer.drain(..whole).collect::<Vec<_>>());
    }
    bytes.len() as i64
}

fn close_file(world: &mut World, fd: i64) {
    let (path, _) = world.open.remove(&fd).unwrap_or_else(|| panic!("closes the closed descriptor {fd}"));
    let file = world.files.get_mut(&path).unwrap();
    let rest: Vec<u8> = file.buffer.drain(..).collect();
    file.safe.extend(rest);
}

fn trace(lua: &Lua, world: &mut World, args: (Value, Value, Value, Value, i64, i64)) -> mlua::Result<Table> {
    let (Value::Table(from), mins, maxs, Value::Table(to), _, mask) = args else {
        return Err(mlua::Error::runtime("trap_Trace: \"start\" argument should be an instance of table"));
    };
    if world.unsupported.contains("trap_Trace") {
        return Err(mlua::Error::runtime("no traces here"));
    }
    if !mins.is_table() || !maxs.is_table() {
        world.crashed = true;
    }
    assert_eq!(mask, 1, "only what is solid hides, not players");
    let point = |table: &Table| [1, 2, 3].map(|i| table.get::<f64>(i).unwrap());
    let (a, b) = (point(&from), point(&to));
    world.traces.push((a, b));
    let crosses = |&(x, y0, y1): &(f64, f64, f64)| {
        let along = (x - a[0]) / (b[0] - a[0]);
        let y = a[1] + along * (b[1] - a[1]);
        (0.0..=1.0).contains(&along) && (y0..=y1).contains(&y)
    };
    let hit = world.walls.iter().any(crosses);
    let result = lua.create_table()?;
    result.set("fraction", if hit { 0.5 } else { 1.0 })?;
    result.set("entityNum", if hit { 1_022 } else { 1_023 })?;
    Ok(result)
}

/// The `et` table.
fn api(lua: &Lua, world: &Rc<RefCell<World>>) -> Table {
    let et = lua.create_table().unwrap();
    for (name, value) in [
        ("FS_READ", 0),
        ("FS_WRITE", 1),
        ("FS_APPEND", 2),
        ("FS_APPEND_SYNC", 3),
        ("WP_MP40", MP40),
        ("WP_MEDIC_SYRINGE", SYRINGE),
        ("WP_PLIERS", PLIERS),
        ("WP_DUMMY_MG42", 33),
        ("MOD_MP40", MOD_MP40),
        ("MOD_SUICIDE", MOD_SUICIDE),
        ("MOD_SWITCHTEAM", MOD_SWITCHTEAM),
    ] {
        et.set(name, value).unwrap();
    }
    macro_rules! define {
        ($name:literal, |$lua:ident, $world:ident, $args:tt: $type:ty| $body:expr) => {
            let shared = world.clone();
            let function = lua
                .create_function(move |$lua, $args: $type| {
                    let $world = &mut *shared.borrow_mut();
                    $body
                })
                .unwrap();
            et.set($name, function).unwrap();
        };
    }
    define!("RegisterModname", |_lua, _world, _name: String| Ok(()));
    define!("G_Print", |_lua, world, line: String| {
        world.printed.push(line);
        Ok(())
    });
    define!("trap_Cvar_Get", |_lua, world, name: String| Ok(world.cvars.get(&name).cloned().unwrap_or_default()));
    define!("trap_GetConfigstring", |_lua, world, index: i64| Ok(world
        .strings
        .get(&index)
        .cloned()
        .unwrap_or_default()));
    define!("trap_GetUserinfo", |_lua, world, slot: usize| Ok(format!(
        "\\ip\\1.2.3.4\\cl_guid\\{}",
        world.players[slot].guid
    )));
    define!("Info_ValueForKey", |_lua, _world, (info, key): (String, String)| {
        let words: Vec<&str> = info.split('\\').collect();
        let at = words.iter().position(|word| *word == key);
        Ok(at.and_then(|at| words.get(at + 1)).unwrap_or(&"").to_string())
    });
    define!("gentity_get", |lua, world, (slot, field, index): (i64, String, Option<i64>)| gentity_get(
        lua, world, slot, &field, index
    ));
    define!("trap_Trace", |lua, world, args: (Value, Value, Value, Value, i64, i64)| trace(lua, world, args));
    define!("trap_FS_FOpenFile", |_lua, world, (path, mode): (String, i64)| Ok(open_file(world, &path, mode)));
    define!("trap_FS_Write", |_lua, world, (bytes, count, fd): (mlua::String, usize, i64)| {
        Ok(write(world, &bytes.as_bytes()[..count], fd))
    });
    define!("trap_FS_FCloseFile", |_lua, world, fd: i64| {
        close_file(world, fd);
        Ok(())
    });
    et
}
