//! Sound in memory, and WAV files read into it and written from it.

use std::io::Cursor;

use hound::{SampleFormat, WavReader, WavSpec, WavWriter};

use super::resample::resample;

/// Samples a second of all sound in memory and of every WAV that leaves, in Hz: what espeak-ng makes.
pub const RATE: u32 = 22_050;

/// The longest sound that is read, in seconds.
const SECONDS_MAX: u32 = 60;

/// Rates that are read, in Hz: all that recorders use are multiples of this one.
const RATE_STEP: u32 = 25;
const RATE_MIN: u32 = 8_000;
const RATE_MAX: u32 = 192_000;

/// One channel of samples between −1 and 1, [`RATE`] a second.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sound {
    /// The samples.
    pub(super) samples: Vec<f64>,
}

/// Whether a WAV says truly how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// A file: when it ends early it is broken.
    Known,
    /// What a program writes to a pipe: it did not know the length when it wrote the head.
    Streamed,
}

/// Why something is no sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSound {
    /// It is no WAV, or ends too early.
    #[error("it is no whole WAV: {0}")]
    Unreadable(String),
    /// It is a WAV of a kind that is not used.
    #[error("{0} Hz is no usual rate")]
    Rate(u32),
    /// It is longer than anything that is said.
    #[error("it is longer than {SECONDS_MAX} s")]
    TooLong,
    /// There is nothing to be heard.
    #[error("there is nothing to be heard in it")]
    Silent,
}

/// So many samples as there are in a time.
#[must_use]
pub(super) const fn samples_in(milliseconds: usize) -> usize {
    // Exact: the rate is far below the range of usize.
    milliseconds * RATE as usize / 1_000
}

impl Sound {
    /// Reads a WAV of any usual rate, depth and number of channels.
    ///
    /// # Errors
    /// [`NoSound`] when it is broken, too long, or of an unusual rate.
    pub(super) fn from_wav(bytes: &[u8], length: Length) -> Result<Self, NoSound> {
        let unreadable = |error: hound::Error| NoSound::Unreadable(error.to_string());
        let mut reader = WavReader::new(Cursor::new(bytes)).map_err(unreadable)?;
        let spec = reader.spec();
        let is_usual = (RATE_MIN..=RATE_MAX).contains(&spec.sample_rate)
            && spec.sample_rate.is_multiple_of(RATE_STEP);
        if !is_usual {
            return Err(NoSound::Rate(spec.sample_rate));
        }
        let values = match spec.sample_format {
            SampleFormat::Int => {
                let full = f64::from(2_u32).powi(i32::from(spec.bits_per_sample) - 1);
                let values =
                    reader.samples::<i32>().map(|value| value.map(|v| f64::from(v) / full));
                collect(values, spec, length)?
            }
            SampleFormat::Float => {
                collect(reader.samples::<f32>().map(|value| value.map(f64::from)), spec, length)?
            }
        };
        if values.iter().any(|value| !value.is_finite()) {
            return Err(NoSound::Unreadable("it holds values that are no numbers".to_owned()));
        }
        let channels = usize::from(spec.channels.max(1));
        let mixed: Vec<f64> = values
            .chunks_exact(channels)
            .map(|frame| frame.iter().sum::<f64>() / f64::from(spec.channels.max(1)))
            .collect();
        Ok(Self { samples: resample(&mixed, spec.sample_rate, RATE) })
    }

    /// A WAV: one channel, 16 bit, [`RATE`].
    #[must_use]
    pub(super) fn to_wav(&self) -> Vec<u8> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let mut bytes = Cursor::new(Vec::new());
        let written = WavWriter::new(&mut bytes, spec).and_then(|mut writer| {
            for sample in &self.samples {
                // Rounded and within the range; a cast of a float saturates besides.
                writer.write_sample((sample * f64::from(i16::MAX)).round() as i16)?;
            }
            writer.finalize()
        });
        match written {
            Ok(()) => bytes.into_inner(),
            // Writing to memory fails only above 4 GiB, which no sentence reaches.
            Err(_) => Vec::new(),
        }
    }

    /// The largest sample, without its sign.
    #[must_use]
    pub(super) fn peak(&self) -> f64 {
        self.samples.iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()))
    }

    /// Makes it louder or softer.
    pub(super) fn scale(&mut self, factor: f64) {
        for sample in &mut self.samples {
            *sample *= factor;
        }
    }
}

/// Samples of all channels, as far as they go.
fn collect(
    values: impl Iterator<Item = hound::Result<f64>>,
    spec: WavSpec,
    length: Length,
) -> Result<Vec<f64>, NoSound> {
    // Exact: at most 60 · 192 000 · 65 535, which 64 bits hold.
    let most = u64::from(SECONDS_MAX) * u64::from(spec.sample_rate) * u64::from(spec.channels);
    let mut all = Vec::new();
    for value in values {
        match value {
            Ok(value) => all.push(value),
            Err(_) if length == Length::Streamed => break,
            Err(error) => return Err(NoSound::Unreadable(error.to_string())),
        }
        // A count in memory always fits.
        if all.len() as u64 > most {
            return Err(NoSound::TooLong);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, hertz: f64, seconds: f64) -> Vec<f64> {
        let count = (f64::from(rate) * seconds) as u32;
        let step = std::f64::consts::TAU * hertz / f64::from(rate);
        (0..count).map(|n| 0.5 * (f64::from(n) * step).sin()).collect()
    }

    fn wav(spec: WavSpec, samples: &[f64]) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec).unwrap();
        for sample in samples {
            for channel in 0..spec.channels {
                // The second channel is silent, so that a mix halves the level.
                let value = if channel == 0 { *sample } else { 0.0 };
                match spec.sample_format {
                    SampleFormat::Float => writer.write_sample(value as f32).unwrap(),
                    SampleFormat::Int => {
                        let full = 2_f64.powi(i32::from(spec.bits_per_sample) - 1) - 1.0;
                        writer.write_sample((value * full) as i32).unwrap();
                    }
                }
            }
        }
        writer.finalize().unwrap();
        bytes.into_inner()
    }

    fn spec(sample_rate: u32, channels: u16, bits_per_sample: u16) -> WavSpec {
        let is_float = bits_per_sample == 32;
        let sample_format = if is_float { SampleFormat::Float } else { SampleFormat::Int };
        WavSpec { channels, sample_rate, bits_per_sample, sample_format }
    }

    #[test]
    fn every_usual_kind_of_file_is_the_same_tone() {
        let expected = tone(RATE, 440.0, 0.5);
        for (rate, channels, bits) in [
            (22_050, 1, 16),
            (44_100, 1, 16),
            (48_000, 2, 24),
            (16_000, 1, 16),
            (8_000, 1, 8),
            (96_000, 1, 32),
        ] {
            let bytes = wav(spec(rate, channels, bits), &tone(rate, 440.0, 0.5));
            let sound = Sound::from_wav(&bytes, Length::Known).unwrap();
            let length = sound.samples.len();
            assert!(length.abs_diff(expected.len()) <= 2, "{rate}: {length}");
            let tolerance = if bits == 8 { 0.02 } else { 0.005 };
            // The ends of a tone that is cut off have no neighbours on one side.
            for n in 200..expected.len() - 200 {
                let heard = sound.samples[n] * f64::from(channels);
                assert!((heard - expected[n]).abs() < tolerance, "{rate} {n}: {heard}");
            }
        }
    }

    #[test]
    fn a_tone_too_high_for_the_rate_does_not_come_back_as_another() {
        let bytes = wav(spec(48_000, 1, 16), &tone(48_000, 15_000.0, 0.5));
        let sound = Sound::from_wav(&bytes, Length::Known).unwrap();
        let middle = &sound.samples[500..sound.samples.len() - 500];
        let loudest = middle.iter().fold(0.0_f64, |peak, sample| peak.max(sample.abs()));
        assert!(loudest < 0.005, "{loudest}");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let sound = Sound { samples: tone(RATE, 300.0, 0.1) };
        let bytes = sound.to_wav();
        let read = Sound::from_wav(&bytes, Length::Known).unwrap();
        assert_eq!(read.samples.len(), sound.samples.len());
        for (one, other) in read.samples.iter().zip(&sound.samples) {
            assert!((one - other).abs() < 1e-4);
        }
        assert_eq!(Sound { samples: vec![2.0, -2.0] }.to_wav()[44..], [0xff, 0x7f, 0x00, 0x80]);
    }

    #[test]
    fn broken_files_are_told_apart_from_streams() {
        let whole = Sound { samples: tone(RATE, 300.0, 0.1) }.to_wav();
        let cut = &whole[..whole.len() / 2];
        assert!(matches!(Sound::from_wav(cut, Length::Known), Err(NoSound::Unreadable(_))));
        let streamed = Sound::from_wav(cut, Length::Streamed).unwrap();
        assert!(!streamed.samples.is_empty());
        for bytes in [b"".as_slice(), b"no sound at all", &whole[..20]] {
            for length in [Length::Known, Length::Streamed] {
                assert!(matches!(Sound::from_wav(bytes, length), Err(NoSound::Unreadable(_))));
            }
        }
        let odd = wav(spec(22_051, 1, 16), &[0.0; 100]);
        assert_eq!(Sound::from_wav(&odd, Length::Known), Err(NoSound::Rate(22_051)));
        let long = wav(spec(8_000, 1, 16), &vec![0.0; 8_000 * 61]);
        assert_eq!(Sound::from_wav(&long, Length::Known), Err(NoSound::TooLong));
    }
}
