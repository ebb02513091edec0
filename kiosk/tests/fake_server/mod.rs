//! A server on loopback that answers as it is told, and remembers what it was asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the server read.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    #[allow(dead_code, reason = "each test program looks at its own part")]
    pub(crate) headers: String,
    pub(crate) body: String,
}

/// What the server answers: status, further headers, body; `None` closes without a word.
pub(crate) type Answer = Option<(u16, &'static str, String)>;

pub(crate) struct FakeServer {
    pub(crate) url: reqwest::Url,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl FakeServer {
    pub(crate) fn answering(answer: impl Fn(&Seen, usize) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read(&mut stream);
                let alike = {
                    let mut kept = kept.lock().unwrap();
                    kept.push(request.clone());
                    kept.iter()
                        .filter(|seen| seen.method == request.method && seen.path == request.path)
                        .count()
                };
                if let Some((status, headers, body)) = answer(&request, alike) {
                    let length = body.len();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
                    );
                }
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self, method: &str) -> Vec<Seen> {
        self.seen.lock().unwrap().iter().filter(|seen| seen.method == method).cloned().collect()
    }
}

fn read(stream: &mut TcpStream) -> Seen {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut headers = String::new();
    while !headers.ends_with("\r\n\r\n") && reader.read_line(&mut headers).unwrap() > 2 {}
    let length = headers
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
        })
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut parts = first.split(' ').map(str::to_owned);
    Seen {
        method: parts.next().unwrap(),
        path: parts.next().unwrap(),
        headers: headers.to_ascii_lowercase(),
        body: String::from_utf8(body).unwrap(),
    }
}
