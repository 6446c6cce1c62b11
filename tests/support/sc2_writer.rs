//! A small writer of replays: games made up for tests, in the same container and encoding as real ones.
//!
//! It shares no code with the reader, so that the two check each other.
#![allow(dead_code, unreachable_pub, missing_docs, clippy::unwrap_used)]

use std::io::Write;

/// How the parts are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Stored,
    Zlib,
    Bzip2,
    /// Cut into sectors of 512 bytes, each packed with zlib.
    Sectors,
}

/// An entry of the list of players.
#[derive(Debug, Clone)]
pub struct Listed {
    pub name: String,
    pub race: String,
    pub observer: bool,
    /// 0 undecided, 1 win, 2 loss.
    pub result: u8,
}

/// A replay in the making. Times are seconds, positions tiles.
#[derive(Debug, Clone)]
pub struct Replay {
    pub map: String,
    pub build: u32,
    /// Major, minor, revision.
    pub version: [i64; 3],
    pub length: f64,
    pub players: Vec<Listed>,
    pub packing: Packing,
    /// Whether the part with tracker events is written at all.
    pub tracked: bool,
    /// A false size for the last part, to try the reader's patience.
    pub claim: Option<u32>,
    events: Vec<(u32, Vec<u8>)>,
    next: u32,
}

pub const PROTOSS: u8 = 1;
pub const ZERG: u8 = 2;

pub fn loops(secs: f64) -> u32 {
    (secs * 22.4).round() as u32
}

impl Replay {
    /// A game without players and units.
    pub fn empty(length: f64) -> Replay {
        Replay {
            map: "Paper Fields".into(),
            build: 99_999,
            version: [9, 1, 2],
            length,
            players: Vec::new(),
            packing: Packing::Bzip2,
            tracked: true,
            claim: None,
            events: Vec::new(),
            next: 1,
        }
    }

    /// Protoss at (30, 30) against Zerg at (130, 130), with town halls and nothing else.
    pub fn pvz(length: f64) -> Replay {
        let mut replay = Replay::empty(length);
        replay.listed("Ada", "Protoss", 1).listed("Bo", "Zerg", 2);
        replay.setup(PROTOSS).setup(ZERG);
        replay.born(0.0, "Nexus", PROTOSS, 30, 30);
        replay.born(0.0, "Hatchery", ZERG, 130, 130);
        replay
    }

    pub fn listed(&mut self, name: &str, race: &str, result: u8) -> &mut Replay {
        self.players.push(Listed { name: name.into(), race: race.into(), observer: false, result });
        self
    }

    pub fn setup(&mut self, player: u8) -> &mut Replay {
        let body = structure(&[(0, int(player.into())), (1, int(1)), (2, some(int(0))), (3, some(int(0)))]);
        self.event(0, 9, body)
    }

    /// A complete unit; its index.
    pub fn born(&mut self, at: f64, kind: &str, owner: u8, x: i64, y: i64) -> u32 {
        self.begin(1, at, kind, owner, x, y)
    }

    /// A unit or building that begins; its index.
    pub fn init(&mut self, at: f64, kind: &str, owner: u8, x: i64, y: i64) -> u32 {
        self.begin(6, at, kind, owner, x, y)
    }

    /// A building that begins and is complete `build` seconds later if the game lasts; its index.
    pub fn built(&mut self, at: f64, build: f64, kind: &str, owner: u8, x: i64, y: i64) -> u32 {
        let index = self.init(at, kind, owner, x, y);
        if at + build <= self.length {
            self.done(at + build, index);
        }
        index
    }

    fn begin(&mut self, event: i64, at: f64, kind: &str, owner: u8, x: i64, y: i64) -> u32 {
        let index = self.next;
        self.next += 1;
        let owner = i64::from(owner);
        let fields = [
            (0, int(index.into())),
            (1, int(1)),
            (2, blob(kind.as_bytes())),
            (3, int(owner)),
            (4, int(owner)),
            (5, int(x)),
            (6, int(y)),
        ];
        self.event(loops(at), event, structure(&fields));
        index
    }

    pub fn done(&mut self, at: f64, index: u32) -> &mut Replay {
        self.event(loops(at), 7, structure(&[(0, int(index.into())), (1, int(1))]))
    }

    pub fn died(&mut self, at: f64, index: u32, killer: Option<u8>, x: i64, y: i64) -> &mut Replay {
        let killer = killer.map_or(vec![4, 0], |k| some(int(k.into())));
        let fields = [(0, int(index.into())), (1, int(1)), (2, killer), (3, int(x)), (4, int(y))];
        self.event(loops(at), 2, structure(&fields))
    }

    pub fn change(&mut self, at: f64, index: u32, kind: &str) -> &mut Replay {
        self.event(loops(at), 4, structure(&[(0, int(index.into())), (1, int(1)), (2, blob(kind.as_bytes()))]))
    }

    pub fn upgrade(&mut self, at: f64, player: u8, name: &str) -> &mut Replay {
        self.event(loops(at), 5, structure(&[(0, int(player.into())), (1, blob(name.as_bytes())), (2, int(1))]))
    }

    pub fn position(&mut self, at: f64, index: u32, x: i64, y: i64) -> &mut Replay {
        let items = [int(0), int(x), int(y)];
        let list = [vec![0], vint(3), items.concat()].concat();
        self.event(loops(at), 8, structure(&[(0, int(index.into())), (1, list)]))
    }

    /// Vespene in the bank, its rate a minute, and vespene in what stands.
    pub fn gas(&mut self, at: f64, player: u8, bank: i64, rate: i64, used: i64) -> &mut Replay {
        let mut score = [0i64; 39];
        (score[1], score[3], score[15], score[4]) = (bank, rate, used, 12);
        (score[29], score[30]) = (12 * 4096, 14 * 4096);
        let fields: Vec<(i64, Vec<u8>)> = score.iter().enumerate().map(|(i, &n)| (i as i64, int(n))).collect();
        self.event(loops(at), 0, structure(&[(0, int(player.into())), (1, structure(&fields))]))
    }

    /// An event of any kind and body at a game loop.
    pub fn event(&mut self, at: u32, kind: i64, body: Vec<u8>) -> &mut Replay {
        self.events.push((at, [int(kind), body].concat()));
        self
    }

    fn tracker(&self) -> Vec<u8> {
        let mut events = self.events.clone();
        events.sort_by_key(|(at, _)| *at);
        let (mut out, mut now) = (Vec::new(), 0);
        for (at, body) in events {
            let step = i64::from(at - now);
            let tag = if step < 64 { 0 } else { 1 };
            out.extend([vec![3], vint(tag), int(step), body].concat());
            now = at;
        }
        out
    }

    fn details(&self) -> Vec<u8> {
        let players = self.players.iter().map(|p| {
            let toon = structure(&[(0, int(2)), (1, vec![7, b'S', b'2', 0, 0]), (2, int(1)), (4, int(77))]);
            structure(&[
                (0, blob(p.name.as_bytes())),
                (1, toon),
                (2, blob(p.race.as_bytes())),
                (3, structure(&[(0, int(255)), (1, int(10))])),
                (7, int(p.observer.into())),
                (8, int(p.result.into())),
                (9, some(int(0))),
            ])
        });
        let list = [vec![0], vint(self.players.len() as i64), players.collect::<Vec<_>>().concat()].concat();
        structure(&[
            (0, some(list)),
            (1, blob(self.map.as_bytes())),
            (4, vec![6, 1]),
            (5, int(116_444_736_000_000_000 + 1_700_000_000 * 10_000_000)),
            (10, some([vec![0], vint(1), blob(b"cache")].concat())),
        ])
    }

    fn header(&self) -> Vec<u8> {
        let [major, minor, revision] = self.version;
        let build = i64::from(self.build);
        let numbers = [1, major, minor, revision, build, build];
        let version: Vec<(i64, Vec<u8>)> = numbers.iter().enumerate().map(|(i, &n)| (i as i64, int(n))).collect();
        structure(&[
            (0, blob(b"StarCraft II replay\x1b11")),
            (1, structure(&version)),
            (2, int(2)),
            (3, int(loops(self.length).into())),
            (5, structure(&[(0, [vec![1], vint(128), vec![7; 16]].concat())])),
        ])
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        self.bytes_with(|_| ())
    }

    /// The file, with its parts changed before they are packed.
    pub fn bytes_with(&self, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
        let mut parts = vec![("replay.details", self.details())];
        if self.tracked {
            parts.push(("replay.tracker.events", self.tracker()));
        }
        parts.iter_mut().for_each(|(_, bytes)| change(bytes));
        let mut header = self.header();
        change(&mut header);
        header.truncate(1000);
        archive(&header, &parts, self.packing, self.claim)
    }
}

pub fn vint(value: i64) -> Vec<u8> {
    let mut rest = value.unsigned_abs();
    let mut out = vec![((rest & 0x3F) << 1) as u8 | u8::from(value < 0)];
    rest >>= 6;
    while rest > 0 {
        *out.last_mut().unwrap() |= 0x80;
        out.push((rest & 0x7F) as u8);
        rest >>= 7;
    }
    out
}

pub fn int(value: i64) -> Vec<u8> {
    [vec![9], vint(value)].concat()
}

pub fn blob(bytes: &[u8]) -> Vec<u8> {
    [vec![2], vint(bytes.len() as i64), bytes.to_vec()].concat()
}

pub fn some(value: Vec<u8>) -> Vec<u8> {
    [vec![4, 1], value].concat()
}

pub fn structure(fields: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut out = [vec![5], vint(fields.len() as i64)].concat();
    fields.iter().for_each(|(tag, value)| out.extend([vint(*tag), value.clone()].concat()));
    out
}

fn pack(bytes: &[u8], packing: Packing) -> Vec<u8> {
    let packed = match packing {
        Packing::Stored => return bytes.to_vec(),
        Packing::Zlib | Packing::Sectors => {
            let mut to = flate2::write::ZlibEncoder::new(vec![2], flate2::Compression::default());
            to.write_all(bytes).unwrap();
            to.finish().unwrap()
        }
        Packing::Bzip2 => {
            let mut to = bzip2::write::BzEncoder::new(vec![0x10], bzip2::Compression::default());
            to.write_all(bytes).unwrap();
            to.finish().unwrap()
        }
    };
    if packed.len() < bytes.len() { packed } else { bytes.to_vec() }
}

fn words() -> Vec<u32> {
    let (mut seed, mut out) = (0x0010_0001u32, vec![0u32; 0x500]);
    let mut next = || {
        seed = (seed * 125 + 3) % 0x2A_AAAB;
        seed & 0xFFFF
    };
    for i in 0..0x100 {
        for run in 0..5 {
            let high = next() << 16;
            out[run * 0x100 + i] = high | next();
        }
    }
    out
}

fn hash(words: &[u32], name: &str, kind: usize) -> u32 {
    let (mut a, mut b) = (0x7FED_7FEDu32, 0xEEEE_EEEEu32);
    for c in name.to_uppercase().bytes() {
        a = words[kind * 0x100 + c as usize] ^ a.wrapping_add(b);
        b = u32::from(c).wrapping_add(a).wrapping_add(b).wrapping_add(b << 5).wrapping_add(3);
    }
    a
}

fn encrypt(words: &[u32], table: &[u32], name: &str) -> Vec<u8> {
    let (mut key, mut seed) = (hash(words, name, 3), 0xEEEE_EEEEu32);
    let mut out = Vec::new();
    for &plain in table {
        seed = seed.wrapping_add(words[0x400 + (key & 0xFF) as usize]);
        out.extend((plain ^ key.wrapping_add(seed)).to_le_bytes());
        key = (!key << 21).wrapping_add(0x1111_1111) | (key >> 11);
        seed = plain.wrapping_add(seed).wrapping_add(seed << 5).wrapping_add(3);
    }
    out
}

/// A container with a header in front.
pub fn archive(header: &[u8], parts: &[(&str, Vec<u8>)], packing: Packing, claim: Option<u32>) -> Vec<u8> {
    const BASE: usize = 1024;
    let words = words();
    let mut out = [b"MPQ\x1b".as_slice(), &512u32.to_le_bytes(), &(BASE as u32).to_le_bytes()].concat();
    out.extend((header.len() as u32).to_le_bytes());
    out.extend(header);
    out.resize(BASE, 0);
    let (mut body, mut blocks) = (Vec::new(), Vec::new());
    let mut hashes = vec![0xFFFF_FFFFu32; 16 * 4];
    for (number, (name, bytes)) in parts.iter().enumerate() {
        let at = 32 + body.len();
        let (data, flags) = match packing {
            Packing::Sectors => (sectors(bytes), 0x8000_0200),
            Packing::Stored => (bytes.clone(), 0x8100_0000),
            _ => (pack(bytes, packing), 0x8100_0200u32),
        };
        blocks.extend([at as u32, data.len() as u32, bytes.len() as u32, flags]);
        body.extend(data);
        let mut slot = hash(&words, name, 0) as usize % 16;
        while hashes[slot * 4 + 3] != 0xFFFF_FFFF {
            slot = (slot + 1) % 16;
        }
        hashes[slot * 4] = hash(&words, name, 1);
        hashes[slot * 4 + 1] = hash(&words, name, 2);
        (hashes[slot * 4 + 2], hashes[slot * 4 + 3]) = (0, number as u32);
    }
    if let (Some(claim), [.., size, _]) = (claim, blocks.as_mut_slice()) {
        *size = claim;
    }
    let hash_at = 32 + body.len();
    let block_at = hash_at + 16 * 16;
    let size = block_at + blocks.len() * 4;
    out.extend(b"MPQ\x1a");
    for word in [32, size as u32, 0, hash_at as u32, block_at as u32, 16, parts.len() as u32] {
        out.extend(word.to_le_bytes());
    }
    out.extend(body);
    out.extend(encrypt(&words, &hashes, "(hash table)"));
    out.extend(encrypt(&words, &blocks, "(block table)"));
    out
}

fn sectors(bytes: &[u8]) -> Vec<u8> {
    let packed: Vec<Vec<u8>> = bytes.chunks(512).map(|c| pack(c, Packing::Sectors)).collect();
    let mut at = (packed.len() as u32 + 1) * 4;
    let mut out = at.to_le_bytes().to_vec();
    for sector in &packed {
        at += sector.len() as u32;
        out.extend(at.to_le_bytes());
    }
    out.extend(packed.concat());
    out
}
