//! The two rounds of one stopwatch match side by side: the same players, sides swapped.
//!
//! ```text
//!   rounds     counts and times of both rounds        the side that began as Axis in front
//!   players    every column of both tables of players, by lasting id
//! ```

use super::library::{Entry, Library, Summary};
use crate::film::{Actor, ActorId, Cell, Column, ColumnKind, Film, Sheet, TeamId};
use crate::ui::widgets::table::TableState;
use std::sync::Arc;

/// At least this share of the players known by a lasting id in either round must be in both, on the other side.
const SWAPPED: f64 = 0.6;

/// The other round of a row's match.
///
/// # Errors
/// Why there is none.
pub fn partner(library: &Library, entry: Entry) -> Result<[Entry; 2], String> {
    let rows = library.entries();
    let Some(at) = rows.iter().position(|row| *row == entry) else { return Err("this round is not listed".into()) };
    let summary = |at: usize| rows.get(at).and_then(|row| library.summary(*row));
    let Some(here) = summary(at) else { return Err("this round has not been read".into()) };
    if here.lasting.is_empty() {
        return Err("no lasting ids of the players: the rounds cannot be told to belong together".into());
    }
    let mut reasons = Vec::new();
    for (other, first) in [(at + 1, true), (at.wrapping_sub(1), false)] {
        let Some(there) = summary(other) else { continue };
        let (one, two) = if first { (here, there) } else { (there, here) };
        match belongs(one, two) {
            Ok(()) => {
                let (Some(one), Some(two)) = (rows.get(at.min(other)), rows.get(at.max(other))) else { continue };
                return Ok([*one, *two]);
            }
            Err(why) => reasons.push(format!("with {}: {why}", there.title)),
        }
    }
    if reasons.is_empty() {
        return Err("there is no round before or after it in the library".into());
    }
    Err(reasons.join("; "))
}

/// Whether the second is the round in which the players of the first have swapped sides.
fn belongs(one: &Summary, two: &Summary) -> Result<(), String> {
    if one.map != two.map {
        return Err("another map".into());
    }
    let side = |of: &Summary, id: &str| of.lasting.iter().find(|(other, _)| other == id).map(|(_, team)| *team);
    let both: Vec<(TeamId, TeamId)> =
        one.lasting.iter().filter_map(|(id, team)| side(two, id).map(|other| (*team, other))).collect();
    let all = one.lasting.len().max(two.lasting.len()).max(1) as f64;
    let swapped = both.iter().filter(|(a, b)| a != b).count();
    if (both.len() as f64) < SWAPPED * all {
        return Err(format!("only {} of {all} players are in both", both.len()));
    }
    if (swapped as f64) < SWAPPED * both.len() as f64 {
        return Err(format!("only {swapped} of {} players have swapped sides", both.len()));
    }
    Ok(())
}

/// Both rounds, and their tables.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Where they came from, in order.
    pub entries: [Entry; 2],
    /// The films, in order.
    pub films: [Arc<Film>; 2],
    /// What both tables name: the cast of the first, then those who came later.
    pub film: Arc<Film>,
    /// Counts and times, then players.
    pub sheets: [Sheet; 2],
    /// Their order and chosen rows.
    pub tables: [TableState; 2],
    /// Which of them has the keys.
    pub chosen: usize,
    /// The actors of each row of players, by round.
    pub players: Vec<[Option<ActorId>; 2]>,
}

impl Pair {
    /// Puts two rounds side by side.
    #[must_use]
    pub fn new(entries: [Entry; 2], films: [Arc<Film>; 2]) -> Pair {
        let players = players(&films);
        let cast: Vec<Actor> = players
            .iter()
            .filter_map(|[one, two]| {
                let first = one.and_then(|id| films[0].cast.get(id.index()));
                let actor = first.or_else(|| two.and_then(|id| films[1].cast.get(id.index())))?;
                // A side for colour: the one of the first round, also for whom only the second has.
                let teams = if first.is_some() { actor.teams.clone() } else { swapped(actor) };
                Some(Actor { teams, ..actor.clone() })
            })
            .collect();
        let film = Film { cast, meta: films[0].meta.clone(), ..Film::default() };
        let sheets = [rounds(&films), compared(&films, &players)];
        let tables = [TableState::default(), TableState::default()];
        Pair { entries, films, film: Arc::new(film), sheets, tables, chosen: 1, players }
    }

    /// Takes films made anew for the rounds of a unit; order and chosen rows stay.
    pub fn heed(&mut self, unit: usize, films: &[Arc<Film>]) {
        let mut both = self.films.clone();
        for (entry, film) in self.entries.iter().zip(&mut both) {
            if let Some(new) = entry.film.filter(|_| entry.unit == unit).and_then(|at| films.get(at)) {
                film.clone_from(new);
            }
        }
        *self = Pair { tables: self.tables.clone(), chosen: self.chosen, ..Pair::new(self.entries, both) };
    }

    /// For the title.
    #[must_use]
    pub fn title(&self) -> String {
        // What tells rounds apart comes first in a title, and both must fit a line.
        let first = |film: &Film| film.meta.title.split(" · ").take(2).collect::<Vec<_>>().join(" · ");
        let [one, two] = self.films.each_ref().map(|film| first(film));
        format!("{one}  +  {two}")
    }

    /// The other table.
    pub fn turn(&mut self) {
        self.chosen = 1 - self.chosen.min(1);
    }

    /// The table that has the keys.
    pub fn shown(&mut self) -> (&Film, &Sheet, &mut TableState) {
        // `chosen` is 0 or 1: `turn` is the only one that changes it.
        let at = self.chosen.min(1);
        (&self.film, &self.sheets[at], &mut self.tables[at])
    }
}

/// The sides of somebody who came in the second round, as those of the first.
fn swapped(actor: &Actor) -> Vec<(crate::film::Time, Option<TeamId>)> {
    let other = |team: TeamId| match team {
        TeamId(0) => TeamId(1),
        TeamId(1) => TeamId(0),
        other => other,
    };
    actor.teams.iter().map(|(at, team)| (*at, team.map(other))).collect()
}

/// The side an actor ended the round on.
fn side(film: &Film, actor: Option<ActorId>) -> Option<TeamId> {
    actor.and_then(|id| film.cast.get(id.index())).and_then(|actor| actor.team(film.meta.span.to))
}

/// Everybody who played, by lasting id, in the order of sides of the first round; those without a lasting id stand in
/// the round they played.
fn players(films: &[Arc<Film>; 2]) -> Vec<[Option<ActorId>; 2]> {
    let id = |at: usize| u16::try_from(at).ok().map(ActorId);
    let playing = |film: &Film, at: usize| side(film, id(at)).is_some();
    let mut rows: Vec<[Option<ActorId>; 2]> = Vec::new();
    for at in (0..films[0].cast.len()).filter(|at| playing(&films[0], *at)) {
        let lasting = films[0].cast.get(at).and_then(|actor| actor.lasting_id.as_ref());
        let there =
            lasting.and_then(|lasting| films[1].cast.iter().position(|a| a.lasting_id.as_ref() == Some(lasting)));
        rows.push([id(at), there.and_then(id)]);
    }
    for at in (0..films[1].cast.len()).filter(|at| playing(&films[1], *at)) {
        if !rows.iter().any(|row| row[1] == id(at)) {
            rows.push([None, id(at)]);
        }
    }
    let first = |row: &[Option<ActorId>; 2]| match (side(&films[0], row[0]), side(&films[1], row[1])) {
        (Some(team), _) => team.0,
        // Whoever came for the second round stands with those who play his side there.
        (None, Some(TeamId(team))) => 1u8.saturating_sub(team),
        (None, None) => u8::MAX,
    };
    rows.sort_by_key(first);
    rows
}

/// Counts and times of both rounds, of all and of either team; teams are followed across the swap of sides.
fn rounds(films: &[Arc<Film>; 2]) -> Sheet {
    let text = |label: &'static str, key, help: String| Column { key, label, kind: ColumnKind::Text, help };
    let mut columns = vec![
        text(
            "count",
            "what",
            "counts as in the library; teams are followed by the lasting ids of their players".into(),
        ),
        text("round 1", "round_1", "the first round, everybody".into()),
        text("round 2", "round_2", "the second round, everybody, sides swapped".into()),
    ];
    let teams = films[0].meta.teams.len().min(2);
    // The team that began here plays the other side in the second round.
    let sides = |first: usize| [first, 1 - first.min(1)];
    let team = |first: usize, round: usize| films[round].meta.teams.get(sides(first)[round]);
    for first in 0..teams {
        let key = films[0].meta.teams.get(first).map_or("", |team| team.key);
        let name = team(first, 0).map_or("?", |team| team.name.as_str());
        columns.push(text(key, "team", format!("those who began as {name}, in the first round")));
        columns.push(text("then", "team_then", format!("those who began as {name}, in the second round")));
    }
    let mut rows = Vec::new();
    let mut row = |label: &str, all: [Cell; 2], own: &dyn Fn(usize, usize) -> Cell| {
        let own = (0..teams).flat_map(|first| [own(first, 0), own(first, 1)]);
        rows.push([Cell::Text(label.to_owned())].into_iter().chain(all).chain(own).collect::<Vec<_>>());
    };
    let number = |n: u64| Cell::Text(n.to_string());
    let blank = |_: usize, _: usize| Cell::Blank;
    row("side", [Cell::Blank, Cell::Blank], &|first, round| {
        let part = team(first, round).map(|team| team.part.as_deref().and_then(first_word).unwrap_or(&team.name));
        part.map_or(Cell::Blank, |part| Cell::Text(part.to_owned()))
    });
    row("length", films.each_ref().map(|film| Cell::Text(film.meta.span.length().to_string())), &blank);
    for (name, _) in &films[0].meta.counts {
        let all = films.each_ref().map(|film| {
            let count = film.meta.counts.iter().find(|(other, _)| other == name).and_then(|(_, count)| *count);
            count.map_or_else(|| Cell::Unknown("this input cannot tell".into()), number)
        });
        let known = all.each_ref().map(|cell| matches!(cell, Cell::Text(_)));
        row(name, all, &|first, round| {
            let (film, side) = (&films[round], sides(first)[round]);
            match *name {
                _ if !known[round] => Cell::Blank,
                "deaths" => number(deaths(film, side) as u64),
                "candidates" => number(candidates(film, side) as u64),
                _ => Cell::Blank,
            }
        });
    }
    let note = "one stopwatch match: consecutive rounds of one map, most players known in both have swapped sides";
    Sheet { key: "rounds", title: "Rounds", note: note.into(), columns, rows, ..Sheet::default() }
}

/// `defends` of `defends, waves of 30 s`.
fn first_word(part: &str) -> Option<&str> {
    part.split([',', ' ']).find(|word| !word.is_empty())
}

fn deaths(film: &Film, team: usize) -> usize {
    let dies = |kind: usize| film.moment_kinds.get(kind).is_some_and(|k| k.falls);
    film.log.iter().filter(|m| dies(m.kind) && m.team.is_some_and(|side| side.index() == team)).count()
}

fn candidates(film: &Film, team: usize) -> usize {
    let about = |finding: &&crate::film::Finding| {
        let actor = finding.parts.first().and_then(|part| film.cast.get(part.actor.index()));
        actor.and_then(|actor| actor.team(finding.at)).is_some_and(|side| side.index() == team)
    };
    film.findings.iter().filter(|finding| finding.is_candidate()).filter(about).count()
}

/// The tables of players of both rounds, column beside column.
fn compared(films: &[Arc<Film>; 2], players: &[[Option<ActorId>; 2]]) -> Sheet {
    let sheets = films.each_ref().map(|film| film.sheet("players"));
    let mut columns = vec![Column {
        key: "player",
        label: "player",
        kind: ColumnKind::Actor,
        help: "by lasting id; the colour is the side of the first round".into(),
    }];
    let shared: Vec<&Column> = sheets[0].map_or_else(Vec::new, |sheet| {
        let kept = |column: &&Column| {
            column.kind != ColumnKind::Actor
                && sheets[1].is_some_and(|other| other.columns.iter().any(|o| o.key == column.key))
        };
        let mut kept: Vec<&Column> = sheet.columns.iter().filter(kept).collect();
        // The side, then what is counted and measured; other words last: they are wide and known.
        kept.sort_by_key(|column| column.kind == ColumnKind::Text && !matches!(column.key, "team" | "side"));
        kept
    });
    for column in &shared {
        columns.push(Column { help: format!("round 1: {}", column.help), ..(*column).clone() });
        columns.push(Column {
            label: "then",
            help: format!("{} in round 2: {}", column.label, column.help),
            ..(*column).clone()
        });
    }
    let mut rows = Vec::new();
    for (place, row) in players.iter().enumerate() {
        let mut cells = vec![u16::try_from(place).map_or(Cell::Blank, |place| Cell::Actor(ActorId(place)))];
        for column in &shared {
            for round in [0, 1] {
                cells.push(value(sheets[round], row[round], column.key));
            }
        }
        rows.push(cells);
    }
    let note = sheets[0].map(|sheet| sheet.note.clone()).unwrap_or_default();
    Sheet { key: "players", title: "Players", note, columns, rows, ..Sheet::default() }
}

/// A player's value; blank in a round that was not played.
fn value(sheet: Option<&Sheet>, actor: Option<ActorId>, key: &str) -> Cell {
    let (Some(sheet), Some(actor)) = (sheet, actor) else { return Cell::Blank };
    let row = sheet.rows.iter().find(|cells| cells.contains(&Cell::Actor(actor)));
    let at = sheet.columns.iter().position(|column| column.key == key);
    row.zip(at).and_then(|(row, at)| row.get(at)).cloned().unwrap_or(Cell::Blank)
}
