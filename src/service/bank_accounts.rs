//! Where partners are paid: stated by an owner or finance, paid once a second person confirmed it.

use serde_json::{Value, json};

use super::approval::{self, as_seen};
use super::audit::{self, Change, Recorded};
use super::by::{By, new_id};
use super::error::ServiceError;
use super::notifications::{Notice, To, tell};
use super::partners;
use crate::domain::{
    BankAccount, BankAccountId, BankAccountStatus, Iban, Name, NoticeKind, PartnerId, Role, Word,
};
use crate::formats::payout::payee_name;
use crate::storage::Tx;
use crate::storage::bank_accounts;

/// A partner's accounts: the one that is paid, and the one that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// The one that is paid.
    pub confirmed: Option<BankAccount>,
    /// The one that waits; payouts wait with it.
    pub pending: Option<BankAccount>,
}

/// A partner's accounts.
pub fn get(tx: &mut Tx<'_>, partner: &PartnerId) -> Result<Bank, ServiceError> {
    let partner = partners::get(tx, partner)?;
    let confirmed = bank_accounts::of_status(tx, &partner.id, BankAccountStatus::Confirmed)?;
    let pending = bank_accounts::of_status(tx, &partner.id, BankAccountStatus::Pending)?;
    Ok(Bank { confirmed, pending })
}

/// Whether somebody sees whole account numbers: whoever states and pays them.
pub fn sees_numbers(by: &By) -> bool {
    matches!(by.actor.role(), Role::PartnerOwner | Role::Finance | Role::Admin)
}

/// States a partner's account. One that still waits is withdrawn; the one that is paid stays until this
/// one is confirmed.
pub fn state(
    tx: &mut Tx<'_>,
    by: &By,
    partner: &PartnerId,
    (title, iban): (&Name, &Iban),
) -> Result<BankAccount, ServiceError> {
    let known = partners::get(tx, partner)?;
    if payee_name(&known.name, title).is_none() {
        let message = "has letters that banks do not take, and so has the partner's name: \
                       state it in Latin letters, as the bank writes it";
        return Err(ServiceError::invalid("/title", "no_latin_title", message));
    }
    let Bank { confirmed: _, pending } = get(tx, partner)?;
    if let Some(pending) = pending {
        moved(tx, by, &pending, BankAccountStatus::Withdrawn)?;
    }
    let account = BankAccount {
        id: new_id(),
        partner: partner.clone(),
        title: title.clone(),
        iban: iban.clone(),
        status: BankAccountStatus::Pending,
        prepared_by: by.actor.user().clone(),
        confirmed: None,
        version: 1,
        created_at: by.at(),
        updated_at: by.at(),
    };
    bank_accounts::insert(tx, &account)?;
    audit::note(tx, by, &Change::of("bank_accounts.state", (None, &account)))?;
    Ok(account)
}

/// What the confirming person has seen of the account that waits, as far as it says so.
#[derive(Debug, Clone, Default)]
pub struct SeenAccount {
    /// Which one.
    pub id: Option<BankAccountId>,
    /// Its fingerprint.
    pub fingerprint: Option<String>,
}

/// Confirms the account that waits, where it is the one that the confirming person has seen.
pub fn confirm(
    tx: &mut Tx<'_>,
    by: &By,
    partner: &PartnerId,
    seen: &SeenAccount,
) -> Result<BankAccount, ServiceError> {
    let Bank { confirmed, pending } = get(tx, partner)?;
    let Some(pending) = pending else {
        let detail = "no account of this partner waits for a second person".to_owned();
        return Err(ServiceError::Conflict("nothing_to_confirm", detail));
    };
    ServiceError::stale_unless(seen.id.as_ref().is_none_or(|seen| *seen == pending.id))?;
    by.is_second_to(&pending.prepared_by)?;
    let is = as_seen(pending.fingerprint(), seen.fingerprint.as_deref())?;
    if let Some(confirmed) = confirmed {
        moved(tx, by, &confirmed, BankAccountStatus::Replaced)?;
    }
    let by_whom = Some((by.actor.user().clone(), by.at()));
    let pending = BankAccount { confirmed: by_whom, ..pending };
    let account = moved(tx, by, &pending, BankAccountStatus::Confirmed)?;
    let notice = Notice {
        kind: NoticeKind::BankAccountConfirmed,
        subject_kind: "bank_account",
        subject_id: account.id.as_str(),
        data: json!({"iban": account.iban.masked()}),
    };
    tell(tx, by.at(), To::OwnersOf(partner), &notice)?;
    approval::keep(tx, account.id.as_str(), &is)?;
    let change = Change::of("bank_accounts.confirm", (None, &account)).of_what_was(&is);
    audit::note(tx, by, &change)?;
    Ok(account)
}

fn moved(
    tx: &mut Tx<'_>,
    by: &By,
    account: &BankAccount,
    status: BankAccountStatus,
) -> Result<BankAccount, ServiceError> {
    let version = account.version + 1;
    let account = BankAccount { status, version, updated_at: by.at(), ..account.clone() };
    ServiceError::stale_unless(bank_accounts::update(tx, &account)?)?;
    Ok(account)
}

impl Recorded for BankAccount {
    const KIND: &'static str = "bank_account";

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn partner(&self) -> Option<&PartnerId> {
        Some(&self.partner)
    }

    /// An account as the audit trail shows it, which more people read than may see the number.
    fn shown(&self) -> Value {
        json!({
            "title": self.title.as_str(),
            "iban": self.iban.masked(),
            "status": self.status.as_str(),
        })
    }
}
