//! Imports, their files in parts, and what is wrong with their rows.

use std::collections::BTreeSet;
use std::io::Read;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::database::Tx;
use super::error::StorageError;
use super::listing::{Column, Kind, Listed, Listing, Page, conditions, id, load, order, place};
use super::schema::{import_faults, import_parts, imports};
use crate::domain::{
    Import, ImportCounts, ImportFault, ImportFormat, ImportId, ImportKind, ImportMapping,
    ImportStatus, UserId, Word,
};

/// How long a part of a file is, in bytes.
const PART: u64 = 1 << 20;

/// What may be asked of the list of imports.
pub const LISTED: Listed = Listed {
    name: "imports",
    id: "imports.id",
    columns: &[
        Column::new(
            "kind",
            Kind::Word(&["sellers", "recruits", "sales", "registrations", "exchange_rates"]),
            "imports.kind",
        )
        .sorted(),
        Column::new(
            "status",
            Kind::Word(&["uploaded", "checking", "checked", "committing", "done"]),
            "imports.status",
        )
        .sorted(),
        Column::new("created_by", Kind::Text, "imports.created_by"),
        Column::new("created_at", Kind::Instant, "imports.created_at").sorted(),
    ],
    searched: &["imports.id", "imports.file_name"],
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true)]
struct Row {
    id: String,
    kind: String,
    format: String,
    file_name: Option<String>,
    file_hash: Vec<u8>,
    file_bytes: i64,
    headings: String,
    mapping: String,
    status: String,
    row_count: i64,
    new_count: i64,
    unchanged_count: i64,
    faulty_count: i64,
    total_rows: Option<i64>,
    at_row: i64,
    created_by: String,
    committed_by: Option<String>,
    version: i32,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl From<&Import> for Row {
    fn from(import: &Import) -> Self {
        let Import {
            id,
            kind,
            format,
            file_name,
            file_hash,
            file_bytes,
            headings,
            mapping: ImportMapping { columns, fixed },
            status,
            counts: ImportCounts { rows, new, unchanged, faulty },
            total_rows,
            at_row,
            created_by,
            committed_by,
            version,
            created_at,
            updated_at,
        } = import;
        Self {
            id: id.to_string(),
            kind: kind.as_str().to_owned(),
            format: format.as_str().to_owned(),
            file_name: file_name.clone(),
            file_hash: file_hash.to_vec(),
            file_bytes: *file_bytes,
            headings: json!(headings).to_string(),
            mapping: json!({"columns": columns, "fixed": fixed}).to_string(),
            status: status.as_str().to_owned(),
            row_count: *rows,
            new_count: *new,
            unchanged_count: *unchanged,
            faulty_count: *faulty,
            total_rows: *total_rows,
            at_row: *at_row,
            created_by: created_by.to_string(),
            committed_by: committed_by.as_ref().map(ToString::to_string),
            version: *version,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }
}

impl TryFrom<Row> for Import {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let Row {
            id,
            kind,
            format,
            file_name,
            file_hash,
            file_bytes,
            headings,
            mapping,
            status,
            row_count,
            new_count,
            unchanged_count,
            faulty_count,
            total_rows,
            at_row,
            created_by,
            committed_by,
            version,
            created_at,
            updated_at,
        } = row;
        let unreadable = |what: &str| StorageError::Failed(format!("import {id}: {what}"));
        let committed_by = committed_by
            .map(|user| UserId::parse(&user).ok_or_else(|| unreadable("who commits it")));
        Ok(Self {
            kind: ImportKind::parse(&kind).ok_or_else(|| unreadable("kind"))?,
            format: ImportFormat::parse(&format).ok_or_else(|| unreadable("format"))?,
            file_name,
            file_hash: file_hash.try_into().map_err(|_| unreadable("hash"))?,
            file_bytes,
            headings: serde_json::from_str(&headings).map_err(|_| unreadable("headings"))?,
            mapping: mapping_of(&mapping).ok_or_else(|| unreadable("mapping"))?,
            status: ImportStatus::parse(&status).ok_or_else(|| unreadable("status"))?,
            counts: ImportCounts {
                rows: row_count,
                new: new_count,
                unchanged: unchanged_count,
                faulty: faulty_count,
            },
            total_rows,
            at_row,
            created_by: UserId::parse(&created_by).ok_or_else(|| unreadable("who sent it"))?,
            committed_by: committed_by.transpose()?,
            id: ImportId::parse(&id).ok_or_else(|| unreadable("id"))?,
            version,
            created_at,
            updated_at,
        })
    }
}

fn mapping_of(text: &str) -> Option<ImportMapping> {
    let mut whole: Value = serde_json::from_str(text).ok()?;
    let mut part = |name: &str| serde_json::from_value(whole.get_mut(name)?.take()).ok();
    Some(ImportMapping { columns: part("columns")?, fixed: part("fixed")? })
}

/// Adds an import with its file, which is read a part at a time.
pub fn insert(tx: &mut Tx<'_>, import: &Import, file: &mut impl Read) -> Result<(), StorageError> {
    diesel::insert_into(imports::table).values(Row::from(import)).execute(tx.connection)?;
    for position in 0_i32.. {
        let mut bytes = Vec::new();
        let read = file.by_ref().take(PART).read_to_end(&mut bytes);
        if read.map_err(|error| StorageError::Failed(format!("the file: {error}")))? == 0 {
            break;
        }
        diesel::insert_into(import_parts::table)
            .values((
                import_parts::import_id.eq(import.id.as_str()),
                import_parts::position.eq(position),
                import_parts::bytes.eq(bytes),
            ))
            .execute(tx.connection)?;
    }
    Ok(())
}

/// Writes an import over the version before it; `false` where that is not there any more.
pub fn update(tx: &mut Tx<'_>, import: &Import) -> Result<bool, StorageError> {
    let before = imports::table
        .filter(imports::id.eq(import.id.as_str()))
        .filter(imports::version.eq(import.version - 1));
    Ok(diesel::update(before).set(Row::from(import)).execute(tx.connection)? == 1)
}

/// The import with that id.
pub fn by_id(tx: &mut Tx<'_>, id: &ImportId) -> Result<Option<Import>, StorageError> {
    let query = imports::table.filter(imports::id.eq(id.as_str())).select(Row::as_select());
    query.get_result(tx.connection).optional()?.map(Import::try_from).transpose()
}

/// A page of the imports of these kinds.
pub fn list(
    tx: &mut Tx<'_>,
    kinds: &[ImportKind],
    listing: &Listing,
) -> Result<Page<Import>, StorageError> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let mut query = imports::table.into_boxed().filter(imports::kind.eq_any(kinds));
    for condition in conditions(&LISTED, listing) {
        query = query.filter(condition);
    }
    let query = query
        .select((Row::as_select(), place(&LISTED, listing.sort), id(&LISTED)))
        .order(order(&LISTED, listing.sort));
    let rows = load(tx, listing, query)?;
    Page::of(listing, rows, Import::try_from)
}

/// A part of an import's file, by its place; none behind the last.
pub fn part(
    tx: &mut Tx<'_>,
    id: &ImportId,
    position: i32,
) -> Result<Option<Vec<u8>>, StorageError> {
    let of_import = import_parts::table
        .filter(import_parts::import_id.eq(id.as_str()))
        .filter(import_parts::position.eq(position));
    Ok(of_import.select(import_parts::bytes).get_result(tx.connection).optional()?)
}

/// Adds what is wrong with rows.
pub fn insert_faults(
    tx: &mut Tx<'_>,
    id: &ImportId,
    faults: &[ImportFault],
) -> Result<(), StorageError> {
    for ImportFault { row, column, value, reason } in faults {
        diesel::insert_into(import_faults::table)
            .values((
                import_faults::import_id.eq(id.as_str()),
                import_faults::at_row.eq(row),
                import_faults::heading.eq(column),
                import_faults::value.eq(value),
                import_faults::reason.eq(reason),
            ))
            .execute(tx.connection)?;
    }
    Ok(())
}

/// Forgets what was wrong with the rows.
pub fn forget_faults(tx: &mut Tx<'_>, id: &ImportId) -> Result<(), StorageError> {
    let of_import = import_faults::table.filter(import_faults::import_id.eq(id.as_str()));
    diesel::delete(of_import).execute(tx.connection)?;
    Ok(())
}

/// What is wrong with the rows behind a row, in the order of the file; at most so many faults.
pub fn faults(
    tx: &mut Tx<'_>,
    id: &ImportId,
    after_row: i64,
    most: i64,
) -> Result<Vec<ImportFault>, StorageError> {
    let rows: Vec<(i64, String, String, String)> = import_faults::table
        .filter(import_faults::import_id.eq(id.as_str()))
        .filter(import_faults::at_row.gt(after_row))
        .order((import_faults::at_row, import_faults::seq))
        .limit(most)
        .select((
            import_faults::at_row,
            import_faults::heading,
            import_faults::value,
            import_faults::reason,
        ))
        .load(tx.connection)?;
    let fault = |(row, column, value, reason)| ImportFault { row, column, value, reason };
    Ok(rows.into_iter().map(fault).collect())
}

/// Which rows behind `after`, up to `last`, something is wrong with.
pub fn faulty_rows(
    tx: &mut Tx<'_>,
    id: &ImportId,
    (after, last): (i64, i64),
) -> Result<BTreeSet<i64>, StorageError> {
    let rows: Vec<i64> = import_faults::table
        .filter(import_faults::import_id.eq(id.as_str()))
        .filter(import_faults::at_row.gt(after))
        .filter(import_faults::at_row.le(last))
        .select(import_faults::at_row)
        .load(tx.connection)?;
    Ok(rows.into_iter().collect())
}

/// The imports whose rows are being gone through, or were when a server ended.
pub fn running(tx: &mut Tx<'_>) -> Result<Vec<Import>, StorageError> {
    let words: Vec<&str> = ImportStatus::ALL
        .iter()
        .filter(|status| status.is_running())
        .map(|status| status.as_str())
        .collect();
    let query = imports::table.filter(imports::status.eq_any(words)).order(imports::id);
    let rows: Vec<Row> = query.select(Row::as_select()).load(tx.connection)?;
    rows.into_iter().map(Import::try_from).collect()
}
