//! The selection and the scroll position that lists and tables share: only rows on the screen are ever made.

use std::cell::Cell;

/// Which row is selected, and which is the first on the screen. The latter is found when drawing, so that drawing
/// needs `&ListState` only.
#[derive(Debug, Clone, Default)]
pub struct ListState {
    selected: usize,
    offset: Cell<usize>,
    page: Cell<usize>,
    /// First row of the list on the screen.
    top: Cell<u16>,
}

/// Rows kept visible around the selection.
const MARGIN: usize = 2;

impl ListState {
    /// The selected row; meaningful when the list is not empty.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selects a row of `len`; the last one when there are fewer.
    pub fn select(&mut self, row: usize, len: usize) {
        self.selected = row.min(len.saturating_sub(1));
    }

    /// Moves by rows, stopping at the ends.
    pub fn step(&mut self, by: isize, len: usize) {
        self.select(self.selected.saturating_add_signed(by), len);
    }

    /// Moves by what fits on the screen, one row of it kept.
    pub fn page(&mut self, pages: isize, len: usize) {
        let rows = self.page.get().saturating_sub(1).max(1);
        self.step(pages.saturating_mul(rows as isize), len);
    }

    /// The row at a row of the screen when the list was drawn last, for the mouse.
    #[must_use]
    pub fn row_at(&self, screen_row: u16, len: usize) -> Option<usize> {
        let into = usize::from(screen_row.checked_sub(self.top.get())?);
        let row = self.offset.get() + into;
        (into < self.page.get() && row < len).then_some(row)
    }

    /// The rows to draw for a list of `len` in `height` rows whose first is `top` on the screen.
    pub(in crate::ui) fn visible(&self, len: usize, height: usize, top: u16) -> std::ops::Range<usize> {
        let selected = self.selected.min(len.saturating_sub(1));
        let margin = MARGIN.min(height.saturating_sub(1) / 2);
        let lowest = (selected + margin + 1).saturating_sub(height);
        let offset = self.offset.get().clamp(lowest, selected.saturating_sub(margin).max(lowest));
        let offset = offset.min(len.saturating_sub(height));
        self.offset.set(offset);
        self.page.set(height);
        self.top.set(top);
        offset..(offset + height).min(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_is_always_on_the_screen_and_the_screen_is_full_when_it_can_be() {
        let mut state = ListState::default();
        for (len, height) in [(0, 5), (1, 1), (3, 10), (5_000, 7), (5_000, 1), (5_000, 2), (4, 3)] {
            for by in [0, 1, 1, 1, 40, -3, 5_000, -1, -1, -1, -5_000, 2] {
                state.step(by, len);
                let rows = state.visible(len, height, 0);
                assert!(len == 0 || rows.contains(&state.selected()), "{len} {height} {by}: {rows:?}");
                assert_eq!(rows.len(), len.min(height));
            }
        }
    }

    #[test]
    fn the_mouse_finds_the_row_it_points_at() {
        let mut state = ListState::default();
        state.select(50, 100);
        let rows = state.visible(100, 10, 3);
        assert_eq!(state.row_at(3, 100), Some(rows.start));
        assert_eq!(state.row_at(12, 100), Some(rows.start + 9));
        assert_eq!((state.row_at(2, 100), state.row_at(13, 100)), (None, None));
    }

    #[test]
    fn a_page_keeps_one_row() {
        let mut state = ListState::default();
        state.visible(100, 10, 0);
        state.page(1, 100);
        assert_eq!(state.selected(), 9);
        state.page(-3, 100);
        assert_eq!(state.selected(), 0);
    }
}
