//! The printer on a TCP port: one connection at a time, like a real one on port 9100.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::faults::{CHUNK_BYTES, Faults};
use super::machine::Machine;
use super::ticket::PrintedTicket;

/// How often an idle connection looks whether the printer is to be switched off.
const LOOK_UP: Duration = Duration::from_millis(50);

/// A running printer. Dropping it switches it off and frees its port.
pub struct PaperPrinter {
    address: SocketAddr,
    inside: Arc<Inside>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Inside {
    machine: Mutex<Machine>,
    ticket_came: Condvar,
    switched_off: AtomicBool,
}

impl Inside {
    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_on(&self) -> bool {
        !self.switched_off.load(Ordering::SeqCst)
    }
}

impl PaperPrinter {
    /// Switches a printer on at a free port of loopback.
    pub fn start() -> io::Result<Self> {
        Self::listen("127.0.0.1:0")
    }

    /// Switches a printer on at an address; port 0 takes a free one.
    pub fn listen(address: impl ToSocketAddrs) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let inside = Arc::new(Inside::default());
        let shared = Arc::clone(&inside);
        let serve = move || serve(&listener, &shared);
        let thread = thread::Builder::new().name("paper-printer".to_owned()).spawn(serve)?;
        Ok(Self { address, inside, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes what is wrong with it, at once.
    pub fn set_faults(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut self.inside.machine().faults);
    }

    /// All tickets so far, oldest first.
    pub fn tickets(&self) -> Vec<PrintedTicket> {
        self.inside.machine().tickets.clone()
    }

    /// Bytes that started no known command.
    pub fn unknown_bytes(&self) -> usize {
        self.inside.machine().unknown_bytes
    }

    /// Waits until so many tickets have come out in all, at most `limit`; returns all so far.
    pub fn wait_for_tickets(&self, count: usize, limit: Duration) -> Vec<PrintedTicket> {
        let machine = self.inside.machine();
        let too_few = |machine: &mut Machine| machine.tickets.len() < count;
        let waited = self.inside.ticket_came.wait_timeout_while(machine, limit, too_few);
        let (machine, _) = waited.unwrap_or_else(PoisonError::into_inner);
        machine.tickets.clone()
    }
}

impl Drop for PaperPrinter {
    fn drop(&mut self) {
        self.inside.switched_off.store(true, Ordering::SeqCst);
        // Wakes the thread from `accept`; when nobody can connect, it is gone already.
        let _ = TcpStream::connect_timeout(&self.address, LOOK_UP);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(listener: &TcpListener, inside: &Inside) {
    while inside.is_on() {
        if let Ok((stream, _)) = listener.accept() {
            // A connection that breaks is the client's affair; the printer goes on.
            let _ = serve_one(stream, inside);
            inside.machine().hang_up();
            inside.ticket_came.notify_all();
        }
    }
}

fn serve_one(mut stream: TcpStream, inside: &Inside) -> io::Result<()> {
    stream.set_read_timeout(Some(LOOK_UP))?;
    stream.set_nodelay(true)?;
    let mut buffer = [0; CHUNK_BYTES];
    let mut taken = 0;
    while inside.is_on() {
        let faults = inside.machine().faults.clone();
        let room =
            faults.close_after_bytes.map_or(CHUNK_BYTES, |limit| limit.saturating_sub(taken));
        if room == 0 {
            return Ok(());
        }
        match stream.read(&mut buffer[..room.min(CHUNK_BYTES)]) {
            Ok(0) => return Ok(()),
            Ok(count) => {
                taken += count;
                thread::sleep(faults.delay_per_chunk);
                let answers = inside.machine().take(&buffer[..count]);
                inside.ticket_came.notify_all();
                stream.write_all(&answers)?;
            }
            Err(error) if is_time_out(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_time_out(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
