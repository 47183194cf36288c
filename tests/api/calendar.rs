//! `/holidays`, `/leaves` and a person's week, and what they change.

use saathi::domain::Role;
use serde_json::json;

use crate::check_ins::{MONDAY, PATH, report, stranger};
use crate::harness::{Service, on_both_at};

const HOLIDAYS: &str = "/api/v1/holidays";
const LEAVES: &str = "/api/v1/leaves";

/// How many reports are expected on a day.
fn expected(service: &Service, date: &str) -> u64 {
    let manager = service.signed_in(Role::Manager);
    let report = manager.get(&format!("/api/v1/reports/daily?date={date}")).json();
    report["expected"].as_u64().unwrap_or_else(|| panic!("{report}"))
}

#[test]
fn a_holiday_moves_the_lock_and_expects_nobody() {
    on_both_at(MONDAY, |service| {
        let (staff, manager) =
            (service.signed_in(Role::PartnerStaff), service.signed_in(Role::Manager));
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        staff.post_once(PATH, "k1", &report("2026-11-20")).problem(409, "locked");
        // Were Saturday a holiday, Friday would be open until Monday at ten.
        let body = json!({"date": "2026-11-21", "name": "Iqbal Day"});
        staff.post(HOLIDAYS, &body).problem(403, "forbidden");
        assert_eq!(expected(service, "2026-11-21"), 1);
        assert_eq!(manager.post(HOLIDAYS, &body).status, 201);
        manager.post(HOLIDAYS, &body).problem(409, "holiday_exists");
        assert_eq!(expected(service, "2026-11-21"), 0);
        let late = staff.post_once(PATH, "k2", &report("2026-11-20"));
        assert_eq!((late.status, &late.json()["late"]), (201, &json!(true)));
        assert_eq!(staff.get(HOLIDAYS).json()["data"], json!([body]));
        let revoke = |day: &str| {
            let request = crate::http::Request::new("DELETE", &format!("{HOLIDAYS}/{day}"));
            service.send(request.bearer(&manager.access_token))
        };
        assert_eq!(revoke("2026-11-21").status, 200);
        revoke("2026-11-21").problem(404, "not_found");
        revoke("tomorrow").problem(404, "not_found");
        assert_eq!(staff.get(HOLIDAYS).json()["data"], json!([]));
    });
}

#[test]
fn leave_holds_once_somebody_else_agrees() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let owner = service.signed_in(Role::PartnerOwner);
        let stranger = stranger(service, Role::PartnerOwner);
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        let body =
            json!({"first_on": "2026-11-24", "last_on": "2026-11-25", "reason": "A wedding"});
        let asked = staff.post(LEAVES, &body);
        assert_eq!((asked.status, asked.text("status")), (201, "asked".to_owned()));
        assert_eq!(expected(service, "2026-11-24"), 1);
        let place = format!("{LEAVES}/{}", asked.text("id"));
        let (decide, approve) = (format!("{place}/decide"), json!({"decision": "approve"}));
        staff.post(&decide, &approve).problem(403, "forbidden");
        stranger.post(&decide, &approve).problem(404, "not_found");
        assert_eq!(stranger.get(LEAVES).json()["data"], json!([]));
        let approved = owner.post(&decide, &approve);
        assert_eq!((approved.status, approved.text("status")), (200, "approved".to_owned()));
        owner.post(&decide, &approve).problem(409, "status");
        assert_eq!(staff.get(&place).json(), approved.json());
        for (day, people) in
            [("2026-11-23", 1), ("2026-11-24", 0), ("2026-11-25", 0), ("2026-11-26", 1)]
        {
            assert_eq!(expected(service, day), people, "{day}");
        }
        // An owner's leave is a manager's to decide.
        let own = owner.post(LEAVES, &body);
        let decide = format!("{LEAVES}/{}/decide", own.text("id"));
        owner.post(&decide, &approve).problem(409, "needs_second_person");
        let refused =
            service.signed_in(Role::Manager).post(&decide, &json!({"decision": "refuse"}));
        assert_eq!(refused.text("status"), "refused");
        let backwards = json!({"first_on": "2026-11-25", "last_on": "2026-11-24"});
        staff.post(LEAVES, &backwards).problem(422, "invalid");
    });
}

#[test]
fn a_person_has_a_week_of_its_own() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let owner = service.signed_in(Role::PartnerOwner);
        let stranger = stranger(service, Role::PartnerOwner);
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        let week = |id: &str| format!("/api/v1/users/{id}/week");
        let usual = staff.get(&week(&staff.id)).json();
        assert_eq!((&usual["day_off"], &usual["reports"]), (&json!(null), &json!(true)));
        let body = json!({"day_off": "tue"});
        staff.post(&week(&staff.id), &body).problem(403, "forbidden");
        stranger.post(&week(&staff.id), &body).problem(404, "not_found");
        assert_eq!(owner.post(&week(&staff.id), &body).status, 200);
        for (day, people) in [("2026-11-17", 1), ("2026-11-24", 0), ("2026-11-25", 1)] {
            assert_eq!(expected(service, day), people, "{day}");
        }
        // An owner reports by choice, from a day on; what was written of that day is written over.
        for reports in [false, true] {
            let body = json!({"from": "2026-11-25", "day_off": null, "reports": reports});
            assert_eq!(owner.post(&week(&owner.id), &body).status, 200);
        }
        assert_eq!(owner.get(&week(&owner.id)).json()["reports"], false);
        assert_eq!((expected(service, "2026-11-24"), expected(service, "2026-11-25")), (0, 2));
        let past = json!({"from": "2026-11-22", "day_off": null});
        owner.post(&week(&staff.id), &past).problem(422, "invalid");
        let manager = service.signed_in(Role::Manager);
        manager.post(&week(&manager.id), &body).problem(404, "not_found");
    });
}

#[test]
fn a_leave_is_taken_back_and_does_not_overlap_another() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let owner = service.signed_in(Role::PartnerOwner);
        let manager = service.signed_in(Role::Manager);
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        let of = |first: &str, last: &str| json!({"first_on": first, "last_on": last});
        let (body, reason) = (of("2026-11-24", "2026-11-25"), json!({"reason": "Plans changed"}));
        let place = |id: String, act: &str| format!("{LEAVES}/{id}/{act}");
        let first = staff.post(LEAVES, &body);
        let overlapping = of("2026-11-25", "2026-11-28");
        staff.post(LEAVES, &overlapping).problem(409, "leave_overlaps");
        assert_eq!(owner.post(LEAVES, &overlapping).status, 201, "another person's");
        owner.post(&place(first.text("id"), "withdraw"), &reason).problem(403, "forbidden");
        let taken = staff.post(&place(first.text("id"), "withdraw"), &reason);
        assert_eq!((taken.status, taken.text("status").as_str()), (200, "withdrawn"));
        assert_eq!(
            staff.get(&format!("{LEAVES}?status=withdrawn")).json()["data"][0],
            taken.json()
        );
        let approve = json!({"decision": "approve"});
        owner.post(&place(taken.text("id"), "decide"), &approve).problem(409, "status");
        let second = staff.post(LEAVES, &body);
        assert_eq!(owner.post(&place(second.text("id"), "decide"), &approve).status, 200);
        assert_eq!(expected(service, "2026-11-24"), 0);
        let withdraw = place(second.text("id"), "withdraw");
        staff.post(&withdraw, &reason).problem(409, "needs_second_person");
        assert_eq!(manager.post(&withdraw, &reason).text("withdrawn_by"), manager.id);
        assert_eq!(expected(service, "2026-11-24"), 1);
        manager.post(&withdraw, &reason).problem(409, "status");
        let told = staff.get("/api/v1/notifications?kind=leaves.withdrawn").json();
        assert_eq!(told["data"][0]["data"]["first_on"], "2026-11-24");
        let long = staff.post(LEAVES, &of("2026-12-01", "2027-03-03"));
        assert_eq!((long.status, long.faults()[0].1.as_str()), (422, "too_long"));
        assert_eq!(staff.post(LEAVES, &of("2026-12-01", "2027-03-02")).status, 201);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_leave_taken_back_while_it_runs_still_excuses_the_days_before() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let manager = service.signed_in(Role::Manager);
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        let asked = staff.post(LEAVES, &json!({"first_on": "2026-11-20", "last_on": "2026-11-25"}));
        let place = format!("{LEAVES}/{}", asked.text("id"));
        let approve = json!({"decision": "approve"});
        assert_eq!(manager.post(&format!("{place}/decide"), &approve).status, 200);
        let days = ["2026-11-20", "2026-11-21", "2026-11-23", "2026-11-24"];
        let expected_on = || days.map(|day| expected(service, day));
        assert_eq!(expected_on(), [0; 4]);
        let reason = json!({"reason": "Back early"});
        assert_eq!(manager.post(&format!("{place}/withdraw"), &reason).status, 200);
        // From the day on which it was taken back the person works again.
        assert_eq!(expected_on(), [0, 0, 1, 1]);
        assert_eq!(staff.get(&place).json()["status"], "withdrawn");
    });
}
