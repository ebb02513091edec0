//! The live feed: the last events in a ring that every subscriber reads at its own pace.
//!
//! A subscriber has no buffer of its own, only a place in the ring, so that a thousand of them cost
//! nothing and a slow one holds nobody up: when the ring has moved past its place its stream ends, and it
//! comes back, is told to read everything anew, and goes on.

use std::collections::VecDeque;
use std::sync::{OnceLock, PoisonError, RwLock};

use axum::body::Bytes;
use shared::protocol::LiveEvent;
use tokio::sync::{Notify, watch};

/// How many events are sent in one piece at most.
const CHUNK_EVENTS: usize = 256;

/// Who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Kiosks and boards.
    Public,
    /// Signed-in staff.
    Staff,
}

/// An event, written out once for everybody by the first who reads it: the writer has no time for that.
#[derive(Debug)]
struct Frame {
    event: LiveEvent,
    is_public: bool,
    text: OnceLock<String>,
}

impl Frame {
    fn text(&self) -> &str {
        self.text.get_or_init(|| {
            let (seq, kind) = (self.event.seq, &self.event.r#type);
            // Codes, numbers and moments always become JSON.
            let data = serde_json::to_string(&self.event).unwrap_or_default();
            format!("id: {seq}\nevent: {kind}\ndata: {data}\n\n")
        })
    }
}

#[derive(Debug)]
struct Ring {
    /// Without gaps.
    frames: VecDeque<Frame>,
    newest: u64,
}

/// What follows a place in the ring.
#[derive(Debug, PartialEq, Eq)]
pub enum Following {
    /// Events, maybe none for this audience, and the place after them.
    Events(Bytes, u64),
    /// The ring does not go back so far, or has not come so far.
    OutOfReach,
}

/// The ring and the bell that says when it grows.
#[derive(Debug)]
pub struct Feed {
    ring: RwLock<Ring>,
    capacity: usize,
    grown: Notify,
    newest: watch::Sender<u64>,
}

impl Feed {
    /// An empty feed that keeps so many events and begins after `newest`.
    #[must_use]
    pub fn new(capacity: usize, newest: u64) -> Self {
        Self {
            ring: RwLock::new(Ring { frames: VecDeque::new(), newest }),
            capacity: capacity.max(1),
            grown: Notify::new(),
            newest: watch::Sender::new(newest),
        }
    }

    /// Adds events in their order. Called by the writer only.
    pub fn push(&self, news: Vec<(LiveEvent, bool)>) {
        {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            for (event, is_public) in news {
                ring.newest = event.seq;
                if ring.frames.len() == self.capacity {
                    ring.frames.pop_front();
                }
                ring.frames.push_back(Frame { event, is_public, text: OnceLock::new() });
            }
        }
        self.grown.notify_one();
    }

    /// The last event pushed.
    #[must_use]
    pub fn newest(&self) -> u64 {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).newest
    }

    /// A bell that rings when the feed has grown.
    #[must_use]
    pub fn bell(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    /// Rings the bell on behalf of the writer, which has better things to do than to wake every
    /// subscriber. Never returns.
    pub async fn relay(&self) {
        loop {
            self.grown.notified().await;
            self.newest.send_replace(self.newest());
        }
    }

    /// The events that follow the one with this sequence.
    #[must_use]
    pub fn following(&self, after: u64, audience: Audience) -> Following {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = ring.frames.front().map_or(ring.newest + 1, |frame| frame.event.seq);
        if after > ring.newest || after + 1 < oldest {
            return Following::OutOfReach;
        }
        let skip = usize::try_from(after + 1 - oldest).unwrap_or(usize::MAX);
        let mut text = String::new();
        let mut place = after;
        for frame in ring.frames.iter().skip(skip).take(CHUNK_EVENTS) {
            place = frame.event.seq;
            if frame.is_public || audience == Audience::Staff {
                text.push_str(frame.text());
            }
        }
        Following::Events(text.into(), place)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use shared::protocol::LiveEvent;

    use super::{Audience, Feed, Following};

    fn event(seq: u64) -> (LiveEvent, bool) {
        let event = LiveEvent {
            seq,
            r#type: "ticket_called".to_owned(),
            at: DateTime::from_timestamp(0, 0).unwrap().fixed_offset(),
            ticket: None,
            desk: None,
            waiting: None,
            alarm: None,
        };
        (event, seq % 2 == 0)
    }

    fn seqs(following: &Following) -> Vec<u64> {
        let Following::Events(text, _) = following else { panic!("{following:?}") };
        let text = std::str::from_utf8(text).unwrap();
        text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect()
    }

    #[test]
    fn the_ring_gives_what_it_keeps_and_says_when_it_cannot() {
        let feed = Feed::new(4, 10);
        assert_eq!(feed.following(10, Audience::Staff), Following::Events("".into(), 10));
        assert_eq!(feed.following(9, Audience::Staff), Following::OutOfReach);
        assert_eq!(feed.following(11, Audience::Staff), Following::OutOfReach);
        let news: Vec<_> = (11..=16).map(event).collect();
        feed.push(news);
        assert_eq!(feed.newest(), 16);
        assert_eq!(seqs(&feed.following(12, Audience::Staff)), [13, 14, 15, 16]);
        assert_eq!(seqs(&feed.following(12, Audience::Public)), [14, 16]);
        assert_eq!(feed.following(11, Audience::Staff), Following::OutOfReach);
        let Following::Events(_, place) = feed.following(14, Audience::Public) else { panic!() };
        assert_eq!(place, 16, "the place moves past what this audience does not see");
    }

    #[test]
    fn long_ways_come_in_pieces_without_gaps() {
        let feed = Feed::new(1_000, 0);
        let news: Vec<_> = (1..=600).map(event).collect();
        feed.push(news);
        let (mut place, mut all) = (0, Vec::new());
        while place < 600 {
            let piece = feed.following(place, Audience::Staff);
            all.extend(seqs(&piece));
            let Following::Events(_, next) = piece else { panic!() };
            place = next;
        }
        assert_eq!(all, (1..=600).collect::<Vec<_>>());
    }
}
