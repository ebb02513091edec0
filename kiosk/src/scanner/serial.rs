//! A scanner on a serial line, read on a thread of its own; opened again by itself when it was unplugged.

use std::io::{self, ErrorKind, Read};
use std::thread;
use std::time::Duration;

use serialport::SerialPort;
use zeroize::Zeroize;

use super::lines::Lines;
use crate::session::Scanned;

/// For a scanner with a real serial line; one on USB takes any speed.
const BAUD_USUAL: u32 = 9_600;
/// A scan without an end mark ends with so much silence.
const SILENCE: Duration = Duration::from_millis(300);
/// How soon it is looked for again.
const AGAIN: Duration = Duration::from_secs(1);

/// What a scanner tells.
#[derive(Clone, Debug)]
pub enum ScannerNews {
    /// It is there.
    Ready,
    /// It is not there.
    Gone,
    /// It read something.
    Scanned(Scanned),
}

/// `DEVICE` or `DEVICE:BAUD`. A device may have colons of its own.
#[must_use]
pub fn device_and_baud(address: &str) -> (&str, u32) {
    if let Some((device, baud)) = address.rsplit_once(':')
        && let Ok(baud) = baud.parse::<u32>()
        && baud >= 300
    {
        return (device, baud);
    }
    (address, BAUD_USUAL)
}

/// Reads a scanner for as long as the program runs. `tell` is called on the scanner's thread.
///
/// # Errors
/// When the system gives no thread.
pub fn start(address: &str, tell: impl Fn(ScannerNews) + Send + 'static) -> io::Result<()> {
    let (device, baud) = device_and_baud(address);
    let device = device.to_owned();
    thread::Builder::new().name("scanner".to_owned()).spawn(move || {
        let mut was_told = false;
        loop {
            match serialport::new(&device, baud).timeout(SILENCE).open() {
                Ok(port) => {
                    tracing::info!(%device, "the scanner is there");
                    tell(ScannerNews::Ready);
                    let error = read(port, &tell);
                    tracing::warn!(%device, %error, "the scanner is gone");
                    was_told = true;
                    tell(ScannerNews::Gone);
                }
                Err(error) if !was_told => {
                    tracing::warn!(%device, %error, "the scanner cannot be opened");
                    was_told = true;
                    tell(ScannerNews::Gone);
                }
                // Said already.
                Err(_) => {}
            }
            thread::sleep(AGAIN);
        }
    })?;
    Ok(())
}

fn read(mut port: Box<dyn SerialPort>, tell: &impl Fn(ScannerNews)) -> io::Error {
    let mut lines = Lines::default();
    let mut buffer = [0_u8; 512];
    loop {
        let scans = match port.read(&mut buffer) {
            Ok(0) => return ErrorKind::UnexpectedEof.into(),
            Ok(count) => lines.take(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::TimedOut => lines.end().into_iter().collect(),
            Err(error) if error.kind() == ErrorKind::Interrupted => Vec::new(),
            Err(error) => return error,
        };
        buffer.zeroize();
        for scan in scans {
            tell(ScannerNews::Scanned(scan));
        }
    }
}
