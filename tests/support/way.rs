//! Waypoint files as a bots' editor writes them (version 9), for tests.
#![allow(dead_code)] // every test program uses a part of it

use std::path::Path;

/// A waypoint: where, and which others one can go to.
pub(crate) type Waypoint = ([f32; 3], Vec<u32>);

/// Waypoints on a grid around the origin, at a player's height, each joined with its four neighbours.
pub(crate) fn grid(columns: u32, rows: u32, step: f32) -> Vec<Waypoint> {
    let place = |i: u32, of: u32| (i as f32 - of as f32 / 2.0) * step;
    let one = |at: u32| {
        let (x, y) = (at % columns, at / columns);
        let mut to = Vec::new();
        to.extend((x > 0).then(|| at - 1));
        to.extend((x + 1 < columns).then(|| at + 1));
        to.extend((y > 0).then(|| at - columns));
        to.extend((y + 1 < rows).then(|| at + columns));
        ([place(x, columns), place(y, rows), 24.0], to)
    };
    (0..columns * rows).map(one).collect()
}

/// The file.
pub(crate) fn bytes(waypoints: &[Waypoint]) -> Vec<u8> {
    let mut out = vec![9];
    out.extend((waypoints.len() as u32).to_le_bytes());
    out.resize(1 + 4 + 32 + 232 + 24, 0);
    for (at, (pos, to)) in waypoints.iter().enumerate() {
        out.push(0);
        pos.iter().for_each(|v| out.extend(v.to_le_bytes()));
        pack(to.len() as u64, &mut out);
        for other in to {
            let step = i64::from(*other) - at as i64;
            pack(if step < 0 { (!step as u64) << 1 | 1 } else { (step as u64) << 1 }, &mut out);
        }
    }
    out
}

fn pack(mut value: u64, out: &mut Vec<u8>) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8);
        value >>= 7;
    }
    out.push(value as u8 | 0x80);
}

/// Writes a map's file where an installation has it.
pub(crate) fn write(folder: &Path, map: &str, waypoints: &[Waypoint]) {
    std::fs::create_dir_all(folder.join("nav")).unwrap();
    std::fs::write(folder.join(format!("nav/{map}.way")), bytes(waypoints)).unwrap();
}
