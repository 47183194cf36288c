//! What the page of a recruit says.

use super::{Language, Line};
use crate::domain::recruit::{ActivityKind, StageMove};

/// What the page of a recruit says.
pub(in crate::web) struct RecruitPage {
    pub(in crate::web) known: Line,
    pub(in crate::web) typed: Line,
    pub(in crate::web) contact: Line,
    pub(in crate::web) identity_card: Line,
    pub(in crate::web) event: Line,
    pub(in crate::web) captured: Line,
    pub(in crate::web) registered_by: Line,
    pub(in crate::web) last_activity: Line,
    pub(in crate::web) speak_by: Line,
    pub(in crate::web) why_review: Line,
    pub(in crate::web) decide: Line,
    pub(in crate::web) over: Line,
    pub(in crate::web) details: Line,
    pub(in crate::web) details_hint: Line,
    /// What the platform knows, where it is masked.
    pub(in crate::web) on_file: Line,
    pub(in crate::web) note: Line,
    pub(in crate::web) save: Line,
    pub(in crate::web) move_on: Line,
    pub(in crate::web) next_stage: Line,
    pub(in crate::web) save_stage: Line,
    pub(in crate::web) log: Line,
    pub(in crate::web) happened_at: Line,
    pub(in crate::web) log_it: Line,
    pub(in crate::web) protection: Line,
    pub(in crate::web) extend: Line,
    pub(in crate::web) extend_hint: Line,
    pub(in crate::web) was_extended: Line,
    pub(in crate::web) release: Line,
    pub(in crate::web) release_hint: Line,
    pub(in crate::web) history: Line,
    pub(in crate::web) registered: Line,
    pub(in crate::web) decided: Line,
    pub(in crate::web) ended: Line,
    pub(in crate::web) extended: Line,
    pub(in crate::web) lost: Line,
}

pub(super) static ENGLISH: RecruitPage = RecruitPage {
    known: "What is known",
    typed: "As it was typed",
    contact: "Contact",
    identity_card: "CNIC",
    event: "Event",
    captured: "Captured",
    registered_by: "Registered by",
    last_activity: "Last activity",
    speak_by: "Speak to it by",
    why_review: "Why it is looked at",
    decide: "Decide in the review",
    over: "This registration is over and has no next step. Its details can still be changed.",
    details: "Details",
    details_hint: "How the company is reached, and whatever else should be remembered.",
    on_file: "On file, and kept where you type nothing:",
    note: "Remark",
    save: "Save details",
    move_on: "Stage",
    next_stage: "Has come to",
    save_stage: "Save the stage",
    log: "Log an activity",
    happened_at: "When",
    log_it: "Log",
    protection: "Protection",
    extend: "Extend",
    extend_hint: "A protection is extended once, before it ends.",
    was_extended: "It was extended already:",
    release: "Release",
    release_hint: "Gives the company back to the pool, at once.",
    history: "History",
    registered: "Registered",
    decided: "Decided",
    ended: "Ended",
    extended: "Protection extended",
    lost: "Does not want to (lost)",
};

pub(super) static URDU: RecruitPage = RecruitPage {
    known: "معلومات",
    typed: "جیسا لکھا گیا",
    contact: "رابطہ",
    identity_card: "شناختی کارڈ",
    event: "تقریب",
    captured: "لکھا گیا",
    registered_by: "اندراج کس نے کیا",
    last_activity: "آخری کام",
    speak_by: "کب تک بات کرنی ہے",
    why_review: "کیوں دیکھا جا رہا ہے",
    decide: "جائزے میں فیصلہ کریں",
    over: "یہ اندراج ختم ہو چکا ہے اور اس کا کوئی اگلا قدم نہیں۔ تفصیلات اب بھی بدلی جا سکتی ہیں۔",
    details: "تفصیلات",
    details_hint: "کمپنی سے رابطہ کیسے ہو، اور جو کچھ یاد رکھنا ہو۔",
    on_file: "درج ہے، اور خالی چھوڑنے پر یہی رہے گا:",
    note: "یادداشت",
    save: "تفصیلات محفوظ کریں",
    move_on: "مرحلہ",
    next_stage: "اب یہاں پہنچا",
    save_stage: "مرحلہ درج کریں",
    log: "کام درج کریں",
    happened_at: "کب",
    log_it: "درج کریں",
    protection: "تحفظ",
    extend: "مدت بڑھائیں",
    extend_hint: "تحفظ ایک بار بڑھتا ہے، ختم ہونے سے پہلے۔",
    was_extended: "مدت پہلے بڑھ چکی ہے:",
    release: "آزاد کریں",
    release_hint: "کمپنی فوراً سب کے لیے آزاد ہو جاتی ہے۔",
    history: "اب تک",
    registered: "اندراج",
    decided: "فیصلہ",
    ended: "ختم",
    extended: "تحفظ کی مدت بڑھی",
    lost: "نہیں چاہتا (نہیں ہوا)",
};

impl Language {
    /// What was done for a recruit.
    pub(in crate::web) fn activity(self, kind: ActivityKind) -> &'static str {
        self.of(match kind {
            ActivityKind::Call => ["Call", "کال"],
            ActivityKind::Visit => ["Visit", "دورہ"],
            ActivityKind::Demo => ["Demo", "ڈیمو"],
            ActivityKind::Proposal => ["Offer", "پیشکش"],
            ActivityKind::Training => ["Training", "تربیت"],
            ActivityKind::Whatsapp => ["WhatsApp", "واٹس ایپ"],
        })
    }

    /// Where a recruit's stage has moved.
    pub(in crate::web) fn stage_move(self, to: StageMove) -> &'static str {
        match to {
            StageMove::To(stage) => self.stage(&stage),
            StageMove::Lost => self.texts().recruit_page.lost,
        }
    }

    /// What has just been done for a recruit.
    pub(super) fn told_of_recruit(self, word: &str) -> Option<&'static str> {
        Some(self.of(match word {
            "details_saved" => ["The details are saved.", "تفصیلات محفوظ ہو گئیں۔"],
            "stage_moved" => ["The stage is saved.", "مرحلہ درج ہو گیا۔"],
            "activity_logged" => ["Logged.", "درج ہو گیا۔"],
            "extended" => ["The protection lasts longer now.", "تحفظ کی مدت بڑھ گئی۔"],
            "released" => {
                ["Released. The company is free.", "آزاد ہو گئی۔ کمپنی سب کے لیے کھلی ہے۔"]
            }
            _ => super::claims::told(word)?,
        }))
    }
}

/// What is refused of a recruit.
pub(super) fn refused(code: &str) -> Option<[&'static str; 2]> {
    Some(match code {
        "recruit_over" => [
            "This registration is over, and takes nothing more.",
            "یہ اندراج ختم ہو چکا ہے، اب اس میں کچھ نہیں ہو سکتا۔",
        ],
        "protection_ended" => [
            "Its protection has ended. Register the company again if it is free.",
            "تحفظ ختم ہو چکا ہے۔ کمپنی آزاد ہو تو دوبارہ اندراج کریں۔",
        ],
        "recruit_won" => [
            "The company has paid, so that it is not lost.",
            "کمپنی ادائیگی کر چکی ہے، اس لیے یہ نہیں ہو سکتا۔",
        ],
        "stage_not_forward" => ["A stage only moves forward.", "مرحلہ صرف آگے بڑھتا ہے۔"],
        "already_extended" => ["A protection is extended only once.", "تحفظ صرف ایک بار بڑھتا ہے۔"],
        _ => return super::claims::refused(code),
    })
}
