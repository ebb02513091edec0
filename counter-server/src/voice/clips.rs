//! Recorded clips in place of a synthesiser: which a sentence needs, and the saying that they make.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use shared::text::Language;

use super::level;
use super::sound::{Length, NoSound, Sound};

/// The largest clip that is read, in bytes.
const CLIP_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The folder of the recorded clips, with one folder a language inside.
#[derive(Clone, Debug)]
pub(super) struct ClipFolder {
    path: PathBuf,
}

/// Clips that are all there, in the order in which they are said, with what tells this state of the files from
/// another.
#[derive(Clone, Debug)]
pub(super) struct Recorded {
    parts: Vec<Vec<PathBuf>>,
    pub(super) stamp: String,
}

/// Why a sentence is not said with clips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoClips {
    /// The center has no clips in this language.
    None,
    /// These are not there.
    Missing(Vec<PathBuf>),
}

/// A clip that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the clip {} cannot be used: {reason}", .path.display())]
pub(super) struct BrokenClip {
    path: PathBuf,
    reason: String,
}

impl ClipFolder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    pub(super) fn file(&self, language: Language, name: &str) -> PathBuf {
        self.path.join(language.code()).join(format!("{name}.wav"))
    }

    /// Whether the center has any clip in this language.
    pub(super) fn has_any(&self, language: Language) -> bool {
        let Ok(entries) = fs::read_dir(self.path.join(language.code())) else { return false };
        let is_wav = |path: PathBuf| path.extension().is_some_and(|extension| extension == "wav");
        entries.filter_map(Result::ok).any(|entry| is_wav(entry.path()))
    }

    /// The clips of a sentence, given by their names.
    pub(super) fn find(
        &self,
        language: Language,
        names: &[Vec<String>],
    ) -> Result<Recorded, NoClips> {
        let (mut missing, mut stamp) = (Vec::new(), String::new());
        let mut parts = Vec::new();
        for part in names {
            let files: Vec<PathBuf> = part.iter().map(|name| self.file(language, name)).collect();
            for file in &files {
                match fs::metadata(file) {
                    Ok(about) if about.is_file() => {
                        let (seconds, nanoseconds) = (about.mtime(), about.mtime_nsec());
                        let (path, length) = (file.display(), about.len());
                        stamp.push_str(&format!("{path} {length} {seconds}.{nanoseconds}\n"));
                    }
                    _ if missing.contains(file) => {}
                    _ => missing.push(file.clone()),
                }
            }
            stamp.push('\n');
            parts.push(files);
        }
        if missing.is_empty() {
            return Ok(Recorded { parts, stamp });
        }
        Err(if self.has_any(language) { NoClips::Missing(missing) } else { NoClips::None })
    }
}

impl Recorded {
    /// The saying.
    pub(super) fn make(&self) -> Result<Sound, BrokenClip> {
        let mut parts = Vec::new();
        for part in &self.parts {
            parts.push(part.iter().map(read).collect::<Result<Vec<Sound>, BrokenClip>>()?);
        }
        // Clips that can be heard alone can be heard together.
        level::joined(&parts).map_err(|error| BrokenClip {
            path: self.parts.first().and_then(|part| part.first()).cloned().unwrap_or_default(),
            reason: error.to_string(),
        })
    }
}

/// One clip, ready to be joined.
fn read(path: &PathBuf) -> Result<Sound, BrokenClip> {
    let broken = |reason: String| BrokenClip { path: path.clone(), reason };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(CLIP_BYTES_MAX + 1).read_to_end(&mut bytes))
        .map_err(|error| broken(error.to_string()))?;
    // A length in memory always fits.
    if bytes.len() as u64 > CLIP_BYTES_MAX {
        return Err(broken(format!("it is larger than {CLIP_BYTES_MAX} bytes")));
    }
    let sound = Sound::from_wav(&bytes, Length::Known).and_then(level::clip);
    sound.map_err(|error: NoSound| broken(error.to_string()))
}

/// Whether a clip that is there can be used.
pub(super) fn try_clip(path: &PathBuf) -> Result<(), BrokenClip> {
    read(path).map(|_| ())
}
