//! How an entry came about: each step is read from the text that is kept, and said in the reader's
//! language.

use super::Language;
use crate::commission::{Comes, Reckoning, Saying, Step};

/// A step of an explanation as a page shows it: what it is about, and the reckoning, which stands left to
/// right in any language.
pub(in crate::web) struct Said {
    pub(in crate::web) what: String,
    pub(in crate::web) reckoning: String,
    /// The language of the words: English where the text is none that is known.
    pub(in crate::web) language: Language,
}

impl Language {
    /// A step in this language, from the text that says it in English.
    pub(in crate::web) fn step_of(self, text: &str) -> Said {
        let Some(mut step) = Step::parse(text) else {
            let what = text.to_owned();
            return Said { what, reckoning: String::new(), language: Language::English };
        };
        let reckoning = step.reckoning.take();
        let reckoning = reckoning.map(|reckoning| match self {
            Language::English => reckoning.to_string(),
            Language::Urdu => reckoned(&reckoning),
        });
        let what = match self {
            Language::English => step.to_string(),
            Language::Urdu => said(&step),
        };
        Said { what, reckoning: reckoning.unwrap_or_default(), language: self }
    }
}

/// The words with what is named put where `{0}`, `{1}` … stand, each with its own direction.
fn said(step: &Step) -> String {
    let mut text = words(step.saying).to_owned();
    for (place, name) in step.named.iter().enumerate() {
        let name = match name.strip_suffix(" credits") {
            Some(number) => counted(number),
            None if step.saying == Saying::Refunds => name.replace(" of ", " ").replace(", ", "، "),
            None => name.clone(),
        };
        text = text.replace(&format!("{{{place}}}"), &format!("\u{2068}{name}\u{2069}"));
    }
    text
}

fn counted(number: &str) -> String {
    format!("{number} کریڈٹ")
}

fn reckoned(reckoning: &Reckoning) -> String {
    match reckoning {
        Reckoning::Given(figure) => figure.clone(),
        Reckoning::Credits(number) => counted(number),
        Reckoning::Sum(sum, comes, figure) => match comes {
            Comes::Exactly => format!("{sum} = {figure}"),
            Comes::Rounded => format!("{sum} ≈ {figure}"),
            Comes::Down => format!("⌊{sum}⌋ = {figure}"),
        },
    }
}

/// What a step says.
fn words(saying: Saying) -> &'static str {
    match saying {
        Saying::Rule => "پلان {0}، ورژن از {1}، قاعدہ {2}",
        Saying::Override => "پلان {0}، ورژن از {1}، {3} کے کریڈٹ پر اوپری حصہ {2}",
        Saying::NoVersion => "پلان {0} کا {1} کو کوئی ورژن نافذ نہ تھا",
        Saying::InForce => "پلان {0}، ورژن از {1}، {2} کو نافذ",
        Saying::Sale => "فروخت {0}، ادائیگی {1} کو",
        Saying::PaidOn => "ادائیگی {0} کو",
        Saying::Verified => "سیلر کی تصدیق {0} کو ہوئی",
        Saying::NotVerified => "{0} تک سیلر کی تصدیق نہیں ہوئی، اس لیے شمار صرف یہ",
        Saying::Refunds => "{0} دن کے اندر کی واپسیوں ({1}) کے بعد",
        Saying::Share => "{0} کا حصہ",
        Saying::LeftOver => "بچ جانے والی ایک اکائی کے ساتھ",
        Saying::Rate => "{2} کی شرح پر، {0} سے {1}",
        Saying::Basis => "بنیاد",
        Saying::ZeroBasis => "صفر بنیاد پر کچھ نہیں بنتا",
        Saying::OnHold => "{0} تک روکا ہوا: ابھی کچھ واجب نہیں",
        Saying::Commission => "کمیشن",
        Saying::ByShare => "کمیشن، حصے کے مطابق",
        Saying::OfTier => "{0} سے شروع ہونے والے درجے کا کمیشن",
        Saying::OfTierByShare => "{0} سے شروع ہونے والے درجے کا کمیشن، حصے کے مطابق",
        Saying::Earlier => "{1} میں اسی قاعدے کے پہلے کے کریڈٹ",
        Saying::Counted => "{1} میں {2} تک قاعدے کا شمار",
        Saying::OwnCredits => "{1} میں {2} تک قاعدے کے اپنے کریڈٹ",
        Saying::Covers => "{0} کے بعد سے یہاں تک",
        Saying::Slice => "{0} سے شروع ہونے والے درجے کا ٹکڑا",
        Saying::BySlices => "ٹکڑوں پر کمیشن",
        Saying::AtMost => "ایک کریڈٹ پر زیادہ سے زیادہ",
        Saying::Rounded => "گول کر کے",
        Saying::HeldBack => "{0} تک روکا گیا",
        Saying::Left => "باقی",
        Saying::BonusOfBases => "{2} پر بونس {0}، شمار کی گئی بنیادوں کا مجموعہ",
        Saying::BonusOfCredits => "{2} پر بونس {0}، شمار کیے گئے کریڈٹ",
        Saying::NotReached => "{0} کی حد پوری نہیں ہوئی، اس لیے کچھ نہیں ملتا",
        Saying::Reached => "{0} کی حد پوری ہو گئی",
        Saying::Pays => "اس پر ملتا ہے",
        Saying::OfBases => "شمار کی گئی سب بنیادوں پر",
        Saying::NoCap => "{0} پر کوئی بالائی حد نہیں، اس لیے کچھ نہیں کٹتا",
        Saying::Cap => "{1} پر بالائی حد، پلان کے تحت کل واجب",
        Saying::AboveCap => "بالائی حد سے زائد",
        Saying::PaysNothing => "آج کے حقائق کے مطابق {0} فروخت {1} پر کچھ نہیں دیتا",
        Saying::NotInForce => "آج کے حقائق کے مطابق {0} {1} پر نافذ نہیں",
        Saying::Entry => "اندراج: واجب رقم میں سے پہلے کا اندراج نکال کر",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_saying_names_in_urdu_what_it_names_in_english() {
        for saying in Saying::ALL {
            let english = Step { saying: *saying, named: Vec::new(), reckoning: None }.to_string();
            assert!(!words(*saying).is_empty() && english != words(*saying));
            let named: Vec<String> = (0..4).map(|place| format!("name-{place}")).collect();
            let step = Step { saying: *saying, named, reckoning: None };
            // The length of a window stands in its days, and is not said again.
            let in_english = step.to_string();
            let in_urdu = said(&step);
            for name in step.named.iter().filter(|name| in_english.contains(name.as_str())) {
                let is_length = has_window(*saying) && !in_urdu.contains(name.as_str());
                assert!(is_length || in_urdu.contains(name.as_str()), "{saying:?} {name}");
            }
            assert!(!in_urdu.contains('{'), "{in_urdu}");
        }
    }

    fn has_window(saying: Saying) -> bool {
        use Saying::{BonusOfBases, BonusOfCredits, Cap, Counted, Earlier, OwnCredits};
        [BonusOfBases, BonusOfCredits, Cap, Counted, Earlier, OwnCredits].contains(&saying)
    }

    #[test]
    fn a_step_is_said_again_with_its_figures() {
        let shown = |text: &str| {
            let shown = Language::Urdu.step_of(text);
            assert_eq!(shown.language, Language::Urdu, "{text}");
            (shown.what, shown.reckoning)
        };
        let (what, reckoning) =
            shown("held back until 2026-12-02: 1500.00 * 10 / 100 rounds to 150.00");
        assert!(what.contains("\u{2068}2026-12-02\u{2069}"), "{what}");
        assert_eq!(reckoning, "1500.00 * 10 / 100 ≈ 150.00");
        let refunds =
            "net of refunds within 90 days (R-1 of 2026-08-02, R-2 of 2026-08-03): 9 - 5 = 4";
        assert!(shown(refunds).0.contains("R-1 2026-08-02، R-2 2026-08-03"));
        let tier = "commission of the tier from 10 credits, by share: 5.00 * 60 / 100 = 3";
        assert!(shown(tier).0.contains("10 کریڈٹ"));
        assert!(shown("on hold until 2026-12-02: nothing is entitled yet").1.is_empty());
        let strange = Language::Urdu.step_of("what nobody says: 1");
        assert_eq!(
            (strange.language, strange.what.as_str()),
            (Language::English, "what nobody says: 1")
        );
        let english = Language::English.step_of("basis: 9500.00 USD");
        assert_eq!((english.what.as_str(), english.reckoning.as_str()), ("basis", "9500.00 USD"));
    }
}
