//! Files that are whole or not there.
//!
//! ```text
//!   content ──▶ .name.XXXXXX.tmp ──on the disk──▶ name        a stop or a full disk leaves what stood there
//! ```

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempPath};

/// So many characters of a file's name are in its temporary name, which must not become too long for the file system.
const NAMED: usize = 16;

/// What will stand at a place once it is whole. Dropped before, it leaves nothing.
pub(crate) struct Replacement {
    /// Not through the library's own writer: its errors tell a name that is gone by then, and that nobody gave.
    content: BufWriter<File>,
    draft: TempPath,
    place: PathBuf,
}

impl Replacement {
    /// Begins a file for `place`: a link stays and leads to it, and it has the permissions of the file it replaces.
    ///
    /// # Errors
    /// What stands there is no file or write-protected; the folder is not there or cannot be written to.
    pub(crate) fn begin(place: &Path) -> io::Result<Replacement> {
        let place = real(place);
        let there = fs::metadata(&place).ok();
        let wrong = match &there {
            Some(there) if !there.is_file() => Some("what stands there is no file"),
            Some(there) if there.permissions().readonly() => Some("it is write-protected"),
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Err(io::Error::new(ErrorKind::PermissionDenied, wrong));
        }
        let (file, draft) = beside(&place)?.into_parts();
        if let Some(there) = there {
            file.set_permissions(there.permissions())?;
        }
        Ok(Replacement { content: BufWriter::with_capacity(1 << 16, file), draft, place })
    }

    /// Where it will stand.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Waits until the content is on the disk: a name that appears before it after a power cut would look complete.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn complete(&mut self) -> io::Result<()> {
        self.content.flush()?;
        self.content.get_ref().sync_all()
    }

    /// Puts what is complete in its place.
    ///
    /// # Errors
    /// It cannot be moved; [`ErrorKind::AlreadyExists`] if something stands there that may not be replaced.
    pub(crate) fn arrive(self, replace: bool) -> io::Result<()> {
        drop(self.content.into_inner()?);
        if !replace {
            // Not a link to the content: not every file system has them.
            File::create_new(&self.place)?;
        }
        self.draft.persist(&self.place).map_err(|failed| {
            if !replace {
                // Made just now, to keep the place: empty, it would stand in the way of the next attempt.
                let _ = fs::remove_file(&self.place);
            }
            failed.error
        })
    }
}

impl Write for Replacement {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        self.content.write(content)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// Where a name leads: what a link, even one to nothing yet, stands for.
pub(crate) fn real(place: &Path) -> PathBuf {
    let link = || fs::read_link(place).map(|to| folder_of(place).join(to));
    fs::canonicalize(place).or_else(|_| link()).unwrap_or_else(|_| place.to_path_buf())
}

/// The folder of a file.
pub(crate) fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file under a temporary name beside `place`; it goes away when it is dropped. It is for whom any new file is, not for
/// its owner alone as temporary files are.
///
/// # Errors
/// The folder is not there or cannot be written to, as the system says it.
pub(crate) fn beside(place: &Path) -> io::Result<NamedTempFile> {
    let name: String = place.file_name().unwrap_or_default().to_string_lossy().chars().take(NAMED).collect();
    let prefix = format!(".{name}.");
    Builder::new().prefix(&prefix).suffix(".tmp").make_in(folder_of(place), |path| File::create_new(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(place: &Path, replace: bool) -> io::Result<()> {
        let mut file = Replacement::begin(place)?;
        file.write_all(b"new")?;
        file.complete()?;
        file.arrive(replace)
    }

    fn count(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("n".repeat(250));
        let mut file = Replacement::begin(&place).unwrap();
        file.write_all(b"half").unwrap();
        assert!(!place.exists());
        drop(file);
        assert_eq!(count(folder.path()), 0);
        put(&place, false).unwrap();
        assert_eq!((fs::read(&place).unwrap().as_slice(), count(folder.path())), (&b"new"[..], 1));
    }

    #[test]
    fn what_stands_there_stays_unless_somebody_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x");
        fs::write(&place, "old").unwrap();
        assert_eq!(put(&place, false).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!((fs::read_to_string(&place).unwrap().as_str(), count(folder.path())), ("old", 1));
        put(&place, true).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "new");
        assert_eq!(put(folder.path(), true).unwrap_err().to_string(), "what stands there is no file");
    }

    #[test]
    fn an_error_is_the_systems_and_tells_no_temporary_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = put(&folder.path().join("no/such/file"), true).unwrap_err();
        assert!(error.raw_os_error().is_some() && !error.to_string().contains(".tmp"), "{error}");
    }

    #[test]
    fn what_cannot_be_moved_leaves_the_place_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("x");
        let fails = |replace: bool| {
            let file = Replacement::begin(&place).unwrap();
            fs::remove_file(&file.draft).unwrap();
            file.arrive(replace).unwrap_err()
        };
        assert_eq!((fails(false).kind(), count(folder.path())), (ErrorKind::NotFound, 0));
        fs::write(&place, "old").unwrap();
        assert_eq!((fails(true).kind(), fails(false).kind()), (ErrorKind::NotFound, ErrorKind::AlreadyExists));
        assert_eq!(fs::read_to_string(&place).unwrap(), "old");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::fs::Permissions;
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("real"), "old").unwrap();
        fs::set_permissions(at("real"), Permissions::from_mode(0o640)).unwrap();
        symlink("real", at("link")).unwrap();
        symlink(at("made"), at("dangling")).unwrap();
        for link in ["link", "dangling"] {
            put(&at(link), true).unwrap();
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(at(link)).unwrap(), "new");
        }
        let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
        // A file that was not there is for whom every new file is.
        fs::write(at("usual"), "").unwrap();
        assert_eq!((mode("real"), mode("made")), (0o640, mode("usual")));
        fs::set_permissions(at("real"), Permissions::from_mode(0o444)).unwrap();
        assert_eq!(put(&at("link"), true).unwrap_err().to_string(), "it is write-protected");
        assert_eq!(count(folder.path()), 5);
    }
}
