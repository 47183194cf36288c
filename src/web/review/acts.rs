//! What is done on the review: reminding, accepting, deciding.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{NaiveDate, NaiveDateTime};

use super::DECIDERS;
use crate::domain::recruit::{Decision, Verdict};
use crate::domain::{CheckInId, ConflictId, Note, RecruitId, Share, UserId, parse_date};
use crate::service::conflicts::{self, NewRuling};
use crate::service::review::{self, Done};
use crate::service::{By, ServiceError, Tx, recruits};
use crate::web::answer::go_to;
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::session::{Visitor, app_of};
use crate::web::texts::Texts;

/// A form whose fields may come several times.
type Fields = Vec<(String, String)>;

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
    sent: web::Form<Fields>,
) -> Result<HttpResponse, PageError> {
    let fields = sent.into_inner();
    visitor.sent(&request, value(&fields, "csrf").unwrap_or_default())?;
    visitor.is_one_of(DECIDERS)?;
    let malformed = || PageError::Malformed("the form is not whole".to_owned());
    let date = value(&fields, "date").and_then(parse_date).ok_or_else(malformed)?;
    let language = super::super::preferences::Preferences::of(&request).language;
    let act = read(&fields, language.texts()).ok_or_else(malformed)?;
    let (app, by) = (app_of(&request)?, visitor.by);
    let (word, done) = in_background(move || {
        let scope = by.actor.scope();
        app.database.write(scope, move |tx| done(tx, &by, (date, &act)))
    })
    .await?;
    let Done { done: count, passed_over } = done;
    Ok(go_to(&format!("/review?date={date}&done={word}&count={count}&passed={passed_over}")))
}

fn value<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
}

/// What a form asks for: of one record, by its own button, or of all that are selected.
fn read(fields: &Fields, t: &Texts) -> Option<Act> {
    let of = |name: &str| value(fields, name);
    let all = |name: &'static str| {
        fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    };
    let reason = |id: &str, usual: &str| {
        let typed = of(&format!("reason-{id}")).map(str::trim).filter(|typed| !typed.is_empty());
        Note::parse(typed.unwrap_or(usual))
    };
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
        let share = Share::parse(of(&format!("share-{id}"))?.trim()).ok()?;
        return Some(Act::Split(ConflictId::parse(id)?, share, reason(id, r.split_reason)?));
    }
    if of("accept").is_some() {
        return Some(Act::Accept(all("accept").map(CheckInId::parse).collect::<Option<_>>()?));
    }
    match of("do")? {
        "accept" => {
            Some(Act::Accept(all("check_in").map(CheckInId::parse).collect::<Option<_>>()?))
        }
        "remind" => Some(Act::Remind(all("missing").map(UserId::parse).collect::<Option<_>>()?)),
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
        read(&fields, Language::English.texts())
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
