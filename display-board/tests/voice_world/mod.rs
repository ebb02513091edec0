//! A server that speaks in tones, so that a recording shows who was called, in which language, and when.
#![allow(
    dead_code,
    reason = "every test program takes its part of it, so no part is unused in all of them"
)]

use std::f64::consts::TAU;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use display_board::clock::Clock;
use display_board::options::Options;
use display_board::sound::Sound;
use display_board::voice::{Loudspeaker, Sounding};
use shared::catalog::{Lobby, Voice};
use shared::protocol::{BoardCall, BoardSound};

use crate::center::{call, morning};

/// The token that the server knows.
pub(crate) const TOKEN: &str = "a-token-of-the-board";

/// Samples a second of the sentences.
pub(crate) const RATE: u32 = 22_050;

/// Loudness of a sentence, as a part of full scale.
pub(crate) const LOUDNESS: f64 = 0.7;

/// How the server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// At once.
    Speaks,
    /// After so long.
    Slow(Duration),
    /// It has no voice.
    NoVoice,
    /// It does not know such requests.
    Older,
    /// It sends something that is no sound.
    Garbage,
}

pub(crate) struct ServerState {
    pub(crate) mood: Mood,
    pub(crate) sentence: Duration,
    pub(crate) asked: Vec<String>,
    pub(crate) statuses: Vec<String>,
}

/// The server; it ends with the test's process.
pub(crate) struct VoiceServer {
    state: Arc<Mutex<ServerState>>,
    address: std::net::SocketAddr,
}

impl VoiceServer {
    pub(crate) fn start(sentence: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(ServerState {
            mood: Mood::Speaks,
            sentence,
            asked: Vec::new(),
            statuses: Vec::new(),
        }));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || answer_all(socket, &state));
            }
        });
        Self { state, address }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, ServerState> {
        self.state.lock().expect("nobody panicked")
    }

    /// What a board is started with, to speak into this output.
    pub(crate) fn options(&self, sound: &str, state: Option<&Path>) -> Options {
        let mut token = tempfile::NamedTempFile::new().expect("a file");
        token.write_all(TOKEN.as_bytes()).expect("written");
        let server = format!("http://{}", self.address);
        let token = token.path().to_str().expect("a path");
        let arguments = ["display-board", "--server", &server, "--token-file", token];
        let mut options = Options::read(arguments).expect("options");
        options.sound = sound.parse::<Sound>().expect("an output");
        options.state = state.map(Path::to_path_buf);
        options
    }
}

fn answer_all(socket: TcpStream, state: &Mutex<ServerState>) {
    let mut reader = BufReader::new(socket.try_clone().expect("a socket"));
    let mut socket = socket;
    loop {
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if !matches!(reader.read_line(&mut line), Ok(1..)) {
                return;
            }
            if line == "\r\n" {
                break;
            }
            head.push(line.trim().to_owned());
        }
        let length = head.iter().find_map(|line| {
            line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
        });
        let mut body = vec![0; length.unwrap_or(0)];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let (status, answer) = answer(&head, &body, state);
        let length = answer.len();
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n\r\n");
        if socket.write_all(head.as_bytes()).and_then(|()| socket.write_all(&answer)).is_err() {
            return;
        }
    }
}

fn answer(head: &[String], body: &[u8], state: &Mutex<ServerState>) -> (u16, Vec<u8>) {
    let (mood, sentence) = {
        let mut state = state.lock().expect("nobody panicked");
        if head[0].starts_with("GET /api/v1/voice?") {
            state.asked.push(head[0].clone());
        } else if head[0].starts_with("PUT /api/v1/board/status ") {
            state.statuses.push(String::from_utf8_lossy(body).into_owned());
        }
        (state.mood, state.sentence)
    };
    let is_known = head
        .iter()
        .any(|line| line.eq_ignore_ascii_case(&format!("authorization: Bearer {TOKEN}")));
    match mood {
        _ if !is_known => (401, Vec::new()),
        Mood::Older => (404, Vec::new()),
        _ if head[0].starts_with("PUT") => (204, Vec::new()),
        Mood::NoVoice => (503, br#"{"code":"voice_unavailable","message":"?"}"#.to_vec()),
        Mood::Garbage => (200, b"RIFF....WAVEnothing".to_vec()),
        Mood::Slow(wait) => {
            std::thread::sleep(wait);
            (200, tone(&head[0], sentence))
        }
        Mood::Speaks => (200, tone(&head[0], sentence)),
    }
}

/// The tone of a sentence, in Hz: A001 in Vietnamese is 3,100, in English 6,100.
pub(crate) fn pitch(number: &str, language: &str) -> f64 {
    let number: u32 = number.trim_start_matches('A').parse().expect("a number such as A001");
    f64::from(number) * 100.0 + if language == "vi" { 3_000.0 } else { 6_000.0 }
}

fn tone(request: &str, length: Duration) -> Vec<u8> {
    let value = |name: &str| {
        let after = request.split_once(&format!("{name}=")).expect("the part").1;
        after.split(['&', ' ']).next().expect("a value").to_owned()
    };
    let pitch = pitch(&value("number"), &value("language"));
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec()).expect("a writer");
    for index in 0..(length.as_secs_f64() * f64::from(RATE)) as u32 {
        let wave = (f64::from(index) / f64::from(RATE) * pitch * TAU).sin();
        writer.write_sample((wave * LOUDNESS * 32_767.0) as i16).expect("written");
    }
    writer.finalize().expect("finished");
    bytes.into_inner()
}

fn spec() -> hound::WavSpec {
    hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    }
}

/// A board that is told what it shows, and nothing else.
pub(crate) struct Board {
    pub(crate) loudspeaker: Loudspeaker,
    clock: Clock,
    started: Instant,
}

impl Board {
    /// A board that starts at [`morning`].
    pub(crate) fn start(options: &Options, voice: Voice) -> Self {
        let mut clock = Clock::start();
        clock.follow(morning());
        let loudspeaker = Loudspeaker::start(options, clock.clone()).expect("a voice");
        let board = Self { loudspeaker, clock, started: Instant::now() };
        board.set_voice(voice);
        board
    }

    pub(crate) fn set_voice(&self, voice: Voice) {
        self.loudspeaker.hear_lobby(&Lobby { voice, emergency: None });
    }

    /// A call of this moment.
    pub(crate) fn call(&self, number: &str, desk: &str) -> BoardCall {
        BoardCall { called_at: self.clock.now().wall, ..call(number, desk, 0) }
    }

    pub(crate) fn show(&self, calls: &[BoardCall]) {
        self.loudspeaker.hear_calls(calls, &self.clock);
    }

    pub(crate) fn sleep_until(&self, seconds: f64) {
        let until = Duration::from_secs_f64(seconds);
        std::thread::sleep(until.saturating_sub(self.started.elapsed()));
    }

    pub(crate) fn sounding(&self) -> Sounding {
        *self.loudspeaker.sounding().borrow()
    }

    /// Waits until the board sounds like this.
    pub(crate) fn wait_for(&self, sound: BoardSound, seconds: u64) {
        let until = Instant::now() + Duration::from_secs(seconds);
        while self.sounding().sound != sound {
            assert!(Instant::now() < until, "{:?} and not {sound:?}", self.sounding());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// One stretch of sound.
#[derive(Clone, Debug)]
pub(crate) struct Stretch {
    /// `chime`, or the number and the language.
    pub(crate) what: String,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// What a recording holds.
pub(crate) struct Recording {
    pub(crate) stretches: Vec<Stretch>,
    /// The loudest sample, as a part of full scale.
    pub(crate) peak: f64,
    pub(crate) seconds: f64,
}

impl Recording {
    /// What was heard, in order.
    pub(crate) fn words(&self) -> Vec<&str> {
        self.stretches.iter().map(|stretch| stretch.what.as_str()).collect()
    }

    /// The longest silence between two neighbours.
    pub(crate) fn longest_gap(&self) -> f64 {
        let gaps = self.stretches.windows(2).map(|pair| pair[1].from - pair[0].to);
        gaps.fold(0.0, f64::max)
    }
}

/// How long a piece is that is looked at as one: a tone differs from its neighbour by 100 Hz.
const PIECE_SECONDS: f64 = 0.04;

/// Listens to a WAV; two tones at once fail the test.
pub(crate) fn listen(path: &Path) -> Recording {
    let mut reader = hound::WavReader::open(path).expect("a valid WAV at any moment");
    assert_eq!(reader.spec(), spec());
    let samples: Vec<i16> = reader.samples().map(|sample| sample.expect("a sample")).collect();
    recording_of(&samples, RATE)
}

/// Listens to what `parec --raw` wrote at 44,100 Hz, of which the left channel is looked at.
pub(crate) fn listen_raw(path: &Path) -> Recording {
    let bytes = std::fs::read(path).expect("a file");
    let left = |frame: &[u8]| i16::from_le_bytes([frame[0], frame[1]]);
    let samples: Vec<i16> = bytes.chunks_exact(4).map(left).collect();
    recording_of(&samples, 44_100)
}

fn recording_of(samples: &[i16], rate: u32) -> Recording {
    let rate = f64::from(rate);
    let samples: Vec<f64> = samples.iter().map(|sample| f64::from(*sample) / 32_768.0).collect();
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut doubled = 0;
    let piece = (PIECE_SECONDS * rate) as usize;
    for (index, part) in samples.chunks_exact(piece).enumerate() {
        let mut heard = names_of(part, rate);
        // A machine that is busy stumbles now and then, and a stumble has something of every tone.
        doubled = if heard.len() > 1 { doubled + 1 } else { 0 };
        assert!(doubled < 3, "two at once: {heard:?}");
        if heard.len() != 1 {
            continue;
        }
        let from = index as f64 * PIECE_SECONDS;
        let (what, to) = (heard.remove(0), from + PIECE_SECONDS);
        match stretches.last_mut() {
            Some(last) if last.what == what && from - last.to < 0.3 => last.to = to,
            _ => stretches.push(Stretch { what, from, to }),
        }
    }
    stretches.retain(|stretch| stretch.to - stretch.from > 1.5 * PIECE_SECONDS);
    let peak = samples.iter().fold(0.0, |peak: f64, sample| peak.max(sample.abs()));
    Recording { stretches, peak, seconds: samples.len() as f64 / rate }
}

/// What a piece sounds of; nothing for silence.
fn names_of(part: &[f64], rate: f64) -> Vec<String> {
    let chime =
        [523.25, 659.26].map(|pitch| strength(part, pitch, rate)).into_iter().fold(0.0, f64::max);
    let mut heard = Vec::new();
    if chime > 0.02 {
        heard.push("chime".to_owned());
    }
    for number in 1..=9 {
        for language in ["vi", "en"] {
            let number = format!("A{number:03}");
            // A piece that holds the end of one tone is weak; a neighbour's share of a strong one is smaller still.
            if strength(part, pitch(&number, language), rate) > 0.06 {
                heard.push(format!("{number} {language}"));
            }
        }
    }
    heard
}

/// The amplitude at a pitch (Goertzel's algorithm, over a Hann window).
fn strength(part: &[f64], pitch: f64, rate: f64) -> f64 {
    let turn = TAU * pitch / rate;
    let (mut one, mut two) = (0.0, 0.0);
    for (index, sample) in part.iter().enumerate() {
        let window = 0.5 - 0.5 * (TAU * index as f64 / part.len() as f64).cos();
        let next = sample * window + 2.0 * turn.cos() * one - two;
        (one, two) = (next, one);
    }
    let power = one * one + two * two - 2.0 * turn.cos() * one * two;
    4.0 * power.max(0.0).sqrt() / part.len() as f64
}
