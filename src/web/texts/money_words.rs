//! The words of money in each language, what has been done, and what is refused.

use super::Language;
use crate::commission::EntryKind;
use crate::domain::payout::{PaymentStatus, PayoutStatus};
use crate::domain::statement::{Decision, StatementStatus};
use crate::service::month::Step;

impl Language {
    /// A step of a month.
    pub(in crate::web) fn step(self, step: Step) -> &'static str {
        self.of(match step {
            Step::Open => ["Open", "کھلا"],
            Step::Closed => ["Closed", "بند"],
            Step::InReview => ["In review", "زیر غور"],
            Step::Approved => ["Approved", "منظور"],
            Step::Paid => ["Paid", "ادا شدہ"],
        })
    }

    /// Where a statement stands.
    pub(in crate::web) fn statement_status(self, status: &StatementStatus) -> &'static str {
        self.of(match status {
            StatementStatus::Draft => ["Draft", "ابتدائی"],
            StatementStatus::Approved => ["Approved", "منظور"],
            StatementStatus::Paid => ["Paid", "ادا شدہ"],
        })
    }

    /// Where a batch stands.
    pub(in crate::web) fn payout_status(self, status: &PayoutStatus) -> &'static str {
        self.of(match status {
            PayoutStatus::Draft => ["To approve", "منظوری باقی"],
            PayoutStatus::Approved => ["Approved", "منظور"],
            PayoutStatus::Settled => ["Settled", "مکمل"],
            PayoutStatus::Withdrawn => ["Withdrawn", "واپس لی گئی"],
        })
    }

    /// Where a payment stands.
    pub(in crate::web) fn payment_status(self, status: &PaymentStatus) -> &'static str {
        self.of(match status {
            PaymentStatus::Waiting => ["Waits", "منتظر"],
            PaymentStatus::Paid => ["Paid", "ادا شدہ"],
            PaymentStatus::Rejected => ["Rejected", "مسترد"],
            PaymentStatus::Withdrawn => ["Withdrawn", "واپس لی گئی"],
        })
    }

    /// What kind of entry a line is.
    pub(in crate::web) fn entry_kind(self, kind: &EntryKind) -> &'static str {
        self.of(match kind {
            EntryKind::Earning => ["Earning", "کمائی"],
            EntryKind::Clawback => ["Taken back", "واپس لیا گیا"],
            EntryKind::Release => ["Released", "جاری"],
            EntryKind::TrueUp => ["True-up", "فرق کی درستی"],
            EntryKind::Cap => ["Cap", "حد"],
        })
    }

    /// Which way a dispute is decided.
    pub(in crate::web) fn decision(self, decision: Decision) -> &'static str {
        self.of(match decision {
            Decision::Uphold => ["The partner is right", "پارٹنر درست ہے"],
            Decision::Partial => ["Right in part", "جزوی درست"],
            Decision::Deny => ["The line stands", "سطر برقرار"],
        })
    }

    /// Why nothing pays a credit.
    pub(in crate::web) fn unpaid(self, reason: &str) -> &'static str {
        self.of(match reason {
            "no_version" => [
                "On that day the partner had no plan, or its plan no version in force.",
                "اس دن پارٹنر کا کوئی پلان نہ تھا، یا پلان کا کوئی ورژن نافذ نہ تھا۔",
            ],
            _ => [
                "No rule of the plan fits this sale.",
                "پلان کا کوئی قاعدہ اس فروخت پر پورا نہیں اترتا۔",
            ],
        })
    }

    /// A figure that is reconciled.
    pub(in crate::web) fn check(self, name: &'static str) -> &'static str {
        let m = self.texts().money;
        match name {
            "opening_balance" => m.opening_balance,
            "commission" => m.commission,
            "adjustments" => m.adjustments,
            "gross" => m.gross,
            "held" => m.held,
            "carried_forward" => m.carried_forward,
            "payable" => m.payable,
            "net" => m.net,
            "payments" => m.payments,
            "paid" => m.paid,
            "payouts" => m.payouts,
            other => other,
        }
    }

    /// A kind of file.
    pub(in crate::web) fn file(self, format: &'static str) -> &'static str {
        match format {
            "csv" => "CSV",
            "lines" => self.of(["All lines (CSV)", "سب سطریں (CSV)"]),
            "xlsx" => "Excel",
            "pdf" => "PDF",
            "bundle" => self.of(["All it rests on (zip)", "ساری بنیاد (zip)"]),
            "pain.001" => "pain.001 (XML)",
            "journal" => self.of(["Journal", "جرنل"]),
            "zip" => self.of(["All documents (zip)", "سب دستاویزات (zip)"]),
            other => other,
        }
    }

    /// What has just been done.
    pub(in crate::web) fn told(self, word: &str) -> Option<&'static str> {
        Some(self.of(match word {
            "closed" => ["The month is closed.", "مہینہ بند ہو گیا۔"],
            "all_approved" => ["All statements are approved.", "سب گوشوارے منظور ہو گئے۔"],
            "some_approved" => [
                "What was ready is approved; the rest waits for the partners.",
                "جو تیار تھے منظور ہو گئے؛ باقی پارٹنر کے جواب کے منتظر ہیں۔",
            ],
            "accepted" => ["Accepted. Thank you.", "قبول ہو گیا۔ شکریہ۔"],
            "approved" => ["Approved.", "منظور ہو گیا۔"],
            "prepared" => ["The payout is prepared.", "ادائیگی تیار ہے۔"],
            "prepared_some" => [
                "The payout is prepared. Some statements wait: a partner is suspended, or its bank account is not confirmed.",
                "ادائیگی تیار ہے۔ کچھ گوشوارے رکے ہیں: پارٹنر معطل ہے، یا اس کا بینک اکاؤنٹ تصدیق شدہ نہیں۔",
            ],
            "withdrawn" => ["The payout is withdrawn.", "ادائیگی واپس لے لی گئی۔"],
            "settled" => ["Kept what the bank says.", "بینک کا جواب درج ہو گیا۔"],
            "no_payer" => [
            "The settings do not say from which account is paid. An administrator sets payer_title and payer_iban first.",
            "ترتیبات میں ادائیگی کا اکاؤنٹ درج نہیں۔ منتظم پہلے payer_title اور payer_iban درج کرے۔",
        ],
        "no_latin_title" => [
            "A partner’s name and account title have no Latin letters, which banks need. Have the account stated with a title as the bank writes it.",
            "کسی پارٹنر کے نام اور اکاؤنٹ کے عنوان میں لاطینی حروف نہیں، جو بینک کو چاہییں۔ اکاؤنٹ اس عنوان کے ساتھ درج کرائیں جو بینک لکھتا ہے۔",
        ],
        "bank_account_changed" => [
            "A partner has another bank account since. Withdraw this payout and prepare a new one.",
            "کسی پارٹنر کا بینک اکاؤنٹ بدل گیا ہے۔ یہ ادائیگی واپس لیں اور نئی تیار کریں۔",
        ],
        "disputed" => [
                "The dispute is with finance. The line is held until it is decided.",
                "اعتراض فنانس کے پاس ہے۔ فیصلے تک سطر رکی رہے گی۔",
            ],
            "decided" => ["Decided. The partner is told.", "فیصلہ ہو گیا۔ پارٹنر کو بتا دیا گیا۔"],
            "user_made" => [
                "Invited. Make the password link now, and send it.",
                "بلا لیا گیا۔ اب پاس ورڈ کا لنک بنائیں اور بھیجیں۔",
            ],
            "user_saved" => ["Saved.", "محفوظ ہو گیا۔"],
            "user_disabled" => ["Disabled. All its sessions have ended.", "بند ہو گیا۔ اس کے سب سیشن ختم ہیں۔"],
            "user_enabled" => ["Let in again.", "پھر آ سکتا ہے۔"],
            "setting_kept" => ["Set.", "لاگو ہو گیا۔"],
            "rate_added" => ["The rate is kept.", "شرح درج ہو گئی۔"],
            "funding_asked" => ["Asked. A manager decides.", "درخواست بھیج دی گئی۔ مینیجر فیصلہ کرے گا۔"],
            "funding_decided" => ["Decided. The host is told.", "فیصلہ ہو گیا۔ میزبان کو بتا دیا گیا۔"],
            "funding_withdrawn" => ["The request is withdrawn.", "درخواست واپس لے لی گئی۔"],
            "funding_proven" => ["Shown. Finance looks at it.", "ثبوت دے دیا گیا۔ فنانس دیکھے گا۔"],
            "funding_reviewed" => ["Kept. The host is told.", "درج ہو گیا۔ میزبان کو بتا دیا گیا۔"],
            "all_read" => return Some(self.texts().desk.account.all_read),
            _ => return self.told_of_recruit(word),
        }))
    }

    /// What a field of a form is called.
    pub(in crate::web) fn field(self, name: &str) -> &'static str {
        let m = self.texts().money;
        match name.split('/').next().unwrap_or_default() {
            "amount" => m.amount,
            "claim" | "words" => m.claim,
            "reason" => m.reason,
            "evidence" => m.evidence,
            "decision" => m.decision,
            "period" => m.month,
            "through" => m.last_month,
            "currency" => m.currency,
            "date" => m.day,
            "base" => m.base,
            "quote" => m.quote,
            "rate" => m.rate,
            "reference" => m.reference,
            "payments" => m.payments,
            "version" => m.version,
            "purpose" => self.texts().desk.funding.purpose,
            "spent_on" => self.texts().desk.funding.spent_on,
            "note" => self.texts().desk.funding.note,
            _ => m.figure,
        }
    }

    /// What is wrong with a field.
    pub(in crate::web) fn fault(self, code: &str, message: &str) -> String {
        let text = match code {
            "required" => ["This is missing.", "یہ خالی ہے۔"],
            "malformed" => ["This cannot be understood.", "یہ سمجھ نہیں آیا۔"],
            "none_chosen" => ["Choose at least one payment.", "کم از کم ایک ادائیگی چنیں۔"],
            "before_from" => ["This is before the first month.", "یہ پہلے مہینے سے پہلے ہے۔"],
            "not_positive" => ["This is not above zero.", "یہ صفر سے زیادہ نہیں۔"],
            "in_the_future" => ["This day has not come yet.", "یہ دن ابھی نہیں آیا۔"],
            "same_currency" => {
                ["A rate is between two currencies.", "شرح دو مختلف کرنسیوں کے درمیان ہوتی ہے۔"]
            }
            "email_taken" => ["Another user has this address.", "یہ پتہ کسی اور کا ہے۔"],
            "email_refused" => [
                "This address cannot be given; take another one, or ask an administrator.",
                "یہ پتہ نہیں دیا جا سکتا؛ کوئی اور لکھیں، یا منتظم سے پوچھیں۔",
            ],
            "role_and_partner" => [
                "A partner's role needs its partner, and no other role has one.",
                "پارٹنر کے کردار کے ساتھ پارٹنر چنیں، اور کسی کردار کے ساتھ نہیں۔",
            ],
            "unknown_id" => ["Choose one that is there.", "جو موجود ہے اس میں سے چنیں۔"],
            "too_many" if self == Self::Urdu => return "یہ گنجائش سے زیادہ ہیں۔".to_owned(),
            "in_the_past" => ["This day has passed.", "یہ دن گزر چکا۔"],
            "contradiction" if self == Self::Urdu => {
                return format!("یہ دوسری ترتیبات سے ٹکراتا ہے: \u{2066}{message}\u{2069}");
            }
            _ => return sentence(message),
        };
        self.of(text).to_owned()
    }

    /// Why something does not go, and what to do instead.
    pub(in crate::web) fn refusal(self, code: &str, detail: &str) -> String {
        match (self, refused(code)) {
            (_, Some(both)) => self.of(both).to_owned(),
            (Self::English, None) => sentence(detail),
            (Self::Urdu, None) => format!("ایسا نہیں ہو سکتا: \u{2066}{detail}\u{2069}"),
        }
    }
}

/// The refusals that are told in words of their own.
fn refused(code: &str) -> Option<[&'static str; 2]> {
    Some(match code {
        "needs_second_person" => [
            "Another person has to do this: you prepared or closed it yourself. Ask a colleague in finance.",
            "یہ کسی اور کو کرنا ہے: تیار یا بند آپ نے کیا تھا۔ فنانس کے کسی ساتھی سے کہیں۔",
        ],
        "not_accepted" => [
            "The partner has not accepted it yet, and seven days have not passed. Give a reason to approve it now.",
            "پارٹنر نے ابھی قبول نہیں کیا اور سات دن نہیں گزرے۔ ابھی منظور کرنے کے لیے وجہ لکھیں۔",
        ],
        "exceptions_open" => [
            "Some exceptions are open still. Mend each, accept it with a reason, or leave its sale out.",
            "کچھ باتیں ابھی باقی ہیں۔ ہر ایک درست کریں، وجہ لکھ کر قبول کریں، یا اس کی فروخت چھوڑ دیں۔",
        ],
        "sale_posted" => [
            "A sale that has lines in closed months cannot be left out.",
            "جس فروخت کی سطریں بند مہینوں میں ہیں وہ چھوڑی نہیں جا سکتی۔",
        ],
        "period_not_over" => [
            "The month is not over yet. Try again after its last day.",
            "مہینہ ابھی ختم نہیں ہوا۔ آخری دن کے بعد پھر آزمائیں۔",
        ],
        "period_not_next" => [
            "Months are closed in order; another one comes first.",
            "مہینے ترتیب سے بند ہوتے ہیں؛ پہلے دوسرا مہینہ ہے۔",
        ],
        "period_closed" => ["This month is closed already.", "یہ مہینہ پہلے ہی بند ہے۔"],
        "period_not_closed" => ["That month is not closed yet.", "وہ مہینہ ابھی بند نہیں ہوا۔"],
        "fingerprint" => [
            "Something has changed since you looked. This is how it is now; look again, then confirm.",
            "آپ کے دیکھنے کے بعد کچھ بدل گیا۔ اب یوں ہے؛ دوبارہ دیکھ کر تصدیق کریں۔",
        ],
        "status" => [
            "It has gone further meanwhile. This is how it stands now.",
            "اس دوران معاملہ آگے بڑھ گیا۔ اب یوں ہے۔",
        ],
        "stale" => [
            "Somebody has changed it since you opened it. Look at it again, then do it once more.",
            "آپ کے کھولنے کے بعد کسی نے بدل دیا۔ دوبارہ دیکھیں، پھر کریں۔",
        ],
        "own_role" => [
            "Nobody changes its own role or status; ask another administrator.",
            "کوئی اپنا کردار یا حیثیت خود نہیں بدلتا؛ کسی اور منتظم سے کہیں۔",
        ],
        "last_admin" => [
            "This is the last active administrator. Make another one first.",
            "یہ آخری فعال منتظم ہے۔ پہلے کوئی اور بنائیں۔",
        ],
        "disabled" => [
            "This person is disabled. Let it in again first.",
            "یہ شخص بند ہے۔ پہلے اسے پھر آنے دیں۔",
        ],
        "partner_not_active" => [
            "Your partner is not active now, so that its people only read.",
            "آپ کا پارٹنر ابھی فعال نہیں، اس لیے اس کے لوگ صرف پڑھ سکتے ہیں۔",
        ],
        "disputed" => {
            ["This line has been disputed already.", "اس سطر پر پہلے ہی اعتراض ہو چکا ہے۔"]
        }
        "examples_fail" => [
            "Examples of the plan fail. Mend the version, or give a reason to approve it all the same.",
            "پلان کی کچھ مثالیں درست نہیں نکلیں۔ ورژن درست کریں، یا پھر بھی منظوری کی وجہ لکھیں۔",
        ],
        "version_approved" => ["This version is approved already.", "یہ ورژن پہلے ہی منظور ہے۔"],
        _ => return super::recruits::refused(code),
    })
}

/// The first letter as a capital, and a full stop.
pub(super) fn sentence(detail: &str) -> String {
    let mut letters = detail.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
