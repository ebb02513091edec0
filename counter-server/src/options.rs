//! The command line, and how the environment and a file stand in for it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::dossier_code;
use crate::identity::{DeviceKind, Role};
use crate::logging::LogFormat;
use crate::settings::Settings;
use crate::voice::{VoiceCommandOption, VoiceTask};

/// The server of one public service center.
///
/// Every option can also stand in the environment, as ONESTOP_ and its name in capitals, and in the TOML
/// file named by --config, with `_` for `-`. The command line goes before the environment, and the
/// environment before the file.
#[derive(Debug, Parser)]
#[command(name = "counter-server", version, about, long_about, arg_required_else_help = true)]
pub struct Options {
    /// A TOML file in which options can stand
    #[arg(long, value_name = "FILE", global = true, env = "ONESTOP_CONFIG")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub task: Task,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Makes a new database
    Init(InitOptions),
    /// Runs the server until SIGTERM or Ctrl-C
    Serve(Box<ServeOptions>),
    /// Members of staff
    #[command(subcommand)]
    Staff(StaffTask),
    /// Kiosks and boards
    #[command(subcommand)]
    Device(DeviceTask),
    /// The configuration as one file
    #[command(subcommand)]
    Config(ConfigTask),
    /// The forms that citizens fill in
    #[command(subcommand)]
    Forms(FormsTask),
    /// The voice that speaks calls
    #[command(subcommand)]
    Voice(VoiceTask),
    /// Checks that the data are whole; works while the server runs
    Check(Folder),
    /// Copies the database and checks the copy; works while the server runs
    Backup(BackupOptions),
    /// Puts a backup in the place of the database, which is kept under another name
    Restore(RestoreOptions),
}

/// Where the data stand.
#[derive(Debug, Args)]
pub struct Folder {
    /// The folder that holds everything of one center
    #[arg(long, value_name = "DIR", env = "ONESTOP_DATA")]
    pub data: PathBuf,
}

/// Options of `init`.
#[derive(Debug, Args)]
pub struct InitOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// Fills the database with a sample center: `ward` has 25 procedures, 6 services, 8 desks
    #[arg(long, value_name = "NAME", env = "ONESTOP_SAMPLE")]
    pub sample: Option<String>,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// Where to listen; port 0 takes a free one
    #[arg(
        long,
        value_name = "ADDR:PORT",
        env = "ONESTOP_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub listen: SocketAddr,
    /// What addresses printed on tickets begin with, such as http://queue.example.vn; by default the
    /// address that the kiosk uses
    #[arg(long, value_name = "URL", env = "ONESTOP_PUBLIC_BASE_URL", value_parser = base_url)]
    pub public_base_url: Option<String>,
    /// Requests a second that one device may send; 0 = any number
    #[arg(
        long,
        value_name = "N",
        env = "ONESTOP_REQUESTS_PER_SECOND_MAX",
        default_value_t = 1_000
    )]
    pub requests_per_second_max: u32,
    /// Events kept in memory for screens that come back
    #[arg(long, value_name = "N", env = "ONESTOP_EVENTS_KEPT", default_value_t = 20_000)]
    pub events_kept: usize,
    /// How the center's own dossier codes are made: {yymmdd} becomes the date, {serial} the number of the date
    #[arg(
        long,
        value_name = "PATTERN",
        env = "ONESTOP_DOSSIER_CODE_PATTERN",
        default_value = dossier_code::PATTERN_USUAL,
        value_parser = dossier_code_pattern
    )]
    pub dossier_code_pattern: String,
    /// The program that speaks.
    #[command(flatten)]
    pub voice: VoiceCommandOption,
    /// What to log on stderr: error, warn, info or debug
    #[arg(long, value_name = "LEVEL", env = "ONESTOP_LOG_LEVEL", default_value = "info")]
    pub log_level: String,
    /// The shape of log lines
    #[arg(long, value_name = "FORMAT", env = "ONESTOP_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// What can be done about staff.
#[derive(Debug, Subcommand)]
pub enum StaffTask {
    /// Adds a member of staff; works while the server runs
    Add(StaffAddOptions),
}

/// Options of `staff add`.
#[derive(Debug, Args)]
pub struct StaffAddOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// The name to sign in with
    #[arg(long, value_name = "NAME", env = "ONESTOP_NAME")]
    pub name: String,
    /// What they may do
    #[arg(long, value_name = "ROLE", env = "ONESTOP_ROLE", value_enum)]
    pub role: Role,
    /// Reads the password from the first line of stdin; there is no other way to give it, so that it
    /// never stands in a list of processes or a history
    #[arg(long, required = true)]
    pub password_stdin: bool,
}

/// What can be done about devices.
#[derive(Debug, Subcommand)]
pub enum DeviceTask {
    /// Enrols a kiosk or board and prints its token, once; works while the server runs
    Add(DeviceAddOptions),
}

/// Options of `device add`.
#[derive(Debug, Args)]
pub struct DeviceAddOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// What it is
    #[arg(long, value_name = "KIND", env = "ONESTOP_KIND", value_enum)]
    pub kind: DeviceKind,
    /// Where it stands, such as "Sảnh trái 1"
    #[arg(long, value_name = "NAME", env = "ONESTOP_NAME")]
    pub name: String,
}

/// What can be done about forms.
#[derive(Debug, Subcommand)]
pub enum FormsTask {
    /// Checks definitions of forms and says, line by line, what is wrong
    Check(FormsCheckOptions),
}

/// Options of `forms check`.
#[derive(Debug, Args)]
pub struct FormsCheckOptions {
    /// Where the data stand: checks what is in its folder `forms`
    #[arg(
        long,
        value_name = "DIR",
        env = "ONESTOP_DATA",
        required_unless_present = "file",
        hide_env_values = true
    )]
    pub data: Option<PathBuf>,
    /// Files to check instead, before they are put there
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub file: Vec<PathBuf>,
}

/// What can be done about the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigTask {
    /// Writes the whole configuration into a TOML file; works while the server runs
    Export(ConfigExportOptions),
    /// Takes the whole configuration from a TOML file and prints what changes; a running server takes it over
    Import(ConfigImportOptions),
}

/// Options of `config export`.
#[derive(Debug, Args)]
pub struct ConfigExportOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// The file to write
    #[arg(long, value_name = "FILE", env = "ONESTOP_TO")]
    pub to: PathBuf,
}

/// Options of `config import`.
#[derive(Debug, Args)]
pub struct ConfigImportOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// The file to read
    #[arg(long, value_name = "FILE", env = "ONESTOP_FROM")]
    pub from: PathBuf,
    /// Only prints what would change
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct BackupOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// The new file; pictures, forms and recorded clips go into the folder FILE.files
    #[arg(long, value_name = "FILE", env = "ONESTOP_TO")]
    pub to: PathBuf,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct RestoreOptions {
    /// The backup; FILE.files beside it is put back as well
    #[arg(long, value_name = "FILE", env = "ONESTOP_FROM")]
    pub from: PathBuf,
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
}

impl ServeOptions {
    /// The settings of the server.
    #[must_use]
    pub fn settings(&self) -> Settings {
        Settings {
            listen: self.listen,
            public_base_url: self.public_base_url.clone(),
            requests_per_second_max: self.requests_per_second_max,
            events_kept: self.events_kept,
            dossier_code_pattern: self.dossier_code_pattern.clone(),
            voice_command: self.voice.voice_command.clone(),
            ..Settings::default()
        }
    }
}

fn dossier_code_pattern(text: &str) -> Result<String, String> {
    if dossier_code::is_pattern(text) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "it must hold {{yymmdd}} and {{serial}}, such as {}",
            dossier_code::PATTERN_USUAL
        ))
    }
}

fn base_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(char::is_whitespace) => {
            Ok(text.to_owned())
        }
        _ => Err("it must begin with http:// or https://".to_owned()),
    }
}

/// Why there are no options to work with.
#[derive(Debug)]
pub enum NoOptions {
    /// The user asked for help or the version, which is to be printed.
    Asked(clap::Error),
    /// Something is wrong, in one sentence.
    Wrong(String),
}

/// Reads the options from the arguments, the environment and the file that they name.
///
/// # Errors
/// [`NoOptions`], also when the user only asked for help.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Options, NoOptions> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut command = Options::command();
    if let Some(file) = config_file(&arguments) {
        let values = read_file(&file).map_err(NoOptions::Wrong)?;
        check_names(&command, &values, &file).map_err(NoOptions::Wrong)?;
        command = with_defaults(command, &values);
    }
    command
        .try_get_matches_from(arguments)
        .and_then(|matches| Options::from_arg_matches(&matches))
        .map_err(|error| {
            if error.use_stderr()
                && error.kind() != clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            {
                NoOptions::Wrong(sentence(&error))
            } else {
                NoOptions::Asked(error)
            }
        })
}

/// The file is needed before the arguments can be parsed, because it may hold some that are required.
fn config_file(arguments: &[OsString]) -> Option<PathBuf> {
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if argument == "--config" {
            return arguments.next().map(PathBuf::from);
        }
        if let Some(file) = argument.to_str().and_then(|text| text.strip_prefix("--config=")) {
            return Some(PathBuf::from(file));
        }
    }
    std::env::var_os("ONESTOP_CONFIG").map(PathBuf::from)
}

fn read_file(file: &Path) -> Result<BTreeMap<String, String>, String> {
    if !file.is_file() {
        return Err(format!("there is no configuration file {}", file.display()));
    }
    let unreadable = |error: config::ConfigError| {
        let error = error.to_string();
        format!("{} cannot be read: {}", file.display(), error.lines().next().unwrap_or_default())
    };
    let source = config::File::from(file.to_owned()).format(config::FileFormat::Toml);
    let table = config::Config::builder()
        .add_source(source)
        .build()
        .and_then(config::Config::try_deserialize::<BTreeMap<String, config::Value>>)
        .map_err(unreadable)?;
    table
        .into_iter()
        .map(|(name, value)| Ok((name.replace('-', "_"), value.into_string().map_err(unreadable)?)))
        .collect()
}

fn check_names(
    command: &Command,
    values: &BTreeMap<String, String>,
    file: &Path,
) -> Result<(), String> {
    match values.keys().find(|name| !is_option(command, name)) {
        None => Ok(()),
        Some(name) => Err(format!("{}: there is no option `{name}`", file.display())),
    }
}

fn is_option(command: &Command, name: &str) -> bool {
    command.get_arguments().any(|argument| argument.get_id() == name && name != "password_stdin")
        || command.get_subcommands().any(|command| is_option(command, name))
}

/// Gives every option that stands in the file its value from there, as a default.
fn with_defaults(mut command: Command, values: &BTreeMap<String, String>) -> Command {
    let names: Vec<String> =
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    for name in names {
        if let Some(value) = values.get(&name) {
            // Lives as long as the program, as clap wants; read once at the start.
            let value: &'static str = Box::leak(value.clone().into_boxed_str());
            command =
                command.mut_arg(name, |argument| argument.required(false).default_value(value));
        }
    }
    let commands: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in commands {
        command = command.mut_subcommand(name, |command| with_defaults(command, values));
    }
    command
}

/// What clap has to say, without its hints on usage, in one line.
fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim).take_while(|line| !line.is_empty());
    let line = lines.collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs;

    use clap::CommandFactory;

    use super::{NoOptions, Options, Task, read};

    fn read_from(arguments: &[&str]) -> Result<Options, String> {
        let all = std::iter::once("counter-server").chain(arguments.iter().copied());
        read(all.map(OsString::from)).map_err(|no| match no {
            NoOptions::Wrong(sentence) => sentence,
            NoOptions::Asked(error) => panic!("{error}"),
        })
    }

    #[test]
    fn the_command_line_is_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn a_file_stands_in_for_options_and_the_command_line_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("server.toml");
        fs::write(&file, "data = \"/srv/center\"\nlisten = \"127.0.0.1:9000\"\nevents-kept = 5\n")
            .unwrap();
        let file = file.to_str().unwrap();
        let options = read_from(&["serve", "--config", file, "--events-kept", "7"]).unwrap();
        let Task::Serve(serve) = options.task else { panic!() };
        assert_eq!(serve.folder.data.to_str(), Some("/srv/center"));
        assert_eq!(serve.settings().listen.port(), 9000);
        assert_eq!(serve.settings().events_kept, 7);
    }

    #[test]
    fn what_is_wrong_is_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("server.toml");
        fs::write(&file, "colour = \"blue\"\n").unwrap();
        let broken = folder.path().join("broken.toml");
        fs::write(&broken, "data = \n").unwrap();
        for (arguments, part) in [
            (vec!["serve", "--data", "d", "--speed", "9"], "--speed"),
            (vec!["serve"], "--data"),
            (vec!["serve", "--data", "d", "--listen", "nowhere"], "nowhere"),
            (vec!["serve", "--data", "d", "--public-base-url", "ftp://x"], "http://"),
            (vec!["frobnicate"], "frobnicate"),
            (
                vec![
                    "staff",
                    "add",
                    "--data",
                    "d",
                    "--name",
                    "n",
                    "--role",
                    "king",
                    "--password-stdin",
                ],
                "possible values: staff, reception, manager, admin",
            ),
            (
                vec!["staff", "add", "--data", "d", "--name", "n", "--role", "staff"],
                "--password-stdin",
            ),
            (vec!["check", "--config", "/nonexistent.toml"], "no configuration file"),
            (vec!["check", "--config", file.to_str().unwrap()], "`colour`"),
            (vec!["check", "--config", broken.to_str().unwrap()], "broken.toml"),
        ] {
            let sentence = read_from(&arguments).unwrap_err();
            assert!(sentence.contains(part), "{arguments:?}: {sentence}");
            assert!(!sentence.contains('\n') && !sentence.contains("Usage"), "{sentence}");
        }
    }
}
