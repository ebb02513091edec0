//! Readers of ID cards: on a serial line, read over a pseudo-terminal, and acting as a keyboard.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::time::Duration;

use kiosk::scanner::{Heard, KEY_GAP, KEY_GAP_MAX, Lines, Wedge, device_and_baud};
use kiosk::session::Scanned;
use zeroize::Zeroizing;

const CARD: &str =
    "001099012345||Nguyễn Văn An|01011999|Nam|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

fn text(text: &str) -> Scanned {
    Scanned::text(Zeroizing::new(text.to_owned()))
}

#[test]
fn scans_end_with_any_line_end_or_silence_however_they_are_split() {
    for end in ["\r", "\n", "\r\n"] {
        let sent = format!("{CARD}{end}{CARD}{end}");
        for cut in 0..sent.len() {
            let mut lines = Lines::default();
            let mut scans = lines.take(&sent.as_bytes()[..cut]);
            scans.extend(lines.take(&sent.as_bytes()[cut..]));
            assert_eq!(scans, [text(CARD), text(CARD)], "{end:?} cut at {cut}");
            assert_eq!(lines.end(), None);
        }
    }
    let mut lines = Lines::default();
    assert_eq!(lines.take(CARD.as_bytes()), []);
    assert_eq!(lines.end(), Some(text(CARD)));
}

#[test]
fn what_is_no_text_or_too_long_is_told_and_forgotten() {
    let mut lines = Lines::default();
    assert_eq!(lines.take(b"\xff\xfe\x00garbage\r"), [Scanned::unreadable()]);
    let noise = vec![b'x'; 100_000];
    assert_eq!(lines.take(&noise), []);
    assert_eq!(lines.take(b"\n"), [Scanned::unreadable()]);
    assert_eq!(lines.take(format!("{CARD}\n").as_bytes()), [text(CARD)]);
}

#[test]
fn a_device_may_name_its_speed() {
    assert_eq!(device_and_baud("/dev/ttyACM0"), ("/dev/ttyACM0", 9600));
    assert_eq!(device_and_baud("/dev/ttyS0:115200"), ("/dev/ttyS0", 115_200));
    let path = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0";
    assert_eq!(device_and_baud(path), (path, 9600));
}

fn type_in(wedge: &mut Wedge, typed: &str, gap: Duration, now: &mut Duration) -> Vec<Heard> {
    typed
        .chars()
        .map(|letter| {
            *now += gap;
            wedge.key(&letter.to_string(), false, *now)
        })
        .collect()
}

#[test]
fn a_burst_of_keys_is_a_scan_and_typing_is_not() {
    let mut now = Duration::from_secs(10);
    let mut wedge = Wedge::default();
    let heard = type_in(&mut wedge, CARD, Duration::from_millis(20), &mut now);
    assert_eq!(heard[0], Heard::Begin);
    assert!(heard[11..].iter().all(|heard| *heard == Heard::Scanning));
    // The scanner presses Shift for capital letters.
    assert_eq!(wedge.key("\u{10}", false, now), Heard::Scanning);
    assert_eq!(wedge.key("\n", true, now + KEY_GAP), Heard::Scanned(text(CARD)));

    let heard = type_in(&mut wedge, CARD, KEY_GAP * 2, &mut now);
    assert!(heard.iter().all(|heard| *heard == Heard::Begin), "a person pauses between keys");
    assert_eq!(wedge.key("\n", true, now), Heard::Typing);
    // A slow reader needs more time between two keys, which can be set.
    let mut slow = Wedge::with_gap(KEY_GAP_MAX);
    let heard = type_in(&mut slow, CARD, KEY_GAP_MAX, &mut now);
    assert!(heard[11..].iter().all(|heard| *heard == Heard::Scanning));
    assert_eq!(slow.key("\n", true, now + KEY_GAP_MAX), Heard::Scanned(text(CARD)));
    // A quick word is still a word.
    let heard = type_in(&mut wedge, "nguyen", Duration::from_millis(20), &mut now);
    assert!(!heard.contains(&Heard::Scanning));
    assert_eq!(wedge.ended(now + Duration::from_secs(1)), None);
}

#[test]
fn a_scan_without_return_ends_with_silence() {
    let mut now = Duration::from_secs(10);
    let mut wedge = Wedge::with_gap(Duration::from_millis(100));
    type_in(&mut wedge, CARD, Duration::from_millis(90), &mut now);
    assert_eq!(wedge.ended(now + Duration::from_millis(100)), None);
    assert_eq!(wedge.ended(now + Duration::from_millis(300)), Some(text(CARD)));
    assert_eq!(wedge.ended(now + Duration::from_secs(9)), None);
    assert!(!format!("{wedge:?}").contains("001099"));
}

#[cfg(unix)]
#[test]
fn a_scanner_on_a_serial_line_is_read_and_found_again() {
    use std::io::Write;
    use std::sync::mpsc::{Receiver, channel};

    use kiosk::scanner::{ScannerNews, start};
    use serialport::{SerialPort, TTYPort};

    const PATIENCE: Duration = Duration::from_secs(10);

    fn scanned(news: &Receiver<ScannerNews>) -> Scanned {
        loop {
            if let ScannerNews::Scanned(scanned) = news.recv_timeout(PATIENCE).unwrap() {
                return scanned;
            }
        }
    }

    // A scanner is plugged in and out by a link to its line, as udev does.
    let folder = tempfile::tempdir().unwrap();
    let device = folder.path().join("scanner");
    let plug = |device: &std::path::Path| {
        let (ours, theirs) = TTYPort::pair().unwrap();
        let line = theirs.name().unwrap();
        std::os::unix::fs::symlink(line, device).unwrap();
        // The reader opens the device by its name, exclusively.
        drop(theirs);
        ours
    };
    let (told, news) = channel();
    start(device.to_str().unwrap(), move |news| drop(told.send(news))).unwrap();
    assert!(matches!(news.recv_timeout(PATIENCE).unwrap(), ScannerNews::Gone));
    let mut scanner = plug(&device);
    assert!(matches!(news.recv_timeout(PATIENCE).unwrap(), ScannerNews::Ready));
    let (first, rest) = CARD.as_bytes().split_at(40);
    scanner.write_all(first).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    scanner.write_all(rest).unwrap();
    scanner.write_all(b"\r\n").unwrap();
    assert_eq!(scanned(&news), text(CARD));
    scanner.write_all(b"\xff\xff\r").unwrap();
    assert_eq!(scanned(&news), Scanned::unreadable());

    std::fs::remove_file(&device).unwrap();
    drop(scanner);
    assert!(matches!(news.recv_timeout(PATIENCE).unwrap(), ScannerNews::Gone));
    let mut scanner = plug(&device);
    assert!(matches!(news.recv_timeout(PATIENCE).unwrap(), ScannerNews::Ready));
    scanner.write_all(CARD.as_bytes()).unwrap();
    assert_eq!(scanned(&news), text(CARD), "without an end mark");
}
