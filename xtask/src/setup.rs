//! Finds out what this machine lacks, says so, and installs it from Debian's packages.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::build;

/// What the machine is needed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Windows on the display that is there.
    Demo,
    /// Windows on a virtual display, and a browser.
    HeadlessDemo,
    /// The same as a headless demo, nextest, and a checker of accessibility.
    Test,
    /// Windows on a virtual display, and a reader of pictures.
    Bench,
    /// Pictures of screens without any display: nextest.
    Pictures,
}

/// A Debian package, a program by which it is known on other systems, and why it is needed.
struct Package {
    name: &'static str,
    program: Option<&'static str>,
    why: &'static str,
}

const fn library(name: &'static str) -> Package {
    Package { name, program: None, why: "lets kiosk and board open a window" }
}

const fn program(name: &'static str, program: &'static str, why: &'static str) -> Package {
    Package { name, program: Some(program), why }
}

const COMPILER: [Package; 1] = [program("build-essential", "cc", "compiles the embedded database")];

/// What Slint loads at run time for a window on X11.
const WINDOW: [Package; 5] = [
    library("libx11-6"),
    library("libx11-xcb1"),
    library("libxcursor1"),
    library("libxi6"),
    library("libxkbcommon-x11-0"),
];

/// What the board's sound is built with; the library that it loads comes along.
const SOUND: [Package; 2] = [
    Package { name: "libasound2-dev", program: None, why: "lets the board speak" },
    program("pkg-config", "pkg-config", "finds the sound library for the compiler"),
];

const VIRTUAL_DISPLAY: [Package; 3] = [
    program("xvfb", "Xvfb", "a display without a monitor, for kiosk and board"),
    program(
        "matchbox-window-manager",
        "matchbox-window-manager",
        "gives each display one full window",
    ),
    program("xdotool", "xdotool", "taps on the kiosk as a finger does"),
];

const BROWSER: [Package; 2] = [
    program("chromium", "chromium", "opens the pages of desk, manager and phone"),
    program("chromium-driver", "chromedriver", "operates the browser"),
];

/// What the kiosk's audio guide and the calls in the lobby are spoken with.
const VOICE: [Package; 1] =
    [program("espeak-ng", "espeak-ng", "speaks the calls, reads the kiosk's screens aloud")];

/// What listens to the board.
const EAR: [Package; 4] = [
    program("sox", "sox", "measures what the board plays"),
    program("pulseaudio", "pulseaudio", "a loudspeaker that nobody hears"),
    program("pulseaudio-utils", "parec", "records that loudspeaker"),
    Package { name: "libasound2-plugins", program: None, why: "leads the board's sound to it" },
];

/// What reads again what people read: forms as PDF, tickets and boards as pictures.
const READERS: [Package; 4] = [
    program("poppler-utils", "pdftotext", "reads printed forms again"),
    program("tesseract-ocr", "tesseract", "reads printed tickets and boards again"),
    Package { name: "tesseract-ocr-vie", program: None, why: "reads Vietnamese letters" },
    program("zbar-tools", "zbarimg", "reads the codes on tickets again"),
];

/// What fetches the checker of accessibility.
const NODE: [Package; 1] = [program("npm", "npm", "fetches the checker of accessibility")];

/// The release of axe-core that pages are checked with.
const AXE: &str = "axe-core@4.14.1";

/// The release of nextest that the tests are run with.
const NEXTEST: &str = "0.9.143";

/// Installs what is missing for a purpose, after saying what and why.
///
/// # Errors
/// When something is missing that cannot be installed from here: says what, and the command to type.
pub(crate) fn install(purpose: Purpose) -> anyhow::Result<()> {
    let missing: Vec<&Package> = needed(purpose).into_iter().filter(|it| !is_there(it)).collect();
    if !missing.is_empty() {
        println!("This machine lacks:");
        for package in &missing {
            println!("  {:<24} {}", package.name, package.why);
        }
        install_packages(&missing.iter().map(|package| package.name).collect::<Vec<_>>())?;
    }
    if !matches!(purpose, Purpose::Test | Purpose::Pictures) {
        return Ok(());
    }
    if purpose == Purpose::Test {
        fetch_axe()?;
    }
    install_nextest()
}

fn needed(purpose: Purpose) -> Vec<&'static Package> {
    if purpose == Purpose::Pictures {
        return COMPILER.iter().collect();
    }
    let mut needed: Vec<&Package> =
        COMPILER.iter().chain(&WINDOW).chain(&SOUND).chain(&VOICE).collect();
    if purpose != Purpose::Demo {
        needed.extend(&VIRTUAL_DISPLAY);
    }
    if matches!(purpose, Purpose::HeadlessDemo | Purpose::Test) {
        needed.extend(&BROWSER);
    }
    if purpose == Purpose::Test {
        needed.extend(&NODE);
        needed.extend(&EAR);
    }
    if matches!(purpose, Purpose::Test | Purpose::Bench) {
        needed.extend(&READERS);
    }
    needed
}

/// A program that can be started will do, from whatever source; a library is looked up in the package database,
/// and taken for granted on a system without one.
fn is_there(package: &Package) -> bool {
    match package.program {
        Some(program) => is_on_path(program),
        None => !is_on_path("dpkg-query") || is_installed(package.name),
    }
}

fn is_on_path(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

fn is_installed(package: &str) -> bool {
    let asked =
        Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}\n", package]).output();
    asked.is_ok_and(|answer| {
        String::from_utf8_lossy(&answer.stdout).lines().any(|line| line == "installed")
    })
}

fn install_packages(packages: &[&str]) -> anyhow::Result<()> {
    let by_hand = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if !is_on_path("apt-get") {
        bail!(
            "there is no apt-get here; install these by hand. On Debian it would be:\n  {by_hand}"
        );
    }
    let root = is_root();
    if !root && !is_on_path("sudo") {
        bail!("installing needs root, and there is no sudo; as root, type:\n  {by_hand}");
    }
    println!(
        "Installing {} with apt-get{} ...",
        packages.join(", "),
        if root { "" } else { " and sudo" }
    );
    apt_get(root, &["update", "--quiet"])
        .and_then(|()| {
            apt_get(
                root,
                &[&["install", "--quiet", "--yes", "--no-install-recommends"], packages].concat(),
            )
        })
        .with_context(|| {
            format!("the packages could not be installed; as root, type:\n  {by_hand}\n")
        })
}

fn apt_get(root: bool, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new(if root { "env" } else { "sudo" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=120"]);
    build::run(command.args(arguments))
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

/// Puts the checker of accessibility beside what cargo builds; it is no part of the product.
fn fetch_axe() -> anyhow::Result<()> {
    let folder = build::bin_dir("axe-core");
    let (_, version) = AXE.split_once('@').unwrap_or_default();
    let package = folder.join("node_modules/axe-core/package.json");
    let known = std::fs::read_to_string(package).unwrap_or_default();
    if known.contains(&format!("\"version\": \"{version}\"")) {
        return Ok(());
    }
    println!("Fetching {AXE} with npm ...");
    std::fs::create_dir_all(&folder)?;
    let mut command = Command::new("npm");
    // A folder that is a package of its own, or npm would look for one above.
    command.current_dir(&folder).args([
        "install",
        "--prefix",
        ".",
        "--no-save",
        "--ignore-scripts",
    ]);
    command.args(["--no-audit", "--no-fund", "--loglevel=error", AXE]);
    build::run(&mut command).with_context(|| {
        format!("{AXE} could not be fetched; it needs the package registry of npm once")
    })
}

fn install_nextest() -> anyhow::Result<()> {
    let mut ask = build::cargo();
    ask.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    if ask.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    println!(
        "This machine lacks cargo-nextest, which runs the tests. Building it takes some minutes ..."
    );
    let mut command = build::cargo();
    // Away from the workspace, whose settings are not meant for it.
    command.current_dir(env::home_dir().unwrap_or_else(|| Path::new("/").to_path_buf()));
    command.args(["install", "cargo-nextest", "--locked", "--version", NEXTEST]);
    build::run(&mut command).with_context(|| {
        format!("cargo-nextest could not be installed; type:\n  cargo install cargo-nextest --locked --version {NEXTEST}\n")
    })
}
