//! A typed command: a time to go to, or an action by its name.

use crate::film::Time;
use crate::ui::action::Action;
use crate::ui::keymap::unknown_action;

/// What was typed after `:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To a moment on the film's clock.
    To(Time),
    /// By a duration from here.
    By(Time),
    /// An action of the table.
    Run(Action),
    /// To a table by its name.
    Sheet(String),
    /// Nothing was typed.
    Nothing,
}

/// Reads a line: `2:31`, `2:31.4`, `1:02:31`, `151`, `+10`, `-5`, `+1:00`, `verdict-true`, `tenth 3`, `sheet score`.
///
/// # Errors
/// A sentence for the reader.
pub fn parse(line: &str) -> Result<Command, String> {
    let line = line.trim();
    let Some(first) = line.chars().next() else { return Ok(Command::Nothing) };
    match first {
        '+' | '-' => {
            let by = time(&line[1..]).ok_or_else(|| no_time(line))?;
            Ok(Command::By(if first == '-' { -by } else { by }))
        }
        '0'..='9' => time(line).map(Command::To).ok_or_else(|| no_time(line)),
        _ => match line.split_once(char::is_whitespace) {
            Some(("sheet" | "table", name)) => Ok(Command::Sheet(name.trim().to_owned())),
            _ => action(line).map(Command::Run),
        },
    }
}

fn no_time(line: &str) -> String {
    format!("`{line}` is no time; write 2:31, 151, +10 or -5")
}

/// Seconds, or minutes and seconds, or hours, minutes and seconds; each with a fraction at the end if wanted.
fn time(text: &str) -> Option<Time> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 || parts.iter().any(|part| !part.starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let (last, whole) = parts.split_last()?;
    let mut seconds = last.parse::<f64>().ok().filter(|s| whole.is_empty() || *s < 60.0)?;
    let mut unit = 60.0;
    for part in whole.iter().rev() {
        seconds += f64::from(part.parse::<u32>().ok()?) * unit;
        unit *= 60.0;
    }
    Time::from_secs(seconds)
}

fn action(line: &str) -> Result<Action, String> {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap_or_default();
    let action = Action::named(name).ok_or_else(|| unknown_action(name))?;
    let row = action.row();
    match (words.next(), row.first) {
        (None, None) => Ok(action),
        (Some(extra), None) => Err(format!("{name} takes nothing after its name (`{extra}`)")),
        (word, Some(first)) => {
            let last = usize::from(first) + row.keys.len() - 1;
            let number = word.and_then(|word| word.parse::<u8>().ok());
            number
                .filter(|n| (usize::from(first)..=last).contains(&usize::from(*n)))
                .map(|n| action.with_number(n))
                .ok_or_else(|| format!("{name} takes a number from {first} to {last}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::action::{Clock, Judge, TABLE};

    #[test]
    fn times_are_read_as_they_are_written() {
        let table = [
            ("2:31", Command::To(Time(151_000))),
            ("151", Command::To(Time(151_000))),
            (" 2:31.4 ", Command::To(Time(151_400))),
            ("1:02:31", Command::To(Time(3_751_000))),
            ("+10", Command::By(Time(10_000))),
            ("-5", Command::By(Time(-5_000))),
            ("+1:00", Command::By(Time(60_000))),
            ("sheet  score", Command::Sheet("score".into())),
            ("", Command::Nothing),
        ];
        for (line, command) in table {
            assert_eq!(parse(line), Ok(command), "{line}");
        }
        for bad in ["2:61", "1:2:3:4", "+", "1e999", "2:", "12x", "--5", "99999999999999999999", "1:-2"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_action_runs_by_its_name() {
        for row in TABLE {
            let line = row.first.map_or(row.name.to_owned(), |first| format!("{} {first}", row.name));
            let action = row.first.map_or(row.action, |first| row.action.with_number(first));
            assert_eq!(parse(&line), Ok(Command::Run(action)));
        }
        assert_eq!(parse("tenth 3"), Ok(Command::Run(Action::Clock(Clock::Tenth(3)))));
        assert_eq!(parse("verdict-true"), Ok(Command::Run(Action::Judge(Judge::True))));
        assert_eq!(parse("tenth"), Err("tenth takes a number from 0 to 9".into()));
        assert_eq!(parse("reason 12"), Err("reason takes a number from 1 to 9".into()));
        assert_eq!(
            parse("verdict-treu"),
            Err("there is no action `verdict-treu`; did you mean `verdict-true`?".into())
        );
        assert_eq!(parse("quit now"), Err("quit takes nothing after its name (`now`)".into()));
    }
}
