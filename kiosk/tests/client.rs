//! The client against a server on loopback that answers as it is told: lost answers, refusals, away and back.

mod fake_server;

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use fake_server::FakeServer;
use kiosk::client::{Client, News, Request};
use kiosk::journal::Journal;
use kiosk::offline::Offline;
use kiosk::session::AwayReason;
use shared::day::PrintOutcome;
use shared::ids::{ServiceId, TicketId};
use shared::protocol::{CatalogView, ErrorCode, IssueTicketRequest};
use shared::text::Language;
use uuid::Uuid;

/// Long enough for a slow machine, short of every pause that a test counts.
const SOON: Duration = Duration::from_secs(20);

fn start(server: &FakeServer) -> (Client, Receiver<News>) {
    start_with(server, Journal::default())
}

fn start_with(server: &FakeServer, journal: Journal) -> (Client, Receiver<News>) {
    let (sender, news) = channel();
    let client =
        Client::start(&server.url, "secret-token", journal, Offline::default(), move |item| {
            let _ = sender.send(item);
        });
    (client.unwrap(), news)
}

/// The first news that fits.
#[track_caller]
fn wait_for<T>(news: &Receiver<News>, fits: impl Fn(News) -> Option<T>) -> T {
    loop {
        match news.recv_timeout(SOON) {
            Ok(item) => {
                if let Some(found) = fits(item) {
                    return found;
                }
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                panic!("no such news")
            }
        }
    }
}

fn ward() -> String {
    let view = CatalogView::new(&shared::catalog::ward().unwrap(), true);
    serde_json::to_string(&view).unwrap()
}

fn id() -> TicketId {
    TicketId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001))
}

fn wish() -> Request {
    let request = IssueTicketRequest::walk_in(ServiceId::from("certification"), Language::En);
    Request::Ticket { id: id(), request, answer_in: Language::En }
}

fn issued() -> String {
    serde_json::json!({
        "id": id(), "number": "B001", "service": "certification", "state": "waiting",
        "issued_at": "2026-11-21T07:05:00+07:00", "business_date": "2026-11-21", "people_ahead": 0,
        "wait_minutes": {"likely": 0, "cautious": 7}, "public_url": "http://192.168.1.10:8080/t/abc",
        "a_field_of_a_newer_server": true
    })
    .to_string()
}

#[test]
fn the_catalogue_is_asked_for_with_its_tag_and_the_token() {
    let body = ward();
    let server = FakeServer::answering(move |seen, _| {
        match seen.headers.contains("if-none-match: \"v1\"") {
            true => Some((304, "", String::new())),
            false => {
                Some((200, "ETag: \"v1\"\r\nContent-Type: application/json\r\n", body.clone()))
            }
        }
    });
    let (_client, news) = start(&server);
    let catalog = wait_for(&news, |news| match news {
        News::Catalog(catalog) => Some(catalog),
        _ => None,
    });
    assert_eq!(catalog.procedures.len(), 25);
    wait_for(&news, |news| matches!(news, News::Alive).then_some(()));
    let seen = server.seen("GET");
    assert!(seen.iter().any(|seen| seen.path == "/api/v1/catalog"));
    assert!(seen.iter().all(|seen| seen.headers.contains("authorization: bearer secret-token")));
}

#[test]
fn one_lost_answer_is_not_away_two_are_and_it_recovers() {
    let body = ward();
    let server = FakeServer::answering(move |_, count| match count {
        1 | 3 | 4 => None,
        _ => Some((200, "", body.clone())),
    });
    let (_client, news) = start(&server);
    let order: Vec<&str> = std::iter::repeat_with(|| news.recv_timeout(SOON).unwrap())
        .map(|news| match news {
            News::Catalog(_) => "catalog",
            News::Lost(AwayReason::NoAnswer) => "lost",
            _ => "other",
        })
        .take(3)
        .collect();
    assert_eq!(order, ["catalog", "lost", "catalog"]);
}

#[test]
fn what_reception_asks_to_print_again_is_asked_for() {
    let body = ward();
    let server = FakeServer::answering(move |seen, _| match seen.path.as_str() {
        "/api/v1/print-jobs" => {
            let jobs = format!(
                r#"{{"jobs":[{{"ticket":{},"language":"vi","priority":null,"copy":1,"again":true}}]}}"#,
                issued()
            );
            Some((200, "", jobs))
        }
        _ => Some((200, "", body.clone())),
    });
    let (_client, news) = start(&server);
    let jobs = wait_for(&news, |news| match news {
        News::Reprints(jobs) => Some(jobs),
        _ => None,
    });
    assert_eq!((jobs.len(), jobs[0].ticket.number.as_str(), jobs[0].copy), (1, "B001", 1));
}

#[test]
fn a_token_that_is_not_known_is_told_at_once() {
    let server = FakeServer::answering(|_, _| Some((401, "", String::new())));
    let (_client, news) = start(&server);
    wait_for(&news, |news| matches!(news, News::Lost(AwayReason::NotAdmitted)).then_some(()));
    assert_eq!(server.seen("GET").len(), 1);
}

#[test]
fn a_lost_answer_is_asked_for_again_with_the_same_id_and_body() {
    let server = FakeServer::answering(|seen, count| match (seen.method.as_str(), count) {
        ("PUT", 1) => None,
        ("PUT", 2) => {
            Some((503, "", r#"{"code":"storage_unavailable","message":"later"}"#.to_owned()))
        }
        ("PUT", 3) => Some((200, "", issued()[..40].to_owned())),
        ("PUT", _) => Some((200, "", issued())),
        _ => Some((304, "", String::new())),
    });
    let (client, news) = start(&server);
    client.send(wish());
    let ticket = wait_for(&news, |news| match news {
        News::Issued(ticket) => Some(ticket),
        _ => None,
    });
    assert_eq!(ticket.number.as_str(), "B001");
    let puts = server.seen("PUT");
    assert_eq!(puts.len(), 4);
    for put in &puts {
        assert_eq!(put.path, format!("/api/v1/tickets/{}", id()));
        assert_eq!(put.body, r#"{"service":"certification","language":"en"}"#);
        assert!(put.headers.contains("accept-language: en"));
    }
}

#[test]
fn a_refusal_comes_with_the_servers_sentence_and_is_not_repeated() {
    let server = FakeServer::answering(|seen, _| match seen.method.as_str() {
        "PUT" => Some((
            403,
            "",
            r#"{"code":"quota_reached","message":"No numbers are left."}"#.to_owned(),
        )),
        _ => Some((304, "", String::new())),
    });
    let (client, news) = start(&server);
    client.send(wish());
    let (code, message, language) = wait_for(&news, |news| match news {
        News::Refused { code, message, language, .. } => Some((code, message, language)),
        _ => None,
    });
    assert_eq!(
        (code, message.as_str(), language),
        (ErrorCode::QuotaReached, "No numbers are left.", Language::En)
    );
    assert_eq!(server.seen("PUT").len(), 1);
}

#[test]
fn no_answer_in_ten_seconds_is_told_to_the_citizen() {
    let server = FakeServer::answering(|_, _| None);
    let (client, news) = start(&server);
    client.send(wish());
    let unanswered = wait_for(&news, |news| match news {
        News::Unanswered { id } => Some(id),
        _ => None,
    });
    assert_eq!(unanswered, id());
    let puts = server.seen("PUT").len();
    assert!((4..40).contains(&puts), "{puts} requests in ten seconds");
}

#[test]
fn the_report_of_a_print_is_repeated_until_it_is_taken() {
    let server = FakeServer::answering(|seen, count| match (seen.method.as_str(), count) {
        ("POST", 1) => None,
        ("POST", 2) => Some((503, "", String::new())),
        ("POST", _) => Some((204, "", String::new())),
        _ => Some((304, "", String::new())),
    });
    let (client, news) = start(&server);
    client.send(Request::Report { id: id(), outcome: PrintOutcome::Failed });
    wait_for(&news, |news| matches!(news, News::Reported { .. }).then_some(()));
    let posts = server.seen("POST");
    assert_eq!(posts.len(), 3);
    assert_eq!(posts[2].path, format!("/api/v1/tickets/{}/print", id()));
    assert_eq!(posts[2].body, r#"{"outcome":"failed"}"#);
}

#[test]
fn a_report_that_will_never_be_taken_ends() {
    let server = FakeServer::answering(|seen, _| match seen.method.as_str() {
        "POST" => Some((404, "", r#"{"code":"unknown_ticket","message":"no"}"#.to_owned())),
        _ => Some((304, "", String::new())),
    });
    let (client, news) = start(&server);
    client.send(Request::Report { id: id(), outcome: PrintOutcome::Unknown });
    wait_for(&news, |news| matches!(news, News::Reported { .. }).then_some(()));
    assert_eq!(server.seen("POST").len(), 1);
}

/// A journal in a new folder, and the same folder as the next start of the kiosk would read it.
fn journal() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(Some(folder.path())).unwrap();
    (folder, journal)
}

#[test]
fn a_wish_is_on_disk_before_the_server_hears_of_it_and_until_it_is_reported() {
    let (folder, journal) = journal();
    let note = folder.path().join(format!("{}.ticket", id()));
    let server = FakeServer::answering(move |seen, _| match seen.method.as_str() {
        "PUT" => {
            assert_eq!(std::fs::read_to_string(&note).unwrap(), "asked");
            Some((201, "", issued()))
        }
        "POST" => Some((204, "", String::new())),
        _ => Some((304, "", String::new())),
    });
    let (client, news) = start_with(&server, journal.clone());
    client.send(wish());
    wait_for(&news, |news| matches!(news, News::Issued(_)).then_some(()));
    // What a kiosk finds whose power fails here, before any printing.
    assert_eq!(journal.left().unwrap(), [(id(), PrintOutcome::Unknown)]);
    client.send(Request::Report { id: id(), outcome: PrintOutcome::Failed });
    wait_for(&news, |news| matches!(news, News::Reported { .. }).then_some(()));
    assert_eq!(journal.left().unwrap(), []);
}

#[test]
fn a_wish_whose_answer_was_lost_stays_on_disk_while_its_report_finds_nobody() {
    let (_folder, journal) = journal();
    let server = FakeServer::answering(|_, _| None);
    let (client, news) = start_with(&server, journal.clone());
    client.send(wish());
    wait_for(&news, |news| matches!(news, News::Unanswered { .. }).then_some(()));
    client.send(Request::Report { id: id(), outcome: PrintOutcome::Failed });
    while server.seen("POST").is_empty() {
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(journal.left().unwrap(), [(id(), PrintOutcome::Unknown)]);
}

#[test]
fn a_refused_wish_leaves_no_note_unless_the_refusal_is_not_the_servers() {
    for (body, left) in [
        (r#"{"code":"quota_reached","message":"No numbers are left."}"#, 0),
        ("<html>a page of some proxy</html>", 1),
    ] {
        let (_folder, journal) = journal();
        let server = FakeServer::answering(move |seen, _| match seen.method.as_str() {
            "PUT" => Some((403, "", body.to_owned())),
            _ => Some((304, "", String::new())),
        });
        let (client, news) = start_with(&server, journal.clone());
        client.send(wish());
        wait_for(&news, |news| matches!(news, News::Refused { .. }).then_some(()));
        assert_eq!(journal.left().unwrap().len(), left, "{body}");
    }
}

#[test]
fn the_token_of_a_board_gives_no_number_and_the_kiosk_stays_away() {
    let server = FakeServer::answering(|seen, _| match seen.method.as_str() {
        "PUT" => Some((403, "", r#"{"code":"not_allowed","message":"?"}"#.to_owned())),
        _ => Some((304, "", String::new())),
    });
    let (client, news) = start(&server);
    client.send(wish());
    let asked = wait_for(&news, |news| match news {
        News::NotAdmitted { id } => Some(id),
        News::Refused { .. } => panic!("a sentence for staff"),
        _ => None,
    });
    assert_eq!(asked, id());
    // The catalogue is given to boards too: that it comes does not bring the kiosk back.
    wait_for(&news, |news| match news {
        News::Lost(reason) => Some(assert_eq!(reason, AwayReason::NotAdmitted)),
        News::Alive | News::Catalog(_) => panic!("it came back"),
        _ => None,
    });
}
