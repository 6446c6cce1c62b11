//! What the signs on map, timeline and lists mean, made from the glyphs and the film that are in use.

use crate::film::{Film, Lane, TeamId};
use crate::ui::theme::{Theme, Tone};
use ratatui::style::Style;

/// A sign, how it looks, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// As drawn.
    pub sign: String,
    /// As coloured.
    pub style: Style,
    /// In words.
    pub means: String,
}

/// Signs under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legend {
    /// `map`, `timeline`, `verdicts`.
    pub heading: &'static str,
    /// In the order to show.
    pub signs: Vec<Sign>,
}

/// The legend for a film, or for any film.
#[must_use]
pub fn legend(theme: &Theme, film: Option<&Film>) -> Vec<Legend> {
    vec![
        Legend { heading: "map", signs: map(theme, film) },
        Legend { heading: "timeline", signs: timeline(theme, film) },
        Legend { heading: "gates and verdicts", signs: decisions(theme) },
    ]
}

fn sign(sign: impl Into<String>, style: Style, means: impl Into<String>) -> Sign {
    Sign { sign: sign.into(), style, means: means.into() }
}

fn teams(theme: &Theme, film: Option<&Film>) -> Vec<(TeamId, String)> {
    let names = film.map(|f| f.meta.teams.iter().map(|t| t.name.clone()).collect::<Vec<_>>());
    let names = names.filter(|n| !n.is_empty()).unwrap_or_else(|| vec!["first side".into(), "second side".into()]);
    let shapes = theme.glyphs.team.len();
    names.into_iter().take(shapes).enumerate().map(|(i, name)| (TeamId(i as u8), name)).collect()
}

fn map(theme: &Theme, film: Option<&Film>) -> Vec<Sign> {
    let g = &theme.glyphs;
    let tone = |tone| theme.style(tone);
    let mut signs: Vec<Sign> = teams(theme, film)
        .into_iter()
        .map(|(team, name)| {
            let facing = g.facing[0];
            let means = format!("{name}: shape, letter, facing");
            sign(format!("{}A{facing}", g.team(Some(team))), theme.team(Some(team)), means)
        })
        .collect();
    for kind in film.map_or(&[][..], |f| &f.badge_kinds) {
        signs.push(sign(kind.mark, tone(Tone::Text), format!("behind the facing: {}", kind.name)));
    }
    let [objective, route, spawn, _] = g.places;
    signs.extend([
        sign(format!("{}A", g.down), tone(Tone::Text), "down, may be revived"),
        sign(format!("{}A", g.dead), tone(Tone::Text), "died here a few seconds ago"),
        sign(g.uncertain, tone(Tone::Dim), "last known position, it is old"),
        sign(g.faint, tone(Tone::Dim), "last known position, older than half of what is shown at all"),
        sign(format!("{} {}", g.above, g.below), tone(Tone::Dim), "on a floor above, below the chosen one"),
        sign("+2", tone(Tone::Notice), "so many more in this place, named in the corner"),
        sign(g.link, tone(Tone::Link), "from the fallen to the killer, at the moment of the death"),
        sign(g.ring, tone(Tone::Low), "the distance limit around the fallen"),
        sign(g.ground, tone(Tone::Ground), "edge of where anybody walked, or can by the waypoints"),
        sign(g.trail, tone(Tone::Text), "where somebody came from"),
        sign(objective, tone(Tone::Objective), "objective and its zone"),
        sign(route, tone(Tone::Place), "flank or route of planned lurks"),
        sign(spawn, tone(Tone::Place), "spawn"),
    ]);
    signs
}

fn timeline(theme: &Theme, film: Option<&Film>) -> Vec<Sign> {
    let g = &theme.glyphs;
    let tone = |tone| theme.style(tone);
    let mut signs: Vec<Sign> = film
        .map_or(&[][..], |f| &f.finding_kinds)
        .iter()
        .map(|kind| sign(kind.mark, tone(Tone::Med), format!("{}; upper case: high, or answered", kind.label)))
        .collect();
    for (team, name) in teams(theme, film) {
        let shape = g.team(Some(team));
        signs.push(sign(shape, theme.team(Some(team)), format!("{name}: a death, a spawn wave")));
    }
    for (mark, means) in film.into_iter().flat_map(moments) {
        // One letter may mark a finding, and on another lane a moment.
        match signs.iter_mut().find(|known| known.sign == mark) {
            Some(known) => known.means += &format!("; {means}"),
            None => signs.push(sign(mark, tone(Tone::Text), means)),
        }
    }
    if film.is_some_and(|f| !f.curves.is_empty()) {
        let all = format!("{} {}", g.levels[1], g.levels[8]);
        signs.push(sign(g.levels[0], tone(Tone::Text), "curves: nothing; a gap is unknown"));
        signs.push(sign(all, tone(Tone::Text), "curves: the least, the most of all sides"));
    }
    if film.is_some_and(|f| !f.strips.is_empty()) {
        let shades = format!("{} {} {}", g.lane, g.heat[1], g.heat[2]);
        signs.push(sign(shades, tone(Tone::Low), "strips: the usual, the unusual, the most unusual; a gap is unknown"));
    }
    signs.extend([
        sign(g.suppressed, tone(Tone::Suppressed), "suppressed candidate"),
        sign("2 9 #", tone(Tone::Title), "so many in one cell"),
        sign(g.rhythm[1], tone(Tone::Title), "waves of both sides"),
        sign(g.rhythm[0], tone(Tone::Text), "pause"),
        sign(g.clock[0], tone(Tone::Clock), "the clock"),
        sign(format!("{} {}", g.looped[0], g.looped[1]), tone(Tone::Loop), "the loop"),
    ]);
    signs
}

/// Marks of moments with their meaning, those of one mark together. The sides' shapes and the pause are told apart.
fn moments(film: &Film) -> Vec<(String, String)> {
    let own = !film.meta.lanes.is_empty();
    let mut all: Vec<(String, String)> = Vec::new();
    for kind in
        film.moment_kinds.iter().filter(|kind| own || !matches!(kind.key.as_str(), "wave" | "pause" | "unpause"))
    {
        let Some(mark) = kind.mark.map(String::from) else { continue };
        let name = kind.key.replace('_', " ");
        let words = match kind.lane {
            Lane::Deaths if !own => format!("on deaths: {name}"),
            _ => name,
        };
        match all.iter_mut().find(|(known, _)| *known == mark) {
            Some((_, means)) if *means != words => *means += &format!(", {words}"),
            Some(_) => {}
            None => all.push((mark, words)),
        }
    }
    all
}

fn decisions(theme: &Theme) -> Vec<Sign> {
    let [pass, fail, unknown] = theme.glyphs.outcome;
    let [yes, no, untold, open] = theme.glyphs.verdict;
    let tone = |tone| theme.style(tone);
    vec![
        sign(pass, tone(Tone::Pass), "the gate passes"),
        sign(fail, tone(Tone::Fail), "the gate fails"),
        sign(unknown, tone(Tone::Unknown), "it cannot be told, and why"),
        sign(yes, tone(Tone::Pass), "verdict: true"),
        sign(no, tone(Tone::Fail), "verdict: false positive"),
        sign(untold, tone(Tone::Unknown), "verdict: not evaluable"),
        sign(open, tone(Tone::Dim), "waits for a verdict"),
        sign("H M L", tone(Tone::Med), "high, medium, low confidence in narrow lists; lower case: suppressed"),
        sign(theme.glyphs.note, tone(Tone::Dim), "has a note"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film::{MomentKind, sample};

    #[test]
    fn the_legend_knows_the_film_and_no_sign_of_a_part_stands_twice() {
        for ascii in [false, true] {
            let theme = Theme {
                glyphs: if ascii { crate::ui::theme::Glyphs::ASCII } else { Theme::default().glyphs },
                ..Theme::default()
            };
            for film in [None, Some(sample::film())] {
                for part in legend(&theme, film.as_ref()) {
                    let mut signs: Vec<&str> = part.signs.iter().map(|s| s.sign.as_str()).collect();
                    let all = signs.len();
                    signs.sort_unstable();
                    signs.dedup();
                    assert_eq!(signs.len(), all, "{}: {signs:?}", part.heading);
                }
            }
        }
        let mut own = sample::film();
        let kind = |key: &str, mark, lane| {
            let falls = lane == Lane::Deaths;
            MomentKind { key: key.into(), mark: Some(mark), lane, falls }
        };
        own.moment_kinds = vec![
            kind("kill", 'x', Lane::Deaths),
            kind("team_kill", 't', Lane::Deaths),
            kind("round_end", ']', Lane::Rhythm),
            kind("halftime", ']', Lane::Rhythm),
        ];
        let timeline = legend(&Theme::default(), Some(&own)).remove(1).signs;
        let means = |sign: &str| timeline.iter().find(|one| one.sign == sign).map(|one| one.means.as_str());
        assert_eq!(means("x"), Some("on deaths: kill"));
        assert_eq!(means("]"), Some("round end, halftime"));
        assert!(means("t").unwrap().ends_with("; on deaths: team kill"), "a finding's letter too");
        let named = legend(&Theme::default(), Some(&sample::film()));
        assert!(
            named[0].signs[0].means.starts_with("Axis") && named[0].signs.iter().any(|s| s.means.contains("carries"))
        );
    }
}
