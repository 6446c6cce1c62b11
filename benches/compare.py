#!/usr/bin/env python3
"""Times filmroom against other tools on one file of telemetry rows: open, count, filter, group, last row.

  filmroom rows generate --rows 12400 --events 595 --out run.ndjson
  python3 benches/compare.py run.ndjson [--filmroom target/release/filmroom] [--python venv/bin/python]

Every figure is the best of --runs, the file warm, each tool started anew and told what a user would tell it. A tool that
is not installed, fails, or takes longer than --patience is listed as such. Only the standard library is needed here;
DuckDB, polars, pandas and visidata are looked for in --python.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time

TASKS = ["open", "count", "filter", "group", "last row"]

SCHEMA = (
    "{context: 'STRUCT(scenario_id VARCHAR, sim_index BIGINT)',"
    " engine_outcome: 'STRUCT(result VARCHAR, time_s DOUBLE)'}"
)

DUCKDB = {
    "open": "select context.sim_index from t limit 1",
    "count": "select count(*) from t",
    "filter": "select count(*) from t where engine_outcome.result = 'timeout' and engine_outcome.time_s > 10",
    "group": "select context.scenario_id, count(*), avg(engine_outcome.time_s) from t group by 1",
    "last row": "select last(context.sim_index) from t",
}

POLARS = {
    "open": "t.head(1).collect()",
    "count": "t.select(pl.len()).collect()",
    "filter": "t.filter((o.struct.field('result') == 'timeout') & (o.struct.field('time_s') > 10)).select(pl.len()).collect()",
    "group": "t.group_by(c.struct.field('scenario_id')).agg(pl.len(), o.struct.field('time_s').mean()).collect()",
    "last row": "t.select(c.struct.field('sim_index')).tail(1).collect()",
}

PANDAS = {
    "open": "next(pd.read_json(f, lines=True, chunksize=1))",
    "count": "len(pd.read_json(f, lines=True))",
    "filter": "o = pd.json_normalize(pd.read_json(f, lines=True)['engine_outcome']); ((o.result == 'timeout') & (o.time_s > 10)).sum()",
    "group": (
        "t = pd.read_json(f, lines=True); o = pd.json_normalize(t['engine_outcome']);"
        " o.groupby(t['context'].map(lambda c: c['scenario_id'])).time_s.agg(['count', 'mean'])"
    ),
    "last row": "pd.read_json(f, lines=True).iloc[-1]",
}

JQ = {
    "open": ["-nc", "input | .context.sim_index"],
    "count": ["-n", "reduce inputs as $r (0; . + 1)"],
    "filter": [
        "-n",
        'reduce (inputs | .engine_outcome | select(.result == "timeout" and .time_s > 10)) as $r (0; . + 1)',
    ],
    "group": [
        "-nc",
        "reduce inputs as $r ({}; .[$r.context.scenario_id] |= [.[0] + 1, .[1] + $r.engine_outcome.time_s])",
    ],
    "last row": ["-nc", "last(inputs) | .context.sim_index"],
}


def batch(command, patience):
    """Seconds that a command takes; a sentence when it does not end well."""
    since = time.perf_counter()
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=patience
        )
    except subprocess.TimeoutExpired:
        return f"over {patience:.0f} s"
    took = time.perf_counter() - since
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        return "fails: " + (said[-1][:60] if said else str(done.returncode))
    return took


def shown(command, text, patience):
    """Seconds until a program in a terminal shows a text."""
    since = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="120", LINES="36")
        # A terminal of no size shows nothing.
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        os.execvp(command[0], command)
    seen, result = b"", f"over {patience:.0f} s"
    while time.perf_counter() - since < patience:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if not ready:
            continue
        try:
            seen += os.read(terminal, 65536)
        except OSError:
            result = "fails: it ended"
            break
        if b"\x1b[6n" in seen[-64:]:
            os.write(terminal, b"\x1b[1;1R")
        if text in seen:
            result = time.perf_counter() - since
            break
    os.kill(child, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(child, 0)
    return result


def commands(args):
    """Tool, task, and how it is timed."""
    file, rows = args.file, args.rows
    filmroom = [args.filmroom, "rows"]
    yield "filmroom", "open", lambda: shown(filmroom + [file], b"team_a", args.patience)
    where = "result == timeout && time_s > 10"
    yield "filmroom", "count", lambda: batch(filmroom + ["summary", file], args.patience)
    yield "filmroom", "filter", lambda: batch(filmroom + [file, "--filter", where, "--format", "csv"], args.patience)
    yield "filmroom", "group", lambda: batch(filmroom + ["summary", file, "--by", "scenario"], args.patience)
    last = f"row == {rows - 1}"
    yield "filmroom", "last row", lambda: batch(filmroom + [file, "--filter", last, "--format", "jsonl"], args.patience)
    if shutil.which("jq"):
        for task in TASKS:
            yield "jq", task, lambda task=task: batch(["jq"] + JQ[task] + [file], args.patience)

    def python(module):
        return subprocess.run([args.python, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0

    if python("duckdb"):
        for name, options in [("duckdb (schema)", f", columns={SCHEMA}"), ("duckdb (guess)", "")]:
            table = f"read_json({json.dumps(file)!s}, format='newline_delimited'{options})".replace('"', "'")
            for task in TASKS:
                code = f"import duckdb; duckdb.sql({DUCKDB[task].replace('from t', 'from ' + table)!r}).fetchall()"
                yield name, task, lambda code=code: batch([args.python, "-c", code], args.patience)
    if python("polars"):
        for task in TASKS:
            code = f"import polars as pl; t = pl.scan_ndjson({file!r}); c, o = pl.col('context'), pl.col('engine_outcome'); {POLARS[task]}"
            yield "polars", task, lambda code=code: batch([args.python, "-c", code], args.patience)
    if python("pandas"):
        for task in TASKS:
            code = f"import pandas as pd; f = {file!r}; {PANDAS[task]}"
            yield "pandas", task, lambda code=code: batch([args.python, "-c", code], args.patience)
    if python("visidata"):
        vd = [args.python, "-m", "visidata", "-f", "jsonl"]
        yield "visidata", "open", lambda: shown(vd + [file], b"telemetry_v1", args.patience)
        yield "visidata", "count", lambda: batch(vd + ["-b", file, "-o", os.devnull, "--save-filetype", "tsv"], args.patience)
    if shutil.which("lnav"):
        yield "lnav", "open", lambda: shown(["lnav", file], b"telemetry_v1", args.patience)
        yield "lnav", "count", lambda: batch(["lnav", "-n", "-c", ":goto 100%", file], args.patience)
    if shutil.which("jless"):
        yield "jless", "open", lambda: shown(["jless", "--mode", "line", file], b"telemetry_v1", args.patience)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--filmroom", default="target/release/filmroom")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--patience", type=float, default=120.0)
    args = parser.parse_args()
    with open(args.file, "rb") as file:
        args.rows = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
    print(f"{args.file}: {os.path.getsize(args.file) / 1e6:.0f} MB, {args.rows} rows; best of {args.runs}, in seconds")
    table = {}
    for tool, task, run in commands(args):
        results = []
        for _ in range(args.runs):
            results.append(run())
            # What fails or is slow is not tried again.
            if isinstance(results[-1], str) or results[-1] > args.patience / 4:
                break
        times = [result for result in results if not isinstance(result, str)]
        table.setdefault(tool, {})[task] = min(times) if times else results[-1]
    own = table["filmroom"]
    print(f"{'tool':<16}" + "".join(f"{task:>22}" for task in TASKS))
    for tool, results in table.items():
        cells = []
        for task in TASKS:
            result = results.get(task, "-")
            if isinstance(result, float) and isinstance(own.get(task), float):
                ratio = "" if tool == "filmroom" else f" ({result / own[task]:.1f}x)"
                result = f"{result:.3f}{ratio}"
            cells.append(f"{result:>22}"[:40])
        print(f"{tool:<16}" + "".join(cells))


if __name__ == "__main__":
    main()
