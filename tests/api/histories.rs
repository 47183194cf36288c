//! Random histories: partners that compete for sellers, sales, transfers and days that pass. Whatever
//! they do, a seller has one live protection and one holder, and the whole database holds together.
//!
//! A seed makes the same history each time; `SAATHI_SEEDS` says how many there are.

use chrono::{Days, NaiveDate, TimeDelta};
use saathi::domain::recruit::{Decision, RecruitStatus, Source, Stage, StageMove, Verdict};
use saathi::domain::{
    Actor, Amount, City, Code, Currency, Money, Name, Note, PartnerId, Phone, RecruitId, Role,
    SaleId, SaleKind, Scope, SellerId, UserId, Word as _,
};
use saathi::service::audit::OnBehalf;
use saathi::service::clock::{Clock, Now};
use saathi::service::conflicts::{self, NewConflict, NewRuling, NewSide};
use saathi::service::due::JOBS;
use saathi::service::recruits::{self, NewRecruit, Registered, Whom};
use saathi::service::sales::{self, NewSale};
use saathi::service::sellers::{self, SellerDetails};
use saathi::service::{By, ServiceError, Tx};
use saathi::storage::holders;

use crate::harness::{Service, on_both};

const STEPS: usize = 200;
const PARTNERS: usize = 10;
const SELLERS: usize = 20;
const OPERATIONS: [&str; 12] = [
    "register", "decide", "stage", "extend", "release", "record", "confirm", "void", "transfer",
    "activity", "days", "claim",
];

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bound = u64::try_from(bound).expect("a small number");
        usize::try_from((z ^ (z >> 31)) % bound).expect("a small number")
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { all.get(self.below(all.len())) }
    }
}

/// A history as far as it has come.
struct History<'s> {
    service: &'s Service,
    seed: u64,
    chance: Chance,
    today: NaiveDate,
    step: usize,
    recruits: Vec<RecruitId>,
    /// Registrations that were refused, each with the number of its partner.
    refused: Vec<(usize, RecruitId)>,
    /// Registrations that came into review.
    reviewed: Vec<RecruitId>,
    sellers: Vec<SellerId>,
    sales: Vec<SaleId>,
    /// How often each operation had an effect.
    effects: [usize; OPERATIONS.len()],
}

fn partner(number: usize) -> PartnerId {
    PartnerId::from_bits(0x1000 + number as u128)
}

fn user(number: usize) -> UserId {
    UserId::from_bits(0x2000 + number as u128)
}

/// People of the platform: a manager and two of finance.
const MANAGER: usize = 100;
const FINANCE: [usize; 2] = [101, 102];

fn people(service: &Service) {
    let person = |number: usize, role: &str, partner: &str| {
        let id = user(number);
        service.sql(&format!(
            "INSERT INTO users (id, email, name, role, partner_id, status, password_hash, \
             created_at, updated_at) VALUES ('{id}', 'p{number}@saathi.test', 'Amina', '{role}', \
             {partner}, 'active', '$argon2id$none', '2026-01-01 12:00:00', '2026-01-01 12:00:00')"
        ));
    };
    for number in 0..PARTNERS {
        let id = partner(number);
        service.sql(&format!(
            "INSERT INTO partners (id, code, name, city, payout_currency, status, created_at, \
             updated_at) VALUES ('{id}', 'P-{number}', 'P', 'Sialkot', 'PKR', 'active', \
             '2026-01-01 12:00:00', '2026-01-01 12:00:00')"
        ));
        person(number, "partner_staff", &format!("'{id}'"));
    }
    person(MANAGER, "manager", "NULL");
    FINANCE.into_iter().for_each(|number| person(number, "finance", "NULL"));
    service.sql(
        "INSERT INTO products (id, code, name, kind, price_amount, price_currency, term_months, \
         created_at, updated_at) VALUES ('pro_00000000000000000000000000000001', 'gold', 'Gold', \
         'membership', 950000, 'USD', 1, '2026-01-01 12:00:00', '2026-01-01 12:00:00')",
    );
}

fn note() -> Note {
    Note::parse("Chance would have it.").expect("a note")
}

impl<'s> History<'s> {
    fn new(service: &'s Service, seed: u64) -> Self {
        people(service);
        let today = NaiveDate::from_ymd_opt(2027, 12, 20).expect("a day");
        Self {
            service,
            seed,
            chance: Chance(seed),
            today,
            step: 0,
            recruits: Vec::new(),
            refused: Vec::new(),
            reviewed: Vec::new(),
            sellers: Vec::new(),
            sales: Vec::new(),
            effects: [0; OPERATIONS.len()],
        }
    }

    fn now(&self) -> Now {
        let morning = Clock::standing_at(chrono_tz::Asia::Karachi, self.today).now();
        let later = TimeDelta::seconds(i64::try_from(self.step).expect("a small number"));
        Now { at: morning.at + later, ..morning }
    }

    fn by(&self, number: usize) -> By {
        let (role, of) = match number {
            MANAGER => (Role::Manager, None),
            number if FINANCE.contains(&number) => (Role::Finance, None),
            number => (Role::PartnerStaff, Some(partner(number))),
        };
        let now = self.now();
        By {
            actor: Actor::new(user(number), role, of).expect("an actor"),
            on_behalf: OnBehalf { user: Some(user(number)), request_id: None },
            now,
            recorded_at: now.at.naive_utc(),
        }
    }

    /// Does something as a person; what a rule refuses is no effect, and nothing else may go wrong.
    fn act<T: Send + 'static>(
        &self,
        number: usize,
        work: impl Fn(&mut Tx<'_>, &By) -> Result<T, ServiceError> + Send + 'static,
    ) -> Option<T> {
        let by = self.by(number);
        let done = self.service.app.database.write(by.actor.scope(), move |tx| work(tx, &by));
        match done {
            Ok(value) => Some(value),
            Err(
                ServiceError::Invalid(_)
                | ServiceError::NotFound
                | ServiceError::Conflict(..)
                | ServiceError::Unprocessable(..),
            ) => None,
            Err(error) => panic!("seed {}, step {}: {error}", self.seed, self.step),
        }
    }

    fn step(&mut self) {
        self.step += 1;
        // Registrations and sales come more often, so that there is something to do with them.
        let which = match self.chance.below(22) {
            0..=4 => 0,
            5..=7 => 5,
            8..=9 => 6,
            10..=11 => 10,
            20..=21 => 11,
            other => [1, 2, 3, 4, 7, 8, 9, 2][other - 12],
        };
        let had_effect = match OPERATIONS[which] {
            "register" => self.register(),
            "record" => self.record(),
            "confirm" | "void" => self.settle(OPERATIONS[which] == "confirm"),
            "transfer" => self.transfer(),
            "days" => self.pass(),
            "claim" => self.claim(),
            other => self.go_on(other),
        };
        self.effects[which] += usize::from(had_effect);
        self.holds(OPERATIONS[which]);
    }

    fn register(&mut self) -> bool {
        let (who, whom) = (self.chance.below(PARTNERS), self.chance.below(SELLERS));
        let phone = (self.chance.below(4) == 0).then_some("0300 1234567");
        let details = SellerDetails {
            name: Name::parse(&format!("Firm {whom}")).expect("a name"),
            city: City::parse(&format!("City {whom}")).expect("a city"),
            phone: phone.and_then(Phone::parse),
            email: None,
            ntn: None,
            cnic: None,
            member_id: Code::parse(&format!("M-{whom}")),
            contact_name: None,
            categories: Vec::new(),
        };
        let new = NewRecruit {
            partner: None,
            whom: Whom::Described(Box::new(details)),
            source: Source::Visit,
            event: None,
            note: None,
            captured_at: None,
            client_ref: None,
        };
        match self.act(who, move |tx, by| recruits::register(tx, by, &new)) {
            Some(Registered::New(recruit)) => {
                if !self.sellers.contains(&recruit.seller) {
                    self.sellers.push(recruit.seller.clone());
                }
                if recruit.status == RecruitStatus::InReview {
                    self.reviewed.push(recruit.id.clone());
                }
                self.recruits.push(recruit.id.clone());
                true
            }
            Some(Registered::Refused(recruit)) => {
                self.refused.push((who, recruit.id.clone()));
                false
            }
            _ => false,
        }
    }

    /// Claims one of the last registrations that were refused; a manager decides at once.
    fn claim(&mut self) -> bool {
        let last = self.refused.len().saturating_sub(5);
        let Some((who, recruit)) = self.chance.pick(&self.refused[last..]).cloned() else {
            return false;
        };
        let side = NewSide { claim: note(), evidence: Vec::new() };
        let new = NewConflict { recruit, side };
        let filed = self.act(who, move |tx, by| conflicts::create(tx, by, &new));
        let Some(filed) = filed else { return false };
        let gives = self.chance.below(2) == 0;
        let verdict = if gives { Verdict::Transfer } else { Verdict::Keep };
        let ruling = NewRuling { verdict, shares: Vec::new(), reason: note() };
        let decided =
            self.act(MANAGER, move |tx, by| conflicts::decide(tx, by, &filed.id, &ruling));
        decided.is_some()
    }

    /// Something with one of the last recruits, as its partner or as a manager.
    fn go_on(&mut self, operation: &str) -> bool {
        let (all, recent) = match operation {
            "decide" => (&self.reviewed, 3),
            _ => (&self.recruits, 15),
        };
        let last = all.len().saturating_sub(recent);
        let Some(id) = self.chance.pick(&all[last..]).cloned() else { return false };
        let stage = *self.chance.pick(Stage::ALL).expect("there are stages");
        let to = if self.chance.below(8) == 0 { StageMove::Lost } else { StageMove::To(stage) };
        let approves = self.chance.below(2) == 0;
        let decision = if approves { Decision::Approve } else { Decision::Refuse };
        let done = match operation {
            "decide" => {
                self.act(MANAGER, move |tx, by| recruits::decide(tx, by, &id, (decision, &note())))
            }
            "stage" => {
                self.act(MANAGER, move |tx, by| recruits::move_stage(tx, by, &id, (to, None)))
            }
            "extend" => self.act(MANAGER, move |tx, by| recruits::extend(tx, by, &id, &note())),
            "release" => self.act(MANAGER, move |tx, by| recruits::release(tx, by, &id, &note())),
            _ => self.act(MANAGER, move |tx, by| {
                let new = recruits::NewActivity {
                    kind: saathi::domain::recruit::ActivityKind::Call,
                    happened_at: by.at(),
                    note: None,
                };
                recruits::add_activity(tx, by, &id, &new)?;
                recruits::get(tx, &id)
            }),
        };
        done.is_some()
    }

    fn record(&mut self) -> bool {
        let Some(seller) = self.chance.pick(&self.sellers).cloned() else { return false };
        let back = u64::try_from(self.chance.below(4)).expect("a small number");
        let currency = Currency::parse("USD").expect("a currency");
        let new = NewSale {
            external_id: Code::parse(&format!("S-{}", self.step)).expect("a code"),
            seller,
            kind: if self.chance.below(2) == 0 { SaleKind::New } else { SaleKind::Renewal },
            product: Code::parse("gold").expect("a code"),
            amount: Money { amount: Amount::parse("9500.00", currency).expect("9500"), currency },
            paid_on: self.today.checked_sub_days(Days::new(back)).expect("a day"),
            credits: None,
            source: None,
            event: None,
            note: None,
        };
        match self.act(FINANCE[0], move |tx, by| sales::record(tx, by, &new)) {
            Some((sale, is_new)) => {
                self.sales.push(sale.id);
                is_new
            }
            None => false,
        }
    }

    fn settle(&mut self, confirms: bool) -> bool {
        let last = self.sales.len().saturating_sub(8);
        let Some(id) = self.chance.pick(&self.sales[last..]).cloned() else { return false };
        let done = self.act(FINANCE[1], move |tx, by| match confirms {
            true => sales::confirm(tx, by, (&id, None)),
            false => sales::void(tx, by, (&id, None), &note()),
        });
        done.is_some()
    }

    fn transfer(&mut self) -> bool {
        let Some(seller) = self.chance.pick(&self.sellers).cloned() else { return false };
        let to = partner(self.chance.below(PARTNERS));
        let ahead = u64::try_from(self.chance.below(10)).expect("a small number");
        let from = self.today.checked_add_days(Days::new(ahead)).expect("a day");
        let done = self
            .act(MANAGER, move |tx, by| sellers::transfer(tx, by, &seller, (&to, from, &note())));
        done.is_some()
    }

    /// Some days pass, in which perhaps nobody serves, and the jobs of the last one are done twice.
    fn pass(&mut self) -> bool {
        let days = u64::try_from(1 + self.chance.below(9)).expect("a small number");
        self.today = self.today.checked_add_days(Days::new(days)).expect("a day");
        for server in ["one", "two"] {
            for job in &JOBS {
                let ran = self.service.app.run_due(job, (server, self.now()), || true);
                ran.unwrap_or_else(|error| panic!("seed {}: {}: {error}", self.seed, job.name));
            }
        }
        true
    }

    fn holds(&self, operation: &str) {
        let today = self.today;
        let read = |tx: &mut Tx<'_>| -> Result<_, ServiceError> {
            Ok(holders::out_of_step(tx, today, ("", 10))?)
        };
        let found = self.service.app.database.read(&Scope::of_programme(), read);
        let found = found.expect("it reads");
        let place = format!("seed {}, step {}, after {operation}", self.seed, self.step);
        assert!(found.is_empty(), "{place}: {found:?} have another holder than is written");
        if self.step.is_multiple_of(40) {
            for checked in self.service.examined(today) {
                assert_eq!(checked.outcome.broken, 0, "{place}: {checked:?}");
            }
        }
    }
}

fn seeds() -> u64 {
    3 * std::env::var("SAATHI_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

#[test]
fn random_histories_keep_the_invariants() {
    let effects = std::cell::RefCell::new([0; OPERATIONS.len()]);
    for seed in 1..=seeds() {
        on_both(|service| {
            let mut history = History::new(service, seed);
            for _ in 0..STEPS {
                history.step();
            }
            let mut sum = effects.borrow_mut();
            sum.iter_mut().zip(history.effects).for_each(|(sum, new)| *sum += new);
        });
    }
    for (operation, effects) in OPERATIONS.iter().zip(effects.into_inner()) {
        assert!(effects > 0, "{operation} never had an effect");
    }
}
