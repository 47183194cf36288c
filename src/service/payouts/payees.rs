//! Whom a batch pays, and on which accounts: all of them in a few questions.

use std::collections::HashMap;

use super::Waits;
use crate::domain::{BankAccount, BankAccountStatus, Partner, PartnerId, PartnerStatus};
use crate::formats::payout::payee_name;
use crate::service::error::ServiceError;
use crate::storage::{Tx, bank_accounts, partners};

/// Partners, and the accounts that they have or have stated.
pub(super) struct Payees {
    partners: HashMap<PartnerId, Partner>,
    accounts: HashMap<PartnerId, Vec<BankAccount>>,
}

impl Payees {
    pub fn load<'a>(
        tx: &mut Tx<'_>,
        some: impl Iterator<Item = &'a PartnerId>,
    ) -> Result<Self, ServiceError> {
        let ids: Vec<&str> = some.map(PartnerId::as_str).collect();
        let found = partners::by_ids(tx, &ids)?.into_iter();
        let mut accounts: HashMap<_, Vec<BankAccount>> = HashMap::new();
        for account in bank_accounts::live(tx, &ids)? {
            accounts.entry(account.partner.clone()).or_default().push(account);
        }
        Ok(Self { partners: found.map(|one| (one.id.clone(), one)).collect(), accounts })
    }

    pub fn partner(&self, id: &PartnerId) -> Result<&Partner, ServiceError> {
        self.partners.get(id).ok_or(ServiceError::NotFound)
    }

    /// The account that a partner can be paid on now, or why it cannot.
    pub fn account(&self, partner: &Partner) -> Result<&BankAccount, Waits> {
        if partner.status == PartnerStatus::Suspended {
            return Err(Waits::Suspended);
        }
        let accounts = self.accounts.get(&partner.id).map_or(&[][..], Vec::as_slice);
        let of = |status| accounts.iter().find(|account| account.status == status);
        if of(BankAccountStatus::Pending).is_some() {
            return Err(Waits::AccountPending);
        }
        let account = of(BankAccountStatus::Confirmed).ok_or(Waits::NoAccount)?;
        match payee_name(&partner.name, &account.title) {
            Some(_) => Ok(account),
            None => Err(Waits::NoLatinTitle),
        }
    }
}
