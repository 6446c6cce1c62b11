//! What workers do about a table of rows.

use super::{Done, guarded};
use crate::film::{Export, Halted, LongTable, Progress, RowNumber};
use crate::ui::app::rows::Task;
use crate::ui::save::{Saver, Unwritten, home};
use std::io::{ErrorKind, Write};
use std::path::Path;
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
    saver: &Saver,
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
        Task::Summary { .. } => table.summary(rows, progress).map(Done::Film),
        Task::Check => table.check(progress).map(Done::Film),
        Task::Export { path, replace } => {
            let path = home(path);
            let rows = rows.unwrap_or_default();
            let content = |out: &mut dyn Write| table.export(rows, format_of(&path), out, progress);
            match saver.write_unless_stopped(&path, *replace, progress, content) {
                Err(error) if error.kind() == ErrorKind::Interrupted => Err(Halted::Stopped),
                Err(error) => Ok(Done::Written(Err(Unwritten::of(&path, &error)))),
                Ok(()) => Ok(Done::Written(Ok(path))),
            }
        }
    })
}

/// How rows are written, by the end of the path.
fn format_of(path: &Path) -> Export {
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv")) { Export::Csv } else { Export::Lines }
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
