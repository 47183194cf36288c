//! `/events/{id}`: what came of an event, each figure with its list.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{MANAGERS, READERS};
use crate::domain::event::{Event, EventStatus};
use crate::domain::{EventId, Money, PartnerId, Word};
use crate::service::events::{self, EventChanges, EventReport, Figures, HostFigures};
use crate::service::naming::Names;
use crate::service::{Hold, ServiceError};
use crate::web::acts::{Form, Sent, act};
use crate::web::answer::{go_to, page};
use crate::web::background::in_background;
use crate::web::charts::{Figure, RowChart};
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::session::{Visitor, app_of};
use crate::web::shown;
use crate::web::texts::Line;

/// A figure, and where its list is.
struct Card {
    name: Line,
    value: String,
    path: Option<String>,
}

/// A figure of a host, and its list where the reader may open that.
type Listed = (String, Option<String>);

/// A host's part.
struct HostRow {
    /// The host's page, where the reader may open that.
    path: Option<String>,
    name: String,
    share: String,
    arrivals: String,
    recruits: Listed,
    won: Listed,
    cost: String,
    won_amount: String,
    commission: String,
    gain: String,
}

/// A link by which strangers register.
struct Invitation {
    /// Who invites by it; nobody in particular where that is none.
    host: Option<String>,
    path: String,
}

#[derive(Template)]
#[template(path = "event.html")]
struct EventPage {
    frame: Frame,
    event: Event,
    begins: String,
    ends: String,
    cost: String,
    status: Line,
    tone: Line,
    /// What it may become, each with its name.
    next: Vec<(Line, Line)>,
    csrf: String,
    who_came: Vec<Card>,
    brought: Vec<Card>,
    won_until: String,
    attendance: RowChart,
    returns: Option<RowChart>,
    hosts: Vec<HostRow>,
    shows_commission: bool,
    invitations: Vec<Invitation>,
}

/// The page.
pub(in crate::web) async fn show(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
) -> Result<HttpResponse, PageError> {
    visitor.is_one_of(READERS)?;
    let id = EventId::parse(&id).ok_or(PageError::NotFound)?;
    let (app, by) = (app_of(&request)?, visitor.by.clone());
    let zone = app.clock.zone();
    let (report, names) = in_background(move || {
        app.database.read(&by.actor.scope(), |tx| -> Result<_, ServiceError> {
            let report = events::report(tx, &by, &id)?;
            let mut names = Names::default();
            names.learn_partners(tx, report.hosts.iter().map(|host| &host.partner))?;
            Ok((report, names))
        })
    })
    .await?;
    let frame = Frame::of_visitor(&request, &visitor);
    page(&made(frame, (report, &names), (&visitor, zone)))
}

fn made(
    frame: Frame,
    (report, names): (EventReport, &Names),
    (visitor, zone): (&Visitor, chrono_tz::Tz),
) -> EventPage {
    let won_in_time = report.won_in_time();
    let EventReport { event, won_within, total, hosts } = report;
    let may_move = MANAGERS.contains(&visitor.user.role);
    let becomes = |next: &&EventStatus| may_move && event.status.may_become(**next);
    let next = EventStatus::ALL.iter().filter(becomes);
    // The lists of recruits and partners are the platform's.
    let opens_lists = visitor.by.actor.partner().is_none();
    let recruits = RecruitLists { event: &event.id, won_in_time: &won_in_time, opens_lists };
    let named = |next: &EventStatus| (next.as_str(), frame.language.event_status(*next));
    EventPage {
        begins: shown::minute(&event.starts_at, zone),
        ends: shown::minute(&event.ends_at, zone),
        cost: maybe(event.cost.as_ref()),
        status: frame.language.event_status(event.status),
        tone: super::tone(event.status),
        next: next.map(named).collect(),
        csrf: visitor.csrf.clone(),
        who_came: who_came(&frame, &event, &total),
        brought: brought(&frame, &total, &recruits),
        won_until: won_within.last.to_string(),
        attendance: attendance(&frame, &event, &total),
        returns: returns(&frame, &total, &recruits),
        hosts: hosts.iter().map(|host| host_row(host, names, &recruits)).collect(),
        shows_commission: total.commission.is_some(),
        invitations: invitations(&event, names, opens_lists),
        event,
        frame,
    }
}

fn maybe(money: Option<&Money>) -> String {
    money.map_or_else(|| "—".to_owned(), |money| shown::money(money).text())
}

fn guests(event: &Event, query: &str) -> Option<String> {
    Some(format!("/events/{}/guests?{query}", event.id))
}

fn who_came(frame: &Frame, event: &Event, total: &Figures) -> Vec<Card> {
    let t = &frame.t.desk.events;
    let both = total.on_site.plus(total.online);
    let count = |name, count: u32, query: &str| Card {
        name,
        value: shown::count(count),
        path: guests(event, query),
    };
    let rate = both.show_rate().map_or_else(|| "—".to_owned(), |rate| format!("{rate} %"));
    vec![
        count(t.registered, both.registered, "walk_in=false"),
        count(t.arrived, both.arrived, "walk_in=false&arrived=true"),
        count(t.walk_ins, both.walk_ins, "walk_in=true"),
        count(t.no_shows, both.no_shows(), "walk_in=false&arrived=false"),
        Card { name: t.show_rate, value: rate, path: None },
    ]
}

/// The lists of an event's recruits, which are the platform's to open: those that its figures count.
struct RecruitLists<'a> {
    event: &'a EventId,
    won_in_time: &'a str,
    opens_lists: bool,
}

impl RecruitLists<'_> {
    /// Those that were not refused, of one host or of all.
    fn counted(&self, host: Option<&PartnerId>) -> Option<String> {
        self.list(events::COUNTED, host)
    }

    /// Those that paid in time.
    fn won(&self, host: Option<&PartnerId>) -> Option<String> {
        self.list(self.won_in_time, host)
    }

    fn list(&self, query: &str, host: Option<&PartnerId>) -> Option<String> {
        let of_host = host.map(|host| format!("&partner_id={host}")).unwrap_or_default();
        let path = || format!("/recruits?event_id={}&{query}{of_host}", self.event);
        self.opens_lists.then(path)
    }
}

fn brought(frame: &Frame, total: &Figures, recruits: &RecruitLists<'_>) -> Vec<Card> {
    let t = &frame.t.desk.events;
    let plain = |name, value| Card { name, value, path: None };
    let by_head = total.by_head.as_ref();
    let each = |amount: Option<crate::domain::Amount>| {
        let money = amount.zip(total.cost).map(|(amount, cost)| Money { amount, ..cost });
        maybe(money.as_ref())
    };
    let gain = by_head.and_then(|figures| figures.gain);
    let mut cards = vec![
        plain(t.companies, total.companies.to_string()),
        plain(t.already_known, total.already_known.to_string()),
        Card {
            name: t.new_recruits,
            value: total.new_recruits.to_string(),
            path: recruits.counted(None),
        },
        Card { name: t.won, value: total.won.to_string(), path: recruits.won(None) },
        plain(t.per_arrival, each(by_head.and_then(|figures| figures.per_arrival))),
        plain(t.per_recruit, each(by_head.and_then(|figures| figures.per_new_recruit))),
        plain(t.gain, gain.map_or_else(|| "—".to_owned(), |gain| format!("{gain} %"))),
    ];
    if let Some(commission) = &total.commission {
        cards.push(plain(t.commission, shown::sums(commission)));
    }
    cards
}

fn attendance(frame: &Frame, event: &Event, total: &Figures) -> RowChart {
    let t = &frame.t.desk.events;
    let name = |mode: Line, what: Line| format!("{what} · {mode}");
    let mut figures = Vec::new();
    for (mode, of) in [(t.on_site, total.on_site), (t.online, total.online)] {
        figures.push(Figure::count(name(mode, t.registered), of.registered.into()));
        figures.push(Figure::count(name(mode, t.came), of.arrivals().into()));
    }
    let queries = [
        "mode=on_site&walk_in=false",
        "mode=on_site&arrived=true",
        "mode=online&walk_in=false",
        "mode=online&arrived=true",
    ];
    let paths = queries.iter().filter_map(|query| guests(event, query));
    RowChart::compared(frame.t, t.who_came, &figures).linked(paths)
}

/// What it cost beside what it won, where both are known.
fn returns(frame: &Frame, total: &Figures, recruits: &RecruitLists<'_>) -> Option<RowChart> {
    let t = &frame.t.desk.events;
    let (cost, won) = total.cost.as_ref().zip(total.won_amount.as_ref())?;
    let figures = [Figure::money(t.cost, cost), Figure::money(t.won_amount, won)];
    let paths = [None, recruits.won(None)];
    Some(RowChart::compared(frame.t, t.cost_and_won, &figures).linked(paths))
}

fn host_row(host: &HostFigures, names: &Names, recruits: &RecruitLists<'_>) -> HostRow {
    let HostFigures { partner, code: _, share, figures } = host;
    let gain = figures.by_head.as_ref().and_then(|figures| figures.gain);
    HostRow {
        path: recruits.opens_lists.then(|| format!("/partners/{partner}")),
        name: names.partner(partner).to_owned(),
        share: format!("{share} %"),
        arrivals: shown::count(figures.on_site.plus(figures.online).arrivals()),
        recruits: (figures.new_recruits.to_string(), recruits.counted(Some(partner))),
        won: (figures.won.to_string(), recruits.won(Some(partner))),
        cost: maybe(figures.cost.as_ref()),
        won_amount: maybe(figures.won_amount.as_ref()),
        commission: figures.commission.as_deref().map(shown::sums).unwrap_or_default(),
        gain: gain.map_or_else(|| "—".to_owned(), |gain| format!("{gain} %")),
    }
}

/// The links to the public form while it takes anybody: the event's own, which is the platform's to give,
/// and one of each host that the reader sees.
fn invitations(event: &Event, names: &Names, of_platform: bool) -> Vec<Invitation> {
    if !event.takes_forms() {
        return Vec::new();
    }
    let token = event.form.token.as_ref().filter(|_| of_platform);
    let own = token.map(|token| Invitation { host: None, path: format!("/r/{token}") });
    let hosts = event.hosts.iter().filter_map(|host| {
        let path = events::invitation_link(event, &host.partner)?;
        Some(Invitation { host: Some(names.partner(&host.partner).to_owned()), path })
    });
    own.into_iter().chain(hosts).collect()
}

/// Says where an event stands.
pub(in crate::web) async fn move_on(
    request: HttpRequest,
    visitor: Visitor,
    id: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, PageError> {
    let sent = Sent::of((&request, &visitor), form)?;
    visitor.is_one_of(MANAGERS)?;
    let event = EventId::parse(&id).ok_or(PageError::NotFound)?;
    let status = sent.read("status", EventStatus::parse)?;
    let version = sent.read("version", |typed| typed.parse().ok())?;
    let changes = EventChanges { status: Some(status), ..EventChanges::default() };
    act((&request, &visitor), Hold::Nothing, move |tx, by| {
        events::change(tx, by, (&event, Some(version)), &changes)?;
        Ok(String::new())
    })
    .await?;
    Ok(go_to(&format!("/events/{id}")))
}
