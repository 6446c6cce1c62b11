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
            c if c.is_control() || is_invisible(c) || c == char::REPLACEMENT_CHARACTER => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Free text (a log line, a path, an error) made harmless: like [`clean_name`] but colour codes, spacing and replacement
/// characters stay as they are. Of a file's name that is no UTF-8 these may be all there is.
#[must_use]
pub fn clean_text(raw: &str) -> String {
    raw.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| !c.is_control() && !is_invisible(*c)).collect()
}

/// A number in a message, never longer than a reader takes in: `1e300`, not a 1 and 300 zeros.
#[must_use]
pub fn short_number(number: f64) -> String {
    if number == 0.0 || (1e-6..1e15).contains(&number.abs()) { number.to_string() } else { format!("{number:e}") }
}

/// The beginning of a text that a message repeats: at most `longest` characters, and a mark where more follow.
#[must_use]
pub fn clipped(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Zero-width and direction characters, which can hide or reorder what stands around them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}')
}

/// Writes a whole number to the end of a text.
pub(crate) fn push_whole(out: &mut String, mut number: u64) {
    if number < 10 {
        return out.push(char::from(b'0' + number as u8));
    }
    let (mut digits, mut from) = ([b'0'; 20], 20);
    loop {
        from -= 1;
        digits[from] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.push_str(std::str::from_utf8(&digits[from..]).unwrap_or_default()); // digits are text
}

/// Writes a number with one decimal, or none where that is 0, to the end of a text: as `{:.1}` rounds it.
pub(crate) fn push_tenths(out: &mut String, number: f64) {
    let tenths = number.abs() * 10.0;
    let beyond = tenths.fract();
    // Near the middle between two tenths, and for the very large, the exact value decides.
    if tenths < 1.0e9 && (beyond - 0.5).abs() > 1.0e-3 {
        let tenths = tenths as u64 + u64::from(beyond > 0.5);
        if number.is_sign_negative() {
            out.push('-');
        }
        push_whole(out, tenths / 10);
        if !tenths.is_multiple_of(10) {
            out.push('.');
            push_whole(out, tenths % 10);
        }
        return;
    }
    let text = format!("{number:.1}");
    out.push_str(text.strip_suffix(".0").unwrap_or(&text));
}

/// Writes a setting to the end of a text, exactly: short of what its ninth decimal says.
pub(crate) fn push_exact(out: &mut String, number: f64) {
    if (number * 10.0).fract() == 0.0 {
        return push_tenths(out, number);
    }
    let text = format!("{number:.9}");
    out.push_str(text.trim_end_matches('0').trim_end_matches('.'));
}

/// Writes a number that stands beside a limit to the end of a text: with one decimal, and with more where it would else
/// read as another comparison with the limit, as [`push_exact`] writes it, than the true one (600.04 beside 600).
pub(crate) fn push_beside(out: &mut String, number: f64, limit: f64) {
    // A decimal moves a number by half a tenth at most.
    if (number - limit).abs() > 0.051 {
        return push_tenths(out, number);
    }
    if number == limit {
        return push_exact(out, limit);
    }
    let (from, order) = (out.len(), number.partial_cmp(&limit));
    let mut written = String::new();
    push_exact(&mut written, limit);
    let tells = |text: &str| match (text.parse::<f64>(), written.parse::<f64>()) {
        (Ok(number), Ok(limit)) => number.partial_cmp(&limit) == order,
        _ => false,
    };
    push_tenths(out, number);
    for decimals in [3, 6, 9, 12] {
        if tells(&out[from..]) {
            return;
        }
        out.truncate(from);
        out.push_str(&format!("{number:.decimals$}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colour_codes_and_controls_go() {
        assert_eq!(clean_name("^o[BOT]^7carniee"), "[BOT]carniee");
        assert_eq!(clean_name("a^^b"), "a^b");
        assert_eq!(clean_name("tail^"), "tail^");
        assert_eq!(clean_name(" \t two\u{a0}\nwords \u{202e}"), "two words");
        assert_eq!(clean_name("\u{1b}]0;owned\u{7}"), "]0;owned");
    }

    #[test]
    fn text_keeps_its_carets_and_what_stands_for_bytes_that_are_no_text() {
        assert_eq!(clean_text("^1x\u{1b}[2J\ty"), "^1x[2J y");
        assert_eq!(clean_text(&String::from_utf8_lossy(b"\xff\xfe/a")), "\u{fffd}\u{fffd}/a");
        assert_eq!(clean_name("\u{fffd}kiko"), "kiko");
    }

    #[test]
    fn what_a_message_repeats_is_short() {
        assert_eq!([0.0, -3.0, 0.5, 1e14].map(short_number), ["0", "-3", "0.5", "100000000000000"]);
        assert_eq!([1e300, -1e-300, f64::NAN].map(short_number), ["1e300", "-1e-300", "NaN"]);
        assert_eq!(["été", "étés"].map(|text| clipped(text, 3)), ["été", "été…"]);
    }

    fn tenths(number: f64) -> String {
        let mut text = String::new();
        push_tenths(&mut text, number);
        text
    }

    #[test]
    fn tenths_round_as_the_formatter_does() {
        for number in [0.0, -0.0, 0.25, 0.35, 0.45, 1.05, 99.95, -0.04, 800.0, 616.8496, 1e12, f64::MAX] {
            let text = format!("{number:.1}");
            assert_eq!(tenths(number), text.strip_suffix(".0").unwrap_or(&text), "{number}");
        }
        assert_eq!((tenths(f64::NAN), tenths(-0.0), tenths(3.0)), ("NaN".into(), "-0".into(), "3".into()));
    }

    #[test]
    fn a_number_beside_its_limit_reads_as_the_comparison_that_was_made() {
        let beside = |number, limit| {
            let mut text = String::new();
            push_beside(&mut text, number, limit);
            text.push('|');
            push_exact(&mut text, limit);
            text
        };
        for (number, limit, want) in [
            (512.34, 600.0, "512.3|600"),
            (600.0, 600.0, "600|600"),
            (600.04, 600.0, "600.040|600"),
            (599.98, 600.0, "599.980|600"),
            (600.000_04, 600.0, "600.000040|600"),
            (0.961, 1.0, "0.961|1"),
            (0.75, 0.75, "0.75|0.75"),
            (599.99, 600.04, "600|600.04"),
            (2.0, 2.75, "2|2.75"),
            (900.0, 1.1 * 800.0, "900|880"),
        ] {
            assert_eq!(beside(number, limit), want);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_compares_as_what_was_measured(limit in 0u32..200_000, off in -100_000i64..100_000) {
            let limit = f64::from(limit) / 100.0;
            let number = limit + off as f64 / 1.0e6;
            let mut texts = [String::new(), String::new()];
            push_beside(&mut texts[0], number, limit);
            push_exact(&mut texts[1], limit);
            let [number_read, limit_read] = texts.map(|text| text.parse::<f64>().unwrap());
            prop_assert_eq!(number_read.partial_cmp(&limit_read), number.partial_cmp(&limit));
        }

        #[test]
        fn any_number_is_written_as_the_formatter_writes_it(number in -1.0e5..1.0e5f64, ms in 0u32..100_000) {
            for number in [number, f64::from(ms) / 1000.0] {
                let text = format!("{number:.1}");
                prop_assert_eq!(tenths(number), text.strip_suffix(".0").unwrap_or(&text));
            }
            let mut whole = String::new();
            push_whole(&mut whole, u64::from(ms));
            prop_assert_eq!(whole, ms.to_string());
        }
    }
}
