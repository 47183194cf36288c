//! Files of records: what is shown is committed, and the same again changes nothing.

use std::time::{Duration, Instant};

use saathi::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Actor, PARTNER, PARTNER_ID, Service, on_both, patiently};
use crate::http::{Answer, Request};

const RATES: &str = "Date;From;To;Rate\n\
    31/07/2026;usd;PKR;283.4175\n\
    2026-08-01;USD;PKR;283,5\n\
    2026-08-02;USD;USD;1\n\
    32/08/2026;USDT;PKR;\n\
    2026-07-31;USD;PKR;284\n\
    1 Aug 2026;EUR;PKR;310.25\n";

impl Actor {
    fn sends(&self, service: &Service, query: &str, file: impl Into<Vec<u8>>) -> Answer {
        let path = format!("/api/v1/imports?{query}");
        let request = Request::new("POST", &path).bearer(&self.access_token);
        service.send(request.body("application/octet-stream", file))
    }

    /// Sends a file and gives the import's path.
    fn uploads(&self, service: &Service, kind: &str, file: &str) -> String {
        let answer = patiently(|| self.sends(service, &format!("kind={kind}"), file));
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.header("location").expect("where it is").to_owned()
    }

    /// Begins a step and waits for its end.
    fn goes_through(&self, path: &str, step: &str) -> Value {
        let answer = patiently(|| self.post(&format!("{path}/{step}"), &json!({})));
        assert_eq!(answer.status, 200, "{answer:?}");
        self.waits(path)
    }

    fn waits(&self, path: &str) -> Value {
        let begin = Instant::now();
        loop {
            let import = self.get(path).json();
            if !["checking", "committing"].contains(&import["status"].as_str().expect("a word")) {
                return import;
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "{import}");
        }
    }

    /// Sends, checks and commits a file whose columns are called as they are meant.
    fn imports(&self, service: &Service, kind: &str, file: &str) -> (String, Value) {
        let path = self.uploads(service, kind, file);
        let checked = self.goes_through(&path, "check");
        assert_eq!(checked["status"], "checked", "{checked}");
        let done = self.goes_through(&path, "commit");
        assert_eq!(done["status"], "done", "{done}");
        assert_eq!(counts(&checked), counts(&done), "what was shown is committed: {done}");
        (path, done)
    }
}

/// Rows, new, unchanged, faulty.
fn counts(import: &Value) -> [i64; 4] {
    ["rows", "new", "unchanged", "faulty"]
        .map(|name| import["counts"][name].as_i64().expect("a count"))
}

/// The rows and columns of the faults.
fn faults(import: &Value) -> Vec<(i64, String)> {
    let faults = import["faults"].as_array().expect("a list");
    let place = |fault: &Value| {
        let column = fault["column"].as_str().unwrap_or_default().to_owned();
        (fault["row"].as_i64().expect("a number"), column)
    };
    faults.iter().map(place).collect()
}

#[test]
fn a_dry_run_tells_every_faulty_row_and_keeps_nothing() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let path = finance.uploads(service, "exchange_rates", RATES);
        let uploaded = finance.get(&path).json();
        assert_eq!(uploaded["status"], "uploaded");
        assert_eq!(uploaded["proposals"][1]["field"], "base");
        assert_eq!(uploaded["mapping"]["columns"]["Rate"], "rate");
        let checked = finance.goes_through(&path, "check");
        assert_eq!(counts(&checked), [6, 2, 0, 4], "{checked}");
        assert_eq!(checked["progress"], json!({"rows": 6, "of": 6, "at_row": 7}));
        let expected = [(3, "Rate"), (4, "To"), (5, "Date"), (5, "From"), (5, "Rate"), (6, "")];
        let expected: Vec<_> = expected.map(|(row, name)| (row, name.to_owned())).to_vec();
        assert_eq!(faults(&checked), expected);
        assert_eq!(checked["faults"][3]["value"], "USDT");
        assert!(
            finance.get("/api/v1/exchange-rates").json()["data"]
                .as_array()
                .expect("a list")
                .is_empty()
        );
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_row_tells_all_that_it_names_in_vain_with_its_other_faults() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let file = "external_id,member_id,kind,product,currency,amount,paid_on,credits\n\
            A,NOBODY,new,nothing,USD,1.001,2026-07-01,XX:60;YY:40\n\
            B,NOBODY,new,nothing,USD,1.00,2026-07-01,\n";
        let path = finance.uploads(service, "sales", file);
        let checked = finance.goes_through(&path, "check");
        let mut told = faults(&checked);
        told.sort();
        let expected = [
            (2, "amount"),
            (2, "credits"),
            (2, "credits"),
            (2, "member_id"),
            (2, "product"),
            (3, "member_id"),
            (3, "product"),
        ];
        let expected: Vec<_> = expected.map(|(row, name)| (row, name.to_owned())).to_vec();
        assert_eq!(told, expected, "{checked}");
        assert_eq!(counts(&checked), [2, 0, 0, 2]);
    });
}

#[test]
fn what_was_shown_is_committed_and_the_same_file_changes_nothing() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (path, _) = finance.imports(service, "exchange_rates", RATES);
        let rates = || {
            finance.get("/api/v1/exchange-rates").json()["data"].as_array().expect("a list").len()
        };
        assert_eq!(rates(), 2);
        // Asked once more, it is done already.
        assert_eq!(finance.goes_through(&path, "commit")["status"], "done");
        finance.post(&format!("{path}/check"), &json!({})).problem(409, "import_committed");
        let (_, again) = finance.imports(service, "exchange_rates", RATES);
        assert_eq!(counts(&again), [6, 0, 2, 4]);
        assert_eq!(rates(), 2);
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn faulty_rows_come_back_to_be_mended_and_sent_again() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let (path, _) = finance.imports(service, "exchange_rates", RATES);
        let answer = finance.get(&format!("{path}/faults"));
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
        let file = String::from_utf8(answer.unchunked()).expect("text");
        assert_eq!(file.lines().count(), 5, "{file}");
        let mended = file.replace("\"283,5\"", "283.5").replace("283,5", "283.5");
        assert_ne!(mended, file);
        let (path, done) = finance.imports(service, "exchange_rates", &mended);
        assert_eq!(counts(&done), [4, 1, 0, 3], "{done}");
        // The column that says why is no field, and is not told twice.
        let file = finance.get(&format!("{path}/faults")).unchunked();
        let file = String::from_utf8(file).expect("text");
        assert_eq!(file.matches("saathi: what is wrong").count(), 1, "{file}");
    });
}

#[test]
fn columns_are_named_by_whoever_knows_them() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let file = "Tag,Wert\n2026-07-31,283.5\n";
        let path = finance.uploads(service, "exchange_rates", file);
        let answer = finance.post(&format!("{path}/check"), &json!({}));
        answer.problem(422, "invalid");
        let mapping = |path: &str, body: &Value| finance.post(&format!("{path}/mapping"), body);
        let wrong = json!({"columns": {"Tag": "day", "Wart": "rate"}, "fixed": {"rate": "1"}});
        let problem = mapping(&path, &wrong);
        problem.problem(422, "invalid");
        let errors = problem.json()["errors"].as_array().expect("a list").clone();
        let codes: Vec<_> = errors.iter().map(|e| e["code"].as_str().expect("a code")).collect();
        assert_eq!(codes, ["unknown_field", "unknown_column", "required", "required", "required"]);
        mapping(&path, &json!({"columns": {"Tag": 3}})).problem(400, "malformed");
        let right = json!({
            "columns": {"Tag": "date", "Wert": "rate"},
            "fixed": {"base": "USD", "quote": "PKR"},
        });
        assert_eq!(mapping(&path, &right).status, 200);
        finance.post(&format!("{path}/commit"), &json!({})).problem(409, "import_not_checked");
        finance.goes_through(&path, "check");
        // Named anew, it is to be checked anew.
        assert_eq!(mapping(&path, &right).json()["status"], "uploaded");
        finance.goes_through(&path, "check");
        let done = finance.goes_through(&path, "commit");
        assert_eq!(counts(&done), [1, 1, 0, 0], "{done}");
        mapping(&path, &right).problem(409, "import_committed");
    });
}

#[test]
fn each_role_imports_what_is_its_own() {
    on_both(|service| {
        let people = [Role::Manager, Role::Finance, Role::Admin, Role::Auditor];
        let [manager, finance, admin, auditor] = people.map(|role| service.signed_in(role));
        for (kind, may) in [
            ("sellers", [true, false, true]),
            ("recruits", [true, false, true]),
            ("registrations", [true, false, true]),
            ("sales", [false, true, true]),
            ("exchange_rates", [false, true, true]),
        ] {
            for (actor, may) in [&manager, &finance, &admin].into_iter().zip(may) {
                let answer = actor.sends(service, &format!("kind={kind}"), "a,b\n1,2\n");
                assert_eq!(answer.status, if may { 201 } else { 403 }, "{kind}: {answer:?}");
            }
            auditor.sends(service, &format!("kind={kind}"), "a\n1\n").problem(403, "forbidden");
        }
        let kinds = |actor: &Actor| {
            let list = actor.get("/api/v1/imports").json()["data"].clone();
            list.as_array().expect("a list").len()
        };
        assert_eq!([&manager, &finance, &admin, &auditor].map(kinds), [6, 4, 10, 10]);
        let path = manager.uploads(service, "sellers", "name,city\nA,B\n");
        finance.get(&path).problem(404, "not_found");
        finance.post(&format!("{path}/check"), &json!({})).problem(404, "not_found");
        finance.get(&format!("{path}/faults")).problem(404, "not_found");
        assert_eq!(auditor.get(&path).status, 200);
        for role in [Role::PartnerOwner, Role::PartnerStaff] {
            let person = service.signed_in(role);
            person.get("/api/v1/imports").problem(403, "forbidden");
            person.get(&path).problem(403, "forbidden");
            person.sends(service, "kind=sellers", "a\n").problem(403, "forbidden");
        }
    });
}

#[test]
fn sellers_and_recruits_are_there_once() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let file = format!(
            "کمپنی کا نام,شہر,فون نمبر,این ٹی این,پارٹنر\n\
             Aslam Sports,Sialkot,0300-1234567,1234567-8,{PARTNER}\n\
             Bilal Traders,Lahore,,,\n\
             Aslam Sports,Sialkot,0300-1234567,1234567-8,{PARTNER}\n\
             Chenab Cutlery,Wazirabad,0300-1234,,XYZ-9\n\
             Dawn Gloves,Sialkot,,,XYZ-9\n"
        );
        let (_, done) = manager.imports(service, "sellers", &file);
        assert_eq!(counts(&done), [5, 2, 1, 2], "{done}");
        let expected = [(5, "فون نمبر"), (5, "پارٹنر"), (6, "پارٹنر")];
        assert_eq!(faults(&done), expected.map(|(row, name)| (row, name.to_owned())));
        let (_, again) = manager.imports(service, "sellers", &file);
        assert_eq!(counts(&again), [5, 0, 3, 2], "{again}");
        let sellers = manager.get("/api/v1/sellers").json();
        assert_eq!(sellers["data"].as_array().expect("a list").len(), 2);

        service.partner("SKT-002");
        let list = "partner,name,city,ntn\n\
             SKT-002,Aslam Sports,Sialkot,1234567-8\n\
             SKT-002,Ravi Surgical,Lahore,7654321-0\n\
             LHE-001,Ravi Surgical,Lahore,7654321-0\n";
        let (_, done) = manager.imports(service, "recruits", list);
        assert_eq!(counts(&done), [3, 1, 0, 2], "{done}");
        let (_, again) = manager.imports(service, "recruits", list);
        assert_eq!(counts(&again)[..3], [3, 0, 1], "{again}");
        let recruits = manager.get("/api/v1/recruits").json();
        assert_eq!(recruits["data"].as_array().expect("a list").len(), 1, "{recruits}");
        assert_eq!(recruits["data"][0]["source"], "platform_list");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn a_recruit_is_imported_with_all_that_its_record_has() {
    on_both(|service| {
        let manager = service.signed_in(Role::Manager);
        let taken = json!({"name": "Aslam Sports", "city": "Sialkot", "ntn": "1234567-8",
            "partner_id": PARTNER_ID});
        assert_eq!(manager.post("/api/v1/sellers", &taken).status, 201);
        service.partner("SKT-002");
        let file = "partner,name,city,ntn,source,captured_at,categories,shoe size\n\
             SKT-002,Ravi Surgical,Lahore,,referral,2026-07-30T10:00:00+05:00,gloves;balls,43\n\
             SKT-002,Aslam,Sialkot,1234567-8,,,,44\n\
             SKT-002,Chenab,Lahore,,billboard,yesterday,,45\n";
        let (_, done) = manager.imports(service, "recruits", file);
        assert_eq!(counts(&done), [3, 1, 0, 2], "{done}");
        assert_eq!(done["ignored"], json!(["shoe size"]));
        let columns = faults(&done);
        let expected = [(3, "ntn"), (4, "source"), (4, "captured_at")];
        assert_eq!(columns, expected.map(|(row, column)| (row, column.to_owned())));
        assert_eq!(done["faults"][0]["value"], "1234567-8");
        let recruit = manager.get("/api/v1/recruits").json()["data"][0].clone();
        assert_eq!(
            (&recruit["source"], &recruit["captured_at"]),
            (&json!("referral"), &json!("2026-07-30T05:00:00Z"))
        );
        let seller = recruit["seller_id"].as_str().expect("an id");
        let seller = manager.get(&format!("/api/v1/sellers/{seller}")).json();
        assert_eq!(seller["categories"], json!(["gloves", "balls"]));
    });
}

#[test]
fn sales_and_registrations_go_by_the_rules_of_their_records() {
    on_both(|service| {
        let [manager, finance] = [Role::Manager, Role::Finance].map(|role| service.signed_in(role));
        let seller = json!({"name": "Aslam Sports", "city": "Sialkot", "member_id": "M-1",
            "partner_id": PARTNER_ID});
        assert_eq!(manager.post("/api/v1/sellers", &seller).status, 201);
        let product = json!({"code": "GOLD", "name": "Gold", "kind": "membership",
            "term_months": 12, "price": {"amount": "9500.00", "currency": "USD"}});
        let made = finance.post("/api/v1/products", &product);
        assert_eq!(made.status, 201, "{made:?}");
        let file = "Invoice No,Member No,Type,Product,Amount,Currency,Payment date,Partner\n\
             S-1,M-1,New,GOLD,\"$9,500.00\",USD,31-Jul-2026,LHE-001:100\n\
             S-2,M-2,New,GOLD,9500,USD,31-Jul-2026,\n\
             S-3,M-1,New,TIN,9500,USD,31-Jul-2026,\n\
             S-4,M-1,New,GOLD,9500,USD,31-Jul-2026,\n";
        let (_, done) = finance.imports(service, "sales", file);
        assert_eq!(counts(&done), [4, 2, 0, 2], "{done}");
        assert_eq!(faults(&done), [(3, "Member No".to_owned()), (4, "Product".to_owned())]);
        let sales = finance.get("/api/v1/sales").json()["data"].clone();
        assert_eq!(sales[0]["status"], "recorded");
        assert_eq!(sales.as_array().expect("a list").len(), 2);
        // The importer is the recorder, who cannot confirm.
        let id = sales[0]["id"].as_str().expect("an id");
        let confirmed = finance.post(&format!("/api/v1/sales/{id}/confirm"), &json!({}));
        confirmed.problem(409, "needs_second_person");
        let (_, again) = finance.imports(service, "sales", file);
        assert_eq!(counts(&again), [4, 0, 2, 2]);

        let event = json!({"title": "Open day", "city": "Sialkot", "venue": "Chamber",
            "starts_at": "2026-12-01T05:00:00Z", "ends_at": "2026-12-01T10:00:00Z",
            "hosts": [{"partner_id": PARTNER_ID, "share": "100"}], "status": "open"});
        let made = manager.post("/api/v1/events", &event);
        assert_eq!(made.status, 201, "{made:?}");
        let event = made.text("id");
        let file = "Full name,Company,Mobile\nAmina,Noor Textiles,0300 7654321\nBilal,,12\n";
        let path = manager.uploads(service, "registrations", file);
        let mapping = json!({"columns": {"Full name": "name", "Company": "company",
            "Mobile": "phone"}, "fixed": {"event": event}});
        assert_eq!(manager.post(&format!("{path}/mapping"), &mapping).status, 200);
        manager.goes_through(&path, "check");
        let done = manager.goes_through(&path, "commit");
        assert_eq!(counts(&done), [2, 1, 0, 1], "{done}");
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn many_rows_go_in_chunks_and_twenty_at_once_do_it_once() {
    let mut file = "date,base,quote,rate\n".to_owned();
    for day in 0..2500 {
        let date =
            chrono::NaiveDate::from_ymd_opt(2010, 1, 1).expect("a day") + chrono::Days::new(day);
        // Every seven hundredth cannot be read.
        let rate = if day % 700 == 3 { "x" } else { "283.5" };
        file.push_str(&format!("{date},USD,PKR,{rate}\n"));
    }
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let path = finance.uploads(service, "exchange_rates", &file);
        finance.goes_through(&path, "check");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let one = || finance.post(&format!("{path}/commit"), &json!({})).status;
            let all: Vec<_> = (0..20).map(|_| scope.spawn(one)).collect();
            all.into_iter().map(|thread| thread.join().expect("it answers")).collect()
        });
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        let done = finance.waits(&path);
        assert_eq!(counts(&done), [2500, 2496, 0, 4], "{done}");
        let trail = service.trail();
        let count = |action: &str| trail.iter().filter(|row| row.action == action).count();
        assert_eq!(count("exchange_rates.create"), 2496);
        assert_eq!((count("imports.commit"), count("imports.done")), (1, 1));
        assert_eq!(service.verify(), None);
    });
}

#[test]
fn files_that_cannot_be_read_are_told_at_once() {
    on_both(|service| {
        let admin = service.signed_in(Role::Admin);
        let sent = |query: &str, file: &[u8]| admin.sends(service, query, file);
        for (file, why) in [
            (&b""[..], "empty"),
            (b"\n\n", "empty"),
            (b"PK\x03\x04no", "cannot be read"),
            (b"\xd0\xcf\x11\xe0\xa1", "old"),
            (b"a\0\x01b", "neither"),
            (b"na\"me\n", "headings"),
        ] {
            let answer = sent("kind=sellers", file);
            answer.problem(422, "unreadable_file");
            let detail = answer.json()["detail"].as_str().expect("words").to_owned();
            assert!(detail.contains(why), "{detail}");
        }
        sent("kind=sellers", &vec![b'a'; (20 << 20) + 1]).problem(413, "too_large");
        sent("", b"a\n").problem(422, "invalid");
        sent("kind=salers", b"a\n").problem(422, "invalid");
        sent("kind=sales&sheet=2", b"a\n").problem(400, "malformed");
    });
}

#[test]
fn an_upload_with_a_key_is_kept_once() {
    on_both(|service| {
        let finance = service.signed_in(Role::Finance);
        let send = |file: &str| {
            let path = "/api/v1/imports?kind=exchange_rates&file_name=rates.csv";
            let request = Request::new("POST", path).bearer(&finance.access_token);
            service.send(request.header("idempotency-key", "k1").body("text/csv", file))
        };
        let first = send(RATES);
        assert_eq!((first.status, first.text("file_name").as_str()), (201, "rates.csv"));
        let again = send(RATES);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        assert_eq!(again.text("id"), first.text("id"));
        send("other\n1\n").problem(422, "idempotency_key_reused");
    });
}
