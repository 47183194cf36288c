//! `/sales`: recording, and whose a sale is.

use std::thread;

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{PARTNER_ID, on_both};
use crate::http::Answer;
use crate::money::{Books, SALES, credited, faulty, id, made, rows, sale, seller};

const OTHER: &str = "SKT-002";

#[test]
fn a_sale_is_recorded_with_what_is_known_of_its_seller() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let sent = credited("S-1", &seller, &[(PARTNER_ID, "100")]);
        let known = books.sale(&sent);
        for (field, value) in [("status", "recorded"), ("city", "Sialkot"), ("source", "")] {
            assert_eq!(known[field], value, "{field}");
        }
        assert_eq!(known["verified_on"], Value::Null);
        let part = json!({"amount": "1000.00", "currency": "USD"});
        let credit = json!([{"partner_id": PARTNER_ID, "share": "100", "part": part}]);
        assert_eq!(known["credits"], credit);
        assert_eq!(books.one.get(&format!("{SALES}/{}", id(&known))).json(), known);
        let found = format!("{SALES}?product=verified&paid_on[gte]=2026-08-01&q=noor");
        assert_eq!(rows(&books.one.get(&found)), [known]);
        assert!(rows(&books.one.get(&format!("{SALES}?product=gold"))).is_empty());
    });
}

#[test]
fn an_external_id_stands_for_one_content() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let sent = credited("S-1", &seller, &[(PARTNER_ID, "100")]);
        books.one.post(SALES, &sent).problem(400, "malformed");
        let known = books.sale(&sent);
        let replayed = books.one.post_once(SALES, "S-1", &sent);
        assert_eq!((replayed.status, replayed.header("idempotency-replayed")), (201, Some("true")));
        let mut spelt = sent.clone();
        spelt["credits"][0]["share"] = json!("100.0");
        let again = books.other.post_once(SALES, "another", &spelt);
        assert_eq!((again.status, again.json()), (200, known));
        spelt["amount"]["amount"] = json!("1000.01");
        let taken = books.one.post_once(SALES, "third", &spelt);
        taken.problem(409, "external_id_taken");
        books.one.post_once(SALES, "S-1", &spelt).problem(422, "idempotency_key_reused");
    });
}

#[test]
fn copies_sent_at_once_are_one_sale() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let sent = credited("S-1", &seller, &[(PARTNER_ID, "100")]);
        let (books, sent) = (&books, &sent);
        let statuses: Vec<u16> = thread::scope(|scope| {
            let copies: Vec<_> = (0..100)
                .map(|n| {
                    // Half are the same request again, half another one with the same body.
                    let key = if n % 2 == 0 { "one".to_owned() } else { format!("key-{n}") };
                    scope.spawn(move || books.one.post_once(SALES, &key, sent).status)
                })
                .collect();
            copies.into_iter().map(|copy| copy.join().expect("an answer")).collect()
        });
        assert!(statuses.iter().all(|status| [200, 201].contains(status)), "{statuses:?}");
        assert_eq!(rows(&books.one.get(SALES)).len(), 1);
    });
}

#[test]
fn all_that_is_wrong_with_a_sale_is_told() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let mut wrong = credited(
            "S-1",
            "sel_00000000000000000000000000000009",
            &[(PARTNER_ID, "60"), ("par_00000000000000000000000000000009", "39.999999")],
        );
        wrong["product"] = json!("gold");
        wrong["paid_on"] = json!("2999-01-01");
        wrong["amount"]["amount"] = json!("-1.00");
        wrong["event_id"] = json!("evt_00000000000000000000000000000009");
        let faults = [
            ("/amount/amount", "negative"),
            ("/paid_on", "in_the_future"),
            ("/seller_id", "unknown_id"),
            ("/product", "unknown_product"),
            ("/event_id", "unknown_id"),
            ("/credits/1/partner_id", "unknown_id"),
            ("/credits", "shares"),
        ];
        faulty(&books.one.post_once(SALES, "k", &wrong), 422, &faults);
        let alone = books.one.post_once(SALES, "l", &sale("S-1", &seller));
        alone.problem(422, "no_partner");
        for credits in
            [vec![(PARTNER_ID, "50"), (PARTNER_ID, "50")], vec![(PARTNER_ID, "99.999999")], vec![]]
        {
            let key = format!("{credits:?}");
            let sent = credited("S-1", &seller, &credits);
            faulty(&books.one.post_once(SALES, &key, &sent), 422, &[("/credits", "shares")]);
        }
        let sent = credited("S-1", &seller, &[(PARTNER_ID, "0")]);
        faulty(&books.one.post_once(SALES, "m", &sent), 422, &[("/credits/0/share", "decimal")]);
        assert!(rows(&books.one.get(SALES)).is_empty());
    });
}

#[test]
fn a_split_shows_a_partner_its_own_share_and_nothing_of_the_other() {
    on_both(|service| {
        let books = Books::open(service);
        let other = service.partner(OTHER);
        let seller = seller(service, "Al Noor Surgical");
        let mut sent = credited("S-1", &seller, &[(PARTNER_ID, "60"), (&other, "40")]);
        sent["amount"]["amount"] = json!("5999.99");
        sent["note"] = json!("Shared with SKT-002.");
        let split = books.sale(&sent);
        books.sale(&credited("S-2", &seller, &[(&other, "100")]));
        let path = format!("{SALES}/{}", id(&split));
        for role in [Role::PartnerStaff, Role::PartnerOwner] {
            let actor = service.signed_in(role);
            let seen = actor.get(&path).json();
            let part = json!({"amount": "3599.99", "currency": "USD"});
            let credit = json!([{"partner_id": PARTNER_ID, "share": "60", "part": part}]);
            assert_eq!(seen["credits"], credit);
            for hidden in ["note", "recorded_by", "recruit_id"] {
                assert_eq!(seen[hidden], Value::Null, "{hidden}");
            }
            assert_eq!(rows(&actor.get(SALES)), std::slice::from_ref(&seen));
            let own = format!("{SALES}?partner_id={PARTNER_ID}");
            assert_eq!(rows(&actor.get(&own)), [seen]);
            assert!(rows(&actor.get(&format!("{SALES}?partner_id={other}"))).is_empty());
            assert!(!String::from_utf8_lossy(&actor.get(SALES).bytes).contains(other.as_str()));
        }
        let theirs = service.signed_in_of(Role::PartnerStaff, OTHER);
        assert_eq!(theirs.get(&path).json()["credits"][0]["part"]["amount"], "2400.00");
        assert_eq!(rows(&theirs.get(SALES)).len(), 2);
        assert_eq!(rows(&books.one.get(&format!("{SALES}?partner_id={other}"))).len(), 2);
    });
}

#[test]
fn roles_do_what_they_may() {
    on_both(|service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor Surgical");
        let sent = credited("S-1", &seller, &[(PARTNER_ID, "100")]);
        let known = books.sale(&sent);
        let path = format!("{SALES}/{}", id(&known));
        for role in [Role::PartnerStaff, Role::PartnerOwner, Role::Manager, Role::Auditor] {
            let actor = service.signed_in(role);
            actor.post_once(SALES, "k", &sent).problem(403, "forbidden");
            actor.patch(&path, &json!({"note": "x"})).problem(403, "forbidden");
            for what in ["confirm", "void", "refunds"] {
                let refused = actor.post(&format!("{path}/{what}"), &json!({}));
                refused.problem(403, "forbidden");
            }
            let status = if role == Role::Manager { 403 } else { 200 };
            assert_eq!((actor.get(&path).status, actor.get(SALES).status), (status, status));
        }
        service.partner(OTHER);
        let foreign = service.signed_in_of(Role::PartnerOwner, OTHER);
        let absent = format!("{SALES}/sal_00000000000000000000000000000009");
        let (absent, foreign) = (foreign.get(&absent), foreign.get(&path));
        assert_eq!(absent.problem(404, "not_found"), foreign.problem(404, "not_found"));
    });
}

#[test]
fn a_recorded_sale_changes_until_it_is_confirmed() {
    on_both(|service| {
        let books = Books::open(service);
        let other = service.partner(OTHER);
        let seller = seller(service, "Al Noor Surgical");
        let known = books.sale(&credited("S-1", &seller, &[(PARTNER_ID, "100")]));
        let path = format!("{SALES}/{}", id(&known));
        let change = json!({"amount": {"amount": "10", "currency": "PKR"}, "source": "visit",
            "credits": [{"partner_id": other, "share": "30"},
                {"partner_id": PARTNER_ID, "share": "70"}]});
        let changed = books.other.patch(&path, &change);
        assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")), "{changed:?}");
        assert_eq!(changed.json()["credits"][0]["part"]["amount"], "3.00");
        // Whoever changed it last does not confirm it, nor whoever recorded it.
        let confirm = format!("{path}/confirm");
        for actor in [&books.one, &books.other] {
            actor.post(&confirm, &json!({})).problem(409, "needs_second_person");
        }
        // A note is no change of what is paid: it hides nobody's own amount, and takes no right away.
        let third = service.signed_in(Role::Finance);
        assert_eq!(third.patch(&path, &json!({"note": "seen"})).status, 200);
        books.other.post(&confirm, &json!({})).problem(409, "needs_second_person");
        assert_eq!(third.post(&confirm, &json!({})).status, 200);
        books.other.patch(&path, &json!({"note": "x"})).problem(409, "sale_confirmed");
        let again = made(&books.one.post_once(
            SALES,
            "S-2",
            &credited("S-2", &seller, &[(PARTNER_ID, "100")]),
        ));
        assert_eq!(again["status"], "recorded");
    });
}

#[test]
fn everything_that_is_wrong_with_a_sale_is_told_in_one_round() {
    on_both(|service| {
        let books = Books::open(service);
        let nobody = |prefix: &str| format!("{prefix}_000000000000000000000000000000ff");
        let sent = json!({"external_id": "S-1", "seller_id": nobody("sel"), "kind": "newish",
            "product": "unknown", "amount": {"amount": "10.00", "currency": "XXX"},
            "paid_on": "2026-02-30", "event_id": nobody("evt"), "note": "a\u{0}b",
            "credits": [{"partner_id": nobody("par"), "share": "40"}]});
        let all = [
            "/amount/currency",
            "/credits",
            "/credits/0/partner_id",
            "/event_id",
            "/kind",
            "/note",
            "/paid_on",
            "/product",
            "/seller_id",
        ];
        let places = |answer: &Answer| -> Vec<String> {
            let mut places: Vec<_> = answer.faults().into_iter().map(|(place, _)| place).collect();
            places.sort();
            places
        };
        let refused = books.one.post_once(SALES, "k1", &sent);
        refused.problem(400, "malformed");
        assert_eq!(places(&refused), all, "{refused:?}");
        // What can be read and is wrong alone is a 422, also beside a word that is none.
        let mut mild = sent.clone();
        mild["note"] = json!(null);
        mild["paid_on"] = json!("2999-01-01");
        let refused = books.one.post_once(SALES, "k2", &mild);
        refused.problem(422, "invalid");
        let expected: Vec<_> = all.into_iter().filter(|place| *place != "/note").collect();
        assert_eq!(places(&refused), expected, "{refused:?}");
    });
}
