//! Where the board's sound goes and where it remembers what it said, as the options name them.

use std::ffi::OsString;
use std::path::PathBuf;

use serde::Deserialize;

/// The folder below the user's folder for state (XDG base directories) when nobody names another.
const STATE_FOLDER: &str = "one-stop-board";

/// Where the sound goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Sound {
    /// The machine's usual output.
    #[default]
    Default,
    /// Nowhere.
    None,
    /// The output of this name, as ALSA has it.
    Device(String),
    /// A WAV of what would be heard, for checks.
    File(PathBuf),
}

impl std::str::FromStr for Sound {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" | "file:" => Err(format!(
                "'{text}' is neither default, none, file:PATH nor the name of an output"
            )),
            "default" => Ok(Self::Default),
            "none" => Ok(Self::None),
            name => Ok(name.strip_prefix("file:").map_or_else(
                || Self::Device(name.to_owned()),
                |path| Self::File(PathBuf::from(path)),
            )),
        }
    }
}

impl TryFrom<String> for Sound {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The folder that systemd gives the service (systemd.exec, `StateDirectory=`), or one below the user's own
/// folder for state; none where there is neither.
#[must_use]
pub fn usual_state_folder() -> Option<PathBuf> {
    state_folder_of(|name| std::env::var_os(name).filter(|value| !value.is_empty()))
}

fn state_folder_of(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(folders) = variable("STATE_DIRECTORY") {
        return std::env::split_paths(&folders).next();
    }
    let users = variable("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(variable("HOME")?).join(".local/state")));
    users.filter(|folder| folder.is_absolute()).map(|folder| folder.join(STATE_FOLDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_named_in_words_or_as_files() {
        for (text, sound) in [
            ("default", Sound::Default),
            ("none", Sound::None),
            ("hdmi:CARD=PCH,DEV=0", Sound::Device("hdmi:CARD=PCH,DEV=0".to_owned())),
            ("file:/var/a b.wav", Sound::File("/var/a b.wav".into())),
        ] {
            assert_eq!(text.parse(), Ok(sound), "{text}");
        }
        assert!("".parse::<Sound>().is_err() && "file:".parse::<Sound>().is_err());
    }

    #[test]
    fn the_service_s_folder_is_stronger_than_the_user_s() {
        let given = |set: &[(&str, &str)]| {
            state_folder_of(|name| {
                set.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
            })
        };
        let all = [
            ("STATE_DIRECTORY", "/var/lib/board:/var/lib/more"),
            ("XDG_STATE_HOME", "/data/state"),
            ("HOME", "/home/lan"),
        ];
        assert_eq!(given(&all), Some("/var/lib/board".into()));
        assert_eq!(given(&all[1..]), Some("/data/state/one-stop-board".into()));
        assert_eq!(given(&all[2..]), Some("/home/lan/.local/state/one-stop-board".into()));
        assert_eq!(given(&[]), None);
    }
}
