//! An open connection to a printer: one a job, whatever the printer hangs on.

use std::fs::OpenOptions;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use escpos::driver::{Driver, FileDriver, NativeUsbDriver, NetworkDriver};
use escpos::errors::{PrinterError, Result};
use escpos::printer::Printer;
use escpos::utils::Protocol;

use super::limits::Limits;
use super::serial::SerialDriver;
use super::status::{QUESTIONS, is_answer, state_of};
use super::{PrinterAddress, PrinterState};

/// DLE EOT, without its n. Sent by hand: `escpos` adds a second parameter that n = 1..4 do not
/// have, and the printer takes the stray 00 for text.
const DLE_EOT: [u8; 2] = [0x10, 0x04];

/// A read that comes back empty sooner than this part of the silence limit was not a time-out.
const QUICK_PART: u32 = 2;

/// Pause after an empty USB packet.
const EMPTY_PACKET_PAUSE: Duration = Duration::from_millis(20);

/// The connection broke.
#[derive(Debug)]
pub(super) struct Broken;

/// Whichever driver the address asks for, shared between the `escpos` printer and our reads.
#[derive(Clone)]
pub(super) struct AnyDriver(Arc<dyn Driver + Send + Sync>);

impl Driver for AnyDriver {
    fn name(&self) -> String {
        self.0.name()
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        self.0.write(data)
    }

    fn read(&self, buffer: &mut [u8]) -> Result<usize> {
        self.0.read(buffer)
    }

    fn flush(&self) -> Result<()> {
        self.0.flush()
    }
}

/// What a read without bytes means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EmptyRead {
    /// The other end closed the connection.
    Closed,
    /// Nothing came within the driver's own limit, or an empty packet.
    Nothing,
}

/// One connection for one job.
pub(super) struct Link {
    driver: AnyDriver,
    printer: Printer<AnyDriver>,
    silence: Duration,
    empty_read: EmptyRead,
    can_be_asked: bool,
    /// How many of [`QUESTIONS`] are worth asking: a question without an answer and all after it
    /// are not asked again, so that a late answer is never taken for another.
    questions: usize,
}

impl Link {
    /// Connects. Blocks for as long as the system's name look-up takes and at most
    /// `limits.silence` for each address of the host.
    pub(super) fn open(address: &PrinterAddress, limits: &Limits) -> Result<Self> {
        let silence = limits.silence;
        let mut can_be_asked = true;
        let mut empty_read = EmptyRead::Nothing;
        let driver: Arc<dyn Driver + Send + Sync> = match address {
            PrinterAddress::Tcp { host, port } => {
                empty_read = EmptyRead::Closed;
                Arc::new(connect(host, *port, silence)?)
            }
            PrinterAddress::Usb { vendor_id, product_id } => {
                Arc::new(NativeUsbDriver::open(*vendor_id, *product_id)?)
            }
            PrinterAddress::Serial { device, baud } => {
                Arc::new(SerialDriver::open(device, *baud, silence)?)
            }
            PrinterAddress::File(path) => {
                can_be_asked = false;
                let mut options = OpenOptions::new();
                options.append(true).create(true);
                Arc::new(FileDriver::open_with_options(path, &options)?)
            }
            PrinterAddress::None => {
                return Err(PrinterError::Input("this kiosk has no printer".to_owned()));
            }
        };
        let driver = AnyDriver(driver);
        Ok(Self {
            printer: Printer::new(driver.clone(), Protocol::default(), None),
            driver,
            silence,
            empty_read,
            can_be_asked,
            questions: if can_be_asked { QUESTIONS.len() } else { 0 },
        })
    }

    /// The `escpos` printer that writes to this link.
    pub(super) fn printer(&mut self) -> &mut Printer<AnyDriver> {
        &mut self.printer
    }

    /// Whether this kind of link leads anything back.
    pub(super) fn can_be_asked(&self) -> bool {
        self.can_be_asked
    }

    /// Whether the printer has answered so far.
    pub(super) fn answers(&self) -> bool {
        self.questions > 0
    }

    /// Asks for the state, until `deadline` at the latest.
    pub(super) fn ask_state(
        &mut self,
        deadline: Instant,
    ) -> std::result::Result<PrinterState, Broken> {
        let mut answers = Vec::new();
        for (number, _) in QUESTIONS.iter().take(self.questions) {
            match self.ask(*number, deadline)? {
                Some(answer) => answers.push(answer),
                None => break,
            }
        }
        self.questions = answers.len();
        Ok(state_of(&answers))
    }

    /// One question; `None` when no answer came.
    fn ask(&self, number: u8, deadline: Instant) -> std::result::Result<Option<u8>, Broken> {
        let [first, second] = DLE_EOT;
        self.driver.write(&[first, second, number]).map_err(|_| Broken)?;
        let mut buffer = [0; 32];
        loop {
            let asked_at = Instant::now();
            if asked_at >= deadline {
                return Ok(None);
            }
            let read = self.driver.read(&mut buffer);
            let quick = asked_at.elapsed() < self.silence / QUICK_PART;
            match read {
                Ok(0) if self.empty_read == EmptyRead::Closed => return Err(Broken),
                Ok(0) if quick => thread::sleep(EMPTY_PACKET_PAUSE),
                // Some printers send a 00 of their own after an answer: only an answer counts.
                Ok(count) => {
                    if let Some(answer) = buffer[..count].iter().rfind(|byte| is_answer(**byte)) {
                        return Ok(Some(*answer));
                    }
                }
                // The drivers give errors as text; only the time tells silence from a break.
                Err(_) if quick => return Err(Broken),
                Err(_) => {}
            }
        }
    }
}

/// Resolves the host ourselves: with a time limit `NetworkDriver` takes addresses only.
fn connect(host: &str, port: u16, limit: Duration) -> Result<NetworkDriver> {
    let mut last_error = PrinterError::Io(format!("host {host} has no address"));
    for address in (host, port).to_socket_addrs()? {
        match NetworkDriver::open(&address.ip().to_string(), port, Some(limit)) {
            Ok(driver) => return Ok(driver),
            Err(error) => last_error = error,
        }
    }
    Err(last_error)
}
