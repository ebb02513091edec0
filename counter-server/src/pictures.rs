//! Uploaded pictures for the boards: looked at, made small and plain, and kept under the digest of their bytes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use sha2::{Digest, Sha256};
use shared::ids::PictureId;

use crate::data_folder::{make_private_file, make_private_folder};

/// The largest file that is taken.
pub const UPLOAD_BYTES_MAX: usize = 5 * 1024 * 1024;
/// The most pixels of a side of a picture that is taken: of both together 16 × 1024 × 1024.
pub const UPLOAD_SIDE_MAX: u32 = 4_096;
/// The most pixels of a side of a picture that is kept: that of a board of usual size.
pub const KEPT_SIDE_MAX: u32 = 1_920;
/// The most pictures that are kept.
pub const PICTURES_MAX: usize = 200;
/// The most bytes of all pictures together.
pub const ALL_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// A PNG that would be larger than this is no drawing but a photograph, and becomes a JPEG.
const PNG_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Of a hundred; what it leaves out cannot be seen from some metres.
const JPEG_QUALITY: u8 = 88;
/// What decoding may take: the largest picture with four channels of 16 bits, and as much again.
const DECODING_BYTES_MAX: u64 = 2 * 8 * 4_096 * 4_096;

/// A picture that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The digest of its bytes.
    pub id: PictureId,
    /// How it is kept.
    pub format: PictureFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The size of its file.
    pub bytes: u64,
}

/// How a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl PictureFormat {
    const ALL: [Self; 2] = [Self::Png, Self::Jpeg];

    fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }

    /// Its name in HTTP.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// Why a picture is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The file has more than [`UPLOAD_BYTES_MAX`].
    #[error("the file is too large")]
    TooLarge,
    /// Its content is neither PNG nor JPEG, whatever its name says.
    #[error("neither PNG nor JPEG")]
    OtherKind,
    /// A side has more than [`UPLOAD_SIDE_MAX`].
    #[error("{width}×{height} pixels are too many")]
    TooManyPixels {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// It cannot be read to its end.
    #[error("the picture is broken")]
    Broken,
    /// There are [`PICTURES_MAX`] pictures or [`ALL_BYTES_MAX`] already.
    #[error("there is no room for more pictures")]
    Full,
    /// It cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The pictures of the center.
#[derive(Debug)]
pub struct Pictures {
    folder: PathBuf,
    kept: RwLock<BTreeMap<PictureId, Picture>>,
    /// Decoding takes much memory, and two who write must not both take the last place.
    changing: Mutex<()>,
}

impl Pictures {
    /// The pictures of a folder, which need not be there. What is no picture under its own digest is left where it is.
    #[must_use]
    pub fn open(folder: PathBuf) -> Self {
        let mut kept = BTreeMap::new();
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match picture_at(&entry.path()) {
                Some(picture) => {
                    kept.insert(picture.id.clone(), picture);
                }
                None => {
                    tracing::warn!(file = %entry.path().display(), "no picture of this server");
                }
            }
        }
        Self { folder, kept: RwLock::new(kept), changing: Mutex::new(()) }
    }

    /// All that are kept, by their codes.
    #[must_use]
    pub fn all(&self) -> Vec<Picture> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.values().cloned().collect()
    }

    /// The picture with a code.
    #[must_use]
    pub fn find(&self, id: &PictureId) -> Option<Picture> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// The bytes of a picture. Reads the disk.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn read(&self, picture: &Picture) -> io::Result<Vec<u8>> {
        fs::read(self.path(picture))
    }

    /// Keeps a picture that was sent, turned as it is to be looked at, without what its file says beside it (place,
    /// time, camera), no larger than a board needs. Sent again it is the same picture. Takes seconds and memory.
    ///
    /// # Errors
    /// Why it is not taken; nothing is kept then.
    pub fn keep(&self, sent: &[u8]) -> Result<Picture, NotTaken> {
        if sent.len() > UPLOAD_BYTES_MAX {
            return Err(NotTaken::TooLarge);
        }
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let image = decoded(sent)?;
        let (bytes, format) = encoded(&image)?;
        let digest = Sha256::digest(&bytes);
        let id: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let picture = Picture {
            id: PictureId::from(id),
            format,
            width: image.width(),
            height: image.height(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        };
        if self.find(&picture.id).is_some() {
            return Ok(picture);
        }
        let all = self.all();
        let sum: u64 = all.iter().map(|picture| picture.bytes).sum();
        if all.len() >= PICTURES_MAX || sum + picture.bytes > ALL_BYTES_MAX {
            return Err(NotTaken::Full);
        }
        self.write(&picture, &bytes)?;
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(picture.id.clone(), picture.clone());
        Ok(picture)
    }

    /// Throws a picture away.
    ///
    /// # Errors
    /// When its file cannot be removed.
    pub fn remove(&self, picture: &Picture) -> io::Result<()> {
        let _alone = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::remove_file(self.path(picture)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.kept.write().unwrap_or_else(PoisonError::into_inner).remove(&picture.id);
        Ok(())
    }

    fn path(&self, picture: &Picture) -> PathBuf {
        self.folder.join(format!("{}.{}", picture.id, picture.format.ending()))
    }

    /// What is not whole never stands under its name.
    fn write(&self, picture: &Picture, bytes: &[u8]) -> io::Result<()> {
        make_private_folder(&self.folder)?;
        let path = self.path(picture);
        let unfinished = path.with_extension("unfinished");
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = make_private_file(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        File::open(&self.folder)?.sync_all()
    }
}

/// The picture in a file of this server; looks at its name and its first bytes only.
fn picture_at(path: &Path) -> Option<Picture> {
    let (name, ending) = (path.file_stem()?.to_str()?, path.extension()?.to_str()?);
    let format = PictureFormat::ALL.into_iter().find(|format| format.ending() == ending)?;
    let is_digest = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (width, height) = image::image_dimensions(path).ok().filter(|_| is_digest)?;
    let bytes = fs::metadata(path).ok()?.len();
    Some(Picture { id: PictureId::from(name), format, width, height, bytes })
}

fn decoded(sent: &[u8]) -> Result<DynamicImage, NotTaken> {
    let broken = |error: ImageError| match error {
        ImageError::IoError(error) if error.kind() == io::ErrorKind::OutOfMemory => {
            NotTaken::Io(error)
        }
        _ => NotTaken::Broken,
    };
    let mut reader = ImageReader::new(Cursor::new(sent)).with_guessed_format()?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg)) {
        return Err(NotTaken::OtherKind);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width > UPLOAD_SIDE_MAX || height > UPLOAD_SIDE_MAX {
        return Err(NotTaken::TooManyPixels { width, height });
    }
    // A picture whose notes cannot be read is shown as it lies.
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    if image.width() > KEPT_SIDE_MAX || image.height() > KEPT_SIDE_MAX {
        image = image.resize(KEPT_SIDE_MAX, KEPT_SIDE_MAX, FilterType::CatmullRom);
    }
    Ok(image)
}

/// As a drawing or with transparency a PNG, else what comes out smaller.
fn encoded(image: &DynamicImage) -> Result<(Vec<u8>, PictureFormat), NotTaken> {
    let unwritable = |error: ImageError| NotTaken::Io(io::Error::other(error));
    let mut png = Vec::new();
    let has_alpha = image.color().has_alpha();
    let eight_bits = match has_alpha {
        true => DynamicImage::ImageRgba8(image.to_rgba8()),
        false => DynamicImage::ImageRgb8(image.to_rgb8()),
    };
    eight_bits.write_with_encoder(PngEncoder::new(&mut png)).map_err(unwritable)?;
    if has_alpha && png.len() <= PNG_BYTES_MAX {
        return Ok((png, PictureFormat::Png));
    }
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    on_white(image).write_with_encoder(encoder).map_err(unwritable)?;
    match png.len() <= PNG_BYTES_MAX && png.len() <= jpeg.len() {
        true => Ok((png, PictureFormat::Png)),
        false => Ok((jpeg, PictureFormat::Jpeg)),
    }
}

/// JPEG knows no transparency.
fn on_white(image: &DynamicImage) -> RgbImage {
    let rgba = image.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0;
        let mix = |channel: u8| {
            let (channel, alpha) = (u32::from(channel), u32::from(alpha));
            // Between 0 and 255 by its making.
            u8::try_from((channel * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([mix(red), mix(green), mix(blue)])
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use image::{Rgb, Rgba, RgbaImage};

    use super::*;

    fn png(image: &DynamicImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
        bytes
    }

    fn jpeg(image: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 90)).unwrap();
        bytes
    }

    /// Left half red, right half blue.
    fn two_halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| match x < width / 2 {
            true => Rgb([220, 0, 0]),
            false => Rgb([0, 0, 220]),
        })
    }

    /// The same JPEG with a note that it must be turned a quarter to the right, and a place in it.
    fn with_notes(jpeg: &[u8]) -> Vec<u8> {
        // One entry: orientation (0x0112), a short, 6 = rotate by 90 degrees (Exif 2.32, 4.6.4); then a word.
        let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0SECRETPLACE";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, exif, &jpeg[2..]].concat()
    }

    fn pictures() -> (tempfile::TempDir, Pictures) {
        let folder = tempfile::tempdir().unwrap();
        let pictures = Pictures::open(folder.path().join("pictures"));
        (folder, pictures)
    }

    #[test]
    fn a_photograph_is_turned_made_small_and_stripped() {
        let (_folder, pictures) = pictures();
        let sent = with_notes(&jpeg(&two_halves(3_000, 1_000)));
        let picture = pictures.keep(&sent).unwrap();
        assert_eq!((picture.width, picture.height), (640, 1_920), "a quarter turn, then smaller");
        let bytes = pictures.read(&picture).unwrap();
        assert!(!bytes.windows(6).any(|six| six == b"SECRET" || six == b"Exif\0\0"));
        let shown = image::load_from_memory(&bytes).unwrap().to_rgb8();
        let (top, bottom) = (shown.get_pixel(320, 100).0, shown.get_pixel(320, 1_800).0);
        assert!(top[0] > 180 && bottom[2] > 180, "red came to the top: {top:?} {bottom:?}");
        assert_eq!(picture.bytes, u64::try_from(bytes.len()).unwrap());
        let again = pictures.keep(&sent).unwrap();
        assert_eq!((again, pictures.all().len()), (picture, 1), "sent twice, kept once");
    }

    #[test]
    fn transparency_stays_and_the_file_is_private_and_found_again() {
        let (folder, pictures) = pictures();
        let drawing = RgbaImage::from_pixel(40, 30, Rgba([9, 9, 9, 100]));
        let picture = pictures.keep(&png(&DynamicImage::ImageRgba8(drawing))).unwrap();
        assert_eq!((picture.format, picture.width), (PictureFormat::Png, 40));
        let path = pictures.path(&picture);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing unfinished");
        fs::write(folder.path().join("pictures/other.png"), b"x").unwrap();
        let opened = Pictures::open(folder.path().join("pictures"));
        assert_eq!(opened.all(), vec![picture.clone()]);
        opened.remove(&picture).unwrap();
        assert_eq!((opened.all(), path.exists()), (vec![], false));
        opened.remove(&picture).unwrap();
    }

    #[test]
    fn what_is_no_sound_picture_is_refused() {
        let (folder, pictures) = pictures();
        let refused = |sent: &[u8]| pictures.keep(sent).unwrap_err().to_string();
        assert_eq!(refused(b""), "neither PNG nor JPEG");
        assert_eq!(refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "neither PNG nor JPEG");
        assert_eq!(refused(b"GIF89a\x01\0\x01\0\0\0\0;"), "neither PNG nor JPEG");
        assert_eq!(refused(&vec![0; UPLOAD_BYTES_MAX + 1]), "the file is too large");
        let whole = png(&DynamicImage::ImageRgb8(two_halves(300, 300)));
        assert_eq!(refused(&whole[..whole.len() / 2]), "the picture is broken");
        let wide = png(&DynamicImage::ImageLuma8(image::GrayImage::new(4_097, 2)));
        assert_eq!(refused(&wide), "4097×2 pixels are too many");
        // A bomb: the head says 60,000 × 60,000, and hardly anything follows.
        let mut bomb = png(&DynamicImage::ImageLuma8(image::GrayImage::new(8, 8)));
        bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        let head_sum = crc32(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&head_sum);
        assert!(
            ["60000×60000 pixels are too many", "the picture is broken"]
                .contains(&&*refused(&bomb))
        );
        assert!(!folder.path().join("pictures").exists(), "nothing was kept");
    }

    /// The check sum of a chunk (PNG, annex D).
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 }
            })
        })
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let (_folder, pictures) = pictures();
        let sent = |n: u32| {
            let shade = u8::try_from(n).unwrap();
            png(&DynamicImage::ImageRgb8(RgbImage::from_pixel(2, 2, Rgb([shade, 0, 0]))))
        };
        for n in 0..u32::try_from(PICTURES_MAX).unwrap() {
            pictures.keep(&sent(n)).unwrap();
        }
        assert!(matches!(pictures.keep(&sent(250)), Err(NotTaken::Full)));
        pictures.keep(&sent(7)).expect("one that is there");
        let first = pictures.all().remove(0);
        pictures.remove(&first).unwrap();
        pictures.keep(&sent(250)).expect("there is room again");
    }
}
