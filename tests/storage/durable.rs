//! What PostgreSQL has acknowledged outlives a crash of the server under test.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use crate::database::Db;
use crate::postgres::Cluster;

#[test]
fn a_commit_outlives_a_crash() {
    let Some(cluster) = Cluster::alone() else { return };
    let database = cluster.database();
    let mut connection = PgConnection::establish(&database.url()).expect("a connection");
    connection.batch_execute("CREATE TABLE kept AS SELECT 'it' AS value").expect("a commit");
    cluster.crash();
    assert!(connection.batch_execute("SELECT 1").is_err(), "the server is down");
    cluster.restart();
    let connection = PgConnection::establish(&database.url()).expect("it listens again");
    let mut db = Db::Postgres(connection, database);
    assert_eq!(db.texts("SELECT value FROM kept"), ["it"]);
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let sql = format!("SELECT current_setting('{setting}') AS value");
        assert_eq!(db.texts(&sql), ["on"], "{setting}");
    }
}
