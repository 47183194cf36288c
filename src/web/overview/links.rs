//! Where the lists are that the overview counts.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::Asked;
use crate::domain::{PartnerId, Role, SaleKind, Word, in_link, start_of};
use crate::service::overview::Overview;

/// All that a recruit can have become which was not refused at receipt.
const RECEIVED: &str = "open,in_review,expired,released,won,lost";
const LIVE: &str = "open,in_review";

/// The lists of a month to date, as somebody may see them.
pub(super) struct Links {
    first: NaiveDate,
    last: NaiveDate,
    /// The instants between which the days lie.
    received: (String, String),
    sees_sales: bool,
}

impl Links {
    pub(super) fn of(view: &Overview, zone: Tz, role: Role) -> Self {
        let (first, last) = (view.month.first_day(), view.on);
        let next = last.succ_opt().unwrap_or(last);
        let at = |day| start_of(day, zone).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Self { first, last, received: (at(first), at(next)), sees_sales: role != Role::Manager }
    }

    pub(super) fn recruits(&self, partner: Option<&PartnerId>) -> String {
        let (from, until) = &self.received;
        let query = format!("status={RECEIVED}&received_at[gte]={from}&received_at[lt]={until}");
        of("/recruits", &query, partner)
    }

    pub(super) fn live(&self, partner: Option<&PartnerId>) -> String {
        of("/recruits", &format!("status={LIVE}"), partner)
    }

    /// Live recruits in any of some stages.
    pub(super) fn stages(&self, stages: &str) -> String {
        format!("/recruits?status={LIVE}&stage={stages}")
    }

    /// The sales of a kind, or, for whoever sees none, whom they were made to.
    pub(super) fn sales(&self, kind: SaleKind, partner: Option<&PartnerId>) -> String {
        let (first, last) = (self.first, self.last);
        if self.sees_sales {
            let kind = kind.as_str();
            let days = format!("paid_on[gte]={first}&paid_on[lte]={last}");
            return of("/sales", &format!("status=confirmed&kind={kind}&{days}"), partner);
        }
        let sold_on = if kind == SaleKind::New { "last_new_sale_on" } else { "last_renewal_on" };
        let days = format!("{sold_on}[gte]={first}&{sold_on}[lte]={last}");
        let credited = partner.map(|id| format!("&credited_to={id}")).unwrap_or_default();
        format!("/sellers?{days}{credited}")
    }

    pub(super) fn check_ins(&self, partner: Option<&PartnerId>) -> String {
        let query = format!("date[gte]={}&date[lte]={}", self.first, self.last);
        of("/check-ins", &query, partner)
    }

    pub(super) fn review(&self, day: Option<NaiveDate>, part: &str) -> String {
        match day {
            Some(day) => format!("/review?date={day}#{part}"),
            None => format!("/review#{part}"),
        }
    }

    pub(super) fn in_review(&self) -> String {
        "/recruits?status=in_review&sort=received_at".to_owned()
    }

    pub(super) fn verifying(&self) -> String {
        "/recruits?status=open&stage=verifying&sort=received_at".to_owned()
    }

    pub(super) fn ending(&self, until: Option<NaiveDate>) -> String {
        let (from, until) = (self.last, until.unwrap_or(self.last));
        format!("/recruits?status=open&protected_until[gte]={from}&protected_until[lte]={until}")
    }

    pub(super) fn due(&self, until: Option<NaiveDate>) -> String {
        let (from, until) = (self.last, until.unwrap_or(self.last));
        format!("/sellers?membership_ends_on[gte]={from}&membership_ends_on[lte]={until}")
    }

    /// The table of partners as a file.
    pub(super) fn file(&self, asked: &Asked) -> String {
        let (q, sort) = (in_link(&asked.q), in_link(&asked.sort));
        format!("/overview?on={}&q={q}&sort={sort}&format=csv", self.last)
    }
}

fn of(list: &str, query: &str, partner: Option<&PartnerId>) -> String {
    match partner {
        Some(partner) => format!("{list}?{query}&partner_id={partner}"),
        None => format!("{list}?{query}"),
    }
}
