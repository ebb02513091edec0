//! What is to be seen on the board, given everything that was heard and the moment: pure, without I/O or clock.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, Timelike};
use shared::catalog::{Center, Tip};
use shared::ids::{DeskId, ServiceId, TicketId, ZoneId};
use shared::protocol::{BoardCall, BoardView, CatalogView};
use shared::text::Text;

use crate::clock::Moment;
use crate::feed::{News, Refusal};

/// How long a new call is highlighted. People look up from their phones: ten seconds are the least.
pub const HIGHLIGHT: Duration = Duration::from_secs(12);

/// A call that the board learns of later than this, after a cut, is shown but no longer highlighted.
pub const HIGHLIGHT_AGE_MAX: Duration = Duration::from_secs(60);

/// How long one tip stands.
pub const TIP_TIME: Duration = Duration::from_secs(15);

/// Without a word of the server for so long the board is not live; heartbeats come every 10 s.
pub const SILENCE_MAX: Duration = Duration::from_secs(25);

/// The most calls that share the large place.
pub const NEWEST_MAX: usize = 3;

/// The most calls under the large place; the screen shows as many as it has room for.
pub const EARLIER_MAX: usize = 7;

/// The state of one board.
#[derive(Clone, Debug)]
pub struct BoardState {
    zone: Option<ZoneId>,
    catalog: Option<CatalogView>,
    view: Option<BoardView>,
    link: Link,
    heard: Option<Moment>,
    highlights: Vec<Highlight>,
}

/// The connection to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Link {
    Down,
    Live,
    Refused(Refusal),
}

/// A call that is new, until so much uptime.
#[derive(Clone, Debug)]
struct Highlight {
    call: CallKey,
    until: Duration,
}

/// What makes a call a call of its own: a recall has a later time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CallKey {
    ticket: TicketId,
    desk: DeskId,
    called_at: DateTime<FixedOffset>,
    times: u32,
}

impl From<&BoardCall> for CallKey {
    fn from(call: &BoardCall) -> Self {
        let BoardCall { ticket, desk, called_at, times, .. } = call;
        Self { ticket: *ticket, desk: desk.clone(), called_at: *called_at, times: *times }
    }
}

/// What is to be seen at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Which screen.
    pub screen: Screen,
    /// The center's time.
    pub now: DateTime<FixedOffset>,
    /// The center's names, once known.
    pub center: Option<Center>,
    /// The name of the board's zone, if it has one.
    pub zone: Option<Text>,
    /// Since when the numbers may be late; `None` while live.
    pub not_live_since: Option<DateTime<FixedOffset>>,
    /// The newest call, and with it the others that are still highlighted; at most [`NEWEST_MAX`].
    pub newest: Vec<ShownCall>,
    /// The calls before them, newest first; at most [`EARLIER_MAX`].
    pub earlier: Vec<ShownCall>,
    /// How many people wait for each service, in the catalogue's order.
    pub waiting: Vec<ShownQueue>,
    /// The tip of this moment.
    pub tip: Option<Tip>,
}

/// Which screen is to be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The board.
    Calls,
    /// Nothing was heard yet.
    Waiting,
    /// The server does not know the board.
    NotRegistered,
    /// There is no such zone; these are the zones that there are.
    UnknownZone(ZoneId, Vec<ZoneId>),
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCall {
    /// The call as the server has it.
    pub call: BoardCall,
    /// True while it is new.
    pub highlighted: bool,
}

/// One queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownQueue {
    /// Its code.
    pub service: ServiceId,
    /// Its name.
    pub name: Text,
    /// How many wait.
    pub count: u32,
}

impl BoardState {
    /// A board that has heard nothing yet.
    #[must_use]
    pub fn new(zone: Option<ZoneId>) -> Self {
        Self {
            zone,
            catalog: None,
            view: None,
            link: Link::Down,
            heard: None,
            highlights: Vec::new(),
        }
    }

    /// Takes in what the feed tells.
    pub fn receive(&mut self, news: News, at: Moment) {
        match news {
            News::Catalog(catalog) => self.catalog = Some(*catalog),
            News::Board(view) => {
                self.heard = Some(at);
                self.replace(*view, at);
            }
            News::Live => {
                self.heard = Some(at);
                self.link = Link::Live;
            }
            News::Heard(_) => self.heard = Some(at),
            News::Lost => self.link = Link::Down,
            News::Refused(refusal) => self.link = Link::Refused(refusal),
        }
    }

    /// Takes a snapshot in place of the one before; the calls that were not in that one are new.
    fn replace(&mut self, view: BoardView, at: Moment) {
        self.highlights.retain(|highlight| {
            highlight.until > at.uptime
                && view.calls.iter().any(|call| CallKey::from(call) == highlight.call)
        });
        // A board that starts does not know what was called before; only the last seconds are new to the lobby.
        let age_max = if self.view.is_some() { HIGHLIGHT_AGE_MAX } else { HIGHLIGHT };
        let before: Vec<CallKey> =
            self.view.iter().flat_map(|view| &view.calls).map(CallKey::from).collect();
        for call in &view.calls {
            let age = view.now.signed_duration_since(call.called_at).to_std().unwrap_or_default();
            let key = CallKey::from(call);
            if age < age_max && !before.contains(&key) {
                self.highlights.push(Highlight { call: key, until: at.uptime + HIGHLIGHT });
            }
        }
        self.view = Some(view);
    }

    /// What is to be seen at this moment.
    #[must_use]
    pub fn shown(&self, at: Moment) -> Shown {
        let (newest, earlier) = self.calls(at);
        Shown {
            screen: self.screen(),
            now: at.wall,
            center: self.catalog.as_ref().map(|catalog| catalog.center.clone()),
            zone: self.zone_entry().map(|zone| zone.name.clone()),
            not_live_since: self.not_live_since(at),
            newest,
            earlier,
            waiting: self.queues(),
            tip: self.tip(at).cloned(),
        }
    }

    /// How long until something else is to be seen, if nothing is heard.
    #[must_use]
    pub fn next_change(&self, at: Moment) -> Duration {
        let into_minute =
            Duration::new(u64::from(at.wall.second()), at.wall.nanosecond() % 1_000_000_000);
        let minute = Duration::from_secs(60).saturating_sub(into_minute);
        let tip = self.view.as_ref().filter(|view| view.tips.len() > 1).map(|_| {
            let into_tip = at.uptime.as_nanos() % TIP_TIME.as_nanos();
            TIP_TIME
                .saturating_sub(Duration::from_nanos(u64::try_from(into_tip).unwrap_or_default()))
        });
        let highlights =
            self.highlights.iter().map(|highlight| highlight.until.saturating_sub(at.uptime));
        let silence =
            self.heard.map(|heard| (heard.uptime + SILENCE_MAX).saturating_sub(at.uptime));
        highlights
            .chain(tip)
            .chain(silence)
            .filter(|wait| !wait.is_zero())
            .fold(minute, Duration::min)
    }

    fn screen(&self) -> Screen {
        match (&self.link, &self.view) {
            // A zone that does not exist is never shown, also when it existed a minute ago.
            (Link::Refused(Refusal::UnknownZone(zone)), _) => {
                let zones = self.catalog.iter().flat_map(|catalog| &catalog.zones);
                Screen::UnknownZone(zone.clone(), zones.map(|zone| zone.id.clone()).collect())
            }
            (_, Some(_)) => Screen::Calls,
            (Link::Refused(Refusal::NotRegistered), None) => Screen::NotRegistered,
            (Link::Down | Link::Live, None) => Screen::Waiting,
        }
    }

    fn not_live_since(&self, at: Moment) -> Option<DateTime<FixedOffset>> {
        let heard = self.heard?;
        let silent = at.uptime.saturating_sub(heard.uptime) >= SILENCE_MAX;
        (self.link != Link::Live || silent).then_some(heard.wall)
    }

    /// The newest call with the other new ones, and the rest; together always the top of the snapshot.
    fn calls(&self, at: Moment) -> (Vec<ShownCall>, Vec<ShownCall>) {
        let mut newest = Vec::new();
        let mut earlier = Vec::new();
        for (index, call) in self.view.iter().flat_map(|view| &view.calls).enumerate() {
            let shown =
                ShownCall { call: call.clone(), highlighted: self.is_highlighted(call, at) };
            if index == 0 || (shown.highlighted && newest.len() < NEWEST_MAX) {
                newest.push(shown);
            } else {
                earlier.push(shown);
            }
        }
        earlier.truncate(EARLIER_MAX);
        (newest, earlier)
    }

    fn is_highlighted(&self, call: &BoardCall, at: Moment) -> bool {
        let key = CallKey::from(call);
        self.highlights.iter().any(|highlight| highlight.until > at.uptime && highlight.call == key)
    }

    /// The services of the catalogue, of the zone's desks if there is one, and whatever else the snapshot counts.
    fn queues(&self) -> Vec<ShownQueue> {
        let Some(view) = &self.view else { return Vec::new() };
        let services = self.catalog.iter().flat_map(|catalog| &catalog.services);
        let mut queues: Vec<ShownQueue> = services
            .filter(|service| {
                self.zone.is_none()
                    || view.waiting.contains_key(&service.id)
                    || self.zone_serves(&service.id)
            })
            .map(|service| ShownQueue {
                service: service.id.clone(),
                name: service.name.clone(),
                count: view.waiting.get(&service.id).copied().unwrap_or_default(),
            })
            .collect();
        for (service, count) in &view.waiting {
            if !queues.iter().any(|queue| queue.service == *service) {
                let code = service.as_str().to_owned();
                queues.push(ShownQueue {
                    service: service.clone(),
                    name: Text { vi: code.clone(), en: code },
                    count: *count,
                });
            }
        }
        queues
    }

    fn zone_entry(&self) -> Option<&shared::catalog::Zone> {
        let zone = self.zone.as_ref()?;
        self.catalog.as_ref()?.zones.iter().find(|entry| entry.id == *zone)
    }

    fn zone_serves(&self, service: &ServiceId) -> bool {
        let (Some(zone), Some(catalog)) = (self.zone_entry(), &self.catalog) else { return false };
        catalog
            .desks
            .iter()
            .any(|desk| zone.desks.contains(&desk.id) && desk.services.contains(service))
    }

    /// The tips take turns by uptime, so that a new snapshot does not start them over.
    fn tip(&self, at: Moment) -> Option<&Tip> {
        let tips = &self.view.as_ref()?.tips;
        let turn = at.uptime.as_secs() / TIP_TIME.as_secs();
        let index = turn.checked_rem(u64::try_from(tips.len()).ok()?)?;
        tips.get(usize::try_from(index).ok()?)
    }
}
