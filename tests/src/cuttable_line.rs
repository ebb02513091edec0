//! A network line on loopback that can be cut: what is sent meanwhile is stuck, as behind a switch without power.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What was not acknowledged is sent again after so long, then after twice as long, and so on: the least that Linux
/// waits (`TCP_RTO_MIN`).
const SENT_AGAIN: Duration = Duration::from_millis(200);

/// How the line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Whole,
    Cut,
    /// As cut; what is stuck goes on only when it is sent again.
    Unplugged,
}

/// A line to one server. Dropping it ends it.
pub struct CuttableLine {
    address: SocketAddr,
    state: watch::Sender<State>,
    task: JoinHandle<()>,
}

impl CuttableLine {
    /// Opens a line to a server, whose address is as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// When no port is free, or the address is no address.
    pub async fn open(server: &str) -> anyhow::Result<Self> {
        let server: SocketAddr = server.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (sender, state) = watch::channel(State::Whole);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, state.clone()));
            }
        });
        Ok(Self { address, state: sender, task })
    }

    /// The port at which clients find the server.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Cuts the line: nothing comes through, and nobody is told.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Pulls the cable: as cut, and after it is mended what is stuck goes on only when its sender sends it again, which
    /// is the later the longer the cut was.
    pub fn unplug(&self) {
        self.state.send_replace(State::Unplugged);
    }

    /// Mends the line: what was stuck goes on.
    pub fn mend(&self) {
        self.state.send_replace(State::Whole);
    }
}

impl Drop for CuttableLine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(client: TcpStream, server: SocketAddr, mut state: watch::Receiver<State>) {
    if state.wait_for(|state| *state == State::Whole).await.is_err() {
        return;
    }
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // A direction that breaks ends with its connection; the other notices by itself.
    let _ = tokio::join!(
        forward(from_client, to_server, state.clone()),
        forward(from_server, to_client, state)
    );
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut state: watch::Receiver<State>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        let (now, stuck) = (*state.borrow(), Instant::now());
        let is_whole = state.wait_for(|state| *state == State::Whole).await.is_ok();
        if !is_whole || length == 0 {
            return to.shutdown().await;
        }
        if now == State::Unplugged {
            tokio::time::sleep(until_sent_again(stuck.elapsed())).await;
        }
        to.write_all(&buffer[..length]).await?;
    }
}

/// How long after a cut something is sent again that was sent first when the cut had this long to go.
fn until_sent_again(stuck: Duration) -> Duration {
    let (mut next, mut pause) = (SENT_AGAIN, SENT_AGAIN);
    while next < stuck {
        pause *= 2;
        next += pause;
    }
    next - stuck
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::until_sent_again;

    #[test]
    fn pauses_double() {
        // Sent again after 0.2, 0.6, 1.4, 3.0 seconds.
        for (stuck, wait) in [(0, 200), (200, 0), (201, 399), (1_400, 0), (1_500, 1_500)] {
            let waited = until_sent_again(Duration::from_millis(stuck));
            assert_eq!(waited, Duration::from_millis(wait), "{stuck}");
        }
    }
}
