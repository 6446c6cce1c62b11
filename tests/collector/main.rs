//! The collector in a real Lua 5.4, against a double of the game server (see `server`): each fact about the engine that
//! it relies on has a test that is named after it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod clock;
mod facts;
mod files;
mod objectives;
mod people;
mod random;
mod round;
mod server;

use filmroom::film::Progress;
use filmroom::ingest::Source;
use serde_json::Value;
use server::Server;

/// The lines of the files whose names end so, parsed: one that is no JSON fails here.
fn lines(server: &Server, ending: &str) -> Vec<Value> {
    let files = server.files();
    let text = files.iter().filter(|(name, _)| name.ends_with(ending)).map(|(_, text)| text.as_str());
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    text.collect::<String>().lines().map(parse).collect()
}

fn events(server: &Server, kind: &str) -> Vec<Value> {
    lines(server, ".events.jsonl").into_iter().filter(|line| line["type"] == kind).collect()
}

fn samples(server: &Server, client: usize) -> Vec<Value> {
    lines(server, ".snapshots.jsonl").into_iter().filter(|line| line["client"] == client).collect()
}

/// What must hold whatever a test did.
fn assert_harmless(server: &Server) {
    assert_harmless_but(server, |_| false);
}

/// The same, but for problems that may be found in what it writes.
fn assert_harmless_but(server: &Server, may_be: impl Fn(&str) -> bool) {
    let world = server.world.borrow();
    assert!(!world.crashed, "a nil box in a trace crashes the real server");
    assert!(world.returned.is_empty(), "callbacks returned values: {:?}", world.returned);
    let failures: Vec<_> = world.printed.iter().filter(|line| line.contains("fail")).collect();
    assert!(failures.is_empty(), "{failures:?}");
    drop(world);
    let folder = tempfile::tempdir().unwrap();
    server.save(folder.path());
    let of = |(name, _): (String, String)| Source::File(folder.path().join(name));
    let sources: Vec<Source> = server.files().into_iter().map(of).collect();
    let problems = filmroom::et::load(&sources, &Progress::default()).map(|loaded| loaded.problems);
    // Only a file without a line is no recording.
    let fine = || problems.unwrap().kept().iter().all(|problem| may_be(&problem.reason));
    assert!(sources.is_empty() || fine(), "what it writes passes the check");
}
