//! The options of `voice`: hearing a call, and what is missing for a voice.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use shared::announcement;
use shared::text::Language;

use super::{COMMAND_USUAL, SpeechCommand};
use crate::language;
use crate::options::Folder;

/// What can be done about the voice.
#[derive(Debug, Subcommand)]
pub enum VoiceTask {
    /// Writes a call as a WAV, as boards play it; works while the server runs
    Say(VoiceSayOptions),
    /// Tells whether there is a voice, and which recorded clips are missing; works while the server runs
    Check(VoiceCheckOptions),
}

/// The program that speaks.
#[derive(Clone, Debug, Args)]
pub struct VoiceCommandOption {
    /// The program that speaks where recorded clips are missing, with its options: the words go in by its
    /// standard input, a WAV comes out; {voice} becomes vi, vi-vn-x-central, vi-vn-x-south or en
    #[arg(
        long,
        value_name = "COMMAND",
        env = "ONESTOP_VOICE_COMMAND",
        default_value = COMMAND_USUAL,
        value_parser = SpeechCommand::parse
    )]
    pub voice_command: SpeechCommand,
}

/// Options of `voice say`.
#[derive(Debug, Args)]
pub struct VoiceSayOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// The number that is called, such as A025
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    pub number: String,
    /// The code of the desk
    #[arg(long, value_name = "DESK")]
    pub desk: String,
    /// The language: vi or en
    #[arg(long, value_name = "LANGUAGE", default_value = "vi", value_parser = spoken_language)]
    pub language: Language,
    /// How often the person has been called; the third call says that it is the last
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub times: u8,
    /// The file to write
    #[arg(long, value_name = "FILE", env = "ONESTOP_TO")]
    pub to: PathBuf,
    /// The program that speaks.
    #[command(flatten)]
    pub command: VoiceCommandOption,
}

/// Options of `voice check`.
#[derive(Debug, Args)]
pub struct VoiceCheckOptions {
    /// Where the data stand.
    #[command(flatten)]
    pub folder: Folder,
    /// The program that speaks.
    #[command(flatten)]
    pub command: VoiceCommandOption,
}

fn number(text: &str) -> Result<String, String> {
    if announcement::is_number(text) {
        return Ok(text.to_owned());
    }
    Err(format!("it must be up to {} letters and digits", announcement::NUMBER_SIGNS_MAX))
}

fn spoken_language(text: &str) -> Result<Language, String> {
    language::of_code(text).ok_or_else(|| "it must be vi or en".to_owned())
}
