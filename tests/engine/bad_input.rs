//! Anything may be in a file. Nothing panics, every fault is found where it is, and where there is
//! one nothing is computed.
//!
//! `docs/COMMISSIONS.md` sections 3 and 7.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use saathi::commission::Ledger;
use saathi::commission::facts::{Fault, Table};
use serde_json::json;

use crate::build::{Programme, paying, percent, plan, rule, sale};
use crate::engine::{self, NamedFile};
use crate::generate::programme;
use crate::model::rows::SaleRow;

const THROUGH: &str = "2026-12";

/// Reads files and closes what they hold; the faults where there are any.
fn run(files: &[NamedFile], through: &str) -> Result<usize, Vec<Fault>> {
    let facts = engine::facts(files, through)
        .map_err(|faults| faults.shown().cloned().collect::<Vec<Fault>>())?;
    let mut ledger = Ledger::open(&facts);
    // A figure out of range is an error too.
    let closed = ledger.close_through(engine::period(through));
    Ok(if closed.is_ok() { engine::explained(&ledger).len() } else { 0 })
}

/// A change to a file's bytes.
#[derive(Debug, Clone)]
enum Edit {
    Put(usize, u8),
    Insert(usize, u8),
    Delete(usize, usize),
    /// Writes some bytes of the file again elsewhere.
    Repeat(usize, usize, usize),
}

impl Edit {
    fn any() -> impl Strategy<Value = Edit> {
        let byte = prop_oneof![
            4 => prop::sample::select(b"0123456789.-,;:\"\n\rA \xff".to_vec()),
            1 => any::<u8>(),
        ];
        let (at, byte) = (0..10_000_usize, byte.boxed());
        prop_oneof![
            3 => (at.clone(), byte.clone()).prop_map(|(at, byte)| Edit::Put(at, byte)),
            2 => (at.clone(), byte).prop_map(|(at, byte)| Edit::Insert(at, byte)),
            1 => (at.clone(), 1..20_usize).prop_map(|(at, count)| Edit::Delete(at, count)),
            1 => (at.clone(), 1..100_usize, at).prop_map(|(a, n, b)| Edit::Repeat(a, n, b)),
        ]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        let size = bytes.len();
        let within = |at: usize| at % (size + 1);
        let span = |at: usize, count: usize| within(at)..(within(at) + count).min(size);
        match *self {
            Edit::Put(at, byte) if within(at) < size => bytes[within(at)] = byte,
            Edit::Put(at, byte) | Edit::Insert(at, byte) => bytes.insert(within(at), byte),
            Edit::Delete(at, count) => drop(bytes.drain(span(at, count))),
            Edit::Repeat(at, count, to) => {
                let copy = bytes[span(at, count)].to_vec();
                bytes.splice(within(to)..within(to), copy);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn random_bytes_are_refused(
        table in prop::sample::select(vec!["partners.csv", "fx.csv", "sales.csv", "refunds.csv"]),
        bytes in vec(any::<u8>(), 0..300),
    ) {
        let mut files = engine::files(&programme(1).0);
        files.retain(|(name, _)| name != table);
        files.push((table.to_owned(), bytes));
        prop_assert!(run(&files, THROUGH).is_err());
    }

    #[test]
    fn mutated_files_are_read_or_refused(
        seed in 0..50_u64,
        edits in vec((any::<prop::sample::Index>(), Edit::any()), 1..4),
    ) {
        let (input, through) = programme(seed);
        let mut files = engine::files(&input);
        for (file, edit) in &edits {
            edit.apply(&mut file.get_mut(&mut files).1);
        }
        if let Err(faults) = run(&files, &through) {
            prop_assert!(!faults.is_empty());
            prop_assert!(faults.iter().all(|fault| !fault.message.is_empty()));
        }
    }
}

/// A programme without fault, in which every table has a row.
fn sound() -> Programme {
    paying([rule("r", percent("10"))])
        .another_plan(plan("OTHER", [rule("r", percent("5"))]))
        .partner("P", "Q", "PLAN", "")
        .partner("Q", "", "OTHER", "")
        .rate("2026-06-30", "EUR/USD", "1.1")
        .sale(sale("A", "P", "100", "2026-07-01"))
        .sale(sale("B", "", "50 EUR", "2026-07-02").split("P:60;Q:40"))
        .refund("A", "40", "2026-07-10")
}

/// Where the faults of a programme are: table, line and field.
fn faults(programme: &Programme) -> BTreeSet<(Table, u64, String)> {
    let faults = run(&engine::files(&programme.0), THROUGH).err().unwrap_or_default();
    faults.into_iter().map(|fault| (fault.table, fault.line, fault.field)).collect()
}

/// Holds that one change makes one fault.
fn assert_fault(at: (Table, u64, &str), change: impl FnOnce(&mut Programme)) {
    let mut programme = sound();
    change(&mut programme);
    let (table, line, field) = at;
    let found = faults(&programme);
    assert_eq!(found, BTreeSet::from([(table, line, field.to_owned())]), "{at:?}");
}

#[test]
fn a_sound_programme_has_no_fault() {
    assert_eq!(run(&engine::files(&sound().0), THROUGH), Ok(3));
}

#[test]
fn every_fault_of_a_sale_is_found_in_its_field() {
    type Change = fn(&mut SaleRow);
    let changes: [(&str, Change); 20] = [
        ("sale", |sale| sale.sale = "A".into()),
        ("sale", |sale| sale.sale.clear()),
        ("seller", |sale| sale.seller = "a b".into()),
        ("kind", |sale| sale.kind = "old".into()),
        ("product", |sale| sale.product = "x".repeat(65)),
        ("source", |sale| sale.source = "ش".repeat(101)),
        ("city", |sale| sale.city = "x".repeat(101)),
        ("amount", |sale| sale.amount = "-1".into()),
        ("amount", |sale| sale.amount = "1.001".into()),
        ("amount", |sale| sale.amount = "10000000000000.01".into()),
        ("amount", |sale| sale.amount = "1e3".into()),
        ("currency", |sale| sale.currency = "XXQ".into()),
        ("currency", |sale| sale.currency = "GBP".into()),
        ("paid_on", |sale| sale.paid_on = "2026-02-29".into()),
        ("verified_on", |sale| sale.verified_on = "soon".into()),
        ("credits", |sale| sale.credits = "P:60;Q:39.999999".into()),
        ("credits", |sale| sale.credits = "P:60;P:40".into()),
        ("credits", |sale| sale.credits = "P:100;Q:0".into()),
        ("credits", |sale| sale.credits = "P:60;NOBODY:40".into()),
        ("credits", |sale| sale.credits = "P".into()),
    ];
    for (field, change) in changes {
        assert_fault((Table::Sales, 3, field), |programme| change(&mut programme.0.sales[1]));
    }
    assert_fault((Table::Sales, 2, "partner"), |given| given.0.sales[0].partner = "NOBODY".into());
}

#[test]
fn every_fault_of_a_refund_is_found_in_its_field() {
    let refund = |field: &str, value: &str| {
        assert_fault((Table::Refunds, 2, field), |given| {
            let row = &mut given.0.refunds[0];
            match field {
                "sale" => row.sale = value.into(),
                "amount" => row.amount = value.into(),
                "refunded_on" => row.refunded_on = value.into(),
                _ => row.refund = value.into(),
            }
        });
    };
    refund("refund", "");
    refund("sale", "C");
    refund("amount", "0");
    refund("amount", "-1");
    refund("amount", "100.01");
    refund("amount", "0.001");
    refund("refunded_on", "2026-06-30");
    refund("refunded_on", "2026-13-01");
    assert_fault((Table::Refunds, 3, "amount"), |given| {
        *given = given.clone().refund("A", "60.01", "2026-07-11");
    });
    assert_fault((Table::Refunds, 3, "refund"), |given| {
        let again = given.0.refunds[0].clone();
        given.0.refunds.push(again);
    });
}

#[test]
fn every_fault_of_a_rate_is_found_in_its_field() {
    let another = |field: &str, rate: [&str; 3]| {
        assert_fault((Table::Rates, 3, field), |given| {
            *given = given.clone().rate(rate[0], rate[1], rate[2]);
        });
    };
    another("rate", ["2026-07-01", "EUR/USD", "0"]);
    another("rate", ["2026-07-01", "EUR/USD", "10000000000.1"]);
    another("rate", ["2026-07-01", "EUR/USD", "1.00000000001"]);
    another("base", ["2026-07-01", "EUX/USD", "1"]);
    another("quote", ["2026-07-01", "EUR/EUR", "1"]);
    another("date", ["2026-06-30", "EUR/USD", "1.2"]);
    another("date", ["30.6.2026", "EUR/USD", "1.2"]);
}

#[test]
fn a_rate_is_missing_only_where_a_basis_needs_it() {
    let from = |day: &str| {
        let mut given = sound();
        given.0.rates[0].date = day.into();
        given
    };
    assert_eq!(faults(&from("2026-07-02")), BTreeSet::new());
    let missing = BTreeSet::from([(Table::Sales, 3, "currency".to_owned())]);
    assert_eq!(faults(&from("2026-07-03")), missing);
    let mut later = from("2026-07-03");
    later.0.sales[1].paid_on = "2027-01-01".into();
    assert_eq!(faults(&later), BTreeSet::new());
    let mut pending = from("2026-07-03");
    for plan in &mut pending.0.plans {
        plan["versions"][0]["requires_verification"] = json!(true);
    }
    assert_eq!(faults(&pending), BTreeSet::new());
}

#[test]
fn every_fault_of_a_partner_is_found_in_its_field() {
    let another = |field: &str, row: [&str; 4]| {
        assert_fault((Table::Partners, 4, field), |given| {
            *given = given.clone().partner(row[0], row[1], row[2], row[3]);
        });
    };
    another("partner", ["", "", "PLAN", ""]);
    another("partner", ["P", "", "PLAN", ""]);
    another("parent", ["R", "NOBODY", "PLAN", ""]);
    another("parent", ["R", "R", "PLAN", ""]);
    another("parent", ["Q", "P", "OTHER", "2026-07-01"]);
    another("plan", ["R", "", "NONE", ""]);
    another("from", ["R", "", "PLAN", "2026-06-31"]);
    assert_fault((Table::Partners, 4, "plan"), |given| {
        given.0.plans[1]["currency"] = json!("EUR");
        *given = given.clone().partner("P", "", "OTHER", "2026-08-01");
    });
}

#[test]
fn a_partner_that_is_not_there_causes_no_further_faults() {
    let mut given = sound();
    given.0.sales[1].credits = "P:50;NOBODY:50".into();
    given.0.sales[1].currency = "USD".into();
    given = given.sale(sale("C", "NOBODY", "5 GBP", "2026-07-01"));
    let fault = |line: u64, field: &str| (Table::Sales, line, field.to_owned());
    assert_eq!(faults(&given), BTreeSet::from([fault(3, "credits"), fault(4, "partner")]));
    given.0.partners = Some(Vec::new());
    let all = [fault(2, "partner"), fault(3, "credits"), fault(4, "partner")];
    assert_eq!(faults(&given), BTreeSet::from(all));
}

#[test]
fn all_faults_of_all_tables_are_reported_together() {
    let mut given = sound();
    given.0.plans[0]["versions"][0]["clawback_days"] = json!(-1);
    given.0.partners.as_mut().unwrap()[0].from = "x".into();
    given = given.rate("2026-07-01", "EUR/USD", "x");
    given.0.sales[0].kind = "x".into();
    given.0.refunds[0].amount = "x".into();
    let found: Vec<Table> = faults(&given).into_iter().map(|(table, ..)| table).collect();
    let tables = [Table::Plans, Table::Partners, Table::Rates, Table::Sales, Table::Refunds];
    assert_eq!(found, tables);
}
