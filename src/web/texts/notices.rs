//! What notifications say.

use serde_json::Value;

use super::{Language, Line};
use crate::domain::{NoticeKind, Word};

/// What more there is to say of one, in this order.
const MORE: [&str; 6] = ["name", "date", "period", "decision", "missing", "until"];

impl Language {
    /// All kinds of notifications, with what they say.
    pub(in crate::web) fn notices(self) -> Vec<(Line, Line)> {
        NoticeKind::ALL.iter().map(|kind| (kind.as_str(), self.notice(*kind))).collect()
    }

    /// What has happened, with what more there is to say of it.
    pub(in crate::web) fn noticed(self, kind: NoticeKind, data: &str) -> String {
        let sentence = self.notice(kind);
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

    /// What has happened.
    fn notice(self, kind: NoticeKind) -> Line {
        self.of(match kind {
            NoticeKind::RecruitDecided => ["A recruit was decided", "ایک گاہک کا فیصلہ ہوا"],
            NoticeKind::RecruitIdle => {
                ["A recruit waits for something to be done", "ایک گاہک پر کام باقی ہے"]
            }
            NoticeKind::ProtectionEnds => ["A protection ends soon", "ایک تحفظ ختم ہونے والا ہے"],
            NoticeKind::RecruitReleased => {
                ["A recruit went back to the pool", "ایک گاہک آزاد ہو گیا"]
            }
            NoticeKind::CheckInReturned => ["Your check-in came back", "آپ کی رپورٹ واپس آئی"],
            NoticeKind::CheckInsMissing => ["Check-ins are missing", "رپورٹ نہیں آئی"],
            NoticeKind::CheckInReminded => {
                ["Please send your check-in", "براہ کرم اپنی رپورٹ بھیجیں"]
            }
            NoticeKind::ConflictDecided => ["A conflict was decided", "ایک تنازع کا فیصلہ ہوا"],
            NoticeKind::ConflictAsked => [
                "A manager looks at one of your recruits: tell your side",
                "مینیجر آپ کے ایک گاہک کا جائزہ لے رہا ہے: اپنا مؤقف بتائیں",
            ],
            NoticeKind::ConflictKept => [
                "A recruit was looked at, and stays with you",
                "ایک گاہک کا جائزہ ہوا، وہ آپ ہی کے پاس رہے گا",
            ],
            NoticeKind::ConflictPassed => {
                ["A seller is no longer yours", "ایک گاہک اب آپ کا نہیں رہا"]
            }
            NoticeKind::ConflictShared => {
                ["A share of a sale is proposed for you", "ایک فروخت میں آپ کا حصہ تجویز ہوا"]
            }
            NoticeKind::DisputeOpened => ["A line is disputed", "ایک سطر پر اعتراض ہے"],
            NoticeKind::DisputeOverdue => {
                ["A dispute is not decided in time", "ایک اعتراض کا فیصلہ وقت پر نہیں ہوا"]
            }
            NoticeKind::DisputeDecided => ["A dispute was decided", "ایک اعتراض کا فیصلہ ہوا"],
            NoticeKind::StatementPublished => ["A statement is there", "گوشوارہ آ گیا ہے"],
            NoticeKind::StatementSettled => ["A statement was paid", "گوشوارے کی ادائیگی ہوئی"],
            NoticeKind::BankAccountConfirmed => {
                ["A bank account was confirmed", "بینک اکاؤنٹ کی تصدیق ہوئی"]
            }
            NoticeKind::FundingRequested => {
                ["A host asks for funding", "ایک میزبان نے مالی مدد مانگی"]
            }
            NoticeKind::FundingDecided => ["Funding was decided", "مالی مدد کا فیصلہ ہوا"],
            NoticeKind::FundingProven => {
                ["A host shows what it spent", "ایک میزبان نے خرچ کا ثبوت دیا"]
            }
            NoticeKind::FundingReviewed => ["A proof was looked at", "ایک ثبوت دیکھا گیا"],
            NoticeKind::LeaveWithdrawn => ["A leave was taken back", "چھٹی واپس لے لی گئی"],
            NoticeKind::LeaveDecided => ["A leave was decided", "چھٹی کا فیصلہ ہوا"],
            NoticeKind::RenewalDue => ["A membership ends soon", "ایک رکنیت ختم ہونے والی ہے"],
            NoticeKind::SellerTransferred => {
                ["A seller passed to another partner", "ایک کمپنی منتقل ہوئی"]
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_is_said_in_the_readers_words() {
        let data = r#"{"name":"Khan Surgical","decision":"refuse"}"#;
        let english = Language::English.noticed(NoticeKind::RecruitDecided, data);
        assert_eq!(english, "A recruit was decided: \u{2068}Khan Surgical\u{2069} · refused");
        let urdu = Language::Urdu.noticed(NoticeKind::RecruitDecided, data);
        assert!(urdu.ends_with("نامنظور") && !urdu.contains("refuse"), "{urdu}");
    }
}
