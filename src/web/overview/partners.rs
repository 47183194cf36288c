//! The overview's table: a row for each partner, and one for all of them.

use super::{Asked, Links, sums};
use crate::domain::{Money, SaleKind, TargetFigures, in_link};
use crate::service::exports::Value;
use crate::service::overview::{Figures, Overview, PartnerFigures};
use crate::web::shown;
use crate::web::texts::{Line, Texts};

/// By what the table is sorted, in the order of its columns.
const SORTS: [Line; 7] =
    ["name", "recruits", "live", "new_sales", "renewals", "reports", "estimate"];

/// A column's name, and where it is sorted.
pub(super) struct Head {
    pub(super) name: Line,
    pub(super) path: String,
    pub(super) order: Line,
}

/// A count beside what is to be reached, and where its list is.
pub(super) struct Count {
    pub(super) text: String,
    pub(super) target: Option<String>,
    pub(super) path: String,
}

impl Count {
    fn of(count: i64, target: Option<u32>, path: String) -> Self {
        Self { text: shown::count(count), target: target.map(shown::count), path }
    }
}

/// A row of the table.
pub(super) struct PartnerRow {
    pub(super) id: String,
    pub(super) code: String,
    pub(super) name: String,
    /// Recruits, live ones, new sales, renewals and reports.
    pub(super) counts: [Count; 5],
    pub(super) rate: Option<String>,
    pub(super) estimate: String,
    commission: Vec<Money>,
}

impl PartnerRow {
    fn of(partner: &PartnerFigures, links: &Links) -> Self {
        let id = Some(&partner.id);
        let figures = &partner.figures;
        let paths = [
            links.recruits(id),
            links.live(id),
            links.sales(SaleKind::New, id),
            links.sales(SaleKind::Renewal, id),
            links.check_ins(id),
        ];
        let named = (partner.id.to_string(), partner.code.clone(), partner.name.clone());
        Self::with(named, figures, paths)
    }

    /// The row of all partners.
    pub(super) fn of_total(view: &Overview, links: &Links) -> Self {
        let paths = [
            links.recruits(None),
            links.live(None),
            links.sales(SaleKind::New, None),
            links.sales(SaleKind::Renewal, None),
            links.check_ins(None),
        ];
        Self::with((String::new(), String::new(), String::new()), &view.total, paths)
    }

    fn with(
        (id, code, name): (String, String, String),
        figures: &Figures,
        [recruits, live, new, renewals, reports]: [String; 5],
    ) -> Self {
        let target = |of: fn(&TargetFigures) -> u32| figures.target.as_ref().map(of);
        let compliance = &figures.compliance;
        let commission = figures.commission.money();
        Self {
            id,
            code,
            name,
            counts: [
                Count::of(figures.recruits, target(|target| target.recruits), recruits),
                Count::of(figures.stages.values().sum(), None, live),
                Count::of(figures.new_sales.count, target(|target| target.new_sales), new),
                Count::of(figures.renewal_sales.count, target(|t| t.renewal_sales), renewals),
                Count::of(compliance.submitted().into(), Some(compliance.expected()), reports),
            ],
            rate: compliance.submitted_rate().map(|rate| rate.to_string()),
            estimate: sums(&commission),
            commission,
        }
    }

    /// The row as a file has it.
    pub(super) fn values(&self, shows_money: bool) -> Vec<Value> {
        let mut values = vec![Value::Text(self.code.clone()), Value::Text(self.name.clone())];
        for Count { text, target, .. } in &self.counts {
            values.push(Value::Text(text.replace(',', "")));
            values.push(target.as_ref().map_or(Value::Empty, |t| Value::Text(t.replace(',', ""))));
        }
        if shows_money {
            let first = self.commission.first();
            values.push(first.map_or(Value::Empty, |money| Value::Amount(*money)));
            values.push(first.map_or(Value::Empty, |m| Value::Text(m.currency.to_string())));
        }
        values
    }
}

/// What the file's columns are called.
pub(super) fn names(t: &'static Texts, shows_money: bool) -> Vec<Line> {
    let o = &t.desk.overview;
    let mut names = vec![t.lists.code, t.lists.name];
    for name in [t.places.recruits, o.live, o.new_sales, o.renewals, o.reports] {
        names.extend([name, t.charts.target]);
    }
    if shows_money {
        names.extend([o.estimate, t.desk.lists.currency]);
    }
    names
}

/// The columns, and where each is sorted.
pub(super) fn heads(t: &'static Texts, asked: &Asked, shows_money: bool) -> Vec<Head> {
    let o = &t.desk.overview;
    let names =
        [t.lists.name, t.places.recruits, o.live, o.new_sales, o.renewals, o.reports, o.estimate];
    let day = asked.on.map(|on| format!("&on={on}")).unwrap_or_default();
    let head = |(by, name): (Line, Line)| {
        let (is_asked, descends) = (asked.sort == by, asked.sort.strip_prefix('-') == Some(by));
        // Names from the beginning, figures from the largest.
        let first_down = by != "name" && !descends;
        let down = if is_asked || first_down { "-" } else { "" };
        Head {
            name,
            path: format!("/overview?sort={down}{by}&q={}{day}#partners", in_link(&asked.q)),
            order: match (is_asked, descends) {
                (true, _) => "ascending",
                (_, true) => "descending",
                _ => "none",
            },
        }
    };
    let count = if shows_money { SORTS.len() } else { SORTS.len() - 1 };
    SORTS.into_iter().zip(names).take(count).map(head).collect()
}

/// The partners that are asked for, in the order that is.
pub(super) fn rows(view: &Overview, links: &Links, asked: &Asked) -> Vec<PartnerRow> {
    let wanted = asked.q.to_lowercase();
    let is_wanted = |partner: &&PartnerFigures| {
        let holds = |text: &str| text.to_lowercase().contains(&wanted);
        holds(&partner.name) || holds(&partner.code)
    };
    let mut partners: Vec<&PartnerFigures> = view.partners.iter().filter(is_wanted).collect();
    let (by, descends) =
        asked.sort.strip_prefix('-').map_or((asked.sort.as_str(), false), |by| (by, true));
    match by {
        "name" => partners.sort_by_key(|partner| partner.name.to_lowercase()),
        by if SORTS.contains(&by) => partners.sort_by_key(|partner| figure(partner, by)),
        _ => {}
    }
    if descends {
        partners.reverse();
    }
    partners.into_iter().map(|partner| PartnerRow::of(partner, links)).collect()
}

/// The figure by which a partner is sorted.
fn figure(partner: &PartnerFigures, by: &str) -> i128 {
    let figures = &partner.figures;
    match by {
        "recruits" => figures.recruits.into(),
        "live" => figures.stages.values().sum::<i64>().into(),
        "new_sales" => figures.new_sales.count.into(),
        "renewals" => figures.renewal_sales.count.into(),
        "reports" => figures.compliance.submitted_rate().map_or(-1, |rate| rate.hundredths()),
        _ => figures.commission.money().first().map_or(0, |money| money.amount.minor().into()),
    }
}
