//! `/m`: the pages on a partner's phone.
//!
//! The phone keeps a copy of each, which is fetched with the header `X-Shell` and holds nothing of
//! anybody, so that it opens without a connection and for whoever has the phone. What there is to see
//! is put in by scripts.

pub(super) mod figures;
pub(super) mod logging;
pub(super) mod money;
pub(super) mod reporting;

use std::collections::BTreeMap;

use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use chrono_tz::Tz;
use serde::Serialize;

use super::answer::page;
use super::error::PageError;
use super::frame::{Frame, Reader};
use super::session::{Visitor, app_of};
use super::texts::Line;
use crate::domain::recruit::{RecruitStatus, Stage};
use crate::domain::{Role, Word};

/// The pages that a phone keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Today,
    Recruit,
    CheckIn,
    Mine,
    Unsent,
    Door,
    Money,
}

/// What the layout of these pages needs.
pub(super) struct Shell {
    frame: Frame,
    tab: Tab,
    /// By whose clock scripts say what day and time it is.
    zone: Tz,
}

impl Shell {
    /// A page for the phone to keep, or one for somebody who has signed in.
    async fn of(request: &HttpRequest, tab: Tab) -> Result<Self, PageError> {
        if request.headers().contains_key("x-shell") {
            return Self::around(request, Frame::of(request), tab);
        }
        let visitor = Visitor::extract(request).await?;
        Self::around(request, Frame::of_visitor(request, &visitor), tab)
    }

    fn around(request: &HttpRequest, frame: Frame, tab: Tab) -> Result<Self, PageError> {
        Ok(Self { frame, tab, zone: app_of(request)?.clock.zone() })
    }

    fn is(&self, tab: Tab) -> bool {
        self.tab == tab
    }

    fn csrf(&self) -> &str {
        self.frame.reader.as_ref().map_or("", |Reader { csrf, .. }| csrf.as_str())
    }
}

#[derive(Template)]
#[template(path = "phone/today.html")]
struct TodayPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "phone/recruit.html")]
struct RecruitPage {
    shell: Shell,
    /// So that a form that is sent twice is one recruit.
    client_ref: String,
    typed: logging::Typed,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "phone/mine.html")]
struct MinePage {
    shell: Shell,
}

impl MinePage {
    /// The words of stages and statuses, for the script that fills the list.
    fn words(&self) -> String {
        let language = self.shell.frame.language;
        let stages = Stage::ALL.iter().map(|stage| (stage.as_str(), language.stage(stage)));
        let statuses = RecruitStatus::ALL;
        let statuses =
            statuses.iter().map(|status| (status.as_str(), language.recruit_status(status)));
        json(&stages.chain(statuses).collect())
    }
}

#[derive(Template)]
#[template(path = "phone/unsent.html")]
struct UnsentPage {
    shell: Shell,
}

impl UnsentPage {
    /// What the fields of a record are called, for the script that shows one to be mended.
    fn fields(&self) -> String {
        let t = self.shell.frame.t;
        let named = [
            ("name", t.recruit.name),
            ("company", t.recruit.name),
            ("phone", t.recruit.phone),
            ("city", t.recruit.place),
            ("categories", t.recruit.trade),
            ("code", t.door.code),
            ("plan", t.check_in.plan),
            ("correction_reason", t.check_in.correction),
            ("blockers", t.check_in.blockers),
            ("sales_amount", t.check_in.sales_amount),
        ];
        json(&named.into_iter().chain(reporting::counts(t)).collect())
    }

    /// Why a record was refused, by the code of the refusal.
    fn reasons(&self) -> String {
        json(&self.shell.frame.t.phone.reasons.iter().copied().collect())
    }
}

#[derive(Template)]
#[template(path = "phone/door.html")]
struct DoorPage {
    shell: Shell,
}

/// Words for a script.
fn json(words: &BTreeMap<Line, Line>) -> String {
    // Text by text can always be written.
    serde_json::to_string(words).unwrap_or_default()
}

/// What there is to do.
pub(super) async fn today(request: HttpRequest) -> Result<HttpResponse, PageError> {
    page(&TodayPage { shell: Shell::of(&request, Tab::Today).await? })
}

/// The form that logs a recruit.
pub(super) async fn recruit(request: HttpRequest) -> Result<HttpResponse, PageError> {
    let mut shell = Shell::of(&request, Tab::Recruit).await?;
    if request.query_string() == "saved" {
        let text = shell.frame.t.recruit.saved;
        shell.frame = shell.frame.with_flash("good", text);
    }
    page(&RecruitPage::of(shell, logging::Typed::default(), None))
}

/// My recruits.
pub(super) async fn mine(request: HttpRequest) -> Result<HttpResponse, PageError> {
    page(&MinePage { shell: Shell::of(&request, Tab::Mine).await? })
}

/// The events that I host, and the door of one.
pub(super) async fn door(request: HttpRequest) -> Result<HttpResponse, PageError> {
    page(&DoorPage { shell: Shell::of(&request, Tab::Door).await? })
}

/// What waits on this phone.
pub(super) async fn unsent(request: HttpRequest) -> Result<HttpResponse, PageError> {
    page(&UnsentPage { shell: Shell::of(&request, Tab::Unsent).await? })
}

/// Who has signed in, and the token with which it sends.
#[derive(Serialize)]
struct SessionResponse<'a> {
    user: &'a str,
    name: &'a str,
    csrf: &'a str,
    today: String,
    /// Whether this user sees what the partner earns.
    owner: bool,
}

/// Who has signed in with this browser; a script asks, so the answer to nobody is a 401 and no page.
pub(super) async fn session(
    visitor: Result<Visitor, PageError>,
) -> Result<HttpResponse, PageError> {
    match visitor {
        Ok(visitor) => Ok(HttpResponse::Ok().json(SessionResponse {
            user: visitor.user.id.as_str(),
            name: visitor.user.name.as_str(),
            csrf: &visitor.csrf,
            today: visitor.by.now.today.to_string(),
            owner: visitor.user.role == Role::PartnerOwner,
        })),
        Err(PageError::SignedOut) => Ok(HttpResponse::Unauthorized().finish()),
        Err(error) => Err(error),
    }
}
