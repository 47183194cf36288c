//! Each rule of section 4 where it begins and ends: the last day and the next, the exact figure and
//! a minor unit beside it.

mod bonuses_and_caps;
mod money;
mod overrides;
mod range;
mod tiers;
mod time;
mod windows;
