//! What `schema.rs` says, and what each database says of itself.

use crate::database::Db;

const SCHEMA: &str = include_str!("../../src/storage/schema.rs");

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub table: String,
    pub name: String,
    /// The type in `schema.rs`'s words, without `Nullable`.
    pub kind: String,
    pub nullable: bool,
}

/// The columns of `schema.rs`, tables by name, columns as they stand.
pub fn of_diesel() -> Vec<Column> {
    let mut columns = Vec::new();
    let mut table = None;
    for line in SCHEMA.lines() {
        let word = line.trim();
        if let Some((name, _)) = word.split_once(" (").filter(|_| word.ends_with(") {")) {
            table = Some(name.to_owned());
        } else if let (Some(table), Some((name, kind))) = (&table, word.split_once(" -> ")) {
            if !word.ends_with(',') {
                continue;
            }
            let kind = kind.trim_end_matches(',');
            let inner = kind.strip_prefix("Nullable<").and_then(|rest| rest.strip_suffix('>'));
            columns.push(Column {
                table: table.clone(),
                name: name.to_owned(),
                kind: inner.unwrap_or(kind).to_owned(),
                nullable: inner.is_some(),
            });
        }
    }
    columns.sort_by(|a, b| a.table.cmp(&b.table));
    columns
}

/// The names of all tables of `schema.rs`.
pub fn tables() -> Vec<String> {
    let mut names: Vec<String> = of_diesel().into_iter().map(|column| column.table).collect();
    names.dedup();
    names
}

/// The columns as the database knows them, with its own names of types.
pub fn of_database(db: &mut Db) -> Vec<Column> {
    let sql = if db.is_sqlite() {
        "SELECT m.name || ' ' || c.name || ' ' || (1 - c.\"notnull\") || ' ' || c.type AS value
         FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' AND m.name NOT GLOB 'sqlite_*' AND m.name NOT GLOB '__diesel*'
         ORDER BY m.name, c.cid"
    } else {
        "SELECT table_name || ' ' || column_name || ' '
            || CASE is_nullable WHEN 'YES' THEN '1' ELSE '0' END || ' ' || data_type AS value
         FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_diesel%'
         ORDER BY table_name COLLATE \"C\", ordinal_position"
    };
    db.texts(sql).iter().map(|line| read_column(line)).collect()
}

fn read_column(line: &str) -> Column {
    let mut words = line.splitn(4, ' ').map(str::to_owned);
    let mut next = || words.next().expect("four words");
    let (table, name, nullable, kind) = (next(), next(), next() == "1", next());
    Column { table, name, kind, nullable }
}

/// What a type of `schema.rs` is called by a database.
pub fn spelling(kind: &str, sqlite: bool) -> &'static str {
    let (on_sqlite, on_postgres) = match kind {
        "BigInt" => ("INTEGER", "bigint"),
        "Integer" => ("INTEGER", "integer"),
        "Bool" => ("INTEGER", "boolean"),
        "Text" => ("TEXT", "text"),
        "Date" => ("TEXT", "date"),
        "Timestamp" => ("TEXT", "timestamp without time zone"),
        "Binary" => ("BLOB", "bytea"),
        other => panic!("{other} is not a type that both databases have"),
    };
    if sqlite { on_sqlite } else { on_postgres }
}

/// Foreign keys, as `table(columns) > table(columns)`.
pub fn foreign_keys(db: &mut Db) -> Vec<String> {
    let sql = if db.is_sqlite() {
        "SELECT m.name || '(' || group_concat(f.\"from\", ',' ORDER BY f.seq) || ') > ' || f.\"table\"
            || '(' || group_concat(f.\"to\", ',' ORDER BY f.seq) || ')' AS value
         FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f
         WHERE m.type = 'table' GROUP BY m.name, f.id, f.\"table\""
    } else {
        "SELECT c.conrelid::regclass || '(' || (
                SELECT string_agg(a.attname, ',' ORDER BY k.place)
                FROM unnest(c.conkey) WITH ORDINALITY AS k (number, place)
                JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.number
            ) || ') > ' || c.confrelid::regclass || '(' || (
                SELECT string_agg(a.attname, ',' ORDER BY k.place)
                FROM unnest(c.confkey) WITH ORDINALITY AS k (number, place)
                JOIN pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.number
            ) || ')' AS value
         FROM pg_constraint AS c
         WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace"
    };
    sorted(db.texts(sql))
}

/// Indexes, those of keys included, as `table(columns) unique partial`; what is computed stands as `?`.
pub fn indexes(db: &mut Db) -> Vec<String> {
    let sql = if db.is_sqlite() {
        "SELECT m.name || '(' || (
                SELECT group_concat(coalesce(c.name, '?'), ',' ORDER BY c.seqno)
                FROM pragma_index_info(i.name) AS c
            ) || ') ' || i.\"unique\" || ' ' || i.partial AS value
         FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS i
         WHERE m.type = 'table' AND m.name NOT GLOB '__diesel*'"
    } else {
        // A key of one whole number is the row's own number on SQLite, and has no index there;
        // an exclusion is a trigger there.
        "SELECT i.indrelid::regclass || '(' || (
                SELECT string_agg(coalesce(a.attname, '?'), ',' ORDER BY k.place)
                FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)
                LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
            ) || ') ' || i.indisunique::int || ' ' || (i.indpred IS NOT NULL)::int AS value
         FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
         WHERE t.relnamespace = current_schema()::regnamespace AND NOT i.indisexclusion
            AND t.relname NOT LIKE '\\_\\_diesel%'
            AND NOT (i.indisprimary AND i.indnatts = 1 AND EXISTS (
                SELECT 1 FROM pg_attribute AS a
                WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                    AND a.atttypid IN ('integer'::regtype, 'bigint'::regtype)
            ))"
    };
    sorted(db.texts(sql))
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}
