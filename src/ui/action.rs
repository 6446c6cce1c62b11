//! What can be done: one row per action (name, default keys, where it is valid, one sentence). Dispatch, footer, help,
//! the key table of the README and the user's own bindings all read this table, so none of them can forget an action.
//!
//! ```text
//!   key ──keymap──▶ Action ──update──▶ state, effects
//!                     ▲
//!   `:name` ──────────┘
//! ```

use std::fmt;

/// Where keys go: a screen, a pane of the round, or a mode that waits for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum Context {
    /// The list of rounds.
    Library = 1,
    /// The round, with the map in focus.
    Map = 1 << 1,
    /// The round, with the timeline in focus.
    Timeline = 1 << 2,
    /// The round, with the list of findings in focus.
    Findings = 1 << 3,
    /// The round, with the evidence in focus.
    Evidence = 1 << 4,
    /// Tables.
    Tables = 1 << 5,
    /// Every event.
    Log = 1 << 6,
    /// Who held which ground.
    Space = 1 << 12,
    /// In which shape the sides stood.
    Shape = 1 << 13,
    /// Both rounds of a match.
    Match = 1 << 14,
    /// The zones of the map.
    Zones = 1 << 15,
    /// Who was marked as on a plan.
    Plans = 1 << 16,
    /// What other settings would change.
    WhatIf = 1 << 17,
    /// Rows of a file of any size.
    Rows = 1 << 18,
    /// What those rows come to, and what disagrees in them.
    Overview = 1 << 20,
    /// What was wrong in the input.
    Problems = 1 << 7,
    /// The keys.
    Help = 1 << 8,
    /// Waiting for the reason of a false positive.
    Reason = 1 << 9,
    /// Choosing which findings to list.
    Filter = 1 << 10,
    /// Keeping or dropping what was tried.
    Leave = 1 << 19,
    /// Typing a command, a search or a note.
    Prompt = 1 << 11,
    /// What there is to judge, of all rounds.
    Queue = 1 << 21,
    /// How far each rule can be trusted.
    Stats = 1 << 22,
    /// Choosing what a disagreement is settled as.
    Settle = 1 << 23,
}

impl Context {
    /// Every context, in the order of the help.
    pub const ALL: [Context; 24] = [
        Context::Library,
        Context::Rows,
        Context::Overview,
        Context::Map,
        Context::Timeline,
        Context::Findings,
        Context::Evidence,
        Context::Tables,
        Context::Space,
        Context::Shape,
        Context::Match,
        Context::Zones,
        Context::Plans,
        Context::WhatIf,
        Context::Log,
        Context::Queue,
        Context::Stats,
        Context::Problems,
        Context::Help,
        Context::Reason,
        Context::Settle,
        Context::Filter,
        Context::Leave,
        Context::Prompt,
    ];
}

/// A set of contexts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Where(u32);

impl Where {
    const fn of(context: Context) -> Where {
        Where(context as u32)
    }

    const fn and(self, other: Where) -> Where {
        Where(self.0 | other.0)
    }

    /// Whether `context` belongs to it.
    #[must_use]
    pub const fn holds(self, context: Context) -> bool {
        self.0 & context as u32 != 0
    }

    /// Whether a context belongs to both.
    #[must_use]
    pub const fn meets(self, other: Where) -> bool {
        self.0 & other.0 != 0
    }
}

const LIBRARY: Where = Where::of(Context::Library);
const MAP: Where = Where::of(Context::Map);
const ROUND: Where =
    MAP.and(Where::of(Context::Timeline)).and(Where::of(Context::Findings)).and(Where::of(Context::Evidence));
const SPACE: Where = Where::of(Context::Space);
const SHAPE: Where = Where::of(Context::Shape);
const MATCH: Where = Where::of(Context::Match);
const ZONES: Where = Where::of(Context::Zones);
const PLANS: Where = Where::of(Context::Plans);
/// Where there is a map to look around on.
const LOOK: Where = ROUND.and(SPACE).and(ZONES);
/// Where the clock is seen, beside the round: live tables follow it.
const CLOCK: Where = ROUND.and(SPACE).and(SHAPE).and(TABLES);
const WHATIF: Where = Where::of(Context::WhatIf);
/// Where the map has the keys.
const GROUND: Where = MAP.and(SPACE).and(ZONES);
/// Where other settings can be tried.
const TRIED: Where = CLOCK.and(PLANS).and(LOG);
/// Everything about one round.
const FILM: Where = CLOCK.and(LOG).and(ZONES).and(PLANS);
const TABLES: Where = Where::of(Context::Tables);
const LOG: Where = Where::of(Context::Log);
const ROWS: Where = Where::of(Context::Rows);
/// Where a row of a table of rows may be on the screen.
const OF_ROW: Where = ROUND.and(TABLES).and(LOG).and(SPACE).and(SHAPE);
const OVERVIEW: Where = Where::of(Context::Overview);
const QUEUE: Where = Where::of(Context::Queue);
const STATS: Where = Where::of(Context::Stats);
const SIDEWAYS: Where = LIBRARY
    .and(ROWS)
    .and(OVERVIEW)
    .and(TABLES)
    .and(SPACE)
    .and(SHAPE)
    .and(MATCH)
    .and(ZONES)
    .and(PLANS)
    .and(QUEUE)
    .and(STATS);
const LISTS: Where = SIDEWAYS.and(WHATIF).and(LOG).and(Where::of(Context::Problems)).and(Where::of(Context::Help));
const SEARCHABLE: Where =
    LIBRARY.and(OVERVIEW).and(ROUND).and(TABLES).and(LOG).and(QUEUE).and(WHATIF).and(Where::of(Context::Help));
const SCREENS: Where = ROUND.and(LISTS);
const REASON: Where = Where::of(Context::Reason);
const SETTLE: Where = Where::of(Context::Settle);
const LEAVE: Where = Where::of(Context::Leave);
const FILTER: Where = Where::of(Context::Filter);
const PROMPT: Where = Where::of(Context::Prompt);
const MODES: Where = REASON.and(SETTLE).and(FILTER).and(LEAVE).and(PROMPT);
const EVERYWHERE: Where = SCREENS.and(MODES);

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it does. An action with a number carries 0 here.
    pub action: Action,
    /// Name in commands and bindings (kebab-case).
    pub name: &'static str,
    /// Default keys. For an action with a number, the n-th key stands for n counted from [`Row::first`].
    pub keys: &'static [&'static str],
    /// Where it is valid.
    pub valid: Where,
    /// One sentence for the help.
    pub help: &'static str,
    /// One word for the footer, empty for those that need no reminder.
    pub short: &'static str,
    /// The number of the first key, when the action takes one.
    pub first: Option<u8>,
}

/// Makes the groups and the table from one list.
macro_rules! actions {
    ($( $(#[$doc:meta])* $group:ident, $title:literal {
        $( $variant:ident $(($number:literal))?, $name:literal, [$($key:literal),*], $valid:expr, $short:literal, $help:literal; )*
    } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $group { $( #[doc = $help] $variant $((actions!(@number $number)))?, )* }

            impl From<$group> for Action {
                fn from(action: $group) -> Action { Action::$group(action) }
            }
        )*

        /// Something the user can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $( $(#[$doc])* $group($group), )* }

        impl Action {
            /// The heading in the help under which it stands.
            #[must_use]
            pub const fn group(self) -> &'static str {
                match self { $( Action::$group(_) => $title, )* }
            }

            /// Its place in [`TABLE`].
            #[must_use]
            pub fn row(self) -> &'static Row {
                let plain = self.with_number(0);
                // Cannot fail: table and variants are made from the same list by this macro.
                TABLE.iter().find(|row| row.action == plain).unwrap_or(&TABLE[0])
            }

            /// The same action with another number, if it takes one.
            #[must_use]
            pub const fn with_number(self, number: u8) -> Action {
                let _ = number;
                match self {
                    $( $( $( Action::$group($group::$variant(..)) if { let _ = $number; true } =>
                        Action::$group($group::$variant(number)), )? )* )*
                    other => other,
                }
            }
        }

        /// The table: every action once, in the order of the help.
        pub static TABLE: &[Row] = &[ $( $( Row {
            action: Action::$group($group::$variant $((actions!(@zero $number)))?),
            name: $name,
            keys: &[$($key),*],
            valid: $valid,
            help: $help,
            short: $short,
            first: actions!(@first $($number)?),
        }, )* )* ];
    };
    (@number $number:literal) => { u8 };
    (@zero $number:literal) => { 0 };
    (@first) => { None };
    (@first $number:literal) => { Some($number) };
}

actions! {
    /// The clock.
    Clock, "Playback" {
        PlayPause, "play-pause", ["Space"], CLOCK.and(WHATIF), "play", "Start or stop the clock.";
        Back, "back", ["Left", "h"], ROUND, "-1 s", "Go back 1 s.";
        Forward, "forward", ["Right", "l"], ROUND, "+1 s", "Go forward 1 s.";
        BackFar, "back-far", ["Shift-Left", "H"], CLOCK, "", "Go back 5 s.";
        ForwardFar, "forward-far", ["Shift-Right", "L"], CLOCK, "", "Go forward 5 s.";
        StepBack, "step-back", [","], ROUND, "", "Go back one snapshot.";
        StepForward, "step-forward", ["."], ROUND, "", "Go forward one snapshot.";
        Slower, "slower", ["["], CLOCK, "", "Halve the speed (down to 0.25x).";
        Faster, "faster", ["]"], CLOCK, "", "Double the speed (up to 16x).";
        NormalSpeed, "normal-speed", ["Backspace"], CLOCK, "", "Play at 1x, forwards.";
        Reverse, "reverse", ["r"], ROUND, "", "Play the other way round.";
        Tenth(0), "tenth", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], CLOCK, "", "Go to that tenth of the round.";
        NextChange, "next-change", [")"], CLOCK, "change", "Go to the next moment at which the live table (a ledger) changes.";
        PreviousChange, "previous-change", ["("], CLOCK, "", "Go to the moment before at which the live table changed.";
        Loop, "loop", ["o"], ROUND, "loop", "Play the slice of the selected finding in a loop, and of each one selected next; or stop that.";
        Watch, "watch", ["Enter"], ROUND, "watch", "Play the slice of the selected finding from its start.";
        Live, "live", ["$"], SCREENS, "live", "To the latest moment of the round that is being written, and along with it.";
    }
    /// Choosing findings.
    Pick, "Findings" {
        Next, "next-finding", ["n"], ROUND.and(WHATIF), "next", "Select the next finding of the list; after the last one, go on into the next round.";
        Previous, "previous-finding", ["N"], ROUND.and(WHATIF), "", "Select the previous finding of the list, or of the round before.";
        NextUnreviewed, "next-unreviewed", ["U"], ROUND.and(LIBRARY).and(QUEUE), "review", "Select the next finding without a verdict, in whichever round it is.";
        Filter, "filter", ["F"], ROUND, "filter", "Choose which findings are listed.";
        ClearFilter, "clear-filter", ["X"], ROUND.and(QUEUE), "", "List the candidates again, as at the start.";
    }
    /// Verdicts.
    Judge, "Verdicts" {
        True, "verdict-true", ["t"], ROUND, "true", "The selected finding is what it looks like.";
        False, "verdict-false", ["f"], ROUND, "false", "It is a false positive; a digit gives the reason, Enter none.";
        NotEvaluable, "verdict-not-evaluable", ["u"], ROUND, "can't tell", "It cannot be judged from this recording.";
        Clear, "verdict-clear", ["c"], ROUND, "", "Take the verdict away.";
        Note, "note", ["m"], ROUND, "note", "Write a note on the selected finding.";
        Undo, "undo", ["z"], ROUND.and(PLANS), "undo", "Undo the last verdict or note and go back to its finding.";
        Redo, "redo", ["Z", "Ctrl-r"], ROUND.and(PLANS), "", "Do again what was undone.";
        Settle, "adjudicate", ["J"], ROUND, "settle", "Settle what reviewers judge differently; their own verdicts stay.";
        AutoAdvance, "auto-advance", ["A"], ROUND, "", "After a verdict, select the next unreviewed finding by itself, or not.";
    }
    /// The queue over all rounds.
    Queue, "Queue" {
        Order, "order", ["<"], ROUND.and(QUEUE), "order", "List by time, confidence, player, reason, or closest to a threshold.";
        Blind, "blind", ["*"], ROUND.and(QUEUE).and(LIBRARY), "blind", "Hide tiers, scores, limits and other people's verdicts until you have decided, or show them.";
        SaveFilter, "save-filter", ["Ctrl-s"], ROUND.and(QUEUE), "", "Save the filter under a name.";
        Recall, "recall-filter", ["'"], ROUND.and(QUEUE), "saved", "List by a filter that was saved.";
    }
    /// What a disagreement is settled as.
    Settle, "Settling a disagreement" {
        True, "settle-true", ["t"], SETTLE, "true", "It is what it looks like, whoever said otherwise.";
        False, "settle-false", ["f"], SETTLE, "false", "It is a false positive; a digit gives the reason, Enter none.";
        NotEvaluable, "settle-not-evaluable", ["u"], SETTLE, "can't tell", "Nobody can tell from this recording.";
    }
    /// Planned marks.
    Plan, "Planned marks" {
        Mark, "plan", ["O"], ROUND, "plan", "The followed player (else the finding's) was on a plan: once where it begins, once where it ends, then a note.";
        TakeBack, "plan-take-back", ["c", "D"], PLANS, "take back", "Take the chosen mark back, if it is yours.";
    }
    /// The reason of a false positive.
    Why, "Reason of a false positive" {
        Reason(1), "reason", ["1", "2", "3", "4", "5", "6", "7", "8", "9"], REASON, "reason", "Give that reason.";
        NoReason, "no-reason", ["Enter"], REASON, "no reason", "Decide without a reason.";
    }
    /// Which findings are listed.
    Sieve, "Which findings are listed" {
        Kind, "filter-kind", ["k"], FILTER, "kind", "All kinds, or one of them.";
        Confidence, "filter-confidence", ["c"], FILTER, "confidence", "Any confidence, med and high, or high only.";
        Player, "filter-player", ["p"], FILTER, "player", "All players, or one of them.";
        Status, "filter-status", ["s"], FILTER, "status", "Candidates, suppressed, facts, or everything.";
        Verdict, "filter-verdict", ["v"], FILTER, "verdict", "Any verdict, unreviewed only, or one of the verdicts.";
        Reset, "filter-reset", ["x"], FILTER, "reset", "Back to the candidates.";
        Done, "filter-done", ["Enter", "F"], FILTER, "done", "Leave the filter as it is.";
    }
    /// The map.
    View, "Map" {
        ZoomIn, "zoom-in", ["+", "="], LOOK, "zoom", "Look closer.";
        ZoomOut, "zoom-out", ["-", "_"], LOOK, "", "See more.";
        PanUp, "pan-up", ["Ctrl-Up", "Alt-k"], GROUND, "pan", "Move the view north.";
        PanDown, "pan-down", ["Ctrl-Down", "Alt-j"], GROUND, "", "Move the view south.";
        PanLeft, "pan-left", ["Ctrl-Left", "Alt-h"], GROUND, "", "Move the view west.";
        PanRight, "pan-right", ["Ctrl-Right", "Alt-l"], GROUND, "", "Move the view east.";
        Fit, "fit", ["W"], LOOK, "whole", "Show the whole map, or fit the view to the players.";
        Follow, "follow", ["v"], ROUND, "follow", "Keep the player of the selected finding in the middle, or stop that.";
        FollowNext, "follow-next", ["V"], ROUND, "", "Keep the next player in the middle.";
        Floor, "floor", [">"], ROUND.and(ZONES), "floor", "All floors, or one after the other from the lowest.";
        Trails, "trails", ["x"], ROUND, "trails", "Draw where everybody came from, or not.";
        Mode, "map-mode", ["b"], ROUND.and(ZONES), "", "Draw with letters, half blocks or braille.";
    }
    /// Moving in lists and between panes.
    Move, "Moving" {
        Up, "up", ["Up", "k"], SCREENS, "", "One line up; on the timeline the event before, on the map the player before.";
        Down, "down", ["Down", "j"], SCREENS, "", "One line down; on the timeline the next event, on the map the next player.";
        PageUp, "page-up", ["PageUp", "Ctrl-u"], SCREENS, "", "One page up.";
        PageDown, "page-down", ["PageDown", "Ctrl-d"], SCREENS, "", "One page down.";
        Top, "top", ["g", "Home"], SCREENS, "", "To the first line (on map and timeline: the start of the round).";
        Bottom, "bottom", ["G", "End"], SCREENS, "", "To the last line (on map and timeline: the end of the round).";
        NextPane, "next-pane", ["Tab"], ROUND.and(TABLES).and(SHAPE).and(MATCH).and(ZONES).and(WHATIF).and(OVERVIEW), "pane", "To the next pane (or table, or handle of a zone).";
        PreviousPane, "previous-pane", ["Shift-Tab"], ROUND.and(TABLES).and(SHAPE).and(MATCH).and(ZONES).and(WHATIF).and(OVERVIEW), "", "To the previous pane (or table, or handle of a zone).";
        Open, "open", ["Enter"], LIBRARY.and(TABLES).and(LOG).and(SHAPE).and(MATCH).and(PLANS).and(WHATIF).and(QUEUE).and(ROWS).and(OVERVIEW), "open", "Open the round; go where the row leads; jump to the event; type the value.";
        ColumnLeft, "column-left", ["Left", "h"], SIDEWAYS, "", "Choose the column to the left; on the ground the cursor, among shapes the one before.";
        ColumnRight, "column-right", ["Right", "l"], SIDEWAYS, "column", "Choose the column to the right, its rule is told below; on the ground the cursor, among shapes the next.";
        Sort, "sort", ["s"], LIBRARY.and(TABLES).and(MATCH).and(ROWS).and(OVERVIEW), "sort", "Sort by the chosen column, then the other way round, then not.";
        LogKind, "log-kind", ["e"], LOG, "kind", "List all events, or one kind only.";
        LogPlayer, "log-player", ["p"], LOG, "player", "List the events of everybody, or of one player.";
    }
    /// Tables.
    Sheet, "Tables" {
        Turn, "table-view", ["v"], TABLES, "view", "Bars or a square, or plain rows.";
        CopyCell, "copy-cell", ["y"], TABLES, "copy", "Send the chosen cell to the terminal's clipboard.";
        CopyRow, "copy-row", ["Y"], TABLES, "", "Send the chosen row to the terminal's clipboard, with tabs.";
        CopyTable, "copy-table", ["Ctrl-y"], TABLES, "", "Send the table as it is listed to the terminal's clipboard.";
        Export, "export", ["E"], TABLES, "export", "Write the table as it is listed to a file (.csv, .tsv, .jsonl).";
    }
    /// Rows of a file of any size.
    Rows, "Rows" {
        Filter, "rows-filter", ["F"], ROWS, "filter", "List only the rows for which an expression holds, over columns or any path.";
        All, "rows-all", ["X"], ROWS, "", "List every row again, as in the file.";
        Find, "rows-find", ["/"], ROWS, "find", "Go to the next row whose line contains a text as it is written.";
        Next, "rows-next", ["n"], ROWS, "", "Go to the next row that contains it.";
        Previous, "rows-previous", ["N"], ROWS, "", "Go to the row before that contains it.";
        Mark, "mark", ["Space"], ROWS, "mark", "Mark the row, or take its mark away, and go on to the next.";
        Unmark, "unmark", ["u"], ROWS, "", "Take all marks away.";
        Summary, "rows-summary", ["S"], ROWS, "summary", "What the listed rows come to: results, side bias, win rates.";
        Checks, "rows-checks", ["C"], ROWS, "checks", "Check every row with its events, and list what disagrees.";
        CopyValue, "copy-value", ["y"], ROWS, "", "Send the chosen value to the terminal's clipboard.";
        CopyLine, "copy-line", ["Y"], ROWS, "", "Send the row's line as it is to the terminal's clipboard.";
        CopyPath, "copy-path", ["Ctrl-y"], ROWS, "", "Send the path of the chosen column to the terminal's clipboard.";
        Export, "export-rows", ["E"], ROWS, "export", "Write the marked rows, else the listed ones, to a file (.jsonl as they were, or .csv).";
        NextRow, "next-row", ["}"], OF_ROW, "", "Open the next row of the list.";
        PreviousRow, "previous-row", ["{"], OF_ROW, "", "Open the row before it.";
    }
    /// Who held which ground.
    Space, "Ground" {
        Team, "space-team", ["t"], SPACE, "side", "Everybody's time on the ground, or one side's.";
        Player, "space-player", ["p"], SPACE, "player", "One player's time on the ground, or everybody's.";
        Contested, "space-contested", ["c"], SPACE, "contested", "The time in which both sides stood in a cell, or everybody's.";
        Range, "space-range", ["r"], SPACE, "span", "The whole round, the last 10, 30 or 60 s before the clock, or the slice.";
    }
    /// Zones of the map. What moves is what was taken hold of: the whole zone, or one of its handles.
    Zone, "Zones of the map" {
        Take, "zone-save", ["Enter"], ZONES, "take/save", "Take hold of the chosen zone (or of a guess around an objective); save what was changed.";
        Create, "zone-new", ["c"], ZONES, "new", "A new zone at the cursor, named after the objective beside it, its radius a guess.";
        FarUp, "zone-far-up", ["Shift-Up", "K"], ZONES, "", "100 u north (with arrows 10 u); without a zone in hand the cursor, 4 rows.";
        FarDown, "zone-far-down", ["Shift-Down", "J"], ZONES, "", "100 u south; without a zone in hand the cursor, 4 rows.";
        FarLeft, "zone-far-left", ["Shift-Left", "H"], ZONES, "", "100 u west; without a zone in hand the cursor, 8 columns.";
        FarRight, "zone-far-right", ["Shift-Right", "L"], ZONES, "", "100 u east; without a zone in hand the cursor, 8 columns.";
        Smaller, "zone-smaller", ["["], ZONES, "size", "Shrink the zone in hand by 10 u to every side.";
        Larger, "zone-larger", ["]"], ZONES, "", "Grow the zone in hand by 10 u to every side.";
        MuchSmaller, "zone-much-smaller", ["{"], ZONES, "", "Shrink the zone in hand by 100 u to every side.";
        MuchLarger, "zone-much-larger", ["}"], ZONES, "", "Grow the zone in hand by 100 u to every side.";
        Form, "zone-form", ["f"], ZONES, "form", "The zone in hand as a cylinder, sphere, box or polygon of about the same reach.";
        AddCorner, "zone-corner", ["i"], ZONES, "", "One more corner behind the one in hand (polygons).";
        DropCorner, "zone-drop-corner", ["x"], ZONES, "", "Take the corner in hand away (polygons, three stay).";
        Unbound, "zone-unbound", ["u"], ZONES, "", "No lower (or upper) end: what is below (above) is inside too.";
        Measured, "zone-measured", ["m"], ZONES, "", "The size of the zone in hand is a guess, or has been looked at.";
        Kind, "zone-kind", ["t"], ZONES, "", "A new zone is for objective work, or a route of planned lurks.";
        Rename, "zone-rename", ["r"], ZONES, "name", "Give the zone in hand another name.";
        Remove, "zone-remove", ["D"], ZONES, "remove", "Remove the chosen zone, if it stands in your own map file; Enter does it, Esc keeps it.";
    }
    /// What other settings would change.
    Try, "What-if" {
        Lower, "lower", ["Left", "h"], WHATIF, "less", "One step less of the chosen setting; a switch turns.";
        Raise, "raise", ["Right", "l"], WHATIF, "more", "One step more of the chosen setting; a switch turns.";
        LowerFar, "lower-far", ["Shift-Left", "H"], WHATIF, "", "Five steps less.";
        RaiseFar, "raise-far", ["Shift-Right", "L"], WHATIF, "", "Five steps more.";
        Reset, "reset-setting", ["x", "Backspace"], WHATIF, "reset", "The chosen setting as it is in force.";
        ResetAll, "reset-settings", ["X"], WHATIF, "", "All settings as they are in force.";
        Scope, "what-if-scope", ["a"], WHATIF, "all rounds", "What changes in this round, or in all rounds that are open.";
        Keep, "save-config", ["s"], WHATIF, "save", "Put what is tried into a configuration file.";
        Copy, "copy-flags", ["y"], WHATIF, "copy", "Send what is tried to the terminal's clipboard, as --set flags.";
        Stay, "what-if-stay", ["Enter", "k"], LEAVE, "keep", "Leave the panel and go on with what is tried; every screen says so.";
        Drop, "what-if-drop", ["D"], LEAVE.and(WHATIF).and(CLOCK).and(LOG), "drop", "Drop what is tried: everything as it is in force.";
    }
    /// Screens and the program.
    Show, "Screens" {
        Back, "escape", ["Esc"], EVERYWHERE, "back", "Go back: leave a mode, a filter, a screen. Never decides, never quits.";
        Round, "round", ["F2"], SCREENS, "", "The round: map, timeline, findings, evidence.";
        Board, "board", ["B"], ROUND, "ledger", "The live table in place of the evidence, or the evidence again.";
        Players, "players", ["p"], ROUND.and(TABLES), "players", "The players in numbers.";
        Tables, "tables", ["T", "F3"], SCREENS, "tables", "The tables: everything that was counted and measured.";
        Space, "space", ["S", "F7"], FILM, "ground", "Who held which ground.";
        Shape, "shape", ["P", "F8"], FILM, "shapes", "In which shape the sides stood; in a telemetry row, the events of each unit.";
        WhatIf, "what-if", ["w"], TRIED.and(WHATIF), "what-if", "What other settings would change, and back to the round.";
        Match, "match", ["M", "F9"], FILM.and(LIBRARY), "match", "Both rounds of the match side by side.";
        Zones, "zones", ["E"], ROUND.and(SPACE).and(SHAPE), "zones", "The zones of the map: move, resize, add, and save them to your map file.";
        Plans, "plans", ["R"], FILM, "plans", "The planned marks of this round: go there, take one back.";
        Log, "log", ["e", "F4"], ROUND.and(TABLES).and(SPACE).and(SHAPE), "events", "Every event.";
        Queue, "queue", ["Q"], SCREENS, "queue", "What there is to judge in all rounds, and how far the review is.";
        Stats, "stats", ["%"], SCREENS, "stats", "How far each rule can be trusted, by the verdicts so far.";
        Problems, "problems", ["!", "F5"], SCREENS, "", "What was wrong in the input.";
        Library, "library", ["F6"], SCREENS, "", "All rounds.";
        Help, "help", ["?", "F1"], SCREENS, "help", "The keys.";
        Command, "command", [":"], SCREENS, "command", "Go to a time (2:31, 151, +10, -5) or run any action by its name.";
        Search, "search", ["/"], SEARCHABLE, "search", "List only what contains a text.";
        Suspend, "suspend", ["Ctrl-z"], EVERYWHERE, "", "Give the terminal back for a while (fg returns).";
        Redraw, "redraw", ["Ctrl-l"], EVERYWHERE, "", "Draw everything anew.";
        Quit, "quit", ["q", "Ctrl-c"], SCREENS, "quit", "Leave the program.";
    }
    /// Typing.
    Type, "Typing" {
        Accept, "accept", ["Enter"], PROMPT, "accept", "Take what was typed.";
        Complete, "complete", ["Tab"], PROMPT, "complete", "Complete the command, or offer the next one that fits.";
        Older, "older", ["Up"], PROMPT, "", "What was typed before.";
        Newer, "newer", ["Down"], PROMPT, "", "What was typed after that.";
        Abandon, "abandon", ["Ctrl-c"], MODES, "", "Leave the mode and change nothing.";
    }
}

impl Action {
    /// Name in commands and bindings.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The action of that name, if there is one.
    #[must_use]
    pub fn named(name: &str) -> Option<Action> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.action)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The table as Markdown, for the README: one heading per group, one line per action.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::new();
    let mut group = "";
    for row in TABLE {
        if row.action.group() != group {
            group = row.action.group();
            out.push_str(&format!("\n**{group}**\n\n| Keys | Action | |\n|---|---|---|\n"));
        }
        let keys: Vec<String> = match row.keys {
            [first, .., last] if row.first.is_some() => vec![format!("`{first}`-`{last}`")],
            keys => keys.iter().map(|key| format!("`{key}`")).collect(),
        };
        out.push_str(&format!("| {} | `{}` | {} |\n", keys.join(" "), row.name, row.help));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_kebab_case_and_lead_back_to_their_action() {
        let names: BTreeSet<&str> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for row in TABLE {
            assert!(row.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", row.name);
            assert_eq!(Action::named(row.name), Some(row.action));
            assert_eq!(row.action.row().name, row.name);
            assert!(row.help.ends_with('.') && row.help.len() > 8, "{}: one sentence", row.name);
            assert!(!row.keys.is_empty(), "{} has no key", row.name);
        }
    }

    #[test]
    fn a_number_stays_with_its_action() {
        let tenth = Action::Clock(Clock::Tenth(0)).with_number(7);
        assert_eq!(tenth, Action::Clock(Clock::Tenth(7)));
        assert_eq!((tenth.name(), tenth.row().first), ("tenth", Some(0)));
        assert_eq!(Action::Show(Show::Quit).with_number(7), Action::Show(Show::Quit));
    }

    #[test]
    fn every_context_has_a_way_out() {
        for context in Context::ALL {
            assert!(Action::Show(Show::Back).row().valid.holds(context), "{context:?}");
        }
    }

    #[test]
    fn the_readme_table_has_a_line_for_every_action() {
        let text = markdown();
        for row in TABLE {
            assert!(text.contains(&format!("`{}`", row.name)));
        }
        assert!(text.contains("| `0`-`9` | `tenth` |"));
    }
}
