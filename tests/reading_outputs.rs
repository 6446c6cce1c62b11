//! The examples of `assets/docs/reading-outputs.md`, run as they stand there. Python and its packages are the reader's, not
//! ours: where one is not installed its example is skipped, and the test says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "support/skip.rs"]
mod skip;

use std::path::Path;
use std::process::{Command, Output, Stdio};

const PAGE: &str = include_str!("../assets/docs/reading-outputs.md");

/// The Python blocks of the page with the heading above each.
fn examples() -> Vec<(String, String)> {
    let (mut out, mut heading, mut block) = (Vec::new(), String::new(), None::<String>);
    for line in PAGE.lines() {
        match (&mut block, line) {
            (None, "```python") => block = Some(String::new()),
            (None, _) => {
                if let Some(text) = line.strip_prefix("## ") {
                    heading = text.to_lowercase();
                }
            }
            (Some(_), "```") => out.push((heading.clone(), block.take().unwrap())),
            (Some(code), _) => *code += &format!("{line}\n"),
        }
    }
    out
}

/// `FILMROOM_TEST_PYTHON` names another interpreter, such as that of a virtual environment.
fn python(code: &str, folder: &Path) -> Option<Output> {
    let python = std::env::var("FILMROOM_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    Command::new(python).args(["-c", code]).current_dir(folder).stdin(Stdio::null()).output().ok()
}

fn filmroom(folder: &Path, args: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_filmroom"));
    let output = command.args(args).current_dir(folder).env("XDG_CONFIG_HOME", folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn results() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let generate = ["demo", "--generate", "--seed", "3", "--rounds", "2", "--minutes", "4", "--write", "rounds"];
    filmroom(folder.path(), &generate);
    for format in ["jsonl", "csv"] {
        filmroom(folder.path(), &["analyze", "rounds/", "--out", "results/", "--format", format]);
    }
    folder
}

#[test]
fn every_example_of_the_page_runs() {
    let examples = examples();
    let names: Vec<&str> = examples.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["pandas", "polars", "duckdb"]);
    let folder = results();
    for (package, code) in examples {
        let has = python(&format!("import {package}"), folder.path()).is_some_and(|output| output.status.success());
        if !has {
            skip::skipped(&format!("python3 with {package}"));
            continue;
        }
        let output = python(&code, folder.path()).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !output.stdout.is_empty(), "{package}:\n{said}");
        assert!(!said.contains("Warning"), "{package}:\n{said}");
    }
}

/// §7: the outputs parse in Python, with nothing but what comes with it.
#[test]
fn every_output_parses_in_plain_python() {
    let folder = results();
    let code = r#"
import csv, glob, json
files = sorted(glob.glob("results/*"))
assert len(files) == 17, files
head = ["schema_version", "score_model_version", "config_hash", "round_id", "map"]
for name in files:
    with open(name, newline="", encoding="utf-8") as file:
        if name.endswith(".csv"):
            reader = csv.DictReader(file)
            rows = list(reader)
            assert reader.fieldnames[:5] == head, name
            assert all(None not in row and None not in row.values() for row in rows), name
        else:
            rows = [json.loads(line) for line in file]
            assert all(list(row)[:5] == head for row in rows), name
    print(name, len(rows))
"#;
    let Some(output) = python(code, folder.path()) else {
        return skip::skipped("python3");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
