//! The names of the settings, and what each may be.

use super::super::word::Word;

/// The name of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingName {
    /// The time zone in which days begin and end.
    Zone,
    /// The days of the week that are worked.
    Week,
    /// Public holidays, on which no check-in is expected.
    Holidays,
    /// The month with which the fiscal year begins.
    FiscalYearStart,
    /// For how many days after that of its receipt a recruit is protected.
    ProtectionDays,
    /// By how many days the one extension prolongs that.
    ExtensionDays,
    /// After how many days without activity a recruit is released.
    IdleDays,
    /// After how many of them its partner is warned.
    IdleWarningDays,
    /// For how many days the old partner may not take a released recruit again.
    CoolDownDays,
    /// How many registrations of a partner and day are taken without a look.
    DailyCap,
    /// Within how many hours of its receipt a recruit is to be spoken to.
    FirstContactHours,
    /// How many days before its last a protection's end is first told of.
    FirstEndingNotice,
    /// And the last time.
    LastEndingNotice,
    /// After how many days in it a verification is stuck.
    StuckDays,
    /// How many lookups of one person may come at once.
    LookupsAtOnce,
    /// After how many seconds one more may.
    LookupPause,
    /// How many public forms may come at once from one address.
    FormsAtOnce,
    /// After how many seconds one more may.
    FormPause,
    /// How many public forms of one event may come at once.
    EventFormsAtOnce,
    /// After how many seconds one more may.
    EventFormPause,
    /// From which similarity of names on, of 100, a manager looks.
    NameThreshold,
    /// Within how many days of an event a recruit is won because of it.
    EventWonDays,
    /// The time after which a check-in is late.
    CheckInCutOff,
    /// The time of the next working day from which on it is closed.
    CheckInLock,
    /// After how many days a statement may be approved without its partner's word.
    AcceptanceDays,
    /// Within how many days a dispute is to be decided.
    DisputeAnswerDays,
    /// How many days before its end a membership is first due for renewal.
    FirstRenewalNotice,
    /// And a second time.
    SecondRenewalNotice,
    /// And the last time.
    LastRenewalNotice,
    /// How many days after its membership's end a seller has lapsed.
    LapseDays,
    /// How many months after it a seller is new again.
    DormantMonths,
    /// How far back a person's usual is looked for.
    UsualWindowDays,
    /// On how few days nothing is called usual.
    UsualLeastDays,
    /// How many median deviations above the median is far.
    UsualDeviations,
    /// And by how much at least.
    UsualLeastExcess,
    /// How many recruits with one phone number are noticed.
    SharedPhone,
    /// How many records are a burst,
    BurstRecords,
    /// where they come within so many minutes.
    BurstMinutes,
    /// By how much a claim exceeds the records to be noticed.
    ClaimExcess,
    /// How many hours after capture a receipt is noticed.
    CaptureHours,
    /// Who states statements: the name at their head.
    IssuerName,
    /// Its address and numbers, line by line.
    IssuerLines,
    /// Under which address people open the service, for links on paper.
    PublicAddress,
    /// The title of the account that partners are paid from.
    PayerTitle,
    /// Its number.
    PayerIban,
    /// Its bank, where it is known.
    PayerBic,
    /// In the books, the account of what commissions cost.
    CommissionExpense,
    /// Of what partners have earned and was not yet stated as payable.
    PartnerBalances,
    /// Through which an amount goes from the plan's currency into the one that is paid.
    CurrencyExchange,
    /// Of what is to be paid to partners.
    PayoutsDue,
    /// Of sales tax that partners charge.
    SalesTaxAccount,
    /// Of tax withheld, owed to the authority.
    WithholdingTaxAccount,
    /// Of the bank account that payments leave.
    BankAccount,
}

impl Word for SettingName {
    const ALL: &'static [Self] = &[
        SettingName::Zone,
        SettingName::Week,
        SettingName::Holidays,
        SettingName::FiscalYearStart,
        SettingName::ProtectionDays,
        SettingName::ExtensionDays,
        SettingName::IdleDays,
        SettingName::IdleWarningDays,
        SettingName::CoolDownDays,
        SettingName::DailyCap,
        SettingName::FirstContactHours,
        SettingName::FirstEndingNotice,
        SettingName::LastEndingNotice,
        SettingName::StuckDays,
        SettingName::LookupsAtOnce,
        SettingName::LookupPause,
        SettingName::FormsAtOnce,
        SettingName::FormPause,
        SettingName::EventFormsAtOnce,
        SettingName::EventFormPause,
        SettingName::NameThreshold,
        SettingName::EventWonDays,
        SettingName::CheckInCutOff,
        SettingName::CheckInLock,
        SettingName::AcceptanceDays,
        SettingName::DisputeAnswerDays,
        SettingName::FirstRenewalNotice,
        SettingName::SecondRenewalNotice,
        SettingName::LastRenewalNotice,
        SettingName::LapseDays,
        SettingName::DormantMonths,
        SettingName::UsualWindowDays,
        SettingName::UsualLeastDays,
        SettingName::UsualDeviations,
        SettingName::UsualLeastExcess,
        SettingName::SharedPhone,
        SettingName::BurstRecords,
        SettingName::BurstMinutes,
        SettingName::ClaimExcess,
        SettingName::CaptureHours,
        SettingName::IssuerName,
        SettingName::IssuerLines,
        SettingName::PublicAddress,
        SettingName::PayerTitle,
        SettingName::PayerIban,
        SettingName::PayerBic,
        SettingName::CommissionExpense,
        SettingName::PartnerBalances,
        SettingName::CurrencyExchange,
        SettingName::PayoutsDue,
        SettingName::SalesTaxAccount,
        SettingName::WithholdingTaxAccount,
        SettingName::BankAccount,
    ];

    fn as_str(self) -> &'static str {
        match self {
            SettingName::Zone => "zone",
            SettingName::Week => "week",
            SettingName::Holidays => "holidays",
            SettingName::FiscalYearStart => "fiscal_year_start",
            SettingName::ProtectionDays => "protection_days",
            SettingName::ExtensionDays => "extension_days",
            SettingName::IdleDays => "idle_days",
            SettingName::IdleWarningDays => "idle_warning_days",
            SettingName::CoolDownDays => "cool_down_days",
            SettingName::DailyCap => "daily_cap",
            SettingName::FirstContactHours => "first_contact_hours",
            SettingName::FirstEndingNotice => "first_ending_notice_days",
            SettingName::LastEndingNotice => "last_ending_notice_days",
            SettingName::StuckDays => "stuck_verification_days",
            SettingName::LookupsAtOnce => "lookups_at_once",
            SettingName::LookupPause => "lookup_pause_seconds",
            SettingName::FormsAtOnce => "forms_at_once",
            SettingName::FormPause => "form_pause_seconds",
            SettingName::EventFormsAtOnce => "event_forms_at_once",
            SettingName::EventFormPause => "event_form_pause_seconds",
            SettingName::NameThreshold => "name_threshold",
            SettingName::EventWonDays => "event_won_days",
            SettingName::CheckInCutOff => "check_in_cut_off",
            SettingName::CheckInLock => "check_in_lock",
            SettingName::AcceptanceDays => "acceptance_days",
            SettingName::DisputeAnswerDays => "dispute_answer_days",
            SettingName::FirstRenewalNotice => "first_renewal_notice_days",
            SettingName::SecondRenewalNotice => "second_renewal_notice_days",
            SettingName::LastRenewalNotice => "last_renewal_notice_days",
            SettingName::LapseDays => "lapse_days",
            SettingName::DormantMonths => "dormant_months",
            SettingName::UsualWindowDays => "usual_window_days",
            SettingName::UsualLeastDays => "usual_least_days",
            SettingName::UsualDeviations => "usual_deviations",
            SettingName::UsualLeastExcess => "usual_least_excess",
            SettingName::SharedPhone => "shared_phone_recruits",
            SettingName::BurstRecords => "burst_records",
            SettingName::BurstMinutes => "burst_minutes",
            SettingName::ClaimExcess => "claim_excess",
            SettingName::CaptureHours => "capture_hours",
            SettingName::IssuerName => "issuer_name",
            SettingName::IssuerLines => "issuer_lines",
            SettingName::PublicAddress => "public_address",
            SettingName::PayerTitle => "payer_title",
            SettingName::PayerIban => "payer_iban",
            SettingName::PayerBic => "payer_bic",
            SettingName::CommissionExpense => "account_commission_expense",
            SettingName::PartnerBalances => "account_partner_balances",
            SettingName::CurrencyExchange => "account_currency_exchange",
            SettingName::PayoutsDue => "account_payouts_due",
            SettingName::SalesTaxAccount => "account_sales_tax",
            SettingName::WithholdingTaxAccount => "account_withholding_tax",
            SettingName::BankAccount => "account_bank",
        }
    }
}

/// What kind of value a setting has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// A whole number within bounds, both allowed.
    Number {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// A time of day, `20:00`.
    Time,
    /// A list of days of the week, `mon` to `sun`, at least one.
    Week,
    /// A time zone by its name, `Asia/Karachi`.
    Zone,
    /// A list of dates.
    Dates,
    /// A text of a form.
    Text(TextForm),
}

/// What form a text has; all but names and codes may be empty, and are then not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextForm {
    /// A name, which has to be there.
    Name,
    /// A name.
    Title,
    /// Lines of text.
    Lines,
    /// The address of a site, `https://saathi.example`.
    Address,
    /// The number of a bank account.
    Iban,
    /// The identifier of a bank.
    Bic,
    /// The number of an account of the books.
    Code,
}

impl SettingName {
    /// What kind of value it has.
    pub fn kind(self) -> SettingKind {
        let number = |least, most| SettingKind::Number { least, most };
        match self {
            SettingName::Zone => SettingKind::Zone,
            SettingName::Week => SettingKind::Week,
            SettingName::Holidays => SettingKind::Dates,
            SettingName::FiscalYearStart => number(1, 12),
            SettingName::ProtectionDays => number(1, 730),
            SettingName::ExtensionDays => number(1, 365),
            SettingName::IdleDays => number(1, 365),
            SettingName::IdleWarningDays => number(1, 365),
            SettingName::CoolDownDays => number(0, 365),
            SettingName::DailyCap => number(0, 10000),
            SettingName::FirstContactHours => number(1, 8760),
            SettingName::FirstEndingNotice => number(1, 365),
            SettingName::LastEndingNotice => number(0, 365),
            SettingName::StuckDays => number(1, 365),
            SettingName::LookupsAtOnce => number(1, 10000),
            SettingName::LookupPause => number(1, 86400),
            SettingName::FormsAtOnce | SettingName::EventFormsAtOnce => number(1, 10000),
            SettingName::FormPause | SettingName::EventFormPause => number(1, 86400),
            SettingName::NameThreshold => number(50, 100),
            SettingName::EventWonDays => number(1, 730),
            SettingName::CheckInCutOff => SettingKind::Time,
            SettingName::CheckInLock => SettingKind::Time,
            SettingName::AcceptanceDays => number(0, 365),
            SettingName::DisputeAnswerDays => number(1, 365),
            SettingName::FirstRenewalNotice => number(1, 365),
            SettingName::SecondRenewalNotice => number(1, 365),
            SettingName::LastRenewalNotice => number(1, 365),
            SettingName::LapseDays => number(0, 365),
            SettingName::DormantMonths => number(1, 120),
            SettingName::UsualWindowDays => number(14, 366),
            SettingName::UsualLeastDays => number(1, 52),
            SettingName::UsualDeviations => number(1, 100),
            SettingName::UsualLeastExcess => number(0, 10000),
            SettingName::SharedPhone => number(2, 1000),
            SettingName::BurstRecords => number(2, 1000),
            SettingName::BurstMinutes => number(1, 1440),
            SettingName::ClaimExcess => number(1, 10000),
            SettingName::CaptureHours => number(1, 8760),
            SettingName::IssuerName => SettingKind::Text(TextForm::Name),
            SettingName::IssuerLines => SettingKind::Text(TextForm::Lines),
            SettingName::PublicAddress => SettingKind::Text(TextForm::Address),
            SettingName::PayerTitle => SettingKind::Text(TextForm::Title),
            SettingName::PayerIban => SettingKind::Text(TextForm::Iban),
            SettingName::PayerBic => SettingKind::Text(TextForm::Bic),
            SettingName::CommissionExpense
            | SettingName::PartnerBalances
            | SettingName::CurrencyExchange
            | SettingName::PayoutsDue
            | SettingName::SalesTaxAccount
            | SettingName::WithholdingTaxAccount
            | SettingName::BankAccount => SettingKind::Text(TextForm::Code),
        }
    }

    /// Whether a change needs a day from which on it holds, because fairness or money depends on it.
    /// The others hold at once.
    pub fn needs_effective_date(self) -> bool {
        match self {
            SettingName::Zone
            | SettingName::Week
            | SettingName::Holidays
            | SettingName::FiscalYearStart
            | SettingName::ProtectionDays
            | SettingName::ExtensionDays
            | SettingName::IdleDays
            | SettingName::CoolDownDays
            | SettingName::DailyCap
            | SettingName::FirstContactHours
            | SettingName::LookupsAtOnce
            | SettingName::LookupPause
            | SettingName::FormsAtOnce
            | SettingName::FormPause
            | SettingName::EventFormsAtOnce
            | SettingName::EventFormPause
            | SettingName::CheckInCutOff
            | SettingName::CheckInLock
            | SettingName::AcceptanceDays
            | SettingName::LapseDays
            | SettingName::DormantMonths => true,
            SettingName::IdleWarningDays
            | SettingName::FirstEndingNotice
            | SettingName::LastEndingNotice
            | SettingName::StuckDays
            | SettingName::NameThreshold
            | SettingName::EventWonDays
            | SettingName::DisputeAnswerDays
            | SettingName::FirstRenewalNotice
            | SettingName::SecondRenewalNotice
            | SettingName::LastRenewalNotice
            | SettingName::UsualWindowDays
            | SettingName::UsualLeastDays
            | SettingName::UsualDeviations
            | SettingName::UsualLeastExcess
            | SettingName::SharedPhone
            | SettingName::BurstRecords
            | SettingName::BurstMinutes
            | SettingName::ClaimExcess
            | SettingName::CaptureHours
            | SettingName::IssuerName
            | SettingName::IssuerLines
            | SettingName::PublicAddress
            | SettingName::PayerTitle
            | SettingName::PayerIban
            | SettingName::PayerBic
            | SettingName::CommissionExpense
            | SettingName::PartnerBalances
            | SettingName::CurrencyExchange
            | SettingName::PayoutsDue
            | SettingName::SalesTaxAccount
            | SettingName::WithholdingTaxAccount
            | SettingName::BankAccount => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_and_is_one_of_a_kind() {
        let mut names: Vec<&str> = SettingName::ALL.iter().map(|name| name.as_str()).collect();
        for name in SettingName::ALL {
            assert_eq!(SettingName::parse(name.as_str()), Some(*name));
            if let SettingKind::Number { least, most } = name.kind() {
                assert!(least < most, "{name:?}");
            }
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn what_fairness_or_money_depends_on_is_dated() {
        for (name, dated) in [
            (SettingName::Zone, true),
            (SettingName::ProtectionDays, true),
            (SettingName::FirstContactHours, true),
            (SettingName::LookupsAtOnce, true),
            (SettingName::EventFormPause, true),
            (SettingName::CheckInCutOff, true),
            (SettingName::FiscalYearStart, true),
            (SettingName::IdleWarningDays, false),
            (SettingName::BurstRecords, false),
        ] {
            assert_eq!(name.needs_effective_date(), dated, "{name:?}");
        }
    }
}
