//! Split sales in a partner's own bundle, of which it learns its own share and part.
//!
//! All others stand under one name, with what is left of the whole: neither how many they are nor what
//! each of them has is the partner's to know.

use chrono::NaiveDate;

use crate::commission::facts::{Credits, SaleRow};
use crate::domain::{Amount, Code, Share, round_half_away, split_part};

use crate::storage::facts::RefundOf;

use super::terms::Terms;

/// The name of all others together.
pub(super) const OTHERS: &str = "./others";

/// Of a sale's refunds those that count for a partner at a day's end: what is refunded after the
/// clawback time costs it nothing.
pub(super) fn counted<'r>(
    (terms, own, on): (&Terms<'_>, &Code, NaiveDate),
    paid_on: NaiveDate,
    refunds: &'r [RefundOf],
) -> Vec<&'r RefundOf> {
    let version = terms.version(own, paid_on);
    let last = version.map(|version| version.clawback_days.after(paid_on).min(on));
    let counts = |refund: &&RefundOf| last.is_some_and(|last| refund.refunded_on <= last);
    refunds.iter().filter(counts).collect()
}

/// Gives the row in which one name hides all others.
pub(super) fn hiding<T>(
    own: &Code,
    row: &SaleRow<'_>,
    counted: &[&RefundOf],
    then: impl FnOnce(&SaleRow<'_>) -> T,
) -> T {
    let Credits::Split(shares) = row.credits else { return then(row) };
    let Some((place, pair)) = pair(own, shares) else { return then(row) };
    let refunded: i64 = counted.iter().map(|refund| refund.amount.minor()).sum();
    let amount = amount(row.amount, refunded, (shares, place), &pair).unwrap_or(row.amount);
    then(&SaleRow { credits: Credits::Split(&pair), amount, ..row.clone() })
}

/// Where a partner stands among the shares, and its own and that of all others, in their order.
fn pair<'a>(own: &Code, shares: &[(&'a str, Share)]) -> Option<(usize, [(&'a str, Share); 2])> {
    let (place, own) =
        shares.iter().enumerate().find(|(_, (partner, _))| *partner == own.as_str())?;
    let rest = (OTHERS, Share::from_parts(Share::WHOLE.parts() - own.1.parts())?);
    Some((place, if place == 0 { [*own, rest] } else { [rest, *own] }))
}

/// The amount that gives the partner the part that it has: the sale's own, but where a unit left over
/// goes to another among many and would not between two; then the next one that does.
fn amount(
    sold: Amount,
    refunded: i64,
    (shares, place): (&[(&str, Share)], usize),
    pair: &[(&str, Share); 2],
) -> Option<Amount> {
    let net = Amount::try_from(sold.minor() - refunded).ok()?;
    let part = |shares: &[(&str, Share)], place| {
        split_part(net, shares.iter().map(|(_, share)| *share), place)
    };
    let (is, own) = (part(shares, place), pair.get(place.min(1))?.1);
    if part(pair, place.min(1)) == is {
        return Some(sold);
    }
    Amount::try_from(whole_of(is, own)?.minor() + refunded).ok()
}

/// The amount of which a share, rounded to the nearest unit, is that part.
fn whole_of(part: Amount, share: Share) -> Option<Amount> {
    let whole = i128::from(part.minor()) * i128::from(Share::WHOLE.parts());
    Amount::try_from(round_half_away(whole, i128::from(share.parts()))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commission::plan::Kind;
    use crate::domain::{Currency, parse_date};

    /// What a row of that amount tells its second partner, and which part that gives it.
    fn told(amount: i64, shares: &[&str]) -> (String, Amount, Amount) {
        let names = ["A", "B", "C", "D"];
        let shares: Vec<(&str, Share)> = names
            .into_iter()
            .zip(shares.iter().map(|share| Share::parse(share).unwrap()))
            .collect();
        let amount = Amount::try_from(amount).unwrap();
        let row = SaleRow {
            sale: "S",
            credits: Credits::Split(&shares),
            kind: Kind::New,
            product: "P",
            source: "",
            city: "",
            amount,
            currency: Currency::parse("USD").unwrap(),
            paid_on: parse_date("2026-07-10").unwrap(),
            verified_on: None,
        };
        let own = Code::parse("B").unwrap();
        let told = hiding(&own, &row, &[], |row| {
            let Credits::Split(pair) = row.credits else { panic!("is a split") };
            let text: Vec<String> =
                pair.iter().map(|(name, share)| format!("{name}:{share}")).collect();
            let place = pair.iter().position(|(name, _)| *name == "B").unwrap();
            let part = split_part(row.amount, pair.iter().map(|(_, share)| *share), place);
            (text.join(";"), part)
        });
        (told.0, told.1, split_part(amount, shares.iter().map(|(_, share)| *share), 1))
    }

    #[test]
    fn one_name_hides_all_others_and_the_part_stays() {
        assert_eq!(told(100, &["60", "40"]).0, "./others:60;B:40");
        assert_eq!(told(100, &["30", "40", "10", "20"]).0, "./others:60;B:40");
        let shares = [
            ["33.333333", "33.333333", "33.333334", ""],
            ["0.000001", "0.000001", "99.999998", ""],
            ["20", "40", "20", "20"],
            ["30", "35", "35", ""],
            ["47.5", "30", "22.5", ""],
        ];
        for shares in &shares {
            let shares: Vec<&str> = shares.iter().copied().filter(|one| !one.is_empty()).collect();
            for amount in (0..2_000).chain([Amount::MAX.minor()]) {
                let (_, part, is) = told(amount, &shares);
                assert_eq!(part, is, "{amount} over {shares:?}");
            }
        }
    }
}
