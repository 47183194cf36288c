//! What tests of money begin with: two people of finance, a product, sellers and plans.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, Service};
use crate::http::Answer;

pub const SALES: &str = "/api/v1/sales";
pub const PLANS: &str = "/api/v1/plans";
pub const AGREEMENTS: &str = "/api/v1/agreements";
pub const RATES: &str = "/api/v1/exchange-rates";
pub const PRODUCTS: &str = "/api/v1/products";

/// Two people of finance over a service with a product.
pub struct Books {
    pub one: Actor,
    pub other: Actor,
}

impl Books {
    pub fn open(service: &Service) -> Self {
        let books =
            Self { one: service.signed_in(Role::Finance), other: service.signed_in(Role::Finance) };
        let product = json!({"code": "verified", "name": "Verified", "kind": "membership",
            "price": {"amount": "9500.00", "currency": "USD"}, "term_months": 12});
        made(&books.one.post(PRODUCTS, &product));
        books
    }

    /// Records a sale of one seller, which must be taken.
    pub fn sale(&self, body: &Value) -> Value {
        let key = body["external_id"].as_str().expect("an external id");
        made(&self.one.post_once(SALES, key, body))
    }

    /// The other person confirms.
    pub fn confirm(&self, sale: &Value) -> Answer {
        self.other.post(&format!("{SALES}/{}/confirm", id(sale)), &json!({}))
    }

    pub fn void(&self, sale: &Value) -> Answer {
        let reason = json!({"reason": "It was paid by mistake."});
        self.other.post(&format!("{SALES}/{}/void", id(sale)), &reason)
    }

    /// A plan in that currency, approved, and an agreement of the partner by it; gives the plan.
    pub fn agreed(&self, partner: &str, code: &str, currency: &str) -> Value {
        let plan = made(&self.one.post(PLANS, &plan(code, currency)));
        let approve = format!("{PLANS}/{}/versions/1/approve", id(&plan));
        let approved = self.other.post(&approve, &json!({}));
        assert_eq!(approved.status, 200, "{approved:?}");
        let agreement =
            json!({"partner_id": partner, "plan_id": id(&plan), "starts_on": "2026-01-01"});
        made(&self.one.post(AGREEMENTS, &agreement));
        plan
    }
}

/// What was made.
pub fn made(answer: &Answer) -> Value {
    assert_eq!(answer.status, 201, "{answer:?}");
    let place = answer.header("location").expect("a place").to_owned();
    assert!(place.starts_with("/api/v1/"), "{place}");
    answer.json()
}

pub fn id(record: &Value) -> String {
    record["id"].as_str().expect("an id").to_owned()
}

/// A seller that nobody holds.
pub fn seller(service: &Service, name: &str) -> String {
    let manager = service.signed_in(Role::Manager);
    let body = json!({"name": name, "city": "Sialkot"});
    id(&made(&manager.post("/api/v1/sellers", &body)))
}

/// A plan file with one version that pays ten percent, and two to the partner above.
pub fn plan(code: &str, currency: &str) -> Value {
    json!({"plan": code, "currency": currency, "fiscal_year_start": 7, "minimum_payout": "50.00",
        "versions": [version("2026-01-01")]})
}

pub fn version(from: &str) -> Value {
    json!({"effective_from": from, "clawback_days": 90,
        "rules": [{"name": "all", "pay": {"type": "percent", "percent": "10"}}],
        "overrides": [{"name": "master", "percents": ["2"]}]})
}

/// A sale of USD 1000.00 to that seller, credited to nobody yet.
pub fn sale(external_id: &str, seller: &str) -> Value {
    json!({"external_id": external_id, "seller_id": seller, "kind": "new",
        "product": "verified", "amount": {"amount": "1000.00", "currency": "USD"},
        "paid_on": "2026-08-01"})
}

/// The same, whose credits are given.
pub fn credited(external_id: &str, seller: &str, credits: &[(&str, &str)]) -> Value {
    let mut body = sale(external_id, seller);
    let credit = |(partner, share): &(&str, &str)| json!({"partner_id": partner, "share": share});
    body["credits"] = credits.iter().map(credit).collect();
    body
}

/// The rows of a list.
pub fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["data"].as_array().expect("rows").clone()
}

/// Asserts the faults of an answer.
pub fn faulty(answer: &Answer, status: u16, expected: &[(&str, &str)]) {
    assert_eq!(answer.status, status, "{answer:?}");
    let expected: Vec<_> =
        expected.iter().map(|(at, code)| ((*at).to_owned(), (*code).to_owned())).collect();
    assert_eq!(answer.faults(), expected);
}
