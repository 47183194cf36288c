//! The programme's words, pure: no I/O, no clock, no randomness.
//!
//! Each type has one door, its `parse` or `new`; whoever holds a value holds a valid one.

mod calendar;
mod code;
mod currency;
mod decimal;
mod id;
mod money;
mod percent;
mod printable;
mod rate;
mod role;
mod user;

pub use calendar::{Days, FiscalYearStart, Period, Span, WindowKind, parse_date};
pub use code::{Code, Text, is_code, is_text};
pub use currency::Currency;
pub use decimal::DecimalFault;
pub(crate) use decimal::{write_scaled, write_trimmed};
pub use id::{Id, IdKind, InstallationId, PartnerId, SessionId, UserId};
pub use money::{Amount, AmountOutOfRange, AmountText, round_half_away, split_part};
pub use percent::{Percent, Share};
pub use printable::printable;
pub use rate::Rate;
pub use role::{Actor, Role, Scope};
pub use user::{Email, Name, User, UserStatus};
