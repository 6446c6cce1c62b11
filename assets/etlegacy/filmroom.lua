--[[
  filmroom.lua: writes a round of ET:Legacy as JSON lines that filmroom reads. Install: see INSTALL.md beside it.

    et_InitGame, gamestate 0 ──▶ open two files ──▶ events and samples, a line each ──▶ close at gamestate 3
                                                                                    and always in et_ShutdownGame
    filmroom/2026-02-07-213000-radar-r1.events.jsonl      what happened
    filmroom/2026-02-07-213000-radar-r1.snapshots.jsonl   where everybody was

  Written for Lua 5.4 and LuaJIT alike: no bit operators, no integer division, no "%d" (it throws on 3.0 / 2).
  Callbacks return nothing: a value from et_Obituary or et_Damage would swallow what it reports.
  Warm-up writes nothing. A callback that fails is reported once, and never disturbs the game.

  The clock: every line is labelled with the level time of the latest et_RunFrame, less configstring 11 (the round's
  start): with that, a sample of the same ms always comes from before the event. While the game is paused the clock is
  held, because that difference runs in a saw tooth then.
]]

local VERSION = "1.0.0"
local SCHEMA = 1

-- Each can be set in the server's configuration as filmroom_NAME, for example: set filmroom_hz 10
local settings = {
	enabled = 1,             -- 0: write nothing
	hz = 5,                  -- samples per second of everybody
	hz_combat = 8,           -- samples per second of whoever fights
	combat_window_ms = 3000, -- how long after a shot, a hit or a kill "fights" lasts
	los_hz = 2,              -- how often lines of sight are traced; 0: never
	los_range = 2000,        -- farther than this no sight is traced
}
local ORDER = { "enabled", "hz", "hz_combat", "combat_window_ms", "los_hz", "los_range" }

local CS_LEVEL_START, CS_MULTI_INFO, CS_MULTI_WINNER, CS_REINFORCEMENT, CS_TOGGLES = 11, 13, 14, 31, 32
local PLAYING, INTERMISSION = 0, 3
local PAUSE_BIT, LIMBO_FLAG = 16, 16384
local PM_DEAD, PM_INTERMISSION = 3, 5
local RED_FLAG, BLUE_FLAG = 5, 6 -- indices into ps.powerups
local CONTENTS_SOLID = 1
local EYES = 40                  -- view height of somebody who stands; the engine says 0 in the frame of a spawn
local LEVEL_START_MS = 600       -- team-change spawns are lives only until here
local MOUNTED_GUN = 33           -- WP_DUMMY_MG42: the engine tells of its shots without a weapon
local WORK_MS = 2000             -- how often an engineer at work is mentioned
local TEAMS = { [1] = "AXIS", [2] = "ALLIES", [3] = "SPEC" }
local CLASSES = { [0] = "soldier", "medic", "engineer", "fieldops", "covertops" }
local DIVISORS = { 11, 3, 13, 7, 2, 5, 1, 17 } -- of the eight reinforcement seeds
local FIELDS = { "pers.connected", "sess.sessionTeam", "sess.playerType", "pers.netname", "health", "ps.pm_type",
	"ps.pm_flags", "ps.origin", "ps.velocity", "ps.viewangles", "ps.viewheight", "ps.weapon", "ps.powerups",
	"pers.lastrevive_client" }

local level = 0       -- level time of the latest et_RunFrame: the label of everything
local maxclients = 0   -- until the server said how many, nobody sits anywhere
local rec             -- the round being written, or nil
local done = false    -- this round is over: nothing more is written by this Lua state
local players = {}    -- slot -> who sits there
local errors = 0
local MAX_ERRORS = 400 -- ten seconds of frames
local POINT = { 0, 0, 0 } -- the box of a trace: a nil one crashes the server

---------------------------------------------------------------------------------------------------------- JSON

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }

-- How many bytes from i on are one well-formed UTF-8 character; nil if they are none.
local function utf8_length(s, i)
	local a, b, c, d = string.byte(s, i, i + 3)
	local function tail(x) return x and x >= 0x80 and x < 0xC0 end
	if a >= 0xC2 and a < 0xE0 and tail(b) then return 2 end
	if a >= 0xE0 and a < 0xF0 and tail(b) and tail(c) then
		if (a == 0xE0 and b < 0xA0) or (a == 0xED and b >= 0xA0) then return nil end
		return 3
	end
	if a >= 0xF0 and a < 0xF5 and tail(b) and tail(c) and tail(d) then
		if (a == 0xF0 and b < 0x90) or (a == 0xF4 and b >= 0x90) then return nil end
		return 4
	end
	return nil
end

-- A JSON string. Names may hold any byte: what is no UTF-8 is taken as Latin-1, which it mostly is.
local function text(s)
	s = tostring(s)
	-- No %w: what it holds depends on the server's locale.
	if not string.find(s, "[^A-Za-z0-9 _%.%-]") then return '"' .. s .. '"' end
	local out, i = {}, 1
	while i <= #s do
		local byte = string.byte(s, i)
		local length = byte < 0x80 and 1 or utf8_length(s, i)
		local piece = string.sub(s, i, i + (length or 1) - 1)
		if not length or byte < 0x20 or byte == 0x7F then
			piece = ESCAPES[piece] or string.format("\\u%04x", byte)
		elseif length == 1 then
			piece = ESCAPES[piece] or piece
		end
		out[#out + 1] = piece
		i = i + (length or 1)
	end
	return '"' .. table.concat(out) .. '"'
end

-- What stands between a number's whole and its decimals is a matter of the server's locale too.
local COMMA = string.match(string.format("%.1f", 0.5), "^0([^.])5$")

local function finite(n) return type(n) == "number" and n == n and n > -1e15 and n < 1e15 end

-- A number with so many decimals: "%d" throws on a float in Lua 5.4. Unknown is null, never 0.
local function number(n, decimals)
	if not finite(n) then return "null" end
	local s = string.format("%." .. (decimals or 0) .. "f", n)
	if COMMA then s = string.gsub(s, COMMA, ".", 1) end
	return (string.gsub(s, "^%-(0[%.0]*)$", "%1"))
end

local function vector(v, decimals)
	if type(v) ~= "table" or not (finite(v[1]) and finite(v[2]) and finite(v[3])) then return nil end
	return "[" .. number(v[1], decimals) .. "," .. number(v[2], decimals) .. "," .. number(v[3], decimals) .. "]"
end

local function truth(b) return b and "true" or "false" end

-------------------------------------------------------------------------------------------------------- server

local function cvar(name) return et.trap_Cvar_Get(name) or "" end
local function cvar_number(name) return tonumber(cvar(name)) end
local function is_slot(n) return type(n) == "number" and n >= 0 and n < maxclients and n == math.floor(n) end

-- Fields differ between versions, and asking for one that is not there throws. So each is tried once. A failure counts
-- only on a slot that is surely good: the same error comes for a good field of a bad slot.
local known, missing = {}, {}

local function get(slot, field, index)
	if missing[field] or not is_slot(slot) then return nil end
	if known[field] then
		if index then return et.gentity_get(slot, field, index) end
		return et.gentity_get(slot, field)
	end
	local ok, value
	if index then
		ok, value = pcall(et.gentity_get, slot, field, index)
	else
		ok, value = pcall(et.gentity_get, slot, field)
	end
	if ok then
		known[field] = true
		return value
	end
	local sure, connected = pcall(et.gentity_get, slot, "pers.connected")
	if sure and connected == 2 then missing[field] = true end
	return nil
end

local function say(message)
	et.G_Print("filmroom: " .. message .. "\n")
end

-- Constants such as MOD_MP40 = 8 the other way round.
local function names_of(prefix)
	local names = {}
	for key, value in pairs(et) do
		if type(key) == "string" and string.sub(key, 1, #prefix) == prefix and type(value) == "number" then
			if not names[value] or key < names[value] then names[value] = key end
		end
	end
	return names
end

local means_names, weapon_names = {}, {}

local function means_of(mod)
	return means_names[mod] and text(means_names[mod]) or number(mod)
end

local function weapon_of(weapon)
	local name = weapon_names[weapon]
	return name and text((string.gsub(name, "^WP_", ""))) or number(weapon)
end

-------------------------------------------------------------------------------------------------------- writing

-- One line, whole or not at all: the descriptor was opened for synchronous appending, so a killed server keeps it.
-- A piece of one, as a full disk leaves it, spoils no other: the next line begins on its own.
local function put(fd, line)
	line = (rec.torn[fd] and "\n" or "") .. line .. "\n"
	local written = et.trap_FS_Write(line, #line, fd)
	local torn = type(written) == "number" and written < #line
	if not torn then
		rec.torn[fd] = nil
		return
	end
	rec.torn[fd] = rec.torn[fd] or written > 0
	if not rec.full then
		rec.full = true
		say("a line could not be written: is the disk full?")
	end
end

local function stamp(t) return '{"t":' .. number(t / 1000, 3) .. ',"t_ms":' .. number(t) end

-- An event; `fields` begins with a comma or is empty.
local function event(kind, fields)
	if not rec then return end
	put(rec.events, stamp(rec.t) .. ',"type":"' .. kind .. '"' .. fields .. rec.tail)
end

-- `pos` is where the player is, unless another place is given, or false: not where the player is.
local function objective(action, slot, name, pos)
	local fields = slot and ',"client":' .. number(slot) or ""
	if action then fields = fields .. ',"action":"' .. action .. '"' end
	if name then fields = fields .. ',"objective":' .. text(name) end
	if pos == nil and slot then pos = get(slot, "ps.origin") end
	local at = vector(pos, 1)
	if at then fields = fields .. ',"pos":' .. at end
	event("objective", fields)
end

-------------------------------------------------------------------------------------------------------- players

local function seat(slot)
	local p = players[slot]
	if not p then
		p = { slot = slot, s = { at = -1 }, fights = -1, due = 0, los_due = 0 }
		players[slot] = p
	end
	return p
end

local function team_of(slot) return TEAMS[get(slot, "sess.sessionTeam")] end

-- What stands for "none" in place of a GUID: two players who both have it are not one.
local NO_GUIDS = { [""] = true, NO_GUID = true, unknown = true }

-- Says who sits in a slot, whenever it differs from what was said last.
local function introduce(slot)
	if not is_slot(slot) or (get(slot, "pers.connected") or 0) < 1 then return end
	local p = seat(slot)
	local guid = et.Info_ValueForKey(et.trap_GetUserinfo(slot) or "", "cl_guid")
	local fields = ',"client":' .. number(slot)
	if guid and not NO_GUIDS[guid] then fields = fields .. ',"guid":' .. text(guid) end
	local name, team, class = get(slot, "pers.netname"), team_of(slot), CLASSES[get(slot, "sess.playerType")]
	if name and name ~= "" then fields = fields .. ',"name":' .. text(name) end
	if team then fields = fields .. ',"team":"' .. team .. '"' end
	if class then fields = fields .. ',"class":"' .. class .. '"' end
	if rec and p.said ~= fields then
		p.said = fields
		event("player", fields)
	end
end

-- What the engine holds of a player now, read once a frame. pm_type 4 is a pause, not a death.
local function state(p)
	local s = p.s
	if s.at == level then return s end
	local slot = p.slot
	s.at = level
	s.connected = get(slot, "pers.connected") == 2
	s.team = s.connected and team_of(slot) or nil
	s.plays = s.team == "AXIS" or s.team == "ALLIES"
	s.alive, s.limbo, s.down, s.origin, s.eyes = false, false, false, nil, nil
	if not s.plays then return s end
	s.health, s.pm_type = get(slot, "health"), get(slot, "ps.pm_type")
	s.limbo = math.floor((get(slot, "ps.pm_flags") or 0) / LIMBO_FLAG) % 2 == 1
	-- In limbo every ps field is that of whoever is being watched.
	if s.limbo or s.pm_type == PM_INTERMISSION then return s end
	s.alive = (s.health or 0) > 0 and s.pm_type ~= PM_DEAD
	s.down = not s.alive
	s.origin = get(slot, "ps.origin")
	return s
end

local function carries(slot)
	return (get(slot, "ps.powerups", RED_FLAG) or 0) ~= 0 or (get(slot, "ps.powerups", BLUE_FLAG) or 0) ~= 0
end

local function fights(slot)
	local p = is_slot(slot) and players[slot]
	if p then p.fights = level + settings.combat_window_ms end
end

--------------------------------------------------------------------------------------------------------- sight

local function eyes_of(s, slot)
	if not s.eyes and s.origin then
		local height = get(slot, "ps.viewheight") or 0
		s.eyes = { s.origin[1], s.origin[2], s.origin[3] + (height == 0 and EYES or height) }
	end
	return s.eyes
end

-- Whether nothing solid is between two points. An engine that cannot trace costs the sights, not the recording.
local function is_clear(from, to, slot)
	local ok, trace = pcall(et.trap_Trace, from, POINT, POINT, to, slot, CONTENTS_SOLID)
	if ok and type(trace) == "table" and trace.fraction then return trace.fraction >= 1 end
	settings.los_hz = 0
	say("lines of sight cannot be traced here and are left out")
	return nil
end

-- The living enemies that nothing solid hides, from eye to eye; nil when that cannot be told.
local function sight(p, s)
	local from, seen = eyes_of(s, p.slot), {}
	if not from then return nil end
	for slot = 0, maxclients - 1 do
		local other = players[slot]
		local o = other and other ~= p and state(other)
		if o and o.alive and o.team ~= s.team then
			local to = eyes_of(o, slot)
			if to then
				local x, y, z = to[1] - from[1], to[2] - from[2], to[3] - from[3]
				if x * x + y * y + z * z <= settings.los_range * settings.los_range then
					local clear = is_clear(from, to, p.slot)
					if clear == nil then return nil end
					if clear then seen[#seen + 1] = number(slot) end
				end
			end
		end
	end
	return "[" .. table.concat(seen, ",") .. "]"
end

------------------------------------------------------------------------------------------------------ snapshots

local function snapshot(p, s)
	local slot = p.slot
	local line = stamp(rec.t) .. ',"client":' .. number(slot) .. ',"team":"' .. s.team .. '","alive":' .. truth(s.alive)
	if s.down then line = line .. ',"state":"down"' end
	if s.limbo then line = line .. ',"state":"limbo"' end
	local pos = vector(s.origin, 1)
	if pos then
		line = line .. ',"pos":' .. pos
		local velocity, angles = vector(get(slot, "ps.velocity")), get(slot, "ps.viewangles")
		if velocity then line = line .. ',"vel":' .. velocity end
		if type(angles) == "table" and finite(angles[1]) and finite(angles[2]) then
			line = line .. ',"yaw":' .. number(angles[2], 1) .. ',"pitch":' .. number(angles[1], 1)
		end
	end
	if finite(s.health) then line = line .. ',"hp":' .. number(s.health) end
	local class = CLASSES[get(slot, "sess.playerType")]
	if class then line = line .. ',"class":"' .. class .. '"' end
	if s.alive then
		local weapon = get(slot, "ps.weapon")
		if weapon then line = line .. ',"weapon":' .. weapon_of(weapon) end
		line = line .. ',"carry":' .. truth(carries(slot))
		if settings.los_hz > 0 and rec.t >= p.los_due then
			local every = 1000 / settings.los_hz
			p.los_due = (math.floor(rec.t / every) + 1) * every
			local seen = sight(p, s)
			if seen then line = line .. ',"los":' .. seen end
		end
	end
	put(rec.snapshots, line .. rec.short_tail)
end

-- Samples whoever is due: on a grid of the round's clock, so that players who do not fight share their moments.
local function sample()
	for slot = 0, maxclients - 1 do
		local p = players[slot]
		if p then
			local every = 1000 / settings.hz
			if p.fights >= level and p.s.alive then every = math.min(every, 1000 / settings.hz_combat) end
			-- Whoever begins to fight is not made to wait for a slower grid that was set before.
			local due = math.min(p.due, (math.floor((p.last or rec.t) / every) + 1) * every)
			if rec.t >= due or not p.last then
				local s = state(p)
				if s.plays and s.pm_type ~= PM_INTERMISSION then
					snapshot(p, s)
					p.last = rec.t
					p.due = (math.floor(rec.t / every) + 1) * every
				end
			end
		end
	end
end

----------------------------------------------------------------------------------------------------- objectives

local function take(slot, name)
	seat(slot).carry = { name = name, since = level, seen = false }
	objective("pickup", slot, name)
end

local function lose(p, action)
	local carry = p.carry
	p.carry = nil
	objective(action, p.slot, carry.name, carry.pos)
end

-- "Item: 3 team_CTF_redflag" is printed for a theft and for a return; the popup of the same label tells which, and
-- what it is called. Without one, whose flag it is tells.
local function settle_item(verb, name)
	local item = rec and rec.item
	if not item then return false end
	rec.item = nil
	if not verb then
		local own = (item.flag == "red" and "AXIS") or "ALLIES"
		verb = team_of(item.slot) == own and "returned" or "stole"
	end
	if verb == "returned" then
		objective("return", item.slot, name)
	else
		take(item.slot, name)
	end
	return true
end

-- A drop prints nothing, and a capture no slot: the flag that a carrier no longer has tells.
local function watch_carriers()
	for slot = 0, maxclients - 1 do
		local p = players[slot]
		if p and p.carry then
			local s, carry = state(p), p.carry
			if not s.alive then
				lose(p, "drop")
			elseif carries(slot) then
				carry.seen, carry.pos = true, s.origin
			elseif carry.seen or level - carry.since > 500 then
				local thrown = p.dropped and level - p.dropped <= 200
				local announced = rec.announced and level - rec.announced <= 200
				lose(p, (announced and not thrown) and "deliver" or "drop")
			end
		end
	end
end

local LINES = {
	{ "^Dynamite_Plant: (%d+) ?([^\n]*)", function(slot, name) objective("plant", slot, name) end },
	{ "^Dynamite_Diffuse: (%d+) ?([^\n]*)", function(slot, name) objective("defuse", slot, name) end },
	{ "^Objective_Destroyed: (%d+) ?([^\n]*)", function(slot, name) objective("destroyed", slot, name, false) end },
	{ "^Repair: (%d+)", function(slot) objective("repair", slot) end },
	{ "^Item: (%d+) team_CTF_(%a+)flag", function(slot, flag)
		settle_item()
		rec.item = { slot = slot, flag = flag }
	end },
	{ "^Medic_Revive: (%d+) (%d+)", function(medic, victim)
		local p = players[tonumber(victim)]
		if p and p.revived then
			p.revived = nil
			event("revive", ',"client":' .. number(medic) .. ',"victim":' .. number(tonumber(victim)))
		end
	end },
}

-- The server's own lines. Each pattern is anchored: chat begins with "say:", so nobody can talk an objective into being.
local function on_print(line)
	if not rec or type(line) ~= "string" then return end
	for _, rule in ipairs(LINES) do
		local slot, rest = string.match(line, rule[1])
		if slot then
			slot = tonumber(slot)
			if is_slot(slot) then
				if rest == "" then rest = nil end
				rule[2](slot, rest)
			end
			return
		end
	end
	local verb, name = string.match(line, '^%a+ popup: %S+ (%a+) "([^\n]*)"')
	if verb == "stole" or verb == "returned" then
		if not settle_item(verb, name) then objective(verb == "stole" and "pickup" or "return", nil, name) end
		return
	end
	local said = string.match(line, '^%a+ announce: "([^\n]*)"')
	if said then
		rec.announced = level
		event("announce", ',"text":' .. text(said))
		return
	end
	local reason = string.match(line, "^Exit: ([^\n]*)")
	if reason then rec.reason = reason end
end

---------------------------------------------------------------------------------------------------- spawn waves

-- Offsets of both teams' waves: configstring 31 is "blue red s0 ... s7".
local function read_offsets()
	local words = {}
	for word in string.gmatch(et.trap_GetConfigstring(CS_REINFORCEMENT) or "", "%-?%d+") do
		words[#words + 1] = tonumber(word)
	end
	local function offset(index)
		local seed, divisor = words[3 + index], DIVISORS[1 + index]
		return seed and divisor and math.floor(1000 * seed / divisor) or nil
	end
	if words[1] and words[2] then
		rec.offset = { ALLIES = offset(math.floor(words[1] / 8)), AXIS = offset(math.floor(words[2] / 4)) }
	end
end

-- The intervals are read again all the time: map scripts change them in mid-round.
local function read_waves()
	local axis, allies = cvar_number("g_redlimbotime"), cvar_number("g_bluelimbotime")
	if axis == rec.interval.AXIS and allies == rec.interval.ALLIES then return end
	rec.interval = { AXIS = axis, ALLIES = allies }
	event("waves", ',"axis_interval_ms":' .. number(axis) .. ',"allies_interval_ms":' .. number(allies)
		.. ',"axis_offset_ms":' .. number(rec.offset.AXIS) .. ',"allies_offset_ms":' .. number(rec.offset.ALLIES))
end

local function waves(before, now)
	for _, team in ipairs({ "AXIS", "ALLIES" }) do
		local interval, offset = rec.interval[team], rec.offset[team]
		if interval and interval > 0 and offset then
			if math.floor((offset + now) / interval) > math.floor((offset + before) / interval) then
				event("wave", ',"team":"' .. team .. '","interval_ms":' .. number(interval))
			end
		end
	end
end

--------------------------------------------------------------------------------------------------------- rounds

local function open(path)
	local fd = et.trap_FS_FOpenFile(path, et.FS_APPEND_SYNC or 3)
	return fd and fd > 0 and fd or nil
end

local function exists(path)
	local fd, length = et.trap_FS_FOpenFile(path, et.FS_READ or 0)
	if fd and fd > 0 then et.trap_FS_FCloseFile(fd) end
	return length ~= nil and length >= 0
end

local function close()
	if not rec then return end
	et.trap_FS_FCloseFile(rec.events)
	et.trap_FS_FCloseFile(rec.snapshots)
	rec = nil
	done = true
end

-- A round's name. Two rounds may begin in one second (map_restart twice), and files are appended to.
local function choose_name(map, round)
	local clean = string.sub(string.gsub(map ~= "" and map or "map", "[^A-Za-z0-9_%-]", "_"), 1, 64)
	local when = os and os.date and os.date("%Y-%m-%d-%H%M%S") or "level-" .. number(level)
	local stem = when .. "-" .. clean .. "-r" .. number(round)
	local name, count = stem, 1
	while exists("filmroom/" .. name .. ".events.jsonl") and count < 100 do
		count = count + 1
		name = stem .. "-" .. number(count)
	end
	return name
end

local function read_settings()
	for _, key in ipairs(ORDER) do
		local value = cvar_number("filmroom_" .. key)
		if value and value >= 0 then settings[key] = value end
	end
	settings.hz = math.max(1, math.min(settings.hz, 40))
	settings.hz_combat = math.max(settings.hz, math.min(settings.hz_combat, 40))
end

local function header()
	local parts, fields = {}, {}
	for _, key in ipairs(ORDER) do
		parts[#parts + 1] = '"' .. key .. '":' .. number(settings[key], settings[key] % 1 == 0 and 0 or 2)
	end
	for _, field in ipairs(FIELDS) do
		known[field] = known[field] or pcall(et.gentity_get, 0, field) or nil
		if not known[field] then fields[#fields + 1] = text(field) end
	end
	event("collector", ',"schema_version":' .. SCHEMA .. ',"version":"' .. VERSION .. '","lua":' .. text(_VERSION)
		.. ',"mod_version":' .. text(cvar("mod_version")) .. ',"sv_fps":' .. number(cvar_number("sv_fps"))
		.. ',"gametype":' .. number(cvar_number("g_gametype"))
		.. ',"capabilities":["snapshots","weapon_fire","damage","objective","waves"'
		.. (settings.los_hz > 0 and ',"los"' or "") .. ']'
		.. ',"missing_fields":[' .. table.concat(fields, ",") .. '],"settings":{' .. table.concat(parts, ",") .. "}")
end

local function side(configstring, key)
	local value = string.match(et.trap_GetConfigstring(configstring) or "", "\\" .. key .. "\\(%-?%d+)")
	return ({ ["0"] = '"AXIS"', ["1"] = '"ALLIES"' })[value] or "null"
end

-- g_currentRound flips before the intermission, so it is read here.
local function begin()
	local map, round = cvar("mapname"), (cvar_number("g_currentRound") or 0) + 1
	local name = choose_name(map, round)
	local events = open("filmroom/" .. name .. ".events.jsonl")
	local snapshots = events and open("filmroom/" .. name .. ".snapshots.jsonl")
	if not snapshots then
		if events then et.trap_FS_FCloseFile(events) end
		done = true
		say("cannot write below filmroom/ in the mod's home folder: nothing is recorded")
		return
	end
	local start = tonumber(et.trap_GetConfigstring(CS_LEVEL_START)) or level
	rec = { events = events, snapshots = snapshots, t = math.max(0, level - start), interval = {}, offset = {},
		torn = {} }
	rec.short_tail = ',"round_id":' .. text(name) .. "}"
	rec.tail = ',"map":' .. text(map) .. rec.short_tail
	header()
	-- A state that was made in mid-round (lua_restart) did not see the start, and does not say so.
	event(rec.t <= LEVEL_START_MS and "round_start" or "recording_start", ',"round":' .. number(round) .. ',"timelimit":' .. number(cvar_number("timelimit"), 3)
		.. ',"defender":' .. side(CS_MULTI_INFO, "d"))
	read_offsets()
	read_waves()
	for slot = 0, maxclients - 1 do introduce(slot) end
	say("recording filmroom/" .. name)
end

local function finish()
	event("round_end", ',"reason":' .. (rec.reason and text(rec.reason) or "null") .. ',"winner":'
		.. side(CS_MULTI_WINNER, "w") .. ',"defender":' .. side(CS_MULTI_INFO, "d") .. ',"next_timelimit":' .. number(cvar_number("g_nextTimeLimit"), 6))
	close()
end

-- Lets the round's clock run; held while the game is paused.
local function tick()
	local toggles = tonumber(et.trap_GetConfigstring(CS_TOGGLES)) or 0
	local paused = math.floor(toggles / PAUSE_BIT) % 2 == 1
	local before = rec.t
	if paused then
		if not rec.paused then event("pause", "") end
	else
		local start = tonumber(et.trap_GetConfigstring(CS_LEVEL_START))
		if start then rec.t = math.max(rec.t, level - start) end
		if rec.paused then event("unpause", "") end
	end
	rec.paused = paused
	return before
end

-- What waited for another line of its own label, and got none.
local function settle()
	settle_item()
	for slot = 0, maxclients - 1 do
		local p = players[slot]
		if p and p.revived then
			p.revived = nil
			local medic = get(slot, "pers.lastrevive_client")
			local by = is_slot(medic) and medic ~= slot and ',"client":' .. number(medic) or ""
			event("revive", by .. ',"victim":' .. number(slot))
		end
	end
end

------------------------------------------------------------------------------------------------------ callbacks

local on = {}

local prepared = false -- whether that of the next function is done

-- What holds for the whole life of this Lua state. After lua_restart no et_InitGame comes, but the next frame does.
local function prepare()
	if prepared then return end
	prepared = true
	et.RegisterModname("filmroom " .. VERSION)
	maxclients = math.min(cvar_number("sv_maxclients") or 64, 64)
	means_names, weapon_names = names_of("MOD_"), names_of("WP_")
	read_settings()
end

function on.et_InitGame(level_time)
	if finite(level_time) then level = level_time end
	prepare()
	if settings.enabled ~= 0 and cvar_number("gamestate") == PLAYING then begin() end
end

function on.et_RunFrame(level_time)
	if rec then settle() end
	if finite(level_time) then level = level_time end
	prepare()
	if done or settings.enabled == 0 then return end
	local gamestate = cvar_number("gamestate")
	if not rec then
		if gamestate == PLAYING then begin() end
		return
	end
	local before = tick()
	if gamestate == INTERMISSION then
		finish()
		return
	end
	if rec.paused then return end
	read_waves()
	waves(before, rec.t)
	watch_carriers()
	sample()
end

function on.et_ShutdownGame()
	if rec then settle() end
	close()
end

-- The only word before lua_restart, which calls no et_ShutdownGame; otherwise the files are closed already.
function on.et_Quit() on.et_ShutdownGame() end

function on.et_ClientUserinfoChanged(slot) introduce(slot) end

function on.et_ClientBegin(slot) introduce(slot) end

function on.et_ClientSpawn(slot, revived, team_change)
	if not is_slot(slot) then return end
	local p = seat(slot)
	p.s.at = -1
	introduce(slot)
	local team = team_of(slot)
	if not rec or (team ~= "AXIS" and team ~= "ALLIES") then return end
	-- Later than that, whoever changes team goes to limbo and waits for a wave.
	if team_change == 1 and rec.t > LEVEL_START_MS then return end
	local class = CLASSES[get(slot, "sess.playerType")]
	event("spawn", ',"client":' .. number(slot) .. ',"team":"' .. team .. '"'
		.. (class and ',"class":"' .. class .. '"' or "") .. ',"revived":' .. truth(revived == 1))
	if revived == 1 then p.revived = true end
end

-- From 2.84 on; before, the line "Medic_Revive:" or the field pers.lastrevive_client names the medic.
function on.et_Revive(victim, medic)
	local p = is_slot(victim) and players[victim]
	if p then p.revived = nil end
	event("revive", ',"client":' .. number(medic) .. ',"victim":' .. number(victim))
end

function on.et_ClientDisconnect(slot)
	local p = players[slot]
	if not p then return end
	if rec and p.carry then lose(p, "drop") end
	players[slot] = nil
	if p.said then event("disconnect", ',"client":' .. number(slot)) end
end

function on.et_Obituary(victim, killer, mod)
	if not rec then return end
	local pos = vector(get(victim, "ps.origin"), 1)
	event("kill", ',"killer":' .. number(killer) .. ',"victim":' .. number(victim) .. ',"mod":' .. means_of(mod)
		.. (pos and ',"pos":' .. pos or ""))
	local p = players[victim]
	if p then
		p.s.at = -1
		if p.carry then lose(p, "drop") end
	end
	-- Where everybody is decides the next seconds.
	if victim ~= killer then
		for slot = 0, maxclients - 1 do fights(slot) end
	end
end

function on.et_Damage(target, attacker, damage, _, mod)
	if not rec then return end
	event("damage", ',"attacker":' .. number(attacker) .. ',"victim":' .. number(target) .. ',"dmg":' .. number(damage)
		.. ',"mod":' .. means_of(mod))
	if target ~= attacker then
		fights(target)
		fights(attacker)
	end
end

function on.et_WeaponFire(slot, weapon)
	if not rec then return end
	event("weapon_fire", ',"attacker":' .. number(slot) .. ',"weapon":' .. weapon_of(weapon))
	local p = is_slot(slot) and players[slot]
	if not p then return end
	if weapon ~= (et.WP_PLIERS or 21) then
		fights(slot)
	elseif not p.works or level - p.works >= WORK_MS then
		-- Pliers "fire" at every tick of arming, defusing and building: no shots, but work on an objective. What is
		-- worked on is not told, so the line names no action.
		p.works = level
		event("objective", ',"client":' .. number(slot) .. ',"weapon":' .. weapon_of(weapon))
	end
end

-- Guns that stand somewhere have callbacks of their own, where the engine has them.
local function mounted(slot) on.et_WeaponFire(slot, et.WP_DUMMY_MG42 or MOUNTED_GUN) end
on.et_FixedMGFire, on.et_MountedMGFire, on.et_AAGunFire = mounted, mounted, mounted

function on.et_ClientCommand(slot, command)
	local p = players[slot]
	if p and type(command) == "string" and string.lower(command) == "dropobj" then p.dropped = level end
end

function on.et_Print(line) on_print(line) end

-- Nothing that goes wrong in here may reach the game: the first failure is printed; so many that
-- it must be in every frame end the recording.
local function guard(name, ...)
	local ok, reason = pcall(on[name], ...)
	if ok then return end
	errors = errors + 1
	if errors == 1 then pcall(say, name .. " failed, please report it: " .. tostring(reason)) end
	if errors == MAX_ERRORS then
		pcall(close)
		done = true
		pcall(say, "too many failures: recording of this round has ended")
	end
end

-- Each callback is defined once. One that another part of the same Lua state had defined is called afterwards.
for _, name in ipairs({ "et_InitGame", "et_RunFrame", "et_ShutdownGame", "et_Quit", "et_ClientUserinfoChanged", "et_ClientBegin",
	"et_ClientSpawn", "et_Revive", "et_ClientDisconnect", "et_Obituary", "et_Damage", "et_WeaponFire",
	"et_FixedMGFire", "et_MountedMGFire", "et_AAGunFire", "et_ClientCommand", "et_Print" }) do
	local earlier = _G[name]
	_G[name] = function(...)
		guard(name, ...)
		if earlier then return earlier(...) end
	end
end
