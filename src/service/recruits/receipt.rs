//! What happens when a registration is received: who came first is decided here, and nowhere else.

use chrono::{Duration, NaiveDateTime};
use chrono_tz::Tz;
use serde_json::json;

use super::standing::{self, Standing};
use super::{NewRecruit, Registered, Whom};
use crate::domain::identity::Likeness;
use crate::domain::programme::Settings;
use crate::domain::recruit::{
    Recruit, RecruitStatus, ReviewReason, Source, Stage, StageMove, StageMoved, cool_down_ends,
    day_of_capture, is_over_daily_cap, protected_until,
};
use crate::domain::{City, Name, PartnerId, Seller, SellerId, day_of, start_of};
use crate::service::audit::{self, Change};
use crate::service::by::{By, new_id};
use crate::service::error::ServiceError;
use crate::service::sellers::{described, store_new};
use crate::service::settings;
use crate::storage::{Tx, recruits, sellers};

/// A registration that is being received.
pub(super) struct Receipt<'a> {
    by: &'a By,
    partner: &'a PartnerId,
    new: &'a NewRecruit,
    settings: Settings,
}

/// What is known of the seller that is meant.
enum Meant {
    /// It is this one.
    Known(Box<Seller>),
    /// Nobody knows it yet.
    New,
}

/// Receives a registration for a partner. Asked with the programme's sight.
pub(super) fn receive(
    tx: &mut Tx<'_>,
    by: &By,
    partner: &PartnerId,
    new: &NewRecruit,
) -> Result<Registered, ServiceError> {
    let settings = settings::in_force(tx, by.now.today)?;
    let receipt = Receipt { by, partner, new, settings };
    let named = receipt.named(tx)?;
    let settings = &receipt.settings;
    let found = match (&named, &new.whom) {
        (Some(seller), _) => standing::matches(tx, &seller.traits(), settings)?,
        (None, Whom::Described(details)) => standing::matches(tx, &details.traits(), settings)?,
        (None, Whom::Known(_)) => standing::Matches::default(),
    };
    let certain = match named {
        Some(seller) => vec![seller],
        None => found.certain,
    };
    for seller in &certain {
        if receipt.standing(tx, seller)? == Standing::Taken {
            return receipt.refuse(tx, seller);
        }
    }
    for seller in &certain {
        receipt.is_not_ones_own(tx, seller)?;
    }
    let meant = certain.into_iter().next().map_or(Meant::New, |s| Meant::Known(Box::new(s)));
    let likely = receipt.suspicious(tx, &meant, found.likely)?;
    receipt.accept(tx, meant, &likely)
}

impl Receipt<'_> {
    fn zone(&self) -> Tz {
        self.settings.zone
    }

    /// How a seller stands to the partner.
    fn standing(&self, tx: &mut Tx<'_>, seller: &Seller) -> Result<Standing, ServiceError> {
        let today = (self.by.now.today, &self.settings);
        standing::standing(tx, (seller, Some(self.partner)), today)
    }

    /// The seller that the request names by its id.
    fn named(&self, tx: &mut Tx<'_>) -> Result<Option<Seller>, ServiceError> {
        let Whom::Known(id) = &self.new.whom else { return Ok(None) };
        let unknown = || {
            let message = "is not the id of a seller that you can register";
            ServiceError::invalid("/seller_id", "unknown_id", message)
        };
        sellers::by_id(tx, id)?.map(Some).ok_or_else(unknown)
    }

    /// Refuses what is the partner's already, and what it gave back a moment ago.
    fn is_not_ones_own(&self, tx: &mut Tx<'_>, seller: &Seller) -> Result<(), ServiceError> {
        let today = self.by.now.today;
        let conflict = |code, detail| Err(ServiceError::Conflict(code, detail));
        match self.standing(tx, seller)? {
            Standing::Yours(Some(until)) => {
                return conflict("already_yours", format!("you protect it until {until}"));
            }
            Standing::Yours(None) => {
                return conflict("already_yours", "it is your seller".to_owned());
            }
            Standing::Free | Standing::Taken => {}
        }
        let released = recruits::last_released(tx, self.partner, &seller.id)?;
        let Some(ended) = released.and_then(|recruit| recruit.ended_at) else { return Ok(()) };
        let again = cool_down_ends(day_of(ended.and_utc(), self.zone()), &self.settings.recruits);
        if today < again {
            let detail = format!("it went back to the pool; you can take it again on {again}");
            return conflict("cool_down", detail);
        }
        Ok(())
    }

    /// The likenesses that a manager is to look at. Whoever means a known seller makes no second of it,
    /// so that only those matter there that are another's.
    fn suspicious(
        &self,
        tx: &mut Tx<'_>,
        meant: &Meant,
        likely: Vec<(Seller, Likeness)>,
    ) -> Result<Vec<(SellerId, Likeness)>, ServiceError> {
        let mut suspicious = Vec::new();
        for (seller, likeness) in likely {
            let counts = match meant {
                Meant::New => true,
                Meant::Known(known) if known.id == seller.id => false,
                Meant::Known(_) => self.standing(tx, &seller)? == Standing::Taken,
            };
            suspicious.extend(counts.then_some((seller.id, likeness)));
        }
        Ok(suspicious)
    }

    /// Keeps a registration of a seller that is another's. Its partner reads in it what it wrote itself.
    fn refuse(&self, tx: &mut Tx<'_>, seller: &Seller) -> Result<Registered, ServiceError> {
        let (name, city) = match &self.new.whom {
            Whom::Described(details) => (details.name.clone(), details.city.clone()),
            Whom::Known(id) => nameless(id, seller),
        };
        let recruit = Recruit {
            status: RecruitStatus::Refused,
            client_ref: None,
            protected_until: None,
            ended_at: Some(self.by.at()),
            ..self.recruit(&seller.id, (name, city))
        };
        recruits::insert(tx, &recruit)?;
        audit::note(tx, self.by, &Change::of("recruits.refuse", (None, &recruit)))?;
        Ok(Registered::Refused(Box::new(recruit)))
    }

    fn accept(
        &self,
        tx: &mut Tx<'_>,
        meant: Meant,
        likely: &[(SellerId, Likeness)],
    ) -> Result<Registered, ServiceError> {
        let reason = self.review_reason(tx, likely)?;
        let (seller, expired) = match (meant, &self.new.whom) {
            (Meant::Known(seller), _) => {
                let expired = standing::expire(tx, self.by, &seller)?;
                (*seller, expired)
            }
            (Meant::New, Whom::Described(details)) => {
                let seller = described(details, self.by);
                store_new(tx, &seller)?;
                (seller, None)
            }
            (Meant::New, Whom::Known(_)) => return Err(ServiceError::NotFound),
        };
        let written = match &self.new.whom {
            Whom::Described(details) => (details.name.clone(), details.city.clone()),
            Whom::Known(_) => (seller.name.clone(), seller.city.clone()),
        };
        let open = if reason.is_some() { RecruitStatus::InReview } else { RecruitStatus::Open };
        let recruit =
            Recruit { status: open, review_reason: reason, ..self.recruit(&seller.id, written) };
        recruits::insert(tx, &recruit).map_err(ServiceError::meanwhile)?;
        let begin = StageMoved {
            from: None,
            to: StageMove::To(Stage::Lead),
            note: None,
            by: Some(self.by.actor.user().clone()),
            at: self.by.at(),
        };
        recruits::insert_move(tx, &recruit, &begin)?;
        if let Some((before, after)) = &expired {
            audit::note(tx, self.by, &Change::of("recruits.expire", (Some(before), after)))?;
        }
        audit::note(tx, self.by, &Change::of("recruits.create", (None, &recruit)))?;
        Ok(Registered::New(Box::new(recruit)))
    }

    /// Why a manager is to look at it, if somebody is.
    fn review_reason(
        &self,
        tx: &mut Tx<'_>,
        likely: &[(SellerId, Likeness)],
    ) -> Result<Option<String>, ServiceError> {
        if !likely.is_empty() {
            let likenesses: Vec<Likeness> = likely.iter().map(|(_, likeness)| *likeness).collect();
            return Ok(Some(ReviewReason::resembles(&likenesses).kept()));
        }
        let counted = match &self.new.event {
            Some(_) => self.new.source,
            // An event without a name is nobody's word but the partner's.
            None if self.new.source == Source::Event => Source::Visit,
            None => self.new.source,
        };
        let others = recruits::captured_within(tx, self.partner, self.day_of_capture())?;
        let over = is_over_daily_cap(counted, others, &self.settings.recruits);
        let cap = self.settings.recruits.daily_cap;
        Ok(over.then(|| ReviewReason::OverDailyCap(cap).kept()))
    }

    /// The first instant of the day of its capture, and that of the next.
    fn day_of_capture(&self) -> (NaiveDateTime, NaiveDateTime) {
        let captured = self.new.captured_at.map(|at| at.and_utc());
        let day = day_of_capture(captured, self.by.now.at, self.zone());
        let next = day.checked_add_signed(Duration::days(1)).unwrap_or(day);
        (start_of(day, self.zone()).naive_utc(), start_of(next, self.zone()).naive_utc())
    }

    fn recruit(&self, seller: &SellerId, (name, city): (Name, City)) -> Recruit {
        let submitted = match &self.new.whom {
            Whom::Described(details) => details.as_json(),
            Whom::Known(id) => json!({"id": id.as_str()}),
        };
        let actor = &self.by.actor;
        Recruit {
            id: new_id(),
            partner: self.partner.clone(),
            user: (actor.partner() == Some(self.partner)).then(|| actor.user().clone()),
            created_by: actor.user().clone(),
            seller: seller.clone(),
            seller_name: name,
            seller_city: city,
            submitted: Some(submitted.to_string()),
            source: self.new.source,
            event: self.new.event.clone(),
            note: self.new.note.clone(),
            captured_at: self.new.captured_at,
            received_at: self.by.at(),
            first_contact_hours: self.settings.recruits.first_contact_hours,
            client_ref: self.new.client_ref.clone(),
            status: RecruitStatus::Open,
            stage: Stage::Lead,
            protected_until: Some(protected_until(
                self.by.now.at,
                self.zone(),
                &self.settings.recruits,
            )),
            last_activity_at: None,
            review_reason: None,
            decided: None,
            decision_reason: None,
            ended_at: None,
            ended_reason: None,
            version: 1,
            updated_at: self.by.at(),
        }
    }
}

/// What stands in place of the name of a seller that was asked for by its id alone, and is another's.
fn nameless(id: &SellerId, seller: &Seller) -> (Name, City) {
    let name = Name::parse(id.as_str()).unwrap_or_else(|| seller.name.clone());
    let city = City::parse("—").unwrap_or_else(|| seller.city.clone());
    (name, city)
}
