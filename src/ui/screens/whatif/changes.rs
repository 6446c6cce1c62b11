//! The right side of the what-if panel: counts, precision by tier before and after, and every finding that moves, with
//! the gates that moved it.

use crate::film::{Confidence, Film, Finding};
use crate::review::stats::{By, Counts};
use crate::review::whatif::{Change, Turn, flipped, told};
use crate::ui::app::App;
use crate::ui::app::library::UnitState;
use crate::ui::app::whatif::{Row, Scope, Side, WhatIf};
use crate::ui::chrome;
use crate::ui::layout::inside;
use crate::ui::theme::Tone;
use crate::ui::widgets::findings::{brief, select};
use crate::ui::widgets::paint::{Pen, fit, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Lines kept for why the chosen one moves.
const WHY: usize = 4;
/// Lines kept for the list.
const LIST: usize = 4;

/// A line with its meaning.
type Told = (String, Tone);

pub(super) fn draw(app: &App, whatif: &WhatIf, area: Rect, separated: bool, buf: &mut Buffer) {
    let theme = &app.options.theme;
    let focused = whatif.side == Side::Changes;
    chrome::heading(app, area, "What changes", &scope(app, whatif), focused, separated, buf);
    let mut pen = Pen::new(buf, inside(area, separated));
    let (width, height) = ((pen.width() - 2).max(1) as usize, pen.height().max(0) as usize);
    let rows = whatif.in_scope();
    let why = whatif.chosen().map_or_else(Vec::new, |row| why(app, whatif, row, width));
    let below = if rows.is_empty() { 0 } else { why.len().clamp(1, WHY) };
    let kept = if rows.is_empty() { 0 } else { LIST.min(rows.len()) + below };
    let mut head = head(app, whatif, width);
    head.truncate(height.saturating_sub(kept));
    let mut y = 0;
    for (line, tone) in &head {
        pen.text(1, y, &fit(line, width, theme.glyphs.cut), theme.style(*tone));
        y += 1;
    }
    let room = height.saturating_sub(head.len() + below);
    for at in whatif.moves.visible(rows.len(), room, area.y + 1 + head.len() as u16) {
        if let Some(one) = rows.get(at) {
            line(app, whatif, one, y, &mut pen);
            if at == whatif.moves.selected() {
                select(&mut pen, y, focused, theme);
            }
            y += 1;
        }
    }
    let from = height.saturating_sub(below) as i32;
    for (at, (text, tone)) in why.iter().take(below).enumerate() {
        pen.text(1, from + at as i32, &fit(text, width, theme.glyphs.cut), theme.style(*tone));
    }
}

/// What the numbers are about, and how far they are.
fn scope(app: &App, whatif: &WhatIf) -> String {
    let all = app.library.states.iter().filter(|state| !matches!(state, UnitState::Failed(_))).count();
    if whatif.scope == Scope::Round {
        return app.keymap.told(if all > 1 { "this round (<what-if-scope>: all)" } else { "this round" });
    }
    match whatif.done {
        done if done < all && !whatif.changes.is_empty() => format!("all rounds: {done} of {all} judged"),
        // Nothing is counted before something is tried.
        _ if whatif.changes.is_empty() => app.keymap.told("all rounds (<what-if-scope>: this)"),
        _ => format!("all {} {}", whatif.set.before.films(), app.keymap.told("rounds (<what-if-scope>: this)")),
    }
}

/// Why there is nothing to count in the scope, if nothing is on its way any more.
fn failed<'a>(app: &App, whatif: &'a WhatIf) -> Option<&'a str> {
    if whatif.scope == Scope::Round {
        return whatif.refused();
    }
    let all = app.library.states.iter().filter(|state| !matches!(state, UnitState::Failed(_))).count();
    let mut failed = whatif.units.iter().filter_map(|unit| unit.failed.as_deref());
    if whatif.done < all { None } else { failed.next() }
}

/// Counts, then precision by tier.
fn head(app: &App, whatif: &WhatIf, width: usize) -> Vec<Told> {
    if whatif.changes.is_empty() {
        let text = "nothing is tried. <lower> and <raise> turn the chosen setting, <open> types a value; what changes shows \
                    here at once. Nothing is written until it is saved (<save-config>).";
        return wrap(&app.keymap.told(text), width).into_iter().map(|line| (line, Tone::Dim)).collect();
    }
    let outcome = whatif.outcome();
    if outcome.before.films() == 0 {
        return match failed(app, whatif) {
            Some(reason) => {
                let lines = wrap(&format!("cannot be judged under these settings: {reason}"), width);
                lines.into_iter().map(|line| (line, Tone::Error)).collect()
            }
            None => vec![("judging".to_owned(), Tone::Notice)],
        };
    }
    let turns = outcome.turns;
    let mut lines = vec![];
    let moved = [
        (turns.appeared, "+", "appear"),
        (turns.vanished, "-", "vanish"),
        (turns.tier, "~", "change tier"),
        (turns.status, ".", "stay suppressed"),
    ];
    let moved: Vec<String> =
        moved.iter().filter(|(n, ..)| *n > 0).map(|(n, sign, word)| format!("{sign}{n} {word}")).collect();
    match moved.as_slice() {
        [] => lines.push(("no finding moves".to_owned(), Tone::Title)),
        moved => lines.extend(wrap(&moved.join("  "), width).into_iter().map(|line| (line, Tone::Title))),
    }
    let counts = outcome.listed.iter().filter(|one| one.before != one.after);
    let mut counts: Vec<String> = counts.map(|one| format!("{} {} -> {}", one.name, one.before, one.after)).collect();
    if whatif.scope == Scope::Round {
        counts.extend(
            films(whatif)
                .into_iter()
                .flat_map(|[before, after]| told(before, after))
                .map(|(name, was, is)| format!("{name} {was} -> {is}")),
        );
        counts.dedup();
    }
    lines.extend(wrap(&counts.join(", "), width).into_iter().filter(|l| !l.is_empty()).map(|line| (line, Tone::Text)));
    lines.extend(precision(app, whatif, width));
    lines
}

/// The film on the screen as it is and as it would be.
fn films(whatif: &WhatIf) -> Option<[&Film; 2]> {
    let (sides, film) = (whatif.units.get(whatif.entry.unit)?, whatif.entry.film.unwrap_or_default());
    Some([sides.before.as_ref()?.get(film)?, sides.after.as_ref()?.get(film)?])
}

/// Each rule with its tiers: how many are listed, and how many of the judged ones are true.
fn precision(app: &App, whatif: &WhatIf, width: usize) -> Vec<Told> {
    let outcome = whatif.outcome();
    let (before, after) = (&outcome.before, &outcome.after);
    let mut lines = Vec::new();
    let both = |rule: &str, by, value: &str| [before.counts(rule, by, value), after.counts(rule, by, value)];
    let is_same = |rule: &str| {
        [("", By::Rule), ("high", By::Tier), ("med", By::Tier), ("low", By::Tier)].into_iter().all(|(value, by)| {
            let [was, is] = both(rule, by, value);
            was == is
        })
    };
    let (rules, after_rules) = (before.rules(), after.rules());
    let mut rules: Vec<&str> = rules.union(&after_rules).copied().collect();
    // What changes stands first; what does not is a line.
    rules.sort_by_key(|rule| is_same(rule));
    for rule in rules {
        let [was, is] = both(rule, By::Rule, "");
        if was.all() + is.all() == 0 {
            continue;
        }
        let kind = whatif.real.finding_kinds.iter().find(|kind| kind.key == rule);
        let name = kind.map_or(rule, |kind| kind.plural);
        if is_same(rule) {
            lines.push((format!("{name} {} as before", was.all()), Tone::Dim));
            continue;
        }
        lines.push((format!("{name} {} -> {}", was.all(), is.all()), Tone::Title));
        for tier in [Confidence::High, Confidence::Med, Confidence::Low] {
            let [was, is] = both(rule, By::Tier, tier.as_str());
            if was.all() + is.all() > 0 {
                lines.extend(tier_lines(app, tier.as_str(), was, is, width));
            }
        }
    }
    lines
}

/// `  high 12 -> 10  90 % (70-97 %, n=20)`; another precision afterwards on a line of its own where there is no room.
fn tier_lines(app: &App, tier: &str, was: Counts, is: Counts, width: usize) -> Vec<Told> {
    let tell = |counts: &Counts| match app.options.bar.tell(counts) {
        Ok(precision) => precision.to_string(),
        Err(_) => format!("too few to tell, n={}", counts.reviewed()),
    };
    let [one, two] = [tell(&was), tell(&is)];
    let head = format!("  {tier:<4} {} -> {}  ", was.all(), is.all());
    let tone = if was.all() == is.all() { Tone::Dim } else { Tone::Text };
    if one == two {
        return vec![(format!("{head}{one}"), tone)];
    }
    let whole = format!("{head}{one} -> {two}");
    if whole.width() <= width {
        return vec![(whole, tone)];
    }
    vec![(format!("{head}{one}"), tone), (format!("{:>1$}-> {two}", "", head.width().saturating_sub(3)), tone)]
}

/// The sign of a change: told by the character alone.
fn sign(change: &Change<'_>) -> &'static str {
    match change.turn {
        Turn::Appeared => "+",
        Turn::Vanished => "-",
        Turn::Tier => "~",
        Turn::Status => ".",
    }
}

fn change<'a>(whatif: &'a WhatIf, row: &Row) -> Change<'a> {
    let [was, is] = whatif.findings(row).map(|side| side.map(|(_, finding)| finding));
    Change { turn: row.turn, was, is }
}

/// `- 0:42 m kiko -> zed 729 u`; in all rounds the round's name in front of it.
fn line(app: &App, whatif: &WhatIf, row: &Row, y: i32, pen: &mut Pen<'_>) {
    let theme = &app.options.theme;
    let [was, is] = whatif.findings(row);
    let Some((film, finding)) = is.or(was) else { return };
    let style = theme.finding(finding);
    pen.text(1, y, sign(&change(whatif, row)), theme.style(Tone::Title));
    let mut x = 3;
    if whatif.scope == Scope::Set {
        let name = film.meta.short.as_ref().unwrap_or(&film.meta.id);
        let id = fit(name, (pen.width() / 3).max(6) as usize, theme.glyphs.cut).into_owned();
        x += pen.text(x, y, &format!("{id} "), theme.style(Tone::Dim));
    }
    let clock = finding.at.to_string();
    let clock = clock.split('.').next().unwrap_or(&clock);
    x += pen.text(x, y, &format!("{clock:>5} "), theme.style(Tone::Text));
    let mark = film.finding_kinds.get(finding.kind).map_or('?', |kind| kind.mark);
    pen.put_char(x, y, mark, style);
    x += 2;
    let room = (pen.width() - x).max(0) as usize;
    let short = if finding.title.width() > room { brief(film, finding, theme, room) } else { None };
    let words = short.unwrap_or_else(|| fit(&finding.title, room, theme.glyphs.cut).into_owned());
    pen.text(x, y, &words, style);
}

/// What became of the chosen one, and the gates that are not as they were.
fn why(app: &App, whatif: &WhatIf, row: &Row, width: usize) -> Vec<Told> {
    let change = change(whatif, row);
    let opinion = app.desks.opinion(row.place.0, &row.id).and_then(|opinion| opinion.verdict.as_ref());
    let judged = opinion.map_or_else(|| "no verdict".to_owned(), |verdict| format!("you said: {}", verdict.ruling));
    let mut lines: Vec<Told> =
        wrap(&format!("{} ({judged})", change.words()), width).into_iter().map(|line| (line, Tone::Notice)).collect();
    let gates = match (change.was, change.is) {
        (Some(was), Some(is)) => flipped(was, is),
        (None, is) => vec![format!("it was out of the rule's reach{}", reach(is))],
        (was, None) => vec![format!("it is out of the rule's reach now{}", reach(was))],
    };
    lines.extend(gates.iter().flat_map(|gate| wrap(gate, width)).map(|line| (line, Tone::Text)));
    lines
}

/// How far it was, the number that a reach is about.
fn reach(finding: Option<&Finding>) -> String {
    let gate = finding.and_then(|finding| finding.gates.iter().find(|gate| gate.value.is_some()));
    gate.map_or_else(String::new, |gate| format!(": {} {} {}", gate.name, gate.value_text(), gate.unit))
}
