//! The commissions of the open period, computed for all partners at once and kept until a fact changes.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDateTime;

use super::super::app::App;
use super::super::by::By;
use super::super::closing::{self, Asked};
use super::super::error::ServiceError;
use crate::domain::{Money, PartnerId, Period};
use crate::storage::{Tx, facts, periods};

/// What each partner would earn, or why that cannot be computed: a code, and words.
type Commissions = Result<Vec<(PartnerId, Money)>, (&'static str, String)>;

/// The commissions of the open period, as they were at an instant.
#[derive(Debug, Clone)]
pub struct Estimated {
    /// The open period.
    pub period: Period,
    /// When they were computed.
    pub as_of: NaiveDateTime,
    /// The last change of a fact that they take in.
    facts_through: i64,
    commissions: Arc<Commissions>,
}

impl Estimated {
    /// What each partner would earn.
    pub fn commissions(&self) -> &[(PartnerId, Money)] {
        self.commissions.as_deref().unwrap_or(&[])
    }

    /// Why they cannot be computed, if so.
    pub fn problem(&self) -> Option<(&'static str, &str)> {
        let problem = self.commissions.as_ref().as_ref().err();
        problem.map(|(code, detail)| (*code, detail.as_str()))
    }
}

/// The last estimate of this process.
#[derive(Debug, Default)]
pub struct Estimates(Mutex<Option<Estimated>>);

impl App {
    /// The last estimate.
    pub fn estimates(&self) -> Arc<Estimates> {
        self.estimates.clone()
    }
}

impl Estimates {
    /// The commissions of a month, where it is the open period. They depend on the facts alone, and
    /// are computed again when one has changed.
    pub(super) fn of(
        &self,
        tx: &mut Tx<'_>,
        by: &By,
        month: Period,
    ) -> Result<Option<Estimated>, ServiceError> {
        let period = closing::open_period(tx, Period::of(by.now.today))?;
        if month != period {
            return Ok(None);
        }
        let facts_through = facts::last_change(tx)?;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_current =
            |kept: &Estimated| kept.period == period && kept.facts_through == facts_through;
        if let Some(kept) = kept.filter(is_current) {
            return Ok(Some(kept));
        }
        let commissions = Arc::new(computed(tx, period)?);
        let estimated = Estimated { period, as_of: by.at(), facts_through, commissions };
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Some(place.insert(estimated).clone()))
    }
}

/// The view is of use without commissions too: what keeps a period from being closed is told instead.
fn computed(tx: &mut Tx<'_>, period: Period) -> Result<Commissions, ServiceError> {
    let last = periods::last(tx)?;
    let asked = Asked { period, last: last.as_ref(), left_out: &[], only: None };
    match closing::compute(tx, asked, |_, computed| computed.commissions()) {
        Ok(commissions) => Ok(Ok(commissions)),
        Err(ServiceError::Unprocessable(code, detail)) => Ok(Err((code, detail))),
        Err(error) => Err(error),
    }
}
