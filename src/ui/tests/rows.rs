//! The table of rows without a terminal: a made-up table of a thousand rows that grows when it is told to.

use super::{Rig, Samples};
use crate::film::{
    Cell, Column, ColumnKind, Export, Film, FindingId, Halted, Link, Listed, Listing, LongTable, Meta, Problems,
    Progress, RowNumber, Sheet, sample,
};
use crate::ui::app::Screen;
use crate::ui::app::library::UnitState;
use crate::ui::app::rows::{Busy, Task};
use crate::ui::effect::{Done, Effect, Perform, Workers};
use crate::ui::screens::library;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows 0, 1, 2 ... with their squares; every hundredth is broken. A filter is a number: only rows below it.
#[derive(Debug)]
struct Squares {
    known: AtomicUsize,
    all: AtomicUsize,
    columns: Vec<Column>,
    /// Writing rows ends when it is stopped.
    endless: bool,
}

impl Squares {
    fn new(all: usize) -> Squares {
        let column = |key, kind| Column { key, label: key, help: format!("the {key} of the row"), kind };
        let mut columns = vec![column("row", ColumnKind::Number(0)), column("square", ColumnKind::Number(0))];
        columns.push(column("words", ColumnKind::Text));
        columns.extend(["c3", "c4", "c5", "c6", "c7", "c8", "c9"].map(|key| column(key, ColumnKind::Number(0))));
        Squares { known: AtomicUsize::new(0), all: AtomicUsize::new(all), columns, endless: false }
    }

    fn film(row: usize) -> Film {
        let mut film = sample::film();
        (film.meta.id, film.meta.title) = (format!("row/{row}"), format!("row {row}"));
        film.findings.iter_mut().for_each(|f| f.id.0 = format!("{row}/{}", f.id.0));
        film
    }
}

impl LongTable for Squares {
    fn title(&self) -> String {
        "squares.ndjson".into()
    }
    fn columns(&self) -> &[Column] {
        &self.columns
    }
    fn rows(&self) -> usize {
        self.known.load(Ordering::Relaxed)
    }
    fn counted(&self) -> bool {
        self.rows() == self.all.load(Ordering::Relaxed)
    }
    fn broken(&self) -> usize {
        self.rows().div_ceil(100)
    }
    fn edition(&self) -> u64 {
        0
    }
    fn grows(&self) -> bool {
        false
    }
    fn cell(&self, row: usize, column: usize) -> Cell {
        match column {
            0 => Cell::Number(row as f64),
            _ if row.is_multiple_of(100) => Cell::Blank,
            1 => Cell::Number((row * row) as f64),
            2 => Cell::Text(format!("row number {row} in words")),
            more => Cell::Number((row * more) as f64),
        }
    }
    fn fault(&self, row: usize) -> Option<String> {
        row.is_multiple_of(100).then(|| format!("squares.ndjson:{row}: half a line"))
    }
    fn problems(&self) -> Problems {
        Problems::default()
    }
    fn path(&self, column: usize) -> Option<String> {
        (column > 0).then(|| format!(".{}", self.columns[column].key))
    }
    fn filter_help(&self) -> &'static str {
        "a number"
    }
    fn understand(&self, filter: &str) -> Result<(), String> {
        if filter.is_empty() { Ok(()) } else { filter.parse::<u32>().map(drop).map_err(|error| error.to_string()) }
    }
    fn both(&self, one: &str, other: &str) -> String {
        let below = |filter: &str| filter.parse().unwrap_or(u32::MAX);
        below(one).min(below(other)).to_string()
    }
    fn row_of(&self, film: &str) -> Option<usize> {
        film.strip_prefix("row/")?.parse().ok()
    }
    fn read(&self, _: &Progress) -> Result<bool, Halted> {
        let all = self.all.load(Ordering::Relaxed);
        Ok(self.known.swap(all, Ordering::Relaxed) != all)
    }
    fn list(&self, listing: &Listing, from: usize, progress: &Progress) -> Result<Listed, Halted> {
        if progress.stopped() {
            return Err(Halted::Stopped);
        }
        let below = listing.filter.parse().unwrap_or(RowNumber::MAX);
        let mut rows: Vec<RowNumber> = (from as RowNumber..self.rows() as RowNumber).filter(|r| *r < below).collect();
        if listing.sort.is_some_and(|(_, falling)| falling) {
            rows.reverse();
        }
        Ok(Listed { rows, of: self.rows() })
    }
    fn find(
        &self,
        text: &str,
        rows: &mut dyn Iterator<Item = RowNumber>,
        _: &Progress,
    ) -> Result<Option<usize>, Halted> {
        Ok(rows.enumerate().find(|(_, row)| row.to_string().contains(text)).map(|(at, _)| at))
    }
    fn open(&self, row: usize) -> Result<Arc<Film>, String> {
        match self.fault(row) {
            Some(fault) => Err(fault),
            None => Ok(Arc::new(Squares::film(row))),
        }
    }
    fn line(&self, row: usize) -> Result<String, String> {
        Ok(format!("{{\"row\":{row}}}"))
    }
    fn export(&self, rows: &[RowNumber], how: Export, out: &mut dyn Write, progress: &Progress) -> io::Result<()> {
        while self.endless && !progress.stopped() {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        if self.endless {
            return Err(io::ErrorKind::Interrupted.into());
        }
        rows.iter().try_for_each(|row| writeln!(out, "{how:?} {row}"))
    }
    fn summary(&self, only: Option<&[RowNumber]>, _: &Progress) -> Result<Arc<Film>, Halted> {
        let column = |key, kind| Column { key, label: key, help: format!("the {key}"), kind };
        let sheet = Sheet {
            key: "halves",
            title: "Halves",
            note: "what there is".into(),
            columns: vec![column("half", ColumnKind::Text), column("rows", ColumnKind::Number(0))],
            rows: vec![
                vec![Cell::Text("below 500".into()), Cell::Number(only.map_or(self.rows(), <[u32]>::len) as f64)],
                vec![Cell::Text("row 7".into()), Cell::Number(1.0)],
            ],
            links: vec![Some(Link::Rows("500".into())), Some(Link::Row(7, Some(FindingId("7/r1/t/41000".into()))))],
            ..Sheet::default()
        };
        let meta = Meta { title: "squares: summary".into(), rule: "halves".into(), ..Meta::default() };
        Ok(Arc::new(Film { meta, sheets: vec![sheet.clone(), Sheet { title: "Again", ..sheet }], ..Film::default() }))
    }
    fn check(&self, progress: &Progress) -> Result<Arc<Film>, Halted> {
        self.summary(None, progress)
    }
}

fn shelf(table: &Arc<Squares>, folder: Option<&Path>) -> Samples {
    let mut samples = Samples::demo();
    samples.units[0].folder = folder.map(Path::to_path_buf);
    samples.table = Some(table.clone());
    samples
}

/// The table on the screen, read to its end.
fn rows() -> (Rig, Arc<Squares>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let table = Arc::new(Squares::new(1_000));
    (Rig::new(shelf(&table, Some(folder.path())), |_| {}), table, folder)
}

fn chosen(rig: &Rig) -> RowNumber {
    rig.app.rows.as_ref().unwrap().chosen().unwrap()
}

fn len(rig: &Rig) -> usize {
    rig.app.rows.as_ref().unwrap().len()
}

#[test]
fn the_only_table_shows_by_itself_and_its_first_rows_before_it_is_read() {
    let table = Arc::new(Squares::new(1_000));
    let mut rig = Rig::unread(shelf(&table, None), |_| {});
    while rig.app.screen != Screen::Rows {
        assert!(rig.answer());
    }
    assert!(rig.app.is_moving() && rig.picture(80, 24).contains("reading the first rows"));
    table.known.store(40, Ordering::Relaxed);
    let picture = rig.picture(80, 24);
    assert!(picture.contains("Rows 40") && picture.contains("reading") && picture.contains(" 144 "), "{picture}");
    rig.settle();
    assert!(!rig.app.is_moving() && rig.picture(80, 24).contains("1,000"));
}

#[test]
fn how_many_rows_a_table_has_is_unknown_until_it_was_read() {
    let mut rig = Rig::new(Samples::demo_of(2), |_| {});
    let squares = Arc::new(Squares::new(300));
    rig.app.library.states[1] = UnitState::Rows(squares.clone());
    let told = |rig: &Rig| {
        let rows = library::rows(&rig.app);
        let sheet = library::sheet(&rig.app, &rows);
        let at = rows.iter().position(|entry| entry.unit == 1).unwrap();
        let problems = sheet.columns.iter().position(|column| column.key == "problems").unwrap();
        [1, problems].map(|column| sheet.rows[at][column].clone())
    };
    let [rows, problems] = told(&rig);
    assert!(matches!((&rows, &problems), (Cell::Unknown(_), Cell::Unknown(_))), "{rows:?} {problems:?}");
    squares.known.store(40, Ordering::Relaxed);
    assert_eq!(told(&rig)[0], Cell::Text("40+ rows".into()));
    squares.read(&Progress::default()).unwrap();
    assert_eq!(told(&rig), [Cell::Text("300 rows".into()), Cell::Number(0.0)]);
}

#[test]
fn rows_are_moved_through_sorted_and_gone_to() {
    let (mut rig, ..) = rows();
    assert_eq!((chosen(rig.keys("j j j k")), chosen(rig.keys("G")), chosen(rig.keys("g"))), (2, 999, 0));
    rig.keys("j j l s");
    assert_eq!((rig.app.rows.as_ref().unwrap().listing.sort, chosen(&rig)), (Some((1, true)), 2), "it stays chosen");
    assert_eq!(chosen(rig.keys("g")), 999);
    rig.keys("s s");
    assert_eq!(rig.app.rows.as_ref().unwrap().listed, None);
    rig.keys(":").text("512").keys("Enter");
    assert_eq!(chosen(&rig), 512);
    rig.keys(":").text("5120").keys("Enter");
    assert!(chosen(&rig) == 512 && rig.message().contains("is not there (there are 1000"), "{}", rig.message());
}

#[test]
fn a_filter_says_what_is_wrong_while_it_is_typed_and_lists_when_it_is_right() {
    let (mut rig, table, _folder) = rows();
    rig.keys("F").text("4x");
    assert!(rig.message().contains("invalid digit"), "{}", rig.message());
    rig.keys("Enter");
    assert_eq!(len(&rig), 1_000, "what cannot be understood is not taken");
    rig.keys("Backspace").text("2").keys("Enter");
    assert_eq!(len(&rig), 42);
    assert!(rig.picture(80, 24).contains("42 of 1,000"));
    // Rows that arrive later are listed too.
    rig.keys("X F").text("1005").keys("Enter");
    table.all.store(2_000, Ordering::Relaxed);
    table.read(&Progress::default()).unwrap();
    rig.take(crate::ui::app::Msg::Read { unit: 0, result: Ok(()) });
    rig.settle();
    assert_eq!(len(&rig), 1_005);
    rig.keys("Esc");
    assert_eq!((len(&rig), rig.app.screen), (2_000, Screen::Rows));
}

#[test]
fn a_text_is_found_forwards_and_backwards() {
    let (mut rig, ..) = rows();
    rig.keys("/").text("77").keys("Enter");
    assert_eq!(chosen(&rig), 77);
    assert_eq!((chosen(rig.keys("n")), chosen(rig.keys("n")), chosen(rig.keys("N"))), (177, 277, 177));
    rig.keys("/ Backspace Backspace").text("x").keys("Enter");
    assert!(rig.message().contains("no listed row from here on contains \"x\""), "{}", rig.message());
}

#[test]
fn esc_stops_what_a_worker_does() {
    let (mut rig, ..) = rows();
    rig.press("C");
    assert!(rig.app.is_moving() && rig.picture(80, 24).contains("checking"));
    rig.press("Esc");
    assert!(!rig.app.is_moving() && rig.message() == "checking was stopped");
    rig.settle();
    assert_eq!(rig.app.screen, Screen::Rows, "an answer that nobody waits for is dropped");
}

#[test]
fn a_row_opens_as_a_film_and_its_neighbours_from_there() {
    let (mut rig, ..) = rows();
    rig.keys("Enter");
    assert_eq!((rig.app.screen, rig.message()), (Screen::Rows, "squares.ndjson:0: half a line"));
    let title = |rig: &Rig| rig.app.round.as_ref().unwrap().film.meta.title.clone();
    rig.keys("j Enter");
    assert_eq!((rig.app.screen, title(&rig)), (Screen::Round, "row 1".into()));
    rig.keys("} }");
    assert_eq!(title(&rig), "row 3");
    rig.keys("T Tab }");
    assert_eq!(
        (rig.app.screen, title(&rig), rig.app.round.as_ref().unwrap().sheet),
        (Screen::Tables, "row 4".into(), 1)
    );
    rig.keys("{ Esc Esc");
    assert_eq!((rig.app.screen, chosen(&rig)), (Screen::Rows, 3));
    rig.keys("F").text("3").keys("Enter G Enter }");
    assert_eq!((title(&rig).as_str(), rig.message()), ("row 2", "this is the last row of the list"));
}

#[test]
fn a_row_that_is_there_waits_for_a_note_on_the_one_before() {
    let (mut rig, table, _folder) = rows();
    rig.keys("F").text("1005").keys("Enter j Enter n");
    rig.press("}");
    rig.press("m");
    rig.settle();
    let title = |rig: &Rig| rig.app.round.as_ref().unwrap().film.meta.title.clone();
    assert_eq!(title(&rig), "row 1");
    // Listing what is added meanwhile is no reason to forget it.
    table.all.store(2_000, Ordering::Relaxed);
    table.read(&Progress::default()).unwrap();
    rig.take(crate::ui::app::Msg::Read { unit: 0, result: Ok(()) });
    rig.settle();
    assert_eq!((title(&rig).as_str(), len(&rig)), ("row 1", 1_005));
    rig.text("x").keys("Enter");
    assert!(rig.message().starts_with("noted on"), "{}", rig.message());
    let desk = rig.app.desks.desk(0).unwrap();
    assert!(desk.ledger().entries().iter().all(|entry| entry.subject.film == "row/1"));
    assert_eq!(title(&rig), "row 2");
}

#[test]
fn a_summary_leads_to_rows_and_checks_to_findings_that_can_be_judged() {
    let (mut rig, _, folder) = rows();
    rig.keys("S");
    assert_eq!(rig.app.screen, Screen::Overview);
    assert!(rig.picture(80, 24).contains("below 500"));
    rig.keys("Enter");
    assert_eq!((rig.app.screen, len(&rig)), (Screen::Rows, 500));
    rig.keys("C Tab j Enter");
    assert_eq!(rig.app.screen, Screen::Round);
    rig.keys("t");
    assert!(rig.message().starts_with("true"), "{}", rig.message());
    let journal = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    assert!(std::fs::read_to_string(journal).unwrap().contains("\"7/"), "the verdict is kept beside the file");
    rig.keys("} z");
    assert_eq!(rig.app.round.as_ref().unwrap().film.meta.title, "row 7", "undo goes back to its row");
}

#[test]
fn a_summary_of_listed_rows_leads_to_rows_among_them() {
    let (mut rig, ..) = rows();
    rig.keys("F").text("300").keys("Enter S Enter");
    assert_eq!((rig.app.screen, len(&rig)), (Screen::Rows, 300), "below 300 and below 500");
    rig.keys("X S Enter");
    assert_eq!(len(&rig), 500, "of all rows");
}

#[test]
fn after_a_verdict_in_a_row_its_next_open_finding_is_selected() {
    let (mut rig, _table, _folder) = rows();
    rig.app.auto_advance = true;
    rig.keys("j Enter");
    let listed = rig.app.round.as_ref().unwrap().listed.clone();
    assert!(listed.len() > 1, "one finding alone shows nothing");
    for next in &listed[1..] {
        rig.keys("t");
        assert_eq!((rig.app.screen, rig.app.round.as_ref().unwrap().selected), (Screen::Round, Some(*next)));
    }
    rig.keys("U");
    assert_eq!(rig.message(), "this is the last one without a verdict");
    rig.keys("t");
    assert!(rig.message().contains("; everything listed in this row has a verdict"), "{}", rig.message());
}

#[test]
fn a_row_does_not_offer_the_queue_over_rounds() {
    let (mut rig, ..) = rows();
    rig.keys("j Enter");
    let footer = |rig: &mut Rig| rig.picture(250, 40).lines().last().unwrap().to_owned();
    assert!(!footer(&mut rig).contains(" queue "), "{}", footer(&mut rig));
    rig.keys("Q");
    assert_eq!(rig.app.screen, Screen::Round);
    assert_eq!(rig.message(), "the queue is over rounds; n and U go through this row");
    let (mut rig, _folder) = Rig::round();
    assert!(footer(&mut rig).contains("Q queue"), "{}", footer(&mut rig));
}

#[test]
fn values_paths_and_lines_are_sent_to_the_terminal() {
    let (mut rig, ..) = rows();
    rig.keys("j j l y Y Ctrl-y h Ctrl-y");
    let sent: Vec<&str> =
        rig.asked.iter().filter_map(|e| if let Effect::Send(s) = e { Some(s.as_str()) } else { None }).collect();
    let coded = ["NA==", "eyJyb3ciOjJ9", "LnNxdWFyZQ=="];
    assert!(sent.len() == 3 && sent.iter().zip(coded).all(|(sent, coded)| sent.contains(coded)), "{sent:?}");
    assert_eq!(rig.message(), "this column is not in the row: it is about the row");
}

#[test]
fn marked_rows_else_listed_ones_are_written_and_never_over_an_input() {
    let (mut rig, _, folder) = rows();
    let place = |name: &str| folder.path().join(name);
    let write = |rig: &mut Rig, name: &str| {
        rig.keys("E").keys(&"Backspace ".repeat(12));
        rig.text(place(name).to_str().unwrap()).keys("Enter");
    };
    rig.keys("j Space j Space");
    assert_eq!(rig.message(), "2 marked; E writes them to a file, u takes the marks away");
    write(&mut rig, "some.jsonl");
    assert_eq!(std::fs::read_to_string(place("some.jsonl")).unwrap(), "Lines 1\nLines 3\n");
    rig.keys("u F").text("2").keys("Enter");
    write(&mut rig, "some.jsonl");
    assert_eq!(std::fs::read_to_string(place("some.jsonl")).unwrap(), "Lines 1\nLines 3\n", "it asks first");
    rig.keys("Enter");
    assert_eq!(std::fs::read_to_string(place("some.jsonl")).unwrap(), "Lines 0\nLines 1\n");
    write(&mut rig, "some.csv");
    assert_eq!(std::fs::read_to_string(place("some.csv")).unwrap(), "Csv 0\nCsv 1\n");
    write(&mut rig, "input.jsonl");
    assert!(rig.message().contains("one of the files that are looked at"), "{}", rig.message());
    assert!(!place("input.jsonl").exists());
}

#[test]
fn a_second_filter_comes_into_force_while_the_file_grows() {
    let (mut rig, table, _folder) = rows();
    rig.keys("F").text("1005").keys("Enter");
    rig.press("F Backspace Backspace Backspace Backspace 7 0 Enter");
    table.all.store(2_000, Ordering::Relaxed);
    table.read(&Progress::default()).unwrap();
    rig.take(crate::ui::app::Msg::Read { unit: 0, result: Ok(()) });
    rig.settle();
    assert_eq!((rig.app.rows.as_ref().unwrap().listing.filter.as_str(), len(&rig)), ("70", 70));
}

#[test]
fn a_file_that_is_being_written_is_given_up_only_when_somebody_says_so() {
    let (mut rig, _, folder) = rows();
    let path = folder.path().join("some.jsonl");
    let begin = |rig: &mut Rig| {
        rig.keys("E").keys(&"Backspace ".repeat(12)).text(path.to_str().unwrap());
        rig.press("Enter");
    };
    begin(&mut rig);
    for keys in ["C", "j Enter", "/ 7 Enter", "F 7 Enter"] {
        rig.press(keys);
        assert_eq!(rig.message(), format!("{} is being written; Esc stops that", path.display()), "{keys}");
    }
    rig.settle();
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 1_000);
    std::fs::remove_file(&path).unwrap();
    begin(&mut rig);
    rig.press("Esc");
    assert_eq!(rig.message(), format!("writing {} is being stopped", path.display()));
    rig.press("C");
    assert_eq!(rig.message(), format!("writing {} is being stopped", path.display()), "one thing at a time");
    rig.settle();
    assert_eq!(rig.message(), format!("writing {} was stopped", path.display()));
    assert!(!path.exists() && !rig.app.is_moving());
    begin(&mut rig);
    rig.press("q");
    assert!(!rig.app.quit && rig.message().ends_with("is being written; Esc stops that, q stops it and leaves"));
    rig.press("q");
    assert!(rig.app.quit);
}

#[test]
fn of_a_file_that_was_there_before_its_stop_was_heard_the_answer_has_the_last_word() {
    let (mut rig, ..) = rows();
    let ours = |rig: &Rig| rig.app.rows.as_ref().unwrap().busy.clone().unwrap();
    rig.keys("E").keys(&"Backspace ".repeat(12)).text("/there.jsonl");
    rig.press("Enter Esc");
    let busy = ours(&rig);
    assert!(busy.progress.stopped());
    rig.press("Esc");
    assert_eq!(rig.app.rows.as_ref().unwrap().busy.as_ref().map(|busy| busy.task.words()), Some("writing"));
    let written = |busy: &Busy| {
        let result = Ok(Done::Written(Ok("/there.jsonl".into())));
        crate::ui::app::Msg::Did { task: busy.task.clone(), progress: busy.progress.clone(), result }
    };
    rig.take(written(&busy));
    assert_eq!(rig.message(), "written to /there.jsonl");
    assert!(!rig.app.is_moving());
    // So it is when its table has left the screen meanwhile, and nobody waits for the answer.
    rig.app.message = None;
    rig.take(written(&busy));
    assert_eq!(rig.message(), "written to /there.jsonl");
    let stopped = Err(Halted::Stopped);
    rig.take(crate::ui::app::Msg::Did { task: busy.task.clone(), progress: busy.progress, result: stopped });
    assert_eq!(rig.message(), "writing /there.jsonl was stopped");
}

#[test]
fn leaving_while_rows_are_written_leaves_no_part_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = Squares::new(10);
    table.endless = true;
    let table = Arc::new(table);
    let samples: Arc<dyn crate::film::Shelf> = Arc::new(shelf(&table, None));
    let mut options = crate::review::Options::from_env(Some("ann"));
    options.state_folder = None;
    let mut workers = Workers::start(&samples, options, |_| {}).unwrap();
    let path = folder.path().join("some.jsonl").to_str().unwrap().to_owned();
    let (task, progress) = (Task::Export { path, replace: false }, Arc::<Progress>::default());
    workers.perform(Effect::Task { table, task, rows: Some(Arc::new(vec![1])), progress: progress.clone() });
    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    while files() == 0 {
        std::thread::yield_now();
    }
    drop(workers);
    assert!(progress.stopped() && files() == 0, "neither the file nor a part of it");
}

#[test]
fn rows_at_the_usual_sizes() {
    let (mut rig, ..) = rows();
    rig.keys("j j Space l l");
    insta::assert_snapshot!("rows_80x24", rig.picture(80, 24));
    insta::assert_snapshot!("rows_120x36", rig.picture(120, 36));
    insta::assert_snapshot!("rows_200x60", rig.picture(200, 60));
    rig.keys("S");
    insta::assert_snapshot!("overview_80x24", rig.picture(80, 24));
}
