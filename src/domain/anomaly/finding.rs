//! Whatever was noticed, as one type.

use std::fmt;

use super::burst::Burst;
use super::claims::Unsupported;
use super::delay::Apart;
use super::rules::AnomalyKind;
use super::shared_phone::SharedPhone;
use super::usual::FarAboveUsual;

/// Something that a person should look at, with its rule and its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A figure far above the person's own usual.
    FarAboveUsual(FarAboveUsual),
    /// One phone number on several recruits.
    SharedPhone(SharedPhone),
    /// Many records within minutes.
    Burst(Burst),
    /// A claim that the records do not bear out.
    UnsupportedClaim(Unsupported),
    /// Capture and receipt far apart.
    CaptureFarFromReceipt(Apart),
}

impl Finding {
    /// What kind of thing was noticed.
    pub fn kind(&self) -> AnomalyKind {
        match self {
            Finding::FarAboveUsual(_) => AnomalyKind::FarAboveUsual,
            Finding::SharedPhone(_) => AnomalyKind::SharedPhone,
            Finding::Burst(_) => AnomalyKind::Burst,
            Finding::UnsupportedClaim(_) => AnomalyKind::UnsupportedClaim,
            Finding::CaptureFarFromReceipt(_) => AnomalyKind::CaptureFarFromReceipt,
        }
    }
}

/// In English, as the API says it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::FarAboveUsual(far) => far.fmt(f),
            Finding::SharedPhone(shared) => shared.fmt(f),
            Finding::Burst(burst) => burst.fmt(f),
            Finding::UnsupportedClaim(claim) => claim.fmt(f),
            Finding::CaptureFarFromReceipt(apart) => apart.fmt(f),
        }
    }
}
