//! Partners, and which plan, version and parent each has on a day.

use std::collections::HashMap;

use chrono::NaiveDate;
use typed_index_collections::TiVec;

use super::cycles::{Change, check_cycles};
use super::fault::{Faults, Table};
use super::faulty::Faulty;
use super::sales::PartnerIx;
use crate::commission::index::Ix;
use crate::commission::plan::{Plan, Version};
use crate::domain::Code;

/// A partner's plan and parent from a day on, until its next row.
#[derive(Debug, Clone)]
pub struct PartnerRow {
    /// The line of its table.
    pub line: u64,
    /// The partner's code.
    pub partner: Code,
    /// The partner above it, if any.
    pub parent: Option<Code>,
    /// Its plan's code.
    pub plan: Code,
    /// From when on; `None` is the beginning of time.
    pub from: Option<NaiveDate>,
}

/// Marks a position among the plans.
#[derive(Debug)]
pub(crate) struct OfPlan;
/// Marks a position among the versions of all plans.
#[derive(Debug)]
pub(crate) struct OfVersion;

pub(crate) type PlanIx = Ix<OfPlan>;
pub(crate) type VersionIx = Ix<OfVersion>;

/// The plans and their versions, each with a position.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plans {
    pub plans: TiVec<PlanIx, Plan>,
    firsts: TiVec<PlanIx, u32>,
    /// The plan of each version, and its place in it.
    owners: TiVec<VersionIx, (PlanIx, u32)>,
}

impl Plans {
    pub fn new(plans: Vec<Plan>) -> Self {
        let mut all = Self::default();
        for plan in plans {
            let ix = PlanIx::from(all.plans.len());
            all.firsts.push(VersionIx::from(all.owners.len()).get());
            all.owners.extend((0..).take(plan.versions().len()).map(|place| (ix, place)));
            all.plans.push(plan);
        }
        all
    }

    pub fn find(&self, code: &Code) -> Option<PlanIx> {
        self.plans.position(|plan| plan.code() == code)
    }

    /// The positions of a plan's versions, the earliest first.
    pub fn versions_of(&self, plan: PlanIx) -> impl Iterator<Item = (VersionIx, &Version)> {
        (self.firsts[plan]..).map(Ix::new).zip(self.plans[plan].versions())
    }

    /// The plan that a version belongs to, and its place in it.
    pub fn owner(&self, version: VersionIx) -> (PlanIx, usize) {
        let (plan, place) = self.owners[version];
        (plan, place as usize)
    }

    pub fn all_versions(&self) -> impl Iterator<Item = (VersionIx, PlanIx, &Version)> {
        self.plans
            .iter_enumerated()
            .flat_map(|(plan, _)| self.versions_of(plan).map(move |(ix, v)| (ix, plan, v)))
    }

    /// The version in force on a day: the latest that has begun.
    pub fn in_force(&self, plan: PlanIx, on: NaiveDate) -> Option<VersionIx> {
        let latest = PlanIx::from(self.plans[plan].place_on(on)?).get();
        Some(Ix::new(self.firsts[plan] + latest))
    }
}

/// A partner's plan and parent from a day until its next standing begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    from: NaiveDate,
    pub plan: PlanIx,
    parent: Option<PartnerIx>,
}

/// All partners by code, and their standings by day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Partners {
    pub codes: TiVec<PartnerIx, Code>,
    /// The standings of all partners one behind the other, or of every partner alike.
    standings: Vec<Standing>,
    bounds: TiVec<PartnerIx, (u32, u32)>,
}

impl Partners {
    /// Every partner of `codes` (sorted) on the one plan from the beginning on.
    pub fn on_one_plan(codes: Vec<Code>, plans: &Plans) -> Self {
        let one = Standing { from: NaiveDate::MIN, plan: PlanIx::new(0), parent: None };
        let standings = if plans.plans.is_empty() { Vec::new() } else { vec![one] };
        let all = (0, PartnerIx::from(standings.len()).get());
        let bounds = codes.iter().map(|_| all).collect();
        Self { codes: codes.into(), standings, bounds }
    }

    /// The partners of `rows`; `codes` are those named in them, sorted.
    pub fn new(
        rows: Vec<PartnerRow>,
        codes: Vec<Code>,
        plans: &Plans,
        faulty: &Faulty,
        faults: &mut Faults,
    ) -> Self {
        let numbers: HashMap<Code, PartnerIx> =
            codes.iter().cloned().zip((0..).map(Ix::new)).collect();
        let mut by_partner: TiVec<PartnerIx, Vec<Row>> = codes.iter().map(|_| Vec::new()).collect();
        for row in rows {
            let Some(partner) = numbers.get(&row.partner) else { continue };
            let place = (Table::Partners, row.line);
            let parent = row.parent.as_ref().and_then(|code| numbers.get(code).copied());
            if let (Some(code), None) = (&row.parent, parent)
                && !faulty.may_have(Table::Partners, code.as_str())
            {
                faults.row(place, "parent", code.as_str(), NO_PARENT);
            }
            let plan = plans.find(&row.plan);
            if plan.is_none() && !faulty.may_have(Table::Plans, row.plan.as_str()) {
                faults.row(place, "plan", row.plan.as_str(), NO_PLAN);
            }
            let from = row.from.unwrap_or(NaiveDate::MIN);
            by_partner[*partner].push(Row { from, plan, parent, line: row.line });
        }
        check_rows(&mut by_partner, &codes, plans, faults);
        check_cycles(changes(&by_partner), &codes, faults);
        let mut partners = Self { codes: codes.into(), ..Self::default() };
        for rows in &by_partner {
            let start = PartnerIx::from(partners.standings.len()).get();
            partners.standings.extend(rows.iter().filter_map(Row::standing));
            partners.bounds.push((start, PartnerIx::from(partners.standings.len()).get()));
        }
        partners
    }

    /// The position of a code.
    pub fn find(&self, code: &str) -> Option<PartnerIx> {
        self.codes.binary_search_by(|known| known.as_str().cmp(code)).ok()
    }

    /// The position of no partner.
    pub fn unknown(&self) -> PartnerIx {
        PartnerIx::from(self.codes.len())
    }

    /// All standings that a partner ever has, the earliest first; none where it is unknown.
    pub fn standings(&self, partner: PartnerIx) -> &[Standing] {
        let (start, end) = self.bounds.get(partner).copied().unwrap_or_default();
        self.standings.get(super::sales::range(start, end)).unwrap_or(&[])
    }

    /// What holds for a partner on a day; `None` before its first row.
    pub fn standing(&self, partner: PartnerIx, on: NaiveDate) -> Option<&Standing> {
        let standings = self.standings(partner);
        let begun = standings.partition_point(|standing| standing.from <= on);
        standings.get(begun.checked_sub(1)?)
    }

    /// The partners above one on a day, the next one first.
    pub fn above(&self, partner: PartnerIx, on: NaiveDate) -> impl Iterator<Item = PartnerIx> {
        let parent = move |partner: PartnerIx| self.standing(partner, on)?.parent;
        std::iter::successors(parent(partner), move |upper| parent(*upper))
    }
}

/// What is wrong with a parent that is not there.
pub(super) const NO_PARENT: &str = "is not a partner of this table; give it a row of its own";
/// What is wrong with a plan that is not there.
pub(super) const NO_PLAN: &str = "is not one of the plans given";

/// What is wrong with a second row of a partner from one day.
pub(super) const SECOND_ROW: &str = "has a second row from the same day; keep one";

/// A row with its plan and parent found; no plan where that is a fault.
#[derive(Debug, Clone, Copy)]
struct Row {
    from: NaiveDate,
    plan: Option<PlanIx>,
    parent: Option<PartnerIx>,
    line: u64,
}

impl Row {
    /// What holds from the row's day on; nothing where its plan is unknown, which is a fault.
    fn standing(&self) -> Option<Standing> {
        let Row { from, plan, parent, .. } = *self;
        Some(Standing { from, plan: plan?, parent })
    }
}

/// Sorts each partner's rows by day; two of one day, and plans of two currencies, are faults.
fn check_rows(
    by_partner: &mut TiVec<PartnerIx, Vec<Row>>,
    codes: &[Code],
    plans: &Plans,
    faults: &mut Faults,
) {
    for (rows, code) in by_partner.iter_mut().zip(codes) {
        rows.sort_by_key(|row| (row.from, row.line));
        for (earlier, row) in rows.iter().zip(rows.iter().skip(1)) {
            if earlier.from == row.from {
                faults.row((Table::Partners, row.line), "partner", code.as_str(), SECOND_ROW);
            }
        }
        let planned = rows.iter().filter_map(|row| Some((row.line, &plans.plans[row.plan?])));
        let mut first = None;
        for (line, plan) in planned {
            if *first.get_or_insert(plan.currency()) != plan.currency() {
                let message = format!(
                    "pays {}, but an earlier plan of partner {code} pays another currency",
                    plan.currency()
                );
                faults.row((Table::Partners, line), "plan", plan.code().as_str(), message);
            }
        }
        rows.dedup_by_key(|row| row.from);
    }
}

/// The rows that give a partner another parent, or none; `by_partner` is sorted by day.
fn changes(by_partner: &TiVec<PartnerIx, Vec<Row>>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (partner, rows) in by_partner.iter_enumerated() {
        let mut before = None;
        for Row { from, parent, line, .. } in rows {
            if *parent != before {
                changes.push(Change { from: *from, line: *line, partner, parent: *parent });
            }
            before = *parent;
        }
    }
    changes
}
