//! The feed against a small server on a real socket: resume, resync, cuts, silence, refusals.

mod center;
mod small_server;

use std::time::{Duration, Instant};

use center::{call, catalog_view, earlier_calls, view};
use display_board::feed::{self, News, Refusal, Timing};
use display_board::options::{BoardLanguage, BoardTheme, Distance, Layout, Options, Token};
use display_board::sound::Sound;
use small_server::{SmallServer, TOKEN};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// As patient as the real ones, but for tests.
fn hurried() -> Timing {
    Timing {
        connect: Duration::from_millis(500),
        answer: Duration::from_millis(800),
        silence: Duration::from_millis(1500),
        probe: Duration::from_secs(1),
        // Longer than any of these tests: it would heal what they are about.
        pulse: Duration::from_secs(60),
        refresh: Duration::from_secs(30),
        spacing: Duration::from_millis(20),
        retry_first: Duration::from_millis(20),
        retry_max: Duration::from_millis(100),
    }
}

fn options(url: &str, token: &str, zone: Option<&str>) -> Options {
    Options {
        server: url.parse().expect("an address"),
        token: Token::new(token),
        zone: zone.map(Into::into),
        window: None,
        panel_mm: None,
        distance: Distance::default(),
        layout: Layout::default(),
        theme: BoardTheme::default(),
        language: BoardLanguage::Vi,
        mute: true,
        sound: Sound::None,
        state: None,
        slides: None,
    }
}

struct Listener(mpsc::Receiver<News>);

impl Listener {
    fn start(options: Options) -> Self {
        let (sender, receiver) = mpsc::channel(64);
        tokio::spawn(feed::follow(options, hurried(), sender));
        Self(receiver)
    }

    /// Waits for news that fit, and passes over the others.
    async fn wait(&mut self, what: &str, fits: impl Fn(&News) -> bool) -> News {
        let mut passed = Vec::new();
        loop {
            match timeout(Duration::from_secs(8), self.0.recv()).await {
                Ok(Some(news)) if fits(&news) => return news,
                Ok(Some(news)) => passed.push(name(&news)),
                Ok(None) | Err(_) => panic!("{what} never came; there were {passed:?}"),
            }
        }
    }

    async fn wait_for_board(&mut self, seq: u64) {
        self.wait("the board", |news| matches!(news, News::Board(view) if view.seq == seq)).await;
    }

    async fn wait_live(&mut self) {
        self.wait("live", |news| *news == News::Live).await;
    }

    /// What came until now.
    fn drain(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        while let Ok(news) = self.0.try_recv() {
            names.push(name(&news));
        }
        names
    }
}

fn name(news: &News) -> String {
    match news {
        News::Catalog(_) => "catalog".to_owned(),
        News::Board(view) => format!("board {}", view.seq),
        other => format!("{other:?}"),
    }
}

async fn small_server() -> SmallServer {
    SmallServer::start(catalog_view(), view(10, 0, earlier_calls())).await
}

#[tokio::test]
async fn snapshot_first_then_the_stream_after_it() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, Some("left")));
    listener.wait("the catalogue", |news| matches!(news, News::Catalog(_))).await;
    listener.wait_for_board(10).await;
    listener.wait_live().await;
    let requests = server.state().requests.clone();
    assert_eq!(requests[0].0, "GET /api/v1/catalog HTTP/1.1");
    assert_eq!(requests[1].0, "GET /api/v1/board?zone=left HTTP/1.1");
    assert_eq!(requests[2], ("GET /api/v1/events HTTP/1.1".to_owned(), Some("10".to_owned())));
}

#[tokio::test]
async fn an_event_brings_the_whole_board() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    server.state().board.calls.insert(0, call("A025", "5", 1));
    server.advance(11);
    let news = listener.wait("the board", |news| matches!(news, News::Board(_))).await;
    let News::Board(board) = news else { panic!("{news:?}") };
    assert_eq!((board.seq, board.calls[0].number.as_str()), (11, "A025"));
    // An unknown type is handled alike; one without a sequence and one that is known change nothing.
    server.state().board.seq = 12;
    server.send("something_new", Some(12), r#"{"seq":12,"colour":"red"}"#);
    listener.wait_for_board(12).await;
    let asked = server.count("/board");
    server.send("estimate", None, r#"{"minutes":3}"#);
    server.send("ticket_called", Some(12), r#"{"seq":12}"#);
    // The feed reads on for much longer than it would wait before it asks.
    let until = Instant::now() + 10 * hurried().spacing;
    while Instant::now() < until {
        server.heartbeat("heartbeat", 12);
        listener.wait("a heartbeat", |news| matches!(news, News::Heard(Some(_)))).await;
        tokio::time::sleep(hurried().spacing).await;
    }
    assert_eq!(server.count("/board"), asked);
    server.advance(13);
    listener.wait_for_board(13).await;
    assert_eq!(server.count("/board"), asked + 1);
}

#[tokio::test]
async fn a_burst_of_events_is_few_requests_and_ends_at_the_newest() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    let before = server.count("/board");
    for seq in 11..=1010 {
        server.advance(seq);
        if seq % 100 == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
            listener.drain();
        }
    }
    if server.state().board.seq != 1010 {
        panic!("the server did not move on");
    }
    listener.wait_for_board(1010).await;
    let asked = server.count("/board") - before;
    assert!(asked < 60, "{asked} requests for 1,000 events");
}

#[tokio::test]
async fn heartbeat_and_resync_heal_what_was_not_told() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    server.state().board.seq = 40;
    server.heartbeat("heartbeat", 40);
    listener.wait_for_board(40).await;
    server.state().board.seq = 41;
    server.heartbeat("resync", 41);
    listener.wait("the catalogue", |news| matches!(news, News::Catalog(_))).await;
    listener.wait_for_board(41).await;
    // A server that was restored from a backup has a shorter history.
    server.state().board.seq = 7;
    server.heartbeat("heartbeat", 7);
    listener.wait_for_board(7).await;
}

#[tokio::test]
async fn a_changed_catalogue_is_fetched() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    server.state().catalog.center.name.en = "Another name".to_owned();
    server.state().board.seq = 11;
    server.send("catalog_changed", Some(11), r#"{"seq":11,"type":"catalog_changed"}"#);
    let news = listener.wait("the catalogue", |news| matches!(news, News::Catalog(_))).await;
    assert!(matches!(news, News::Catalog(catalog) if catalog.center.name.en == "Another name"));
}

#[tokio::test]
async fn a_short_cut_is_healed_without_a_word_to_the_lobby() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    server.cut();
    server.state().board.seq = 15;
    let mut seen = Vec::new();
    loop {
        let news = listener.wait("anything", |_| true).await;
        seen.push(name(&news));
        if news == News::Live {
            break;
        }
    }
    assert!(!seen.contains(&"Lost".to_owned()), "{seen:?}");
    assert!(seen.contains(&"board 15".to_owned()), "{seen:?}");
    let last = server.state().requests.last().cloned().expect("requests");
    assert_eq!(last.1.as_deref(), Some("15"), "the stream resumes after what is shown");
}

#[tokio::test]
async fn a_server_that_goes_and_comes_back() {
    let mut server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    server.stop();
    listener.wait("the loss", |news| *news == News::Lost).await;
    // Calls that happened while the board was away.
    server.state().board = view(99, 60, [vec![call("B008", "3", 50)], earlier_calls()].concat());
    server.come_back().await;
    listener.wait_for_board(99).await;
    listener.wait_live().await;
    server.advance(100);
    listener.wait_for_board(100).await;
}

#[tokio::test]
async fn a_server_that_is_away_at_the_start_is_waited_for() {
    let mut server = small_server().await;
    server.stop();
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait("the loss", |news| *news == News::Lost).await;
    server.come_back().await;
    listener.wait_live().await;
}

#[tokio::test]
async fn silence_is_a_loss_although_the_connection_stands() {
    let server = small_server().await;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait_live().await;
    let before = std::time::Instant::now();
    listener.wait("the loss", |news| *news == News::Lost).await;
    assert!(before.elapsed() >= hurried().silence - Duration::from_millis(50));
    listener.wait_live().await;
}

#[tokio::test]
async fn a_wrong_token_and_an_unknown_zone_are_told_and_can_be_set_right() {
    let server = small_server().await;
    let mut stranger = Listener::start(options(&server.url(), "another-token", None));
    stranger.wait("the refusal", |news| *news == News::Refused(Refusal::NotRegistered)).await;

    let mut listener = Listener::start(options(&server.url(), TOKEN, Some("middle")));
    listener.wait("the catalogue", |news| matches!(news, News::Catalog(_))).await;
    let refusal = News::Refused(Refusal::UnknownZone("middle".into()));
    listener.wait("the refusal", |news| *news == refusal).await;
    server.state().zones.push("middle".to_owned());
    listener.wait_live().await;
}

#[tokio::test]
async fn errors_of_the_server_are_a_loss_and_heal() {
    let server = small_server().await;
    server.state().no_streams = true;
    let mut listener = Listener::start(options(&server.url(), TOKEN, None));
    listener.wait("the loss", |news| *news == News::Lost).await;
    server.state().no_streams = false;
    listener.wait_live().await;
    // A board that can no longer be fetched is not live, although the stream stands.
    server.state().no_board = true;
    server.send("ticket_called", Some(11), r#"{"seq":11}"#);
    listener.wait("the loss", |news| *news == News::Lost).await;
    server.state().no_board = false;
    server.state().board.seq = 11;
    listener.wait_for_board(11).await;
    listener.wait_live().await;
}

#[tokio::test]
async fn the_feed_ends_with_its_listener() {
    let server = small_server().await;
    let (sender, receiver) = mpsc::channel(64);
    let feed = tokio::spawn(feed::follow(options(&server.url(), TOKEN, None), hurried(), sender));
    drop(receiver);
    timeout(Duration::from_secs(5), feed).await.expect("it ends").expect("without panic");
}

/// How soon after the server is back the board must be right: the aim of the lobby is two seconds.
const RIGHT_WITHIN: Duration = Duration::from_secs(2);

/// Waits for this snapshot with the patience of real use, and says how long it took.
async fn right_after(receiver: &mut mpsc::Receiver<News>, seq: u64) -> Duration {
    let began = Instant::now();
    let mut shown = false;
    loop {
        match timeout(Duration::from_secs(20), receiver.recv()).await {
            Ok(Some(News::Board(view))) => shown = view.seq == seq,
            Ok(Some(News::Live)) if shown => return began.elapsed(),
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => panic!("the board is not right again"),
        }
    }
}

/// The feed as it is used.
async fn as_used(server: &SmallServer) -> mpsc::Receiver<News> {
    let (sender, mut receiver) = mpsc::channel(64);
    tokio::spawn(feed::follow(options(&server.url(), TOKEN, None), Timing::default(), sender));
    right_after(&mut receiver, 10).await;
    receiver
}

#[tokio::test]
async fn the_board_is_right_within_two_seconds_of_the_server_being_back() {
    let mut server = small_server().await;
    let mut receiver = as_used(&server).await;
    let mut seq = 10;
    // Cuts of all lengths, so that the return meets the feed at every point of its pauses.
    for cut in [30, 250, 400, 700, 1100, 1900, 2600] {
        server.stop();
        tokio::time::sleep(Duration::from_millis(cut)).await;
        seq += 7;
        server.state().board.seq = seq;
        server.come_back().await;
        let took = right_after(&mut receiver, seq).await;
        assert!(took < RIGHT_WITHIN, "after a cut of {cut} ms: {took:?}");
    }
}

#[tokio::test]
async fn the_board_is_right_within_two_seconds_of_a_server_that_hung() {
    let server = small_server().await;
    let mut receiver = as_used(&server).await;
    let mut seq = 10;
    for hang in [300, 1400, 2900, 4700] {
        // Connections stand and are taken, but no answer comes; and the stream broke before.
        server.state().hangs = true;
        server.cut();
        tokio::time::sleep(Duration::from_millis(hang)).await;
        seq += 3;
        server.state().board.seq = seq;
        server.state().hangs = false;
        let took = right_after(&mut receiver, seq).await;
        assert!(took < RIGHT_WITHIN, "after {hang} ms without an answer: {took:?}");
    }
}

#[tokio::test]
async fn what_the_stream_holds_back_is_found_by_asking() {
    let mut server = small_server().await;
    let (sender, receiver) = mpsc::channel(64);
    let pulse = Duration::from_millis(100);
    let timing = Timing { pulse, silence: Duration::from_secs(60), ..hurried() };
    tokio::spawn(feed::follow(options(&server.url(), TOKEN, None), timing, sender));
    let mut listener = Listener(receiver);
    listener.wait_live().await;
    let asked = server.count("/board");
    let answered = async {
        while server.count("/healthz") < 3 {
            tokio::time::sleep(pulse / 10).await;
        }
    };
    timeout(Duration::from_secs(8), answered).await.expect("the server is asked again and again");
    assert_eq!(server.count("/board"), asked, "nothing is new, so nothing is fetched");
    // The stream stands and says nothing, as while what was sent into a cut is not sent again.
    server.state().board.seq = 40;
    listener.wait_for_board(40).await;
    // A question that is not answered is no loss: the stream tells of that.
    server.state().hangs = true;
    tokio::time::sleep(Duration::from_millis(900)).await;
    server.state().board.seq = 41;
    server.state().hangs = false;
    listener.wait_for_board(41).await;
    assert!(!listener.drain().contains(&"Lost".to_owned()));
    assert_eq!(server.count("/events"), 1, "the stream stands");
    server.stop();
    listener.wait("the loss", |news| *news == News::Lost).await;
}

#[tokio::test]
async fn a_quiet_board_is_asked_for_again() {
    let server = small_server().await;
    let (sender, receiver) = mpsc::channel(64);
    let timing = Timing {
        refresh: Duration::from_millis(300),
        silence: Duration::from_secs(5),
        ..hurried()
    };
    tokio::spawn(feed::follow(options(&server.url(), TOKEN, None), timing, sender));
    let mut listener = Listener(receiver);
    listener.wait_live().await;
    let asked = server.count("/board");
    // Waits move without an event.
    server.state().board.today.waiting = 77;
    let is_new = |news: &News| matches!(news, News::Board(view) if view.today.waiting == 77);
    listener.wait("the board of later", is_new).await;
    assert_eq!(server.count("/board"), asked + 1);
    assert_eq!(server.count("/events"), 1, "the stream stands");
}
