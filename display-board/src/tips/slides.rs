//! A folder of pictures on the board's own machine, shown as slides between the tips.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use image::{ImageFormat, ImageReader};

/// A file that is larger is no slide.
pub const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// A picture with more pixels on a side is no slide.
pub const SIDE_PIXELS_MAX: u32 = 4096;

/// More files than this are not shown: the folder is then not what it was meant to be.
pub const SLIDES_MAX: usize = 200;

/// How long a slide stands.
pub const SLIDE_SECONDS: u16 = 12;

/// One slide: a file as it was when the folder was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slide {
    /// Where it is.
    pub path: PathBuf,
    /// When it was last changed; another time is another picture.
    pub changed: Option<SystemTime>,
    /// How long it is.
    pub bytes: u64,
}

/// Why a file is no slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSlide {
    /// Too large.
    #[error("it is larger than {} MB", FILE_BYTES_MAX / 1024 / 1024)]
    TooManyBytes,
    /// Too many pixels.
    #[error("it has more than {SIDE_PIXELS_MAX} pixels on a side")]
    TooManyPixels,
    /// Another kind of file.
    #[error("it is neither a PNG nor a JPEG picture; videos are not shown")]
    OtherKind,
    /// Broken, or not readable for the program.
    #[error("it cannot be read")]
    Unreadable,
}

/// The folder, and what was found in it before.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    known: BTreeMap<PathBuf, (Slide, Option<NoSlide>)>,
    is_there: bool,
}

impl Folder {
    /// A folder that was not read yet.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, known: BTreeMap::new(), is_there: true }
    }

    /// Reads the folder: its slides in the order of their names. Only files that are new or changed are opened;
    /// one that is no slide is told once.
    pub fn read(&mut self) -> Vec<Slide> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) => {
                if std::mem::take(&mut self.is_there) {
                    tracing::warn!("the folder of slides cannot be read: {error}");
                }
                self.known.clear();
                return Vec::new();
            }
        };
        self.is_there = true;
        let mut found: Vec<Slide> =
            entries.filter_map(Result::ok).filter_map(|entry| as_file(&entry)).collect();
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found.truncate(SLIDES_MAX);
        let mut known = BTreeMap::new();
        for slide in found {
            let before = self.known.remove(&slide.path).filter(|(before, _)| *before == slide);
            let fault = match before {
                Some((_, fault)) => fault,
                None => look_at(&slide).err().inspect(|fault| {
                    tracing::warn!(file = %slide.path.display(), "no slide: {fault}");
                }),
            };
            known.insert(slide.path.clone(), (slide, fault));
        }
        self.known = known;
        let good = self.known.values().filter(|(_, fault)| fault.is_none());
        good.map(|(slide, _)| slide.clone()).collect()
    }
}

/// A file that people see in the folder; none for folders and hidden files.
fn as_file(entry: &fs::DirEntry) -> Option<Slide> {
    // Follows links: a slide may be one.
    let about = fs::metadata(entry.path()).ok().filter(fs::Metadata::is_file)?;
    let hidden = entry.file_name().to_string_lossy().starts_with('.');
    (!hidden).then(|| Slide {
        path: entry.path(),
        changed: about.modified().ok(),
        bytes: about.len(),
    })
}

/// Looks at the head of a file, without decoding it.
fn look_at(slide: &Slide) -> Result<(), NoSlide> {
    if slide.bytes > FILE_BYTES_MAX {
        return Err(NoSlide::TooManyBytes);
    }
    let reader = reader(&slide.path).map_err(|_| NoSlide::Unreadable)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(NoSlide::OtherKind);
    }
    let (width, height) = reader.into_dimensions().map_err(|_| NoSlide::Unreadable)?;
    if width.max(height) > SIDE_PIXELS_MAX {
        return Err(NoSlide::TooManyPixels);
    }
    Ok(())
}

/// Opens a file; what it is is told by its contents, not by its name.
pub(super) fn reader(path: &Path) -> std::io::Result<ImageReader<BufReader<fs::File>>> {
    ImageReader::new(BufReader::new(fs::File::open(path)?)).with_guessed_format()
}
