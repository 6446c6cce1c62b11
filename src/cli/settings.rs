//! The configuration in force: the file of `--config` (or the user's own), then every `--set`.

use super::Usage;
use super::args::Common;
use crate::config::{Document, Mistakes};
use crate::et::config::{Config, Sources};
use crate::shelf::Configs;
use color_eyre::Result;
use etcetera::{BaseStrategy, choose_base_strategy};
use std::fs;
use std::path::{Path, PathBuf};

/// Sections of the file that are not thresholds: they belong to the app and to reviewing.
const FOREIGN: [&str; 3] = ["keys", "ui", "review"];

/// What was read, for whoever owns a section of it.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) configs: Configs,
    /// The file, if there is one, and where it lies.
    pub(super) file: Option<(PathBuf, Document)>,
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
    let file = path.map(|path| read(&path).map(|document| (path, document))).transpose()?;
    let flags = Document::flags(&common.set).map_err(|mistakes| wrong(&mistakes))?;
    let sources = Sources {
        file: file.as_ref().map(|(_, document)| document),
        flags: Some(&flags),
        foreign: &FOREIGN,
        ..Sources::default()
    };
    let et = Config::load(sources).map_err(|mistakes| wrong(&mistakes))?;
    Ok(Settings { configs: Configs { et }, file })
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
