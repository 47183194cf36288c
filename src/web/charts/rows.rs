//! Bars against a target, a funnel, parts of a whole, progress: rows of a table, each with its bar.

use askama::Template;

use super::{Figure, scaled};
use crate::web::texts::{Line, Texts};

/// How long the longest bar is.
const LENGTH: u64 = 1000;
const CLASSES: [Line; 5] = ["k1", "k2", "k3", "k4", "k5"];

/// Rows of bars.
#[derive(Template)]
#[template(path = "charts/rows.html")]
pub(in crate::web) struct RowChart {
    label: String,
    heads: [Line; 3],
    legend: Vec<(Line, String)>,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    label: String,
    parts: Vec<Part>,
    target: Option<u64>,
    text: String,
    /// Where the list is that the figure counts.
    path: Option<String>,
}

struct Part {
    class: Line,
    start: u64,
    length: u64,
}

/// A row of parts.
#[derive(Debug, Clone)]
pub(in crate::web) struct Stack {
    pub(in crate::web) name: String,
    /// In the order of the legend.
    pub(in crate::web) parts: Vec<Figure>,
    /// The sum as it is written.
    pub(in crate::web) text: String,
}

impl RowChart {
    /// Each figure against what is wanted of it.
    pub(in crate::web) fn bars(
        t: &'static Texts,
        label: impl Into<String>,
        figures: &[(Figure, u64)],
    ) -> Self {
        let whole = figures.iter().map(|(f, target)| f.value.max(*target)).max().unwrap_or(0);
        let row = |(figure, target): &(Figure, u64)| {
            let text = format!("{} / {target}", figure.text);
            let target = Some(scaled(*target, whole, LENGTH));
            Row { target, ..single(figure, whole, text) }
        };
        let rows = figures.iter().map(row).collect();
        Self::of(label, [t.lists.name, t.charts.target, t.charts.value], rows)
    }

    /// Figures beside each other.
    pub(in crate::web) fn compared(
        t: &'static Texts,
        label: impl Into<String>,
        figures: &[Figure],
    ) -> Self {
        let whole = figures.iter().map(|figure| figure.value).max().unwrap_or(0);
        let row = |figure: &Figure| single(figure, whole, figure.text.clone());
        let rows = figures.iter().map(row).collect();
        Self::of(label, [t.lists.name, t.charts.share, t.charts.value], rows)
    }

    /// How many came so far, as parts of the first figure.
    pub(in crate::web) fn funnel(
        t: &'static Texts,
        label: impl Into<String>,
        figures: &[Figure],
    ) -> Self {
        let whole = figures.iter().map(|figure| figure.value).max().unwrap_or(0);
        let first = figures.first().map_or(0, |figure| figure.value);
        let row = |figure: &Figure| {
            let percent = scaled(figure.value, first, 100);
            single(figure, whole, format!("{} · {percent} %", figure.text))
        };
        let rows = figures.iter().map(row).collect();
        Self::of(label, [t.charts.stage, t.charts.share, t.charts.value], rows)
    }

    /// Sums and what they are made of.
    pub(in crate::web) fn stacked(
        t: &'static Texts,
        label: impl Into<String>,
        stacks: &[Stack],
    ) -> Self {
        let sum = |stack: &Stack| stack.parts.iter().map(|part| part.value).sum::<u64>();
        let whole = stacks.iter().map(sum).max().unwrap_or(0);
        let rows = stacks.iter().map(|stack| stacked_row(stack, whole)).collect();
        let names = stacks.first().map(|stack| stack.parts.iter().map(|part| part.name.clone()));
        let legend = CLASSES.into_iter().cycle().zip(names.into_iter().flatten()).collect();
        let chart = Self::of(label, [t.lists.name, t.charts.share, t.charts.total], rows);
        Self { legend, ..chart }
    }

    /// How much of a whole is done.
    pub(in crate::web) fn progress(
        t: &'static Texts,
        label: impl Into<String>,
        (done, whole): (&Figure, u64),
    ) -> Self {
        let row = single(done, whole, format!("{} / {whole}", done.text));
        Self::of(label, [t.lists.name, t.charts.share, t.charts.value], vec![row])
    }

    /// The same, each row's figure with the list that it counts, where there is one.
    pub(in crate::web) fn linked<P: Into<Option<String>>>(
        mut self,
        paths: impl IntoIterator<Item = P>,
    ) -> Self {
        for (row, path) in self.rows.iter_mut().zip(paths) {
            row.path = path.into();
        }
        self
    }

    fn of(label: impl Into<String>, heads: [Line; 3], rows: Vec<Row>) -> Self {
        Self { label: label.into(), heads, legend: Vec::new(), rows }
    }
}

fn single(figure: &Figure, whole: u64, text: String) -> Row {
    let length = scaled(figure.value, whole, LENGTH);
    Row {
        name: figure.name.clone(),
        label: format!("{}: {text}", figure.name),
        parts: vec![Part { class: "k1", start: 0, length }],
        target: None,
        text,
        path: None,
    }
}

fn stacked_row(stack: &Stack, whole: u64) -> Row {
    let (mut parts, mut before) = (Vec::new(), 0);
    for (class, part) in CLASSES.into_iter().cycle().zip(&stack.parts) {
        let start = scaled(before, whole, LENGTH);
        before += part.value;
        // From where the last one ended, so that rounding leaves no gap.
        parts.push(Part { class, start, length: scaled(before, whole, LENGTH) - start });
    }
    let named = stack.parts.iter().map(|part| format!("{} {}", part.name, part.text));
    let label = format!("{}: {}", stack.name, named.collect::<Vec<_>>().join(", "));
    Row {
        name: stack.name.clone(),
        label,
        parts,
        target: None,
        text: stack.text.clone(),
        path: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::texts::Language;

    #[test]
    fn parts_lie_side_by_side_and_fill_the_longest_row() {
        let stack = Stack {
            name: "August".to_owned(),
            parts: [1, 1, 1].map(|value| Figure::count("rule", value)).to_vec(),
            text: "3".to_owned(),
        };
        let row = stacked_row(&stack, 3);
        let lengths: Vec<_> = row.parts.iter().map(|part| (part.start, part.length)).collect();
        assert_eq!(lengths, [(0, 333), (333, 333), (666, 334)]);
    }

    #[test]
    fn a_funnel_says_how_much_of_the_first_is_left() {
        let figures = [Figure::count("Lead", 40), Figure::count("Won", 10)];
        let html = RowChart::funnel(Language::English.texts(), "Funnel", &figures).to_string();
        assert!(html.contains("aria-label=\"Won: 10 · 25 %\""), "{html}");
    }
}
