//! The worked cases as a platform and its finance people would send them: every fact and every close by
//! the API.

use std::cell::RefCell;
use std::collections::BTreeMap;

use saathi::domain::{Period, Role};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cases::{BEGINNING, Case, credited, from, hex, lines, sums};
use crate::harness::{Actor, Service, on_both_at};
use crate::ledger::{Fact, date};
use crate::money::{AGREEMENTS, PLANS, PRODUCTS, RATES, SALES, id, made};
use crate::periods::close;

/// Those who send the facts, and what the things that they made are called.
struct Sender<'s> {
    service: &'s Service,
    admin: Actor,
    one: Actor,
    other: Actor,
    partners: BTreeMap<String, String>,
    plans: BTreeMap<String, String>,
    products: BTreeMap<String, String>,
}

impl<'s> Sender<'s> {
    /// Sends everything but sales and refunds.
    fn begin(service: &'s Service, case: &Case) -> Self {
        let mut sender = Self {
            service,
            admin: service.signed_in(Role::Admin),
            one: service.signed_in(Role::Finance),
            other: service.signed_in(Role::Finance),
            partners: BTreeMap::new(),
            plans: BTreeMap::new(),
            products: BTreeMap::new(),
        };
        case.plans.iter().for_each(|plan| sender.plan(plan));
        for row in &case.partners {
            let plan = case.plans.iter().find(|plan| plan["plan"] == *row["plan"]);
            sender.partner(&row["partner"], &plan.expect("a plan")["currency"]);
        }
        sender.standings(&case.partners);
        for rate in &case.rates {
            let body = json!({"date": rate["date"], "base": rate["base"], "quote": rate["quote"],
                "rate": rate["rate"]});
            made(&sender.one.post(RATES, &body));
        }
        sender
    }

    /// One person prepares a plan, and another approves each of its versions.
    fn plan(&mut self, file: &Value) {
        let plan = made(&self.one.post(PLANS, file));
        for n in 1..=file["versions"].as_array().expect("a list").len() {
            let path = format!("{PLANS}/{}/versions/{n}/approve", id(&plan));
            let approved = self.other.post(&path, &json!({}));
            assert_eq!(approved.status, 200, "{approved:?}");
        }
        self.plans.insert(file["plan"].as_str().expect("a code").to_owned(), id(&plan));
    }

    fn partner(&mut self, code: &str, currency: &Value) {
        if !self.partners.contains_key(code) {
            let body =
                json!({"code": code, "name": code, "city": "Lahore", "payout_currency": currency});
            let partner = made(&self.admin.post("/api/v1/partners", &body));
            self.partners.insert(code.to_owned(), id(&partner));
        }
    }

    /// Each partner's plans and upper partners, from a row's day until the next row's.
    fn standings(&self, rows: &[Fact]) {
        let mut rows: Vec<&Fact> = rows.iter().collect();
        rows.sort_by_key(|row| (&row["partner"], from(row)));
        for (place, row) in rows.iter().enumerate() {
            let partner = &self.partners[&row["partner"]];
            let next = rows.get(place + 1).filter(|next| next["partner"] == row["partner"]);
            let ends_on = next.and_then(|next| date(from(next)).pred_opt());
            let agreement = json!({"partner_id": partner, "plan_id": self.plans[&row["plan"]],
                "starts_on": from(row), "ends_on": ends_on.map(|day| day.to_string())});
            made(&self.one.post(AGREEMENTS, &agreement));
            let parent = self.partners.get(&row["parent"]);
            if parent.is_some() || from(row) != BEGINNING {
                let body = json!({"parent_id": parent, "from": from(row)});
                let answer = self.admin.post(&format!("/api/v1/partners/{partner}/parent"), &body);
                assert_eq!(answer.status, 200, "{answer:?}");
            }
        }
    }

    /// Records a sale by a seller of its own, and confirms it; gives its id.
    fn sale(&mut self, fact: &Fact, name: &str) -> String {
        let seller = self.seller(fact, name);
        let product = &fact["product"];
        if !self.products.contains_key(product) {
            let body = json!({"code": product, "name": product, "kind": "membership",
                "price": {"amount": "1.00", "currency": "USD"}});
            self.products.insert(product.clone(), id(&made(&self.one.post(PRODUCTS, &body))));
        }
        let body = json!({"external_id": name, "seller_id": seller, "kind": fact["kind"],
            "product": product, "source": fact["source"], "paid_on": fact["paid_on"],
            "amount": {"amount": fact["amount"], "currency": fact["currency"]},
            "credits": self.credits(fact)});
        let sale = made(&self.one.post_once(SALES, name, &body));
        let confirmed = self.other.post(&format!("{SALES}/{}/confirm", id(&sale)), &json!({}));
        assert_eq!(confirmed.status, 200, "{name}: {confirmed:?}");
        id(&sale)
    }

    fn seller(&self, fact: &Fact, name: &str) -> String {
        // Names unlike one another, since sellers of like names are taken for one.
        let digest = Sha256::digest(name);
        let letters = digest.iter().take(20).map(|byte| char::from(b'a' + byte % 26));
        let body = json!({"name": letters.collect::<String>(), "city": fact["city"]});
        let seller = id(&made(&self.admin.post("/api/v1/sellers", &body)));
        if !fact["verified_on"].is_empty() {
            let body = json!({"verified_on": fact["verified_on"]});
            let verified = self.admin.patch(&format!("/api/v1/sellers/{seller}"), &body);
            assert_eq!(verified.status, 200, "{verified:?}");
        }
        seller
    }

    fn credits(&self, fact: &Fact) -> Value {
        let share = |partner: &str, share: &str| json!({"partner_id": self.partners[partner], "share": share});
        match fact["credits"].as_str() {
            "" => json!([share(credited(fact)[0], "100")]),
            credits => {
                let shares = credits.split(';').filter_map(|credit| credit.split_once(':'));
                shares.map(|(partner, part)| share(partner, part)).collect()
            }
        }
    }

    fn refund(&self, fact: &Fact, (sale, currency): (&str, &str)) {
        let body = json!({"external_id": fact["refund"], "reason": "returned",
            "amount": {"amount": fact["amount"], "currency": currency},
            "refunded_on": fact["refunded_on"]});
        made(&self.one.post_once(&format!("{SALES}/{sale}/refunds"), &fact["refund"], &body));
    }

    fn void(&self, sale: &str) {
        let path = format!("{SALES}/{sale}/void");
        let answer = self.other.post(&path, &json!({"reason": "It was paid by mistake."}));
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Closes a period; its file, and its fingerprint, which is the file's.
    fn close(&self, period: Period) -> (String, String) {
        let closed = close(self.service, &self.one, &period.to_string(), &json!({}));
        assert_eq!(closed.status, 200, "{period}: {closed:?}");
        let file = self.other.get(&format!("/api/v1/periods/{period}/export?format=csv"));
        let text =
            if file.header("transfer-encoding").is_some() { file.unchunked() } else { file.bytes };
        let fingerprint = closed.json()["fingerprint"].as_str().expect("digits").to_owned();
        assert_eq!(fingerprint, hex(&Sha256::digest(&text)));
        (String::from_utf8(text).expect("UTF-8"), fingerprint)
    }
}

/// Runs a test on each case and database, at a time at which all has happened.
fn each(test: impl Fn(&Service, &Case)) {
    for case in Case::all() {
        let today = case.through.next().first_day().to_string();
        on_both_at(&today, |service| test(service, &case));
    }
}

#[test]
fn sent_by_rest_give_the_entries_that_are_expected() {
    let given: RefCell<BTreeMap<(String, Period), Vec<String>>> = RefCell::default();
    each(|service, case| {
        let mut sender = Sender::begin(service, case);
        let name = |fact: &Fact| fact["sale"].clone();
        let ids: BTreeMap<String, String> =
            case.sales.iter().map(|sale| (name(sale), sender.sale(sale, &sale["sale"]))).collect();
        for refund in &case.refunds {
            let sale = &refund["sale"];
            sender.refund(refund, (&ids[sale], case.currency_of(sale)));
        }
        let mut entries = String::new();
        for period in case.periods() {
            let (file, fingerprint) = sender.close(period);
            entries.push_str(lines(&file));
            let key = (case.name.clone(), period);
            given.borrow_mut().entry(key).or_default().push(fingerprint);
        }
        assert_eq!(entries, lines(&case.expected), "{}", case.name);
        assert_eq!(service.unsound(), [""; 0], "{}", case.name);
    });
    for (period, fingerprints) in given.take() {
        let first = &fingerprints[0];
        assert!(fingerprints.iter().all(|one| one == first), "{period:?}: {fingerprints:?}");
    }
}

#[test]
fn sent_late_out_of_order_and_with_mistakes_they_leave_the_same_sums() {
    each(|service, case| {
        let mut sender = Sender::begin(service, case);
        let periods = case.periods();
        let last = periods.len() - 1;
        let comes = |sale: &Fact| {
            let paid_in = Period::of(date(&sale["paid_on"]));
            let late = sale["sale"].bytes().map(usize::from).sum::<usize>() % 4;
            let month = periods.iter().position(|period| *period == paid_in).unwrap_or(last);
            (month + late).min(last)
        };
        let (mut all, mut mistakes) = (String::new(), Vec::new());
        for (month, period) in periods.iter().enumerate() {
            mistakes.drain(..).for_each(|sale: String| sender.void(&sale));
            for sale in case.sales.iter().rev().filter(|sale| comes(sale) == month) {
                let own = sender.sale(sale, &sale["sale"]);
                let of_sale = case.refunds.iter().filter(|row| row["sale"] == sale["sale"]);
                of_sale.for_each(|refund| sender.refund(refund, (&own, &sale["currency"])));
                if month < last {
                    mistakes.push(sender.sale(sale, &format!("twice-{}", sale["sale"])));
                }
            }
            let (file, _) = sender.close(*period);
            all.push_str(if month == 0 { &file } else { lines(&file) });
            assert_eq!(service.unsound(), [""; 0], "{} {period}", case.name);
        }
        assert_eq!(sums(&all), sums(&case.expected), "{}", case.name);
    });
}
