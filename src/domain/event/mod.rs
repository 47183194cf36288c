//! Events: who gets whom, what it cost, what came of it.

mod attribution;
mod cost;
mod funding;
mod record;
mod report;
mod status;
mod words;

pub use attribution::{Attribution, Claims, Ground, attribute};
pub use cost::{is_whole, parts_of_cost};
pub use funding::{
    DecidedFunding, Funding, FundingDecision, FundingProof, FundingStatus, FundingStep,
    ProofReview, ReviewedProof,
};
pub use record::{Arrival, Event, FormCode, Host, PublicForm, Registration};
pub use report::{Attendance, CostFigures, WON_WITHIN, cost_per, is_won_in_time};
pub use words::{EventStatus, Mode};
