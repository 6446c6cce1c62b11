//! Names made harmless: colour codes, control characters and direction marks never reach a terminal or a file.

/// A name as it may be drawn or exported.
///
/// Removes `^x` colour codes (`^^` keeps one caret), control characters, zero-width and bidirectional marks, and the
/// replacement character that invalid UTF-8 left; white space of any kind becomes one space, ends are trimmed.
///
/// ```
/// assert_eq!(filmroom::film::clean_name("^1ki^7ko\u{1b}[31m"), "kiko[31m");
/// ```
#[must_use]
pub fn clean_name(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '^' => match chars.peek() {
                Some('^') => {
                    chars.next();
                    out.push('^');
                }
                Some(code) if !code.is_whitespace() => {
                    chars.next();
                }
                _ => out.push('^'),
            },
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Free text (a log line, an error) made harmless: like [`clean_name`] but colour codes and spacing stay as they are.
#[must_use]
pub fn clean_text(raw: &str) -> String {
    raw.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control() && !is_invisible(*c)).collect()
}

/// Zero-width and direction characters, which can hide or reorder what stands around them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_codes_and_controls_go() {
        assert_eq!(clean_name("^o[BOT]^7carniee"), "[BOT]carniee");
        assert_eq!(clean_name("a^^b"), "a^b");
        assert_eq!(clean_name("tail^"), "tail^");
        assert_eq!(clean_name(" \t two\u{a0}\nwords \u{202e}"), "two words");
        assert_eq!(clean_name("\u{1b}]0;owned\u{7}"), "]0;owned");
    }

    #[test]
    fn text_keeps_its_carets() {
        assert_eq!(clean_text("^1x\u{1b}[2J\ty"), "^1x[2J y");
    }
}
