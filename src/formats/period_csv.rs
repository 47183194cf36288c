//! A period's entries as CSV, for a spreadsheet: the columns of `docs/COMMISSIONS.md` section 7,
//! and no cell of them a formula. The period's fingerprint is of [`super::entries`], not of this.

use std::io::{self, Write};

use crate::commission::Entry;
use crate::domain::Code;

use super::cells::{Cell, Table};
use super::entries::COLUMNS;

/// Writes entries in the order in which they come.
pub fn write<'a>(out: impl Write, entries: impl IntoIterator<Item = Entry<'a>>) -> io::Result<()> {
    let mut table = Table::new(out, &COLUMNS)?;
    for entry in entries {
        let window = entry.window.map(|window| window.to_string());
        table.row(&[
            Cell::Text(&entry.period.to_string()),
            Cell::Text(entry.partner.as_str()),
            Cell::text(entry.sale),
            Cell::Text(entry.rule),
            Cell::text(entry.from_partner.map(Code::as_str)),
            Cell::text(window.as_deref()),
            Cell::Text(entry.kind.as_str()),
            Cell::amount(entry.basis, entry.currency),
            Cell::Amount(entry.amount, entry.currency),
            Cell::Text(entry.currency.code()),
        ])?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::period_xlsx::samples::{entries, partners};
    use super::*;

    #[test]
    fn has_the_columns_of_the_contract() {
        let partners = partners();
        let mut out = Vec::new();
        write(&mut out, entries(&partners, 3)).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "period,partner,sale,rule,from_partner,window,entry,basis,amount,currency",
                "2026-07,PK-A,S-1,new,,,earning,100.00,10.00,USD",
                "2026-07,PK-B,'-2,new,PK-A,,clawback,100.00,-20.00,USD",
                "2026-07,PK-A,S-3,new,,,earning,100.00,30.00,PKR",
            ]
        );
    }
}
