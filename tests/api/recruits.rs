//! `/recruits`: what is taken and refused, and what nobody learns from it.

use chrono::NaiveDate;
use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both};
use crate::http::Answer;
use crate::partners::set_status;

pub const RECRUITS: &str = "/api/v1/recruits";
pub const OTHER: &str = "SKT-002";

pub fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

pub fn path(id: &str) -> String {
    format!("{RECRUITS}/{id}")
}

/// A seller of that name and number.
pub fn of(name: &str, ntn: &str) -> Value {
    json!({"seller": {"name": name, "city": "Sialkot", "ntn": ntn}, "source": "visit"})
}

pub fn register(actor: &Actor, key: &str, body: &Value) -> Answer {
    actor.post_once(RECRUITS, key, body)
}

/// Registers what must be taken, and gives the record.
pub fn taken(actor: &Actor, key: &str, body: &Value) -> Value {
    let answer = register(actor, key, body);
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

/// Two partners with a person each.
pub fn two(service: &Service) -> (Actor, Actor) {
    service.partner(OTHER);
    let one = service.signed_in(Role::PartnerStaff);
    (one, service.signed_in_of(Role::PartnerStaff, OTHER))
}

fn rows(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["data"].as_array().expect("rows").clone()
}

fn id(recruit: &Value) -> String {
    recruit["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_registration_is_taken_and_read() {
    on_both(|service| {
        let (one, other) = two(service);
        let sent = json!({"seller": {"name": "Al Noor Surgical", "city": "Sialkot",
            "phone": "0300 1234567", "ntn": "1234567-8"}, "source": "visit",
            "note": "Ask for Bilal.", "captured_at": "2026-07-31T20:15:00+05:00",
            "client_ref": "019A7C1E-4F00-7ABC-8DEF-0123456789AB"});
        let answer = register(&one, "k1", &sent);
        let made = answer.json();
        assert_eq!((answer.status, answer.header("etag")), (201, Some("\"1\"")), "{answer:?}");
        assert_eq!((&made["status"], &made["stage"]), (&json!("open"), &json!("lead")));
        assert_eq!((&made["partner_id"], &made["user_id"]), (&json!(PARTNER_ID), &json!(one.id)));
        assert_eq!(made["client_ref"], "019a7c1e-4f00-7abc-8def-0123456789ab");
        assert_eq!(made["captured_at"], "2026-07-31T15:15:00Z");
        assert_eq!(
            (&made["late"], &made["submitted"]["phone"]),
            (&json!(true), &json!("+923001234567"))
        );
        let at = answer.header("location").expect("a place").to_owned();
        let read = one.get(&at).json();
        assert_eq!((&read["id"], &read["extension"]), (&made["id"], &Value::Null));
        other.get(&at).problem(404, "not_found");
        other.patch(&at, &json!({"note": "mine"})).problem(404, "not_found");
        assert!(rows(&other.get(RECRUITS)).is_empty());
        assert_eq!(rows(&one.get(&format!("{RECRUITS}?q=3001234567"))).len(), 1);
        assert_eq!(
            rows(&one.get(&format!("{RECRUITS}?status=open&stage=lead,demo&sort=-received_at")))
                .len(),
            1
        );
        assert!(rows(&one.get(&format!("{RECRUITS}?status=won"))).is_empty());
        let changed = one.patch(&at, &json!({"note": null}));
        assert_eq!((changed.status, &changed.json()["note"]), (200, &Value::Null));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn what_a_body_says_wrongly_is_told_at_once() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let cases = [
            (json!({}), 422, "/source:required /seller:required"),
            (
                json!({"seller": {"name": "A"}, "source": "x"}),
                422,
                "/seller/city:required /source:unknown_value",
            ),
            (
                json!({"seller": {"name": "A", "city": "B"}, "source": "visit", "seller_id":
                "sel_ffffffffffffffffffffffffffffffff"}),
                422,
                "/seller_id:one_of_two",
            ),
            (
                json!({"seller_id": "sel_ffffffffffffffffffffffffffffffff", "source": "visit"}),
                422,
                "/seller_id:unknown_id",
            ),
            (json!({"seller_id": "sel_1", "source": "visit"}), 422, "/seller_id:unknown_id"),
            (
                json!({"seller": {"name": "A", "city": "B"}, "source": "event", "event_id":
                "evt_ffffffffffffffffffffffffffffffff"}),
                422,
                "/event_id:unknown_id",
            ),
            (
                json!({"seller": {"name": "A", "city": "B"}, "source": "visit", "partner_id":
                "par_ffffffffffffffffffffffffffffffff"}),
                422,
                "/partner_id:unknown_id",
            ),
            (
                json!({"seller": {"nam": "A", "name": "A", "city": "B"}, "source": "visit"}),
                400,
                "/seller/nam:unknown_field",
            ),
        ];
        for (number, (sent, status, faults)) in cases.into_iter().enumerate() {
            let answer = register(&staff, &format!("k{number}"), &sent);
            let code = if status == 400 { "malformed" } else { "invalid" };
            answer.problem(status, code);
            let found: Vec<String> =
                answer.faults().iter().map(|(at, code)| format!("{at}:{code}")).collect();
            assert_eq!(found.join(" "), faults, "{sent}");
        }
        staff.post(RECRUITS, &of("A", "1234567-8")).problem(400, "malformed");
        assert!(rows(&staff.get(RECRUITS)).is_empty());
    });
}

#[test]
fn roles_that_never_register_are_refused() {
    on_both(|service| {
        for role in [Role::Finance, Role::Auditor] {
            let actor = service.signed_in(role);
            register(&actor, "k", &of("A", "1234567-8")).problem(403, "forbidden");
        }
        let manager = service.signed_in(Role::Manager);
        register(&manager, "k1", &of("A", "1234567-8")).problem(422, "invalid");
        let mut sent = of("A", "1234567-8");
        sent["partner_id"] = json!(PARTNER_ID);
        let made = taken(&manager, "k2", &sent);
        assert_eq!((&made["partner_id"], &made["user_id"]), (&json!(PARTNER_ID), &Value::Null));
    });
}

#[test]
fn who_comes_second_is_refused_alike_and_learns_nothing() {
    on_both(|service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let protected = taken(&one, "k1", &of("Al Noor Surgical", "1234567-8"));
        let held =
            json!({"name": "Held", "city": "Daska", "ntn": "7654321-0", "partner_id": PARTNER_ID});
        assert_eq!(manager.post("/api/v1/sellers", &held).status, 201);
        let by_id = json!({"seller_id": protected["seller_id"], "source": "visit"});
        let answers = [
            register(&other, "k1", &of("Noor", "NTN 1234567 8")),
            register(&other, "k2", &of("Somebody", "7654321-0")),
            register(&other, "k3", &by_id),
        ];
        let told: Vec<Value> =
            answers.iter().map(|answer| answer.problem(409, "seller_not_available")).collect();
        assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:?}");
        let kept = rows(&other.get(&format!("{RECRUITS}?status=refused")));
        assert_eq!(kept.len(), 3, "each is kept");
        for recruit in &kept {
            assert_eq!(
                (&recruit["seller_id"], &recruit["protected_until"]),
                (&Value::Null, &Value::Null)
            );
            let text = recruit.to_string();
            for secret in ["Al Noor", "Held", PARTNER_ID] {
                assert!(!text.contains(secret), "{text}");
            }
        }
        assert_eq!(rows(&manager.get(&format!("{RECRUITS}?status=refused"))).len(), 3);
        register(&one, "k9", &of("Al Noor", "1234567-8")).problem(409, "already_yours");
        register(&one, "k10", &of("Held", "7654321-0")).problem(409, "already_yours");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_reference_is_one_record_for_ever_and_only_an_accepted_one_takes_it() {
    on_both(|service| {
        let (one, other) = two(service);
        let named = |name: &str, ntn: &str| {
            let mut sent = of(name, ntn);
            sent["client_ref"] = json!("019a7c1e-4f00-7abc-8def-0123456789ab");
            sent
        };
        let made = taken(&one, "k1", &named("Al Noor", "1234567-8"));
        let again = register(&one, "k2", &named("Al Noor", "1234567-8"));
        assert_eq!((again.status, &again.json()), (200, &made));
        let another_body = register(&one, "k3", &named("Zamzam", "7654321-0"));
        assert_eq!((another_body.status, &another_body.json()), (200, &made));
        let replayed = register(&one, "k1", &named("Al Noor", "1234567-8"));
        assert_eq!((replayed.status, replayed.header("idempotency-replayed")), (201, Some("true")));
        // The other partner's phone may call its own so; refused, it keeps the reference.
        register(&other, "k1", &named("Noor", "1234567-8")).problem(409, "seller_not_available");
        let mended = taken(&other, "k2", &named("Zamzam", "7654321-0"));
        assert_eq!(mended["client_ref"], made["client_ref"]);
        assert_eq!(rows(&one.get(RECRUITS)).len(), 1);
    });
}

#[test]
fn what_may_be_the_same_waits_for_a_manager_and_is_protected() {
    on_both(|service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let known = json!({"seller": {"name": "Al Noor Surgical", "city": "Sialkot",
            "phone": "0300 1234567", "email": "info@noor.example"}, "source": "visit"});
        taken(&one, "k1", &known);
        for (number, alike) in [
            json!({"name": "Zamzam Sports", "city": "Lahore", "phone": "+92 300 1234567"}),
            json!({"name": "Karim Leather", "city": "Lahore", "email": "INFO@noor.example"}),
            json!({"name": "Al-Noor Surgical (Pvt) Ltd", "city": "sialkot"}),
        ]
        .into_iter()
        .enumerate()
        {
            let sent = json!({"seller": alike, "source": "visit"});
            let made = taken(&other, &format!("k{number}"), &sent);
            assert_eq!(
                (&made["status"], &made["review_reason"]),
                (&json!("in_review"), &Value::Null)
            );
            assert!(made["protected_until"].is_string());
            let seen = manager.get(&path(&id(&made))).json();
            assert!(
                seen["review_reason"]
                    .as_str()
                    .is_some_and(|r| r.contains("same") || r.contains("similar")),
                "{seen}"
            );
        }
        let free = taken(
            &other,
            "k9",
            &json!({"seller": {"name": "Al Noor Surgical", "city": "Multan"}, "source": "visit"}),
        );
        assert_eq!(free["status"], "open", "another city");
        let review = rows(&manager.get(&format!("{RECRUITS}?status=in_review")));
        assert_eq!(review.len(), 3);
        decide(service, &one, &other, &review);
    });
}

fn decide(service: &Service, one: &Actor, other: &Actor, review: &[Value]) {
    let manager = service.signed_in(Role::Manager);
    let verdict = |decision: &str| json!({"decision": decision, "reason": "Looked at it."});
    let [first, second, _] = review else { panic!("three are in review") };
    let decision = |recruit: &Value| format!("{}/decide", path(&id(recruit)));
    other.post(&decision(first), &verdict("approve")).problem(403, "forbidden");
    let approved = manager.post(&decision(first), &verdict("approve"));
    assert_eq!((approved.status, &approved.json()["status"]), (200, &json!("open")));
    assert_eq!(approved.json()["protected_until"], first["protected_until"]);
    let refused = manager.post(&decision(second), &verdict("refuse"));
    assert_eq!((refused.status, &refused.json()["status"]), (200, &json!("refused")));
    assert_eq!(refused.json()["seller_id"], second["seller_id"]);
    manager.post(&decision(second), &verdict("approve")).problem(409, "not_in_review");
    // Its protection went with it.
    let again = json!({"seller_id": second["seller_id"], "source": "visit"});
    assert_eq!(register(one, "after", &again).status, 201);
}

#[test]
fn stages_go_forward_or_are_lost() {
    on_both(|service| {
        let (one, other) = two(service);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let at = path(&id(&made));
        let go = |actor: &Actor, stage: &str| {
            actor.post(&format!("{at}/stage"), &json!({"stage": stage, "note": "So it is."}))
        };
        assert_eq!(go(&one, "visited").json()["stage"], "visited");
        go(&one, "visited").problem(409, "stage_not_forward");
        go(&one, "contacted").problem(409, "stage_not_forward");
        go(&one, "won").problem(422, "invalid");
        go(&other, "demo").problem(404, "not_found");
        let lost = go(&one, "lost").json();
        assert_eq!((&lost["status"], &lost["stage"]), (&json!("lost"), &json!("visited")));
        go(&one, "demo").problem(409, "recruit_over");
        let moves = rows(&one.get(&format!("{at}/stages")));
        let path: Vec<_> = moves.iter().map(|m| (m["from"].clone(), m["to"].clone())).collect();
        assert_eq!(
            path,
            [
                (Value::Null, json!("lead")),
                (json!("lead"), json!("visited")),
                (json!("visited"), json!("lost"))
            ]
        );
        assert_eq!(
            (&moves[1]["moved_by"], &moves[1]["note"]),
            (&json!(one.id), &json!("So it is."))
        );
        other.get(&format!("{at}/stages")).problem(404, "not_found");
        // Lost, it is free again for everybody.
        assert_eq!(taken(&other, "k1", &of("Al Noor", "1234567-8"))["status"], "open");
    });
}

#[test]
fn activities_are_logged_and_listed() {
    on_both(|service| {
        let (one, other) = two(service);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let at = format!("{}/activities", path(&id(&made)));
        let happened = &made["received_at"];
        let call = json!({"kind": "call", "happened_at": happened, "note": "Rang."});
        let logged = one.post(&at, &call);
        assert_eq!((logged.status, &logged.json()["user_id"]), (201, &json!(one.id)), "{logged:?}");
        one.post(&at, &json!({"kind": "call", "happened_at": "2999-01-01T00:00:00Z"}))
            .problem(422, "invalid");
        one.post(&at, &json!({"kind": "walk"})).problem(422, "invalid");
        other.post(&at, &call).problem(404, "not_found");
        other.get(&at).problem(404, "not_found");
        assert_eq!(rows(&one.get(&at)).len(), 1);
        assert_eq!(one.get(&path(&id(&made))).json()["last_activity_at"], *happened);
    });
}

#[test]
fn a_lookup_says_free_taken_review_or_yours_and_no_more() {
    on_both(|service| {
        let (one, other) = two(service);
        let sent = json!({"seller": {"name": "Al Noor Surgical", "city": "Sialkot", "ntn":
            "1234567-8", "phone": "0300 1234567"}, "source": "visit"});
        let until = taken(&one, "k1", &sent)["protected_until"].clone();
        let ask = |actor: &Actor, query: &str| actor.get(&format!("{RECRUITS}/lookup?{query}"));
        let expect = |actor: &Actor, query: &str, status: &str, until: &Value| {
            let answer = ask(actor, query);
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(answer.json(), json!({"status": status, "until": until}), "{query}");
        };
        expect(&one, "ntn=12345678", "yours", &until);
        expect(&one, "phone=03001234567", "yours", &until);
        expect(&other, "ntn=12345678", "taken", &Value::Null);
        expect(&other, "phone=03001234567", "review", &Value::Null);
        expect(&other, "name=alnoor+surgical&city=SIALKOT", "review", &Value::Null);
        expect(&other, "name=alnoor+surgical&city=Multan", "free", &Value::Null);
        expect(&other, "ntn=7654321-0&phone=03211111111", "free", &Value::Null);
        for query in [
            "",
            "name=Noor",
            "city=Sialkot",
            "ntn=1",
            "phone=12",
            "x=1&ntn=12345678",
            "ntn=12345678&ntn=12345678",
        ] {
            ask(&other, query).problem(400, "malformed");
        }
    });
}

#[test]
fn lookups_are_counted() {
    on_both(|service| {
        let (one, other) = two(service);
        let ask = |actor: &Actor| actor.get(&format!("{RECRUITS}/lookup?ntn=12345678"));
        let refused = (0..40).map(|_| ask(&one)).find(|answer| answer.status != 200);
        let refused = refused.expect("somebody who asks forty times is stopped");
        refused.problem(429, "too_many");
        let wait = refused.header("retry-after").and_then(|wait| wait.parse::<u32>().ok());
        assert!(wait.is_some_and(|seconds| (1..=10).contains(&seconds)), "{refused:?}");
        assert_eq!(ask(&other).status, 200);
        let rate = json!({"settings": {"lookups_at_once": 2, "lookup_pause_seconds": 3600},
            "reason": "for a test", "effective_from": service.app.clock.now().today.to_string()});
        assert_eq!(service.signed_in(Role::Admin).patch("/api/v1/settings", &rate).status, 200);
        assert_eq!([(); 3].map(|()| ask(&other).status), [200, 200, 429]);
    });
}

#[test]
fn a_partner_that_is_not_active_registers_nothing() {
    on_both(|service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let manager = service.signed_in(Role::Manager);
        let made = taken(&staff, "k1", &of("Al Noor", "1234567-8"));
        set_status(service, PARTNER_ID, "suspended");
        register(&staff, "k2", &of("Zamzam", "7654321-0")).problem(409, "partner_not_active");
        staff
            .post(&format!("{}/stage", path(&id(&made))), &json!({"stage": "demo"}))
            .problem(409, "partner_not_active");
        assert_eq!(staff.get(&path(&id(&made))).status, 200, "its people still read");
        let mut sent = of("Zamzam", "7654321-0");
        sent["partner_id"] = json!(PARTNER_ID);
        register(&manager, "k3", &sent).problem(409, "partner_not_active");
    });
}

#[test]
fn a_member_id_is_the_same_in_either_case() {
    on_both(|service| {
        let (one, other) = two(service);
        let of = |member: &str, city: &str| {
            json!({"seller": {"name": format!("Firm of {city}"), "city": city,
                "member_id": member}, "source": "visit"})
        };
        taken(&one, "k1", &of("SKT-mem-7", "Sialkot"));
        let refused = register(&other, "k1", &of("skt-MEM-7", "Lahore"));
        refused.problem(409, "seller_not_available");
        taken(&other, "k2", &of("SKT-mem-8", "Multan"));
    });
}

#[test]
fn what_was_done_before_there_was_a_recruit_is_no_contact_with_it() {
    on_both(|service| {
        let (one, _) = two(service);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let visit = |at: &str| {
            let body = json!({"kind": "visit", "happened_at": at});
            assert_eq!(one.post(&format!("{}/activities", path(&id(&made))), &body).status, 201);
        };
        let waiting = |flag: bool| rows(&one.get(&format!("{RECRUITS}?uncontacted={flag}"))).len();
        visit("2020-01-01T10:00:00Z");
        assert_eq!(waiting(true), 1);
        assert!(rows(&one.get(&format!("{RECRUITS}?first_contact=in_time,late"))).is_empty());
        visit(made["received_at"].as_str().expect("an instant"));
        assert_eq!(waiting(true), 0);
        assert_eq!(rows(&one.get(&format!("{RECRUITS}?first_contact=in_time"))).len(), 1);
    });
}
