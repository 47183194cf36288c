//! What a check-in counts.

use super::super::word::Word;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// Telephone calls.
    Calls,
    /// Visits.
    Visits,
    /// Demonstrations.
    Demos,
    /// Offers.
    Proposals,
    /// Recruits registered.
    NewRecruits,
    /// Contracts signed.
    Contracts,
    /// Sales.
    Sales,
}

impl Counted {
    /// What the programme records itself; the others are logged by whoever cares to.
    pub const RECORDED: [Self; 3] = [Self::NewRecruits, Self::Contracts, Self::Sales];
}

impl Word for Counted {
    const ALL: &'static [Self] = &[
        Counted::Calls,
        Counted::Visits,
        Counted::Demos,
        Counted::Proposals,
        Counted::NewRecruits,
        Counted::Contracts,
        Counted::Sales,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Counted::Calls => "calls",
            Counted::Visits => "visits",
            Counted::Demos => "demos",
            Counted::Proposals => "proposals",
            Counted::NewRecruits => "new_recruits",
            Counted::Contracts => "contracts",
            Counted::Sales => "sales_count",
        }
    }
}

impl Counted {
    /// So many of it, in words: `1 visit`, `5 visits`.
    pub fn words(self, count: u32) -> String {
        let (one, many) = match self {
            Counted::Calls => ("call", "calls"),
            Counted::Visits => ("visit", "visits"),
            Counted::Demos => ("demo", "demos"),
            Counted::Proposals => ("proposal", "proposals"),
            Counted::NewRecruits => ("new recruit", "new recruits"),
            Counted::Contracts => ("contract", "contracts"),
            Counted::Sales => ("sale", "sales"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

/// A day's figures: those that a person claims, or those that the records bear out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Telephone calls.
    pub calls: u32,
    /// Visits.
    pub visits: u32,
    /// Demonstrations.
    pub demos: u32,
    /// Offers.
    pub proposals: u32,
    /// Recruits registered.
    pub new_recruits: u32,
    /// Contracts signed.
    pub contracts: u32,
    /// Sales.
    pub sales: u32,
}

impl Counts {
    /// The most that one figure may be.
    pub const MOST: u32 = 10_000;

    /// One of the figures.
    pub fn get(&self, what: Counted) -> u32 {
        match what {
            Counted::Calls => self.calls,
            Counted::Visits => self.visits,
            Counted::Demos => self.demos,
            Counted::Proposals => self.proposals,
            Counted::NewRecruits => self.new_recruits,
            Counted::Contracts => self.contracts,
            Counted::Sales => self.sales,
        }
    }

    /// Sets one of the figures.
    pub fn set(&mut self, what: Counted, count: u32) {
        let figure = match what {
            Counted::Calls => &mut self.calls,
            Counted::Visits => &mut self.visits,
            Counted::Demos => &mut self.demos,
            Counted::Proposals => &mut self.proposals,
            Counted::NewRecruits => &mut self.new_recruits,
            Counted::Contracts => &mut self.contracts,
            Counted::Sales => &mut self.sales,
        };
        *figure = count;
    }

    /// Whether nothing was done.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn every_figure_has_its_name() {
        assert_words::<Counted>(&[
            "calls",
            "visits",
            "demos",
            "proposals",
            "new_recruits",
            "contracts",
            "sales_count",
        ]);
        let counts = Counts {
            calls: 1,
            visits: 2,
            demos: 3,
            proposals: 4,
            new_recruits: 5,
            contracts: 6,
            sales: 7,
        };
        let figures: Vec<u32> = Counted::ALL.iter().map(|what| counts.get(*what)).collect();
        assert_eq!(figures, [1, 2, 3, 4, 5, 6, 7]);
        let mut again = Counts::default();
        for what in Counted::ALL {
            again.set(*what, counts.get(*what));
        }
        assert_eq!(again, counts);
        assert!(Counts::default().is_nothing() && !counts.is_nothing());
        assert_eq!(Counted::Visits.words(1), "1 visit");
        assert_eq!(Counted::NewRecruits.words(0), "0 new recruits");
    }
}
