//! What workers do about a table of rows.

use super::{Done, Unwritten, guarded, home};
use crate::film::{Halted, LongTable, Progress, RowNumber, clean_text};
use crate::ui::app::rows::Task;
use crate::ui::update::rows_format;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How often a file that grows is looked at: what was added is seen within a breath, and looking costs next to nothing.
const LOOK: Duration = Duration::from_millis(250);

/// Reads the input to its end, then what is added, until somebody stops it.
pub(super) fn read(table: &dyn LongTable, progress: &Progress, answer: impl Fn(Result<(), Halted>)) {
    let once = || guard(|| table.read(progress));
    answer(once().map(drop));
    while table.grows() {
        thread::sleep(LOOK);
        match once() {
            Ok(false) => {}
            Ok(true) => answer(Ok(())),
            Err(Halted::Stopped) => return,
            Err(failed) => return answer(Err(failed)),
        }
    }
}

/// A panic is a fault of ours, but it must cost that task only.
fn guard<T>(work: impl FnOnce() -> Result<T, Halted>) -> Result<T, Halted> {
    guarded(|| Ok(work())).unwrap_or_else(|reason| Err(Halted::Failed(reason)))
}

/// Does a task on these rows; `None` is all of them.
pub(super) fn perform(
    table: &dyn LongTable,
    task: &Task,
    rows: Option<&[RowNumber]>,
    progress: &Progress,
) -> Result<Done, Halted> {
    if progress.stopped() {
        return Err(Halted::Stopped);
    }
    guard(|| match task {
        Task::List { listing, from } => table.list(listing, *from, progress).map(Done::Listed),
        Task::Find { text, from, back } => find(table, rows, text, *from, *back, progress).map(Done::Found),
        Task::Open { row } => table.open(*row as usize).map(Done::Film).map_err(Halted::Failed),
        Task::Line { row } => table.line(*row as usize).map(Done::Line).map_err(Halted::Failed),
        Task::Summary => table.summary(rows, progress).map(Done::Film),
        Task::Check => table.check(progress).map(Done::Film),
        Task::Export { path, replace } => {
            let path = home(path);
            match export(table, rows.unwrap_or_default(), &path, *replace, progress) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Halted::Stopped),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Done::Written(Err(Unwritten::Exists))),
                Err(error) => {
                    let place = clean_text(&path.to_string_lossy());
                    Ok(Done::Written(Err(Unwritten::Failed(format!("{place}: {error}")))))
                }
                Ok(()) => Ok(Done::Written(Ok(path))),
            }
        }
    })
}

fn find(
    table: &dyn LongTable,
    rows: Option<&[RowNumber]>,
    text: &str,
    from: usize,
    back: bool,
    progress: &Progress,
) -> Result<Option<usize>, Halted> {
    let all = table.rows();
    let len = rows.map_or(all, <[RowNumber]>::len);
    let at = |place: usize| rows.map_or(place as RowNumber, |rows| rows.get(place).copied().unwrap_or_default());
    let found = if back {
        let places = (0..len.min(from + 1)).rev();
        table.find(text, &mut places.map(at), progress)?.and_then(|steps| len.min(from + 1).checked_sub(steps + 1))
    } else {
        table.find(text, &mut (from..len).map(at), progress)?.map(|steps| from + steps)
    };
    Ok(found)
}

/// Writes rows to a file, which appears under its name only when it is complete. No input is ever written.
fn export(
    table: &dyn LongTable,
    rows: &[RowNumber],
    path: &Path,
    replace: bool,
    progress: &Progress,
) -> io::Result<()> {
    if table.is_input(path) {
        return Err(io::Error::other("this is one of the files that are looked at: give another name"));
    }
    if !replace && path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let name = path.file_name().ok_or_else(|| io::Error::other("this is the name of a folder"))?;
    let mut part: PathBuf = path.to_path_buf();
    part.set_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = fs::OpenOptions::new().write(true).create_new(true).open(&part).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        table.export(rows, rows_format(&path.to_string_lossy()), &mut out, progress)?;
        out.flush()
    });
    let done = written.and_then(|()| fs::rename(&part, path));
    if done.is_err() {
        // What is left of it is ours and of no use.
        let _ = fs::remove_file(&part);
    }
    done
}
