//! What pages say, in each language: two values of one type, so that a sentence that is missing in one
//! of them does not compile.

mod actions;
mod claims;
mod design;
mod desk;
mod english;
mod funding;
mod money;
mod money_words;
mod month_words;
mod noticed;
mod notices;
mod partners;
mod people;
mod plan_sentences;
mod recruit_settings;
mod recruits;
mod sayings;
mod setting_words;
mod settings;
mod tier_words;
mod urdu;
mod words;

pub(super) use money::Money;
pub(super) use sayings::Said;
pub(super) use setting_words::{Described, MATTERS};

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Urdu,
}

impl Language {
    pub(super) const ALL: [Self; 2] = [Self::English, Self::Urdu];

    pub(super) fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.texts().code == code)
    }

    /// What pages say in it.
    pub(super) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &english::TEXTS,
            Self::Urdu => &urdu::TEXTS,
        }
    }
}

/// A sentence.
pub(super) type Line = &'static str;
/// A sentence about so many.
pub(super) type Counted = fn(u64) -> String;

/// All that pages say.
pub(super) struct Texts {
    /// The language's code, as in `lang`.
    pub(super) code: Line,
    /// In which direction it is written.
    pub(super) direction: Line,
    /// What it calls itself.
    pub(super) own_name: Line,
    pub(super) frame: Frame,
    pub(super) places: Places,
    pub(super) faults: Faults,
    pub(super) signing: Signing,
    pub(super) phone: Phone,
    pub(super) recruit: Recruit,
    pub(super) check_in: CheckIn,
    pub(super) door: Door,
    pub(super) earned: Earned,
    pub(super) charts: Charts,
    pub(super) tiers: Tiers,
    pub(super) pipeline: Pipeline,
    pub(super) lists: Lists,
    pub(super) money: &'static Money,
    pub(super) registration: Registration,
    pub(super) desk: &'static desk::Desk,
    pub(super) people: &'static people::People,
    pub(super) settings: &'static settings::Settings,
    pub(super) design: &'static design::Design,
    pub(super) partner_page: &'static partners::PartnerPage,
    pub(super) recruit_page: &'static recruits::RecruitPage,
    pub(super) claims: &'static claims::Claims,
}

/// What is around every page.
pub(super) struct Frame {
    pub(super) name: Line,
    pub(super) purpose: Line,
    pub(super) skip: Line,
    pub(super) menu: Line,
    pub(super) language: Line,
    pub(super) theme: Line,
    pub(super) as_device: Line,
    pub(super) light: Line,
    pub(super) dark: Line,
    pub(super) sign_out: Line,
    pub(super) home: Line,
}

/// The places that one can go to.
pub(super) struct Places {
    pub(super) review: Line,
    pub(super) partners: Line,
    pub(super) recruits: Line,
    pub(super) periods: Line,
    pub(super) today: Line,
    pub(super) log: Line,
    pub(super) check_in: Line,
    pub(super) mine: Line,
    pub(super) unsent: Line,
}

/// What went wrong, why, and what to do next.
pub(super) struct Faults {
    pub(super) not_found: (Line, Line),
    pub(super) forbidden: (Line, Line),
    pub(super) invalid: (Line, Line),
    pub(super) conflict: (Line, Line),
    pub(super) stale: (Line, Line),
    pub(super) too_many: (Line, Line),
    pub(super) too_slow: (Line, Line),
    pub(super) busy: (Line, Line),
    pub(super) foreign: (Line, Line),
    pub(super) internal: (Line, Line),
    pub(super) request_id: Line,
}

/// Signing in.
pub(super) struct Signing {
    pub(super) title: Line,
    pub(super) email: Line,
    pub(super) password: Line,
    pub(super) submit: Line,
    pub(super) wrong: Line,
    pub(super) too_many: Counted,
    pub(super) signed_out: Line,
    pub(super) stays: Line,
    /// Why nobody can sign in over a plain connection from elsewhere.
    pub(super) needs_https: Line,
}

/// What the pages on a phone share.
pub(super) struct Phone {
    pub(super) on_phone: Line,
    pub(super) on_server: Line,
    pub(super) refused: Line,
    pub(super) nothing_unsent: Line,
    pub(super) nothing_unsent_hint: Line,
    pub(super) unsent_count: Line,
    pub(super) sign_in_to_send: Line,
    pub(super) of_others: Line,
    pub(super) send_now: Line,
    pub(super) copy: Line,
    pub(super) copied: Line,
    pub(super) mend: Line,
    pub(super) remove: Line,
    pub(super) offline: Line,
    pub(super) receipt: Line,
    pub(super) today_hint: Line,
    pub(super) needs_script: Line,
    pub(super) nothing_today: Line,
    pub(super) as_of: Line,
    pub(super) month: Line,
    pub(super) new_sales: Line,
    pub(super) renewals: Line,
    pub(super) left: Line,
    pub(super) unkept: Line,
    pub(super) differs: Line,
    /// Why records were refused, by the code of the refusal.
    pub(super) reasons: &'static [(&'static str, Line)],
}

/// Logging a recruit.
pub(super) struct Recruit {
    pub(super) title: Line,
    pub(super) name: Line,
    pub(super) phone: Line,
    pub(super) phone_fault: Line,
    pub(super) place: Line,
    pub(super) trade: Line,
    pub(super) save: Line,
    pub(super) saved_here: Line,
    pub(super) saved: Line,
    pub(super) twice: Line,
    pub(super) seller_not_available: Line,
    pub(super) cities: &'static [(&'static str, Line)],
    pub(super) trades: &'static [(&'static str, Line)],
    pub(super) mine_empty: Line,
    pub(super) protected_until: Line,
}

/// The report of a day.
pub(super) struct CheckIn {
    pub(super) title: Line,
    pub(super) counts: Line,
    pub(super) calls: Line,
    pub(super) visits: Line,
    pub(super) demos: Line,
    pub(super) proposals: Line,
    pub(super) new_recruits: Line,
    pub(super) contracts: Line,
    pub(super) sales_count: Line,
    pub(super) sales_amount: Line,
    pub(super) blockers: Line,
    pub(super) blocker_words: &'static [(&'static str, Line)],
    pub(super) plan: Line,
    pub(super) about: Line,
    pub(super) correction: Line,
    pub(super) correction_fault: Line,
    pub(super) send: Line,
    pub(super) nothing: Line,
    pub(super) fault: Line,
    pub(super) exists: Line,
    pub(super) locked: Line,
    pub(super) sent: Line,
    pub(super) returned: Line,
    pub(super) change: Line,
}

/// The words of charts.
pub(super) struct Charts {
    pub(super) numbers: Line,
    pub(super) day: Line,
    pub(super) value: Line,
    pub(super) target: Line,
    pub(super) stage: Line,
    pub(super) share: Line,
    pub(super) total: Line,
}

/// Where a partner stands in its tiers.
pub(super) struct Tiers {
    pub(super) title: Line,
    pub(super) hint: Line,
    pub(super) none: Line,
    pub(super) window: Line,
    pub(super) so_far: Line,
    pub(super) now: Line,
    pub(super) next: Line,
    pub(super) missing: Line,
}

/// How recruits come on.
pub(super) struct Pipeline {
    pub(super) title: Line,
    pub(super) hint: Line,
    pub(super) from: Line,
    pub(super) until: Line,
    pub(super) show: Line,
    pub(super) received: Line,
    pub(super) funnel: Line,
    pub(super) reached: Line,
    pub(super) conversion: Line,
    pub(super) here_now: Line,
    pub(super) time: Line,
    pub(super) hours: fn(i64) -> String,
    pub(super) spoken_to: fn(u32) -> String,
    pub(super) in_time: Line,
    pub(super) late: Line,
    pub(super) waiting: Line,
    pub(super) overdue: Line,
    pub(super) never: Line,
    pub(super) became: Line,
    pub(super) none: Line,
    pub(super) other_days: Line,
    pub(super) too_long: Line,
    pub(super) of_partner: Line,
    pub(super) of_all: Line,
}

/// The words of lists.
pub(super) struct Lists {
    pub(super) search: Line,
    pub(super) apply: Line,
    pub(super) next: Line,
    pub(super) no_match: Line,
    pub(super) clear: Line,
    pub(super) none_yet: Line,
    pub(super) count: Counted,
    pub(super) name: Line,
    pub(super) code: Line,
    pub(super) city: Line,
    pub(super) tier: Line,
    /// A partner above another.
    pub(super) upper_partner: Line,
    /// Nobody is above it.
    pub(super) no_upper_partner: Line,
    pub(super) status: Line,
    pub(super) all: Line,
}

/// The form by which strangers register for an event.
pub(super) struct Registration {
    pub(super) title: Line,
    pub(super) name: Line,
    pub(super) company: Line,
    pub(super) phone: Line,
    pub(super) email: Line,
    pub(super) city: Line,
    pub(super) optional: Line,
    pub(super) mode: Line,
    pub(super) on_site: Line,
    pub(super) online: Line,
    pub(super) send: Line,
    pub(super) trap: Line,
    pub(super) private: Line,
    pub(super) name_fault: Line,
    pub(super) phone_fault: Line,
    pub(super) email_fault: Line,
    pub(super) closed: Line,
    pub(super) closed_hint: Line,
    pub(super) too_quick: Line,
    pub(super) again: Line,
    pub(super) done: Line,
    pub(super) done_hint: Line,
    pub(super) waiting: Line,
    pub(super) code: Line,
    pub(super) picture: Line,
    pub(super) keep: Line,
    pub(super) another: Line,
}

/// The door of an event.
pub(super) struct Door {
    pub(super) title: Line,
    pub(super) none: Line,
    pub(super) code: Line,
    pub(super) take: Line,
    pub(super) camera: Line,
    pub(super) search: Line,
    pub(super) walk_in: Line,
    pub(super) invite: Line,
    pub(super) name: Line,
    pub(super) arrived: Line,
    pub(super) already: Line,
    pub(super) unknown: Line,
    pub(super) inside: Line,
    pub(super) needs_script: Line,
}

/// What a partner earns.
pub(super) struct Earned {
    pub(super) title: Line,
    pub(super) estimate: Line,
    pub(super) estimate_hint: Line,
    pub(super) no_estimate: Line,
    pub(super) by_rule: Line,
    pub(super) rule: Line,
    pub(super) lines: Line,
    pub(super) amount: Line,
    pub(super) nothing_yet: Line,
    pub(super) statements: Line,
    pub(super) no_statements: Line,
    pub(super) draft: Line,
    pub(super) approved: Line,
    pub(super) paid: Line,
    pub(super) as_pdf: Line,
}
