//! The words of a month's exceptions and changes in each language.

use super::Language;
use crate::domain::Money;
use crate::domain::statement::{ExceptionKind, OfPartner, Told};
use crate::service::periods::{Cause, LateCause};

impl Language {
    /// What deserves a look before a close.
    pub(in crate::web) fn exception(self, kind: ExceptionKind) -> &'static str {
        self.of(match kind {
            ExceptionKind::RateMissing => ["A rate is missing", "شرح موجود نہیں"],
            ExceptionKind::CannotCompute => ["Cannot be computed", "حساب نہیں ہو سکتا"],
            ExceptionKind::Unmatched => ["Credits that nothing pays", "حصے جن پر کچھ نہیں ملتا"],
            ExceptionKind::Unconfirmed => ["Paid and not confirmed", "ادا شدہ مگر تصدیق باقی"],
            ExceptionKind::Duplicate => ["Perhaps recorded twice", "شاید دو بار درج"],
            ExceptionKind::NoAgreement => {
                ["Partners without an agreement", "معاہدے کے بغیر پارٹنر"]
            }
            ExceptionKind::NoTaxProfile => {
                ["Paid without confirmed taxes", "ٹیکس کی تصدیق کے بغیر ادائیگی"]
            }
            ExceptionKind::NoBankAccount => {
                ["Paid without a confirmed account", "تصدیق شدہ اکاؤنٹ کے بغیر ادائیگی"]
            }
            ExceptionKind::NoLatinTitle => {
                ["Paid, with no name in Latin letters", "لاطینی حروف میں نام کے بغیر ادائیگی"]
            }
            ExceptionKind::Negative => ["Below zero", "صفر سے کم"],
            ExceptionKind::CarriedForward => ["Too little to be paid", "ادائیگی کی حد سے کم"],
            ExceptionKind::MoreThanTwice => {
                ["More than twice the month before", "پچھلے مہینے کے دگنے سے زیادہ"]
            }
            ExceptionKind::Disputed => ["Still in dispute", "اعتراض باقی"],
            ExceptionKind::Adjusted => ["Adjusted by hand", "ہاتھ سے درست کردہ"],
            ExceptionKind::AdjustmentWaits => {
                ["Adjustments that wait for approval", "درستیاں جن کی منظوری باقی ہے"]
            }
        })
    }

    /// What is told of one of them.
    pub(in crate::web) fn detail_of(self, told: &Told) -> String {
        match (self, told) {
            (_, Told::OfPartner(_, OfPartner::Unmatched { sale: _, reason })) => {
                self.unpaid(reason).to_owned()
            }
            (Self::English, told) => super::money_words::sentence(&told.to_string()),
            (Self::Urdu, told) => in_urdu(told),
        }
    }

    /// Why somebody earned more or less than the month before.
    pub(in crate::web) fn cause(self, cause: Cause) -> &'static str {
        self.of(match cause {
            Cause::Volume => ["More or less was sold", "فروخت کم یا زیادہ ہوئی"],
            Cause::Tier => ["Other tiers were reached", "دوسرے درجے لاگو ہوئے"],
            Cause::PlanVersion => ["Another version of the plan", "پلان کا دوسرا ورژن"],
            Cause::Refunds => ["Refunds and void sales", "واپسیاں اور منسوخ فروخت"],
            Cause::Rates => ["Exchange rates", "زر مبادلہ کی شرحیں"],
            Cause::Adjustments => ["Adjustments by hand", "ہاتھ کی درستیاں"],
            Cause::Release => ["What was held came free", "روکی ہوئی رقم جاری ہوئی"],
            Cause::Bonus => ["Bonuses", "بونس"],
            Cause::Cap => ["Caps", "حدیں"],
        })
    }

    /// What kind of fact came late.
    pub(in crate::web) fn late(self, cause: LateCause) -> &'static str {
        self.of(match cause {
            LateCause::Sale => ["Sales", "فروخت"],
            LateCause::Rate => ["Exchange rates", "زر مبادلہ کی شرحیں"],
            LateCause::Parent => ["Upper partners", "بالائی پارٹنر"],
            LateCause::Agreement => ["Agreements", "معاہدے"],
            LateCause::Version => ["Versions of plans", "پلان کے ورژن"],
        })
    }
}

fn in_urdu(told: &Told) -> String {
    match told {
        Told::Fault(words) => format!("حقائق درست نہیں: {}", apart(words)),
        Told::NoRate { sale, currency, message: _ } => format!(
            "فروخت {} کے لیے {} کی کوئی شرح اس کے دن یا اس سے پہلے کی نہیں۔",
            apart(sale),
            apart(currency)
        ),
        Told::Unconfirmed { sale, paid_on } => format!(
            "فروخت {} کی ادائیگی {} کو ہوئی، تصدیق باقی ہے۔",
            apart(sale),
            apart(&paid_on.to_string())
        ),
        Told::Duplicate { sale, others, more } => {
            let besides =
                if *more > 0 { format!(" اور مزید {more}") } else { String::new() };
            let others = apart(&others.join(", "));
            format!("فروخت {} کا سیلر، پروڈکٹ اور دن وہی ہے جو {others}{besides} کا۔", apart(sale))
        }
        Told::OfPartner(_, what) => of_partner(what),
    }
}

fn of_partner(what: &OfPartner) -> String {
    match what {
        // This is told in words that both languages have.
        OfPartner::Unmatched { sale, reason: _ } => apart(sale),
        OfPartner::NoTaxProfile => "ٹیکس کی تصدیق شدہ تفصیل کے بغیر ادائیگی ہو گی۔".to_owned(),
        OfPartner::NoBankAccount => "ادائیگی ہو گی، مگر کوئی تصدیق شدہ اکاؤنٹ نہیں۔".to_owned(),
        OfPartner::NoLatinTitle => {
            "ادائیگی ہو گی، مگر نام اور اکاؤنٹ کے عنوان میں لاطینی حروف نہیں۔".to_owned()
        }
        OfPartner::NoPayoutRate { plan, payout } => format!(
            "ادائیگی {} میں ہے، اور مہینے کے آخری دن تک {} سے اس کی کوئی شرح نہیں۔",
            apart(payout.code()),
            apart(plan.code())
        ),
        OfPartner::Carries(money) => format!("{} آگے منتقل ہو گا۔", shown(money)),
        OfPartner::CarriesLess(money, least) => {
            format!("{} آگے منتقل ہو گا: کم از کم ادائیگی {} ہے۔", shown(money), shown(least))
        }
        OfPartner::MoreThanTwice(money, before) => {
            format!("{} کی کمائی، پچھلے مہینے کے {} کے دگنے سے زیادہ۔", shown(money), shown(before))
        }
        OfPartner::NoAgreement(day) => {
            format!("فعال ہے، اور {} کو اس کا کوئی معاہدہ نہیں۔", apart(&day.to_string()))
        }
        OfPartner::Disputes(period) => {
            format!("{} کی ایک سطر پر اعتراض ہے۔", apart(&period.to_string()))
        }
        OfPartner::Adjusted(reason) => format!("ہاتھ سے درست کیا گیا: {}", apart(reason)),
        OfPartner::AdjustmentWaits(reason) => {
            format!("ایک درستی منظوری کی منتظر ہے: {}", apart(reason))
        }
    }
}

fn shown(money: &Money) -> String {
    apart(&crate::web::shown::money(money).text())
}

/// In its own direction, whatever stands around it.
fn apart(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Currency, Period, parse_date};

    #[test]
    fn what_is_told_has_its_figures_and_names_in_both_languages() {
        let day = parse_date("2026-07-31").unwrap();
        let currency = Currency::parse("USD").unwrap();
        let money = |minor: i64| Money { amount: Amount::try_from(minor).unwrap(), currency };
        let partner = |what| Told::OfPartner("PK-A".into(), what);
        let sale = || "S-1".to_owned();
        for (told, named) in [
            (Told::Unconfirmed { sale: sale(), paid_on: day }, vec!["S-1", "2026-07-31"]),
            (
                Told::Duplicate { sale: sale(), others: vec!["S-2".into()], more: 40 },
                vec!["S-1", "S-2", "40"],
            ),
            (partner(OfPartner::Carries(money(-78_036))), vec!["780.36"]),
            (partner(OfPartner::CarriesLess(money(4000), money(5000))), vec!["40.00", "50.00"]),
            (partner(OfPartner::MoreThanTwice(money(900), money(300))), vec!["9.00", "3.00"]),
            (partner(OfPartner::NoAgreement(day)), vec!["2026-07-31"]),
            (partner(OfPartner::Disputes(Period::of(day))), vec!["2026-07"]),
            (partner(OfPartner::Adjusted("a stall".into())), vec!["a stall"]),
        ] {
            let both =
                [Language::English, Language::Urdu].map(|language| language.detail_of(&told));
            assert_ne!(both[0], both[1]);
            for (text, name) in both.iter().flat_map(|text| named.iter().map(move |n| (text, n))) {
                assert!(text.contains(*name), "{text} lacks {name}");
            }
        }
    }
}
