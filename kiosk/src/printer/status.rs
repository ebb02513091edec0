//! The state of a printer, from its answers to DLE EOT.
//!
//! Format: Epson ESC/POS, "DLE EOT (real-time)". Every answer is one byte 0xx1xx10.

use escpos::utils::{RealTimeStatusRequest as Request, RealTimeStatusResponse as Response};

/// What is known about a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrinterState {
    /// Prints.
    Ready,
    /// Prints, but the roll is nearly used up.
    PaperLow,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// Switched to offline, by its button or for a cause that it does not name.
    Offline,
    /// No connection: switched off, unplugged, or the address is wrong.
    Unreachable,
    /// The cutter is stuck, the head is too hot, or another error of the machine.
    Error,
    /// The kiosk has no printer.
    NotConfigured,
    /// It does not answer, or cannot be asked (a file).
    Unknown,
}

impl PrinterState {
    /// A stable word for logs and for the server.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::PaperLow => "paper_low",
            Self::PaperOut => "paper_out",
            Self::CoverOpen => "cover_open",
            Self::Offline => "offline",
            Self::Unreachable => "unreachable",
            Self::Error => "error",
            Self::NotConfigured => "not_configured",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it is known that a ticket sent now would not come out.
    pub fn prevents_printing(self) -> bool {
        match self {
            Self::Ready | Self::PaperLow | Self::Unknown => false,
            Self::PaperOut
            | Self::CoverOpen
            | Self::Offline
            | Self::Unreachable
            | Self::Error
            | Self::NotConfigured => true,
        }
    }
}

/// The questions of DLE EOT, in the order in which they are asked, with their number n.
pub(super) const QUESTIONS: [(u8, Request); 4] = [
    (1, Request::Printer),
    (2, Request::OfflineCause),
    (3, Request::ErrorCause),
    (4, Request::RollPaperSensor),
];

/// Whether a byte can be an answer to DLE EOT (fixed bits 0xx1xx10).
pub(super) fn is_answer(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

/// The state that the answers to the first of [`QUESTIONS`] tell; no answer tells nothing.
pub(super) fn state_of(answers: &[u8]) -> PrinterState {
    if answers.is_empty() {
        return PrinterState::Unknown;
    }
    let says = |response: Response| {
        let mut asked = QUESTIONS.iter().zip(answers);
        asked.find_map(|((_, request), answer)| {
            Response::parse(*request, *answer).ok()?.get(&response).copied()
        })
    };
    let is = |response| says(response) == Some(true);
    let is_not = |response| says(response) == Some(false);
    // An open cover lifts the paper off its sensor: it is named before the paper.
    if is_not(Response::CoverClosed) {
        PrinterState::CoverOpen
    } else if is(Response::PrintingStopsDueToPaperEnd)
        || is_not(Response::RollPaperEndSensorPaperPresent)
    {
        PrinterState::PaperOut
    } else if is(Response::ErrorOccurred)
        || is(Response::RecoverableErrorOccurred)
        || is(Response::AutocutterErrorOccurred)
        || is(Response::UnrecoverableErrorOccurred)
        || is(Response::AutoRecoverableErrorOccurred)
    {
        PrinterState::Error
    } else if is_not(Response::Online) {
        PrinterState::Offline
    } else if is_not(Response::RollPaperNearEndSensorPaperAdequate) {
        PrinterState::PaperLow
    } else {
        PrinterState::Ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_tell_the_state() {
        let cases: [(&[u8], PrinterState); 11] = [
            (&[], PrinterState::Unknown),
            (&[0x16], PrinterState::Ready),
            (&[0x1E], PrinterState::Offline),
            (&[0x16, 0x12, 0x12, 0x12], PrinterState::Ready),
            (&[0x16, 0x12, 0x12, 0x1E], PrinterState::PaperLow),
            (&[0x1E, 0x32, 0x12, 0x7E], PrinterState::PaperOut),
            (&[0x16, 0x12, 0x12, 0x72], PrinterState::PaperOut),
            (&[0x1E, 0x16, 0x12, 0x72], PrinterState::CoverOpen),
            (&[0x1E, 0x52, 0x1A, 0x12], PrinterState::Error),
            (&[0x16, 0x12, 0x52, 0x12], PrinterState::Error),
            (&[0x1E, 0x12, 0x12, 0x12], PrinterState::Offline),
        ];
        for (answers, state) in cases {
            assert_eq!(state_of(answers), state, "{answers:02x?}");
        }
    }

    #[test]
    fn only_bytes_with_the_fixed_bits_are_answers() {
        assert!([0x12, 0x16, 0x1E, 0x72, 0x7E].into_iter().all(is_answer));
        assert!(![0x00, 0x10, 0x13, 0x92, 0xFF].into_iter().any(is_answer));
    }
}
