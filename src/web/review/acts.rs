//! What is done on the review: reminding, accepting, deciding.

use actix_web::{HttpRequest, HttpResponse};
use chrono::{NaiveDate, NaiveDateTime};

use super::DECIDERS;
use crate::domain::recruit::{Decision, Verdict};
use crate::domain::{CheckInId, ConflictId, Note, RecruitId, Share, UserId, parse_date};
use crate::service::conflicts::{self, NewRuling};
use crate::service::review::{self, Done};
use crate::service::{By, Hold, ServiceError, Tx, recruits};
use crate::web::acts::{self, Form, Sent};
use crate::web::answer::go_to;
use crate::web::error::PageError;
use crate::web::preferences::Preferences;
use crate::web::session::Visitor;
use crate::web::texts::Texts;

/// What is asked for.
#[derive(Debug)]
enum Act {
    Accept(Vec<CheckInId>),
    AcceptOnTime(NaiveDateTime),
    Remind(Vec<UserId>),
    Decide(RecruitId, Decision, Note),
    Rule(ConflictId, NewRuling),
    Split(ConflictId, Share, Note),
}

/// Does what the form asks for, and comes back.
pub(in crate::web) async fn act(
    request: HttpRequest,
    visitor: Visitor,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::of((&request, &visitor), form)?;
    visitor.is_one_of(DECIDERS)?;
    let date = sent.read("date", parse_date)?;
    let malformed = || PageError::Malformed("the form is not whole".to_owned());
    let language = Preferences::of(&request).language;
    let asked = read(&sent, language.texts()).ok_or_else(malformed)?;
    let told = acts::act((&request, &visitor), Hold::Nothing, move |tx, by| {
        let (word, Done { done, passed_over }) = done(tx, by, (date, &asked))?;
        Ok(format!("done={word}&count={done}&passed={passed_over}"))
    })
    .await?;
    Ok(go_to(&format!("/review?date={date}&{told}")))
}

/// What a form asks for: of one record, by its own button, or of all that are selected.
fn read(sent: &Sent, t: &Texts) -> Option<Act> {
    let of = |name: &str| Some(sent.text(name)).filter(|text| !text.is_empty());
    let reason = |id: &str, usual: &str| Note::parse(of(&format!("reason-{id}")).unwrap_or(usual));
    let r = &t.desk.review;
    if let Some(id) = of("approve") {
        let reason = reason(id, r.approve_reason)?;
        return Some(Act::Decide(RecruitId::parse(id)?, Decision::Approve, reason));
    }
    if let Some(id) = of("refuse") {
        let reason = reason(id, r.refuse_reason)?;
        return Some(Act::Decide(RecruitId::parse(id)?, Decision::Refuse, reason));
    }
    for (name, verdict, usual) in
        [("keep", Verdict::Keep, r.keep_reason), ("transfer", Verdict::Transfer, r.transfer_reason)]
    {
        if let Some(id) = of(name) {
            let reason = reason(id, usual)?;
            let ruling = NewRuling { verdict, shares: Vec::new(), reason };
            return Some(Act::Rule(ConflictId::parse(id)?, ruling));
        }
    }
    if let Some(id) = of("split") {
        let share = Share::parse(of(&format!("share-{id}"))?).ok()?;
        return Some(Act::Split(ConflictId::parse(id)?, share, reason(id, r.split_reason)?));
    }
    if of("accept").is_some() {
        return Some(Act::Accept(sent.all("accept").map(CheckInId::parse).collect::<Option<_>>()?));
    }
    match of("do")? {
        "accept" => {
            Some(Act::Accept(sent.all("check_in").map(CheckInId::parse).collect::<Option<_>>()?))
        }
        "remind" => {
            Some(Act::Remind(sent.all("missing").map(UserId::parse).collect::<Option<_>>()?))
        }
        "accept_on_time" => Some(Act::AcceptOnTime(of("seen_at")?.parse().ok()?)),
        _ => None,
    }
}

/// Does it, and says so in a word.
fn done(
    tx: &mut Tx<'_>,
    by: &By,
    (date, act): (NaiveDate, &Act),
) -> Result<(&'static str, Done), ServiceError> {
    let one = Done { done: 1, passed_over: 0 };
    Ok(match act {
        Act::Accept(ids) => ("accepted", review::accept(tx, by, ids)?),
        Act::AcceptOnTime(at) => ("accepted", review::accept_on_time(tx, by, (date, *at))?),
        Act::Remind(users) => ("reminded", review::remind(tx, by, (date, users))?),
        Act::Decide(id, decision, reason) => {
            recruits::decide(tx, by, id, (*decision, reason))?;
            ("decided", one)
        }
        Act::Rule(id, ruling) => {
            conflicts::decide(tx, by, id, ruling)?;
            ("decided", one)
        }
        Act::Split(id, share, reason) => {
            conflicts::split(tx, by, id, (*share, reason))?;
            ("decided", one)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::texts::Language;

    fn read_of(fields: &[(&str, &str)]) -> Option<Act> {
        let fields = fields.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        read(&Sent(fields), Language::English.texts())
    }

    #[test]
    fn a_row_is_decided_by_its_button_and_others_by_being_selected() {
        let id = CheckInId::from_bits(1).to_string();
        let other = CheckInId::from_bits(2).to_string();
        let one = read_of(&[("check_in", &other), ("accept", &id)]);
        assert!(matches!(one, Some(Act::Accept(ids)) if ids == [CheckInId::from_bits(1)]));
        let all = read_of(&[("check_in", &id), ("check_in", &other), ("do", "accept")]);
        assert!(matches!(all, Some(Act::Accept(ids)) if ids.len() == 2));
        assert!(read_of(&[("check_in", "nobody"), ("do", "accept")]).is_none());
        assert!(read_of(&[("do", "something")]).is_none());
    }

    #[test]
    fn a_split_has_the_share_of_the_one_who_claims() {
        let id = ConflictId::from_bits(1).to_string();
        let share = format!("share-{id}");
        let act = read_of(&[("split", &id), (&share, " 40 ")]);
        let Some(Act::Split(_, share_of_claimant, _)) = act else { unreachable!("no split") };
        assert_eq!(share_of_claimant.to_string(), "40");
        assert!(read_of(&[("split", &id), (&share, "much")]).is_none());
        assert!(read_of(&[("split", &id)]).is_none());
    }

    #[test]
    fn a_decision_has_a_reason_though_none_was_typed() {
        let id = RecruitId::from_bits(1).to_string();
        let reasons = [("", "Looked at: a company of its own"), ("Two brothers", "Two brothers")];
        for (typed, expected) in reasons {
            let act = read_of(&[("approve", &id), (&format!("reason-{id}"), typed)]);
            let Some(Act::Decide(_, Decision::Approve, reason)) = act else {
                unreachable!("no decision")
            };
            assert_eq!(reason.as_str(), expected);
        }
    }
}
