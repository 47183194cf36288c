//! A plan in sentences: in English as the program writes it for everybody, in Urdu here, part by part.

use super::Language;
use crate::commission::plan::sentences::{PlanText, VersionText, sentences};
use crate::commission::plan::{
    Bonus, BonusPay, Kind, Measure, Mode, Override, Pay, Plan, Rule, Tier, TierPay, Tiered,
    Version, When,
};
use crate::domain::{Amount, Currency, Percent, Period, WindowKind, printable};

impl Language {
    /// The plan, version by version.
    pub(in crate::web) fn plan(self, plan: &Plan) -> PlanText {
        match self {
            Self::English => sentences(plan),
            Self::Urdu => Writer { currency: plan.currency() }.plan(plan),
        }
    }
}

/// A figure or a name among words of the other direction.
fn apart(what: impl std::fmt::Display) -> String {
    format!("\u{2068}{what}\u{2069}")
}

/// A figure with its unit, from left to right and on one line.
fn figure(before: impl std::fmt::Display, after: impl std::fmt::Display) -> String {
    format!("\u{2066}{before}\u{a0}{after}\u{2069}")
}

fn percent_of(percent: Percent) -> String {
    figure(percent, "%")
}

/// `a، b اور c`.
fn listed(members: impl Iterator<Item = String>, and: &str) -> String {
    let members: Vec<String> = members.collect();
    match members.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {and} {last}", most.join("، ")),
    }
}

fn window(kind: WindowKind) -> &'static str {
    match kind {
        WindowKind::Month => "مہینے",
        WindowKind::Quarter => "سہ ماہی",
        WindowKind::Year => "سال",
    }
}

/// Which sales.
fn whose(when: &When) -> String {
    let kind = |kind: &Kind| match kind {
        Kind::New => "نئی رکنیت".to_owned(),
        Kind::Renewal => "تجدید".to_owned(),
        Kind::Upgrade => "ترقی".to_owned(),
        Kind::AddOn => "اضافی خرید".to_owned(),
    };
    let mut words = match &when.kinds {
        Some(kinds) => listed(kinds.iter().map(kind), "اور"),
        None if *when == When::default() => return "ہر فروخت".to_owned(),
        None => "فروخت".to_owned(),
    };
    let mut add = |what: &str, members: Vec<String>| {
        words += &format!(" ({what} {})", listed(members.into_iter(), "یا"));
    };
    let quoted = |text: &str| apart(printable(text, usize::MAX));
    if let Some(products) = &when.products {
        add("پیکیج", products.iter().map(apart).collect());
    }
    if let Some(sources) = &when.sources {
        add("ذریعہ", sources.iter().map(|source| quoted(source.as_str())).collect());
    }
    if let Some(cities) = &when.cities {
        add("شہر", cities.iter().map(|city| quoted(city.as_str())).collect());
    }
    words
}

/// Writes figures of the plan's currency.
struct Writer {
    currency: Currency,
}

impl Writer {
    fn plan(&self, plan: &Plan) -> PlanText {
        let versions = plan.versions().iter().enumerate().map(|(index, version)| VersionText {
            heading: heading(plan, index, version),
            lines: self.version(version),
        });
        PlanText { summary: self.summary(plan), versions: versions.collect() }
    }

    fn money(&self, amount: Amount) -> String {
        figure(self.currency, amount.in_currency(self.currency))
    }

    /// A measure: minor units or a count.
    fn measure(&self, measure: Measure, value: i64) -> String {
        match (measure, Amount::try_from(value)) {
            (Measure::Amount, Ok(amount)) => self.money(amount),
            _ => value.to_string(),
        }
    }

    fn summary(&self, plan: &Plan) -> Vec<String> {
        let name = if plan.name().is_empty() {
            String::new()
        } else {
            apart(printable(plan.name(), usize::MAX)) + "، "
        };
        let code = apart(plan.code());
        let mut lines = vec![
            format!("پلان {code}، {name}ادائیگی {} میں۔", apart(self.currency)),
            format!(
                "اس کا سال {} سے شروع ہوتا ہے، اور ہر سہ ماہی تین مہینوں کی ہے۔",
                first_month(plan)
            ),
        ];
        if plan.minimum_payout() > Amount::ZERO {
            let least = self.money(plan.minimum_payout());
            lines.push(format!("جو {least} سے کم ہو وہ ادا نہیں ہوتا، آگے لے جایا جاتا ہے۔"));
        }
        lines
    }

    fn version(&self, version: &Version) -> Vec<String> {
        let mut lines = waits(version);
        match version.rules.as_slice() {
            [rule] => lines.push(self.rule(rule)),
            rules => {
                lines.push(
                    "ان قاعدوں میں سے جو پہلا کسی فروخت پر پورا اترے وہی ادا کرتا ہے:".to_owned(),
                );
                let numbered = rules.iter().zip(1..);
                lines.extend(
                    numbered.map(|(rule, number)| format!("{number}. {}", self.rule(rule))),
                );
            }
        }
        lines.extend(version.overrides.iter().map(over));
        lines.extend(version.bonuses.iter().map(|bonus| self.bonus(bonus)));
        lines.extend(version.cap.map(|cap| {
            let (most, window) = (self.money(cap.amount), window(cap.window));
            format!("حد: ایک {window} میں کل زیادہ سے زیادہ {most}، اوپری حصے اور بونس سمیت۔")
        }));
        lines
    }

    fn rule(&self, rule: &Rule) -> String {
        let most = rule.max_per_credit.map_or(String::new(), |most| {
            format!("؛ ایک فروخت میں پارٹنر کے حصے پر زیادہ سے زیادہ {}", self.money(most))
        });
        let (name, whose, pay) = (apart(&rule.name), whose(&rule.when), self.pay(&rule.pay));
        format!("قاعدہ {name}: {whose} پر {pay}{most}۔")
    }

    fn bonus(&self, bonus: &Bonus) -> String {
        let (name, whose, window) = (apart(&bonus.name), whose(&bonus.when), window(bonus.window));
        let threshold = self.measure(bonus.measure, bonus.threshold);
        let reached = match bonus.measure {
            Measure::Amount => format!("کی رقم {threshold} یا زیادہ ہو"),
            Measure::Count => format!("کی گنتی {threshold} یا زیادہ ہو"),
        };
        let pay = match bonus.pay {
            BonusPay::Flat(amount) => self.money(amount),
            BonusPay::Percent(percent) => format!("اس کا {}", percent_of(percent)),
        };
        format!("بونس {name}: جب ایک {window} میں {whose} {reached} تو اس کے ختم ہونے پر {pay}۔")
    }

    fn pay(&self, pay: &Pay) -> String {
        match pay {
            Pay::Percent(percent) => percent_of(*percent),
            Pay::Flat(amount) => format!("پوری فروخت کے لیے {}", self.money(*amount)),
            Pay::Tiered(tiered) => self.tiered(tiered),
        }
    }

    fn tiered(&self, tiered: &Tiered) -> String {
        let span = window(tiered.window);
        let tiers = self.tiers(tiered);
        match (&tiered.mode, tiered.measure) {
            (Mode::Marginal, Measure::Amount) => {
                format!("{span} میں اس قاعدے کی جمع رقم کے حصوں پر: {tiers}")
            }
            (Mode::Marginal, Measure::Count) => {
                format!("{span} میں ان کی ترتیب سے، صفر والی شمار نہیں: {tiers}")
            }
            (Mode::Retroactive { counts }, measure) => {
                let what = match counts {
                    Some(counts) => format!("پارٹنر کی {}", whose(counts)),
                    None => "اس قاعدے کی فروخت".to_owned(),
                };
                let by = match measure {
                    Measure::Amount => "رقم",
                    Measure::Count => "گنتی",
                };
                format!("پورے {span} کے لیے ایک شرح، اس میں {what} کی {by} سے: {tiers}")
            }
        }
    }

    /// Each tier, and from where on it holds.
    fn tiers(&self, tiered: &Tiered) -> String {
        let by_place = tiered.mode == Mode::Marginal && tiered.measure == Measure::Count;
        let each = tiered.tiers.iter().enumerate().map(|(index, tier)| {
            let pay = self.tier_pay(tier.pay);
            match (index, by_place) {
                (0, _) => format!("شروع سے {pay}"),
                (_, true) => format!("نمبر {} سے {pay}", tier.from.saturating_add(1)),
                (_, false) => format!("{} سے {pay}", self.from(tiered.measure, tier)),
            }
        });
        listed(each, "اور")
    }

    fn tier_pay(&self, pay: TierPay) -> String {
        match pay {
            TierPay::Percent(percent) => percent_of(percent),
            TierPay::Flat(amount) => format!("ہر ایک پر {}", self.money(amount)),
        }
    }

    fn from(&self, measure: Measure, tier: &Tier) -> String {
        self.measure(measure, tier.from)
    }
}

/// The month in which a plan's year begins.
fn first_month(plan: &Plan) -> String {
    let number = plan.fiscal_year_start().get();
    let month =
        Period::parse(&format!("2000-{number:02}")).map(|month| Language::Urdu.month(month));
    month.unwrap_or_default().replace(" 2000", "")
}

fn heading(plan: &Plan, index: usize, version: &Version) -> String {
    let first = version.effective_from;
    let next = plan.versions().get(index + 1);
    match next.and_then(|next| next.effective_from.pred_opt()) {
        Some(last) if last == first => format!("{} کو ادا ہونے والی فروخت:", apart(first)),
        Some(last) => format!("{} سے {} تک ادا ہونے والی فروخت:", apart(first), apart(last)),
        None => format!("{} سے ادا ہونے والی فروخت:", apart(first)),
    }
}

/// How long a refund counts, and what is not paid at once.
fn waits(version: &Version) -> Vec<String> {
    let mut lines = vec![match version.clawback_days.get() {
        0 => "ادائیگی کے دن کے بعد کی واپسی سے پارٹنر پر کوئی اثر نہیں۔".to_owned(),
        days => format!(
            "ادائیگی کے {days} دن تک کی واپسی پر اس کا کمیشن واپس لیا جاتا ہے؛ بعد کی پر نہیں۔"
        ),
    }];
    if version.requires_verification {
        lines.push("فروخت تب شمار ہوتی ہے جب اس کے سیلر کی تصدیق ہو جائے۔".to_owned());
    }
    if version.hold_days.get() > 0 {
        lines.push(format!("ادائیگی کے {} دن بعد تک کچھ واجب نہیں۔", version.hold_days.get()));
    }
    if let Some(holdback) = version.holdback {
        let (percent, days) = (percent_of(holdback.percent), holdback.days.get());
        lines.push(format!("ہر کمیشن کا {percent} ادائیگی کے {days} دن بعد تک روکا جاتا ہے۔"));
    }
    lines
}

fn over(over: &Override) -> String {
    let levels = over
        .percents
        .iter()
        .zip(1..)
        .map(|(percent, level)| format!("{level} درجے نیچے والوں پر {}", percent_of(*percent)));
    let (name, whose) = (apart(&over.name), whose(&over.when));
    format!("اوپری حصہ {name}: {whose}، {}۔", listed(levels, "اور"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commission::plan::{Cap, Holdback, PlanDraft};
    use crate::domain::{Code, Days, parse_date};

    fn code(text: &str) -> Code {
        Code::parse(text).unwrap()
    }

    fn percent(text: &str) -> Percent {
        Percent::parse(text).unwrap()
    }

    fn usd(text: &str) -> Amount {
        Amount::parse(text, Currency::parse("USD").unwrap()).unwrap()
    }

    fn rule(name: &str, kinds: Option<Vec<Kind>>, pay: Pay) -> Rule {
        let when = When { kinds, ..When::default() };
        Rule { name: code(name), when, pay, max_per_credit: Some(usd("777.00")) }
    }

    fn tiered(mode: Mode, measure: Measure) -> Pay {
        let tiers = vec![
            Tier { from: 0, pay: TierPay::Percent(percent("11")) },
            Tier { from: 250_000, pay: TierPay::Percent(percent("12.5")) },
        ];
        Pay::Tiered(Tiered { mode, measure, window: WindowKind::Quarter, tiers })
    }

    /// Something of everything.
    fn plan() -> Plan {
        let version = Version {
            effective_from: parse_date("2026-07-01").unwrap(),
            clawback_days: Days::new(91).unwrap(),
            hold_days: Days::new(13).unwrap(),
            requires_verification: true,
            holdback: Some(Holdback { percent: percent("17"), days: Days::new(43).unwrap() }),
            rules: vec![
                rule("first-sale", Some(vec![Kind::New]), tiered(Mode::Marginal, Measure::Amount)),
                rule("all", None, tiered(Mode::Retroactive { counts: None }, Measure::Amount)),
            ],
            overrides: vec![Override {
                name: code("above"),
                when: When::default(),
                percents: vec![percent("3")],
            }],
            bonuses: vec![Bonus {
                name: code("quarter"),
                when: When::default(),
                window: WindowKind::Quarter,
                measure: Measure::Count,
                threshold: 23,
                pay: BonusPay::Flat(usd("1500.00")),
            }],
            cap: Some(Cap { window: WindowKind::Year, amount: usd("90000.00") }),
        };
        let draft = PlanDraft {
            code: code("PK"),
            name: "Pakistan".to_owned(),
            currency: Currency::parse("USD").unwrap(),
            fiscal_year_start: Default::default(),
            minimum_payout: usd("50.00"),
            versions: vec![version],
        };
        Plan::new(draft).unwrap()
    }

    /// Every figure of a sentence, in order of size, so that two languages can be compared.
    fn figures(text: &str) -> Vec<&str> {
        let all = text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
        let all = all.map(|figure| figure.trim_matches(['.', '-']));
        let mut all: Vec<&str> = all.filter(|figure| !figure.is_empty()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    #[test]
    fn both_languages_say_the_same_figures_line_by_line() {
        let plan = plan();
        let (english, urdu) = (Language::English.plan(&plan), Language::Urdu.plan(&plan));
        let lines = |text: &PlanText| -> Vec<String> {
            let versions = text.versions.iter();
            let of = |version: &VersionText| {
                [vec![version.heading.clone()], version.lines.clone()].concat()
            };
            text.summary.iter().cloned().chain(versions.flat_map(of)).collect()
        };
        let (english, urdu) = (lines(&english), lines(&urdu));
        assert_eq!(english.len(), urdu.len());
        for (english, urdu) in english.iter().zip(&urdu) {
            assert!(urdu.contains(|letter| ('\u{600}'..'\u{6ff}').contains(&letter)), "{urdu}");
            // The first of the levels below, which English says in a word.
            let said: Vec<&str> =
                figures(urdu).into_iter().filter(|figure| *figure != "1").collect();
            let meant: Vec<&str> = figures(english).into_iter().filter(|f| *f != "1").collect();
            assert_eq!(said, meant, "{english} / {urdu}");
        }
    }

    #[test]
    fn tiers_by_their_order_begin_one_behind_those_before() {
        let tiers = tiered(Mode::Marginal, Measure::Count);
        let said = Writer { currency: Currency::parse("USD").unwrap() }.pay(&tiers);
        assert!(said.contains("نمبر 250001 سے"), "{said}");
    }
}
