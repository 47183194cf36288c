//! `/m/money`: what an owner's partner earns, from the server only.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::{Shell, Tab};
use crate::domain::statement::{Statement, StatementStatus};
use crate::domain::{Amount, Currency, Money, Role};
use crate::service::estimate::{self, RuleSum};
use crate::service::periods::Outcome;
use crate::service::{ServiceError, Tx, listing, statements};
use crate::web::answer::page;
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::session::{Visitor, app_of};
use crate::web::texts::Line;

#[derive(Template)]
#[template(path = "phone/money.html")]
struct MoneyPage {
    shell: Shell,
    /// None where it cannot be computed now, as without a rate.
    open: Option<(Outcome, Vec<RuleSum>)>,
    statements: Vec<Statement>,
}

impl MoneyPage {
    fn status(&self, status: &StatementStatus) -> (Line, Line) {
        let t = &self.shell.frame.t.earned;
        match status {
            StatementStatus::Draft => ("warn", t.draft),
            StatementStatus::Approved => ("info", t.approved),
            StatementStatus::Paid => ("good", t.paid),
        }
    }
}

/// An amount as it is read: `PKR 12,345.50`.
fn shown(money: &Money) -> String {
    let text = money.amount.in_currency(money.currency).to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("−", rest));
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    format!("{} {sign}{}{rest}", money.currency, groups.join(","))
}

fn of(amount: &Amount, currency: &Currency) -> String {
    shown(&Money { amount: *amount, currency: *currency })
}

/// The estimate of the open month, what each rule brings, and the statements.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(&[Role::PartnerOwner])?;
    let shell = Shell { frame: Frame::of_visitor(&request, &visitor), tab: Tab::Money };
    let (app, by) = (app_of(&request)?, visitor.by);
    let asked = [("sort".to_owned(), "-period".to_owned())];
    let listing = listing::read(&statements::LISTED, &asked).map_err(ServiceError::Invalid)?;
    let (open, statements) = in_background(move || {
        let open = app.database.read(&by.actor.scope(), |tx| match estimate::own(tx, &by) {
            Ok(found) => Ok(Some(found)),
            Err(ServiceError::Unprocessable(..)) => Ok(None),
            Err(error) => Err(error),
        })?;
        let load = |tx: &mut Tx<'_>| statements::list(tx, &by, &listing);
        Ok((open, app.database.read(&by.actor.scope(), load)?.rows))
    })
    .await?;
    page(&MoneyPage { shell, open, statements })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (amount, text) in [
            ("0.00", "USD 0.00"),
            ("999.00", "USD 999.00"),
            ("1234567.50", "USD 1,234,567.50"),
            ("-1000.00", "USD −1,000.00"),
        ] {
            let currency = Currency::parse("USD").unwrap();
            let amount = Amount::parse(amount, currency).unwrap();
            assert_eq!(of(&amount, &currency), text);
        }
    }
}
