//! The words of recruits.

use super::super::word::Word;

/// What has become of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecruitStatus {
    /// Its seller is protected for the partner.
    Open,
    /// Is protected, and waits for a manager's decision.
    InReview,
    /// Was not taken.
    Refused,
    /// Its protection has ended.
    Expired,
    /// Went back to the pool: given up, idle, or its partner left.
    Released,
    /// Its seller has paid.
    Won,
    /// Its seller does not want to.
    Lost,
}

impl Word for RecruitStatus {
    const ALL: &'static [Self] = &[
        RecruitStatus::Open,
        RecruitStatus::InReview,
        RecruitStatus::Refused,
        RecruitStatus::Expired,
        RecruitStatus::Released,
        RecruitStatus::Won,
        RecruitStatus::Lost,
    ];

    fn as_str(self) -> &'static str {
        match self {
            RecruitStatus::Open => "open",
            RecruitStatus::InReview => "in_review",
            RecruitStatus::Refused => "refused",
            RecruitStatus::Expired => "expired",
            RecruitStatus::Released => "released",
            RecruitStatus::Won => "won",
            RecruitStatus::Lost => "lost",
        }
    }
}

/// How far a recruit has come, in the order in which it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Known by name.
    Lead,
    /// Spoken to.
    Contacted,
    /// Its factory was seen.
    Visited,
    /// Has seen the platform.
    Demo,
    /// Has an offer.
    Proposal,
    /// Has signed.
    Contract,
    /// The platform looks at company and person.
    Verifying,
    /// Sells.
    Active,
}

impl Word for Stage {
    const ALL: &'static [Self] = &[
        Stage::Lead,
        Stage::Contacted,
        Stage::Visited,
        Stage::Demo,
        Stage::Proposal,
        Stage::Contract,
        Stage::Verifying,
        Stage::Active,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Stage::Lead => "lead",
            Stage::Contacted => "contacted",
            Stage::Visited => "visited",
            Stage::Demo => "demo",
            Stage::Proposal => "proposal",
            Stage::Contract => "contract",
            Stage::Verifying => "verifying",
            Stage::Active => "active",
        }
    }
}

/// How a partner came to a seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// At an event.
    Event,
    /// By a visit to its factory.
    Visit,
    /// Somebody named it.
    Referral,
    /// It came by itself.
    Inbound,
    /// The platform named it.
    PlatformList,
}

impl Word for Source {
    const ALL: &'static [Self] =
        &[Source::Event, Source::Visit, Source::Referral, Source::Inbound, Source::PlatformList];

    fn as_str(self) -> &'static str {
        match self {
            Source::Event => "event",
            Source::Visit => "visit",
            Source::Referral => "referral",
            Source::Inbound => "inbound",
            Source::PlatformList => "platform_list",
        }
    }
}

/// What was done for a recruit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActivityKind {
    /// A telephone call.
    Call,
    /// A visit.
    Visit,
    /// The platform was shown.
    Demo,
    /// An offer was made.
    Proposal,
    /// The seller's people were taught.
    Training,
    /// A message.
    Whatsapp,
}

impl Word for ActivityKind {
    const ALL: &'static [Self] = &[
        ActivityKind::Call,
        ActivityKind::Visit,
        ActivityKind::Demo,
        ActivityKind::Proposal,
        ActivityKind::Training,
        ActivityKind::Whatsapp,
    ];

    fn as_str(self) -> &'static str {
        match self {
            ActivityKind::Call => "call",
            ActivityKind::Visit => "visit",
            ActivityKind::Demo => "demo",
            ActivityKind::Proposal => "proposal",
            ActivityKind::Training => "training",
            ActivityKind::Whatsapp => "whatsapp",
        }
    }
}

/// What a manager decides of a recruit in review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// It is the partner's.
    Approve,
    /// It is not.
    Refuse,
}

impl Word for Decision {
    const ALL: &'static [Self] = &[Decision::Approve, Decision::Refuse];

    fn as_str(self) -> &'static str {
        match self {
            Decision::Approve => "approve",
            Decision::Refuse => "refuse",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn have_their_words() {
        assert_words::<RecruitStatus>(&[
            "open",
            "in_review",
            "refused",
            "expired",
            "released",
            "won",
            "lost",
        ]);
        assert_words::<Stage>(&[
            "lead",
            "contacted",
            "visited",
            "demo",
            "proposal",
            "contract",
            "verifying",
            "active",
        ]);
        assert_words::<Source>(&["event", "visit", "referral", "inbound", "platform_list"]);
        assert_words::<ActivityKind>(&[
            "call", "visit", "demo", "proposal", "training", "whatsapp",
        ]);
        assert_words::<Decision>(&["approve", "refuse"]);
    }
}
