//! What earlier versions wrote: their events fold for ever, their databases come up to date.

mod server;

use std::fs;
use std::path::Path;

use counter_server::clock::Clock;
use counter_server::data_folder::DataFolder;
use counter_server::{backup, check};
use rusqlite::{Connection, params};
use serde_json::Value;
use server::TestServer;
use shared::catalog::Catalog;
use shared::day::{Day, Event, LoggedEvent, TicketState};
use shared::ids::{DeskId, TicketNumber};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Events and a catalogue in the shapes that the first version wrote.
fn first_log() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/log_v1.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A database as a program with this version of the schema left it, with the events of the first version.
fn old_database(path: &Path, version: i32) {
    let log = first_log();
    let mut connection = Connection::open(path).unwrap();
    embedded::migrations::runner()
        .set_target(refinery::Target::Version(version))
        .run(&mut connection)
        .unwrap();
    connection.pragma_update(None, "application_id", 0x3143_7561).unwrap();
    for event in log["events"].as_array().unwrap() {
        connection
            .execute(
                "INSERT INTO events (seq, business_date, at_ms, type, version, body) \
                 VALUES (?1, ?2, 0, ?3, ?4, ?5)",
                params![
                    event["seq"].as_i64(),
                    event["business_date"].as_str(),
                    event["type"].as_str(),
                    event["version"].as_i64(),
                    event["body"].to_string(),
                ],
            )
            .unwrap();
    }
    // The first version kept one row for each ticket, with what it knew then.
    connection
        .execute_batch(
            "INSERT INTO tickets (id, business_date, number, n, service, head_start_minutes, \
             language, state, issued_seq, issued_at_ms, arrived_at_ms, recalls) \
             VALUES (x'00', '2026-11-22', 'A001', 1, 'civil-status', 0, 'vi', 'done', 2, 0, 0, 0); \
             INSERT INTO desks (id, state, served, service_seconds_sum) VALUES ('1', 'open', 1, 0);",
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO catalogs (version, created_at_ms, body) VALUES (1, 0, ?1)",
            [log["catalog"].to_string()],
        )
        .unwrap();
}

#[test]
fn the_first_log_folds() {
    let log = first_log();
    let catalog: Catalog = serde_json::from_value(log["catalog"].clone()).unwrap();
    let (mut day, mut yesterday) = (Day::new(), Day::new());
    let mut types = std::collections::BTreeSet::new();
    for stored in log["events"].as_array().unwrap() {
        let event: Event = serde_json::from_value(stored["body"].clone()).unwrap();
        assert_eq!(event.what.name(), stored["type"].as_str().unwrap());
        types.insert(event.what.name());
        yesterday = day.clone();
        // A written event reads back as what it was.
        let again: Event = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
        assert_eq!(again, event);
        day.apply(&LoggedEvent { seq: stored["seq"].as_u64().unwrap(), event });
    }
    assert_eq!(types.len(), 11, "every type of the first version: {types:?}");
    assert_eq!(day.business_date().unwrap().to_string(), "2026-11-23");
    let ticket = day.ticket_numbered(&TicketNumber::from("A003")).unwrap();
    assert_eq!((ticket.state, ticket.is_open()), (TicketState::Done, false));
    assert_eq!(day.desk(&DeskId::from("1")).served, 1);
    assert_eq!(yesterday.desk(&DeskId::from("1")).ticket, Some(ticket.id));
    assert!(catalog.problems().is_empty(), "{:?}", catalog.problems());
}

#[tokio::test]
async fn every_older_schema_comes_up_to_date() {
    let newest = embedded::migrations::runner().get_migrations().len();
    assert!(newest >= 3);
    for version in 1..=i32::try_from(newest).unwrap() {
        let mut test = TestServer::start().await;
        test.stop().await;
        fs::remove_file(test.database()).unwrap();
        old_database(&test.database(), version);
        let copy = test.temporary.path().join("backup.db");
        fs::copy(test.database(), &copy).unwrap();

        let mut test = test.begun_again().await;
        let report = check::check_database(&test.database()).unwrap();
        assert_eq!(report.problems, Vec::<String>::new(), "from version {version}");
        assert_eq!(report.tickets, 5);
        let day = test.server().state().snapshot().day.clone();
        test.restart().await;
        assert_eq!(test.server().state().snapshot().day, day);

        // A backup that the old program made.
        let folder = DataFolder::new(&test.temporary.path().join("restored"));
        backup::restore(&folder, &copy, &Clock::system()).unwrap();
        let report = check::check_database(&folder.database()).unwrap();
        assert_eq!((report.tickets, report.problems.len()), (5, 0), "from version {version}");
    }
}
