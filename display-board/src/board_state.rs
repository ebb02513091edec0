//! What is to be seen on the board, given everything that was heard and the moment: pure, without I/O or clock.

use std::time::Duration;

use chrono::{DateTime, FixedOffset, Timelike};
use shared::catalog::Center;
use shared::day::DeskState;
use shared::ids::{DeskId, ServiceId, TicketNumber, ZoneId};
use shared::protocol::{
    BoardCall, BoardDay, BoardDesk, BoardView, CatalogView, NoNumbers, WaitRange, desk_of_zone,
};
use shared::text::Text;

use crate::announcer::CallKey;
use crate::clock::Moment;
pub use crate::feed::SILENCE_MAX;
use crate::feed::{News, Refusal};

/// How long a new call is highlighted. People look up from their phones: ten seconds are the least.
pub const HIGHLIGHT: Duration = Duration::from_secs(12);

/// A call that the board learns of later than this, after a cut, is shown but no longer highlighted.
pub const HIGHLIGHT_AGE_MAX: Duration = Duration::from_secs(60);

/// The most calls that share the large place.
pub const NEWEST_MAX: usize = 3;

/// The most calls under the large place; the screen shows as many as it has room for.
pub const EARLIER_MAX: usize = 10;

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
    /// How many people wait for each service and how long, in the catalogue's order.
    pub waiting: Vec<ShownQueue>,
    /// The desks, in the catalogue's order; none from a server that does not tell of them.
    pub desks: Vec<BoardDesk>,
    /// When numbers are given.
    pub hours: ShownHours,
}

/// Which screen is to be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The board.
    Calls,
    /// The display over one desk.
    Desk(ShownDesk),
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
    /// How long somebody who takes a number now waits, where that can be told.
    pub wait: Option<WaitRange>,
    /// Why it gives no numbers.
    pub refused: Option<NoNumbers>,
}

/// One desk, for the display over it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownDesk {
    /// What stands on its sign.
    pub name: String,
    /// What happens at it.
    pub doing: DeskDoing,
    /// The number of the person who is called or served.
    pub number: Option<TicketNumber>,
    /// How often that number was called here.
    pub times: u32,
    /// True while the call is new.
    pub highlighted: bool,
}

/// What happens at a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeskDoing {
    /// It waits for the person it called.
    Calling,
    /// It serves.
    Serving,
    /// It is open and nobody is there.
    Free,
    /// It takes nobody for a while.
    Paused,
    /// It takes nobody.
    Closed,
}

/// When numbers are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownHours {
    /// The server does not tell.
    #[default]
    Unknown,
    /// From now on until this time.
    Until(DateTime<FixedOffset>),
    /// Not before this time, the first of the day.
    From(DateTime<FixedOffset>),
    /// Not any more before this time.
    Again(DateTime<FixedOffset>),
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
            screen: self.screen(at),
            now: at.wall,
            center: self.catalog.as_ref().map(|catalog| catalog.center.clone()),
            zone: self.zone_entry().map(|zone| zone.name.clone()),
            not_live_since: self.not_live_since(at),
            newest,
            earlier,
            waiting: self.queues(),
            desks: self.view.as_ref().map(|view| view.desks.clone()).unwrap_or_default(),
            hours: self.view.as_ref().map(|view| hours(view, at)).unwrap_or_default(),
        }
    }

    /// The catalogue, once known.
    #[must_use]
    pub fn catalog(&self) -> Option<&CatalogView> {
        self.catalog.as_ref()
    }

    /// The newest snapshot, once there is one.
    #[must_use]
    pub fn view(&self) -> Option<&BoardView> {
        self.view.as_ref()
    }

    /// How long until something else is to be seen, if nothing is heard.
    #[must_use]
    pub fn next_change(&self, at: Moment) -> Duration {
        let into_minute =
            Duration::new(u64::from(at.wall.second()), at.wall.nanosecond() % 1_000_000_000);
        let minute = Duration::from_secs(60).saturating_sub(into_minute);
        let highlights =
            self.highlights.iter().map(|highlight| highlight.until.saturating_sub(at.uptime));
        let silence =
            self.heard.map(|heard| (heard.uptime + SILENCE_MAX).saturating_sub(at.uptime));
        highlights.chain(silence).filter(|wait| !wait.is_zero()).fold(minute, Duration::min)
    }

    fn screen(&self, at: Moment) -> Screen {
        match (&self.link, &self.view) {
            // A zone that does not exist is never shown, also when it existed a minute ago.
            (Link::Refused(Refusal::UnknownZone(zone)), _) => {
                let zones = self.catalog.iter().flat_map(|catalog| &catalog.zones);
                Screen::UnknownZone(zone.clone(), zones.map(|zone| zone.id.clone()).collect())
            }
            (_, Some(view)) => self.desk(view, at).map_or(Screen::Calls, Screen::Desk),
            (Link::Refused(Refusal::NotRegistered), None) => Screen::NotRegistered,
            (Link::Down | Link::Live, None) => Screen::Waiting,
        }
    }

    fn not_live_since(&self, at: Moment) -> Option<DateTime<FixedOffset>> {
        let heard = self.heard?;
        let silent = at.uptime.saturating_sub(heard.uptime) >= SILENCE_MAX;
        (self.link != Link::Live || silent).then_some(heard.wall)
    }

    /// The newest call with the other new ones, and the last of the rest, each in the order of the snapshot.
    fn calls(&self, at: Moment) -> (Vec<ShownCall>, Vec<ShownCall>) {
        let mut newest = Vec::new();
        let mut earlier = Vec::new();
        for (index, call) in self.view.iter().flat_map(|view| &view.calls).enumerate() {
            let shown =
                ShownCall { call: call.clone(), highlighted: self.is_highlighted(call, at) };
            // Whom the desk has left behind by calling another needs no large line any more.
            let is_left = !call.expected
                && newest.iter().any(|other: &ShownCall| other.call.desk == call.desk);
            if index == 0 || (shown.highlighted && !is_left && newest.len() < NEWEST_MAX) {
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

    /// What the server tells of the queues; from a server that only counts, the services of the catalogue (of
    /// the zone's desks if there is one) and whatever else it counts.
    fn queues(&self) -> Vec<ShownQueue> {
        let Some(view) = &self.view else { return Vec::new() };
        if !view.queues.is_empty() {
            return view
                .queues
                .iter()
                .map(|queue| ShownQueue {
                    service: queue.service.clone(),
                    name: self.name_of(&queue.service),
                    count: queue.waiting,
                    wait: queue.wait_minutes,
                    refused: queue.refused,
                })
                .collect();
        }
        let services = self.catalog.iter().flat_map(|catalog| &catalog.services);
        let known: Vec<&ServiceId> = services.map(|service| &service.id).collect();
        let of_zone = known.iter().copied().filter(|service| {
            self.zone.is_none() || view.waiting.contains_key(*service) || self.zone_serves(service)
        });
        let others = view.waiting.keys().filter(|service| !known.contains(service));
        let count = |service: &ServiceId| view.waiting.get(service).copied().unwrap_or_default();
        of_zone
            .chain(others)
            .map(|service| ShownQueue {
                service: service.clone(),
                name: self.name_of(service),
                count: count(service),
                wait: None,
                refused: None,
            })
            .collect()
    }

    fn name_of(&self, service: &ServiceId) -> Text {
        let mut services = self.catalog.iter().flat_map(|catalog| &catalog.services);
        services.find(|entry| entry.id == *service).map_or_else(
            || Text { vi: service.as_str().to_owned(), en: service.as_str().to_owned() },
            |entry| entry.name.clone(),
        )
    }

    /// The desk of a zone of one desk.
    fn desk(&self, view: &BoardView, at: Moment) -> Option<ShownDesk> {
        let desk = desk_of_zone(self.zone.as_ref()?)?;
        let known = view.desks.iter().find(|entry| entry.desk == desk);
        let call = view.calls.iter().find(|call| call.desk == desk && call.expected);
        let number = known
            .map_or_else(|| call.map(|call| call.number.clone()), |known| known.number.clone());
        let call = call.filter(|call| Some(&call.number) == number.as_ref());
        let doing = match (known.map(|known| (known.state, known.serving)), &number) {
            (Some((_, true)), Some(_)) => DeskDoing::Serving,
            (_, Some(_)) => DeskDoing::Calling,
            (Some((DeskState::Paused, _)), None) => DeskDoing::Paused,
            (Some((DeskState::Closed, _)), None) => DeskDoing::Closed,
            _ => DeskDoing::Free,
        };
        Some(ShownDesk {
            name: known.map_or_else(|| self.sign_of(&desk), |known| known.name.clone()),
            doing,
            number,
            times: call.map_or(1, |call| call.times),
            highlighted: call.is_some_and(|call| self.is_highlighted(call, at)),
        })
    }

    fn sign_of(&self, desk: &DeskId) -> String {
        let mut desks = self.catalog.iter().flat_map(|catalog| &catalog.desks);
        desks
            .find(|entry| entry.id == *desk)
            .map_or_else(|| desk.as_str().to_owned(), |entry| entry.name.clone())
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
}

/// When numbers are given, as the server told it with its last snapshot.
fn hours(view: &BoardView, at: Moment) -> ShownHours {
    let BoardDay { open, closes_at, opens_at, issued, .. } = view.today;
    match (open, closes_at, opens_at) {
        (true, Some(closes), _) => ShownHours::Until(closes),
        (false, _, Some(opens)) if issued == 0 && opens.date_naive() == at.wall.date_naive() => {
            ShownHours::From(opens)
        }
        (false, _, Some(opens)) => ShownHours::Again(opens),
        _ => ShownHours::Unknown,
    }
}
