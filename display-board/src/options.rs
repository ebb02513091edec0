//! What the board is started with: command line, environment, TOML file, in this order of strength.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Parser, ValueEnum};
use reqwest::Url;
use serde::Deserialize;
use shared::ids::ZoneId;
use shared::text::Language;

use crate::sound::{self, Sound};

/// Everything that the board needs to start, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the server is; plain HTTP.
    pub server: Url,
    /// What the board shows the server to be let in.
    pub token: Token,
    /// The zone that is shown; all desks without one.
    pub zone: Option<ZoneId>,
    /// The window's size in pixels; the whole display without one.
    pub window: Option<Size>,
    /// The visible panel in millimetres.
    pub panel_mm: Option<Size>,
    /// From how far the calls are read.
    pub distance: Distance,
    /// What stands beside the calls.
    pub layout: Layout,
    /// Dark letters on light grounds, or light on dark.
    pub theme: BoardTheme,
    /// The language of the screen.
    pub language: BoardLanguage,
    /// No sound.
    pub mute: bool,
    /// Where the sound goes.
    pub sound: Sound,
    /// Where the board remembers what it said; without it calls from before the start are only shown.
    pub state: Option<PathBuf>,
    /// A folder of pictures that take turns with the tips.
    pub slides: Option<PathBuf>,
}

/// A device's token; its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Wraps a token.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

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

/// Width and height, written `1920x1080`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Size {
    /// Width, 1 to 20,000.
    pub width: u32,
    /// Height, 1 to 20,000.
    pub height: u32,
}

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("'{text}' is not a size such as 1920x1080");
        let (width, height) = text.split_once(['x', 'X', '×']).ok_or_else(refuse)?;
        let side = |text: &str| text.trim().parse().ok().filter(|side| (1..=20_000).contains(side));
        Ok(Self {
            width: side(width).ok_or_else(refuse)?,
            height: side(height).ok_or_else(refuse)?,
        })
    }
}

impl TryFrom<String> for Size {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// What a board shows beside the newest calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// The calls before them, queues, desks; no tips.
    Calls,
    /// The same smaller, and a place for tips.
    #[default]
    CallsAndTips,
    /// A large place for tips, and the last calls.
    TipsAndLastCall,
}

/// How bright the board is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum BoardTheme {
    /// Dark letters on light grounds.
    #[default]
    Light,
    /// Light letters on dark grounds, for a lobby that is dim.
    Dark,
}

/// A distance from which something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "f32")]
pub struct Distance {
    centimetres: u16,
}

impl Distance {
    /// In metres.
    #[must_use]
    pub fn metres(self) -> f32 {
        f32::from(self.centimetres) / 100.0
    }
}

impl Default for Distance {
    fn default() -> Self {
        Self { centimetres: 1000 }
    }
}

impl TryFrom<f32> for Distance {
    type Error = String;

    fn try_from(metres: f32) -> Result<Self, String> {
        if !(0.5..=50.0).contains(&metres) {
            return Err(format!("'{metres}' is not a distance of 0.5 to 50 metres"));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 5,000, as was just checked"
        )]
        let centimetres = (metres * 100.0).round() as u16;
        Ok(Self { centimetres })
    }
}

impl std::str::FromStr for Distance {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let metres: f32 =
            text.trim().parse().map_err(|_| format!("'{text}' is not a number of metres"))?;
        Self::try_from(metres)
    }
}

/// Which languages the screen shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum BoardLanguage {
    /// Vietnamese, with small English lines where visitors need them.
    #[default]
    Vi,
    /// English, with small Vietnamese lines where visitors need them.
    En,
    /// Vietnamese, with English under every line, also under the services.
    Both,
}

impl BoardLanguage {
    /// The language of the large lines.
    #[must_use]
    pub fn main(self) -> Language {
        match self {
            Self::Vi | Self::Both => Language::Vi,
            Self::En => Language::En,
        }
    }

    /// The language of the small lines.
    #[must_use]
    pub fn second(self) -> Language {
        match self.main() {
            Language::Vi => Language::En,
            Language::En => Language::Vi,
        }
    }
}

/// Why the program ends before it shows anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// `--help` or `--version`: text for stdout.
    Told(String),
    /// Something is wrong: one sentence for stderr.
    Refused(String),
}

/// The lobby board of a public service center: calls, people waiting, tips.
#[derive(Debug, Default, Parser)]
#[command(name = "display-board", version)]
struct Given {
    /// A TOML file with any of these options, such as `token_file = "/etc/onestop/board.token"`
    #[arg(long, env = "ONESTOP_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
}

/// The options that may also stand in the file.
#[derive(Debug, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// Address of the counter-server, such as http://192.168.1.10:8080
    #[arg(long, env = "ONESTOP_SERVER", value_name = "URL")]
    server: Option<String>,
    /// File with the token that `counter-server device add --kind board` printed
    #[arg(long, env = "ONESTOP_TOKEN_FILE", value_name = "FILE")]
    #[serde(alias = "token-file")]
    token_file: Option<PathBuf>,
    /// Show only the desks of this zone; desk:5 makes the board the display over desk 5
    #[arg(long, env = "ONESTOP_ZONE", value_name = "NAME")]
    zone: Option<String>,
    /// Size of the window in pixels; without it the board fills the display
    #[arg(long, env = "ONESTOP_WINDOW", value_name = "1920x1080")]
    window: Option<Size>,
    /// Size of the visible panel in millimetres: calls are made large enough to be read from the distance
    #[arg(long, env = "ONESTOP_PANEL_MM", value_name = "1210x680")]
    #[serde(alias = "panel-mm")]
    panel_mm: Option<Size>,
    /// From how many metres calls must be readable [default: 10]
    #[arg(long, env = "ONESTOP_DISTANCE", value_name = "METRES")]
    distance: Option<Distance>,
    /// What stands beside the newest calls [default: calls-and-tips]
    #[arg(long, env = "ONESTOP_LAYOUT", value_enum)]
    layout: Option<Layout>,
    /// Light or dark grounds [default: light]
    #[arg(long, env = "ONESTOP_THEME", value_enum)]
    theme: Option<BoardTheme>,
    /// Language of the screen
    #[arg(long, env = "ONESTOP_LANGUAGE", value_enum)]
    language: Option<BoardLanguage>,
    /// Make no sound
    #[arg(long, env = "ONESTOP_MUTE", num_args = 0..=1, default_missing_value = "true", value_name = "true|false")]
    mute: Option<bool>,
    /// Sound output: default, none, the name of an ALSA output, or, for checks, file:PATH for a WAV of what would be heard
    #[arg(long, env = "ONESTOP_SOUND", value_name = "OUTPUT")]
    sound: Option<Sound>,
    /// Folder that remembers which calls were spoken [default: systemd's STATE_DIRECTORY, or ~/.local/state]
    #[arg(long, env = "ONESTOP_STATE", value_name = "DIR")]
    state: Option<PathBuf>,
    /// Folder of PNG and JPEG pictures, shown as slides between the tips (10 MB and 4096 pixels a side at most; no videos)
    #[arg(long, env = "ONESTOP_SLIDES", value_name = "DIR")]
    slides: Option<PathBuf>,
}

impl Options {
    /// Reads and checks the options; `arguments` begin with the program's name.
    ///
    /// # Errors
    /// [`Stop`] when help was asked for, or with the one sentence that says what is wrong.
    pub fn read<I, T>(arguments: I) -> Result<Self, Stop>
    where
        I: IntoIterator<Item = T>,
        T: Into<OsString> + Clone,
    {
        let given = Given::try_parse_from(arguments).map_err(|error| stop(&error))?;
        let file = match &given.config {
            Some(path) => read_file(path).map_err(Stop::Refused)?,
            None => Settings::default(),
        };
        given.settings.or(file).check().map_err(Stop::Refused)
    }
}

impl Settings {
    /// These settings, and for what they leave open those of the file.
    fn or(self, file: Self) -> Self {
        Self {
            server: self.server.or(file.server),
            token_file: self.token_file.or(file.token_file),
            zone: self.zone.or(file.zone),
            window: self.window.or(file.window),
            panel_mm: self.panel_mm.or(file.panel_mm),
            distance: self.distance.or(file.distance),
            layout: self.layout.or(file.layout),
            theme: self.theme.or(file.theme),
            language: self.language.or(file.language),
            mute: self.mute.or(file.mute),
            sound: self.sound.or(file.sound),
            state: self.state.or(file.state),
            slides: self.slides.or(file.slides),
        }
    }

    fn check(self) -> Result<Options, String> {
        let server = self.server.ok_or("--server is missing: the address of the counter-server")?;
        let token_file =
            self.token_file.ok_or("--token-file is missing: the file with this board's token")?;
        Ok(Options {
            server: read_server(&server)?,
            token: read_token(&token_file)?,
            zone: self.zone.filter(|zone| !zone.is_empty()).map(ZoneId::from),
            window: self.window,
            panel_mm: self.panel_mm,
            distance: self.distance.unwrap_or_default(),
            layout: self.layout.unwrap_or_default(),
            theme: self.theme.unwrap_or_default(),
            language: self.language.unwrap_or_default(),
            mute: self.mute.unwrap_or(false),
            sound: self.sound.unwrap_or_default(),
            state: self.state.or_else(sound::usual_state_folder),
            slides: self.slides,
        })
    }
}

fn read_server(text: &str) -> Result<Url, String> {
    let refuse = || format!("--server '{text}' is not an address such as http://192.168.1.10:8080");
    let mut url = Url::parse(text).map_err(|_| refuse())?;
    if url.scheme() != "http" || url.host().is_none() {
        return Err(refuse());
    }
    // `Url::join` would drop the last part of a path that does not end in a slash.
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

fn read_token(path: &Path) -> Result<Token, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("the token file {} cannot be read: {error}", path.display()))?;
    let token = text.trim();
    // What can stand in a header: anything else would make every request fail later on.
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("the file {} does not hold a token in one line", path.display()));
    }
    Ok(Token::new(token))
}

fn read_file(path: &Path) -> Result<Settings, String> {
    let source = config::File::from(path).format(config::FileFormat::Toml);
    config::Config::builder()
        .add_source(source)
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| {
            let reason = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            format!("the configuration file {} cannot be used: {reason}", path.display())
        })
}

/// clap explains at length; on stderr one sentence is enough.
fn stop(error: &clap::Error) -> Stop {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Told(error.to_string()),
        _ => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            let sentence = first.strip_prefix("error: ").unwrap_or(first);
            Stop::Refused(format!("{sentence}; --help lists the options"))
        }
    }
}
