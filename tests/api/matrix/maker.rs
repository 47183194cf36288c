//! Makes records straight in the database, with all that they refer to.

use std::sync::atomic::{AtomicU32, Ordering};

use saathi::domain::{Period, Scope};
use saathi::storage::{Tx, periods};

use super::records::Whose;
use crate::harness::Service;

const NOON: &str = "'2026-08-01 12:00:00'";

/// Makes one record, and those that it refers to.
pub struct Maker<'a> {
    service: &'a Service,
    whose: &'a Whose<'a>,
    /// What tells it from the others.
    number: u32,
}

impl<'a> Maker<'a> {
    pub fn new(service: &'a Service, whose: &'a Whose<'a>) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        Self { service, whose, number: MADE.fetch_add(1, Ordering::Relaxed) }
    }

    fn id(&self, prefix: &str) -> String {
        format!("{prefix}_{:032x}", 0xa000 + self.number)
    }

    /// Inserts a row of a table with an id, and gives the id.
    fn row(&self, prefix: &str, table: &str, columns: &str, values: &str) -> String {
        let id = self.id(prefix);
        self.insert(table, &format!("id, {columns}"), &format!("'{id}', {values}"));
        id
    }

    fn insert(&self, table: &str, columns: &str, values: &str) {
        self.service.sql(&format!("INSERT INTO {table} ({columns}) VALUES ({values})"));
    }

    /// A year of its own, for what comes once in a time.
    fn year(&self) -> u32 {
        2100 + self.number
    }

    /// A day of its own.
    fn day(&self) -> String {
        format!(
            "{}-{:02}-{:02}",
            2030 + self.number / 300,
            self.number % 12 + 1,
            self.number % 25 + 1
        )
    }

    fn hash(&self) -> String {
        let zeros = "00".repeat(32);
        if self.service.is_sqlite() { format!("x'{zeros}'") } else { format!("'\\x{zeros}'") }
    }

    pub fn tax_profile(&self) -> String {
        let (Whose { partner, user }, day) = (self.whose, self.day());
        self.row(
            "tax",
            "tax_profiles",
            "partner_id, effective_from, withholding_parts, withhold_on, sales_tax_parts, \
             prepared_by, created_at",
            &format!("'{partner}', '{day}', 0, 'payable', 0, '{user}', {NOON}"),
        )
    }

    pub fn notification(&self) -> String {
        self.row(
            "ntf",
            "notifications",
            "user_id, kind, subject_kind, subject_id, created_at",
            &format!("'{}', 'recruits.decided', 'recruit', 'test', {NOON}", self.whose.user),
        )
    }

    pub fn target(&self) -> String {
        let (Whose { partner, user }, year) = (self.whose, self.year());
        self.row(
            "tgt",
            "targets",
            "partner_id, month, recruits, new_sales, renewal_sales, set_by, created_at, updated_at",
            &format!("'{partner}', '{year}-01', 1, 1, 1, '{user}', {NOON}, {NOON}"),
        )
    }

    /// An uploaded file of sellers, its own hash being that of nothing.
    pub fn import(&self) -> String {
        let user = self.whose.user;
        self.row(
            "imp",
            "imports",
            "kind, format, file_hash, file_bytes, headings, mapping, status, row_count, new_count, \
             unchanged_count, faulty_count, at_row, created_by, created_at, updated_at",
            &format!(
                "'sellers', 'csv', (SELECT hash FROM audit_head), 1, '[]', '{{}}', 'uploaded', 0, 0, \
                 0, 0, 0, '{user}', {NOON}, {NOON}"
            ),
        )
    }

    /// A seller that the partner holds.
    pub fn seller(&self) -> String {
        let (name, partner) = (format!("Seller {}", self.number), self.whose.partner);
        let seller = self.row(
            "sel",
            "sellers",
            "name, city, status, partner_id, created_at, updated_at",
            &format!("'{name}', 'Sialkot', 'active', '{partner}', {NOON}, {NOON}"),
        );
        let holder = format!("'{seller}', '{partner}', '2026-08-01', 'as agreed', {NOON}");
        self.insert(
            "seller_holders",
            "seller_id, partner_id, from_on, reason, created_at",
            &holder,
        );
        seller
    }

    pub fn recruit(&self) -> String {
        let Whose { partner, user } = self.whose;
        let seller = self.seller();
        self.row(
            "rec",
            "recruits",
            "partner_id, user_id, created_by, seller_id, seller_name, seller_city, source, \
             received_at, submitted, status, stage, protected_until, updated_at",
            &format!(
                "'{partner}', '{user}', '{user}', '{seller}', 'Seller', 'Sialkot', 'visit', {NOON}, '{{}}', \
                 'open', 'lead', '2099-01-01', {NOON}"
            ),
        )
    }

    pub fn conflict(&self) -> String {
        let Whose { partner, user } = self.whose;
        let recruit = self.recruit();
        self.row(
            "cfl",
            "conflicts",
            "partner_id, recruit_id, claim, filed_by, filed_at",
            &format!("'{partner}', '{recruit}', 'we came first', '{user}', {NOON}"),
        )
    }

    pub fn funding(&self) -> String {
        let (Whose { partner, user }, event) = (self.whose, self.event());
        self.row(
            "fnd",
            "fundings",
            "event_id, partner_id, requested, currency, purpose, requested_by, status, created_at, \
             updated_at",
            &format!(
                "'{event}', '{partner}', 100, 'PKR', 'hall', '{user}', 'requested', {NOON}, {NOON}"
            ),
        )
    }

    pub fn check_in(&self) -> String {
        let (Whose { partner, user }, day) = (self.whose, self.day());
        self.row(
            "chk",
            "check_ins",
            "partner_id, user_id, date, calls, visits, demos, proposals, new_recruits, contracts, \
             sales_count, sales_amount, sales_currency, received_at, status, late, after_lock, \
             updated_at",
            &format!(
                "'{partner}', '{user}', '{day}', 0, 0, 0, 0, 0, 0, 0, 0, 'USD', {NOON}, \
                 'submitted', FALSE, FALSE, {NOON}"
            ),
        )
    }

    pub fn holiday(&self) -> String {
        let day = self.day();
        let values = format!("'{day}', 'Holiday', '{}', {NOON}", self.whose.user);
        self.insert("holidays", "date, name, created_by, created_at", &values);
        day
    }

    pub fn leave(&self) -> String {
        let (Whose { partner, user }, day) = (self.whose, self.day());
        self.row(
            "lev",
            "leaves",
            "partner_id, user_id, first_on, last_on, status, created_at, updated_at",
            &format!("'{partner}', '{user}', '{day}', '{day}', 'asked', {NOON}, {NOON}"),
        )
    }

    /// An event that the partner hosts alone.
    pub fn event(&self) -> String {
        let partner = self.whose.partner;
        let event = self.row(
            "evt",
            "events",
            "title, city, venue, starts_at, ends_at, status, drafted_by_partner_id, created_at, \
             updated_at",
            &format!(
                "'Event', 'Lahore', 'Hall', {NOON}, '2026-08-01 18:00:00', 'running', '{partner}', \
                 {NOON}, {NOON}"
            ),
        );
        let host = format!("'{event}', '{partner}', 0, 100000000");
        self.insert("event_hosts", "event_id, partner_id, position, share_parts", &host);
        event
    }

    pub fn registration(&self) -> Vec<String> {
        let (event, code) = (self.event(), format!("M{:06}", self.number));
        let registration = self.row(
            "reg",
            "registrations",
            "event_id, code, name, mode, invited_by_partner_id, created_at, updated_at",
            &format!(
                "'{event}', '{code}', 'Visitor', 'on_site', '{}', {NOON}, {NOON}",
                self.whose.partner
            ),
        );
        vec![event, registration]
    }

    pub fn arrival(&self) -> Vec<String> {
        let mut ids = self.registration();
        let registration = ids.pop().expect("a registration");
        let arrival = self.row(
            "arr",
            "arrivals",
            "event_id, registration_id, mode, received_at, attributed_partner_id, ground",
            &format!(
                "'{}', '{registration}', 'on_site', {NOON}, '{}', 'inviter'",
                ids[0], self.whose.partner
            ),
        );
        ids.push(arrival);
        ids
    }

    pub fn product(&self) -> String {
        let code = format!("product-{}", self.number);
        self.row(
            "pro",
            "products",
            "code, name, kind, price_amount, price_currency, created_at, updated_at",
            &format!("'{code}', 'Product', 'membership', 100, 'USD', {NOON}, {NOON}"),
        )
    }

    pub fn rate(&self) -> String {
        let values = format!("'{}', 'USD', 'PKR', '280.5', {NOON}", self.day());
        self.row("rat", "exchange_rates", "date, base, quote, rate, created_at", &values)
    }

    /// A plan with an approved version.
    fn plan(&self) -> String {
        let code = format!("plan-{}", self.number);
        let file = format!(
            r#"{{"plan": "{code}", "currency": "USD", "fiscal_year_start": 7, "minimum_payout": "0"}}"#
        );
        let plan = self.row(
            "pln",
            "plans",
            "code, name, currency, minimum_payout, fiscal_year_start, file, created_at, updated_at",
            &format!("'{code}', 'Plan', 'USD', 0, 7, '{file}', {NOON}, {NOON}"),
        );
        let [one, two] = ["f1", "f2"].map(|end| self.person(end));
        let file = r#"{"effective_from": "2026-01-01", "clawback_days": 90,
            "rules": [{"name": "all", "pay": {"type": "percent", "percent": "10"}}]}"#;
        self.row(
            "plv",
            "plan_versions",
            "plan_id, effective_from, file, prepared_by, approved_by, approved_at, created_at, \
             updated_at",
            &format!("'{plan}', '2026-01-01', '{file}', '{one}', '{two}', {NOON}, {NOON}, {NOON}"),
        );
        plan
    }

    /// Somebody of finance who never signs in.
    fn person(&self, end: &str) -> String {
        let (id, email) =
            (format!("usr_{:030x}{end}", self.number), format!("{end}-{}", self.number));
        self.insert(
            "users",
            "id, email, name, role, status, created_at, updated_at",
            &format!("'{id}', '{email}@m.test', 'F', 'finance', 'invited', {NOON}, {NOON}"),
        );
        id
    }

    /// An agreement of a year of its own, and its plan.
    pub fn agreement(&self) -> (String, String) {
        let (Whose { partner, user }, year, plan) = (self.whose, self.year(), self.plan());
        let agreement = self.row(
            "agr",
            "agreements",
            "partner_id, plan_id, starts_on, ends_on, created_by, created_at, updated_at",
            &format!(
                "'{partner}', '{plan}', '{year}-01-01', '{year}-12-31', '{user}', {NOON}, {NOON}"
            ),
        );
        (agreement, plan)
    }

    /// A sale that is the partner's alone.
    pub fn sale(&self) -> String {
        let (seller, product) = (self.seller(), self.product());
        let (external, hash) = (format!("sale-{}", self.number), self.hash());
        let Whose { partner, user } = self.whose;
        let sale = self.row(
            "sal",
            "sales",
            "external_id, fingerprint, seller_id, kind, product_id, amount, currency, paid_on, \
             status, recorded_by, created_at, updated_at",
            &format!(
                "'{external}', {hash}, '{seller}', 'new', '{product}', 100000, 'USD', '2026-08-01', \
                 'recorded', '{user}', {NOON}, {NOON}"
            ),
        );
        let credit = format!("'{sale}', '{partner}', 0, 100000000");
        self.insert("sale_credits", "sale_id, partner_id, position, share_parts", &credit);
        sale
    }

    pub fn refund(&self) -> Vec<String> {
        let (sale, external) = (self.sale(), format!("refund-{}", self.number));
        let refund = self.row(
            "ref",
            "refunds",
            "external_id, fingerprint, sale_id, amount, currency, refunded_on, reason, status, \
             recorded_by, created_at, updated_at",
            &format!(
                "'{external}', {}, '{sale}', 100, 'USD', '2026-08-02', 'returned', 'recorded', \
                 '{}', {NOON}, {NOON}",
                self.hash(),
                self.whose.user
            ),
        );
        vec![sale, refund]
    }

    /// The month after the last that was closed: they close in order.
    fn open_period(&self) -> String {
        let last = |tx: &mut Tx<'_>| periods::last(tx);
        let last = self.service.app.database.read(&Scope::of_programme(), last).expect("it reads");
        let first = Period::parse("2030-01").expect("a month");
        last.map_or(first, |closed| closed.period.next()).to_string()
    }

    /// A draft of a month that it closes, and that month.
    pub fn statement(&self) -> (String, String) {
        let (period, hash) = (self.open_period(), self.hash());
        let Whose { partner, user } = self.whose;
        self.insert(
            "periods",
            "period, closed_by, closed_at, facts_through, entries, statements, fingerprint",
            &format!("'{period}', '{user}', {NOON}, 0, 1, 1, {hash}"),
        );
        let statement = self.row(
            "stm",
            "statements",
            "period, partner_id, currency, opening_balance, commission, adjustments, held, \
             carried_forward, minimum_payout, payout_currency, rate_divides, payable, withhold_on, \
             withholding_parts, sales_tax_parts, sales_tax, withholding_tax, net, status, \
             fingerprint, entries, created_at, updated_at",
            &format!(
                "'{period}', '{partner}', 'PKR', 0, 1000, 0, 0, 0, 0, 'PKR', FALSE, 1000, \
                 'payable', 0, 0, 0, 0, 1000, 'draft', {hash}, 1, {NOON}, {NOON}"
            ),
        );
        (statement, period)
    }

    pub fn entry(&self) -> String {
        self.entry_of_statement().0
    }

    /// An entry, and the statement that it is of.
    fn entry_of_statement(&self) -> (String, String) {
        let ((statement, period), sale) = (self.statement(), self.sale());
        let entry = self.row(
            "ent",
            "entries",
            "period, partner_id, position, sale_id, rule, day, entry, basis, amount, currency, \
             explanation",
            &format!(
                "'{period}', '{}', 0, '{sale}', 'all', '2026-08-01', 'earning', 10000, 1000, 'PKR', \
                 '[]'",
                self.whose.partner
            ),
        );
        (entry, statement)
    }

    /// A statement, and a line of it.
    pub fn line(&self) -> Vec<String> {
        let (entry, statement) = self.entry_of_statement();
        vec![statement, entry]
    }

    /// One that waits for a decision.
    pub fn dispute(&self) -> String {
        let (entry, statement) = self.entry_of_statement();
        let Whose { partner, user } = self.whose;
        self.row(
            "dsp",
            "disputes",
            "statement_id, partner_id, entry_id, claim_amount, currency, reason, line_amount, held, \
             opened_by, created_at, updated_at",
            &format!(
                "'{statement}', '{partner}', '{entry}', 2000, 'PKR', 'as agreed', 1000, 1000, \
                 '{user}', {NOON}, {NOON}"
            ),
        )
    }

    pub fn payout(&self) -> String {
        let ((_, period), hash) = (self.statement(), self.hash());
        self.row(
            "pay",
            "payouts",
            "period, currency, status, pay_on, payer_title, payer_iban, payer_bic, payments, total, \
             fingerprint, prepared_by, created_at, updated_at",
            &format!(
                "'{period}', 'PKR', 'draft', '2026-10-05', 'Platform', 'PK36SCBL0000001123456702', \
                 'SCBLPKKX', 1, 1000, {hash}, '{}', {NOON}, {NOON}",
                self.whose.user
            ),
        )
    }

    /// An approved one: nobody but finance sees a draft.
    pub fn adjustment(&self) -> String {
        let Whose { partner, user } = self.whose;
        let (year, second) = (self.year(), self.person("f1"));
        self.row(
            "adj",
            "adjustments",
            "partner_id, period, amount, currency, reason, prepared_by, approved_by, approved_at, \
             created_at, updated_at",
            &format!(
                "'{partner}', '{year}-06', 100, 'USD', 'as agreed', '{user}', '{second}', {NOON}, \
                 {NOON}, {NOON}"
            ),
        )
    }
}
