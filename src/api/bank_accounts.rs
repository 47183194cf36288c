//! `/partners/{id}/bank`: where a partner is paid.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::{Body, Fields, Sent};
use super::caller::{Allowed, At};
use super::error::ApiError;
use super::fields::instant;
use super::policies::{FinanceAndOwners, FinancePeople, MoneyReaders};
use super::read;
use super::write::{Write, created, done};
use crate::domain::{BankAccount, Iban, Name, OfPartner, Word};
use crate::service::bank_accounts::{self, Bank, SeenAccount};
use crate::service::{App, By, Tx};

/// A bank account.
#[derive(Debug)]
pub struct BankRequest;
type BankSent = Sent<BankRequest>;

impl Body for BankRequest {
    type Command = (Name, Iban);

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let title = fields.required("title");
        let iban = fields.required("iban");
        title.zip(iban)
    }
}

/// Which account is confirmed: the one that waits, and none other that took its place.
#[derive(Debug)]
pub struct BankConfirmRequest;
type BankConfirmSent = Sent<BankConfirmRequest>;

impl Body for BankConfirmRequest {
    type Command = SeenAccount;

    const MAY_BE_ABSENT: bool = true;

    fn read(fields: &mut Fields) -> Option<Self::Command> {
        let id = fields.optional("bank_account_id");
        Some(SeenAccount { id, fingerprint: fields.optional("fingerprint") })
    }
}

/// A bank account; its number is masked for those who neither state nor pay it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankAccountResponse {
    id: String,
    partner_id: String,
    title: String,
    iban: String,
    status: &'static str,
    prepared_by: String,
    confirmed_by: Option<String>,
    confirmed_at: Option<String>,
    /// What a confirmation is bound to, for those who see the whole number.
    fingerprint: Option<String>,
    created_at: String,
    updated_at: String,
}

impl BankAccountResponse {
    fn of(account: &BankAccount, by: &By) -> Self {
        let BankAccount {
            id,
            partner,
            title,
            iban,
            status,
            prepared_by,
            confirmed,
            version: _,
            created_at,
            updated_at,
        } = account;
        let whole = bank_accounts::sees_numbers(by);
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            title: title.to_string(),
            iban: if whole { iban.to_string() } else { iban.masked() },
            status: status.as_str(),
            prepared_by: prepared_by.to_string(),
            confirmed_by: confirmed.as_ref().map(|(by, _)| by.to_string()),
            confirmed_at: confirmed.as_ref().map(|(_, at)| instant(*at)),
            fingerprint: whole.then(|| account.fingerprint().to_string()),
            created_at: instant(*created_at),
            updated_at: instant(*updated_at),
        }
    }
}

/// The account that is paid, and the one that waits for a second person.
#[derive(Debug, Serialize, ToSchema)]
pub struct BankResponse {
    confirmed: Option<BankAccountResponse>,
    pending: Option<BankAccountResponse>,
}

/// State where a partner is paid; a second person confirms it.
#[utoipa::path(post, path = "/partners/{id}/bank", tag = "partners",
    params(("id" = String, Path)), request_body = BankSent,
    responses((status = 201, body = BankAccountResponse), (status = 404)))]
pub async fn state(
    app: web::Data<App>,
    request: Write<FinanceAndOwners, BankRequest>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, (title, iban): &(Name, Iban)| {
        bank_accounts::state(tx, by, &id, (title, iban))
    };
    let answer = |by: &By, account: BankAccount| {
        let place = format!("partners/{}/bank", account.partner);
        created(&place, account.version, &BankAccountResponse::of(&account, by))
    };
    request.run(app, work, answer).await
}

/// Where a partner is paid.
#[utoipa::path(get, path = "/partners/{id}/bank", tag = "partners",
    params(("id" = String, Path)),
    responses((status = 200, body = BankResponse), (status = 404)))]
pub async fn get(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Allowed<MoneyReaders>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let show = |by: &By, bank: Bank| {
        let shown = |account: Option<BankAccount>| {
            account.map(|account| BankAccountResponse::of(&account, by))
        };
        BankResponse { confirmed: shown(bank.confirmed), pending: shown(bank.pending) }
    };
    let load = move |tx: &mut Tx<'_>, _: &By| bank_accounts::get(tx, &id);
    read::figures((&request, app, caller), load, show).await
}

/// Confirm the account that somebody else stated.
#[utoipa::path(post, path = "/partners/{id}/bank/confirm", tag = "partners",
    params(("id" = String, Path)), request_body = BankConfirmSent,
    responses((status = 200, body = BankAccountResponse), (status = 404), (status = 409),
        (status = 412)))]
pub async fn confirm(
    app: web::Data<App>,
    request: Write<FinancePeople, BankConfirmRequest>,
    at: At<OfPartner>,
) -> Result<HttpResponse, ApiError> {
    let id = at.id()?;
    let work = move |tx: &mut Tx<'_>, by: &By, seen: &SeenAccount| {
        bank_accounts::confirm(tx, by, &id, seen)
    };
    let answer = |by: &By, account: BankAccount| done(&BankAccountResponse::of(&account, by));
    request.run(app, work, answer).await
}
