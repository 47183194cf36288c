//! `/reports/daily` and `/check-ins/prefill`: claims beside what the records say.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::{MONDAY, PATH, report, stranger, with};
use crate::harness::{Actor, Service, on_both_at};
use crate::recruits::{of, taken};

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
fn whoever_is_missing_can_be_reminded() {
    on_both_at(MONDAY, |service| {
        let (silent, good) =
            (service.signed_in(Role::PartnerStaff), service.signed_in(Role::PartnerStaff));
        service.sql("UPDATE users SET created_at = '2026-08-01 12:00:00'");
        assert_eq!(good.post_once(PATH, "k", &report(MONDAY)).status, 201);
        let manager = service.signed_in(Role::Manager);
        let daily = manager.get(&format!("{DAILY}?date={MONDAY}")).json();
        let link = person(&daily, &silent.id)["reminder"].as_str().expect("a link").to_owned();
        let begins = "https://wa.me/?text=Assalam-o-alaikum%20Amina%20Khan%2C%20your%20report%20of%20\
            2026-11-23%20is%20not";
        assert!(link.starts_with(begins), "{link}");
        assert_eq!(person(&daily, &good.id)["reminder"], Value::Null);
        let known = json!({"phone": "0300-1234567"});
        let admin = service.signed_in(Role::Admin);
        assert_eq!(admin.patch(&format!("/api/v1/users/{}", silent.id), &known).status, 200);
        let daily = manager.get(&format!("{DAILY}?date={MONDAY}")).json();
        let link = person(&daily, &silent.id)["reminder"].as_str().expect("a link").to_owned();
        assert!(link.starts_with("https://wa.me/923001234567?text=Assalam"), "{link}");
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

/// Eight visits within seven minutes, three days before they were told, on a Monday like no other.
#[test]
fn strange_records_are_noticed_in_words() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        log_a_day(service, &staff);
        let user = &staff.id;
        for minute in 0..8 {
            service.sql(&format!(
                "INSERT INTO recruit_activities (id, partner_id, recruit_id, user_id, created_by, kind, \
                 happened_at, created_at) VALUES ('act_{:032}', '{PARTNER}', 'rec_{:032}', '{user}', \
                 '{user}', 'visit', '2026-11-23 07:0{minute}:00', '2026-11-23 07:0{minute}:00')",
                100 + minute,
                1
            ));
        }
        for (number, date) in (1..).zip(["2026-11-16", "2026-11-09", "2026-11-02"]) {
            service.sql(&format!(
                "INSERT INTO check_ins (id, partner_id, user_id, date, calls, visits, demos, \
                 proposals, new_recruits, contracts, sales_count, sales_amount, sales_currency, \
                 received_at, status, late, after_lock, version, updated_at) VALUES \
                 ('chk_{number:032}', '{PARTNER}', '{user}', '{date}', 5, 3, 0, 0, 0, 0, 0, 0, \
                 'PKR', '{date} 12:00:00', 'submitted', FALSE, FALSE, 1, '{date} 12:00:00')"
            ));
        }
        let other = stranger(service, Role::PartnerStaff).id;
        let (number, day) = (2, "2026-10-22 19:00:00");
        service.sql(&format!(
            "INSERT INTO sellers (id, name, city, phone, status, version, created_at, updated_at) \
             VALUES ('sel_{number:032}', 'Ali Sports', 'Sialkot', '+923001234567', 'prospect', 1, \
             '{day}', '{day}')"
        ));
        service.sql(&format!(
            "INSERT INTO recruits (id, partner_id, user_id, created_by, seller_id, seller_name, \
             seller_city, submitted, source, received_at, status, stage, protected_until, version, \
             updated_at) SELECT 'rec_{number:032}', partner_id, id, id, 'sel_{number:032}', \
             'Ali Sports', 'Sialkot', '{{}}', 'visit', '{day}', 'expired', 'lead', '2026-12-22', 1, \
             '{day}' FROM users WHERE id = '{other}'"
        ));
        service
            .sql(&format!("UPDATE sellers SET phone = '+923001234567' WHERE id = 'sel_{:032}'", 1));
        let told = json!({"visits": 12, "captured_at": "2026-11-20T04:00:00Z"});
        assert_eq!(staff.post_once(PATH, "k1", &with(report(MONDAY), &told)).status, 201);
        let daily = service.signed_in(Role::Auditor).get(DAILY).json();
        let noticed = person(&daily, user)["anomalies"].as_array().expect("a list").clone();
        let noticed: Vec<_> = noticed
            .iter()
            .map(|one| (one["kind"].as_str().unwrap_or(""), one["words"].as_str().unwrap_or("")))
            .collect();
        assert_eq!(
            noticed,
            [
                (
                    "far_above_usual",
                    "12 visits on Monday 2026-11-23; the median of 3 Mondays before is 3, the \
                     median deviation 0: more than 5 deviations above it, and at least 5"
                ),
                ("shared_phone", "the phone number +92…567 stands on 2 recruits"),
                ("burst", "8 records from 2026-11-23 12:00 to 12:07: 8 or more within 10 minutes"),
                ("unsupported_claim", "5 calls claimed, 1 logged"),
                ("unsupported_claim", "12 visits claimed, 10 logged"),
                (
                    "capture_far_from_receipt",
                    "captured 2026-11-20 09:00, received 2026-11-23 09:00: 3 d 0 h later, more \
                     than 24 hours"
                ),
            ]
        );
        // How they are noticed is not for partners' people.
        let own = person(&staff.get(DAILY).json(), user).clone();
        assert_eq!(own["anomalies"], Value::Null);
        assert_eq!(own["unsupported"].as_array().map(Vec::len), Some(2));
    });
}

#[test]
fn what_was_captured_long_before_is_found_on_the_day_it_came() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let recruit = json!({"seller": {"name": "Al Noor", "city": "Sialkot"},
            "source": "visit", "captured_at": "2026-11-19T08:00:00Z"});
        assert_eq!(staff.post_once("/api/v1/recruits", "k1", &recruit).status, 201);
        let auditor = service.signed_in(Role::Auditor);
        let words = |day: &str| {
            let daily = auditor.get(&format!("/api/v1/reports/daily?date={day}")).json();
            let found = person(&daily, &staff.id)["anomalies"].as_array().expect("a list").clone();
            let words = found.iter().filter_map(|one| one["words"].as_str().map(str::to_owned));
            words.collect::<Vec<_>>()
        };
        assert_eq!(
            words(MONDAY),
            ["captured 2026-11-19 13:00, received 2026-11-23 09:00: 3 d 20 h later, more than 24 \
              hours"]
        );
        assert!(words("2026-11-19").is_empty());
    });
}

#[test]
fn a_plan_names_the_recruits_that_it_is_about() {
    on_both_at(MONDAY, |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let theirs = stranger(service, Role::PartnerStaff);
        let recruit =
            |actor: &Actor, name: &str, ntn: &str| taken(actor, name, &of(name, ntn))["id"].clone();
        let [first, second] = [("Al Noor", "1234567-8"), ("Bismillah Gloves", "7654321-0")]
            .map(|(name, ntn)| recruit(&staff, name, ntn));
        let foreign = recruit(&theirs, "Chenab Cutlery", "2345678-9");
        let plan = |ids: &[&Value]| with(report(MONDAY), &json!({"plan_recruits": ids}));
        let absent = json!("rec_00000000000000000000000000000abc");
        for (key, id) in [("k1", &foreign), ("k1 again", &absent)] {
            let refused = staff.post_once(PATH, key, &plan(&[&first, id]));
            let expected = ("/plan_recruits/1".to_owned(), "unknown_id".to_owned());
            assert_eq!(refused.faults(), [expected], "{refused:?}");
        }
        let twice = staff.post_once(PATH, "k2", &plan(&[&first, &first]));
        assert_eq!(twice.faults()[0].1, "twice");
        let sent = staff.post_once(PATH, "k3", &plan(&[&second, &first]));
        assert_eq!(sent.status, 201, "{sent:?}");
        assert_eq!(sent.json()["plan_recruits"], json!([second, first]));
        let place = format!("{PATH}/{}", sent.text("id"));
        let kept = staff.patch(&place, &json!({"plan": "Visits"})).json();
        assert_eq!(kept["plan_recruits"], json!([second, first]));
        staff.patch(&place, &json!({"plan_recruits": [first]}));
        let seen = service.signed_in(Role::Manager).get(&place).json();
        assert_eq!(seen["plan_recruits"], json!([first]));
        assert_eq!(service.verify(), None);
    });
}
