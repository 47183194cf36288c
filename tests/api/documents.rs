//! Files of statements and periods, and whether the money of a period adds up.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Service, on_both, on_both_at};
use crate::http::Answer;
use crate::ledger::id;
use crate::periods::{PARTNER, close, programme, sale};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// July of two partners, closed; the harness' one has a balance too.
fn july(service: &Service) {
    let finance = service.signed_in(Role::Finance);
    let mut books = programme(service);
    books.partner("OTHER", "PKR");
    books.agree("OTHER", "PK", "2026-01-01", None);
    books.sale(&sale("A", "2026-07-10"));
    let mut other = sale("SECRET", "2026-07-11");
    other.insert("partner".into(), "OTHER".into());
    books.sale(&other);
    assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
}

fn part(book: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).expect("a zip file");
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

fn names(bytes: &[u8]) -> Vec<String> {
    let zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
    let mut names: Vec<String> =
        zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    names.sort();
    names
}

fn is_file(answer: &Answer, kind: &str, name: &str) {
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some(kind));
    let place = format!("attachment; filename=\"{name}\"");
    assert_eq!(answer.header("content-disposition"), Some(place.as_str()));
}

#[test]
fn an_owner_takes_its_own_statement_as_a_workbook() {
    on_both(|service| {
        july(service);
        let owner = service.signed_in(Role::PartnerOwner);
        let own = owner.get("/api/v1/statements").json()["data"][0].clone();
        let id = own["id"].as_str().expect("an id");
        let path = format!("/api/v1/statements/{id}/export?format=xlsx");
        let file = owner.get(&path);
        is_file(&file, XLSX, &format!("{id}.xlsx"));
        let length = file.header("content-length").map(str::to_owned);
        assert_eq!(length, Some(file.bytes.len().to_string()));
        let sheet = part(&file.bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("1710") && !sheet.contains("SECRET"), "{sheet}");
        assert_eq!(owner.get(&path).bytes, file.bytes);
        let finance = service.signed_in(Role::Finance);
        let all = finance.get("/api/v1/statements").json()["data"].clone();
        let foreign = all.as_array().expect("a list").iter().find(|one| one["id"] != own["id"]);
        let foreign = foreign.expect("another one")["id"].as_str().expect("an id").to_owned();
        for format in ["csv", "xlsx", "pdf"] {
            let path = format!("/api/v1/statements/{foreign}/export?format={format}");
            owner.get(&path).problem(404, "not_found");
        }
        service.signed_in(Role::PartnerStaff).get(&path).problem(403, "forbidden");
    });
}

#[test]
fn a_letter_is_the_same_bytes_and_bears_the_head_and_link_that_were_set() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let settings = json!({"settings": {"issuer_name": "چینل پروگرام پاکستان",
            "issuer_lines": "12 Paris Road\nSialkot", "public_address": "https://saathi.example/"},
            "reason": "the head of our letters"});
        assert_eq!(admin.patch("/api/v1/settings", &settings).status, 200);
        july(service);
        let finance = service.signed_in(Role::Finance);
        let own = finance.get("/api/v1/statements").json()["data"][0].clone();
        let id = own["id"].as_str().expect("an id");
        let path = format!("/api/v1/statements/{id}/export?format=pdf");
        let english = finance.get(&path);
        is_file(&english, "application/pdf", &format!("{id}.pdf"));
        assert!(english.bytes.starts_with(b"%PDF-"));
        assert_eq!(finance.get(&path).bytes, english.bytes);
        assert_eq!(finance.get(&format!("{path}&language=en")).bytes, english.bytes);
        // Links stand in the file as they are, while its text is compressed.
        let link = format!("https://saathi.example/statements/{id}");
        assert!(String::from_utf8_lossy(&english.bytes).contains(&link));
        let urdu = finance.get(&format!("{path}&language=ur"));
        assert_eq!(urdu.status, 200);
        assert_ne!(urdu.bytes, english.bytes);
        let faults = finance.get(&format!("{path}&language=fr&x=1")).faults();
        let expected = [("?language", "parameter"), ("?x", "unknown_parameter")];
        assert_eq!(faults, expected.map(|(place, code)| (place.into(), code.into())));
    });
}

#[test]
fn an_old_statement_is_the_same_bytes_whatever_is_called_otherwise_since() {
    on_both_at("2026-11-23", |service| {
        let (admin, finance) = (service.signed_in(Role::Admin), service.signed_in(Role::Finance));
        let mut books = programme(service);
        books.sale(&sale("A", "2026-07-10"));
        let (seller, partner) = (id("sel", "seller"), id("par", PARTNER));
        service.sql(&format!(
            "INSERT INTO seller_holders (seller_id, partner_id, from_on, reason, created_at) VALUES \
             ('{seller}', '{partner}', '2026-07-01', 'theirs', '2026-07-01 12:00:00'); \
             UPDATE sellers SET partner_id = '{partner}' WHERE id = '{seller}'"
        ));
        let gift = json!({"partner_id": partner, "period": "2026-07", "reason": "a gift",
            "amount": {"amount": "1.00", "currency": "USD"}});
        let gift = finance.post("/api/v1/adjustments", &gift).text("id");
        let approve = format!("/api/v1/adjustments/{gift}/approve");
        assert_eq!(admin.post(&approve, &json!({})).status, 200);
        assert_eq!(close(service, &finance, "2026-07", &json!({})).status, 200);
        let own = finance.get("/api/v1/statements").json()["data"][0].clone();
        let at =
            format!("/api/v1/statements/{}/export?format=", own["id"].as_str().expect("an id"));
        let approve = at.replace("export?format=", "approve");
        let reason = json!({"reason": "looked at"});
        assert_eq!(admin.post(&approve, &reason).status, 200);
        let written = || {
            let forms = ["csv", "xlsx", "lines", "pdf", "pdf&language=ur"];
            let own = forms.map(|form| finance.get(&format!("{at}{form}")).bytes);
            let forms = ["csv", "xlsx", "journal", "zip"];
            let whole = forms.map(|form| {
                finance.get(&format!("/api/v1/periods/2026-07/export?format={form}")).bytes
            });
            own.into_iter().chain(whole).collect::<Vec<_>>()
        };
        let before = written();
        let sheet = part(&before[1], "xl/worksheets/sheet2.xml");
        assert!(sheet.contains(">Seller<"), "it names the seller: {sheet}");
        for (path, body) in [
            (format!("partners/{partner}"), json!({"name": "Another", "city": "Multan"})),
            (format!("partners/{partner}"), json!({"name": "A third", "ntn": "7654321-0"})),
            (format!("sellers/{seller}"), json!({"name": "Seller under another name"})),
            (format!("users/{}", admin.id), json!({"name": "Married Since"})),
        ] {
            let changed = admin.patch(&format!("/api/v1/{path}"), &body);
            assert_eq!(changed.status, 200, "{path}: {changed:?}");
        }
        let accounts =
            json!({"settings": {"account_commission_expense": "6999"}, "reason": "moved"});
        assert_eq!(admin.patch("/api/v1/settings", &accounts).status, 200);
        books.partner("NEXT", "USD");
        let transfer = json!({"partner_id": id("par", "NEXT"), "reason": "moved",
            "effective_on": "2026-11-23"});
        let moved = admin.post(&format!("/api/v1/sellers/{seller}/transfer"), &transfer);
        assert_eq!(moved.status, 200, "{moved:?}");
        assert!(written() == before, "the same bytes");
    });
}

#[test]
fn a_head_set_on_the_day_of_a_close_is_not_in_the_letters_of_that_close() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let head = |name: &str| {
            let settings = json!({"issuer_name": name, "public_address": "https://old.example/"});
            let body = json!({"settings": settings, "reason": "the head of our letters"});
            assert_eq!(admin.patch("/api/v1/settings", &body).status, 200);
        };
        head("Before");
        july(service);
        let owner = service.signed_in(Role::PartnerOwner);
        let finance = service.signed_in(Role::Finance);
        let own = owner.get("/api/v1/statements").json()["data"][0].clone();
        let at =
            format!("/api/v1/statements/{}/export?format=", own["id"].as_str().expect("an id"));
        let written = || {
            let forms = ["xlsx", "pdf", "pdf&language=ur"];
            let letters = forms.map(|form| owner.get(&format!("{at}{form}")).bytes);
            let whole = ["xlsx", "zip"].map(|form| {
                finance.get(&format!("/api/v1/periods/2026-07/export?format={form}")).bytes
            });
            (letters, whole)
        };
        let before = written();
        assert!(part(&before.0[0], "docProps/core.xml").contains(">Before<"));
        head("After");
        assert!(written() == before, "the same bytes");
    });
}

/// Of each account and currency of a journal, debits less credits in cents.
fn balances(text: &str) -> BTreeMap<(String, String), i64> {
    let mut balances = BTreeMap::new();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row.expect("a row");
        let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap_or(0);
        let key = (row[8].to_owned(), row[5].to_owned());
        *balances.entry(key).or_default() += cents(&row[6]) - cents(&row[7]);
    }
    balances
}

#[test]
fn finance_takes_a_period_in_each_form() {
    on_both(|service| {
        july(service);
        let finance = service.signed_in(Role::Finance);
        let export =
            |format: &str| finance.get(&format!("/api/v1/periods/2026-07/export?format={format}"));
        let book = export("xlsx");
        is_file(&book, XLSX, "2026-07.xlsx");
        let entries = part(&book.bytes, "xl/worksheets/sheet2.xml");
        assert!(entries.contains("SECRET"), "{entries}");
        assert_eq!(export("xlsx").bytes, book.bytes);
        let zip = export("zip");
        is_file(&zip, "application/zip", "2026-07.zip");
        let pairs = ["LHE-001", "OTHER"].map(|code| ["pdf", "xlsx"].map(|kind| (code, kind)));
        let expected = pairs.iter().flatten().map(|(code, kind)| format!("{code}-2026-07.{kind}"));
        assert_eq!(names(&zip.bytes), expected.collect::<Vec<_>>());
        is_file(
            &export("journal"),
            "text/csv; charset=utf-8; header=present",
            "2026-07-journal.csv",
        );
        // What is a draft is in no books.
        assert_eq!(String::from_utf8_lossy(&export("journal").bytes).lines().count(), 1);
        let second = service.signed_in(Role::Admin);
        let all = second.get("/api/v1/statements").json()["data"].clone();
        for one in all.as_array().expect("a list") {
            let path = format!("/api/v1/statements/{}/approve", one["id"].as_str().unwrap_or(""));
            assert_eq!(second.post(&path, &json!({"reason": "agreed"})).status, 200);
        }
        let journal = String::from_utf8(export("journal").bytes).expect("UTF-8");
        let balances = balances(&journal);
        for currency in ["USD", "PKR"] {
            let of = balances.iter().filter(|((code, _), _)| code == currency);
            assert_eq!(of.map(|(_, balance)| balance).sum::<i64>(), 0, "{journal}");
        }
        assert_eq!(balances[&("USD".to_owned(), "6100".to_owned())], 342_000);
        let none = finance.get("/api/v1/periods/2026-08/export?format=zip");
        none.problem(404, "not_found");
        let owner = service.signed_in(Role::PartnerOwner);
        owner.get("/api/v1/periods/2026-07/export?format=zip").problem(403, "forbidden");
    });
}

#[test]
fn a_period_adds_up_and_shows_where_it_does_not() {
    on_both(|service| {
        july(service);
        let finance = service.signed_in(Role::Finance);
        let path = "/api/v1/periods/2026-07/reconciliation";
        let found = finance.get(path).json();
        assert_eq!((&found["balanced"], &found["faulty_statements"]), (&json!(true), &json!([])));
        let commission = |found: &Value| {
            let checks = found["checks"].as_array().expect("a list").clone();
            checks.into_iter().find(|one| one["name"] == "commission").expect("a check")
        };
        let usd = json!({"amount": "3420.00", "currency": "USD"});
        assert_eq!(commission(&found)["stated"], usd);
        assert_eq!(commission(&found)["found"], usd);
        let owner = service.signed_in(Role::PartnerOwner);
        owner.get(path).problem(403, "forbidden");
        finance.get("/api/v1/periods/2026-08/reconciliation").problem(404, "not_found");
        // Somebody with the file in hand changes a figure.
        let (drop, change) = if service.is_sqlite() {
            ("DROP TRIGGER statements_keep", "UPDATE statements SET commission = commission + 1")
        } else {
            (
                "ALTER TABLE statements DISABLE TRIGGER statements_keep",
                "UPDATE statements SET commission = commission + 1",
            )
        };
        service.sql(drop);
        service.sql(change);
        let found = finance.get(path).json();
        assert_eq!(found["balanced"], false);
        assert_eq!(commission(&found)["equal"], false);
        assert_eq!(found["faulty_statements"].as_array().map(Vec::len), Some(2));
    });
}
