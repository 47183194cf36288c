//! What the pages about users say.

use super::Line;

/// What the pages about users say.
pub(in crate::web) struct People {
    pub(in crate::web) role: Line,
    pub(in crate::web) phone: Line,
    pub(in crate::web) since: Line,
    pub(in crate::web) changed: Line,
    pub(in crate::web) invite: Line,
    pub(in crate::web) invite_hint: Line,
    pub(in crate::web) choose: Line,
    pub(in crate::web) no_partner: Line,
    pub(in crate::web) partner_hint: Line,
    pub(in crate::web) change: Line,
    pub(in crate::web) save: Line,
    pub(in crate::web) ends_sessions: Line,
    pub(in crate::web) own_hint: Line,
    pub(in crate::web) password: Line,
    pub(in crate::web) disable: Line,
    pub(in crate::web) enable: Line,
    pub(in crate::web) disabled_hint: Line,
    pub(in crate::web) make_link: Line,
    pub(in crate::web) link_hint: Line,
    pub(in crate::web) link_made: Line,
    pub(in crate::web) link_once: Line,
    pub(in crate::web) link: Line,
    pub(in crate::web) link_by_whatsapp: Line,
    /// Of whom, and the link.
    pub(in crate::web) link_message: fn(&str, &str) -> String,
    pub(in crate::web) set_password: Line,
    pub(in crate::web) set_hint: Line,
    pub(in crate::web) link_spent: Line,
    pub(in crate::web) link_spent_hint: Line,
    /// At the head of a form that has faults beside its fields.
    pub(in crate::web) look_again: Line,
}

pub(super) static ENGLISH: People = People {
    role: "Role",
    phone: "Phone",
    since: "Since",
    changed: "Last changed",
    invite: "Invite somebody",
    invite_hint: "Whoever is invited sets a password by a link, which you make on the next page and send.",
    choose: "Choose",
    no_partner: "None: of the platform",
    partner_hint: "Partner staff and partner owners belong to a partner, and nobody else does.",
    change: "Change",
    save: "Save",
    ends_sessions: "Another role or address ends all sessions of this person at once.",
    own_hint: "This is you. Another person changes your role or status; your password you change yourself:",
    password: "Signing in",
    disable: "Disable",
    enable: "Let in again",
    disabled_hint: "This person cannot sign in any more. What it has done stays.",
    make_link: "Make a password link",
    link_hint: "A link works once and for 72 hours, and takes the place of an earlier one. Whoever opens it sets a new password.",
    link_made: "The link is made",
    link_once: "It is shown here only once. Send it to this person and to nobody else; it works until",
    link: "Link",
    link_by_whatsapp: "Send by WhatsApp",
    link_message: |name, link| {
        format!(
            "Assalam-o-alaikum {name}, please set your password for Saathi. This link works once: {link}"
        )
    },
    set_password: "Set your password",
    set_hint: "You sign in with your e-mail address and this password from now on.",
    link_spent: "This link does not work any more",
    link_spent_hint: "It was used or replaced, or is too old. Ask whoever sent it for a new one.",
    look_again: "Nothing was saved: some fields need another look.",
};

pub(super) static URDU: People = People {
    role: "کردار",
    phone: "فون",
    since: "کب سے",
    changed: "آخری تبدیلی",
    invite: "کسی کو بلائیں",
    invite_hint: "جسے بلایا جائے وہ لنک سے اپنا پاس ورڈ رکھتا ہے؛ لنک آپ اگلے صفحے پر بنا کر بھیجتے ہیں۔",
    choose: "چنیں",
    no_partner: "کوئی نہیں: پلیٹ فارم کا",
    partner_hint: "پارٹنر کا عملہ اور مالک کسی پارٹنر کے ہوتے ہیں، اور کوئی نہیں۔",
    change: "تبدیلی",
    save: "محفوظ کریں",
    ends_sessions: "کردار یا پتہ بدلنے سے اس شخص کے سب سیشن فوراً ختم ہو جاتے ہیں۔",
    own_hint: "یہ آپ ہیں۔ آپ کا کردار یا حیثیت کوئی اور بدلتا ہے؛ پاس ورڈ آپ خود بدلتے ہیں:",
    password: "سائن ان",
    disable: "بند کریں",
    enable: "پھر آنے دیں",
    disabled_hint: "یہ شخص اب سائن ان نہیں کر سکتا۔ اس کا کیا ہوا کام باقی رہتا ہے۔",
    make_link: "پاس ورڈ کا لنک بنائیں",
    link_hint: "لنک ایک بار اور 72 گھنٹے تک چلتا ہے اور پہلے والے کی جگہ لیتا ہے۔ جو اسے کھولے وہ نیا پاس ورڈ رکھتا ہے۔",
    link_made: "لنک بن گیا",
    link_once: "یہ یہاں صرف ایک بار دکھایا جاتا ہے۔ اسی شخص کو بھیجیں، کسی اور کو نہیں؛ یہ تب تک چلتا ہے:",
    link: "لنک",
    link_by_whatsapp: "واٹس ایپ سے بھیجیں",
    link_message: |name, link| {
        format!(
            "السلام علیکم {name}، براہ کرم ساتھی کے لیے اپنا پاس ورڈ رکھیں۔ یہ لنک ایک بار چلتا ہے: {link}"
        )
    },
    set_password: "اپنا پاس ورڈ رکھیں",
    set_hint: "اب سے آپ اپنے ای میل اور اس پاس ورڈ سے سائن ان کریں گے۔",
    link_spent: "یہ لنک اب نہیں چلتا",
    link_spent_hint: "یہ استعمال ہو چکا، بدل دیا گیا، یا پرانا ہے۔ جس نے بھیجا تھا اس سے نیا مانگیں۔",
    look_again: "کچھ محفوظ نہیں ہوا: کچھ خانے دوبارہ دیکھیں۔",
};
