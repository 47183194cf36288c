//! `/settings`: what holds from which day on.

use chrono::{Days, NaiveDate};
use saathi::domain::{Role, Scope};
use saathi::service::clock::Clock;
use saathi::service::settings::{clock_in_force, in_force};
use saathi::service::{ServiceError, Tx};
use serde_json::{Value, json};

use crate::harness::{Actor, Service, on_both, on_both_at};

const SETTINGS: &str = "/api/v1/settings";

fn today(service: &Service) -> NaiveDate {
    service.app.clock.now().today
}

fn later(service: &Service, days: u64) -> NaiveDate {
    today(service).checked_add_days(Days::new(days)).expect("a day")
}

/// A setting as somebody sees it.
fn setting(actor: &Actor, name: &str) -> Value {
    let body = actor.get(SETTINGS).json();
    let rows = body["data"].as_array().cloned().unwrap_or_default();
    rows.into_iter().find(|row| row["name"] == name).unwrap_or_default()
}

fn set(admin: &Actor, settings: Value, from: Option<NaiveDate>) -> crate::http::Answer {
    let mut body = json!({"settings": settings, "reason": "as the board decided"});
    if let Some(from) = from {
        body["effective_from"] = json!(from.to_string());
    }
    admin.patch(SETTINGS, &body)
}

#[test]
fn a_setting_holds_from_its_day_on() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let days = |day| {
            let read = |tx: &mut Tx<'_>| in_force(tx, day);
            let settings = service.app.database.read(&Scope::of_programme(), read);
            settings.expect("it reads").recruits.protection.get()
        };
        let default = setting(&admin, "protection_days");
        assert_eq!(
            default,
            json!({"name": "protection_days", "value": 60, "default": 60,
            "effective_from": null, "upcoming": [], "history": []})
        );
        let (soon, then) = (later(service, 5), later(service, 9));
        assert_eq!(set(&admin, json!({"protection_days": 45}), Some(then)).status, 200);
        assert_eq!(set(&admin, json!({"protection_days": 50}), Some(soon)).status, 200);
        assert_eq!(set(&admin, json!({"protection_days": 40}), Some(then)).status, 200);
        let shown = setting(&admin, "protection_days");
        assert_eq!(shown["value"], 60);
        assert_eq!(
            shown["upcoming"],
            json!([
                {"value": 50, "effective_from": soon.to_string()},
                {"value": 40, "effective_from": then.to_string()},
            ])
        );
        assert_eq!([today(service), soon, then].map(days), [60, 50, 40]);
        let day_before = soon.pred_opt().expect("a day");
        assert_eq!((days(day_before), days(NaiveDate::MIN)), (60, 60));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn what_was_set_stays_to_be_read_and_the_platform_sees_by_whom() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let (day, then) = (today(service), later(service, 9));
        assert_eq!(set(&admin, json!({"protection_days": 45}), Some(then)).status, 200);
        assert_eq!(set(&admin, json!({"protection_days": 50}), Some(day)).status, 200);
        assert_eq!(set(&admin, json!({"protection_days": 55}), Some(day)).status, 200);
        let told = |actor: &Actor| {
            let history = setting(actor, "protection_days")["history"].clone();
            history.as_array().cloned().expect("a history")
        };
        let steps = told(&service.signed_in(Role::Auditor));
        let given: Vec<_> =
            steps.iter().map(|step| (&step["value"], &step["effective_from"])).collect();
        let (day, then) = (json!(day.to_string()), json!(then.to_string()));
        let (first, second, third) = (json!(50), json!(55), json!(45));
        assert_eq!(given, [(&first, &day), (&second, &day), (&third, &then)]);
        for step in &steps {
            assert_eq!(
                (&step["set_by"], &step["reason"]),
                (&json!(admin.id), &json!("as the board decided"))
            );
            assert!(step["set_at"].is_string());
        }
        let steps = told(&service.signed_in(Role::PartnerStaff));
        assert_eq!(steps.len(), 3);
        for hidden in ["set_by", "set_at", "reason"] {
            assert!(steps.iter().all(|step| step[hidden].is_null()), "{hidden}");
        }
        assert_eq!(setting(&admin, "protection_days")["value"], 55);
    });
}

#[test]
fn every_kind_of_setting_is_set() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let sent = json!({
            "zone": "Asia/Dubai", "week": ["mon", "tue", "wed", "thu", "fri"],
            "holidays": ["2026-08-14", "2026-12-25"], "check_in_cut_off": "21:30",
            "daily_cap": 12, "burst_records": 5,
        });
        let answer = set(&admin, sent.clone(), Some(today(service)));
        assert_eq!(answer.status, 200, "{answer:?}");
        for (name, value) in sent.as_object().expect("an object") {
            let shown = setting(&admin, name);
            assert_eq!(
                (&shown["value"], &shown["effective_from"]),
                (value, &json!(today(service).to_string())),
                "{name}"
            );
        }
        let row = service.trail().pop().expect("a row");
        assert_eq!(
            (row.action.as_str(), row.reason.as_deref()),
            ("settings.change", Some("as the board decided"))
        );
        assert!(row.before_json.is_some_and(|json| json.contains("Asia/Karachi")));
        assert!(row.after_json.is_some_and(|json| json.contains("Asia/Dubai")));
    });
}

#[test]
fn what_cannot_be_set_is_told_where() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let yesterday = today(service).pred_opt();
        for (settings, from, pointer, code) in [
            (
                json!({"protection_days": 0}),
                Some(today(service)),
                "/settings/protection_days",
                "setting",
            ),
            (json!({"zone": "Karachi"}), Some(today(service)), "/settings/zone", "setting"),
            (json!({"week": ["mon", "mon"]}), Some(today(service)), "/settings/week", "setting"),
            (json!({"daily_cap": -1}), Some(today(service)), "/settings/daily_cap", "out_of_range"),
            (json!({"protection_days": 30}), None, "/effective_from", "required"),
            (json!({"protection_days": 30}), yesterday, "/effective_from", "in_the_past"),
            (json!({"burst_records": 30}), yesterday, "/effective_from", "in_the_past"),
            (json!({"idle_warning_days": 14}), None, "/settings", "contradiction"),
        ] {
            let answer = set(&admin, settings, from);
            answer.problem(422, "invalid");
            assert_eq!(answer.faults(), [(pointer.to_owned(), code.to_owned())]);
        }
        let unknown = set(&admin, json!({"protection": 30}), None);
        assert_eq!(unknown.faults()[0], ("/settings/protection".into(), "unknown_field".into()));
        set(&admin, json!({"protection_days": "30"}), None).problem(400, "malformed");
        assert_eq!(set(&admin, json!({"burst_records": 30}), None).status, 200);
        assert_eq!(setting(&admin, "protection_days")["effective_from"], Value::Null);
    });
}

#[test]
fn a_contradiction_of_a_later_day_is_refused_too() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let idle = json!({"idle_days": 12});
        assert_eq!(set(&admin, idle, Some(later(service, 10))).status, 200);
        let warning = json!({"idle_warning_days": 12});
        assert_eq!(set(&admin, warning, None).faults()[0].1, "contradiction");
    });
}

#[test]
fn partners_people_see_the_rules_and_not_what_is_noticed() {
    on_both(|service| {
        for role in Role::ALL {
            let actor = service.signed_in(role);
            assert_eq!(setting(&actor, "protection_days")["value"], 60);
            assert_eq!(setting(&actor, "burst_records").is_null(), role.is_of_partner());
            let answer = set(&actor, json!({"burst_records": 4}), None);
            assert_eq!(answer.status, if role == Role::Admin { 200 } else { 403 });
        }
    });
}

#[test]
fn the_programmes_day_is_that_of_the_zone_in_force() {
    on_both_at("2026-11-23", |service| {
        let (admin, staff) =
            (service.signed_in(Role::Admin), service.signed_in(Role::PartnerStaff));
        let received = |key: &str| {
            let sent = json!({"source": "visit", "seller": {"name": key, "city": "Sialkot"}});
            staff.post_once("/api/v1/recruits", key, &sent).text("received_at")
        };
        assert_eq!(received("Al Noor"), "2026-11-23T04:00:00Z");
        // The clock stands at nine of this day, wherever that is.
        let zoned = |zone: &str, day: &str| {
            let from = day.parse().expect("a day");
            assert_eq!(set(&admin, json!({"zone": zone}), Some(from)).status, 200);
        };
        zoned("Pacific/Kiritimati", "2026-11-23");
        assert_eq!(received("Zamzam"), "2026-11-22T19:00:00Z");
        zoned("Asia/Dubai", "2026-11-24");
        assert_eq!(received("Fazal"), "2026-11-22T19:00:00Z", "it does not hold yet");
        let tomorrow = Clock::standing_at(chrono_tz::Asia::Karachi, later(service, 1));
        let read = |tx: &mut Tx<'_>| -> Result<_, ServiceError> { clock_in_force(tx, &tomorrow) };
        let clock = service.app.database.read(&Scope::of_programme(), read).expect("it reads");
        assert_eq!(clock.zone(), chrono_tz::Asia::Dubai);
    });
}
