//! How the printer is, as far as a screen and the people of the center need to know it.

/// The printer in the few words that change what a screen offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PrinterHealth {
    /// Not asked yet, it cannot tell, or this kiosk has none (which a screen knows otherwise).
    #[default]
    Unknown,
    /// Prints.
    Ready,
    /// Prints, but the roll is nearly used up.
    PaperLow,
    /// No paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// Switched off, unplugged or set to offline.
    Offline,
    /// The cutter is stuck, the head is too hot, or another error of the machine.
    Faulty,
}

impl PrinterHealth {
    /// Whether a ticket sent now is expected to come out.
    #[must_use]
    pub fn prints(self) -> bool {
        match self {
            Self::Unknown | Self::Ready | Self::PaperLow => true,
            Self::PaperOut | Self::CoverOpen | Self::Offline | Self::Faulty => false,
        }
    }
}
