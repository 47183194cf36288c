//! The demo's money: sales in all tiers, splits, renewals, refunds, and the ends of months.

use chrono::{Days, NaiveDate};

use super::field::{Live, Market};
use super::market;
use super::programme::{PRODUCTS, Programme};
use super::stage::{Stage, read, wrong};
use crate::domain::statement::{Decision, Evidence};
use crate::domain::{
    Amount, Code, Currency, Money, Note, PartnerId, Period, SaleId, SaleKind, SellerId, Share,
};
use crate::service::disputes::{self, ClaimSent, NewDecision, NewDispute};
use crate::service::refunds::{self, NewRefund};
use crate::service::sales::{self, NewSale, StatedShare};
use crate::service::sellers::{self, NewSeller};
use crate::service::{ServiceError, adjustments, listing, periods, statements};
use crate::storage;

/// How many sellers of each partner had a membership before the history begins.
pub(super) const OLDER: usize = 9;
/// In how many of a hundred cases a new member pays for which tier.
const VERIFIED: usize = 38;
const STANDARD: usize = 36;
/// In how many a sale is split with another partner, refunded, renewed, or followed by an add-on.
const SPLIT: usize = 9;
const REFUNDED: usize = 6;
const RENEWED: usize = 78;
const ADDED: usize = 12;
/// What partners say of lines that they do not agree with.
const CLAIMED: [&str; 2] =
    ["This seller is verified since last month", "The split was to be half and half"];
/// The prices of products, by their place.
const PHOTO_DAY: usize = 3;

/// What the books still wait for.
#[derive(Debug, Clone, Default)]
pub(super) struct Books {
    /// How many sales and refunds there have been.
    sales: usize,
    refunds: usize,
    /// Sales that will be paid back in part, and when.
    refunding: Vec<(SaleId, Money, NaiveDate)>,
    /// Memberships that end, and whose they are.
    renewing: Vec<(SellerId, usize, NaiveDate)>,
    /// Members who buy something more.
    adding: Vec<(SellerId, NaiveDate)>,
}

/// Writes down the sellers that were members before the history begins.
pub(super) fn open(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    market: &mut Market,
) -> Result<Books, ServiceError> {
    let mut books = Books::default();
    for (number, people) in programme.partners.iter().enumerate() {
        for _ in 0..OLDER {
            let details = market::seller(market.sellers, stage.sequence)?;
            market.sellers += 1;
            let days = stage.sequence.below(150) as u64;
            let ends_on = stage.day + Days::new(days);
            let new = NewSeller {
                details,
                star_rating: None,
                status: None,
                partner: Some(people.partner.id.clone()),
                verified_on: Some(stage.day - Days::new(320)),
                membership_ends_on: Some(ends_on),
            };
            let seller = sellers::create(stage.tx, &stage.by(&programme.manager, 610)?, &new)?;
            market.members.push(seller.id.clone());
            books.renewing.push((seller.id, number, ends_on));
        }
    }
    Ok(books)
}

/// What is sold, paid back and confirmed on a day.
pub(super) fn sell(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    (market, books): (&mut Market, &mut Books),
) -> Result<(), ServiceError> {
    let mut recorded = Vec::new();
    for live in std::mem::take(&mut market.paid) {
        recorded.push(sell_membership(stage, programme, (&live, books))?);
        let more = if live.is_slow { 14 } else { 0 };
        let days = 7 + more + stage.sequence.below(7) as u64;
        market.verifying.push((live.clone(), stage.day + Days::new(days)));
        if stage.sequence.percent(ADDED) {
            books.adding.push((live.seller, stage.day + Days::new(days + 5)));
        }
    }
    recorded.extend(renew(stage, programme, books)?);
    recorded.extend(add_on(stage, programme, books)?);
    let by = stage.by(&programme.second, 17 * 60)?;
    for sale in &recorded {
        sales::confirm(stage.tx, &by, (sale, None))?;
    }
    refund(stage, programme, books)
}

fn sell_membership(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    (live, books): (&Live, &mut Books),
) -> Result<SaleId, ServiceError> {
    let product = match stage.sequence.below(100) {
        0..VERIFIED => 0,
        rest if rest < VERIFIED + STANDARD => 1,
        _ => 2,
    };
    let credits = if stage.sequence.percent(SPLIT) {
        let other = (live.whose.0 + 1) % programme.partners.len();
        Some(split(programme, (live.whose.0, other))?)
    } else {
        None
    };
    let sale = record(stage, programme, books, (&live.seller, SaleKind::New, product, credits))?;
    if stage.sequence.percent(REFUNDED) {
        let price = price(product)?;
        let back = Amount::try_from(price.amount.minor() / 4).map_err(wrong)?;
        let days = 10 + stage.sequence.below(30) as u64;
        let money = Money { amount: back, currency: price.currency };
        books.refunding.push((sale.clone(), money, stage.day + Days::new(days)));
    }
    Ok(sale)
}

/// Sixty to forty, as a manager proposed.
fn split(
    programme: &Programme,
    (first, second): (usize, usize),
) -> Result<Vec<StatedShare>, ServiceError> {
    let stated = |number: usize, share: &str| -> Result<StatedShare, ServiceError> {
        let people = programme.partners.get(number).ok_or_else(|| wrong("a partner's number"))?;
        let partner: PartnerId = people.partner.id.clone();
        Ok((partner, Share::parse(share).map_err(wrong)?))
    };
    Ok(vec![stated(first, "60")?, stated(second, "40")?])
}

fn price(product: usize) -> Result<Money, ServiceError> {
    let currency = read("USD", Currency::parse)?;
    let (_, _, price, _) = PRODUCTS.get(product).ok_or_else(|| wrong("a product's number"))?;
    Ok(Money { amount: Amount::parse(price, currency).map_err(wrong)?, currency })
}

fn record(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    books: &mut Books,
    (seller, kind, product, credits): (&SellerId, SaleKind, usize, Option<Vec<StatedShare>>),
) -> Result<SaleId, ServiceError> {
    books.sales += 1;
    let (code, ..) = PRODUCTS.get(product).ok_or_else(|| wrong("a product's number"))?;
    let new = NewSale {
        external_id: read(&format!("INV-{:05}", books.sales), Code::parse)?,
        seller: seller.clone(),
        kind,
        product: read(code, Code::parse)?,
        amount: price(product)?,
        paid_on: stage.day,
        credits,
        source: None,
        event: None,
        note: None,
    };
    let by = stage.by(&programme.finance, 15 * 60)?;
    sales::record(stage.tx, &by, &new).map(|(sale, _)| sale.id)
}

/// Renews the memberships that end today.
fn renew(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    books: &mut Books,
) -> Result<Vec<SaleId>, ServiceError> {
    let (due, later): (Vec<_>, Vec<_>) =
        std::mem::take(&mut books.renewing).into_iter().partition(|(_, _, on)| *on <= stage.day);
    books.renewing = later;
    let mut recorded = Vec::new();
    for (seller, _, _) in due {
        if stage.sequence.percent(RENEWED) {
            let product = 1 + stage.sequence.below(2);
            let what = (&seller, SaleKind::Renewal, product, None);
            recorded.push(record(stage, programme, books, what)?);
        }
    }
    Ok(recorded)
}

/// Sells the add-ons whose day has come.
fn add_on(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    books: &mut Books,
) -> Result<Vec<SaleId>, ServiceError> {
    let (due, later): (Vec<_>, Vec<_>) =
        std::mem::take(&mut books.adding).into_iter().partition(|(_, on)| *on <= stage.day);
    books.adding = later;
    let mut recorded = Vec::new();
    for (seller, _) in due {
        let what = (&seller, SaleKind::AddOn, PHOTO_DAY, None);
        recorded.push(record(stage, programme, books, what)?);
    }
    Ok(recorded)
}

/// Pays back what is due.
fn refund(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    books: &mut Books,
) -> Result<(), ServiceError> {
    let (due, later): (Vec<_>, Vec<_>) =
        std::mem::take(&mut books.refunding).into_iter().partition(|(_, _, on)| *on <= stage.day);
    books.refunding = later;
    for (sale, amount, _) in due {
        books.refunds += 1;
        let new = NewRefund {
            external_id: read(&format!("CN-{:04}", books.refunds), Code::parse)?,
            amount,
            refunded_on: stage.day,
            reason: read("Part of the service was not wanted", Note::parse)?,
        };
        refunds::record(stage.tx, &stage.by(&programme.finance, 960)?, &sale, &new)?;
    }
    Ok(())
}

/// Closes a month.
pub(super) fn close(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    month: Period,
) -> Result<(), ServiceError> {
    periods::close(stage.tx, &stage.by(&programme.finance, 11 * 60)?, month, &[]).map(|_| ())
}

/// Every other partner's owner accepts its statement; the others say nothing.
pub(super) fn accept(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    month: Period,
) -> Result<(), ServiceError> {
    let all = storage::statements::of_period(stage.tx, month)?;
    for people in programme.partners.iter().step_by(2) {
        let own = all.iter().find(|statement| statement.partner == people.partner.id);
        if let Some(statement) = own {
            let by = stage.by(&people.owner, 14 * 60)?;
            statements::accept(stage.tx, &by, (&statement.id, None))?;
        }
    }
    Ok(())
}

/// Approves the statements of a month, as somebody else than who closed it; nobody objected for a week.
pub(super) fn approve(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    month: Period,
) -> Result<(), ServiceError> {
    periods::approve(stage.tx, &stage.by(&programme.second, 11 * 60)?, month, None).map(|_| ())
}

/// Two of the partners that did not accept do not agree with a line.
pub(super) fn dispute(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    month: Period,
) -> Result<(), ServiceError> {
    let all = storage::statements::of_period(stage.tx, month)?;
    for (people, claim) in programme.partners.iter().skip(1).step_by(2).zip(CLAIMED) {
        let Some(own) = all.iter().find(|one| one.partner == people.partner.id) else { continue };
        let asked = listing::question(&statements::ENTRIES, &[])?;
        let lines = statements::entries(stage.tx, &own.id, &asked)?.rows;
        let Some(line) = lines.iter().find(|line| line.entry.amount > Amount::ZERO) else {
            continue;
        };
        let new = NewDispute {
            entry: line.entry.id.clone(),
            claim: ClaimSent::Words(read(claim, Note::parse)?),
            reason: read("Our own sheet says something else", Note::parse)?,
            evidence: Evidence::default(),
        };
        let by = stage.by(&people.owner, 15 * 60)?;
        disputes::open(stage.tx, &by, (&own.id, None), &new)?;
    }
    Ok(())
}

/// Decides the first dispute that is open, and a second person lets it come back; the others wait.
pub(super) fn decide(stage: &mut Stage<'_, '_>, programme: &Programme) -> Result<(), ServiceError> {
    let by = stage.by(&programme.finance, 12 * 60)?;
    let asked = listing::question(&disputes::LISTED, &[("status", "open")])?;
    let Some(open) = disputes::list(stage.tx, &by, &asked)?.rows.into_iter().next() else {
        return Ok(());
    };
    let reason = read("The rule of the plan was applied as it stands", Note::parse)?;
    let new = NewDecision {
        decision: Decision::Deny,
        amount: None,
        reason,
        evidence: Evidence::default(),
    };
    let decided = disputes::decide(stage.tx, &by, (&open.id, None), &new)?.decided;
    if let Some(adjustment) = decided.and_then(|decided| decided.adjustment) {
        let second = stage.by(&programme.second, 14 * 60)?;
        adjustments::approve(stage.tx, &second, (&adjustment, None), None)?;
    }
    Ok(())
}
