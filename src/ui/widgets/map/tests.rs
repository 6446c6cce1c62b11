//! Pictures of the map at several sizes, and what must hold in all of them.

use super::*;
use crate::film::sample;
use crate::ui::theme::{Depth, Ground as Back};
use crate::ui::widgets::testing::{picture, text};

fn draw(state: &MapState, at: i64, finding: Option<usize>, (w, h): (u16, u16), ascii: bool) -> Buffer {
    let film = sample::film();
    let theme = Theme::new(Depth::Mono, Back::Dark, ascii);
    picture(w, h, Map::new(&film, &theme, state, Time(at)).finding(finding.map(|i| &film.findings[i])))
}

#[test]
fn peek() {
    for (w, h) in [(60, 18), (100, 30)] {
        for ascii in [false, true] {
            println!("{}", text(&draw(&MapState::default(), 42_000, Some(0), (w, h), ascii)));
        }
    }
}
