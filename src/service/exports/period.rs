//! Files of a whole period.

use std::collections::HashMap;
use std::io;

use super::{Spool, all, document, failed, unwritten};
use crate::domain::payout::Payment;
use crate::domain::programme::{SettingName, Settings};
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{Amount, Code, Name, PartnerId, Period, StatementId, day_of};
use crate::formats::bundle::Bundle;
use crate::formats::journal::{self, Accounts, Booked};
use crate::formats::period_xlsx::{self, Head, Summary};
use crate::formats::statement_pdf::{self, Language};
use crate::formats::statement_xlsx;
use crate::service::error::ServiceError;
use crate::service::settings;
use crate::service::statements::{self as stated, NamedEntry, Part};
use crate::storage::payouts::payments;
use crate::storage::periods::{self, ClosedPeriod};
use crate::storage::{Tx, exports, former_names, statements};

/// The entries as `docs/COMMISSIONS.md` section 7 has them, which the fingerprint is of.
pub(super) fn csv(tx: &mut Tx<'_>, part: &Part, out: &mut Spool) -> Result<(), ServiceError> {
    all(out, stated::export_header().as_bytes())?;
    let mut position = stated::BEFORE_THE_FIRST;
    while let Some((text, last)) = stated::export(tx, part, position)? {
        all(out, &text)?;
        position = last;
    }
    Ok(())
}

/// The workbook of a period.
pub(super) fn workbook(tx: &mut Tx<'_>, part: &Part, out: &mut Spool) -> Result<(), ServiceError> {
    let closed = periods::by_period(tx, part.period)?.ok_or(ServiceError::NotFound)?;
    let settings = settings::at_close(tx, &closed)?;
    let head = Head {
        period: part.period,
        issued_on: day_of(closed.closed_at.and_utc(), settings.zone),
        issuer: document::issuer(&settings)?.name,
    };
    let mut summaries = Vec::new();
    for (statement, code, name) in by_code(tx, &closed)? {
        summaries.push(Summary {
            id: statement.id.as_str().into(),
            partner: code,
            name,
            standing: document::standing(&statement),
            plan_currency: statement.currency,
            payout_currency: statement.payout_currency,
            figures: document::figures(&statement),
        });
    }
    let entries = Entries { tx, part, position: stated::BEFORE_THE_FIRST, page: None };
    period_xlsx::write(out, &head, &summaries, entries, stated::line).map_err(failed)
}

/// The statements of a period by the codes of their partners, as these were called at the close.
fn by_code(
    tx: &mut Tx<'_>,
    closed: &ClosedPeriod,
) -> Result<Vec<(Statement, Code, Name)>, ServiceError> {
    let partners: HashMap<PartnerId, (Code, Name)> = exports::partners_of(tx, closed.period)?;
    let ids: Vec<&str> = partners.keys().map(PartnerId::as_str).collect();
    let former = former_names::at(tx, &ids, closed.closed_at)?;
    let named = |statement: Statement| {
        let gone = || ServiceError::Internal(format!("{} has no partner", statement.id));
        let (code, name) = partners.get(&statement.partner).cloned().ok_or_else(gone)?;
        let then = former.get(statement.partner.as_str()).map(|former| former.name.clone());
        Ok((statement, code, then.unwrap_or(name)))
    };
    let all = statements::of_period(tx, closed.period)?.into_iter().map(named);
    let mut all = all.collect::<Result<Vec<_>, ServiceError>>()?;
    all.sort_by(|(_, a, _), (_, b, _)| a.cmp(b));
    Ok(all)
}

/// Entries one by one, a page of them in memory.
struct Entries<'a, 'c> {
    tx: &'a mut Tx<'c>,
    part: &'a Part,
    position: i32,
    page: Option<std::vec::IntoIter<NamedEntry>>,
}

impl Iterator for Entries<'_, '_> {
    type Item = io::Result<NamedEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(entry) = self.page.as_mut().and_then(Iterator::next) {
            self.position = entry.entry.position;
            return Some(Ok(entry));
        }
        let mut page = match stated::next_entries(self.tx, self.part, self.position) {
            Ok(page) => page?.into_iter(),
            Err(error) => return Some(Err(io::Error::other(error.to_string()))),
        };
        let first = page.next()?;
        self.position = first.entry.position;
        self.page = Some(page);
        Some(Ok(first))
    }
}

/// What approved statements and their payments are in the books, on the accounts of the close.
pub(super) fn journal(
    tx: &mut Tx<'_>,
    period: Period,
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let closed = periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    let accounts = accounts(&settings::at_close(tx, &closed)?)?;
    let paid: HashMap<StatementId, Payment> =
        payments::paid(tx, period)?.into_iter().map(|one| (one.statement.clone(), one)).collect();
    let all = by_code(tx, &closed)?;
    let approved = all.iter().filter(|(one, ..)| one.status != StatementStatus::Draft);
    let booked = approved.map(|(statement, code, _)| Booked {
        statement: statement.id.as_str(),
        period,
        partner: code,
        plan_currency: statement.currency,
        payout_currency: statement.payout_currency,
        commission: statement.given.commission,
        adjustments: statement.given.adjustments,
        released: released(statement),
        payable: statement.figures.payable,
        sales_tax: statement.figures.sales_tax,
        withholding_tax: statement.figures.withholding_tax,
        paid: paid.get(&statement.id).and_then(|one| Some((one.settled.as_ref()?.on, one.amount))),
    });
    journal::write(out, &accounts, booked).map_err(failed)
}

/// Gross less held and carried forward, in the plan's currency.
fn released(statement: &Statement) -> Amount {
    let left = statement.figures.gross.checked_sub(statement.given.held);
    left.and_then(|left| left.checked_sub(statement.figures.carried_forward)).unwrap_or_default()
}

fn accounts(settings: &Settings) -> Result<Accounts, ServiceError> {
    let code = |name: SettingName| {
        let missing = || ServiceError::Internal(format!("{name:?} is no account"));
        Code::parse(settings.texts.get(name)).ok_or_else(missing)
    };
    Ok(Accounts {
        commission_expense: code(SettingName::CommissionExpense)?,
        partner_balances: code(SettingName::PartnerBalances)?,
        currency_exchange: code(SettingName::CurrencyExchange)?,
        payouts_due: code(SettingName::PayoutsDue)?,
        sales_tax: code(SettingName::SalesTaxAccount)?,
        withholding_tax: code(SettingName::WithholdingTaxAccount)?,
        bank: code(SettingName::BankAccount)?,
    })
}

/// The documents of all statements, one at a time in memory.
pub(super) fn documents(
    tx: &mut Tx<'_>,
    (period, language): (Period, Language),
    out: &mut Spool,
) -> Result<(), ServiceError> {
    let closed = periods::by_period(tx, period)?.ok_or(ServiceError::NotFound)?;
    let mut bundle = Bundle::new(out, period.last_day());
    for (statement, code, _) in by_code(tx, &closed)? {
        let document = document::of(tx, &statement)?;
        let stem = format!("{code}-{period}");
        let mut workbook = Vec::new();
        statement_xlsx::write(&mut workbook, &document).map_err(unwritten)?;
        bundle.add(&stem, "xlsx", &workbook).map_err(failed)?;
        let letter = statement_pdf::written(&document, language).map_err(unwritten)?;
        bundle.add(&stem, "pdf", &letter).map_err(failed)?;
    }
    bundle.finish().map(drop).map_err(failed)
}
