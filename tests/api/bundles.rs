//! Bundles: everything that a period was computed from, computed again without the database.

use std::io::{Cursor, Read, Write};

use saathi::domain::Role;
use saathi::service::verification::{Checked, Verified, verify_bundle};
use serde_json::json;

use crate::harness::{Actor, Service, on_both};
use crate::ledger::{Books, id};
use crate::periods::{PARTNER, close, programme, sale};

/// July and August of two partners with a split, an upper partner and a refund, closed.
fn closed<'s>(service: &'s Service, finance: &Actor) -> Books<'s> {
    let mut books = programme(service);
    books.plan(&json!({"plan": "UP", "currency": "USD", "versions": [{
        "effective_from": "2026-01-01", "clawback_days": 90,
        "rules": [{"name": "tiers", "pay": {"type": "tiered", "mode": "retroactive",
            "measure": "amount", "window": "quarter",
            "tiers": [{"from": "0", "percent": "5"}, {"from": "10000", "percent": "7"}]}}],
        "overrides": [{"name": "master", "percents": ["2"]}]}]}));
    books.partner("UPPER", "USD");
    books.agree("UPPER", "UP", "2026-01-01", None);
    books.parent(PARTNER, "UPPER", "2026-01-01");
    books.sale(&sale("A", "2026-07-10"));
    let mut split = sale("SPLIT", "2026-07-11");
    split.insert("credits".into(), format!("{PARTNER}:60;UPPER:40"));
    books.sale(&split);
    assert_eq!(close(service, finance, "2026-07", &json!({})).status, 200);
    let mut own = sale("B", "2026-08-10");
    own.insert("partner".into(), "UPPER".into());
    books.sale(&own);
    let refund =
        [("refund", "R"), ("sale", "A"), ("amount", "500.00"), ("refunded_on", "2026-08-02")];
    books.refund(&refund.iter().map(|(n, f)| ((*n).into(), (*f).into())).collect(), "USD");
    assert_eq!(close(service, finance, "2026-08", &json!({})).status, 200);
    books
}

fn bundle(actor: &Actor, period: &str, query: &str) -> Vec<u8> {
    let answer = actor.get(&format!("/api/v1/periods/{period}/bundle{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/zip"));
    answer.bytes
}

fn verified(bundle: &[u8]) -> Verified {
    verify_bundle(Cursor::new(bundle)).expect("a bundle")
}

fn checked(bundle: &[u8]) -> Vec<Checked> {
    verified(bundle).checks
}

/// What each check found, where it found anything.
fn wrong(bundle: &[u8]) -> Vec<String> {
    let found = checked(bundle).into_iter().flat_map(|check| check.outcome.examples);
    found.map(|broken| format!("{} {}", broken.id, broken.what)).collect()
}

fn file(bundle: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bundle)).expect("a zip file");
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

/// The bundle with a file changed.
fn changed(bundle: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bundle)).expect("a zip file");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).expect("a file");
        let own = file.name().expect("a name").into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        if own == name {
            assert!(text.contains(from), "{text}");
            text = text.replacen(from, to, 1);
        }
        out.start_file(own, zip::write::SimpleFileOptions::default()).expect("a file");
        out.write_all(text.as_bytes()).expect("written");
    }
    out.finish().expect("a zip file").into_inner()
}

/// The bundle with the hash of its entries as its manifest should have it.
fn fitted(bundle: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let hash = |text: String| -> String {
        Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let manifest: serde_json::Value =
        serde_json::from_str(&file(bundle, "manifest.json")).expect("a manifest");
    let told = manifest["files"]["entries.csv"].as_str().expect("a hash");
    changed(bundle, "manifest.json", told, &hash(file(bundle, "entries.csv")))
}

#[test]
fn a_bundle_is_computed_again_without_the_database() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        closed(service, &finance);
        for period in ["2026-07", "2026-08"] {
            let bundle = bundle(&finance, period, "");
            assert_eq!(wrong(&bundle), [""; 0], "{period}");
            assert!(checked(&bundle).iter().all(|check| check.outcome.checked > 0));
            assert_eq!(bundle, self::bundle(&finance, period, ""));
        }
        service
            .signed_in(Role::Auditor)
            .get("/api/v1/periods/2026-09/bundle")
            .problem(404, "not_found");
        let path = "/api/v1/periods/2026-08/bundle";
        service.signed_in(Role::PartnerStaff).get(path).problem(403, "forbidden");
    });
}

#[test]
fn whatever_is_changed_in_a_bundle_is_told() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        closed(service, &finance);
        let sound = bundle(&finance, "2026-08", "");
        for (name, from, to, told) in [
            (
                "entries.csv",
                "-90.00",
                "-80.00",
                "was posted -80.00 USD, and the facts give -90.00 USD",
            ),
            ("sales.csv", "9500.00", "9600.00", "and the facts give"),
            ("plan-2.json", "\"18\"", "\"19\"", "and the facts give"),
            ("posted.csv", "1710.00", "1700.00", "and the facts give"),
            (
                "statements.json",
                "\"commission\": \"-90.00\"",
                "\"commission\": \"-80.00\"",
                "of commission, and its entries come to",
            ),
            (
                "statements.json",
                "\"net\": \"",
                "\"net\": \"1",
                "figures that are not what they are made of",
            ),
        ] {
            let found = wrong(&changed(&sound, name, from, to));
            assert!(found.iter().any(|one| one.contains(told)), "{name}: {found:?}");
            let manifest = format!("{name} is not what the manifest says");
            assert!(found.contains(&manifest), "{found:?}");
        }
    });
}

#[test]
fn a_partners_bundle_has_nothing_of_others() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = closed(service, &finance);
        let query = format!("?partner_id={}", id("par", "UPPER"));
        for period in ["2026-07", "2026-08"] {
            let own = bundle(&finance, period, &query);
            assert_eq!(wrong(&own), [""; 0], "{period}");
            let sales = file(&own, "sales.csv");
            assert!(sales.contains("./others:60"), "{sales}");
            // Of a partner below it learns the code, and of its sales the product, day and basis.
            let below = format!("{PARTNER},-,new,verified,,,5700.00,USD,2026-07-11,,");
            assert!(sales.contains(&below) && !sales.contains("\nA,"), "{sales}");
            let entries = file(&own, "entries.csv");
            assert!(!entries.contains(",A,"), "{entries}");
            assert!(!file(&own, "manifest.json").contains("\"A\""));
            assert!(!file(&own, "posted.csv").contains(",A,"));
            assert_eq!(file(&own, "refunds.csv").lines().count(), 1);
        }
        let none = "?partner_id=par_000000000000000000000000000000aa";
        finance.get(&format!("/api/v1/periods/2026-07/bundle{none}")).problem(404, "not_found");
        // What comes after a close changes no byte of it.
        let (before, own) = (bundle(&finance, "2026-08", ""), bundle(&finance, "2026-08", &query));
        books.void("A");
        books.sale(&sale("LATE", "2026-07-20"));
        books.version("UP", &json!({"effective_from": "2026-08-01", "clawback_days": 0,
            "rules": [{"name": "tiers", "pay": {"type": "tiered", "mode": "retroactive",
                "measure": "amount", "window": "quarter", "tiers": [{"from": "0", "percent": "1"}]}}]}));
        assert!(bundle(&finance, "2026-08", "") == before);
        assert!(bundle(&finance, "2026-08", &query) == own);
    });
}

#[test]
fn an_owner_has_the_bundle_of_its_own_statement_and_of_no_other() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        closed(service, &finance);
        let (upper, lower) = (id("par", "UPPER"), id("par", PARTNER));
        for (code, other) in [("UPPER", &lower), (PARTNER, &upper)] {
            let owner = service.signed_in_of(Role::PartnerOwner, code);
            for period in ["2026-07", "2026-08"] {
                let own = bundle(&owner, period, "");
                assert_eq!(wrong(&own), [""; 0], "{code} {period}");
                let of_finance = format!("?partner_id={}", id("par", code));
                assert_eq!(own, bundle(&finance, period, &of_finance), "{code} {period}");
                let query = format!("/api/v1/statements?period={period}");
                let statement = owner.get(&query).json()["data"][0]["id"].clone();
                let path = format!("/api/v1/statements/{}/export", statement.as_str().unwrap());
                let answer = owner.get(&format!("{path}?format=bundle"));
                assert_eq!(answer.bytes, own, "{code} {period}");
                assert_eq!(answer.header("content-type"), Some("application/zip"));
                let foreign = format!("/api/v1/periods/{period}/bundle?partner_id={other}");
                owner.get(&foreign).problem(404, "not_found");
            }
        }
        let statements = finance.get("/api/v1/statements").json();
        let owner = service.signed_in_of(Role::PartnerOwner, "UPPER");
        for one in statements["data"].as_array().unwrap() {
            let path = format!("/api/v1/statements/{}/export", one["id"].as_str().unwrap());
            let status = if one["partner_id"] == upper.as_str() { 200 } else { 404 };
            assert_eq!(owner.get(&format!("{path}?format=bundle")).status, status);
        }
    });
}

#[test]
fn a_partners_bundle_tells_neither_how_many_share_a_sale_nor_what_each_has() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = programme(service);
        let others = ["SECRET-1", "SECRET-2"];
        for other in others {
            books.partner(other, "USD");
        }
        // Of a unit left over among three the others have it, and the own part would between two.
        let mut sold = |name: &str, amount: &str| {
            let mut split = sale(name, "2026-07-11");
            let credits = format!("{PARTNER}:40;SECRET-1:29.5;SECRET-2:30.5");
            split.extend(
                [("credits", credits.as_str()), ("amount", amount)]
                    .map(|(name, field)| (name.to_owned(), field.to_owned())),
            );
            books.sale(&split);
        };
        sold("EVEN", "1000.00");
        sold("ODD", "999.99");
        sold("CENTS", "1000.04");
        for (refund, on) in [("EARLY", "2026-07-20"), ("LATE", "2026-11-30")] {
            let fields = [("refund", refund), ("sale", "ODD"), ("amount", "0.02")];
            let fields = fields.into_iter().chain([("refunded_on", on)]);
            books.refund(&fields.map(|(n, f)| (n.into(), f.into())).collect(), "USD");
        }
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let own = bundle(&finance, "2026-07", &format!("?partner_id={}", id("par", PARTNER)));
        assert_eq!(wrong(&own), [""; 0]);
        let sales = file(&own, "sales.csv");
        assert_eq!(sales.matches(&format!("{PARTNER}:40;./others:60")).count(), 3, "{sales}");
        assert!(sales.contains(",1000.00,USD"), "{sales}");
        let refunds = file(&own, "refunds.csv");
        assert!(refunds.contains("EARLY") && !refunds.contains("LATE"), "{refunds}");
        assert!(!file(&own, "partners.csv").contains("SECRET"));
        let whole = bundle(&finance, "2026-07", "");
        assert_eq!(wrong(&whole), [""; 0]);
        assert!(file(&whole, "sales.csv").contains("SECRET-2:30.5"));
    });
}

/// An upper partner with overrides over two levels, some of sales that a filter picks, held back in part
/// and capped, and partners below it: one that sells itself, and one that stands below that. The bundles
/// of its two months, each as it was at its close.
fn overridden<'s>(service: &'s Service, finance: &Actor) -> (Books<'s>, [Vec<u8>; 2]) {
    let mut books = programme(service);
    books.plan(&json!({"plan": "UP", "currency": "USD", "versions": [{
        "effective_from": "2026-01-01", "clawback_days": 90, "requires_verification": true,
        "holdback": {"percent": "10", "days": 30},
        "rules": [{"name": "own", "pay": {"type": "percent", "percent": "5"}}],
        "overrides": [
            {"name": "here", "when": {"kinds": ["renewal"], "cities": ["Sialkot"]},
             "percents": ["1"]},
            {"name": "master", "percents": ["2", "1"]},
        ],
        "cap": {"window": "quarter", "amount": "400.00"}}]}));
    for (partner, parent) in [("UPPER", None), ("MIDDLE", Some("UPPER")), ("LOWER", Some("MIDDLE"))]
    {
        books.partner(partner, "USD");
        books.agree(partner, "UP", "2026-01-01", None);
        if let Some(parent) = parent {
            books.parent(partner, parent, "2026-01-01");
        }
    }
    let mut sell = |name: &str, partner: &str, paid_on: &str, (kind, city): (&str, &str)| {
        let mut sale = sale(name, paid_on);
        let source = format!("through {partner}");
        let fields = [("partner", partner), ("kind", kind), ("city", city), ("source", &source)];
        let fields = fields.into_iter().chain([("verified_on", "2026-07-20")]);
        sale.extend(fields.map(|(name, field)| (name.to_owned(), field.to_owned())));
        books.sale(&sale);
    };
    sell("hidden-1", "MIDDLE", "2026-07-10", ("renewal", "Sialkot"));
    sell("hidden-2", "LOWER", "2026-07-11", ("new", "Gujrat"));
    sell("hidden-3", "MIDDLE", "2026-08-12", ("renewal", "Gujrat"));
    sell("own", "UPPER", "2026-07-13", ("new", "Sialkot"));
    assert_eq!(close(service, finance, "2026-07", &json!({})).status, 200);
    let query = format!("?partner_id={}", id("par", "UPPER"));
    let july = bundle(finance, "2026-07", &query);
    let refund = [("refund", "hidden-R"), ("sale", "hidden-1"), ("amount", "500.00")];
    let refund = refund.into_iter().chain([("refunded_on", "2026-08-02")]);
    books.refund(&refund.map(|(n, f)| (n.into(), f.into())).collect(), "USD");
    assert_eq!(close(service, finance, "2026-08", &json!({})).status, 200);
    let august = bundle(finance, "2026-08", &query);
    (books, [july, august])
}

#[test]
fn a_partners_bundle_computes_its_overrides_again_without_the_sales_behind_them() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (books, [july, august]) = overridden(service, &finance);
        let query = format!("?partner_id={}", id("par", "UPPER"));
        for (own, overrides) in [(&july, 3), (&august, 4)] {
            assert_eq!(wrong(own), [""; 0]);
            let given = verified(own).given.join("; ");
            let told = format!("of {overrides} overrides the product, day and basis");
            assert!(given.contains(&told), "{given}");
            assert!(!given.contains("keys as they were posted"), "{given}");
            assert!(file(own, "entries.csv").contains(",cap,"));
            let mut zip = zip::ZipArchive::new(Cursor::new(own)).expect("a zip file");
            for place in 0..zip.len() {
                let mut text = String::new();
                zip.by_index(place).expect("a file").read_to_string(&mut text).expect("text");
                for secret in ["hidden", "through MIDDLE", "through LOWER", "Gujrat"] {
                    assert!(!text.contains(secret), "{secret} is in {text}");
                }
            }
        }
        for (name, from, to) in [
            // The basis after the refund, of which one override pays 2 % and the other 1 %.
            ("sales.csv", "9000.00,USD", "9100.00,USD"),
            ("sales.csv", "renewal", "new"),
            ("partners.csv", "LOWER,./between-1", "LOWER,UPPER"),
            ("plan-2.json", "\"400", "\"300"),
        ] {
            let found = wrong(&changed(&august, name, from, to));
            let told = |one: &String| one.contains("and the facts give");
            assert!(found.iter().any(told), "{name} {from}: {found:?}");
        }
        // What is void later was not at the close.
        books.void("hidden-3");
        assert!(bundle(&finance, "2026-08", &query) == august);
        assert_eq!(verified(&august).left, 0);
    });
}

/// A line that is written over with all hashes fitted, and a manifest that says of it that it is not to
/// be computed again: one is found wrong, the other is told.
#[test]
fn a_forged_line_is_found_or_told_whatever_the_manifest_says() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let mut books = closed(service, &finance);
        books.sale(&sale("LATE", "2026-07-20"));
        let query = format!("?partner_id={}", id("par", "UPPER"));
        let own = bundle(&finance, "2026-08", &query);
        let entries = file(&own, "entries.csv");
        let line = entries.lines().last().expect("a line");
        let amount = line.split(',').nth(8).expect("an amount");
        let other = line.replace(&format!(",{amount},"), ",1.23,");
        let forged = fitted(&changed(&own, "entries.csv", line, &other));
        let found = wrong(&forged);
        assert!(found.iter().any(|one| one.contains("and the facts give")), "{found:?}");
        let days =
            "\"changed_days\": {\n    \"UPPER\": [\n      \"2026-08-01..2026-08-31\"\n    ]\n  }";
        let hidden = changed(&forged, "manifest.json", "\"changed_days\": {}", days);
        let hidden = verified(&hidden);
        assert!(hidden.left > 0, "{hidden:?}");
        assert!(hidden.given.iter().any(|given| given.contains("as they were posted")));
    });
}
