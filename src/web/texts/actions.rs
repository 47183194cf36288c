//! What stands in the trail, in words: what was done, to what, and which of its fields are others now.

use super::Language;

impl Language {
    /// What was done; the program's own word, where there is no other.
    pub(in crate::web) fn action(self, action: &str) -> &str {
        let (of, what) = action.split_once('.').unwrap_or((action, ""));
        let known = match of {
            "recruits" => recruits(what),
            "sellers" => sellers(what),
            "check_ins" => check_ins(what),
            "events" | "registrations" | "arrivals" | "fundings" => events(action),
            "sales" | "refunds" => sales(action),
            "periods" | "statements" | "adjustments" | "disputes" | "payouts" => money(action),
            "plans" | "products" | "exchange_rates" | "targets" => terms(action),
            "partners" | "agreements" | "bank_accounts" | "tax_profiles" => partners(action),
            "users" | "sessions" | "leaves" | "holidays" => people(action),
            _ => others(action),
        };
        known.map_or(action, |both| self.of(both))
    }

    /// To which kind of record; the program's own word, where there is no other.
    pub(in crate::web) fn subject(self, kind: &str) -> &str {
        let known = match kind {
            "adjustment" => ["Adjustment", "درستی"],
            "agreement" => ["Agreement", "معاہدہ"],
            "arrival" => ["Arrival", "آمد"],
            "bank_account" => ["Bank account", "بینک اکاؤنٹ"],
            "check_in" => ["Check-in", "رپورٹ"],
            "conflict" => ["Conflict", "تنازع"],
            "day" => ["Day", "دن"],
            "dispute" => ["Dispute", "اعتراض"],
            "event" => ["Event", "تقریب"],
            "exchange_rate" => ["Exchange rate", "شرح"],
            "funding" => ["Funding", "مالی مدد"],
            "holiday" => ["Holiday", "چھٹی"],
            "import" => ["Import", "درآمد"],
            "job" => ["Job", "خودکار کام"],
            "leave" => ["Leave", "رخصت"],
            "notice" => ["Notice", "اطلاع"],
            "partner" => ["Partner", "پارٹنر"],
            "payout" => ["Payout", "ادائیگی"],
            "period" => ["Month", "مہینہ"],
            "plan" => ["Plan", "پلان"],
            "product" => ["Product", "پیکیج"],
            "recruit" => ["Recruit", "گاہک"],
            "refund" => ["Refund", "واپسی"],
            "registration" => ["Guest", "مہمان"],
            "sale" => ["Sale", "فروخت"],
            "seller" => ["Seller", "کمپنی"],
            "session" => ["Session", "سیشن"],
            "settings" => ["Settings", "ترتیبات"],
            "statement" => ["Statement", "گوشوارہ"],
            "target" => ["Target", "ہدف"],
            "tax_profile" => ["Tax profile", "ٹیکس"],
            "user" => ["User", "صارف"],
            _ => return kind,
        };
        self.of(known)
    }

    /// A field of a record; the program's own word, where there is no other.
    pub(in crate::web) fn record_field(self, name: &str) -> &str {
        let known = match name {
            "amount" => ["amount", "رقم"],
            "accepted" => ["accepted", "قبول"],
            "approved" => ["approved", "منظور"],
            "blockers" => ["blockers", "رکاوٹیں"],
            "categories" => ["trade", "کام"],
            "city" => ["city", "شہر"],
            "claim" => ["claim", "دعویٰ"],
            "code" => ["code", "کوڈ"],
            "company" => ["company", "کمپنی"],
            "contact_name" => ["contact", "رابطہ"],
            "correction_reason" => ["correction", "فرق کی وجہ"],
            "corrected" => ["corrected", "درست شدہ"],
            "counts" => ["counts", "گنتی"],
            "credits" => ["credits", "کریڈٹ"],
            "currency" | "payout_currency" => ["currency", "کرنسی"],
            "date" | "paid_on" | "refunded_on" => ["day", "دن"],
            "decision" => ["decision", "فیصلہ"],
            "email" => ["e-mail", "ای میل"],
            "ends_on" => ["until", "تک"],
            "ends_at" => ["ends", "اختتام"],
            "expected" => ["expected", "متوقع"],
            "missing" => ["missing", "نہیں آئی"],
            "count" => ["how many", "کتنے"],
            "effective_from" | "starts_on" | "starts_at" => ["from", "سے"],
            "kind" => ["kind", "قسم"],
            "late" => ["late", "دیر سے"],
            "membership_ends_on" => ["membership ends", "رکنیت کا اختتام"],
            "mode" => ["how", "کیسے"],
            "month" | "period" => ["month", "مہینہ"],
            "name" | "seller_name" | "title" => ["name", "نام"],
            "net" => ["net", "خالص"],
            "new_sales" => ["new sales", "نئی فروخت"],
            "note" => ["remark", "یادداشت"],
            "phone" => ["phone", "فون"],
            "plan" => ["plan", "منصوبہ"],
            "product" => ["product", "پیکیج"],
            "protected_until" => ["protected until", "تحفظ کی آخری تاریخ"],
            "purpose" => ["purpose", "مقصد"],
            "rate" => ["rate", "شرح"],
            "reason" => ["reason", "وجہ"],
            "recruits" => ["recruits", "گاہک"],
            "renewal_sales" => ["renewals", "تجدید"],
            "role" => ["role", "کردار"],
            "sales_amount" => ["sold for", "فروخت کی رقم"],
            "settings" => ["settings", "ترتیبات"],
            "share" => ["share", "حصہ"],
            "source" => ["source", "ذریعہ"],
            "stage" => ["stage", "مرحلہ"],
            "star_rating" => ["stars", "ستارے"],
            "status" => ["status", "حیثیت"],
            "tier" => ["tier", "درجہ"],
            "total" => ["total", "کل"],
            "verified_on" => ["verified on", "تصدیق کا دن"],
            "waiting" => ["waiting", "انتظار میں"],
            "walk_in" => ["walk-in", "بغیر اندراج"],
            _ => return name,
        };
        self.of(known)
    }
}

type Both = Option<[&'static str; 2]>;

fn recruits(what: &str) -> Both {
    Some(match what {
        "create" => ["Registered a seller", "گاہک کا اندراج کیا"],
        "change" => ["Changed a recruit", "گاہک کی تفصیل بدلی"],
        "stage" => ["Moved a recruit on", "گاہک کا مرحلہ بدلا"],
        "activity" => ["Logged an activity", "کام درج کیا"],
        "extend" => ["Extended a protection", "تحفظ کی مدت بڑھائی"],
        "release" => ["Released a recruit", "گاہک آزاد کیا"],
        "expire" => ["A protection ended", "تحفظ ختم ہوا"],
        "refuse" => ["Refused a registration", "اندراج قبول نہ کیا"],
        "decide" => ["Decided a recruit", "گاہک کا فیصلہ کیا"],
        "win" => ["Won a recruit", "گاہک کامیاب ہوا"],
        "undo_win" => ["Took a win back", "کامیابی واپس لی"],
        _ => return None,
    })
}

fn sellers(what: &str) -> Both {
    Some(match what {
        "create" => ["Made a seller", "کمپنی درج کی"],
        "change" => ["Changed a seller", "کمپنی کی تفصیل بدلی"],
        "change_holder" => ["A seller has another holder", "کمپنی کا پارٹنر بدلا"],
        "lapse" => ["A membership ran out", "رکنیت کی مدت ختم ہوئی"],
        "become_dormant" => ["A seller became dormant", "کمپنی غیر فعال ہوئی"],
        "propose_correction" => ["Proposed a correction", "درستی تجویز کی"],
        "transfer" => ["Transferred a seller", "کمپنی منتقل کی"],
        _ => return None,
    })
}

fn check_ins(what: &str) -> Both {
    Some(match what {
        "create" => ["Sent a check-in", "رپورٹ بھیجی"],
        "change" => ["Changed a check-in", "رپورٹ بدلی"],
        "review" => ["Reviewed a check-in", "رپورٹ دیکھی"],
        "remind" => ["Reminded of a check-in", "رپورٹ یاد دلائی"],
        "reopen" => ["Opened a day again", "دن دوبارہ کھولا"],
        "close_day" => ["Closed a day", "دن بند کیا"],
        _ => return None,
    })
}

fn events(action: &str) -> Both {
    Some(match action {
        "events.create" => ["Made an event", "تقریب بنائی"],
        "events.change" => ["Changed an event", "تقریب بدلی"],
        "registrations.create" => ["Registered a guest", "مہمان کا اندراج کیا"],
        "registrations.form" => ["A guest registered", "مہمان نے اندراج کیا"],
        "arrivals.create" => ["Took an arrival", "آمد درج کی"],
        "fundings.request" => ["Asked for funding", "مالی مدد مانگی"],
        "fundings.decide" => ["Decided on funding", "مالی مدد کا فیصلہ کیا"],
        "fundings.withdraw" => ["Withdrew a request", "درخواست واپس لی"],
        "fundings.prove" => ["Showed a spending", "خرچ کا ثبوت دیا"],
        "fundings.review" => ["Looked at a proof", "ثبوت دیکھا"],
        _ => return None,
    })
}

fn sales(action: &str) -> Both {
    Some(match action {
        "sales.record" => ["Recorded a sale", "فروخت درج کی"],
        "sales.change" => ["Changed a sale", "فروخت بدلی"],
        "sales.confirm" => ["Confirmed a sale", "فروخت کی تصدیق کی"],
        "sales.void" => ["Voided a sale", "فروخت منسوخ کی"],
        "refunds.record" => ["Recorded a refund", "واپسی درج کی"],
        "refunds.void" => ["Voided a refund", "واپسی منسوخ کی"],
        _ => return None,
    })
}

fn money(action: &str) -> Both {
    Some(match action {
        "periods.close" => ["Closed a month", "مہینہ بند کیا"],
        "periods.approve" => ["Approved a month", "مہینہ منظور کیا"],
        "statements.accept" => ["Accepted a statement", "گوشوارہ قبول کیا"],
        "statements.approve" => ["Approved a statement", "گوشوارہ منظور کیا"],
        "adjustments.create" => ["Prepared an adjustment", "درستی تیار کی"],
        "adjustments.approve" => ["Approved an adjustment", "درستی منظور کی"],
        "disputes.open" => ["Disputed a line", "سطر پر اعتراض کیا"],
        "disputes.decide" => ["Decided a dispute", "اعتراض کا فیصلہ کیا"],
        "payouts.create" => ["Prepared a payout", "ادائیگی تیار کی"],
        "payouts.approve" => ["Approved a payout", "ادائیگی منظور کی"],
        "payouts.settle" => ["Settled payments", "ادائیگیاں مکمل کیں"],
        "payouts.withdraw" => ["Withdrew a payout", "ادائیگی واپس لی"],
        _ => return None,
    })
}

fn terms(action: &str) -> Both {
    Some(match action {
        "plans.create" => ["Made a plan", "پلان بنایا"],
        "plans.add_version" => ["Added a version of a plan", "پلان کا ورژن بنایا"],
        "plans.change_version" => ["Changed a version of a plan", "پلان کا ورژن بدلا"],
        "plans.approve_version" => ["Approved a version of a plan", "پلان کا ورژن منظور کیا"],
        "products.create" => ["Made a product", "پیکیج بنایا"],
        "products.change" => ["Changed a product", "پیکیج بدلا"],
        "exchange_rates.create" => ["Added a rate", "شرح درج کی"],
        "targets.set" => ["Set a target", "ہدف رکھا"],
        _ => return None,
    })
}

fn partners(action: &str) -> Both {
    Some(match action {
        "partners.create" => ["Made a partner", "پارٹنر بنایا"],
        "partners.change" => ["Changed a partner", "پارٹنر بدلا"],
        "partners.status" => ["Changed a partner's status", "پارٹنر کی حیثیت بدلی"],
        "partners.parent" => ["Changed who is above a partner", "پارٹنر کا سرپرست بدلا"],
        "agreements.create" => ["Made an agreement", "معاہدہ کیا"],
        "agreements.change" => ["Changed an agreement", "معاہدہ بدلا"],
        "bank_accounts.state" => ["Stated a bank account", "بینک اکاؤنٹ بتایا"],
        "bank_accounts.confirm" => ["Confirmed a bank account", "بینک اکاؤنٹ کی تصدیق کی"],
        "tax_profiles.prepare" => ["Prepared a tax profile", "ٹیکس کی تفصیل تیار کی"],
        "tax_profiles.confirm" => ["Confirmed a tax profile", "ٹیکس کی تفصیل کی تصدیق کی"],
        _ => return None,
    })
}

fn people(action: &str) -> Both {
    Some(match action {
        "users.create" => ["Made a user", "صارف بنایا"],
        "users.change" => ["Changed a user", "صارف بدلا"],
        "users.change_password" => ["Changed the own password", "اپنا پاس ورڈ بدلا"],
        "users.password_link" => ["Made a password link", "پاس ورڈ کا لنک بنایا"],
        "users.use_password_link" => ["Used a password link", "پاس ورڈ کا لنک استعمال کیا"],
        "users.set_up" => ["Made the first administrator", "پہلا منتظم بنایا"],
        "users.week" => ["Set somebody's week", "کسی کا ہفتہ طے کیا"],
        "sessions.sign_in" => ["Signed in", "سائن ان کیا"],
        "sessions.sign_out" => ["Signed out", "سائن آؤٹ کیا"],
        "sessions.refresh" => ["Went on with a session", "سیشن جاری رکھا"],
        "sessions.reuse" => ["A used token came again", "استعمال شدہ ٹوکن پھر آیا"],
        "sessions.end_others" => ["Ended other sessions", "دوسرے سیشن ختم کیے"],
        "leaves.ask" => ["Asked for leave", "رخصت مانگی"],
        "leaves.decide" => ["Decided on leave", "رخصت کا فیصلہ کیا"],
        "holidays.create" => ["Declared a holiday", "چھٹی کا اعلان کیا"],
        "holidays.revoke" => ["Took a holiday back", "چھٹی واپس لی"],
        _ => return None,
    })
}

fn others(action: &str) -> Both {
    Some(match action {
        "conflicts.create" => ["Filed a conflict", "تنازع درج کیا"],
        "conflicts.decide" => ["Decided a conflict", "تنازع کا فیصلہ کیا"],
        "imports.upload" => ["Uploaded a file", "فائل بھیجی"],
        "imports.map" => ["Mapped a file's columns", "فائل کے خانے طے کیے"],
        "imports.check" => ["Checked a file", "فائل جانچی"],
        "imports.commit" => ["Imported a file", "فائل درآمد کی"],
        "settings.change" => ["Changed a setting", "ترتیب بدلی"],
        "notices.tell" => ["Told people", "لوگوں کو بتایا"],
        "jobs.clean" => ["Cleaned up", "صفائی کی"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_said_in_words_and_new_ones_as_they_are() {
        assert_eq!(Language::English.action("recruits.stage"), "Moved a recruit on");
        assert_eq!(Language::Urdu.action("periods.close"), "مہینہ بند کیا");
        assert_eq!(Language::Urdu.action("sessions.sign_in"), "سائن ان کیا");
        for unknown in ["recruits.sing", "moons.rise", "alone"] {
            assert_eq!(Language::Urdu.action(unknown), unknown);
        }
        assert_eq!(Language::Urdu.subject("recruit"), "گاہک");
        assert_eq!(Language::English.record_field("protected_until"), "protected until");
        assert_eq!(Language::Urdu.record_field("no_such_field"), "no_such_field");
    }
}
