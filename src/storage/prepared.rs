//! Queries that stay prepared though diesel would prepare them anew each time.
//!
//! Diesel keeps a query prepared where its text is the same for all values. A list's conditions, or as many
//! places as there are values, make another text each; where there are few of them, they can stay too.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::{QueryResult, RunQueryDsl};

/// A query that stays prepared where its text is one of a few.
#[derive(Debug, Clone, Copy)]
pub struct Prepared<Q> {
    query: Q,
    /// The most rows, in the text: a limit among the values has SQLite prepare the query again for each run.
    limit: Option<i64>,
    /// Whether it is one of a few.
    is_kept: bool,
}

impl<Q> Prepared<Q> {
    /// A query that stays prepared: whoever says so knows that it has few texts.
    pub fn kept(query: Q) -> Self {
        Self { query, limit: None, is_kept: true }
    }

    /// A query, without a limit yet, for so many rows, that stays prepared on a condition.
    pub fn limited(query: Q, limit: i64, is_kept: bool) -> Self {
        Self { query, limit: Some(limit), is_kept }
    }
}

impl<DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.query.walk_ast(pass.reborrow())?;
        if let Some(limit) = self.limit {
            pass.push_sql(&format!(" LIMIT {limit}"));
        }
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(self.is_kept)
    }
}

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Prepared<Q> {}

/// How many rows a query has, up to so many.
#[derive(Debug, Clone, Copy)]
pub struct Counted<Q> {
    query: Q,
    most: i64,
}

impl<Q> Counted<Q> {
    /// Of a query without a limit yet.
    pub fn of(query: Q, most: i64) -> Self {
        Self { query, most }
    }
}

impl<DB: Backend, Q: QueryFragment<DB>> QueryFragment<DB> for Counted<Q> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql("SELECT COUNT(*) FROM (");
        self.query.walk_ast(pass.reborrow())?;
        pass.push_sql(&format!(" LIMIT {}) AS counted", self.most));
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }
}

impl<Q> QueryId for Counted<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for Counted<Q> {
    type SqlType = BigInt;
}

impl<Q, C> RunQueryDsl<C> for Counted<Q> {}
