//! Time from left to right: the marks of a round, and states such as a side's shape.

use super::html::{Attr, Html, Px, count};
use super::sheet::SVG;
use super::stand::side_name;
use super::token;
use crate::film::{Film, Lane, MomentKind, Strip, TeamId, Time};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Width of the pictures.
const WIDTH: f64 = 960.0;
/// Where time begins; the heads stand to the left of it.
const LEFT: f64 = 124.0;
/// Looks of states; more unusual ones share the last.
const LOOKS: u8 = 5;

struct Axis {
    from: Time,
    length: f64,
}

impl Axis {
    fn of(film: &Film) -> Axis {
        Axis { from: film.meta.span.from, length: (film.meta.span.length().as_secs()).max(0.001) }
    }

    fn x(&self, t: Time) -> f64 {
        LEFT + ((t - self.from).as_secs() / self.length).clamp(0.0, 1.0) * (WIDTH - LEFT - 20.0)
    }

    /// Minutes below everything.
    fn minutes(&self, h: &mut Html, film: &Film, y: f64) {
        let every = [30_000, 60_000, 120_000, 300_000, 600_000, 3_600_000]
            .into_iter()
            .find(|step| self.length * 1000.0 / *step as f64 <= 14.0)
            .unwrap_or((self.length * 1000.0 / 14.0) as i64); // a damaged clock may claim centuries
        let mut t = Time(film.meta.span.from.0.div_euclid(every) * every);
        while t <= film.meta.span.to {
            if t >= film.meta.span.from {
                let x = Px(self.x(t));
                h.empty("line", &[("class", &"tick"), ("x1", &x), ("x2", &x), ("y1", &2), ("y2", &Px(y - 12.0))]);
                let text = format!("{}:{:02}", t.0.div_euclid(60_000), t.0.rem_euclid(60_000) / 1000);
                h.say("text", &[("x", &x), ("y", &Px(y)), ("text-anchor", &"middle")], text);
            }
            t += Time(every);
        }
    }
}

fn head(h: &mut Html, text: &str, y: f64) {
    h.say("text", &[("x", &4), ("y", &Px(y)), ("class", &"head")], text.chars().take(20).collect::<String>());
}

/// Deaths by side, objectives, and the candidates, each a link to its evidence.
pub(super) fn timeline(h: &mut Html, film: &Film, id: &str, link: impl Fn(usize) -> Option<String>) {
    let axis = Axis::of(film);
    let mut rows: BTreeMap<(Lane, Option<TeamId>), String> = BTreeMap::new();
    for moment in &film.log {
        // The row is named deaths: a revive is none.
        let shown = |kind: &&MomentKind| kind.mark.is_some() && (kind.falls || kind.lane != Lane::Deaths);
        let Some(kind) = film.moment_kinds.get(moment.kind).filter(shown) else { continue };
        let path = rows.entry((kind.lane, moment.team)).or_default();
        let _ = write!(path, "M{} 0v12", Px(axis.x(moment.at))); // writing to a string cannot fail
    }
    let candidates: Vec<usize> = (0..film.findings.len())
        .filter(|i| film.findings.get(*i).is_some_and(crate::film::Finding::is_candidate))
        .collect();
    if rows.is_empty() && candidates.is_empty() {
        return;
    }
    let height = 26.0 + 20.0 * (rows.len() + usize::from(!candidates.is_empty())) as f64;
    let size = format!("0 0 {WIDTH} {height}");
    let title = format!("{id}-time");
    let attrs: [Attr<'_>; 5] =
        [SVG, ("viewBox", &size), ("role", &"group"), ("aria-labelledby", &title), ("class", &"time")];
    h.el("svg", &attrs, |h| {
        let found = match film.tells_candidates() {
            true => format!(", and {}", count(candidates.len() as u64, "candidate", "candidates")),
            false => String::new(),
        };
        h.say("title", &[("id", &title)], format!("The round from left to right: marks of what happened{found}"));
        axis.minutes(h, film, height - 4.0);
        let mut y = 4.0;
        for ((lane, team), path) in &rows {
            let lane = match lane {
                Lane::Deaths => "deaths",
                Lane::Objectives => "objectives",
                Lane::Rhythm => "rhythm",
            };
            let side = team.map(|team| format!("{} ", side_name(film, Some(team)))).unwrap_or_default();
            head(h, &format!("{side}{lane}"), y + 10.0);
            let (class, moved) = (format!("ticks {}", token::side(*team)), format!("translate(0 {})", Px(y)));
            h.empty("path", &[("class", &class), ("transform", &moved), ("d", path)]);
            y += 20.0;
        }
        if !candidates.is_empty() {
            head(h, "candidates", y + 10.0);
        }
        for index in candidates {
            let Some(finding) = film.findings.get(index) else { continue };
            let class = format!("candidate {}", finding.confidence.map_or("", |c| c.as_str()));
            let path = format!("M{} {}l5 12h-10z", Px(axis.x(finding.at)), Px(y));
            let mark = |h: &mut Html| {
                h.el("path", &[("class", &class), ("d", &path)], |h| {
                    h.say("title", &[], format!("{} {}", finding.at, finding.title));
                });
            };
            match link(index) {
                Some(id) => {
                    let (href, said) = (format!("#{id}"), format!("{} {}", finding.at, finding.title));
                    h.el("a", &[("href", &href), ("aria-label", &said)], mark);
                }
                None => mark(h),
            }
        }
    });
}

/// States over time with their shares.
pub(super) fn strip(h: &mut Html, film: &Film, strip: &Strip, id: &str) {
    h.el("section", &[("class", &"strip"), ("aria-labelledby", &id)], |h| {
        h.say("h3", &[("id", &id)], strip.title);
        if !strip.note.is_empty() {
            h.say("p", &[("class", &"rule")], &strip.note);
        }
        if strip.rows.iter().all(|(_, stretches)| stretches.is_empty()) {
            return h.say("p", &[("class", &"quiet")], "Nothing to show.");
        }
        picture(h, film, strip, id);
        h.el("details", &[], |h| {
            h.say("summary", &[], "Seconds of each");
            shares(h, film, strip);
        });
    });
}

fn row_name(film: &Film, team: Option<TeamId>) -> &str {
    team.map_or("all", |_| side_name(film, team))
}

fn picture(h: &mut Html, film: &Film, strip: &Strip, id: &str) {
    let axis = Axis::of(film);
    let height = 26.0 + 26.0 * strip.rows.len() as f64;
    let (size, title) = (format!("0 0 {WIDTH} {height}"), format!("{id}-s"));
    let attrs: [Attr<'_>; 5] =
        [SVG, ("viewBox", &size), ("role", &"img"), ("aria-labelledby", &title), ("class", &"time")];
    h.el("svg", &attrs, |h| {
        h.say("title", &[("id", &title)], format!("{} over the round; the table below has the shares", strip.title));
        axis.minutes(h, film, height - 4.0);
        for (row, (team, stretches)) in strip.rows.iter().enumerate() {
            let y = 4.0 + 26.0 * row as f64;
            head(h, row_name(film, *team), y + 13.0);
            for stretch in stretches {
                let (from, to) = (axis.x(stretch.span.from), axis.x(stretch.span.to));
                let class = format!("s{}", stretch.class.min(LOOKS - 1));
                let (width, middle) = ((to - from).max(0.5), Px(f64::midpoint(from, to)));
                let attrs: [Attr<'_>; 5] =
                    [("class", &class), ("x", &Px(from)), ("y", &Px(y)), ("width", &Px(width)), ("height", &18)];
                h.el("rect", &attrs, |h| {
                    let (a, b) = (stretch.span.from, stretch.span.to);
                    h.say("title", &[], format!("{}, {a} to {b}", stretch.label));
                });
                if width > 7.0 * stretch.label.chars().count() as f64 {
                    let class = format!("on{}", stretch.class.min(LOOKS - 1));
                    let attrs: [Attr<'_>; 4] =
                        [("class", &class), ("x", &middle), ("y", &Px(y + 13.0)), ("text-anchor", &"middle")];
                    h.say("text", &attrs, &stretch.label);
                }
            }
        }
    });
}

/// How long each state held, per row.
fn shares(h: &mut Html, film: &Film, strip: &Strip) {
    let mut labels: BTreeMap<(u8, &str), Vec<Time>> = BTreeMap::new();
    for (row, (_, stretches)) in strip.rows.iter().enumerate() {
        for stretch in stretches {
            let sums =
                labels.entry((stretch.class, &stretch.label)).or_insert_with(|| vec![Time::ZERO; strip.rows.len()]);
            sums[row] += stretch.span.length(); // as long as the rows, above
        }
    }
    h.el("div", &[("class", &"scroll")], |h| {
        h.el("table", &[("class", &"data")], |h| {
            h.say("caption", &[], format!("{}: seconds of each, and the share of the time that is shown", strip.title));
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    h.say("th", &[("scope", &"col"), ("class", &"w")], "state");
                    for (team, _) in &strip.rows {
                        h.say("th", &[("scope", &"col"), ("class", &"n")], row_name(film, *team));
                    }
                });
            });
            let all: Vec<f64> = (0..strip.rows.len())
                .map(|i| labels.values().filter_map(|s| s.get(i)).map(|t| t.as_secs()).sum())
                .collect();
            h.el("tbody", &[], |h| {
                for ((_, label), sums) in &labels {
                    h.el("tr", &[], |h| {
                        h.say("th", &[("scope", &"row"), ("class", &"w")], label);
                        for (time, all) in sums.iter().zip(&all) {
                            let share = if *all > 0.0 { time.as_secs() / all * 100.0 } else { 0.0 };
                            h.say("td", &[("class", &"n")], format!("{:.1} s · {share:.0} %", time.as_secs()));
                        }
                    });
                }
            });
        });
    });
}
