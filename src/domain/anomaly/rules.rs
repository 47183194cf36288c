//! The numbers of the anomalies.

use super::super::calendar::Days;
use super::super::word::Word;

/// What kind of thing was noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnomalyKind {
    /// A figure far above the person's own usual.
    FarAboveUsual,
    /// One phone number on several recruits.
    SharedPhone,
    /// Many records within minutes.
    Burst,
    /// A claim that the records do not bear out.
    UnsupportedClaim,
    /// Capture and receipt far apart.
    CaptureFarFromReceipt,
}

impl Word for AnomalyKind {
    const ALL: &'static [Self] = &[
        AnomalyKind::FarAboveUsual,
        AnomalyKind::SharedPhone,
        AnomalyKind::Burst,
        AnomalyKind::UnsupportedClaim,
        AnomalyKind::CaptureFarFromReceipt,
    ];

    fn as_str(self) -> &'static str {
        match self {
            AnomalyKind::FarAboveUsual => "far_above_usual",
            AnomalyKind::SharedPhone => "shared_phone",
            AnomalyKind::Burst => "burst",
            AnomalyKind::UnsupportedClaim => "unsupported_claim",
            AnomalyKind::CaptureFarFromReceipt => "capture_far_from_receipt",
        }
    }
}

/// From where on something is noticed: settings, whose defaults are the programme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnomalyRules {
    /// How far back a person's usual is looked for.
    pub usual_window: Days,
    /// On how few days of the same weekday nothing is called usual.
    pub usual_least_days: u32,
    /// How many median deviations above the median is far.
    pub usual_deviations: u32,
    /// And by how much at least, so that a person of habit is not noticed for one more.
    pub usual_least_excess: u32,
    /// How many recruits with one phone number are several.
    pub shared_phone: u32,
    /// How many records are a burst
    pub burst_records: u32,
    /// where they come within so many minutes.
    pub burst_minutes: u32,
    /// By how much a claim exceeds the records.
    pub claim_excess: u32,
    /// How many hours after capture is far.
    pub capture_hours: u32,
}

impl Default for AnomalyRules {
    fn default() -> Self {
        Self {
            usual_window: Days::of(28),
            usual_least_days: 3,
            usual_deviations: 5,
            usual_least_excess: 5,
            shared_phone: 2,
            burst_records: 8,
            burst_minutes: 10,
            claim_excess: 1,
            capture_hours: 24,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::word::assert_words;
    use super::*;

    #[test]
    fn every_kind_has_its_word() {
        assert_words::<AnomalyKind>(&[
            "far_above_usual",
            "shared_phone",
            "burst",
            "unsupported_claim",
            "capture_far_from_receipt",
        ]);
    }
}
