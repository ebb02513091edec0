//! The real program with wrong options: one clear sentence on stderr, and a non-zero exit.

use std::fs;
use std::process::{Command, Output};
use std::time::Duration;

use kiosk::options::{NoOptions, Options, ScannerAddress, Size};
use kiosk::printer::PrinterAddress;
use kiosk::ticket_paper::Paper;
use kiosk::window::{Part, Shape, too_small, warning};
use shared::text::Language;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiosk"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("ONESTOP_SERVER")
        .env_remove("ONESTOP_TOKEN_FILE")
        .output()
        .unwrap()
}

/// A folder with a good token in `token`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("token"), "abcDEF-123_\n").unwrap();
    fs::write(folder.path().join("empty"), " \n").unwrap();
    fs::write(folder.path().join("two"), "one two").unwrap();
    fs::write(folder.path().join("weak"), "123456\n").unwrap();
    fs::write(folder.path().join("pin"), "280451\n").unwrap();
    folder
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let folder = folder();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (token, empty, two, none) = (file("token"), file("empty"), file("two"), file("none"));
    let weak = file("weak");
    let url = "http://127.0.0.1:9";
    let cases: &[(&[&str], &str)] = &[
        (&[], "--server URL is missing"),
        (&["--server", url], "--token-file FILE is missing"),
        (&["--colour"], "--colour"),
        (&["--server", "nonsense", "--token-file", &token], "\"nonsense\" is not an address"),
        (&["--server", "https://a", "--token-file", &token], "TLS"),
        (&["--server", url, "--token-file", &none], "cannot be read"),
        (&["--server", url, "--token-file", &empty], "is empty"),
        (&["--server", url, "--token-file", &two], "does not hold one token"),
        (&["--server", url, "--token-file", &token, "--printer", "fax:1"], "fax:1"),
        (&["--server", url, "--token-file", &token, "--paper", "70"], "80 or 58"),
        (&["--server", url, "--token-file", &token, "--window", "wide"], "such as 1080x1920"),
        (&["--server", url, "--token-file", &token, "--panel-mm", "0x0"], "--panel-mm"),
        (&["--server", url, "--token-file", &token, "--language", "fr"], "vi or en"),
        (&["--server", url, "--token-file", &token, "--scanner", "usb"], "not serial:DEVICE"),
        (&["--server", url, "--token-file", &token, "--paper-roll", "0"], "1 to 1000 metres"),
        (&["--server", url, "--token-file", &token, "--service-pin-file", &none], "cannot be read"),
        (&["--server", url, "--token-file", &token, "--service-pin-file", &weak], "too easy"),
        (
            &["--server", url, "--token-file", &token, "--service-card-file", &none],
            "cannot be read",
        ),
        (&["--server", url, "--token-file", &token, "--service-card-file", &weak], "line 1 of"),
        (&["--server", url, "--token-file", &token, "--scanner-key-gap", "19"], "20 to 120 milli"),
        (&["--server", url, "--token-file", &token, "--scanner-key-gap", "121"], "20 to 120 milli"),
        (&["--server", url, "--token-file", &token, "--journal", &token], "journal"),
        (&["--config", &none], "cannot be read"),
        (&["--server", url, "--token-file", &token, "--window", "1080x1920"], "display"),
    ];
    for (arguments, expected) in cases {
        let output = run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
        assert!(said.starts_with("kiosk: ") && said.contains(expected), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn help_names_every_option() {
    let output = run(&["--help"]);
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for option in [
        "--server",
        "--token-file",
        "--printer",
        "--paper",
        "--scanner",
        "--scanner-key-gap",
        "--paper-roll",
        "--service-card-file",
        "--service-pin-file",
        "--window",
        "--panel-mm",
        "--language",
        "--journal",
        "--config",
        "ONESTOP_SERVER",
    ] {
        assert!(help.contains(option), "{option} is not in the help");
    }
}

fn read(arguments: &[&str]) -> Result<Options, NoOptions> {
    Options::read(std::iter::once("kiosk").chain(arguments.iter().copied()).map(Into::into))
}

#[test]
fn the_command_line_stands_over_the_file() {
    let folder = folder();
    let token = folder.path().join("token");
    let pin = folder.path().join("pin");
    let config = folder.path().join("kiosk.toml");
    let text = format!(
        "server = \"http://10.0.0.1:8080/\"\ntoken_file = {token:?}\nprinter = \"tcp:10.0.0.2:9100\"\n\
         paper = 58\npaper_roll = 60\nservice_pin_file = {pin:?}\nscanner_key_gap = 90\n\
         scanner = \"serial:/dev/serial/by-path/pci-0:1:1.0\"\nwindow = \"1080x1920\"\npanel_mm = \"336x597\"\nlanguage = \"en\"\n"
    );
    fs::write(&config, text).unwrap();
    let config = config.to_str().unwrap();
    let options = read(&["--config", config, "--paper", "80"]).unwrap();
    assert_eq!(options.server.as_str(), "http://10.0.0.1:8080/");
    assert_eq!(options.token.reveal(), "abcDEF-123_");
    assert!(!format!("{options:?}").contains("abcDEF"), "a token in the log");
    assert_eq!(options.printer, PrinterAddress::Tcp { host: "10.0.0.2".to_owned(), port: 9100 });
    assert_eq!(options.paper, Paper::Mm80);
    assert_eq!(options.window, Some(Size { width: 1080, height: 1920 }));
    assert_eq!(options.panel_mm, Some(Size { width: 336, height: 597 }));
    assert_eq!(options.language, Language::En);
    assert_eq!(options.paper_roll_metres, Some(60));
    assert_eq!(options.scanner_key_gap, Duration::from_millis(90));
    assert!(options.service_cards.is_empty());
    let device = "/dev/serial/by-path/pci-0:1:1.0".to_owned();
    assert_eq!(
        options.scanner,
        Some(ScannerAddress::Serial { device }),
        "a device may have colons"
    );
    assert!(options.service_pin.as_ref().is_some_and(|pin| pin.fits("280451")));
    assert!(!format!("{options:?}").contains("280451"), "a PIN in the log");
    assert!(!options.is_installed, "it has a window");
}

#[test]
fn a_file_with_an_unknown_option_is_refused() {
    let folder = folder();
    let config = folder.path().join("kiosk.toml");
    fs::write(&config, "colour = \"red\"\n").unwrap();
    let config = config.to_str().unwrap();
    // Whoever stands before a kiosk without a window sees it on the screen too.
    let refused = read(&["--config", config]);
    assert!(
        matches!(&refused, Err(NoOptions::WrongOnKiosk(why)) if why.contains("colour")),
        "{refused:?}"
    );
    let refused = read(&["--config", config, "--window", "1080x1920"]);
    assert!(matches!(&refused, Err(NoOptions::Wrong(_))), "{refused:?}");
}

#[test]
fn what_is_wrong_in_the_files_of_a_kiosk_is_for_its_screen() {
    let folder = folder();
    let file = |name: &str| folder.path().join(name);
    let config = file("kiosk.toml");
    for (token, window, on_screen) in
        [("empty", "", true), ("empty", "window = '800x600'\n", false)]
    {
        let token = file(token);
        let text = format!("server = 'http://10.0.0.1:8080'\ntoken_file = {token:?}\n{window}");
        fs::write(&config, text).unwrap();
        let refused = read(&["--config", config.to_str().unwrap()]).unwrap_err();
        assert_eq!(matches!(&refused, NoOptions::WrongOnKiosk(_)), on_screen, "{refused:?}");
    }
    let token = file("token");
    fs::write(&config, format!("server = 'http://10.0.0.1:8080'\ntoken_file = {token:?}\n"))
        .unwrap();
    assert!(read(&["--config", config.to_str().unwrap()]).unwrap().is_installed);
    // On the command line it is for whoever typed it.
    let refused = read(&["--server", "nonsense", "--token-file", token.to_str().unwrap()]);
    assert!(matches!(refused, Err(NoOptions::Wrong(_))));
}

#[test]
fn everything_is_scaled_from_the_reference_window() {
    assert_eq!(Shape::of(1080.0, 1920.0), Shape { scale: 1.0, portrait: true });
    assert_eq!(Shape::of(1920.0, 1080.0), Shape { scale: 1.0, portrait: false });
    assert_eq!(Shape::of(2160.0, 3840.0), Shape { scale: 2.0, portrait: true });
    let small = Shape::of(1280.0, 800.0);
    assert!(!small.portrait && (small.scale - 1280.0 / 1920.0).abs() < 1e-6);
}

#[test]
fn a_panel_that_is_too_small_is_named() {
    // 27 inches: everything is large enough, standing and lying.
    let large = Size { width: 336, height: 597 };
    assert_eq!(too_small(1080.0, 1920.0, large), []);
    assert_eq!(too_small(1920.0, 1080.0, Size { width: 597, height: 336 }), []);
    // 15.6 inches.
    for (width, height, panel) in [
        (1080.0, 1920.0, Size { width: 194, height: 345 }),
        (1920.0, 1080.0, Size { width: 345, height: 194 }),
    ] {
        let small = too_small(width, height, panel);
        let marks = small.iter().find(|small| small.part == Part::MarkKeys).unwrap();
        assert!((8.9..10.0).contains(&marks.mm), "{small:?}");
        let sentence = warning(&small, panel).unwrap();
        let figure = format!("the mark keys are {:.1} mm (at least 15 are needed)", marks.mm);
        assert!(sentence.contains(&figure), "{sentence}");
        assert!(!small.iter().any(|small| small.part == Part::Text), "{small:?}");
    }
    let phone = too_small(1080.0, 1920.0, Size { width: 68, height: 121 });
    assert_eq!(phone.len(), 4, "{phone:?}");
}
