//! A line of days.

use std::fmt::Write;

use askama::Template;

use super::{Figure, scaled};
use crate::web::texts::Texts;

const WIDTH: u64 = 700;
const HEIGHT: u64 = 160;

/// A value for each day, and the one that is wanted.
#[derive(Template)]
#[template(path = "charts/line.html")]
pub(in crate::web) struct LineChart {
    t: &'static Texts,
    label: String,
    summary: String,
    points: Vec<Figure>,
    width: u64,
    height: u64,
    line: String,
    area: String,
    target: Option<u64>,
    highest: u64,
    first: String,
    last: String,
    /// Where the list is that each point counts.
    paths: Vec<String>,
}

impl LineChart {
    pub(in crate::web) fn new(
        t: &'static Texts,
        label: impl Into<String>,
        (points, target): (Vec<Figure>, Option<u64>),
    ) -> Self {
        let label = label.into();
        let highest = points.iter().map(|point| point.value).chain(target).max().unwrap_or(0);
        let line = path(&points, highest);
        let ends = |point: Option<&Figure>| point.map_or_else(String::new, |p| p.name.clone());
        let last = points.last().map_or_else(String::new, |p| format!(", {}: {}", p.name, p.text));
        Self {
            t,
            summary: format!("{label}{last}"),
            label,
            area: format!("{line}V{HEIGHT}H0Z"),
            line,
            target: target.map(|value| HEIGHT - scaled(value, highest, HEIGHT)),
            first: ends(points.first()),
            last: ends(points.last()),
            points,
            width: WIDTH,
            height: HEIGHT,
            highest,
            paths: Vec::new(),
        }
    }

    fn path_of(&self, place: &usize) -> Option<&String> {
        self.paths.get(*place)
    }

    /// The same, each point's figure with the list that it counts.
    pub(in crate::web) fn linked(self, paths: Vec<String>) -> Self {
        Self { paths, ..self }
    }
}

fn path(points: &[Figure], highest: u64) -> String {
    let gaps = u64::try_from(points.len().saturating_sub(1)).unwrap_or(0);
    let mut path = String::new();
    for (place, point) in (0..).zip(points) {
        let (x, y) = (scaled(place, gaps, WIDTH), HEIGHT - scaled(point.value, highest, HEIGHT));
        let to = if path.is_empty() { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _written = write!(path, "{to}{x} {y}");
    }
    if path.is_empty() { format!("M0 {HEIGHT}") } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::texts::Language;

    fn chart(values: &[u64]) -> LineChart {
        let points = values.iter().map(|value| Figure::count("<day>", *value)).collect();
        LineChart::new(Language::English.texts(), "Recruits", (points, Some(8)))
    }

    #[test]
    fn goes_from_edge_to_edge_and_stays_within() {
        assert_eq!(chart(&[0, 8, 4]).line, "M0 160L350 0L700 80");
        assert_eq!(chart(&[]).line, "M0 160");
        assert_eq!(chart(&[3]).line, "M0 100");
    }

    #[test]
    fn shows_its_numbers_and_escapes_its_names() {
        let html = chart(&[1, 2]).to_string();
        assert!(html.contains("role=\"img\"") && html.contains("<td class=\"n\"><bdi>2"), "{html}");
        assert!(!html.contains("<day>"), "{html}");
    }
}
