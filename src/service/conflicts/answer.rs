//! What the other side of a conflict says, which it does by its own registration: it learns neither whose
//! the claims are, nor how many.

use serde_json::json;

use super::{NewSide, conflict, evidence};
use crate::domain::recruit::{Conflict, Recruit, Side};
use crate::domain::{Note, RecruitId};
use crate::service::audit::{self, Change};
use crate::service::by::By;
use crate::service::error::ServiceError;
use crate::service::recruits;
use crate::storage::{Tx, conflicts};

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The registration that it is about.
    pub recruit: Recruit,
    /// What its partner says.
    pub said: Side,
}

/// Answers what is claimed of a registration of the caller's partner, while that is not decided.
pub fn answer(
    tx: &mut Tx<'_>,
    by: &By,
    id: &RecruitId,
    new: &NewSide,
) -> Result<Answered, ServiceError> {
    let recruit = recruits::get(tx, id)?;
    let said = new.said(by);
    tx.as_programme(|tx| keep(tx, id, &said))?;
    let after = json!({"claim": Note::as_str(&said.claim), "evidence": evidence(&said)});
    let change = Change { after: Some(after), ..Change::about("conflicts.answer", &recruit) };
    audit::note(tx, by, &change)?;
    Ok(Answered { recruit, said })
}

/// Keeps the answer with each claim that waits for one.
fn keep(tx: &mut Tx<'_>, id: &RecruitId, said: &Side) -> Result<(), ServiceError> {
    let open = conflicts::open_against(tx, id)?;
    match Asked::of(&open) {
        Asked::Nothing => Err(conflict("not_contested", "nobody asks about this recruit")),
        Asked::Answered(_) => Err(conflict("already_answered", "it was answered before")),
        Asked::ItsSide => {
            for waiting in open.iter().filter(|open| open.answer.is_none()) {
                ServiceError::stale_unless(conflicts::answer(tx, &waiting.id, said)?)?;
            }
            Ok(())
        }
    }
}

/// What the partner of a registration is asked about it, which tells nothing of who claims what.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Nothing: no claim against it waits for a decision.
    Nothing,
    /// To say its side.
    ItsSide,
    /// Nothing more: it has said this.
    Answered(Side),
}

impl Asked {
    /// What is asked where these claims against a registration are open.
    fn of(open: &[Conflict]) -> Self {
        if open.iter().any(|open| open.answer.is_none()) {
            return Self::ItsSide;
        }
        let said = open.iter().find_map(|open| open.answer.clone());
        said.map_or(Self::Nothing, Self::Answered)
    }
}

/// What is asked about a registration that the caller may see.
pub fn asked(tx: &mut Tx<'_>, id: &RecruitId) -> Result<Asked, ServiceError> {
    let recruit = recruits::get(tx, id)?;
    let open = tx.as_programme(|tx| conflicts::open_against(tx, &recruit.id))?;
    Ok(Asked::of(&open))
}
