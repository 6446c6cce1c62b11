//! Text for the terminal's clipboard: OSC 52, wrapped for terminals inside of terminals.
//!
//! ```text
//!   plain    ESC ] 52 ; c ; base64 BEL
//!   tmux     ESC P tmux ; ESC ESC ] 52 ... BEL ESC \          (tmux: set -g allow-passthrough on)
//!   screen   ESC P ESC ] 52 ... ESC \ ESC P ... BEL ESC \      in short pieces, longer ones are dropped
//! ```
//!
//! Nobody answers such a sequence, so the program says "sent to the terminal" and never "copied".

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The longest base64 text that is sent: longer ones are dropped by common terminals without a word.
pub const LONGEST: usize = 74_994;
/// Pieces for GNU screen, whose strings are short.
const PIECE: usize = 240;

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Multiplexer {
    /// Nothing.
    #[default]
    None,
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Multiplexer {
    /// What the environment says; pass `|name| std::env::var(name).ok()`.
    #[must_use]
    pub fn of(var: impl Fn(&str) -> Option<String>) -> Multiplexer {
        let term = var("TERM").unwrap_or_default();
        if var("TMUX").is_some_and(|v| !v.is_empty()) || term.starts_with("tmux") {
            Multiplexer::Tmux
        } else if var("STY").is_some_and(|v| !v.is_empty()) {
            Multiplexer::Screen
        } else {
            Multiplexer::None
        }
    }
}

/// The bytes that ask the terminal to take `text`; `None` when it is too long for that.
#[must_use]
pub fn sequence(text: &str, inside: Multiplexer) -> Option<String> {
    let coded = STANDARD.encode(text);
    if coded.len() > LONGEST {
        return None;
    }
    Some(match inside {
        Multiplexer::None => format!("\x1b]52;c;{coded}\x07"),
        Multiplexer::Tmux => format!("\x1bPtmux;\x1b\x1b]52;c;{coded}\x07\x1b\\"),
        Multiplexer::Screen => {
            // Base64 is ASCII: every piece is text.
            let pieces: Vec<&str> =
                coded.as_bytes().chunks(PIECE).filter_map(|piece| std::str::from_utf8(piece).ok()).collect();
            format!("\x1bP\x1b]52;c;{}\x07\x1b\\", pieces.join("\x1b\\\x1bP"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_coded_and_wrapped_for_what_stands_between() {
        assert_eq!(sequence("a\tö\n", Multiplexer::None).unwrap(), "\x1b]52;c;YQnDtgo=\x07");
        assert_eq!(sequence("a\tö\n", Multiplexer::Tmux).unwrap(), "\x1bPtmux;\x1b\x1b]52;c;YQnDtgo=\x07\x1b\\");
        let long = sequence(&"x".repeat(900), Multiplexer::Screen).unwrap();
        assert!(long.split("\x1bP").all(|piece| piece.len() <= PIECE + 16), "screen drops longer strings");
        let whole = long.replace("\x1b\\\x1bP", "");
        assert_eq!(whole, format!("\x1bP\x1b]52;c;{}\x07\x1b\\", STANDARD.encode("x".repeat(900))));
    }

    #[test]
    fn what_terminals_would_drop_is_not_sent() {
        let most = LONGEST / 4 * 3;
        assert!(sequence(&"x".repeat(most), Multiplexer::None).is_some());
        assert!(sequence(&"x".repeat(most + 3), Multiplexer::None).is_none());
    }

    #[test]
    fn the_environment_tells_what_stands_between() {
        let of = |pairs: &'static [(&str, &str)]| {
            Multiplexer::of(|name| pairs.iter().find(|p| p.0 == name).map(|p| p.1.to_owned()))
        };
        assert_eq!(of(&[("TMUX", "/x,1,0"), ("STY", "1.x")]), Multiplexer::Tmux);
        assert_eq!(of(&[("STY", "1.x"), ("TERM", "screen")]), Multiplexer::Screen);
        assert_eq!(of(&[("TERM", "xterm"), ("TMUX", "")]), Multiplexer::None);
    }
}
