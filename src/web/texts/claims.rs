//! What the page of a recruit says of claims to its company.

use super::Line;

/// What the page of a recruit says of claims to its company.
pub(in crate::web) struct Claims {
    /// What a partner claims about its own registration.
    pub(in crate::web) claim: Line,
    pub(in crate::web) said: Line,
    pub(in crate::web) said_by: Line,
    /// What the other partner says, for the platform.
    pub(in crate::web) other_side: Line,
    /// That somebody claims what this registration protects, for the platform.
    pub(in crate::web) against: Line,
    pub(in crate::web) own_side: Line,
    pub(in crate::web) waits: Line,
    pub(in crate::web) make: Line,
    pub(in crate::web) make_hint: Line,
    pub(in crate::web) say: Line,
    pub(in crate::web) file: Line,
    pub(in crate::web) asked: Line,
    pub(in crate::web) asked_hint: Line,
    pub(in crate::web) answer: Line,
}

pub(super) static ENGLISH: Claims = Claims {
    claim: "Claim",
    said: "What is said",
    said_by: "Said by",
    other_side: "The other side",
    against: "A claim against it",
    own_side: "Your side",
    waits: "A manager reads it and decides. You are told then.",
    make: "Should it be yours?",
    make_hint: "Say why this company should be yours, and show what you have. A manager decides.",
    say: "What you say, and why",
    file: "Send to a manager",
    asked: "A manager asks for your side",
    asked_hint: "A manager is to decide who should have this company. Say why your registration stands, and show what you have. You can do so once.",
    answer: "Send your side",
};

pub(super) static URDU: Claims = Claims {
    claim: "دعویٰ",
    said: "کیا کہا",
    said_by: "کس نے کہا",
    other_side: "دوسرا فریق",
    against: "اس کے خلاف دعویٰ",
    own_side: "آپ کا مؤقف",
    waits: "مینیجر اسے پڑھ کر فیصلہ کرے گا، پھر آپ کو بتایا جائے گا۔",
    make: "کیا یہ آپ کی ہونی چاہیے؟",
    make_hint: "لکھیں کہ یہ کمپنی آپ کی کیوں ہونی چاہیے، اور جو ثبوت ہو وہ دکھائیں۔ فیصلہ مینیجر کرے گا۔",
    say: "آپ کیا کہتے ہیں، اور کیوں",
    file: "مینیجر کو بھیجیں",
    asked: "مینیجر آپ کا مؤقف پوچھتا ہے",
    asked_hint: "مینیجر کو فیصلہ کرنا ہے کہ یہ کمپنی کس کی ہو۔ لکھیں کہ آپ کا اندراج کیوں درست ہے، اور جو ثبوت ہو وہ دکھائیں۔ یہ ایک ہی بار ہو سکتا ہے۔",
    answer: "اپنا مؤقف بھیجیں",
};

/// What has just been done about a claim.
pub(super) fn told(word: &str) -> Option<[&'static str; 2]> {
    Some(match word {
        "claim_filed" => ["Sent. A manager decides.", "بھیج دیا گیا۔ مینیجر فیصلہ کرے گا۔"],
        "claim_answered" => ["Your side is with the manager.", "آپ کا مؤقف مینیجر تک پہنچ گیا۔"],
        _ => return None,
    })
}

/// What is refused of a claim.
pub(super) fn refused(code: &str) -> Option<[&'static str; 2]> {
    Some(match code {
        "not_contested" => [
            "There is nothing to decide about this company now.",
            "اس کمپنی کے بارے میں اب کوئی فیصلہ باقی نہیں۔",
        ],
        "already_filed" => [
            "A claim about it has been sent already.",
            "اس کے بارے میں دعویٰ پہلے ہی بھیجا جا چکا ہے۔",
        ],
        "already_answered" => {
            ["Your side has been sent already.", "آپ کا مؤقف پہلے ہی بھیجا جا چکا ہے۔"]
        }
        _ => return None,
    })
}
