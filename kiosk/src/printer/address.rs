//! Where the printer is: the forms of `--printer`, read and written.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the tickets are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrinterAddress {
    /// `tcp:HOST:PORT`, usually port 9100. An IPv6 address stands in brackets.
    Tcp {
        /// A name or an address.
        host: String,
        /// Never 0.
        port: u16,
    },
    /// `usb:VID:PID`, both hexadecimal as `lsusb` shows them.
    Usb {
        /// The vendor.
        vendor_id: u16,
        /// The product.
        product_id: u16,
    },
    /// `serial:DEVICE:BAUD`.
    Serial {
        /// E.g. `/dev/ttyUSB0`.
        device: String,
        /// Bits a second.
        baud: u32,
    },
    /// `file:PATH`: the printer's bytes are appended.
    File(PathBuf),
    /// `none`: this kiosk has no printer.
    None,
}

/// A wrong `--printer` option, as one sentence for the person at the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrinterAddressError {
    /// The part before the first colon is not a known kind.
    #[error(
        "printer \"{0}\" is not one of tcp:HOST:PORT, usb:VID:PID, serial:DEVICE:BAUD, file:PATH or none"
    )]
    UnknownKind(String),
    /// `tcp:` without host and port.
    #[error("printer \"{0}\" needs a host and a port, such as tcp:192.168.1.50:9100")]
    TcpIncomplete(String),
    /// The port is no number from 1 to 65535.
    #[error("printer port \"{0}\" is not a number from 1 to 65535")]
    Port(String),
    /// `usb:` without two parts.
    #[error("printer \"{0}\" needs a vendor and a product, such as usb:04b8:0202")]
    UsbIncomplete(String),
    /// A USB id is not hexadecimal.
    #[error("USB id \"{0}\" is not a hexadecimal number of at most 4 digits, such as 04b8")]
    UsbId(String),
    /// `serial:` without device and speed.
    #[error("printer \"{0}\" needs a device and a speed, such as serial:/dev/ttyUSB0:115200")]
    SerialIncomplete(String),
    /// The speed is no positive number.
    #[error("serial speed \"{0}\" is not a number of bits a second, such as 115200")]
    Baud(String),
    /// `file:` without a path.
    #[error("printer \"file:\" needs a path, such as file:/dev/usb/lp0")]
    FileIncomplete,
}

impl FromStr for PrinterAddress {
    type Err = PrinterAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let whole = text.trim();
        if whole == "none" {
            return Ok(Self::None);
        }
        let unknown = || PrinterAddressError::UnknownKind(whole.to_owned());
        let (kind, rest) = whole.split_once(':').ok_or_else(unknown)?;
        match kind {
            "tcp" => tcp(whole, rest),
            "usb" => usb(whole, rest),
            "serial" => serial(whole, rest),
            "file" if rest.is_empty() => Err(PrinterAddressError::FileIncomplete),
            "file" => Ok(Self::File(PathBuf::from(rest))),
            _ => Err(unknown()),
        }
    }
}

fn tcp(whole: &str, rest: &str) -> Result<PrinterAddress, PrinterAddressError> {
    let incomplete = || PrinterAddressError::TcpIncomplete(whole.to_owned());
    let (host, port) = rest.rsplit_once(':').ok_or_else(incomplete)?;
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let host = inside.unwrap_or(host);
    // Colons outside brackets: an IPv6 address whose last group would be taken for the port.
    let bare_ipv6 = inside.is_none() && host.contains(':');
    if host.is_empty() || bare_ipv6 || host.contains(char::is_whitespace) {
        return Err(incomplete());
    }
    match port.parse() {
        Ok(port) if port > 0 => Ok(PrinterAddress::Tcp { host: host.to_owned(), port }),
        _ => Err(PrinterAddressError::Port(port.to_owned())),
    }
}

fn usb(whole: &str, rest: &str) -> Result<PrinterAddress, PrinterAddressError> {
    let parts = rest.split_once(':');
    let (vendor, product) =
        parts.ok_or_else(|| PrinterAddressError::UsbIncomplete(whole.to_owned()))?;
    Ok(PrinterAddress::Usb { vendor_id: usb_id(vendor)?, product_id: usb_id(product)? })
}

fn usb_id(text: &str) -> Result<u16, PrinterAddressError> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let all_digits = digits.chars().all(|digit| digit.is_ascii_hexdigit());
    match u16::from_str_radix(digits, 16) {
        Ok(id) if all_digits && digits.len() <= 4 => Ok(id),
        _ => Err(PrinterAddressError::UsbId(text.to_owned())),
    }
}

fn serial(whole: &str, rest: &str) -> Result<PrinterAddress, PrinterAddressError> {
    let incomplete = || PrinterAddressError::SerialIncomplete(whole.to_owned());
    let (device, baud) = rest.rsplit_once(':').ok_or_else(incomplete)?;
    if device.is_empty() {
        return Err(incomplete());
    }
    match baud.parse() {
        Ok(baud) if baud > 0 => Ok(PrinterAddress::Serial { device: device.to_owned(), baud }),
        _ => Err(PrinterAddressError::Baud(baud.to_owned())),
    }
}

impl fmt::Display for PrinterAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(out, "tcp:[{host}]:{port}"),
            Self::Tcp { host, port } => write!(out, "tcp:{host}:{port}"),
            Self::Usb { vendor_id, product_id } => {
                write!(out, "usb:{vendor_id:04x}:{product_id:04x}")
            }
            Self::Serial { device, baud } => write!(out, "serial:{device}:{baud}"),
            Self::File(path) => write!(out, "file:{}", path.display()),
            Self::None => out.write_str("none"),
        }
    }
}
