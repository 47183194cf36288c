//! `/docs/design`: the tokens and components that pages are made of, shown as they are.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answer::page;
use super::charts::{Figure, LineChart, RowChart, Stack};
use super::error::PageError;
use super::frame::Frame;
use super::texts::{Language, Line, Texts};
use crate::domain::Word;
use crate::domain::recruit::Stage;
use crate::service::month::Step;

#[derive(Template)]
#[template(path = "design.html")]
struct DesignPage {
    frame: Frame,
    colours: [Line; 13],
    steps: [(Line, Step); 5],
    line: LineChart,
    bars: RowChart,
    funnel: RowChart,
    stacked: RowChart,
    progress: RowChart,
}

/// The page, with figures that are made up.
pub(super) async fn show(request: HttpRequest) -> Result<HttpResponse, PageError> {
    let frame = Frame::of(&request);
    let (t, language) = (frame.t, frame.language);
    page(&DesignPage {
        frame,
        colours: [
            "paper", "card", "sunk", "line", "edge", "ink", "soft", "accent", "wash", "good",
            "warn", "bad", "info",
        ],
        steps: Step::ALL.map(|step| (language.step(step), step)),
        line: line(t),
        bars: bars(t),
        funnel: funnel(t, language),
        stacked: stacked(t),
        progress: RowChart::progress(
            t,
            t.places.check_in,
            (&Figure::count("2026-11-23", 412), 500),
        ),
    })
}

fn line(t: &'static Texts) -> LineChart {
    let values = [12, 14, 9, 17, 21, 19, 0, 22, 18, 25, 24, 28, 26, 31];
    let day = |(day, value): (u64, u64)| Figure::count(format!("2026-11-{day}"), value);
    LineChart::new(t, t.places.recruits, ((10..).zip(values).map(day).collect(), Some(24)))
}

fn bars(t: &'static Texts) -> RowChart {
    let names = ["Iqbal Trade Link", "Chenab Partners", "Sialkot Export House"];
    let figures = names.into_iter().zip([(42, 40), (27, 40), (9, 25)]);
    let figures = figures.map(|(name, (value, target))| (Figure::count(name, value), target));
    RowChart::bars(t, t.places.partners, &figures.collect::<Vec<_>>())
}

fn funnel(t: &'static Texts, language: Language) -> RowChart {
    let stages = Stage::ALL.iter().zip([320, 250, 180, 121, 84, 51, 40, 33]);
    let figures = stages.map(|(stage, value)| Figure::count(language.stage(stage), value));
    RowChart::funnel(t, t.places.recruits, &figures.collect::<Vec<_>>())
}

fn stacked(t: &'static Texts) -> RowChart {
    let rules = ["first-sale", "renewal", "override", "quarter-bonus"];
    let month = |(name, values, text): (&str, [u64; 4], &str)| Stack {
        name: name.to_owned(),
        parts: rules.into_iter().zip(values).map(|(r, value)| Figure::count(r, value)).collect(),
        text: text.to_owned(),
    };
    let months = [
        ("2026-08", [5200, 1400, 300, 0], "USD 6,900.00"),
        ("2026-09", [4100, 1900, 420, 1500], "USD 7,920.00"),
        ("2026-10", [6800, 2100, 510, 0], "USD 9,410.00"),
    ];
    RowChart::stacked(t, t.places.periods, &months.map(month))
}
