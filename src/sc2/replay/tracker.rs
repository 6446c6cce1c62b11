//! `replay.tracker.events`: what the game itself wrote down about units, buildings, upgrades and money.
//!
//! Events are handed out one by one: nothing of the list is kept here.

use super::error::ReplayError;
use super::versioned::Reader;

pub(super) const PART: &str = "replay.tracker.events";

/// Index and recycle number: one unit of one game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag {
    /// The place in the game's list of units; used again when a unit is gone.
    pub index: u32,
    /// How often the place was used before.
    pub recycle: u32,
}

/// An event. Players are tracker numbers (0 is nobody), positions are tiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Event<'a> {
    /// A seat is taken by a player.
    Setup { player: u8 },
    /// Every 160 loops: money and supply of a player.
    Stats { player: u8, score: Score },
    /// A unit comes to life complete.
    Born { tag: Tag, kind: &'a [u8], owner: u8, x: u16, y: u16 },
    /// A unit or building begins (morphs, warps in).
    Init { tag: Tag, kind: &'a [u8], owner: u8, x: u16, y: u16 },
    /// What was begun is complete.
    Done { tag: Tag },
    /// A unit dies, is cancelled or is used up.
    Died { tag: Tag, killer: Option<u8>, x: u16, y: u16 },
    /// A unit changes sides.
    Owner { tag: Tag, owner: u8 },
    /// A unit becomes another.
    Change { tag: Tag, kind: &'a [u8] },
    /// An upgrade is complete.
    Upgrade { player: u8, name: &'a [u8] },
    /// Where a unit that fights is now; only its index is told.
    Position { index: u32, x: u16, y: u16 },
}

/// What the game counts for a player, in its own units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score(pub [i32; 33]);

type Result<T> = std::result::Result<T, ReplayError>;

/// Reads all events in order; `see` gets the game loop and the event.
pub(crate) fn events<'a>(bytes: &'a [u8], mut see: impl FnMut(u32, Event<'a>) -> Result<()>) -> Result<()> {
    let mut r = Reader::new(bytes, PART);
    let mut now: u32 = 0;
    while !r.done() {
        let delta = r.choice_int()?;
        now = u32::try_from(delta)
            .ok()
            .and_then(|d| now.checked_add(d))
            .filter(|&n| n <= i32::MAX as u32)
            .ok_or_else(|| r.bad(format!("game loop {now} is followed by a step of {delta}")))?;
        let kind = r.int()?;
        let mut fields = Fields::default();
        let read = match kind {
            Some(0) => stats(&mut r, &mut |event| see(now, event)),
            Some(8) => positions(&mut r, &mut |event| see(now, event)),
            Some(kind @ (1..=7 | 9)) => {
                fields.read(&mut r).and_then(|()| fields.event(kind, &r)).and_then(|event| see(now, event))
            }
            _ => r.skip(), // a kind of a build to come
        };
        // Whoever sees the event does not know its place.
        read.map_err(|error| if error.offset == 0 { r.here(error) } else { error })?;
    }
    Ok(())
}

/// The plain fields of an event, by tag.
#[derive(Debug, Default)]
struct Fields<'a> {
    ints: [Option<i64>; 8],
    name: &'a [u8],
}

impl<'a> Fields<'a> {
    fn read(&mut self, r: &mut Reader<'a>) -> Result<()> {
        r.fields(|r, tag| {
            let slot = usize::try_from(tag).ok().and_then(|i| self.ints.get_mut(i));
            match (slot, r.peek()) {
                (Some(_), Some(0x02)) => self.name = r.blob()?,
                (Some(slot), Some(0x06..=0x09)) => *slot = r.int()?,
                // An optional of a build to come may hold something else: then it is passed over.
                (Some(slot), Some(0x04)) => match r.clone().int() {
                    Ok(_) => *slot = r.int()?,
                    Err(_) => return Ok(false),
                },
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    fn int<T: TryFrom<i64>>(&self, tag: usize, what: &str, r: &Reader<'_>) -> Result<T> {
        let value = self.ints.get(tag).copied().flatten();
        value.and_then(|v| T::try_from(v).ok()).ok_or_else(|| match value {
            Some(value) => r.bad(format!("the event before this place has {value} as {what}")),
            None => r.bad(format!("the event before this place has no {what}")),
        })
    }

    fn tag(&self, r: &Reader<'_>) -> Result<Tag> {
        Ok(Tag { index: self.int(0, "unit index", r)?, recycle: self.int(1, "unit recycle number", r)? })
    }

    fn event(&self, kind: i64, r: &Reader<'_>) -> Result<Event<'a>> {
        Ok(match kind {
            1 | 6 => {
                let (tag, name, owner) = (self.tag(r)?, self.name, self.int(3, "owner", r)?);
                let (x, y) = (self.int(5, "x", r)?, self.int(6, "y", r)?);
                if kind == 1 {
                    Event::Born { tag, kind: name, owner, x, y }
                } else {
                    Event::Init { tag, kind: name, owner, x, y }
                }
            }
            2 => {
                let killer = self.ints[2].and_then(|k| u8::try_from(k).ok());
                Event::Died { tag: self.tag(r)?, killer, x: self.int(3, "x", r)?, y: self.int(4, "y", r)? }
            }
            3 => Event::Owner { tag: self.tag(r)?, owner: self.int(3, "owner", r)? },
            4 => Event::Change { tag: self.tag(r)?, kind: self.name },
            5 => Event::Upgrade { player: self.int(0, "player", r)?, name: self.name },
            7 => Event::Done { tag: self.tag(r)? },
            _ => Event::Setup { player: self.int(0, "player", r)? },
        })
    }
}

fn stats<'a>(r: &mut Reader<'a>, see: &mut impl FnMut(Event<'a>) -> Result<()>) -> Result<()> {
    let (mut player, mut score) = (None, Score([0; 33]));
    r.fields(|r, tag| {
        match tag {
            0 => player = r.int()?,
            1 => r.fields(|r, tag| match usize::try_from(tag).ok().and_then(|i| score.0.get_mut(i)) {
                Some(slot) => {
                    let value = r.int()?.unwrap_or(0);
                    *slot = i32::try_from(value).map_err(|_| r.bad(format!("a count of {value} is nonsense")))?;
                    Ok(true)
                }
                None => Ok(false),
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let player = player
        .and_then(|p| u8::try_from(p).ok())
        .ok_or_else(|| r.bad("the statistics before this place name no player"))?;
    see(Event::Stats { player, score })
}

fn positions<'a>(r: &mut Reader<'a>, see: &mut impl FnMut(Event<'a>) -> Result<()>) -> Result<()> {
    // The first index and the list may come in any order by tag, but always come in this one.
    let mut index: i64 = 0;
    r.fields(|r, tag| {
        match tag {
            0 => index = r.int()?.unwrap_or(0),
            1 => {
                let (mut place, mut x) = (0, 0);
                r.elements(|r| {
                    let value = r.int()?.unwrap_or(0);
                    match place {
                        0 => index = index.saturating_add(value),
                        1 => x = value,
                        _ => {
                            let fits = |v: i64| u16::try_from(v).ok();
                            let (Ok(index), Some(x), Some(y)) = (u32::try_from(index), fits(x), fits(value)) else {
                                return Err(r.bad(format!("unit {index} cannot be at ({x}, {value})")));
                            };
                            see(Event::Position { index, x, y })?;
                        }
                    }
                    place = (place + 1) % 3;
                    Ok(())
                })?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })
}
