//! The records of recruits.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::super::bounded::{City, Note};
use super::super::client_ref::ClientRef;
use super::super::id::{PartnerId, UserId};
use super::super::ids::{ActivityId, EventId, RecruitId, SellerId};
use super::super::user::Name;
use super::pipeline::first_contact_due;
use super::stage::StageMove;
use super::words::{ActivityKind, RecruitStatus, Source, Stage};

/// From when on a registration is late: received so long after its capture.
const LATE_AFTER: TimeDelta = TimeDelta::hours(24);

/// A partner's registration of a seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recruit {
    /// Its id.
    pub id: RecruitId,
    /// Whose it is.
    pub partner: PartnerId,
    /// The partner's person; none where the platform registered for it.
    pub user: Option<UserId>,
    /// Who registered it.
    pub created_by: UserId,
    /// Whom it means.
    pub seller: SellerId,
    /// The seller's name as its partner wrote it.
    pub seller_name: Name,
    /// The seller's city as its partner wrote it.
    pub seller_city: City,
    /// The seller as it was typed, a JSON object kept as evidence.
    pub submitted: Option<String>,
    /// How the partner came to it.
    pub source: Source,
    /// At which event.
    pub event: Option<EventId>,
    /// A remark.
    pub note: Option<Note>,
    /// The phone's own time: evidence, not order.
    pub captured_at: Option<NaiveDateTime>,
    /// When it was received, which decides who came first.
    pub received_at: NaiveDateTime,
    /// Within how many hours of that somebody is to speak to it, as the setting was then.
    pub first_contact_hours: u32,
    /// The phone's own name of it; none where it was refused at receipt.
    pub client_ref: Option<ClientRef>,
    /// What has become of it.
    pub status: RecruitStatus,
    /// How far it has come.
    pub stage: Stage,
    /// The last day of its protection; none where it never had one.
    pub protected_until: Option<NaiveDate>,
    /// When something was last done for it.
    pub last_activity_at: Option<NaiveDateTime>,
    /// Why a manager is to look at it.
    pub review_reason: Option<String>,
    /// Who decided it, when and why.
    pub decided: Option<(UserId, NaiveDateTime)>,
    /// Why it was decided so.
    pub decision_reason: Option<Note>,
    /// When it ended.
    pub ended_at: Option<NaiveDateTime>,
    /// Why it ended.
    pub ended_reason: Option<Note>,
    /// Rises with every change.
    pub version: i32,
    /// When it changed last.
    pub updated_at: NaiveDateTime,
}

impl Recruit {
    /// Whether it protects its seller on a day.
    pub fn protects_on(&self, today: NaiveDate) -> bool {
        self.status.is_live() && !self.is_overdue_on(today)
    }

    /// Whether its protection is over on a day, though nobody has written that down yet.
    pub fn is_overdue_on(&self, today: NaiveDate) -> bool {
        self.status.is_live() && self.protected_until.is_none_or(|until| until < today)
    }

    /// When it began: when it was made, by the phone, where that was before its receipt.
    pub fn begun_at(&self) -> NaiveDateTime {
        self.captured_at.map_or(self.received_at, |captured| captured.min(self.received_at))
    }

    /// Whether it was received long after it was made, which is flagged and refuses nothing.
    pub fn is_late(&self) -> bool {
        self.received_at - self.begun_at() > LATE_AFTER
    }

    /// By when somebody is to speak to it; none where somebody has, or it is over.
    pub fn follow_up_due(&self) -> Option<NaiveDateTime> {
        let is_new = self.stage == Stage::Lead && self.last_activity_at.is_none();
        let waits = self.status.is_live() && is_new;
        waits.then(|| self.first_contact_due())
    }

    /// By when somebody is to have spoken to it.
    pub fn first_contact_due(&self) -> NaiveDateTime {
        first_contact_due(self.received_at, self.first_contact_hours)
    }

    /// Whether its partner may claim the seller all the same: it was refused, or waits for a decision.
    pub fn may_be_claimed(&self) -> bool {
        matches!(self.status, RecruitStatus::Refused | RecruitStatus::InReview)
    }

    /// Whether it was refused at receipt, so that its partner never knew the seller.
    pub fn was_never_taken(&self) -> bool {
        self.status == RecruitStatus::Refused && self.protected_until.is_none()
    }
}

/// A move of a recruit's stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageMoved {
    /// From where; none is the beginning.
    pub from: Option<Stage>,
    /// To where.
    pub to: StageMove,
    /// A remark.
    pub note: Option<Note>,
    /// By whom; none is the system.
    pub by: Option<UserId>,
    /// When.
    pub at: NaiveDateTime,
}

/// Something that was done for a recruit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Its id.
    pub id: ActivityId,
    /// For which recruit.
    pub recruit: RecruitId,
    /// Whose recruit that is.
    pub partner: PartnerId,
    /// The partner's person; none where the platform logged it.
    pub user: Option<UserId>,
    /// Who logged it.
    pub created_by: UserId,
    /// What was done.
    pub kind: ActivityKind,
    /// When.
    pub happened_at: NaiveDateTime,
    /// A remark.
    pub note: Option<Note>,
    /// When it was logged.
    pub created_at: NaiveDateTime,
}

/// The one extension of a protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Why.
    pub reason: Note,
    /// The last day before it.
    pub until_before: NaiveDate,
    /// The last day after it.
    pub until_after: NaiveDate,
    /// Who asked for it.
    pub by: UserId,
    /// When.
    pub at: NaiveDateTime,
}
