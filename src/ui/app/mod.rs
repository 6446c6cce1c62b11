//! The state of the program. Only `update` changes it; `view` reads it.
//!
//! ```text
//!   App ── screen, mode ── which keys mean what
//!    ├── library ── units, summaries, the films in memory
//!    ├── desks ──── verdicts per folder, saved or not
//!    ├── rows ───── which rows of a table of any length are listed, marked and chosen
//!    └── round ──── clock, selection, filter, map, log, tables of the film on the screen
//! ```

pub mod command;
pub mod desks;
pub mod held;
pub mod knob;
pub mod library;
pub mod live;
mod msg;
pub mod overview;
pub mod pair;
pub mod plans;
pub mod prompt;
pub mod review;
pub mod round;
pub mod rows;
pub mod sheet_text;
pub mod sieve;
pub mod space;
pub mod whatif;
pub mod zones;

use super::Options;
use super::action::Context;
use super::effect::Effect;
use super::keymap::Keymap;
use super::theme::Tone;
use super::widgets::list::ListState;
use crate::film::{FindingId, Progress, Unit};
use crate::review::{Backing, Desk, Ledger};
use desks::Desks;
use library::{Entry, Library};
use prompt::{Prompt, Purpose};
use round::{Pane, Round};
use std::sync::Arc;

pub use msg::Msg;

/// What is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// All rounds.
    Library,
    /// Rows of a file of any size.
    Rows,
    /// What those rows come to, and what disagrees in them.
    Overview,
    /// One round.
    Round,
    /// Its tables.
    Tables,
    /// Its ground.
    Space,
    /// Its shapes.
    Shape,
    /// It beside the other round of its match.
    Match,
    /// The zones of its map.
    Zones,
    /// Who was on a plan in it.
    Plans,
    /// What other settings would change.
    WhatIf,
    /// Its events.
    Log,
    /// What there is to judge, of all rounds.
    Queue,
    /// How far each rule can be trusted.
    Stats,
    /// What was wrong in the input.
    Problems,
    /// The keys.
    Help,
}

/// What the next key is for.
#[derive(Debug, Clone)]
pub enum Mode {
    /// The screen.
    Browse,
    /// The reason of a false positive.
    Reason(Why),
    /// What a disagreement is settled as.
    Settle,
    /// Which findings are listed.
    Filter,
    /// Whether a what-if is kept or dropped.
    Leave,
    /// A line being typed.
    Prompt(Box<Prompt>),
}

/// What a reason is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The reviewer's own verdict.
    Verdict,
    /// The settling of a disagreement.
    Settle,
}

/// A line for the reader, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// The state; see the [module](self).
#[derive(Debug)]
pub struct App {
    /// As given at the start.
    pub options: Options,
    /// Which key means what.
    pub keymap: Keymap,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// What is on the screen.
    pub screen: Screen,
    /// Where Problems and Help go back to.
    pub from: Screen,
    /// What the next key is for.
    pub mode: Mode,
    /// The round that is being written, if one is.
    pub live: Option<live::Live>,
    /// All rounds.
    pub library: Library,
    /// Verdicts.
    pub desks: Desks,
    /// The table of rows on the screen, or the one looked at last.
    pub rows: Option<Box<rows::Rows>>,
    /// The round on the screen, or the one looked at last.
    pub round: Option<Box<Round>>,
    /// How the rounds are looked through, and the queue.
    pub review: review::Review,
    /// The row somebody waits for.
    pub wanted: Option<Entry>,
    /// What is there to be shown and waits until the round on the screen may go.
    pub held: Option<held::Held>,
    /// Both rounds of a match, when they are looked at.
    pub pair: Option<Box<pair::Pair>>,
    /// Other settings that are being tried.
    pub whatif: Option<Box<whatif::WhatIf>>,
    /// The match somebody waits for.
    pub pairing: Option<[Entry; 2]>,
    /// The finding to select there, instead of the first without a verdict.
    pub goal: Option<FindingId>,
    /// Whether a unit is being analysed anew because of what was said about it.
    pub heeding: bool,
    /// Whether the next unreviewed finding is selected after a verdict.
    pub auto_advance: bool,
    /// The chosen line of the problems.
    pub problems: ListState,
    /// The chosen line of the help.
    pub help: ListState,
    /// What the help must contain.
    pub help_search: String,
    /// Lines typed before, the newest last.
    pub history: Vec<String>,
    /// For the reader.
    pub message: Option<Message>,
    /// Counts what can be seen: a frame is due when it has changed.
    pub drawn: u64,
    /// The user wants to leave.
    pub quit: bool,
    /// So many decisions would be lost by leaving, as the user was told.
    pub told_unsaved: usize,
}

impl App {
    /// The state at the start, and what is to be done first: journals are opened and the units read one by one.
    #[must_use]
    pub fn new(units: Vec<Unit>, options: Options) -> (App, Vec<Effect>) {
        let (keymap, notes) = Keymap::new(&options.keys);
        let (desks, mut effects) = Desks::new(&units);
        // What belongs to no folder (the demo, standard input) is shown without being asked for: its first round. So is
        // the only round there is, once it is known to be the only one.
        let at_once = !options.live && !units.is_empty() && units.iter().all(|unit| unit.folder.is_none());
        let mut app = App {
            keymap,
            size: (80, 24),
            screen: Screen::Library,
            from: Screen::Library,
            mode: Mode::Browse,
            live: None,
            library: Library::new(units),
            desks,
            rows: None,
            round: None,
            review: review::Review {
                look: options.look.clone(),
                looping: options.looping,
                saved: options.filters.clone(),
                ..review::Review::default()
            },
            wanted: at_once.then_some(Entry { unit: 0, film: Some(0) }),
            held: None,
            pair: None,
            whatif: None,
            pairing: None,
            goal: None,
            heeding: false,
            auto_advance: options.auto_advance,
            problems: ListState::default(),
            help: ListState::default(),
            help_search: String::new(),
            history: Vec::new(),
            message: None,
            drawn: 0,
            quit: false,
            told_unsaved: 0,
            options,
        };
        if let Some(note) = notes.errors.first().or(notes.taken.first()) {
            let more = notes.errors.len() + notes.taken.len() - 1;
            let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
            let tone = if notes.errors.is_empty() { Tone::Notice } else { Tone::Error };
            app.say(tone, format!("keys: {note}{more}"));
        }
        effects.extend(app.options.filters_path().map(|path| Effect::ReadFilters { path }));
        // What is being written comes first, and by itself.
        if !app.options.live {
            effects.extend(app.load_next());
        }
        (app, effects)
    }

    /// Which table of keys holds now.
    #[must_use]
    pub fn context(&self) -> Context {
        match self.mode {
            Mode::Reason(_) => Context::Reason,
            Mode::Settle => Context::Settle,
            Mode::Filter => Context::Filter,
            Mode::Leave => Context::Leave,
            Mode::Prompt(_) => Context::Prompt,
            Mode::Browse => self.screen_context(),
        }
    }

    /// The context of the screen, whatever the mode over it.
    #[must_use]
    pub fn screen_context(&self) -> Context {
        match self.screen {
            Screen::Library => Context::Library,
            Screen::Rows => Context::Rows,
            Screen::Overview => Context::Overview,
            Screen::Tables => Context::Tables,
            Screen::Space => Context::Space,
            Screen::Shape => Context::Shape,
            Screen::Match => Context::Match,
            Screen::Zones => Context::Zones,
            Screen::Plans => Context::Plans,
            Screen::WhatIf => Context::WhatIf,
            Screen::Log => Context::Log,
            Screen::Queue => Context::Queue,
            Screen::Stats => Context::Stats,
            Screen::Problems => Context::Problems,
            Screen::Help => Context::Help,
            Screen::Round => match self.round.as_ref().map_or(Pane::Findings, |round| round.pane) {
                Pane::Map => Context::Map,
                Pane::Timeline => Context::Timeline,
                Pane::Findings => Context::Findings,
                Pane::Evidence => Context::Evidence,
            },
        }
    }

    /// Whether frames are due without any key: the clock runs, or somebody waits for a round.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.wanted.is_some()
            || self.pairing.is_some()
            || self.rows.as_ref().is_some_and(|rows| rows.reading.is_some() || rows.busy.is_some())
            || self.round.as_ref().is_some_and(|round| round.playback.is_playing())
    }

    /// Puts a line for the reader.
    pub fn say(&mut self, tone: Tone, text: impl Into<String>) {
        self.message = Some(Message { tone, text: text.into() });
    }

    /// Puts a sentence for the reader that names actions, see [`Keymap::told`].
    pub fn tell(&mut self, tone: Tone, sentence: &'static str) {
        let text = self.keymap.told(sentence);
        self.say(tone, text);
    }

    /// What is being typed after `/`, on any screen.
    #[must_use]
    pub fn typing(&self, purpose: Purpose) -> Option<&Prompt> {
        match &self.mode {
            Mode::Prompt(prompt) if prompt.purpose == purpose => Some(prompt),
            _ => None,
        }
    }

    /// Rules whose penalties count although the verdicts on the rounds read so far do not support it, a sentence each.
    #[must_use]
    pub fn unbacked(&self) -> Vec<String> {
        let (mut backing, none) = (Backing::default(), Ledger::default());
        for (unit, state) in self.library.states.iter().enumerate() {
            let library::UnitState::Ready(films) = state else { continue };
            let ledger = self.desks.desk(unit).map_or(&none, Desk::ledger);
            for film in films {
                film.costly.iter().for_each(|rule| backing.rule(rule));
                film.penalised.iter().for_each(|(rule, id)| backing.candidate(rule, id, ledger));
            }
        }
        backing.warnings(self.options.bar)
    }

    /// Lists the findings again: a verdict has changed.
    pub fn list(&mut self) {
        self.regather();
        if let Some(round) = &mut self.round {
            round.list(&self.review.look, self.desks.desk(round.entry.unit));
        }
    }

    /// Lists the findings again: the filter or the order has changed.
    pub fn sift(&mut self) {
        self.regather();
        if let Some(round) = &mut self.round {
            round.sift(&self.review.look, self.desks.desk(round.entry.unit));
        }
    }

    /// The queue has changed; it is made at once where it is seen.
    pub fn regather(&mut self) {
        self.review.changed = true;
        if matches!(self.screen, Screen::Queue | Screen::Library) {
            self.gather();
        }
    }

    /// Makes the queue, if anything has changed since it was made.
    pub fn gather(&mut self) {
        if self.review.changed {
            self.review.gather(&self.library, &self.desks);
        }
    }

    /// Whether what is looked at is a row of a table of rows: the library, and so the queue, knows no film of it.
    #[must_use]
    pub fn is_in_row(&self) -> bool {
        let row = self.round.as_ref().is_some_and(|round| round.entry.film.is_none());
        row && matches!(
            self.screen,
            Screen::Round | Screen::Tables | Screen::Log | Screen::Space | Screen::Shape | Screen::WhatIf
        )
    }

    /// Whether any film is in the library, for the queue to be of.
    #[must_use]
    pub fn has_queue(&self) -> bool {
        self.library.entries().iter().any(|entry| entry.film.is_some())
    }

    /// A finding of the open round as it may be shown.
    #[must_use]
    pub fn seen<'f>(
        &self,
        round: &Round,
        finding: &'f crate::film::Finding,
    ) -> std::borrow::Cow<'f, crate::film::Finding> {
        self.review.look.seen(&round.film, finding, self.desks.desk(round.entry.unit))
    }

    /// Verdicts and notes whose finding none of the rounds of their folder holds any more, in words; as far as all of
    /// these rounds have been read.
    #[must_use]
    pub fn orphans(&self) -> Vec<String> {
        self.desks.orphans(&self.library)
    }

    /// What fits the line being typed, each as the whole line.
    #[must_use]
    pub fn fitting(&self, purpose: Purpose, typed: &str) -> Vec<String> {
        let film = self.round.as_ref().map(|round| &*round.film);
        match purpose {
            Purpose::Command => prompt::actions(typed),
            Purpose::Search if matches!(self.screen, Screen::Round | Screen::Queue) => {
                let mut all = crate::review::queue::complete(typed, film);
                // While blind, the reasons there are would tell that something is excused.
                all.retain(|text| !self.review.look.blind || !text.contains("reason:") || text.ends_with(':'));
                all
            }
            Purpose::SaveFilter | Purpose::Recall => {
                let names = self.review.saved.iter().map(|(name, _)| name.to_owned());
                names.filter(|name| name.starts_with(typed.trim())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Asks for the next unit to be read behind the screen, if none is being read. What was said about a unit comes
    /// first: it is not read before its journal.
    pub fn load_next(&mut self) -> Option<Effect> {
        if self.library.is_reading() {
            return None;
        }
        let unit = match self.wanted {
            Some(entry) if self.library.is_waiting(entry.unit) && self.desks.is_settled(entry.unit) => entry.unit,
            _ => self.library.next_waiting(|unit| self.desks.is_settled(unit))?,
        };
        Some(self.load(unit, self.wanted.is_some_and(|entry| entry.unit == unit)))
    }

    /// Asks for a unit to be read.
    pub fn load(&mut self, unit: usize, wanted: bool) -> Effect {
        let progress = Arc::<Progress>::default();
        self.library.reading(unit, &progress);
        let configuration = self.library.configuration();
        Effect::Load { unit, wanted, configuration, remarks: self.desks.remarks(unit), progress }
    }
}
