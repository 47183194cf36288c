//! Sellers: holders that change on a day, memberships that run out, and those to be renewed.

use chrono::NaiveDate;
use serde_json::json;

use super::telling::{note, once};
use super::{PART, Part, wanted};
use crate::domain::membership::renewal;
use crate::domain::{Note, NoticeKind, PartnerId, Seller, SellerId, SellerStatus, Word};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::notifications::{Notice, To, tell};
use crate::service::{sellers as known, settings};
use crate::storage::holders::{self, Changed};
use crate::storage::{Tx, due, sellers};

const RENEWAL: NoticeKind = NoticeKind::RenewalDue;

/// Writes today's holders beside their sellers: transfers that were dated later have come.
pub(super) fn change_holders(tx: &mut Tx<'_>, by: &By, after: &str) -> Result<Part, ServiceError> {
    let ids = holders::out_of_step(tx, by.now.today, (after, PART))?;
    for id in &ids {
        let before = known::get(tx, id)?;
        holders::keep_in_step(tx, id, &changed(by))?;
        let seller = known::get(tx, id)?;
        if let Some(holder) = &seller.partner {
            let data = json!({"name": seller.name.as_str()});
            let notice = Notice { data, ..about(&seller, NoticeKind::SellerTransferred) };
            tell(tx, by.at(), To::OwnersOf(holder), &notice)?;
        }
        let shown =
            |seller: &Seller| json!({"partner_id": seller.partner.as_ref().map(PartnerId::as_str)});
        let (before, after) = (Some(shown(&before)), Some(shown(&seller)));
        let change = Change::about("sellers.change_holder", &seller);
        audit::note(tx, by, &Change { before, after, ..change })?;
    }
    Ok(Part::of(ids.len(), &ids))
}

/// Writes down that sellers have let their membership run out: nobody holds them any more.
pub(super) fn run_out(tx: &mut Tx<'_>, by: &By, after: &str) -> Result<Part, ServiceError> {
    let rules = settings::in_force(tx, by.now.today)?.membership;
    let grace = chrono::Days::new(rules.lapse.get().into());
    let ended_by = by.now.today.checked_sub_days(grace).unwrap_or(NaiveDate::MIN);
    let ids = due::run_out(tx, ended_by, wanted(after))?;
    let mut effects = 0;
    for id in &ids {
        let before = known::get(tx, id)?;
        let status = SellerStatus::on(before.membership_ends_on, by.now.today, &rules);
        if status != before.status {
            change_status(tx, by, (&before, status))?;
            effects += 1;
        }
    }
    Ok(Part::of(effects, &ids))
}

fn change_status(
    tx: &mut Tx<'_>,
    by: &By,
    (before, status): (&Seller, SellerStatus),
) -> Result<(), ServiceError> {
    let version = before.version + 1;
    let after = Seller { status, version, updated_at: by.at(), ..before.clone() };
    ServiceError::stale_unless(sellers::update(tx, &after)?)?;
    if before.status != SellerStatus::Lapsed {
        leave_holder(tx, by, &before.id)?;
    }
    let action = match status {
        SellerStatus::Dormant => "sellers.become_dormant",
        _ => "sellers.lapse",
    };
    let shown = |seller: &Seller| json!({"status": seller.status.as_str()});
    let (old, new) = (Some(shown(before)), Some(shown(&after)));
    audit::note(tx, by, &Change { before: old, after: new, ..Change::about(action, before) })
}

/// Ends the time of who holds a lapsed seller. Whom a manager made its holder for today or a later day,
/// stays.
fn leave_holder(tx: &mut Tx<'_>, by: &By, seller: &SellerId) -> Result<(), ServiceError> {
    let open = holders::open_holding(tx, seller)?;
    if open.is_none_or(|open| open.from >= by.now.today) {
        return Ok(());
    }
    let reason = Note::parse("its membership ran out");
    Ok(holders::close_holder(tx, seller, (by.now.today, reason.as_ref()), &changed(by))?)
}

/// Tells holders of memberships that are to be renewed.
pub(super) fn tell_of_renewals(
    tx: &mut Tx<'_>,
    by: &By,
    after: &str,
) -> Result<Part, ServiceError> {
    let (today, rules) = (by.now.today, settings::in_force(tx, by.now.today)?.membership);
    let [first, ..] = rules.renewal_notices;
    let ids = due::due_for_renewal(tx, (today, first.after(today)), wanted(after))?;
    let mut told = 0;
    for id in &ids {
        let seller = known::get(tx, id)?;
        let (Some(holder), Some(ends_on)) = (&seller.partner, seller.membership_ends_on) else {
            continue;
        };
        let Some(due) = renewal(ends_on, today, &rules) else { continue };
        let data = json!({
            "name": seller.name.as_str(),
            "membership_ends_on": ends_on.to_string(),
            "days_left": due.days_left,
        });
        let notice = Notice { data, ..about(&seller, RENEWAL) };
        let what = format!("{}/{}", RENEWAL.as_str(), due.notice.get());
        told += usize::from(once(tx, by, (&what, ends_on), To::PeopleOf(holder), &notice)?);
    }
    note(tx, by, RENEWAL, told)?;
    Ok(Part::of(told, &ids))
}

/// By nobody: the day came.
fn changed(by: &By) -> Changed<'static> {
    Changed { by: None, at: by.at(), today: by.now.today }
}

fn about<'a>(seller: &'a Seller, kind: NoticeKind) -> Notice<'a> {
    Notice { kind, subject_kind: "seller", subject_id: seller.id.as_str(), data: json!({}) }
}
