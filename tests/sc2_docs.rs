//! What assets/docs/rush.md tells bot authors to paste is read without a complaint.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use filmroom::config::Document;
use filmroom::film::{Progress, Time};
use filmroom::ingest::Source;
use filmroom::sc2::log::load;
use filmroom::sc2::rush::{Guard, Rules, RushSettings, judge};
use std::borrow::Cow;

/// The first block of a language in the page.
fn block(language: &str) -> String {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/docs/rush.md")).unwrap();
    let start = page.find(&format!("```{language}\n")).unwrap() + language.len() + 4;
    page[start..].split("```").next().unwrap().to_owned()
}

#[test]
fn the_example_of_live_notes_is_read_whole() {
    let source = Source::Memory { name: "docs".into(), bytes: Cow::Owned(block("json").into_bytes()) };
    let (games, problems) = load(&[source], &RushSettings::default(), &Progress::default()).unwrap();
    assert!(problems.is_empty() && games.len() == 1, "{problems:?}");
    let verdict = judge(&games[0].observations, &Rules::default(), Time::MAX);
    assert_eq!((verdict.is_rushed(), verdict.guard()), (true, Some(Guard::A)));
    assert_eq!(
        games[0].observations.facts.len(),
        12,
        "every line of a fact was understood, and the contact is a Zergling seen"
    );
}

#[test]
fn the_example_of_rules_loads_as_the_defaults_it_shows() {
    let document = Document::parse("assets/docs/rush.md", block("yaml").as_bytes()).unwrap();
    assert_eq!(Rules::load(&[&document]).unwrap().hash(), Rules::default().hash());
}
