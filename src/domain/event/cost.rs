//! What each host bears of an event's cost.

use super::super::money::{Amount, split_part};
use super::super::percent::Share;

/// Whether shares add up to the whole.
pub fn is_whole(shares: &[Share]) -> bool {
    shares.iter().map(|share| share.parts()).sum::<i64>() == Share::WHOLE.parts()
}

/// The part of `cost` that each host bears, in the order of the shares, by the largest remainder;
/// `None` where the shares do not add up to the whole.
pub fn parts_of_cost(cost: Amount, shares: &[Share]) -> Option<Vec<Amount>> {
    let part = |place| split_part(cost, shares.iter().copied(), place);
    is_whole(shares).then(|| (0..shares.len()).map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(cost: i64, shares: &[&str]) -> Option<Vec<i64>> {
        let shares: Vec<Share> = shares.iter().map(|share| Share::parse(share).unwrap()).collect();
        let parts = parts_of_cost(Amount::try_from(cost).unwrap(), &shares)?;
        Some(parts.into_iter().map(Amount::minor).collect())
    }

    #[test]
    fn parts_add_up_to_the_cost() {
        for (cost, shares, expected) in [
            (186_200_000, &["50", "30", "20"][..], vec![93_100_000, 55_860_000, 37_240_000]),
            (100, &["33.333333", "33.333333", "33.333334"], vec![33, 33, 34]),
            (1, &["50", "50"], vec![1, 0]),
            (0, &["100"], vec![0]),
        ] {
            assert_eq!(parts(cost, shares), Some(expected), "{cost}");
        }
    }

    #[test]
    fn shares_that_are_no_whole_split_nothing() {
        for shares in [&[][..], &["50"], &["50", "49.999999"], &["50", "50", "0.000001"]] {
            assert_eq!(parts(100, shares), None, "{shares:?}");
        }
    }
}
