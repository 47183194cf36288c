//! `/m/check-in`: the report of a day, which a script sends, and a form where there is none.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use uuid::Uuid;

use super::logging::LOGGERS;
use super::{Shell, Tab};
use crate::domain::check_in::{Blocker, BlockerCategory, Counted, Counts, Told};
use crate::domain::recruit::Recruit;
use crate::domain::{Amount, ClientRef, Money, Note, RecruitId, Word, western_figure};
use crate::service::check_ins::{self, NewCheckIn};
use crate::service::check_ins_day::prefill;
use crate::service::idempotency::Answer;
use crate::service::{By, Hold, ServiceError, Tx, listing, recruits};
use crate::web::answer::{go_to, page, page_with};
use crate::web::background::in_background;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::session::{Visitor, app_of};
use crate::web::texts::{Line, Texts};

/// How many recruits are offered for the plan: as many as it can be about.
const OFFERED: &str = "20";

/// The figures of a day: each one's name, and what it is called.
pub(super) fn counts(t: &Texts) -> [(Line, Line); 7] {
    let t = &t.check_in;
    [
        ("calls", t.calls),
        ("visits", t.visits),
        ("demos", t.demos),
        ("proposals", t.proposals),
        ("new_recruits", t.new_recruits),
        ("contracts", t.contracts),
        ("sales_count", t.sales_count),
    ]
}

#[derive(Template)]
#[template(path = "phone/check_in.html")]
struct CheckInPage {
    shell: Shell,
    client_ref: String,
    typed: Typed,
    /// The recruits that the plan can be about.
    open: Vec<Recruit>,
    /// Whether the form asks why the figures are not those of the records.
    asks_why: bool,
    fault: Option<Line>,
}

impl CheckInPage {
    fn counts(&self) -> [(Line, Line, &str); 7] {
        counts(self.shell.frame.t).map(|(name, label)| (name, label, self.typed.of(name)))
    }
}

/// What was typed, by the fields' names.
#[derive(Debug, Default)]
pub(in crate::web) struct Typed(Vec<(String, String)>);

impl Typed {
    fn of(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("0", |(_, value)| value.as_str())
    }

    /// The words of a field, none where there are none.
    fn words(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    fn has(&self, blocker: &str) -> bool {
        self.all("blockers").any(|value| value == blocker)
    }

    fn plans(&self, recruit: &RecruitId) -> bool {
        self.all("plan_recruits").any(|value| value == recruit.as_str())
    }

    /// All that was chosen of a field.
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let of_field = self.0.iter().filter(move |(field, _)| field == name);
        of_field.map(|(_, value)| value.as_str())
    }

    /// The day that it is about: that on which the form was opened, however late it is sent.
    fn day(&self, by: &By) -> Result<NaiveDate, ServiceError> {
        let malformed = || ServiceError::invalid("/date", "malformed", "is no day");
        match self.words("date") {
            "" => Ok(by.now.today),
            date => date.parse().map_err(|_| malformed()),
        }
    }

    fn of_records(date: NaiveDate, counts: &Counts, sold: &Money) -> Self {
        let figure = |what: &Counted| (what.as_str().to_owned(), counts.get(*what).to_string());
        let mut fields: Vec<_> = Counted::ALL.iter().map(figure).collect();
        let amount = sold.amount.in_currency(sold.currency).to_string();
        fields.push(("sales_amount".to_owned(), amount));
        fields.push(("date".to_owned(), date.to_string()));
        Self(fields)
    }

    /// The report that it describes; `None` where a field cannot be understood.
    fn read(&self, by: &By, date: NaiveDate, sold: &Money) -> Option<NewCheckIn> {
        let is_nothing = self.0.iter().any(|(field, _)| field == "nothing");
        let mut told = Told {
            counts: Counts::default(),
            sales_amount: Money { amount: Amount::ZERO, currency: sold.currency },
            blockers: Vec::new(),
            plan: optional(self.words("plan"))?,
            planned: self.all("plan_recruits").map(RecruitId::parse).collect::<Option<_>>()?,
            note: None,
            correction: optional(self.words("correction_reason"))?,
        };
        for what in Counted::ALL.iter().filter(|_| !is_nothing) {
            let count = western_figure(self.of(what.as_str())).parse().ok()?;
            told.counts.set(*what, (count <= Counts::MOST).then_some(count)?);
        }
        if !is_nothing {
            let typed = western_figure(self.of("sales_amount"));
            let amount = Amount::parse(&typed, sold.currency).ok()?;
            told.sales_amount.amount = (amount >= Amount::ZERO).then_some(amount)?;
        }
        let named = BlockerCategory::ALL.iter().filter(|category| self.has(category.as_str()));
        let blocker = |category: &_| Blocker { category: *category, note: None, since: None };
        told.blockers = named.map(blocker).collect();
        let client_ref = ClientRef::parse(self.of("client_ref"));
        Some(NewCheckIn { date, told, captured_at: Some(by.at()), client_ref })
    }
}

/// Nothing where nothing was typed; `None` where that cannot be kept.
fn optional(typed: &str) -> Option<Option<Note>> {
    let typed = typed.trim();
    if typed.is_empty() { Some(None) } else { Note::parse(typed).map(Some) }
}

/// The form: as the phone keeps it, empty; otherwise with what was logged today.
pub(in crate::web) async fn form(request: HttpRequest) -> Result<HttpResponse, PageError> {
    let mut shell = Shell::of(&request, Tab::CheckIn).await?;
    if shell.frame.reader.is_none() {
        let (client_ref, typed, open) = (String::new(), Typed::default(), Vec::new());
        return page(&CheckInPage { shell, client_ref, typed, open, asks_why: false, fault: None });
    }
    let visitor = <Visitor as actix_web::FromRequest>::extract(&request).await?;
    visitor.is_one_of(LOGGERS)?;
    let today = visitor.by.now.today;
    let Known { counts, sold, open } = Known::of(&request, visitor.by, today).await?;
    if request.query_string() == "saved" {
        let text = shell.frame.t.recruit.saved;
        shell.frame = shell.frame.with_flash("good", text);
    }
    let typed = Typed::of_records(today, &counts, &sold);
    let client_ref = Uuid::now_v7().to_string();
    page(&CheckInPage { shell, client_ref, typed, open, asks_why: false, fault: None })
}

/// Takes the report of a day by a form that is posted.
pub(in crate::web) async fn report(
    request: HttpRequest,
    visitor: Visitor,
    typed: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, PageError> {
    let typed = Typed(typed.into_inner());
    visitor.sent(&request, typed.of("csrf"))?;
    visitor.is_one_of(LOGGERS)?;
    let date = typed.day(&visitor.by)?;
    let Known { counts, sold, open } = Known::of(&request, visitor.by.clone(), date).await?;
    let frame = Frame::of_visitor(&request, &visitor);
    let t = &frame.t.check_in;
    let fault = match typed.read(&visitor.by, date, &sold) {
        None => t.fault,
        Some(NewCheckIn { told, .. })
            if told.correction.is_none() && told.corrects(&counts, sold) =>
        {
            t.correction_fault
        }
        Some(new) => match taken(&request, visitor.by, new).await {
            Ok(()) => return Ok(go_to("/m/check-in?saved")),
            Err(PageError::Service(ServiceError::Conflict("check_in_exists", _))) => t.exists,
            Err(PageError::Service(ServiceError::Conflict("locked", _))) => t.locked,
            Err(error) => return Err(error),
        },
    };
    let client_ref = typed.of("client_ref").to_owned();
    let shell = Shell::around(&request, frame, Tab::CheckIn)?;
    let asks_why = fault == t.correction_fault || !typed.words("correction_reason").is_empty();
    let page = CheckInPage { shell, client_ref, typed, open, asks_why, fault: Some(fault) };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// What the form knows: the figures of the records, and one's own open recruits, the latest first.
struct Known {
    counts: Counts,
    sold: Money,
    open: Vec<Recruit>,
}

impl Known {
    async fn of(request: &HttpRequest, by: By, date: NaiveDate) -> Result<Self, PageError> {
        let app = app_of(request)?;
        let user = by.actor.user().to_string();
        let asked = [
            ("user_id", user.as_str()),
            ("status", "open,in_review"),
            ("sort", "-received_at"),
            ("limit", OFFERED),
        ];
        let listing = listing::question(&recruits::LISTED, &asked)?;
        in_background(move || {
            app.database.read(&by.actor.scope(), |tx| {
                let (counts, sold) = prefill(tx, &by, date)?;
                Ok(Self { counts, sold, open: recruits::list(tx, &by, &listing)?.rows })
            })
        })
        .await
    }
}

async fn taken(request: &HttpRequest, by: By, new: NewCheckIn) -> Result<(), PageError> {
    let app = app_of(request)?;
    in_background(move || {
        let of = by.clone();
        let work = move |tx: &mut Tx<'_>| {
            check_ins::create(tx, &of, &new)?;
            Ok(Answer { status: 201, ..Answer::default() })
        };
        app.answer_once(&by, None, Hold::Nothing, work, |_| None).map(drop)
    })
    .await
}
