//! A partner's taxes and bank account: stated by one, confirmed by another.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both};

const IBAN: &str = "PK36SCBL0000001123456702";
const OTHER_IBAN: &str = "DE89370400440532013000";

fn under(partner: &str, rest: &str) -> String {
    format!("/api/v1/partners/{partner}/{rest}")
}

fn taxes(from: &str) -> Value {
    json!({"from": from, "withholding_percent": "12.5", "withhold_on": "payable_with_tax",
        "sales_tax_percent": "16"})
}

/// People who state, and people who confirm.
fn people(service: &Service) -> [Actor; 3] {
    [Role::PartnerOwner, Role::Finance, Role::Admin].map(|role| service.signed_in(role))
}

#[test]
fn an_owners_taxes_wait_for_finance() {
    on_both(|service| {
        let [owner, finance, _] = people(service);
        let made = owner.post(&under(PARTNER_ID, "tax-profiles"), &taxes("2026-07-01"));
        assert_eq!(made.status, 201, "{made:?}");
        let body = made.json();
        assert_eq!(body["withholding_percent"], "12.5");
        assert_eq!(
            (&body["sales_tax_percent"], &body["confirmed_by"]),
            (&json!("16"), &Value::Null)
        );
        let confirm = under(PARTNER_ID, &format!("tax-profiles/{}/confirm", made.text("id")));
        owner.post(&confirm, &json!({})).problem(403, "forbidden");
        let confirmed = finance.post(&confirm, &json!({}));
        assert_eq!((confirmed.status, confirmed.text("confirmed_by")), (200, finance.id.clone()));
        finance.post(&confirm, &json!({})).problem(409, "confirmed");
        let list = owner.get(&under(PARTNER_ID, "tax-profiles?confirmed=true")).json();
        assert_eq!(list["data"], json!([confirmed.json()]));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn nobody_confirms_its_own_work() {
    on_both(|service| {
        let [_, finance, admin] = people(service);
        for (from, first, second) in
            [("2026-07-01", &finance, &admin), ("2026-08-01", &admin, &finance)]
        {
            let made = first.post(&under(PARTNER_ID, "tax-profiles"), &taxes(from)).text("id");
            let confirm = under(PARTNER_ID, &format!("tax-profiles/{made}/confirm"));
            first.post(&confirm, &json!({})).problem(409, "needs_second_person");
            assert_eq!(second.post(&confirm, &json!({})).status, 200);
        }
        let bank = json!({"title": "Lahore Partners", "iban": IBAN});
        assert_eq!(admin.post(&under(PARTNER_ID, "bank"), &bank).status, 201);
        let confirm = under(PARTNER_ID, "bank/confirm");
        admin.post(&confirm, &json!({})).problem(409, "needs_second_person");
        assert_eq!(finance.post(&confirm, &json!({})).status, 200);
    });
}

#[test]
fn taxes_of_a_day_are_stated_once() {
    on_both(|service| {
        let [owner, finance, admin] = people(service);
        let place = under(PARTNER_ID, "tax-profiles");
        let stated = owner.post(&place, &taxes("2026-07-01"));
        assert_eq!(stated.status, 201);
        assert_eq!(finance.post(&place, &taxes("2026-07-01")).json(), stated.json(), "the same");
        // Nobody has confirmed it: it gives its day to another, and cannot be confirmed any more.
        let mut other = taxes("2026-07-01");
        other["withholding_percent"] = json!("24");
        let other = finance.post(&place, &other);
        assert_eq!((other.status, other.text("prepared_by")), (201, finance.id.clone()));
        let confirm = |id: String| format!("{place}/{id}/confirm");
        admin.post(&confirm(stated.text("id")), &json!({})).problem(404, "not_found");
        assert_eq!(admin.post(&confirm(other.text("id")), &json!({})).status, 200);
        owner.post(&place, &taxes("2026-07-01")).problem(409, "tax_profile_stated");
        let bad = json!({"from": "2026-02-30", "withholding_percent": "100.1",
            "withhold_on": "all", "sales_tax_percent": 16});
        let answer = owner.post(&place, &bad);
        answer.problem(400, "malformed");
        assert_eq!(answer.faults().len(), 4, "{answer:?}");
        let copies: Vec<u16> = std::thread::scope(|scope| {
            let send = || finance.post(&place, &taxes("2027-07-01")).status;
            let running: Vec<_> = (0..8).map(|_| scope.spawn(send)).collect();
            running.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert_eq!(copies.iter().filter(|status| **status == 201).count(), 1, "{copies:?}");
        assert!(copies.iter().all(|status| matches!(status, 200 | 201)), "{copies:?}");
    });
}

#[test]
fn a_new_account_is_paid_only_once_it_is_confirmed() {
    on_both(|service| {
        let [owner, finance, _] = people(service);
        let (bank, confirm) = (under(PARTNER_ID, "bank"), under(PARTNER_ID, "bank/confirm"));
        finance.post(&confirm, &json!({})).problem(409, "nothing_to_confirm");
        let state =
            |iban: &str| owner.post(&bank, &json!({"title": "Lahore Partners", "iban": iban}));
        let first = state("pk36 scbl 0000 0011 2345 6702");
        assert_eq!((first.status, first.text("iban")), (201, IBAN.to_owned()));
        assert_eq!(first.header("location"), Some(&*bank));
        let second = state(OTHER_IBAN).text("id");
        // Whoever looked at the first does not confirm the second by it.
        let seen = json!({"bank_account_id": first.text("id")});
        finance.post(&confirm, &seen).problem(412, "stale");
        let seen = json!({"bank_account_id": second});
        assert_eq!(finance.post(&confirm, &seen).text("status"), "confirmed");
        let third = state(IBAN).text("id");
        let shown = owner.get(&bank).json();
        assert_eq!(
            (&shown["confirmed"]["id"], &shown["pending"]["id"]),
            (&json!(second), &json!(third))
        );
        assert_eq!(finance.post(&confirm, &json!({})).text("id"), third);
        let shown = owner.get(&bank).json();
        assert_eq!((&shown["confirmed"]["id"], &shown["pending"]), (&json!(third), &Value::Null));
        let bad = state("PK36SCBL0000001123456703");
        assert_eq!(bad.faults(), [("/iban".to_owned(), "iban".to_owned())]);
    });
}

#[test]
fn an_account_is_seen_by_whom_it_concerns() {
    on_both(|service| {
        let [owner, finance, admin] = people(service);
        let bank = under(PARTNER_ID, "bank");
        owner.post(&bank, &json!({"title": "Lahore Partners", "iban": IBAN}));
        for actor in [&owner, &finance, &admin] {
            assert_eq!(actor.get(&bank).json()["pending"]["iban"], IBAN);
        }
        let auditor = service.signed_in(Role::Auditor);
        assert_eq!(auditor.get(&bank).json()["pending"]["iban"], "PK36…6702");
        let trail = auditor.get("/api/v1/audit");
        assert!(!String::from_utf8_lossy(&trail.bytes).contains(IBAN));
        for role in [Role::PartnerStaff, Role::Manager] {
            service.signed_in(role).get(&bank).problem(403, "forbidden");
        }
        service.partner("ISB-001");
        let foreigner = service.signed_in_of(Role::PartnerOwner, "ISB-001");
        for rest in ["bank", "tax-profiles"] {
            foreigner.get(&under(PARTNER_ID, rest)).problem(404, "not_found");
        }
        let body = json!({"title": "Mine", "iban": OTHER_IBAN});
        foreigner.post(&bank, &body).problem(404, "not_found");
        foreigner
            .post(&under(PARTNER_ID, "tax-profiles"), &taxes("2026-09-01"))
            .problem(404, "not_found");
        assert_eq!(owner.get(&bank).json()["pending"]["title"], "Lahore Partners");
    });
}

#[test]
fn anothers_taxes_are_not_confirmed_under_this_partner() {
    on_both(|service| {
        let [owner, finance, _] = people(service);
        let other = service.partner("ISB-001");
        let made = owner.post(&under(PARTNER_ID, "tax-profiles"), &taxes("2026-07-01")).text("id");
        for (partner, id) in [
            (other.as_str(), made.as_str()),
            (PARTNER_ID, "tax_000000000000000000000000000000ff"),
            (PARTNER_ID, "tax_1"),
            ("par_1", made.as_str()),
        ] {
            let confirm = under(partner, &format!("tax-profiles/{id}/confirm"));
            finance.post(&confirm, &json!({})).problem(404, "not_found");
        }
    });
}

#[test]
fn whoever_leaves_has_no_agreement_from_tomorrow_on() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let plan = format!("pln_{:032x}", 1);
        let at = "'2026-08-01 12:00:00', '2026-08-01 12:00:00'";
        service.sql(&format!(
            "INSERT INTO plans (id, code, name, currency, file, created_at, updated_at) \
             VALUES ('{plan}', 'P', 'Plan', 'PKR', '{{}}', {at})"
        ));
        let agree = |number: u32, starts: &str, ends: &str| {
            service.sql(&format!(
                "INSERT INTO agreements (id, partner_id, plan_id, starts_on, ends_on, created_by, \
                 created_at, updated_at) VALUES ('agr_{number:032x}', '{PARTNER_ID}', '{plan}', \
                 '{starts}', {ends}, '{}', {at})",
                manager.id
            ));
        };
        agree(1, "2026-01-01", "'2026-01-31'");
        agree(2, "2026-02-01", "NULL");
        let body = json!({"status": "terminated", "reason": "left"});
        assert_eq!(manager.post(&under(PARTNER_ID, "status"), &body).status, 200);
        // Agreements do not overlap, so that this one shows where the one before it ends.
        let tomorrow = service.app.clock.now().today.succ_opt().expect("a day");
        agree(3, &tomorrow.to_string(), "NULL");
        assert_eq!(service.verify(), None);
    });
}
