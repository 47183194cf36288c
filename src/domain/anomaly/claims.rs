//! Claims that the records do not bear out.

use std::fmt;

use super::super::check_in::{Counted, Counts};
use super::super::word::Word;
use super::rules::AnomalyRules;

/// A figure of a check-in beside what was logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsupported {
    /// What.
    pub what: Counted,
    /// How many the person claims.
    pub claimed: u32,
    /// How many the records say.
    pub logged: u32,
}

/// The figures of a check-in that exceed what was logged that day.
pub fn unsupported_claims(
    claimed: &Counts,
    logged: &Counts,
    rules: &AnomalyRules,
) -> Vec<Unsupported> {
    let figures = Counted::ALL.iter().map(|what| Unsupported {
        what: *what,
        claimed: claimed.get(*what),
        logged: logged.get(*what),
    });
    let least = rules.claim_excess.max(1);
    figures.filter(|figure| figure.claimed.saturating_sub(figure.logged) >= least).collect()
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} claimed, {} logged", self.what.words(self.claimed), self.logged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_visits_claimed_two_logged() {
        let claimed = Counts { visits: 5, calls: 3, demos: 1, ..Counts::default() };
        let logged = Counts { visits: 2, calls: 4, demos: 1, ..Counts::default() };
        let words = |excess| {
            let rules = AnomalyRules { claim_excess: excess, ..AnomalyRules::default() };
            let found = unsupported_claims(&claimed, &logged, &rules);
            found.iter().map(Unsupported::to_string).collect::<Vec<_>>()
        };
        for (excess, expected) in [
            (0, &["5 visits claimed, 2 logged"][..]),
            (1, &["5 visits claimed, 2 logged"]),
            (3, &["5 visits claimed, 2 logged"]),
            (4, &[]),
        ] {
            assert_eq!(words(excess), expected, "{excess}");
        }
    }
}
