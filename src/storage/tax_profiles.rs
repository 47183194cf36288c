//! Partners' taxes from a day on.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::tax_profiles;
use super::signed;
use crate::domain::{PartnerId, Percent, TaxProfile, TaxProfileId, UserId, WithholdOn, Word};

/// What may be asked of the list of a partner's tax profiles.
pub const LISTED: Listed = Listed {
    name: "tax_profiles",
    id: "tax_profiles.id",
    columns: &[
        Column::new("from", Kind::Date, "tax_profiles.effective_from").sorted(),
        Column::new("confirmed", Kind::Flag, "(tax_profiles.confirmed_by IS NOT NULL)"),
    ],
    searched: &[],
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tax_profiles)]
struct Row {
    id: String,
    partner_id: String,
    effective_from: NaiveDate,
    withholding_parts: i32,
    withhold_on: String,
    sales_tax_parts: i32,
    prepared_by: String,
    confirmed_by: Option<String>,
    confirmed_at: Option<NaiveDateTime>,
    created_at: NaiveDateTime,
}

impl From<&TaxProfile> for Row {
    fn from(profile: &TaxProfile) -> Self {
        let TaxProfile {
            id,
            partner,
            from,
            withholding,
            withhold_on,
            sales_tax,
            prepared_by,
            confirmed,
            created_at,
        } = profile;
        let (confirmed_by, confirmed_at) = signed::columns(confirmed.as_ref());
        // A percentage has at most a tenth of the parts that the column holds.
        let parts = |percent: &Percent| i32::try_from(percent.parts()).unwrap_or(i32::MAX);
        Self {
            id: id.to_string(),
            partner_id: partner.to_string(),
            effective_from: *from,
            withholding_parts: parts(withholding),
            withhold_on: withhold_on.as_str().to_owned(),
            sales_tax_parts: parts(sales_tax),
            prepared_by: prepared_by.to_string(),
            confirmed_by,
            confirmed_at,
            created_at: *created_at,
        }
    }
}

impl TryFrom<Row> for TaxProfile {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            partner_id,
            effective_from,
            withholding_parts,
            withhold_on,
            sales_tax_parts,
            prepared_by,
            confirmed_by,
            confirmed_at,
            created_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("tax profile {id}: {what}"));
        let percent = |parts: i32| Percent::from_parts(parts.into());
        let confirmed = signed::read(confirmed_by.as_deref(), confirmed_at);
        Ok(Self {
            partner: PartnerId::parse(&partner_id).ok_or_else(|| unreadable("partner"))?,
            from: effective_from,
            withholding: percent(withholding_parts).ok_or_else(|| unreadable("withholding"))?,
            withhold_on: WithholdOn::parse(&withhold_on)
                .ok_or_else(|| unreadable("withhold on"))?,
            sales_tax: percent(sales_tax_parts).ok_or_else(|| unreadable("sales tax"))?,
            prepared_by: UserId::parse(&prepared_by).ok_or_else(|| unreadable("prepared by"))?,
            confirmed: confirmed.ok_or_else(|| unreadable("confirmed by"))?,
            id: TaxProfileId::parse(&id).ok_or_else(|| unreadable("id"))?,
            created_at,
        })
    }
}

type Query<'q> = tax_profiles::BoxedQuery<'q, super::connection::MultiBackend>;

/// A partner's tax profiles, where the scope may see them.
fn of<'q>(tx: &Tx<'_>, partner: &PartnerId) -> Query<'q> {
    let query = tax_profiles::table.filter(tax_profiles::partner_id.eq(partner.to_string()));
    match tx.scope().partner() {
        Some(own) => query.filter(tax_profiles::partner_id.eq(own.to_string())).into_boxed(),
        None => query.into_boxed(),
    }
}

fn first(tx: &mut Tx<'_>, query: Query<'_>) -> Result<Option<TaxProfile>, StorageError> {
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(TaxProfile::try_from).transpose()
}

/// Adds a tax profile; refused as `tax_profiles_partner_id_effective_from_key` where its partner has
/// one from that day on.
pub fn insert(tx: &mut Tx<'_>, profile: &TaxProfile) -> Result<(), StorageError> {
    diesel::insert_into(tax_profiles::table).values(Row::from(profile)).execute(tx.connection)?;
    Ok(())
}

/// Puts a tax profile in the place of one that nobody has confirmed; `false` where that is not there any more.
pub fn replace(
    tx: &mut Tx<'_>,
    before: &TaxProfileId,
    profile: &TaxProfile,
) -> Result<bool, StorageError> {
    let waiting = tax_profiles::table
        .filter(tax_profiles::id.eq(before.as_str()))
        .filter(tax_profiles::confirmed_by.is_null());
    let row = Row::from(profile);
    let changed = diesel::update(waiting)
        .set((
            tax_profiles::id.eq(row.id),
            tax_profiles::withholding_parts.eq(row.withholding_parts),
            tax_profiles::withhold_on.eq(row.withhold_on),
            tax_profiles::sales_tax_parts.eq(row.sales_tax_parts),
            tax_profiles::prepared_by.eq(row.prepared_by),
            tax_profiles::created_at.eq(row.created_at),
        ))
        .execute(tx.connection)?;
    Ok(changed == 1)
}

/// A partner's tax profile with that id.
pub fn by_id(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    id: &TaxProfileId,
) -> Result<Option<TaxProfile>, StorageError> {
    let query = of(tx, partner).filter(tax_profiles::id.eq(id.to_string()));
    first(tx, query)
}

/// A partner's tax profile from exactly that day on, confirmed or not.
pub fn from_day(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    day: NaiveDate,
) -> Result<Option<TaxProfile>, StorageError> {
    let query = of(tx, partner).filter(tax_profiles::effective_from.eq(day));
    first(tx, query)
}

/// A partner's confirmed tax profile that is in force on a day.
pub fn in_force(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    day: NaiveDate,
) -> Result<Option<TaxProfile>, StorageError> {
    let query = of(tx, partner)
        .filter(tax_profiles::confirmed_by.is_not_null())
        .filter(tax_profiles::effective_from.le(day))
        .order(tax_profiles::effective_from.desc());
    first(tx, query)
}

/// A page of a partner's tax profiles.
pub fn list(
    tx: &mut Tx<'_>,
    partner: &PartnerId,
    listing: &Listing,
) -> Result<Page<TaxProfile>, StorageError> {
    let mut query = of(tx, partner);
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, TaxProfile::try_from)
}

/// Keeps who confirmed a profile; `false` where somebody has before.
pub fn confirm(
    tx: &mut Tx<'_>,
    id: &TaxProfileId,
    (by, at): (&UserId, NaiveDateTime),
) -> Result<bool, StorageError> {
    let waiting = tax_profiles::table
        .filter(tax_profiles::id.eq(id.as_str()))
        .filter(tax_profiles::confirmed_by.is_null());
    let changed = diesel::update(waiting)
        .set((tax_profiles::confirmed_by.eq(by.as_str()), tax_profiles::confirmed_at.eq(at)))
        .execute(tx.connection)?;
    Ok(changed == 1)
}
