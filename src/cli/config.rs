//! `filmroom config`: what is in force and who says so, what is wrong in a file, and the shape of a file as a schema.

use super::args::{CheckConfig, Common, Show};
use super::preferences::{self, Preferences};
use super::settings::ETMAIN;
use super::{Outcome, settings};
use crate::config::{Document, Mistakes};
use crate::et::config::{Config, Sources, check_map, is_map_file, map_schema, settings_schema};
use crate::et::places::Atlas;
use crate::sc2::rush::Rules;
use color_eyre::Result;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::Path;

/// `filmroom config show`.
pub(super) fn show(common: &Common, args: &Show, out: &mut dyn Write) -> Result<Outcome> {
    let settings = settings::load(common)?;
    for file in &settings.files {
        writeln!(out, "# read {}", crate::film::clean_text(&file.display().to_string()))?;
    }
    write!(out, "{}", settings.configs.et.to_yaml(args.map.as_deref()))?;
    write!(out, "{}", settings.configs.rush.to_yaml())?;
    Ok(Outcome::Done)
}

/// `filmroom config check`.
pub(super) fn check(args: &CheckConfig, out: &mut dyn Write) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for path in &args.files {
        match mistakes(path) {
            Ok(what) => writeln!(out, "{}: ok, {what}", crate::film::clean_text(&path.display().to_string()))?,
            Err(wrong) => {
                outcome = Outcome::Problems;
                writeln!(out, "{wrong}")?;
            }
        }
    }
    Ok(outcome)
}

/// What is wrong in a file and in the league's file it names; in words what it is when nothing is wrong.
fn mistakes(path: &Path) -> Result<String, String> {
    let document = read(path)?;
    if is_map_file(&document) {
        return check_map(&document).into_result("a map's own file".to_owned()).map_err(|wrong| wrong.to_string());
    }
    let mut wrong = Mistakes::default();
    let mut preferences = Preferences::default();
    preferences.read(&document, &mut wrong);
    if let Some(keys) = document.section("keys") {
        preferences.wrong_keys().iter().for_each(|why| wrong.add(&keys.origin, why));
    }
    let etmain = settings::etmain_of(&document, path, &mut wrong);
    if let (Some(Err(why)), Some(node)) = (etmain.map(|folder| Atlas::open(&folder)), document.section(ETMAIN)) {
        wrong.add(&node.origin, format!("{ETMAIN}: {why}"));
    }
    let league = settings::league_of(&document, path, &mut wrong);
    let league = league.as_deref().map(read).transpose()?;
    let foreign = settings::foreign();
    let sources = Sources { league: league.as_ref(), file: Some(&document), foreign: &foreign, ..Sources::default() };
    let layers: Vec<&Document> = league.iter().chain([&document]).collect();
    if let Err(mut all) = Rules::load(&layers) {
        wrong.0.append(&mut all.0);
    }
    match Config::load(sources) {
        Ok(config) => wrong.into_result(format!("hash {}", config.hash())).map_err(|wrong| wrong.to_string()),
        Err(mut all) => {
            all.0.append(&mut wrong.0);
            Err(all.to_string())
        }
    }
}

fn read(path: &Path) -> Result<Document, String> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|err| format!("{}: cannot be read: {err}", crate::film::clean_text(&name)))?;
    Document::parse(&name, &bytes).map_err(|wrong| wrong.to_string())
}

/// `filmroom config schema`.
pub(super) fn schema(out: &mut dyn Write) -> Result<Outcome> {
    serde_json::to_writer_pretty(&mut *out, &whole_schema())?;
    writeln!(out)?;
    Ok(Outcome::Done)
}

/// The schema of the user's file; `$defs/map_file` is that of a map's own file.
fn whole_schema() -> serde_json::Value {
    let mut members = settings_schema();
    let map = json!({"$ref": "#/$defs/map"});
    members.insert("maps".into(), json!({"type": ["object", "null"], "additionalProperties": map}));
    members.insert(
        settings::LEAGUE.into(),
        json!({"type": "string", "description": "The league's file, told from the folder of this one."}),
    );
    members.insert(
        ETMAIN.into(),
        json!({"type": "string", "description": "The folder etmain of an installation, told from the folder of this file."}),
    );
    members.insert(Rules::SECTION.into(), Rules::schema());
    members.extend(preferences::schema());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "filmroom configuration",
        "type": ["object", "null"],
        "properties": members,
        "additionalProperties": false,
        "$defs": {"map": map_schema(false), "map_file": map_schema(true)},
    })
}
