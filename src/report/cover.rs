//! The first and the last part of a report: what all rounds came to, how to read it; problems, rules, configuration.

use super::Cover;
use super::html::{Attr, Html, count};
use super::moment::TRAIL;
use super::round::COUNTED_HERE;
use crate::film::Problems;
use crate::review::{Ruling, Tally};

/// A round in the table of all.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) tally: Tally,
}

/// The looks: no font, picture or script from anywhere.
const CSS: &str = include_str!("page.css");

const BEGIN: &str = "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\">\n";

/// Nothing may be loaded or run, whatever a name might try: only the page's own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl Cover {
    /// Everything before the body.
    #[must_use]
    pub fn head(&self) -> String {
        let mut h = Html::default();
        h.raw(BEGIN);
        h.el("head", &[], |h| {
            h.empty("meta", &[("charset", &"utf-8")]);
            h.empty("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &POLICY)]);
            h.empty("meta", &[("name", &"viewport"), ("content", &"width=device-width, initial-scale=1")]);
            h.empty("meta", &[("name", &"color-scheme"), ("content", &"light dark")]);
            h.say("title", &[], &self.title);
            h.el("style", &[], |h| h.raw(CSS));
        });
        h.raw("<body>\n");
        h.el("header", &[], |h| {
            h.say("h1", &[], &self.title);
            let rounds = count(self.total.films, "round", "rounds");
            let found: Vec<String> = (self.total.kinds.iter().filter(|(_, found)| found.is_judged()))
                .map(|(kind, found)| match found.known {
                    0 => format!("{} unknown", kind.plural),
                    _ => count(found.live(), kind.label, kind.plural),
                })
                .collect();
            h.say("p", &[("class", &"lead")], format!("{rounds}: {}.", found.join(", ")));
            h.say(
                "p",
                &[("class", &"care")],
                "A candidate is a moment worth a look together, not a judgement of a player: each one shows the rule that \
                 raised it, the number against the limit, and what could not be known.",
            );
        });
        h.raw("<main>\n");
        self.warnings().iter().for_each(|warning| h.say("p", &[("class", &"warning"), ("role", &"note")], warning));
        self.overview(&mut h);
        self.how_to_read(&mut h);
        h.into_string()
    }

    /// Everything behind the body. `orphans` is how many judged findings are in none of the rounds.
    #[must_use]
    pub fn foot(&self, problems: &Problems, orphans: u64) -> String {
        let mut h = Html::default();
        self.problems(&mut h, problems);
        self.rules(&mut h);
        h.raw("</main>\n");
        h.el("footer", &[], |h| {
            let hashes: Vec<&str> = self.configs.keys().map(String::as_str).collect();
            let version = env!("CARGO_PKG_VERSION");
            h.say("p", &[], format!("filmroom {version} · configuration {}", hashes.join(", ")));
            if orphans > 0 {
                let text = count(orphans, "verdict or note is", "verdicts or notes are");
                h.say("p", &[], format!("{text} about findings that are in none of these rounds or no longer found."));
            }
        });
        h.raw("</body>\n</html>\n");
        h.into_string()
    }

    /// All rounds in one table, and what was found over all of them.
    fn overview(&self, h: &mut Html) {
        h.el("section", &[("aria-labelledby", &"all")], |h| {
            h.say("h2", &[("id", &"all")], "All rounds");
            self.kinds(h);
            let counts: Vec<&'static str> =
                self.total.counts.iter().map(|(name, _)| *name).filter(|name| !COUNTED_HERE.contains(name)).collect();
            h.el("div", &[("class", &"scroll")], |h| {
                h.el("table", &[("class", &"data")], |h| {
                    h.say("caption", &[], "Round by round");
                    h.el("thead", &[], |h| {
                        h.el("tr", &[], |h| {
                            h.say("th", &[("scope", &"col"), ("class", &"w")], "round");
                            counts.iter().for_each(|name| h.say("th", &[("scope", &"col"), ("class", &"n")], name));
                            for (kind, _) in self.total.kinds.iter().filter(|(_, found)| found.is_judged()) {
                                h.say("th", &[("scope", &"col"), ("class", &"w")], kind.plural);
                            }
                            h.say("th", &[("scope", &"col"), ("class", &"n")], "unreviewed");
                        });
                    });
                    h.el("tbody", &[], |h| {
                        self.lines
                            .iter()
                            .for_each(|line| self.row(h, &counts, &line.tally, &line.title, Some(&line.id)));
                    });
                    if self.lines.len() > 1 {
                        h.el("tfoot", &[], |h| self.row(h, &counts, &self.total, "all", None));
                    }
                });
            });
        });
    }

    fn row(&self, h: &mut Html, counts: &[&'static str], tally: &Tally, title: &str, id: Option<&String>) {
        h.el("tr", &[], |h| {
            h.el("th", &[("scope", &"row"), ("class", &"w")], |h| match id {
                Some(id) => h.say("a", &[("href", &format!("#{id}"))], title),
                None => h.text(title),
            });
            counts.iter().for_each(|name| h.say("td", &[("class", &"n")], tally.count(name)));
            for (kind, _) in self.total.kinds.iter().filter(|(_, found)| found.is_judged()) {
                let own = tally.kinds.iter().find(|(known, _)| known.key == kind.key);
                h.say("td", &[], own.map_or_else(|| "–".to_owned(), |(_, found)| found.standing()));
            }
            let open: u64 = tally.kinds.iter().map(|(_, found)| found.unreviewed).sum();
            h.say("td", &[("class", &"n")], open);
        });
    }

    /// What was found, what excused it, and what reviewers said.
    fn kinds(&self, h: &mut Html) {
        let judged: Vec<_> = self.total.kinds.iter().filter(|(_, found)| found.is_judged()).collect();
        if judged.is_empty() {
            return;
        }
        h.el("table", &[("class", &"data")], |h| {
            h.say("caption", &[], "What was found, and what reviewers said");
            h.el("thead", &[], |h| {
                h.el("tr", &[], |h| {
                    let heads = ["kind", "candidates", "suppressed, by first reason"];
                    let rulings = Ruling::ALL.map(Ruling::words);
                    for head in heads.into_iter().chain(rulings).chain(["unreviewed"]) {
                        h.say("th", &[("scope", &"col"), ("class", &"w")], head);
                    }
                });
            });
            h.el("tbody", &[], |h| {
                for (kind, found) in judged {
                    h.el("tr", &[], |h| {
                        h.say("th", &[("scope", &"row"), ("class", &"w")], kind.plural);
                        h.say("td", &[], found.standing());
                        let excused = found.excused();
                        let reasons = if excused > 0 { format!(": {}", found.reasons()) } else { String::new() };
                        h.say("td", &[], found.told(format!("{excused}{reasons}")));
                        for ruling in Ruling::ALL {
                            let n = found.rulings.get(&ruling).copied().unwrap_or(0);
                            h.say("td", &[("class", &"n")], n);
                        }
                        h.say("td", &[("class", &"n")], found.unreviewed);
                    });
                }
            });
        });
    }

    fn how_to_read(&self, h: &mut Html) {
        h.el("details", &[("class", &"help")], |h| {
            h.say("summary", &[], "How to read this page");
            h.el("ul", &[("class", &"legend"), ("aria-label", &"sides in pictures")], |h| {
                // Made by `round::sides`, one list a game.
                self.sides.values().for_each(|sides| h.made(sides));
            });
            let trail = TRAIL.0 / 1000;
            let told: [(&str, String); 9] = [
                ("Pictures", format!("show the moment from above, north up. Colour and shape are the side, the letter is the player, the wedge is where they look, the line behind is where they came from in the {trail} s before.")),
                ("Cross", "marks who fell; hollow is down or dead. A double outline is the killer, a thick dark one whom the candidate is about.".into()),
                ("Thin lines", "from a token to a dot: two stood so close that one was moved aside; the dot is the true place.".into()),
                ("At the edge", "stand those outside the picture, in their direction.".into()),
                ("Gates", "are the conditions of the rule: the number that was measured, the limit in force with the name it has in the configuration, and the outcome.".into()),
                ("Confidence", "is high when every gate passes on recorded evidence, medium when one soft gate fails or is unknown, low otherwise: worth a look at most.".into()),
                ("Unknown", "is not nought and not \"no\": the recording cannot tell, and the reason is given.".into()),
                ("Suppressed", "findings are excused by a reason such as objective work; they count for nothing and are listed so that nobody has to take it on trust.".into()),
                ("On paper", "candidates of high and medium confidence are unfolded; whatever else is wanted there is to be unfolded on the screen first.".into()),
            ];
            h.el("dl", &[], |h| {
                for (label, text) in told {
                    h.say("dt", &[], label);
                    h.say("dd", &[], text);
                }
            });
        });
    }

    fn problems(&self, h: &mut Html, problems: &Problems) {
        h.el("section", &[("aria-labelledby", &"problems")], |h| {
            h.say("h2", &[("id", &"problems")], "Problems in the input");
            if problems.is_empty() {
                return h.say("p", &[("class", &"quiet")], "None: every line could be read.");
            }
            let lines = count(problems.count(), "problem", "problems");
            h.say("p", &[], format!("{lines}. What they name was left out, everything else was read."));
            h.el("ul", &[("class", &"problems")], |h| {
                problems.kept().iter().take(SHOWN).for_each(|problem| h.say("li", &[], problem));
            });
            let more = problems.count().saturating_sub(SHOWN as u64);
            if more > 0 {
                h.say("p", &[], format!("... and {more} more: `filmroom check` lists them."));
            }
        });
    }

    fn rules(&self, h: &mut Html) {
        h.el("section", &[("aria-labelledby", &"rules")], |h| {
            h.say("h2", &[("id", &"rules")], "Rules and thresholds in force");
            for (hash, rules) in &self.configs {
                h.say("h3", &[], format!("Configuration {hash}"));
                let attrs: [Attr<'_>; 1] = [("class", &"rules")];
                h.el("ul", &attrs, |h| rules.iter().filter(|r| !r.is_empty()).for_each(|rule| h.say("li", &[], rule)));
            }
        });
    }
}

/// So many problems are listed; the rest is counted.
const SHOWN: usize = 200;
