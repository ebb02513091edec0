//! Which entry is to be seen now, and which page of it: pure, without I/O or clock.

use std::rc::Rc;
use std::time::Duration;

use shared::catalog::playlist::{self, EntryKey, Rotation, WEIGHT_MIN};
use shared::ids::ZoneId;
use shared::protocol::{BoardView, CatalogView, WaitingByService};

use super::slides::Slide;
use super::subject::{Place, Subject, TipEntry};
use crate::clock::Moment;

/// So long the entry before stays while the picture of the next one is fetched; then that comes without it.
pub const PICTURE_WAIT_MAX: Duration = Duration::from_secs(5);

/// What came of preparing the pages of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prepared {
    /// So many pages, each for so many seconds; none when there is nothing to show.
    Pages(Vec<u16>),
    /// Its picture is on the way.
    Waiting,
}

/// Makes pages: the window, which knows how large its places are.
pub trait Pager {
    /// The pages of something at a place. `patient`: whether it may wait for a picture.
    fn prepare(&mut self, subject: &Subject, place: Place, patient: bool) -> Prepared;
    /// This comes next: what it needs can be fetched by then.
    fn expect(&mut self, subject: &Subject);
}

/// What the program is made from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// The catalogue, once known.
    pub catalog: Option<&'a CatalogView>,
    /// The board, once known.
    pub view: Option<&'a BoardView>,
    /// The pictures of the folder of slides.
    pub slides: &'a [Slide],
}

/// One page of something.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownPage {
    /// What.
    pub subject: Subject,
    /// Which of its pages, from 0.
    pub page: usize,
    /// How many it has.
    pub pages: usize,
    /// Until which uptime it stands.
    pub until: Duration,
}

/// Everything but calls that is to be seen at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TipShow {
    /// In the tip place.
    pub tip: Option<ShownPage>,
    /// In the strip.
    pub urgent: Option<ShownPage>,
    /// Over the whole board: calls are neither shown nor spoken.
    pub emergency: Option<ShownPage>,
    /// How long all this stays, if nothing is heard.
    pub next_change: Option<Duration>,
}

/// Takes turns with one thing after the other, page by page.
#[derive(Clone, Debug)]
struct Turn {
    key: EntryKey,
    subject: Subject,
    seconds: Vec<u16>,
    page: usize,
    page_until: Duration,
}

impl Turn {
    fn new(key: EntryKey, subject: Subject, seconds: Vec<u16>, at: Moment) -> Option<Self> {
        let first = *seconds.first()?;
        let page_until = at.uptime + Duration::from_secs(first.into());
        Some(Self { key, subject, seconds, page: 0, page_until })
    }

    /// Goes on to the page of this moment; false when the last one has stood long enough.
    fn go_on(&mut self, at: Moment) -> bool {
        while at.uptime >= self.page_until {
            self.page += 1;
            let Some(seconds) = self.seconds.get(self.page) else { return false };
            // A board that was suspended does not run through all that it missed.
            self.page_until =
                self.page_until.max(at.uptime) + Duration::from_secs((*seconds).into());
        }
        true
    }

    /// The same thing with other words, or at a place of another size: it goes on where it is.
    fn replace(&mut self, subject: Subject, seconds: Vec<u16>) {
        self.page = self.page.min(seconds.len().saturating_sub(1));
        self.subject = subject;
        self.seconds = seconds;
    }

    fn shown(&self) -> ShownPage {
        ShownPage {
            subject: self.subject.clone(),
            page: self.page,
            pages: self.seconds.len(),
            until: self.page_until,
        }
    }
}

/// Something that may take its turn.
#[derive(Clone, Debug)]
struct Candidate {
    key: EntryKey,
    subject: Subject,
    weight: u32,
}

/// The next entry, whose picture is still on the way.
#[derive(Clone, Debug)]
struct Awaited {
    candidate: Candidate,
    since: Duration,
}

/// The program of one board.
#[derive(Clone, Debug)]
pub struct Program {
    zone: Option<ZoneId>,
    rotation: Rotation<EntryKey>,
    tip: Option<Turn>,
    awaited: Option<Awaited>,
    urgent_rotation: Rotation<EntryKey>,
    urgent: Option<Turn>,
    emergency: Option<Turn>,
}

impl Program {
    /// The program of a board of a zone that has shown nothing yet.
    #[must_use]
    pub fn new(zone: Option<ZoneId>) -> Self {
        Self {
            zone,
            rotation: Rotation::default(),
            tip: None,
            awaited: None,
            urgent_rotation: Rotation::default(),
            urgent: None,
            emergency: None,
        }
    }

    /// What is to be seen at this moment.
    pub fn show(&mut self, input: Input<'_>, at: Moment, pager: &mut dyn Pager) -> TipShow {
        let (tips, urgent) = self.candidates(input, at);
        self.take_emergency(input, at, pager);
        take_turns(&mut self.urgent, &mut self.urgent_rotation, &urgent, Place::Strip, at, pager);
        self.take_tip(&tips, at, pager);
        let mut show = TipShow {
            tip: self.tip.as_ref().map(Turn::shown),
            urgent: self.urgent.as_ref().map(Turn::shown),
            emergency: self.emergency.as_ref().map(Turn::shown),
            next_change: None,
        };
        show.next_change = self.next_change(input, &show, at);
        show
    }

    /// What may take turns now: in the tip place, and in the strip.
    fn candidates(&self, input: Input<'_>, at: Moment) -> (Vec<Candidate>, Vec<Candidate>) {
        let (mut tips, mut urgent) = (Vec::new(), Vec::new());
        if let Some(catalog) = input.catalog {
            let waiting = waiting(catalog, input.view);
            let now = at.wall.naive_local();
            let on = playlist::on(&catalog.tips, &catalog.procedures, now, self.zone.as_ref());
            for (entry, key) in on.iter().zip(playlist::keys(&on)) {
                let subject = Subject::Tip(Rc::new(TipEntry {
                    tip: entry.tip.clone(),
                    procedure: entry.procedure.cloned(),
                }));
                let weight = playlist::weight(entry.service, &waiting);
                let list = if entry.is_urgent() { &mut urgent } else { &mut tips };
                list.push(Candidate { key, subject, weight });
            }
        }
        tips.extend(input.slides.iter().map(|slide| Candidate {
            key: EntryKey::of_name(&slide.path.to_string_lossy()),
            subject: Subject::Slide(slide.clone()),
            weight: WEIGHT_MIN,
        }));
        (tips, urgent)
    }

    fn take_emergency(&mut self, input: Input<'_>, at: Moment, pager: &mut dyn Pager) {
        let text = input.catalog.and_then(|catalog| catalog.lobby.emergency.as_ref());
        let candidate = text.map(|text| Candidate {
            key: EntryKey::of_name("emergency"),
            subject: Subject::Emergency(Rc::new(text.clone())),
            weight: WEIGHT_MIN,
        });
        let candidates: Vec<Candidate> = candidate.into_iter().collect();
        let mut rotation = Rotation::default();
        take_turns(&mut self.emergency, &mut rotation, &candidates, Place::Board, at, pager);
    }

    fn take_tip(&mut self, candidates: &[Candidate], at: Moment, pager: &mut dyn Pager) {
        if keep(&mut self.tip, candidates, Place::Tip, at, pager) {
            return;
        }
        // The one that waits for its picture is still to come, unless it was taken off meanwhile.
        if let Some(awaited) = self.awaited.take()
            && let Some(candidate) = candidates.iter().find(|it| it.key == awaited.candidate.key)
        {
            let patient = at.uptime < awaited.since + PICTURE_WAIT_MAX;
            match pager.prepare(&candidate.subject, Place::Tip, patient) {
                Prepared::Waiting => {
                    self.awaited = Some(awaited);
                    return;
                }
                Prepared::Pages(seconds) => {
                    if self.begin(candidate, seconds, candidates, at, pager) {
                        return;
                    }
                }
            }
        }
        let mut left = candidates.to_vec();
        while let Some(candidate) = next(&mut self.rotation, &left) {
            match pager.prepare(&candidate.subject, Place::Tip, true) {
                Prepared::Waiting => {
                    self.awaited = Some(Awaited { candidate, since: at.uptime });
                    return;
                }
                Prepared::Pages(seconds) => {
                    if self.begin(&candidate, seconds, candidates, at, pager) {
                        return;
                    }
                }
            }
            left.retain(|it| it.key != candidate.key);
        }
        self.tip = None;
    }

    fn begin(
        &mut self,
        candidate: &Candidate,
        seconds: Vec<u16>,
        candidates: &[Candidate],
        at: Moment,
        pager: &mut dyn Pager,
    ) -> bool {
        let turn = Turn::new(candidate.key.clone(), candidate.subject.clone(), seconds, at);
        let Some(turn) = turn else { return false };
        self.tip = Some(turn);
        if let Some(following) = next(&mut self.rotation.clone(), candidates) {
            pager.expect(&following.subject);
        }
        true
    }

    fn next_change(&self, input: Input<'_>, show: &TipShow, at: Moment) -> Option<Duration> {
        let ends = [&show.tip, &show.urgent, &show.emergency]
            .into_iter()
            .flatten()
            .map(|page| page.until.saturating_sub(at.uptime));
        let awaited = self
            .awaited
            .iter()
            .map(|awaited| (awaited.since + PICTURE_WAIT_MAX).saturating_sub(at.uptime));
        let now = at.wall.naive_local();
        let look = input
            .catalog
            .and_then(|catalog| (playlist::next_look(&catalog.tips, now) - now).to_std().ok());
        // An end that has passed belongs to what waits for the picture of the next entry.
        ends.filter(|wait| !wait.is_zero()).chain(awaited).chain(look).min()
    }
}

/// Turns of what never waits for a picture.
fn take_turns(
    turn: &mut Option<Turn>,
    rotation: &mut Rotation<EntryKey>,
    candidates: &[Candidate],
    place: Place,
    at: Moment,
    pager: &mut dyn Pager,
) {
    if keep(turn, candidates, place, at, pager) {
        return;
    }
    *turn = None;
    let mut left = candidates.to_vec();
    while let Some(candidate) = next(rotation, &left) {
        if let Prepared::Pages(seconds) = pager.prepare(&candidate.subject, place, false) {
            *turn = Turn::new(candidate.key.clone(), candidate.subject.clone(), seconds, at);
        }
        if turn.is_some() {
            return;
        }
        left.retain(|it| it.key != candidate.key);
    }
}

/// Whether what is shown goes on being shown: it is still on, has something to show and time left.
fn keep(
    turn: &mut Option<Turn>,
    candidates: &[Candidate],
    place: Place,
    at: Moment,
    pager: &mut dyn Pager,
) -> bool {
    let Some(current) = turn else { return false };
    let Some(candidate) = candidates.iter().find(|candidate| candidate.key == current.key) else {
        *turn = None;
        return false;
    };
    match pager.prepare(&candidate.subject, place, false) {
        Prepared::Pages(seconds) if !seconds.is_empty() => {
            current.replace(candidate.subject.clone(), seconds);
        }
        Prepared::Pages(_) | Prepared::Waiting => {
            *turn = None;
            return false;
        }
    }
    current.go_on(at) || {
        // Its last page stays until something else is there to take its place.
        current.page = current.seconds.len() - 1;
        false
    }
}

fn next(rotation: &mut Rotation<EntryKey>, candidates: &[Candidate]) -> Option<Candidate> {
    let keys: Vec<(EntryKey, u32)> =
        candidates.iter().map(|candidate| (candidate.key.clone(), candidate.weight)).collect();
    rotation.next(&keys).and_then(|index| candidates.get(index)).cloned()
}

/// How many wait for every queue of the board, those without people too.
fn waiting(catalog: &CatalogView, view: Option<&BoardView>) -> WaitingByService {
    let Some(view) = view else { return WaitingByService::new() };
    if !view.queues.is_empty() {
        return view.queues.iter().map(|queue| (queue.service.clone(), queue.waiting)).collect();
    }
    let mut waiting: WaitingByService =
        catalog.services.iter().map(|service| (service.id.clone(), 0)).collect();
    waiting.extend(view.waiting.iter().map(|(service, count)| (service.clone(), *count)));
    waiting
}
