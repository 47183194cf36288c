//! The checks of a plan that no single field's type makes.
//!
//! `docs/COMMISSIONS.md` section 4.11. Whoever walks a plan, be it a draft or a file that is only
//! partly readable, tells [`PlanChecks`] what it meets, in order; so the same rules judge both, and
//! the sound parts of a faulty file are judged too.

use std::collections::HashMap;
use std::ops::Deref;

use chrono::NaiveDate;

use super::{PlanFault, PlanFaultKind};
use crate::domain::{Code, WindowKind};

/// The most faults of one plan that are kept; whoever repairs a thousand reads the rest afterwards.
pub const MOST_FAULTS: usize = 1000;

/// The longest free-text name of a plan, in characters.
pub const LONGEST_NAME: usize = 200;

/// What has a window that stays the same in all versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Windowed {
    /// A tiered rule, by its name.
    Rule(Code),
    /// A bonus, by its name.
    Bonus(Code),
    /// The cap.
    Cap,
}

impl Windowed {
    fn in_words(&self) -> String {
        match self {
            Windowed::Rule(name) => format!("the tiered rule `{name}`"),
            Windowed::Bonus(name) => format!("the bonus `{name}`"),
            Windowed::Cap => "the cap".to_owned(),
        }
    }
}

/// The least measure of a tier, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierFrom {
    /// Minor units or a count; on one scale within a list of tiers.
    pub value: i64,
    /// As it is written.
    pub written: String,
}

/// The faults of one plan: the first [`MOST_FAULTS`], and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllFaults {
    kept: Vec<PlanFault>,
    total: u64,
}

impl AllFaults {
    /// Keeps one more, or only counts it where so many are kept already.
    fn add(&mut self, fault: impl FnOnce() -> PlanFault) {
        self.total += 1;
        if self.kept.len() < MOST_FAULTS {
            self.kept.push(fault());
        }
    }

    /// How many there are in all.
    pub fn total(&self) -> u64 {
        self.total
    }
}

impl From<PlanFault> for AllFaults {
    fn from(fault: PlanFault) -> Self {
        Self { kept: vec![fault], total: 1 }
    }
}

impl Deref for AllFaults {
    type Target = [PlanFault];

    fn deref(&self) -> &[PlanFault] {
        &self.kept
    }
}

impl IntoIterator for AllFaults {
    type Item = PlanFault;
    type IntoIter = std::vec::IntoIter<PlanFault>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

/// The faults met so far, and what later parts of the plan are compared with.
#[derive(Debug, Default)]
pub struct PlanChecks {
    faults: AllFaults,
    version: usize,
    dates: HashMap<NaiveDate, String>,
    names: HashMap<Code, String>,
    windows: HashMap<Windowed, (usize, WindowKind, String)>,
}

impl PlanChecks {
    /// Notes a fault.
    pub fn fault(&mut self, path: &str, value: impl Into<String>, message: impl Into<String>) {
        self.fault_of(PlanFaultKind::Value, path, value, message);
    }

    /// Notes a fault of that kind.
    pub fn fault_of(
        &mut self,
        kind: PlanFaultKind,
        path: &str,
        value: impl Into<String>,
        message: impl Into<String>,
    ) {
        let (path, value) = (path.to_owned(), value.into());
        self.faults.add(|| PlanFault { path, value, message: message.into(), kind });
    }

    /// All faults noted, in order.
    pub fn into_faults(self) -> AllFaults {
        self.faults
    }

    /// Refuses a list without members; `member` is what it should have at least one of.
    pub fn not_empty(&mut self, path: &str, members: usize, member: &str) {
        if members == 0 {
            self.fault(path, "[]", format!("is empty; it needs at least one {member}"));
        }
    }

    /// Refuses a name for people that is longer than [`LONGEST_NAME`].
    pub fn plan_name(&mut self, path: &str, name: &str) {
        let length = name.chars().count();
        if length > LONGEST_NAME {
            let start: String = name.chars().take(20).collect();
            let message = format!("has {length} characters; at most {LONGEST_NAME} are allowed");
            self.fault(path, format!("{start}…"), message);
        }
    }

    /// Begins the next version: names are unique within one.
    pub fn begin_version(&mut self) {
        self.version += 1;
        self.names.clear();
    }

    /// Refuses a second version of one date.
    pub fn effective_from(&mut self, path: &str, date: NaiveDate) {
        if let Some(first) = self.dates.get(&date) {
            let message = format!(
                "is the date of another version too ({first}); give each version its own date"
            );
            self.fault(path, date.to_string(), message);
        } else {
            self.dates.insert(date, path.to_owned());
        }
    }

    /// Refuses a name of a rule, override or bonus that is `cap` or that its version has already.
    pub fn name(&mut self, path: &str, name: &Code) {
        if name.as_str() == "cap" {
            let message = "is kept for the entries of the cap; choose another name";
            self.fault(path, name.as_str(), message);
        } else if let Some(first) = self.names.get(name) {
            let message = format!(
                "is used in this version already ({first}); rules, overrides and bonuses need \
                 names of their own"
            );
            self.fault(path, name.as_str(), message);
        } else {
            self.names.insert(name.clone(), path.to_owned());
        }
    }

    /// Refuses a window that differs from that of the same rule, bonus or cap in another version.
    pub fn window(&mut self, path: &str, owner: Windowed, window: WindowKind) {
        let Some((version, kind, first)) = self.windows.get(&owner) else {
            self.windows.insert(owner, (self.version, window, path.to_owned()));
            return;
        };
        // Two of one name in one version are a fault of the name alone.
        if *version != self.version && *kind != window {
            let message = format!(
                "differs from `{kind}` in another version ({first}); {} must keep its window in \
                 all versions, or get a new name",
                owner.in_words()
            );
            self.fault(path, window.as_str(), message);
        }
    }

    /// Refuses tiers that are none, do not begin at zero, or do not rise. Those that could not be
    /// read are `None` and passed over.
    pub fn tiers(&mut self, path: &str, tiers: &[Option<TierFrom>]) {
        self.not_empty(path, tiers.len(), "tier, from \"0\"");
        let mut before: Option<&TierFrom> = None;
        for (index, tier) in tiers.iter().enumerate() {
            let Some(tier) = tier else { continue };
            let path = format!("{path}/{index}/from");
            if index == 0 && tier.value != 0 {
                let message = "must be \"0\": the first tier begins at zero";
                self.fault(&path, tier.written.as_str(), message);
            }
            if let Some(before) = before.filter(|before| before.value >= tier.value) {
                let message = format!(
                    "must be more than the `from` of the tier before it, {}",
                    before.written
                );
                self.fault(&path, tier.written.as_str(), message);
            }
            before = Some(tier);
        }
    }

    /// Refuses a flat amount in a marginal tier by amount: a slice of a sale has no flat pay.
    pub fn flat_in_slice(&mut self, path: &str, written: impl Into<String>) {
        let message = "cannot be paid for a slice of an amount; a tier with `mode` marginal and \
                       `measure` amount needs a `percent`";
        self.fault(path, written, message);
    }

    /// Refuses a threshold that is not above zero.
    pub fn threshold(&mut self, path: &str, threshold: i64, written: &str) {
        if threshold <= 0 {
            self.fault(path, written, "must be above zero");
        }
    }
}
