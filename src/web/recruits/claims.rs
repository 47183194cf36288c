//! What is claimed about a recruit, what its partner says to a claim against it, and the forms for both.
//! A partner learns nothing of the other side.

use super::RecruitPage;
use crate::domain::recruit::{Conflict, ProposedShare, Recruit, Ruling, Side};
use crate::domain::{Evidence, Note, RecruitId};
use crate::service::conflicts::{self, Asked, NewConflict, NewSide};
use crate::service::naming::Names;
use crate::service::{By, ServiceError, Tx};
use crate::web::acts::Sent;
use crate::web::evidence::{pieces, too_many};
use crate::web::form::Reading;
use crate::web::texts::Line;

/// What is claimed about a recruit, and against it.
pub(super) struct Claims {
    pub(super) conflict: Option<Conflict>,
    pub(super) asked: Asked,
    /// Whether a claim can be filed about it.
    may_be_filed: bool,
}

impl Claims {
    pub(super) fn about(tx: &mut Tx<'_>, recruit: &Recruit) -> Result<Self, ServiceError> {
        let conflict = conflicts::about(tx, &recruit.id)?;
        let may_be_filed = conflict.is_none() && recruit.may_be_claimed();
        Ok(Self { conflict, asked: conflicts::asked(tx, &recruit.id)?, may_be_filed })
    }

    /// Learns what those are called who have said something, and those who are given a share.
    pub(super) fn learn(&self, tx: &mut Tx<'_>, names: &mut Names) -> Result<(), ServiceError> {
        let sides = self.conflict.iter().flat_map(|one| one.answer.iter().chain([&one.filed]));
        names.learn_users(tx, sides.chain(self.said()).map(|side| &side.by))?;
        names.learn_partners(tx, self.shares().iter().map(|proposed| &proposed.partner))
    }

    /// What the recruit's partner has said to a claim against it.
    fn said(&self) -> Option<&Side> {
        match &self.asked {
            Asked::Answered(side) => Some(side),
            Asked::Nothing | Asked::ItsSide => None,
        }
    }

    fn ruling(&self) -> Option<&Ruling> {
        self.conflict.as_ref()?.ruling.as_ref()
    }

    fn shares(&self) -> &[ProposedShare] {
        self.ruling().map(|ruling| ruling.shares.as_slice()).unwrap_or_default()
    }
}

impl RecruitPage {
    /// Whether the reader can file a claim about it.
    pub(super) fn may_claim(&self) -> bool {
        self.may_write && self.loaded.claims.may_be_filed
    }

    /// Whether the reader is asked for its side of a claim against it.
    pub(super) fn is_asked(&self) -> bool {
        !self.of_platform && self.may_write && matches!(self.loaded.claims.asked, Asked::ItsSide)
    }

    /// Whether a claim against it waits for its partner, which the platform sees.
    pub(super) fn waits_for_its_side(&self) -> bool {
        self.of_platform && matches!(self.loaded.claims.asked, Asked::ItsSide)
    }

    /// What its partner has said to a claim against it.
    pub(super) fn own_side(&self) -> Option<&Side> {
        self.loaded.claims.said()
    }

    /// How what is claimed about it was decided.
    pub(super) fn ruling(&self) -> Option<&Ruling> {
        self.loaded.claims.ruling()
    }

    /// What the other side says to the claim, for the platform alone.
    pub(super) fn other_side(&self) -> Option<&Side> {
        self.loaded.claims.conflict.as_ref()?.answer.as_ref().filter(|_| self.of_platform)
    }

    /// The shares that were decided: all of them for the platform, and its own for a partner.
    pub(super) fn shares(&self) -> Vec<(&str, String)> {
        let own = &self.one().partner;
        let all = self.loaded.claims.shares().iter();
        let shown = all.filter(|proposed| self.of_platform || proposed.partner == *own);
        let name = |partner| self.loaded.names.partner(partner);
        shown.map(|proposed| (name(&proposed.partner), proposed.share.to_string())).collect()
    }

    /// Where a claim stands, and how good that is.
    pub(super) fn standing(&self) -> (Line, Line) {
        let m = self.frame.t.money;
        if self.ruling().is_some() { ("good", m.decided) } else { ("warn", m.undecided) }
    }
}

/// Files what is claimed about a recruit.
pub(super) fn file(
    tx: &mut Tx<'_>,
    by: &By,
    (id, sent): (&RecruitId, &Sent),
) -> Result<&'static str, ServiceError> {
    let side = side(sent, ("claim", "evidence"))?;
    conflicts::create(tx, by, &NewConflict { recruit: id.clone(), side })?;
    Ok("claim_filed")
}

/// Keeps what a partner says to a claim against its recruit.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    by: &By,
    (id, sent): (&RecruitId, &Sent),
) -> Result<&'static str, ServiceError> {
    conflicts::answer(tx, by, id, &side(sent, ("answer", "answer_evidence"))?)?;
    Ok("claim_answered")
}

/// What one side says in a form, in a field of words and one of evidence.
fn side(sent: &Sent, (words, shown): (&str, &str)) -> Result<NewSide, ServiceError> {
    let mut reading = Reading::default();
    let claim = reading.of(sent.read(words, Note::parse))?;
    let evidence = reading.of(evidence(sent, shown))?;
    let whole = claim.zip(evidence).map(|(claim, evidence)| NewSide { claim, evidence });
    reading.whole(whole)
}

fn evidence(sent: &Sent, name: &str) -> Result<Vec<Evidence>, ServiceError> {
    let pieces = pieces(sent, name, Evidence::parse)?;
    if pieces.len() > Side::MOST_EVIDENCE {
        return Err(too_many(name, Side::MOST_EVIDENCE));
    }
    Ok(pieces)
}
