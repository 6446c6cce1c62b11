//! Moved zones in files of every style.

use super::*;
use crate::et::config::Sources;

fn cylinder(name: &str, x: f64, radius: f64) -> Zone {
    Zone {
        name: name.to_owned(),
        body: Body::Cylinder { center: [x, 0.0], radius, z_min: None, z_max: None },
        guess: false,
    }
}

/// The configuration with the map files of a folder.
fn config(folder: &Path, league: Option<&str>, file: Option<&str>) -> Config {
    let read = |text: &str| Document::parse("f.yaml", text.as_bytes()).unwrap();
    let map = fs::read_to_string(folder.join("radar.yaml")).ok();
    let maps: Vec<(String, Document)> = map.iter().map(|text| ("radar".to_owned(), read(text))).collect();
    let (league, file) = (league.map(read), file.map(read));
    Config::load(Sources { league: league.as_ref(), maps: &maps, file: file.as_ref(), ..Sources::default() }).unwrap()
}

/// Puts a zone into a file and gives what that then holds.
fn saved(old: &str, index: usize, zone: &Zone) -> Result<String, String> {
    changed(old, Change::Put(index, zone))
}

/// Changes a file and gives what it then holds.
fn changed(old: &str, done: Change<'_>) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("radar.yaml"), old).unwrap();
    let config = config(folder.path(), None, None);
    let result = save_zone(&config, folder.path(), "Radar", ZoneList::Objective, done);
    let text = fs::read_to_string(folder.path().join("radar.yaml")).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    match result {
        Ok(path) => {
            assert_eq!(path, folder.path().join("radar.yaml"));
            Ok(text)
        }
        Err(err) => {
            assert_eq!(text, old, "an error changes nothing");
            Err(err.to_string())
        }
    }
}

#[test]
fn only_what_changed_is_written_over() {
    let old = "# my map\nname: radar   # kept\nobjective_zones: # the work\n  # by the wall\n  - {name: gun, center: [10, 0], radius: 300}   # guess\n  \
               - name: flag # hoist\n    center: [20,\n      0]  # far\n    # how far\n    radius: 5\ntrade_dist:   700\n";
    let moved = saved(old, 0, &cylinder("gun", 15.5, 300.0)).unwrap();
    assert_eq!(moved, old.replace("[10, 0]", "[15.5, 0]"));
    let resized = saved(old, 1, &cylinder("flag", 20.0, 7.0)).unwrap();
    assert_eq!(resized, old.replace("radius: 5\n", "radius: 7\n"));
    let added = saved(old, 2, &cylinder("new: one", 1.0, 2.0)).unwrap();
    assert_eq!(added, old.replace("radius: 5\n", "radius: 5\n  - {name: \"new: one\", center: [1, 0], radius: 2}\n"));
    let mut low = cylinder("flag", 20.0, 5.0);
    low.body = Body::Cylinder { center: [20.0, 0.0], radius: 5.0, z_min: Some(-3.0), z_max: None };
    assert_eq!(saved(old, 1, &low).unwrap(), old.replace("- name: flag", "- z_min: -3\n    name: flag"));
    let boxed = Zone { name: "gun".into(), body: Body::Box { min: [0.0; 3], max: [1.0; 3] }, guess: false };
    assert_eq!(
        saved(old, 0, &boxed).unwrap(),
        old.replace("{name: gun, center: [10, 0], radius: 300}", "{name: gun, min: [0, 0, 0], max: [1, 1, 1]}")
    );
}

#[test]
fn every_style_of_list_can_grow() {
    let zone = cylinder("a", 1.0, 2.0);
    let one = "{name: a, center: [1, 0], radius: 2}";
    for (old, index, want) in [
        ("", 0, format!("objective_zones:\n  - {one}\n")),
        ("# nothing yet", 0, format!("# nothing yet\nobjective_zones:\n  - {one}\n")),
        ("objective_zones: []  # none\nname: x\n", 0, format!("objective_zones:\n  - {one}  # none\nname: x\n")),
        (
            "objective_zones: [{min: [0, 0, 0], max: [1, 1, 1]}]\n",
            1,
            format!("objective_zones: [{{min: [0, 0, 0], max: [1, 1, 1]}}, {one}]\n"),
        ),
        (
            "objective_zones:\n- {min: [0, 0, 0], max: [1, 1, 1]} # é",
            1,
            format!("objective_zones:\n- {{min: [0, 0, 0], max: [1, 1, 1]}} # é\n- {one}"),
        ),
    ] {
        assert_eq!(saved(old, index, &zone).as_deref(), Ok(want.as_str()), "{old:?}");
    }
}

#[test]
fn what_cannot_be_changed_in_place_is_left_alone() {
    let zone = cylinder("a", 1.0, 2.0);
    for (old, index) in [("{name: radar}\n", 0), ("name: radar\n...\n", 0), ("name: radar\n", 1)] {
        assert!(saved(old, index, &zone).is_err(), "{old:?}");
    }
}

#[test]
fn the_zones_of_the_layers_below_come_along_and_those_above_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let maps = folder.path().join("new/maps");
    let league = "maps: {radar: {objective_zones: [{name: l1, center: [1, 0], radius: 1}, {name: l2, center: [2, 0], radius: 2}]}}";
    let save = |config: &Config, map: &str| {
        save_zone(config, &maps, map, ZoneList::Objective, Change::Put(1, &cylinder("l2", 9.0, 2.0)))
    };
    let path = save(&config(&maps, Some(league), None), "radar").unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(
        text,
        "objective_zones:\n  - {name: l1, center: [1, 0], radius: 1}\n  - {name: l2, center: [9, 0], radius: 2}\n"
    );
    let new = config(&maps, Some(league), None).for_map(Some("radar"));
    assert_eq!(new.objective_zones[1], cylinder("l2", 9.0, 2.0));
    let over = config(&maps, None, Some(league));
    assert!(save(&over, "radar").unwrap_err().to_string().contains("f.yaml:1:"));
    // Somebody else changed the file meanwhile.
    let known = config(&maps, Some(league), None);
    fs::write(&path, text.replace("l1", "l0")).unwrap();
    assert!(matches!(save(&known, "radar"), Err(SaveError::Changed(_))));
    for name in ["../radar", ".radar", "a/b", "", "a\\b"] {
        let config = Config::default();
        let result = save_zone(&config, &maps, name, ZoneList::Route, Change::Put(0, &cylinder("a", 1.0, 1.0)));
        assert!(matches!(result, Err(SaveError::Name(_))), "{name:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("maps")).unwrap();
    fs::write(folder.path().join("real.yaml"), "name: radar\n").unwrap();
    fs::set_permissions(folder.path().join("real.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("maps/radar.yaml");
    std::os::unix::fs::symlink(folder.path().join("real.yaml"), &link).unwrap();
    let config = config(&folder.path().join("maps"), None, None);
    let zone = cylinder("a", 1.0, 1.0);
    save_zone(&config, &folder.path().join("maps"), "radar", ZoneList::Route, Change::Put(0, &zone)).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(folder.path().join("real.yaml")).unwrap().contains("route_zones:"));
    assert_eq!(fs::metadata(&link).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_guess_is_said_in_the_file_until_somebody_measured_it() {
    let guessed = Zone { guess: true, ..cylinder("gun", 10.0, 500.0) };
    let text = saved("", 0, &guessed).unwrap();
    assert_eq!(text, "objective_zones:\n  - {name: gun, center: [10, 0], radius: 500, guess: true}\n");
    let moved = Zone { guess: true, ..cylinder("gun", 20.0, 500.0) };
    assert_eq!(saved(&text, 0, &moved).unwrap(), text.replace("[10, 0]", "[20, 0]"));
    let measured = saved(&text, 0, &cylinder("gun", 10.0, 260.0)).unwrap();
    assert_eq!(measured, text.replace("500", "260").replace("true", "false"));
}

#[test]
fn a_zone_of_the_file_goes_and_everything_else_stays() {
    let old = "# mine\nobjective_zones:\n  - {name: a, center: [1, 0], radius: 1}  # first\n  - name: b\n    center: [2, 0]\n    \
               radius: 2\n  # about c\n  - {name: c, center: [3, 0], radius: 3}\ntrade_dist: 700\n";
    let gone = |index| changed(old, Change::Remove(index)).unwrap();
    assert_eq!(gone(0), old.replace("  - {name: a, center: [1, 0], radius: 1}  # first\n", ""));
    assert_eq!(gone(1), old.replace("  - name: b\n    center: [2, 0]\n    radius: 2\n", ""));
    assert_eq!(gone(2), old.replace("  - {name: c, center: [3, 0], radius: 3}\n", ""));
    assert!(changed(old, Change::Remove(3)).unwrap_err().contains("has changed since"));
    let last = "objective_zones: [{name: a, center: [1, 0], radius: 1}, {name: b, center: [2, 0], radius: 2}]";
    assert_eq!(changed(last, Change::Remove(1)).unwrap(), "objective_zones: [{name: a, center: [1, 0], radius: 1}]");
    assert_eq!(changed(last, Change::Remove(0)).unwrap(), "objective_zones: [{name: b, center: [2, 0], radius: 2}]");
    for only in [
        "objective_zones:\n  - {center: [1, 0], radius: 1}\ntrade_dist: 700\n",
        "objective_zones: [{center: [1, 0], radius: 1}]\ntrade_dist: 700\n",
        "objective_zones:\n- center: [1, 0]\n  radius: 1  # c\ntrade_dist: 700\n",
    ] {
        let left = changed(only, Change::Remove(0));
        assert_eq!(left.as_deref(), Ok("objective_zones: []\ntrade_dist: 700\n"), "{only:?}");
    }
    let foreign = changed("trade_dist: 700\n", Change::Remove(0));
    assert!(foreign.is_err(), "there is none");
}

#[test]
fn a_zone_that_the_program_knows_cannot_be_removed() {
    let folder = tempfile::tempdir().unwrap();
    let removed = save_zone(&Config::default(), folder.path(), "towpath", ZoneList::Objective, Change::Remove(0));
    assert!(matches!(removed, Err(SaveError::Foreign(..))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
