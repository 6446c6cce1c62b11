//! A season under Apache Spark: the script that the page on scripting shows, run where PySpark and Java are installed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const COUNT: &str = "
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
for table in sys.argv[2:]:
    rows = spark.read.parquet(sys.argv[1] + '/' + table)
    maps = ' '.join(sorted(row['map'] for row in rows.select('map').distinct().collect()))
    print(table, rows.count(), maps)
";

fn python() -> String {
    std::env::var("FILMROOM_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn works(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn filmroom(args: &[&str]) {
    let status = Command::new(env!("CARGO_BIN_EXE_filmroom")).args(args).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{args:?}");
}

#[test]
fn a_season_under_spark_has_the_rows_that_analyze_writes() {
    if !works(Command::new(python()).args(["-c", "import pyspark"])) || !works(Command::new("java").arg("-version")) {
        return skip::skipped("PySpark (FILMROOM_TEST_PYTHON names another interpreter) and Java");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for round in ["1", "2", "3"] {
        let place = path(&format!("season/r{round}"));
        filmroom(&["demo", "--generate", "--seed", round, "--minutes", "2", "--write", &place]);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/spark/season.py");
    let output = Command::new(python())
        .arg(script)
        .args([&path("season"), &path("tables"), "--filmroom", env!("CARGO_BIN_EXE_filmroom"), "--slices", "2"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    filmroom(&["analyze", &path("season"), "--out", &path("results")]);
    let tables = ["trade_events", "player_metrics", "occupancy"];
    let counted = Command::new(python()).args(["-c", COUNT, &path("tables")]).args(tables).output().unwrap();
    let counted = String::from_utf8(counted.stdout).unwrap();
    for table in tables {
        let rows = fs::read_to_string(path(&format!("results/{table}.jsonl"))).unwrap().lines().count();
        assert!(rows > 0 && counted.contains(&format!("{table} {rows} towpath")), "{table} {rows}\n{counted}");
    }
}
