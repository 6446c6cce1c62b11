//! Rotation (E5, §3.6): each contact with who was there, who came and when; and per player how they answered.

use super::super::rule::says;
use super::{Heads, Stage, Table, count, in_cast_order, known, measured, note, seconds, team, text};
use crate::et::analysis::{Answer, Contact};
use crate::film::{Cell, ColumnKind, Link, Sheet, View};

/// What a contact is, with the thresholds in force.
fn rule(stage: &Stage<'_>) -> String {
    let keys = ["combat_recent_s", "contact_gap_s", "support_dist", "late_follow_s", "sample_ms"];
    format!("E5: contacts and who supported them, context only, never scored; {}", says(stage.settings, &keys))
}

/// The sheet `contacts`: by time.
pub(super) fn sheet(stage: &Stage<'_>) -> Sheet {
    let contacts = &stage.analysis.contacts;
    let mut table = Table::new("contacts", "Contacts", note(contacts, rule(stage)), heads(stage));
    for contact in contacts.iter().flatten() {
        let mut cells = vec![
            Cell::Actor(stage.cast.id(contact.player)),
            Cell::Clock(contact.start.t),
            team(contact.team),
            seconds(contact.end - contact.start.t),
            stage.where_at(contact.player, contact.start),
            count(contact.answers.len() as u32),
        ];
        cells.extend(answers(stage, contact));
        table.row(cells, Some(Link::At(contact.start.t)));
    }
    table.done(View::Table)
}

/// Names by answer: already, arrived, late, never, unknown.
fn answers(stage: &Stage<'_>, contact: &Contact) -> [Cell; 5] {
    let mut names: [Vec<String>; 5] = Default::default();
    let [already, arrived, late, never, unknown] = &mut names;
    for (mate, answer) in &contact.answers {
        let name = stage.name(*mate);
        match answer {
            Answer::Already => already.push(name),
            Answer::Arrived(after) => arrived.push(format!("{name} {}", stage.secs(*after))),
            Answer::Late(after) => late.push(format!("{name} {}", stage.secs(*after))),
            Answer::Never => never.push(name),
            Answer::Unknown => unknown.push(name),
        }
    }
    names.map(|names| text(names.join(", ")))
}

fn heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    let words = ColumnKind::Text;
    vec![
        ("player", "player", ColumnKind::Actor, "who fights".to_owned()),
        (
            "at",
            "at",
            ColumnKind::Clock,
            format!(
                "E5: the first shot or hit, at least {} after being in combat last ({})",
                says(&["contact_gap_s"]),
                says(&["combat_recent_s"])
            ),
        ),
        ("team", "team", words, "the fighter's side".to_owned()),
        (
            "lasts_s",
            "lasts",
            ColumnKind::Seconds,
            format!("E5: until nothing follows within {}, the death or the round's end", says(&["combat_recent_s"])),
        ),
        ("where", "where", words, super::WHERE.to_owned()),
        ("mates", "mates", ColumnKind::Number(0), "team-mates alive at the start".to_owned()),
        ("already", "already there", words, format!("E5: within {} at the start", says(&["support_dist"]))),
        (
            "arrived",
            "arrived",
            words,
            format!("E5: within {} while it lasted, after how long", says(&["support_dist"])),
        ),
        (
            "late",
            "late",
            words,
            format!(
                "E5: within {} of its place up to {} after its end",
                says(&["support_dist"]),
                says(&["late_follow_s"])
            ),
        ),
        ("never", "never", words, "E5: did not come until then".to_owned()),
        (
            "unknown",
            "unknown",
            words,
            format!("E2: a position at the start was unknown ({})", says(&["interp_max_gap_ms", "stale_max_ms"])),
        ),
    ]
}

/// The sheet `rotation`: per player, over the contacts of team-mates.
pub(super) fn rotation(stage: &Stage<'_>) -> Sheet {
    let note = note(&stage.analysis.contacts, rule(stage));
    let mut table = Table::new("rotation", "Rotation", note, rotation_heads(stage));
    for row in in_cast_order(stage) {
        let actor = stage.cast.id(row.player);
        let of = |cell: fn(&crate::et::analysis::Rotation) -> Cell| known(&row.rotation, cell);
        let cells = vec![
            Cell::Actor(actor),
            team(row.team),
            of(|r| count(r.contacts)),
            of(|r| count(r.already)),
            of(|r| count(r.arrived.len() as u32)),
            of(|r| count(r.late)),
            of(|r| count(r.never)),
            of(|r| count(r.unknown)),
            of(|r| measured(r.arrival_median())),
            of(|r| measured(r.late_rate())),
        ];
        table.row(cells, Some(Link::Sheet("contacts", actor)));
    }
    table.done(View::Table)
}

fn rotation_heads(stage: &Stage<'_>) -> Heads {
    let says = |keys: &[&str]| says(stage.settings, keys);
    let number = ColumnKind::Number(0);
    vec![
        ("player", "player", ColumnKind::Actor, "who; open a row for the player's own contacts".to_owned()),
        ("team", "team", ColumnKind::Text, "the last side played".to_owned()),
        ("contacts", "contacts", number, format!("E5: the player's own ({})", says(&["contact_gap_s"]))),
        (
            "already",
            "already",
            number,
            format!("E5: team-mates' contacts at which the player was within {}", says(&["support_dist"])),
        ),
        ("arrived", "arrived", number, "E5: reached while they lasted".to_owned()),
        ("late", "late", number, format!("E5: reached up to {} after their end", says(&["late_follow_s"]))),
        ("never", "never", number, "E5: not reached".to_owned()),
        ("unknown", "unknown", number, "E5: a position at the start was unknown; in no rate".to_owned()),
        ("arrival_median_s", "arrival", ColumnKind::Seconds, "E5: median time to arrive".to_owned()),
        ("late_follow_rate", "late rate", ColumnKind::Share, "E5: late / (arrived + late)".to_owned()),
    ]
}
