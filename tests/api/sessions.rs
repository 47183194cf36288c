//! Sessions: signing in and out, and who is out at once.

use saathi::domain::Role;
use serde_json::json;

use crate::harness::{PASSWORD, Service, on_both};

const ME: &str = "/api/v1/me";
const LOGOUT: &str = "/api/v1/auth/logout";

#[test]
fn whoever_signs_in_is_shown_to_itself() {
    on_both(|service| {
        for role in Role::ALL {
            let email = service.user(role);
            // The address is taken however it is written.
            let answer = service.login(&format!(" {} ", email.to_uppercase()), PASSWORD);
            assert_eq!(answer.status, 200, "{answer:?}");
            let body = answer.json();
            assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(600)));
            let user = &body["user"];
            assert_eq!((&user["email"], &user["role"]), (&json!(email), &json!(role.as_str())));
            assert_eq!(user["status"], "active");
            assert_eq!(user["partner_id"].is_string(), role.is_of_partner());
            assert_eq!(user.get("password_hash"), None);
            let me = service.sign_in(&email).get(ME);
            assert_eq!((me.status, &me.json()), (200, user));
        }
    });
}

#[test]
fn whatever_is_wrong_with_a_login_is_answered_alike() {
    on_both(|service| {
        let email = service.user(Role::Finance);
        let disabled = service.user(Role::Finance);
        service.sql(&format!("UPDATE users SET status = 'disabled' WHERE email = '{disabled}'"));
        let invited = service.user(Role::Finance);
        service.sql(&format!(
            "UPDATE users SET status = 'invited', password_hash = NULL WHERE email = '{invited}'"
        ));
        let answer = service.login(&email, "not the right password");
        let expected = answer.problem(401, "unauthenticated");
        let long = "p".repeat(10_000);
        for (email, password) in [
            ("nobody@saathi.test", PASSWORD),
            ("no address", PASSWORD),
            ("", ""),
            (&email, ""),
            (&email, &long),
            (&disabled, PASSWORD),
            (&invited, PASSWORD),
            (&invited, ""),
        ] {
            let other = service.login(email, password);
            assert_eq!(other.problem(401, "unauthenticated"), expected, "{email}");
            let names = |answer: &crate::http::Answer| {
                answer.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
            };
            let sorted = |mut names: Vec<String>| {
                names.sort_unstable();
                names
            };
            assert_eq!(sorted(names(&other)), sorted(names(&answer)), "{email}");
        }
        assert_eq!(service.login(&email, PASSWORD).status, 200);
    });
}

/// What happens to somebody who is signed in, after which nothing of before is good.
const FATES: [&str; 3] = [
    "status = 'disabled', security_version = security_version + 1",
    "status = 'disabled'",
    "role = 'auditor', security_version = security_version + 1",
];

#[test]
fn the_disabled_and_the_demoted_are_out_at_once() {
    on_both(|service| {
        let other = service.signed_in(Role::Admin);
        for fate in FATES {
            let actor = service.signed_in(Role::Admin);
            assert_eq!(actor.get(ME).status, 200);
            service.sql(&format!("UPDATE users SET {fate} WHERE id = '{}'", actor.id));
            actor.is_out();
            service.refresh(&actor.refresh_token).problem(401, "unauthenticated");
            assert_eq!(other.get(ME).status, 200, "{fate}");
        }
    });
}

#[test]
fn the_demoted_sign_in_again_as_what_they_are() {
    on_both(|service| {
        let actor = service.signed_in(Role::Admin);
        service.sql(&format!("UPDATE users SET {} WHERE id = '{}'", FATES[2], actor.id));
        let again = service.sign_in(&actor.email);
        assert_eq!(again.get(ME).json()["role"], "auditor");
        actor.is_out();
    });
}

#[test]
fn a_refresh_gives_the_next_pair() {
    on_both(|service| {
        let actor = service.signed_in(Role::Manager);
        let mut seen = vec![actor.refresh_token.clone()];
        for _ in 0..3 {
            let next = service.refresh(seen.last().expect("one"));
            assert_eq!(next.status, 200, "{next:?}");
            assert_eq!(next.json()["user"]["id"], actor.id);
            assert!(!seen.contains(&next.text("refresh_token")), "it comes twice");
            seen.push(next.text("refresh_token"));
        }
        assert_eq!(actor.get(ME).status, 200);
    });
}

#[test]
fn the_retry_of_a_lost_answer_gets_the_same_successor() {
    on_both(|service| {
        let actor = service.signed_in(Role::Manager);
        let first = service.refresh(&actor.refresh_token).text("refresh_token");
        assert_eq!(service.refresh(&actor.refresh_token).text("refresh_token"), first);
        assert_eq!(service.refresh(&first).status, 200, "and it is good");
    });
}

#[test]
fn parallel_refreshes_of_one_token_get_one_successor() {
    on_both(|service| {
        let actor = service.signed_in(Role::Manager);
        let refresh = || service.refresh(&actor.refresh_token);
        let answers: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..8).map(|_| scope.spawn(refresh)).collect();
            running.into_iter().map(|one| one.join().expect("an answer")).collect()
        });
        let first = answers[0].text("refresh_token");
        for answer in &answers {
            assert_eq!((answer.status, answer.text("refresh_token")), (200, first.clone()));
        }
        assert_eq!(actor.get(ME).status, 200);
    });
}

/// Makes every refresh that there was one of long ago.
fn let_time_pass(service: &Service) {
    service.sql(
        "UPDATE refresh_tokens SET rotated_at = '2026-01-01 00:00:00' WHERE rotated_at IS NOT NULL",
    );
}

#[test]
fn reuse_ends_the_whole_family_and_no_other() {
    on_both(|service| {
        let actor = service.signed_in(Role::Manager);
        let elsewhere = service.sign_in(&actor.email);
        let next = service.refresh(&actor.refresh_token).text("refresh_token");
        let_time_pass(service);
        service.refresh(&actor.refresh_token).problem(401, "unauthenticated");
        service.refresh(&next).problem(401, "unauthenticated");
        actor.is_out();
        assert_eq!(elsewhere.get(ME).status, 200);
        assert_eq!(service.refresh(&elsewhere.refresh_token).status, 200);
        let reuse = service.trail().into_iter().filter(|row| row.action == "sessions.reuse");
        assert_eq!(reuse.count(), 1);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_logout_ends_its_session_alone() {
    on_both(|service| {
        let actor = service.signed_in(Role::Auditor);
        let elsewhere = service.sign_in(&actor.email);
        let answer = actor.post(LOGOUT, &json!({}));
        assert_eq!((answer.status, answer.json()), (200, json!({})));
        actor.is_out();
        service.refresh(&actor.refresh_token).problem(401, "unauthenticated");
        actor.post(LOGOUT, &json!({})).problem(401, "unauthenticated");
        assert_eq!(elsewhere.get(ME).status, 200);
    });
}

#[test]
fn sessions_end_by_themselves() {
    on_both(|service| {
        let actor = service.signed_in(Role::Auditor);
        service.sql(
            "UPDATE refresh_families SET created_at = '2026-01-01 00:00:00', \
             expires_at = '2026-01-31 00:00:00'",
        );
        actor.is_out();
        service.refresh(&actor.refresh_token).problem(401, "unauthenticated");
    });
}

#[test]
fn strange_refresh_tokens_open_nothing() {
    on_both(|service| {
        let actor = service.signed_in(Role::Auditor);
        let upper = actor.refresh_token.to_uppercase();
        let short = &actor.refresh_token[1..];
        for token in ["", "x", "' OR 1=1 --", &upper, short, &actor.access_token] {
            service.refresh(token).problem(401, "unauthenticated");
        }
        assert_eq!(service.refresh(&actor.refresh_token).status, 200);
    });
}

#[test]
fn after_ten_attempts_an_account_waits_and_others_do_not() {
    on_both(|service| {
        let (email, other) = (service.user(Role::Admin), service.user(Role::Admin));
        // Longer than any password is, so that none is hashed and they come within a second.
        let wrong = "p".repeat(300);
        for _ in 0..10 {
            service.login(&email, &wrong).problem(401, "unauthenticated");
        }
        // The right password waits too, however the address is written.
        for written in [email.clone(), email.to_uppercase(), format!(" {email}")] {
            let answer = service.login(&written, PASSWORD);
            answer.problem(429, "too_many");
            let wait = answer.header("retry-after").and_then(|wait| wait.parse::<u32>().ok());
            assert!(wait.is_some_and(|wait| (1..=7).contains(&wait)), "{answer:?}");
        }
        assert_eq!(service.login(&other, PASSWORD).status, 200);
    });
}
