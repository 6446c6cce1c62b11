//! Markup that cannot come out broken: every element is closed by the closure that opened it, every text is escaped.
//!
//! What comes out is HTML and well-formed XML at once, so that a strict parser can check it.

use crate::film::clean_text;
use std::fmt::{Display, Write};

/// An attribute.
pub(super) type Attr<'a> = (&'static str, &'a dyn Display);

/// Markup being written.
#[derive(Debug, Default)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// Everything written so far.
    pub(super) fn into_string(self) -> String {
        self.out
    }

    /// An element around what `inside` writes.
    pub(super) fn el(&mut self, tag: &'static str, attrs: &[Attr<'_>], inside: impl FnOnce(&mut Html)) {
        // Only what differs is made anew for each of a hundred kinds of content.
        self.open(tag, attrs);
        inside(self);
        self.close(tag);
    }

    fn open(&mut self, tag: &'static str, attrs: &[Attr<'_>]) {
        self.begin(tag, attrs);
        self.out.push('>');
    }

    fn close(&mut self, tag: &'static str) {
        let _ = write!(self.out, "</{tag}>"); // writing to a string cannot fail
        if is_block(tag) {
            self.out.push('\n');
        }
    }

    /// An element around text.
    pub(super) fn say(&mut self, tag: &'static str, attrs: &[Attr<'_>], text: impl Display) {
        self.el(tag, attrs, |h| h.text(text));
    }

    /// An element with nothing in it: HTML's void elements and those of SVG.
    pub(super) fn empty(&mut self, tag: &'static str, attrs: &[Attr<'_>]) {
        self.begin(tag, attrs);
        self.out.push_str("/>");
    }

    /// Text, harmless and escaped.
    pub(super) fn text(&mut self, text: impl Display) {
        escape(&text.to_string(), &mut self.out);
    }

    /// What is markup already: only for this program's own constants.
    pub(super) fn raw(&mut self, own: &'static str) {
        self.out.push_str(own);
    }

    /// What another [`Html`] has written.
    pub(super) fn made(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn begin(&mut self, tag: &'static str, attrs: &[Attr<'_>]) {
        let _ = write!(self.out, "<{tag}");
        for (name, value) in attrs {
            let _ = write!(self.out, " {name}=\"");
            escape(&value.to_string(), &mut self.out);
            self.out.push('"');
        }
    }
}

/// A line break after these, so that the file can be read and compared line by line.
fn is_block(tag: &str) -> bool {
    let blocks = ["p", "tr", "table", "section", "details", "summary", "h1", "h2", "h3", "h4", "li", "dd", "figure"];
    blocks.contains(&tag) || ["svg", "g", "div", "caption", "header", "footer", "style", "head"].contains(&tag)
}

/// Adds text to markup. Characters that no XML may hold (controls, noncharacters) are left out, and so are those that
/// hide or reorder what stands around them.
fn escape(text: &str, out: &mut String) {
    for c in clean_text(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

/// A coordinate or size with at most one decimal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Px(pub(super) f64);

impl Display for Px {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round();
        // Minus nought is nought, and what is no number must not break a path.
        let tenths = if tenths.is_finite() && tenths != 0.0 { tenths } else { 0.0 };
        if tenths % 10.0 == 0.0 { write!(f, "{:.0}", tenths / 10.0) } else { write!(f, "{:.1}", tenths / 10.0) }
    }
}

/// `1 round`, `2 rounds`.
pub(super) fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// A number with thousands told apart: `1,240`.
pub(super) fn thousands(v: f64) -> String {
    let digits = format!("{:.0}", v.abs());
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    if v <= -0.5 { format!("-{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_text_the_markup_stays_whole() {
        let mut h = Html::default();
        let nasty = "</p><script>\u{1b}\0\u{ffff}\u{202e}&amp;\"'";
        h.el("p", &[("title", &nasty)], |h| h.text(nasty));
        let safe = "&lt;/p&gt;&lt;script&gt;&amp;amp;&quot;&#39;";
        assert_eq!(h.into_string(), format!("<p title=\"{safe}\">{safe}</p>\n"));
    }

    #[test]
    fn numbers_are_short_and_never_odd() {
        let text = |v: f64| Px(v).to_string();
        assert_eq!([text(-0.01), text(12.0), text(12.34), text(-3.96), text(f64::NAN)], ["0", "12", "12.3", "-4", "0"]);
        assert_eq!([thousands(999.6), thousands(12.0), thousands(-1_234_567.0)], ["1,000", "12", "-1,234,567"]);
    }
}
