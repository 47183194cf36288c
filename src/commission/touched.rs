//! Which days a close computes again, and which facts it needs for that.
//!
//! `docs/COMMISSIONS.md` section 8.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::plan::{Pay, Plan};
use crate::domain::{Code, Days, Period, Span, WindowKind};

/// The days of payment that closing a period computes again, partner by partner, because something
/// about sales of those days is new since the last close.
///
/// # What touches which days
///
/// The days of the period itself, and those whose hold or holdback ends in it, are touched for
/// every partner without being named. For the rest, whoever closes names:
///
/// | what came since the last close | days | partners |
/// |---|---|---|
/// | a sale, or its change, or that it is void | its `paid_on` | all that it credits, credited before, or that stand above one of them on that day |
/// | a refund, dated by the end of the period | the sale's `paid_on` | the same |
/// | a verification, dated by the end of the period | `paid_on` of each of the seller's sales | the same |
/// | a rate | from its date to the pair's next rate | all |
/// | a partner's row, given, changed or taken away | from its `from` to the next row's | the partner; where the parent changes, all that stood above it, before or after, and all above those |
/// | a plan's version | from its `effective_from` to the next one's | all that ever have the plan |
///
/// A fact counts in the first close whose period ends on or after its date: a refund or
/// verification that was recorded earlier with a date in this period is among them. To name too
/// many days or partners costs time, and changes nothing.
///
/// # What must be loaded
///
/// - Plans, partners and rates: all.
/// - Sales: for each partner, those paid on the days of [`Self::needed`] that credit it or a partner
///   below it (without void ones). To load more is harmless.
/// - Refunds: all of those sales.
/// - Entries ([`Posted`](super::Posted)): for each partner, all entries of sales (void ones too)
///   paid on its needed days, and all of bonuses and caps whose window has its last day on one of
///   them, or meets a touched day. What is given of entries must have its sale given too, unless
///   the sale is void: an entry without its sale is reversed.
#[derive(Debug, Clone)]
pub struct Touched {
    period: Period,
    for_all: Vec<Span>,
    by_partner: BTreeMap<Code, Vec<Span>>,
}

impl Touched {
    /// What closing a period touches by itself.
    pub fn by(period: Period) -> Self {
        let days = Span { first: period.first_day(), last: period.last_day() };
        Self { period, for_all: vec![days], by_partner: BTreeMap::new() }
    }

    /// Everything ever paid: needs all facts and all entries.
    pub fn everything(period: Period) -> Self {
        let mut all = Self::by(period);
        all.add_for_all(Span { first: NaiveDate::MIN, last: NaiveDate::MAX });
        all
    }

    /// Touches days of a partner.
    pub fn add(&mut self, partner: &Code, days: Span) {
        self.by_partner.entry(partner.clone()).or_default().push(days);
    }

    /// Touches days of every partner.
    pub fn add_for_all(&mut self, days: Span) {
        self.for_all.push(days);
    }

    /// The period to close.
    pub fn period(&self) -> Period {
        self.period
    }

    /// The touched days of a partner, in order and apart. `plans` are all that it ever has.
    pub fn days<'p>(&self, partner: &Code, plans: impl Iterator<Item = &'p Plan>) -> Vec<Span> {
        let own = self.by_partner.get(partner).into_iter().flatten();
        let mut days: Vec<Span> = self.for_all.iter().chain(own).copied().collect();
        days.extend(plans.flat_map(|plan| self.released(plan)));
        joined(days)
    }

    /// The days of payment whose sales a close must see for a partner, in order and apart: the
    /// touched ones, the windows of tiers and bonuses that hold one, and the windows of caps that
    /// hold any of these. `plans` are all that the partner ever has.
    pub fn needed<'p>(
        &self,
        partner: &Code,
        plans: impl Iterator<Item = &'p Plan> + Clone,
    ) -> Vec<Span> {
        let paid = |plan: &'p Plan| paid_windows(plan).map(move |kind| (plan, kind));
        let capped = |plan: &'p Plan| cap_windows(plan).map(move |kind| (plan, kind));
        let days = self.days(partner, plans.clone()).into_iter();
        let days = days.map(|days| widened(days, plans.clone().flat_map(paid)));
        let days = days.map(|days| widened(days, plans.clone().flat_map(capped)));
        joined(days.collect())
    }

    /// The days of payment whose hold or holdback ends in the period.
    fn released(&self, plan: &Plan) -> impl Iterator<Item = Span> {
        let (first, last) = (self.period.first_day(), self.period.last_day());
        let ends = plan.versions().iter().flat_map(|version| {
            let holdback = version.holdback.map(|holdback| holdback.days);
            [Some(version.hold_days), holdback].into_iter().flatten()
        });
        let before = |day: NaiveDate, days: Days| {
            let days = chrono::Days::new(u64::from(days.get()));
            day.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
        };
        ends.map(move |days| Span { first: before(first, days), last: before(last, days) })
    }
}

/// The lengths of the windows over which a plan's tiers and bonuses measure; some stand twice.
fn paid_windows(plan: &Plan) -> impl Iterator<Item = WindowKind> {
    plan.versions().iter().flat_map(|version| {
        let tiers = version.rules.iter().filter_map(|rule| match &rule.pay {
            Pay::Tiered(tiered) => Some(tiered.window),
            Pay::Percent(_) | Pay::Flat(_) => None,
        });
        tiers.chain(version.bonuses.iter().map(|bonus| bonus.window))
    })
}

fn cap_windows(plan: &Plan) -> impl Iterator<Item = WindowKind> {
    plan.versions().iter().filter_map(|version| version.cap.map(|cap| cap.window))
}

/// Days with the whole of every window that holds one. Windows of a kind follow one another without
/// a gap, so those at both ends are enough.
fn widened<'p>(days: Span, windows: impl Iterator<Item = (&'p Plan, WindowKind)>) -> Span {
    // Windows are not known at the ends of time, and days there need none.
    let whole = |day: NaiveDate| NaiveDate::MIN < day && day < NaiveDate::MAX;
    windows.fold(days, |wide, (plan, kind)| {
        let first = whole(days.first).then(|| plan.window(kind, days.first).first);
        let last = whole(days.last).then(|| plan.window(kind, days.last).last);
        Span {
            first: first.map_or(wide.first, |first| first.min(wide.first)),
            last: last.map_or(wide.last, |last| last.max(wide.last)),
        }
    })
}

/// The same days in order, each once.
fn joined(mut days: Vec<Span>) -> Vec<Span> {
    days.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in days {
        match joined.last_mut() {
            Some(last) if span.first <= last.last => last.last = last.last.max(span.last),
            _ => joined.push(span),
        }
    }
    joined
}
