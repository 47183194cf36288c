//! The audit trail: what is written down, and that tampering shows.

use saathi::domain::Role;
use saathi::service::audit::Tampering;
use serde_json::json;

use crate::harness::{PASSWORD, Service, on_both};
use crate::http::Request;

#[test]
fn sign_ins_are_written_down() {
    on_both(|service| {
        let email = service.user(Role::Finance);
        service.login(&email, "not the right password").problem(401, "unauthenticated");
        let body = json!({"email": email, "password": PASSWORD}).to_string();
        let request = Request::new("POST", "/api/v1/auth/login").header("x-request-id", "req-42");
        let answer = service.send(request.json(body));
        let id = answer.json()["user"]["id"].clone();
        let trail = service.trail();
        let actions: Vec<_> = trail.iter().map(|row| row.action.as_str()).collect();
        assert_eq!(actions, ["users.create", "sessions.sign_in"]);
        let row = &trail[1];
        assert_eq!((json!(row.actor), row.subject_kind.as_str()), (id, "session"));
        assert_eq!(row.request_id.as_deref(), Some("req-42"));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn the_trail_holds_no_secret() {
    on_both(|service| {
        let actor = service.signed_in(Role::PartnerOwner);
        for row in service.trail() {
            let text = format!("{row:?} {}", String::from_utf8_lossy(&row.hashed));
            for secret in [PASSWORD, "argon2", &actor.refresh_token, &actor.access_token] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    });
}

#[test]
fn parallel_sign_ins_make_one_chain() {
    on_both(|service| {
        let emails: Vec<_> = (0..6).map(|_| service.user(Role::Manager)).collect();
        std::thread::scope(|scope| {
            for email in &emails {
                scope.spawn(|| service.sign_in(email));
            }
        });
        assert_eq!(service.trail().len(), 12);
        assert_eq!(service.verify(), None);
    });
}

/// Takes the triggers away that keep the trail as it is.
fn unlock(service: &Service) {
    service.sql(if service.is_sqlite() {
        "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; \
         DROP TRIGGER audit_head_forward"
    } else {
        "ALTER TABLE audit DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL"
    });
}

/// Tampers with a trail of four rows.
fn tampered(service: &Service, sql: &str) -> Option<Tampering> {
    service.signed_in(Role::Admin);
    service.signed_in(Role::Admin);
    assert_eq!((service.trail().len(), service.verify()), (4, None));
    unlock(service);
    service.sql(sql);
    service.verify()
}

#[test]
fn tampering_shows() {
    for (sql, expected) in [
        ("UPDATE audit SET actor = 'system' WHERE seq = 2", Tampering::Fields(2)),
        ("UPDATE audit SET request_id = 'another' WHERE seq = 2", Tampering::Fields(2)),
        ("UPDATE audit SET reason = 'because' WHERE seq = 3", Tampering::Fields(3)),
        ("UPDATE audit SET after_json = NULL WHERE seq = 1", Tampering::Fields(1)),
        ("UPDATE audit SET at = '2026-01-01 00:00:00' WHERE seq = 4", Tampering::Fields(4)),
        ("UPDATE audit SET hash = {OTHER} WHERE seq = 1", Tampering::Chain(1)),
        ("UPDATE audit SET prev_hash = {OTHER} WHERE seq = 3", Tampering::Chain(3)),
        ("DELETE FROM audit WHERE seq = 1", Tampering::Gap(2)),
        ("DELETE FROM audit WHERE seq = 3", Tampering::Gap(4)),
        ("DELETE FROM audit WHERE seq = 4", Tampering::Head),
        ("DELETE FROM audit", Tampering::Head),
        ("UPDATE audit_head SET seq = 5", Tampering::Head),
    ] {
        on_both(|service| {
            let other = if service.is_sqlite() { "randomblob(32)" } else { "sha256('another')" };
            let sql = sql.replace("{OTHER}", other);
            assert_eq!(tampered(service, &sql), Some(expected.clone()), "{sql}");
        });
    }
}
