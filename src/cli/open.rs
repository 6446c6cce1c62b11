//! `filmroom PATH`: the app; without a terminal a summary of each round, and what to run instead.

use super::args::{Args, Common, Look as LookFlags};
use super::heard::Heard;
use super::inputs::{journal_name, library_or_demo};
use super::settings::Settings;
use super::summary::{self, count};
use super::work::Work;
use super::{Outcome, Usage, has_terminal, plain, say, settings};
use crate::config::nearest;
use crate::film::{Brief, Film, LongTable, Remarks, Shelf, Team, Unit};
use crate::review::queue::{Filter, Look};
use crate::review::{Backing, Ledger, Tally, stats::Bar};
use crate::shelf::{Failure, Library, Live, RowShelf, Season};
use crate::ui;
use clap::CommandFactory;
use color_eyre::Result;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

pub(super) fn run(common: &Common, look: &LookFlags, paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome> {
    hint_at_command(paths)?;
    let settings = settings::load(common)?;
    let work = Work::begin(common);
    let Some(library) = library_or_demo(settings.configs.clone(), paths, &work)? else {
        return Ok(Outcome::Interrupted("nothing was opened"));
    };
    show(common, look, &settings, library, work, out)
}

/// Shows a round while it is being written.
pub(super) fn follow(common: &Common, look: &LookFlags, paths: &[PathBuf]) -> Result<Outcome> {
    if common.plain {
        let instead = "wait for the round's end and run `filmroom --plain PATH`";
        return Err(Usage(format!("--follow shows a round in the app, which --plain never opens: {instead}")).into());
    }
    if !has_terminal() {
        let instead = "wait for the round's end and run `filmroom analyze PATH --out DIR`";
        return Err(Usage(format!("--follow shows a round in a terminal, and this is none: {instead}")).into());
    }
    let settings = settings::load(common)?;
    let live = Live::new(paths, settings.configs.clone()).map_err(Usage)?;
    let options = ui::Options { live: true, ..settings.preferences.app(common, look, "live")? };
    let shelf: Arc<dyn Shelf> = Arc::new(live);
    Ok(match ui::run(&shelf, options)? {
        ui::Exit::Quit => Outcome::Done,
        ui::Exit::Signal(signal) => Outcome::Signal(signal),
    })
}

/// Shows a library in the app, or prints its summary where there is no terminal.
pub(super) fn show(
    common: &Common,
    look: &LookFlags,
    settings: &Settings,
    library: Library,
    work: Work,
    out: &mut dyn Write,
) -> Result<Outcome> {
    // A mistake is told whether or not there is a terminal.
    let options = settings.preferences.app(common, look, journal_name(&library))?;
    if let Some(rows) = RowShelf::of(&library) {
        if common.plain {
            return Err(Usage(
                "--plain tells rounds; `filmroom rows PATH` writes telemetry rows, a line each".to_owned(),
            )
            .into());
        }
        return show_rows(options, rows, work, out);
    }
    let drawn = !common.plain && has_terminal();
    if options.look.blind && !drawn {
        let why = "what is printed tells what blind review hides (--blind, or review.blind of the configuration)";
        return Err(Usage(format!("{why}: review in a terminal, without --plain, or leave it out")).into());
    }
    let sifted = look.filter.is_some() || look.order.is_some();
    if sifted && !drawn && !common.plain {
        let why = "--filter and --order are about the list of findings, and without a terminal there is only a summary";
        return Err(Usage(format!("{why}: `filmroom --plain` prints the list")).into());
    }
    if common.plain {
        // Nobody who asks for everything must say so.
        let everything = look.filter.is_none().then(Filter::default);
        let look = Look { filter: everything.unwrap_or(options.look.filter), ..options.look };
        let heard = Heard::of(&library, &settings.preferences);
        return plain::print(&library, &heard, sifted.then_some(&look), &work, out);
    }
    if !drawn {
        let heard = Heard::of(&library, &settings.preferences);
        return match common.ascii {
            true => summaries(&library, &heard, settings.preferences.bar(), &work, &mut Ascii(out)),
            false => summaries(&library, &heard, settings.preferences.bar(), &work, out),
        };
    }
    // The app has signals and a screen of its own.
    drop(work);
    // A screen with nothing to look at would hide why.
    if let Some(reasons) = library.unreadable() {
        library.problems().kept().iter().for_each(|problem| say(&problem.to_string()));
        reasons.iter().for_each(|reason| say(reason));
        return Ok(Outcome::Problems);
    }
    let options = ui::Options { config: settings.paths.clone(), title: title(&library), ..options };
    let mut library = library;
    if let Some(folder) = settings::own_folder() {
        library.keep_maps_in(folder.join("maps"));
    }
    app(&(Arc::new(library) as Arc<dyn Shelf>), options)
}

fn app(shelf: &Arc<dyn Shelf>, options: ui::Options) -> Result<Outcome> {
    Ok(match ui::run(shelf, options)? {
        ui::Exit::Quit => Outcome::Done,
        ui::Exit::Signal(signal) => Outcome::Signal(signal),
    })
}

/// Shows rows in the app, or says how many there are where there is no terminal.
pub(super) fn show_rows(options: ui::Options, rows: RowShelf, work: Work, out: &mut dyn Write) -> Result<Outcome> {
    if has_terminal() {
        drop(work);
        return app(&(Arc::new(rows) as Arc<dyn Shelf>), options);
    }
    let opened = rows.open(0, &Remarks::default(), work.progress()).map_err(color_eyre::Report::msg)?;
    let Some(table) = opened.table else { return Ok(Outcome::Problems) };
    if !table_line(&rows.units()[0].name, &*table, &work, out)? {
        return Ok(Outcome::Interrupted("not everything was read"));
    }
    writeln!(out, "\nThis is no terminal, so only their number is shown. What to run instead:")?;
    writeln!(out, "  filmroom PATH                in a terminal: look at the rows")?;
    writeln!(out, "  filmroom rows summary PATH   results, side bias, win rates")?;
    writeln!(out, "  filmroom rows check PATH     what disagrees")?;
    writeln!(out, "  filmroom rows PATH           one line a row")?;
    Ok(if table.rows() > table.broken() { Outcome::Done } else { Outcome::Problems })
}

/// How many rows there are; false after a wish to stop.
fn table_line(name: &str, table: &dyn LongTable, work: &Work, out: &mut dyn Write) -> Result<bool> {
    if table.read(work.progress()).is_err() {
        return Ok(false);
    }
    writeln!(out, "{name}: {} telemetry rows, {} broken", table.rows(), table.broken())?;
    Ok(true)
}

/// A writer of text for readers whose terminal has only ASCII: signs of ours are replaced, names stay.
struct Ascii<'o>(&'o mut dyn Write);

impl Write for Ascii<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let plain = |c: char| {
                    ui::glyphs::ascii_of(c.encode_utf8(&mut [0; 4])).map_or_else(|| c.to_string(), str::to_owned)
                };
                self.0.write_all(text.chars().map(plain).collect::<String>().as_bytes())?;
            }
            Err(_) => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What the window is called, where terminals keep its name and give it back: GNU screen and consoles do not.
fn title(library: &Library) -> String {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    if var("TERM") == "linux" || (!var("STY").is_empty() && var("TMUX").is_empty()) {
        return String::new();
    }
    match library.units() {
        [one] => format!("filmroom: {}", one.name),
        units => format!(
            "filmroom: {} and {} more",
            units.first().map_or("", |unit| &unit.name),
            units.len().saturating_sub(1)
        ),
    }
}

/// A word that is no file and is a command, or nearly one, was meant as one.
fn hint_at_command(paths: &[PathBuf]) -> Result<(), Usage> {
    let commands = Args::command();
    let names: Vec<&str> = commands.get_subcommands().map(clap::Command::get_name).collect();
    for path in paths.iter().filter(|path| !path.exists()) {
        let word = path.to_string_lossy();
        if names.contains(&&*word) {
            return Err(Usage(format!("the command comes first: `filmroom {word} PATH...`")));
        }
        if let Some(near) = nearest(&word, names.iter().copied()) {
            say(&format!("there is no file of that name: did you mean `filmroom {near}`?"));
        }
    }
    Ok(())
}

/// Prints what the library holds.
fn summaries(library: &Library, heard: &Heard, bar: Bar, work: &Work, out: &mut dyn Write) -> Result<Outcome> {
    let (mut films, mut backing, mut lacking) = (0, Backing::default(), !library.problems().is_empty());
    for problem in library.problems().kept().iter().chain(heard.problems.kept()) {
        writeln!(out, "{problem}")?;
    }
    for (index, unit) in library.units().iter().enumerate() {
        work.now(&unit.name);
        match library.analyse(index, heard.remarks(index), work.progress(), &mut Season::default()) {
            Ok(opened) => {
                films += opened.films.len();
                if let Some(table) = &opened.table {
                    films += 1;
                    if !table_line(&unit.name, &**table, work, out)? {
                        return Ok(Outcome::Interrupted("the list is not complete"));
                    }
                }
                opened.films.iter().try_for_each(|film| round(unit, film, out))?;
                opened.films.iter().for_each(|film| backing.add(&Brief::of(film), heard.ledger(index)));
                if !opened.problems.is_empty() {
                    writeln!(out, "  {}, see `filmroom check`", count(opened.problems.count(), "problem"))?;
                }
            }
            Err(Failure::Stopped) => return Ok(Outcome::Interrupted("the list is not complete")),
            Err(failure) => {
                lacking = true;
                writeln!(out, "{}", unit.says(&failure.to_string()))?;
            }
        }
    }
    if films == 0 {
        writeln!(out, "nothing could be read: give a folder with events.jsonl and snapshots.jsonl")?;
        return Ok(Outcome::Problems);
    }
    backing.warnings(bar).iter().for_each(|warning| say(&format!("warning: {warning}")));
    writeln!(out, "\nThis is no terminal for the app, so only the summary is shown. What to run instead:")?;
    writeln!(out, "  filmroom PATH                     in a terminal: look at the rounds")?;
    writeln!(out, "  filmroom --plain PATH             read every candidate with its gates, line by line")?;
    writeln!(out, "  filmroom analyze PATH --out DIR   write the results as JSON lines")?;
    writeln!(out, "  filmroom check PATH               list what is wrong in the files")?;
    Ok(if lacking { Outcome::Problems } else { Outcome::Done })
}

/// One round: a head line, then its counts.
fn round(unit: &Unit, film: &Film, out: &mut dyn Write) -> io::Result<()> {
    let meta = &film.meta;
    let sides: Vec<String> = meta.teams.iter().map(side).collect();
    writeln!(out, "{}: {}, {}", unit.name, meta.title, sides.join(" - "))?;
    let mut tally = Tally::default();
    tally.add(&Brief::of(film), &Ledger::default());
    let mut text = Vec::new();
    summary::print(&tally, &mut text)?;
    // The first line counts rounds, of which there is one.
    for line in String::from_utf8_lossy(&text).lines().skip(1) {
        writeln!(out, "  {line}")?;
    }
    for (what, why) in &meta.unavailable {
        writeln!(out, "  {what} is unavailable: {why}")?;
    }
    Ok(())
}

fn side(team: &Team) -> String {
    team.part.as_ref().map_or_else(|| team.name.clone(), |part| format!("{} ({part})", team.name))
}
