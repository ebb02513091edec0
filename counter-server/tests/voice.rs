//! The voice of the lobby over HTTP: what is sent to the program that speaks, what comes back, and what when it cannot.

mod lobby_voice;
mod server;

use std::fs;
use std::time::{Duration, Instant};

use counter_server::auth::DeviceKind;
use counter_server::settings::Settings;
use counter_server::voice::{PEAK_DBFS, SPEECH_DBFS, SpeechCommand};
use lobby_voice::{Speaker, ask, figures, read_wav, sox_figures};
use server::catalog::change_catalog;
use server::{TestServer, settings, until};
use shared::catalog::VoiceRegion;
use tokio::task::JoinSet;

const CALL: &str = "/api/v1/voice?number=A025&desk=5&language=vi&times=1";

async fn server_with(command: &str) -> TestServer {
    let voice_command = SpeechCommand::parse(command).unwrap();
    TestServer::start_with(Settings { voice_command, ..settings() }).await
}

#[tokio::test]
async fn the_words_of_a_call_are_said_by_the_voice_of_the_center() {
    let speaker = Speaker::new();
    let test = server_with(&speaker.command()).await;
    let board = test.board();
    let mut expected = Vec::new();
    for (region, voice, desk_word) in [
        (VoiceRegion::North, "vi", "linh"),
        (VoiceRegion::Central, "vi-vn-x-central", "lẻ"),
        (VoiceRegion::South, "vi-vn-x-south", "lẻ"),
    ] {
        change_catalog(&test, |catalog| {
            catalog.lobby.voice.region = region;
            catalog.desks[6].name = "105".to_owned();
            catalog.desks[7].name = "Tiếp dân".to_owned();
        })
        .await;
        for (number, words) in [
            ("A025", "A không hai năm"),
            ("B005", "bê không không năm"),
            ("DE21", "đê e hai một"),
            ("j7", "di bảy"),
        ] {
            for (desk, way) in [
                ("5", "số năm".to_owned()),
                ("7", format!("số một trăm {desk_word} năm")),
                ("8", "Tiếp dân".to_owned()),
            ] {
                for (times, last) in [(2, ""), (3, ", lần cuối")] {
                    let path = format!(
                        "/api/v1/voice?number={number}&desk={desk}&language=vi&times={times}"
                    );
                    check_saying(&ask(&board, &path).await.wav(), &path);
                    expected.push(format!(
                        "{voice}: Mời công dân có số thứ tự {words} đến quầy {way}{last}"
                    ));
                }
            }
        }
    }
    let english = "/api/v1/voice?number=A025&desk=5&language=en";
    check_saying(&ask(&board, english).await.wav(), english);
    expected.push("en: Number eigh zero two five, please go to desk five".to_owned());
    assert_eq!(speaker.said(), expected, "each phrase once, and no digit in any");
}

/// What holds for every saying.
fn check_saying(wav: &[u8], what: &str) {
    let (spec, samples) = read_wav(wav);
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 22_050, 16), "{what}");
    let seconds = samples.len() as f64 / 22_050.0;
    assert!((2.5..9.0).contains(&seconds), "{what}: {seconds} s");
    let figures = figures(&samples);
    assert!(figures.peak_dbfs <= PEAK_DBFS + 0.01, "{what}: {figures:?}");
    // Within what the peak leaves, and never a whisper: speech has peaks up to 20 dB above its mean.
    assert!((figures.speech_dbfs - SPEECH_DBFS).abs() < 1.5, "{what}: {figures:?}");
    assert_eq!(figures.at_full_scale, 0, "{what}");
    // A rest at both ends, and no more than that.
    assert!((60..=160).contains(&figures.rest_before_ms), "{what}: {figures:?}");
    assert!((60..=160).contains(&figures.rest_after_ms), "{what}: {figures:?}");
}

#[tokio::test]
async fn another_program_measures_the_same() {
    let speaker = Speaker::new();
    let test = server_with(&speaker.command()).await;
    let board = test.board();
    for (number, desk) in [("A025", "5"), ("H111", "1"), ("S777", "8")] {
        let path = format!("/api/v1/voice?number={number}&desk={desk}&language=vi");
        let wav = ask(&board, &path).await.wav();
        let file = test.temporary.path().join("saying.wav");
        fs::write(&file, &wav).unwrap();
        let sox = sox_figures(&file);
        assert!(sox["Pk lev dB"] <= PEAK_DBFS + 0.02, "{sox:?}");
        // Pauses count here, so it lies a little below the loudness of speech.
        assert!((SPEECH_DBFS - 4.0..SPEECH_DBFS + 0.5).contains(&sox["RMS lev dB"]), "{sox:?}");
        let seconds = read_wav(&wav).1.len() as f64 / 22_050.0;
        assert!((sox["Length s"] - seconds).abs() < 0.01, "{sox:?}");
        assert!(sox["DC offset"].abs() < 0.01, "{sox:?}");
    }
}

#[tokio::test]
async fn a_phrase_is_made_once_and_kept() {
    let speaker = Speaker::new();
    let mut test = server_with(&speaker.command()).await;
    let board = test.board();
    let mut asking = JoinSet::new();
    for _ in 0..20 {
        let board = board.clone();
        asking.spawn(async move { ask(&board, CALL).await.wav() });
    }
    let wavs = asking.join_all().await;
    assert!(wavs.iter().all(|wav| wav == &wavs[0]));
    assert_eq!(speaker.said().len(), 1, "twenty asked, it spoke once");
    let first = ask(&board, CALL).await;
    let tag = first.header("etag").to_owned();
    assert_eq!(first.header("content-type"), "audio/wav");
    let held = board.clone().with("if-none-match", tag.clone());
    let again = ask(&held, CALL).await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    // The second call is the same saying; the third is not.
    let second = ask(&held, &CALL.replace("times=1", "times=2")).await;
    assert_eq!(second.status, 304);
    let third = ask(&held, &CALL.replace("times=1", "times=3")).await;
    assert_eq!(third.status, 200);
    assert_ne!(third.header("etag"), tag);
    assert_eq!(speaker.said().len(), 2);

    test.restart().await;
    let board = board.at(test.base());
    assert_eq!(ask(&board, CALL).await.wav(), wavs[0], "a new start speaks from what is kept");
    assert_eq!(speaker.said().len(), 2);
    // What a power cut may leave is made anew.
    let cache = test.folder().path().join("voice/cache");
    for entry in fs::read_dir(&cache).unwrap() {
        let file = entry.unwrap().path();
        let half = fs::metadata(&file).unwrap().len() / 2;
        fs::File::options().write(true).open(&file).unwrap().set_len(half).unwrap();
    }
    assert_eq!(ask(&board, CALL).await.wav(), wavs[0]);
    assert_eq!(speaker.said().len(), 3);
    // A cache that cannot be written costs time, no call.
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "no folder").unwrap();
    assert_eq!(ask(&board, CALL).await.wav(), wavs[0]);
}

#[tokio::test]
async fn without_a_voice_the_answer_says_so_and_all_else_goes_on() {
    let test = server_with("/nowhere/espeak-ng -v {voice}").await;
    let board = test.board();
    let begun = Instant::now();
    for _ in 0..20 {
        ask(&board, CALL).await.expect(503, "voice_unavailable");
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    let said = ask(&board, CALL).await.json();
    assert!(said["message"].as_str().unwrap().contains("tiếng chuông"), "{said}");
    let english = board.clone().with("accept-language", "en");
    let said = ask(&english, CALL).await.json();
    assert!(said["message"].as_str().unwrap().contains("chime"), "{said}");
    test.nobody().get("/healthz").await.expect(200, "");
    test.kiosk().take_number("business").await;
}

#[tokio::test]
async fn a_program_that_fails_or_writes_no_sound_is_no_voice() {
    for body in ["exit 3", "echo no sound at all", "cat >/dev/null", "exec 1>&-; exit 0"] {
        let speaker = Speaker::of(body);
        let test = server_with(&speaker.command()).await;
        ask(&test.board(), CALL).await.expect(503, "voice_unavailable");
        let cache = test.folder().path().join("voice/cache");
        assert!(!cache.exists(), "{body}: nothing is kept of it");
    }
    // Sound and then an error: half a sentence is not said.
    let speaker = Speaker::of("espeak-ng --stdin --stdout; exit 1");
    let test = server_with(&speaker.command()).await;
    ask(&test.board(), CALL).await.expect(503, "voice_unavailable");
}

#[tokio::test]
async fn a_program_that_hangs_is_ended_with_what_it_started() {
    let speaker = Speaker::of("sleep 600 & echo $! >> DIR/started; wait");
    let test = server_with(&speaker.command()).await;
    let board = test.board();
    let mut asking = JoinSet::new();
    for _ in 0..6 {
        let board = board.clone();
        asking.spawn(async move { ask(&board, CALL).await.status });
    }
    // Meanwhile nobody else waits.
    let begun = Instant::now();
    for _ in 0..10 {
        test.kiosk().take_number("business").await;
    }
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(asking.join_all().await.iter().all(|status| *status == 503));
    assert!(begun.elapsed() < Duration::from_secs(9), "one run for all: {:?}", begun.elapsed());
    let started = fs::read_to_string(speaker.folder().join("started")).unwrap();
    assert_eq!(started.lines().count(), 1, "{started}");
    for id in started.lines() {
        // Ended, whether somebody has looked at its end or not; who is told to end may need a moment for it.
        until("what was started has ended", async || {
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z ")
        })
        .await;
    }
}

#[tokio::test]
async fn somebody_who_goes_away_does_not_take_the_phrase_with_them() {
    let speaker = Speaker::of("sleep 1; espeak-ng -v \"$1\" --stdin --stdout");
    let test = server_with(&speaker.command()).await;
    let board = test.board();
    let impatient = tokio::time::timeout(Duration::from_millis(300), ask(&board, CALL));
    let patient = ask(&board, CALL);
    let (gone, there) = tokio::join!(impatient, patient);
    assert!(gone.is_err());
    assert_eq!(there.status, 200);
    assert!(!there.wav().is_empty());
}

#[tokio::test]
async fn what_is_asked_is_read_strictly() {
    let speaker = Speaker::new();
    let test = server_with(&speaker.command()).await;
    let (board, kiosk) = (test.board(), test.device(DeviceKind::Kiosk, "Kiosk in the test"));
    for query in [
        "desk=5&language=vi",
        "number=&desk=5&language=vi",
        "number=A-025&desk=5&language=vi",
        "number=A%20025&desk=5&language=vi",
        "number=ABC012345&desk=5&language=vi",
        "number=A025&language=vi",
        "number=A025&desk=5",
        "number=A025&desk=5&language=fr",
        "number=A025&desk=5&language=vi&times=0",
        "number=A025&desk=5&language=vi&times=100",
        "number=A025&desk=5&language=vi&times=-1",
        "number=A025&desk=5&language=vi&name=Lan",
    ] {
        let path = format!("/api/v1/voice?{query}");
        ask(&board, &path).await.expect(422, "bad_request");
    }
    let nowhere = CALL.replace("desk=5", "desk=99");
    ask(&board, &nowhere).await.expect(404, "unknown_desk");
    let without_times = ask(&board, "/api/v1/voice?number=A025&desk=5&language=vi").await;
    assert_eq!(without_times.wav(), ask(&kiosk, CALL).await.wav());
    let most = CALL.replace("times=1", "times=99");
    assert_eq!(ask(&board, &most).await.status, 200);
    ask(&test.nobody(), CALL).await.expect(401, "not_signed_in");
}
