//! What is written about the program is what it does: keys, commands and samples in the README and the assets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::ui::action;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const BEGIN: &str = "<!-- keys:begin, written from the table of actions -->\n";
const END: &str = "<!-- keys:end -->";

fn readme_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

fn readme() -> String {
    std::fs::read_to_string(readme_path()).unwrap()
}

/// To write the table anew: `FILMROOM_UPDATE_README=1 cargo test --test drift`.
#[test]
fn the_readme_lists_every_key() {
    let text = readme();
    let from = text.find(BEGIN).unwrap() + BEGIN.len();
    let to = text.find(END).unwrap();
    let table = action::markdown();
    if std::env::var_os("FILMROOM_UPDATE_README").is_some() {
        let new = format!("{}{}\n{}", &text[..from], table, &text[to..]);
        std::fs::write(readme_path(), new).unwrap();
        return;
    }
    assert_eq!(text[from..to].trim(), table.trim(), "the key table in the README is out of date");
}

/// Every `filmroom ...` in back quotes or code blocks of a text.
fn commands(text: &str) -> Vec<Vec<String>> {
    text.split(['`', '\n'])
        .map(str::trim)
        .filter_map(|piece| piece.strip_prefix("filmroom "))
        .map(|rest| {
            rest.split_whitespace().take_while(|w| *w != ">" && *w != "|" && *w != "#").map(str::to_owned).collect()
        })
        .collect()
}

fn help(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_filmroom")).args(args).arg("--help").output().unwrap();
    assert!(out.status.success(), "{args:?} has no help");
    String::from_utf8(out.stdout).unwrap()
}

#[test]
fn every_command_and_flag_of_the_readme_exists() {
    let known: BTreeSet<String> = help(&[])
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    assert!(known.contains("analyze"), "the commands were read from the help: {known:?}");
    let all = commands(&readme());
    assert!(all.len() > 4, "the README names commands");
    for words in all {
        let path: Vec<&str> =
            words.iter().map(String::as_str).take_while(|w| known.contains(*w) || *w == "export").collect();
        let help = help(&path);
        for flag in words.iter().filter(|w| w.starts_with("--")) {
            assert!(
                help.contains(flag.as_str()),
                "`filmroom {}`: {flag} is not in the help of {path:?}",
                words.join(" ")
            );
        }
    }
}

#[test]
fn the_sample_configuration_of_the_readme_loads() {
    let text = readme();
    let sample = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.yaml");
    let run = |yaml: &str| {
        std::fs::write(&file, yaml).unwrap();
        let out = dir.path().join("out");
        let demo = dir.path().join("demo");
        let bin = || Command::new(env!("CARGO_BIN_EXE_filmroom"));
        assert!(bin().args(["demo", "--write"]).arg(&demo).output().unwrap().status.success());
        bin().arg("analyze").arg(&demo).arg("--out").arg(&out).arg("--config").arg(&file).output().unwrap()
    };
    let good = run(sample);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    let bad = run(&sample.replace("trade_dist: 750", "trade_dits: 750"));
    let said = String::from_utf8_lossy(&bad.stderr).into_owned();
    assert_eq!(bad.status.code(), Some(2), "{said}");
    assert!(said.contains("config.yaml:1") && said.contains("trade_dist"), "{said}");
}

/// Sentences of the screens name actions whose keys stand there instead: `<undo>`.
#[test]
fn every_action_that_a_sentence_of_the_screens_names_exists() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"), &mut files);
    let (mut named, mut unknown) = (0, Vec::new());
    for file in files.iter().filter(|file| !file.components().any(|part| part.as_os_str() == "tests")) {
        let text = std::fs::read_to_string(file).unwrap();
        let is_text = |line: &&str| line.contains('"') && !line.trim_start().starts_with("//");
        for line in text.split("mod tests {").next().unwrap().lines().filter(is_text) {
            for name in line.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(name, _)| name) {
                // Types have angles too.
                if !["", "str", "usize", "char"].contains(&name)
                    && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
                {
                    named += 1;
                    unknown.extend(
                        action::Action::named(name).is_none().then(|| format!("<{name}> in {}", file.display())),
                    );
                }
            }
        }
    }
    assert!(named > 50 && unknown.is_empty(), "{named} names, unknown: {unknown:?}");
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, files),
            false => files.extend(path.extension().is_some_and(|end| end == "rs").then_some(path)),
        }
    }
}
