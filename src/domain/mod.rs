//! The programme's words, pure: no I/O, no clock, no randomness.
//!
//! Each type has one door, its `parse` or `new`; whoever holds a value holds a valid one.

mod agreement;
pub mod anomaly;
mod bank_account;
mod bic;
mod bounded;
mod calendar;
pub mod check_in;
mod client_ref;
mod cnic;
mod code;
mod currency;
mod decimal;
pub mod event;
mod exchange_rate;
mod fingerprint;
mod hex;
mod iban;
mod id;
pub mod identity;
mod ids;
mod import;
mod leave;
mod link;
pub mod membership;
mod money;
mod notice;
mod ntn;
mod pace;
mod partner;
pub mod payout;
mod percent;
mod phone;
mod plan;
mod printable;
mod product;
pub mod programme;
mod proportion;
mod rate;
pub mod recruit;
mod role;
mod sale;
mod seller;
mod spelling;
pub mod statement;
mod target;
mod tax_profile;
mod user;
mod word;
mod working_calendar;
mod zone;

pub use agreement::{Agreement, is_agreed_on};
pub use bank_account::{BankAccount, BankAccountStatus};
pub use bic::Bic;
pub use bounded::{BankReference, Category, City, Evidence, Note};
pub use calendar::{Days, FiscalYearStart, Period, Span, WindowKind, parse_date};
pub use client_ref::ClientRef;
pub use cnic::Cnic;
pub use code::{Code, Text, is_code, is_text};
pub use currency::Currency;
pub use decimal::DecimalFault;
pub(crate) use decimal::{write_scaled, write_trimmed};
pub use exchange_rate::ExchangeRate;
pub use fingerprint::Fingerprint;
pub use hex::{hex, unhex};
pub use iban::{Iban, IbanFault};
pub use id::{Id, IdKind, InstallationId, OfPartner, OfUser, PartnerId, SessionId, UserId};
pub use ids::{
    ActivityId, AdjustmentId, AgreementId, ArrivalId, BankAccountId, CheckInId, ConflictId,
    DisputeId, EntryId, EventId, ExchangeRateId, FundingId, ImportId, LeaveId, NotificationId,
    OfAdjustment, OfAgreement, OfArrival, OfCheckIn, OfConflict, OfDispute, OfEntry, OfEvent,
    OfExchangeRate, OfFunding, OfImport, OfLeave, OfNotification, OfPayout, OfPlan, OfProduct,
    OfRecruit, OfRefund, OfRegistration, OfSale, OfSeller, OfStatement, OfTarget, OfTaxProfile,
    PasswordLinkId, PayoutId, PlanId, PlanVersionId, ProductId, RecruitId, RefundId,
    RegistrationId, SaleId, SellerId, StatementId, TargetId, TaxProfileId,
};
pub use import::{
    Import, ImportCounts, ImportFault, ImportFormat, ImportKind, ImportMapping, ImportStatus,
};
pub use leave::{Holiday, Leave, LeaveStatus, PersonWeek};
pub use link::{in_link, whatsapp};
pub use money::{Amount, AmountOutOfRange, AmountText, Money, round_half_away, split_part};
pub use notice::NoticeKind;
pub use ntn::Ntn;
pub use pace::{FormPaces, Pace};
pub use partner::{Partner, PartnerStatus};
pub use percent::{Percent, Share};
pub use phone::Phone;
pub use plan::{PlanRecord, PlanVersionRecord};
pub use printable::printable;
pub use product::{Product, ProductKind, Term};
pub use proportion::Proportion;
pub use rate::Rate;
pub use role::{Actor, Role, Scope};
pub use sale::{Credit, Done, Refund, RefundStatus, Sale, SaleKind, SaleStatus, Voided};
pub use seller::{MemberId, Seller, SellerStatus, StarRating};
pub use spelling::western_figure;
pub use target::{Target, TargetFigures};
pub use tax_profile::{TaxProfile, WithholdOn};
pub use user::{Email, Name, User, UserStatus};
pub use word::Word;
pub use working_calendar::{Absence, Week, WorkingCalendar};
pub use zone::{day_of, instant_of, start_of};
