//! Recorded clips in place of a synthesiser: used when all are there, joined without clicks, never in the way of a call.

mod lobby_voice;
mod server;

use std::fs;
use std::path::{Path, PathBuf};

use counter_server::data_folder::DataFolder;
use counter_server::settings::Settings;
use counter_server::voice::{PEAK_DBFS, SPEECH_DBFS, SpeechCommand};
use lobby_voice::{Speaker, ask, figures, read_wav, record_clips};
use server::program::{Program, fail, run, succeed};
use server::{TestServer, settings};

const CALL: &str = "/api/v1/voice?number=A025&desk=5&language=vi&times=1";

/// What the call of A025 to desk 5 needs.
const WORDS: [(&str, &str); 7] = [
    ("moi-cong-dan-co-so-thu-tu", "Mời công dân có số thứ tự"),
    ("chu-a", "A"),
    ("so-0", "không"),
    ("so-2", "hai"),
    ("so-5", "năm"),
    ("den-quay-so", "đến quầy số"),
    ("lan-cuoi", "lần cuối"),
];

fn clips_of(folder: &DataFolder) -> PathBuf {
    folder.path().join("voice/clips")
}

async fn center(speaker: &Speaker) -> TestServer {
    let voice_command = SpeechCommand::parse(&speaker.command()).unwrap();
    TestServer::start_with(Settings { voice_command, ..settings() }).await
}

#[tokio::test]
async fn clips_are_joined_at_one_level_and_without_clicks() {
    let speaker = Speaker::new();
    let test = center(&speaker).await;
    let files = record_clips(&clips_of(&test.folder()), "vi", &WORDS);
    let board = test.board();
    let mut seconds = Vec::new();
    for times in [1, 3] {
        let path = CALL.replace("times=1", &format!("times={times}"));
        let (spec, samples) = read_wav(&ask(&board, &path).await.wav());
        assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 22_050, 16));
        let all = figures(&samples);
        assert!(all.peak_dbfs <= PEAK_DBFS + 0.01, "{all:?}");
        assert!((all.speech_dbfs - SPEECH_DBFS).abs() < 2.0, "{all:?}");
        assert_eq!(all.at_full_scale, 0);
        // No step is larger than the largest inside a clip, seen at the clip's own level: joints are not heard.
        let own = files.iter().map(|file| figures(&at_our_rate(file)).largest_step);
        let own = own.fold(0.0, f64::max);
        assert!(all.largest_step <= own * 1.25, "{} {own}", all.largest_step);
        seconds.push(samples.len() as f64 / 22_050.0);
    }
    assert!(seconds[1] > seconds[0] + 0.5, "the last call says more: {seconds:?}");
    assert!((2.0..8.0).contains(&seconds[0]), "{seconds:?}");
    assert_eq!(speaker.said(), Vec::<String>::new(), "nobody had to speak");
    // English has no clips here.
    ask(&board, &CALL.replace("language=vi", "language=en")).await.wav();
    assert_eq!(speaker.said().len(), 1);
}

/// A clip as sox makes it of our rate and in one channel.
fn at_our_rate(file: &Path) -> Vec<i16> {
    let output = std::process::Command::new("sox")
        .arg(file)
        .args(["-D", "-t", "raw", "-r", "22050", "-c", "1", "-b", "16", "-e", "signed", "-"])
        .output()
        .unwrap();
    assert!(output.status.success());
    output.stdout.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect()
}

#[tokio::test]
async fn each_clip_is_as_loud_as_the_others() {
    let speaker = Speaker::new();
    let test = center(&speaker).await;
    // One tone for every clip, so that loudness can be compared; recorded 30 dB apart.
    let folder = clips_of(&test.folder()).join("vi");
    fs::create_dir_all(&folder).unwrap();
    for (index, (name, _)) in WORDS.iter().enumerate() {
        let gain = (index % 4 * 10).to_string();
        let made = std::process::Command::new("sox")
            .args(["-n", "-r", "44100", "-b", "16"])
            .arg(folder.join(format!("{name}.wav")))
            .args(["synth", "0.5", "sine", "300", "gain", &format!("-{gain}"), "pad", "0.1", "0.1"])
            .status();
        assert!(made.unwrap().success());
    }
    let (_, samples) = read_wav(&ask(&test.board(), CALL).await.wav());
    let peaks: Vec<i16> = samples
        .chunks(220)
        .map(|chunk| chunk.iter().map(|sample| sample.saturating_abs()).max().unwrap())
        .collect();
    let loudest = *peaks.iter().max().unwrap();
    // Every word has a stretch at the full level: as many stretches as clips, none of them softer.
    let stretches = peaks.split(|peak| *peak < loudest / 4).filter(|words| words.len() > 20);
    let heights: Vec<i16> = stretches.map(|words| words[words.len() / 2]).collect();
    assert_eq!(heights.len(), 7, "{heights:?}");
    assert!(heights.iter().all(|height| *height > loudest / 10 * 9), "{heights:?} {loudest}");
    assert_eq!(speaker.said(), Vec::<String>::new());
}

#[tokio::test]
async fn a_missing_or_broken_clip_never_costs_a_call() {
    let speaker = Speaker::new();
    let test = center(&speaker).await;
    let clips = clips_of(&test.folder());
    let files = record_clips(&clips, "vi", &WORDS);
    let board = test.board();
    let recorded = ask(&board, CALL).await;
    let tag = recorded.header("etag").to_owned();
    let recorded = recorded.wav();
    let five = clips.join("vi/so-5.wav");
    let kept = fs::read(&five).unwrap();
    let spoken = {
        fs::remove_file(&five).unwrap();
        ask(&board, CALL).await.wav()
    };
    assert_ne!(spoken, recorded);
    assert_eq!(speaker.said(), ["vi: Mời công dân có số thứ tự A không hai năm đến quầy số năm"]);
    // The last clip is not needed for a first call, and a number that needs no other keeps its clips.
    for broken in [&kept[..kept.len() / 2], b"no sound", b"", &silence(&kept)] {
        fs::write(&five, broken).unwrap();
        assert_eq!(ask(&board, CALL).await.wav(), spoken, "{} bytes", broken.len());
    }
    fs::write(&five, &kept).unwrap();
    let again = ask(&board, CALL).await;
    assert_ne!(again.header("etag"), tag, "another file, another saying");
    assert_eq!(again.wav(), recorded);
    assert_eq!(speaker.said().len(), 1, "the synthesiser spoke once, the rest was kept");
    assert_eq!(files.len(), WORDS.len());
}

/// The same file without its sound.
fn silence(wav: &[u8]) -> Vec<u8> {
    let mut silent = wav.to_vec();
    let data = wav.windows(4).position(|four| four == b"data").unwrap() + 8;
    silent[data..].fill(0);
    silent
}

#[tokio::test]
async fn a_missing_clip_is_told_once() {
    let temporary = tempfile::tempdir().unwrap();
    let data = temporary.path().join("data");
    let text = data.to_str().unwrap();
    succeed(&["init", "--data", text, "--sample", "ward"]);
    let token = succeed(&["device", "add", "--data", text, "--kind", "board", "--name", "Board 1"]);
    record_clips(&clips_of(&DataFolder::new(&data)), "vi", &WORDS[..4]);
    let program = Program::serve(&data, &[]);
    let board = program.client().with_token(&token);
    for _ in 0..3 {
        ask(&board, CALL).await.wav();
        ask(&board, &CALL.replace("desk=5", "desk=4")).await.wav();
    }
    let (code, _, log) = program.terminate();
    assert_eq!(code, 0);
    for name in ["so-5.wav", "so-4.wav", "den-quay-so.wav"] {
        assert_eq!(log.matches(name).count(), 1, "{name}: {log}");
    }
    assert!(!log.contains("so-2.wav") && !log.contains("A025"), "{log}");
}

#[test]
fn a_center_hears_a_call_and_what_is_missing_on_the_command_line() {
    let temporary = tempfile::tempdir().unwrap();
    let data = temporary.path().join("data");
    let (text, to) = (data.to_str().unwrap(), temporary.path().join("call.wav"));
    let to = to.to_str().unwrap();
    let say = ["voice", "say", "--data", text, "--number", "A025", "--desk", "5", "--to", to];
    assert!(fail(&say, "").contains("init"), "no database yet");
    succeed(&["init", "--data", text, "--sample", "ward"]);
    succeed(&say);
    let first = fs::read(to).unwrap();
    assert!(read_wav(&first).1.len() > 44_100);
    succeed(&[&say[..], &["--language", "en", "--times", "3"]].concat());
    assert_ne!(fs::read(to).unwrap(), first);
    let check = ["voice", "check", "--data", text];
    let told = succeed(&check);
    assert!(told.contains("vi: the voice vi speaks\nvi: no recorded clips"), "{told}");
    let none = ["--voice-command", "/nowhere/espeak-ng"];
    // Another program is another voice: what was kept is not said in its name.
    assert!(fail(&[&say[..], &none].concat(), "").contains("/nowhere/espeak-ng cannot be started"));
    assert!(!run(&[&check[..], &none].concat()).status.success());
    let nowhere = fail(&[&say[..6], &["--desk", "99", "--to", to]].concat(), "");
    assert!(nowhere.contains("no desk 99"), "{nowhere}");
    let wrong = fail(&[&say[..4], &["--number", "A 5", "--desk", "5", "--to", to]].concat(), "");
    assert!(wrong.contains("letters and digits"), "{wrong}");

    let files = record_clips(&clips_of(&DataFolder::new(&data)), "vi", &WORDS);
    fs::write(&files[3], "no sound").unwrap();
    let told = succeed(&check);
    assert!(told.contains("vi: 7 of "), "{told}");
    assert!(told.contains("missing: ") && told.contains("/vi/so-7.wav"), "{told}");
    assert!(told.contains("so-2.wav cannot be used"), "{told}");
}
