//! A network line on loopback that misbehaves as a seed tells: it delays, stalls, drops and resets.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::dice::Dice;

/// A stalled piece goes on after so long; longer than any client of ours waits for an answer.
const STALL: Duration = Duration::from_secs(12);

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weather {
    /// Everything comes through.
    Fair,
    /// What happens to each piece follows from this seed.
    Bad(u64),
}

/// A line to one server. Dropping it ends it.
pub struct BadLine {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    troubles: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

/// What happens to one piece of what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Through,
    Late(Duration),
    /// It stands still, and the connection is no good after that.
    Stalled,
    /// It is lost, and the connection is reset.
    Lost,
    /// It comes through, and the connection is reset right after: the other end may have taken it.
    LastOne,
}

/// What a throw decides.
fn fate(dice: &mut Dice) -> Fate {
    let length = Duration::from_millis(20 + dice.below(1_500));
    match dice.below(20) {
        0..=9 => Fate::Through,
        10..=13 => Fate::Late(length),
        14 => Fate::Stalled,
        15 | 16 => Fate::Lost,
        _ => Fate::LastOne,
    }
}

impl BadLine {
    /// Opens a line to a server, whose address is as `http://127.0.0.1:8080`. It begins fair.
    ///
    /// # Errors
    /// When no port is free, or the address is no address.
    pub async fn open(server: &str) -> anyhow::Result<Self> {
        let server: SocketAddr = server.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (weather, state) = watch::channel(Weather::Fair);
        let troubles = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&troubles);
        let task = tokio::spawn(async move {
            let mut number = 0;
            while let Ok((client, _)) = listener.accept().await {
                number += 1;
                let way = Way { weather: state.clone(), troubles: Arc::clone(&counted), number };
                tokio::spawn(carry(client, server, way));
            }
        });
        Ok(Self { address, weather, troubles, task })
    }

    /// As clients find the server through it: `http://127.0.0.1:8081`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on what happens follows from a seed, for each connection in its own way.
    pub fn is_bad(&self, seed: u64) {
        self.weather.send_replace(Weather::Bad(seed));
    }

    /// How often it stood still or was reset so far.
    #[must_use]
    pub fn troubles(&self) -> usize {
        self.troubles.load(Ordering::Relaxed)
    }

    /// From now on everything comes through, also what was stalled.
    pub fn is_fair(&self) {
        self.weather.send_replace(Weather::Fair);
    }
}

impl Drop for BadLine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One direction of one connection, or both before they part.
#[derive(Clone)]
struct Way {
    weather: watch::Receiver<Weather>,
    troubles: Arc<AtomicUsize>,
    number: u64,
}

async fn carry(mut client: TcpStream, server: SocketAddr, way: Way) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let ended = {
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let there = Way { number: way.number * 2, ..way.clone() };
        let back = Way { number: way.number * 2 + 1, ..way };
        tokio::select! {
            ended = forward(&mut from_client, &mut to_server, there) => ended,
            ended = forward(&mut from_server, &mut to_client, back) => ended,
        }
    };
    if ended.is_err() {
        // Closing without a farewell makes the system send a reset; where it does not, it is closed all the same.
        let _ = client.set_zero_linger();
        let _ = server.set_zero_linger();
    }
}

async fn forward(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    mut way: Way,
) -> io::Result<()> {
    let mut dice = None;
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if length == 0 {
            return to.shutdown().await;
        }
        let now = *way.weather.borrow();
        let fate = match now {
            Weather::Fair => {
                dice = None;
                Fate::Through
            }
            Weather::Bad(seed) => {
                let own = seed ^ way.number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                fate(dice.get_or_insert(Dice::new(own)))
            }
        };
        if matches!(fate, Fate::Stalled | Fate::Lost | Fate::LastOne) {
            way.troubles.fetch_add(1, Ordering::Relaxed);
        }
        match fate {
            Fate::Through | Fate::LastOne => {}
            Fate::Late(length) => sleep(length).await,
            Fate::Stalled => {
                let fair = way.weather.wait_for(|weather| *weather == Weather::Fair);
                // Both ways out lead on: the piece goes through late.
                let _ = tokio::time::timeout(STALL, fair).await;
            }
            Fate::Lost => return Err(io::ErrorKind::ConnectionReset.into()),
        }
        to.write_all(&buffer[..length]).await?;
        if fate == Fate::LastOne {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dice, Fate, fate};

    #[test]
    fn every_seed_has_every_fate() {
        for seed in 0..30 {
            let mut dice = Dice::new(seed);
            let fates: Vec<Fate> = (0..300).map(|_| fate(&mut dice)).collect();
            for wanted in [Fate::Through, Fate::Stalled, Fate::Lost, Fate::LastOne] {
                assert!(fates.contains(&wanted), "{seed}: {wanted:?}");
            }
            assert!(fates.iter().any(|fate| matches!(fate, Fate::Late(_))));
            let mut again = Dice::new(seed);
            assert!(fates.iter().all(|it| *it == fate(&mut again)), "the same every time");
        }
    }
}
