//! What was spoken, kept in a small file, so that a program that starts again does not repeat itself.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use shared::ids::ZoneId;

use crate::announcer::{SPOKEN_MAX, Spoken};

/// The file is never larger than this; one that is was not written by this program.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// What stands in the file.
#[derive(Default, Serialize, Deserialize)]
struct Contents {
    spoken: Vec<Spoken>,
}

/// The file of one board.
#[derive(Clone, Debug)]
pub struct SpokenFile {
    path: PathBuf,
    is_warned: bool,
}

impl SpokenFile {
    /// The file of a board that shows this zone; the folder is made when it is not there yet.
    ///
    /// # Errors
    /// When there is no such folder and none can be made.
    pub fn open(folder: &Path, zone: Option<&ZoneId>) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let name = zone.map_or_else(
            || "spoken.json".to_owned(),
            |zone| format!("spoken-{}.json", file_name_of(zone.as_str())),
        );
        Ok(Self { path: folder.join(name), is_warned: false })
    }

    /// What an earlier run wrote. A file that cannot be read is as good as none: the worst is that a call of
    /// the last minute is said once more.
    #[must_use]
    pub fn read(&self) -> Vec<Spoken> {
        let mut text = String::new();
        let read = std::fs::File::open(&self.path)
            .and_then(|file| file.take(FILE_BYTES_MAX).read_to_string(&mut text));
        match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => tracing::warn!(path = %self.path.display(), %error, "cannot be read"),
            Ok(_) => {}
        }
        let mut spoken =
            serde_json::from_str::<Contents>(&text).map_or_else(|_| Vec::new(), |it| it.spoken);
        spoken.truncate(SPOKEN_MAX);
        spoken
    }

    /// Replaces what the file holds, whole or not at all. A disk that does not take it is told once; calls
    /// are spoken all the same.
    pub fn write(&mut self, spoken: &[Spoken]) {
        let result = serde_json::to_vec(&Contents { spoken: spoken.to_vec() })
            .map_err(io::Error::other)
            .and_then(|text| {
                let next = self.path.with_extension("new");
                std::fs::write(&next, text)?;
                std::fs::rename(&next, &self.path)
            });
        if let Err(error) = result
            && !std::mem::replace(&mut self.is_warned, true)
        {
            tracing::warn!(path = %self.path.display(), %error, "what was spoken cannot be kept");
        }
    }
}

/// A zone's code as part of a file's name: `desk:5` becomes `desk-5`.
fn file_name_of(code: &str) -> String {
    code.chars().map(|sign| if sign.is_alphanumeric() { sign } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use shared::ids::TicketId;
    use uuid::Uuid;

    use super::*;
    use crate::announcer::CallKey;

    fn spoken(number: u128) -> Spoken {
        Spoken {
            call: CallKey {
                ticket: TicketId(Uuid::from_u128(number)),
                desk: "5".into(),
                called_at: DateTime::parse_from_rfc3339("2026-11-20T08:52:00+07:00")
                    .expect("a time"),
                times: 1,
            },
            vietnamese: 2,
            english: 1,
        }
    }

    #[test]
    fn what_was_written_is_read_again_by_the_same_zone() {
        let folder = tempfile::tempdir().expect("a folder");
        let below = folder.path().join("state/board");
        let mut file = SpokenFile::open(&below, Some(&"desk:5".into())).expect("a file");
        assert_eq!(file.read(), Vec::new());
        file.write(&[spoken(1), spoken(2)]);
        file.write(&[spoken(2), spoken(3)]);
        let again = SpokenFile::open(&below, Some(&"desk:5".into())).expect("a file");
        assert_eq!(again.read(), vec![spoken(2), spoken(3)]);
        let other = SpokenFile::open(&below, None).expect("a file");
        assert_eq!(other.read(), Vec::new());
        assert_eq!(std::fs::read_dir(&below).expect("a folder").count(), 1, "nothing is left over");
    }

    #[test]
    fn a_broken_file_is_as_good_as_none_and_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = SpokenFile::open(folder.path(), None).expect("a file");
        let path = folder.path().join("spoken.json");
        for broken in [&b"{\"spoken\": [{"[..], b"\xff\xfe\x00", b"[]", &[b' '; 100_000]] {
            std::fs::write(&path, broken).expect("written");
            assert_eq!(file.read(), Vec::new());
        }
        file.write(&[spoken(7)]);
        assert_eq!(file.read(), vec![spoken(7)]);
        std::fs::remove_file(&path).expect("removed");
        std::fs::create_dir(&path).expect("a folder in its place");
        file.write(&[spoken(8)]);
        assert_eq!(file.read(), Vec::new());
    }
}
