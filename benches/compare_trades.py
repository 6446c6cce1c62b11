#!/usr/bin/env python3
"""Times `filmroom analyze`, with every analysis it has, against the trade query alone in pandas, polars and DuckDB.

  filmroom demo --generate --seed 5 --players 6 --minutes 20 --hz 10 --write big/
  python3 benches/compare_trades.py big/ [--filmroom target/release/filmroom] [--python venv/bin/python]

The query: for every kill by an enemy, which living team-mates of the victim stood within 800 u by their last sample, at
most 1.5 s old, and which of them killed the killer within 3 s. Each tool reads both files of JSON lines and counts
opportunities and successes, so that it can be seen that they do the same work. DuckDB does it twice: with the types of
the columns told, and with those that it finds. Told are the best of --runs of the whole process, of the query without
starting Python and importing, and the most memory that any of these processes held. A library that is not installed is
listed as such. Only the standard library is needed here, and a system that starts processes as POSIX has it.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

HEAD = """
import sys, time
{imports}
events, snapshots = sys.argv[1:]
since = time.perf_counter()
{body}
print(opportunities, successes, time.perf_counter() - since)
"""

PANDAS = """
e = pd.read_json(events, lines=True, precise_float=True)
s = pd.read_json(snapshots, lines=True, precise_float=True).dropna(subset=["client"])
pos = pd.DataFrame([p if isinstance(p, list) else [None] * 3 for p in s["pos"]], columns=["x", "y", "z"], index=s.index)
s = pd.concat([s[["t", "client", "team", "alive"]], pos], axis=1).sort_values("t", kind="stable")
s["t"] = s["t"].astype(float)
kills = e[(e["type"] == "kill") & (e["killer"] < 64) & (e["killer"] != e["victim"])]
kills = kills[["t", "killer", "victim"]].astype({"t": float, "killer": int, "victim": int})
kills = kills.sort_values("t", kind="stable").reset_index(drop=True)
kills["id"] = kills.index
def last(rows, by):
    return pd.merge_asof(rows, s.assign(seen=s["t"]), on="t", left_by=by, right_by="client",
                         suffixes=("", "_" + by), tolerance=1.5)
k = last(kills, "victim").dropna(subset=["team"])
side = s.groupby("client")["team"].last()
k = k[k["killer"].map(side) != k["team"]]
grid = k[["t", "id", "killer", "victim", "team", "x", "y", "z"]].merge(
    pd.DataFrame({"mate": side.index, "side": side.values}), how="cross")
grid = grid[(grid["side"] == grid["team"]) & (grid["mate"] != grid["victim"])].sort_values("t", kind="stable")
near = pd.merge_asof(grid, s.rename(columns={"x": "mx", "y": "my", "z": "mz", "client": "mate"})[
    ["t", "mate", "alive", "mx", "my", "mz"]], on="t", by="mate", tolerance=1.5)
dist = ((near.x - near.mx) ** 2 + (near.y - near.my) ** 2 + (near.z - near.mz) ** 2) ** 0.5
near = near[near["alive"].eq(True) & (dist <= 800)]
back = near.merge(kills[["t", "killer", "victim"]], left_on=["mate", "killer"], right_on=["killer", "victim"],
                  suffixes=("", "_back"))
back = back[(back["t_back"] >= back["t"]) & (back["t_back"] <= back["t"] + 3)]
opportunities, successes = len(near), len(back)
"""

POLARS = """
e = pl.scan_ndjson(events, infer_schema_length=None)
schema = {"t": pl.Float64, "client": pl.Int64, "team": pl.String, "alive": pl.Boolean, "pos": pl.List(pl.Float64)}
s = pl.scan_ndjson(snapshots, schema=schema).with_columns(
    x=pl.col("pos").list.get(0), y=pl.col("pos").list.get(1), z=pl.col("pos").list.get(2)).drop("pos").collect()
kills = e.filter((pl.col("type") == "kill") & (pl.col("killer") < 64) & (pl.col("killer") != pl.col("victim"))).select(
    pl.col("t").cast(pl.Float64), pl.col("killer").cast(pl.Int64), pl.col("victim").cast(pl.Int64)).collect()
kills = kills.sort("t", maintain_order=True).with_row_index("id")
side = s.group_by("client").agg(pl.col("team").last())
s = s.sort("t", maintain_order=True)
k = kills.join_asof(s, on="t", by_left="victim", by_right="client", tolerance=1.5, check_sortedness=False).drop_nulls("team")
k = k.join(side.rename({"client": "killer", "team": "of_killer"}), on="killer").filter(pl.col("of_killer") != pl.col("team"))
grid = k.select("t", "id", "killer", "victim", "team", "x", "y", "z").join(
    side.rename({"client": "mate"}), on="team").filter(pl.col("mate") != pl.col("victim")).sort("t", maintain_order=True)
mates = s.select("t", pl.col("client").alias("mate"), "alive", mx="x", my="y", mz="z")
near = grid.join_asof(mates, on="t", by="mate", tolerance=1.5, check_sortedness=False).filter(
    pl.col("alive") & (((pl.col("x") - pl.col("mx")) ** 2 + (pl.col("y") - pl.col("my")) ** 2
                        + (pl.col("z") - pl.col("mz")) ** 2).sqrt() <= 800))
answers = kills.select(t_back="t", mate=pl.col("killer"), killer=pl.col("victim"))
back = near.join(answers, on=["mate", "killer"]).filter(
    (pl.col("t_back") >= pl.col("t")) & (pl.col("t_back") <= pl.col("t") + 3))
opportunities, successes = near.height, back.height
"""

DUCKDB_TOLD = """
of_snapshots = ", columns = {t: 'DOUBLE', client: 'BIGINT', team: 'VARCHAR', alive: 'BOOLEAN', pos: 'DOUBLE[]'}"
of_events = ", columns = {t: 'DOUBLE', type: 'VARCHAR', killer: 'BIGINT', victim: 'BIGINT'}"
"""

DUCKDB = """
duckdb.sql(f'''
create table s as select t, client, team, alive, pos[1] x, pos[2] y, pos[3] z
  from read_json('{snapshots}', format = 'newline_delimited'{of_snapshots});
create table kills as select t, killer, victim, row_number() over () id
  from read_json('{events}', format = 'newline_delimited'{of_events})
  where type = 'kill' and killer < 64 and killer <> victim;
create table side as select client, arg_max(team, t) team from s group by client;
create table grid as select k.*, v.x, v.y, v.z, mate.client mate
  from kills k asof join s v on v.client = k.victim and v.t <= k.t
  join side on side.client = k.killer and side.team <> v.team
  join side mate on mate.team = v.team and mate.client <> k.victim
  where v.t >= k.t - 1.5;
create table near as select g.* from grid g asof join s m on m.client = g.mate and m.t <= g.t
  where m.t >= g.t - 1.5 and m.alive and sqrt((g.x - m.x) ** 2 + (g.y - m.y) ** 2 + (g.z - m.z) ** 2) <= 800;
''')
opportunities = duckdb.sql('select count(*) from near').fetchall()[0][0]
successes = duckdb.sql('''select count(*) from near n join kills b
  on b.killer = n.mate and b.victim = n.killer and b.t between n.t and n.t + 3''').fetchall()[0][0]
"""

TOOLS = {
    "pandas": ("import pandas as pd", PANDAS),
    "polars": ("import polars as pl", POLARS),
    "DuckDB, types told": ("import duckdb", DUCKDB_TOLD + DUCKDB),
    "DuckDB": ("import duckdb", "of_snapshots = of_events = ''" + DUCKDB),
}


def run(command):
    """Seconds, most memory in MB, output and errors of a process; output None when it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        places = [(os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)]
        # Started and waited for as directly as can be: what Python does around it would count.
        since = time.perf_counter()
        child = os.posix_spawn(command[0], command, os.environ, file_actions=places)
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - since
        out.seek(0), errors.seek(0)
        texts = out.read().decode(), errors.read().decode()
    memory = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return seconds, memory, texts[0] if status == 0 else None, texts[1]


def best(command, runs):
    """The best of several runs: ((seconds, most memory of any, output), None), or (None, why it failed)."""
    program = shutil.which(command[0])
    if program is None:
        return None, "not found"
    results = []
    for _ in range(runs):
        seconds, memory, out, errors = run([program, *command[1:]])
        if out is None:
            last = errors.strip().splitlines()[-1:] or ["failed"]
            return None, last[0]
        results.append((seconds, memory, out))
    seconds, _, out = min(results)
    return (seconds, max(memory for _, memory, _ in results), out), None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--filmroom", default="target/release/filmroom")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--runs", type=int, default=7)
    args = parser.parse_args()
    find = lambda end: str(next(args.folder.glob(f"*{end}.jsonl")))
    events, snapshots = find("events"), find("snapshots")
    lines = [sum(1 for _ in open(path, "rb")) for path in (events, snapshots)]
    print(f"{lines[0]} events, {lines[1]} snapshots, {os.cpu_count()} cores; best of {args.runs}, files warm")
    with tempfile.TemporaryDirectory() as out:
        command = [args.filmroom, "analyze", str(args.folder), "--out", out]
        ours, why = best(command, args.runs)
    if ours is None:
        sys.exit(f"filmroom: {why}")
    print(f"{'':32} {'process':>9} {'ratio':>7} {'query':>9} {'ratio':>7} {'memory':>8}")
    print(f"{'filmroom, everything':32} {ours[0]:7.4f} s {1:7.1f} {'':9} {'':7} {ours[1]:5.0f} MB")
    for name, (imports, body) in TOOLS.items():
        command = [args.python, "-c", HEAD.format(imports=imports, body=body), events, snapshots]
        result, why = best(command, args.runs)
        if result is None:
            print(f"{name:32} {why}")
            continue
        seconds, memory, out = result
        opportunities, successes, query = out.split()
        query = float(query)
        line = f"{name + ', trades only':32} {seconds:7.4f} s {seconds / ours[0]:7.1f} {query:7.4f} s {query / ours[0]:7.1f}"
        print(f"{line} {memory:5.0f} MB   {opportunities} opportunities, {successes} traded")


main()
