//! `/users` and password links: who makes whom, who may change whom, and who is out at once.

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, PASSWORD, Service, on_both};

const USERS: &str = "/api/v1/users";
const LINK: &str = "/api/v1/auth/password-link";
const NEW_PASSWORD: &str = "quite another password";

fn person(email: &str, role: Role, partner: Option<&str>) -> Value {
    let mut body = json!({"email": email, "name": "Bilal Ahmed", "role": role.as_str()});
    if let Some(partner) = partner {
        body["partner_id"] = json!(partner);
    }
    body
}

fn path(id: &str) -> String {
    format!("{USERS}/{id}")
}

/// A user made over the API, without a password, and its id.
fn invite(actor: &Actor, email: &str, role: Role, partner: Option<&str>) -> String {
    let answer = actor.post(USERS, &person(email, role, partner));
    assert_eq!((answer.status, answer.text("status")), (201, "invited".to_owned()), "{answer:?}");
    answer.text("id")
}

fn link(actor: &Actor, id: &str) -> String {
    let answer = actor.post(&format!("{}/password-link", path(id)), &json!({}));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.text("token")
}

fn spend(service: &Service, token: &str, password: &str) -> crate::http::Answer {
    service.post(LINK, &json!({"token": token, "new_password": password}))
}

#[test]
fn an_administrator_makes_everybody_and_they_sign_in() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        for role in Role::ALL {
            let email = format!("new-{}@saathi.test", role.as_str());
            let mut body = person(&email, role, role.is_of_partner().then_some(PARTNER_ID));
            body["password"] = json!(PASSWORD);
            let made = admin.post(USERS, &body);
            assert_eq!((made.status, made.header("etag")), (201, Some("\"1\"")), "{made:?}");
            let read = admin.get(made.header("location").expect("a place"));
            assert_eq!(read.json(), made.json());
            assert_eq!(
                (read.text("status"), read.json().get("password_hash")),
                ("active".into(), None)
            );
            assert_eq!(service.sign_in(&email).get("/api/v1/me").json()["role"], role.as_str());
        }
        let trail = format!("{:?}", service.trail());
        assert!(!trail.contains(PASSWORD) && !trail.contains("argon2"));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_number_is_kept_in_one_form_and_goes_again() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let mut body = person("called@saathi.test", Role::Manager, None);
        body["phone"] = json!("4261234");
        assert_eq!(admin.post(USERS, &body).faults(), [("/phone".into(), "phone".into())]);
        body["phone"] = json!("0300-123 4567");
        let made = admin.post(USERS, &body);
        assert_eq!((made.status, made.text("phone")), (201, "+923001234567".into()));
        let place = path(&made.text("id"));
        let found = admin.get(&format!("{USERS}?q=1234567")).json();
        assert_eq!(found["data"][0]["id"], made.json()["id"]);
        assert_eq!(admin.patch(&place, &json!({"name": "Zara"})).text("phone"), "+923001234567");
        assert_eq!(admin.patch(&place, &json!({"phone": null})).json()["phone"], Value::Null);
        let own = path(&admin.id);
        assert_eq!(admin.patch(&own, &json!({"phone": "+1 212 555 0100"})).status, 200);
        // Only another role, status or address ends sessions.
        assert_eq!(admin.get("/api/v1/me").text("phone"), "+12125550100");
        let trail = format!("{:?}", service.trail());
        assert!(trail.contains("+923001234567"));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_role_and_its_partner_belong_together() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let absent = "par_000000000000000000000000000000ff";
        for (role, partner, code) in [
            (Role::PartnerStaff, None, "role_and_partner"),
            (Role::Manager, Some(PARTNER_ID), "role_and_partner"),
            (Role::PartnerStaff, Some(absent), "unknown_id"),
            (Role::PartnerStaff, Some("x"), "unknown_id"),
        ] {
            let answer = admin.post(USERS, &person("x@saathi.test", role, partner));
            answer.problem(422, "invalid");
            assert_eq!(answer.faults(), [("/partner_id".to_owned(), code.to_owned())]);
        }
        let mut weak = person("x@saathi.test", Role::Manager, None);
        weak["password"] = json!("short");
        assert_eq!(admin.post(USERS, &weak).faults(), [("/password".into(), "too_short".into())]);
        let mut active = person("x@saathi.test", Role::Manager, None);
        active["status"] = json!("active");
        assert_eq!(admin.post(USERS, &active).faults(), [("/password".into(), "required".into())]);
        let taken = person(&admin.email, Role::Manager, None);
        admin.post(USERS, &taken).problem(409, "email_taken");
    });
}

#[test]
fn an_owner_tries_addresses_as_often_as_it_looks_sellers_up() {
    on_both(|service| {
        let rate = json!({"settings": {"lookups_at_once": 2, "lookup_pause_seconds": 3600},
            "reason": "for a test", "effective_from": service.app.clock.now().today.to_string()});
        let admin = service.signed_in(Role::Admin);
        assert_eq!(admin.patch("/api/v1/settings", &rate).status, 200);
        let owner = service.signed_in(Role::PartnerOwner);
        let try_one = |actor: &Actor| {
            actor.post(USERS, &person(&admin.email, Role::PartnerStaff, Some(PARTNER_ID))).status
        };
        assert_eq!([(); 3].map(|()| try_one(&owner)), [409, 409, 429]);
        let moved = owner.patch(&path(&owner.id), &json!({"email": "else@saathi.test"}));
        moved.problem(429, "too_many");
        assert_eq!(owner.patch(&path(&owner.id), &json!({"name": "Bilal"})).status, 200);
        assert_eq!([(); 3].map(|()| try_one(&admin)), [409; 3]);
    });
}

#[test]
fn an_owner_makes_its_partners_people_alone() {
    on_both(|service| {
        let other = service.partner("ISB-001");
        let foreigner = service.signed_in_of(Role::PartnerOwner, "ISB-001");
        let owner = service.signed_in(Role::PartnerOwner);
        let id = invite(&owner, "staff@saathi.test", Role::PartnerStaff, None);
        assert_eq!(owner.get(&path(&id)).json()["partner_id"], PARTNER_ID);
        invite(&owner, "owner@saathi.test", Role::PartnerOwner, Some(PARTNER_ID));
        let foreign = owner.post(USERS, &person("a@b.pk", Role::PartnerStaff, Some(&other)));
        assert_eq!(foreign.faults(), [("/partner_id".into(), "unknown_id".into())]);
        for role in [Role::Manager, Role::Finance, Role::Admin, Role::Auditor] {
            let answer = owner.post(USERS, &person("a@b.pk", role, None));
            assert_eq!(answer.faults(), [("/role".into(), "not_yours_to_give".into())]);
            let answer = owner.patch(&path(&id), &json!({"role": role.as_str()}));
            assert_eq!(answer.faults(), [("/role".into(), "not_yours_to_give".into())]);
        }
        // An address says nothing of who has it: one of its own is refused in the same words.
        let refused = |email: &str| {
            let made = owner.post(USERS, &person(email, Role::PartnerStaff, None));
            let moved = owner.patch(&path(&id), &json!({"email": email}));
            [made, moved].map(|answer| answer.problem(409, "email_refused"))
        };
        let own = refused(&owner.email);
        assert_eq!(refused(&foreigner.email), own);
        assert!(!format!("{own:?}").contains('@'), "{own:?}");
        let rows = |actor: &Actor| actor.get(USERS).json()["data"].as_array().map(Vec::len);
        assert_eq!((rows(&owner), rows(&foreigner)), (Some(3), Some(1)));
        for unseen in [&foreigner.id, "usr_000000000000000000000000000000ff", "usr_1"] {
            owner.get(&path(unseen)).problem(404, "not_found");
            owner.patch(&path(unseen), &json!({"name": "X"})).problem(404, "not_found");
            owner
                .post(&format!("{}/password-link", path(unseen)), &json!({}))
                .problem(404, "not_found");
        }
    });
}

#[test]
fn a_demotion_acts_at_once() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        for change in [
            json!({"role": "auditor"}),
            json!({"status": "disabled"}),
            json!({"email": "moved@saathi.test"}),
        ] {
            let actor = service.signed_in(Role::Manager);
            assert_eq!(admin.patch(&path(&actor.id), &json!({"name": "Zara"})).status, 200);
            assert_eq!(actor.get("/api/v1/me").json()["name"], "Zara");
            let changed = admin.patch(&path(&actor.id), &change);
            assert_eq!((changed.status, changed.header("etag")), (200, Some("\"3\"")));
            actor.is_out();
            service.refresh(&actor.refresh_token).problem(401, "unauthenticated");
        }
    });
}

#[test]
fn nobody_changes_its_own_rank_and_one_administrator_stays() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        for change in [json!({"role": "manager"}), json!({"status": "disabled"})] {
            admin.patch(&path(&admin.id), &change).problem(409, "own_role");
        }
        assert_eq!(admin.patch(&path(&admin.id), &json!({"name": "Me"})).status, 200);
        let owner = service.signed_in(Role::PartnerOwner);
        owner.patch(&path(&owner.id), &json!({"role": "partner_staff"})).problem(409, "own_role");
        let staff = service.signed_in(Role::PartnerStaff);
        assert_eq!(owner.patch(&path(&staff.id), &json!({"role": "partner_owner"})).status, 200);
        let moved = admin.patch(&path(&staff.id), &json!({"role": "manager"}));
        assert_eq!(moved.faults(), [("/role".into(), "role_and_partner".into())]);
    });
}

#[test]
fn two_administrators_do_not_depose_each_other() {
    on_both(|service| {
        let [one, other] = [0, 1].map(|_| service.signed_in(Role::Admin));
        let depose = |by: &Actor, whom: &Actor| {
            by.patch(&path(&whom.id), &json!({"role": "manager"})).status
        };
        let statuses = std::thread::scope(|scope| {
            let first = scope.spawn(|| depose(&one, &other));
            let second = scope.spawn(|| depose(&other, &one));
            [first, second].map(|running| running.join().expect("an answer"))
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        let still = [&one, &other].iter().filter(|a| a.get("/api/v1/me").status == 200).count();
        assert_eq!(still, 1);
    });
}

#[test]
fn a_link_sets_a_password_once() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let id = invite(&admin, "invited@saathi.test", Role::Finance, None);
        let replaced = link(&admin, &id);
        let token = link(&admin, &id);
        spend(service, &replaced, NEW_PASSWORD).problem(422, "password_link");
        spend(service, &token, "short").problem(422, "invalid");
        assert_eq!(spend(service, &token, NEW_PASSWORD).status, 200);
        assert_eq!(service.login("invited@saathi.test", NEW_PASSWORD).status, 200);
        assert_eq!(admin.get(&path(&id)).json()["status"], "active");
        spend(service, &token, NEW_PASSWORD).problem(422, "password_link");
        let trail = service.trail();
        let made = trail.iter().filter(|row| row.action == "users.password_link").count();
        let used: Vec<_> =
            trail.iter().filter(|row| row.action == "users.use_password_link").collect();
        assert_eq!((made, used.len(), &used[0].actor), (2, 1, &id));
        assert!(!format!("{trail:?}").contains(&token));
    });
}

#[test]
fn a_link_ends_by_itself_and_with_its_user() {
    on_both(|service| {
        let owner = service.signed_in(Role::PartnerOwner);
        let staff = service.signed_in(Role::PartnerStaff);
        let old = link(&owner, &staff.id);
        service.sql(
            "UPDATE password_links SET created_at = '2026-01-01 00:00:00', \
             expires_at = '2026-01-04 00:00:00'",
        );
        spend(service, &old, NEW_PASSWORD).problem(422, "password_link");
        let token = link(&owner, &staff.id);
        assert_eq!(owner.patch(&path(&staff.id), &json!({"status": "disabled"})).status, 200);
        spend(service, &token, NEW_PASSWORD).problem(422, "password_link");
        let place = format!("{}/password-link", path(&staff.id));
        owner.post(&place, &json!({})).problem(409, "disabled");
        owner
            .post(&format!("{}/password-link", path(&owner.id)), &json!({}))
            .problem(409, "own_password");
        for token in ["", "x", &old.to_uppercase()] {
            spend(service, token, NEW_PASSWORD).problem(422, "password_link");
        }
    });
}

#[test]
fn a_link_goes_with_the_password_that_it_was_to_replace() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let actor = service.signed_in(Role::Auditor);
        let token = link(&admin, &actor.id);
        let body = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
        assert_eq!(actor.post("/api/v1/me/password", &body).status, 200);
        spend(service, &token, "a third password").problem(422, "password_link");
    });
}

#[test]
fn parallel_uses_of_one_link_set_one_password() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let id = invite(&admin, "invited@saathi.test", Role::Finance, None);
        let token = link(&admin, &id);
        let passwords: Vec<String> = (0..6).map(|n| format!("password number {n}")).collect();
        let used: Vec<bool> = std::thread::scope(|scope| {
            let spend = |password| spend(service, &token, password).status == 200;
            let running: Vec<_> = passwords.iter().map(|p| scope.spawn(move || spend(p))).collect();
            running.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        assert_eq!(used.iter().filter(|used| **used).count(), 1);
        for (password, used) in passwords.iter().zip(used) {
            let status = service.login("invited@saathi.test", password).status;
            assert_eq!(status, if used { 200 } else { 401 });
        }
    });
}

#[test]
fn a_suspended_partners_people_only_read() {
    on_both(|service| {
        let owner = service.signed_in(Role::PartnerOwner);
        let staff = service.signed_in(Role::PartnerStaff);
        for status in ["suspended", "terminated", "applicant"] {
            crate::partners::set_status(service, PARTNER_ID, status);
            assert_eq!(owner.get(&path(&staff.id)).status, 200);
            for answer in [
                owner.patch(&path(&staff.id), &json!({"name": "X"})),
                owner.post(USERS, &person("a@b.pk", Role::PartnerStaff, None)),
                owner.post(&format!("{}/password-link", path(&staff.id)), &json!({})),
                owner.post("/api/v1/notifications/read-all", &json!({})),
            ] {
                answer.problem(409, "partner_not_active");
            }
        }
    });
}
