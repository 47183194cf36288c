//! What the other side of a conflict says, which it does by its own registration: it learns neither whose
//! the claims are, nor how many.

use serde_json::json;

use super::{NewSide, conflict, evidence};
use crate::domain::recruit::{Recruit, Side};
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
    if open.is_empty() {
        return Err(conflict("not_contested", "nobody asks about this recruit"));
    }
    let waiting: Vec<_> = open.iter().filter(|open| open.answer.is_none()).collect();
    if waiting.is_empty() {
        return Err(conflict("already_answered", "it was answered before"));
    }
    for open in waiting {
        ServiceError::stale_unless(conflicts::answer(tx, &open.id, said)?)?;
    }
    Ok(())
}
