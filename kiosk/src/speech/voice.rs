//! Speaks by a process, `espeak-ng` unless told otherwise: the words go in by its standard input, the sound goes
//! to the machine's usual output. A new sentence ends the one before.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use shared::text::Language;

use super::Utterance;

/// The program that speaks when no other is named.
pub const DEFAULT_COMMAND: &str = "espeak-ng";
/// Words a minute: slower than the program's own 175, for people who listen for the first time.
const WORDS_A_MINUTE: &str = "140";
/// How often it is looked whether the process has ended.
const GLANCE: Duration = Duration::from_millis(50);

/// Speaks on a thread of its own.
#[derive(Clone, Debug)]
pub struct Voice {
    orders: Option<Sender<Order>>,
    speaking: Arc<AtomicBool>,
}

enum Order {
    Say(Utterance),
    Hush,
}

impl Voice {
    /// A voice that speaks with this program; one that is silent when the program cannot be started.
    #[must_use]
    pub fn start(command: &str) -> Self {
        let speaking = Arc::new(AtomicBool::new(false));
        let found = Command::new(command)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if let Err(error) = found {
            tracing::warn!(command, %error, "the audio guide is not available");
            return Self { orders: None, speaking };
        }
        let (orders, queue) = channel();
        let (program, flag) = (command.to_owned(), Arc::clone(&speaking));
        let spawned = thread::Builder::new()
            .name("voice".to_owned())
            .spawn(move || speak(&program, &queue, &flag));
        match spawned {
            Ok(_) => Self { orders: Some(orders), speaking },
            Err(error) => {
                tracing::error!(%error, "the voice's thread cannot be started");
                Self { orders: None, speaking }
            }
        }
    }

    /// Whether there is a voice.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.orders.is_some()
    }

    /// Whether something is being said.
    #[must_use]
    pub fn is_speaking(&self) -> bool {
        self.speaking.load(Ordering::Relaxed)
    }

    /// Says this now; what is being said ends.
    pub fn say(&self, utterance: Utterance) {
        self.order(Order::Say(utterance));
    }

    /// Ends what is being said.
    pub fn hush(&self) {
        self.order(Order::Hush);
    }

    fn order(&self, order: Order) {
        let Some(orders) = &self.orders else { return };
        if matches!(order, Order::Say(_)) {
            // At once, so that nobody takes the person for gone before the process has started.
            self.speaking.store(true, Ordering::Relaxed);
        }
        if orders.send(order).is_err() {
            self.speaking.store(false, Ordering::Relaxed);
        }
    }
}

fn speak(program: &str, queue: &Receiver<Order>, speaking: &AtomicBool) {
    let mut child: Option<Child> = None;
    loop {
        let order = if child.is_some() {
            queue.recv_timeout(GLANCE)
        } else {
            queue.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match order {
            Ok(Order::Say(utterance)) => {
                end(&mut child);
                match begin(program, &utterance) {
                    Ok(started) => child = Some(started),
                    Err(error) => tracing::warn!(%error, "nothing can be said"),
                }
            }
            Ok(Order::Hush) => end(&mut child),
            Err(RecvTimeoutError::Timeout) => {
                let ended =
                    child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
                if ended {
                    child = None;
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                end(&mut child);
                return;
            }
        }
        speaking.store(child.is_some(), Ordering::Relaxed);
    }
}

/// Starts a process that says this. The words never stand on its command line, where every user of the machine
/// could read them.
fn begin(program: &str, utterance: &Utterance) -> io::Result<Child> {
    let voice = match utterance.language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    let mut child = Command::new(program)
        .args(["-v", voice, "-s", WORDS_A_MINUTE, "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(mut words) = child.stdin.take() {
        words.write_all(utterance.text.as_bytes())?;
    }
    Ok(child)
}

fn end(child: &mut Option<Child>) {
    if let Some(mut running) = child.take() {
        // It may have ended by itself in the meantime.
        let _ = running.kill();
        let _ = running.wait();
    }
}
