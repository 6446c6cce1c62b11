//! Tells the program its version: the package's, and in optimised builds the commit it was made of.
//!
//! A debug build does not name the commit: cargo would compile everything anew after each one. `FILMROOM_COMMIT` (for
//! packagers, whose archives know their commit and hold no repository) wins over what is found, in every build.

#[path = "build/commit.rs"]
mod commit;

use std::env;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/commit.rs");
    println!("cargo::rerun-if-env-changed=FILMROOM_COMMIT");
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let told = env::var("FILMROOM_COMMIT").ok().filter(|told| !told.is_empty());
    let words = match told.or_else(found) {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo::rustc-env=FILMROOM_VERSION={words}");
}

/// The commit of the sources, in optimised builds. Cargo runs this again when one of the files that tell it changes.
fn found() -> Option<String> {
    if env::var("PROFILE").as_deref() != Ok("release") {
        return None;
    }
    // Cargo runs build scripts in the package's own folder.
    let commit = commit::of(Path::new("."))?;
    for path in &commit.told_by {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    Some(commit.hash)
}
