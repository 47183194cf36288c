//! Two partners who want one seller: what a manager decides on, and what was decided before.

use chrono::Days;

use super::field::{Live, Market};
use super::market;
use super::programme::{PartnerPeople, Programme};
use super::stage::{Stage, read, wrong};
use crate::domain::recruit::{Decision, ProposedShare, Recruit, Source, Verdict};
use crate::domain::{Evidence, Name, Note, Seller, Share};
use crate::service::conflicts::{self, NewConflict, NewRuling, NewSide};
use crate::service::listing;
use crate::service::recruits::{self, NewRecruit, Registered, Whom};
use crate::service::sellers::{self, SellerDetails};
use crate::service::{By, ServiceError};

/// After how many days the manager has decided on what waits.
const WAITING: u64 = 3;
/// What the claimants say, in turn.
const CLAIMS: [&str; 3] = [
    "We were in this factory the same morning; his visiting card and a photo are with us.",
    "The owner is my cousin and asked us to register him. He will say so on the phone.",
    "We recruited him at last year's summit, before your list was begun.",
];
/// What they show for it.
const EVIDENCE: [&str; 3] = [
    "Photo of the visiting card, sent by WhatsApp that morning",
    "https://example.org/letters/2026-114",
    "Page 12 of last year's list of visitors",
];

/// A look-alike and a claim, of two partners that take turns from case to case; decided the next morning
/// where `is_old`, and otherwise for the manager to decide.
pub(super) fn clash(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    market: &mut Market,
    (turn, is_old): (usize, bool),
) -> Result<(), ServiceError> {
    let count = programme.partners.len();
    let (second, third) = ((2 * turn + 1) % count, (2 * turn + 2) % count);
    let alike = look_alike(stage, (programme, second), market, turn)?;
    let refused = taken_already(stage, (programme, third), market, turn)?;
    let filed = match &refused {
        Some(recruit) => {
            let people = partner(programme, third)?;
            let claim = CLAIMS.get(turn % CLAIMS.len()).copied().unwrap_or(CLAIMS[0]);
            let shown = EVIDENCE.get(turn % EVIDENCE.len()).copied().unwrap_or(EVIDENCE[0]);
            let evidence = vec![read(shown, Evidence::parse)?];
            let side = NewSide { claim: read(claim, Note::parse)?, evidence };
            let new = NewConflict { recruit: recruit.id.clone(), side };
            Some(conflicts::create(stage.tx, &stage.by(&people.owner, 13 * 60)?, &new)?)
        }
        None => None,
    };
    if !is_old {
        return Ok(());
    }
    let by = stage.by(&programme.manager, 22 * 60 + 30)?;
    if let Some(recruit) = alike {
        decide(stage, &by, (&recruit, turn))?;
    }
    if let Some(filed) = filed {
        let ruling = ruling((programme, third), turn)?;
        conflicts::decide(stage.tx, &by, &filed.id, &ruling)?;
    }
    Ok(())
}

fn partner(programme: &Programme, number: usize) -> Result<&PartnerPeople, ServiceError> {
    programme.partners.get(number).ok_or_else(|| wrong("a partner's number"))
}

/// Registers somebody who has the phone of a seller that another partner protects, or its name under
/// another legal form.
fn look_alike(
    stage: &mut Stage<'_, '_>,
    (programme, number): (&Programme, usize),
    market: &mut Market,
    turn: usize,
) -> Result<Option<Recruit>, ServiceError> {
    let Some((_, known)) = protected_by_another(stage, market, (number, turn), |_| true)? else {
        return Ok(None);
    };
    let mut details = market::seller(market.sellers, stage.sequence)?;
    market.sellers += 1;
    (details.ntn, details.city) = (None, known.city);
    if turn.is_multiple_of(2) {
        details.phone = known.phone;
    } else {
        let name = known.name.as_str();
        let bare = name.strip_suffix(" (Pvt) Ltd");
        let other = bare.map_or_else(|| format!("{name} (Pvt) Ltd"), str::to_owned);
        details.name = read(&other, Name::parse)?;
    }
    let registered = register(stage, (programme, number), details, 11 * 60 + 40)?;
    Ok(match registered {
        Registered::New(recruit) => Some(*recruit),
        Registered::Again(_) | Registered::Refused(_) => None,
    })
}

/// Registers a seller that another partner protects, by its NTN; the partner is refused.
fn taken_already(
    stage: &mut Stage<'_, '_>,
    (programme, number): (&Programme, usize),
    market: &Market,
    turn: usize,
) -> Result<Option<Recruit>, ServiceError> {
    let has_ntn = |seller: &Seller| seller.ntn.is_some();
    let Some((_, known)) = protected_by_another(stage, market, (number, turn), has_ntn)? else {
        return Ok(None);
    };
    let details = SellerDetails {
        name: known.name,
        city: known.city,
        phone: None,
        email: None,
        ntn: known.ntn,
        cnic: None,
        member_id: None,
        contact_name: known.contact_name,
        categories: known.categories,
    };
    let registered = register(stage, (programme, number), details, 12 * 60 + 10)?;
    Ok(match registered {
        Registered::Refused(recruit) => Some(*recruit),
        Registered::New(_) | Registered::Again(_) => None,
    })
}

/// One of the newest recruits of other partners whose seller is as wanted; another one at each turn.
fn protected_by_another<'m>(
    stage: &mut Stage<'_, '_>,
    market: &'m Market,
    (number, turn): (usize, usize),
    is_wanted: impl Fn(&Seller) -> bool,
) -> Result<Option<(&'m Live, Seller)>, ServiceError> {
    let of_others = market.live.iter().rev().filter(|live| live.whose.0 != number);
    for live in of_others.skip(turn * 3) {
        let seller = sellers::get(stage.tx, &live.seller)?;
        let recruit = recruits::get(stage.tx, &live.recruit)?;
        if recruit.protects_on(stage.day) && is_wanted(&seller) {
            return Ok(Some((live, seller)));
        }
    }
    Ok(None)
}

fn register(
    stage: &mut Stage<'_, '_>,
    (programme, number): (&Programme, usize),
    details: SellerDetails,
    minute: u32,
) -> Result<Registered, ServiceError> {
    let person = partner(programme, number)?.staff.first().ok_or_else(|| wrong("no staff"))?;
    let new = NewRecruit {
        partner: None,
        whom: Whom::Described(Box::new(details)),
        source: Source::Visit,
        event: None,
        note: None,
        captured_at: Some(stage.at(minute)),
        client_ref: None,
    };
    recruits::register(stage.tx, &stage.by(person, minute + 1)?, &new)
}

/// The manager decides on what has waited for days.
pub(super) fn decide_old(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
) -> Result<(), ServiceError> {
    let by = stage.by(&programme.manager, 9 * 60 + 20)?;
    let before = stage.at_on(stage.day - Days::new(WAITING), 0).and_utc();
    let before = before.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let asked = [("status", "in_review"), ("received_at[lt]", before.as_str())];
    let asked = listing::question(&recruits::LISTED, &asked)?;
    for (turn, recruit) in recruits::list(stage.tx, &by, &asked)?.rows.iter().enumerate() {
        // Of four, three are other companies; of the summit's nobody is refused, so that its figures are
        // those of the programme's own example.
        let is_same = recruit.event.is_none() && turn % 4 == 3;
        decide(stage, &by, (recruit, usize::from(is_same)))?;
    }
    Ok(())
}

fn decide(
    stage: &mut Stage<'_, '_>,
    by: &By,
    (recruit, turn): (&Recruit, usize),
) -> Result<(), ServiceError> {
    let (decision, reason) = if turn.is_multiple_of(2) {
        (Decision::Approve, "Two companies of one family, at two addresses.")
    } else {
        (Decision::Refuse, "The same company under another legal form.")
    };
    let reason = read(reason, Note::parse)?;
    recruits::decide(stage.tx, by, &recruit.id, (decision, &reason)).map(|_| ())
}

/// The first is kept, and every other one split with the claimant.
fn ruling(
    (programme, claimant): (&Programme, usize),
    turn: usize,
) -> Result<NewRuling, ServiceError> {
    if turn.is_multiple_of(2) {
        let reason = read("The other registration came first, by two hours.", Note::parse)?;
        return Ok(NewRuling { verdict: Verdict::Keep, shares: Vec::new(), reason });
    }
    let other = (claimant + 1) % programme.partners.len();
    let share = |number: usize, share: &str| -> Result<ProposedShare, ServiceError> {
        let partner = partner(programme, number)?.partner.id.clone();
        Ok(ProposedShare { partner, share: Share::parse(share).map_err(wrong)? })
    };
    Ok(NewRuling {
        verdict: Verdict::Split,
        shares: vec![share(other, "60")?, share(claimant, "40")?],
        reason: read("Both worked for it; they agreed on the phone.", Note::parse)?,
    })
}
