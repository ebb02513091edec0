//! A network line on loopback that can be cut: what is sent meanwhile is stuck, as behind a switch without power.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// A line to one server. Dropping it ends it.
pub struct CuttableLine {
    address: SocketAddr,
    cut: watch::Sender<bool>,
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
        let (cut, state) = watch::channel(false);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, state.clone()));
            }
        });
        Ok(Self { address, cut, task })
    }

    /// The port at which clients find the server.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Cuts the line: nothing comes through, and nobody is told.
    pub fn cut(&self) {
        self.cut.send_replace(true);
    }

    /// Mends the line: what was stuck goes on.
    pub fn mend(&self) {
        self.cut.send_replace(false);
    }
}

impl Drop for CuttableLine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(client: TcpStream, server: SocketAddr, mut cut: watch::Receiver<bool>) {
    if cut.wait_for(|cut| !cut).await.is_err() {
        return;
    }
    let Ok(server) = TcpStream::connect(server).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // A direction that breaks ends with its connection; the other notices by itself.
    let _ = tokio::join!(
        forward(from_client, to_server, cut.clone()),
        forward(from_server, to_client, cut)
    );
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut cut: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let length = from.read(&mut buffer).await?;
        if cut.wait_for(|cut| !cut).await.is_err() || length == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..length]).await?;
    }
}
