//! The voice itself, into a file that holds what would be heard: order, rests, levels, troubles, restarts.

mod center;
mod voice_world;

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use display_board::status;
use shared::catalog::{Voice, VolumeSpan};
use shared::protocol::{BoardCall, BoardSound, BoardStatus};
use tempfile::TempDir;
use voice_world::{Board, LOUDNESS, Mood, Recording, VoiceServer, listen};

fn voice(times: u8, english: bool) -> Voice {
    Voice { times, english, volume_percent: 100, ..Voice::default() }
}

/// A board that speaks into a file.
struct Studio {
    server: VoiceServer,
    folder: TempDir,
}

impl Studio {
    fn new(sentence_milliseconds: u64) -> Self {
        Self {
            server: VoiceServer::start(Duration::from_millis(sentence_milliseconds)),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn board(&self, name: &str, voice: Voice) -> Board {
        let sound = format!("file:{}", self.folder.path().join(name).display());
        Board::start(&self.server.options(&sound, Some(self.folder.path())), voice)
    }

    fn recording(&self, name: &str) -> Recording {
        listen(&self.folder.path().join(name))
    }
}

#[test]
fn calls_are_heard_one_after_the_other() {
    let studio = Studio::new(700);
    let board = studio.board("calls.wav", Voice { volume_percent: 50, ..voice(2, true) });
    board.sleep_until(0.5);
    let first = board.call("A001", "5");
    board.show(std::slice::from_ref(&first));
    board.sleep_until(1.0);
    board.show(&[board.call("A002", "3"), first]);
    // The file can be opened in the middle of a word.
    board.sleep_until(2.5);
    assert!(studio.recording("calls.wav").seconds > 1.5);
    board.sleep_until(12.5);
    let heard = studio.recording("calls.wav");
    let expected =
        ["chime", "A001 vi", "A001 vi", "A001 en", "chime", "A002 vi", "A002 vi", "A002 en"];
    assert_eq!(heard.words(), expected);
    assert!((0.4..0.9).contains(&heard.stretches[0].from), "{:?}", heard.stretches[0]);
    assert!(heard.longest_gap() < 1.0, "{:?}", heard.stretches);
    // At half the volume nothing comes near to clipping, and a sentence is as loud as the server made it.
    assert!((heard.peak - LOUDNESS / 2.0).abs() < 0.02, "{}", heard.peak);
    // In real time, silences and all.
    assert!((11.5..13.5).contains(&heard.seconds), "{}", heard.seconds);
    assert_eq!((board.sounding().sound, board.sounding().unspoken), (BoardSound::Voice, 0));
    let asked = studio.server.state().asked.clone();
    assert_eq!(asked.len(), 4, "each sentence is fetched once: {asked:?}");
    assert!(asked[0].contains("voice?number=A001&desk=5&language=vi&times=1 "), "{asked:?}");
}

#[test]
fn without_a_voice_the_chime_alone_is_heard_until_there_is_one() {
    let studio = Studio::new(400);
    studio.server.state().mood = Mood::NoVoice;
    let board = studio.board("chime.wav", voice(2, true));
    board.show(&[board.call("A001", "5")]);
    board.wait_for(BoardSound::ChimeOnly, 3);
    board.sleep_until(3.0);
    studio.server.state().mood = Mood::Garbage;
    board.show(&[board.call("A002", "5")]);
    board.sleep_until(6.0);
    assert_eq!(studio.recording("chime.wav").words(), ["chime", "chime"]);
    assert_eq!((board.sounding().sound, board.sounding().unspoken), (BoardSound::ChimeOnly, 2));
    studio.server.state().mood = Mood::Speaks;
    board.show(&[board.call("A003", "5")]);
    board.wait_for(BoardSound::Voice, 2);
    board.sleep_until(11.0);
    let heard = studio.recording("chime.wav");
    assert_eq!(heard.words()[2..], ["chime", "A003 vi", "A003 vi", "A003 en"]);
    assert_eq!(board.sounding().unspoken, 2);
}

#[test]
fn a_slow_server_is_hidden_by_the_chime_and_never_holds_up_the_next_call() {
    let studio = Studio::new(400);
    studio.server.state().mood = Mood::Slow(Duration::from_millis(900));
    let board = studio.board("slow.wav", voice(1, false));
    let first = board.call("A001", "5");
    board.show(std::slice::from_ref(&first));
    board.sleep_until(3.5);
    let heard = studio.recording("slow.wav");
    assert_eq!(heard.words(), ["chime", "A001 vi"]);
    assert!(heard.longest_gap() < 0.7, "{:?}", heard.stretches);
    studio.server.state().mood = Mood::Slow(Duration::from_secs(30));
    let second = board.call("A002", "5");
    board.show(&[second.clone(), first.clone()]);
    board.sleep_until(4.0);
    studio.server.state().mood = Mood::Speaks;
    board.show(&[board.call("A003", "5"), second, first]);
    board.sleep_until(13.0);
    // A002 has its chime, and is left without words after a wait that is bounded.
    assert_eq!(studio.recording("slow.wav").words()[2..], ["chime", "chime", "A003 vi"]);
    assert_eq!(board.sounding().unspoken, 1);
}

#[test]
fn what_is_taken_back_is_not_repeated() {
    let studio = Studio::new(800);
    let board = studio.board("undone.wav", voice(3, true));
    let first = board.call("A001", "5");
    board.show(std::slice::from_ref(&first));
    board.sleep_until(2.0);
    board.show(&[BoardCall { expected: false, ..first }]);
    board.sleep_until(5.0);
    assert_eq!(studio.recording("undone.wav").words(), ["chime", "A001 vi"]);
    assert_eq!(board.sounding().unspoken, 0);
}

#[test]
fn a_program_that_starts_again_goes_on_where_it_was() {
    let studio = Studio::new(600);
    let board = studio.board("before.wav", voice(2, false));
    let mut calls = vec![board.call("A001", "5")];
    board.show(&calls);
    board.sleep_until(2.0);
    drop(board);
    let board = studio.board("after.wav", voice(2, false));
    // The second board's day begins at the same time as the first one's.
    let called_at = calls[0].called_at + TimeDelta::seconds(2);
    calls.insert(0, BoardCall { called_at, ..board.call("A002", "3") });
    board.show(&calls);
    board.sleep_until(6.0);
    assert_eq!(studio.recording("before.wav").words(), ["chime", "A001 vi"]);
    assert_eq!(studio.recording("after.wav").words(), ["A001 vi", "chime", "A002 vi", "A002 vi"]);
}

#[test]
fn quiet_hours_and_a_mute_board_are_silent() {
    let studio = Studio::new(300);
    let span =
        VolumeSpan { weekdays: Vec::new(), from_minute: 0, to_minute: 1440, volume_percent: 0 };
    let quiet = Voice { volumes: vec![span], ..voice(2, false) };
    let board = studio.board("quiet.wav", quiet);
    board.wait_for(BoardSound::Muted, 2);
    board.show(&[board.call("A001", "5")]);
    board.sleep_until(2.0);
    // The quiet ends, and nothing that fell into it comes after.
    board.set_voice(voice(1, false));
    board.wait_for(BoardSound::Voice, 2);
    board.sleep_until(4.0);
    let heard = studio.recording("quiet.wav");
    assert_eq!((heard.words(), heard.peak), (vec![], 0.0));
    assert!(heard.seconds > 3.0);

    for (sound, mute) in [("none", false), ("default", true)] {
        let mut options = studio.server.options(sound, None);
        options.mute = mute;
        let board = Board::start(&options, voice(2, false));
        let asked = studio.server.state().asked.len();
        board.show(&[board.call("A004", "5")]);
        board.sleep_until(0.5);
        assert_eq!((board.sounding().sound, board.sounding().unspoken), (BoardSound::Muted, 0));
        assert_eq!(studio.server.state().asked.len(), asked, "a mute board asks for nothing");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_as_good_as_no_card() {
    let studio = Studio::new(300);
    let board =
        Board::start(&studio.server.options("file:/nowhere/at/all.wav", None), voice(1, false));
    board.wait_for(BoardSound::NoSoundCard, 2);
    board.show(&[board.call("A001", "5")]);
    board.sleep_until(0.5);
    assert_eq!(board.sounding().sound, BoardSound::NoSoundCard);
}

#[test]
fn the_server_is_told_how_the_board_is() {
    let studio = Studio::new(300);
    studio.server.state().mood = Mood::Older;
    let board = studio.board("status.wav", voice(1, false));
    let mut options = studio.server.options("none", None);
    options.zone = Some("left".into());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.spawn(status::report(options, board.loudspeaker.sounding()));
    let wait_for = |fits: &dyn Fn(&BoardStatus) -> bool| {
        let until = Instant::now() + Duration::from_secs(4);
        loop {
            let last = studio.server.state().statuses.last().cloned();
            let status =
                last.map(|text| serde_json::from_str::<BoardStatus>(&text).expect("a status"));
            if status.as_ref().is_some_and(fits) {
                return;
            }
            assert!(Instant::now() < until, "{status:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    // A server that does not know the address is told all the same.
    wait_for(&|status| {
        status.sound == BoardSound::Voice
            && status.zone == Some("left".into())
            && status.version == env!("CARGO_PKG_VERSION")
    });
    studio.server.state().mood = Mood::NoVoice;
    board.show(&[board.call("A001", "5")]);
    wait_for(&|status| status.sound == BoardSound::ChimeOnly && status.unspoken == 1);
}
