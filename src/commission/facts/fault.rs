//! What is wrong with facts, all of it at once.

use std::collections::BTreeMap;

use crate::domain::printable;

/// How many faults are kept to be shown; the rest are counted.
const SHOWN: usize = 100;

/// Which table a fault is in, in the order of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// The plans; a line is the number of the plan, from 0, and the field a JSON pointer.
    Plans,
    /// The partners' rows.
    Partners,
    /// The exchange rates.
    Rates,
    /// The sales.
    Sales,
    /// The refunds.
    Refunds,
}

/// A fault: where, in which field, what stands there, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The table.
    pub table: Table,
    /// The line in it, from 1.
    pub line: u64,
    /// The column, or in a plan the JSON pointer.
    pub field: String,
    /// The value at fault as it is written; empty where it is absent.
    pub value: String,
    /// What is wrong, in words.
    pub message: String,
}

impl Fault {
    /// The field, the value and what is wrong with it, so that they cannot disturb a screen.
    pub fn in_words(&self) -> String {
        const LONGEST: usize = 80;
        let Self { field, value, message, .. } = self;
        let mut words = String::new();
        if !field.is_empty() {
            words = format!("{}: ", printable(field, LONGEST));
        }
        if !value.is_empty() {
            words += &format!("\"{}\" ", printable(value, LONGEST));
        }
        words + message
    }
}

/// All faults of an input: the first hundred in order of table and line, and how many in all.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    shown: BTreeMap<(Table, u64, u64), Fault>,
    total: u64,
}

impl Faults {
    /// Adds one.
    pub fn add(&mut self, fault: Fault) {
        self.total += 1;
        self.shown.insert((fault.table, fault.line, self.total), fault);
        if self.shown.len() > SHOWN {
            self.shown.pop_last();
        }
    }

    /// Adds a fault of a row.
    pub fn row(
        &mut self,
        (table, line): (Table, u64),
        field: &str,
        value: impl Into<String>,
        message: impl Into<String>,
    ) {
        let (value, message) = (value.into(), message.into());
        self.add(Fault { table, line, field: field.into(), value, message });
    }

    /// Counts faults that are not kept anywhere.
    pub fn count(&mut self, more: u64) {
        self.total += more;
    }

    /// Takes over all faults of another collection.
    pub fn extend(&mut self, other: Faults) {
        let uncounted = other.total - other.shown.len() as u64;
        other.shown.into_values().for_each(|fault| self.add(fault));
        self.total += uncounted;
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many there are in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The first hundred.
    pub fn shown(&self) -> impl Iterator<Item = &Fault> {
        self.shown.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_first_hundred_and_counts_all() {
        let mut faults = Faults::default();
        for line in (0..250).rev() {
            faults.row((Table::Sales, line), "sale", "", "is missing");
        }
        faults.row((Table::Rates, 900), "rate", "0", "is out of range");
        let mut all = Faults::default();
        all.extend(faults);
        assert_eq!(all.total(), 251);
        let shown: Vec<_> = all.shown().map(|f| (f.table, f.line)).collect();
        assert_eq!(shown.len(), 100);
        assert_eq!(shown[..2], [(Table::Rates, 900), (Table::Sales, 0)]);
    }
}
