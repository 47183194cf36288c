//! Confirming sales and making them void, and refunds.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{PARTNER_ID, Service, on_both};
use crate::money::{Books, RATES, SALES, credited, faulty, id, made, rows, sale, seller};

fn seen(service: &Service, path: &str) -> Value {
    let answer = service.signed_in(Role::Admin).get(&format!("/api/v1/{path}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// A seller that the partner protects since today, and its recruit.
fn recruited(service: &Service) -> (String, String) {
    let staff = service.signed_in(Role::PartnerStaff);
    let body = json!({"seller": {"name": "Al Noor Surgical", "city": "Sialkot"},
        "source": "referral"});
    let recruit = made(&staff.post_once("/api/v1/recruits", "r", &body));
    (recruit["seller_id"].as_str().expect("a seller").to_owned(), id(&recruit))
}

fn today(service: &Service) -> String {
    service.app.clock.now().today.to_string()
}

#[test]
fn a_second_person_confirms_in_every_way() {
    on_both(|service| {
        let books = Books::open(service);
        let admin = service.signed_in(Role::Admin);
        let seller = seller(service, "Al Noor Surgical");
        let sent = |id| credited(id, &seller, &[(PARTNER_ID, "100")]);
        let first = books.sale(&sent("S-1"));
        let second = made(&admin.post_once(SALES, "S-2", &sent("S-2")));
        let all = json!({"ids": [id(&first), id(&second)]});
        let many = format!("{SALES}/confirm");
        for actor in [&books.one, &admin] {
            actor.post(&many, &all).problem(409, "needs_second_person");
        }
        let alone = format!("{SALES}/{}/confirm", id(&second));
        admin.post(&alone, &json!({})).problem(409, "needs_second_person");
        let listed = rows(&admin.get(&format!("{SALES}?status=recorded")));
        assert_eq!(listed.len(), 2, "a refusal confirms none");
        let done = books.other.post(&many, &all);
        assert_eq!(done.status, 200, "{done:?}");
        assert_eq!(done.json()["data"][1]["confirmed_by"], json!(books.other.id));
        books.other.post(&many, &all).problem(409, "sale_confirmed");
        let absent = "sal_00000000000000000000000000000009";
        let wrong = json!({"ids": [absent, id(&first), id(&first)]});
        let faults = [("/ids/0", "unknown_id"), ("/ids/2", "twice")];
        faulty(&books.other.post(&many, &wrong), 422, &faults);
        faulty(&books.other.post(&many, &json!({"ids": []})), 422, &[("/ids", "too_many")]);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn confirming_wins_the_recruit_and_voiding_undoes_it() {
    on_both(|service| {
        let books = Books::open(service);
        let (seller, recruit) = recruited(service);
        let mut sent = sale("S-1", &seller);
        sent["paid_on"] = json!(today(service));
        let known = books.sale(&sent);
        assert_eq!(known["credits"][0]["partner_id"], PARTNER_ID);
        assert_eq!(known["source"], "referral");
        let confirmed = books.confirm(&known);
        assert_eq!(confirmed.status, 200, "{confirmed:?}");
        assert_eq!(confirmed.json()["recruit_id"], json!(recruit));
        assert_eq!(seen(service, &format!("recruits/{recruit}"))["status"], "won");
        let member = seen(service, &format!("sellers/{seller}"));
        assert_eq!(
            (&member["status"], &member["partner_id"]),
            (&json!("active"), &json!(PARTNER_ID))
        );
        assert_ne!(member["membership_ends_on"], Value::Null);
        // The holder gets the renewal, though nobody says so.
        let mut renewal = sale("S-2", &seller);
        (renewal["kind"], renewal["paid_on"]) = (json!("renewal"), json!(today(service)));
        let renewal = books.sale(&renewal);
        assert_eq!(renewal["credits"][0]["partner_id"], PARTNER_ID);
        books.void(&renewal);
        let voided = books.void(&known);
        assert_eq!(voided.status, 200, "{voided:?}");
        assert_eq!(voided.json()["void_reason"], "It was paid by mistake.");
        assert_eq!(seen(service, &format!("recruits/{recruit}"))["status"], "open");
        let left = seen(service, &format!("sellers/{seller}"));
        assert_eq!((&left["status"], &left["partner_id"]), (&json!("prospect"), &Value::Null));
        assert_eq!(left["membership_ends_on"], Value::Null);
        books.void(&known).problem(409, "sale_void");
        books.confirm(&known).problem(409, "sale_void");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_membership_runs_on_and_a_void_sale_takes_its_term_away() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let ends = |expected: Value| {
            let found = seen(service, &format!("sellers/{seller}"));
            assert_eq!(found["membership_ends_on"], expected);
        };
        let first = books.sale(&credited("S-1", &seller, &[(PARTNER_ID, "100")]));
        books.confirm(&first);
        ends(json!("2027-07-31"));
        let second = books.sale(&credited("S-2", &seller, &[(PARTNER_ID, "100")]));
        books.confirm(&second);
        ends(json!("2028-07-31"));
        books.void(&first);
        ends(json!("2027-07-31"));
        let held = seen(service, &format!("sellers/{seller}"));
        assert_eq!(held["partner_id"], PARTNER_ID, "the other sale makes it the holder");
        books.void(&second);
        ends(Value::Null);
    });
}

#[test]
fn confirming_needs_the_rates_of_the_commission() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let (upper, apart) = (service.partner("UP-1"), service.partner("UP-2"));
        let manager = service.signed_in(Role::Manager);
        let parent = json!({"parent_id": upper, "from": "2026-01-01"});
        let above = manager.post(&format!("/api/v1/partners/{PARTNER_ID}/parent"), &parent);
        assert_eq!(above.status, 200, "{above:?}");
        books.agreed(PARTNER_ID, "OWN", "PKR");
        books.agreed(&upper, "UPPER", "EUR");
        books.agreed(&apart, "APART", "KWD");
        let known = books.sale(&credited("S-1", &seller, &[(PARTNER_ID, "100")]));
        let missing = |pair: &str| {
            let refused = books.confirm(&known).problem(422, "rate_missing");
            assert!(refused["detail"].as_str().is_some_and(|text| text.contains(pair)));
        };
        let state = |date: &str, base: &str, quote: &str| {
            let body = json!({"date": date, "base": base, "quote": quote, "rate": "2"});
            made(&books.one.post(RATES, &body));
        };
        missing("USD to PKR");
        state("2026-08-02", "USD", "PKR");
        missing("USD to PKR");
        state("2026-07-01", "PKR", "USD");
        missing("USD to EUR");
        state("2026-08-01", "USD", "EUR");
        assert_eq!(books.confirm(&known).status, 200);
        let later = books.sale(&credited("S-2", &seller, &[(&apart, "100")]));
        books.confirm(&later).problem(422, "rate_missing");
    });
}

fn refund(external_id: &str, amount: &str) -> Value {
    json!({"external_id": external_id, "amount": {"amount": amount, "currency": "USD"},
        "refunded_on": "2026-08-10", "reason": "Cancelled."})
}

#[test]
fn refunds_fit_their_sale() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let known = books.sale(&credited("S-1", &seller, &[(PARTNER_ID, "100")]));
        books.confirm(&known);
        let path = format!("{SALES}/{}/refunds", id(&known));
        let send = |key: &str, body: &Value| books.one.post_once(&path, key, body);
        books.one.post(&path, &refund("R-1", "1")).problem(400, "malformed");
        let first = made(&send("a", &refund("R-1", "600.00")));
        let again = send("b", &refund("R-1", "600"));
        assert_eq!((again.status, id(&again.json())), (200, id(&first)));
        send("c", &refund("R-1", "600.01")).problem(409, "external_id_taken");
        send("d", &refund("R-2", "400.01")).problem(422, "refund_exceeds_sale");
        let mut wrong = refund("R-2", "0");
        wrong["amount"]["currency"] = json!("PKR");
        wrong["refunded_on"] = json!("2026-07-31");
        let faults = [
            ("/amount/amount", "not_positive"),
            ("/amount/currency", "other_currency"),
            ("/refunded_on", "before_payment"),
        ];
        faulty(&send("e", &wrong), 422, &faults);
        let mut late = refund("R-2", "1");
        late["refunded_on"] = json!("2999-01-01");
        faulty(&send("f", &late), 422, &[("/refunded_on", "in_the_future")]);
        let void = format!("{path}/{}/void", id(&first));
        let voided = books.other.post(&void, &json!({"reason": "Not paid out."}));
        assert_eq!((voided.status, &voided.json()["status"]), (200, &json!("void")));
        books.other.post(&void, &json!({"reason": "Again."})).problem(409, "refund_void");
        made(&send("g", &refund("R-3", "1000.00")));
        let owner = service.signed_in(Role::PartnerOwner);
        let told = rows(&owner.get(&path));
        assert_eq!((told.len(), &told[0]["reason"]), (2, &Value::Null));
        books.void(&known);
        send("h", &refund("R-4", "1")).problem(409, "sale_void");
        let elsewhere = format!("{SALES}/sal_00000000000000000000000000000009/refunds");
        books.one.post_once(&elsewhere, "i", &refund("R-4", "1")).problem(404, "not_found");
    });
}
