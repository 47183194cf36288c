//! Whose recruit a visitor becomes.

use super::super::id::PartnerId;
use super::super::word::Word;

/// Why a visitor is a host's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// The seller was protected for it already.
    Protection,
    /// One of its people invited the visitor.
    Inviter,
    /// The visitor chose it.
    Choice,
    /// It was its turn.
    Turn,
}

impl Word for Ground {
    const ALL: &'static [Self] =
        &[Ground::Protection, Ground::Inviter, Ground::Choice, Ground::Turn];

    fn as_str(self) -> &'static str {
        match self {
            Ground::Protection => "protection",
            Ground::Inviter => "inviter",
            Ground::Choice => "choice",
            Ground::Turn => "turn",
        }
    }
}

/// What speaks for one partner or another.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claims<'a> {
    /// For whom the seller is protected, host or not.
    pub protected_for: Option<&'a PartnerId>,
    /// Of whom the inviter is.
    pub inviter: Option<&'a PartnerId>,
    /// Whom the visitor chose.
    pub chosen: Option<&'a PartnerId>,
}

/// Whose a visitor is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Whose.
    pub partner: PartnerId,
    /// Why.
    pub ground: Ground,
}

/// Whose a visitor is: the one's for whom it is protected, else the inviter's host's, else the chosen
/// host's, else the next host's in turn, in the order of arrival. `turns` counts the earlier arrivals
/// that went by turn; `None` where there is no host.
pub fn attribute(claims: &Claims<'_>, hosts: &[PartnerId], turns: usize) -> Option<Attribution> {
    let host = |partner: Option<&PartnerId>| partner.filter(|p| hosts.contains(p)).cloned();
    let in_turn = || hosts.get(turns.checked_rem(hosts.len())?).cloned();
    let by = |ground| move |partner| Attribution { partner, ground };
    claims
        .protected_for
        .cloned()
        .map(by(Ground::Protection))
        .or_else(|| host(claims.inviter).map(by(Ground::Inviter)))
        .or_else(|| host(claims.chosen).map(by(Ground::Choice)))
        .or_else(|| in_turn().map(by(Ground::Turn)))
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    fn partner(number: u128) -> PartnerId {
        PartnerId::from_bits(number)
    }

    #[test]
    fn the_strongest_claim_wins() {
        let [a, b, c, stranger] = [1, 2, 3, 9].map(partner);
        let hosts = [a.clone(), b.clone(), c.clone()];
        for (protected_for, inviter, chosen, whose, ground) in [
            (Some(&c), Some(&b), Some(&a), &c, Ground::Protection),
            (Some(&stranger), Some(&b), Some(&a), &stranger, Ground::Protection),
            (None, Some(&b), Some(&c), &b, Ground::Inviter),
            (None, Some(&stranger), Some(&c), &c, Ground::Choice),
            (None, None, Some(&c), &c, Ground::Choice),
            (None, Some(&stranger), Some(&stranger), &a, Ground::Turn),
            (None, None, None, &a, Ground::Turn),
        ] {
            let claims = Claims { protected_for, inviter, chosen };
            let expected = Attribution { partner: whose.clone(), ground };
            assert_eq!(attribute(&claims, &hosts, 0), Some(expected), "{claims:?}");
        }
        assert_words::<Ground>(&["protection", "inviter", "choice", "turn"]);
    }

    #[test]
    fn hosts_take_turns() {
        let hosts = [1, 2, 3].map(partner);
        for (turns, number) in [(0, 1), (1, 2), (2, 3), (3, 1), (7, 2)] {
            let attribution = attribute(&Claims::default(), &hosts, turns).unwrap();
            assert_eq!(attribution.partner, partner(number), "{turns}");
        }
        assert_eq!(attribute(&Claims::default(), &[], 0), None);
    }
}
