//! What is around every page: its language and colours, who reads it, and where one can go.

use actix_web::HttpRequest;

use super::preferences::{Preferences, Theme};
use super::session::Visitor;
use super::texts::{Language, Line, Texts};
use crate::domain::Role;

/// What the layouts need.
pub(super) struct Frame {
    pub(super) t: &'static Texts,
    pub(super) language: Language,
    pub(super) theme: Theme,
    /// The page's own path, to which a change of language comes back.
    pub(super) path: String,
    pub(super) request_id: String,
    pub(super) reader: Option<Reader>,
    pub(super) places: Vec<Place>,
    pub(super) flash: Option<Flash>,
}

/// Who reads a page.
pub(super) struct Reader {
    pub(super) name: String,
    pub(super) role: Line,
    pub(super) csrf: String,
}

/// A place that one can go to.
pub(super) struct Place {
    pub(super) path: Line,
    pub(super) name: Line,
    pub(super) is_here: bool,
}

/// What has just happened.
pub(super) struct Flash {
    pub(super) tone: Line,
    pub(super) text: String,
}

impl Frame {
    /// Around the page that a request asks for, for a reader who has not signed in.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let Preferences { language, theme } = Preferences::of(request);
        let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        Self {
            t: language.texts(),
            language,
            theme,
            path: request.path().to_owned(),
            request_id: id.unwrap_or_default().to_owned(),
            reader: None,
            places: Vec::new(),
            flash: None,
        }
    }

    /// Around a page of somebody who has signed in.
    pub(super) fn of_visitor(request: &HttpRequest, visitor: &Visitor) -> Self {
        let frame = Self::of(request);
        let role = visitor.user.role;
        let reader = Reader {
            name: visitor.user.name.to_string(),
            role: frame.language.role(role),
            csrf: visitor.csrf.clone(),
        };
        let places = places(role, frame.t, request.path());
        Self { reader: Some(reader), places, ..frame }
    }

    /// The places in the bar.
    pub(super) fn in_bar(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().take(IN_BAR)
    }

    /// The places behind it.
    pub(super) fn behind_bar(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().skip(IN_BAR)
    }

    /// What the places behind the bar are called together: the one where the reader is, if it is there.
    pub(super) fn behind(&self) -> Option<(Line, bool)> {
        self.behind_bar().next()?;
        let here = self.behind_bar().find(|place| place.is_here);
        Some(here.map_or((self.t.desk.places.more, false), |place| (place.name, true)))
    }

    pub(super) fn with_flash(self, tone: Line, text: impl Into<String>) -> Self {
        Self { flash: Some(Flash { tone, text: text.into() }), ..self }
    }

    /// All languages.
    pub(super) fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// All choices of colours, with what they are called.
    pub(super) fn themes(&self) -> [(Theme, Line); 3] {
        let t = &self.t.frame;
        [(Theme::AsDevice, t.as_device), (Theme::Light, t.light), (Theme::Dark, t.dark)]
    }
}

/// How many places stand in the bar; the others are behind it.
const IN_BAR: usize = 6;

/// Where somebody can go: what its day goes by first, and nothing that its role may not see.
fn places(role: Role, t: &'static Texts, path: &str) -> Vec<Place> {
    let d = &t.desk.places;
    let (overview, review) = (("/overview", d.overview), ("/review", t.places.review));
    let (partners, recruits) = (("/partners", t.places.partners), ("/recruits", t.places.recruits));
    let (sellers, check_ins) = (("/sellers", d.sellers), ("/check-ins", d.check_ins));
    let (events, imports, audit) =
        (("/events", d.events), ("/imports", d.imports), ("/audit", d.audit));
    let (periods, statements) = (("/periods", t.places.periods), ("/statements", d.statements));
    let (payouts, disputes) = (("/payouts", d.payouts), ("/disputes", d.disputes));
    let (plans, rates, sales) = (("/plans", d.plans), ("/rates", d.rates), ("/sales", d.sales));
    let (users, settings) = (("/users", d.users), ("/settings", d.settings));
    let all = match role {
        Role::PartnerStaff => vec![("/m", t.places.today)],
        Role::PartnerOwner => vec![("/m", t.places.today), users, settings],
        Role::Manager => vec![
            overview, review, partners, recruits, check_ins, events, sellers, imports, audit,
            users, settings,
        ],
        Role::Finance => vec![
            overview, periods, statements, disputes, payouts, plans, sales, rates, partners,
            recruits, sellers, check_ins, review, events, imports, audit, users, settings,
        ],
        Role::Admin | Role::Auditor => vec![
            overview, review, partners, recruits, periods, statements, disputes, payouts, plans,
            sales, rates, sellers, check_ins, events, imports, audit, users, settings,
        ],
    };
    let is_here = |place: &str| path == place || path.starts_with(&format!("{place}/"));
    let place = |(path, name)| Place { path, name, is_here: is_here(path) };
    all.into_iter().map(place).collect()
}
