//! Any list as a file that a spreadsheet opens and never computes.

use super::failed;
use crate::domain::Money;
use crate::formats::cells::{Cell, Table};
use crate::service::error::ServiceError;

/// A value of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words, or a number that is no amount.
    Text(String),
    /// An amount; its currency stands in a column of its own.
    Amount(Money),
    /// Nothing.
    Empty,
}

impl Value {
    fn cell(&self) -> Cell<'_> {
        match self {
            Value::Text(text) => Cell::Text(text),
            Value::Amount(money) => Cell::Amount(money.amount, money.currency),
            Value::Empty => Cell::Empty,
        }
    }
}

/// Rows as CSV, under the names of their columns.
pub fn table(columns: &[&str], rows: &[Vec<Value>]) -> Result<Vec<u8>, ServiceError> {
    let mut out = Vec::new();
    let mut table = Table::new(&mut out, columns).map_err(failed)?;
    for row in rows {
        let cells: Vec<Cell<'_>> = row.iter().map(Value::cell).collect();
        table.row(&cells).map_err(failed)?;
    }
    table.finish().map_err(failed)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Currency};

    #[test]
    fn words_are_inert_and_amounts_are_numbers() {
        let currency = Currency::parse("USD").unwrap();
        let money = Money { amount: Amount::parse("-5.00", currency).unwrap(), currency };
        let rows = [vec![Value::Text("=1+1".to_owned()), Value::Amount(money), Value::Empty]];
        let file = String::from_utf8(table(&["name", "amount", "note"], &rows).unwrap()).unwrap();
        assert_eq!(file.lines().collect::<Vec<_>>(), ["name,amount,note", "'=1+1,-5.00,"]);
    }
}
