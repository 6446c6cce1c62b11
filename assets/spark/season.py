#!/usr/bin/env python3
"""Analyses a season of rounds under Apache Spark, and writes each table partitioned by map and configuration.

  spark-submit assets/spark/season.py ROUNDS OUT [--filmroom PROGRAM] [--slices N] [--set KEY=VALUE ...]

ROUNDS is a text file with a round's folder or file a line, or a folder whose sub-folders are rounds. Every worker needs the
program and must see the rounds under the same paths: a shared disk, or copies. OUT receives a folder a table:
OUT/trade_events/map=supply/config_hash=.../part-*.parquet. Rows with different configurations are never mixed.

Each task runs `filmroom analyze --list - --out - --threads 1` on its share of the rounds; Spark sees to the rest.
"""

import argparse
import os
import subprocess
import sys

from pyspark import StorageLevel
from pyspark.sql import SparkSession
from pyspark.sql.functions import col


def rounds_of(place):
    """The paths of the rounds: a line each of a file, or the sub-folders of a folder."""
    if os.path.isdir(place):
        inside = sorted(os.path.join(place, name) for name in os.listdir(place))
        folders = [path for path in inside if os.path.isdir(path)]
        return [os.path.abspath(path) for path in folders] or [os.path.abspath(place)]
    with open(place, encoding="utf-8", errors="surrogateescape") as lines:
        return [line.rstrip("\r\n") for line in lines if line.strip()]


def analysed(command):
    """A task: its share of the paths through one process. What was wrong is on the worker's standard error."""

    def run(paths):
        share = list(paths)
        if not share:
            return
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # The program reads the whole list before it writes its first line.
        child.stdin.write("".join(path + "\n" for path in share).encode("utf-8", "surrogateescape"))
        child.stdin.close()
        for line in child.stdout:
            yield line.decode("utf-8")
        # 1: some or all of this share could not be read, which standard error names. The rest is there.
        if child.wait() not in (0, 1):
            raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")

    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds")
    parser.add_argument("out")
    parser.add_argument("--filmroom", default="filmroom", help="the program, as the workers find it")
    parser.add_argument("--slices", type=int, help="tasks; without it four for each core there is")
    parser.add_argument("--config", help="a configuration file, as the workers find it")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    args = parser.parse_args()

    command = [args.filmroom, "analyze", "--list", "-", "--out", "-", "--threads", "1"]
    command += ["--config", args.config] if args.config else []
    command += [word for value in args.set for word in ("--set", value)]

    spark = SparkSession.builder.appName("filmroom season").getOrCreate()
    paths = rounds_of(args.rounds)
    slices = min(args.slices or 4 * spark.sparkContext.defaultParallelism, len(paths)) or 1
    lines = spark.sparkContext.parallelize(paths, slices).mapPartitions(analysed(command))
    # Each table is read out of the same lines: without this every one would analyse the season anew.
    lines.persist(StorageLevel.DISK_ONLY)
    # Counted here, as counting the rows behind each table would read it once more.
    tables = lines.map(lambda line: line.split('"', 4)[3]).countByValue()
    if not tables:
        sys.exit("nothing could be read: see the workers' standard error")
    for table in sorted(tables):
        start = '{"table":"' + table + '"'
        rows = spark.read.json(lines.filter(lambda line, start=start: line.startswith(start))).drop("table")
        # A column that is nothing but null has no type that Parquet knows.
        rows = rows.select([col(name) for name, kind in rows.dtypes if kind != "void"])
        keys = [key for key in ("map", "config_hash") if key in rows.columns]
        rows.write.mode("overwrite").partitionBy(*keys).parquet(os.path.join(args.out, table))
        print(f"{table}: {tables[table]} rows")
    spark.stop()


if __name__ == "__main__":
    main()
