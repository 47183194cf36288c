//! What notifications say.

use super::{Language, Line};
use serde_json::Value;

/// All kinds of notifications.
const KINDS: [Line; 26] = [
    "recruits.decided",
    "recruits.idle",
    "recruits.protection_ends",
    "recruits.released",
    "check_ins.returned",
    "check_ins.missing",
    "check_ins.reminded",
    "conflicts.decided",
    "conflicts.asked",
    "conflicts.kept",
    "conflicts.passed",
    "conflicts.shared",
    "disputes.opened",
    "disputes.overdue",
    "disputes.decided",
    "statements.published",
    "statements.settled",
    "bank_accounts.confirmed",
    "fundings.requested",
    "fundings.decided",
    "fundings.proven",
    "fundings.reviewed",
    "leaves.withdrawn",
    "leaves.decided",
    "sellers.renewal_due",
    "sellers.transferred",
];
/// What more there is to say of one, in this order.
const MORE: [&str; 6] = ["name", "date", "period", "decision", "missing", "until"];

impl Language {
    /// All kinds of notifications, with what they say.
    pub(in crate::web) fn notices(self) -> Vec<(Line, Line)> {
        KINDS.into_iter().filter_map(|kind| Some((kind, self.notice(kind)?))).collect()
    }

    /// What has happened, with what more there is to say of it.
    pub(in crate::web) fn noticed(self, kind: &str, data: &str) -> String {
        let sentence = self.notice(kind).unwrap_or(kind);
        let data: Value = serde_json::from_str(data).unwrap_or_default();
        let more = MORE.iter().filter_map(|name| match (*name, data.get(name)?) {
            ("decision", Value::String(word)) => Some(self.decided(word).to_owned()),
            (_, Value::String(text)) => Some(format!("\u{2068}{text}\u{2069}")),
            (_, Value::Number(number)) => Some(number.to_string()),
            _ => None,
        });
        let more: Vec<String> = more.collect();
        if more.is_empty() {
            sentence.to_owned()
        } else {
            format!("{sentence}: {}", more.join(" · "))
        }
    }

    /// What was decided, of whatever it was; the word itself, where it is none that is known.
    pub(in crate::web) fn decided(self, word: &str) -> &str {
        let known = match word {
            "approve" | "approved" => ["approved", "منظور"],
            "refuse" | "refused" => ["refused", "نامنظور"],
            "keep" => ["it stays where it is", "جہاں ہے وہیں رہے گا"],
            "transfer" => ["it passes over", "منتقل ہو گا"],
            "split" => ["it is shared", "دونوں میں تقسیم"],
            "uphold" => ["the partner is right", "پارٹنر درست ہے"],
            "partial" => ["right in part", "جزوی درست"],
            "deny" => ["the line stands", "سطر برقرار"],
            "accept" | "accepted" => ["accepted", "قبول"],
            "reject" | "rejected" => ["rejected", "مسترد"],
            _ => return word,
        };
        self.of(known)
    }

    /// What has happened, by the kind of a notification; none where it is of no known kind.
    pub(in crate::web) fn notice(self, kind: &str) -> Option<&'static str> {
        Some(self.of(match kind {
            "recruits.decided" => ["A recruit was decided", "ایک گاہک کا فیصلہ ہوا"],
            "recruits.idle" => {
                ["A recruit waits for something to be done", "ایک گاہک پر کام باقی ہے"]
            }
            "recruits.protection_ends" => ["A protection ends soon", "ایک تحفظ ختم ہونے والا ہے"],
            "recruits.released" => ["A recruit went back to the pool", "ایک گاہک آزاد ہو گیا"],
            "check_ins.returned" => ["Your check-in came back", "آپ کی رپورٹ واپس آئی"],
            "check_ins.missing" => ["Check-ins are missing", "رپورٹ نہیں آئی"],
            "check_ins.reminded" => ["Please send your check-in", "براہ کرم اپنی رپورٹ بھیجیں"],
            "conflicts.decided" => ["A conflict was decided", "ایک تنازع کا فیصلہ ہوا"],
            "conflicts.asked" => [
                "A manager looks at one of your recruits: tell your side",
                "مینیجر آپ کے ایک گاہک کا جائزہ لے رہا ہے: اپنا مؤقف بتائیں",
            ],
            "conflicts.kept" => [
                "A recruit was looked at, and stays with you",
                "ایک گاہک کا جائزہ ہوا، وہ آپ ہی کے پاس رہے گا",
            ],
            "conflicts.passed" => ["A seller is no longer yours", "ایک گاہک اب آپ کا نہیں رہا"],
            "conflicts.shared" => {
                ["A share of a sale is proposed for you", "ایک فروخت میں آپ کا حصہ تجویز ہوا"]
            }
            "disputes.opened" => ["A line is disputed", "ایک سطر پر اعتراض ہے"],
            "disputes.overdue" => {
                ["A dispute is not decided in time", "ایک اعتراض کا فیصلہ وقت پر نہیں ہوا"]
            }
            "disputes.decided" => ["A dispute was decided", "ایک اعتراض کا فیصلہ ہوا"],
            "statements.published" => ["A statement is there", "گوشوارہ آ گیا ہے"],
            "statements.settled" => ["A statement was paid", "گوشوارے کی ادائیگی ہوئی"],
            "bank_accounts.confirmed" => {
                ["A bank account was confirmed", "بینک اکاؤنٹ کی تصدیق ہوئی"]
            }
            "fundings.requested" => ["A host asks for funding", "ایک میزبان نے مالی مدد مانگی"],
            "fundings.decided" => ["Funding was decided", "مالی مدد کا فیصلہ ہوا"],
            "fundings.proven" => ["A host shows what it spent", "ایک میزبان نے خرچ کا ثبوت دیا"],
            "fundings.reviewed" => ["A proof was looked at", "ایک ثبوت دیکھا گیا"],
            "leaves.withdrawn" => ["A leave was taken back", "چھٹی واپس لے لی گئی"],
            "leaves.decided" => ["A leave was decided", "چھٹی کا فیصلہ ہوا"],
            "sellers.renewal_due" => ["A membership ends soon", "ایک رکنیت ختم ہونے والی ہے"],
            "sellers.transferred" => ["A seller passed to another partner", "ایک کمپنی منتقل ہوئی"],
            _ => return None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_sentence_in_both_languages() {
        for language in Language::ALL {
            assert_eq!(language.notices().len(), KINDS.len());
        }
    }

    #[test]
    fn what_was_decided_is_said_in_the_readers_words() {
        let data = r#"{"name":"Khan Surgical","decision":"refuse"}"#;
        let english = Language::English.noticed("recruits.decided", data);
        assert_eq!(english, "A recruit was decided: \u{2068}Khan Surgical\u{2069} · refused");
        let urdu = Language::Urdu.noticed("recruits.decided", data);
        assert!(urdu.ends_with("نامنظور") && !urdu.contains("refuse"), "{urdu}");
        assert_eq!(Language::Urdu.noticed("a.new_kind", "{}"), "a.new_kind");
    }
}
