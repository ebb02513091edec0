//! A server as small as the board's own requests: real sockets, so that it can be slow, rude and absent.

use std::sync::{Arc, Mutex, MutexGuard};

use shared::protocol::{BoardView, CatalogView, Heartbeat};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// The token that the server knows.
pub(crate) const TOKEN: &str = "a-token-of-the-board";

/// What the server has and what it saw.
pub(crate) struct State {
    pub(crate) catalog: CatalogView,
    pub(crate) board: BoardView,
    pub(crate) zones: Vec<String>,
    /// Request lines in the order in which they came, with the `Last-Event-ID` if there was one.
    pub(crate) requests: Vec<(String, Option<String>)>,
    /// True: streams are refused with 500.
    pub(crate) no_streams: bool,
    /// True: the board is refused with 500.
    pub(crate) no_board: bool,
    /// True: connections are taken and requests read, but nothing is answered.
    pub(crate) hangs: bool,
    streams: Vec<UnboundedSender<String>>,
}

/// The server, which may be away.
pub(crate) struct SmallServer {
    state: Arc<Mutex<State>>,
    address: std::net::SocketAddr,
    task: Option<JoinHandle<()>>,
}

impl SmallServer {
    pub(crate) async fn start(catalog: CatalogView, board: BoardView) -> Self {
        let zones = catalog.zones.iter().map(|zone| zone.id.as_str().to_owned()).collect();
        let state = State {
            catalog,
            board,
            zones,
            requests: Vec::new(),
            no_streams: false,
            no_board: false,
            hangs: false,
            streams: Vec::new(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut server = Self { state: Arc::new(Mutex::new(state)), address, task: None };
        server.serve(listener);
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panicked")
    }

    /// Ends the server and all its connections.
    pub(crate) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
        self.cut();
    }

    /// The server is there again at the same address.
    pub(crate) async fn come_back(&mut self) {
        for _ in 0..200 {
            if let Ok(listener) = TcpListener::bind(self.address).await {
                return self.serve(listener);
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the port is not free again");
    }

    /// Breaks off every stream, without a word.
    pub(crate) fn cut(&self) {
        self.state().streams.clear();
    }

    /// Sends an event to every stream.
    pub(crate) fn send(&self, kind: &str, id: Option<u64>, data: &str) {
        let id = id.map(|id| format!("id: {id}\n")).unwrap_or_default();
        let text = format!("event: {kind}\n{id}data: {data}\n\n");
        self.state().streams.retain(|stream| stream.send(text.clone()).is_ok());
    }

    pub(crate) fn heartbeat(&self, kind: &str, seq: u64) {
        let beat = Heartbeat { seq, now: self.state().board.now };
        self.send(kind, None, &serde_json::to_string(&beat).expect("JSON"));
    }

    /// The server's state moves on, and it tells of it.
    pub(crate) fn advance(&self, seq: u64) {
        self.state().board.seq = seq;
        self.send(
            "ticket_called",
            Some(seq),
            &format!(r#"{{"seq":{seq},"type":"ticket_called","at":"2026-11-20T08:52:00+07:00"}}"#),
        );
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.state().requests.iter().filter(|(line, _)| line.contains(path)).count()
    }

    fn serve(&mut self, listener: TcpListener) {
        let state = Arc::clone(&self.state);
        self.task = Some(tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                connections.spawn(answer_all(socket, Arc::clone(&state)));
            }
        }));
    }
}

impl Drop for SmallServer {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn answer_all(mut socket: TcpStream, state: Arc<Mutex<State>>) {
    let mut head = Vec::new();
    loop {
        let mut byte = [0];
        if !matches!(socket.read(&mut byte).await, Ok(1)) {
            return;
        }
        head.push(byte[0]);
        if head.ends_with(b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&head).into_owned();
            head.clear();
            while state.lock().expect("nobody panicked").hangs {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            if !answer(&mut socket, &text, &state).await {
                return;
            }
        }
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Answers one request; false when the connection is used up.
async fn answer(socket: &mut TcpStream, head: &str, state: &Mutex<State>) -> bool {
    let line = head.lines().next().unwrap_or_default().to_owned();
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, body) = {
        let mut state = state.lock().expect("nobody panicked");
        state.requests.push((line, header(head, "last-event-id")));
        let zone = path.split_once("zone=").map(|(_, zone)| zone.to_owned());
        if path != "/healthz" && header(head, "authorization") != Some(format!("Bearer {TOKEN}")) {
            (401, r#"{"code":"not_signed_in","message":"?"}"#.to_owned())
        } else if path == "/healthz" {
            (200, format!(r#"{{"status":"ok","version":"?","seq":{}}}"#, state.board.seq))
        } else if path.starts_with("/api/v1/catalog") {
            (200, serde_json::to_string(&state.catalog).expect("JSON"))
        } else if path.starts_with("/api/v1/board")
            && zone.is_some_and(|zone| !state.zones.contains(&zone))
        {
            (404, r#"{"code":"unknown_zone","message":"?"}"#.to_owned())
        } else if path.starts_with("/api/v1/board") && !state.no_board {
            (200, serde_json::to_string(&state.board).expect("JSON"))
        } else if path.starts_with("/api/v1/events") && !state.no_streams {
            (0, String::new())
        } else {
            (500, r#"{"code":"internal","message":"?"}"#.to_owned())
        }
    };
    if status == 0 {
        stream(socket, state).await;
        return false;
    }
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    socket.write_all(text.as_bytes()).await.is_ok()
}

async fn stream(socket: &mut TcpStream, state: &Mutex<State>) {
    let (sender, mut receiver) = unbounded_channel();
    state.lock().expect("nobody panicked").streams.push(sender);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    if socket.write_all(head.as_bytes()).await.is_err() {
        return;
    }
    while let Some(text) = receiver.recv().await {
        if socket.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}
