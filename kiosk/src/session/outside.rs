//! What the kiosk knows of its surroundings beside the visit: printer, numbers in hand, help that comes.

use std::time::Duration;

use shared::protocol::HelpState;

use super::Session;
use super::health::PrinterHealth;
use super::input::Effect;

/// How far a call for help is, for the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HelpNews {
    /// Nobody called, or the call is over.
    #[default]
    Nobody,
    /// The call has not reached the center: it is tried again, and the screen should name another way.
    NotReached,
    /// The staff see it.
    Called,
    /// Somebody said that they come.
    Comes,
}

impl From<Option<HelpState>> for HelpNews {
    fn from(state: Option<HelpState>) -> Self {
        match state {
            None => Self::Nobody,
            Some(HelpState { answered_at: None, .. }) => Self::Called,
            Some(HelpState { answered_at: Some(_), .. }) => Self::Comes,
        }
    }
}

/// What is known of the surroundings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outside {
    /// Whether numbers can be given without the server.
    pub offline_ready: bool,
    /// Whether somebody at this kiosk asked for help.
    pub help_called: bool,
    /// Whether reception said that somebody comes.
    pub help_comes: bool,
    /// Whether the call has not reached the center, so that another way must be named.
    pub help_unreached: bool,
    /// How the printer is.
    pub printer: PrinterHealth,
}

/// News of the surroundings.
#[derive(Clone, Debug)]
pub enum OutsideNews {
    /// Whether numbers can be given without the server.
    OfflineReady(bool),
    /// How far a call for help is.
    Help(HelpNews),
    /// How the printer is.
    Printer(PrinterHealth),
}

impl Session {
    /// What is known of the surroundings.
    #[must_use]
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// Asks reception to come, or takes that back.
    pub(super) fn call_help(&mut self) -> Vec<Effect> {
        self.outside.help_called = !self.outside.help_called;
        self.outside.help_comes = false;
        vec![Effect::CallHelp(self.outside.help_called)]
    }

    pub(super) fn take_outside(&mut self, news: OutsideNews, _now: Duration) -> Vec<Effect> {
        match news {
            OutsideNews::OfflineReady(ready) => self.outside.offline_ready = ready,
            OutsideNews::Help(news) => {
                // A call that is over at the center, or stands there from before a restart, counts.
                self.outside.help_called = news != HelpNews::Nobody;
                self.outside.help_comes = news == HelpNews::Comes;
                self.outside.help_unreached = news == HelpNews::NotReached;
            }
            OutsideNews::Printer(health) => self.outside.printer = health,
        }
        Vec::new()
    }
}
