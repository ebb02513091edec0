//! The kiosk while the server is away: numbers in hand on a real disk, told afterwards to a server on loopback.

mod fake_server;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use fake_server::{Answer, FakeServer, Seen};
use kiosk::client::{Client, News, Request};
use kiosk::clock::Clock;
use kiosk::journal::Journal;
use kiosk::offline::Offline;
use serde_json::{Value, json};
use shared::day::PrintOutcome;
use shared::ids::{ServiceId, TicketId};
use shared::protocol::{CatalogView, IssueTicketRequest, IssuedTicket};
use shared::text::Language;
use tempfile::TempDir;
use uuid::Uuid;

const SOON: Duration = Duration::from_secs(20);
/// The morning of a day; the sample center's clock is seven hours ahead.
const MORNING: &str = "2026-11-23T01:00:00Z";

/// A clock whose wall the test sets.
#[derive(Clone)]
struct TestClock {
    started: Instant,
    ahead_seconds: Arc<AtomicI64>,
}

impl TestClock {
    fn new() -> Self {
        Self { started: Instant::now(), ahead_seconds: Arc::default() }
    }

    fn advance(&self, by: TimeDelta) {
        self.ahead_seconds.fetch_add(by.num_seconds(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn since_start(&self) -> Duration {
        self.started.elapsed()
    }

    fn wall(&self) -> DateTime<Utc> {
        let morning: DateTime<Utc> = MORNING.parse().unwrap();
        morning + TimeDelta::seconds(self.ahead_seconds.load(Ordering::SeqCst))
    }

    fn new_ticket_id(&self) -> TicketId {
        TicketId(Uuid::now_v7())
    }
}

/// A server that gives numbers in advance and can go away.
struct Center {
    server: FakeServer,
    is_away: Arc<AtomicBool>,
}

fn block(date: &str, first: u32, last: u32) -> Value {
    json!({"service": "certification", "date": date, "prefix": "B", "digits_min": 3,
        "first": first, "last": last})
}

fn known(seen: &Seen) -> Answer {
    let number = serde_json::from_str::<Value>(&seen.body).unwrap()["offline"]["number"].clone();
    let ticket = json!({"id": seen.path.rsplit('/').next(), "number": number,
        "service": "certification", "state": "waiting", "issued_at": "2026-11-23T08:00:00+07:00",
        "business_date": "2026-11-23", "people_ahead": 0, "wait_minutes": null, "public_url": "x"});
    Some((201, "", ticket.to_string()))
}

impl Center {
    fn open(taking: impl Fn(&Seen) -> Answer + Send + 'static) -> Self {
        let catalog = CatalogView::new(&shared::catalog::ward().unwrap(), true);
        let catalog = serde_json::to_string(&catalog).unwrap();
        let is_away = Arc::new(AtomicBool::new(false));
        let away = Arc::clone(&is_away);
        let server = FakeServer::answering(move |seen, _| {
            if away.load(Ordering::SeqCst) {
                return None;
            }
            match (seen.method.as_str(), seen.path.as_str()) {
                ("GET", "/api/v1/catalog") => Some((200, "", catalog.clone())),
                ("POST", "/api/v1/kiosk/leases") => {
                    let blocks = [block("2026-11-23", 9000, 9002), block("2026-11-24", 9100, 9102)];
                    let leased = json!({"blocks": blocks, "now": "2026-11-23T08:00:00+07:00"});
                    Some((200, "", leased.to_string()))
                }
                ("PUT", _) => taking(seen),
                ("POST", _) => Some((204, "", String::new())),
                _ => Some((404, "", String::new())),
            }
        });
        Self { server, is_away }
    }

    fn goes_away(&self) {
        self.is_away.store(true, Ordering::SeqCst);
    }

    fn comes_back(&self) {
        self.is_away.store(false, Ordering::SeqCst);
    }

    /// The bodies of tickets that were given without it.
    fn told(&self) -> Vec<Value> {
        self.server
            .seen("PUT")
            .iter()
            .map(|seen| serde_json::from_str::<Value>(&seen.body).unwrap())
            .filter(|body| !body["offline"].is_null())
            .collect()
    }

    fn reports(&self) -> Vec<Seen> {
        let all = self.server.seen("POST").into_iter();
        all.filter(|seen| seen.path.ends_with("/print")).collect()
    }
}

struct Kiosk {
    client: Client,
    news: Receiver<News>,
    offline: Offline,
    journal: Journal,
}

impl Kiosk {
    fn start(center: &Center, folder: &Path, clock: &TestClock) -> Self {
        let journal = Journal::open(Some(folder)).unwrap();
        let offline = Offline::open(Some(folder), journal.clone(), clock.clone()).unwrap();
        let (sender, news) = channel();
        let client = Client::start(
            &center.server.url,
            "secret-token",
            journal.clone(),
            offline.clone(),
            move |item| drop(sender.send(item)),
        );
        for (id, outcome) in journal.left().unwrap() {
            client.as_ref().unwrap().send(Request::Report { id, outcome });
        }
        Self { client: client.unwrap(), news, offline, journal }
    }

    #[track_caller]
    fn hears<T>(&self, fits: impl Fn(News) -> Option<T>) -> T {
        loop {
            if let Some(found) = fits(self.news.recv_timeout(SOON).expect("such news")) {
                return found;
            }
        }
    }

    #[track_caller]
    fn is_ready(&self) {
        self.hears(|news| matches!(news, News::Offline { ready: true, .. }).then_some(()));
    }

    #[track_caller]
    fn has_told_all(&self) {
        self.hears(|news| match news {
            News::Offline { status, .. } => (status.waiting_to_merge == 0).then_some(()),
            _ => None,
        });
    }

    fn wishes(&self) -> TicketId {
        let id = TicketId(Uuid::now_v7());
        let request = IssueTicketRequest::walk_in(ServiceId::from("certification"), Language::Vi);
        self.client.send(Request::Ticket { id, request, answer_in: Language::Vi });
        id
    }

    #[track_caller]
    fn gets(&self) -> IssuedTicket {
        self.hears(|news| match news {
            News::Issued(ticket) => Some(ticket),
            News::Unanswered { .. } => panic!("no number"),
            _ => None,
        })
    }

    #[track_caller]
    fn knows_that_it_is_away(&self) {
        self.hears(|news| matches!(news, News::Lost(_)).then_some(()));
    }
}

#[track_caller]
fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < SOON, "it did not come true");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn opened() -> (TempDir, TestClock, Center) {
    (tempfile::tempdir().unwrap(), TestClock::new(), Center::open(known))
}

#[test]
fn a_number_in_hand_is_given_at_once_and_told_later_with_its_moment() {
    let (folder, clock, center) = opened();
    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    kiosk.is_ready();
    center.goes_away();
    kiosk.knows_that_it_is_away();
    let begun = Instant::now();
    let wish = kiosk.wishes();
    let ticket = kiosk.gets();
    assert!(begun.elapsed() < Duration::from_secs(2), "nobody waits for a server that is away");
    assert_eq!((ticket.id, ticket.number.as_str()), (wish, "B9000"));
    assert_eq!((ticket.wait_minutes, ticket.public_url.as_str()), (None, ""));
    assert_eq!(ticket.issued_at.to_rfc3339(), "2026-11-23T08:00:00+07:00");
    assert_eq!(kiosk.journal.left().unwrap(), [(wish, PrintOutcome::Unknown)]);
    kiosk.client.send(Request::Report { id: wish, outcome: PrintOutcome::Printed });
    kiosk.wishes();
    assert_eq!(kiosk.gets().number.as_str(), "B9001");
    // Somebody sets the clock: what counts within a run is how long ago it was.
    clock.advance(TimeDelta::hours(3));

    center.comes_back();
    kiosk.has_told_all();
    let told = center.told();
    let numbers: Vec<&Value> = told.iter().map(|body| &body["offline"]["number"]).collect();
    assert_eq!(numbers, ["B9000", "B9001"], "in order, each once");
    let moment = |name: &str| {
        DateTime::parse_from_rfc3339(told[0]["offline"][name].as_str().unwrap()).unwrap()
    };
    let age = moment("sent_at") - moment("arrived_at");
    assert!(age < TimeDelta::minutes(1), "{age}");
    assert_eq!(told[0]["offline"]["leased_for"], "2026-11-23");
    assert_eq!(told[0]["offline"]["supersedes"], Value::Null);
    until(|| !center.reports().is_empty());
    let reports = center.reports();
    assert_eq!(reports[0].path, format!("/api/v1/tickets/{wish}/print"));
    assert_eq!(reports[0].body, r#"{"outcome":"printed"}"#);
}

#[test]
fn a_wish_that_the_server_perhaps_took_is_replaced() {
    let (folder, clock, center) = opened();
    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    kiosk.is_ready();
    center.goes_away();
    let wish = kiosk.wishes();
    let by = kiosk.hears(|news| match news {
        News::Replaced { wish: of, by } => Some((of, by)),
        _ => None,
    });
    let ticket = kiosk.gets();
    assert_eq!(by, (wish, ticket.id));
    assert_ne!(ticket.id, wish);
    assert_eq!(kiosk.journal.left().unwrap(), [(ticket.id, PrintOutcome::Unknown)]);
    center.comes_back();
    kiosk.has_told_all();
    assert_eq!(center.told()[0]["offline"]["supersedes"], json!(wish));
}

#[test]
fn a_power_cut_loses_no_ticket_and_gives_no_number_twice() {
    let (folder, clock, center) = opened();
    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    kiosk.is_ready();
    center.goes_away();
    kiosk.knows_that_it_is_away();
    let first = kiosk.wishes();
    assert_eq!(kiosk.gets().number.as_str(), "B9000");
    // What a power cut leaves between two writes: a number noted as given, and half an entry.
    kiosk.wishes();
    let second = kiosk.gets();
    let entry = folder.path().join("offline").join(format!("{}.told-later", second.id));
    fs::rename(&entry, entry.with_extension("told-later.new")).unwrap();

    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    let shown = kiosk.hears(|news| match news {
        News::Catalog(catalog) => Some(catalog),
        _ => None,
    });
    assert_eq!(shown.services.len(), 6, "the last catalogue stands at once");
    kiosk.is_ready();
    assert_eq!(kiosk.offline.status().waiting_to_merge, 1);
    kiosk.knows_that_it_is_away();
    kiosk.wishes();
    assert_eq!(kiosk.gets().number.as_str(), "B9002", "never one of before");
    center.comes_back();
    kiosk.has_told_all();
    let told: Vec<Value> =
        center.told().iter().map(|body| body["offline"]["number"].clone()).collect();
    // The first kiosk of the test still runs beside the second, and tells the same.
    for number in ["B9000", "B9002"] {
        assert!(told.contains(&json!(number)), "{told:?}");
    }
    until(|| kiosk.journal.left().unwrap().iter().all(|(id, _)| *id != first));
    // No entry stays; while the kiosks renew their numbers a file stands there under its unfinished name too.
    until(|| fs::read_dir(folder.path().join("offline")).unwrap().count() == 2);
}

#[test]
fn used_up_numbers_are_told_and_midnight_brings_those_of_the_next_date() {
    let (folder, clock, center) = opened();
    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    kiosk.is_ready();
    center.goes_away();
    kiosk.knows_that_it_is_away();
    for expected in ["B9000", "B9001", "B9002"] {
        kiosk.wishes();
        assert_eq!(kiosk.gets().number.as_str(), expected);
    }
    kiosk.hears(|news| matches!(news, News::Offline { ready: false, .. }).then_some(()));
    let wish = kiosk.wishes();
    let unanswered = kiosk.hears(|news| match news {
        News::Unanswered { id } => Some(id),
        News::Issued(_) => panic!("out of nothing"),
        _ => None,
    });
    assert_eq!(unanswered, wish);
    clock.advance(TimeDelta::hours(17));
    kiosk.is_ready();
    kiosk.wishes();
    let ticket = kiosk.gets();
    assert_eq!(
        (ticket.number.as_str(), ticket.business_date.to_string().as_str()),
        ("B9100", "2026-11-24")
    );
    clock.advance(TimeDelta::days(-3));
    kiosk.hears(|news| matches!(news, News::Offline { ready: false, .. }).then_some(()));
}

#[test]
fn a_ticket_that_is_never_taken_is_put_aside_and_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::new();
    let center = Center::open(|seen| match seen.body.contains("B9000") {
        true => Some((409, "", r#"{"code":"number_not_leased","message":"no"}"#.to_owned())),
        false => known(seen),
    });
    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    kiosk.is_ready();
    center.goes_away();
    kiosk.knows_that_it_is_away();
    let refused = kiosk.wishes();
    kiosk.gets();
    kiosk.wishes();
    kiosk.gets();
    center.comes_back();
    kiosk.has_told_all();
    assert!(folder.path().join("offline").join(format!("{refused}.refused")).exists());
    assert_eq!(center.told().len(), 2);
}

#[test]
fn without_a_journal_there_are_no_numbers_without_the_server() {
    let offline = Offline::open(None, Journal::default(), TestClock::new()).unwrap();
    assert!(!offline.is_ready());
    assert_eq!(offline.status(), shared::protocol::OfflineStatus::default());
}

#[test]
fn what_cannot_be_written_down_is_not_given() {
    let (folder, clock, center) = opened();
    let kiosk = Kiosk::start(&center, folder.path(), &clock);
    kiosk.is_ready();
    center.goes_away();
    kiosk.knows_that_it_is_away();
    fs::remove_dir_all(folder.path().join("offline")).unwrap();
    let wish = kiosk.wishes();
    let unanswered = kiosk.hears(|news| match news {
        News::Unanswered { id } => Some(id),
        News::Issued(_) => panic!("a number of which no disk knows"),
        _ => None,
    });
    assert_eq!(unanswered, wish);
}
