//! One ESC/POS command at a time from the front of a byte stream.

const DLE: u8 = 0x10;
const EOT: u8 = 0x04;
const ESC: u8 = 0x1B;
const GS: u8 = 0x1D;
const LF: u8 = 0x0A;
const NUL: u8 = 0x00;

/// A command that the printer understands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    /// `ESC @`.
    Initialise,
    /// `DLE EOT n`, answered at once.
    AskStatus(u8),
    /// `GS v 0`: rows of `bytes_per_row` bytes.
    Raster { bytes_per_row: usize, rows: &'a [u8] },
    /// `LF`, `ESC d n`.
    FeedLines(usize),
    /// `ESC J n`.
    FeedDots(usize),
    /// `GS V m` or `GS V m n`.
    Cut,
    /// NUL: no effect on any printer.
    Nothing,
    /// A byte that starts no known command.
    Unknown,
}

/// The first command of `bytes` and how many bytes it takes; `None` until more have come.
pub(super) fn first(bytes: &[u8]) -> Option<(Command<'_>, usize)> {
    let known = match *bytes.first()? {
        NUL => (Command::Nothing, 1),
        LF => (Command::FeedLines(1), 1),
        DLE => match *bytes.get(1)? {
            EOT => (Command::AskStatus(*bytes.get(2)?), 3),
            _ => (Command::Unknown, 1),
        },
        ESC => match *bytes.get(1)? {
            b'@' => (Command::Initialise, 2),
            b'd' => (Command::FeedLines(usize::from(*bytes.get(2)?)), 3),
            b'J' => (Command::FeedDots(usize::from(*bytes.get(2)?)), 3),
            _ => (Command::Unknown, 1),
        },
        GS => match *bytes.get(1)? {
            b'v' => return raster(bytes),
            b'V' => match *bytes.get(2)? {
                0 | 1 | b'0' | b'1' => (Command::Cut, 3),
                b'A' | b'B' | b'a' | b'b' | b'g' | b'h' => {
                    bytes.get(3)?;
                    (Command::Cut, 4)
                }
                _ => (Command::Unknown, 1),
            },
            _ => (Command::Unknown, 1),
        },
        _ => (Command::Unknown, 1),
    };
    Some(known)
}

/// `GS v 0 m xL xH yL yH d1…dk`, k = x × y.
fn raster(bytes: &[u8]) -> Option<(Command<'_>, usize)> {
    const HEADER: usize = 8;
    let header = bytes.get(..HEADER)?;
    let bytes_per_row = usize::from(u16::from_le_bytes([header[4], header[5]]));
    let row_count = usize::from(u16::from_le_bytes([header[6], header[7]]));
    // Doubled dots (m = 1..3) are never sent to this printer.
    if header[2] != b'0' || header[3] != 0 || bytes_per_row == 0 {
        return Some((Command::Unknown, 1));
    }
    let end = HEADER + bytes_per_row * row_count;
    let rows = bytes.get(HEADER..end)?;
    Some((Command::Raster { bytes_per_row, rows }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_once_it_is_complete() {
        let stream = [GS, b'v', b'0', 0, 1, 0, 2, 0, 0xAA, 0x55, GS, b'V', b'A', 0];
        for end in 0..10 {
            assert_eq!(first(&stream[..end]), None, "{end} bytes");
        }
        let raster = Command::Raster { bytes_per_row: 1, rows: &[0xAA, 0x55] };
        assert_eq!(first(&stream), Some((raster, 10)));
        assert_eq!(first(&stream[10..13]), None);
        assert_eq!(first(&stream[10..]), Some((Command::Cut, 4)));
    }

    #[test]
    fn short_commands_and_unknown_bytes() {
        assert_eq!(first(&[ESC, b'@']), Some((Command::Initialise, 2)));
        assert_eq!(first(&[ESC, b'd', 3]), Some((Command::FeedLines(3), 3)));
        assert_eq!(first(&[ESC, b'J', 9]), Some((Command::FeedDots(9), 3)));
        assert_eq!(first(&[DLE, EOT, 4]), Some((Command::AskStatus(4), 3)));
        assert_eq!(first(&[GS, b'V', 1, 7]), Some((Command::Cut, 3)));
        assert_eq!(first(&[0xC3, 0xA1]), Some((Command::Unknown, 1)));
        assert_eq!(first(&[NUL]), Some((Command::Nothing, 1)));
    }
}
