//! The kiosk tells a server on loopback how it is, calls for help, and learns that somebody comes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use kiosk::client_status::StatusClient;
use kiosk::printer::{PaperCount, PrinterState};
use kiosk::service::ServiceFacts;
use kiosk::session::HelpNews;
use kiosk::status::StatusKeeper;
use shared::protocol::{
    HelpRequest, KioskStatus, OfflineStatus, PrinterCondition, ScannerCondition,
};
use shared::text::Language;

const SOON: Duration = Duration::from_secs(20);

/// What the server knows.
#[derive(Default)]
struct Known {
    is_away: bool,
    /// How often it was asked while it was away.
    asked_in_vain: usize,
    statuses: Vec<KioskStatus>,
    /// The call that stands, and whether somebody comes.
    help: Option<bool>,
    screens: Vec<Option<String>>,
}

struct Server {
    url: reqwest::Url,
    known: Arc<Mutex<Known>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let known = Arc::new(Mutex::new(Known::default()));
        let kept = Arc::clone(&known);
        thread::spawn(move || {
            for stream in listener.incoming() {
                answer(&mut stream.unwrap(), &mut kept.lock().unwrap());
            }
        });
        Self { url, known }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap()
    }

    fn until(&self, what: &str, holds: impl Fn(&Known) -> bool) {
        until(what, || holds(&self.known()));
    }
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < SOON, "it did not come true: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn answer(stream: &mut TcpStream, known: &mut Known) {
    let (head, body) = read(stream);
    if known.is_away {
        known.asked_in_vain += 1;
        return;
    }
    assert!(head.to_ascii_lowercase().contains("authorization: bearer secret-token"), "{head}");
    let line = head.lines().next().unwrap();
    let mut status = 200;
    match line.strip_suffix(" HTTP/1.1").unwrap() {
        "PUT /api/v1/kiosk/status" => known.statuses.push(serde_json::from_str(&body).unwrap()),
        "POST /api/v1/kiosk/help" => {
            let request: HelpRequest = serde_json::from_str(&body).unwrap();
            known.screens.push(request.screen);
            known.help.get_or_insert(false);
        }
        "DELETE /api/v1/kiosk/help" => (known.help, status) = (None, 204),
        "GET /api/v1/kiosk/help" => {}
        other => panic!("{other}"),
    }
    let at = "2026-11-23T09:12:00+07:00";
    let help = known
        .help
        .map(|comes| serde_json::json!({"called_at": at, "answered_at": comes.then_some(at)}));
    let body =
        if status == 204 { String::new() } else { serde_json::json!({ "help": help }).to_string() };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
}

fn read(stream: &mut TcpStream) -> (String, String) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
        })
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

fn start(server: &Server) -> (StatusKeeper, StatusClient, Receiver<HelpNews>) {
    let keeper = StatusKeeper::new(Language::En, Some(60));
    let (sender, news) = channel();
    let client = StatusClient::start(&server.url, "secret-token", keeper.clone(), move |news| {
        // The test may be over.
        let _ = sender.send(news);
    });
    (keeper, client.unwrap(), news)
}

#[test]
fn each_change_is_told_and_changes_that_come_together_are_told_together() {
    let server = Server::start();
    let (keeper, _client, _news) = start(&server);
    server.until("it says how it is at the start", |known| known.statuses.len() == 1);
    let first = server.known().statuses[0].clone();
    assert_eq!((first.printer.state, first.language), (PrinterCondition::Unknown, Language::En));
    assert_eq!(first.version, env!("CARGO_PKG_VERSION"));
    keeper.set_printer(PrinterState::CoverOpen);
    keeper.set_paper(PaperCount { papers: 100, millimetres: 20_000 });
    keeper.set_offline(40, 2);
    keeper.set_journal(false);
    keeper.set_scanner(ScannerCondition::Absent);
    server.until("the change comes", |known| known.statuses.len() == 2);
    let told = server.known().statuses[1].clone();
    assert_eq!(told, keeper.now());
    assert_eq!(told.printer.state, PrinterCondition::CoverOpen);
    assert_eq!(told.printer.paper_left_estimate, Some(200));
    assert_eq!(told.offline, OfflineStatus { numbers_left: 40, waiting_to_merge: 2 });
    // What is said again is no change.
    keeper.set_printer(PrinterState::CoverOpen);
    thread::sleep(Duration::from_millis(600));
    assert_eq!(server.known().statuses.len(), 2);
}

#[test]
fn the_menu_of_the_staff_shows_when_the_server_last_answered() {
    let server = Server::start();
    server.known().is_away = true;
    let (keeper, _client, _news) = start(&server);
    server.until("it is asked in vain", |known| known.asked_in_vain > 1);
    let gather = || ServiceFacts::gather("none".to_owned(), server.url.to_string(), &keeper);
    assert_eq!(gather().since_answer, None);
    server.known().is_away = false;
    until("it is heard", || gather().since_answer.is_some_and(|ago| ago < SOON));
}

#[test]
fn a_call_reaches_the_center_is_answered_and_taken_back() {
    let server = Server::start();
    let (_keeper, client, news) = start(&server);
    client.call_help(Some("procedure"));
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Called));
    assert_eq!(server.known().screens, [Some("procedure".to_owned())]);
    server.known().help = Some(true);
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Comes), "learned by asking");
    client.end_help();
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Nobody));
    server.until("it is taken back", |known| known.help.is_none());
    // The staff end one too.
    client.call_help(None);
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Called));
    server.known().help = None;
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Nobody));
}

#[test]
fn a_call_without_a_server_says_so_and_goes_through_later() {
    let server = Server::start();
    server.known().is_away = true;
    let (_keeper, client, news) = start(&server);
    client.call_help(None);
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::NotReached));
    server.known().is_away = false;
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Called));
    // Taken back while the server is away: over for whoever stands here, and told later.
    server.known().is_away = true;
    client.end_help();
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Nobody));
    assert_eq!(server.known().help, Some(false));
    server.known().is_away = false;
    server.until("it is taken back", |known| known.help.is_none());
}

#[test]
fn a_call_from_before_a_restart_is_shown_again() {
    let server = Server::start();
    server.known().help = Some(true);
    let (_keeper, _client, news) = start(&server);
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Comes));
    server.known().help = None;
    assert_eq!(news.recv_timeout(SOON), Ok(HelpNews::Nobody));
}
