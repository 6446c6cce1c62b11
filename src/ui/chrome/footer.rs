//! The line at the bottom: the keys that matter in a context, most wanted first.

use crate::ui::action::{
    Action, Clock, Context, Judge, Move, Pick, Plan, Queue, Rows, Settle, Sheet, Show, Sieve, Space, Try, Type, View,
    Why, Zone,
};
use crate::ui::app::{App, Screen};
use crate::ui::theme::Tone;
use crate::ui::widgets::paint::Pen;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// The keys that matter now, as many as fit.
pub(super) fn footer(app: &App, area: Rect, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let mut pen = Pen::new(buf, area);
    let mut x = 0;
    // The way back to the edge comes first for whoever has left it.
    let away = app.live.as_ref().is_some_and(|live| !live.along && !live.ended);
    let back = Action::Clock(Clock::Live);
    let back = (away && back.row().valid.holds(app.context())).then_some(back);
    let live = app.round.as_ref().is_some_and(|round| round.film.sheets.iter().any(|sheet| sheet.live.is_some()));
    // A row of a table is in no queue.
    let queue = !app.is_in_row() || app.has_queue();
    let told = |action: &&Action| match action {
        Action::Clock(Clock::NextChange) | Action::Show(Show::Board) => live,
        Action::Show(Show::Queue) => queue,
        _ => true,
    };
    let word = |action: &Action| Some((app.keymap.hint(action.row().action)?, action.row().short));
    let width = |(key, short): &(String, &str)| (key.width() + 1 + short.width()) as i32;
    // The way to all the others always stays.
    let help = Action::Show(Show::Help);
    let mut helped = word(&help).filter(|_| help.row().valid.holds(app.context()) && app.screen != Screen::Help);
    let all = back.iter().chain(reminders(app.context())).filter(told).chain([&help]);
    for action in all {
        let is_help = *action == help;
        let Some(told) = (if is_help { helped.take() } else { word(action) }) else { continue };
        let kept = helped.as_ref().map_or(0, |help| width(help) + 3);
        if x + width(&told) + kept > pen.width() && !is_help {
            continue;
        }
        x += pen.text(x, 0, &told.0, theme.style(Tone::Key));
        x += pen.text(x + 1, 0, told.1, theme.style(Tone::Dim)) + 3;
    }
}

/// The actions worth a reminder in a context, most wanted first. Everything else is in the help.
fn reminders(context: Context) -> &'static [Action] {
    const PROMPT: &[Action] = &[Action::Type(Type::Accept), Action::Type(Type::Complete), Action::Show(Show::Back)];
    const REASON: &[Action] = &[Action::Why(Why::Reason(0)), Action::Why(Why::NoReason), Action::Show(Show::Back)];
    const SETTLE: &[Action] = &[
        Action::Settle(Settle::True),
        Action::Settle(Settle::False),
        Action::Settle(Settle::NotEvaluable),
        Action::Show(Show::Back),
    ];
    const QUEUE: &[Action] = &[
        Action::Move(Move::Open),
        Action::Pick(Pick::NextUnreviewed),
        Action::Queue(Queue::Order),
        Action::Show(Show::Search),
        Action::Queue(Queue::Recall),
        Action::Queue(Queue::Blind),
        Action::Show(Show::Stats),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const FILTER: &[Action] = &[
        Action::Sieve(Sieve::Kind),
        Action::Sieve(Sieve::Confidence),
        Action::Sieve(Sieve::Player),
        Action::Sieve(Sieve::Status),
        Action::Sieve(Sieve::Verdict),
        Action::Sieve(Sieve::Reset),
        Action::Show(Show::Back),
    ];
    const LIBRARY: &[Action] = &[
        Action::Move(Move::Open),
        Action::Show(Show::Search),
        Action::Move(Move::Sort),
        Action::Show(Show::Match),
        Action::Show(Show::Queue),
        Action::Pick(Pick::NextUnreviewed),
        Action::Show(Show::Stats),
        Action::Show(Show::Help),
        Action::Show(Show::Quit),
    ];
    const JUDGE: &[Action] = &[
        Action::Judge(Judge::True),
        Action::Judge(Judge::False),
        Action::Judge(Judge::NotEvaluable),
        Action::Pick(Pick::Next),
        Action::Clock(Clock::Watch),
        Action::Clock(Clock::PlayPause),
        Action::Clock(Clock::NextChange),
        Action::Show(Show::Board),
        Action::Judge(Judge::Undo),
        Action::Show(Show::Help),
        Action::Show(Show::Quit),
        Action::Pick(Pick::Filter),
        Action::Clock(Clock::Loop),
        Action::Show(Show::Queue),
        Action::Move(Move::NextPane),
        Action::Judge(Judge::Note),
        Action::Plan(Plan::Mark),
        Action::Show(Show::Players),
        Action::Show(Show::Tables),
        Action::Show(Show::Space),
        Action::Show(Show::Log),
        Action::View(View::Follow),
        Action::View(View::ZoomIn),
    ];
    const MAP: &[Action] = &[
        Action::Clock(Clock::PlayPause),
        Action::View(View::ZoomIn),
        Action::View(View::PanUp),
        Action::View(View::Fit),
        Action::View(View::Follow),
        Action::View(View::Trails),
        Action::View(View::Floor),
        Action::Move(Move::NextPane),
        Action::Show(Show::Help),
        Action::Pick(Pick::Next),
        Action::Judge(Judge::True),
        Action::Judge(Judge::False),
    ];
    const TIMELINE: &[Action] = &[
        Action::Clock(Clock::PlayPause),
        Action::Clock(Clock::Back),
        Action::Clock(Clock::Forward),
        Action::Clock(Clock::NextChange),
        Action::Clock(Clock::Watch),
        Action::Clock(Clock::Loop),
        Action::Pick(Pick::Next),
        Action::Move(Move::NextPane),
        Action::Show(Show::Help),
        Action::Show(Show::Log),
    ];
    const TABLES: &[Action] = &[
        Action::Move(Move::Open),
        Action::Move(Move::NextPane),
        Action::Move(Move::Sort),
        Action::Show(Show::Search),
        Action::Clock(Clock::NextChange),
        Action::Sheet(Sheet::Turn),
        Action::Sheet(Sheet::CopyCell),
        Action::Sheet(Sheet::Export),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const ROWS: &[Action] = &[
        Action::Move(Move::Open),
        Action::Rows(Rows::Filter),
        Action::Rows(Rows::Find),
        Action::Move(Move::Sort),
        Action::Rows(Rows::Summary),
        Action::Rows(Rows::Checks),
        Action::Rows(Rows::Mark),
        Action::Rows(Rows::Export),
        Action::Show(Show::Help),
        Action::Show(Show::Quit),
    ];
    const OVERVIEW: &[Action] = &[
        Action::Move(Move::Open),
        Action::Move(Move::NextPane),
        Action::Move(Move::Sort),
        Action::Show(Show::Search),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const SPACE: &[Action] = &[
        Action::Space(Space::Team),
        Action::Space(Space::Player),
        Action::Space(Space::Contested),
        Action::Space(Space::Range),
        Action::Clock(Clock::PlayPause),
        Action::View(View::ZoomIn),
        Action::View(View::PanUp),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const SHAPE: &[Action] = &[
        Action::Move(Move::Open),
        Action::Move(Move::NextPane),
        Action::Clock(Clock::PlayPause),
        Action::Show(Show::Space),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const MATCH: &[Action] = &[
        Action::Move(Move::Open),
        Action::Move(Move::NextPane),
        Action::Move(Move::Sort),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const PLANS: &[Action] = &[
        Action::Move(Move::Open),
        Action::Plan(Plan::TakeBack),
        Action::Judge(Judge::Undo),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const ZONES: &[Action] = &[
        Action::Zone(Zone::Take),
        Action::Move(Move::NextPane),
        Action::Zone(Zone::Smaller),
        Action::Zone(Zone::Create),
        Action::Zone(Zone::Form),
        Action::Zone(Zone::Rename),
        Action::Zone(Zone::Remove),
        Action::View(View::ZoomIn),
        Action::View(View::PanUp),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const WHATIF: &[Action] = &[
        Action::Try(Try::Lower),
        Action::Try(Try::Raise),
        Action::Pick(Pick::Next),
        Action::Try(Try::Scope),
        Action::Try(Try::Reset),
        Action::Try(Try::Keep),
        Action::Show(Show::Search),
        Action::Show(Show::Back),
        Action::Move(Move::NextPane),
        Action::Try(Try::Copy),
        Action::Show(Show::Help),
    ];
    const LEAVE: &[Action] = &[Action::Try(Try::Stay), Action::Try(Try::Drop), Action::Show(Show::Back)];
    const LOG: &[Action] = &[
        Action::Move(Move::Open),
        Action::Move(Move::LogKind),
        Action::Move(Move::LogPlayer),
        Action::Show(Show::Search),
        Action::Show(Show::Back),
        Action::Show(Show::Help),
    ];
    const ASIDE: &[Action] = &[Action::Show(Show::Back), Action::Show(Show::Command), Action::Show(Show::Quit)];
    match context {
        Context::Prompt => PROMPT,
        Context::Reason => REASON,
        Context::Settle => SETTLE,
        Context::Queue => QUEUE,
        Context::Stats => ASIDE,
        Context::Filter => FILTER,
        Context::Library => LIBRARY,
        Context::Rows => ROWS,
        Context::Overview => OVERVIEW,
        Context::Findings | Context::Evidence => JUDGE,
        Context::Map => MAP,
        Context::Timeline => TIMELINE,
        Context::Tables => TABLES,
        Context::Space => SPACE,
        Context::Shape => SHAPE,
        Context::Match => MATCH,
        Context::Zones => ZONES,
        Context::Plans => PLANS,
        Context::WhatIf => WHATIF,
        Context::Leave => LEAVE,
        Context::Log => LOG,
        Context::Problems | Context::Help => ASIDE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_footer_reminds_only_of_what_is_valid_there_and_has_a_word() {
        for context in Context::ALL {
            assert!(!reminders(context).is_empty());
            for action in reminders(context) {
                let row = action.row();
                assert!(row.valid.holds(context), "{} in {context:?}", row.name);
                assert!(!row.short.is_empty(), "{} has no word for the footer", row.name);
            }
        }
    }
}
