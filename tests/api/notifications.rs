//! `/notifications`: told to whom they concern, and to nobody else.

use saathi::domain::{NoticeKind, PartnerId, Role, UserId};
use saathi::service::ServiceError;
use saathi::service::notifications::{Notice, To, tell};
use serde_json::json;

use crate::harness::{Actor, PARTNER_ID, Service, on_both};

const NOTIFICATIONS: &str = "/api/v1/notifications";

/// Who is told, with what a transaction can keep while it is tried again.
enum Whom {
    User(UserId),
    People(PartnerId),
    Owners(PartnerId),
    All(Role),
}

/// Tells something as a partner's transaction would.
fn told(service: &Service, whom: Whom, subject_id: &str) -> usize {
    let at = service.app.clock.real_time().naive_utc();
    let partner = PartnerId::parse(PARTNER_ID).expect("an id");
    let actor = saathi::domain::Actor::new(UserId::from_bits(1), Role::PartnerOwner, Some(partner));
    let subject_id = subject_id.to_owned();
    let work = move |tx: &mut saathi::service::Tx<'_>| -> Result<usize, ServiceError> {
        let to = match &whom {
            Whom::User(user) => To::User(user),
            Whom::People(partner) => To::PeopleOf(partner),
            Whom::Owners(partner) => To::OwnersOf(partner),
            Whom::All(role) => To::Everybody(*role),
        };
        let notice = Notice {
            kind: NoticeKind::RecruitDecided,
            subject_kind: "recruit",
            subject_id: &subject_id,
            data: json!({"decision": "approve"}),
        };
        tell(tx, at, to, &notice)
    };
    service.app.database.write(actor.expect("an owner").scope(), work).expect("it tells")
}

/// The subjects of what somebody is told.
fn subjects(actor: &Actor, query: &str) -> Vec<String> {
    let body = actor.get(&format!("{NOTIFICATIONS}{query}")).json();
    let rows = body["data"].as_array().expect("rows");
    rows.iter().map(|row| row["subject_id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn people_are_told_what_concerns_them() {
    on_both(|service| {
        let other = PartnerId::parse(&service.partner("ISB-001")).expect("an id");
        let own = PartnerId::parse(PARTNER_ID).expect("an id");
        let [owner, staff, manager] =
            [Role::PartnerOwner, Role::PartnerStaff, Role::Manager].map(|r| service.signed_in(r));
        let foreigner = service.signed_in_of(Role::PartnerStaff, "ISB-001");
        service.sql(&format!(
            "UPDATE users SET status = 'disabled' WHERE id = '{}'",
            service.signed_in(Role::PartnerStaff).id
        ));
        let one = UserId::parse(&staff.id).expect("an id");
        assert_eq!(told(service, Whom::User(one), "rec_1"), 1);
        assert_eq!(told(service, Whom::People(own.clone()), "rec_2"), 2);
        assert_eq!(told(service, Whom::Owners(own), "rec_3"), 1);
        assert_eq!(told(service, Whom::People(other), "rec_4"), 1);
        assert_eq!(told(service, Whom::All(Role::Manager), "rec_5"), 1);
        assert_eq!(subjects(&staff, "?sort=created_at"), ["rec_1", "rec_2"]);
        assert_eq!(subjects(&owner, "?sort=created_at"), ["rec_2", "rec_3"]);
        assert_eq!(subjects(&foreigner, ""), ["rec_4"]);
        assert_eq!(subjects(&manager, ""), ["rec_5"]);
        let row = &manager.get(NOTIFICATIONS).json()["data"][0];
        assert_eq!(
            (&row["kind"], &row["data"]["decision"]),
            (&json!("recruits.decided"), &json!("approve"))
        );
    });
}

#[test]
fn what_was_read_is_read() {
    on_both(|service| {
        let own = PartnerId::parse(PARTNER_ID).expect("an id");
        let [staff, owner] = [Role::PartnerStaff, Role::PartnerOwner].map(|r| service.signed_in(r));
        for subject in ["rec_1", "rec_2", "rec_3"] {
            told(service, Whom::People(own.clone()), subject);
        }
        let first = staff.get(NOTIFICATIONS).json()["data"][0]["id"].clone();
        let place = format!("{NOTIFICATIONS}/{}/read", first.as_str().expect("an id"));
        let read = staff.post(&place, &json!({}));
        assert_eq!((read.status, read.json()["read_at"].is_string()), (200, true), "{read:?}");
        assert_eq!(staff.post(&place, &json!({})).json(), read.json(), "and stays so");
        assert_eq!(subjects(&staff, "?read=false").len(), 2);
        owner.post(&place, &json!({})).problem(404, "not_found");
        for id in ["ntf_000000000000000000000000000000ff", "ntf_1"] {
            let place = format!("{NOTIFICATIONS}/{id}/read");
            staff.post(&place, &json!({})).problem(404, "not_found");
        }
        assert_eq!(staff.post(&format!("{NOTIFICATIONS}/read-all"), &json!({})).json()["read"], 2);
        assert_eq!(subjects(&staff, "?read=true").len(), 3);
        assert_eq!(subjects(&owner, "?read=false").len(), 3);
        let (mut walked, mut cursor) = (0, String::new());
        loop {
            let page = owner.get(&format!("{NOTIFICATIONS}?limit=2{cursor}")).json();
            walked += page["data"].as_array().map_or(0, Vec::len);
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(walked, 3);
    });
}
