//! Under which terms each partner stands, day by day.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::commission::facts::PartnerRow;
use crate::commission::plan::{Plan, Version};
use crate::domain::Code;
use crate::service::closing::programme::Programme;

/// Partners' rows and plans by code.
pub(super) struct Terms<'a> {
    rows: HashMap<Code, Vec<PartnerRow>>,
    plans: HashMap<&'a Code, &'a Plan>,
}

impl<'a> Terms<'a> {
    /// Those of a programme.
    pub fn of(programme: &'a Programme) -> Self {
        let mut rows: HashMap<Code, Vec<PartnerRow>> = HashMap::new();
        for row in programme.rows() {
            rows.entry(row.partner.clone()).or_default().push(row);
        }
        Self { rows, plans: programme.plans().map(|plan| (plan.code(), plan)).collect() }
    }

    /// All rows of a partner, the earliest first.
    pub fn rows(&self, partner: &Code) -> &[PartnerRow] {
        self.rows.get(partner).map_or(&[], Vec::as_slice)
    }

    /// Who stands above a partner on a day.
    pub fn parent(&self, partner: &Code, day: NaiveDate) -> Option<Code> {
        self.standing(partner, day)?.parent.clone()
    }

    /// The version that pays a partner what is sold on a day.
    pub fn version(&self, partner: &Code, day: NaiveDate) -> Option<&'a Version> {
        self.plans.get(&self.standing(partner, day)?.plan)?.version_on(day)
    }

    fn standing(&self, partner: &Code, day: NaiveDate) -> Option<&PartnerRow> {
        let begun = |row: &&PartnerRow| row.from.is_none_or(|from| from <= day);
        self.rows(partner).iter().rev().find(begun)
    }
}
