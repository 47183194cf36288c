//! Cycles of parents, each told once when it comes into being.
//!
//! A cycle comes into being on a day on which the parent of one of its members changes, so only
//! what changes is looked at. In the forest, each cycle lacks one link, that which would close it.

use chrono::NaiveDate;
use typed_index_collections::TiVec;

use super::fault::{Faults, Table};
use super::forest::Forest;
use super::sales::PartnerIx;
use crate::domain::Code;

/// From a day on, a partner has another parent, or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub from: NaiveDate,
    pub line: u64,
    pub partner: PartnerIx,
    pub parent: Option<PartnerIx>,
}

/// Reports every cycle at the last of the rows that close it, with its first members.
pub(super) fn check_cycles(mut changes: Vec<Change>, codes: &[Code], faults: &mut Faults) {
    changes.sort_by_key(|change| (change.from, change.line));
    let mut upward = Upward::new(codes.len());
    for day in changes.chunk_by(|a, b| a.from == b.from) {
        upward.part(day);
        for change in day {
            if upward.join(change.partner, change.parent) {
                let name = |ix: &PartnerIx| codes.get(usize::from(*ix)).map_or("", Code::as_str);
                let parent = change.parent.as_ref().map_or("", name);
                let members = upward.members(change.partner);
                let list: Vec<&str> = members.iter().map(name).collect();
                let message = format!("closes a cycle of parents: {}", list.join(", "));
                let more = if upward.is_whole(&members) { "" } else { ", …" };
                let place = (Table::Partners, change.line);
                faults.row(place, "parent", parent, message + more);
            }
        }
    }
}

/// Everybody's parent on a day.
struct Upward {
    parents: TiVec<PartnerIx, Option<PartnerIx>>,
    /// The same without the link of each cycle that was made last.
    forest: Forest,
    /// Whose link to its parent is not in the forest, as it would close a cycle.
    closes: TiVec<PartnerIx, bool>,
}

impl Upward {
    /// How many members of a cycle are named.
    const NAMED: usize = 5;

    fn new(partners: usize) -> Self {
        Self {
            parents: std::iter::repeat_n(None, partners).collect(),
            forest: Forest::new(partners),
            closes: std::iter::repeat_n(false, partners).collect(),
        }
    }

    /// Takes those who change on a day from under their parents, which opens cycles.
    fn part(&mut self, changes: &[Change]) {
        let mut opened = Vec::new();
        for Change { partner, .. } in changes {
            if self.closes[*partner] {
                self.closes[*partner] = false;
            } else if self.parents[*partner].is_some() {
                let upper = self.forest.uppermost(*partner);
                opened.extend(Some(upper).filter(|upper| self.closes[*upper]));
                self.forest.cut(*partner);
            }
            self.parents[*partner] = None;
        }
        for upper in opened {
            // What it closed may be open now; if not, it still closes it.
            if std::mem::take(&mut self.closes[upper]) {
                self.join(upper, self.parents[upper]);
            }
        }
    }

    /// Puts a partner under its parent; whether that closes a cycle.
    fn join(&mut self, partner: PartnerIx, parent: Option<PartnerIx>) -> bool {
        self.parents[partner] = parent;
        let Some(parent) = parent else { return false };
        let closes = self.forest.uppermost(parent) == partner;
        self.closes[partner] = closes;
        if !closes {
            self.forest.link(partner, parent);
        }
        closes
    }

    /// The first members of the cycle that a partner is in, from itself upwards.
    fn members(&self, partner: PartnerIx) -> Vec<PartnerIx> {
        let round = std::iter::successors(Some(partner), |at| self.parents[*at]);
        let others = round.skip(1).take_while(|at| *at != partner).take(Self::NAMED - 1);
        std::iter::once(partner).chain(others).collect()
    }

    /// Whether the last of these members is under the first.
    fn is_whole(&self, members: &[PartnerIx]) -> bool {
        members.last().is_some_and(|last| self.parents[*last] == members.first().copied())
    }
}
