//! A statement for tests: figures in two currencies, a clawback, a dispute.

use chrono::NaiveDate;

use super::*;

pub fn minor(amount: i64) -> Amount {
    Amount::try_from(amount).unwrap()
}

fn line(sale: Option<&str>, rule: &str, kind: EntryKind, amount: i64) -> Line {
    Line {
        sale: sale.map(Into::into),
        seller: sale.and_then(|_| Name::parse("Sialkot Gloves (Pvt) Ltd")),
        rule: rule.into(),
        from_partner: None,
        window: None,
        kind,
        basis: sale.map(|_| minor(950_000)),
        amount: minor(amount),
        in_dispute: false,
    }
}

fn lines() -> Vec<Line> {
    let mut lines = vec![
        line(Some("S-1001"), "new", EntryKind::Earning, 190_000),
        line(Some("S-0990"), "new", EntryKind::Clawback, -78_036),
        line(Some("S-1002"), "master", EntryKind::Earning, 19_000),
        line(None, "ten-new", EntryKind::Earning, 50_000),
    ];
    lines[0].in_dispute = true;
    lines[2].from_partner = Code::parse("PK-B");
    let period = Period::parse("2026-07").unwrap();
    lines[3].window = Some(Span { first: period.first_day(), last: period.last_day() });
    lines
}

/// 1,000.00 + 1,809.64 − 250.00 = 2,559.64 USD, of which 1,900.00 held: 659.64 at 280 is
/// 184,699.20 PKR; with 16 % added and 12 % taken off, 192,087.17.
pub fn statement() -> Statement {
    let usd = Currency::parse("USD").unwrap();
    let pkr = Currency::parse("PKR").unwrap();
    Statement {
        id: "stm_01900000000070008000000000000001".into(),
        period: Period::parse("2026-07").unwrap(),
        issued_on: NaiveDate::from_ymd_opt(2026, 8, 3).unwrap(),
        standing: Standing::Approved,
        issuer: Issuer {
            name: Name::parse("Channel Programme Pakistan").unwrap(),
            lines: vec!["12 Paris Road, Sialkot".into(), "NTN 7654321-0".into()],
        },
        partner: Recipient {
            code: Code::parse("PK-A").unwrap(),
            name: Name::parse("Iqbal & Sons Traders").unwrap(),
            city: City::parse("Sialkot").unwrap(),
            ntn: Ntn::parse("1234567-8"),
        },
        plan_currency: usd,
        payout_currency: pkr,
        lines: lines(),
        adjustments: vec![Adjustment {
            amount: minor(-25_000),
            reason: "=Booth that the programme paid".into(),
            approved_by: Name::parse("Sana Mir").unwrap(),
        }],
        figures: Figures {
            opening_balance: minor(100_000),
            commission: minor(180_964),
            adjustments: minor(-25_000),
            gross: minor(255_964),
            held: minor(190_000),
            carried_forward: Amount::ZERO,
            payable: minor(18_469_920),
            sales_tax: minor(2_955_187),
            withholding_tax: minor(2_216_390),
            net: minor(19_208_717),
        },
        conversion: Some(Conversion {
            rate: Rate::parse("280").unwrap(),
            base: usd,
            quote: pkr,
            dated: NaiveDate::from_ymd_opt(2026, 7, 31).unwrap(),
        }),
        sales_tax: Percent::parse("16").ok(),
        withholding_tax: Percent::parse("12").unwrap(),
        accept_by: crate::domain::parse_date("2026-08-11").unwrap(),
        deemed_accepted: false,
        fingerprint: [0xab; 32].into(),
        verification_link: "https://saathi.example/verify/01900000000070008000000000000001".into(),
    }
}
