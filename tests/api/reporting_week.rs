//! A week of check-ins: 26 people from Monday to Saturday, a holiday, five days of leave.

use chrono::{DateTime, Utc};
use saathi::domain::check_in::{Counts, Told};
use saathi::domain::{Actor, Amount, Currency, Money, PartnerId, Role, UserId, parse_date};
use saathi::service::audit::OnBehalf;
use saathi::service::check_ins::{self, NewCheckIn};
use saathi::service::clock::Now;
use saathi::service::{By, Tx};
use serde_json::json;

use crate::harness::{Actor as Person, PARTNER_ID, Service, on_both_at};

/// Behind the week, whose Monday begins the month, so that the month to date is the week.
const MONDAY_AFTER: &str = "2027-02-08";
const HOLIDAY: &str = "2027-02-05";
const DAYS: [&str; 5] = ["2027-02-01", "2027-02-02", "2027-02-03", "2027-02-04", "2027-02-06"];
/// A person's leave, three days and two: the holiday and the Sunday within are none.
const LEAVES: [(usize, &str, &str, usize); 2] =
    [(0, "2027-02-01", "2027-02-03", 3), (1, "2027-02-04", "2027-02-07", 2)];

/// The cut-off is at 20:00, 15:00 UTC.
const BEFORE_CUT_OFF: &str = "14:59:59";
const AFTER_CUT_OFF: &str = "15:00:01";

/// Of the days that are expected, in their order: 104 come in time, nine late, twelve not at all.
fn reports(service: &Service, people: &[String]) {
    let is_away = |person: usize, day: &str| {
        LEAVES.iter().any(|(who, first, last, _)| *who == person && *first <= day && day <= *last)
    };
    let expected = DAYS.iter().flat_map(|day| (0..people.len()).map(move |person| (person, *day)));
    let expected: Vec<_> = expected.filter(|(person, day)| !is_away(*person, day)).collect();
    assert_eq!(expected.len(), 125);
    for (number, (person, day)) in expected.iter().take(113).enumerate() {
        let time = if number < 104 { BEFORE_CUT_OFF } else { AFTER_CUT_OFF };
        report(service, &people[*person], (day, time));
    }
}

/// Somebody's report of a day, sent at a time of that day.
fn report(service: &Service, person: &str, (day, time): (&str, &str)) {
    let date = parse_date(day).expect("a day");
    let at: DateTime<Utc> = format!("{day}T{time}Z").parse().expect("an instant");
    let user = UserId::parse(person).expect("an id");
    let actor = Actor::new(user.clone(), Role::PartnerStaff, PartnerId::parse(PARTNER_ID));
    let by = By {
        actor: actor.expect("an actor"),
        on_behalf: OnBehalf { user: Some(user), request_id: None },
        now: Now { at, today: date },
        recorded_at: at.naive_utc(),
    };
    let currency = Currency::parse("PKR").expect("a currency");
    let told = Told {
        counts: Counts { calls: 1, ..Counts::default() },
        sales_amount: Money { amount: Amount::ZERO, currency },
        blockers: Vec::new(),
        plan: None,
        planned: Vec::new(),
        note: None,
        correction: None,
    };
    let new = NewCheckIn { date, told, captured_at: None, client_ref: None };
    let scope = by.actor.scope();
    let work = move |tx: &mut Tx<'_>| check_ins::create(tx, &by, &new);
    let (sent, is_new) = service.app.database.write(scope, work).expect("it is taken");
    assert_eq!((is_new, sent.late), (true, time == AFTER_CUT_OFF), "{person}, {day}");
}

/// Asked for by the person, and approved by a manager.
fn leave(service: &Service, manager: &Person, person: &Person, (first, last): (&str, &str)) {
    let asked = json!({"first_on": first, "last_on": last, "reason": "A wedding."});
    let path = person.post("/api/v1/leaves", &asked);
    assert_eq!(path.status, 201, "{path:?}");
    let decide = format!("/api/v1/leaves/{}/decide", path.text("id"));
    let decided = manager.post(&decide, &json!({"decision": "approve"}));
    assert_eq!(decided.status, 200, "{decided:?}");
    assert_eq!(service.verify(), None);
}

#[test]
fn a_week_of_26_people_is_counted() {
    on_both_at(MONDAY_AFTER, |service| {
        let manager = service.signed_in(Role::Manager);
        let away = [0, 1].map(|_| service.signed_in(Role::PartnerStaff));
        let mut people: Vec<String> = away.iter().map(|person| person.id.clone()).collect();
        for number in 0..24 {
            let id = format!("usr_{number:032}");
            service.sql(&format!(
                "INSERT INTO users (id, email, name, role, partner_id, status, password_hash, \
                 created_at, updated_at) VALUES ('{id}', 'w{number}@saathi.test', 'Amina', \
                 'partner_staff', '{PARTNER_ID}', 'active', '$argon2id$none', \
                 '2027-01-01 12:00:00', '2027-01-01 12:00:00')"
            ));
            people.push(id);
        }
        service.sql("UPDATE users SET created_at = '2027-01-01 12:00:00'");
        let holiday = json!({"date": HOLIDAY, "name": "Kashmir Day"});
        let declared = manager.post("/api/v1/holidays", &holiday);
        assert_eq!(declared.status, 201, "{declared:?}");
        for (who, first, last, _) in LEAVES {
            leave(service, &manager, &away[who], (first, last));
        }
        assert_eq!(LEAVES.iter().map(|(.., days)| days).sum::<usize>(), 5);
        reports(service, &people);
        let view = manager.get("/api/v1/overview?on=2027-02-06").json();
        let counted = json!({"expected": 125, "submitted": 113, "on_time": 104, "late": 9,
            "missing": 12, "submitted_rate": "90.40", "on_time_rate": "83.20"});
        assert_eq!(view["total"]["compliance"], counted);
        // The days' own reports add up to the same.
        let mut sums = [0, 0, 0, 0];
        for day in DAYS.into_iter().chain([HOLIDAY, "2027-02-07"]) {
            let daily = manager.get(&format!("/api/v1/reports/daily?date={day}")).json();
            for (sum, name) in sums.iter_mut().zip(["expected", "on_time", "late", "missing"]) {
                *sum += daily[name].as_i64().expect(name);
            }
        }
        assert_eq!(sums, [125, 104, 9, 12]);
    });
}
