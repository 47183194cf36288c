//! The work that comes due by itself: on its day, once, and by one server of many.

use chrono::{DateTime, NaiveDate, Utc};
use saathi::domain::{Role, Scope, day_of};
use saathi::jobs::tick;
use saathi::service::clock::{Clock, Now};
use saathi::service::due::{JOBS, Job, Ran};
use saathi::service::recruits::get;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both_at};
use crate::money::{Books, credited};
use crate::recruits::{OTHER, RECRUITS, of, path, register, taken, two};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Karachi;

fn now(instant: &str) -> Now {
    let at: DateTime<Utc> = instant.parse().expect("an instant");
    Now { at, today: day_of(at, ZONE) }
}

/// Nine in the morning of a day.
pub fn morning(day: &str) -> Now {
    Clock::standing_at(ZONE, day.parse().expect("a date")).now()
}

fn job(name: &str) -> &'static Job {
    JOBS.iter().find(|job| job.name == name).unwrap_or_else(|| panic!("no job {name}"))
}

/// Does a job as a server of that name.
fn run(service: &Service, name: &str, at: Now) -> Ran {
    service.app.run_due(job(name), ("one", at), || true).expect(name)
}

fn status(service: &Service, made: &Value) -> String {
    let id = made["id"].as_str().and_then(saathi::domain::RecruitId::parse).expect("an id");
    let read = |tx: &mut saathi::service::Tx<'_>| get(tx, &id);
    let recruit = service.app.database.read(&Scope::of_programme(), read).expect("it reads");
    saathi::domain::Word::as_str(recruit.status).to_owned()
}

/// Does a job in the morning of a day.
pub fn ran(service: &Service, name: &str, day: &str) -> Ran {
    run(service, name, morning(day))
}

/// What somebody was told, by kind.
pub fn told(actor: &Actor, kind: &str) -> Vec<Value> {
    let body = actor.get(&format!("/api/v1/notifications?kind={kind}")).json();
    body["data"].as_array().expect("rows").clone()
}

#[test]
fn a_protection_holds_through_its_last_day_in_the_programmes_zone() {
    for (received, last, free) in [
        ("2026-07-03", "2026-09-01T18:59:59.999999Z", "2026-09-01T19:00:00Z"),
        // Over the end of a year, and into a leap day.
        ("2026-12-31", "2027-03-01T18:59:59Z", "2027-03-01T19:00:00Z"),
        ("2027-12-31", "2028-02-29T18:59:59Z", "2028-02-29T19:00:00Z"),
    ] {
        on_both_at(received, |service| {
            let (one, _) = two(service);
            let made = taken(&one, "k", &of("Al Noor", "1234567-8"));
            assert_eq!(run(service, "protections", now(last)), Ran::Done(0));
            assert_eq!(status(service, &made), "open");
            assert_eq!(run(service, "protections", now(free)), Ran::Done(1));
            assert_eq!(status(service, &made), "expired");
            assert_eq!(run(service, "protections", now(free)), Ran::NotNow, "done for this day");
            let trail = service.trail();
            let row = trail.iter().rfind(|row| row.action == "recruits.expire").expect("a row");
            assert_eq!(row.actor, "system");
            assert_eq!(service.verify(), None);
        });
    }
}

#[test]
fn an_idle_recruit_is_warned_of_and_given_back() {
    on_both_at("2028-02-18", |service| {
        let (one, other) = two(service);
        let owner = service.signed_in(Role::PartnerOwner);
        let made = taken(&one, "k", &of("Al Noor", "1234567-8"));
        assert_eq!(run(service, "idle_recruits", morning("2028-02-28")), Ran::Done(0));
        assert_eq!(run(service, "idle_recruits", morning("2028-02-29")), Ran::Done(1));
        for person in [&one, &owner] {
            let told = told(person, "recruits.idle");
            assert_eq!(told.len(), 1, "{told:?}");
            assert_eq!(told[0]["data"]["released_on"], "2028-03-03");
        }
        assert_eq!(run(service, "idle_recruits", morning("2028-03-01")), Ran::Done(0));
        assert_eq!(told(&one, "recruits.idle").len(), 1, "once");
        assert_eq!(run(service, "idle_recruits", morning("2028-03-03")), Ran::Done(1));
        assert_eq!(status(service, &made), "released");
        assert_eq!(told(&one, "recruits.released").len(), 1);
        assert!(told(&other, "recruits.released").is_empty());
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn the_clock_stands_while_the_platform_verifies() {
    on_both_at("2026-07-03", |service| {
        let (one, _) = two(service);
        let made = taken(&one, "k", &of("Al Noor", "1234567-8"));
        let stage = format!("{}/stage", path(made["id"].as_str().expect("an id")));
        assert_eq!(one.post(&stage, &json!({"stage": "verifying"})).status, 200);
        assert_eq!(run(service, "idle_recruits", morning("2026-08-31")), Ran::Done(0));
        assert_eq!(status(service, &made), "open");
    });
}

#[test]
fn the_clock_stands_while_a_sale_awaits_confirmation() {
    on_both_at("2026-07-03", |service| {
        let (one, _) = two(service);
        let books = Books::open(service);
        let made = taken(&one, "k", &of("Al Noor", "1234567-8"));
        let seller = made["seller_id"].as_str().expect("an id");
        let mut sale = credited("INV-1", seller, &[(PARTNER_ID, "100")]);
        sale["paid_on"] = json!("2026-07-03");
        let sale = books.sale(&sale);
        assert_eq!(run(service, "idle_recruits", morning("2026-07-31")), Ran::Done(0));
        assert_eq!(status(service, &made), "open");
        assert_eq!(books.void(&sale).status, 200);
        assert_eq!(run(service, "idle_recruits", morning("2026-08-01")), Ran::Done(1));
        assert_eq!(status(service, &made), "open", "warned");
        assert_eq!(run(service, "idle_recruits", morning("2026-08-04")), Ran::Done(1));
        assert_eq!(status(service, &made), "released");
    });
}

#[test]
fn nobody_loses_a_seller_unwarned_after_an_outage() {
    on_both_at("2028-02-18", |service| {
        let (one, _) = two(service);
        let made = taken(&one, "k", &of("Al Noor", "1234567-8"));
        assert_eq!(run(service, "idle_recruits", morning("2028-03-20")), Ran::Done(1));
        assert_eq!(status(service, &made), "open");
        let told = told(&one, "recruits.idle");
        assert_eq!(
            (told.len(), &told[0]["data"]["released_on"], &told[0]["data"]["days_left"]),
            (1, &json!("2028-03-23"), &json!(3))
        );
        assert_eq!(run(service, "idle_recruits", morning("2028-03-22")), Ran::Done(0));
        assert_eq!(status(service, &made), "open");
        assert_eq!(run(service, "idle_recruits", morning("2028-03-23")), Ran::Done(1));
        assert_eq!(status(service, &made), "released");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn who_left_a_recruit_idle_waits_three_days_and_others_do_not() {
    on_both_at("2028-02-18", |service| {
        let (one, other) = two(service);
        taken(&one, "k1", &of("Al Noor", "1234567-8"));
        assert_eq!(run(service, "idle_recruits", morning("2028-02-29")), Ran::Done(1));
        assert_eq!(run(service, "idle_recruits", morning("2028-03-03")), Ran::Done(1));
        let refused = register(&one, "k2", &of("Al Noor", "1234567-8"));
        let problem = refused.problem(409, "cool_down");
        assert!(problem["detail"].as_str().is_some_and(|words| words.contains("2028-03-06")));
        assert_eq!(register(&other, "k1", &of("Al Noor", "1234567-8")).status, 201);
    });
}

#[test]
fn ends_of_protections_are_told_of_twice() {
    on_both_at("2026-07-03", |service| {
        let (one, _) = two(service);
        taken(&one, "k", &of("Al Noor", "1234567-8"));
        for (day, count) in [
            ("2026-08-24", 0),
            // The server stood still on the day itself.
            ("2026-08-26", 1),
            ("2026-08-30", 1),
            ("2026-08-31", 2),
            ("2026-09-01", 2),
            ("2026-09-02", 2),
        ] {
            run(service, "protection_notices", morning(day));
            assert_eq!(told(&one, "recruits.protection_ends").len(), count, "{day}");
        }
    });
}

#[test]
fn ends_of_protections_are_told_of_when_the_settings_say() {
    on_both_at("2026-07-03", |service| {
        let (one, _) = two(service);
        taken(&one, "k", &of("Al Noor", "1234567-8"));
        let notices = json!({"settings": {"first_ending_notice_days": 14,
            "last_ending_notice_days": 3}, "reason": "for a test"});
        assert_eq!(service.signed_in(Role::Admin).patch("/api/v1/settings", &notices).status, 200);
        for (day, count) in
            [("2026-08-17", 0), ("2026-08-18", 1), ("2026-08-28", 1), ("2026-08-29", 2)]
        {
            run(service, "protection_notices", morning(day));
            assert_eq!(told(&one, "recruits.protection_ends").len(), count, "{day}");
        }
    });
}

fn seller(service: &Service, ends_on: &str) -> (Actor, String) {
    let manager = service.signed_in(Role::Manager);
    let body = json!({"name": "Al Noor", "city": "Sialkot", "partner_id": PARTNER_ID,
        "membership_ends_on": ends_on});
    let answer = manager.post("/api/v1/sellers", &body);
    assert_eq!(answer.status, 201, "{answer:?}");
    (manager, format!("/api/v1/sellers/{}", answer.text("id")))
}

#[test]
fn memberships_are_told_of_lapse_and_go_to_sleep() {
    on_both_at("2027-01-15", |service| {
        let (manager, place) = seller(service, "2028-02-29");
        let owner = service.signed_in(Role::PartnerOwner);
        for (day, count, status) in [
            ("2027-11-30", 0, "active"),
            ("2027-12-01", 1, "active"),
            ("2027-12-02", 1, "active"),
            ("2027-12-31", 2, "active"),
            ("2028-01-30", 3, "active"),
            ("2028-03-29", 3, "active"),
            ("2028-03-30", 3, "lapsed"),
            ("2029-02-27", 3, "lapsed"),
            ("2029-02-28", 3, "dormant"),
        ] {
            run(service, "renewal_notices", morning(day));
            run(service, "memberships", morning(day));
            assert_eq!(told(&owner, "sellers.renewal_due").len(), count, "{day}");
            let seen = manager.get(&place).json();
            assert_eq!(seen["status"], status, "{day}");
            let holder = if status == "active" { json!(PARTNER_ID) } else { Value::Null };
            assert_eq!(seen["partner_id"], holder, "{day}");
        }
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_transfer_that_was_dated_later_comes_also_where_nobody_served_on_its_day() {
    on_both_at("2026-08-31", |service| {
        let other = service.partner(OTHER);
        let (manager, place) = seller(service, "2027-08-31");
        let body = json!({"partner_id": other, "effective_on": "2026-09-30", "reason": "Moved."});
        assert_eq!(manager.post(&format!("{place}/transfer"), &body).status, 200);
        assert_eq!(run(service, "holders", morning("2026-09-29")), Ran::Done(0));
        assert_eq!(manager.get(&place).json()["partner_id"], PARTNER_ID);
        assert_eq!(run(service, "holders", morning("2026-10-01")), Ran::Done(1));
        assert_eq!(manager.get(&place).json()["partner_id"], other.as_str());
        let changed =
            service.trail().into_iter().rfind(|row| row.action == "sellers.change_holder");
        assert_eq!(changed.map(|row| row.actor), Some("system".to_owned()));
    });
}

#[test]
fn who_has_not_reported_is_told_when_the_day_is_closed() {
    // A Saturday: its reports are closed on Monday at ten.
    on_both_at("2026-08-29", |service| {
        let staff = service.signed_in(Role::PartnerStaff);
        let (owner, manager) =
            (service.signed_in(Role::PartnerOwner), service.signed_in(Role::Manager));
        service.sql("UPDATE users SET created_at = '2026-08-29 01:00:00'");
        let before = now("2026-08-31T04:59:59Z");
        run(service, "missing_check_ins", before);
        assert!(told(&staff, "check_ins.missing").is_empty());
        let closed = now("2026-08-31T05:00:00Z");
        assert_eq!(run(service, "missing_check_ins", closed), Ran::Done(1));
        assert_eq!(run(service, "missing_check_ins", closed), Ran::NotNow);
        for (person, data) in [
            (&staff, json!({"date": "2026-08-29"})),
            (&owner, json!({"date": "2026-08-29", "missing": 1, "expected": 1})),
            (&manager, json!({"date": "2026-08-29", "missing": 1, "expected": 1})),
        ] {
            let told = told(person, "check_ins.missing");
            assert_eq!(told.len(), 1, "{told:?}");
            assert_eq!(told[0]["data"], data);
        }
        // Two working days that nobody served: both are told of.
        assert_eq!(run(service, "missing_check_ins", now("2026-09-02T05:00:00Z")), Ran::Done(2));
        assert_eq!(told(&staff, "check_ins.missing").len(), 3);
    });
}

#[test]
fn what_has_ended_is_forgotten() {
    on_both_at("2026-08-31", |service| {
        let (one, other) = two(service);
        taken(&one, "old", &of("Al Noor", "1234567-8"));
        service.sql("UPDATE idempotency_keys SET created_at = '2020-01-01 00:00:00'");
        taken(&one, "new", &of("Bashir", "7654321-0"));
        service.sql(&format!(
            "UPDATE refresh_families SET created_at = '2020-01-01 00:00:00', \
             expires_at = '2020-02-01 00:00:00' WHERE user_id = '{}'",
            other.id
        ));
        assert_eq!(
            run(service, "cleaning", morning("2026-08-31")),
            Ran::Done(2),
            "a key, a session"
        );
        let again = register(&one, "new", &of("Bashir", "7654321-0"));
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        service.refresh(&other.refresh_token).problem(401, "unauthenticated");
        assert_eq!(service.verify(), None);
    });
}

/// Several servers look at what is due in the same moment.
#[test]
fn of_many_servers_one_does_a_job() {
    const SERVERS: usize = 8;
    on_both_at("2026-07-03", |service| {
        let (one, _) = two(service);
        for number in 0..3 {
            let ntn = ["1234567-8", "7654321-0", "1111111-9"][number];
            let body = json!({"seller": {"name": format!("Firm {number}"),
                "city": format!("City {number}"), "member_id": ntn}, "source": "visit"});
            taken(&one, ntn, &body);
        }
        let day = morning("2026-07-14");
        let names: Vec<String> = (0..SERVERS).map(|number| format!("server-{number}")).collect();
        let race = |name: &'static str, at: Now| -> Vec<Ran> {
            std::thread::scope(|scope| {
                let start = |server| {
                    scope.spawn(move || service.app.run_due(job(name), (server, at), || true))
                };
                let running: Vec<_> = names.iter().map(|server| start(server.as_str())).collect();
                let ended = running.into_iter().map(|run| run.join().expect("no panic"));
                ended.map(|ran| ran.expect("it runs")).collect()
            })
        };
        for (name, at, effects) in
            [("idle_recruits", day, 3), ("protections", morning("2026-09-02"), 3)]
        {
            let ran = race(name, at);
            let done: Vec<&Ran> = ran.iter().filter(|ran| **ran != Ran::NotNow).collect();
            assert_eq!(done, [&Ran::Done(effects)], "{name}: {ran:?}");
        }
        assert_eq!(told(&one, "recruits.idle").len(), 3);
        let ended = service.trail().iter().filter(|row| row.action == "recruits.expire").count();
        assert_eq!(ended, 3);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_lease_is_kept_from_others_until_it_runs_out() {
    on_both_at("2026-07-03", |service| {
        service.sql(
            "INSERT INTO jobs (name, held_by, held_until) \
             VALUES ('protections', 'dead', '2999-01-01 00:00:00')",
        );
        let at = morning("2026-07-03");
        assert_eq!(run(service, "protections", at), Ran::NotNow);
        service.sql("UPDATE jobs SET held_until = '2020-01-01 00:00:00'");
        assert_eq!(run(service, "protections", at), Ran::Done(0));
        let stopped = service.app.run_due(job("holders"), ("one", at), || false);
        assert_eq!(stopped.expect("it runs"), Ran::Stopped);
        assert_eq!(run(service, "holders", at), Ran::Done(0), "it is due again");
    });
}

#[test]
fn a_tick_does_all_and_keeps_how_it_went() {
    on_both_at("2026-07-03", |service| {
        tick(&service.app, "one", &|| true);
        let runs = service.app.last_runs().expect("they are kept");
        let today = NaiveDate::from_ymd_opt(2026, 7, 3);
        assert!(runs.len() >= JOBS.len() - 1, "{runs:?}");
        assert!(runs.iter().all(|run| run.done_for == today && run.error.is_none()), "{runs:?}");
        let before = runs.clone();
        tick(&service.app, "two", &|| true);
        assert_eq!(service.app.last_runs().expect("they are kept"), before, "nothing was due");
    });
}

#[test]
fn who_asks_is_told_how_the_jobs_stand() {
    on_both_at("2026-07-03", |service| {
        let admin = service.signed_in(Role::Admin);
        let health = || service.get("/health/ready").text("jobs");
        assert_eq!(health(), "overdue");
        let states = || admin.get("/api/v1/jobs").json()["data"].as_array().cloned();
        let before = states().expect("rows");
        assert_eq!(before.len(), JOBS.len());
        assert_eq!(
            (&before[0]["name"], &before[0]["overdue"], &before[0]["done_for"]),
            (&json!("protections"), &json!(true), &Value::Null)
        );
        assert!(before[0]["advice"].as_str().is_some_and(|advice| advice.contains("serve")));
        tick(&service.app, "one", &|| true);
        let after = states().expect("rows");
        let is_done =
            |state: &&Value| state["done_for"] == "2026-07-03" && state["advice"].is_null();
        assert!(after.iter().filter(is_done).count() >= JOBS.len() - 1, "{after:?}");
        assert_eq!(health(), "ok");
    });
}

#[test]
fn a_decision_is_told_to_its_partner() {
    on_both_at("2026-07-03", |service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let phone = |name: &str| {
            json!({"seller": {"name": name, "city": "Sialkot", "phone": "0300 1234567"},
                "source": "visit"})
        };
        taken(&one, "k1", &phone("Al Noor"));
        let waits = taken(&other, "k2", &phone("Bashir Sports"));
        assert_eq!(waits["status"], "in_review");
        let place = format!("{RECRUITS}/{}/decide", waits["id"].as_str().expect("an id"));
        let body = json!({"decision": "approve", "reason": "Another firm."});
        assert_eq!(manager.post(&place, &body).status, 200);
        let told_of = told(&other, "recruits.decided");
        assert_eq!(told_of.len(), 1);
        assert_eq!(told_of[0]["data"]["decision"], "approve");
        assert!(told(&one, "recruits.decided").is_empty());
    });
}
