//! What a transaction promises, on both databases alike.

use std::fs;
use std::sync::Barrier;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use saathi::domain::{Actor, PartnerId, Role, Scope, UserId};
use saathi::storage::{DatabaseUrl, Limits, StorageError, Tx};

use crate::server::{LIMITS, Server, on_both, on_postgres, on_sqlite, run, seller, texts};

fn programme() -> Scope {
    Scope::of_programme()
}

fn failed<T>(message: &str) -> Result<T, StorageError> {
    Err(StorageError::Failed(message.to_owned()))
}

#[test]
fn what_is_committed_is_read() {
    on_both(LIMITS, |server| {
        assert_eq!(server.write(seller(1)), Ok(1));
        assert_eq!(server.sellers(), [1]);
    });
}

#[test]
fn work_that_fails_leaves_nothing() {
    on_both(LIMITS, |server| {
        let done = server.database.write(programme(), |tx| {
            run(tx, &seller(1))?;
            failed::<()>("on purpose")
        });
        assert_eq!(done, failed("on purpose"));
        assert_eq!(server.write(seller(2)), Ok(1));
        assert_eq!(server.sellers(), [2]);
    });
}

#[test]
fn a_savepoint_is_undone_alone() {
    on_both(LIMITS, |server| {
        let done = server.database.write(programme(), |tx| {
            run(tx, &seller(1))?;
            let twice = tx.savepoint(|tx| {
                run(tx, &seller(2))?;
                tx.savepoint(|tx| run(tx, &seller(3)))?;
                run(tx, &seller(1))
            });
            tx.savepoint(|tx| run(tx, &seller(4)))?;
            Ok::<_, StorageError>(twice)
        });
        let refused = StorageError::Refused("sellers_pkey".to_owned());
        assert_eq!(done, Ok(Err(refused)));
        assert_eq!(server.sellers(), [1, 4]);
    });
}

#[test]
fn a_failure_that_work_hides_is_never_acknowledged_and_lost() {
    on_both(LIMITS, |server| {
        let done = server.database.write(programme(), |tx| {
            run(tx, &seller(1))?;
            let hidden = run(tx, &seller(1));
            assert!(hidden.is_err());
            Ok::<_, StorageError>(())
        });
        // SQLite goes on after a statement that failed; PostgreSQL does not.
        let kept: &[u64] = if done.is_ok() { &[1] } else { &[] };
        assert_eq!(done.is_ok(), server.is_sqlite());
        assert_eq!(server.sellers(), kept);
    });
}

#[test]
fn writes_at_once_all_succeed_once() {
    on_both(LIMITS, |server| {
        let ready = Barrier::new(64);
        thread::scope(|scope| {
            for number in 0..64 {
                let ready = &ready;
                scope.spawn(move || {
                    ready.wait();
                    assert_eq!(server.write(seller(number)), Ok(1));
                });
            }
        });
        assert_eq!(server.sellers(), (0..64).collect::<Vec<_>>());
    });
}

#[test]
fn waiting_writes_share_a_commit_on_sqlite() {
    let server = on_sqlite(LIMITS);
    let before = commits(&server);
    let (begun, has_begun) = channel();
    let (go_on, may_go_on) = channel::<()>();
    let ready = Barrier::new(65);
    thread::scope(|scope| {
        let (server, ready) = (&server, &ready);
        let may_go_on = std::sync::Mutex::new(may_go_on);
        scope.spawn(move || {
            let done = server.database.write(programme(), move |_| {
                begun.send(()).expect("the test listens");
                may_go_on.lock().expect("no panic").recv().expect("the test says so");
                Ok::<_, StorageError>(())
            });
            assert_eq!(done, Ok(()));
        });
        has_begun.recv().expect("the writer works");
        for number in 0..64 {
            scope.spawn(move || {
                ready.wait();
                assert_eq!(server.write(seller(number)), Ok(1));
            });
        }
        ready.wait();
        go_on.send(()).expect("the writer listens");
    });
    assert_eq!(server.sellers().len(), 64);
    let made = commits(&server) - before;
    assert!((1..=32).contains(&made), "{made} commits");
}

/// Counts the frames that end a transaction in the write-ahead log, which has not been reset yet.
fn commits(server: &Server) -> usize {
    let DatabaseUrl::Sqlite(file) = &server.url else { return 0 };
    let log = fs::read(file.with_extension("db-wal")).unwrap_or_default();
    let Some((header, frames)) = log.split_at_checked(32) else { return 0 };
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().expect("four bytes"));
    let (page, salts) = (number(&header[8..12]) as usize, &header[16..24]);
    let of_now = frames.chunks_exact(24 + page).take_while(|frame| &frame[8..16] == salts);
    of_now.filter(|frame| number(&frame[4..8]) != 0).count()
}

#[test]
fn a_panic_is_an_error_and_harms_nobody_else() {
    on_both(LIMITS, |server| {
        thread::scope(|scope| {
            for number in 0..32 {
                scope.spawn(move || {
                    let done = server.database.write(programme(), move |tx| {
                        run(tx, &seller(number))?;
                        tx.savepoint(|tx| {
                            run(tx, &seller(100 + number))?;
                            assert!(number % 4 != 0, "on purpose");
                            Ok::<_, StorageError>(())
                        })
                    });
                    match done {
                        Ok(()) => assert_ne!(number % 4, 0),
                        Err(StorageError::Failed(_)) => assert_eq!(number % 4, 0),
                        Err(error) => panic!("{error}"),
                    }
                });
            }
        });
        let kept: Vec<u64> = (0..32).filter(|number| number % 4 != 0).collect();
        assert_eq!(server.sellers()[..24], kept);
        assert_eq!(server.sellers().len(), 48);
    });
}

#[test]
fn a_full_disk_fails_one_write_and_the_writer_goes_on() {
    let server = on_sqlite(LIMITS);
    server.write(seller(1)).expect("a write");
    let full = server.database.write(programme(), |tx| {
        run(tx, &seller(2))?;
        // No page more than there are.
        tx.connection().batch_execute("PRAGMA max_page_count = 1")?;
        for number in 1_000..9_000 {
            run(tx, &seller(number))?;
        }
        Ok::<_, StorageError>(())
    });
    assert_eq!(full, failed("database or disk is full"));
    let more = server.database.write(programme(), |tx| {
        Ok::<_, StorageError>(tx.connection().batch_execute("PRAGMA max_page_count = 1000000")?)
    });
    assert_eq!(more, Ok(()));
    assert_eq!(server.write(seller(3)), Ok(1));
    assert_eq!(server.sellers(), [1, 3]);
}

#[test]
fn a_transaction_that_ends_early_is_an_error_and_the_writer_goes_on() {
    let server = on_sqlite(LIMITS);
    // As SQLite itself does after some errors of the disk.
    let ended = server.database.write(programme(), |tx| {
        run(tx, &seller(1))?;
        run(tx, "ROLLBACK")
    });
    assert!(matches!(ended, Err(StorageError::Failed(_))), "{ended:?}");
    assert_eq!(server.write(seller(2)), Ok(1));
    assert_eq!(server.sellers(), [2]);
}

#[test]
fn a_reader_cannot_write() {
    on_both(LIMITS, |server| {
        let done = server.database.read(&programme(), |tx| run(tx, &seller(1)));
        assert!(
            matches!(done, Err(StorageError::Failed(ref why)) if why.contains("read")),
            "{done:?}"
        );
        assert_eq!(server.sellers(), Vec::<u64>::new());
    });
}

#[test]
fn a_write_inside_a_write_is_refused_on_sqlite() {
    let server = on_sqlite(LIMITS);
    let again = server.database.clone();
    let done = server
        .database
        .write(programme(), move |_| again.write(programme(), |tx| run(tx, &seller(1))));
    assert_eq!(done, failed("a write began inside another"));
}

#[test]
fn a_reader_sees_one_snapshot() {
    on_both(LIMITS, |server| {
        server.write(seller(1)).expect("a write");
        let count = "SELECT CAST(count(*) AS TEXT) AS value FROM sellers";
        let seen = server.database.read(&programme(), |tx| {
            let before = texts(tx, count)?;
            server.write(seller(2))?;
            Ok::<_, StorageError>((before, texts(tx, count)?))
        });
        assert_eq!(seen, Ok((vec!["1".to_owned()], vec!["1".to_owned()])));
    });
}

/// Adds one in two steps, as no transaction should that others can come between.
fn add_one(tx: &mut Tx<'_>) -> Result<(), StorageError> {
    let found = texts(tx, "SELECT CAST(version AS TEXT) AS value FROM sellers")?;
    let version: u32 = found[0].parse().expect("a number");
    assert_eq!(run(tx, &format!("UPDATE sellers SET version = {}", version + 1))?, 1);
    Ok(())
}

#[test]
fn contended_work_is_done_again_as_a_whole() {
    on_both(LIMITS, |server| {
        server.write(seller(1)).expect("a write");
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(move || {
                    for _ in 0..10 {
                        assert_eq!(server.database.write(programme(), add_one), Ok(()));
                    }
                });
            }
        });
        assert_eq!(server.texts("SELECT CAST(version AS TEXT) AS value FROM sellers"), ["161"]);
    });
}

#[test]
fn an_exhausted_pool_is_busy_and_no_hang() {
    let limits = Limits { connections: 1, patience: Duration::from_millis(100) };
    on_both(limits, |server| {
        let inner = server.database.read(&programme(), |_| {
            Ok::<_, StorageError>(server.database.read(&programme(), |_| Ok::<_, StorageError>(())))
        });
        assert_eq!(inner, Ok(Err(StorageError::Busy)));
        assert_eq!(server.write(seller(1)), Ok(1), "and it is free again");
    });
}

#[test]
fn a_lock_that_another_holds_is_busy_after_its_time() {
    let Some(server) = on_postgres(LIMITS) else { return };
    server.write(seller(1)).expect("a write");
    let done = server.database.write(programme(), move |tx| {
        run(tx, "SELECT 1 FROM sellers FOR UPDATE")?;
        Ok::<_, StorageError>(())
    });
    assert_eq!(done, Ok(()));
    let blocked = server.database.write(programme(), {
        let other = server.database.clone();
        move |tx| {
            run(tx, "UPDATE sellers SET city = 'Multan'")?;
            let other = other.clone();
            let waits = thread::spawn(move || {
                other.write(programme(), |tx| {
                    run(tx, "SET LOCAL lock_timeout = '50ms'")?;
                    run(tx, "UPDATE sellers SET city = 'Quetta'")
                })
            });
            Ok::<_, StorageError>(waits.join().expect("no panic"))
        }
    });
    assert_eq!(blocked, Ok(Err(StorageError::Busy)));
}

fn partner(number: u128) -> PartnerId {
    PartnerId::from_bits(number)
}

fn scope_of(number: u128) -> Scope {
    let owner = Actor::new(UserId::from_bits(1), Role::PartnerOwner, Some(partner(number)));
    owner.expect("an owner has a partner").scope()
}

#[test]
fn a_partners_scope_hides_the_other_and_ends_with_its_transaction() {
    let limits = Limits { connections: 1, ..LIMITS };
    let Some(server) = on_postgres(limits) else { return };
    for number in [1, 2] {
        let id = partner(number);
        let sql = format!(
            "INSERT INTO partners (id, code, name, status, city, payout_currency, created_at, updated_at) VALUES
             ('{id}', 'p{number}', 'Partner {number}', 'active', 'Lahore', 'PKR', '2026-08-01', '2026-08-01')"
        );
        assert_eq!(server.write(sql), Ok(1));
    }
    let see = |scope: &Scope| {
        let sql = "SELECT id AS value FROM partners ORDER BY id";
        server.database.read(scope, |tx| texts(tx, sql)).expect("it reads")
    };
    let change = |scope: Scope| {
        server.database.write(scope, |tx| run(tx, "UPDATE partners SET name = 'Changed'"))
    };
    // One connection, which each of them gets as the one before left it.
    for number in [1, 2, 1] {
        assert_eq!(see(&scope_of(number)), [partner(number).to_string()]);
        assert_eq!(see(&programme()).len(), 2);
        assert!(change(scope_of(number)).is_ok_and(|rows| rows <= 1));
        let bare =
            "SELECT coalesce(nullif(current_setting('saathi.partner', true), ''), 'none') AS value";
        assert_eq!(server.texts(bare), ["platform"]);
    }
    assert_eq!(see(&scope_of(3)), Vec::<String>::new());
}
