//! What one partner's people can learn of another partner: nothing but what `docs/API.md` allows.
//!
//! All that another partner has carries the word canary, or one of a few numbers. Whatever the first
//! one's people can read is read, and none of it may be there.

use std::collections::BTreeSet;

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::events::{opened, register};
use crate::harness::{Actor, PARTNER_ID, Service, on_both_at};
use crate::matrix::crawl::{Seen, crawl, ids_in};
use crate::money::{self, AGREEMENTS, Books, RATES, credited, id, made};
use crate::periods::close;
use crate::recruits::{RECRUITS, register as registered, taken};

const TODAY: &str = "2026-11-23";
const CODE: &str = "CANARY-1";
/// Numbers of the other partner, as they may be written.
const NUMBERS: &[&str] =
    &["7777001", "7777002", "7654321", "35202-7654321", "9876543", "SCBL0000001123456702"];
/// What belongs to one partner alone; ids of other kinds are of records that are shared.
const PRIVATE: &[&str] = &[
    "rec", "chk", "lev", "bnk", "tax", "cfl", "ntf", "tgt", "stm", "ent", "adj", "agr", "par",
    "aud", "act", "sel",
];

/// Two partners, and the platform's people.
struct World<'s> {
    service: &'s Service,
    manager: Actor,
    books: Books,
    ours: Actor,
    our_owner: Actor,
    theirs: Actor,
    their_owner: Actor,
    other: String,
}

impl<'s> World<'s> {
    fn new(service: &'s Service) -> Self {
        let other = service.partner(CODE);
        let world = Self {
            service,
            manager: service.signed_in(Role::Manager),
            books: Books::open(service),
            ours: service.signed_in(Role::PartnerStaff),
            our_owner: service.signed_in(Role::PartnerOwner),
            theirs: service.signed_in_of(Role::PartnerStaff, CODE),
            their_owner: service.signed_in_of(Role::PartnerOwner, CODE),
            other,
        };
        let other = &world.other;
        service.sql(&format!(
            "UPDATE partners SET name = 'Canary Partners', city = 'Canaryville', ntn = '7654321-7', \
             tier = 'canary' WHERE id = '{other}'"
        ));
        service.sql(&format!(
            "UPDATE users SET name = 'Canary Person', phone = '+923909876543', \
             email = 'canary-' || id || '@saathi.test' WHERE partner_id = '{other}'"
        ));
        world
    }

    /// What the other partner says of itself, its people and its days.
    fn office(&self) {
        let bank = json!({"title": "Canary Title", "iban": "PK36SCBL0000001123456702"});
        let partner = format!("/api/v1/partners/{}", self.other);
        made(&self.their_owner.post(&format!("{partner}/bank"), &bank));
        let tax = json!({"from": "2026-07-01", "withholding_percent": "12.345",
            "withhold_on": "payable", "sales_tax_percent": "0"});
        made(&self.their_owner.post(&format!("{partner}/tax-profiles"), &tax));
        let target = json!({"partner_id": self.other, "month": "2026-11", "recruits": 7});
        made(&self.manager.post("/api/v1/targets", &target));
        let leave = json!({"first_on": "2026-12-01", "last_on": "2026-12-02",
            "reason": "canary leave"});
        made(&self.theirs.post("/api/v1/leaves", &leave));
        let report = json!({"date": TODAY, "calls": 1, "visits": 0, "demos": 0, "proposals": 0,
            "new_recruits": 0, "contracts": 0, "sales_count": 0, "plan": "canary plan",
            "sales_amount": {"amount": "0.00", "currency": "USD"}, "note": "canary note",
            "blockers": [{"category": "other", "note": "canary blocker"}]});
        made(&self.theirs.post_once("/api/v1/check-ins", "c1", &report));
    }

    /// Sellers that both want; gives the one that ours had first.
    fn field(&self) -> String {
        let body = json!({"source": "visit", "note": "canary note", "seller": {
            "name": "Canary Surgical", "city": "Sialkot", "phone": "0300 7777001",
            "ntn": "7654322-2", "cnic": "35202-7654321-1", "email": "canary@seller.test",
            "contact_name": "Canary Contact", "member_id": "CANARY-M1"}});
        let recruit = format!("{RECRUITS}/{}", id(&taken(&self.theirs, "r1", &body)));
        let visited = json!({"stage": "visited", "note": "canary visit"});
        assert_eq!(self.theirs.post(&format!("{recruit}/stage"), &visited).status, 200);
        let visit = json!({"kind": "visit", "happened_at": "2026-11-22T10:00:00Z",
            "note": "canary visit"});
        made(&self.theirs.post(&format!("{recruit}/activities"), &visit));
        let described = |seller: Value| json!({"source": "visit", "seller": seller});
        let same_number = json!({"name": "Al Noor", "city": "Lahore", "ntn": "7654322-2"});
        let refused = registered(&self.ours, "r1", &described(same_number));
        refused.problem(409, "seller_not_available");
        self.claims(&self.ours, "ours", "keep");
        let same_name = json!({"name": "Canary Surgicals", "city": "Sialkot"});
        let waiting = taken(&self.ours, "r2", &described(same_name));
        assert_eq!(waiting["status"], "in_review");
        let decided = json!({"decision": "refuse", "reason": "It is another one's."});
        let decide = format!("{RECRUITS}/{}/decide", id(&waiting));
        assert_eq!(self.manager.post(&decide, &decided).status, 200);
        let ours = json!({"name": "Ours", "city": "Lahore", "ntn": "1111111-1"});
        let ours = taken(&self.ours, "r3", &described(ours));
        let theirs = json!({"name": "Canary Claim", "city": "Lahore", "ntn": "1111111-1"});
        registered(&self.theirs, "r2", &described(theirs)).problem(409, "seller_not_available");
        self.claims(&self.theirs, "canary claim", "transfer");
        ours["seller_id"].as_str().expect("a seller").to_owned()
    }

    /// Claims what was refused, and the manager decides.
    fn claims(&self, actor: &Actor, claim: &str, decision: &str) {
        let refused = actor.get(&format!("{RECRUITS}?status=refused")).json();
        let body = json!({"recruit_id": refused["data"][0]["id"], "claim": claim});
        let conflict = id(&made(&actor.post("/api/v1/conflicts", &body)));
        let decide = format!("/api/v1/conflicts/{conflict}/decide");
        let ruling = json!({"decision": decision, "reason": "as was agreed"});
        assert_eq!(self.manager.post(&decide, &ruling).status, 200);
    }

    /// An event of both, one of the other alone, and a draft of ours that the other joined.
    fn events(&self) {
        let both = [(PARTNER_ID, "60"), (self.other.as_str(), "40")];
        let event = opened(&self.manager, &both, &json!({}));
        opened(&self.manager, &[(&self.other, "100")], &json!({"title": "Canary Night"}));
        let guest = json!({"name": "A guest", "company": "Guest Company", "phone": "0300 7777002",
            "email": "canary@guest.test", "city": "Canaryville", "invited_by": self.theirs.id});
        let guest = made(&register(&self.theirs, &event, &guest));
        let came = json!({"registration_id": guest["id"]});
        let arrivals = format!("{event}/arrivals");
        let came = made(&self.theirs.post_once(&arrivals, "a1", &came));
        let recruit = format!("{arrivals}/{}/recruit", id(&came));
        let known = json!({"name": "Canary Guests", "city": "Canaryville"});
        assert_eq!(self.theirs.post_once(&recruit, "a2", &known).status, 201);
        let ours = json!({"walk_in": {"name": "Our guest", "chosen_partner_id": PARTNER_ID}});
        made(&self.ours.post_once(&arrivals, "a1", &ours));
        let mut draft = crate::events::summit(&[(PARTNER_ID, "100")]);
        draft["title"] = json!("Our draft");
        let draft =
            format!("/api/v1/events/{}", id(&made(&self.our_owner.post("/api/v1/events", &draft))));
        let share =
            |(partner, share): &(&str, &str)| json!({"partner_id": partner, "share": share});
        let joined = json!({"hosts": both.iter().map(share).collect::<Vec<_>>()});
        assert_eq!(self.manager.patch(&draft, &joined).status, 200);
        assert_eq!(self.our_owner.patch(&draft, &json!({"title": "Our summit"})).status, 200);
    }

    /// Sales of the other alone, of both, and of a partner below us; and a closed month.
    fn money(&self) {
        let rate = json!({"date": "2026-09-01", "base": "USD", "quote": "PKR", "rate": "280.5"});
        made(&self.books.one.post(RATES, &rate));
        self.books.agreed(PARTNER_ID, "our-plan", "USD");
        let lower = self.lower();
        for partner in [&self.other, &lower] {
            self.books.agreed(partner, &format!("canary-{}", &partner[30..]), "USD");
        }
        let bonus = json!({"partner_id": self.other, "period": "2026-10", "reason": "canary bonus",
            "amount": {"amount": "5.00", "currency": "USD"}});
        let bonus = id(&made(&self.books.one.post("/api/v1/adjustments", &bonus)));
        let approve = format!("/api/v1/adjustments/{bonus}/approve");
        assert_eq!(self.books.other.post(&approve, &json!({})).status, 200);
        let both = [(PARTNER_ID, "40"), (self.other.as_str(), "60")];
        self.sold("CANARY-S1", &[(&self.other, "100")]);
        self.sold("SPLIT-1", &both);
        self.sold("CANARY-LOW", &[(&lower, "100")]);
        let closed = close(self.service, &self.books.one, "2026-10", &json!({}));
        assert_eq!(closed.status, 200, "{closed:?}");
    }

    /// A partner below ours, of whom we may know the code.
    fn lower(&self) -> String {
        let lower = self.service.partner("LOW-1");
        self.service
            .sql(&format!("UPDATE partners SET name = 'Canary Lower' WHERE id = '{lower}'"));
        let parent = json!({"parent_id": PARTNER_ID, "from": "2026-01-01"});
        let place = format!("/api/v1/partners/{lower}/parent");
        let placed = self.manager.post(&place, &parent);
        assert_eq!(placed.status, 200, "{placed:?}");
        lower
    }

    /// A partner above ours, of whom we may know nothing: one that it is made below, and another later.
    fn upper(&self) -> Vec<String> {
        let [first, second] = ["CANARY-UP", "CANARY-UP2"].map(|code| {
            let upper = self.service.partner(code);
            let name = format!("UPDATE partners SET name = 'Canary Upper' WHERE id = '{upper}'");
            self.service.sql(&name);
            upper
        });
        for (upper, from) in [(&first, "2026-01-01"), (&second, "2026-08-01")] {
            let parent = json!({"parent_id": upper, "from": from});
            let placed =
                self.manager.post(&format!("/api/v1/partners/{PARTNER_ID}/parent"), &parent);
            assert_eq!(placed.status, 200, "{placed:?}");
        }
        vec![first, second]
    }

    /// A sale in October with a part of it refunded.
    fn sold(&self, name: &str, credits: &[(&str, &str)]) {
        let seller = money::seller(self.service, &format!("Canary {name}"));
        let mut sale = credited(name, &seller, credits);
        for (field, value) in [("paid_on", "2026-10-05"), ("note", "canary"), ("source", "visit")] {
            sale[field] = json!(value);
        }
        let sale = self.books.sale(&sale);
        let confirmed = self.books.confirm(&sale);
        assert_eq!(confirmed.status, 200, "{confirmed:?}");
        let refund = json!({"external_id": format!("{name}-R"), "refunded_on": "2026-10-06",
            "amount": {"amount": "10.00", "currency": "USD"}, "reason": "canary"});
        let refunds = format!("/api/v1/sales/{}/refunds", id(&sale));
        made(&self.books.one.post_once(&refunds, name, &refund));
    }
}

/// Whether a text has a word of the other partner's; what our own people wrote is not.
fn canary(text: &str, ids: &BTreeSet<String>) -> Option<String> {
    let text = text.to_lowercase().replace("canary surgicals", "");
    let words = ["canary"].iter().chain(NUMBERS).map(|word| word.to_lowercase());
    let found = words.chain(ids.iter().cloned()).find(|word| text.contains(word.as_str()));
    found.map(|word| {
        let at = text.find(&word).unwrap_or_default();
        text.chars().skip(at.saturating_sub(200)).take(400).collect()
    })
}

/// The ids of what is the other partner's alone.
fn private(theirs: &Seen, world: &World<'_>) -> BTreeSet<String> {
    let all = theirs.iter().filter(|(path, _)| !path.contains("/sales"));
    let ids: BTreeSet<String> = all.flat_map(|(_, text)| ids_in(text)).collect();
    let own = [world.theirs.id.clone(), world.their_owner.id.clone()];
    let split = world.books.one.get("/api/v1/sales?external_id=SPLIT-1").json();
    let shared = split["data"][0]["seller_id"].as_str().expect("a seller").to_owned();
    let is_private = |id: &String| PRIVATE.iter().any(|prefix| id.starts_with(prefix));
    ids.into_iter().filter(is_private).chain(own).filter(|id| *id != shared).collect()
}

/// A text without what nobody chose: ids, hashes and instants, in which any four digits come by chance.
fn chosen(text: &str) -> String {
    let words = text.split(['"', '/', ' ', '?', '&', '=', '\n', ',']);
    words.filter(|word| !is_of_chance(word)).collect::<Vec<_>>().join(" ")
}

fn is_of_chance(word: &str) -> bool {
    let digits = word.rsplit('_').next().unwrap_or_default();
    let is_hex = digits.len() >= 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex || chrono::DateTime::parse_from_rfc3339(word).is_ok()
}

#[test]
fn what_comes_by_chance_is_no_leak() {
    let text = r#"{"id":"ent_0000000000000000000000000006702a","at":"2026-11-23T04:00:12.345678Z",
        "iban":"PK36**6702","links":"/api/v1/sales/sal_00000000000000000000000012345abc?q=12.345"}"#;
    let chosen = chosen(text);
    assert_eq!(chosen.matches("6702").count(), 1, "{chosen}");
    assert_eq!(chosen.matches("12.345").count(), 1, "{chosen}");
}

#[test]
fn a_manager_is_told_of_no_money() {
    on_both_at(TODAY, |service| {
        let world = World::new(service);
        world.office();
        world.money();
        let told = |seen: &Seen, word: &str| seen.values().any(|text| text.contains(word));
        let read = |actor: &Actor, role: Role| -> Seen {
            crawl(actor, role).into_iter().map(|(path, text)| (path, chosen(&text))).collect()
        };
        let manager = read(&world.manager, Role::Manager);
        let auditor = read(&service.signed_in(Role::Auditor), Role::Auditor);
        for word in [
            "6702",
            "12.345",
            "canary bonus",
            "1000.00",
            "CANARY-S1-R",
            "our-plan",
            "280.5",
            "master",
        ] {
            assert!(told(&auditor, word), "an auditor reads everything: {word}");
            let leak = manager.iter().find(|(_, text)| text.contains(word));
            assert_eq!(leak, None, "{word}");
        }
        assert!(told(&manager, "Canary Person") && told(&manager, "canary plan"));
    });
}

#[test]
fn nothing_of_another_partner_is_told() {
    on_both_at(TODAY, |service| {
        let world = World::new(service);
        world.office();
        let ours_first = world.field();
        world.events();
        let uppers = world.upper();
        world.money();
        let theirs = crawl(&world.their_owner, Role::PartnerOwner);
        for part in [
            "/users",
            "/partners",
            "/check-ins",
            "/leaves",
            "/recruits",
            "/sellers",
            "/conflicts",
            "/events",
            "/sales",
            "/adjustments",
            "/audit",
            "/bank",
            "/plans",
        ] {
            let told = |(path, text): (&String, &String)| {
                path.contains(part) && text.to_lowercase().contains("canary")
            };
            assert!(theirs.iter().any(told), "no canary in {part}");
        }
        let mut ids = private(&theirs, &world);
        ids.remove(&ours_first);
        let trail = world.manager.get(&format!("/api/v1/audit?subject_id={PARTNER_ID}")).json();
        assert!(uppers.iter().all(|id| trail.to_string().contains(id)), "{trail}");
        ids.extend(uppers);
        assert!(ids.len() > 20, "{ids:?}");
        for (actor, role) in
            [(&world.ours, Role::PartnerStaff), (&world.our_owner, Role::PartnerOwner)]
        {
            let seen = crawl(actor, role);
            let leaks = seen
                .iter()
                .filter_map(|(path, text)| Some(format!("{path}: …{}…", canary(text, &ids)?)));
            let leaks: Vec<_> = leaks.collect();
            assert!(leaks.is_empty(), "{role:?}: {}", leaks.join("\n"));
            let tells = |word: &str| seen.values().any(|text| text.contains(word));
            let is_owner = role == Role::PartnerOwner;
            assert_eq!((tells("SPLIT-1"), tells("Guest Company")), (true, true), "{role:?}");
            // Only an owner reads of money, such as what is paid on the sales of a partner below.
            assert_eq!((tells("master"), tells("LOW-1")), (is_owner, is_owner), "{role:?}");
        }
        found_by_nothing(&world);
    });
}

/// Whatever is asked for, the other partner's records are not among the answers.
fn found_by_nothing(world: &World<'_>) {
    for (asked, status) in [("phone=03007777001", "review"), ("ntn=7654322-2", "taken")] {
        let found = world.ours.get(&format!("{RECRUITS}/lookup?{asked}")).json();
        assert_eq!(found, json!({"status": status, "until": null}), "{asked}");
    }
    for list in ["recruits", "sellers", "users", "partners", "sales", "events"] {
        let found = world.our_owner.get(&format!("/api/v1/{list}?q=7777001"));
        assert!(found.status == 400 || found.json()["data"] == json!([]), "{list}: {found:?}");
    }
    let agreements = world.our_owner.get(AGREEMENTS).json();
    assert_eq!(agreements["data"].as_array().map(Vec::len), Some(1));
}
