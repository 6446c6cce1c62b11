//! The columns of the table of rows: what tells one row from the next first, then everything that is indexed.

use crate::film::{Cell, Column, ColumnKind, clean_text};
use crate::sim::Side;
use crate::sim::index::{Flags, Index, LIST, Num, Text, total};
use crate::sim::list::badges;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Row,
    Checks,
    Events,
    Line,
    Bytes,
    Seed,
    Num(Num),
    Text(Text),
}

/// All columns in the order of the screen, each once.
pub(super) fn all() -> Vec<(What, Column)> {
    let damage = |side| Num::total(side, total::DAMAGE);
    let mut order = vec![
        What::Row,
        What::Text(Text::Result),
        What::Num(Num::TIME),
        What::Num(Num::alive(Side::A)),
        What::Num(Num::alive(Side::B)),
        What::Num(damage(Side::A)),
        What::Num(damage(Side::B)),
        What::Checks,
        What::Text(Text::RosterA),
        What::Text(Text::RosterB),
        What::Text(Text::Scenario),
        What::Events,
        What::Text(Text::Capabilities),
        What::Text(Text::Reason),
        What::Seed,
    ];
    let rest = Num::all().map(What::Num).chain(Text::ALL.iter().map(|(text, ..)| What::Text(*text)));
    for what in rest.chain([What::Line, What::Bytes]) {
        if !order.contains(&what) {
            order.push(what);
        }
    }
    order.into_iter().map(|what| (what, column(what))).collect()
}

fn column(what: What) -> Column {
    let (key, kind, help) = match what {
        What::Row => ("row", ColumnKind::Number(0), "number of the row, from 0, as in filters and exports".to_owned()),
        What::Checks => {
            let help =
                "S7: what disagrees, as far as it is seen without events; Enter shows the two numbers".to_owned();
            ("checks", ColumnKind::Text, help)
        }
        What::Events => {
            let help =
                "whether there are events (S4); which families were seen is told when the row is opened".to_owned();
            ("events", ColumnKind::Text, help)
        }
        What::Line => ("line", ColumnKind::Number(0), "number of the line in its file".to_owned()),
        What::Bytes => ("bytes", ColumnKind::Number(0), "length of the line".to_owned()),
        What::Seed => ("sim_seed", ColumnKind::Number(0), "context.sim_seed".to_owned()),
        What::Num(num) => {
            let kind = if num == Num::TIME { ColumnKind::Number(2) } else { ColumnKind::Number(decimals(num)) };
            let help = num.path().unwrap_or_else(|| "how many units the roster names".to_owned());
            (num.name(), kind, help)
        }
        What::Text(text) => {
            let (_, name, path) = Text::ALL[text as usize]; // in the order of the enumeration, as a test there says
            let claims = ", claimed by the engine: not what is in the events (S4)";
            (name, ColumnKind::Text, format!("{path}{}", if text == Text::Capabilities { claims } else { "" }))
        }
    };
    Column { key, label: key, help, kind }
}

/// Times have decimals, counts have none.
fn decimals(num: Num) -> u8 {
    if num.name().ends_with("_s") { 2 } else { 0 }
}

/// Where a column stands in a row.
pub(super) fn path(what: What) -> Option<String> {
    let path = match what {
        What::Num(num) => num.path()?,
        What::Text(text) => Text::ALL[text as usize].2.to_owned(),
        What::Seed => "context.sim_seed".to_owned(),
        What::Events => "events".to_owned(),
        What::Row | What::Checks | What::Line | What::Bytes => return None,
    };
    Some(format!(".{path}"))
}

/// A cell; absent is blank.
pub(super) fn cell(index: &Index, row: usize, what: What) -> Cell {
    if row >= index.rows() {
        return Cell::Blank;
    }
    let number = |value: Option<f64>| value.map_or(Cell::Blank, Cell::Number);
    let broken = index.flags(row).has(Flags::BROKEN);
    match what {
        What::Row => Cell::Number(row as f64),
        What::Line => number(index.line(row).map(|line| line as f64)),
        What::Bytes => number(index.place(row).map(|place| place.length as f64)),
        What::Text(Text::Result) if broken => Cell::Text("BROKEN".into()),
        What::Checks if broken => {
            Cell::Text(index.fault(row).map_or_else(String::new, |fault| fault.kind.text().to_owned()))
        }
        _ if broken => Cell::Blank,
        What::Checks => match badges(index, row) {
            badges if badges.is_empty() => Cell::Blank,
            badges => Cell::Text(badges.join(" ")),
        },
        What::Events => Cell::Text(if index.flags(row).has(Flags::EVENTS) { "yes" } else { "no" }.into()),
        // As digits: a float would round the long ones.
        What::Seed => index.seed(row).map_or(Cell::Blank, |seed| Cell::Text(seed.to_string())),
        What::Num(num) => number(index.number(row, num)),
        What::Text(text) => {
            index.text(row, text).map_or(Cell::Blank, |text| Cell::Text(clean_text(&text.replace(LIST, " "))))
        }
    }
}
