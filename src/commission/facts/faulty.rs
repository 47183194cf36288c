//! Rows that have a fault of their own.
//!
//! What leans on one of them is not called wrong as well: who mends the one has mended the other.
//! What such a row itself refers to is looked up all the same, so that its faults come together.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::fault::Table;
use crate::domain::{Amount, Code, Currency, DecimalFault};

/// How many rows are kept; beyond them, nothing that refers to their table is judged.
const MOST_KEPT: usize = 1 << 20;

/// A faulty row, as far as it could be read.
#[derive(Debug, Clone, Default)]
pub struct FaultyRow {
    /// The line of its table.
    pub line: u64,
    /// Its id or code.
    pub id: Option<Code>,
    /// What it refers to.
    pub mentions: Vec<Mention>,
}

/// A code with which a row refers to a row of another table, or of its own.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The column.
    pub field: &'static str,
    /// The table referred to.
    pub of: Table,
    /// The code.
    pub code: Code,
}

/// All faulty rows of an input.
#[derive(Debug, Default)]
pub(crate) struct Faulty {
    tables: HashSet<Table>,
    /// The lines of each id.
    rows: HashMap<Table, BTreeMap<Box<str>, Vec<u64>>>,
    kept: usize,
    mentions: Vec<(Table, u64, Mention)>,
    /// The earliest day of each pair of currencies, as far as they could be read.
    rates: HashMap<Pair, NaiveDate>,
    /// The lines of the rates whose pair and day could be read.
    dated_rates: HashMap<RateKey, Vec<u64>>,
    /// The lines of the partners' rows whose partner and day could be read.
    dated_partners: HashMap<PartnerKey, Vec<u64>>,
}

/// What a rate is given once for: its pair and its day.
pub(super) type RateKey = (Currency, Currency, NaiveDate);
/// What a partner's row is given once for; no day is the beginning of time.
pub(super) type PartnerKey = (Code, NaiveDate);

type Pair = (Option<Currency>, Option<Currency>);

impl Faulty {
    /// A table none of whose rows can be read.
    pub fn add_table(&mut self, table: Table) {
        self.tables.insert(table);
        if table == Table::Rates {
            self.add_rate(None, None, None);
        }
    }

    pub fn add_row(&mut self, table: Table, row: FaultyRow) {
        if table == Table::Rates {
            self.add_rate(None, None, None);
        }
        if !self.has_room() {
            self.tables.insert(table);
            return;
        }
        let FaultyRow { line, id, mentions } = row;
        self.mentions.extend(mentions.into_iter().map(|mention| (table, line, mention)));
        if let Some(id) = id {
            let ids = self.rows.entry(table).or_default();
            ids.entry(id.as_str().into()).or_default().push(line);
        }
    }

    pub fn add_rate(
        &mut self,
        date: Option<NaiveDate>,
        base: Option<Currency>,
        quote: Option<Currency>,
    ) {
        let date = date.unwrap_or(NaiveDate::MIN);
        let earliest = self.rates.entry((base, quote)).or_insert(date);
        *earliest = date.min(*earliest);
    }

    /// A rate that is faulty, though not in what it is given once for.
    pub fn add_dated_rate(&mut self, line: u64, key: RateKey) {
        if self.has_room() {
            self.dated_rates.entry(key).or_default().push(line);
        }
    }

    /// The same of a partner's row.
    pub fn add_dated_partner(&mut self, line: u64, partner: Code, from: Option<NaiveDate>) {
        if self.has_room() {
            let key = (partner, from.unwrap_or(NaiveDate::MIN));
            self.dated_partners.entry(key).or_default().push(line);
        }
    }

    fn has_room(&mut self) -> bool {
        let room = self.kept < MOST_KEPT;
        self.kept += usize::from(room);
        room
    }

    /// Whether there is any such row.
    pub fn has_dated(&self) -> bool {
        !self.dated_rates.is_empty() || !self.dated_partners.is_empty()
    }

    /// The rates and the partners' rows added so, with their lines.
    pub fn take_dated(&mut self) -> (HashMap<RateKey, Vec<u64>>, HashMap<PartnerKey, Vec<u64>>) {
        (std::mem::take(&mut self.dated_rates), std::mem::take(&mut self.dated_partners))
    }

    /// Whether a row with that id is there and faulty, or may be.
    pub fn may_have(&self, table: Table, id: &str) -> bool {
        self.tables.contains(&table) || !self.lines(table, id).is_empty()
    }

    /// The lines of the faulty rows with that id.
    pub fn lines(&self, table: Table, id: &str) -> &[u64] {
        self.rows.get(&table).and_then(|ids| ids.get(id)).map_or(&[], Vec::as_slice)
    }

    /// All ids of a table's faulty rows, each with its lines.
    pub fn ids(&self, table: Table) -> impl Iterator<Item = (&str, &[u64])> {
        let ids = self.rows.get(&table).into_iter().flatten();
        ids.map(|(id, lines)| (&**id, lines.as_slice()))
    }

    /// All that faulty rows refer to, with the place of the row.
    pub fn mentions(&self) -> impl Iterator<Item = ((Table, u64), &Mention)> {
        self.mentions.iter().map(|(table, line, mention)| ((*table, *line), mention))
    }

    /// Whether a faulty row may be the rate that is missing for a conversion on a day.
    pub fn may_have_rate(&self, from: Currency, to: Currency, on: NaiveDate) -> bool {
        let either = |currency| [Some(currency), None];
        let known = |base, quote| self.rates.get(&(base, quote)).is_some_and(|date| *date <= on);
        either(from)
            .into_iter()
            .any(|from| either(to).into_iter().any(|to| known(from, to) || known(to, from)))
    }
}

/// An amount that is not negative. `None` where no currency is known that says how many decimals it
/// may have, and some currency would allow it.
pub fn parse_amount(text: &str, currency: Option<Currency>) -> Result<Option<Amount>, String> {
    let decimals = currency.map_or(Currency::MOST_DECIMALS, Currency::decimals);
    match Amount::parse_bytes(text.as_bytes(), decimals) {
        Ok(amount) if amount < Amount::ZERO => Err("is below zero".to_owned()),
        Ok(amount) => Ok(currency.map(|_| amount)),
        Err(DecimalFault::OutOfRange { .. }) if currency.is_none() => Ok(None),
        Err(fault) => Err(match (fault, currency) {
            (DecimalFault::TooManyDecimals { allowed: 0 }, Some(currency)) => {
                format!("has too many decimals: {currency} has no decimals")
            }
            (DecimalFault::TooManyDecimals { allowed }, Some(currency)) => {
                format!("has too many decimals: {currency} has at most {allowed} decimals")
            }
            _ => fault.to_string(),
        }),
    }
}

/// The amount of a refund, which is above zero; zero is zero in any currency.
pub fn parse_refund(text: &str, currency: Option<Currency>) -> Result<Option<Amount>, String> {
    match Amount::parse_bytes(text.as_bytes(), Currency::MOST_DECIMALS) {
        Ok(Amount::ZERO) => parse_amount(text, currency).and(Err("is not above zero".to_owned())),
        _ => parse_amount(text, currency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_date;

    #[test]
    fn a_faulty_rate_hides_what_it_may_stand_for_and_nothing_else() {
        let [usd, pkr, cny] = ["USD", "PKR", "CNY"].map(|code| Currency::parse(code).unwrap());
        let day = |text| parse_date(text).unwrap();
        let mut faulty = Faulty::default();
        faulty.add_rate(Some(day("2026-07-10")), Some(usd), Some(pkr));
        faulty.add_rate(Some(day("2026-07-05")), Some(usd), Some(pkr));
        let hides = |faulty: &Faulty, from, to, on| faulty.may_have_rate(from, to, day(on));
        assert!(hides(&faulty, pkr, usd, "2026-07-05") && hides(&faulty, usd, pkr, "2026-07-05"));
        assert!(!hides(&faulty, pkr, usd, "2026-07-04"));
        assert!(!hides(&faulty, pkr, cny, "2026-07-31"));
        faulty.add_rate(None, Some(cny), None);
        assert!(hides(&faulty, pkr, cny, "2026-01-01"));
        assert!(!hides(&faulty, pkr, usd, "2026-07-04"));
        faulty.add_table(Table::Rates);
        assert!(hides(&faulty, pkr, usd, "2026-07-04"));
    }

    #[test]
    fn remembers_only_so_many_rows() {
        let mut faulty = Faulty::default();
        let id = Code::parse("S1");
        for line in 0..=MOST_KEPT as u64 {
            faulty.add_row(Table::Sales, FaultyRow { line, id: id.clone(), mentions: Vec::new() });
        }
        assert_eq!(faulty.lines(Table::Sales, "S1").len(), MOST_KEPT);
        assert!(faulty.may_have(Table::Sales, "S2"));
        assert!(!faulty.may_have(Table::Refunds, "S1"));
    }
}
