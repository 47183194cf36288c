//! What deserves a look before a period is closed, and what of it was accepted and by whom.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both};
use crate::ledger::{Books, Fact, id};
use crate::periods::{PARTNER, close, keyed, programme, sale};

const JULY: &str = "/api/v1/periods/2026-07";

/// July with two sales of one day, one that nobody has confirmed, one of a partner that has no agreement,
/// and an adjustment that waits.
fn july<'s>(service: &'s Service, finance: &Actor) -> Books<'s> {
    let mut books = programme(service);
    books.partner("BARE", "USD");
    books.sale(&sale("A", "2026-07-10"));
    books.sale(&sale("B", "2026-07-10"));
    books.sale(&of("BARE", sale("C", "2026-07-12")));
    let body = json!({"external_id": "D", "seller_id": id("sel", "seller"), "kind": "renewal",
        "product": "verified", "amount": {"amount": "200.00", "currency": "USD"},
        "paid_on": "2026-07-20", "credits": [{"partner_id": id("par", PARTNER), "share": "100"}]});
    let recorded = keyed(service, finance, "/api/v1/sales", "sale-d", &body);
    assert_eq!(recorded.status, 201, "{recorded:?}");
    adjust(finance, "-25.00");
    books
}

/// An adjustment of July that waits; its id.
fn adjust(finance: &Actor, amount: &str) -> String {
    let body = json!({"partner_id": id("par", PARTNER), "period": "2026-07", "reason": "a booth",
        "amount": {"amount": amount, "currency": "USD"}});
    let made = finance.post("/api/v1/adjustments", &body);
    assert_eq!(made.status, 201, "{made:?}");
    made.json()["id"].as_str().expect("an id").to_owned()
}

fn of(partner: &str, mut fact: Fact) -> Fact {
    fact.insert("partner".into(), partner.into());
    fact
}

fn kinds(answer: &Value) -> Vec<String> {
    let all = answer["exceptions"].as_array().expect("a list").iter();
    all.map(|one| one["kind"].as_str().expect("a kind").to_owned()).collect()
}

fn first<'a>(answer: &'a Value, kind: &str) -> &'a Value {
    let mut all = answer["exceptions"].as_array().expect("a list").iter();
    all.find(|one| one["kind"] == kind).expect(kind)
}

#[test]
fn what_deserves_a_look_is_told_and_who_accepted_it_is_kept() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        july(service, &finance);
        let found = finance.get(&format!("{JULY}/exceptions")).json();
        assert_eq!((&found["status"], &found["blocked"]), (&json!("open"), &json!(false)));
        let expected = [
            "unmatched",
            "unconfirmed",
            "duplicate",
            "duplicate",
            "no_agreement",
            "no_bank_account",
            "adjustment_waits",
        ];
        assert_eq!(kinds(&found), expected);
        let unmatched = first(&found, "unmatched");
        assert_eq!(unmatched["partner_id"], json!(id("par", "BARE")));
        assert_eq!(unmatched["sale_id"], json!(id("sal", "C")));
        let told = "partner BARE earns nothing of sale C: no_version";
        assert_eq!(unmatched["detail"], told);
        assert_eq!(first(&found, "no_bank_account")["amount"]["amount"], "852973.31");
        let preview = finance.post(&format!("{JULY}/preview"), &json!({})).json();
        assert_eq!(preview["exceptions"], found["exceptions"]);
        let strict = json!({"only_accepted": true});
        let close_path = format!("{JULY}/close");
        let refused = keyed(service, &finance, &close_path, "strict", &strict);
        let named = refused.problem(409, "exceptions_open")["errors"].clone();
        assert_eq!(named.as_array().map(Vec::len), Some(expected.len()));
        assert_eq!(named[0]["code"], "unmatched");
        let name = unmatched["exception"].as_str().unwrap_or_default();
        assert_eq!(named[0]["message"], format!("{name}: {told}"));
        let name = unmatched["exception"].clone();
        let accept = |name: &Value| json!({"exception": name, "reason": "it starts in August"});
        let wrong = json!({"accept": [accept(&json!("unmatched:x")), accept(&name)]});
        let faults = keyed(service, &finance, &close_path, "wrong", &wrong).faults();
        let place = ("/accept/0/exception".into(), "unknown_exception".into());
        assert_eq!(faults, [place]);
        let twice = json!({"accept": [accept(&name), accept(&name)]});
        let faults = keyed(service, &finance, &close_path, "twice", &twice).faults();
        assert_eq!(faults, [("/accept/1/exception".into(), "twice".into())]);
        let all = found["exceptions"].as_array().expect("a list").iter();
        let all: Vec<Value> = all.map(|one| accept(&one["exception"])).collect();
        let terms = json!({"only_accepted": true, "accept": all});
        let closed = keyed(service, &finance, &close_path, "all", &terms);
        assert_eq!(closed.status, 200, "{closed:?}");
        let accepted = &first(&closed.json(), "unmatched")["accepted"].clone();
        assert_eq!(accepted["accepted_by"], json!(finance.id));
        assert_eq!(accepted["reason"], "it starts in August");
        let kept = service.signed_in(Role::Auditor).get(&format!("{JULY}/exceptions")).json();
        assert_eq!((&kept["status"], kinds(&kept).len()), (&json!("closed"), expected.len()));
        assert_eq!(&first(&kept, "unmatched")["accepted"], accepted);
        assert_eq!(first(&kept, "unmatched")["detail"], told);
        assert_eq!(service.verify(), None);
        service
            .signed_in(Role::Manager)
            .get(&format!("{JULY}/exceptions"))
            .problem(403, "forbidden");
    });
}

#[test]
fn a_close_that_is_bound_to_a_review_takes_nothing_that_was_not_in_it() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        let one = adjust(&finance, "-25.00");
        let review = || finance.post(&format!("{JULY}/preview"), &json!({})).json();
        let (before, close_path) = (review(), format!("{JULY}/close"));
        let close = |seen: &Value, key: &str| {
            let terms = json!({"review_fingerprint": seen["review_fingerprint"]});
            keyed(service, &finance, &close_path, key, &terms)
        };
        // The same entries, and as many exceptions of the same kinds.
        let withdrawn = finance.post(&format!("/api/v1/adjustments/{one}/withdraw"), &json!({}));
        assert_eq!(withdrawn.status, 200, "{withdrawn:?}");
        adjust(&finance, "-30.00");
        let after = review();
        assert_eq!(
            (&after["fingerprint"], kinds(&after)),
            (&before["fingerprint"], kinds(&before))
        );
        close(&before, "before").problem(409, "fingerprint");
        let closed = close(&after, "after");
        assert_eq!(closed.status, 200, "{closed:?}");
        assert_eq!(closed.json()["review_fingerprint"], after["review_fingerprint"]);
    });
}

#[test]
fn what_is_mended_or_left_out_is_told_no_more() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = july(service, &finance);
        books.agree("BARE", "PK", "2026-07-01", None);
        let out = json!({"leave_out": [{"sale_id": id("sal", "B"), "reason": "perhaps twice"}]});
        let preview = finance.post(&format!("{JULY}/preview"), &out).json();
        let kinds = kinds(&preview);
        for gone in ["unmatched", "duplicate", "no_agreement"] {
            assert!(!kinds.contains(&gone.to_owned()), "{kinds:?}");
        }
        // So is a sale that nobody has confirmed.
        let recorded = first(&preview, "unconfirmed")["sale_id"].clone();
        let out = json!({"leave_out": [{"sale_id": recorded, "reason": "nobody knows it"}]});
        let without = self::kinds(&finance.post(&format!("{JULY}/preview"), &out).json());
        assert!(!without.contains(&"unconfirmed".to_owned()), "{without:?}");
        // The other partner is paid now, and has no tax papers.
        assert!(kinds.contains(&"no_tax_profile".to_owned()), "{kinds:?}");
    });
}

#[test]
fn a_rate_that_is_missing_blocks_until_it_comes_or_its_sale_is_left_out() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        let mut yen = sale("YEN", "2026-07-10");
        yen.insert("currency".into(), "JPY".into());
        yen.insert("amount".into(), "9500".into());
        books.sale(&yen);
        let found = finance.get(&format!("{JULY}/exceptions")).json();
        assert_eq!(found["blocked"], true);
        let missing = first(&found, "rate_missing");
        assert_eq!(
            (&missing["sale_id"], &missing["blocks"]),
            (&json!(id("sal", "YEN")), &json!(true))
        );
        finance.post(&format!("{JULY}/preview"), &json!({})).problem(422, "rate_missing");
        let out = json!({"leave_out": [{"sale_id": id("sal", "YEN"), "reason": "no rate yet"}]});
        let preview = finance.post(&format!("{JULY}/preview"), &out);
        assert_eq!(preview.status, 200, "{preview:?}");
        let rate = [("date", "2026-07-01"), ("base", "USD"), ("quote", "JPY"), ("rate", "150")];
        books.rate(&rate.iter().map(|(n, f)| ((*n).into(), (*f).into())).collect());
        let found = finance.get(&format!("{JULY}/exceptions")).json();
        assert_eq!(found["blocked"], false, "{found}");
    });
}

#[test]
fn statements_that_are_strange_are_told() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.partner("LOW", "USD");
        books.agree("LOW", "PK", "2026-01-01", None);
        let small = |name: &str, day: &str, amount: &str| {
            let mut fact = of("LOW", sale(name, day));
            fact.insert("amount".into(), amount.into());
            fact
        };
        books.sale(&sale("A", "2026-07-10"));
        books.sale(&small("L1", "2026-07-11", "1000.00"));
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        books.void("L1");
        for (name, day) in [("B", "01"), ("C", "02"), ("D", "03")] {
            books.sale(&sale(name, &format!("2026-08-{day}")));
        }
        let found = finance.get("/api/v1/periods/2026-08/exceptions").json();
        let negative = first(&found, "negative");
        assert_eq!(negative["amount"], json!({"amount": "-180.00", "currency": "USD"}));
        let far = first(&found, "more_than_twice");
        assert_eq!(far["partner_id"], json!(id("par", PARTNER)));
        assert_eq!(far["amount"]["amount"], "5130.00");
        books.sale(&small("L2", "2026-08-09", "1200.00"));
        let found = finance.get("/api/v1/periods/2026-08/exceptions").json();
        let carried = first(&found, "carried_forward");
        assert_eq!(carried["amount"]["amount"], "36.00");
    });
}

#[test]
fn late_facts_of_closed_months_are_told_by_cause() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let none = finance.get("/api/v1/periods/2026-08/exceptions").json();
        assert_eq!(none["late"], json!([]));
        books.sale(&sale("LATE", "2026-07-11"));
        books.sale(&sale("B", "2026-08-02"));
        books.partner("OTHER", "USD");
        books.agree("OTHER", "PK", "2026-07-01", None);
        books.version(
            "PK",
            &json!({"effective_from": "2026-07-20", "clawback_days": 90,
                "rules": [{"name": "new", "pay": {"type": "percent", "percent": "20"}}]}),
        );
        let rate = [("date", "2026-07-15"), ("base", "USD"), ("quote", "PKR"), ("rate", "284")];
        books.rate(&rate.iter().map(|(n, f)| ((*n).into(), (*f).into())).collect());
        let found = finance.get("/api/v1/periods/2026-08/exceptions").json();
        let late = found["late"].as_array().expect("a list").iter();
        let late: Vec<_> = late
            .map(|one| {
                (one["cause"].clone(), one["count"].clone(), one["facts"][0]["name"].clone())
            })
            .collect();
        let expected = [
            ("sale", "LATE"),
            ("rate", "USD to PKR of 2026-07-15"),
            ("agreement", "OTHER"),
            ("version", "PK"),
        ];
        assert_eq!(late, expected.map(|(cause, name)| (json!(cause), json!(1), json!(name))));
    });
}

#[test]
fn every_partner_that_cannot_be_paid_for_want_of_a_rate_is_told() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        for (code, name) in [("EURO", "E"), ("YEN", "Y")] {
            books.partner(code, if code == "YEN" { "JPY" } else { "EUR" });
            books.agree(code, "PK", "2026-01-01", None);
            books.sale(&of(code, sale(name, "2026-07-11")));
        }
        let found = finance.get(&format!("{JULY}/exceptions")).json();
        assert_eq!(found["blocked"], true);
        let all = found["exceptions"].as_array().expect("a list").iter();
        let missing: Vec<_> = all.filter(|one| one["kind"] == "rate_missing").collect();
        let named: Vec<_> = missing.iter().map(|one| one["exception"].clone()).collect();
        let mut expected = ["EURO", "YEN"].map(|code| format!("rate_missing:{}", id("par", code)));
        expected.sort();
        assert_eq!(named, expected.map(|name| json!(name)));
        // What else deserves a look stays in sight.
        assert!(kinds(&found).contains(&"no_bank_account".to_owned()), "{found}");
        let refused = finance.post(&format!("{JULY}/preview"), &json!({}));
        let told = refused.problem(422, "rate_missing")["detail"].clone();
        for code in ["partner EURO is paid in EUR", "partner YEN is paid in JPY"] {
            assert!(told.as_str().is_some_and(|told| told.contains(code)), "{told}");
        }
    });
}

#[test]
fn the_running_month_is_looked_at_so_far() {
    crate::harness::on_both_at("2026-07-20", |service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        let found = finance.get(&format!("{JULY}/exceptions")).json();
        assert_eq!((&found["status"], &found["is_estimate"]), (&json!("open"), &json!(true)));
        assert_eq!(kinds(&found), ["no_bank_account"]);
        finance.post(&format!("{JULY}/preview"), &json!({})).problem(409, "period_not_over");
        close(service, &finance, "2026-07", &json!({})).problem(409, "period_not_over");
        finance.get("/api/v1/periods/2026-08/exceptions").problem(409, "period_not_over");
    });
}
