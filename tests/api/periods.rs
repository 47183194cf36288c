//! Periods: previewed, closed once and in order, by one of two at once.

use std::thread;

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both};
use crate::http::{Answer, Request};
use crate::ledger::{Books, Fact, id};

/// A partner of the harness, which people belong to.
pub const PARTNER: &str = "LHE-001";

/// Sends what must carry a key.
pub fn keyed(service: &Service, actor: &Actor, path: &str, key: &str, body: &Value) -> Answer {
    let request = Request::new("POST", path).bearer(&actor.access_token);
    service.send(request.header("idempotency-key", key).json(body.to_string()))
}

/// Closes a period with a key of its own.
pub fn close(service: &Service, actor: &Actor, period: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/periods/{period}/close");
    keyed(service, actor, &path, &format!("close-{period}-{}", actor.id), body)
}

/// A sale of USD 9,500.00 of the partner.
pub fn sale(name: &str, paid_on: &str) -> Fact {
    let fields = [
        ("sale", name),
        ("partner", PARTNER),
        ("kind", "new"),
        ("product", "verified"),
        ("source", "visit"),
        ("city", "Sialkot"),
        ("amount", "9500.00"),
        ("currency", "USD"),
        ("paid_on", paid_on),
        ("verified_on", ""),
        ("credits", ""),
    ];
    fields.iter().map(|(name, field)| ((*name).into(), (*field).into())).collect()
}

/// A rate of USD in PKR.
pub fn rate(date: &str) -> Fact {
    let fields = [("date", date), ("base", "USD"), ("quote", "PKR"), ("rate", "283.4175")];
    fields.iter().map(|(name, field)| ((*name).into(), (*field).into())).collect()
}

/// A partner that is paid 18 % of new sales, in PKR, of which 12 % are withheld.
pub fn programme(service: &Service) -> Books<'_> {
    let mut books = Books::new(service);
    books.plan(&json!({
        "plan": "PK", "currency": "USD", "minimum_payout": "50.00",
        "versions": [{"effective_from": "2026-01-01", "clawback_days": 90, "rules": [
            {"name": "new", "when": {"kinds": ["new"]}, "pay": {"type": "percent", "percent": "18"}}
        ]}]
    }));
    books.agree(PARTNER, "PK", "2026-01-01", None);
    books.rate(&rate("2026-06-01"));
    books.tax(PARTNER, 12_000_000);
    books
}

#[test]
fn a_preview_is_the_close_and_writes_nothing() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        let finance = service.signed_in(Role::Finance);
        let before = service.trail().len();
        let preview = finance.post("/api/v1/periods/2026-07/preview", &json!({}));
        assert_eq!(preview.status, 200, "{preview:?}");
        let open = finance.get("/api/v1/periods/2026-07").json();
        assert_eq!((&open["status"], &open["entries"]), (&json!("open"), &Value::Null));
        assert_eq!(service.trail().len(), before);
        let closed = close(service, &finance, "2026-07", &json!({}));
        assert_eq!(closed.json(), preview.json());
        let closed = closed.json();
        assert_eq!(closed["period"], "2026-07");
        assert_eq!(closed["status"], "closed");
        assert_eq!((&closed["entries"], &closed["statements"]), (&json!(1), &json!(1)));
        assert_eq!(closed["totals"], json!([{"amount": "1710.00", "currency": "USD"}]));
        assert_eq!(closed["unmatched"], json!([]));
        let kept = finance.get("/api/v1/periods/2026-07").json();
        assert_eq!(kept["fingerprint"], closed["fingerprint"]);
        assert_eq!(kept["closed_by"], finance.id.as_str());
    });
}

#[test]
fn periods_close_in_order_once_and_when_they_are_over() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-05-10"));
        let finance = service.signed_in(Role::Finance);
        close(service, &finance, "2199-12", &json!({})).problem(409, "period_not_over");
        assert_eq!(close(service, &finance, "2026-07", &json!({})).json()["entries"], 1);
        let other = service.signed_in(Role::Finance);
        close(service, &other, "2026-07", &json!({})).problem(409, "period_closed");
        close(service, &other, "2026-06", &json!({})).problem(409, "period_closed");
        close(service, &other, "2026-09", &json!({})).problem(409, "period_not_next");
        close(service, &other, "2026-8", &json!({})).problem(404, "not_found");
        let path = "/api/v1/periods/2026-08/close";
        let without = finance.post(path, &json!({})).faults();
        assert_eq!(without, [("Idempotency-Key".into(), "idempotency_key_required".into())]);
        assert_eq!(close(service, &finance, "2026-08", &json!({})).json()["entries"], 0);
        let again = close(service, &finance, "2026-08", &json!({}));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let list = finance.get("/api/v1/periods?sort=-period").json();
        let listed: Vec<_> = list["data"].as_array().expect("a list").iter().collect();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0]["period"], "2026-08");
    });
}

#[test]
fn of_two_closers_at_once_one_wins() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        let closers = [service.signed_in(Role::Finance), service.signed_in(Role::Admin)];
        let mut statuses: Vec<u16> = thread::scope(|scope| {
            let close = |actor| scope.spawn(move || close(service, actor, "2026-07", &json!({})));
            let running: Vec<_> = closers.iter().map(close).collect();
            running.into_iter().map(|one| one.join().expect("an answer").status).collect()
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let statements = closers[0].get("/api/v1/statements").json();
        assert_eq!(statements["data"].as_array().map(Vec::len), Some(1));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_sale_is_left_out_by_name_and_taken_in_by_the_next_close() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        books.sale(&sale("B", "2026-07-11"));
        let finance = service.signed_in(Role::Finance);
        let out = |name| json!({"leave_out": [{"sale_id": id("sal", name), "reason": "unclear"}]});
        let unknown = close(service, &finance, "2026-07", &out("Z"));
        assert_eq!(unknown.faults(), [("/leave_out/0/sale_id".into(), "unknown_id".into())]);
        let path = "/api/v1/periods/2026-07/close";
        let closed = keyed(service, &finance, path, "without-b", &out("B")).json();
        assert_eq!(closed["totals"], json!([{"amount": "1710.00", "currency": "USD"}]));
        let path = "/api/v1/periods/2026-08/preview";
        finance.post(path, &out("A")).problem(409, "sale_posted");
        let next = close(service, &finance, "2026-08", &json!({})).json();
        assert_eq!(next["totals"], json!([{"amount": "1710.00", "currency": "USD"}]));
        let entries = first_entries(&finance, "2026-08");
        assert_eq!(entries[0]["sale_external_id"], "B");
    });
}

/// The entries of the first statement of a period.
pub fn first_entries(actor: &Actor, period: &str) -> Value {
    let statements = actor.get(&format!("/api/v1/statements?period={period}")).json();
    let id = statements["data"][0]["id"].as_str().expect("a statement").to_owned();
    actor.get(&format!("/api/v1/statements/{id}/entries")).json()["data"].clone()
}

#[test]
fn what_comes_after_a_close_is_a_difference_in_the_next_one() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        books.sale(&sale("B", "2026-07-12"));
        let finance = service.signed_in(Role::Finance);
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        books.void("A");
        let refund = [("refund", "R"), ("sale", "B"), ("amount", "500.00")];
        let mut refund: Fact = refund.iter().map(|(n, f)| ((*n).into(), (*f).into())).collect();
        refund.insert("refunded_on".into(), "2026-08-02".into());
        books.refund(&refund, "USD");
        books.sale(&sale("C", "2026-07-31"));
        assert_eq!(close(service, &finance, "2026-08", &json!({})).json()["entries"], 3);
        let entries = first_entries(&finance, "2026-08");
        let told: Vec<_> = entries.as_array().expect("a list").iter().collect();
        let told: Vec<_> = told
            .iter()
            .map(|e| {
                (e["sale_external_id"].clone(), e["entry"].clone(), e["amount"]["amount"].clone())
            })
            .collect();
        let expected = [
            ("A", "clawback", "-1710.00"),
            ("B", "clawback", "-90.00"),
            ("C", "earning", "1710.00"),
        ];
        assert_eq!(told, expected.map(|(a, b, c)| (json!(a), json!(b), json!(c))));
        // July stays as it was, and nothing of it is touched again.
        assert_eq!(close(service, &finance, "2026-09", &json!({})).json()["entries"], 0);
        assert_eq!(first_entries(&finance, "2026-07").as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn a_close_without_its_rates_is_refused() {
    on_both(|service| {
        let mut books = programme(service);
        let mut yen = sale("A", "2026-07-10");
        yen.insert("currency".into(), "JPY".into());
        yen.insert("amount".into(), "9500".into());
        books.sale(&yen);
        let finance = service.signed_in(Role::Finance);
        let refused = close(service, &finance, "2026-07", &json!({})).problem(422, "rate_missing");
        assert!(
            refused["detail"].as_str().is_some_and(|told| told.contains("sale A")),
            "{refused}"
        );
    });
}

#[test]
fn only_finance_closes() {
    on_both(|service| {
        programme(service);
        for role in [Role::PartnerStaff, Role::PartnerOwner, Role::Manager, Role::Auditor] {
            let actor = service.signed_in(role);
            close(service, &actor, "2026-07", &json!({})).problem(403, "forbidden");
            actor.post("/api/v1/periods/2026-07/preview", &json!({})).problem(403, "forbidden");
        }
    });
}

#[test]
fn an_estimate_is_what_a_close_would_pay() {
    on_both(|service| {
        let mut books = programme(service);
        books.partner("OTHER", "USD");
        books.agree("OTHER", "PK", "2026-01-01", None);
        books.sale(&sale("A", "2026-07-10"));
        let mut other = sale("B", "2026-07-10");
        other.insert("partner".into(), "OTHER".into());
        books.sale(&other);
        let finance = service.signed_in(Role::Finance);
        assert_eq!(close(service, &finance, "2026-06", &json!({})).json()["entries"], 0);
        let owner = service.signed_in(Role::PartnerOwner);
        let own = owner.get("/api/v1/estimate").json();
        assert_eq!((&own["period"], &own["is_estimate"]), (&json!("2026-07"), &json!(true)));
        assert_eq!(own["statements"].as_array().map(Vec::len), Some(1));
        assert_eq!(own["statements"][0]["net"]["amount"], "426486.66");
        let all = finance.get("/api/v1/estimate").json();
        assert_eq!(all["statements"].as_array().map(Vec::len), Some(2));
        let one =
            finance.get(&format!("/api/v1/estimate?partner_id={}", id("par", "OTHER"))).json();
        assert_eq!(one["statements"][0]["net"], json!({"amount": "1710.00", "currency": "USD"}));
        let foreign = owner.get(&format!("/api/v1/estimate?partner_id={}", id("par", "OTHER")));
        foreign.problem(422, "invalid");
        service.signed_in(Role::PartnerStaff).get("/api/v1/estimate").problem(403, "forbidden");
    });
}

#[test]
fn an_estimate_of_one_partner_counts_nothing_of_who_shares_its_sales() {
    on_both(|service| {
        let mut books = programme(service);
        books.partner("OTHER", "USD");
        books.agree("OTHER", "PK", "2026-01-01", None);
        let mut shared = sale("A", "2026-07-10");
        shared.insert("credits".into(), "LHE-001:60;OTHER:40".into());
        books.sale(&shared);
        let finance = service.signed_in(Role::Finance);
        assert_eq!(close(service, &finance, "2026-06", &json!({})).json()["entries"], 0);
        let told = |estimate: &Value| {
            let totals = estimate["totals"][0]["amount"].as_str().map(str::to_owned);
            (estimate["entries"].as_u64(), totals, estimate["statements"].as_array().map(Vec::len))
        };
        let of = |sum: &str, count: u64| {
            (Some(count), Some(sum.to_owned()), usize::try_from(count).ok())
        };
        let owner = service.signed_in(Role::PartnerOwner);
        assert_eq!(told(&owner.get("/api/v1/estimate").json()), of("1026.00", 1));
        let other = format!("/api/v1/estimate?partner_id={}", id("par", "OTHER"));
        assert_eq!(told(&finance.get(&other).json()), of("684.00", 1));
        assert_eq!(told(&finance.get("/api/v1/estimate").json()), of("1710.00", 2));
        // What keeps it from being computed may be another one's, of whom an owner is told nothing.
        books.partner("ELSEWHERE", "USD");
        books.agree("ELSEWHERE", "PK", "2026-01-01", None);
        let mut unrated = sale("CANARY", "2026-07-11");
        unrated.insert("currency".into(), "EUR".into());
        unrated.insert("credits".into(), "LHE-001:1;ELSEWHERE:99".into());
        books.sale(&unrated);
        finance.get("/api/v1/estimate").problem(422, "rate_missing");
        let problem = owner.get("/api/v1/estimate");
        problem.problem(422, "rate_missing");
        assert!(!problem.text("detail").contains("CANARY"), "{problem:?}");
    });
}

#[test]
fn a_month_before_the_first_is_not_there_and_what_is_no_month_filters_nothing() {
    on_both(|service| {
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        let finance = service.signed_in(Role::Finance);
        let status = |period: &str| {
            let answer = finance.get(&format!("/api/v1/periods/{period}"));
            (answer.status, answer.json()["status"].clone())
        };
        assert_eq!(status("1999-01").0, 404);
        assert_eq!(status("2026-07"), (200, json!("open")));
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        assert_eq!((status("2026-06").0, status("1999-01").0), (404, 404));
        assert_eq!(status("2026-07"), (200, json!("closed")));
        assert_eq!(status("2026-08"), (200, json!("open")));
        for list in ["statements", "adjustments", "payouts", "periods"] {
            for wrong in ["2026-13", "July", "2026-7", ""] {
                let refused = finance.get(&format!("/api/v1/{list}?period={wrong}"));
                assert_eq!(refused.faults(), [("?period".into(), "parameter".into())], "{list}");
                refused.problem(400, "malformed");
            }
            assert_eq!(finance.get(&format!("/api/v1/{list}?period=2026-07,2026-08")).status, 200);
        }
        let targets = service.signed_in(Role::Manager).get("/api/v1/targets?month=2026-13");
        targets.problem(400, "malformed");
    });
}
