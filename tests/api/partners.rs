//! `/partners`, and with them what every record does: lists, versions, keys.

use std::collections::BTreeSet;

use saathi::domain::Role;
use saathi::service::Tx;
use saathi::service::listing::question;
use saathi::storage::partners as stored;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER, PARTNER_ID, Service, on_both, on_both_at};
use crate::http::Answer;

const PARTNERS: &str = "/api/v1/partners";

fn body(code: &str) -> Value {
    json!({"code": code, "name": format!("Partner {code}"), "city": "Multan",
        "payout_currency": "PKR"})
}

fn create(actor: &Actor, code: &str) -> String {
    let answer = actor.post(PARTNERS, &body(code));
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.text("id")
}

fn path(id: &str) -> String {
    format!("{PARTNERS}/{id}")
}

/// The codes of a list's page.
fn codes(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    let rows = body["data"].as_array().expect("rows");
    rows.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn a_partner_is_made_and_read() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let sent = json!({"code": "KHI-001", "name": "Karachi Partners", "city": "Karachi",
            "payout_currency": "PKR", "parent_id": PARTNER_ID, "territories": ["Korangi", "SITE"],
            "tier": "gold", "status": "applicant", "ntn": "1234567-8"});
        let made = manager.post(PARTNERS, &sent);
        assert_eq!((made.status, made.header("etag")), (201, Some("\"1\"")), "{made:?}");
        let location = made.header("location").expect("a place").to_owned();
        assert_eq!(location, path(&made.text("id")));
        let read = manager.get(&location);
        assert_eq!((read.status, read.header("etag")), (200, Some("\"1\"")));
        assert_eq!(read.json(), made.json());
        for field in ["code", "name", "city", "payout_currency", "territories", "tier", "ntn"] {
            assert_eq!(read.json()[field], sent[field], "{field}");
        }
        let trail = service.trail();
        let row = trail.last().expect("a row");
        assert_eq!((row.action.as_str(), row.actor.as_str()), ("partners.create", &*manager.id));
        assert!(row.after_json.as_ref().is_some_and(|json| json.contains(PARTNER_ID)));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn what_a_body_says_wrongly_is_told_at_once() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let unknown = "par_ffffffffffffffffffffffffffffffff";
        let mut with_parent = body("A-1");
        with_parent["parent_id"] = json!(unknown);
        let mut malformed_parent = body("A-1");
        malformed_parent["parent_id"] = json!("par_1");
        for (sent, faults) in [
            (
                json!({"code": "no spaces", "city": ""}),
                "/code:code /name:required /city:city /payout_currency:required",
            ),
            (with_parent, "/parent_id:unknown_id"),
            (malformed_parent, "/parent_id:unknown_id"),
        ] {
            let answer = manager.post(PARTNERS, &sent);
            answer.problem(422, "invalid");
            let found: Vec<String> =
                answer.faults().iter().map(|(at, code)| format!("{at}:{code}")).collect();
            assert_eq!(found.join(" "), faults);
        }
        manager.post(PARTNERS, &body(PARTNER)).problem(409, "code_taken");
        assert_eq!(codes(&manager.get(PARTNERS)), [PARTNER], "nothing of it was kept");
    });
}

#[test]
fn a_walk_gives_every_row_once_in_every_order() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        for number in 0..11 {
            create(&manager, &format!("W-{number:02}"));
        }
        let expected: BTreeSet<String> = codes(&manager.get(PARTNERS)).into_iter().collect();
        assert_eq!(expected.len(), 12);
        for sort in
            ["", "&sort=code", "&sort=-code", "&sort=city", "&sort=-created_at", "&sort=-id"]
        {
            let (mut walked, mut cursor) = (Vec::new(), String::new());
            loop {
                let answer = manager.get(&format!("{PARTNERS}?limit=5{sort}{cursor}"));
                walked.extend(codes(&answer));
                match answer.json()["next_cursor"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            assert_eq!(walked.len(), 12, "{sort}");
            assert_eq!(walked.iter().cloned().collect::<BTreeSet<_>>(), expected, "{sort}");
            let mut sorted = walked.clone();
            sorted.sort();
            match sort {
                "&sort=code" => assert_eq!(walked, sorted),
                "&sort=-code" => assert!(walked.iter().eq(sorted.iter().rev())),
                _ => {}
            }
        }
    });
}

#[test]
fn a_list_is_filtered_and_searched() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        create(&manager, "F-1");
        create(&manager, "F_2");
        let terminated = create(&manager, "F-3");
        let status = json!({"status": "terminated", "reason": "left"});
        assert_eq!(manager.post(&format!("{}/status", path(&terminated)), &status).status, 200);
        for (query, expected) in [
            ("?code=F-1", vec!["F-1"]),
            ("?code=F-1,F_2&sort=code", vec!["F-1", "F_2"]),
            ("?status=terminated", vec!["F-3"]),
            ("?status=terminated&city=Multan", vec!["F-3"]),
            ("?city=Lahore", vec![PARTNER]),
            ("?created_at[lt]=2026-08-01T12:00:00Z", vec![]),
            ("?created_at[lte]=2026-08-01T12:00:00Z", vec![PARTNER]),
            ("?q=lahore", vec![PARTNER]),
            ("?q=f_2", vec!["F_2"]),
            ("?q=%25", vec![]),
            ("?q=PARTNER%20F&sort=code", vec!["F-1", "F-3", "F_2"]),
        ] {
            assert_eq!(codes(&manager.get(&format!("{PARTNERS}{query}"))), expected, "{query}");
        }
        let by_id = format!("{PARTNERS}?q={terminated}");
        assert_eq!(codes(&manager.get(&by_id)), ["F-3"]);
    });
}

#[test]
fn a_question_that_cannot_be_answered_is_a_400() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        create(&manager, "Q-1");
        let first = manager.get(&format!("{PARTNERS}?limit=1&sort=code"));
        let cursor = first.text("next_cursor");
        for (query, pointer, code) in [
            ("stat=active", "?stat", "unknown_parameter"),
            ("code[gte]=A", "?code[gte]", "unknown_parameter"),
            ("created_at[gte]=today", "?created_at[gte]", "parameter"),
            ("sort=tier", "?sort", "unknown_sort"),
            ("limit=0", "?limit", "limit"),
            ("limit=201", "?limit", "limit"),
            ("code=A&code=B", "?code", "twice"),
            ("cursor=00", "?cursor", "cursor"),
            (&format!("limit=1&sort=-code&cursor={cursor}"), "?cursor", "cursor"),
            (&format!("limit=1&sort=code&city=Lahore&cursor={cursor}"), "?cursor", "cursor"),
        ] {
            let answer = manager.get(&format!("{PARTNERS}?{query}"));
            answer.problem(400, "malformed");
            assert_eq!(answer.faults(), [(pointer.to_owned(), code.to_owned())], "{query}");
        }
        let message = manager.get(&format!("{PARTNERS}?stat=x")).json();
        assert!(message.to_string().contains("`status`"), "{message}");
        manager.get(&format!("{}?x=1", path(PARTNER_ID))).problem(400, "malformed");
        let odd = format!("{}?x=1", path(PARTNER_ID));
        manager.patch(&odd, &json!({})).problem(400, "malformed");
    });
}

#[test]
fn a_change_is_of_the_version_that_was_seen() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let partner = path(&create(&manager, "V-1"));
        let change = |tag: &str, name: &str| {
            manager.send("PATCH", &partner, &[("if-match", tag)], &json!({"name": name}))
        };
        let first = change("\"1\"", "One");
        assert_eq!((first.status, first.header("etag")), (200, Some("\"2\"")), "{first:?}");
        for tag in ["\"1\"", "\"3\"", "\"x\"", "W/\"1\""] {
            change(tag, "Two").problem(412, "stale");
        }
        assert_eq!(change("*", "Three").status, 200);
        assert_eq!(manager.patch(&partner, &json!({"tier": "gold"})).json()["tier"], "gold");
        let last = manager.patch(&partner, &json!({"tier": null, "territories": ["SITE"]}));
        assert_eq!((&last.json()["tier"], &last.json()["name"]), (&Value::Null, &json!("Three")));
        manager.patch(&partner, &json!({"name": null})).problem(400, "malformed");
        manager.patch(&partner, &json!({"code": "V-2"})).problem(400, "malformed");
    });
}

#[test]
fn a_key_makes_one_partner_of_all_copies() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let first = manager.post_once(PARTNERS, "key 1", &body("K-1"));
        assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
        let again = manager.post_once(PARTNERS, "key 1", &body("K-1"));
        assert_eq!((again.status, again.header("idempotency-replayed")), (201, Some("true")));
        assert_eq!((again.json(), again.header("etag")), (first.json(), Some("\"1\"")));
        assert_eq!(again.header("location"), first.header("location"));
        manager.post_once(PARTNERS, "key 1", &body("K-2")).problem(422, "idempotency_key_reused");
        // Another user's key of that name, and the same key on another route, are other keys.
        let other = service.signed_in(Role::Manager);
        other.post_once(PARTNERS, "key 1", &body("K-1")).problem(409, "code_taken");
        let status = format!("{}/status", path(&first.text("id")));
        let suspended = json!({"status": "suspended", "reason": "papers"});
        assert_eq!(manager.post_once(&status, "key 1", &suspended).status, 200);
        let long = "k".repeat(256);
        for key in ["", &long] {
            manager.post_once(PARTNERS, key, &body("K-3")).problem(400, "malformed");
        }
    });
}

#[test]
fn a_refusal_is_kept_and_a_bad_body_is_not() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        manager.post_once(PARTNERS, "r", &json!({"code": 1})).problem(400, "malformed");
        let first = manager.post_once(PARTNERS, "r", &body(PARTNER));
        first.problem(409, "code_taken");
        service.sql(&format!("UPDATE partners SET code = 'OTHER' WHERE id = '{PARTNER_ID}'"));
        let again = manager.post_once(PARTNERS, "r", &body(PARTNER));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!((again.status, &again.json()["code"]), (409, &json!("code_taken")));
        assert_eq!(manager.post_once(PARTNERS, "r2", &body(PARTNER)).status, 201);
    });
}

#[test]
fn whoever_may_no_longer_gets_no_answer_again() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        assert_eq!(manager.post_once(PARTNERS, "k", &body("D-1")).status, 201);
        service.sql(&format!("UPDATE users SET role = 'auditor' WHERE id = '{}'", manager.id));
        manager.post_once(PARTNERS, "k", &body("D-1")).problem(403, "forbidden");
    });
}

#[test]
fn a_hundred_copies_have_one_effect() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let before = service.trail().len();
        let copies: Vec<Answer> = std::thread::scope(|scope| {
            let send = || manager.post_once(PARTNERS, "copies", &body("C-1"));
            let running: Vec<_> = (0..100).map(|_| scope.spawn(send)).collect();
            running.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        let mut ids = BTreeSet::new();
        for copy in &copies {
            if copy.status == 409 {
                // It waited too long for the first one, and is told to ask again.
                copy.problem(409, "still_running");
                assert!(copy.header("retry-after").is_some());
            } else {
                assert_eq!(copy.status, 201, "{copy:?}");
                ids.insert(copy.text("id"));
            }
        }
        assert_eq!(ids.len(), 1);
        assert_eq!(service.trail().len(), before + 1);
        let first = copies.iter().filter(|copy| copy.status == 201);
        assert_eq!(first.filter(|copy| copy.header("idempotency-replayed").is_none()).count(), 1);
    });
}

#[test]
fn no_partner_is_ever_above_itself() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let [a, b, c] = ["P-1", "P-2", "P-3"].map(|code| create(&manager, code));
        let set = |of: &str, parent: Option<&str>, from: &str| {
            let body = json!({"parent_id": parent, "from": from});
            manager.post(&format!("{}/parent", path(of)), &body)
        };
        set(&a, Some(&a), "2026-01-01").problem(409, "parent_cycle");
        assert_eq!(set(&a, Some(&b), "2026-01-01").status, 200);
        assert_eq!(set(&b, Some(&c), "2026-03-01").status, 200);
        // While b stands below c, and c would stand below a.
        set(&c, Some(&a), "2026-02-01").problem(409, "parent_cycle");
        set(&b, Some(&a), "2026-06-01").problem(409, "parent_cycle");
        assert_eq!(set(&a, None, "2026-05-01").status, 200);
        assert_eq!(set(&c, Some(&a), "2026-06-01").status, 200);
        set(&a, Some(&b), "2026-01-01").problem(409, "parent_decided");
        set(&a, Some("par_00000000000000000000000000000099"), "2027-01-01").problem(422, "invalid");
        set("par_00000000000000000000000000000099", None, "2027-01-01").problem(404, "not_found");
    });
}

#[test]
fn the_platform_sees_below_whom_a_partner_stands_and_its_people_do_not() {
    on_both_at("2026-11-23", |service| {
        let manager = service.signed_in(Role::Manager);
        let [first, second] = ["UP-1", "UP-2"].map(|code| create(&manager, code));
        let mut sent = body("LOW-1");
        sent["parent_id"] = json!(first);
        let low = manager.post(PARTNERS, &sent);
        assert_eq!(low.json()["parent_id"], json!(first), "{low:?}");
        let low = path(&low.text("id"));
        let mut last = Value::Null;
        for (parent, from) in [(Some(&second), "2026-11-23"), (None, "2026-11-24")] {
            let placed = json!({"parent_id": parent, "from": from});
            last = manager.post(&format!("{low}/parent"), &placed).json();
        }
        let history = json!([{"parent_id": first, "from": "0001-01-01"},
            {"parent_id": second, "from": "2026-11-23"}, {"parent_id": null, "from": "2026-11-24"}]);
        for role in [Role::Manager, Role::Finance, Role::Admin, Role::Auditor] {
            let actor = service.signed_in(role);
            let listed = actor.get(&format!("{PARTNERS}?code=LOW-1")).json()["data"][0].clone();
            for seen in [actor.get(&low).json(), listed, last.clone()] {
                assert_eq!((&seen["parent_id"], &seen["parents"]), (&json!(second), &history));
            }
        }
        let alone = manager.get(&path(&first)).json();
        assert_eq!((&alone["parent_id"], &alone["parents"]), (&Value::Null, &json!([])));
        for role in [Role::PartnerOwner, Role::PartnerStaff] {
            let own = service.signed_in_of(role, "LOW-1").get(&low).json();
            assert_eq!((&own["parent_id"], &own["parents"]), (&Value::Null, &Value::Null));
        }
        // Nor do they learn that it was moved, or when.
        let moves = |actor: &Actor| {
            let trail = actor.get("/api/v1/audit?action=partners.parent").json();
            trail["data"].as_array().expect("a list").len()
        };
        let owner = service.signed_in_of(Role::PartnerOwner, "LOW-1");
        assert_eq!((moves(&manager), moves(&owner)), (2, 0));
    });
}

#[test]
fn a_partners_standing_moves_as_it_may() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let partner = create(&manager, "S-1");
        let set = |status: &str| {
            let body = json!({"status": status, "reason": "as agreed"});
            manager.post(&format!("{}/status", path(&partner)), &body)
        };
        set("active").problem(409, "status");
        set("applicant").problem(409, "status");
        for status in ["suspended", "active", "terminated"] {
            assert_eq!(set(status).json()["status"], status);
        }
        set("active").problem(409, "status");
        set("gone").problem(422, "invalid");
        let body = json!({"status": "active"});
        manager.post(&format!("{}/status", path(&partner)), &body).problem(422, "invalid");
        let reasons = service.trail().into_iter().filter(|row| row.action == "partners.status");
        assert_eq!(reasons.filter(|row| row.reason.as_deref() == Some("as agreed")).count(), 3);
    });
}

#[test]
fn a_partners_people_see_their_own_alone() {
    on_both(|service| {
        let other = service.partner("ISB-001");
        for role in [Role::PartnerStaff, Role::PartnerOwner] {
            let actor = service.signed_in(role);
            assert_eq!(codes(&actor.get(PARTNERS)), [PARTNER]);
            assert_eq!(codes(&actor.get(&format!("{PARTNERS}?q=ISB"))), [""; 0]);
            assert_eq!(actor.get(&path(PARTNER_ID)).status, 200);
            let foreign = actor.get(&path(&other)).problem(404, "not_found");
            for id in ["par_000000000000000000000000000000ff", "par_1", "x", "%00"] {
                assert_eq!(actor.get(&path(id)).problem(404, "not_found"), foreign, "{id}");
            }
            actor.post(PARTNERS, &body("N-1")).problem(403, "forbidden");
            actor.patch(&path(&other), &json!({})).problem(403, "forbidden");
        }
    });
}

/// The status of a partner, set without asking whether it may.
pub fn set_status(service: &Service, id: &str, status: &str) {
    service.sql(&format!("UPDATE partners SET status = '{status}' WHERE id = '{id}'"));
}

#[test]
fn a_list_is_counted_whole_whatever_page_of_it_is_asked() {
    on_both(|service| {
        for code in ["CNT-1", "CNT-2", "CNT-3"] {
            service.partner(code);
        }
        let count = |asked: &[(&str, &str)]| {
            let listing = question(&stored::LISTED, asked).expect("a question").counting();
            let read = |tx: &mut Tx<'_>| stored::list(tx, &listing);
            let page =
                service.app.database.read(&saathi::domain::Actor::of_programme().scope(), read);
            let page = page.expect("a page");
            (page.rows.len(), page.count)
        };
        assert_eq!(count(&[("q", "CNT-"), ("limit", "1"), ("sort", "-name")]), (0, Some(3)));
        assert_eq!(count(&[("code", "CNT-2")]), (0, Some(1)));
        assert_eq!(count(&[("q", "nobody")]), (0, Some(0)));
    });
}
