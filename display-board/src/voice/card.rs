//! The sound card: opened to speak, closed to rest, looked for when it is not there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rodio::buffer::SamplesBuffer;
use rodio::cpal::traits::{DeviceTrait, HostTrait};
use rodio::cpal::{self, ErrorKind};
use rodio::{DeviceSinkBuilder, MixerDeviceSink, Player};

use super::{RATE, duration_of};

/// A card that has not played something this long after its time is stuck.
const STUCK: Duration = Duration::from_secs(3);

/// Loudspeakers behind a screen wake up slowly and swallow the beginning.
const LEAD_IN: Duration = Duration::from_millis(250);

/// ALSA's names of real outputs, tried in this order when the machine has no usable default.
const REAL_OUTPUTS: [&str; 3] = ["sysdefault:", "plughw:", "hdmi:"];

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NoSound(String);

/// One output of the machine.
pub(super) struct Card {
    /// The name that it was asked for by; the machine's default without one.
    name: Option<String>,
    open: Option<Open>,
}

struct Open {
    /// Declared before the sink, so that it ends first.
    player: Player,
    _sink: MixerDeviceSink,
    lost: Arc<AtomicBool>,
    due: Instant,
    is_new: bool,
}

impl Card {
    /// A card that is not opened yet.
    pub(super) fn new(name: Option<String>) -> Self {
        Self { name, open: None }
    }

    /// Opens it, if it is not open.
    ///
    /// # Errors
    /// When there is none, or none of that name, or somebody else has it.
    pub(super) fn open(&mut self) -> Result<(), NoSound> {
        if self.open.is_some() {
            return Ok(());
        }
        let quiet = Quiet::new();
        let lost = Arc::new(AtomicBool::new(false));
        let sink = self.open_sink(&lost);
        drop(quiet);
        let mut sink = sink?;
        sink.log_on_drop(false);
        let player = Player::connect_new(sink.mixer());
        self.open = Some(Open { player, _sink: sink, lost, due: Instant::now(), is_new: true });
        Ok(())
    }

    fn open_sink(&self, lost: &Arc<AtomicBool>) -> Result<MixerDeviceSink, NoSound> {
        let host = cpal::default_host();
        if let Some(name) = &self.name {
            let found = outputs(&host).find(|device| is_named(device, name));
            let device = found.ok_or_else(|| {
                let names: Vec<String> = outputs(&host).filter_map(|it| id_of(&it)).collect();
                NoSound(format!("no output is named '{name}'; there are: {}", names.join(", ")))
            })?;
            return open_device(device, lost);
        }
        let default = host.default_output_device().ok_or(NoSound("no output at all".to_owned()));
        default.and_then(|device| open_device(device, lost)).or_else(|trouble| {
            let real = REAL_OUTPUTS.iter().flat_map(|prefix| {
                outputs(&host)
                    .filter(move |device| id_of(device).is_some_and(|id| id.starts_with(prefix)))
            });
            let mut opened = real.filter_map(|device| open_device(device, lost).ok());
            opened.next().ok_or(trouble)
        })
    }

    /// Plays this from now on. Nothing may be playing.
    pub(super) fn play(&mut self, samples: &[i16]) {
        let Some(open) = &mut self.open else { return };
        let lead_in = if std::mem::take(&mut open.is_new) { super::samples_in(LEAD_IN) } else { 0 };
        let mut sound = vec![0.0; lead_in];
        sound.extend(samples.iter().map(|sample| f32::from(*sample) / 32_768.0));
        open.due = Instant::now() + duration_of(sound.len());
        let (Some(channels), Some(rate)) = (1.try_into().ok(), RATE.try_into().ok()) else {
            return;
        };
        open.player.append(SamplesBuffer::new(channels, rate, sound));
    }

    /// Whether what was to be played is over; true as well when the card is closed.
    pub(super) fn is_finished(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.player.empty())
    }

    /// Whether the card went away or got stuck.
    pub(super) fn is_lost(&self) -> bool {
        self.open.as_ref().is_some_and(|open| {
            open.lost.load(Ordering::Relaxed)
                || (!open.player.empty() && Instant::now() > open.due + STUCK)
        })
    }

    /// Lets go of the card: an open one costs time of the processor also while it plays nothing.
    pub(super) fn close(&mut self) {
        self.open = None;
    }

    /// Whether it is open.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }
}

fn open_device(device: cpal::Device, lost: &Arc<AtomicBool>) -> Result<MixerDeviceSink, NoSound> {
    let lost = Arc::clone(lost);
    let told = move |error: cpal::Error| match error.kind() {
        // The stream goes on by itself after these.
        ErrorKind::Xrun
        | ErrorKind::DeviceBusy
        | ErrorKind::DeviceChanged
        | ErrorKind::RealtimeDenied => {
            tracing::debug!(%error, "sound");
        }
        _ => {
            tracing::info!(%error, "the sound card failed");
            lost.store(true, Ordering::Relaxed);
        }
    };
    DeviceSinkBuilder::from_device(device)
        .and_then(|builder| builder.with_error_callback(told).open_stream())
        .map_err(|error| NoSound(reason(&error)))
}

fn outputs(host: &cpal::Host) -> impl Iterator<Item = cpal::Device> {
    host.output_devices().into_iter().flatten()
}

fn id_of(device: &cpal::Device) -> Option<String> {
    device.id().ok().map(|id| id.id().to_owned())
}

/// By ALSA's own name, such as `hdmi:CARD=PCH,DEV=0`, or by what it is called in words.
fn is_named(device: &cpal::Device, name: &str) -> bool {
    id_of(device).is_some_and(|id| id == name)
        || device.description().is_ok_and(|description| description.name() == name)
}

fn reason(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// While it lives, ALSA tells its troubles here and not, many lines each time, on stderr.
struct Quiet {
    #[cfg(target_os = "linux")]
    told: Option<std::rc::Rc<std::cell::RefCell<alsa::Output>>>,
}

impl Quiet {
    fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            told: alsa::Output::local_error_handler().ok(),
        }
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        #[cfg(target_os = "linux")]
        if let Some(told) = &self.told {
            let text = told.borrow().to_string();
            if !text.is_empty() {
                tracing::debug!(alsa = text.trim_end(), "sound");
            }
        }
    }
}
