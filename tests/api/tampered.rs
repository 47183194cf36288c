//! `verify` holds records against the trail: what somebody changes behind the program's back is found,
//! also where every rule of the schema lets it pass.

use saathi::domain::Role;
use serde_json::json;

use crate::harness::{PARTNER_ID, Service, on_both_at};
use crate::money::{self, AGREEMENTS, Books, credited, id, made, rows};
use crate::recruits::{of, taken};

const TODAY: &str = "2026-11-23";

/// A record of each kind, by what the attacks call it.
fn records(service: &Service) -> Vec<(&'static str, String)> {
    let books = Books::open(service);
    let manager = service.signed_in(Role::Manager);
    let admin = service.signed_in(Role::Admin);
    let staff = service.signed_in(Role::PartnerStaff);
    let person = json!({"email": "bilal@saathi.test", "name": "Bilal", "role": "manager"});
    let user = id(&made(&admin.post("/api/v1/users", &person)));
    let partner = json!({"code": "KHI-9", "name": "Karachi", "city": "Karachi",
        "payout_currency": "PKR"});
    let partner = id(&made(&manager.post("/api/v1/partners", &partner)));
    books.agreed(PARTNER_ID, "plan", "USD");
    let agreement = id(&rows(&books.one.get(AGREEMENTS))[0]);
    let seller = money::seller(service, "Al Noor Surgical");
    let verified = json!({"verified_on": "2026-11-02"});
    let place = format!("/api/v1/sellers/{seller}");
    assert_eq!(manager.patch(&place, &verified).status, 200);
    let sale = books.sale(&credited("S-1", &seller, &[(PARTNER_ID, "100")]));
    assert_eq!(books.confirm(&sale).status, 200);
    let waiting = books.sale(&credited("S-2", &seller, &[(PARTNER_ID, "100")]));
    let recruit = taken(&staff, "r1", &of("Ravi Textiles", "1111111-1"));
    vec![
        ("{user}", user),
        ("{partner}", partner),
        ("{agreement}", agreement),
        ("{seller}", seller),
        ("{sale}", id(&waiting)),
        ("{recruit}", id(&recruit)),
    ]
}

/// What is done by SQL, to which record, and what is said of it.
const ATTACKS: &[(&str, &str, &str)] = &[
    ("UPDATE users SET role = 'finance'", "{user}", "has role finance, and row"),
    ("UPDATE users SET email = 'me@x.test'", "{user}", "has email me@x.test, and row"),
    ("UPDATE users SET status = 'disabled'", "{user}", "has status disabled, and row"),
    ("UPDATE partners SET status = 'suspended'", "{partner}", "has status suspended, and row"),
    (
        "UPDATE partners SET payout_currency = 'USD'",
        "{partner}",
        "has payout_currency USD, and row",
    ),
    ("UPDATE partners SET name = 'Mine'", "{partner}", "has name Mine, and row"),
    (
        "UPDATE agreements SET ends_on = '2026-12-31'",
        "{agreement}",
        "has ends_on 2026-12-31, and row",
    ),
    (
        "UPDATE sellers SET verified_on = '2026-11-01'",
        "{seller}",
        "has verified_on 2026-11-01, and row",
    ),
    ("UPDATE sellers SET partner_id = '{partner}'", "{seller}", "whom no row names for it"),
    (
        "UPDATE recruits SET protected_until = '2027-11-01'",
        "{recruit}",
        "has protected_until 2027-11-01, and row",
    ),
    (
        "UPDATE recruits SET status = 'released', ended_at = updated_at",
        "{recruit}",
        "has status released, and row",
    ),
    (
        "UPDATE sales SET status = 'void', voided_by = recorded_by, voided_at = updated_at, \
         void_reason = 'mine'",
        "{sale}",
        "has status void, and row",
    ),
];

#[test]
fn what_is_changed_behind_the_trails_back_is_told() {
    on_both_at(TODAY, |service| {
        let records = records(service);
        let found = || -> Vec<String> {
            let all = service.unsound().into_iter();
            all.filter(|one| one.starts_with("records: ")).collect()
        };
        assert_eq!(found(), [""; 0]);
        for (sql, name, words) in ATTACKS {
            let of = records.iter().find(|(known, _)| known == name);
            let (_, record) = of.expect("a record");
            let sql =
                records.iter().fold(format!("{sql} WHERE id = '{record}'"), |sql, (name, id)| {
                    sql.replace(name, id)
                });
            service.sql(&sql);
            let found = found();
            let told = |one: &String| one.contains(record.as_str()) && one.contains(words);
            assert!(found.iter().any(told), "{sql}: {found:?}");
        }
        // Of the sale that nobody touched nothing is said.
        assert_eq!(found().len(), ATTACKS.len());
    });
}

#[test]
fn agreements_that_a_termination_ends_are_in_the_trail() {
    on_both_at(TODAY, |service| {
        let books = Books::open(service);
        books.agreed(PARTNER_ID, "plan", "USD");
        let body = json!({"status": "terminated", "reason": "as agreed"});
        let place = format!("/api/v1/partners/{PARTNER_ID}/status");
        assert_eq!(service.signed_in(Role::Manager).post(&place, &body).status, 200);
        let ended = service.trail().into_iter().find(|row| row.action == "agreements.end");
        let ended = ended.expect("a row");
        assert_eq!(ended.reason.as_deref(), Some("as agreed"));
        assert!(ended.after_json.is_some_and(|after| after.contains(TODAY)));
        assert_eq!(service.unsound(), [""; 0]);
    });
}
