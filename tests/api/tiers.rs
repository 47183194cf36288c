//! What an estimate says of tiers: where each partner stands, and what is missing to the next.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Service, on_both_at};
use crate::ledger::{Books, Fact, id};
use crate::periods::{PARTNER, close, rate, sale};

const ESTIMATE: &str = "/api/v1/estimate";

fn sold(name: &str, kind: &str, paid_on: &str) -> Fact {
    let mut fact = sale(name, paid_on);
    fact.insert("kind".into(), kind.into());
    fact
}

/// Two partners on one plan with tiers by count over the month, and by amount over the quarter.
fn programme(service: &Service) -> Books<'_> {
    let mut books = Books::new(service);
    let tiers = |mode: &str, measure: &str, window: &str, tiers: Value| json!({"type": "tiered", "mode": mode, "measure": measure, "window": window, "tiers": tiers});
    let new = json!([{"from": "0", "percent": "10"}, {"from": "3", "percent": "12.5"}]);
    let renewal = json!([{"from": "0", "flat": "40"}, {"from": "20000.00", "flat": "60.00"}]);
    books.plan(&json!({
        "plan": "TIERS", "currency": "USD", "fiscal_year_start": 7,
        "versions": [{"effective_from": "2026-01-01", "clawback_days": 90, "rules": [
            {"name": "new", "when": {"kinds": ["new"]},
             "pay": tiers("marginal", "count", "month", new)},
            {"name": "renewal", "when": {"kinds": ["renewal", "upgrade"]},
             "pay": tiers("retroactive", "amount", "quarter", renewal)},
            {"name": "rest", "pay": {"type": "percent", "percent": "1"}}
        ], "bonuses": [
            {"name": "five", "when": {"kinds": ["new"]}, "window": "quarter", "measure": "count",
             "threshold": "2", "pay": {"type": "flat", "amount": "500.00"}}
        ]}]
    }));
    books.partner("OTHER", "USD");
    for partner in [PARTNER, "OTHER"] {
        books.agree(partner, "TIERS", "2026-01-01", None);
    }
    books.rate(&rate("2026-06-01"));
    books
}

fn usd(amount: &str) -> Value {
    json!({"amount": amount, "currency": "USD"})
}

#[test]
fn an_estimate_says_what_is_missing_to_the_next_tier() {
    on_both_at("2026-08-20", |service| {
        let mut books = programme(service);
        books.sale(&sold("A", "renewal", "2026-07-10"));
        let finance = service.signed_in(Role::Finance);
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        books.sale(&sold("B", "renewal", "2026-08-02"));
        books.sale(&sold("C", "new", "2026-08-03"));
        let owner = service.signed_in(Role::PartnerOwner);
        let tiers = owner.get(ESTIMATE).json()["tiers"].clone();
        let partner = id("par", PARTNER);
        let expected = json!([
            {
                "partner_id": partner, "rule": "new", "mode": "marginal", "measure": "count",
                "kinds": ["new"], "window_kind": "month", "window": "2026-08-01..2026-08-31",
                "measured": {"count": 1},
                "tier": {"from": {"count": 0}, "percent": "10", "flat": null},
                "next": {
                    "from": {"count": 3}, "percent": "12.5", "flat": null, "missing": {"count": 2}
                }
            },
            {
                "partner_id": partner, "rule": "renewal", "mode": "retroactive",
                "measure": "amount", "kinds": ["renewal", "upgrade"], "window_kind": "quarter",
                "window": "2026-07-01..2026-09-30", "measured": usd("19000.00"),
                "tier": {"from": usd("0.00"), "percent": null, "flat": usd("40.00")},
                "next": {
                    "from": usd("20000.00"), "percent": null, "flat": usd("60.00"),
                    "missing": usd("1000.00")
                }
            }
        ]);
        assert_eq!(tiers, expected);
        let bonus = |missing: Value, count: u32| {
            json!([{
                "partner_id": partner, "bonus": "five", "measure": "count", "kinds": ["new"],
                "window_kind": "quarter", "window": "2026-07-01..2026-09-30",
                "measured": {"count": count}, "threshold": {"count": 2}, "missing": missing,
                "percent": null, "flat": usd("500.00")
            }])
        };
        let bonuses = || owner.get(ESTIMATE).json()["bonuses"].clone();
        assert_eq!(bonuses(), bonus(json!({"count": 1}), 1));
        for (name, kind) in [("D", "new"), ("E", "new"), ("F", "upgrade")] {
            books.sale(&sold(name, kind, "2026-08-20"));
        }
        assert_eq!(bonuses(), bonus(Value::Null, 3));
        let tiers = owner.get(ESTIMATE).json()["tiers"].clone();
        assert_eq!((&tiers[0]["next"], &tiers[1]["next"]), (&Value::Null, &Value::Null));
        assert_eq!(tiers[0]["tier"]["percent"], "12.5");
        assert_eq!(tiers[1]["tier"]["flat"], usd("60.00"));
    });
}

#[test]
fn tiers_are_told_to_those_who_see_the_partners_money() {
    on_both_at("2026-08-20", |service| {
        let mut books = programme(service);
        books.sale(&sold("A", "new", "2026-08-03"));
        let whose = |estimate: &Value| {
            let tiers = estimate["tiers"].as_array().expect("tiers").iter();
            tiers.map(|tier| tier["partner_id"].as_str().expect("an id").to_owned()).collect()
        };
        let owner = service.signed_in(Role::PartnerOwner);
        let own = id("par", PARTNER);
        let found: Vec<String> = whose(&owner.get(ESTIMATE).json());
        assert_eq!(found, [own.clone(), own.clone()]);
        let other = id("par", "OTHER");
        let finance = service.signed_in(Role::Finance);
        let one = finance.get(&format!("{ESTIMATE}?partner_id={other}")).json();
        let found: Vec<String> = whose(&one);
        assert_eq!(found, [other.clone(), other.clone()]);
        // Without a sale, all is missing.
        assert_eq!(one["tiers"][0]["next"]["missing"], json!({"count": 3}));
        let all: Vec<String> = whose(&finance.get(ESTIMATE).json());
        assert_eq!((all.len(), all.contains(&own)), (4, true));
        for role in [Role::PartnerStaff, Role::Manager] {
            service.signed_in(role).get(ESTIMATE).problem(403, "forbidden");
        }
    });
}
