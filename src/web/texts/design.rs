//! What the page of tokens and components says.

use super::Line;

/// What the page of tokens and components says.
pub(in crate::web) struct Design {
    pub(in crate::web) title: Line,
    pub(in crate::web) hint: Line,
    pub(in crate::web) colour: Line,
    pub(in crate::web) letters: Line,
    pub(in crate::web) buttons: Line,
    pub(in crate::web) states: Line,
    pub(in crate::web) messages: Line,
    pub(in crate::web) fields: Line,
    pub(in crate::web) steps: Line,
    pub(in crate::web) charts: Line,
}

pub(super) static ENGLISH: Design = Design {
    title: "Design",
    hint: "One stylesheet, two languages, two sets of colours.",
    colour: "Colour",
    letters: "Type",
    buttons: "Buttons",
    states: "States",
    messages: "Messages",
    fields: "Fields",
    steps: "Steps",
    charts: "Charts",
};

pub(super) static URDU: Design = Design {
    title: "ڈیزائن",
    hint: "ایک اسٹائل شیٹ، دو زبانیں، رنگوں کے دو مجموعے۔",
    colour: "رنگ",
    letters: "تحریر",
    buttons: "بٹن",
    states: "حالتیں",
    messages: "پیغامات",
    fields: "خانے",
    steps: "مراحل",
    charts: "چارٹ",
};
