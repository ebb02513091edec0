//! What can be set about a running server.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::dossier_code;
use crate::voice::SpeechCommand;

/// Settings of `serve`, from the command line, the environment and the configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What addresses printed on tickets begin with; the address that the kiosk used when not set.
    pub public_base_url: Option<String>,
    /// Requests a second that one device may send; 0 = any number.
    pub requests_per_second_max: u32,
    /// Events kept in memory for clients that come back.
    pub events_kept: usize,
    /// How long the writer waits for another program that writes into the database.
    pub storage_wait: Duration,
    /// The pause between two heartbeats of a live stream.
    pub heartbeat: Duration,
    /// The pattern of the center's own dossier codes.
    pub dossier_code_pattern: String,
    /// The program that speaks calls where recorded clips are missing.
    pub voice_command: SpeechCommand,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_base_url: None,
            requests_per_second_max: 1_000,
            events_kept: 20_000,
            storage_wait: Duration::from_secs(5),
            heartbeat: Duration::from_secs(10),
            dossier_code_pattern: dossier_code::PATTERN_USUAL.to_owned(),
            voice_command: SpeechCommand::default(),
        }
    }
}
