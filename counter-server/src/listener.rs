//! Connections that give up on a client who takes nothing any more.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::serve::Listener;
use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// A client that takes not a single byte for so long is dropped: a live stream to a screen that hangs
/// would otherwise stay open for ever.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client that has been silent for so long is asked whether it is still there: one whose cable was
/// pulled never says goodbye.
const SILENCE: Duration = Duration::from_secs(60);

/// The pause between two such questions, and how many of them may stay without an answer.
const QUESTION_PAUSE: Duration = Duration::from_secs(10);
const QUESTIONS_MAX: u32 = 3;

fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    sockopt::set_tcp_keepidle(stream, SILENCE)?;
    sockopt::set_tcp_keepintvl(stream, QUESTION_PAUSE)?;
    sockopt::set_tcp_keepcnt(stream, QUESTIONS_MAX)?;
    Ok(sockopt::set_socket_keepalive(stream, true)?)
}

/// Accepts connections whose writes fail when they stall.
#[derive(Debug)]
pub struct PatientListener {
    listener: TcpListener,
    patience: Duration,
}

impl PatientListener {
    /// Over a listening socket.
    #[must_use]
    pub fn new(listener: TcpListener) -> Self {
        Self { listener, patience: PATIENCE }
    }
}

impl Listener for PatientListener {
    type Io = PatientStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (PatientStream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Answers are small and somebody waits for each: no collecting of packets.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was refused");
        }
        if let Err(error) = keep_alive(&stream) {
            tracing::debug!(%error, "TCP keepalive was refused");
        }
        (PatientStream { stream, patience: self.patience, stalled: None }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection whose writes fail when they stall.
#[derive(Debug)]
pub struct PatientStream {
    stream: TcpStream,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl PatientStream {
    /// Passes on what a write came to, and counts the time for which it came to nothing.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::serve::Listener;
    use tokio::io::AsyncWriteExt;
    use tokio::net::{TcpListener, TcpStream};

    use super::{PatientListener, sockopt};

    #[tokio::test]
    async fn a_silent_client_is_asked_whether_it_is_there() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut listener = PatientListener::new(listener);
        let (client, (stream, _)) = tokio::join!(TcpStream::connect(address), listener.accept());
        assert!(sockopt::socket_keepalive(&stream.stream).unwrap());
        assert_eq!(sockopt::tcp_keepidle(&stream.stream).unwrap(), Duration::from_secs(60));
        drop(client);
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_dropped() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut listener = PatientListener { listener, patience: Duration::from_millis(50) };
        let (client, (mut stream, _)) =
            tokio::join!(TcpStream::connect(address), listener.accept());
        let piece = vec![0; 1 << 20];
        // The system's buffers take some of it; then nobody does.
        let error = loop {
            if let Err(error) = stream.write_all(&piece).await {
                break error;
            }
        };
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
        drop(client);
    }
}
