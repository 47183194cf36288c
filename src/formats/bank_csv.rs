//! Payments as a CSV file, for banks that take transfers from a table.

use super::cells::{Cell, Table};
use super::payout::{BankFileError, Batch};

const COLUMNS: [&str; 12] = [
    "batch",
    "reference",
    "pay_on",
    "from_iban",
    "beneficiary",
    "account_title",
    "iban",
    "bic",
    "amount",
    "currency",
    "partner",
    "purpose",
];

/// The batch, a line for each payment.
pub fn written(batch: &Batch) -> Result<Vec<u8>, BankFileError> {
    let checked = batch.checked()?;
    let mut out = Vec::new();
    let mut table = Table::new(&mut out, &COLUMNS)?;
    for payment in &checked.payments {
        let transfer = payment.transfer;
        let account = &transfer.account;
        table.row(&[
            Cell::Text(batch.reference.as_str()),
            Cell::Text(transfer.reference.as_str()),
            Cell::Day(batch.pay_on),
            Cell::Text(batch.payer.iban.as_str()),
            Cell::Text(&payment.name),
            Cell::Text(account.title.as_str()),
            Cell::Text(account.iban.as_str()),
            Cell::text(account.bic.as_ref().map(|bic| bic.as_str())),
            Cell::Amount(transfer.amount, batch.currency),
            Cell::Text(batch.currency.code()),
            Cell::Text(transfer.partner.as_str()),
            Cell::Text(&payment.remittance),
        ])?;
    }
    table.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::payout::samples::{IBAN, batch, three, transfer};
    use super::*;

    fn rows(batch: &Batch) -> Vec<Vec<String>> {
        let bytes = written(batch).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), COLUMNS);
        let row = |row: Result<csv::StringRecord, _>| row.unwrap().iter().map(Into::into).collect();
        reader.records().map(row).collect()
    }

    #[test]
    fn has_a_line_for_each_payment() {
        let rows = rows(&three());
        let column = |n: usize| rows.iter().map(|row| row[n].as_str()).collect::<Vec<_>>();
        assert_eq!(column(8), ["972643.96", "368329.39", "221937.67"]);
        assert_eq!(column(4)[1], "Sialkot Sports Traders");
        assert!(column(6).iter().all(|iban| *iban == IBAN));
        assert_eq!(column(2), ["2026-08-06"; 3]);
        assert_eq!(written(&three()).unwrap(), written(&three()).unwrap());
    }

    #[test]
    fn a_title_is_no_formula() {
        let mut one = transfer(1, "+1", "5");
        one.account.title = crate::domain::Name::parse("=cmd|x").unwrap();
        let rows = rows(&batch(vec![one]));
        assert_eq!([rows[0][4].as_str(), &rows[0][5]], ["'+1", "'=cmd|x"]);
    }
}
