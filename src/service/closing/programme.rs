//! Partners with their plans and parents as the engine takes them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::commission::facts::{Gathering, PartnerRow, RateRow};
use crate::commission::plan::Plan;
use crate::domain::{Code, Currency, PartnerId, PlanId};
use crate::formats::plan_file;
use crate::service::error::ServiceError;
use crate::service::upper_partners::{BEGINNING, parent_on};
use crate::storage::Tx;
use crate::storage::facts::{self, Agreed, Known, PaidPartner, PlanText};
use crate::storage::partners::{self, Parent};

/// Who takes part, and how they are paid.
pub(in crate::service) struct Programme {
    /// By code.
    pub partners: Vec<PaidPartner>,
    pub rates: Vec<RateRow>,
    places: HashMap<PartnerId, usize>,
    plans: HashMap<PlanId, Plan>,
    /// Plans that pay nothing, one of each currency that needs one.
    unpaid: BTreeMap<&'static str, Plan>,
    agreements: HashMap<PartnerId, Vec<Agreed>>,
    parents: HashMap<PartnerId, Vec<Parent>>,
}

impl Programme {
    pub fn load(tx: &mut Tx<'_>) -> Result<Self, ServiceError> {
        Self::known(tx, &Known::today())
    }

    /// The same as it was known.
    pub fn known(tx: &mut Tx<'_>, known: &Known) -> Result<Self, ServiceError> {
        Self::made(tx, known, None)
    }

    /// The same of today with a plan in another's place.
    pub fn load_with(tx: &mut Tx<'_>, trial: (PlanId, Plan)) -> Result<Self, ServiceError> {
        Self::made(tx, &Known::today(), Some(trial))
    }

    fn made(
        tx: &mut Tx<'_>,
        known: &Known,
        trial: Option<(PlanId, Plan)>,
    ) -> Result<Self, ServiceError> {
        let partners = facts::partners(tx)?;
        let places = partners.iter().map(|partner| partner.id.clone()).zip(0..).collect();
        let plans: Result<HashMap<_, _>, ServiceError> = facts::plans(tx, known)?
            .iter()
            .map(|text| Ok((text.id.clone(), plan(text)?)))
            .collect();
        let mut plans = plans?;
        plans.extend(trial);
        let mut agreements: HashMap<_, Vec<Agreed>> = HashMap::new();
        for agreed in facts::agreements(tx, known)? {
            // A plan without an approved version pays nothing, and nobody knows its rules yet.
            if plans.contains_key(&agreed.plan) {
                agreements.entry(agreed.partner.clone()).or_default().push(agreed);
            }
        }
        let mut parents: HashMap<_, Vec<Parent>> = HashMap::new();
        let moved = partners::parents(tx)?.into_iter();
        for parent in moved.filter(|row| known.parent(row.partner.as_str(), row.from)) {
            parents.entry(parent.partner.clone()).or_default().push(parent);
        }
        let rates = facts::rates(tx, known)?;
        let mut programme =
            Self { partners, rates, places, plans, unpaid: BTreeMap::new(), agreements, parents };
        for partner in &programme.partners {
            let currency = programme.currency(partner);
            if !programme.unpaid.contains_key(currency.code()) {
                let plan = pays_nothing(currency, &programme.plans)?;
                programme.unpaid.insert(currency.code(), plan);
            }
        }
        Ok(programme)
    }

    /// The partner with that id.
    pub fn partner(&self, id: &PartnerId) -> Option<&PaidPartner> {
        self.partners.get(*self.places.get(id)?)
    }

    /// The partner with that code.
    pub fn by_code(&self, code: &Code) -> Option<&PaidPartner> {
        let place = self.partners.binary_search_by(|partner| partner.code.cmp(code)).ok()?;
        self.partners.get(place)
    }

    /// All plans.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.plans.values().chain(self.unpaid.values())
    }

    /// The currency of a partner's plans; of one without, the one that it is paid in.
    pub fn currency(&self, partner: &PaidPartner) -> Currency {
        let first = self.agreed(&partner.id).first();
        let plan = first.and_then(|agreed| self.plans.get(&agreed.plan));
        plan.map_or(partner.payout_currency, Plan::currency)
    }

    fn agreed(&self, partner: &PartnerId) -> &[Agreed] {
        self.agreements.get(partner).map_or(&[], Vec::as_slice)
    }

    /// The plan in force on a day, or the last one before it, or the first one after it.
    pub fn plan_on(&self, partner: &PartnerId, day: NaiveDate) -> Option<&Plan> {
        let agreed = self.agreed(partner);
        let begun = agreed.iter().rev().find(|agreed| agreed.starts_on <= day);
        self.plans.get(&begun.or(agreed.first())?.plan)
    }

    /// All plans that a partner ever has.
    pub fn plans_of(&self, partner: &PaidPartner) -> Vec<&Plan> {
        let agreed = self.agreed(&partner.id).iter();
        agreed.filter_map(|agreed| self.plans.get(&agreed.plan)).collect()
    }

    /// The partners that ever have a plan.
    pub fn having(&self, plan: &PlanId) -> impl Iterator<Item = &PaidPartner> {
        let has = |partner: &&PaidPartner| {
            self.agreed(&partner.id).iter().any(|agreed| agreed.plan == *plan)
        };
        self.partners.iter().filter(has)
    }

    /// From when on a plan's next version holds.
    pub fn next_version(&self, plan: &PlanId, after: NaiveDate) -> Option<NaiveDate> {
        let versions = self.plans.get(plan)?.versions().iter();
        versions.map(|version| version.effective_from).find(|from| *from > after)
    }

    /// A partner's parents, the earliest first.
    pub fn parents_of(&self, partner: &PartnerId) -> &[Parent] {
        self.parents.get(partner).map_or(&[], Vec::as_slice)
    }

    /// All that ever stood above a partner.
    pub fn above(&self, partner: &PartnerId) -> BTreeSet<&str> {
        let above = |id| self.parents_of(id).iter().filter_map(|row| row.parent.as_ref());
        let mut found = BTreeSet::new();
        let mut next: Vec<&PartnerId> = above(partner).collect();
        while let Some(one) = next.pop() {
            if found.insert(one.as_str()) {
                next.extend(above(one));
            }
        }
        found
    }

    /// The facts beside sales and refunds.
    pub fn gathering(&self) -> Gathering {
        let mut gathering = Gathering::new();
        self.plans().for_each(|plan| gathering.plan(plan.clone()));
        gathering.partners(self.rows());
        gathering.rates(self.rates.clone());
        gathering
    }

    /// The partners' table of the engine.
    ///
    /// There a row lasts until the next one, and always has a plan. An agreement that ends is followed
    /// by a plan that has no version in force on any day, so that such days have none: `no_version`.
    pub fn rows(&self) -> Vec<PartnerRow> {
        let mut rows = Vec::with_capacity(self.partners.len());
        for partner in &self.partners {
            self.add_rows(partner, &mut rows);
        }
        rows
    }

    fn add_rows(&self, partner: &PaidPartner, rows: &mut Vec<PartnerRow>) {
        let (agreed, parents) = (self.agreed(&partner.id), self.parents_of(&partner.id));
        let ended = agreed.iter().filter_map(|agreed| agreed.ends_on?.succ_opt());
        let begun = agreed.iter().map(|agreed| agreed.starts_on);
        let moved = parents.iter().map(|row| row.from);
        let days: BTreeSet<NaiveDate> =
            begun.chain(ended).chain(moved).chain([BEGINNING]).collect();
        let mut last: Option<(Code, Option<Code>)> = None;
        for day in days {
            let Some(plan) = self.plan_code(partner, agreed, day) else { continue };
            let parent = parent_on(parents, &partner.id, day).and_then(|id| self.partner(id));
            let standing = (plan, parent.map(|parent| parent.code.clone()));
            if last.as_ref() == Some(&standing) {
                continue;
            }
            // The beginning of time is a day in the database and none in the engine.
            let from = (day > BEGINNING).then_some(day);
            let (plan, parent) = standing.clone();
            let (line, partner) = (rows.len() as u64 + 1, partner.code.clone());
            rows.push(PartnerRow { line, partner, parent, plan, from });
            last = Some(standing);
        }
    }

    fn plan_code(&self, partner: &PaidPartner, agreed: &[Agreed], day: NaiveDate) -> Option<Code> {
        let agreed = agreed.iter().find(|agreed| agreed.holds_on(day));
        let plan = agreed.and_then(|agreed| self.plans.get(&agreed.plan));
        let unpaid = || self.unpaid.get(self.currency(partner).code());
        plan.or_else(unpaid).map(|plan| plan.code().clone())
    }
}

/// The plan of a stored file.
fn plan(text: &PlanText) -> Result<Plan, ServiceError> {
    let unreadable = || ServiceError::Internal(format!("plan {} cannot be read", text.id));
    let versions: Vec<&str> = text.versions.iter().map(String::as_str).collect();
    let whole = plan_file::join(&text.file, &versions).map_err(|_| unreadable())?;
    plan_file::read(whole.as_bytes()).map_err(|_| unreadable())
}

/// A plan that pays nothing, under a code that no kept plan has.
fn pays_nothing(currency: Currency, kept: &HashMap<PlanId, Plan>) -> Result<Plan, ServiceError> {
    let mut codes = (0..=kept.len()).map(|n| match n {
        0 => format!("./no-plan/{currency}"),
        n => format!("./no-plan/{currency}/{n}"),
    });
    let is_free = |code: &String| kept.values().all(|plan| plan.code().as_str() != code);
    let code = codes.find(is_free).and_then(|code| Code::parse(&code));
    let none = || ServiceError::Internal(format!("no code for a plan in {currency}"));
    Ok(Plan::paying_nothing(code.ok_or_else(none)?, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_pays_nothing_has_a_code_of_its_own() {
        let usd = Currency::parse("USD").unwrap();
        let mut kept = HashMap::new();
        for (digit, code) in ["./no-plan/USD", "./no-plan/USD/1"].into_iter().enumerate() {
            let id = PlanId::parse(&format!("pln_{}", digit.to_string().repeat(32))).unwrap();
            assert_eq!(pays_nothing(usd, &kept).unwrap().code().as_str(), code);
            kept.insert(id, Plan::paying_nothing(Code::parse(code).unwrap(), usd));
        }
        assert_eq!(pays_nothing(usd, &kept).unwrap().code().as_str(), "./no-plan/USD/2");
    }
}
