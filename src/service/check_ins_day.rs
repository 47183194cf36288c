//! A day's reports: who was expected, who reported, and each claim beside what the records say.
//!
//! `docs/DOMAIN.md`, "Check-ins".

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::anomalies::Noticing;
use super::by::By;
use super::calendar;
use super::error::ServiceError;
use super::expected::Expected;
use super::settings;
use crate::domain::anomaly::{Finding, Unsupported, unsupported_claims};
use crate::domain::check_in::{CheckIn, Compliance, Counted, Counts, Deadlines, Report};
use crate::domain::programme::Settings;
use crate::domain::recruit::ActivityKind;
use crate::domain::{Amount, Currency, Money, Phone, Span, UserId, start_of};
use crate::storage::check_ins_day::{Day, Logged, Person};
use crate::storage::{Tx, check_ins, check_ins_day, partners};

/// What the records say of a person's day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnRecord {
    /// The figures.
    pub counts: Counts,
    /// What was sold, by currency.
    pub sold: BTreeMap<&'static str, Money>,
}

impl OnRecord {
    fn add(&mut self, logged: &Logged) {
        let what = match logged {
            Logged::Activity(ActivityKind::Call) => Counted::Calls,
            Logged::Activity(ActivityKind::Visit) => Counted::Visits,
            Logged::Activity(ActivityKind::Demo) => Counted::Demos,
            Logged::Activity(ActivityKind::Proposal) => Counted::Proposals,
            // They have no figure in a check-in.
            Logged::Activity(ActivityKind::Training | ActivityKind::Whatsapp) => return,
            Logged::Recruit => Counted::NewRecruits,
            Logged::Stage(_) => Counted::Contracts,
            Logged::Sale(money) => {
                self.add_sale(*money);
                Counted::Sales
            }
        };
        let count = self.counts.get(what).saturating_add(1);
        self.counts.set(what, count.min(Counts::MOST));
    }

    fn add_sale(&mut self, money: Money) {
        let nothing = Money { amount: Amount::ZERO, currency: money.currency };
        let sum = self.sold.entry(money.currency.code()).or_insert(nothing);
        let minor = sum.amount.minor().saturating_add(money.amount.minor());
        sum.amount = Amount::try_from(minor).unwrap_or(Amount::MAX);
    }

    /// What was sold in a currency, or else in the one that there is.
    pub fn sold_in(&self, currency: Currency) -> Money {
        let nothing = Money { amount: Amount::ZERO, currency };
        let of_currency = self.sold.get(currency.code());
        of_currency.or_else(|| self.sold.values().next()).copied().unwrap_or(nothing)
    }
}

/// What became of a person's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was expected.
    Expected(Report),
    /// It came though it was not.
    Unexpected,
    /// None was, and none came.
    Off,
}

/// One person's day.
#[derive(Debug, Clone)]
pub struct PersonDay {
    /// Who.
    pub user: UserId,
    /// What the person is called.
    pub name: String,
    /// The person's number, where it is known.
    pub phone: Option<Phone>,
    /// What became of the report.
    pub outcome: Outcome,
    /// The report.
    pub check_in: Option<CheckIn>,
    /// What the records say.
    pub on_record: OnRecord,
    /// Claims that the records do not bear out.
    pub unsupported: Vec<Unsupported>,
    /// What the platform should look at; none where a partner's people ask.
    pub anomalies: Option<Vec<Finding>>,
}

/// One partner's day.
#[derive(Debug, Clone)]
pub struct PartnerDay {
    /// The partner's id.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its reports, counted.
    pub compliance: Compliance,
    /// Its people.
    pub people: Vec<PersonDay>,
}

/// A day's reports.
#[derive(Debug, Clone)]
pub struct DayReport {
    /// The day.
    pub date: NaiveDate,
    /// Whether the programme works on it.
    pub is_working_day: bool,
    /// When its reports are late, and closed.
    pub deadlines: Deadlines,
    /// Whether the cut-off has passed.
    pub is_over: bool,
    /// All reports, counted.
    pub compliance: Compliance,
    /// Each partner's.
    pub partners: Vec<PartnerDay>,
}

/// What a person's check-in of a day would say by the records, and what was sold.
pub fn prefill(tx: &mut Tx<'_>, by: &By, date: NaiveDate) -> Result<(Counts, Money), ServiceError> {
    let partner = by.actor.partner().ok_or(ServiceError::Forbidden)?;
    let partner = partners::by_id(tx, partner)?.ok_or(ServiceError::NotFound)?;
    let record = on_record(tx, by, date)?;
    Ok((record.counts, record.sold_in(partner.payout_currency)))
}

/// What the records say of the caller's own day.
pub(super) fn on_record(
    tx: &mut Tx<'_>,
    by: &By,
    date: NaiveDate,
) -> Result<OnRecord, ServiceError> {
    let settings = settings::in_force(tx, date)?;
    let mut record = OnRecord::default();
    for (_, logged) in check_ins_day::logged(tx, day(date, &settings), Some(by.actor.user()))? {
        record.add(&logged);
    }
    Ok(record)
}

fn day(date: NaiveDate, settings: &Settings) -> Day {
    let next = date.succ_opt().unwrap_or(date);
    let start = |date| start_of(date, settings.zone).naive_utc();
    Day { date, from: start(date), until: start(next) }
}

/// The reports of a day, of whom the caller may see.
pub fn report(tx: &mut Tx<'_>, by: &By, date: NaiveDate) -> Result<DayReport, ServiceError> {
    let settings = settings::in_force(tx, date)?;
    let working = calendar::working(tx, &settings)?;
    let deadlines = Deadlines::of(date, &working, settings.zone, &settings.check_ins);
    let mut facts = Facts::of(tx, date, settings)?;
    let mut partners: Vec<PartnerDay> = Vec::new();
    for person in check_ins_day::people(tx)? {
        if partners.last().is_none_or(|last| last.id != person.partner.as_str()) {
            partners.push(PartnerDay {
                id: person.partner.to_string(),
                code: person.partner_code.clone(),
                name: person.partner_name.clone(),
                compliance: Compliance::default(),
                people: Vec::new(),
            });
        }
        if let Some(partner) = partners.last_mut() {
            let person = facts.day_of(person);
            partner.compliance.extend(counted(&person));
            partner.people.push(person);
        }
    }
    let people = partners.iter().flat_map(|partner| &partner.people);
    Ok(DayReport {
        date,
        is_working_day: working.is_working_day(date),
        deadlines,
        is_over: by.now.at > deadlines.cut_off,
        compliance: people.filter_map(counted).collect(),
        partners,
    })
}

fn counted(person: &PersonDay) -> Option<Report> {
    match person.outcome {
        Outcome::Expected(report) => Some(report),
        Outcome::Unexpected | Outcome::Off => None,
    }
}

/// All that is known of a day.
struct Facts {
    date: NaiveDate,
    settings: Settings,
    expected: Expected,
    noticing: Option<Noticing>,
    check_ins: BTreeMap<String, CheckIn>,
    on_record: BTreeMap<String, OnRecord>,
}

impl Facts {
    fn of(tx: &mut Tx<'_>, date: NaiveDate, settings: Settings) -> Result<Self, ServiceError> {
        let mut on_record: BTreeMap<String, OnRecord> = BTreeMap::new();
        for (user, logged) in check_ins_day::logged(tx, day(date, &settings), None)? {
            on_record.entry(user.to_string()).or_default().add(&logged);
        }
        let noticing = match tx.scope().partner() {
            Some(_) => None,
            None => Some(Noticing::of(tx, day(date, &settings), &settings)?),
        };
        let sent = check_ins::all_of_day(tx, date)?.into_iter();
        Ok(Self {
            expected: Expected::within(tx, Span { first: date, last: date })?,
            check_ins: sent.map(|check_in| (check_in.user.to_string(), check_in)).collect(),
            noticing,
            on_record,
            date,
            settings,
        })
    }

    fn day_of(&mut self, person: Person) -> PersonDay {
        let check_in = self.check_ins.remove(person.user.as_str());
        let on_record = self.on_record.remove(person.user.as_str()).unwrap_or_default();
        let report = match &check_in {
            None => Report::Missing,
            Some(check_in) if check_in.late => Report::Late,
            Some(_) => Report::OnTime,
        };
        let outcome = match (self.expected.expects(&person, self.date), &check_in) {
            (true, _) => Outcome::Expected(report),
            (false, Some(_)) => Outcome::Unexpected,
            (false, None) => Outcome::Off,
        };
        let claims = |check_in: &CheckIn| {
            let rules = &self.settings.anomalies;
            unsupported_claims(&check_in.told.counts, &on_record.counts, rules)
        };
        let unsupported = check_in.as_ref().map(claims).unwrap_or_default();
        let Person { user, name, phone, .. } = person;
        let notice = |noticing: &Noticing| {
            noticing.of_person(user.as_str(), check_in.as_ref(), &unsupported)
        };
        let anomalies = self.noticing.as_ref().map(notice);
        PersonDay { user, name, phone, outcome, check_in, on_record, unsupported, anomalies }
    }
}
