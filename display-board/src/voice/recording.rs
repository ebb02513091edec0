//! A file in place of a sound card, for checks: exactly what would be heard, with the silences between.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::{RATE, samples_in};

/// Writes a WAV in real time; after every [`Recording::tick`] it can be opened.
pub(super) struct Recording {
    writer: WavWriter<BufWriter<File>>,
    started: Instant,
    written: usize,
    samples: Vec<i16>,
    position: usize,
}

impl Recording {
    /// Begins the file anew.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn create(path: &Path) -> Result<Self, hound::Error> {
        let spec = WavSpec {
            channels: 1,
            sample_rate: RATE,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        Ok(Self {
            writer: WavWriter::create(path, spec)?,
            started: Instant::now(),
            written: 0,
            samples: Vec::new(),
            position: 0,
        })
    }

    /// Plays this from now on.
    pub(super) fn play(&mut self, samples: Vec<i16>) -> Result<(), hound::Error> {
        self.tick()?;
        self.samples = samples;
        self.position = 0;
        Ok(())
    }

    /// Whether what was to be played is over.
    pub(super) fn is_finished(&self) -> bool {
        self.position >= self.samples.len()
    }

    /// Writes what was to be heard until now.
    pub(super) fn tick(&mut self) -> Result<(), hound::Error> {
        let now = samples_in(self.started.elapsed());
        while self.written < now {
            let sample = self.samples.get(self.position).copied().unwrap_or_default();
            self.position += 1;
            self.writer.write_sample(sample)?;
            self.written += 1;
        }
        if self.is_finished() {
            self.samples = Vec::new();
            self.position = 0;
        }
        self.writer.flush()
    }
}
