//! Closes: what a period posts, and what that comes to for each partner.
//!
//! A close, a preview and an estimate are the same computation over the same facts. Only what is new
//! since the last close is loaded, with the windows that it touches: `docs/decisions/0006`.

pub(super) mod again;
pub(super) mod exceptions;
pub(super) mod history;
pub(super) mod load;
pub(super) mod outcome;
pub(super) mod programme;
pub(super) mod stating;
pub(super) mod touching;

use crate::commission::facts::{Facts, Fault, Faults, Gathering, Table, TooManySales};
use crate::commission::{Ledger, Touched};
use crate::domain::statement::Told;
use crate::domain::{Note, PartnerId, Period, SaleId};
use crate::service::error::ServiceError;
use crate::storage::Tx;
use crate::storage::facts;
use crate::storage::periods::{self, ClosedPeriod};

use load::Loaded;
use programme::Programme;

/// A sale that is left out of a close, and why.
#[derive(Debug, Clone)]
pub struct LeaveOut {
    /// The sale.
    pub sale: SaleId,
    /// Why.
    pub reason: Note,
}

/// Which period is computed, and from what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The period.
    pub period: Period,
    /// The period closed last.
    pub last: Option<&'a ClosedPeriod>,
    /// What it does not take in.
    pub left_out: &'a [LeaveOut],
    /// The one partner whose figures are asked for; the others' are of no use then.
    pub only: Option<&'a PartnerId>,
}

impl Asked<'_> {
    /// Whether the figures of that partner are asked for.
    fn is_of(&self, partner: &PartnerId) -> bool {
        self.only.is_none_or(|only| only == partner)
    }
}

/// A period that was computed, before anything of it is stored.
pub(super) struct Computed<'a, 'f> {
    pub asked: Asked<'a>,
    pub programme: &'a Programme,
    pub facts: &'f Facts,
    pub ledger: Ledger<'f>,
    pub loaded: &'a Loaded,
    /// The last change of a fact that it takes in.
    pub facts_through: i64,
}

/// Computes a period and does something with it.
pub(super) fn compute<T>(
    tx: &mut Tx<'_>,
    asked: Asked<'_>,
    then: impl FnOnce(&mut Tx<'_>, &Computed<'_, '_>) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let programme = Programme::load(tx)?;
    let touched = touching::touched(tx, &asked, &programme)?;
    compute_touched(tx, asked, (&programme, &touched), then)
}

/// Computes what is touched of a period, on what was posted before it, and does something with it.
fn compute_touched<T>(
    tx: &mut Tx<'_>,
    asked: Asked<'_>,
    (programme, touched): (&Programme, &Touched),
    then: impl FnOnce(&mut Tx<'_>, &Computed<'_, '_>) -> Result<T, ServiceError>,
) -> Result<T, ServiceError> {
    let facts_through = facts::last_change(tx)?;
    let mut loaded = load::load(tx, &asked, programme, touched)?;
    loaded.posted.retain(|posted| posted.period < asked.period);
    let facts = gathered(&mut loaded, programme, asked.period)?;
    let ledger = reopened(&facts, &loaded, touched)?;
    let computed =
        Computed { asked, programme, facts: &facts, ledger, loaded: &loaded, facts_through };
    then(tx, &computed)
}

/// The facts, checked once more: a close computes nothing from facts with a fault.
fn gathered(
    loaded: &mut Loaded,
    programme: &Programme,
    period: Period,
) -> Result<Facts, ServiceError> {
    let gathering = gathering(loaded, programme)?;
    gathering.finish(period).map_err(|faults| faulty(loaded, &faults))
}

/// The facts that were loaded, which are not kept twice.
fn gathering(loaded: &mut Loaded, programme: &Programme) -> Result<Gathering, ServiceError> {
    let mut gathering = programme.gathering();
    let too_many =
        |error: TooManySales| ServiceError::Unprocessable("out_of_range", error.to_string());
    gathering.sales(&loaded.sales).map_err(too_many)?;
    loaded.sales.clear();
    gathering.refunds(std::mem::take(&mut loaded.refunds));
    Ok(gathering)
}

/// What is wrong with a fact.
pub(super) struct FactFault {
    /// The sale, where it is one's.
    pub sale: Option<SaleId>,
    /// Whether it is a rate that a sale needs.
    pub is_rate: bool,
    /// What is wrong.
    pub told: Told,
}

/// The faults that keep a period from being computed, as far as they are told; none where there are none.
fn faults(tx: &mut Tx<'_>, asked: &Asked<'_>) -> Result<Vec<FactFault>, ServiceError> {
    let programme = Programme::load(tx)?;
    let touched = touching::touched(tx, asked, &programme)?;
    let mut loaded = load::load(tx, asked, &programme, &touched)?;
    let Err(faults) = gathering(&mut loaded, &programme)?.finish(asked.period) else {
        return Ok(Vec::new());
    };
    let fault = |fault: &Fault| FactFault {
        sale: sale_of(&loaded, fault).and_then(|name| Some(loaded.sale(name)?.0.clone())),
        is_rate: is_rate(fault),
        told: told(&loaded, fault),
    };
    Ok(faults.shown().map(fault).collect())
}

fn sale_of<'a>(loaded: &'a Loaded, fault: &Fault) -> Option<&'a str> {
    if fault.table == Table::Sales { loaded.sale_at(fault.line) } else { None }
}

fn is_rate(fault: &Fault) -> bool {
    fault.table == Table::Sales && fault.field == "currency"
}

fn told(loaded: &Loaded, fault: &Fault) -> Told {
    match sale_of(loaded, fault) {
        Some(sale) if is_rate(fault) => Told::NoRate {
            sale: sale.to_owned(),
            currency: fault.value.clone(),
            message: fault.message.clone(),
        },
        _ => Told::Fault(words(loaded, fault)),
    }
}

fn words(loaded: &Loaded, fault: &Fault) -> String {
    let name = sale_of(loaded, fault).map(|sale| format!("sale {sale}"));
    let name = name.unwrap_or_else(|| format!("{} {}", fault.field, fault.value));
    format!("{name} {}", fault.message)
}

/// What keeps a period from being closed, in words that name the sales.
fn faulty(loaded: &Loaded, faults: &Faults) -> ServiceError {
    const TOLD: usize = 20;
    let all_rates = faults.shown().all(is_rate);
    let told = faults.shown().take(TOLD).map(|fault| words(loaded, fault));
    let told = told.collect::<Vec<_>>().join("; ");
    let more = faults.total().saturating_sub(TOLD as u64);
    let rest = if more == 0 { String::new() } else { format!("; and {more} more") };
    let code = if all_rates { "rate_missing" } else { "facts_faulty" };
    ServiceError::Unprocessable(code, format!("{told}{rest}"))
}

fn reopened<'f>(
    facts: &'f Facts,
    loaded: &'f Loaded,
    touched: &Touched,
) -> Result<Ledger<'f>, ServiceError> {
    let ledger = Ledger::reopen(facts, &loaded.posted, touched);
    let mut ledger = ledger.map_err(|error| ServiceError::Internal(error.to_string()))?;
    let closed = ledger.close(touched.period());
    closed.map_err(|error| ServiceError::Unprocessable("out_of_range", error.to_string()))?;
    Ok(ledger)
}

/// The period that can be closed next; where none was, the one given.
pub(super) fn open_period(tx: &mut Tx<'_>, first: Period) -> Result<Period, ServiceError> {
    Ok(periods::last(tx)?.map_or(first, |last| last.period.next()))
}
