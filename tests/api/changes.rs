//! What changed since the month before, by cause, and what another version would have paid.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::on_both;
use crate::ledger::id;
use crate::periods::{PARTNER, close, programme, sale};

fn cents(money: &Value) -> i64 {
    money["amount"].as_str().expect("an amount").replace('.', "").parse().expect("cents")
}

fn causes(changed: &Value) -> Vec<(String, String)> {
    let all = changed["causes"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    all.map(|one| (text(&one["cause"]), text(&one["amount"]["amount"]))).collect()
}

/// That the causes add up to the difference.
fn adds_up(changed: &Value) {
    let all = changed["causes"].as_array().expect("a list").iter();
    let sum: i64 = all.map(|one| cents(&one["amount"])).sum();
    assert_eq!(sum, cents(&changed["now"]) - cents(&changed["before"]), "{changed}");
}

#[test]
fn causes_add_up_to_the_difference_between_two_months() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        books.sale(&sale("B", "2026-07-11"));
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let path = "/api/v1/periods/2026-07/changes";
        let first = finance.get(path).json();
        assert_eq!(first["is_estimate"], false);
        assert_eq!(causes(&first["totals"][0]), [("volume".to_owned(), "3420.00".to_owned())]);
        // In August three are sold, 20 % are paid, and one of July is void.
        for (name, day) in [("C", "01"), ("D", "02"), ("E", "03")] {
            books.sale(&sale(name, &format!("2026-08-{day}")));
        }
        books.version(
            "PK",
            &json!({"effective_from": "2026-08-01", "clawback_days": 90,
                "rules": [{"name": "all", "pay": {"type": "percent", "percent": "20"}}]}),
        );
        books.void("A");
        let body = json!({"partner_id": id("par", PARTNER), "period": "2026-08",
            "reason": "a booth", "amount": {"amount": "-25.00", "currency": "USD"}});
        let adjustment = finance.post("/api/v1/adjustments", &body).json();
        let other = service.signed_in(Role::Finance);
        let approve =
            format!("/api/v1/adjustments/{}/approve", adjustment["id"].as_str().unwrap_or(""));
        assert_eq!(other.post(&approve, &json!({})).status, 200);
        let path = "/api/v1/periods/2026-08/changes";
        let open = finance.get(path).json();
        assert_eq!((&open["is_estimate"], &open["before"]), (&json!(true), &json!("2026-07")));
        let changed = &open["partners"][0];
        assert_eq!(changed["partner_id"], json!(id("par", PARTNER)));
        assert_eq!(changed["now"], json!({"amount": "3965.00", "currency": "USD"}));
        let expected = [
            ("volume", "1710.00"),
            ("plan_version", "570.00"),
            ("refunds", "-1710.00"),
            ("adjustments", "-25.00"),
        ];
        assert_eq!(causes(changed), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        adds_up(changed);
        assert_eq!(close(service, &finance, "2026-08", &json!({})).status, 200);
        let closed = finance.get(path).json();
        assert_eq!(closed["partners"], open["partners"]);
        assert_eq!(closed["totals"][0]["causes"], changed["causes"]);
        finance.get("/api/v1/periods/2026-10/changes").problem(409, "period_not_next");
        service.signed_in(Role::PartnerOwner).get(path).problem(403, "forbidden");
    });
}

#[test]
fn rates_refunds_and_tiers_are_told_apart() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.plan(&json!({"plan": "T", "currency": "PKR", "versions": [{
            "effective_from": "2026-01-01", "clawback_days": 90, "rules": [{"name": "tiers",
                "pay": {"type": "tiered", "mode": "marginal", "measure": "amount", "window": "month",
                    "tiers": [{"from": "0", "percent": "10"}, {"from": "3000000", "percent": "12"}]}}]}]}));
        books.partner("TIERS", "PKR");
        books.agree("TIERS", "T", "2026-01-01", None);
        let own = |name: &str, day: &str| {
            let mut fact = sale(name, day);
            fact.insert("partner".into(), "TIERS".into());
            fact
        };
        books.sale(&own("A", "2026-07-10"));
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let rate = [("date", "2026-08-01"), ("base", "USD"), ("quote", "PKR"), ("rate", "300")];
        books.rate(&rate.iter().map(|(n, f)| ((*n).into(), (*f).into())).collect());
        books.sale(&own("B", "2026-08-10"));
        books.sale(&own("C", "2026-08-11"));
        let refund =
            [("refund", "R"), ("sale", "A"), ("amount", "950.00"), ("refunded_on", "2026-08-12")];
        books.refund(&refund.iter().map(|(n, f)| ((*n).into(), (*f).into())).collect(), "USD");
        let found = finance.get("/api/v1/periods/2026-08/changes").json();
        let changed = &found["partners"][0];
        adds_up(changed);
        let names: Vec<String> = causes(changed).into_iter().map(|(cause, _)| cause).collect();
        assert_eq!(names, ["volume", "tier", "refunds", "rates"]);
        assert_eq!(close(service, &finance, "2026-08", &json!({})).status, 200);
        assert_eq!(finance.get("/api/v1/periods/2026-08/changes").json()["partners"][0], *changed);
    });
}

#[test]
fn a_draft_is_tried_over_what_was_sold_and_nothing_is_written() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        books.sale(&sale("B", "2026-08-11"));
        let mut renewal = sale("R", "2026-08-12");
        renewal.insert("kind".into(), "renewal".into());
        books.sale(&renewal);
        let before = service.trail().len();
        let path = format!("/api/v1/plans/{}/simulate", id("pln", "PK"));
        let version = json!({"effective_from": "2027-01-01", "clawback_days": 90, "rules": [
            {"name": "new", "when": {"kinds": ["new"]}, "pay": {"type": "percent", "percent": "20"}},
            {"name": "renewal", "pay": {"type": "percent", "percent": "5"}}]});
        let span = |from: &str, through: &str| json!({"from": from, "through": through, "version": version});
        let answer = finance.post(&path, &span("2026-07", "2026-08"));
        assert_eq!(answer.status, 200, "{answer:?}");
        let found = answer.json();
        let usd = |amount: &str| json!({"amount": amount, "currency": "USD"});
        let difference = |now: &str, then: &str, more: &str| json!({"now": usd(now), "then": usd(then), "more": usd(more)});
        assert_eq!(found["total"], difference("3420.00", "4275.00", "855.00"));
        let rules = &found["partners"][0]["rules"];
        assert_eq!(rules[0]["total"], difference("3420.00", "3800.00", "380.00"));
        assert_eq!(
            (&rules[1]["rule"], &rules[1]["total"]),
            (&json!("renewal"), &difference("0.00", "475.00", "475.00"))
        );
        assert_eq!(found["line_count"], 3);
        assert_eq!(found["lines"][0]["sale_id"], json!(id("sal", "A")));
        assert_eq!(found["lines"][0]["amount"], difference("1710.00", "1900.00", "190.00"));
        // What was sold before the span is not in it.
        let august = finance.post(&path, &span("2026-08", "2026-08")).json();
        assert_eq!(august["total"]["now"], usd("1710.00"));
        let kept =
            finance.post(&path, &json!({"from": "2026-07", "through": "2026-07", "version": 1}));
        assert_eq!((kept.status, &kept.json()["line_count"]), (200, &json!(0)));
        for (from, through, code) in
            [("2026-08", "2026-07", "before_from"), ("2020-01", "2026-07", "out_of_range")]
        {
            let faults = finance.post(&path, &span(from, through)).faults();
            assert_eq!(faults, [("/through".into(), code.into())]);
        }
        let mut wrong = span("2026-07", "2026-07");
        wrong["version"]["rules"][0]["pay"]["percent"] = json!("101");
        let faults = finance.post(&path, &wrong).faults();
        assert_eq!(faults, [("/version/rules/0/pay/percent".into(), "plan".into())]);
        assert_eq!(service.trail().len(), before);
        service
            .signed_in(Role::PartnerOwner)
            .post(&path, &span("2026-07", "2026-07"))
            .problem(403, "forbidden");
    });
}
