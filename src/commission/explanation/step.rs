//! A step of an explanation, said in English as it is kept, and read back from that.
//!
//! The text of an entry never changes, so neither do the words here: a page in another language reads
//! the step that they say, and says it again in its own.

use std::fmt;

/// What a step says, apart from what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Saying {
    /// A plan, version and rule.
    Rule,
    /// A plan, version and override, and the partner whose credit it is on.
    Override,
    /// A plan that has no version in force on a day.
    NoVersion,
    /// A plan and version in force on a day.
    InForce,
    /// A sale and its day: what was paid.
    Sale,
    /// A day: all that is told of a sale of another partner.
    PaidOn,
    /// When the seller was verified.
    Verified,
    /// By when it was not.
    NotVerified,
    /// Refunds that came within days: what they leave.
    Refunds,
    /// Whose share: what comes of it.
    Share,
    /// The unit that rounding down had left.
    LeftOver,
    /// A rate of two currencies and its day.
    Rate,
    /// The basis.
    Basis,
    /// That nothing comes of nothing.
    ZeroBasis,
    /// Until when it waits.
    OnHold,
    /// A commission by one percentage.
    Commission,
    /// An amount by the credit's share.
    ByShare,
    /// A commission by a tier.
    OfTier,
    /// A tier's amount by the credit's share.
    OfTierByShare,
    /// What came earlier in a window.
    Earlier,
    /// What a rule counts in a window by a day.
    Counted,
    /// What a rule has in a window by a day.
    OwnCredits,
    /// From where to where a credit goes through the tiers.
    Covers,
    /// What falls into a tier.
    Slice,
    /// The commission of all slices.
    BySlices,
    /// The most for one credit.
    AtMost,
    /// To the minor unit.
    Rounded,
    /// What is kept back until a day.
    HeldBack,
    /// What is left of it.
    Left,
    /// A bonus over a window, which counts bases.
    BonusOfBases,
    /// A bonus over a window, which counts credits.
    BonusOfCredits,
    /// A threshold that is not reached.
    NotReached,
    /// A threshold that is reached.
    Reached,
    /// What a bonus pays.
    Pays,
    /// A percentage of all bases.
    OfBases,
    /// No cap over a window.
    NoCap,
    /// What a cap looks at over a window.
    Cap,
    /// What is above it.
    AboveCap,
    /// A rule that pays nothing of a sale any more.
    PaysNothing,
    /// A rule that is not in force over a window any more.
    NotInForce,
    /// The entry.
    Entry,
}

impl Saying {
    /// All of them; one whose words begin like another's stands before it.
    pub const ALL: &[Saying] = &[
        Saying::Rule,
        Saying::Override,
        Saying::NoVersion,
        Saying::InForce,
        Saying::Sale,
        Saying::PaidOn,
        Saying::Verified,
        Saying::NotVerified,
        Saying::Refunds,
        Saying::Share,
        Saying::LeftOver,
        Saying::Rate,
        Saying::Basis,
        Saying::ZeroBasis,
        Saying::OnHold,
        Saying::Commission,
        Saying::ByShare,
        Saying::OfTierByShare,
        Saying::OfTier,
        Saying::Earlier,
        Saying::Counted,
        Saying::OwnCredits,
        Saying::Covers,
        Saying::Slice,
        Saying::BySlices,
        Saying::AtMost,
        Saying::Rounded,
        Saying::HeldBack,
        Saying::Left,
        Saying::BonusOfBases,
        Saying::BonusOfCredits,
        Saying::NotReached,
        Saying::Reached,
        Saying::Pays,
        Saying::OfBases,
        Saying::NoCap,
        Saying::Cap,
        Saying::AboveCap,
        Saying::PaysNothing,
        Saying::NotInForce,
        Saying::Entry,
    ];

    /// The words, with `{}` for each thing that is named.
    fn words(self) -> &'static str {
        match self {
            Saying::Rule => "plan {}, version from {}, rule {}",
            Saying::Override => "plan {}, version from {}, override {} on the credit of {}",
            Saying::NoVersion => "plan {} has no version in force on {}",
            Saying::InForce => "plan {}, version from {}, in force on {}",
            Saying::Sale => "sale {} paid on {}",
            Saying::PaidOn => "paid on {}",
            Saying::Verified => "seller verified on {}",
            Saying::NotVerified => "the seller is not verified by {}, so what counts is",
            Saying::Refunds => "net of refunds within {} days ({})",
            Saying::Share => "share of {}",
            Saying::LeftOver => "with a unit that was left over",
            Saying::Rate => "at the rate {} to {} of {}",
            Saying::Basis => "basis",
            Saying::ZeroBasis => "a basis of zero earns nothing",
            Saying::OnHold => "on hold until {}: nothing is entitled yet",
            Saying::Commission => "commission",
            Saying::ByShare => "commission, by share",
            Saying::OfTier => "commission of the tier from {}",
            Saying::OfTierByShare => "commission of the tier from {}, by share",
            Saying::Earlier => "earlier credits of the rule in {} {}",
            Saying::Counted => "what the rule counts in {} {} by {}",
            Saying::OwnCredits => "the rule's credits in {} {} by {}",
            Saying::Covers => "covers what follows {}, up to",
            Saying::Slice => "slice in the tier from {}",
            Saying::BySlices => "commission by slices",
            Saying::AtMost => "at most for one credit",
            Saying::Rounded => "rounded",
            Saying::HeldBack => "held back until {}",
            Saying::Left => "left",
            Saying::BonusOfBases => "bonus {} over {} {}, the bases counted add up to",
            Saying::BonusOfCredits => "bonus {} over {} {}, credits counted",
            Saying::NotReached => "the threshold of {} is not reached, so nothing is paid",
            Saying::Reached => "the threshold of {} is reached",
            Saying::Pays => "it pays",
            Saying::OfBases => "of all bases counted",
            Saying::NoCap => "it has no cap over {}, so nothing is taken off",
            Saying::Cap => "cap over {} {}, entitlements under the plan",
            Saying::AboveCap => "above the cap",
            Saying::PaysNothing => "by the facts of today {} pays nothing of sale {}",
            Saying::NotInForce => "by the facts of today {} is not in force over {}",
            Saying::Entry => "entry, what is entitled less what was posted before",
        }
    }

    /// Writes the words with what they name.
    pub(super) fn write<'a>(
        self,
        f: &mut impl fmt::Write,
        named: impl IntoIterator<Item = &'a dyn fmt::Display>,
    ) -> fmt::Result {
        let mut pieces = self.words().split("{}");
        f.write_str(pieces.next().unwrap_or_default())?;
        pieces.zip(named).try_for_each(|(piece, name)| write!(f, "{name}{piece}"))
    }

    /// What is named in a text that says this.
    fn named(self, text: &str) -> Option<Vec<String>> {
        let mut pieces = self.words().split("{}");
        let mut rest = text.strip_prefix(pieces.next()?)?;
        let mut named = Vec::new();
        let mut pieces = pieces.peekable();
        while let Some(piece) = pieces.next() {
            // The last piece ends the text; what stands before one of the others begins it soonest.
            let end = match pieces.peek() {
                None => rest.strip_suffix(piece)?.len(),
                Some(_) => rest.find(piece)?,
            };
            let (name, after) = rest.split_at_checked(end)?;
            // What follows ": " is reckoned.
            if name.is_empty() || name.contains(": ") {
                return None;
            }
            named.push(name.to_owned());
            rest = after.strip_prefix(piece)?;
        }
        rest.is_empty().then_some(named)
    }
}

/// How a sum comes to its figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// Exactly.
    Exactly,
    /// Rounded half away from zero.
    Rounded,
    /// Rounded down.
    Down,
}

impl Comes {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Comes::Exactly => " = ",
            Comes::Rounded => " rounds to ",
            Comes::Down => " rounds down to ",
        }
    }
}

/// What is reckoned in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reckoning {
    /// An amount, as it is given.
    Given(String),
    /// A number of credits.
    Credits(String),
    /// A sum, and what it comes to.
    Sum(String, Comes, String),
}

impl Reckoning {
    fn parse(text: &str) -> Self {
        for comes in [Comes::Exactly, Comes::Rounded, Comes::Down] {
            if let Some((sum, figure)) = text.split_once(comes.sign()) {
                return Reckoning::Sum(sum.to_owned(), comes, figure.to_owned());
            }
        }
        match text.strip_suffix(CREDITS) {
            Some(number) => Reckoning::Credits(number.to_owned()),
            None => Reckoning::Given(text.to_owned()),
        }
    }
}

/// After a number of credits.
const CREDITS: &str = " credits";

impl fmt::Display for Reckoning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reckoning::Given(figure) => f.write_str(figure),
            Reckoning::Credits(number) => write!(f, "{number}{CREDITS}"),
            Reckoning::Sum(sum, comes, figure) => write!(f, "{sum}{}{figure}", comes.sign()),
        }
    }
}

/// A step of an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it says.
    pub saying: Saying,
    /// What it names: plans, sales, days, amounts and numbers of credits, in the order of its words.
    pub named: Vec<String>,
    /// What it reckons, where it does.
    pub reckoning: Option<Reckoning>,
}

impl Step {
    /// Reads a step from the text that says it.
    pub fn parse(text: &str) -> Option<Self> {
        let said =
            |text: &str| Saying::ALL.iter().find_map(|saying| Some((*saying, saying.named(text)?)));
        if let Some((saying, named)) = said(text) {
            return Some(Self { saying, named, reckoning: None });
        }
        let (what, reckoning) = text.split_once(": ")?;
        let (saying, named) = said(what)?;
        Some(Self { saying, named, reckoning: Some(Reckoning::parse(reckoning)) })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.saying.write(f, self.named.iter().map(|name| name as &dyn fmt::Display))?;
        match &self.reckoning {
            Some(reckoning) => write!(f, ": {reckoning}"),
            None => Ok(()),
        }
    }
}
