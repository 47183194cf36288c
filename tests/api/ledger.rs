//! Facts of a programme, written straight into the database, and periods closed over them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use saathi::domain::{Actor, Period, Role, Scope, UserId};
use saathi::service::audit::OnBehalf;
use saathi::service::clock::Clock;
use saathi::service::periods::{self, Outcome};
use saathi::service::{By, Hold, ServiceError, statements};

use crate::harness::Service;

const NOON: &str = "'2026-01-01 12:00:00'";
/// Who records, and who confirms and approves.
pub const FIRST: &str = "usr_000000000000000000000000000000f1";
pub const SECOND: &str = "usr_000000000000000000000000000000f2";

/// A row of a fact table by its columns' names.
pub type Fact = BTreeMap<String, String>;

/// The rows of a fact table.
pub fn facts(csv: &str) -> Vec<Fact> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| {
        names.iter().zip(record.iter()).map(|(name, field)| (name.into(), field.into())).collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

/// A service whose facts are written by SQL.
pub struct Books<'s> {
    pub service: &'s Service,
    made: BTreeSet<String>,
    count: u32,
    /// What is written together before the next close, which saves a connection for each fact.
    pending: Option<RefCell<String>>,
}

impl<'s> Books<'s> {
    pub fn new(service: &'s Service) -> Self {
        for (id, name) in [(FIRST, "first"), (SECOND, "second")] {
            service.sql(&format!(
                "INSERT INTO users (id, email, name, role, status, created_at, updated_at) VALUES \
                 ('{id}', '{name}@books.test', 'Finance', 'finance', 'invited', {NOON}, {NOON})"
            ));
        }
        let seller = id("sel", "seller");
        service.sql(&format!(
            "INSERT INTO sellers (id, name, city, status, categories, created_at, updated_at) VALUES \
             ('{seller}', 'Seller', 'Sialkot', 'active', '[]', {NOON}, {NOON})"
        ));
        Self { service, made: BTreeSet::new(), count: 0, pending: None }
    }

    /// Writes facts together from now on, before each close.
    pub fn together(mut self) -> Self {
        self.pending = Some(RefCell::default());
        self
    }

    fn sql(&self, sql: &str) {
        match &self.pending {
            Some(pending) => pending.borrow_mut().extend([sql, ";\n"]),
            None => self.service.sql(sql),
        }
    }

    fn fresh(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_{:032x}", self.count)
    }

    /// Makes a partner that is paid in a currency, unless it is there.
    pub fn partner(&mut self, code: &str, payout: &str) -> String {
        let id = id("par", code);
        if code != "LHE-001" && self.made.insert(id.clone()) {
            self.sql(&format!(
                "INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, \
                 updated_at) VALUES ('{id}', '{code}', '{code}', 'Lahore', '{payout}', 'active', \
                 {NOON}, {NOON})"
            ));
        }
        id
    }

    /// Stores a plan file with all its versions approved.
    pub fn plan(&mut self, file: &serde_json::Value) {
        let code = file["plan"].as_str().expect("a code");
        let mut top = file.as_object().expect("an object").clone();
        let versions = top.remove("versions").expect("versions");
        let top = serde_json::Value::Object(top).to_string().replace('\'', "''");
        let (id, currency) = (id("pln", code), file["currency"].as_str().expect("a currency"));
        self.sql(&format!(
            "INSERT INTO plans (id, code, name, currency, file, created_at, updated_at) VALUES \
             ('{id}', '{code}', '{code}', '{currency}', '{top}', {NOON}, {NOON})"
        ));
        for version in versions.as_array().expect("a list") {
            self.version(code, version);
        }
    }

    /// Approves a version of a plan.
    pub fn version(&mut self, plan: &str, version: &serde_json::Value) {
        let from = version["effective_from"].as_str().expect("a date");
        let (own, plan, file) = (self.fresh("plv"), id("pln", plan), version.to_string());
        self.sql(&format!(
            "INSERT INTO plan_versions (id, plan_id, effective_from, file, prepared_by, approved_by, \
             approved_at, created_at, updated_at) VALUES ('{own}', '{plan}', '{from}', '{}', \
             '{FIRST}', '{SECOND}', {NOON}, {NOON}, {NOON})",
            file.replace('\'', "''")
        ));
    }

    /// Agrees on a plan from a day to a day.
    pub fn agree(&mut self, partner: &str, plan: &str, from: &str, until: Option<&str>) {
        let (own, partner, plan) = (self.fresh("agr"), id("par", partner), id("pln", plan));
        let until = until.map_or_else(|| "NULL".to_owned(), |until| format!("'{until}'"));
        self.sql(&format!(
            "INSERT INTO agreements (id, partner_id, plan_id, starts_on, ends_on, created_by, \
             created_at, updated_at) VALUES ('{own}', '{partner}', '{plan}', '{from}', {until}, \
             '{FIRST}', {NOON}, {NOON})"
        ));
    }

    pub fn parent(&mut self, partner: &str, parent: &str, from: &str) {
        let partner = id("par", partner);
        let parent = match parent {
            "" => "NULL".to_owned(),
            parent => format!("'{}'", id("par", parent)),
        };
        self.sql(&format!(
            "INSERT INTO partner_parents (partner_id, effective_from, parent_id, created_at) VALUES \
             ('{partner}', '{from}', {parent}, {NOON})"
        ));
    }

    pub fn rate(&mut self, fact: &Fact) {
        let own = self.fresh("rat");
        self.sql(&format!(
            "INSERT INTO exchange_rates (id, date, base, quote, rate, created_at) VALUES ('{own}', \
             '{}', '{}', '{}', '{}', {NOON})",
            fact["date"], fact["base"], fact["quote"], fact["rate"]
        ));
    }

    /// Confirms a partner's withholding tax, in millionths of a per cent.
    pub fn tax(&mut self, partner: &str, withholding: u32) {
        let (own, partner) = (self.fresh("tax"), id("par", partner));
        self.sql(&format!(
            "INSERT INTO tax_profiles (id, partner_id, effective_from, withholding_parts, \
             withhold_on, sales_tax_parts, prepared_by, confirmed_by, confirmed_at, created_at) \
             VALUES ('{own}', '{partner}', '2026-01-01', {withholding}, 'payable', 0, '{FIRST}', \
             '{SECOND}', {NOON}, {NOON})"
        ));
    }

    /// Records a sale and confirms it.
    pub fn sale(&mut self, fact: &Fact) {
        let product = id("pro", &fact["product"]);
        if self.made.insert(product.clone()) {
            self.sql(&format!(
                "INSERT INTO products (id, code, name, kind, price_amount, price_currency, \
                 created_at, updated_at) VALUES ('{product}', '{}', 'Product', 'membership', 100, \
                 'USD', {NOON}, {NOON})",
                fact["product"]
            ));
        }
        let (own, seller) = (id("sal", &fact["sale"]), id("sel", "seller"));
        let verified = match fact["verified_on"].as_str() {
            "" => "NULL".to_owned(),
            day => format!("'{day}'"),
        };
        let (amount, currency) = (minor(&fact["amount"], &fact["currency"]), &fact["currency"]);
        self.sql(&format!(
            "INSERT INTO sales (id, external_id, fingerprint, seller_id, kind, product_id, amount, \
             currency, paid_on, source, city, verified_on, status, recorded_by, created_at, \
             updated_at) VALUES ('{own}', '{}', {}, '{seller}', '{}', '{product}', {amount}, \
             '{currency}', '{}', '{}', '{}', {verified}, 'recorded', '{FIRST}', {NOON}, {NOON})",
            fact["sale"],
            self.hash(),
            fact["kind"],
            fact["paid_on"],
            fact["source"].replace('\'', "''"),
            fact["city"].replace('\'', "''"),
        ));
        self.credits(fact, &own);
        self.sql(&format!(
            "UPDATE sales SET status = 'confirmed', confirmed_by = '{SECOND}', confirmed_at = {NOON} \
             WHERE id = '{own}'"
        ));
    }

    fn credits(&mut self, fact: &Fact, sale: &str) {
        let whole = format!("{}:100", fact["partner"]);
        let credits = if fact["credits"].is_empty() { &whole } else { &fact["credits"] };
        for (position, credit) in credits.split(';').enumerate() {
            let (partner, share) = credit.split_once(':').expect("a share");
            let parts = decimal(share, 6);
            let partner = id("par", partner);
            self.sql(&format!(
                "INSERT INTO sale_credits (sale_id, partner_id, position, share_parts) VALUES \
                 ('{sale}', '{partner}', {position}, {parts})"
            ));
        }
    }

    /// Records a refund of a sale in that currency.
    pub fn refund(&mut self, fact: &Fact, currency: &str) {
        let (own, sale) = (self.fresh("ref"), id("sal", &fact["sale"]));
        self.sql(&format!(
            "INSERT INTO refunds (id, external_id, fingerprint, sale_id, amount, currency, \
             refunded_on, reason, status, recorded_by, created_at, updated_at) VALUES ('{own}', \
             '{}', {}, '{sale}', {}, '{currency}', '{}', 'returned', 'recorded', '{FIRST}', {NOON}, \
             {NOON})",
            fact["refund"],
            self.hash(),
            minor(&fact["amount"], currency),
            fact["refunded_on"],
        ));
    }

    /// Makes a sale void.
    pub fn void(&self, sale: &str) {
        self.sql(&format!(
            "UPDATE sales SET status = 'void', voided_by = '{FIRST}', voided_at = {NOON}, \
             void_reason = 'a mistake' WHERE id = '{}'",
            id("sal", sale)
        ));
    }

    fn hash(&self) -> String {
        let zeros = "00".repeat(32);
        if self.service.is_sqlite() {
            format!("x'{zeros}'")
        } else {
            format!("'\\x{zeros}'::bytea")
        }
    }

    /// Closes a period on the first day after it.
    pub fn close(&self, period: Period) -> Result<Outcome, ServiceError> {
        if let Some(pending) = &self.pending {
            let facts = pending.take();
            if !facts.is_empty() {
                self.service.sql(&facts);
            }
        }
        let by = by(period);
        self.service.app.database.write_holding(Hold::Facts, Scope::of_programme(), move |tx| {
            periods::close(tx, &by, period, &[])
        })
    }

    /// The entries of a closed period as CSV.
    pub fn csv(&self, period: Period) -> String {
        let read = |tx: &mut saathi::storage::Tx<'_>| -> Result<_, ServiceError> {
            let part = statements::part_of_period(tx, period)?;
            let (mut text, mut position) = (statements::export_header().into_bytes(), -1);
            while let Some((lines, last)) = statements::export(tx, &part, position)? {
                text.extend(lines);
                position = last;
            }
            Ok(text)
        };
        let text = self.service.app.database.read(&Scope::of_programme(), read);
        String::from_utf8(text.expect("it reads")).expect("UTF-8")
    }
}

/// The second person on the day after a period.
pub fn by(period: Period) -> By {
    let today = period.next().first_day();
    let now = Clock::standing_at(chrono_tz::Asia::Karachi, today).now();
    let actor = Actor::new(UserId::parse(SECOND).expect("an id"), Role::Finance, None);
    let user = UserId::parse(SECOND);
    By {
        actor: actor.expect("an actor"),
        on_behalf: OnBehalf { user, request_id: None },
        now,
        recorded_at: now.at.naive_utc(),
    }
}

/// The id of the thing of that name; the harness has a partner with an id of its own.
pub fn id(prefix: &str, name: &str) -> String {
    if name == "LHE-001" {
        return format!("{prefix}_{:032x}", 1);
    }
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(name);
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{prefix}_{digits}")
}

fn minor(amount: &str, currency: &str) -> i64 {
    let currency = saathi::domain::Currency::parse(currency).expect("a currency");
    saathi::domain::Amount::parse(amount, currency).expect("an amount").minor()
}

fn decimal(text: &str, decimals: usize) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{fraction:0<decimals$}").parse().expect("a decimal")
}

/// A day of a fact.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}
