//! Whose people a partner has, what they registered, and what they did last.

use crate::domain::recruit::{Activity, Recruit};
use crate::domain::{Name, PartnerId, Role, User, UserStatus};
use crate::service::listing::question;
use crate::service::naming::Names;
use crate::service::{By, ServiceError, Tx, people, recruits};

/// How many people, and how many of the last recruits.
const PEOPLE: &str = "200";
const RECRUITS: &str = "5";

/// What is known of a partner's work.
pub(super) struct Life {
    pub(super) people: Vec<User>,
    pub(super) recruits: Vec<Recruit>,
    /// Each with what its recruit is called.
    pub(super) activities: Vec<(Activity, Name)>,
    pub(super) names: Names,
}

impl Life {
    pub(super) fn load(tx: &mut Tx<'_>, by: &By, id: &PartnerId) -> Result<Self, ServiceError> {
        let partner = ("partner_id", id.as_str());
        let of_people = [partner, ("sort", "name"), ("limit", PEOPLE)];
        let people = people::list(tx, by, &question(&people::LISTED, &of_people)?)?.rows;
        let last = [partner, ("sort", "-received_at"), ("limit", RECRUITS)];
        let registered = recruits::list(tx, by, &question(&recruits::LISTED, &last)?)?.rows;
        let activities = recruits::last_activities(tx, people.iter().map(|user| &user.id))?;
        let mut names = Names::default();
        names.learn_users(tx, activities.iter().map(|(activity, _)| &activity.created_by))?;
        let today = by.now.today;
        let as_of = |recruit| recruits::as_of(recruit, today);
        let recruits = registered.into_iter().map(as_of).collect();
        Ok(Self { people: active_first(people), recruits, activities, names })
    }
}

/// Those who can sign in, owners before their staff; then those who cannot any more.
fn active_first(mut people: Vec<User>) -> Vec<User> {
    let place =
        |user: &User| (user.status == UserStatus::Disabled, user.role != Role::PartnerOwner);
    people.sort_by_key(place);
    people
}
