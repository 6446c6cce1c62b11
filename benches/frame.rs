//! How long a frame takes: the demo's first round on the screen at three sizes of terminal; the bar is 2 ms
//! at 200x60. Painting only; what is sent is counted by `tests/wire.rs`.
//!
//! `cargo bench --bench frame`
#![allow(clippy::unwrap_used, missing_docs)]

use divan::Bencher;
use filmroom::film::Shelf;
use filmroom::shelf::{Configs, Library};
use filmroom::ui::app::{App, Msg};
use filmroom::ui::effect::{Inline, Perform};
use filmroom::ui::{Options, update, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

fn main() {
    divan::main();
}

/// The demo on the screen, everything read; `keys` were pressed.
fn app(size: (u16, u16), keys: &[&str]) -> App {
    let shelf: Arc<dyn Shelf> = Arc::new(Library::demo(Configs::default()).unwrap());
    let mut review = filmroom::review::Options::from_env(Some("bench"));
    review.state_folder = None;
    let options = Options::new(review);
    let mut inline = Inline::new(shelf.clone(), options.review.clone());
    let (mut app, effects) = App::new(shelf.units().to_vec(), options);
    effects.into_iter().for_each(|effect| inline.perform(effect));
    let mut take = |msg: Msg| {
        update::update(&mut app, msg).into_iter().for_each(|effect| inline.perform(effect));
        while let Some(answer) = inline.answer() {
            update::update(&mut app, answer).into_iter().for_each(|effect| inline.perform(effect));
        }
    };
    take(Msg::Resize(size.0, size.1));
    keys.iter().for_each(|key| take(Msg::Key(key.parse().unwrap())));
    app
}

#[divan::bench(args = [(80, 24), (120, 36), (200, 60)])]
fn one_frame(bencher: Bencher, size: (u16, u16)) {
    let app = app(size, &[]);
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    bencher.bench_local(|| {
        buffer.reset();
        view::draw(&app, &mut buffer);
    });
}

/// A step of the clock and its frame, with the difference to the frame before.
#[divan::bench(args = [(120, 36), (200, 60)])]
fn one_scrub_step(bencher: Bencher, size: (u16, u16)) {
    let mut app = app(size, &[]);
    let area = Rect::new(0, 0, size.0, size.1);
    let (mut shown, mut next) = (Buffer::empty(area), Buffer::empty(area));
    bencher.bench_local(|| {
        drop(update::update(&mut app, Msg::Key("Right".parse().unwrap())));
        next.reset();
        view::draw(&app, &mut next);
        let changes = shown.diff(&next).len();
        std::mem::swap(&mut shown, &mut next);
        changes
    });
}

/// A tick of the playing clock and its frame.
#[divan::bench(args = [(200, 60)])]
fn one_playing_frame(bencher: Bencher, size: (u16, u16)) {
    let mut app = app(size, &["Space"]);
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    bencher.bench_local(|| {
        drop(update::update(&mut app, Msg::Tick(Duration::from_millis(66))));
        buffer.reset();
        view::draw(&app, &mut buffer);
    });
}
