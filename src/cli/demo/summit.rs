//! The demo's summit: 231 registered, 184 of them came, and 14 walked in. Another event is to come.

use chrono::Days;

use super::field::Market;
use super::programme::{PartnerPeople, Programme};
use super::stage::{Stage, read, wrong};
use super::{funding, market};
use crate::domain::event::{EventStatus, Host, Mode};
use crate::domain::{
    Amount, ArrivalId, City, Currency, EventId, Money, Name, PartnerId, Phone, Share, User,
};
use crate::service::ServiceError;
use crate::service::events::{
    self, EventChanges, NewArrival, NewEvent, NewEventRecruit, NewRegistration, WalkIn, Who,
    arrive, recruit, register,
};
use crate::service::recruits::Registered;
use crate::service::sellers;

/// How many register, come of those, and come without.
const REGISTERED: usize = 231;
const CAME: usize = 184;
const WALKED_IN: usize = 14;
/// Companies that nobody knew, that were sellers, and that were protected.
pub(super) const NEW: usize = 133;
const SELLERS: usize = 21;
const PROTECTED: usize = 18;
const COMPANIES: usize = NEW + SELLERS + PROTECTED;
/// What it costs, in rupees.
const COST: &str = "1862000.00";
/// How many have registered for the next event, and the number of the first company among them, which is
/// far behind those of all sellers.
const EXPECTED: usize = 37;
const FAR: usize = 200_000;
/// Every so many visitors take part from afar.
const ONLINE: usize = 9;

/// Somebody who may come.
struct Guest {
    name: Name,
    company: Name,
    phone: Phone,
    city: City,
    /// Whether the company is new, and this is its first person.
    is_new: bool,
}

/// Holds the summit.
pub(super) fn hold(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    market: &mut Market,
) -> Result<(), ServiceError> {
    let hosts: Vec<(usize, &PartnerPeople)> =
        programme.partners.iter().enumerate().take(3).collect();
    let event = announce(stage, programme, &hosts)?;
    let guests = invite(stage, market)?;
    let mut arrivals = Vec::new();
    for (number, guest) in guests.iter().enumerate() {
        let host = hosts.get(number % hosts.len().max(1)).ok_or_else(|| wrong("no host"))?.1;
        let staff = host.staff.get(number / 3 % 2).ok_or_else(|| wrong("no staff"))?;
        if let Some(arrival) = come(stage, (&event, staff), (number, guest))?
            && guest.is_new
        {
            arrivals.push((arrival, host));
        }
    }
    for (arrival, host) in arrivals {
        take(stage, (&event, &arrival), host, (&hosts, market))?;
    }
    funding::towards(stage, programme, &event)?;
    let by = stage.by(&programme.manager, 19 * 60)?;
    let changes = EventChanges { status: Some(EventStatus::Closed), ..EventChanges::default() };
    events::change(stage.tx, &by, (&event, None), &changes)?;
    Ok(())
}

fn announce(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
    hosts: &[(usize, &PartnerPeople)],
) -> Result<EventId, ServiceError> {
    let shares = ["50", "30", "20"];
    let currency = read("PKR", Currency::parse)?;
    let stated = hosts.iter().zip(shares).map(|((_, host), share)| {
        let share = Share::parse(share).map_err(wrong)?;
        Ok(Host { partner: host.partner.id.clone(), share })
    });
    let new = NewEvent {
        title: read("Sialkot Export Summit", Name::parse)?,
        city: read("Sialkot", City::parse)?,
        venue: read("Hall of the chamber of commerce", Name::parse)?,
        starts_at: stage.at(10 * 60),
        ends_at: stage.at(17 * 60),
        hosts: stated.collect::<Result<_, ServiceError>>()?,
        capacity: Some(300),
        cost: Some(Money { amount: Amount::parse(COST, currency).map_err(wrong)?, currency }),
        status: EventStatus::Running,
    };
    let by = stage.by(&programme.manager, 8 * 60)?;
    events::create(stage.tx, &by, &new).map(|event| event.id)
}

/// Announces the next event, which takes registrations, and for which a host asks for funding; and an owner
/// drafts a smaller one, which a manager is to open.
pub(super) fn announce_next(
    stage: &mut Stage<'_, '_>,
    programme: &Programme,
) -> Result<(), ServiceError> {
    let hosts: Vec<&PartnerPeople> = programme.partners.iter().take(2).collect();
    let [first, second] = hosts.as_slice() else { return Err(wrong("too few partners")) };
    let whole = |people: &PartnerPeople| (people.partner.id.clone(), "100");
    let halves = hosts.iter().map(|people| (people.partner.id.clone(), "50")).collect();
    let new = planned(stage, ("Gloves and Leather Day", 12), (halves, "640000.00"))?;
    let new = NewEvent { status: EventStatus::Open, ..new };
    let event = events::create(stage.tx, &stage.by(&programme.manager, 8 * 60 + 30)?, &new)?.id;
    funding::ask(stage, second, &event, ("120000.00", "Buses from Sambrial"))?;
    for number in 0..EXPECTED {
        let host = hosts.get(number % 2).ok_or_else(|| wrong("no host"))?;
        let staff = host.staff.first().ok_or_else(|| wrong("no staff"))?;
        let new = expected(stage, number)?;
        register(stage.tx, &stage.by(staff, 10 * 60)?, &event, &new)?;
    }
    let draft = ("Breakfast with glove makers", 19);
    let new = planned(stage, draft, (vec![whole(first)], "85000.00"))?;
    events::create(stage.tx, &stage.by(&first.owner, 16 * 60)?, &new)?;
    Ok(())
}

/// A draft of an event of some hosts, so many days ahead.
fn planned(
    stage: &Stage<'_, '_>,
    (title, days): (&str, u64),
    (hosts, cost): (Vec<(PartnerId, &str)>, &str),
) -> Result<NewEvent, ServiceError> {
    let currency = read("PKR", Currency::parse)?;
    let day = stage.day + Days::new(days);
    let stated = hosts
        .into_iter()
        .map(|(partner, share)| Ok(Host { partner, share: Share::parse(share).map_err(wrong)? }));
    Ok(NewEvent {
        title: read(title, Name::parse)?,
        city: read("Sialkot", City::parse)?,
        venue: read("Hotel on Kutchery Road", Name::parse)?,
        starts_at: stage.at_on(day, 10 * 60),
        ends_at: stage.at_on(day, 15 * 60),
        hosts: stated.collect::<Result<_, ServiceError>>()?,
        capacity: Some(80),
        cost: Some(Money { amount: Amount::parse(cost, currency).map_err(wrong)?, currency }),
        status: EventStatus::Draft,
    })
}

/// Somebody who will come to the next event, of a company that nobody knows yet.
fn expected(stage: &mut Stage<'_, '_>, number: usize) -> Result<NewRegistration, ServiceError> {
    let company = market::seller(FAR + number, stage.sequence)?;
    Ok(NewRegistration {
        name: read(&market::contact(stage.sequence), Name::parse)?,
        company: Some(company.name),
        phone: company.phone,
        email: None,
        city: Some(company.city),
        mode: if number.is_multiple_of(ONLINE) { Mode::Online } else { Mode::OnSite },
        invited_by: None,
        chosen: None,
    })
}

/// Those who register, and behind them those who walk in: the ones who come first.
fn invite(stage: &mut Stage<'_, '_>, market: &mut Market) -> Result<Vec<Guest>, ServiceError> {
    let protected = market.live.iter().take(PROTECTED).map(|live| live.seller.clone());
    let protected: Vec<_> = protected.collect();
    // Where too few are protected, more of them are sellers.
    let sellers = SELLERS + PROTECTED - protected.len();
    let known = market.members.iter().take(sellers).cloned();
    let known: Vec<_> = known.chain(protected).collect();
    let mut guests = Vec::new();
    for number in 0..REGISTERED + WALKED_IN {
        // The first person of each company, then second persons of the same companies.
        let company = number % COMPANIES;
        let is_first = number < COMPANIES;
        let guest = match (known.get(company), is_first) {
            (Some(seller), true) => known_guest(stage, seller)?,
            (_, true) => new_guest(stage, market)?,
            (_, false) => {
                let first: &Guest = guests.get(company).ok_or_else(|| wrong("no company"))?;
                colleague(stage, first, number)?
            }
        };
        guests.push(guest);
    }
    Ok(guests)
}

fn known_guest(
    stage: &mut Stage<'_, '_>,
    seller: &crate::domain::SellerId,
) -> Result<Guest, ServiceError> {
    let seller = sellers::get(stage.tx, seller)?;
    let phone = seller.phone.ok_or_else(|| wrong("a seller without a phone"))?;
    let name = read(&market::contact(stage.sequence), Name::parse)?;
    Ok(Guest { name, company: seller.name, phone, city: seller.city, is_new: false })
}

fn new_guest(stage: &mut Stage<'_, '_>, market: &mut Market) -> Result<Guest, ServiceError> {
    let details = market::seller(market.sellers, stage.sequence)?;
    market.sellers += 1;
    let phone = details.phone.ok_or_else(|| wrong("a seller without a phone"))?;
    let name = match details.contact_name {
        Some(name) => name,
        None => read(&market::contact(stage.sequence), Name::parse)?,
    };
    Ok(Guest { name, company: details.name, phone, city: details.city, is_new: true })
}

/// Another person of the same company, with a phone of its own.
fn colleague(
    stage: &mut Stage<'_, '_>,
    first: &Guest,
    number: usize,
) -> Result<Guest, ServiceError> {
    Ok(Guest {
        name: read(&market::contact(stage.sequence), Name::parse)?,
        company: first.company.clone(),
        phone: read(&format!("+92321{:07}", 6_000_000 + number), Phone::parse)?,
        city: first.city.clone(),
        is_new: false,
    })
}

/// Registers somebody and, where that person comes, takes the arrival.
fn come(
    stage: &mut Stage<'_, '_>,
    (event, staff): (&EventId, &User),
    (number, guest): (usize, &Guest),
) -> Result<Option<ArrivalId>, ServiceError> {
    let mode = if number % ONLINE == 0 { Mode::Online } else { Mode::OnSite };
    let who = if number < REGISTERED {
        let new = NewRegistration {
            name: guest.name.clone(),
            company: Some(guest.company.clone()),
            phone: Some(guest.phone.clone()),
            email: None,
            city: Some(guest.city.clone()),
            mode,
            invited_by: None,
            chosen: None,
        };
        let (visitor, _) = register(stage.tx, &stage.by(staff, 9 * 60)?, event, &new)?;
        if number >= CAME {
            return Ok(None);
        }
        Who::Registered(visitor.registration.id)
    } else {
        Who::WalkIn(Box::new(WalkIn {
            name: guest.name.clone(),
            company: Some(guest.company.clone()),
            phone: Some(guest.phone.clone()),
            email: None,
            city: Some(guest.city.clone()),
            chosen: None,
        }))
    };
    let minute = 10 * 60 + u32::try_from(number).unwrap_or_default();
    let new =
        NewArrival { who, mode: Some(mode), captured_at: Some(stage.at(minute)), client_ref: None };
    let (visitor, _) = arrive(stage.tx, &stage.by(staff, minute + 1)?, event, &new)?;
    Ok(visitor.arrival.map(|arrival| arrival.id))
}

/// Makes a recruit of an arrival.
fn take(
    stage: &mut Stage<'_, '_>,
    (event, arrival): (&EventId, &ArrivalId),
    host: &PartnerPeople,
    (hosts, market): (&[(usize, &PartnerPeople)], &mut Market),
) -> Result<(), ServiceError> {
    let staff = host.staff.first().ok_or_else(|| wrong("no staff"))?;
    let new =
        NewEventRecruit { name: None, city: None, ntn: None, categories: Vec::new(), note: None };
    let by = stage.by(staff, 17 * 60 + 30)?;
    if let Registered::New(found) = recruit(stage.tx, &by, (event, arrival), &new)? {
        let whose = hosts.iter().find(|(_, host)| host.partner.id == found.partner);
        let (number, _) = whose.ok_or_else(|| wrong("a recruit of nobody"))?;
        let place = stage.sequence.below(2);
        let is_slow = stage.sequence.percent(15);
        market.add((found.id, found.seller), (*number, place), (stage.day, is_slow));
    }
    Ok(())
}
