//! The configuration in force, layer by layer: the league's file, the user's map files, the user's own file, every `--set`.
//!
//! ```text
//!   --league FILE, or `league: FILE` in the user's file      FILE is told from the folder of that file
//!   filmroom/maps/<map>.yaml       in the user's configuration folder, over what filmroom knows about the map
//!   --config FILE, or filmroom/config.yaml in that folder
//!   --set KEY=VALUE
//!
//!   --etmain DIR, or `etmain: DIR` in the user's file        DIR is told from the folder of that file
//! ```

use super::Usage;
use super::args::Common;
use super::preferences::{self, Preferences};
use crate::config::{Document, Mistakes};
use crate::et::config::{Config, Sources};
use crate::et::places::Atlas;
use crate::sc2::rush::Rules;
use crate::shelf::Configs;
use crate::ui::ConfigPaths;
use color_eyre::Result;
use etcetera::{BaseStrategy, choose_base_strategy};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The key of the user's file that names the league's.
pub(super) const LEAGUE: &str = "league";

/// The key of the user's file that names a game's installation.
pub(super) const ETMAIN: &str = "etmain";

/// What was read.
#[derive(Debug)]
pub(super) struct Settings {
    /// What the analysis reads.
    pub(super) configs: Configs,
    /// What the app reads.
    pub(super) preferences: Preferences,
    /// The files that were read, in the order of their layers.
    pub(super) files: Vec<PathBuf>,
    /// The user's own file, whether it is there yet or not, and the folder of map files.
    pub(super) paths: Option<ConfigPaths>,
}

/// Reads the configuration.
///
/// # Errors
/// A file cannot be read, or anything in it or in a flag is wrong: all mistakes, with line and nearest key.
pub(super) fn load(common: &Common) -> Result<Settings> {
    let folder = own_folder();
    let usual = folder.as_ref().map(|folder| folder.join("config.yaml"));
    let paths = common.config.clone().or_else(|| usual.clone());
    let paths = paths.map(|own| ConfigPaths { own, maps: folder.map(|folder| folder.join("maps")) });
    let own = common.config.clone().or_else(|| usual.filter(|path| path.is_file()));
    let file = own.as_deref().map(|path| read(path, "--config")).transpose()?;
    let penalties = common.penalties.map(|which| which.assignment().to_owned());
    let flags = Document::flags(common.set.iter().chain(&penalties)).map_err(|mistakes| wrong(&mistakes))?;
    let mut mistakes = Mistakes::default();
    if let Some(node) = flags.section(LEAGUE) {
        mistakes.add(&node.origin, "the league's file is given by --league FILE");
    }
    if let Some(node) = flags.section(ETMAIN) {
        mistakes.add(&node.origin, "the installation is given by --etmain DIR");
    }
    let named = file.as_ref().zip(own.as_deref()).and_then(|(file, path)| league_of(file, path, &mut mistakes));
    let beside = file.as_ref().zip(own.as_deref()).and_then(|(file, path)| etmain_of(file, path, &mut mistakes));
    let atlas = common.etmain.clone().or(beside).map(|folder| atlas(&folder)).transpose()?;
    let (league_path, told_by) = match &common.league {
        Some(path) => (Some(path.clone()), "--league"),
        None => (named, "league:"),
    };
    let league = league_path.as_deref().map(|path| read(path, told_by)).transpose()?;
    let (map_paths, maps) = map_files()?;
    let mut preferences = Preferences::of(common);
    file.iter().chain([&flags]).for_each(|document| preferences.read(document, &mut mistakes));
    let layers: Vec<&Document> = league.iter().chain(&file).chain([&flags]).collect();
    let rush = Rules::load(&layers).unwrap_or_else(|mut wrong| {
        mistakes.0.append(&mut wrong.0);
        Rules::default()
    });
    let foreign = foreign();
    let sources =
        Sources { league: league.as_ref(), maps: &maps, file: file.as_ref(), flags: Some(&flags), foreign: &foreign };
    let files = league_path.into_iter().chain(map_paths).chain(own).collect();
    match Config::load(sources) {
        Ok(et) if mistakes.0.is_empty() => {
            let et = atlas.into_iter().fold(et, Config::with_atlas);
            Ok(Settings { configs: Configs { et, rush }, preferences, files, paths })
        }
        Ok(_) => Err(wrong(&mistakes).into()),
        Err(mut all) => {
            all.0.append(&mut mistakes.0);
            Err(wrong(&all).into())
        }
    }
}

/// Top-level keys of the user's file that the analysis does not read.
pub(super) fn foreign() -> Vec<&'static str> {
    preferences::SECTIONS.into_iter().chain([LEAGUE, ETMAIN, Rules::SECTION]).collect()
}

/// The league's file that a file names, told from the folder of that file.
pub(super) fn league_of(file: &Document, path: &Path, mistakes: &mut Mistakes) -> Option<PathBuf> {
    let name = file.section(LEAGUE)?.text(LEAGUE, mistakes)?;
    Some(path.parent().unwrap_or(Path::new("")).join(name))
}

/// The installation that a file names, told from the folder of that file.
pub(super) fn etmain_of(file: &Document, path: &Path, mistakes: &mut Mistakes) -> Option<PathBuf> {
    let name = file.section(ETMAIN)?.text(ETMAIN, mistakes)?;
    Some(path.parent().unwrap_or(Path::new("")).join(name))
}

/// The files of an installation.
fn atlas(folder: &Path) -> Result<Arc<Atlas>, Usage> {
    Atlas::open(folder).map(Arc::new).map_err(|reason| Usage(format!("--etmain (or etmain:): {reason}")))
}

/// `filmroom` in the user's configuration folder.
pub(super) fn own_folder() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.config_dir().join("filmroom"))
}

/// Map files: where they are, and each one's map and content.
type MapFiles = (Vec<PathBuf>, Vec<(String, Document)>);

/// The user's own map files with their paths, in order of their names.
fn map_files() -> Result<MapFiles> {
    let Some(folder) = own_folder().map(|folder| folder.join("maps")) else { return Ok((Vec::new(), Vec::new())) };
    let is_map = |path: &PathBuf| map_name(path).is_some() && path.is_file();
    // Without the folder there are none.
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_map).collect())
        .unwrap_or_default();
    paths.sort();
    let mut maps: Vec<(String, Document)> = Vec::new();
    for path in &paths {
        let name = map_name(path).unwrap_or_default();
        if let Some(other) = maps.iter().find(|(other, _)| *other == name) {
            let twice = format!("two files about the map {}: names are compared without case", other.0);
            return Err(Usage(format!("the configuration is wrong:\n{}: {twice}", folder.display())).into());
        }
        maps.push((name, read(path, "the folder maps")?));
    }
    Ok((paths, maps))
}

/// `supply` for `Supply.yaml`; none for hidden files and those that are no YAML.
fn map_name(path: &Path) -> Option<String> {
    let is_yaml =
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"));
    let name = path.file_stem()?.to_str()?;
    (is_yaml && !name.starts_with('.')).then(|| name.to_lowercase())
}

fn read(path: &Path, told_by: &str) -> Result<Document> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|err| {
        Usage(format!("the configuration {name} cannot be read: {err}; check the path behind {told_by}"))
    })?;
    Ok(Document::parse(&name, &bytes).map_err(|mistakes| wrong(&mistakes))?)
}

fn wrong(mistakes: &Mistakes) -> Usage {
    Usage(format!("the configuration is wrong:\n{mistakes}"))
}
