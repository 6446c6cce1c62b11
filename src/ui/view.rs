//! The state as a frame. Reads only.

use super::app::{App, Mode, Screen};
use super::glyphs::ascii_of;
use super::{boxes, chrome, layout, screens};
use ratatui::buffer::Buffer;

/// Draws the whole screen.
pub fn draw(app: &App, buf: &mut Buffer) {
    let area = buf.area;
    let Some(frame) = layout::frame(area) else {
        chrome::too_small(app, area, buf);
        return;
    };
    chrome::title(app, frame.title, buf);
    match app.screen {
        Screen::Library => screens::library::draw(app, frame.body, buf),
        Screen::Rows => screens::rows::draw(app, frame.body, buf),
        Screen::Overview => screens::overview::draw(app, frame.body, buf),
        Screen::Round => screens::round::draw(app, frame.body, buf),
        Screen::Tables => screens::tables::draw(app, frame.body, buf),
        Screen::Space => screens::space::draw(app, frame.body, buf),
        Screen::Shape => screens::shape::draw(app, frame.body, buf),
        Screen::Match => screens::match_::draw(app, frame.body, buf),
        Screen::Plans => screens::plans::draw(app, frame.body, buf),
        Screen::Zones => screens::zones::draw(app, frame.body, buf),
        Screen::WhatIf => screens::whatif::draw(app, frame.body, buf),
        Screen::Log => screens::log::draw(app, frame.body, buf),
        Screen::Queue => screens::queue::draw(app, frame.body, buf),
        Screen::Stats => screens::stats::draw(app, frame.body, buf),
        Screen::Problems => screens::problems::draw(app, frame.body, buf),
        Screen::Help => screens::help::draw(app, frame.body, buf),
    }
    if !matches!(app.mode, Mode::Browse) {
        boxes::over(app, &frame, buf);
    }
    chrome::bottom(app, &frame, buf);
    if app.options.theme.glyphs.ascii {
        // Signs within texts; what draws has its own set.
        for cell in &mut buf.content {
            if let Some(plain) = ascii_of(cell.symbol()) {
                cell.set_symbol(plain);
            }
        }
    }
}
