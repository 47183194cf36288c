//! Books that are opened on what was posted before: the same entries as of books that stay open,
//! also where facts came late, and where no more is loaded than [`Touched`] asks for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use saathi::commission::plan::Plan;
use saathi::commission::{EntryRef, Ledger, Posted, ReopenError, Standing, Touched};
use saathi::domain::{Code, Period, Span};
use saathi::formats::plan_file;

use crate::build::{paying, percent, rule, sale};
use crate::engine;
use crate::explanations::check_all;
use crate::generate::{Random, hold_for_programmes};
use crate::model::rows::{EntryRow, PartnerRow, SaleRow};
use crate::model::{self, Input, Outcome};
use crate::properties::{months, same_sums, sums};

type Explained = Vec<(EntryRow, Vec<String>)>;

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn posted(entry: &EntryRef<'_, '_>) -> Posted {
    let entry = entry.entry();
    Posted {
        partner: entry.partner.clone(),
        sale: entry.sale.map(code),
        rule: code(entry.rule),
        from_partner: entry.from_partner.cloned(),
        window: entry.window,
        period: entry.period,
        basis: entry.basis,
        amount: entry.amount,
        currency: entry.currency,
    }
}

/// The entries of one close after another, each of books that are opened anew.
#[derive(Default)]
struct Server {
    posted: Vec<Posted>,
    explained: Explained,
    /// When each sale was paid, void ones too: their rows remain.
    paid_on: BTreeMap<String, NaiveDate>,
    /// Where the partners stood in their tiers at the last close.
    standings: Vec<Standing>,
}

/// Where all partners stand at the end of the period that was closed last.
fn standings(ledger: &Ledger<'_>, input: &Input) -> Vec<Standing> {
    let rows = input.partners.iter().flatten();
    let names: BTreeSet<_> = rows.map(|row| row.partner.as_str()).collect();
    let on = ledger.closed().last().unwrap().last_day();
    names.iter().flat_map(|name| ledger.standings(&code(name), on).unwrap()).collect()
}

impl Server {
    fn close(&mut self, input: &Input, touched: &Touched, known: &[Posted]) -> Result<(), String> {
        let period = touched.period();
        let facts = engine::good_facts(input, &period.to_string());
        let ledger = Ledger::reopen(&facts, known, touched);
        let mut ledger = ledger.map_err(|error| error.to_string())?;
        ledger.close(period).map_err(|error| error.to_string())?;
        let new: Vec<Posted> = ledger.entries(period).map(|entry| posted(&entry)).collect();
        self.explained.extend(engine::explained(&ledger));
        self.standings = standings(&ledger, input);
        self.posted.extend(new);
        Ok(())
    }

    fn close_with_everything(&mut self, input: &Input, period: Period) -> Result<(), String> {
        let known = self.posted.clone();
        self.close(input, &Touched::everything(period), &known)
    }

    /// Closes with nothing but the facts and entries that are needed where `before` is what was
    /// known at the last close.
    fn close_with_needed(
        &mut self,
        before: &Input,
        input: &Input,
        period: Period,
    ) -> Result<(), String> {
        let need = Need::new(before, input, period);
        let sold = before.sales.iter().chain(&input.sales);
        self.paid_on.extend(sold.map(|sale| (sale.sale.clone(), date(&sale.paid_on))));
        let needed = self.posted.iter().filter(|posted| need.needs(posted, &self.paid_on));
        let known: Vec<Posted> = needed.cloned().collect();
        self.close(&need.of(input), &need.touched, &known)
    }

    fn entries(&self) -> Outcome {
        let entries = self.explained.iter().map(|(entry, _)| entry.clone()).collect();
        Outcome { entries, unmatched: Vec::new() }
    }
}

/// What the service finds out before it loads facts.
struct Need {
    touched: Touched,
    days: BTreeMap<String, Vec<Span>>,
    above: BTreeMap<String, BTreeSet<String>>,
    needed: BTreeMap<String, Vec<Span>>,
}

impl Need {
    fn new(before: &Input, input: &Input, period: Period) -> Need {
        let rows = || [before, input].into_iter().flat_map(|input| input.partners.iter().flatten());
        let above = above(rows());
        let mut touched = Touched::by(period);
        let sales = |input: &Input| -> BTreeMap<String, String> {
            let new = |sale: &SaleRow| (sale.sale.clone(), what_counts(input, sale, period));
            input.sales.iter().map(new).collect()
        };
        let (old, new) = (sales(before), sales(input));
        for sale in before.sales.iter().chain(&input.sales) {
            let has_day = has_day_in(input, sale, period);
            if old.get(&sale.sale) != new.get(&sale.sale) || has_day {
                let day = date(&sale.paid_on);
                let days = Span { first: day, last: day };
                concerned(sale, &above).iter().for_each(|name| touched.add(&code(name), days));
            }
        }
        touch_the_rest(before, input, &mut touched);
        let plans: Vec<Plan> = input
            .plans
            .iter()
            .map(|plan| plan_file::read(plan.to_string().as_bytes()).ok().unwrap())
            .collect();
        let (mut days, mut needed) = (BTreeMap::new(), BTreeMap::new());
        for name in above.keys() {
            let has = |plan: &&Plan| {
                rows().any(|row| row.partner == *name && row.plan == plan.code().as_str())
            };
            let own = plans.iter().filter(has);
            days.insert(name.clone(), touched.days(&code(name), own.clone()));
            needed.insert(name.clone(), touched.needed(&code(name), own));
        }
        Need { touched, days, above, needed }
    }

    fn is_needed(&self, partner: &str, day: NaiveDate) -> bool {
        self.needed[partner].iter().any(|days| days.holds(day))
    }

    /// Whether an entry is to be given.
    fn needs(&self, posted: &Posted, paid_on: &BTreeMap<String, NaiveDate>) -> bool {
        let partner = posted.partner.as_str();
        match (&posted.sale, posted.window) {
            (Some(sale), _) => self.is_needed(partner, paid_on[sale.as_str()]),
            (None, Some(window)) => {
                let meets = |days: &Span| days.first <= window.last && window.first <= days.last;
                self.is_needed(partner, window.last) || self.days[partner].iter().any(meets)
            }
            (None, None) => true,
        }
    }

    /// The facts that are to be loaded.
    fn of(&self, input: &Input) -> Input {
        let mut loaded = input.clone();
        let is_needed = |sale: &SaleRow| {
            let day = date(&sale.paid_on);
            concerned(sale, &self.above).iter().any(|name| self.is_needed(name, day))
        };
        loaded.sales.retain(is_needed);
        let ids: BTreeSet<_> = loaded.sales.iter().map(|sale| sale.sale.clone()).collect();
        loaded.refunds.retain(|refund| ids.contains(&refund.sale));
        loaded
    }
}

/// All that ever stand above each partner.
fn above<'a>(rows: impl Iterator<Item = &'a PartnerRow>) -> BTreeMap<String, BTreeSet<String>> {
    let rows: Vec<_> = rows.collect();
    let mut above: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let mut found = BTreeSet::new();
        let mut next = vec![row.partner.clone()];
        while let Some(name) = next.pop() {
            let parents = rows.iter().filter(|row| row.partner == name && !row.parent.is_empty());
            next.extend(parents.map(|row| row.parent.clone()).filter(|p| found.insert(p.clone())));
        }
        above.insert(row.partner.clone(), found);
    }
    above
}

fn credited(sale: &SaleRow) -> Vec<String> {
    if sale.credits.is_empty() {
        return vec![sale.partner.clone()];
    }
    let names = sale.credits.split(';').map(|credit| credit.split(':').next().unwrap().to_owned());
    names.collect()
}

/// Whom a sale can pay.
fn concerned(sale: &SaleRow, above: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let credited = credited(sale);
    let upper = credited.iter().flat_map(|name| above[name].clone());
    credited.iter().cloned().chain(upper.collect::<Vec<_>>()).collect()
}

/// What of a sale had been known, and was dated, by the end of a period.
fn what_counts(input: &Input, sale: &SaleRow, period: Period) -> String {
    let refunds = input.refunds.iter().filter(|refund| refund.sale == sale.sale);
    let mut refunds: Vec<_> =
        refunds.filter(|refund| date(&refund.refunded_on) <= period.last_day()).collect();
    refunds.sort_by_key(|refund| &refund.refund);
    format!("{sale:?}{refunds:?}")
}

/// Whether its verification, or a refund, is dated in a period.
fn has_day_in(input: &Input, sale: &SaleRow, period: Period) -> bool {
    let refunds = input.refunds.iter().filter(|refund| refund.sale == sale.sale);
    let verified = [&sale.verified_on].into_iter().filter(|day| !day.is_empty());
    let mut days = refunds.map(|refund| &refund.refunded_on).chain(verified);
    days.any(|day| Period::of(date(day)) == period)
}

/// Rates, partners' rows and versions that only one of two inputs has.
fn touch_the_rest(before: &Input, input: &Input, touched: &mut Touched) {
    let mut from = |day: &str| {
        let first = if day.is_empty() { NaiveDate::MIN } else { date(day) };
        touched.add_for_all(Span { first, last: NaiveDate::MAX });
    };
    for (one, other) in [(before, input), (input, before)] {
        let rates = one.rates.iter().filter(|rate| !other.rates.contains(rate));
        rates.for_each(|rate| from(&rate.date));
        let rows = |input: &Input| input.partners.clone().unwrap_or_default();
        let others = rows(other);
        rows(one).iter().filter(|row| !others.contains(row)).for_each(|row| from(&row.from));
        for (plan, other) in one.plans.iter().zip(&other.plans) {
            let versions = |plan: &serde_json::Value| plan["versions"].as_array().unwrap().clone();
            let others = versions(other);
            for version in versions(plan).iter().filter(|version| !others.contains(version)) {
                from(version["effective_from"].as_str().unwrap());
            }
        }
    }
}

/// A service always has a table of partners.
fn with_partners(input: &Input) -> Input {
    let mut input = input.clone();
    if input.partners.is_none() {
        let plan = input.plans[0]["plan"].as_str().unwrap().to_owned();
        let names: BTreeSet<String> = input.sales.iter().flat_map(credited).collect();
        let row = |partner| PartnerRow { partner, plan: plan.clone(), ..PartnerRow::default() };
        input.partners = Some(names.into_iter().map(row).collect());
    }
    input
}

/// The input without some of its facts, where that is without fault.
fn without_some(input: &Input, random: &mut Random, through: &str) -> Input {
    let mut known = input.clone();
    known.sales.retain(|_| random.chance(75));
    for sale in &mut known.sales {
        if random.chance(20) {
            sale.verified_on.clear();
        }
    }
    let sold: BTreeSet<_> = known.sales.iter().map(|sale| sale.sale.clone()).collect();
    known.refunds.retain(|refund| sold.contains(&refund.sale) && random.chance(70));
    let mut fewer = known.clone();
    for plan in &mut fewer.plans {
        let versions = plan["versions"].as_array_mut().unwrap();
        let one = versions[0].clone();
        versions.retain(|version| *version == one || random.chance(60));
    }
    if let Some(rows) = &mut fewer.partners {
        let all = rows.clone();
        let is_first = |row: &PartnerRow| {
            all.iter().filter(|other| other.partner == row.partner).all(|o| o.from >= row.from)
        };
        rows.retain(|row| is_first(row) || random.chance(70));
        rows.iter_mut().filter(|_| random.chance(10)).for_each(|row| row.parent.clear());
    }
    fewer.rates.retain(|_| random.chance(90));
    let is_sound = |input: &Input| engine::facts(&engine::files(input), through).is_ok();
    if is_sound(&fewer) { fewer } else { known }
}

/// An error with the first entry in which two differ.
fn same_entries(one: &[EntryRow], other: &[EntryRow]) -> Result<(), String> {
    if one == other {
        return Ok(());
    }
    let longest = one.len().max(other.len());
    let pairs = (0..longest).map(|place| (one.get(place), other.get(place)));
    Err(format!("{:?}", pairs.into_iter().find(|(one, other)| one != other)))
}

#[test]
fn every_month_give_the_entries_of_books_that_stay_open() {
    hold_for_programmes(20_000..20_150, |input, through| {
        let mut server = Server::default();
        for period in months(input, through) {
            server.close_with_everything(input, period)?;
        }
        check_all(&server.explained)?;
        same_entries(&server.entries().entries, &engine::close_through(input, through).entries)
    });
}

#[test]
fn with_no_more_than_is_needed_give_the_same_entries() {
    hold_for_programmes(21_000..21_200, |input, through| {
        let input = with_partners(input);
        let mut server = Server::default();
        for period in months(&input, through) {
            server.close_with_needed(&input, &input, period)?;
        }
        check_all(&server.explained)?;
        let facts = engine::good_facts(&input, through);
        let ledger = engine::closed(&facts, through).unwrap();
        if !ledger.closed().is_empty() && server.standings != standings(&ledger, &input) {
            return Err(format!("stand at {:?}", server.standings));
        }
        same_entries(&server.entries().entries, &engine::close_through(&input, through).entries)
    });
}

#[test]
fn take_in_what_came_late_as_if_it_had_been_known() {
    hold_for_programmes(22_000..22_150, |input, through| {
        let input = with_partners(input);
        let random = &mut Random::new(input.sales.len() as u64);
        let months = months(&input, through);
        let mut before = input.clone();
        let (mut all, mut needed) = (Server::default(), Server::default());
        for (place, period) in months.iter().enumerate() {
            let is_last = place + 1 == months.len();
            let known = if is_last { input.clone() } else { without_some(&input, random, through) };
            all.close_with_everything(&known, *period)?;
            needed.close_with_needed(&before, &known, *period)?;
            same_entries(&all.entries().entries, &needed.entries().entries)?;
            same_sums(
                &sums(&all.entries()),
                &sums(&model::close_through(&known, &period.to_string())),
            )?;
            before = known;
        }
        check_all(&all.explained)
    });
}

#[test]
fn reverse_a_void_sale_once_as_a_clawback() {
    let given = paying([rule("r", percent("10"))]).sale(sale("S", "P", "100", "2026-07-01"));
    let given = given.partner("P", "", "PLAN", "").0;
    let mut void = given.clone();
    void.sales.clear();
    let mut server = Server::default();
    let july = engine::period("2026-07");
    server.close_with_everything(&given, july).unwrap();
    server.close_with_needed(&given, &void, july.next()).unwrap();
    server.close_with_needed(&void, &void, july.next().next()).unwrap();
    server.close_with_needed(&void, &given, july.next().next().next()).unwrap();
    let told: Vec<_> = server.explained.iter().map(|(entry, _)| entry.clone()).collect();
    let told: Vec<_> =
        told.iter().map(|e| [&*e.period, &*e.entry, &*e.basis, &*e.amount]).collect();
    assert_eq!(
        told,
        [
            ["2026-07", "earning", "100.00", "10.00"],
            ["2026-08", "clawback", "0.00", "-10.00"],
            ["2026-10", "true_up", "100.00", "10.00"],
        ]
    );
    check_all(&server.explained).unwrap();
}

#[test]
fn refuse_entries_that_cannot_be_theirs() {
    let given = paying([rule("r", percent("10"))]).sale(sale("S", "P", "100", "2026-07-01"));
    let facts = engine::good_facts(&given.0, "2026-08");
    let july = engine::period("2026-07");
    let mut ledger = Ledger::open(&facts);
    ledger.close(july).unwrap();
    let entry: Posted = ledger.entries(july).map(|entry| posted(&entry)).next().unwrap();
    let refusal = |entry: &Posted, period| {
        Ledger::reopen(&facts, std::slice::from_ref(entry), &Touched::everything(period)).err()
    };
    assert_eq!(refusal(&entry, july.next()), None);
    let partner = entry.partner.clone();
    assert_eq!(refusal(&entry, july), Some(ReopenError::NotClosed { partner, period: july }));
    let stranger = Posted { partner: code("Q"), ..entry };
    assert_eq!(refusal(&stranger, july.next()), Some(ReopenError::UnknownPartner(code("Q"))));
}
