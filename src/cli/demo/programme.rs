//! The demo's programme: its people, partners, products, plan and rates.

use std::net::SocketAddr;

use chrono::{Datelike, NaiveDate};

use super::market::contact;
use super::names::{CITIES, PARTNERS};
use super::paying;
use super::stage::{Stage, read, wrong};
use crate::domain::{
    Amount, City, Code, Currency, Email, Iban, Money, Name, Ntn, Partner, PartnerStatus, Percent,
    Period, Phone, PlanId, ProductKind, Rate, Role, TargetFigures, Term, User, WithholdOn,
};
use crate::service::ServiceError;
use crate::service::agreements::{self, NewAgreement};
use crate::service::bank_accounts::{self, SeenAccount};
use crate::service::demo::{DemoPerson, add_person};
use crate::service::exchange_rates::{self, NewRate};
use crate::service::partners::{self, NewPartner};
use crate::service::plans::{self, Approval};
use crate::service::products::{self, NewProduct};
use crate::service::targets::{self, NewTarget};
use crate::service::tax_profiles::{self, NewTaxProfile};

/// How many people of each partner check in.
const STAFF: usize = 2;
/// The membership tiers and an add-on: code, name, price in dollars, months.
pub(super) const PRODUCTS: [(&str, &str, &str, Option<u32>); 4] = [
    ("VERIFIED", "Verified membership", "9500.00", Some(12)),
    ("STANDARD", "Standard membership", "4200.00", Some(12)),
    ("STARTER", "Starter membership", "1800.00", Some(12)),
    ("PHOTO-DAY", "Day of product photographs", "350.00", None),
];

/// A partner with its people.
#[derive(Debug, Clone)]
pub(super) struct PartnerPeople {
    /// The partner.
    pub(super) partner: Partner,
    /// Its owner.
    pub(super) owner: User,
    /// Those who check in.
    pub(super) staff: Vec<User>,
}

/// Everybody of the demo.
#[derive(Debug, Clone)]
pub(super) struct Programme {
    /// Reviews the field.
    pub(super) manager: User,
    /// Prepares the money.
    pub(super) finance: User,
    /// Confirms and approves what the first prepared.
    pub(super) second: User,
    /// The partners.
    pub(super) partners: Vec<PartnerPeople>,
    /// The plan that all are paid by.
    pub(super) plan: PlanId,
}

/// Below which of the first partners others stand: the first is a master partner with two below it.
const BELOW_FIRST: std::ops::RangeInclusive<usize> = 1..=2;

/// Sets the programme up, with so many partners and served at an address, on the first day of its
/// history.
pub(super) fn set_up(
    stage: &mut Stage<'_, '_>,
    (count, address): (usize, SocketAddr),
    password_hash: &str,
) -> Result<Programme, ServiceError> {
    let platform =
        |stage: &mut Stage<'_, '_>, (place, role): (usize, Role), local: &str, name: &str| {
            let email = read(&format!("{local}@saathi.example"), Email::parse)?;
            let name = read(name, Name::parse)?;
            let phone = phone(place)?;
            let person = DemoPerson { email, name, phone, role, partner: None };
            add_person(stage.tx, person, (password_hash, stage.at(0)))
        };
    let admin = platform(stage, (1, Role::Admin), "admin", "Nadia Qureshi")?;
    paying::introduce(stage, &admin, address)?;
    platform(stage, (2, Role::Auditor), "auditor", "Omar Sheikh")?;
    let manager = platform(stage, (3, Role::Manager), "manager", "Lin Wei")?;
    let finance = platform(stage, (4, Role::Finance), "finance", "Saad Malik")?;
    let second = platform(stage, (5, Role::Finance), "finance2", "Hina Javed")?;
    add_products(stage, &finance)?;
    let plan = add_plan(stage, (&finance, &second))?;
    let mut programme = Programme { manager, finance, second, partners: Vec::new(), plan };
    for number in 0..count {
        let partner = add_partner(stage, &programme, number, password_hash)?;
        programme.partners.push(partner);
    }
    Ok(programme)
}

fn add_products(stage: &mut Stage<'_, '_>, finance: &User) -> Result<(), ServiceError> {
    let currency = read("USD", Currency::parse)?;
    for (code, name, price, months) in PRODUCTS {
        let new = NewProduct {
            code: read(code, Code::parse)?,
            name: read(name, Name::parse)?,
            kind: if months.is_some() { ProductKind::Membership } else { ProductKind::AddOn },
            price: Money { amount: Amount::parse(price, currency).map_err(wrong)?, currency },
            term: months.and_then(|months| Term::of_months(i64::from(months))),
        };
        products::create(stage.tx, &stage.by(finance, 9 * 60)?, &new)?;
    }
    Ok(())
}

fn add_plan(
    stage: &mut Stage<'_, '_>,
    (finance, second): (&User, &User),
) -> Result<PlanId, ServiceError> {
    let file = plans::read_file(include_bytes!("plan.json")).map_err(|faults| {
        wrong(faults.iter().map(|fault| fault.invalid.message.clone()).collect::<String>())
    })?;
    let plan = plans::create(stage.tx, &stage.by(finance, 9 * 60 + 10)?, &file)?.plan;
    plans::approve(
        stage.tx,
        &stage.by(second, 9 * 60 + 30)?,
        (&plan.id, 1, None),
        &Approval::default(),
    )?;
    Ok(plan.id)
}

fn add_partner(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    number: usize,
    password_hash: &str,
) -> Result<PartnerPeople, ServiceError> {
    let parent = programme.partners.first().filter(|_| BELOW_FIRST.contains(&number));
    let name = match PARTNERS.get(number) {
        Some(name) => (*name).to_owned(),
        None => format!("{} {}", PARTNERS[number % PARTNERS.len()], number / PARTNERS.len() + 1),
    };
    let new = NewPartner {
        code: read(&format!("PK-{:03}", number + 1), Code::parse)?,
        name: read(&name, Name::parse)?,
        city: read(CITIES[number % CITIES.len()], City::parse)?,
        payout_currency: read("PKR", Currency::parse)?,
        parent: parent.map(|parent| parent.partner.id.clone()),
        territories: vec![read(CITIES[number % CITIES.len()], Name::parse)?],
        tier: Some(read(["gold", "silver", "bronze"][number % 3], Name::parse)?),
        status: PartnerStatus::Active,
        ntn: Some(read(&format!("{:07}-{}", 4_200_000 + number, number % 10), Ntn::parse)?),
    };
    let partner = partners::create(stage.tx, &stage.by(&programme.manager, 9 * 60 + 40)?, &new)?;
    let owner = partner_person(stage, (&partner, number, 0), Role::PartnerOwner, password_hash)?;
    let staff = (1..=STAFF)
        .map(|place| {
            let whose = (&partner, number, place);
            partner_person(stage, whose, Role::PartnerStaff, password_hash)
        })
        .collect::<Result<_, _>>()?;
    let agreement = NewAgreement {
        partner: partner.id.clone(),
        plan: programme.plan.clone(),
        starts_on: stage.day,
        ends_on: None,
    };
    agreements::create(stage.tx, &stage.by(&programme.finance, 9 * 60 + 50)?, &agreement)?;
    add_papers(stage, programme, (&partner, &owner), number)?;
    Ok(PartnerPeople { partner, owner, staff })
}

/// A number that nobody has: no network of Pakistan begins with 39.
fn phone(number: usize) -> Result<Phone, ServiceError> {
    read(&format!("+92390{number:07}"), Phone::parse)
}

fn partner_person(
    stage: &mut Stage<'_, '_>,
    (partner, number, place): (&Partner, usize, usize),
    role: Role,
    password_hash: &str,
) -> Result<User, ServiceError> {
    let local = if place == 0 { "owner".to_owned() } else { format!("staff{place}") };
    let code = partner.code.as_str().to_lowercase();
    let person = DemoPerson {
        email: read(&format!("{local}@{code}.example"), Email::parse)?,
        name: read(&contact(stage.sequence), Name::parse)?,
        phone: phone(100 + 10 * number + place)?,
        role,
        partner: Some(partner.id.clone()),
    };
    add_person(stage.tx, person, (password_hash, stage.at(0)))
}

/// Its taxes and its bank account: most withhold as filers, every fourth does not file.
fn add_papers(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    (partner, owner): (&Partner, &User),
    number: usize,
) -> Result<(), ServiceError> {
    let percent = |text: &str| Percent::parse(text).map_err(wrong);
    let is_filer = number % 4 != 3;
    let taxes = NewTaxProfile {
        from: stage.day,
        withholding: percent(if is_filer { "12" } else { "24" })?,
        withhold_on: WithholdOn::Payable,
        sales_tax: percent(if number.is_multiple_of(3) { "16" } else { "0" })?,
    };
    let by = stage.by(owner, 10 * 60)?;
    let (profile, _) = tax_profiles::prepare(stage.tx, &by, &partner.id, &taxes)?;
    let iban = read(&iban(number), |text| Iban::parse(text).ok())?;
    bank_accounts::state(stage.tx, &by, &partner.id, (&partner.name, &iban))?;
    let by = stage.by(&programme.finance, 10 * 60 + 30)?;
    tax_profiles::confirm(stage.tx, &by, &partner.id, &profile.id)?;
    bank_accounts::confirm(stage.tx, &by, &partner.id, &SeenAccount::default())?;
    Ok(())
}

/// An IBAN of an invented bank, with its check digits.
pub(super) fn iban(number: usize) -> String {
    // The bank `DEMO` and the country as numbers, A being 10, as MOD 97 takes them.
    let account = 1_000_000_000_000_000_u128 + number as u128;
    let digits = format!("13142224{account:016}252000");
    let rest = digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("PK{:02}DEMO{account:016}", 98 - rest)
}

/// What a partner is to reach in a month.
pub(super) fn set_targets(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
) -> Result<(), ServiceError> {
    for (number, people) in programme.partners.iter().enumerate() {
        let low = u32::try_from(number % 4).unwrap_or_default();
        let new = NewTarget {
            partner: people.partner.id.clone(),
            month: Period::of(stage.day),
            figures: TargetFigures { recruits: 14 - 2 * low, new_sales: 6 - low, renewal_sales: 3 },
        };
        targets::set(stage.tx, &stage.by(&programme.manager, 9 * 60)?, &new)?;
    }
    Ok(())
}

/// The day's rate of the dollar in rupees: it moves a little from day to day.
pub(super) fn add_rate(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
) -> Result<(), ServiceError> {
    let drift = stage.day.num_days_from_ce() % 37;
    let new = NewRate {
        date: stage.day,
        base: read("USD", Currency::parse)?,
        quote: read("PKR", Currency::parse)?,
        rate: Rate::parse(&format!("283.{:04}", 3_000 + drift * 65)).map_err(wrong)?,
    };
    exchange_rates::create(stage.tx, &stage.by(&programme.finance, 9 * 60 + 5)?, &new)?;
    Ok(())
}

/// Changes the plan from a day on: prepared by one person of finance, approved by the other.
pub(super) fn change_plan(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    from: NaiveDate,
) -> Result<(), ServiceError> {
    let text = include_str!("plan_change.json").replace("2020-01-01", &from.to_string());
    let version = plans::read_version(text.as_bytes()).map_err(|_| wrong("plan_change.json"))?;
    let by = stage.by(&programme.finance, 11 * 60)?;
    plans::add_version(stage.tx, &by, (&programme.plan, None), &version)?;
    plans::approve(
        stage.tx,
        &stage.by(&programme.second, 15 * 60)?,
        (&programme.plan, 2, None),
        &Approval::default(),
    )?;
    Ok(())
}
