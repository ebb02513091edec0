//! A program that speaks and keeps what it was told to say; sayings taken apart.

#![allow(dead_code, reason = "every test program uses its own part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use hound::{WavReader, WavSpec};
use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;

use crate::server::client::Client;

/// A script in place of espeak-ng; unless it is told otherwise it keeps voice and words, and lets the real one speak.
pub(crate) struct Speaker {
    folder: TempDir,
}

impl Speaker {
    pub(crate) fn new() -> Self {
        Self::of(
            "words=$(cat); printf '%s: %s\\n' \"$1\" \"$words\" >> DIR/said\n\
             printf '%s\\n' \"$words\" | espeak-ng -v \"$1\" -s 140 -a 80 -b 1 --stdin --stdout",
        )
    }

    /// A script with this body, in which `DIR` is a folder of its own.
    pub(crate) fn of(body: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let body = body.replace("DIR", folder.path().to_str().unwrap());
        let script = folder.path().join("speak");
        fs::write(&script, format!("#!/bin/sh\n{body}\n")).unwrap();
        fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).unwrap();
        Self { folder }
    }

    /// Started by the shell: a script that was just written cannot always be started by itself, while another test
    /// starts a program.
    pub(crate) fn command(&self) -> String {
        format!("/bin/sh {} {{voice}}", self.folder.path().join("speak").display())
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every phrase with the voice that said it, in order.
    pub(crate) fn said(&self) -> Vec<String> {
        let said = fs::read_to_string(self.folder.path().join("said")).unwrap_or_default();
        said.lines().map(str::to_owned).collect()
    }
}

/// An answer that may hold sound.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) bytes: Vec<u8>,
    headers: reqwest::header::HeaderMap,
}

pub(crate) async fn ask(client: &Client, path: &str) -> Answer {
    let response = client.request(Method::GET, path).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Answer { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn expect(&self, status: u16, code: &str) {
        let json = self.json();
        assert_eq!((self.status, json["code"].as_str()), (status, Some(code)), "{json}");
    }

    /// The sound; the answer must be one.
    #[track_caller]
    pub(crate) fn wav(self) -> Vec<u8> {
        assert_eq!(self.status, 200, "{}", self.json());
        self.bytes
    }
}

pub(crate) fn read_wav(wav: &[u8]) -> (WavSpec, Vec<i16>) {
    let mut reader = WavReader::new(Cursor::new(wav)).unwrap();
    let spec = reader.spec();
    (spec, reader.samples::<i16>().map(Result::unwrap).collect())
}

/// What a saying is like, computed beside the product.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) peak_dbfs: f64,
    pub(crate) speech_dbfs: f64,
    pub(crate) at_full_scale: usize,
    pub(crate) rest_before_ms: usize,
    pub(crate) rest_after_ms: usize,
    /// The largest change from one sample to the next, as a part of the mean level of speech.
    pub(crate) largest_step: f64,
}

pub(crate) fn figures(samples: &[i16]) -> Figures {
    let values: Vec<f64> = samples.iter().map(|sample| f64::from(*sample) / 32_768.0).collect();
    let decibels = |value: f64| 20.0 * value.log10();
    let peak = values.iter().fold(0.0_f64, |peak, value| peak.max(value.abs()));
    // Speech is what is within 30 dB of the loudest hundredth of a second.
    let level =
        |chunk: &[f64]| (chunk.iter().map(|v| v * v).sum::<f64>() / chunk.len() as f64).sqrt();
    let levels: Vec<f64> = values.chunks(220).map(level).collect();
    let loudest = levels.iter().copied().fold(0.0, f64::max);
    let loud: Vec<f64> = levels.iter().copied().filter(|level| *level > loudest / 31.6).collect();
    let speech = (loud.iter().map(|v| v * v).sum::<f64>() / loud.len() as f64).sqrt();
    let quiet = |value: &&f64| value.abs() < peak / 100.0;
    let step = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f64::max);
    Figures {
        peak_dbfs: decibels(peak),
        speech_dbfs: decibels(speech),
        at_full_scale: samples.iter().filter(|sample| sample.unsigned_abs() >= 32_767).count(),
        rest_before_ms: values.iter().take_while(quiet).count() * 1_000 / 22_050,
        rest_after_ms: values.iter().rev().take_while(quiet).count() * 1_000 / 22_050,
        largest_step: step / speech,
    }
}

/// What sox measures.
pub(crate) fn sox_figures(file: &Path) -> BTreeMap<String, f64> {
    let output = Command::new("sox").arg(file).args(["-n", "stats"]).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let lines = text.lines().filter_map(|line| line.trim().rsplit_once(char::is_whitespace));
    lines.filter_map(|(name, value)| Some((name.trim().to_owned(), value.parse().ok()?))).collect()
}

/// Recorded clips made by a voice: each word as a file of its own, as somebody with a recorder would leave them: of
/// several rates and levels, with silence around, some in stereo.
pub(crate) fn record_clips(clips: &Path, language: &str, words: &[(&str, &str)]) -> Vec<PathBuf> {
    let folder = clips.join(language);
    fs::create_dir_all(&folder).unwrap();
    let kinds = [
        ["-r", "44100", "-c", "1", "-b", "16", "gain", "-3"],
        ["-r", "48000", "-c", "2", "-b", "24", "gain", "-18"],
        ["-r", "22050", "-c", "1", "-b", "16", "gain", "-9"],
        ["-r", "16000", "-c", "1", "-b", "16", "gain", "-25"],
    ];
    let mut files = Vec::new();
    for (index, (name, word)) in words.iter().enumerate() {
        let raw = folder.join(format!("{name}.raw.tmp"));
        let mut espeak = Command::new("espeak-ng");
        espeak.args(["-v", language, "-a", "80", "-w"]).arg(&raw).arg(word);
        assert!(espeak.status().unwrap().success());
        let file = folder.join(format!("{name}.wav"));
        let [rate, hertz, channels, count, bits, depth, gain, by] = kinds[index % kinds.len()];
        let mut sox = Command::new("sox");
        sox.args(["-D", "-t", "wav"]).arg(&raw).args([rate, hertz, channels, count, bits, depth]);
        sox.arg(&file).args([gain, by, "pad", "0.2", "0.4"]);
        assert!(sox.status().unwrap().success());
        fs::remove_file(&raw).unwrap();
        files.push(file);
    }
    files
}
