//! `/pipeline`: how the recruits of some days came on, each number with the recruits that it counts.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::answer::page;
use super::charts::{Figure, RowChart};
use super::error::PageError;
use super::frame::Frame;
use super::sections::read;
use super::session::{Visitor, app_of};
use super::texts::{Language, Line};
use super::{listing, shown};
use crate::domain::recruit::{FollowUp, Pipeline, RecruitStatus, Stage, StageFigures};
use crate::domain::{PartnerId, Span, Word, parse_date, start_of};
use crate::service::naming::Names;
use crate::service::recruits;

/// What is asked of the page.
struct Asked {
    /// None where these are no days, or too many.
    days: Option<Span>,
    partner: Option<PartnerId>,
}

impl Asked {
    fn read(request: &HttpRequest, today: NaiveDate) -> Result<Self, PageError> {
        let (mut from, mut until, mut partner) = (None, None, None);
        for (name, value) in listing::asked(request)? {
            let day = || {
                let malformed = || PageError::Malformed(format!("{value} is no day"));
                parse_date(&value).ok_or_else(malformed)
            };
            match name.as_str() {
                "from" => from = Some(day()?),
                "until" => until = Some(day()?),
                "partner_id" => {
                    partner = Some(PartnerId::parse(&value).ok_or(PageError::NotFound)?);
                }
                _ => return Err(PageError::Malformed(format!("{name} is no parameter"))),
            }
        }
        Ok(Self { days: recruits::pipeline_days((from, until), today), partner })
    }
}

/// Where the recruits are that the page counts.
struct Links {
    received: (DateTime<Utc>, DateTime<Utc>),
    /// Received before it and not spoken to is overdue, by the rule of today.
    turn: DateTime<Utc>,
    partner: String,
}

impl Links {
    fn of(days: Span, (zone, turn): (Tz, NaiveDateTime), partner: Option<&PartnerId>) -> Self {
        let behind = days.last.succ_opt().unwrap_or(days.last);
        let (from, until) = (start_of(days.first, zone), start_of(behind, zone));
        let partner = partner.map(|id| format!("&partner_id={id}")).unwrap_or_default();
        Self { received: (from, until), turn: turn.and_utc().clamp(from, until), partner }
    }

    /// Of those received on the days.
    fn recruits(&self, query: &str) -> String {
        self.between(query, self.received)
    }

    fn between(&self, query: &str, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> String {
        let at = |instant: DateTime<Utc>| instant.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string();
        let (from, until) = (at(from), at(until));
        let partner = &self.partner;
        format!("/recruits?{query}&received_at[gte]={from}&received_at[lt]={until}{partner}")
    }

    /// Those that came to a stage, or further.
    fn reached(&self, stage: Stage) -> String {
        let further = Stage::ALL.iter().filter(|other| **other >= stage);
        let further: Vec<&str> = further.map(|stage| stage.as_str()).collect();
        self.recruits(&format!(
            "status={}&stage={}",
            but(&[RecruitStatus::Refused]),
            further.join(",")
        ))
    }

    /// Those that stand in a stage and are not over.
    fn now(&self, stage: Stage) -> String {
        self.recruits(&format!("status=open,in_review,won&stage={}", stage.as_str()))
    }

    /// Those to whom somebody spoke in time, or late, or nobody did before it was over.
    fn spoken_to(&self, how: &str) -> String {
        self.recruits(&format!("first_contact={how}"))
    }

    /// Those to whom nobody has spoken, and whose time for it has ended, or has not.
    fn uncontacted(&self, is_over: bool) -> String {
        let (from, until) = self.received;
        let between = if is_over { (from, self.turn) } else { (self.turn, until) };
        self.between("uncontacted=true", between)
    }
}

/// All statuses but some.
fn but(others: &[RecruitStatus]) -> String {
    let all = RecruitStatus::ALL.iter().filter(|status| !others.contains(status));
    all.map(|status| status.as_str()).collect::<Vec<_>>().join(",")
}

/// A figure, and where its list is.
struct Card {
    name: Line,
    value: String,
    path: String,
}

/// A stage as the table has it: its figures, the first and the third with their lists.
struct StageRow {
    name: Line,
    reached: (String, String),
    conversion: String,
    now: (String, String),
    time: String,
}

#[derive(Template)]
#[template(path = "pipeline.html")]
struct PipelinePage {
    frame: Frame,
    /// As it stands in the form.
    from: String,
    until: String,
    /// The one partner that is asked for: its id and name.
    partner: Option<(String, String)>,
    /// None where the days cannot be looked at.
    found: Option<Found>,
}

/// What there is to see.
struct Found {
    received: Card,
    spoken_to: String,
    follow_up: Vec<Card>,
    rate: String,
    funnel: RowChart,
    stages: Vec<StageRow>,
    statuses: Vec<Card>,
    is_empty: bool,
}

impl Found {
    fn of(frame: &Frame, (pipeline, within_hours): &(Pipeline, u32), links: &Links) -> Self {
        let rate = pipeline.follow_up.in_time_rate();
        Self {
            received: Card {
                name: frame.t.pipeline.received,
                value: shown::count(pipeline.received),
                path: links.reached(Stage::Lead),
            },
            spoken_to: (frame.t.pipeline.spoken_to)(*within_hours),
            follow_up: follow_up(frame, pipeline.follow_up, links),
            rate: rate.map_or_else(|| "—".to_owned(), |rate| format!("{rate} %")),
            funnel: funnel(frame, pipeline, links),
            stages: stages(frame, pipeline, links),
            statuses: statuses(frame.language, pipeline, links),
            is_empty: pipeline.received == 0,
        }
    }
}

fn follow_up(frame: &Frame, follow_up: FollowUp, links: &Links) -> Vec<Card> {
    let t = &frame.t.pipeline;
    let FollowUp { in_time, late, waiting, overdue, never } = follow_up;
    let card = |name, count: u32, path| Card { name, value: shown::count(count), path };
    vec![
        card(t.in_time, in_time, links.spoken_to("in_time")),
        card(t.late, late, links.spoken_to("late")),
        card(t.waiting, waiting, links.uncontacted(false)),
        card(t.overdue, overdue, links.uncontacted(true)),
        card(t.never, never, links.spoken_to("never")),
    ]
}

fn funnel(frame: &Frame, pipeline: &Pipeline, links: &Links) -> RowChart {
    let figures: Vec<Figure> = pipeline
        .stages
        .iter()
        .map(|of| Figure::count(frame.language.stage(&of.stage), of.reached.into()))
        .collect();
    let paths = pipeline.stages.iter().map(|of| links.reached(of.stage));
    RowChart::funnel(frame.t, frame.t.pipeline.funnel, &figures).linked(paths)
}

fn stages(frame: &Frame, pipeline: &Pipeline, links: &Links) -> Vec<StageRow> {
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    let row = |of: &StageFigures| StageRow {
        name: frame.language.stage(&of.stage),
        reached: (shown::count(of.reached), links.reached(of.stage)),
        conversion: or_none(of.conversion.map(|rate| format!("{rate} %"))),
        now: (shown::count(of.now), links.now(of.stage)),
        time: or_none(of.median_hours.map(frame.t.pipeline.hours)),
    };
    pipeline.stages.iter().map(row).collect()
}

/// What became of them, but for those refused at receipt, which are not counted.
fn statuses(language: Language, pipeline: &Pipeline, links: &Links) -> Vec<Card> {
    let counted = pipeline.statuses.iter().filter(|(status, _)| *status != RecruitStatus::Refused);
    let card = |(status, count): &(RecruitStatus, u32)| Card {
        name: language.recruit_status(status),
        value: shown::count(*count),
        path: links.recruits(&format!("status={}", status.as_str())),
    };
    counted.map(card).collect()
}

/// The page.
pub(super) async fn show(
    request: HttpRequest,
    visitor: Visitor,
) -> Result<HttpResponse, PageError> {
    let Asked { days, partner } = Asked::read(&request, visitor.by.now.today)?;
    // A partner's people see their own anyway, and nobody else's name.
    let partner = partner.filter(|_| visitor.by.actor.partner().is_none());
    let (zone, now) = (app_of(&request)?.clock.zone(), visitor.by.at());
    let asked = partner.clone();
    let (pipeline, names) = read((&request, &visitor), move |tx, by| {
        let mut names = Names::default();
        names.learn_partners(tx, asked.as_ref())?;
        let looked = days.map(|days| recruits::pipeline(tx, by, (days, asked.as_ref())));
        Ok((looked.transpose()?, names))
    })
    .await?;
    let frame = Frame::of_visitor(&request, &visitor);
    let found = pipeline.zip(days).map(|(pipeline, days)| {
        let turn = now - TimeDelta::hours(pipeline.1.into());
        let links = Links::of(days, (zone, turn), partner.as_ref());
        Found::of(&frame, &pipeline, &links)
    });
    let day = |day: fn(Span) -> NaiveDate| days.map(|days| day(days).to_string());
    page(&PipelinePage {
        from: day(|days| days.first).unwrap_or_default(),
        until: day(|days| days.last).unwrap_or_default(),
        partner: partner.map(|id| (id.to_string(), names.partner(&id).to_owned())),
        found,
        frame,
    })
}
