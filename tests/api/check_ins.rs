//! `/check-ins`: one report of each person and day, in time, late and after the lock.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both_at};
use crate::http::Answer;

/// A Monday, at nine in the morning.
pub const MONDAY: &str = "2026-11-23";
/// The working days before it: of the first the lock has not passed, of the second it has.
const SATURDAY: &str = "2026-11-21";
const FRIDAY: &str = "2026-11-20";
pub const PATH: &str = "/api/v1/check-ins";

/// A report of nothing but calls and a visit.
pub fn report(date: &str) -> Value {
    json!({
        "date": date, "calls": 5, "visits": 1, "demos": 0, "proposals": 0, "new_recruits": 0,
        "contracts": 0, "sales_count": 0, "sales_amount": {"amount": "0.00", "currency": "PKR"},
    })
}

/// The same with other fields.
pub fn with(mut body: Value, more: &Value) -> Value {
    let fields = body.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    body
}

/// The reference of a phone's record.
pub fn reference(number: u32) -> String {
    format!("019a7c1e-4f00-7abc-8def-{number:012x}")
}

/// A person of another partner.
pub fn stranger(service: &Service, role: Role) -> Actor {
    service.partner("SKT-002");
    service.signed_in_of(role, "SKT-002")
}

fn send(actor: &Actor, key: &str, body: &Value) -> Answer {
    actor.post_once(PATH, key, body)
}

fn place(answer: &Answer) -> String {
    format!("{PATH}/{}", answer.text("id"))
}

#[test]
fn a_report_is_taken_with_all_that_it_says() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let more = json!({
            "blockers": [{"category": "documents", "note": "No NTN yet", "since": "2026-11-19"},
                {"category": "travel"}],
            "plan": "Two visits in Sambrial", "note": null, "client_ref": reference(1),
            "captured_at": "2026-11-23T08:30:00+05:00",
            "sales_amount": {"amount": "1250.50", "currency": "PKR"},
        });
        let answer = send(&staff, "k1", &with(report(MONDAY), &more));
        assert_eq!(answer.status, 201, "{answer:?}");
        let body = answer.json();
        assert_eq!(body["user_id"], json!(staff.id));
        assert_eq!(body["status"], "submitted");
        assert_eq!((&body["late"], &body["after_lock"]), (&json!(false), &json!(false)));
        assert_eq!(body["sales_amount"]["amount"], "1250.50");
        assert_eq!(body["captured_at"], "2026-11-23T03:30:00Z");
        assert_eq!(body["blockers"][0]["note"], "No NTN yet");
        assert_eq!(body["blockers"][1]["category"], "travel");
        assert_eq!(answer.header("location"), Some(place(&answer).as_str()));
        let again = staff.get(&place(&answer));
        assert_eq!((again.status, again.json()), (200, body.clone()));
        let listed = staff.get(&format!("{PATH}?date={MONDAY}&user_id={}", staff.id)).json();
        assert_eq!(listed["data"], json!([body]));
    });
}

#[test]
fn a_report_that_differs_from_the_records_says_so_and_why() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let is_corrected = |answer: &Answer| {
            let body = answer.json();
            (body["corrected"].clone(), body["correction_reason"].clone())
        };
        // Nothing was logged: a recruit is a correction, calls are not. It is taken without a reason, too.
        let sent = send(&staff, "k1", &with(report(MONDAY), &json!({"new_recruits": 1})));
        assert_eq!((sent.status, is_corrected(&sent)), (201, (json!(true), Value::Null)));
        let reason = json!({"correction_reason": "Calls from my own phone"});
        let explained = staff.patch(&place(&sent), &reason);
        assert_eq!(is_corrected(&explained), (json!(true), reason["correction_reason"].clone()));
        let listed = |query: &str| staff.get(&format!("{PATH}?{query}")).json()["data"].clone();
        assert_eq!(listed("corrected=true"), json!([explained.json()]));
        assert_eq!(listed("corrected=false"), json!([]));
        let nothing = json!({"new_recruits": 0, "correction_reason": null});
        let confirmed = staff.patch(&place(&sent), &nothing);
        assert_eq!(is_corrected(&confirmed), (json!(false), Value::Null));
        let too_long = json!({"correction_reason": "x".repeat(2_001)});
        assert_eq!(staff.patch(&place(&sent), &too_long).faults()[0].0, "/correction_reason");
    });
}

#[test]
fn every_fault_of_a_report_is_named() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let bad = json!({
            "calls": 10_001, "visits": -1, "sales_amount": {"amount": "-1.00", "currency": "PKR"},
            "blockers": [{"category": "weather"}, {"note": "x".repeat(501), "category": "other"}],
        });
        let answer = send(&staff, "k1", &with(report(MONDAY), &bad));
        answer.problem(422, "invalid");
        let at: Vec<_> = answer.faults().into_iter().map(|(pointer, _)| pointer).collect();
        let expected =
            ["/calls", "/visits", "/sales_amount", "/blockers/0/category", "/blockers/1/note"];
        for pointer in expected {
            assert!(at.contains(&pointer.to_owned()), "{pointer}: {at:?}");
        }
        let missing = json!({"date": MONDAY});
        let faults = send(&staff, "k2", &missing).faults();
        assert_eq!(faults.len(), 8, "{faults:?}");
        let wrong = with(report(MONDAY), &json!({"calls": "5", "vists": 3}));
        send(&staff, "k3", &wrong).problem(400, "malformed");
        let tomorrow = send(&staff, "k4", &report("2026-11-24"));
        tomorrow.problem(422, "invalid");
        assert_eq!(tomorrow.faults(), [("/date".to_owned(), "in_the_future".to_owned())]);
        let keyless = staff.post(PATH, &report(MONDAY));
        assert_eq!(keyless.faults()[0].1, "idempotency_key_required");
        assert_eq!(keyless.status, 400);
    });
}

#[test]
fn only_a_partners_people_report() {
    on_both_at(MONDAY, |service| {
        for role in [Role::Manager, Role::Finance, Role::Admin, Role::Auditor] {
            let actor = service.signed_in(role);
            send(&actor, "k", &report(MONDAY)).problem(403, "forbidden");
        }
        let owner = service.signed_in(Role::PartnerOwner);
        assert_eq!(send(&owner, "k", &report(MONDAY)).status, 201);
    });
}

#[test]
fn a_day_has_one_report_and_a_reference_one_record() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let body = with(report(MONDAY), &json!({"client_ref": reference(1)}));
        let first = send(&staff, "k1", &body);
        assert_eq!(first.status, 201);
        let again = send(&staff, "k2", &body);
        assert_eq!((again.status, again.json()), (200, first.json()));
        let replayed = send(&staff, "k1", &body);
        assert_eq!((replayed.status, replayed.header("idempotency-replayed")), (201, Some("true")));
        send(&staff, "k3", &report(MONDAY)).problem(409, "check_in_exists");
        // A colleague's phone that makes the same reference is told so, and its report is not lost.
        let colleague = service.signed_in(Role::PartnerStaff);
        send(&colleague, "k4", &body).problem(409, "client_ref_taken");
        assert_eq!(send(&colleague, "k5", &report(MONDAY)).status, 201);
        // Another partner's references are its own.
        let other = stranger(service, Role::PartnerStaff);
        assert_eq!(send(&other, "k6", &body).status, 201);
    });
}

#[test]
fn receipt_says_what_is_late_and_capture_only_lets_in() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let late = send(&staff, "k1", &report(SATURDAY));
        assert_eq!(late.status, 201, "{late:?}");
        assert_eq!(late.json()["late"], true);
        assert_eq!(late.json()["after_lock"], false);
        send(&staff, "k2", &report(FRIDAY)).problem(409, "locked");
        // The lock of Friday was on Saturday at ten.
        let too_late = json!({"captured_at": "2026-11-21T05:00:00Z"});
        send(&staff, "k3", &with(report(FRIDAY), &too_late)).problem(409, "locked");
        let in_time = json!({"captured_at": "2026-11-20T14:59:00Z"});
        let taken = send(&staff, "k4", &with(report(FRIDAY), &in_time));
        assert_eq!(taken.status, 201, "{taken:?}");
        assert_eq!(taken.json()["after_lock"], true);
        assert_eq!(taken.json()["late"], true);
        assert_eq!(taken.json()["captured_at"], "2026-11-20T14:59:00Z");
        staff.patch(&place(&taken), &json!({"calls": 6})).problem(409, "locked");
        let mended = staff.patch(&place(&late), &json!({"calls": 6, "plan": "More"}));
        assert_eq!((mended.status, &mended.json()["calls"]), (200, &json!(6)));
        assert_eq!(mended.json()["visits"], 1);
    });
}

#[test]
fn a_manager_opens_a_closed_day_again() {
    on_both_at(MONDAY, |service| {
        let (staff, manager) =
            (service.signed_in(Role::PartnerStaff), service.signed_in(Role::Manager));
        let path = format!("{PATH}/reopen");
        let body = json!({"user_id": staff.id, "date": FRIDAY, "reason": "Her phone was stolen"});
        staff.post(&path, &body).problem(403, "forbidden");
        assert_eq!(manager.post(&path, &body).status, 200);
        manager.post(&path, &body).problem(409, "reopened");
        let nobody = with(body, &json!({"user_id": manager.id}));
        manager.post(&path, &nobody).problem(422, "invalid");
        let sent = send(&staff, "k1", &report(FRIDAY));
        assert_eq!((sent.status, &sent.json()["after_lock"]), (201, &json!(true)));
        let mended = staff.patch(&place(&sent), &json!({"calls": 0}));
        assert_eq!((mended.status, &mended.json()["calls"]), (200, &json!(0)));
    });
}

#[test]
fn a_returned_report_is_mended_and_keeps_its_first_time() {
    on_both_at(MONDAY, |service| {
        let (staff, manager) =
            (service.signed_in(Role::PartnerStaff), service.signed_in(Role::Manager));
        let in_time = json!({"captured_at": "2026-11-20T14:59:00Z"});
        let sent = send(&staff, "k1", &with(report(FRIDAY), &in_time));
        let path = place(&sent);
        let review = format!("{path}/review");
        let without = manager.post(&review, &json!({"decision": "return"}));
        assert_eq!(without.faults(), [("/comment".to_owned(), "required".to_owned())]);
        staff.post(&review, &json!({"decision": "approve"})).problem(403, "forbidden");
        let body = json!({"decision": "return", "comment": "Which visit was that?"});
        let returned = manager.post(&review, &body);
        assert_eq!((returned.status, returned.text("status")), (200, "returned".to_owned()));
        assert_eq!(returned.json()["reviewed_by"], json!(manager.id));
        manager.post(&review, &body).problem(409, "status");
        let again = staff.patch(&path, &json!({"visits": 0}));
        assert_eq!((again.status, again.text("status")), (200, "submitted".to_owned()));
        assert_eq!(again.json()["received_at"], sent.json()["received_at"]);
        assert_eq!(again.json()["review_comment"], "Which visit was that?");
        let approved = manager.post(&review, &json!({"decision": "approve"}));
        assert_eq!(approved.text("status"), "approved");
        staff.patch(&path, &json!({"visits": 9})).problem(409, "status");
        let rows = service.trail();
        let actions: Vec<_> = rows.iter().map(|row| row.action.as_str()).collect();
        let last = ["check_ins.create", "check_ins.review", "check_ins.change", "check_ins.review"];
        assert!(actions.ends_with(&last), "{actions:?}");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_partners_reports_are_its_own() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let colleague = service.signed_in(Role::PartnerOwner);
        let stranger = stranger(service, Role::PartnerOwner);
        let sent = send(&staff, "k1", &report(MONDAY));
        let path = place(&sent);
        assert_eq!(colleague.get(&path).status, 200);
        colleague.patch(&path, &json!({"calls": 1})).problem(409, "not_the_author");
        let absent = stranger.get(&format!("{PATH}/chk_{:032x}", 1)).problem(404, "not_found");
        assert_eq!(stranger.get(&path).problem(404, "not_found"), absent);
        let change = json!({"calls": 1});
        let nowhere =
            stranger.patch(&format!("{PATH}/nonsense"), &change).problem(404, "not_found");
        assert_eq!(stranger.patch(&path, &change).problem(404, "not_found"), nowhere);
        assert_eq!(stranger.get(PATH).json()["data"], json!([]));
        for role in [Role::Manager, Role::Auditor] {
            let listed = service.signed_in(role).get(PATH).json();
            assert_eq!(listed["data"].as_array().map(Vec::len), Some(1), "{role:?}");
        }
    });
}

#[test]
fn a_hundred_copies_are_one_report() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let body = with(report(MONDAY), &json!({"client_ref": reference(1)}));
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let copies: Vec<_> = (0..100)
                .map(|number| {
                    // Half of them under one key, half each under its own.
                    let key = if number % 2 == 0 { "one".to_owned() } else { number.to_string() };
                    let (staff, body) = (&staff, &body);
                    scope.spawn(move || send(staff, &key, body))
                })
                .collect();
            copies.into_iter().map(|copy| copy.join().expect("an answer")).collect()
        });
        for answer in &answers {
            assert!(answer.status < 500, "{answer:?}");
        }
        let taken = |status| answers.iter().filter(|answer| answer.status == status).count();
        assert!(taken(201) >= 1 && taken(201) + taken(200) + taken(409) == 100, "{answers:?}");
        let listed = staff.get(PATH).json();
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_day_to_come_is_told_beside_a_figure_that_is_none() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let unknown = "rec_000000000000000000000000000000ff";
        let wrong = json!({"date": "2026-11-24", "calls": -1, "plan_recruits": [unknown]});
        let refused = send(&staff, "k1", &with(report(MONDAY), &wrong));
        refused.problem(422, "invalid");
        let mut places: Vec<_> = refused.faults().into_iter().map(|(place, _)| place).collect();
        places.sort();
        assert_eq!(places, ["/calls", "/date", "/plan_recruits/0"]);
        // The same two where every figure is one.
        let mended = with(with(report(MONDAY), &wrong), &json!({"calls": 1}));
        let refused = send(&staff, "k2", &mended).faults();
        let expected = [("/date", "in_the_future"), ("/plan_recruits/0", "unknown_id")];
        assert_eq!(refused, expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    });
}
