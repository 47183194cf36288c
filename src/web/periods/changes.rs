//! What changed since the month before, and why: the causes add up to the difference, in all and of
//! each partner.

use crate::domain::{Amount, Currency};
use crate::service::naming::Names;
use crate::service::periods::{Cause, Changed, Changes};
use crate::web::frame::Frame;
use crate::web::shown::Shown;
use crate::web::texts::Line;

/// How many partners are shown, those that changed most; the rest are one.
const MOST: usize = 25;

/// What changed in a currency.
pub(super) struct Compared {
    /// The causes that there are.
    pub(super) causes: Vec<Line>,
    pub(super) total: Row,
    pub(super) partners: Vec<Row>,
}

/// What one or several earned in two months, and what each cause made of the difference.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) before: Shown,
    pub(super) causes: Vec<Shown>,
    pub(super) now: Shown,
    pub(super) difference: Shown,
}

impl Compared {
    /// The causes in all, each with its sum.
    pub(super) fn caused(&self) -> impl Iterator<Item = (&Line, &Shown)> {
        self.causes.iter().zip(&self.total.causes)
    }
}

/// What changed, currency by currency.
pub(super) fn compared(frame: &Frame, changes: &Changes, names: &Names) -> Vec<Compared> {
    let of = |total: &Changed| {
        let currency = total.now.currency;
        let causes: Vec<Cause> = total_causes(changes, currency);
        let mut own: Vec<&Changed> = of_currency(changes, currency).collect();
        own.sort_by_key(|one| std::cmp::Reverse(difference(one).saturating_abs()));
        let (most, rest) = own.split_at(own.len().min(MOST));
        let named = |one: &&Changed| {
            let name = one.partner.as_ref().map(|id| names.partner(id)).unwrap_or_default();
            row(name, &[one], (&causes, currency))
        };
        let mut partners: Vec<Row> = most.iter().map(named).collect();
        if !rest.is_empty() {
            partners.push(row(frame.t.money.other_partners, rest, (&causes, currency)));
        }
        Compared {
            total: row(frame.t.money.total, &[total], (&causes, currency)),
            causes: causes.iter().map(|cause| frame.language.cause(*cause)).collect(),
            partners,
        }
    };
    changes.totals.iter().map(of).collect()
}

fn of_currency(changes: &Changes, currency: Currency) -> impl Iterator<Item = &Changed> {
    changes.partners.iter().filter(move |one| one.now.currency == currency)
}

/// Every cause that some partner has, though in all it comes to nothing.
fn total_causes(changes: &Changes, currency: Currency) -> Vec<Cause> {
    let all = of_currency(changes, currency).flat_map(|one| &one.causes);
    let mut causes: Vec<Cause> = all.map(|(cause, _)| *cause).collect();
    causes.sort();
    causes.dedup();
    causes
}

fn difference(one: &Changed) -> i64 {
    one.now.amount.minor().saturating_sub(one.before.amount.minor())
}

fn row(name: &str, some: &[&Changed], (causes, currency): (&[Cause], Currency)) -> Row {
    let sum = |figure: &dyn Fn(&Changed) -> i64| {
        let sum = some.iter().map(|one| figure(one)).fold(0, i64::saturating_add);
        Shown::of(Amount::try_from(sum).unwrap_or_default(), currency)
    };
    let caused = |cause: &Cause| {
        sum(&|one| {
            let own = one.causes.iter().filter(|(known, _)| known == cause);
            own.map(|(_, money)| money.amount.minor()).sum()
        })
    };
    Row {
        name: name.to_owned(),
        before: sum(&|one| one.before.amount.minor()),
        causes: causes.iter().map(caused).collect(),
        now: sum(&|one| one.now.amount.minor()),
        difference: sum(&difference),
    }
}
