//! What came of an event: totals, and beside them what is the caller's own.
//!
//! `docs/DOMAIN.md`, "Events".

use std::collections::{BTreeMap, BTreeSet};

use super::super::by::By;
use super::super::error::ServiceError;
use super::super::settings;
use super::get;
use crate::domain::event::{Attendance, CostFigures, Event, Funding, Host, Mode, parts_of_cost};
use crate::domain::{Amount, Code, Currency, EventId, Money, PartnerId, Role, Share, Span, day_of};
use crate::storage::events::figures::{self, Paid, Visitor, Won};
use crate::storage::{Tx, exchange_rates, fundings, partners};

/// Figures, of a whole event or of a host's part of it.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// On site.
    pub on_site: Attendance,
    /// Online.
    pub online: Attendance,
    /// Companies that came.
    pub companies: usize,
    /// Of those who came, sellers that were known before.
    pub already_known: usize,
    /// Recruits.
    pub new_recruits: usize,
    /// The recruits that paid in time.
    pub won: usize,
    /// What they paid, in the cost's currency; none where there is no cost, or a rate is missing.
    pub won_amount: Option<Money>,
    /// What it cost.
    pub cost: Option<Money>,
    /// What the platform has promised towards it, by currency.
    pub funding_approved: Vec<Money>,
    /// What of that is settled, by currency.
    pub funding_settled: Vec<Money>,
    /// The cost without what is settled in its currency.
    pub borne: Option<Money>,
    /// What closed periods paid for these sales, by currency; none for who may not see it.
    pub commission: Option<Vec<Money>>,
    /// By head, and what was won above it.
    pub by_head: Option<CostFigures>,
}

/// A host's part.
#[derive(Debug, Clone)]
pub struct HostFigures {
    /// The host.
    pub partner: PartnerId,
    /// Its code.
    pub code: Option<Code>,
    /// Its share of the cost.
    pub share: Share,
    /// Its figures.
    pub figures: Figures,
}

/// What came of an event.
#[derive(Debug, Clone)]
pub struct EventReport {
    /// The event.
    pub event: Event,
    /// The first and the last day whose sales count.
    pub won_within: Span,
    /// All of it.
    pub total: Figures,
    /// Each host's part; a host sees its own alone.
    pub hosts: Vec<HostFigures>,
}

/// What the list of recruits is asked for those that are counted: all that were not refused.
pub const COUNTED: &str = "status=open,in_review,expired,released,won,lost";

impl EventReport {
    /// What the list of recruits is asked for those that paid in time.
    pub fn won_in_time(&self) -> String {
        let Span { first, last } = self.won_within;
        format!("won_paid_on[gte]={first}&won_paid_on[lte]={last}")
    }
}

/// The report of an event that the caller may see.
pub fn report(tx: &mut Tx<'_>, by: &By, id: &EventId) -> Result<EventReport, ServiceError> {
    let seen = get(tx, id)?;
    let own = by.actor.partner();
    // The totals are of all hosts; of the parts, only those that the caller may see are kept.
    tx.as_programme(|tx| {
        let event = get(tx, &seen.id)?;
        let facts = Facts::of(tx, &event, sees_commission(by))?;
        let shares: Vec<Share> = event.hosts.iter().map(|host| host.share).collect();
        let costs = event.cost.and_then(|cost| parts_of_cost(cost.amount, &shares));
        let mut hosts = Vec::new();
        for (place, Host { partner, share }) in event.hosts.iter().enumerate() {
            if own.is_some_and(|own| own != partner) {
                continue;
            }
            let part = costs.as_ref().and_then(|costs| costs.get(place).copied());
            let cost = event.cost.zip(part).map(|(cost, amount)| Money { amount, ..cost });
            hosts.push(HostFigures {
                code: partners::by_id(tx, partner)?.map(|found| found.code),
                partner: partner.clone(),
                share: *share,
                figures: facts.figures(tx, Some(partner), cost)?,
            });
        }
        let mut total = facts.figures(tx, None, event.cost)?;
        // What other partners earn is not a host's to know.
        total.commission = total.commission.filter(|_| own.is_none());
        Ok(EventReport { event: seen.clone(), won_within: facts.won_within, total, hosts })
    })
}

/// Managers and staff see no commissions.
fn sees_commission(by: &By) -> bool {
    !matches!(by.actor.role(), Role::PartnerStaff | Role::Manager)
}

/// All that came of an event.
struct Facts {
    visitors: Vec<Visitor>,
    known: BTreeSet<String>,
    recruits: Vec<PartnerId>,
    won: Vec<Won>,
    paid: Option<Vec<Paid>>,
    fundings: Vec<Funding>,
    won_within: Span,
}

impl Facts {
    fn of(tx: &mut Tx<'_>, event: &Event, with_commission: bool) -> Result<Self, ServiceError> {
        let visitors = figures::visitors(tx, &event.id)?;
        let settings = settings::in_force_at(tx, event.ends_at)?;
        let begun_on = day_of(event.starts_at.and_utc(), settings.zone);
        let ended_on = day_of(event.ends_at.and_utc(), settings.zone);
        let won_within = Span { first: begun_on, last: settings.event_won.after(ended_on) };
        let came = visitors.iter().filter(|visitor| visitor.came);
        let phones = came.filter_map(|visitor| visitor.phone.clone()).collect();
        let mut won = figures::won_until(tx, &event.id, won_within.last)?;
        won.retain(|sale| won_within.first <= sale.paid_on);
        let sales = || won.iter().map(|sale| sale.sale.clone()).collect();
        let paid = with_commission.then(|| figures::commissions(tx, sales())).transpose()?;
        Ok(Self {
            known: figures::known_before(tx, phones, event.starts_at)?,
            recruits: figures::recruits_of(tx, &event.id)?,
            visitors,
            won,
            paid,
            fundings: fundings::of_event(tx, &event.id)?,
            won_within,
        })
    }

    /// The figures of a host, or of all.
    fn figures(
        &self,
        tx: &mut Tx<'_>,
        host: Option<&PartnerId>,
        cost: Option<Money>,
    ) -> Result<Figures, ServiceError> {
        let whose = |whose: &PartnerId| host.is_none_or(|host| host == whose);
        let visitors: Vec<&Visitor> =
            self.visitors.iter().filter(|visitor| is_of(visitor, host)).collect();
        let came = || visitors.iter().filter(|visitor| visitor.came);
        let companies: BTreeSet<String> = came()
            .filter_map(|visitor| visitor.company.as_ref())
            .map(|company| company.trim().to_lowercase())
            .collect();
        let is_known = |phone: &String| self.known.contains(phone);
        let already_known = came().filter(|v| v.phone.as_ref().is_some_and(is_known)).count();
        let won: Vec<&Won> = self.won.iter().filter(|sale| whose(&sale.partner)).collect();
        let recruits: BTreeSet<&str> = won.iter().map(|sale| sale.recruit.as_str()).collect();
        let won_amount = match cost {
            Some(cost) => sum_in(tx, &won, cost.currency)?,
            None => None,
        };
        let (on_site, online) =
            (attendance(&visitors, Mode::OnSite), attendance(&visitors, Mode::Online));
        let new_recruits = self.recruits.iter().filter(|partner| whose(partner)).count();
        let by_head = cost.map(|cost| {
            let heads = on_site.plus(online).arrivals();
            let recruits = u32::try_from(new_recruits).unwrap_or(u32::MAX);
            CostFigures::of(cost.amount, heads, recruits, won_amount.map(|won| won.amount))
        });
        let fundings = || self.fundings.iter().filter(|funding| whose(&funding.partner));
        let funding_settled = sums(fundings().map(|of| (of.currency, of.settled().minor())));
        Ok(Figures {
            on_site,
            online,
            companies: companies.len(),
            already_known,
            new_recruits,
            won: recruits.len(),
            won_amount,
            cost,
            funding_approved: sums(fundings().map(|of| (of.currency, of.promised().minor()))),
            borne: cost.and_then(|cost| borne(cost, &funding_settled)),
            funding_settled,
            commission: self.paid.as_ref().map(|paid| commission(paid, host)),
            by_head,
        })
    }
}

/// What was paid to a host, or to everybody, by currency.
fn commission(paid: &[Paid], host: Option<&PartnerId>) -> Vec<Money> {
    let own = paid.iter().filter(|paid| host.is_none_or(|host| *host == paid.partner));
    sums(own.map(|paid| (paid.currency, paid.amount)))
}

/// Sums by currency.
fn sums(amounts: impl Iterator<Item = (Currency, i64)>) -> Vec<Money> {
    let mut sums: BTreeMap<&str, (Currency, i128)> = BTreeMap::new();
    for (currency, amount) in amounts {
        let sum = sums.entry(currency.code()).or_insert((currency, 0));
        sum.1 += i128::from(amount);
    }
    let money = |(currency, sum)| Some(Money { amount: Amount::try_from(sum).ok()?, currency });
    sums.into_values().filter_map(money).collect()
}

/// What is left of a cost when what was settled in its currency is taken off.
fn borne(cost: Money, settled: &[Money]) -> Option<Money> {
    let funded = settled.iter().find(|funded| funded.currency == cost.currency);
    let funded = funded.map_or(0, |funded| funded.amount.minor());
    let left = i128::from(cost.amount.minor()) - i128::from(funded);
    Some(Money { amount: Amount::try_from(left).ok()?, ..cost })
}

/// A visitor is that host's whom it was attributed to, and before it came, whose people invited it.
fn is_of(visitor: &Visitor, host: Option<&PartnerId>) -> bool {
    let whose = visitor.whose.as_ref().or(visitor.inviter.as_ref());
    host.is_none_or(|host| whose.is_some_and(|whose| whose == host.as_str()))
}

fn attendance(visitors: &[&Visitor], mode: Mode) -> Attendance {
    let mut counted = Attendance::default();
    for visitor in visitors.iter().filter(|visitor| visitor.mode == mode) {
        let count = |figure: &mut u32| *figure = figure.saturating_add(1);
        match (visitor.walk_in, visitor.came) {
            (true, _) => count(&mut counted.walk_ins),
            (false, true) => {
                count(&mut counted.registered);
                count(&mut counted.arrived);
            }
            (false, false) => count(&mut counted.registered),
        }
    }
    counted
}

/// What was paid, in a currency, each sale at the rate of its day; none where a rate is missing.
fn sum_in(
    tx: &mut Tx<'_>,
    won: &[&Won],
    currency: Currency,
) -> Result<Option<Money>, ServiceError> {
    let mut sum = 0i64;
    for sale in won {
        let Some(amount) = converted(tx, sale, currency)? else { return Ok(None) };
        sum = sum.saturating_add(amount.minor());
    }
    Ok(Amount::try_from(sum).ok().map(|amount| Money { amount, currency }))
}

/// By the latest rate of the pair on or before the day, else by that of the inverse pair.
fn converted(
    tx: &mut Tx<'_>,
    sale: &Won,
    currency: Currency,
) -> Result<Option<Amount>, ServiceError> {
    let Money { amount, currency: from } = sale.amount;
    if from == currency {
        return Ok(Some(amount));
    }
    if let Some(direct) = exchange_rates::latest(tx, (from, currency), sale.paid_on)? {
        return Ok(direct.rate.multiply(amount, from, currency));
    }
    let inverse = exchange_rates::latest(tx, (currency, from), sale.paid_on)?;
    Ok(inverse.and_then(|inverse| inverse.rate.divide(amount, from, currency)))
}
