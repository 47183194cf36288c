//! Entries: what closes posted.

mod columns;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use rayon::prelude::*;

use super::connection::AnyConnection;
use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{entries, partners, sales};
use crate::commission::EntryKind;
use crate::domain::{
    Amount, Code, Currency, EntryId, Money, PartnerId, Period, SaleId, Span, StatementId,
};

/// What may be asked of a statement's entries; their ids are in the order of the files.
pub const LISTED: Listed = Listed {
    name: "entries",
    id: "entries.id",
    columns: &[
        Column::new("sale_id", Kind::Text, "entries.sale_id"),
        Column::new("rule", Kind::Text, "entries.rule"),
        Column::new("from_partner_id", Kind::Text, "entries.from_partner_id"),
        Column::new("entry", Kind::Word(&KINDS), "entries.entry"),
    ],
    searched: &[],
};

const KINDS: [&str; 5] = ["earning", "clawback", "release", "true_up", "cap"];

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRecord {
    /// Its id.
    pub id: EntryId,
    /// The period that it was posted in.
    pub period: Period,
    /// Whose.
    pub partner: PartnerId,
    /// Its place among the period's entries.
    pub position: i32,
    /// The sale; none on bonuses and caps.
    pub sale: Option<SaleId>,
    /// The rule, override or bonus, or `cap`.
    pub rule: Code,
    /// The lower partner of an override.
    pub from_partner: Option<PartnerId>,
    /// The window of a bonus or cap.
    pub window: Option<Span>,
    /// The day that the sale was paid, or the last one of the window.
    pub day: NaiveDate,
    /// Its type.
    pub kind: EntryKind,
    /// The basis, on entries of sales and overrides.
    pub basis: Option<Amount>,
    /// What was posted.
    pub amount: Amount,
    /// The plan's currency.
    pub currency: Currency,
    /// How it came about, step by step.
    pub explanation: Vec<String>,
}

/// An entry with the names by which files know what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedEntry {
    /// The entry.
    pub entry: EntryRecord,
    /// The partner's code.
    pub partner_code: Code,
    /// The sale's id as the platform knows it.
    pub sale_external_id: Option<String>,
    /// The lower partner's code.
    pub from_code: Option<Code>,
}

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    entries::period,
    entries::rule,
    entries::currency,
);

// With a place for what is absent all rows are of one text, which stays prepared.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = entries, treat_none_as_default_value = false)]
struct Row {
    id: String,
    period: String,
    partner_id: String,
    position: i32,
    sale_id: Option<String>,
    rule: String,
    from_partner_id: Option<String>,
    window_first: Option<NaiveDate>,
    day: NaiveDate,
    entry: String,
    basis: Option<i64>,
    amount: i64,
    currency: String,
    explanation: String,
}

impl From<&EntryRecord> for Row {
    fn from(entry: &EntryRecord) -> Self {
        let EntryRecord {
            id,
            period,
            partner,
            position,
            sale,
            rule,
            from_partner,
            window,
            day,
            kind,
            basis,
            amount,
            currency,
            explanation,
        } = entry;
        Self {
            id: id.to_string(),
            period: period.to_string(),
            partner_id: partner.to_string(),
            position: *position,
            sale_id: sale.as_ref().map(ToString::to_string),
            rule: rule.to_string(),
            from_partner_id: from_partner.as_ref().map(ToString::to_string),
            window_first: window.map(|window| window.first),
            day: *day,
            entry: kind.as_str().to_owned(),
            basis: basis.map(Amount::minor),
            amount: amount.minor(),
            currency: currency.code().to_owned(),
            explanation: serde_json::json!(explanation).to_string(),
        }
    }
}

impl TryFrom<Row> for EntryRecord {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let id = row.id.clone();
        read(row).ok_or_else(|| StorageError::Failed(format!("entry {id} cannot be read")))
    }
}

fn read(row: Row) -> Option<EntryRecord> {
    let Row {
        id,
        period,
        partner_id,
        position,
        sale_id,
        rule,
        from_partner_id,
        window_first,
        day,
        entry,
        basis,
        amount,
        currency,
        explanation,
    } = row;
    Some(EntryRecord {
        id: EntryId::parse(&id)?,
        period: Period::parse(&period)?,
        partner: PartnerId::parse(&partner_id)?,
        position,
        sale: optional(sale_id, SaleId::parse)?,
        rule: Code::parse(&rule)?,
        from_partner: optional(from_partner_id, PartnerId::parse)?,
        window: window_first.map(|first| Span { first, last: day }),
        day,
        kind: EntryKind::parse(&entry)?,
        basis: basis.map(Amount::try_from).transpose().ok()?,
        amount: Amount::try_from(amount).ok()?,
        currency: Currency::parse(&currency)?,
        explanation: serde_json::from_str(&explanation).ok()?,
    })
}

/// Reads what may be absent; `None` where what is there cannot be read.
fn optional<T>(text: Option<String>, parse: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    match text {
        Some(text) => parse(&text).map(Some),
        None => Some(None),
    }
}

/// How many entries are added at once with profit.
pub const AT_ONCE: usize = 2_000;

/// Entries that are ready to be added.
pub struct Ready(Vec<Row>);

impl Ready {
    /// Makes entries ready, side by side.
    pub fn of<E: Send>(
        some: impl ParallelIterator<Item = Result<EntryRecord, E>>,
    ) -> Result<Self, E> {
        Ok(Self(some.map(|entry| entry.map(|entry| Row::from(&entry))).collect::<Result<_, E>>()?))
    }
}

/// Adds entries.
pub fn insert(tx: &mut Tx<'_>, Ready(rows): Ready) -> Result<(), StorageError> {
    match tx.connection {
        AnyConnection::Sqlite(sqlite) => one_by_one(sqlite, rows)?,
        AnyConnection::Postgres(postgres) => columns::insert(postgres, &rows)?,
    }
    Ok(())
}

/// Diesel would put many rows into a savepoint of its own, and SQLite keeps all that each savepoint would
/// undo until the job's own ends: some pages for every entry.
fn one_by_one(sqlite: &mut SqliteConnection, rows: Vec<Row>) -> QueryResult<()> {
    let mut rows = rows.into_iter();
    rows.try_for_each(|row| {
        diesel::insert_into(entries::table).values(row).execute(sqlite).map(drop)
    })
}

/// What was posted for a key, and what it is called in the database.
#[derive(Debug, Clone, Queryable)]
pub struct PostedRow {
    /// The entry's id.
    pub id: String,
    /// The period.
    pub period: String,
    /// Whose.
    pub partner_id: String,
    /// The sale.
    pub sale_id: Option<String>,
    /// The sale's id as the engine knows it.
    pub sale_external_id: Option<String>,
    /// The rule.
    pub rule: String,
    /// The lower partner.
    pub from_partner_id: Option<String>,
    /// The first day of the window.
    pub window_first: Option<NaiveDate>,
    /// The day of the payment, or the window's last.
    pub day: NaiveDate,
    /// The basis.
    pub basis: Option<i64>,
    /// The amount.
    pub amount: i64,
    /// Its currency.
    pub currency: String,
}

/// What was posted for sales paid on some days, or for windows that meet them; of one partner, where
/// one is given.
pub fn posted(
    tx: &mut Tx<'_>,
    of_sales: bool,
    partner: Option<&PartnerId>,
    days: Span,
) -> Result<Vec<PostedRow>, StorageError> {
    let mut query = entries::table
        .left_join(sales::table.on(entries::sale_id.eq(sales::id.nullable())))
        .filter(entries::day.ge(days.first))
        .into_boxed();
    query = if of_sales {
        query.filter(entries::sale_id.is_not_null()).filter(entries::day.le(days.last))
    } else {
        query.filter(entries::sale_id.is_null()).filter(entries::window_first.le(days.last))
    };
    if let Some(partner) = partner {
        query = query.filter(entries::partner_id.eq(partner.to_string()));
    }
    let columns = (
        entries::id,
        entries::period,
        entries::partner_id,
        entries::sale_id,
        sales::external_id.nullable(),
        entries::rule,
        entries::from_partner_id,
        entries::window_first,
        entries::day,
        entries::basis,
        entries::amount,
        entries::currency,
    );
    Ok(query.select(columns).load(tx.connection)?)
}

/// What a period posted by one rule, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSum {
    /// The period.
    pub period: Period,
    /// The rule, override or bonus, or `cap`.
    pub rule: String,
    /// The sum.
    pub sum: Money,
}

/// What periods posted by rule, from a period on, in the order of periods and rules; of one partner
/// where it is named.
pub fn sums_by_rule(
    tx: &mut Tx<'_>,
    (from, partner): (Period, Option<&PartnerId>),
) -> Result<Vec<RuleSum>, StorageError> {
    let mut query = entries::table
        .filter(entries::period.ge(from.to_string()))
        .group_by((entries::period, entries::rule, entries::currency))
        .select((
            entries::period,
            entries::rule,
            entries::currency,
            sql::<BigInt>("CAST(sum(entries.amount) AS BIGINT)"),
        ))
        .order((entries::period, entries::rule, entries::currency))
        .into_boxed();
    let own = tx.scope().partner().map(ToString::to_string);
    for partner in own.into_iter().chain(partner.map(ToString::to_string)) {
        query = query.filter(entries::partner_id.eq(partner));
    }
    let rows: Vec<(String, String, String, i64)> = query.load(tx.connection)?;
    let read = |(period, rule, code, minor): (String, String, String, i64)| {
        let sum = Currency::parse(&code).zip(Amount::try_from(minor).ok());
        let read = Period::parse(&period).zip(sum);
        let unreadable = || StorageError::Failed(format!("the sum of {rule} in {period}"));
        let (period, (currency, amount)) = read.ok_or_else(unreadable)?;
        Ok(RuleSum { period, rule, sum: Money { amount, currency } })
    };
    rows.into_iter().map(read).collect()
}

/// The bases of what was posted for some sales before a period, by partner, sale, rule and lower partner:
/// the last one of each.
pub fn bases_before(
    tx: &mut Tx<'_>,
    some: &[String],
    period: Period,
) -> Result<HashMap<Key, Option<i64>>, StorageError> {
    type Row = (String, Option<String>, String, Option<String>, Option<i64>);
    let mut found = HashMap::new();
    for some in some.chunks(AT_ONCE) {
        let query = entries::table
            .filter(entries::sale_id.eq_any(some))
            .filter(entries::period.lt(period.to_string()))
            .select((
                entries::partner_id,
                entries::sale_id,
                entries::rule,
                entries::from_partner_id,
                entries::basis,
            ))
            .order(entries::period);
        for (partner, sale, rule, from, basis) in query.load::<Row>(tx.connection)? {
            found.insert((partner, sale.unwrap_or_default(), rule, from), basis);
        }
    }
    Ok(found)
}

/// A partner, a sale, a rule and perhaps a lower partner.
pub type Key = (String, String, String, Option<String>);

/// The first day that any entry bears on.
pub fn first_day(tx: &mut Tx<'_>) -> Result<Option<NaiveDate>, StorageError> {
    Ok(entries::table.select(diesel::dsl::min(entries::day)).get_result(tx.connection)?)
}

/// Whether anything was posted for a sale.
pub fn is_posted(tx: &mut Tx<'_>, sale: &SaleId) -> Result<bool, StorageError> {
    let of_sale = entries::table.filter(entries::sale_id.eq(sale.as_str())).select(entries::id);
    Ok(of_sale.first::<String>(tx.connection).optional()?.is_some())
}

type Query<'q> = entries::BoxedQuery<'q, super::connection::MultiBackend>;

/// Narrows a query to what the scope may see.
fn seen<'q>(tx: &Tx<'_>, query: Query<'q>) -> Query<'q> {
    match tx.scope().partner() {
        Some(partner) => query.filter(entries::partner_id.eq(partner.to_string())),
        None => query,
    }
}

/// The entry with that id, where the scope may see it.
pub fn by_id(tx: &mut Tx<'_>, id: &EntryId) -> Result<Option<EntryRecord>, StorageError> {
    let query = seen(tx, entries::table.filter(entries::id.eq(id.as_str())).into_boxed());
    let row = query.select(Row::as_select()).get_result(tx.connection).optional()?;
    row.map(EntryRecord::try_from).transpose()
}

/// A page of a statement's entries.
pub fn list(
    tx: &mut Tx<'_>,
    (period, partner): (Period, &PartnerId),
    listing: &Listing,
) -> Result<Page<EntryRecord>, StorageError> {
    let mut query = seen(tx, entries::table.into_boxed())
        .filter(entries::period.eq(period.to_string()))
        .filter(entries::partner_id.eq(partner.to_string()));
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, EntryRecord::try_from)
}

/// Which entries a file has.
#[derive(Debug, Clone)]
pub struct Part {
    /// The period.
    pub period: Period,
    /// Of one partner only.
    pub partner: Option<PartnerId>,
}

/// The entries of a period in the order of the files, behind a position and at most so many.
pub fn after(
    tx: &mut Tx<'_>,
    part: &Part,
    position: i32,
    limit: i64,
) -> Result<Vec<EntryRecord>, StorageError> {
    let mut query = seen(tx, entries::table.into_boxed())
        .filter(entries::period.eq(part.period.to_string()))
        .filter(entries::position.gt(position));
    if let Some(partner) = &part.partner {
        query = query.filter(entries::partner_id.eq(partner.to_string()));
    }
    let query = query.select(Row::as_select()).order(entries::position).limit(limit);
    query.load(tx.connection)?.into_iter().map(EntryRecord::try_from).collect()
}

/// Gives entries the names by which files know what they are of, with the sight of the programme.
pub fn named(tx: &mut Tx<'_>, some: Vec<EntryRecord>) -> Result<Vec<NamedEntry>, StorageError> {
    let sold: Vec<&str> =
        some.iter().filter_map(|entry| entry.sale.as_ref()).map(SaleId::as_str).collect();
    let sold = sales::table.filter(sales::id.eq_any(sold)).select((sales::id, sales::external_id));
    let sold: HashMap<String, String> =
        sold.load::<(String, String)>(tx.connection)?.into_iter().collect();
    let mut who: Vec<&str> = some.iter().map(|entry| entry.partner.as_str()).collect();
    who.extend(some.iter().filter_map(|entry| entry.from_partner.as_ref()).map(PartnerId::as_str));
    who.sort_unstable();
    who.dedup();
    let who =
        partners::table.filter(partners::id.eq_any(who)).select((partners::id, partners::code));
    let who: HashMap<String, String> =
        who.load::<(String, String)>(tx.connection)?.into_iter().collect();
    let code = |id: &PartnerId| who.get(id.as_str()).and_then(|code| Code::parse(code));
    let name = |entry: EntryRecord| {
        let unreadable = || StorageError::Failed(format!("entry {} has no partner", entry.id));
        Ok(NamedEntry {
            partner_code: code(&entry.partner).ok_or_else(unreadable)?,
            sale_external_id: entry.sale.as_ref().and_then(|id| sold.get(id.as_str()).cloned()),
            from_code: entry.from_partner.as_ref().and_then(code),
            entry,
        })
    };
    some.into_iter().map(name).collect()
}

/// The statement that an entry is in.
pub fn statement_of(
    tx: &mut Tx<'_>,
    entry: &EntryRecord,
) -> Result<Option<StatementId>, StorageError> {
    use super::schema::statements;
    let query = statements::table
        .filter(statements::period.eq(entry.period.to_string()))
        .filter(statements::partner_id.eq(entry.partner.as_str()))
        .select(statements::id);
    let id: Option<String> = query.get_result(tx.connection).optional()?;
    Ok(id.as_deref().and_then(StatementId::parse))
}
