//! What the program says about itself: version and commit, and how the commit is found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, unreachable_pub)]

#[allow(dead_code)] // its main is for cargo
#[path = "../build.rs"]
mod build;

use std::fs;
use std::path::Path;
use std::process::Command;

const HASH: &str = "0123456789abcdef0123456789abcdef01234567";
const OTHER: &str = "fedcba9876543210fedcba9876543210fedcba98";

fn put(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn the_commit_is_found_in_every_kind_of_checkout() {
    let packed = format!("# pack-refs with: peeled\n{OTHER} refs/heads/other\n{HASH} refs/heads/main\n^{OTHER}\n");
    let head = ("ref: refs/heads/main\n", "refs/heads/main");
    let cases: [(&str, &[(&str, &str)]); 5] = [
        ("a branch", &[(".git/HEAD", head.0), (".git/refs/heads/main", HASH)]),
        ("a packed branch", &[(".git/HEAD", head.0), (".git/packed-refs", &packed)]),
        ("a commit", &[(".git/HEAD", HASH)]),
        (
            "another work tree",
            &[
                (".git", "gitdir: home/worktrees/w\n"),
                ("home/worktrees/w/HEAD", head.0),
                ("home/worktrees/w/commondir", "../..\n"),
                ("home/refs/heads/main", HASH),
            ],
        ),
        (
            "a package",
            &[(".cargo_vcs_info.json", "{\n \"git\": {\n \"sha1\": \"0123456789abcdef0123456789abcdef01234567\"\n }}")],
        ),
    ];
    for (what, files) in cases {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), files);
        let found = build::commit(folder.path()).unwrap_or_else(|| panic!("{what}: nothing found"));
        assert_eq!(found.hash, "0123456789ab", "{what}");
        assert!(!found.told_by.is_empty() && found.told_by.iter().all(|path| path.is_file()), "{what}: {found:?}");
    }
}

#[test]
fn without_a_repository_of_its_own_there_is_no_commit() {
    let above = tempfile::tempdir().unwrap();
    let archive = above.path().join("filmroom-0.1.0");
    // The archive was unpacked somewhere in another project.
    put(above.path(), &[(".git/HEAD", HASH), ("filmroom-0.1.0/Cargo.toml", "")]);
    assert_eq!(build::commit(&archive), None);
    for broken in ["", "ref: refs/heads/gone", "ref: ", "0123", "gitdir: x", "zz23456789abcdef0123456789abcdef01234567"]
    {
        put(&archive, &[(".git/HEAD", broken)]);
        assert_eq!(build::commit(&archive), None, "{broken:?}");
    }
}

#[test]
fn the_version_names_the_commit_of_an_optimised_build() {
    let output = Command::new(env!("CARGO_BIN_EXE_filmroom")).arg("--version").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let plain = concat!("filmroom ", env!("CARGO_PKG_VERSION"));
    assert!(output.status.success() && said.starts_with(plain), "{said}");
    let told = option_env!("FILMROOM_COMMIT").map(str::to_owned).filter(|told| !told.is_empty());
    let here = build::commit(Path::new(env!("CARGO_MANIFEST_DIR"))).map(|commit| commit.hash);
    let named = told.or(here.filter(|_| !cfg!(debug_assertions)));
    let wanted = named.map_or_else(|| format!("{plain}\n"), |commit| format!("{plain} ({commit})\n"));
    assert_eq!(said, wanted);
}

/// `1.90` as numbers.
fn release(text: &str) -> (u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap_or(0))
}

#[test]
fn no_dependency_asks_for_a_newer_compiler_than_the_package_states() {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--offline", "--locked", "--manifest-path"]).arg(manifest);
    let output = command.output().unwrap();
    if !output.status.success() {
        return; // without the registry's copies, as for other platforms, nobody can tell
    }
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = told["packages"].as_array().unwrap();
    let own = release(env!("CARGO_PKG_RUST_VERSION"));
    assert!(packages.len() > 100, "the dependencies were listed");
    for package in packages {
        let asks = package["rust_version"].as_str().map_or((1, 0), release);
        assert!(asks <= own, "{} {} needs Rust {asks:?}", package["name"], package["version"]);
    }
}
