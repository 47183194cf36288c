//! `/products` and `/exchange-rates`.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::on_both;
use crate::money::{PRODUCTS, RATES, faulty, id, made, rows};

fn product(code: &str) -> Value {
    json!({"code": code, "name": "Gold", "kind": "membership",
        "price": {"amount": "9500.00", "currency": "USD"}, "term_months": 12})
}

fn rate(date: &str, base: &str, quote: &str, rate: &str) -> Value {
    json!({"date": date, "base": base, "quote": quote, "rate": rate})
}

#[test]
fn a_product_is_made_read_and_changed() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let gold = made(&finance.post(PRODUCTS, &product("gold")));
        assert_eq!(gold["price"], json!({"amount": "9500.00", "currency": "USD"}));
        assert_eq!((&gold["kind"], &gold["term_months"]), (&json!("membership"), &json!(12)));
        finance.post(PRODUCTS, &product("gold")).problem(409, "code_taken");
        let path = format!("{PRODUCTS}/{}", id(&gold));
        let change = json!({"name": "Gold+", "term_months": null,
            "price": {"amount": "9600", "currency": "USD"}});
        let changed = finance.send("PATCH", &path, &[("if-match", "\"1\"")], &change);
        assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")));
        assert_eq!(changed.json()["term_months"], Value::Null);
        assert_eq!(changed.json()["price"]["amount"], "9600.00");
        let stale = finance.send("PATCH", &path, &[("if-match", "\"1\"")], &change);
        stale.problem(412, "stale");
        let staff = service.signed_in(Role::PartnerStaff);
        assert_eq!(staff.get(&path).json()["name"], "Gold+");
        assert_eq!(rows(&staff.get(&format!("{PRODUCTS}?code=gold"))).len(), 1);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_wrong_product_is_told_all_that_is_wrong() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let wrong = json!({"code": "a b", "name": "", "kind": "gold", "term_months": 0,
            "price": {"amount": "1.234", "currency": "USD"}});
        let faults = [
            ("/code", "code"),
            ("/name", "name"),
            ("/kind", "unknown_value"),
            ("/price/amount", "amount"),
            ("/term_months", "out_of_range"),
        ];
        faulty(&finance.post(PRODUCTS, &wrong), 422, &faults);
        let mut below = product("x");
        below["price"]["amount"] = json!("-1");
        faulty(&finance.post(PRODUCTS, &below), 422, &[("/price/amount", "negative")]);
        let mut add_on = product("x");
        add_on["kind"] = json!("add_on");
        let fault = ("/term_months", "not_a_membership");
        faulty(&finance.post(PRODUCTS, &add_on), 422, &[fault]);
        assert!(rows(&finance.get(PRODUCTS)).is_empty());
    });
}

#[test]
fn only_finance_states_prices_and_rates() {
    on_both(|service| {
        for role in [Role::PartnerStaff, Role::PartnerOwner, Role::Manager, Role::Auditor] {
            let actor = service.signed_in(role);
            actor.post(PRODUCTS, &product("p")).problem(403, "forbidden");
            actor.post(RATES, &rate("2026-08-01", "USD", "PKR", "283")).problem(403, "forbidden");
            let reads = matches!(role, Role::PartnerOwner | Role::Auditor);
            assert_eq!(actor.get(RATES).status, if reads { 200 } else { 403 }, "{role:?}");
        }
        made(&service.signed_in(Role::Admin).post(PRODUCTS, &product("p")));
    });
}

#[test]
fn a_rate_is_stated_once_and_late_too() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let stated = made(&finance.post(RATES, &rate("2020-02-29", "USD", "PKR", "154.2500")));
        assert_eq!(stated["rate"], "154.25");
        let again = finance.post(RATES, &rate("2020-02-29", "USD", "PKR", "154.25"));
        assert_eq!((again.status, id(&again.json())), (200, id(&stated)));
        let other = finance.post(RATES, &rate("2020-02-29", "USD", "PKR", "154.26"));
        other.problem(409, "rate_taken");
        made(&finance.post(RATES, &rate("2020-02-29", "PKR", "USD", "0.0065")));
        made(&finance.post(RATES, &rate("2020-03-01", "USD", "PKR", "154.26")));
        let since = format!("{RATES}?date[gte]=2020-03-01&base=USD&sort=-date");
        assert_eq!(rows(&finance.get(&since)).len(), 1);
        assert_eq!(finance.get(&format!("{RATES}/{}", id(&stated))).json(), stated);
        let same = rate("2020-02-29", "USD", "USD", "1");
        faulty(&finance.post(RATES, &same), 422, &[("/quote", "same_currency")]);
        for (wrong, code) in [("0", "decimal"), ("-1", "decimal"), ("1e2", "decimal")] {
            let sent = rate("2020-02-28", "USD", "PKR", wrong);
            faulty(&finance.post(RATES, &sent), 422, &[("/rate", code)]);
        }
        let number = json!({"date": "2020-02-30", "base": "usd", "quote": "PKR", "rate": 7});
        let faults = [("/rate", "wrong_type"), ("/date", "date"), ("/base", "currency")];
        faulty(&finance.post(RATES, &number), 400, &faults);
    });
}
