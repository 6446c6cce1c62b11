//! For tests: a widget drawn into a buffer, and the buffer as text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::Widget;

/// The widget drawn at a size.
pub(crate) fn picture(width: u16, height: u16, widget: impl Widget) -> Buffer {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    widget.render(buf.area, &mut buf);
    buf
}

/// The buffer as lines of text, a frame around it so that ends are seen.
pub(crate) fn text(buf: &Buffer) -> String {
    rows(buf, |cell| cell.symbol().to_owned())
}

/// Where a modifier applies, as lines of `#` and `.`.
pub(crate) fn marked(buf: &Buffer, modifier: Modifier) -> String {
    rows(buf, |cell| if cell.modifier.contains(modifier) { "#".into() } else { ".".into() })
}

fn rows(buf: &Buffer, show: impl Fn(&ratatui::buffer::Cell) -> String) -> String {
    let area = buf.area;
    let mut out = String::new();
    for y in area.top()..area.bottom() {
        out.push('|');
        let mut hidden = 0;
        for x in area.left()..area.right() {
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            let symbol = show(&buf[(x, y)]);
            hidden = unicode_width::UnicodeWidthStr::width(symbol.as_str()).saturating_sub(1);
            out.push_str(&symbol);
        }
        out.push_str("|\n");
    }
    out
}
