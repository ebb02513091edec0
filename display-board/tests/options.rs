//! The options by command line and file: who is stronger, what is refused, in one sentence each.

use std::io::Write;

use display_board::options::{BoardLanguage, BoardTheme, Layout, Options, Size, Stop};
use display_board::sound::Sound;
use shared::ids::ZoneId;

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    file
}

fn read(arguments: &[&str]) -> Result<Options, Stop> {
    Options::read(std::iter::once("display-board").chain(arguments.iter().copied()))
}

fn refusal(arguments: &[&str]) -> String {
    match read(arguments) {
        Err(Stop::Refused(sentence)) => sentence,
        other => panic!("{arguments:?} gave {other:?}"),
    }
}

#[test]
fn the_command_line_is_stronger_than_the_file() {
    let token = file("secret-token\n");
    let path = token.path().to_str().expect("a path");
    let settings = file(&format!(
        "server = 'http://desk:1'\ntoken_file = '{path}'\nzone = 'left'\nwindow = '1080x1920'\nlanguage = 'both'\nmute = true\n",
    ));
    let config = settings.path().to_str().expect("a path");
    let options = read(&["--config", config, "--zone", "right"]).expect("options");
    assert_eq!(options.server.as_str(), "http://desk:1/");
    assert_eq!(options.token.reveal(), "secret-token");
    assert_eq!(options.zone, Some(ZoneId::from("right")));
    assert_eq!(options.window, Some(Size { width: 1080, height: 1920 }));
    assert_eq!(options.language, BoardLanguage::Both);
    assert!(options.mute);
    assert!(!format!("{options:?}").contains("secret-token"));
}

#[test]
fn what_is_left_open_has_a_default() {
    let token = file("t");
    let path = token.path().to_str().expect("a path");
    let options = read(&["--server", "http://a/b", "--token-file", path, "--panel-mm", "1210x680"]);
    let options = options.expect("options");
    assert_eq!(options.server.as_str(), "http://a/b/");
    assert_eq!((options.zone, options.window, options.mute), (None, None, false));
    assert_eq!(options.panel_mm, Some(Size { width: 1210, height: 680 }));
    assert_eq!(options.language, BoardLanguage::Vi);
    assert_eq!((options.layout, options.theme), (Layout::CallsAndTips, BoardTheme::Light));
    assert!((options.distance.metres() - 10.0).abs() < 0.01);
}

#[test]
fn the_look_can_stand_in_the_file() {
    let token = file("t");
    let path = token.path().to_str().expect("a path");
    let settings = file(&format!(
        "server = 'http://desk:1'\ntoken_file = '{path}'\nlayout = 'tips-and-last-call'\ntheme = 'dark'\ndistance = 4.5\n",
    ));
    let options =
        read(&["--config", settings.path().to_str().expect("a path"), "--theme", "light"]);
    let options = options.expect("options");
    assert_eq!((options.layout, options.theme), (Layout::TipsAndLastCall, BoardTheme::Light));
    assert!((options.distance.metres() - 4.5).abs() < 0.01);
}

#[test]
fn every_wrong_option_is_one_sentence() {
    let token = file("t");
    let path = token.path().to_str().expect("a path");
    let unknown_key = file("colour = 'red'\n");
    let broken = file("server = \n");
    let two_lines = file("a\nb");
    let empty = file("");
    let name = |file: &tempfile::NamedTempFile| file.path().to_str().expect("a path").to_owned();
    for (arguments, word) in [
        (vec!["--token-file", path], "--server is missing"),
        (vec!["--server", "http://a"], "--token-file is missing"),
        (vec!["--server", "ftp://a", "--token-file", path], "ftp://a"),
        (vec!["--server", "https://a", "--token-file", path], "https://a"),
        (vec!["--server", "a:8080", "--token-file", path], "a:8080"),
        (vec!["--server", "http://a", "--token-file", "/nowhere/token"], "/nowhere/token"),
        (vec!["--server", "http://a", "--token-file", &name(&two_lines)], "one line"),
        (vec!["--server", "http://a", "--token-file", &name(&empty)], "one line"),
        (vec!["--window", "big"], "'big'"),
        (vec!["--window", "0x100"], "0x100"),
        (vec!["--language", "fr"], "'fr'"),
        (vec!["--layout", "tips"], "'tips'"),
        (vec!["--theme", "blue"], "'blue'"),
        (vec!["--distance", "far"], "'far'"),
        (vec!["--distance", "0"], "0.5 to 50"),
        (vec!["--volume", "3"], "--volume"),
        (vec!["--sound", "file:"], "file:PATH"),
        (vec!["--config", "/nowhere/board.toml"], "/nowhere/board.toml"),
        (vec!["--config", &name(&unknown_key)], "colour"),
        (vec!["--config", &name(&broken)], "cannot be used"),
    ] {
        let sentence = refusal(&arguments);
        assert!(sentence.contains(word), "{arguments:?}: {sentence}");
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
    }
}

#[test]
fn help_names_every_option() {
    let Err(Stop::Told(help)) = read(&["--help"]) else { panic!("no help") };
    for option in [
        "--server",
        "--token-file",
        "--zone",
        "--window",
        "--panel-mm",
        "--distance",
        "--layout",
        "--theme",
        "--language",
        "--mute",
        "--sound",
        "--state",
        "--slides",
        "--config",
    ] {
        assert!(help.contains(option), "{option}");
    }
}

#[test]
fn the_sound_can_stand_in_the_file() {
    let token = file("t");
    let path = token.path().to_str().expect("a path");
    let settings = file(&format!(
        "server = 'http://desk:1'\ntoken_file = '{path}'\nsound = 'plughw:1,0'\nstate = '/var/lib/board'\n",
    ));
    let config = settings.path().to_str().expect("a path");
    let options = read(&["--config", config]).expect("options");
    assert_eq!(options.sound, Sound::Device("plughw:1,0".to_owned()));
    assert_eq!(options.state, Some("/var/lib/board".into()));
    let options = read(&["--config", config, "--sound", "file:/a.wav", "--state", "/b"]);
    let options = options.expect("options");
    assert_eq!((options.sound, options.state), (Sound::File("/a.wav".into()), Some("/b".into())));
}
