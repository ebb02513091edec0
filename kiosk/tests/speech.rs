//! The voice: a real process gets the words, a new sentence ends the one before, and a missing program is silence.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use kiosk::speech::{Utterance, Voice};
use shared::text::Language;

/// A program that writes down what it is told, and then speaks for a while.
fn writes_down(folder: &Path) -> String {
    let path = folder.join("speaks");
    let heard = folder.join("heard");
    let script = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho \"$@\" >> {0}\ncat >> {0}\necho >> {0}\nexec sleep 30\n",
        heard.display()
    );
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn wait_for(what: impl Fn() -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(10);
    while Instant::now() < end {
        if what() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn a_new_sentence_ends_the_one_before_and_the_words_are_on_no_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let voice = Voice::start(&writes_down(folder.path()));
    assert!(voice.is_available());
    assert!(!voice.is_speaking());
    let heard = || std::fs::read_to_string(folder.path().join("heard")).unwrap_or_default();
    voice.say(Utterance::of(&["Mời chọn"], Language::Vi));
    assert!(voice.is_speaking());
    assert!(wait_for(|| heard().contains("Mời chọn.")));
    voice.say(Utterance::of(&["Take a number"], Language::En));
    assert!(wait_for(|| heard().contains("Take a number.")));
    assert!(voice.is_speaking());
    voice.hush();
    assert!(wait_for(|| !voice.is_speaking()));
    let lines = heard();
    let orders: Vec<&str> = lines.lines().filter(|line| line.contains("--stdin")).collect();
    assert_eq!(orders, ["-v vi -s 140 --stdin", "-v en -s 140 --stdin"]);
}

#[test]
fn without_a_program_nothing_is_said_and_nothing_breaks() {
    let voice = Voice::start("there-is-no-such-program");
    assert!(!voice.is_available());
    voice.say(Utterance::of(&["Mời chọn"], Language::Vi));
    voice.hush();
    assert!(!voice.is_speaking());
}
