//! When plans are in use, by the partners' table alone.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::partners::PartnerRow;
use crate::domain::{Code, Span};

/// When partners have each of the plans that their rows name; each row lasts until its partner's
/// next one.
pub(super) fn agreements(rows: &[PartnerRow]) -> HashMap<Code, Vec<Span>> {
    let from = |row: &PartnerRow| row.from.unwrap_or(NaiveDate::MIN);
    let mut sorted: Vec<&PartnerRow> = rows.iter().collect();
    sorted.sort_by(|a, b| (&a.partner, from(a)).cmp(&(&b.partner, from(b))));
    let mut agreements: HashMap<Code, Vec<Span>> = HashMap::new();
    for rows in sorted.chunk_by(|a, b| a.partner == b.partner) {
        for (place, row) in rows.iter().enumerate() {
            let next = rows.get(place + 1).map(|next| from(next));
            let last = next.map_or(NaiveDate::MAX, |next| next.pred_opt().unwrap_or(next));
            if from(row) <= last {
                let span = Span { first: from(row), last };
                agreements.entry(row.plan.clone()).or_default().push(span);
            }
        }
    }
    agreements
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_date;

    #[test]
    fn a_row_lasts_until_the_next_of_its_partner() {
        let day = |text| parse_date(text).unwrap();
        let row = |partner, plan, from: &str| PartnerRow {
            line: 2,
            partner: Code::parse(partner).unwrap(),
            parent: None,
            plan: Code::parse(plan).unwrap(),
            from: parse_date(from),
        };
        let rows =
            [row("A", "PK2", "2026-07-01"), row("B", "PK2", "2027-01-01"), row("A", "PK", "")];
        let found = agreements(&rows);
        let spans = |plan| found[&Code::parse(plan).unwrap()].as_slice();
        assert_eq!(spans("PK"), [Span { first: NaiveDate::MIN, last: day("2026-06-30") }]);
        let firsts = ["2026-07-01", "2027-01-01"].map(day);
        assert_eq!(spans("PK2"), firsts.map(|first| Span { first, last: NaiveDate::MAX }));
    }
}
