//! The one way in which screens write files: whole or not at all, never over an input or a journal.

use crate::disk::{Replacement, real};
use crate::film::{Progress, Shelf, clean_text};
use crate::review::{Journal, Options};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a file was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwritten {
    /// Something stands there, and nobody said that it may go.
    Exists,
    /// The system's reason.
    Failed(String),
}

impl Unwritten {
    /// What an error of [`Saver::write`] means.
    pub(super) fn of(path: &Path, error: &io::Error) -> Unwritten {
        match error.kind() {
            ErrorKind::AlreadyExists => Unwritten::Exists,
            _ => Unwritten::Failed(format!("{}: {error}", clean_text(&path.to_string_lossy()))),
        }
    }
}

/// Writes files, and knows which ones it must not.
#[derive(Clone)]
pub(super) struct Saver {
    shelf: Arc<dyn Shelf>,
    state_folder: Option<PathBuf>,
}

impl Saver {
    pub(super) fn new(shelf: &Arc<dyn Shelf>, options: &Options) -> Saver {
        Saver { shelf: shelf.clone(), state_folder: options.state_folder.clone() }
    }

    /// Writes a file that appears under its name only when it is complete and on the disk. A link keeps leading where it
    /// did, and a file that is replaced keeps its permissions.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] if something stands there that may not be replaced; what `content` says; the path is
    /// an input, a journal or no file; the system's.
    pub(super) fn write(
        &self,
        path: &Path,
        replace: bool,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.write_unless_stopped(path, replace, &Progress::default(), content)
    }

    /// The same; a stop that is asked for before the file appears leaves what stood there.
    ///
    /// # Errors
    /// As [`Saver::write`]; [`ErrorKind::Interrupted`] after a stop.
    pub(super) fn write_unless_stopped(
        &self,
        path: &Path,
        replace: bool,
        progress: &Progress,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = real(path);
        if self.shelf.is_input(&path) {
            return Err(io::Error::other("this is one of the files that are looked at: give another name"));
        }
        if Journal::holds(&path, self.state_folder.as_deref()) {
            return Err(io::Error::other("verdicts are kept there: give another name"));
        }
        if !replace && path.is_file() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let mut out = Replacement::begin(&path)?;
        content(&mut out)?;
        // Until it is on the disk, seconds may go by.
        out.complete()?;
        if progress.stopped() {
            return Err(ErrorKind::Interrupted.into());
        }
        out.arrive(replace)
    }
}

/// A path as it was typed; `~/` is the home folder, as in a shell.
pub(super) fn home(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tests::Samples;
    use std::fs;

    fn saver(state: &Path) -> Saver {
        let shelf: Arc<dyn Shelf> = Arc::new(Samples::demo());
        Saver::new(&shelf, &Options { state_folder: Some(state.to_owned()), ..Options::from_env(None) })
    }

    fn put(saver: &Saver, path: &Path, replace: bool) -> Result<(), String> {
        saver.write(path, replace, |out| out.write_all(b"new")).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => "exists".to_owned(),
            _ => error.to_string(),
        })
    }

    #[test]
    fn neither_an_input_nor_a_journal_nor_a_device_is_written_over_even_if_somebody_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let saver = saver(folder.path());
        let kept =
            ["input.jsonl", "filmroom.verdicts.jsonl", "filmroom/filters.jsonl", "filmroom/verdicts/demo-1.jsonl"];
        fs::create_dir_all(folder.path().join("filmroom/verdicts")).unwrap();
        for name in kept {
            let path = folder.path().join(name);
            fs::write(&path, "precious").unwrap();
            for replace in [false, true] {
                assert!(put(&saver, &path, replace).unwrap_err().ends_with("give another name"), "{name}");
            }
            assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        }
        assert_eq!(put(&saver, folder.path(), true).unwrap_err(), "what stands there is no file");
        assert!(put(&saver, &folder.path().join("no/such/file"), true).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_an_input_is_one_and_any_other_keeps_leading_where_it_did() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (saver, link, other) = (saver(folder.path()), folder.path().join("link"), folder.path().join("other"));
        let (input, own) = (folder.path().join("input.jsonl"), folder.path().join("own"));
        [&input, &own].iter().for_each(|path| fs::write(path, "old").unwrap());
        fs::set_permissions(&own, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&input, &link).unwrap();
        symlink(&own, &other).unwrap();
        assert!(put(&saver, &link, true).is_err());
        assert_eq!(put(&saver, &other, false).unwrap_err(), "exists");
        put(&saver, &other, true).unwrap();
        assert_eq!(
            (fs::read_to_string(&input).unwrap(), fs::read_to_string(&own).unwrap()),
            ("old".into(), "new".into())
        );
        assert!(other.is_symlink());
        assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o600, "nobody else may read it now");
    }

    #[test]
    fn a_stop_is_heeded_until_the_file_appears() {
        let folder = tempfile::tempdir().unwrap();
        let (saver, path, progress) = (saver(folder.path()), folder.path().join("table.csv"), Progress::default());
        let stopped = saver.write_unless_stopped(&path, false, &progress, |out| {
            out.write_all(b"whole")?;
            progress.stop();
            Ok(())
        });
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Interrupted);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_fails_on_the_way_leaves_what_stood_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (saver, path) = (saver(folder.path()), folder.path().join("table.csv"));
        fs::write(&path, "old").unwrap();
        let full = saver.write(&path, true, |out| {
            out.write_all(b"half")?;
            Err(ErrorKind::StorageFull.into())
        });
        assert_eq!(full.unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
