//! Callout files: `maps/<map>_loc_override.dat` of an installation, the names that players read in their team chat.
//!
//! ```text
//!   // comment, /* comment */
//!   3172 -1270 1564 "^1Command Post"      x y z and a name; colour codes and quotes are no part of it
//!   662 -3178 1475 @                      @ is the name of the line before
//! ```
//!
//! The game reads whole numbers, at most 1,024 points, names of at most 127 characters, and ignores a point at 0 0 0.
//! It also asks whether a point can be seen from where one stands, which no file tells: here the nearest one counts.

use crate::film::{Callout, Point, Problem, Problems, clean_name, clean_text};
use std::sync::Arc;

/// Points that the game takes of one file.
const MOST: usize = 1_024;
/// Characters that the game takes of one name.
const LONGEST: usize = 127;
/// No map is larger than this.
const EDGE: f32 = 1.0e6;

/// Reads a callout file. What is wrong with a line is a problem; the others are read.
pub(super) fn read(name: &Arc<str>, bytes: &[u8]) -> (Vec<Callout>, Problems) {
    let (mut callouts, mut problems) = (Vec::<Callout>::new(), Problems::default());
    let mut said: Option<String> = None;
    let (mut offset, mut comment) = (0, false);
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let from = offset;
        offset += line.len() as u64;
        // Old files are written in their author's own code page: letters that are none are left out of a name.
        let text = String::from_utf8_lossy(line);
        let text = uncommented(text.trim_start_matches('\u{feff}').trim(), &mut comment);
        if text.is_empty() {
            continue;
        }
        let problem = |reason| Problem { file: name.clone(), line: at as u64 + 1, offset: from, reason };
        match point(text, said.as_deref()) {
            Ok((pos, place)) => {
                said = Some(place.clone());
                if callouts.len() == MOST {
                    problems.push(problem(format!("more than {MOST} places: the game ignores them from here on")));
                    break;
                }
                if pos != [0.0; 3] {
                    callouts.push(Callout { name: place, pos });
                }
            }
            Err(reason) => problems.push(problem(reason)),
        }
    }
    (callouts, problems)
}

/// A line without its comment. `inside` says whether a `/*` is still open.
fn uncommented<'l>(line: &'l str, inside: &mut bool) -> &'l str {
    let mut text = line;
    if *inside {
        let Some((_, rest)) = text.split_once("*/") else { return "" };
        (*inside, text) = (false, rest.trim());
    }
    while let Some(rest) = text.strip_prefix("/*") {
        let Some((_, rest)) = rest.split_once("*/") else {
            *inside = true;
            return "";
        };
        text = rest.trim();
    }
    if text.starts_with("//") { "" } else { text }
}

/// A point and its name, or what is wrong with the line.
fn point(line: &str, said: Option<&str>) -> Result<(Point, String), String> {
    let wanted = "a line is `x y z \"name\"`";
    let mut rest = line;
    let mut pos = [0.0; 3];
    for (value, axis) in pos.iter_mut().zip(["x", "y", "z"]) {
        let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let shown = || clean_text(word).chars().take(40).collect::<String>();
        let number = word.parse::<f32>().ok().filter(|number| number.is_finite());
        *value = number.ok_or_else(|| format!("`{}` is no number for {axis}: {wanted}", shown()))?;
        if value.abs() > EDGE {
            return Err(format!("{axis} {} lies on no map: {wanted}", shown()));
        }
        rest = after.trim_start();
    }
    let name = rest.replace('"', "");
    if name.trim() == "@" {
        let said = said.ok_or("`@` repeats the name of the line before, and there is none before it")?;
        return Ok((pos, said.to_owned()));
    }
    let name: String = clean_name(&name).chars().take(LONGEST).collect();
    if name.is_empty() { Err(format!("the place has no name: {wanted}")) } else { Ok((pos, name)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &[u8]) -> (Vec<(String, Point)>, Vec<String>) {
        let (callouts, problems) = read(&Arc::from("m.dat"), text);
        let callouts = callouts.into_iter().map(|c| (c.name, c.pos)).collect();
        (callouts, problems.kept().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn names_points_and_repetitions() {
        let text = b"\xef\xbb\xbf// W\xfcrzburg\r\n/* two\r\nlines */ 1 2 3 \"^1Main Entrance\"\r\n4 5 -6 @\r\n\r\n7 8 9 Yard\r\n0 0 0 \"x\"\n10  11\t12 \"a b\"";
        let (callouts, problems) = read_text(text);
        let named = |name: &str, pos| (name.to_owned(), pos);
        assert_eq!(
            callouts,
            [
                named("Main Entrance", [1.0, 2.0, 3.0]),
                named("Main Entrance", [4.0, 5.0, -6.0]),
                named("Yard", [7.0, 8.0, 9.0]),
                named("a b", [10.0, 11.0, 12.0]),
            ]
        );
        assert_eq!(problems, Vec::<String>::new());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_costs_that_line_only() {
        let text = b"1 2 3 @\n1 2 \"Hall\"\n1 2 3 \"\"\n1 2 9e9 \"Hall\"\nnan 0 1 \"Hall\"\n1 2 3 \"Hall\"\n\x1b[2J 2 3 \"x\"\n";
        let (callouts, problems) = read_text(text);
        assert_eq!(callouts, [("Hall".to_owned(), [1.0, 2.0, 3.0])]);
        assert_eq!(problems.len(), 6);
        assert!(problems[0].starts_with("m.dat:1: `@` repeats"), "{problems:?}");
        assert!(problems[1].starts_with("m.dat:2: `\"Hall\"` is no number for z"), "{problems:?}");
        assert!(problems[2].contains("no name") && problems[3].contains("on no map"), "{problems:?}");
        assert!(problems[4].starts_with("m.dat:5:") && problems[5].contains("`[2J` is no number"), "{problems:?}");
    }

    #[test]
    fn a_hostile_name_is_harmless_and_a_long_list_ends() {
        let (callouts, _) = read_text(b"1 2 3 \"^1a\x1b]0;owned\x07\xe2\x80\xaeb\xff;|'=cmd\"\n");
        assert_eq!(callouts[0].0, "a]0;ownedb;|'=cmd");
        let (callouts, problems) = read_text("1 2 3 \"x\"\n".repeat(MOST + 9).as_bytes());
        assert_eq!((callouts.len(), problems.len()), (MOST, 1));
        assert!(problems[0].starts_with("m.dat:1025: more than 1024 places"));
        let long = format!("1 2 3 {}\n", "n".repeat(500));
        assert_eq!(read_text(long.as_bytes()).0[0].0.len(), LONGEST);
    }

    #[test]
    fn the_files_of_an_installation_have_no_problem() {
        let Ok(folder) = std::fs::read_dir("../shared/data/et/etmain/maps") else { return };
        for file in folder.flatten() {
            let bytes = std::fs::read(file.path()).unwrap();
            let (callouts, problems) = read(&Arc::from("real"), &bytes);
            // Every line that begins with a digit or a sign is a point.
            let lines = bytes.split(|b| *b == b'\n').filter(|l| l.first().is_some_and(|b| b"-0123456789".contains(b)));
            assert_eq!((callouts.len(), problems.count()), (lines.count(), 0), "{:?}", file.path());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let (callouts, _) = read(&Arc::from("x"), &bytes);
            prop_assert!(callouts.iter().all(|c| !c.name.is_empty() && c.pos.iter().all(|v| v.is_finite())));
        }

        #[test]
        fn any_text_of_its_kind_is_read(text in "([-0-9@\"/* \t^a.e]{0,12}\n){0,12}") {
            let lines = text.lines().count();
            let (callouts, problems) = read(&Arc::from("x"), text.as_bytes());
            prop_assert!(callouts.len() + problems.count() as usize <= lines);
        }
    }
}
