//! `/overview`: the month to date against its targets, and what waits for somebody.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::check_ins::{MONDAY, PATH as CHECK_INS, report};
use crate::harness::{PARTNER_ID, Service, on_both_at};
use crate::money::{Books, RATES, credited, made, sale, seller};

const PATH: &str = "/api/v1/overview";

fn overview(service: &Service, role: Role) -> Value {
    let answer = service.signed_in(role).get(PATH);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

fn of<'a>(view: &'a Value, partner: &str) -> &'a Value {
    let partners = view["partners"].as_array().expect("partners");
    let found = partners.iter().find(|row| row["partner_id"] == partner);
    found.unwrap_or_else(|| panic!("{view}"))
}

/// By which a partner is paid in PKR.
pub fn rate() -> Value {
    json!({"date": "2026-11-01", "base": "USD", "quote": "PKR", "rate": "283.4175"})
}

/// A recruit of the first partner with a seller of its own.
fn recruit(service: &Service, user: &str, number: u32, (status, stage, until): (&str, &str, &str)) {
    let until = if until.is_empty() { "NULL".to_owned() } else { format!("'{until}'") };
    let id = format!("{number:032}");
    service.sql(&format!(
        "INSERT INTO sellers (id, name, city, partner_id, status, version, created_at, updated_at) \
         VALUES ('sel_{id}', 'Seller {number}', 'Sialkot', NULL, 'prospect', 1, \
         '2026-11-02 12:00:00', '2026-11-02 12:00:00')"
    ));
    service.sql(&format!(
        "INSERT INTO recruits (id, partner_id, user_id, created_by, seller_id, seller_name, \
         seller_city, submitted, source, received_at, status, stage, protected_until, version, \
         updated_at) VALUES ('rec_{id}', '{PARTNER_ID}', '{user}', '{user}', 'sel_{id}', \
         'Seller {number}', 'Sialkot', '{{}}', 'visit', '2026-11-02 20:00:00', '{status}', '{stage}', \
         {until}, 1, '2026-11-02 20:00:00')"
    ));
}

#[test]
fn sales_are_counted_against_the_target_and_split_as_commissions_are() {
    on_both_at(MONDAY, |service| {
        let (books, apart) = (Books::open(service), service.partner("KHI-002"));
        let (one, other) = (seller(service, "Al Noor"), seller(service, "Ali Gloves"));
        let target = json!({"partner_id": PARTNER_ID, "month": "2026-11", "recruits": 10,
            "new_sales": 5, "renewal_sales": 2});
        let set = service.signed_in(Role::Manager).post("/api/v1/targets", &target);
        assert!(set.status < 300, "{set:?}");
        let thirds = [(PARTNER_ID, "33.333333"), (apart.as_str(), "66.666667")];
        for (mut body, paid_on) in [
            (credited("S-1", &one, &[(PARTNER_ID, "100")]), "2026-11-01"),
            (credited("S-2", &other, &thirds), "2026-11-23"),
            (credited("S-3", &one, &[(PARTNER_ID, "100")]), "2026-10-31"),
        ] {
            body["paid_on"] = json!(paid_on);
            assert_eq!(books.confirm(&books.sale(&body)).status, 200);
        }
        let mut unconfirmed = sale("S-4", &other);
        unconfirmed["credits"] = json!([{"partner_id": PARTNER_ID, "share": "100"}]);
        unconfirmed["paid_on"] = json!(MONDAY);
        books.sale(&unconfirmed);
        let view = overview(service, Role::Auditor);
        let usd = |amount: &str| json!([{"amount": amount, "currency": "USD"}]);
        let sold = |row: &Value| row["new_sales"].clone();
        assert_eq!(
            sold(of(&view, PARTNER_ID)),
            json!({"count": 2, "target": 5, "amounts": usd("1333.33")})
        );
        assert_eq!(
            sold(of(&view, &apart)),
            json!({"count": 1, "target": null, "amounts": usd("666.67")})
        );
        assert_eq!(
            sold(&view["total"]),
            json!({"count": 2, "target": 5, "amounts": usd("2000.00")})
        );
        let none = json!({"count": 0, "target": 2, "amounts": []});
        assert_eq!(view["total"]["renewal_sales"], none);
        assert_eq!(view["total"]["recruits"], json!({"count": 0, "target": 10}));
        // A manager sees how many, and no money.
        let seen = overview(service, Role::Manager);
        assert_eq!(sold(&seen["total"]), json!({"count": 2, "target": 5, "amounts": null}));
        assert_eq!(
            (&seen["estimate"], &seen["total"]["commission_estimate"]),
            (&Value::Null, &Value::Null)
        );
        let october = service.signed_in(Role::Finance).get(&format!("{PATH}?on=2026-10-31")).json();
        assert_eq!(october["total"]["new_sales"]["count"], 1);
        assert_eq!((&october["month"], &october["estimate"]), (&json!("2026-10"), &Value::Null));
    });
}

#[test]
fn the_commission_is_that_of_the_estimate_until_a_fact_changes() {
    on_both_at(MONDAY, |service| {
        let books = Books::open(service);
        let seller = seller(service, "Al Noor");
        books.agreed(PARTNER_ID, "PK", "USD");
        made(&books.one.post(RATES, &rate()));
        let sold = |name: &str| {
            let mut body = credited(name, &seller, &[(PARTNER_ID, "100")]);
            body["paid_on"] = json!(MONDAY);
            assert_eq!(books.confirm(&books.sale(&body)).status, 200);
        };
        let estimated = |view: &Value, amount: &str| {
            let expected = json!([{"amount": amount, "currency": "USD"}]);
            assert_eq!(view["total"]["commission_estimate"], expected, "{view}");
            assert_eq!(of(view, PARTNER_ID)["commission_estimate"], expected);
            assert_eq!(view["estimate"]["period"], "2026-11");
            assert_eq!(view["estimate"]["problem"], Value::Null);
        };
        sold("S-1");
        let admin = service.signed_in(Role::Admin);
        let first = admin.get(PATH).json();
        estimated(&first, "100.00");
        assert_eq!(admin.get(PATH).json()["estimate"], first["estimate"]);
        sold("S-2");
        estimated(&admin.get(PATH).json(), "200.00");
    });
}

#[test]
fn reports_are_counted_until_the_last_cut_off() {
    on_both_at(MONDAY, |service| {
        let [good, late, silent, away] = [0; 4].map(|_| service.signed_in(Role::PartnerStaff));
        service.signed_in(Role::PartnerOwner);
        service.sql("UPDATE users SET created_at = '2026-11-19 12:00:00'");
        // Of a report today the cut-off has not passed: it does not count yet.
        assert_eq!(good.post_once(CHECK_INS, "k", &report(MONDAY)).status, 201);
        for (number, user, date, is_late) in [
            (1, &good.id, "2026-11-19", "FALSE"),
            (2, &good.id, "2026-11-20", "FALSE"),
            (3, &good.id, "2026-11-21", "FALSE"),
            (4, &late.id, "2026-11-21", "TRUE"),
            // Nobody is expected on a Sunday.
            (5, &late.id, "2026-11-22", "FALSE"),
        ] {
            service.sql(&format!(
                "INSERT INTO check_ins (id, partner_id, user_id, date, calls, visits, demos, \
                 proposals, new_recruits, contracts, sales_count, sales_amount, sales_currency, \
                 received_at, status, late, after_lock, version, updated_at) VALUES \
                 ('chk_{number:032}', '{PARTNER_ID}', '{user}', '{date}', 1, 0, 0, 0, 0, 0, 0, 0, \
                 'PKR', '{date} 12:00:00', 'submitted', {is_late}, FALSE, 1, '{date} 12:00:00')"
            ));
        }
        service.sql(&format!(
            "INSERT INTO leaves (id, partner_id, user_id, first_on, last_on, status, decided_by, \
             version, created_at, updated_at) VALUES ('lev_{:032}', '{PARTNER_ID}', '{}', \
             '2026-11-20', '2026-11-21', 'approved', '{}', 2, '2026-11-19 12:00:00', \
             '2026-11-19 12:00:00')",
            1, away.id, silent.id
        ));
        let manager = service.signed_in(Role::Manager);
        let view = manager.get(PATH).json();
        // Three people on three days, and one on one.
        let counted = json!({"expected": 10, "submitted": 4, "on_time": 3, "late": 1, "missing": 6,
            "submitted_rate": "40.00", "on_time_rate": "30.00"});
        assert_eq!(view["total"]["compliance"], counted);
        assert_eq!(of(&view, PARTNER_ID)["compliance"], counted);
        assert_eq!(view["reported_until"], "2026-11-22");
        let queue = &view["work_queue"];
        assert_eq!(queue["reported_on"], "2026-11-21");
        let who = |name: &str, id: &str| {
            assert_eq!(queue[name]["count"], 1, "{queue}");
            assert_eq!(queue[name]["first"][0]["id"], json!(id));
            assert_eq!(queue[name]["first"][0]["on"], "2026-11-21");
        };
        who("missing_check_ins", &silent.id);
        who("late_check_ins", &late.id);
        // The day's own report says the same.
        let daily = manager.get("/api/v1/reports/daily?date=2026-11-21").json();
        assert_eq!(
            ["expected", "on_time", "late", "missing"].map(|name| daily[name].clone()),
            [3, 1, 1, 1].map(|count| json!(count))
        );
    });
}

#[test]
fn what_waits_is_counted_and_named() {
    on_both_at(MONDAY, |service| {
        let user = service.signed_in(Role::PartnerStaff).id;
        for (number, standing) in [
            (1, ("in_review", "lead", "2027-01-01")),
            (2, ("open", "contacted", "2026-11-30")),
            (3, ("open", "contacted", "2026-12-01")),
            (4, ("open", "verifying", "2027-01-30")),
            (5, ("open", "verifying", "2027-01-30")),
            (6, ("refused", "lead", "")),
        ] {
            recruit(service, &user, number, standing);
        }
        // In Karachi these are the 8th and the 9th of November.
        for (number, at) in [(4, "2026-11-08 18:59:59"), (5, "2026-11-08 19:00:00")] {
            service.sql(&format!(
                "INSERT INTO recruit_stage_moves (partner_id, recruit_id, from_stage, to_stage, \
                 moved_by, moved_at) VALUES ('{PARTNER_ID}', 'rec_{number:032}', 'contract', \
                 'verifying', '{user}', '{at}')"
            ));
        }
        for (number, ends_on) in [(1, "2027-02-21"), (2, "2027-02-22"), (3, "2026-11-22")] {
            service.sql(&format!(
                "UPDATE sellers SET membership_ends_on = '{ends_on}' WHERE id = 'sel_{number:032}'"
            ));
        }
        let view = overview(service, Role::Manager);
        let queue = &view["work_queue"];
        for (name, id, on) in [
            ("awaiting_decision", "rec", "2026-11-03"),
            ("protections_ending", "rec", "2026-11-30"),
            ("verifications_stuck", "rec", "2026-11-08"),
            ("renewals_due", "sel", "2027-02-21"),
        ] {
            let number = match name {
                "protections_ending" => 2,
                "verifications_stuck" => 4,
                _ => 1,
            };
            assert_eq!(queue[name]["count"], 1, "{name}: {queue}");
            assert_eq!(queue[name]["first"][0]["id"], json!(format!("{id}_{number:032}")));
            assert_eq!(queue[name]["first"][0]["on"], on, "{name}");
            assert_eq!(queue[name]["first"][0]["name"], json!(format!("Seller {number}")));
        }
        assert_eq!(view["total"]["recruits"]["count"], 5);
        assert_eq!(
            of(&view, PARTNER_ID)["stages"],
            json!({"lead": 1, "contacted": 2, "verifying": 2})
        );
    });
}

#[test]
fn the_view_is_the_platforms_and_takes_a_day() {
    on_both_at(MONDAY, |service| {
        for role in [Role::PartnerOwner, Role::PartnerStaff] {
            service.signed_in(role).get(PATH).problem(403, "forbidden");
        }
        let auditor = service.signed_in(Role::Auditor);
        for query in ["on=today", "on=2026-11-31", "date=2026-11-23", "on=2026-11-23&on=2026-11-23"]
        {
            auditor.get(&format!("{PATH}?{query}")).problem(400, "malformed");
        }
        assert_eq!(auditor.get(PATH).json()["on"], MONDAY);
        let first = auditor.get(&format!("{PATH}?on=2026-11-01")).json();
        assert_eq!(first["partners"][0]["code"], "LHE-001");
        assert_eq!(first["reported_until"], "2026-11-01");
        assert_eq!(first["work_queue"]["reported_on"], "2026-10-31");
    });
}

/// A sale that the records hold is in the day's figures of the person whose recruit paid.
#[test]
fn a_days_sales_are_those_of_ones_recruits() {
    on_both_at(MONDAY, |service| {
        let (books, staff) = (Books::open(service), service.signed_in(Role::PartnerStaff));
        let body = json!({"seller": {"name": "Al Noor", "city": "Sialkot"}, "source": "referral"});
        let recruit = made(&staff.post_once("/api/v1/recruits", "r", &body));
        let mut sent = sale("S-1", recruit["seller_id"].as_str().expect("a seller"));
        sent["paid_on"] = json!(MONDAY);
        let known = books.sale(&sent);
        let prefill = || staff.get(&format!("{CHECK_INS}/prefill?date={MONDAY}")).json();
        assert_eq!(prefill()["sales_count"], 0, "nobody has confirmed it");
        assert_eq!(books.confirm(&known).status, 200);
        let usd = json!({"amount": "1000.00", "currency": "USD"});
        assert_eq!((&prefill()["sales_count"], &prefill()["sales_amount"]), (&json!(1), &usd));
        let colleague = service.signed_in(Role::PartnerStaff);
        let other = colleague.get(&format!("{CHECK_INS}/prefill?date={MONDAY}")).json();
        assert_eq!(other["sales_count"], 0);
        let daily = service.signed_in(Role::Manager).get("/api/v1/reports/daily").json();
        let users = daily["partners"][0]["users"].as_array().expect("users");
        let own = users.iter().find(|user| user["user_id"] == json!(staff.id)).expect("the person");
        assert_eq!(own["logged"]["sales_count"], 1);
        assert_eq!(own["logged_sales_amounts"], json!([usd]));
        books.void(&known);
        assert_eq!(prefill()["sales_count"], 0);
    });
}
