//! Where the parts of the screen go, for every size of terminal. Drawing and the mouse ask the same functions.
//!
//! ```text
//!   ┌ title ─────────────────────────────┐        narrow or low: the pane in focus alone,
//!   │ map                  │ findings    │        the timeline while there is room
//!   │                      │ evidence    │
//!   │ timeline ──────────────────────────│
//!   │ status ────────────────────────────│
//!   └ keys ──────────────────────────────┘
//! ```

use super::app::round::Pane;
use ratatui::layout::Rect;

/// The smallest terminal that shows more than a word.
pub const LEAST: (u16, u16) = (24, 6);
/// From here on all panes stand side by side.
const SIDE_BY_SIDE: (u16, u16) = (72, 18);

/// The whole screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// One line on top.
    pub(super) title: Rect,
    /// What the screen is about.
    pub(super) body: Rect,
    /// Clock, state, messages.
    pub(super) status: Rect,
    /// The keys that matter now.
    pub(super) footer: Rect,
}

/// Title, body, status and footer; `None` when the terminal is too small for them.
#[must_use]
pub(super) fn frame(area: Rect) -> Option<Frame> {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return None;
    }
    let row = |y: u16| Rect { y: area.y + y, height: 1, ..area };
    let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
    Some(Frame { title: row(0), body, status: row(area.height - 2), footer: row(area.height - 1) })
}

/// The panes of the round; an empty rectangle is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Panes {
    /// From above.
    pub(super) map: Rect,
    /// Through the round.
    pub(super) timeline: Rect,
    /// The list.
    pub(super) findings: Rect,
    /// Why.
    pub(super) evidence: Rect,
    /// What was known at the clock: a live sheet.
    pub(super) board: Rect,
}

/// What a round would show, for sharing out the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Wants {
    /// The pane the keys are in.
    pub(super) focus: Pane,
    /// Findings of the list.
    pub(super) listed: usize,
    /// Rows of the timeline's lanes.
    pub(super) lanes: u16,
    /// Rows of curves below them.
    pub(super) curves: u16,
    /// Rows of the live sheet, 0 when there is none or it is not wanted.
    pub(super) board: u16,
}

impl Panes {
    /// The rectangle of a pane.
    #[must_use]
    pub(super) const fn of(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Map => self.map,
            Pane::Timeline => self.timeline,
            Pane::Findings => self.findings,
            Pane::Evidence => self.evidence,
        }
    }
}

/// Rows that the panes above keep when the timeline grows.
const ABOVE: u16 = 8;
/// From this height on the curves stand below the lanes without being asked for.
const ROOMY: u16 = 45;
/// The narrowest side that a board is read in, and the fewest rows of evidence above it.
const BOARD: (u16, u16) = (48, 10);

/// Rows of the timeline: with the keys in it, it grows until all its curves show.
fn timeline_rows(body: Rect, wants: &Wants) -> u16 {
    let usual = if body.height >= 30 { 8 } else { 6 };
    if wants.curves == 0 || (wants.focus != Pane::Timeline && body.height < ROOMY) {
        return usual;
    }
    let most = if wants.focus == Pane::Timeline { body.height.saturating_sub(ABOVE) } else { body.height / 3 };
    (1 + wants.lanes + wants.curves).min(most).max(usual)
}

/// The panes within the body. Where evidence and board have no room below each other, the board stands in the place of
/// the evidence while the keys are elsewhere.
#[must_use]
pub(super) fn round(body: Rect, wants: &Wants) -> Panes {
    let Wants { focus, listed, .. } = *wants;
    if body.width < SIDE_BY_SIDE.0 || body.height < SIDE_BY_SIDE.1 - 3 {
        return alone(body, focus);
    }
    let timeline = timeline_rows(body, wants);
    let (top, bottom) = split_rows(body, body.height - timeline);
    let right = (body.width * 46 / 100).clamp(36, 90);
    let (map, side) = split_columns(top, top.width - right);
    // Heading, counts, and a row each as long as the evidence keeps most of the height.
    let rows = u16::try_from(listed).unwrap_or(u16::MAX).saturating_add(2);
    let (findings, below) = split_rows(side, rows.clamp(5, (side.height / 3).max(6)));
    let panes = Panes { map, timeline: bottom, findings, evidence: below, board: Rect::default() };
    // One row is its heading.
    let board = wants.board.saturating_add(1);
    if wants.board == 0 || side.width < BOARD.0 {
        panes
    } else if below.height >= board.saturating_add(BOARD.1) {
        let (evidence, board) = split_rows(below, below.height - board);
        Panes { evidence, board, ..panes }
    } else if focus == Pane::Evidence || below.height < BOARD.1 {
        panes
    } else {
        Panes { evidence: Rect::default(), board: below, ..panes }
    }
}

/// The pane in focus and, where both fit, the timeline.
fn alone(body: Rect, focus: Pane) -> Panes {
    let mut panes = Panes::default();
    let (main, timeline) = match (focus, body.height) {
        (Pane::Timeline, _) => (Rect::default(), body),
        (_, 12..) => split_rows(body, body.height - 5),
        _ => (body, Rect::default()),
    };
    panes.timeline = timeline;
    match focus {
        Pane::Map => panes.map = main,
        Pane::Findings => panes.findings = main,
        Pane::Evidence => panes.evidence = main,
        Pane::Timeline => {}
    }
    panes
}

/// The map and the list of zones: side by side, or one above the other where that leaves too little of either.
#[must_use]
pub(super) fn zones(body: Rect) -> (Rect, Rect) {
    if body.width < 60 {
        return split_rows(body, body.height - (body.height * 45 / 100).max(4).min(body.height));
    }
    split_columns(body, body.width - (body.width * 42 / 100).clamp(34, 60))
}

/// The inside of a pane: its first row is its heading, and a side pane leaves one column to the separator.
#[must_use]
pub(super) fn inside(pane: Rect, separated: bool) -> Rect {
    let left = u16::from(separated && pane.width > 1);
    Rect {
        x: pane.x + left,
        y: pane.y + pane.height.min(1),
        width: pane.width - left,
        height: pane.height.saturating_sub(1),
    }
}

fn split_rows(area: Rect, top: u16) -> (Rect, Rect) {
    let top = top.min(area.height);
    (Rect { height: top, ..area }, Rect { y: area.y + top, height: area.height - top, ..area })
}

fn split_columns(area: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(area.width);
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
}

/// The first of `len` lines to show so that line `at` is seen in `rows` rows, in the middle where that is possible.
#[must_use]
pub(super) fn first_row(at: usize, len: usize, rows: usize) -> usize {
    at.saturating_sub(rows / 2).min(len.saturating_sub(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_every_size_the_parts_lie_inside_and_apart() {
        for width in 0..160 {
            for height in 0..70 {
                let area = Rect::new(0, 0, width, height);
                let Some(frame) = frame(area) else {
                    assert!(width < LEAST.0 || height < LEAST.1);
                    continue;
                };
                for (focus, n) in [Pane::Map, Pane::Timeline, Pane::Findings, Pane::Evidence].into_iter().zip(0..) {
                    let (board, curves) = (20 * (n % 2) + height % 3, 4 * ((n + width) % 3));
                    let wants = Wants { focus, listed: usize::from(width), lanes: 7, curves, board };
                    let panes = round(frame.body, &wants);
                    let all = [panes.map, panes.timeline, panes.findings, panes.evidence, panes.board];
                    assert!(!panes.of(focus).is_empty(), "the focused pane is there at {width}x{height}");
                    for (i, pane) in all.iter().enumerate().filter(|(_, pane)| !pane.is_empty()) {
                        assert_eq!(frame.body.intersection(*pane), *pane);
                        assert!(all[..i].iter().all(|other| !other.intersects(*pane)));
                    }
                }
            }
        }
    }

    #[test]
    fn the_board_stands_below_the_evidence_or_in_its_place_and_the_timeline_grows_with_the_keys() {
        let at = |width, height, focus| {
            let body = frame(Rect::new(0, 0, width, height)).unwrap().body;
            round(body, &Wants { focus, listed: 1, lanes: 7, curves: 8, board: 24 })
        };
        let wide = at(200, 60, Pane::Findings);
        assert_eq!((wide.board.height, wide.timeline.height), (25, 16), "all rows of both");
        assert!(wide.evidence.height >= BOARD.1 - 1);
        let usual = at(120, 36, Pane::Findings);
        assert_eq!((usual.board.height, usual.evidence.height, usual.timeline.height), (20, 0, 8));
        let read = at(120, 36, Pane::Evidence);
        assert_eq!((read.board.height, read.evidence.height), (0, 20));
        let grown = at(120, 36, Pane::Timeline);
        assert_eq!(grown.timeline.height, 16);
        let small = at(80, 24, Pane::Findings);
        assert_eq!((small.board.height, small.timeline.height), (0, 6));
        assert_eq!(at(80, 24, Pane::Timeline).timeline.height, 13);
    }

    #[test]
    fn the_chosen_line_is_always_seen() {
        for len in 0..40 {
            for rows in 1..20 {
                for at in 0..len {
                    let first = first_row(at, len, rows);
                    assert!(first <= at && at < first + rows && (first == 0 || first + rows <= len));
                }
            }
        }
    }
}
