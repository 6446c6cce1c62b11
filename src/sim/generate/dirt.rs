//! One thing wrong with a row: broken lines (S3), forward compatibility (S1) and every disagreement of S7.

use super::fight::Fight;
use super::{Dice, Options, write};

/// How many ways there are.
const WAYS: usize = 14;

/// Writes a row with one thing wrong.
pub(super) fn spoiled(fight: &Fight, options: &Options, dice: &mut Dice, out: &mut Vec<u8>) {
    let mut fight = fight.clone();
    let way = dice.below(WAYS);
    match way {
        // Disagreements that the fight itself can hold.
        0 => fight.result = if fight.result == "team_a" { "team_b" } else { "team_a" },
        1 => fight.events.reverse(),
        2 => fight.frames /= 2,
        3 => fight.row = fight.row.saturating_sub(1),
        _ => {}
    }
    let start = out.len();
    write::row(&fight, options, out);
    let line = out.split_off(start);
    match way {
        4 => out.extend_from_slice(&line[..dice.below(line.len())]),
        5 => out.extend_from_slice(b"not a row at all"),
        6 => out.extend_from_slice(b"{\"schema_version\":\"telemetry_v1\",\"note\":\"no context\"}"),
        7 => out.extend(replaced(&line, b"telemetry_v1", b"telemetry_v2")),
        8 => {
            // A flipped byte, but never a line feed: that would make two lines.
            let (at, mut line) = (dice.below(line.len()), line);
            line[at] = if line[at] == b'#' { b'%' } else { b'#' };
            out.extend(line);
        }
        9 => out.extend(replaced(&line, b"\"deaths\":", b"\"deaths\":1")),
        10 => out.extend(replaced(&line, b"\"damage\":", b"\"damage\":9")),
        11 => out.extend(replaced(&line, b"\"team_size\":", b"\"team_size\":1")),
        12 => out.extend(replaced(&line, b"\"kills\":", b"\"kills\":7")),
        13 => out.extend(replaced(&line, b"\"before_hp\":", b"\"before_hp\":4")),
        _ => out.extend(line),
    }
}

/// The line with the first `from` replaced.
fn replaced(line: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    match memchr::memmem::find(line, from) {
        Some(at) => [&line[..at], to, &line[at + from.len()..]].concat(),
        None => line.to_vec(),
    }
}
