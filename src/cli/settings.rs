//! The configuration in force: the file of `--config` (or the user's own), then every `--set`.

use super::Usage;
use super::args::Common;
use super::preferences::{self, Preferences};
use crate::config::{Document, Mistakes};
use crate::et::config::{Config, Sources};
use crate::sc2::rush::Rules;
use crate::shelf::Configs;
use color_eyre::Result;
use etcetera::{BaseStrategy, choose_base_strategy};
use std::fs;
use std::path::{Path, PathBuf};

/// What was read.
#[derive(Debug)]
pub(super) struct Settings {
    /// What the analysis reads.
    pub(super) configs: Configs,
    /// What the app reads.
    pub(super) preferences: Preferences,
    /// The file, if there is one.
    pub(super) file: Option<PathBuf>,
}

/// Reads the configuration.
///
/// # Errors
/// The file cannot be read, or anything in it or in a flag is wrong: all mistakes, with line and nearest key.
pub(super) fn load(common: &Common) -> Result<Settings> {
    let path = match &common.config {
        Some(path) => Some(path.clone()),
        None => own_file().filter(|path| path.is_file()),
    };
    let file = path.as_deref().map(read).transpose()?;
    let flags = Document::flags(&common.set).map_err(|mistakes| wrong(&mistakes))?;
    let mut mistakes = Mistakes::default();
    let mut preferences = Preferences::default();
    file.iter().chain([&flags]).for_each(|document| preferences.read(document, &mut mistakes));
    let layers: Vec<&Document> = file.iter().chain([&flags]).collect();
    let rush = Rules::load(&layers).unwrap_or_else(|mut wrong| {
        mistakes.0.append(&mut wrong.0);
        Rules::default()
    });
    let foreign: Vec<&str> = preferences::SECTIONS.into_iter().chain([Rules::SECTION]).collect();
    let sources = Sources { file: file.as_ref(), flags: Some(&flags), foreign: &foreign, ..Sources::default() };
    match Config::load(sources) {
        Ok(et) if mistakes.0.is_empty() => Ok(Settings { configs: Configs { et, rush }, preferences, file: path }),
        Ok(_) => Err(wrong(&mistakes).into()),
        Err(mut all) => {
            all.0.append(&mut mistakes.0);
            Err(wrong(&all).into())
        }
    }
}

/// `filmroom/config.yaml` in the user's configuration folder.
fn own_file() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.config_dir().join("filmroom").join("config.yaml"))
}

fn read(path: &Path) -> Result<Document> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|err| {
        Usage(format!("the configuration {name} cannot be read: {err}; check the path behind --config"))
    })?;
    Ok(Document::parse(&name, &bytes).map_err(|mistakes| wrong(&mistakes))?)
}

fn wrong(mistakes: &Mistakes) -> Usage {
    Usage(format!("the configuration is wrong:\n{mistakes}"))
}
