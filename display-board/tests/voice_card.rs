//! The voice through the machine's real path for sound: ALSA into a PulseAudio of the test's own, which is recorded.
#![cfg(target_os = "linux")]

mod center;
mod voice_world;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use shared::catalog::Voice;
use shared::protocol::BoardSound;
use tempfile::TempDir;
use voice_world::{Board, LOUDNESS, VoiceServer, listen_raw};

/// Names the part that a second process of this program plays: sound libraries read their configuration from
/// the environment of their process.
const PART: &str = "ONESTOP_TEST_PART";

/// A process that ends with its holder.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A sound server with one loudspeaker that nobody hears.
struct Sounds {
    folder: TempDir,
    server: Option<Ended>,
}

impl Sounds {
    /// A machine with such a server, which is not started yet.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = "</usr/share/alsa/alsa.conf>\npcm.!default { type pulse }\nctl.!default { type pulse }\n";
        std::fs::write(folder.path().join("asound.conf"), config).expect("written");
        Self { folder, server: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn in_its_place(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let socket = format!("unix:{}", self.path("native").display());
        command
            .env("HOME", self.folder.path())
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("PULSE_SERVER", socket)
            .env("ALSA_CONFIG_PATH", self.path("asound.conf"))
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("DISPLAY")
            .stdin(Stdio::null());
        command
    }

    fn start(&mut self) {
        let _ = std::fs::remove_file(self.path("native"));
        let socket = format!(
            "module-native-protocol-unix socket={} auth-anonymous=1",
            self.path("native").display()
        );
        let child = self
            .in_its_place("pulseaudio")
            .env_remove("PULSE_SERVER")
            .args([
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--use-pid-file=no",
                "--disable-shm",
            ])
            .arg("--load=module-null-sink sink_name=lobby rate=44100")
            .arg(format!("--load={socket}"))
            .stderr(Stdio::null())
            .spawn();
        self.server = Some(Ended(child.expect("pulseaudio is installed")));
        let until = Instant::now() + Duration::from_secs(10);
        while !self.in_its_place("pactl").arg("info").output().is_ok_and(|it| it.status.success()) {
            assert!(Instant::now() < until, "the sound server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn stop(&mut self) {
        self.server = None;
    }

    /// Records what the loudspeaker plays, until the answer is dropped.
    fn record(&self, name: &str) -> Ended {
        let child = self
            .in_its_place("parec")
            .args(["--device=lobby.monitor", "--format=s16le", "--rate=44100", "--channels=2"])
            .args(["--raw", "--latency-msec=50"])
            .stdout(std::fs::File::create(self.path(name)).expect("a file"))
            .spawn();
        let recorder = Ended(child.expect("parec is installed"));
        let until = Instant::now() + Duration::from_secs(10);
        while !std::fs::metadata(self.path(name)).is_ok_and(|file| file.len() > 0) {
            assert!(Instant::now() < until, "nothing is recorded");
            std::thread::sleep(Duration::from_millis(20));
        }
        recorder
    }

    /// Plays a part of this program as a second process; gives what it wrote to stderr.
    fn act(&self, test: &str) -> Acting {
        let log = self.path(&format!("{test}.log"));
        let file = std::fs::File::create(&log).expect("a file");
        let program = std::env::current_exe().expect("this program");
        let child = self
            .in_its_place(program.to_str().expect("a path"))
            .env(PART, self.folder.path())
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .stdout(Stdio::null())
            .stderr(file)
            .spawn();
        Acting { child: Ended(child.expect("a second process")), log }
    }
}

/// A second process.
struct Acting {
    child: Ended,
    log: PathBuf,
}

impl Acting {
    /// Waits for its good end; gives what it wrote to stderr.
    fn finish(mut self) -> String {
        let status = self.child.0.wait().expect("a process");
        let log = std::fs::read_to_string(&self.log).expect("a log");
        assert!(status.success(), "{log}");
        log
    }
}

/// The folder of the test whose part this process plays, if it does.
fn part() -> Option<PathBuf> {
    std::env::var_os(PART).map(PathBuf::from)
}

fn voice(times: u8) -> Voice {
    Voice { times, english: false, volume_percent: 100, ..Voice::default() }
}

/// Processor time of this process until now.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a process");
    let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
    let ticks: u64 =
        fields[11].parse::<u64>().expect("a number") + fields[12].parse::<u64>().expect("a number");
    Duration::from_millis(ticks * 10)
}

/// Whether the sound library's thread runs, which it does for as long as a card is open.
fn holds_card() -> bool {
    let threads = std::fs::read_dir("/proc/self/task").expect("threads");
    threads.flatten().any(|thread| {
        let name = std::fs::read_to_string(thread.path().join("comm")).unwrap_or_default();
        name.starts_with("cpal")
    })
}

fn speak(folder: &Path) {
    let server = VoiceServer::start(Duration::from_millis(800));
    let board = Board::start(&server.options("default", Some(folder)), voice(2));
    board.wait_for(BoardSound::Voice, 5);
    let first = board.call("A001", "5");
    board.show(std::slice::from_ref(&first));
    board.sleep_until(1.0);
    board.show(&[board.call("A002", "3"), first]);
    let until = Instant::now() + Duration::from_secs(5);
    while !holds_card() {
        assert!(Instant::now() < until, "it does not speak");
        std::thread::sleep(Duration::from_millis(20));
    }
    board.sleep_until(10.0);
    // The card is let go: nothing plays, and nothing is used up.
    let until = Instant::now() + Duration::from_secs(20);
    while holds_card() {
        assert!(Instant::now() < until, "the card is still held");
        std::thread::sleep(Duration::from_millis(100));
    }
    let before = processor_time();
    std::thread::sleep(Duration::from_secs(10));
    let used = processor_time().saturating_sub(before);
    assert!(used <= Duration::from_millis(50), "{used:?} in ten seconds of silence");
}

#[test]
fn the_real_path_plays_everything_in_order() {
    if let Some(folder) = part() {
        return speak(&folder);
    }
    let mut sounds = Sounds::new();
    sounds.start();
    let recording = sounds.record("heard.raw");
    let log = sounds.act("the_real_path_plays_everything_in_order").finish();
    drop(recording);
    let heard = listen_raw(&sounds.path("heard.raw"));
    let expected = ["chime", "A001 vi", "A001 vi", "chime", "A002 vi", "A002 vi"];
    assert_eq!(heard.words(), expected, "{log}");
    assert!(heard.longest_gap() < 1.1, "{:?}", heard.stretches);
    for stretch in &heard.stretches {
        let length = stretch.to - stretch.from;
        assert!((0.6..1.6).contains(&length), "{stretch:?}");
    }
    assert!(heard.peak > LOUDNESS * 0.8 && heard.peak < 0.99, "{}", heard.peak);
    assert!(!log.contains("ALSA lib"), "{log}");
}

fn lose_and_find(folder: &Path) {
    let server = VoiceServer::start(Duration::from_millis(3000));
    let board = Board::start(&server.options("default", Some(folder)), voice(1));
    // The sound server is not there at the start, and comes later.
    board.wait_for(BoardSound::NoSoundCard, 5);
    let missed = board.call("A001", "5");
    board.show(std::slice::from_ref(&missed));
    std::fs::write(folder.join("missing"), "").expect("written");
    board.wait_for(BoardSound::Voice, 20);
    // It goes away in the middle of the first word that is heard.
    board.wait_for(BoardSound::NoSoundCard, 40);
    let second = board.call("A002", "3");
    board.show(&[second, missed]);
    board.wait_for(BoardSound::Voice, 20);
    std::thread::sleep(Duration::from_secs(8));
    assert_eq!(board.sounding().unspoken, 0);
}

#[test]
fn a_card_that_goes_and_comes_is_found_again() {
    if let Some(folder) = part() {
        return lose_and_find(&folder);
    }
    let mut sounds = Sounds::new();
    let board = sounds.act("a_card_that_goes_and_comes_is_found_again");
    let wait_for = |path: PathBuf| {
        let until = Instant::now() + Duration::from_secs(30);
        while !path.exists() {
            assert!(Instant::now() < until, "{} never came", path.display());
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    wait_for(sounds.path("missing"));
    sounds.start();
    let before = sounds.record("before.raw");
    let until = Instant::now() + Duration::from_secs(30);
    while listen_raw(&sounds.path("before.raw")).words() != ["chime", "A001 vi"] {
        assert!(Instant::now() < until, "the first call was never heard");
        std::thread::sleep(Duration::from_millis(200));
    }
    sounds.stop();
    drop(before);
    std::thread::sleep(Duration::from_secs(4));
    sounds.start();
    let after = sounds.record("after.raw");
    let log = board.finish();
    drop(after);
    assert_eq!(listen_raw(&sounds.path("before.raw")).words(), ["chime", "A001 vi"], "{log}");
    assert_eq!(listen_raw(&sounds.path("after.raw")).words(), ["chime", "A002 vi"], "{log}");
    assert!(!log.contains("ALSA lib"), "{log}");
}

fn be_without() {
    let server = VoiceServer::start(Duration::from_millis(300));
    for sound in ["default", "hdmi:CARD=None,DEV=0"] {
        let board = Board::start(&server.options(sound, None), voice(2));
        board.wait_for(BoardSound::NoSoundCard, 5);
        board.show(&[board.call("A001", "5")]);
        let before = processor_time();
        std::thread::sleep(Duration::from_secs(12));
        let used = processor_time().saturating_sub(before);
        assert_eq!(board.sounding().sound, BoardSound::NoSoundCard);
        assert!(used <= Duration::from_millis(120), "{used:?} to look for a card in 12 s");
    }
}

#[test]
fn a_machine_without_sound_is_silent_and_says_so() {
    if part().is_some() {
        return be_without();
    }
    let sounds = Sounds::new();
    std::fs::write(sounds.path("asound.conf"), "# no output at all\n").expect("written");
    let log = sounds.act("a_machine_without_sound_is_silent_and_says_so").finish();
    assert!(!log.contains("ALSA lib") && !log.contains("panicked"), "{log}");
}
