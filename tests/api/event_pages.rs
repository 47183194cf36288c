//! The pages of events: an owner asks for funding and shows what it spent, a manager decides, finance settles,
//! all by forms.

use std::net::SocketAddr;

use saathi::domain::Role;
use serde_json::json;

use crate::events::{TODAY, opened};
use crate::harness::{PARTNER_ID, PASSWORD, Service, on_both_at};
use crate::http::{Answer, Request};

/// A browser in which somebody has signed in.
pub struct Browser {
    pages: SocketAddr,
    cookie: String,
    csrf: String,
}

impl Browser {
    pub fn of(service: &Service, pages: SocketAddr, role: Role) -> Self {
        let body = json!({"email": service.user(role), "password": PASSWORD}).to_string();
        let answer = service.send(Request::new("POST", "/api/v1/auth/web-login").json(body));
        let cookie = answer.header("set-cookie").expect("a cookie");
        let value = cookie.split(';').next().and_then(|pair| pair.split('=').nth(1));
        // By which of its names it is read depends on the host that is asked.
        let value = value.expect("a value");
        let cookie = format!("__Host-saathi={value}; saathi={value}");
        Self { pages, cookie, csrf: answer.text("csrf_token") }
    }

    pub fn get(&self, path: &str) -> Answer {
        Request::new("GET", path).header("cookie", &self.cookie).send(self.pages)
    }

    fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| text.replace('+', "%2B").replace(' ', "+");
        let own = [("csrf", self.csrf.as_str())];
        let fields = own.iter().chain(fields);
        let body: Vec<String> =
            fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::new("POST", path).header("cookie", &self.cookie);
        let request = request.header("sec-fetch-site", "same-origin");
        request.body("application/x-www-form-urlencoded", body.join("&")).send(self.pages)
    }

    /// Takes a step on a funding, which leads back to the page with these words.
    fn steps(&self, path: &str, (id, step): (&str, &str), fields: &[(&str, &str)]) -> String {
        let more = [("funding", id), ("do", step)];
        let answer = self.sends(path, &[&more[..], fields].concat());
        assert_eq!(answer.status, 303, "{step}: {}", text(&answer));
        let place = answer.header("location").expect("a place").to_owned();
        text(&self.get(&place))
    }
}

pub fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

/// The fundings' page of a summit that our partner hosts, and the event's path in the API.
fn page_of(service: &Service) -> (String, String) {
    let manager = service.signed_in(Role::Manager);
    let cost = json!({"cost": {"amount": "1000.00", "currency": "PKR"}});
    let event = opened(&manager, &[(PARTNER_ID, "100")], &cost);
    let id = event.rsplit('/').next().expect("an id");
    (format!("/events/{id}/fundings"), event)
}

const REASON: (&str, &str) = ("reason", "As agreed");

#[test]
fn a_funding_goes_its_way_by_forms() {
    on_both_at(TODAY, |service| {
        let pages = service.with_pages();
        let [owner, manager, finance] = [Role::PartnerOwner, Role::Manager, Role::Finance]
            .map(|role| Browser::of(service, pages, role));
        let (path, _) = page_of(service);
        let form = [("do", "ask"), ("amount", "800"), ("purpose", "The hall")];
        assert_eq!(owner.sends(&path, &form).status, 303);
        let listed = service.signed_in(Role::Manager).get("/api/v1/fundings").json();
        let id = listed["data"][0]["id"].as_str().expect("an id").to_owned();
        let waiting = text(&manager.get(&path));
        assert!(waiting.contains("value=\"decide\"") && !waiting.contains("value=\"ask\""));
        let granted = [("decision", "approve"), ("amount", "700.00"), REASON, ("seen", "1")];
        let decided = manager.steps(&path, (&id, "decide"), &granted);
        assert!(decided.contains("Decided. The host is told."), "{decided}");
        let proof = [("amount", "650"), ("spent_on", TODAY), ("reference", "Receipt 7")];
        let proven = owner.steps(&path, (&id, "prove"), &proof);
        assert!(proven.contains("Receipt 7") && !proven.contains("value=\"review\""), "{proven}");
        let settled = finance.steps(&path, (&id, "review"), &[("decision", "accept"), REASON]);
        assert!(settled.contains("value=\"650.00\"") && settled.contains("Settled"), "{settled}");
        let told = service.signed_in(Role::Manager).get(&format!("/api/v1/fundings/{id}")).json();
        assert_eq!(
            (&told["status"], &told["settled"]["amount"]),
            (&json!("settled"), &json!("650.00"))
        );
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_form_that_is_wrong_says_so_and_each_step_has_its_roles() {
    on_both_at(TODAY, |service| {
        let pages = service.with_pages();
        let browser = |role| Browser::of(service, pages, role);
        let (owner, manager) = (browser(Role::PartnerOwner), browser(Role::Manager));
        let (path, _) = page_of(service);
        for (amount, purpose) in [("0", "The hall"), ("", "The hall"), ("1.001", "x"), ("5", "")] {
            let form = [("do", "ask"), ("amount", amount), ("purpose", purpose)];
            let refused = owner.sends(&path, &form);
            assert_eq!(refused.status, 422, "{amount} {purpose}");
            assert!(
                text(&refused).contains(&format!("value=\"{amount}\"")),
                "what was typed stays"
            );
        }
        let form = [("do", "ask"), ("amount", "800"), ("purpose", "The hall")];
        assert_eq!(manager.sends(&path, &form).status, 403);
        assert_eq!(browser(Role::Auditor).sends(&path, &form).status, 403);
        assert_eq!(browser(Role::PartnerStaff).get(&path).status, 403);
        assert_eq!(owner.sends(&path, &form).status, 303);
        let listed = service.signed_in(Role::Manager).get("/api/v1/fundings").json();
        let id = listed["data"][0]["id"].as_str().expect("an id").to_owned();
        let decide = |seen, amount| {
            let form = [("do", "decide"), ("funding", &id), ("seen", seen), ("amount", amount)];
            manager.sends(&path, &[&form[..], &[("decision", "approve"), REASON]].concat()).status
        };
        assert_eq!((decide("7", ""), decide("1", "900")), (412, 422));
        let foreign = Browser { csrf: "0".repeat(64), ..browser(Role::PartnerOwner) };
        assert_eq!(foreign.sends(&path, &form).status, 403);
        let (elsewhere, _) = page_of(service);
        let form = [("do", "withdraw"), ("funding", id.as_str()), REASON];
        assert_eq!(owner.sends(&elsewhere, &form).status, 404);
        assert_eq!(owner.sends(&path, &form).status, 303);
    });
}

#[test]
fn an_owner_reads_its_own_events_and_finds_its_link() {
    on_both_at(TODAY, |service| {
        let pages = service.with_pages();
        let (path, event) = page_of(service);
        let owner = Browser::of(service, pages, Role::PartnerOwner);
        let page = path.trim_end_matches("/fundings");
        let shown = text(&owner.get(page));
        let own = service.signed_in(Role::PartnerOwner).get(&event).json();
        let link = own["hosts"][0]["invitation_link"].as_str().expect("a link").to_owned();
        assert!(shown.contains(&link), "{shown}");
        let general = service.signed_in(Role::Manager).get(&event).text("registration_link");
        assert!(!shown.contains(&format!("\"{general}\"")), "the general link is the manager's");
        assert!(!shown.contains("/partners/") && !shown.contains("/recruits?"), "{shown}");
        assert!(text(&owner.get("/events")).contains(page));
        assert_eq!(owner.get(&format!("{page}/guests")).status, 200);
        let manager = Browser::of(service, pages, Role::Manager);
        let shown = text(&manager.get(page));
        assert!(shown.contains(&link) && shown.contains(&format!("\"{general}\"")));
        let none = "/events/evt_00000000000000000000000000000000";
        assert_eq!(owner.get(&format!("{none}/fundings")).status, 404);
    });
}
