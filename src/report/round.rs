//! One round of the report: what it came to, its candidates with their evidence, its tables.

use super::evidence::{evidence, ruling, word};
use super::html::{Html, count};
use super::{Detail, heat, moment, sheet, stand, strip};
use crate::film::{Film, Finding, Status};
use crate::review::{Ledger, Tally};

/// So many of the surest candidates of a kind are told with their evidence where a round is told in short.
const SUREST: usize = 3;

/// The whole section. `id` names it in the page.
pub(super) fn round(h: &mut Html, film: &Film, tally: &Tally, ledger: &Ledger, unit: &str, id: &str, detail: Detail) {
    let short = detail == Detail::Short;
    let head = format!("{id}-h");
    h.el("section", &[("class", &"round"), ("id", &id), ("aria-labelledby", &head)], |h| {
        h.say("h2", &[("id", &head)], &film.meta.title);
        summary(h, film, tally, unit);
        let ground = format!("{id}-map");
        let map = moment::ground(h, film, &ground).then_some(ground.as_str());
        if short {
            h.say("p", &[("class", &"quiet")], format!("In short, as one of many rounds: {LEFT_OUT}"));
        } else {
            strip::timeline(h, film, id, |index| Some(format!("{id}-f{index}")));
        }
        candidates(h, film, ledger, map, id, if short { SUREST } else { usize::MAX });
        if !short {
            suppressed(h, film, ledger, id);
            facts(h, film, ledger, id);
        }
        // The ground is drawn below; cell by cell it would fill pages.
        for (i, one) in film.sheets.iter().enumerate().filter(|(_, sheet)| sheet.key != "occupancy") {
            if !(short && sheet::is_long(one)) {
                sheet::sheet(h, film, one, &format!("{id}-t{i}"));
            }
        }
        // What is told of every player stands in a table already, and a page is printed.
        for (i, one) in film.strips.iter().enumerate().filter(|(_, strip)| !short && strip.actors.is_empty()) {
            strip::strip(h, film, one, &format!("{id}-s{i}"));
        }
        heat::heat(h, film, map, &format!("{id}-heat"));
    });
}

/// Counts, sides, what cannot be told, and the rule.
fn summary(h: &mut Html, film: &Film, tally: &Tally, unit: &str) {
    let meta = &film.meta;
    h.el("dl", &[("class", &"summary")], |h| {
        let mut add = |label: &str, text: String| {
            h.say("dt", &[], label);
            h.say("dd", &[], text);
        };
        add("map", meta.map.clone().unwrap_or_else(|| "unknown".to_owned()));
        add("length", meta.span.length().to_string());
        for (name, part) in meta.teams.iter().filter_map(|team| Some((&team.name, team.part.as_ref()?))) {
            add(name, part.clone());
        }
        for (name, _) in meta.counts.iter().filter(|(name, _)| !COUNTED_HERE.contains(name)) {
            add(name, tally.count(name));
        }
        for (kind, found) in tally.kinds.iter().filter(|(_, found)| found.is_judged()) {
            let excused = if found.known > 0 { format!(", and {} suppressed", found.excused()) } else { String::new() };
            add(kind.plural, format!("{}{excused}", found.standing()));
        }
    });
    if !meta.unavailable.is_empty() {
        h.el("details", &[("class", &"unavailable")], |h| {
            let things = count(meta.unavailable.len() as u64, "thing", "things");
            h.say("summary", &[], format!("{things} this recording cannot tell"));
            h.el("dl", &[], |h| {
                for (what, why) in &meta.unavailable {
                    h.say("dt", &[], what);
                    h.say("dd", &[("class", &"unknown")], format!("unknown: {why}"));
                }
            });
        });
    }
    h.say("p", &[("class", &"rule")], &meta.rule);
    let sources: Vec<&str> = meta.sources.iter().map(|name| name.rsplit(['/', '\\']).next().unwrap_or(name)).collect();
    h.say("p", &[("class", &"rule")], format!("{} · read from {unit}: {}", meta.game, sources.join(", ")));
}

/// What [`Tally`] counts from the findings, with confidence and reason.
pub(super) const COUNTED_HERE: [&str; 4] = ["candidates", "missed", "suppressed", "isolated"];

/// What a round told in short leaves out, and where it stands.
const LEFT_OUT: &str = "the timeline, excused findings, events, long tables and the evidence of less sure candidates \
                        stand in a report of this round alone, and in what filmroom analyze writes.";

/// The live candidates, the surest first: that is what one looks at. Those after the first `most` are only listed.
fn candidates(h: &mut Html, film: &Film, ledger: &Ledger, map: Option<&str>, id: &str, most: usize) {
    for (index, kind) in film.finding_kinds.iter().enumerate() {
        let mut found: Vec<(usize, &Finding)> =
            film.findings.iter().enumerate().filter(|(_, f)| f.kind == index && f.is_candidate()).collect();
        if !kind.asked && found.is_empty() {
            continue;
        }
        found.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.confidence));
        let mut title = kind.plural.to_owned();
        if let Some(first) = title.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let unknown = film.meta.unknown(kind);
        let number = unknown.map_or_else(|| found.len().to_string(), |_| "unknown".to_owned());
        h.say("h3", &[("id", &format!("{id}-k{index}"))], format!("{title}: {number}"));
        if found.is_empty() {
            let why = unknown.map_or_else(|| "None.".to_owned(), |why| format!("Unknown: {why}."));
            h.say("p", &[("class", &"quiet")], why);
            continue;
        }
        let others = found.split_off(most.min(found.len()));
        let mut tier = None;
        for (at, finding) in found {
            if tier != Some(finding.confidence) {
                tier = Some(finding.confidence);
                let named = finding.confidence.map_or("", |c| c.as_str());
                h.say("h4", &[("class", &"tier-head")], capital(word(named)));
            }
            evidence(h, film, finding, ledger, map, &format!("{id}-f{at}"));
        }
        if !others.is_empty() {
            let others: Vec<&Finding> = others.into_iter().map(|(_, finding)| finding).collect();
            h.el("details", &[("id", &format!("{id}-o{index}"))], |h| {
                h.say("summary", &[], format!("{} more, the surest first", others.len()));
                list(h, film, &others, ledger, "confidence", |finding| {
                    word(finding.confidence.map_or("", |c| c.as_str())).to_owned()
                });
            });
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// Those that a reason excuses, as a list: they are no candidates any more, but nobody should have to take that on trust.
fn suppressed(h: &mut Html, film: &Film, ledger: &Ledger, id: &str) {
    let found: Vec<&Finding> = film.findings.iter().filter(|f| matches!(f.status, Status::Suppressed(_))).collect();
    if found.is_empty() {
        return;
    }
    h.el("details", &[("id", &format!("{id}-suppressed"))], |h| {
        h.say("summary", &[], format!("Suppressed: {}, each with the reasons that excuse it", found.len()));
        list(h, film, &found, ledger, "excused by", |finding| match &finding.status {
            Status::Suppressed(reasons) => reasons.join(", ").replace('_', " "),
            _ => String::new(),
        });
    });
}

/// What simply happened.
fn facts(h: &mut Html, film: &Film, ledger: &Ledger, id: &str) {
    for (index, kind) in film.finding_kinds.iter().enumerate() {
        let found: Vec<&Finding> =
            film.findings.iter().filter(|f| f.kind == index && f.status == Status::Fact).collect();
        if !found.is_empty() {
            h.el("details", &[("id", &format!("{id}-e{index}"))], |h| {
                h.say("summary", &[], count(found.len() as u64, kind.label, kind.plural));
                list(h, film, &found, ledger, "details", |finding| {
                    let facts = finding.facts.iter().map(|(label, value)| format!("{label}: {value}"));
                    facts.collect::<Vec<_>>().join(" · ")
                });
            });
        }
    }
}

fn list(h: &mut Html, film: &Film, found: &[&Finding], ledger: &Ledger, last: &str, told: impl Fn(&Finding) -> String) {
    h.el("div", &[("class", &"scroll")], |h| {
        h.el("table", &[("class", &"data")], |h| {
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    for (head, class) in [("at", "n"), ("what", "w"), ("kind", "w"), (last, "w"), ("verdict", "w")] {
                        h.say("th", &[("scope", &"col"), ("class", &class)], head);
                    }
                });
            });
            h.el("tbody", &[], |h| {
                for finding in found {
                    h.el("tr", &[], |h| {
                        h.say("td", &[("class", &"n")], finding.at);
                        h.say("th", &[("scope", &"row"), ("class", &"w")], &finding.title);
                        h.say("td", &[], film.finding_kinds.get(finding.kind).map_or("", |kind| kind.label));
                        h.say("td", &[], told(finding));
                        let said: Vec<String> = (ledger.opinions(&finding.id))
                            .filter_map(|(reviewer, opinion)| Some(format!("{reviewer}: {}", ruling(opinion)?)))
                            .collect();
                        h.say("td", &[], said.join("; "));
                    });
                }
            });
        });
    });
}

/// The sides as they are drawn, for the page's own explanation.
pub(super) fn sides(h: &mut Html, film: &Film) {
    for index in 0..film.meta.teams.len() {
        let team = u8::try_from(index).ok().map(crate::film::TeamId);
        h.el("li", &[], |h| {
            let class = format!("mark {}", super::token::side(team));
            h.say("span", &[("class", &class), ("aria-hidden", &"true")], super::token::glyph(team));
            h.text(format!(" {}", stand::side_name(film, team)));
        });
    }
}
