//! What a draft version would have paid over the recorded history.
//!
//! What sales paid in a span are entitled to at its end is computed twice over the same facts: by the
//! plan as it was approved, and as if the draft had held from the first day on. Nothing is written.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::{VersionFile, VersionedPlan, by_id, checked, join, numbered, plan_of, read_version};
use crate::commission::facts::Gathering;
use crate::commission::{Entry, Ledger};
use crate::domain::{
    Amount, Code, Currency, Money, PartnerId, Period, PlanId, SaleId, Span, WindowKind,
};
use crate::service::closing::history;
use crate::service::closing::outcome::money;
use crate::service::closing::programme::Programme;
use crate::service::error::{Invalid, ServiceError};
use crate::storage::Tx;
use crate::storage::facts::Known;

/// The most months that are simulated.
const MOST_MONTHS: usize = 36;
/// The most lines that are shown.
const MOST_LINES: usize = 1_000;

/// Which version is tried.
#[derive(Debug, Clone)]
pub enum Trial {
    /// One that is kept, by its number.
    Kept(usize),
    /// One that is not kept.
    File(VersionFile),
}

/// What is simulated.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// The first month.
    pub from: Period,
    /// The last month.
    pub through: Period,
    /// The version.
    pub version: Trial,
}

/// What sales were entitled to, and what they would be.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// In all.
    pub total: Difference,
    /// Partner by partner, by code, and rule by rule.
    pub partners: Vec<PartnerDifference>,
    /// The first lines that differ, by partner, sale, rule, lower partner and window.
    pub lines: Vec<LineDifference>,
    /// How many lines differ.
    pub line_count: usize,
}

/// A figure by the plan as it is, and by the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// By the plan as it is.
    pub now: Money,
    /// By the draft.
    pub then: Money,
}

/// What a partner's sales were entitled to, and what they would be.
#[derive(Debug, Clone)]
pub struct PartnerDifference {
    /// Whose.
    pub partner: PartnerId,
    /// Its code.
    pub code: Code,
    /// In all.
    pub total: Difference,
    /// Rule by rule.
    pub rules: Vec<(String, Difference)>,
}

/// A line that differs.
#[derive(Debug, Clone)]
pub struct LineDifference {
    /// Whose.
    pub partner: PartnerId,
    /// The sale, and what the platform calls it; none on bonuses and caps.
    pub sale: Option<(SaleId, String)>,
    /// The rule.
    pub rule: String,
    /// The lower partner of an override.
    pub from_partner: Option<Code>,
    /// The window of a bonus or a cap.
    pub window: Option<Span>,
    /// The figures.
    pub difference: Difference,
}

/// By what lines are told apart: sale, rule, lower partner and window.
type Key = (Option<String>, String, Option<Code>, Option<(NaiveDate, NaiveDate)>);

/// The entitlements of a partner by the plan as it is, and by the draft.
type Lines = BTreeMap<Key, (i128, i128)>;

/// Simulates a version of a plan over the recorded history.
pub fn simulate(tx: &mut Tx<'_>, id: &PlanId, asked: &WhatIf) -> Result<Simulation, ServiceError> {
    let known = by_id(tx, id)?;
    in_bounds(asked)?;
    let trial = plan_of(&trial(&known, asked)?)?;
    let (currency, is_now) = (trial.currency(), Programme::load(tx)?);
    let days = Span {
        first: trial.window(WindowKind::Year, asked.from.first_day()).first,
        last: asked.through.last_day(),
    };
    let then = Programme::load_with(tx, (id.clone(), trial))?;
    let (mut one, mut other) = (is_now.gathering(), then.gathering());
    let mut sold: HashMap<String, SaleId> = HashMap::new();
    let takes = |sale: &crate::storage::facts::PaidSale| {
        if sale.paid_on >= asked.from.first_day()
            && let Some(id) = SaleId::parse(&sale.id)
        {
            sold.insert(sale.external_id.clone(), id);
        }
        true
    };
    let refunds = history::sales_of(tx, (&is_now, &Known::today()), days, takes, |block| {
        one.sales(block)?;
        other.sales(block)
    })?;
    one.refunds(refunds.clone());
    other.refunds(refunds);
    let mut partners: BTreeMap<Code, Lines> = BTreeMap::new();
    let concerned: BTreeSet<&Code> = then.having(id).map(|partner| &partner.code).collect();
    for (gathering, is_draft) in [(one, false), (other, true)] {
        entitlements(gathering, asked, |entry| {
            let is_of_span = match entry.sale {
                Some(sale) => sold.contains_key(sale),
                None => entry.window.is_none_or(|window| window.last >= asked.from.first_day()),
            };
            if is_of_span && concerned.contains(entry.partner) {
                let lines = partners.entry(entry.partner.clone()).or_default();
                let sums = lines.entry(key(entry)).or_default();
                let side = if is_draft { &mut sums.1 } else { &mut sums.0 };
                *side += i128::from(entry.amount.minor());
            }
        })?;
    }
    Shown { then: &then, sold: &sold, currency }.simulation(partners)
}

fn in_bounds(asked: &WhatIf) -> Result<(), ServiceError> {
    let months = std::iter::successors(Some(asked.from), |period| Some(period.next()));
    let months = months.take_while(|period| *period <= asked.through).take(MOST_MONTHS + 1).count();
    match months {
        0 => Err(ServiceError::invalid("/through", "before_from", "is before `from`")),
        1..=MOST_MONTHS => Ok(()),
        _ => {
            let message = format!("is more than {MOST_MONTHS} months after `from`");
            Err(ServiceError::invalid("/through", "out_of_range", message))
        }
    }
}

/// The plan with the draft in force from the first day on: what was approved for later days gives way.
fn trial(known: &VersionedPlan, asked: &WhatIf) -> Result<String, ServiceError> {
    let first = asked.from.first_day();
    let text = match &asked.version {
        Trial::Kept(n) => match numbered(known, *n) {
            Ok(version) => version.file.as_str(),
            Err(_) => {
                let message = "is not the number of a version of the plan";
                return Err(ServiceError::invalid("/version", "unknown_id", message));
            }
        },
        Trial::File(VersionFile(text)) => text,
    };
    let mut draft: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    if let Some(fields) = draft.as_object_mut() {
        fields.insert("effective_from".to_owned(), first.to_string().into());
    }
    let draft = read_version(draft.to_string().as_bytes()).map_err(|faults| {
        below_version(ServiceError::Invalid(faults.into_iter().map(|one| one.invalid).collect()))
    })?;
    let earlier = known.versions.iter().filter(|version| version.approved.is_some());
    let earlier: Vec<_> = earlier.filter(|version| version.effective_from < first).collect();
    let (_, draft) = checked(&known.plan, &earlier, &draft).map_err(below_version)?;
    let mut texts: Vec<&str> = earlier.iter().map(|version| version.file.as_str()).collect();
    texts.push(&draft);
    join(&known.plan, &texts)
}

/// Faults of a version alone as faults of the field that it was sent in.
fn below_version(error: ServiceError) -> ServiceError {
    let ServiceError::Invalid(faults) = error else { return error };
    let below = |fault: Invalid| Invalid { pointer: format!("/version{}", fault.pointer), ..fault };
    ServiceError::Invalid(faults.into_iter().map(below).collect())
}

/// What every key is entitled to at the end: closed at once, each has one entry.
fn entitlements(
    gathering: Gathering,
    asked: &WhatIf,
    mut each: impl FnMut(&Entry<'_>),
) -> Result<(), ServiceError> {
    const TOLD: usize = 5;
    let facts = gathering.finish(asked.through).map_err(|faults| {
        let told = faults.shown().take(TOLD);
        let told = told.map(|fault| format!("{} {} {}", fault.field, fault.value, fault.message));
        ServiceError::Unprocessable("facts_faulty", told.collect::<Vec<_>>().join("; "))
    })?;
    let mut ledger = Ledger::open(&facts);
    let closed = ledger.close(asked.through);
    closed.map_err(|error| ServiceError::Unprocessable("out_of_range", error.to_string()))?;
    ledger.entries(asked.through).for_each(|entry| each(&entry.entry()));
    Ok(())
}

fn key(entry: &Entry<'_>) -> Key {
    let window = entry.window.map(|window| (window.first, window.last));
    (entry.sale.map(str::to_owned), entry.rule.to_owned(), entry.from_partner.cloned(), window)
}

/// What figures are shown with.
struct Shown<'a> {
    then: &'a Programme,
    sold: &'a HashMap<String, SaleId>,
    currency: Currency,
}

impl Shown<'_> {
    fn simulation(&self, partners: BTreeMap<Code, Lines>) -> Result<Simulation, ServiceError> {
        let (mut total, mut line_count) = ((0, 0), 0);
        let (mut shown, mut lines) = (Vec::new(), Vec::new());
        for (code, own) in partners {
            let Some(partner) = self.then.by_code(&code) else { continue };
            let (mut sum, mut rules) = ((0, 0), BTreeMap::new());
            for (key, figures) in own {
                add(&mut sum, figures);
                add(rules.entry(key.1.clone()).or_default(), figures);
                if figures.0 == figures.1 {
                    continue;
                }
                line_count += 1;
                if lines.len() < MOST_LINES {
                    lines.push(self.line(&partner.id, key, figures)?);
                }
            }
            add(&mut total, sum);
            let rules = rules.into_iter();
            let rules = rules.map(|(rule, figures)| Ok((rule, self.difference(figures)?)));
            shown.push(PartnerDifference {
                partner: partner.id.clone(),
                code,
                total: self.difference(sum)?,
                rules: rules.collect::<Result<_, ServiceError>>()?,
            });
        }
        Ok(Simulation { total: self.difference(total)?, partners: shown, lines, line_count })
    }

    fn line(
        &self,
        partner: &PartnerId,
        (sale, rule, from_partner, window): Key,
        figures: (i128, i128),
    ) -> Result<LineDifference, ServiceError> {
        let sale = sale.and_then(|name| Some((self.sold.get(&name)?.clone(), name)));
        let window = window.map(|(first, last)| Span { first, last });
        let difference = self.difference(figures)?;
        Ok(LineDifference {
            partner: partner.clone(),
            sale,
            rule,
            from_partner,
            window,
            difference,
        })
    }

    fn difference(&self, (now, then): (i128, i128)) -> Result<Difference, ServiceError> {
        Ok(Difference { now: money(now, self.currency)?, then: money(then, self.currency)? })
    }
}

fn add(sums: &mut (i128, i128), figures: (i128, i128)) {
    *sums = (sums.0 + figures.0, sums.1 + figures.1);
}

impl Difference {
    /// How much more it would be.
    pub fn more(&self) -> Result<Money, ServiceError> {
        let minor = |money: Money| i128::from(Amount::minor(money.amount));
        money(minor(self.then) - minor(self.now), self.now.currency)
    }
}
