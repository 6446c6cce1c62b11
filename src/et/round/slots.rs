//! Slots are reused (E1): which player a client number means at which line.

use super::super::order::At;
use super::super::record::{EventRow, Ref};
use super::{Details, Kind, PlayerId};
use std::collections::HashMap;
use std::sync::Arc;

/// So many players a round may have: their ids are 16 bits wide. Somebody beyond shares the slot with whoever has it.
const MOST: usize = u16::MAX as usize;

/// Somebody who had a slot.
#[derive(Debug, Clone)]
pub(super) struct Tenant {
    pub(super) client: u8,
    pub(super) guid: Option<Arc<str>>,
    pub(super) name: Option<Arc<str>>,
}

/// All slots of a round.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// By client: from which line on which tenant.
    turns: Vec<Vec<(At, usize)>>,
    /// Who had a slot under which guid.
    known: HashMap<(u8, Arc<str>), usize>,
    pub(super) tenants: Vec<Tenant>,
}

impl Slots {
    /// Opens a slot somebody is seen in.
    pub(super) fn open(&mut self, client: u8) {
        self.turns.resize(64, Vec::new());
        let turns = &mut self.turns[usize::from(client & 63)];
        if turns.is_empty() {
            turns.push((At::before(crate::film::Time(i64::MIN)), self.tenants.len()));
            self.tenants.push(Tenant { client, guid: None, name: None });
        }
    }

    /// A `player` line: another guid begins another player from this line on; the first guid also holds before it. A
    /// guid that had the slot before is that player again.
    pub(super) fn introduce(&mut self, row: &EventRow, at: At) {
        let Ref::Client(client) = row.by else { return };
        self.open(client);
        let turns = &mut self.turns[usize::from(client & 63)];
        let Some(mut now) = turns.last().map(|(_, tenant)| *tenant) else { return };
        let Details { guid, name, .. } = row.event.details();
        if let Some(guid) = guid {
            let holder = &mut self.tenants[now];
            if holder.guid.is_none() {
                holder.guid = Some(guid.clone());
                self.known.insert((client, guid.clone()), now);
            } else if holder.guid.as_ref() != Some(guid) {
                let known = self.known.get(&(client, guid.clone())).copied();
                // Every slot has room to be opened yet.
                let room = self.tenants.len() + 64 < MOST;
                if let Some(next) = known.or_else(|| room.then_some(self.tenants.len())) {
                    now = next;
                    if known.is_none() {
                        self.known.insert((client, guid.clone()), now);
                        self.tenants.push(Tenant { client, guid: Some(guid.clone()), name: None });
                    }
                    turns.push((at, now));
                }
            }
        }
        if name.is_some() {
            self.tenants[now].name.clone_from(name);
        }
    }

    /// Puts the tenants in the order of output: by client, then first appearance in the slot.
    pub(super) fn sort(&mut self) {
        let mut order: Vec<usize> = (0..self.tenants.len()).collect();
        order.sort_by_key(|index| (self.tenants[*index].client, *index));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| place[*old] = new);
        self.tenants = order.iter().map(|old| self.tenants[*old].clone()).collect();
        self.turns.iter_mut().flatten().for_each(|(_, tenant)| *tenant = place[*tenant]);
    }

    /// Who is in a slot at a place of the order.
    pub(super) fn at(&self, client: u8, at: At) -> Option<PlayerId> {
        let turns = self.turns.get(usize::from(client))?;
        let next = turns.partition_point(|(from, _)| *from <= at);
        turns[..next].last().map(|(_, tenant)| PlayerId::new(*tenant))
    }

    /// The tenants of a slot in turn: from where each holds it.
    pub(super) fn turns(&self, client: u8) -> &[(At, usize)] {
        self.turns.get(usize::from(client)).map_or(&[], Vec::as_slice)
    }
}

/// Clients whose part in this line makes them somebody of the round.
pub(super) fn named(row: &EventRow) -> impl Iterator<Item = u8> {
    let parties = match row.event.kind {
        Kind::Other(_) => [Ref::Nobody, Ref::Nobody],
        _ => [row.by, row.to],
    };
    parties.into_iter().filter_map(|party| match party {
        Ref::Client(client) => Some(client),
        _ => None,
    })
}
