//! What ends recruits from outside: a sale, the end of a partner, the calendar.

use saathi::domain::{Actor as Person, Note, PartnerId, RecruitId, Role, Scope, UserId, Word};
use saathi::service::audit::OnBehalf;
use saathi::service::recruits::{expire_overdue, release_all_of, undo_win, win};
use saathi::service::{By, ServiceError, Tx};
use serde_json::Value;

use crate::harness::{Actor, PARTNER_ID, Service, on_both};
use crate::recruits::{of, path, register, taken, two};

/// Does work as somebody of the platform.
fn as_platform<T: Send + 'static>(
    service: &Service,
    person: &Actor,
    work: impl Fn(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
) -> T {
    let user = UserId::parse(&person.id).expect("an id");
    let clock = &service.app.clock;
    let by = By {
        actor: Person::new(user.clone(), Role::Manager, None).expect("an actor"),
        on_behalf: OnBehalf { user: Some(user), request_id: None },
        now: clock.now(),
        recorded_at: clock.real_time().naive_utc(),
    };
    let done = service.app.database.write(Scope::of_programme(), move |tx| work(tx, &by));
    done.expect("it works")
}

fn id(recruit: &Value) -> RecruitId {
    RecruitId::parse(recruit["id"].as_str().expect("an id")).expect("a recruit's id")
}

fn status(actor: &Actor, recruit: &Value) -> String {
    actor.get(&path(id(recruit).as_str())).text("status")
}

#[test]
fn a_sale_wins_a_recruit_and_a_void_one_gives_it_back() {
    on_both(|service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let recruit = id(&made);
        let won = as_platform(service, &manager, move |tx, by| win(tx, by, &recruit));
        assert_eq!((won.status.as_str(), status(&one, &made).as_str()), ("won", "won"));
        // What is won goes on to be verified.
        let stage = format!("{}/stage", path(won.id.as_str()));
        let moved = one.post(&stage, &serde_json::json!({"stage": "verifying"}));
        assert_eq!(moved.text("status"), "won");
        one.post(&stage, &serde_json::json!({"stage": "lost"})).problem(409, "recruit_won");
        let recruit = won.id.clone();
        as_platform(service, &manager, move |tx, by| undo_win(tx, by, &recruit));
        assert_eq!(status(&one, &made), "open");
        register(&other, "k1", &of("Noor", "1234567-8")).problem(409, "seller_not_available");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_sale_that_is_void_protects_nobody_again_whose_time_is_over() {
    on_both(|service| {
        let (one, _) = two(service);
        let manager = service.signed_in(Role::Manager);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        let recruit = id(&made);
        as_platform(service, &manager, move |tx, by| win(tx, by, &recruit));
        service.sql("UPDATE recruits SET protected_until = '2026-01-01'");
        let recruit = id(&made);
        as_platform(service, &manager, move |tx, by| undo_win(tx, by, &recruit));
        assert_eq!(status(&one, &made), "expired");
    });
}

#[test]
fn a_partner_that_leaves_gives_all_back_to_the_pool() {
    on_both(|service| {
        let (one, other) = two(service);
        let manager = service.signed_in(Role::Manager);
        let made = [
            taken(&one, "k1", &of("Al Noor", "1234567-8")),
            taken(&one, "k2", &of("Zamzam", "7654321-0")),
        ];
        let others = taken(&other, "k1", &of("Karim", "1111111-1"));
        let released = as_platform(service, &manager, |tx, by| {
            let partner = PartnerId::parse(PARTNER_ID).expect("an id");
            let reason = Note::parse("It left.").expect("a note");
            release_all_of(tx, by, (&partner, &reason))
        });
        assert_eq!(released, 2);
        assert!(made.iter().all(|recruit| status(&one, recruit) == "released"));
        assert_eq!(status(&other, &others), "open");
        assert_eq!(register(&other, "k2", &of("Noor", "1234567-8")).status, 201);
    });
}

#[test]
fn what_is_over_is_written_down_in_the_morning() {
    on_both(|service| {
        let (one, _) = two(service);
        let manager = service.signed_in(Role::Manager);
        let made = taken(&one, "k1", &of("Al Noor", "1234567-8"));
        taken(&one, "k2", &of("Zamzam", "7654321-0"));
        let sql =
            "UPDATE recruits SET protected_until = '2026-01-01' WHERE seller_name = 'Al Noor'";
        service.sql(sql);
        assert_eq!(as_platform(service, &manager, |tx, by| expire_overdue(tx, by, 9)), 1);
        assert_eq!(as_platform(service, &manager, |tx, by| expire_overdue(tx, by, 9)), 0);
        assert_eq!(status(&one, &made), "expired");
        assert_eq!(service.verify(), None);
    });
}
