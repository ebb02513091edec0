//! Pictures: fetched and made small on a thread of their own, kept within bounds.

use std::io::{BufRead, Cursor, Seek};
use std::path::PathBuf;
use std::time::Duration;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use reqwest::{Url, header};
use slint::{Rgb8Pixel, SharedPixelBuffer};
use tokio::sync::mpsc;

use super::sheet::PictureSource;
use super::slides::{FILE_BYTES_MAX, Folder, SIDE_PIXELS_MAX, Slide, reader};
use crate::options::{Options, Token};

/// Pixels of a picture: without transparency, which the screen has no use for.
pub type Pixels = SharedPixelBuffer<Rgb8Pixel>;

/// The most bytes that decoding may take for a moment: a picture of the largest sides, three bytes a pixel.
const DECODE_BYTES_MAX: u64 = 3 * (SIDE_PIXELS_MAX as u64) * (SIDE_PIXELS_MAX as u64) + 1024 * 1024;

/// The longest wait for a picture of the server.
const FETCH_TIME_MAX: Duration = Duration::from_secs(10);

/// How often the folder of slides is looked at.
const FOLDER_PAUSE: Duration = Duration::from_secs(10);

/// Requests that wait for the thread; one is enough for what is shown and one for what comes next.
const REQUESTS_MAX: usize = 8;

/// Something that the window wants to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What.
    pub source: PictureSource,
    /// The place's size in physical pixels: more of them would never be seen.
    pub width_max: u32,
    /// See `width_max`.
    pub height_max: u32,
}

/// What the thread tells.
#[derive(Debug)]
pub enum Found {
    /// A picture, or none when it is missing or broken.
    Picture(PictureSource, Option<Pixels>),
    /// The slides of the folder, which changed.
    Slides(Vec<Slide>),
}

/// Where pictures come from.
#[derive(Clone, Debug)]
pub struct Sources {
    /// The server.
    pub server: Url,
    /// The board's token.
    pub token: Token,
    /// The folder of slides.
    pub slides: Option<PathBuf>,
}

impl Sources {
    /// Those that a board is started with.
    #[must_use]
    pub fn of(options: &Options) -> Self {
        let Options { server, token, slides, .. } = options;
        Self { server: server.clone(), token: token.clone(), slides: slides.clone() }
    }
}

/// Starts the thread; it ends when either end of the channels is dropped.
///
/// # Errors
/// When the system gives no thread or no network.
pub fn start(
    sources: Sources,
    found: mpsc::UnboundedSender<Found>,
) -> std::io::Result<mpsc::Sender<Wanted>> {
    let (sender, receiver) = mpsc::channel(REQUESTS_MAX);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new()
        .name("pictures".to_owned())
        .spawn(move || runtime.block_on(work(sources, receiver, found)))?;
    Ok(sender)
}

async fn work(
    sources: Sources,
    mut wanted: mpsc::Receiver<Wanted>,
    found: mpsc::UnboundedSender<Found>,
) {
    let http = reqwest::Client::builder().no_proxy().timeout(FETCH_TIME_MAX).build();
    let mut folder = sources.slides.clone().map(Folder::new);
    let mut slides = Vec::new();
    let mut look = tokio::time::interval(FOLDER_PAUSE);
    loop {
        tokio::select! {
            wanted = wanted.recv() => {
                let Some(wanted) = wanted else { return };
                let pixels = match &http {
                    Ok(http) => load(&wanted, &sources, http).await,
                    Err(error) => Err(error.to_string()),
                };
                let pixels = pixels
                    .inspect_err(|trouble| tracing::warn!(source = ?wanted.source, "no picture: {trouble}"))
                    .ok();
                if found.send(Found::Picture(wanted.source, pixels)).is_err() {
                    return;
                }
            }
            _ = look.tick(), if folder.is_some() => {
                let now = folder.as_mut().map(Folder::read).unwrap_or_default();
                if now != slides && found.send(Found::Slides(now.clone())).is_err() {
                    return;
                }
                slides = now;
            }
        }
    }
}

async fn load(
    wanted: &Wanted,
    sources: &Sources,
    http: &reqwest::Client,
) -> Result<Pixels, String> {
    let text = |error: &dyn std::error::Error| error.to_string();
    match &wanted.source {
        PictureSource::File(path) => {
            let length = std::fs::metadata(path).map_err(|error| text(&error))?.len();
            if length > FILE_BYTES_MAX {
                return Err("the file is too large".to_owned());
            }
            let reader = reader(path).map_err(|error| text(&error))?;
            small(reader, wanted.width_max, wanted.height_max).map_err(|error| text(&error))
        }
        PictureSource::Server(id) => {
            let bytes = fetch(id.as_str(), sources, http).await?;
            let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
            let reader = reader.map_err(|error| text(&error))?;
            small(reader, wanted.width_max, wanted.height_max).map_err(|error| text(&error))
        }
    }
}

/// The bytes of a picture of the server, no more than a picture may have.
async fn fetch(id: &str, sources: &Sources, http: &reqwest::Client) -> Result<Vec<u8>, String> {
    // What is no code of a picture would ask for another address.
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err("the catalogue names no picture".to_owned());
    }
    let url =
        sources.server.join(&format!("api/v1/pictures/{id}")).map_err(|error| error.to_string())?;
    let authorization = format!("Bearer {}", sources.token.reveal());
    let request = http.get(url).header(header::AUTHORIZATION, authorization);
    let mut answer = request.send().await.map_err(|error| error.to_string())?;
    if !answer.status().is_success() {
        return Err(format!("the server answers {}", answer.status().as_u16()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| error.to_string())? {
        bytes.extend_from_slice(&chunk);
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > FILE_BYTES_MAX {
            return Err("the picture is too large".to_owned());
        }
    }
    Ok(bytes)
}

/// Decodes a picture within bounds, turned as its camera says, no larger than its place.
///
/// # Errors
/// When it is broken, or larger than a picture may be.
pub fn small<R: BufRead + Seek>(
    mut reader: ImageReader<R>,
    width_max: u32,
    height_max: u32,
) -> image::ImageResult<Pixels> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PIXELS_MAX);
    limits.max_image_height = Some(SIDE_PIXELS_MAX);
    limits.max_alloc = Some(DECODE_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    let sideways = matches!(
        orientation,
        image::metadata::Orientation::Rotate90
            | image::metadata::Orientation::Rotate270
            | image::metadata::Orientation::Rotate90FlipH
            | image::metadata::Orientation::Rotate270FlipH
    );
    let (width, height) = if sideways { (height_max, width_max) } else { (width_max, height_max) };
    if picture.width() > width || picture.height() > height {
        picture = picture.thumbnail(width.max(1), height.max(1));
    }
    picture.apply_orientation(orientation);
    let has_alpha = picture.color().has_alpha();
    let mut pixels = Pixels::new(picture.width(), picture.height());
    if has_alpha {
        // On white, as on paper.
        for (to, from) in pixels.make_mut_slice().iter_mut().zip(picture.to_rgba8().pixels()) {
            let [red, green, blue, alpha] = from.0;
            *to =
                Rgb8Pixel::new(on_white(red, alpha), on_white(green, alpha), on_white(blue, alpha));
        }
    } else {
        pixels.make_mut_bytes().copy_from_slice(&picture.into_rgb8());
    }
    Ok(pixels)
}

fn on_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}
