//! `/reports/daily` and `/check-ins/prefill`: claims beside what the records say.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::{MONDAY, PATH, report, stranger, with};
use crate::harness::{Actor, Service, on_both_at};

const DAILY: &str = "/api/v1/reports/daily";
const PARTNER: &str = "par_00000000000000000000000000000001";

/// Two visits, a call and the recruit that they were for, all of Monday; the recruit of the day before
/// by receipt was written on Monday by the phone.
fn log_a_day(service: &Service, staff: &Actor) {
    let (user, id) = (&staff.id, "00000000000000000000000000000001");
    let day = "2026-11-22 19:00:00";
    service.sql(&format!(
        "INSERT INTO sellers (id, name, city, partner_id, status, version, created_at, updated_at) \
         VALUES ('sel_{id}', 'Ali Gloves', 'Sialkot', '{PARTNER}', 'prospect', 1, '{day}', '{day}')"
    ));
    service.sql(&format!(
        "INSERT INTO recruits (id, partner_id, user_id, created_by, seller_id, seller_name, \
         seller_city, submitted, source, captured_at, received_at, status, stage, protected_until, version, \
         updated_at) VALUES ('rec_{id}', '{PARTNER}', '{user}', '{user}', 'sel_{id}', 'Ali Gloves', \
         'Sialkot', '{{}}', 'visit', '{day}', '{day}', 'open', 'contract', '2027-01-22', 1, '{day}')"
    ));
    for (number, kind, at) in [
        (1, "visit", "2026-11-22 19:00:00"),
        (2, "visit", "2026-11-23 18:59:59.999999"),
        (3, "call", "2026-11-23 05:00:00"),
        (4, "visit", "2026-11-22 18:59:59"),
        (5, "training", "2026-11-23 05:00:00"),
    ] {
        service.sql(&format!(
            "INSERT INTO recruit_activities (id, partner_id, recruit_id, user_id, created_by, kind, \
             happened_at, created_at) VALUES ('act_{number:032}', '{PARTNER}', 'rec_{id}', '{user}', \
             '{user}', '{kind}', '{at}', '{at}')"
        ));
    }
    service.sql(&format!(
        "INSERT INTO recruit_stage_moves (partner_id, recruit_id, from_stage, to_stage, moved_by, \
         moved_at) VALUES ('{PARTNER}', 'rec_{id}', 'lead', 'contract', '{user}', \
         '2026-11-23 05:00:00')"
    ));
}

fn person<'a>(report: &'a Value, id: &str) -> &'a Value {
    let partners = report["partners"].as_array().expect("partners");
    let mut people = partners.iter().flat_map(|p| p["users"].as_array().expect("users"));
    people.find(|person| person["user_id"] == id).unwrap_or_else(|| panic!("{report}"))
}

#[test]
fn a_day_is_prefilled_by_what_was_logged() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        log_a_day(service, &staff);
        let path = format!("{PATH}/prefill?date={MONDAY}");
        let prefill = staff.get(&path).json();
        let figures = json!({
            "date": MONDAY, "calls": 1, "visits": 2, "demos": 0, "proposals": 0,
            "new_recruits": 1, "contracts": 1, "sales_count": 0,
            "sales_amount": {"amount": "0.00", "currency": "PKR"},
        });
        assert_eq!(prefill, figures);
        assert_eq!(staff.get(&format!("{PATH}/prefill")).json(), figures);
        let colleague = service.signed_in(Role::PartnerStaff);
        assert_eq!(colleague.get(&path).json()["visits"], 0);
        service.signed_in(Role::Manager).get(&path).problem(403, "forbidden");
        staff.get(&format!("{PATH}/prefill?date=today")).problem(400, "malformed");
        staff.get(&format!("{PATH}/prefill?day={MONDAY}")).problem(400, "malformed");
    });
}

#[test]
fn claims_stand_beside_the_records() {
    on_both_at(MONDAY, |service| {
        let [staff, silent] = [0, 1].map(|_| service.signed_in(Role::PartnerStaff));
        let [owner, quiet] = [0, 1].map(|_| service.signed_in(Role::PartnerOwner));
        let other = stranger(service, Role::PartnerStaff);
        // People are there since a while.
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        log_a_day(service, &staff);
        let body = with(report(MONDAY), &json!({"visits": 5, "calls": 1}));
        assert_eq!(staff.post_once(PATH, "k1", &body).status, 201);
        assert_eq!(owner.post_once(PATH, "k1", &report(MONDAY)).status, 201);
        let daily = service.signed_in(Role::Manager).get(&format!("{DAILY}?date={MONDAY}")).json();
        let counted = |of: &Value| {
            ["expected", "submitted", "late", "missing"].map(|name| of[name].as_u64().unwrap_or(99))
        };
        assert_eq!(counted(&daily), [3, 1, 0, 2], "{daily}");
        assert_eq!(counted(&daily["partners"][0]), [2, 1, 0, 1]);
        assert_eq!(daily["partners"][0]["submitted_rate"], "50.00");
        assert_eq!((&daily["working_day"], &daily["is_over"]), (&json!(true), &json!(false)));
        assert_eq!(daily["cut_off_at"], "2026-11-23T15:00:00Z");
        assert_eq!(daily["locked_at"], "2026-11-24T05:00:00Z");
        let claimed = person(&daily, &staff.id);
        assert_eq!(claimed["unsupported"], json!(["5 visits claimed, 2 logged"]));
        assert_eq!(
            (&claimed["claimed"]["visits"], &claimed["logged"]["visits"]),
            (&json!(5), &json!(2))
        );
        for (actor, expected, outcome) in [
            (&staff, true, "on_time"),
            (&silent, true, "missing"),
            (&owner, false, "on_time"),
            (&quiet, false, "off"),
            (&other, true, "missing"),
        ] {
            let person = person(&daily, &actor.id);
            assert_eq!(
                (&person["expected"], &person["outcome"]),
                (&json!(expected), &json!(outcome))
            );
        }
        // A partner's people see their own.
        let own = other.get(&format!("{DAILY}?date={MONDAY}")).json();
        assert_eq!(counted(&own), [1, 0, 0, 1]);
        assert_eq!(own["partners"].as_array().map(Vec::len), Some(1));
    });
}

#[test]
fn nothing_is_expected_on_a_sunday() {
    on_both_at(MONDAY, |service| {
        service.signed_in(Role::PartnerStaff);
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        let auditor = service.signed_in(Role::Auditor);
        let sunday = auditor.get(&format!("{DAILY}?date=2026-11-22")).json();
        assert_eq!((&sunday["expected"], &sunday["working_day"]), (&json!(0), &json!(false)));
        assert_eq!(sunday["submitted_rate"], Value::Null);
        let saturday = auditor.get(&format!("{DAILY}?date=2026-11-21")).json();
        assert_eq!((&saturday["missing"], &saturday["is_over"]), (&json!(1), &json!(true)));
        // Nobody is expected before there was anybody.
        let before = auditor.get(&format!("{DAILY}?date=2026-07-31")).json();
        assert_eq!(before["expected"], 0);
    });
}
