//! What the kiosk is told at its start: command line, then environment (`ONESTOP_…`), then a TOML file.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use clap::Parser;
use clap::error::ErrorKind;
use serde::Deserialize;
use shared::text::Language;

use crate::printer::PrinterAddress;
use crate::scanner::{KEY_GAP, KEY_GAP_MAX, KEY_GAP_MIN};
use crate::service::{ServicePin, StaffCards};
use crate::ticket_paper::Paper;

/// The command line. Every option can also stand in the file of `--config` under the same name with `_`
/// for `-`, and in the environment under the name shown.
#[derive(Debug, Default, Parser, Deserialize)]
#[command(
    name = "kiosk",
    version,
    about = "The touch kiosk of a public service center: guides a citizen, takes a number, prints the ticket.",
    after_help = "Without --window the kiosk fills the screen. The log goes to stderr; RUST_LOG sets how much."
)]
#[serde(deny_unknown_fields, default)]
struct Arguments {
    /// A TOML file with any of these options
    #[arg(long, env = "ONESTOP_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// The counter-server, such as http://192.168.1.10:8080
    #[arg(long, env = "ONESTOP_SERVER", value_name = "URL")]
    server: Option<String>,
    /// A file that holds the token printed by `counter-server device add --kind kiosk`
    #[arg(long, env = "ONESTOP_TOKEN_FILE", value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// tcp:HOST:PORT, usb:VID:PID, serial:DEVICE:BAUD, file:PATH or none [default: none]
    #[arg(long, env = "ONESTOP_PRINTER", value_name = "PRINTER")]
    printer: Option<String>,
    /// Width of the paper roll in millimetres, 80 or 58 [default: 80]
    #[arg(long, env = "ONESTOP_PAPER", value_name = "MM")]
    paper: Option<u16>,
    /// A reader of ID cards, serial:DEVICE
    #[arg(long, env = "ONESTOP_SCANNER", value_name = "SCANNER")]
    scanner: Option<String>,
    /// The longest pause between two keys of a reader that types like a keyboard, 20 to 120 milliseconds [default: 60]
    #[arg(long, env = "ONESTOP_SCANNER_KEY_GAP", value_name = "MS")]
    scanner_key_gap: Option<u64>,
    /// The length of a new paper roll in metres, to estimate how many papers are left
    #[arg(long, env = "ONESTOP_PAPER_ROLL", value_name = "METRES")]
    paper_roll: Option<u32>,
    /// A file with the PIN of the service menu: 6 to 10 digits, or an Argon2 hash of them
    #[arg(long, env = "ONESTOP_SERVICE_PIN_FILE", value_name = "FILE")]
    service_pin_file: Option<PathBuf>,
    /// A file with the Argon2 hashes of the staff cards that open the service menu, one a line
    #[arg(long, env = "ONESTOP_SERVICE_CARD_FILE", value_name = "FILE")]
    service_card_file: Option<PathBuf>,
    /// A window of so many pixels, such as 1080x1920, instead of the whole screen
    #[arg(long, env = "ONESTOP_WINDOW", value_name = "WxH")]
    window: Option<String>,
    /// The visible panel in millimetres, such as 336x597: the log and the service menu warn of letters, buttons and
    /// keys that are too small on it
    #[arg(long, env = "ONESTOP_PANEL_MM", value_name = "WxH")]
    panel_mm: Option<String>,
    /// The language of the first screen, vi or en [default: vi]
    #[arg(long, env = "ONESTOP_LANGUAGE", value_name = "LANGUAGE")]
    language: Option<String>,
    /// A folder that remembers what a power cut must not lose: prints begun, and the numbers and tickets of the
    /// time without a server. Without it the kiosk gives no numbers while the server is away
    #[arg(long, env = "ONESTOP_JOURNAL", value_name = "DIR")]
    journal: Option<PathBuf>,
}

/// Width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What the kiosk is told, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The server, without a slash at the end.
    pub server: reqwest::Url,
    /// The token of this kiosk.
    pub token: Token,
    /// Where tickets are printed.
    pub printer: PrinterAddress,
    /// On what.
    pub paper: Paper,
    /// The length of a new roll in metres.
    pub paper_roll_metres: Option<u32>,
    /// The reader of ID cards.
    pub scanner: Option<ScannerAddress>,
    /// The longest pause between two keys of a reader that types like a keyboard.
    pub scanner_key_gap: Duration,
    /// What opens the service menu.
    pub service_pin: Option<ServicePin>,
    /// What else opens it.
    pub service_cards: StaffCards,
    /// The window in pixels; the whole screen when none.
    pub window: Option<Size>,
    /// The visible panel in millimetres.
    pub panel_mm: Option<Size>,
    /// The language of the first screen.
    pub language: Language,
    /// The folder of the journal.
    pub journal: Option<PathBuf>,
    /// Set up as a kiosk, by a configuration file and without a window: what is wrong is shown on the screen.
    pub is_installed: bool,
}

/// A device's token; its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token itself, for the `Authorization` header.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// Where the reader of ID cards is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScannerAddress {
    /// `serial:DEVICE`, a serial line or a USB device that acts as one.
    Serial {
        /// E.g. `/dev/ttyACM0`.
        device: String,
    },
}

impl FromStr for ScannerAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim().split_once(':') {
            // The device may have colons itself: /dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0
            Some(("serial", device)) if !device.is_empty() => {
                Ok(Self::Serial { device: device.to_owned() })
            }
            _ => Err(format!(
                "--scanner \"{text}\" is not serial:DEVICE, such as serial:/dev/ttyACM0"
            )),
        }
    }
}

/// Why there are no options.
#[derive(Debug, PartialEq, Eq)]
pub enum NoOptions {
    /// Help or the version was asked for: this text goes to stdout.
    Asked(String),
    /// Something is wrong: one sentence for stderr.
    Wrong(String),
    /// The same on a machine that is set up as a kiosk, by files and without a window: whoever stands before it
    /// should see more than a black screen.
    WrongOnKiosk(String),
}

impl Options {
    /// Reads the command line, the environment and the file.
    ///
    /// # Errors
    /// When help was asked for, or with one sentence that says what is wrong.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, NoOptions> {
        let given = Arguments::try_parse_from(arguments).map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                NoOptions::Asked(error.to_string())
            }
            _ => NoOptions::Wrong(first_sentence(&error.to_string())),
        })?;
        // A window is for whoever tries the kiosk out, and they read stderr.
        let on_kiosk = given.window.is_none() && given.config.is_some();
        let wrong = if on_kiosk { NoOptions::WrongOnKiosk } else { NoOptions::Wrong };
        let file = match &given.config {
            Some(path) => read_file(path).map_err(wrong)?,
            None => Arguments::default(),
        };
        let given = given.or(file);
        let wrong = if given.window.is_some() { NoOptions::Wrong } else { wrong };
        Self::check(given).map_err(wrong)
    }

    fn check(given: Arguments) -> Result<Self, String> {
        let server = given.server.ok_or("the option --server URL is missing")?;
        let token_file = given.token_file.ok_or("the option --token-file FILE is missing")?;
        let printer = given.printer.as_deref().unwrap_or("none");
        Ok(Self {
            server: server_url(&server)?,
            token: read_token(&token_file)?,
            printer: PrinterAddress::from_str(printer).map_err(|error| error.to_string())?,
            paper: match given.paper.unwrap_or(80) {
                80 => Paper::Mm80,
                58 => Paper::Mm58,
                other => return Err(format!("--paper is 80 or 58, not {other}")),
            },
            paper_roll_metres: match given.paper_roll {
                Some(metres) if !(1..=1_000).contains(&metres) => {
                    return Err(format!("--paper-roll is 1 to 1000 metres, not {metres}"));
                }
                metres => metres,
            },
            scanner: given.scanner.as_deref().map(ScannerAddress::from_str).transpose()?,
            scanner_key_gap: key_gap(given.scanner_key_gap)?,
            service_cards: match &given.service_card_file {
                Some(path) => StaffCards::read(path).map_err(|error| error.to_string())?,
                None => StaffCards::default(),
            },
            service_pin: match &given.service_pin_file {
                Some(path) => Some(ServicePin::read(path).map_err(|error| error.to_string())?),
                None => None,
            },
            window: given.window.as_deref().map(|text| size("--window", text, 320)).transpose()?,
            panel_mm: given
                .panel_mm
                .as_deref()
                .map(|text| size("--panel-mm", text, 30))
                .transpose()?,
            language: match given.language.as_deref().unwrap_or("vi") {
                "vi" => Language::Vi,
                "en" => Language::En,
                other => return Err(format!("--language is vi or en, not \"{other}\"")),
            },
            journal: given.journal,
            is_installed: given.config.is_some() && given.window.is_none(),
        })
    }
}

impl Arguments {
    fn or(self, file: Self) -> Self {
        Self {
            config: self.config,
            server: self.server.or(file.server),
            token_file: self.token_file.or(file.token_file),
            printer: self.printer.or(file.printer),
            paper: self.paper.or(file.paper),
            scanner: self.scanner.or(file.scanner),
            scanner_key_gap: self.scanner_key_gap.or(file.scanner_key_gap),
            paper_roll: self.paper_roll.or(file.paper_roll),
            service_pin_file: self.service_pin_file.or(file.service_pin_file),
            service_card_file: self.service_card_file.or(file.service_card_file),
            window: self.window.or(file.window),
            panel_mm: self.panel_mm.or(file.panel_mm),
            language: self.language.or(file.language),
            journal: self.journal.or(file.journal),
        }
    }
}

fn read_file(path: &Path) -> Result<Arguments, String> {
    let wrong =
        |why: String| format!("the file {} of --config {}", path.display(), first_sentence(&why));
    let text =
        fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    config::Config::builder()
        .add_source(config::File::from_str(&text, config::FileFormat::Toml))
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| wrong(format!("is not right: {error}")))
}

fn server_url(text: &str) -> Result<reqwest::Url, String> {
    let wrong =
        || format!("--server \"{text}\" is not an address such as http://192.168.1.10:8080");
    let url = reqwest::Url::parse(text.trim_end_matches('/')).map_err(|_| wrong())?;
    match url.scheme() {
        "http" if url.has_host() => Ok(url),
        "https" => Err(format!(
            "--server \"{text}\" needs TLS, which this version does not speak: use http://"
        )),
        _ => Err(wrong()),
    }
}

fn read_token(path: &Path) -> Result<Token, String> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| format!("the token file {shown} cannot be read: {error}"))?;
    let token = text.trim();
    if token.is_empty() {
        return Err(format!("the token file {shown} is empty"));
    }
    // RFC 6750, 2.1: what may stand after "Bearer".
    let fits = |sign: char| sign.is_ascii_alphanumeric() || "-._~+/=".contains(sign);
    if !token.chars().all(fits) {
        return Err(format!("the token file {shown} does not hold one token and nothing else"));
    }
    Ok(Token(token.to_owned()))
}

fn key_gap(milliseconds: Option<u64>) -> Result<Duration, String> {
    let gap = milliseconds.map_or(KEY_GAP, Duration::from_millis);
    if (KEY_GAP_MIN..=KEY_GAP_MAX).contains(&gap) {
        return Ok(gap);
    }
    let [least, most] = [KEY_GAP_MIN, KEY_GAP_MAX].map(|gap| gap.as_millis());
    Err(format!("--scanner-key-gap is {least} to {most} milliseconds, not {}", gap.as_millis()))
}

fn size(option: &str, text: &str, least: u32) -> Result<Size, String> {
    let read = || {
        let (width, height) = text.split_once(['x', 'X', '×'])?;
        let size = Size { width: width.trim().parse().ok()?, height: height.trim().parse().ok()? };
        (size.width >= least && size.height >= least && size.width.max(size.height) <= 16_384)
            .then_some(size)
    };
    read().ok_or_else(|| format!("{option} \"{text}\" is not a width and a height such as 1080x1920, of at least {least} each"))
}

/// The first line without what a parser puts before it; parsers add usage and pointers under it.
fn first_sentence(text: &str) -> String {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let mut lines = text.lines().map(str::trim).take_while(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let rest: Vec<&str> = lines.collect();
    if first.ends_with(':') { format!("{first} {}", rest.join(", ")) } else { first.to_owned() }
}
