//! Facts that come while a period is closed: each is in that close or in the next one, and in no other.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER_ID, Service, on_both_at, patiently};
use crate::http::Answer;
use crate::money::{Books, SALES, id, made, seller};
use crate::periods::close;

const WRITERS: usize = 3;

/// Records and confirms sales, and makes every fourth one void and refunds every fifth, until it is told
/// to end; how many sales there are.
fn write(service: &Service, writer: usize, (seller, over): (&str, &AtomicBool)) -> usize {
    let (one, other): (Actor, Actor) =
        (service.signed_in(Role::Finance), service.signed_in(Role::Finance));
    let mut count = 0;
    while count < 6 || !over.load(Ordering::Relaxed) {
        let name = format!("S-{writer}-{count}");
        let body = json!({"external_id": name, "seller_id": seller, "kind": "add_on",
            "product": "verified", "amount": {"amount": "1000.00", "currency": "USD"},
            "paid_on": "2026-07-10", "credits": [{"partner_id": PARTNER_ID, "share": "100"}]});
        let sale = made(&patiently(|| one.post_once(SALES, &name, &body)));
        let path = format!("{SALES}/{}", id(&sale));
        let send = |to: &str, body: &Value| {
            let answer = patiently(|| {
                other.post_once(&format!("{path}/{to}"), &format!("{to}-{name}"), body)
            });
            assert!(matches!(answer.status, 200 | 201), "{to}: {answer:?}");
        };
        send("confirm", &json!({}));
        if count % 4 == 3 {
            send("void", &json!({"reason": "It was paid by mistake."}));
        } else if count % 5 == 2 {
            let amount = json!({"amount": "1000.00", "currency": "USD"});
            let refund = json!({"external_id": format!("R-{name}"), "amount": amount,
                "refunded_on": "2026-07-20", "reason": "returned"});
            patiently(|| one.post_once(&format!("{path}/refunds"), &format!("R-{name}"), &refund));
        }
        count += 1;
    }
    count
}

/// The month's commission in cents.
fn earned(closed: &Answer) -> i64 {
    assert_eq!(closed.status, 200, "{closed:?}");
    let amount =
        closed.json()["totals"][0]["amount"].as_str().map(|amount| amount.replace('.', ""));
    amount.map_or(0, |amount| amount.parse().expect("a number"))
}

#[test]
fn facts_that_race_a_close_are_paid_once() {
    on_both_at("2026-09-15", |service| {
        let books = Books::open(service);
        books.agreed(PARTNER_ID, "PK", "USD");
        let rate = json!({"date": "2026-01-01", "base": "USD", "quote": "PKR", "rate": "280"});
        made(&books.one.post("/api/v1/exchange-rates", &rate));
        let seller = seller(service, "Al Noor Surgical");
        let over = AtomicBool::new(false);
        let (first, counts): (Answer, Vec<usize>) = thread::scope(|scope| {
            let (seller, over) = (seller.as_str(), &over);
            let writers: Vec<_> = (0..WRITERS)
                .map(|writer| scope.spawn(move || write(service, writer, (seller, over))))
                .collect();
            let closed = patiently(|| close(service, &books.one, "2026-07", &json!({})));
            over.store(true, Ordering::Relaxed);
            let counts = writers.into_iter().map(|one| one.join().expect("it wrote"));
            (closed, counts.collect())
        });
        assert_eq!(service.unsound(), [""; 0]);
        let second = close(service, &books.one, "2026-08", &json!({}));
        let paid = counts.iter().flat_map(|count| 0..*count);
        let paid = paid.filter(|number| number % 4 != 3 && number % 5 != 2).count();
        let paid = i64::try_from(paid).expect("a small number");
        assert_eq!(earned(&first) + earned(&second), paid * 10_000);
        assert_eq!(service.unsound(), [""; 0]);
    });
}
