//! Styles by meaning: what a thing is decides how it looks, in one table for every kind of terminal.
//!
//! ```text
//!   Tone ──▶ Theme { depth: none | 16 | 256 | true colour, ground: dark | light } ──▶ Style
//! ```
//!
//! The colours are Okabe and Ito's, which people with red-green weakness tell apart: orange against blue, never red
//! against green. Colour only ever comes second: side and state are told by letter and shape ([`Glyphs`]), so that
//! `NO_COLOR` loses nothing but comfort.

pub use super::glyphs::Glyphs;
use crate::film::{Confidence, Finding, Outcome, Status, TeamId};
use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Depth {
    /// Bold, dim, underline and reverse only.
    Mono,
    /// The terminal's own sixteen.
    #[default]
    Ansi,
    /// The fixed palette of 256.
    Indexed,
    /// 24 bits.
    True,
}

/// What the terminal's background is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
}

/// What a drawn thing means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Ordinary text.
    Text,
    /// Less important text.
    Dim,
    /// Headings.
    Title,
    /// A key in the footer or the help.
    Key,
    /// First side.
    TeamA,
    /// Second side.
    TeamB,
    /// No side, or a third one.
    NoTeam,
    /// A candidate of high confidence.
    High,
    /// Of medium confidence.
    Med,
    /// Of low confidence.
    Low,
    /// An excused candidate.
    Suppressed,
    /// A plain event.
    Fact,
    /// A gate that passes.
    Pass,
    /// A gate that fails.
    Fail,
    /// Something unknown.
    Unknown,
    /// The row or thing the keys act on.
    Selected,
    /// The same in a pane that has not the keys.
    SelectedIdle,
    /// Cells of the selected finding's slice.
    Slice,
    /// The clock on timeline and map.
    Clock,
    /// The loop region.
    Loop,
    /// Walked ground.
    Ground,
    /// Walls.
    Wall,
    /// Objectives and their zones.
    Objective,
    /// Other zones.
    Zone,
    /// Names of places.
    Place,
    /// The line and ring of the selected finding.
    Link,
    /// Frames.
    Border,
    /// Frame of the pane that has the keys.
    Focus,
    /// Something went wrong.
    Error,
    /// Something to know.
    Notice,
}

impl Tone {
    /// Every tone, for tables and tests.
    pub const ALL: [Tone; 30] = [
        Tone::Text,
        Tone::Dim,
        Tone::Title,
        Tone::Key,
        Tone::TeamA,
        Tone::TeamB,
        Tone::NoTeam,
        Tone::High,
        Tone::Med,
        Tone::Low,
        Tone::Suppressed,
        Tone::Fact,
        Tone::Pass,
        Tone::Fail,
        Tone::Unknown,
        Tone::Selected,
        Tone::SelectedIdle,
        Tone::Slice,
        Tone::Clock,
        Tone::Loop,
        Tone::Ground,
        Tone::Wall,
        Tone::Objective,
        Tone::Zone,
        Tone::Place,
        Tone::Link,
        Tone::Border,
        Tone::Focus,
        Tone::Error,
        Tone::Notice,
    ];

    /// The look: foreground on dark, on light (24 bits), the nearest of the terminal's sixteen for both, the
    /// modifiers that always apply, and those that stand in for the colour where there is none.
    fn look(self) -> Look {
        use Color::{Black, Blue, Cyan, DarkGray, Gray, LightBlue, LightRed, LightYellow, Magenta, Red, White, Yellow};
        const NONE: Modifier = Modifier::empty();
        let (b, d, u, r) = (Modifier::BOLD, Modifier::DIM, Modifier::UNDERLINED, Modifier::REVERSED);
        let look = |dark, light, ansi, always, mono| Look { dark, light, ansi, always, mono };
        match self {
            Tone::Text | Tone::Fact => look(None, None, None, NONE, NONE),
            Tone::Dim => look(Some(0x8a8a8a), Some(0x6c6c6c), Some((DarkGray, DarkGray)), NONE, d),
            Tone::Title => look(None, None, None, b, NONE),
            Tone::Key => look(Some(0x56b4e9), Some(0x005f9e), Some((LightBlue, Blue)), b, NONE),
            Tone::TeamA => look(Some(0xe69f00), Some(0x9a5b00), Some((LightRed, Red)), b, NONE),
            Tone::TeamB => look(Some(0x56b4e9), Some(0x0060a8), Some((LightBlue, Blue)), b, NONE),
            Tone::NoTeam => look(Some(0xb2b2b2), Some(0x585858), Some((Gray, DarkGray)), NONE, NONE),
            Tone::High => look(Some(0xf0e442), Some(0x8b3a62), Some((LightYellow, Magenta)), b, b),
            Tone::Med => look(Some(0xf0e442), Some(0x8b3a62), Some((LightYellow, Magenta)), NONE, NONE),
            Tone::Low => look(Some(0xb5ab4b), Some(0xa0647f), Some((Yellow, Magenta)), NONE, d),
            Tone::Suppressed => look(Some(0x8a8a8a), Some(0x6c6c6c), Some((DarkGray, DarkGray)), NONE, d),
            Tone::Pass => look(Some(0x4cc9a4), Some(0x00694d), Some((Cyan, Blue)), NONE, NONE),
            Tone::Fail => look(Some(0xf07f45), Some(0xb04000), Some((LightRed, Red)), b, b),
            Tone::Unknown => look(Some(0xdd9bc2), Some(0x8a4f77), Some((Magenta, Magenta)), NONE, u),
            Tone::Selected => look(None, None, None, r, NONE),
            Tone::SelectedIdle => look(None, None, None, b | u, NONE),
            Tone::Slice => look(None, None, None, NONE, u),
            Tone::Clock => look(Some(0xffffff), Some(0x000000), Some((White, Black)), b, b),
            Tone::Loop => look(Some(0x4cc9a4), Some(0x00694d), Some((Cyan, Blue)), b, b),
            Tone::Ground => look(Some(0x585858), Some(0xb2b2b2), Some((DarkGray, Gray)), NONE, d),
            Tone::Wall => look(Some(0x767676), Some(0x767676), Some((Gray, DarkGray)), NONE, d),
            Tone::Objective => look(Some(0xdd9bc2), Some(0x8a4f77), Some((Magenta, Magenta)), NONE, NONE),
            Tone::Zone => look(Some(0x767676), Some(0x9e9e9e), Some((DarkGray, Gray)), NONE, d),
            Tone::Place => look(Some(0xa8a8a8), Some(0x6c6c6c), Some((Gray, DarkGray)), NONE, d),
            Tone::Link => look(Some(0xf0e442), Some(0x8b3a62), Some((LightYellow, Magenta)), NONE, b),
            Tone::Border => look(Some(0x6c6c6c), Some(0x9e9e9e), Some((DarkGray, Gray)), NONE, d),
            Tone::Focus => look(Some(0x56b4e9), Some(0x0060a8), Some((LightBlue, Blue)), b, b),
            Tone::Error => look(Some(0xf07f45), Some(0xb04000), Some((LightRed, Red)), b, b | r),
            Tone::Notice => look(Some(0x4cc9a4), Some(0x00694d), Some((Cyan, Blue)), NONE, b),
        }
    }
}

/// One row of the table of looks.
struct Look {
    dark: Option<u32>,
    light: Option<u32>,
    /// On dark, on light.
    ansi: Option<(Color, Color)>,
    always: Modifier,
    mono: Modifier,
}

/// How everything looks in this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// How many colours there are.
    pub depth: Depth,
    /// What they stand on.
    pub ground: Ground,
    /// The characters.
    pub glyphs: Glyphs,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme { depth: Depth::default(), ground: Ground::default(), glyphs: Glyphs::UNICODE }
    }
}

impl Theme {
    /// A theme for what the terminal can do.
    #[must_use]
    pub fn new(depth: Depth, ground: Ground, ascii: bool) -> Theme {
        Theme { depth, ground, glyphs: if ascii { Glyphs::ASCII } else { Glyphs::UNICODE } }
    }

    /// What the environment says about colours: `NO_COLOR` (not empty) wins, then `COLORTERM` and `TERM`.
    ///
    /// `var` looks a variable up; pass `|name| std::env::var(name).ok()`.
    #[must_use]
    pub fn depth_of(var: impl Fn(&str) -> Option<String>) -> Depth {
        let term = var("TERM").unwrap_or_default();
        let colours = var("COLORTERM").unwrap_or_default();
        // GNU screen passes COLORTERM on from the terminal around it and garbles 24 bits unless it is very new.
        let screen = var("STY").is_some_and(|v| !v.is_empty()) && var("TMUX").is_none_or(|v| v.is_empty());
        let rich = colours.contains("truecolor") || colours.contains("24bit") || term.ends_with("-direct");
        // Through ssh there is no COLORTERM, but these names say it.
        let known = ["kitty", "alacritty", "foot", "wezterm", "ghostty"].iter().any(|name| term.contains(name));
        if var("NO_COLOR").is_some_and(|v| !v.is_empty()) || term == "dumb" {
            Depth::Mono
        } else if (rich || known) && !screen {
            Depth::True
        } else if screen {
            if term.contains("256color") { Depth::Indexed } else { Depth::Ansi }
        } else if term.contains("256color") || !colours.is_empty() {
            Depth::Indexed
        } else {
            Depth::Ansi
        }
    }

    /// Whether the locale names a character set other than UTF-8. `C`, and a locale that names none, say nothing about
    /// the terminal: those are what most containers and servers have.
    #[must_use]
    pub fn ascii_of(var: impl Fn(&str) -> Option<String>) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(var).find(|value| !value.is_empty());
        let set = locale.as_deref().and_then(|locale| locale.split(['.', '@']).nth(1)).unwrap_or("UTF-8");
        let named = locale.as_deref().is_some_and(|locale| locale.contains('.'));
        named && !["UTF-8", "UTF8"].iter().any(|utf| set.eq_ignore_ascii_case(utf))
    }

    /// What `COLORFGBG` says about the ground (`15;0` is white on black); dark when it says nothing.
    #[must_use]
    pub fn ground_of(var: impl Fn(&str) -> Option<String>) -> Ground {
        let back = var("COLORFGBG").and_then(|v| v.rsplit(';').next().and_then(|n| n.parse::<u8>().ok()));
        if matches!(back, Some(7 | 9..=15)) { Ground::Light } else { Ground::Dark }
    }

    /// The style of a meaning.
    #[must_use]
    pub fn style(&self, tone: Tone) -> Style {
        let look = tone.look();
        let style = Style::new().add_modifier(look.always);
        let rgb = if self.ground == Ground::Dark { look.dark } else { look.light };
        let style = match (self.depth, rgb, look.ansi) {
            (Depth::Mono, ..) => style.add_modifier(look.mono),
            (Depth::Ansi, _, Some((dark, light))) => style.fg(if self.ground == Ground::Dark { dark } else { light }),
            (Depth::Indexed, Some(rgb), _) => style.fg(Color::Indexed(indexed(rgb))),
            (Depth::True, Some(rgb), _) => style.fg(Color::from_u32(rgb)),
            _ => style,
        };
        match tone {
            Tone::Slice | Tone::SelectedIdle => self.washed(style, tone),
            _ => style,
        }
    }

    /// Adds the faint background of slices and idle selections, where there are colours enough for a faint one.
    fn washed(&self, style: Style, tone: Tone) -> Style {
        let rgb = if self.ground == Ground::Dark { 0x303030 } else { 0xdadada };
        match self.depth {
            Depth::True => style.bg(Color::from_u32(rgb)),
            Depth::Indexed => style.bg(Color::Indexed(indexed(rgb))),
            Depth::Ansi if tone == Tone::Slice => style.add_modifier(Modifier::UNDERLINED),
            _ => style,
        }
    }

    /// The style of a side.
    #[must_use]
    pub fn team(&self, team: Option<TeamId>) -> Style {
        self.style(match team {
            Some(TeamId(0)) => Tone::TeamA,
            Some(TeamId(1)) => Tone::TeamB,
            _ => Tone::NoTeam,
        })
    }

    /// The style of a finding by status and tier.
    #[must_use]
    pub fn finding(&self, finding: &Finding) -> Style {
        self.style(match (&finding.status, finding.confidence) {
            (Status::Fact, _) => Tone::Fact,
            (Status::Suppressed(_), _) => Tone::Suppressed,
            (Status::Candidate, Some(Confidence::High)) => Tone::High,
            (Status::Candidate, Some(Confidence::Med)) => Tone::Med,
            (Status::Candidate, _) => Tone::Low,
        })
    }

    /// The style of a share of the most: colour second, the glyph ramp first.
    #[must_use]
    pub fn heat(&self, share: f64) -> Style {
        self.style(match share {
            s if s > 0.66 => Tone::High,
            s if s > 0.33 => Tone::Med,
            s if s > 0.0 => Tone::Low,
            _ => Tone::Dim,
        })
    }

    /// Style and glyph of a gate's outcome.
    #[must_use]
    pub fn outcome(&self, outcome: &Outcome) -> (Style, &'static str) {
        match outcome {
            Outcome::Pass => (self.style(Tone::Pass), self.glyphs.outcome[0]),
            Outcome::Fail => (self.style(Tone::Fail), self.glyphs.outcome[1]),
            Outcome::Unknown(_) => (self.style(Tone::Unknown), self.glyphs.outcome[2]),
        }
    }
}

/// The nearest of the 216 cube colours and 24 greys to a 24-bit colour.
fn indexed(rgb: u32) -> u8 {
    let [r, g, b] = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255].map(|c| c as i32);
    let level = |i: i32| if i == 0 { 0 } else { 55 + 40 * i };
    let step = |c: i32| (0..6).min_by_key(|&i| (level(i) - c).abs()).unwrap_or(0);
    let far = |x: [i32; 3]| (x[0] - r).pow(2) + (x[1] - g).pow(2) + (x[2] - b).pow(2);
    let cube = [step(r), step(g), step(b)];
    let grey = (0..24).min_by_key(|&i| far([8 + 10 * i; 3])).unwrap_or(0);
    let index = if far([8 + 10 * grey; 3]) < far(cube.map(level)) {
        232 + grey
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    };
    index as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_no_tone_sets_one_and_what_must_differ_differs() {
        for ground in [Ground::Dark, Ground::Light] {
            let theme = Theme::new(Depth::Mono, ground, true);
            for tone in Tone::ALL {
                let style = theme.style(tone);
                assert_eq!((style.fg, style.bg), (None, None), "{tone:?}");
            }
            assert_ne!(theme.style(Tone::Selected), theme.style(Tone::Text));
            assert_ne!(theme.style(Tone::High), theme.style(Tone::Low));
            assert_ne!(theme.style(Tone::Slice), theme.style(Tone::Text));
        }
    }

    #[test]
    fn with_colours_the_sides_and_the_outcomes_differ_on_every_ground() {
        for depth in [Depth::Ansi, Depth::Indexed, Depth::True] {
            for ground in [Ground::Dark, Ground::Light] {
                let fg = |tone| Theme::new(depth, ground, false).style(tone).fg;
                assert!(fg(Tone::TeamA).is_some() && fg(Tone::TeamA) != fg(Tone::TeamB));
                assert!(fg(Tone::Pass).is_some() && fg(Tone::Pass) != fg(Tone::Fail));
                assert_ne!(fg(Tone::Unknown), fg(Tone::Fail));
                assert_ne!(fg(Tone::TeamA), fg(Tone::Link), "a line of the finding is no side");
            }
        }
    }

    #[test]
    fn text_keeps_its_distance_from_the_ground() {
        // WCAG's relative luminance; 3:1 is the bar for what is not running text, the ground's dots may be fainter.
        let light = |rgb: u32| {
            let part = |c: u32| {
                let c = f64::from(c) / 255.0;
                if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(rgb >> 16 & 255) + 0.7152 * part(rgb >> 8 & 255) + 0.0722 * part(rgb & 255)
        };
        for tone in Tone::ALL.into_iter().filter(|t| !matches!(t, Tone::Ground | Tone::Border | Tone::Zone)) {
            let look = tone.look();
            if let (Some(dark), Some(bright)) = (look.dark, look.light) {
                let on_black = (light(dark) + 0.05) / 0.05;
                let on_white = 1.05 / (light(bright) + 0.05);
                assert!(on_black >= 4.5 && on_white >= 4.2, "{tone:?}: {on_black:.1} on black, {on_white:.1} on white");
            }
        }
    }

    #[test]
    fn the_palette_of_256_is_met_exactly_where_it_can_be() {
        assert_eq!([0x000000, 0xffffff, 0x585858, 0x5fafd7].map(indexed), [16, 231, 240, 74]);
    }

    #[test]
    fn the_environment_decides_the_depth_and_the_ground() {
        let env = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|p| p.0 == name).map(|p| p.1.to_owned())
        };
        assert_eq!(Theme::depth_of(env(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")])), Depth::Mono);
        assert_eq!(Theme::depth_of(env(&[("COLORTERM", "truecolor"), ("NO_COLOR", "")])), Depth::True);
        assert_eq!(Theme::depth_of(env(&[("TERM", "xterm-256color")])), Depth::Indexed);
        assert_eq!(Theme::depth_of(env(&[("TERM", "linux")])), Depth::Ansi);
        assert_eq!(Theme::depth_of(env(&[("TERM", "dumb")])), Depth::Mono);
        assert_eq!(Theme::depth_of(env(&[("TERM", "xterm-kitty")])), Depth::True, "ssh passes no COLORTERM");
        let screen = env(&[("TERM", "screen.xterm-256color"), ("STY", "1.pts"), ("COLORTERM", "truecolor")]);
        assert_eq!(Theme::depth_of(screen), Depth::Indexed, "GNU screen");
        assert_eq!(Theme::depth_of(env(&[("TERM", "screen"), ("STY", "1.pts")])), Depth::Ansi);
        let tmux = env(&[("TERM", "tmux-256color"), ("TMUX", "/tmp/x,1,0"), ("COLORTERM", "truecolor")]);
        assert_eq!(Theme::depth_of(tmux), Depth::True, "tmux turns 24 bits into what the terminal has");
        assert_eq!(Theme::ground_of(env(&[("COLORFGBG", "0;15")])), Ground::Light);
        assert_eq!(Theme::ground_of(env(&[("COLORFGBG", "15;default;0")])), Ground::Dark);
        let ascii = |locale: &str| Theme::ascii_of(|name| (name == "LANG").then(|| locale.to_owned()));
        assert_eq!(["", "C", "POSIX", "C.UTF-8", "de_DE.utf8", "de_DE@euro"].map(ascii), [false; 6]);
        assert_eq!(["de_DE.ISO-8859-1", "ru_RU.KOI8-R", "de_DE.ISO-8859-15@euro"].map(ascii), [true; 3]);
        let over = env(&[("LC_ALL", "de_DE.ISO-8859-1"), ("LANG", "de_DE.UTF-8")]);
        assert!(Theme::ascii_of(over), "LC_ALL wins");
    }
}
