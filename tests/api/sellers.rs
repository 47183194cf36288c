//! `/sellers`: who sees what of them, who changes what, and who holds them.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, Given, PARTNER_ID, Service, on_both, on_both_given};
use crate::http::Answer;
use crate::recruits::{OTHER, day, register};

const SELLERS: &str = "/api/v1/sellers";

fn path(id: &str) -> String {
    format!("{SELLERS}/{id}")
}

fn body() -> Value {
    json!({"name": "Al Noor Surgical", "city": "Sialkot", "phone": "0300 1234567",
        "email": "Info@AlNoor.example", "ntn": "12345678", "cnic": "3520212345671",
        "member_id": "M-1", "contact_name": "Bilal", "categories": ["surgical instruments"],
        "star_rating": 4})
}

fn create(manager: &Actor, body: &Value) -> String {
    let made = manager.post(SELLERS, body);
    assert_eq!(made.status, 201, "{made:?}");
    made.text("id")
}

fn names(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    let rows = body["data"].as_array().expect("rows");
    rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_seller_is_made_read_and_changed() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let made = manager.post(SELLERS, &body());
        assert_eq!((made.status, made.header("etag")), (201, Some("\"1\"")), "{made:?}");
        let at = made.header("location").expect("a place").to_owned();
        let read = manager.get(&at).json();
        assert_eq!(read, made.json());
        assert_eq!(read["phone"], "+923001234567");
        assert_eq!(
            (&read["email"], &read["ntn"]),
            (&json!("info@alnoor.example"), &json!("1234567-8"))
        );
        assert_eq!(
            (&read["cnic"], &read["status"]),
            (&json!("35202-1234567-1"), &json!("prospect"))
        );
        let changed = manager.patch(&at, &json!({"name": "Noor Surgical", "phone": null}));
        assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")), "{changed:?}");
        assert_eq!(changed.json()["phone"], Value::Null);
        let stale =
            manager.send("PATCH", &at, &[("if-match", "\"1\"")], &json!({"city": "Lahore"}));
        stale.problem(412, "stale");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn what_a_body_says_wrongly_is_told_at_once() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let sent = json!({"city": "", "phone": "12", "ntn": "1", "star_rating": 6,
            "partner_id": "par_ffffffffffffffffffffffffffffffff"});
        let answer = manager.post(SELLERS, &sent);
        answer.problem(422, "invalid");
        let faults: Vec<_> = answer.faults().into_iter().map(|(at, _)| at).collect();
        let all = ["/name", "/city", "/phone", "/ntn", "/star_rating", "/partner_id"];
        assert_eq!(faults, all);
        let sent = json!({"name": "A", "city": "B",
            "partner_id": "par_ffffffffffffffffffffffffffffffff"});
        manager.post(SELLERS, &sent).problem(422, "invalid");
        manager.post(SELLERS, &json!({"name": "A", "city": "B", "x": 1})).problem(400, "malformed");
        assert!(names(&manager.get(SELLERS)).is_empty());
    });
}

#[test]
fn a_seller_exists_once() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        create(&manager, &body());
        let other = create(&manager, &json!({"name": "Other", "city": "Lahore"}));
        for (field, value) in
            [("ntn", "1234567-8"), ("cnic", "35202-1234567-1"), ("member_id", "M-1")]
        {
            let mut again = json!({"name": "Somebody Else", "city": "Multan"});
            again[field] = json!(value);
            manager.post(SELLERS, &again).problem(409, "seller_exists");
            let mut change = json!({});
            change[field] = json!(value);
            manager.patch(&path(&other), &change).problem(409, "seller_exists");
        }
    });
}

#[test]
fn only_the_platform_makes_sellers_and_transfers_them() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let id = create(&manager, &body());
        let transfer =
            json!({"partner_id": PARTNER_ID, "effective_on": "2999-01-01", "reason": "x"});
        for role in [Role::PartnerStaff, Role::PartnerOwner, Role::Finance, Role::Auditor] {
            let actor = service.signed_in(role);
            actor.post(SELLERS, &body()).problem(403, "forbidden");
            actor.post(&format!("{}/transfer", path(&id)), &transfer).problem(403, "forbidden");
        }
    });
}

#[test]
fn all_but_the_holder_and_the_platform_see_masks() {
    on_both(|service| {
        service.partner(OTHER);
        let manager = service.signed_in(Role::Manager);
        let owner = service.signed_in(Role::PartnerOwner);
        let other = service.signed_in_of(Role::PartnerOwner, OTHER);
        let id = create(&manager, &body());
        for actor in [&owner, &other] {
            actor.get(&path(&id)).problem(404, "not_found");
            assert!(names(&actor.get(SELLERS)).is_empty());
        }
        // It is free: whoever registers it sees it, but not how to reach it.
        assert_eq!(
            register(&owner, "k1", &json!({"seller_id": id, "source": "visit"})).status,
            201
        );
        let seen = owner.get(&path(&id)).json();
        assert_eq!(seen["phone"], "+92…567");
        assert_eq!((&seen["ntn"], &seen["cnic"]), (&json!("…567-8"), &json!("…567-1")));
        assert_eq!(seen["email"], "i…@alnoor.example");
        assert_eq!(names(&owner.get(&format!("{SELLERS}?q=noor"))), ["Al Noor Surgical"]);
        assert!(names(&owner.get(&format!("{SELLERS}?q=3001234567"))).is_empty(), "no oracle");
        other.get(&path(&id)).problem(404, "not_found");
        let held = create(
            &manager,
            &json!({"name": "Held", "city": "Daska",
            "phone": "0321 7654321", "partner_id": PARTNER_ID}),
        );
        assert_eq!(owner.get(&path(&held)).json()["phone"], "+923217654321");
        for role in [Role::Manager, Role::Finance, Role::Admin, Role::Auditor] {
            let seen = service.signed_in(role).get(&path(&id)).json();
            assert_eq!(seen["phone"], "+923001234567", "{role:?}");
        }
        assert!(names(&other.get(SELLERS)).is_empty());
    });
}

#[test]
fn partners_people_change_how_a_seller_is_reached_and_nothing_else() {
    on_both(|service| {
        service.partner(OTHER);
        let manager = service.signed_in(Role::Manager);
        let staff = service.signed_in(Role::PartnerStaff);
        let stranger = service.signed_in_of(Role::PartnerStaff, OTHER);
        let id = create(
            &manager,
            &json!({"name": "Held", "city": "Daska",
            "partner_id": PARTNER_ID}),
        );
        let contact =
            json!({"phone": "0321 7654321", "email": "a@b.example", "contact_name": "Bilal"});
        let changed = staff.patch(&path(&id), &contact);
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(changed.json()["phone"], "+923217654321");
        for field in ["name", "city", "ntn", "member_id", "verified_on", "status"] {
            let value = match field {
                "ntn" => json!("7654321-0"),
                "verified_on" => json!("2026-07-01"),
                "status" => json!("active"),
                _ => json!("Another"),
            };
            let mut change = json!({"phone": "0300 0000001"});
            change[field] = value;
            staff.patch(&path(&id), &change).problem(403, "forbidden");
        }
        assert_eq!(staff.get(&path(&id)).json()["phone"], "+923217654321");
        stranger.patch(&path(&id), &contact).problem(404, "not_found");
        stranger.patch(&path("sel_1"), &contact).problem(404, "not_found");
    });
}

#[test]
fn a_correction_of_the_verification_needs_a_second_person() {
    on_both(|service| {
        let first = service.signed_in(Role::Manager);
        let second = service.signed_in(Role::Admin);
        let id = create(&first, &body());
        let verify =
            |actor: &Actor, day: Value| actor.patch(&path(&id), &json!({"verified_on": day}));
        assert_eq!(verify(&first, json!("2026-07-01")).status, 200, "the first time");
        for _ in 0..2 {
            verify(&first, json!("2026-07-02")).problem(409, "needs_second_person");
            assert_eq!(first.get(&path(&id)).json()["verified_on"], "2026-07-01");
        }
        verify(&second, json!("2026-07-03")).problem(409, "needs_second_person");
        verify(&second, json!("2026-07-03")).problem(409, "needs_second_person");
        assert_eq!(verify(&first, json!("2026-07-03")).json()["verified_on"], "2026-07-03");
        verify(&first, Value::Null).problem(409, "needs_second_person");
        assert_eq!(verify(&second, Value::Null).json()["verified_on"], Value::Null);
        assert_eq!(service.verify(), None);
    });
}

fn transfer(actor: &Actor, id: &str, to: &str, on: &str) -> Answer {
    let sent = json!({"partner_id": to, "effective_on": on, "reason": "It asked for it."});
    actor.post(&format!("{}/transfer", path(id)), &sent)
}

fn held_by(service: &Service, id: &str) -> Value {
    service.signed_in(Role::Auditor).get(&path(id)).json()["partner_id"].clone()
}

#[test]
fn a_transfer_goes_forward_and_keeps_the_history() {
    on_both_given(Given { today: day("2026-08-31"), ..Given::default() }, |service| {
        let other = service.partner(OTHER);
        let manager = service.signed_in(Role::Manager);
        let owner = service.signed_in(Role::PartnerOwner);
        let id = create(
            &manager,
            &json!({"name": "Held", "city": "Daska",
            "partner_id": PARTNER_ID}),
        );
        let unknown = "par_ffffffffffffffffffffffffffffffff";
        transfer(&manager, &id, unknown, "2026-09-01").problem(422, "invalid");
        transfer(&manager, &id, &other, "2026-08-30").problem(422, "invalid");
        transfer(&manager, &id, PARTNER_ID, "2026-09-01").problem(409, "already_holder");
        transfer(&manager, "sel_1", &other, "2026-09-01").problem(404, "not_found");
        // From a later day on it is still the old one's today.
        assert_eq!(transfer(&manager, &id, &other, "2026-09-10").status, 200);
        assert_eq!(held_by(service, &id), PARTNER_ID);
        transfer(&manager, &id, PARTNER_ID, "2026-09-05").problem(409, "transfer_decided");
        assert_eq!(transfer(&manager, &id, PARTNER_ID, "2026-09-10").status, 200);
        let now =
            create(&manager, &json!({"name": "Now", "city": "Daska", "partner_id": PARTNER_ID}));
        let passed = transfer(&manager, &now, &other, "2026-08-31");
        assert_eq!((passed.status, &passed.json()["partner_id"]), (200, &json!(other)));
        owner.get(&path(&now)).problem(404, "not_found");
        let held = manager.get(&format!("{}/holders", path(&now))).json();
        let times: Vec<_> = held["data"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| (row["from"].clone(), row["until"].clone()))
            .collect();
        assert_eq!(
            times,
            [(json!("0001-01-01"), json!("2026-08-31")), (json!("2026-08-31"), Value::Null)]
        );
        let own = service.signed_in_of(Role::PartnerOwner, OTHER);
        let seen = own.get(&format!("{}/holders", path(&now))).json();
        assert_eq!(seen["data"].as_array().map(Vec::len), Some(1), "{seen}");
        assert!(!seen.to_string().contains(PARTNER_ID));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_protected_seller_does_not_pass_to_another() {
    on_both(|service| {
        let other = service.partner(OTHER);
        let manager = service.signed_in(Role::Manager);
        let owner = service.signed_in(Role::PartnerOwner);
        let id = create(&manager, &body());
        assert_eq!(
            register(&owner, "k1", &json!({"seller_id": id, "source": "visit"})).status,
            201
        );
        let on = service.app.clock.now().today.to_string();
        transfer(&manager, &id, &other, &on).problem(409, "seller_protected");
        assert_eq!(transfer(&manager, &id, PARTNER_ID, &on).status, 200);
        assert_eq!(held_by(service, &id), PARTNER_ID);
    });
}
