//! An `escpos` driver for printers on a serial line.

use std::io::{ErrorKind, Read, Write};
use std::sync::Mutex;
use std::time::Duration;

use escpos::driver::Driver;
use escpos::errors::{PrinterError, Result};
use serialport::{FlowControl, SerialPort};

/// A serial line, 8 data bits, no parity, 1 stop bit.
pub(super) struct SerialDriver {
    device: String,
    port: Mutex<Box<dyn SerialPort>>,
}

impl SerialDriver {
    /// Opens the device. `silence_max` bounds each wait in which no byte goes in or out.
    pub(super) fn open(device: &str, baud: u32, silence_max: Duration) -> Result<Self> {
        let port = serialport::new(device, baud)
            // Receipt printers hold the line while their buffer is full (DTR, wired to our CTS).
            .flow_control(FlowControl::Hardware)
            .timeout(silence_max)
            .open()
            .map_err(|error| PrinterError::Io(error.to_string()))?;
        Ok(Self { device: device.to_owned(), port: Mutex::new(port) })
    }
}

impl Driver for SerialDriver {
    fn name(&self) -> String {
        format!("serial ({})", self.device)
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        Ok(self.port.lock()?.write_all(data)?)
    }

    /// Waits at most `silence_max`; 0 bytes after that time.
    fn read(&self, buffer: &mut [u8]) -> Result<usize> {
        match self.port.lock()?.read(buffer) {
            Ok(count) => Ok(count),
            Err(error) if error.kind() == ErrorKind::TimedOut => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Nothing to do: `write` hands all bytes to the system, and waiting until the line is empty
    /// (tcdrain) has no time limit.
    fn flush(&self) -> Result<()> {
        Ok(())
    }
}
