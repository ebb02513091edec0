//! `GET /events`: the live feed as server-sent events.

use std::fmt::Write;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use shared::protocol::{Heartbeat, LiveEvent, Problem};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};
use utoipa::IntoParams;

use super::{ApiError, QueryOf, board, kiosk};
use crate::auth::{self, DeviceOrStaff, Permission, TokenHash};
use crate::kiosks::KioskNews;
use crate::live::{Audience, Following};
use crate::state::AppState;
use crate::views;

/// The query of `GET /events`.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// The last event that the client has; only new events come when neither this nor `Last-Event-ID` is given.
    after: Option<u64>,
}

/// News as they happen. Each event carries the resulting state; `heartbeat` comes at once and every ten
/// seconds; `resync` says that the client must read the state anew, because the feed does not go back so far.
/// Staff also hear `kiosk_status` (a `KiosksView`), `board_status` (a `BoardsView`) and `help_called` (a
/// `HelpCallsView`), without an id: each replaces the one before.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    tag = "devices",
    params(
        EventsQuery,
        ("Last-Event-ID" = Option<u64>, Header, description = "The last event that the client has; goes before `after`"),
    ),
    security(("device" = []), ("session" = [])),
    responses(
        (status = 200, description = "A stream of `id: seq`, `event: type`, `data: json`; this is one event's data", body = LiveEvent, content_type = "text/event-stream", example = json!({
            "seq": 813, "type": "ticket_called", "at": "2026-11-23T08:31:12.480+07:00",
            "ticket": {
                "id": "01936f2e-7c1a-7b3e-9d42-5a1c8e0f7b21", "number": "A025", "service": "civil-status",
                "desk": "1", "state": "called", "called_at": "2026-11-23T08:31:12.480+07:00", "times": 1
            },
            "desk": {"id": "1", "state": "open", "ticket": "01936f2e-7c1a-7b3e-9d42-5a1c8e0f7b21"},
            "waiting": {"service": "civil-status", "count": 3}
        })),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 422, description = "The place in the feed cannot be read", body = Problem),
    )
)]
pub async fn stream(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    headers: HeaderMap,
    QueryOf(query): QueryOf<EventsQuery>,
) -> Result<Response, ApiError> {
    who.require(Permission::ReadCenter)?;
    let (audience, shown) = match who {
        DeviceOrStaff::Device(_) => {
            (Audience::Public, auth::shown_token(&headers).map(Shown::Device))
        }
        DeviceOrStaff::Staff(_) => {
            (Audience::Staff, auth::shown_session(&headers).map(Shown::Session))
        }
    };
    // A browser that reconnects repeats the address, so the header is the newer of the two.
    let after = match headers.get("last-event-id").filter(|value| !value.is_empty()) {
        None => query.after,
        Some(value) => Some(
            value
                .to_str()
                .ok()
                .and_then(|text| text.trim().parse().ok())
                .ok_or_else(|| ApiError::bad_request("Last-Event-ID must be a number"))?,
        ),
    };
    let subscriber = Subscriber::new(state, audience, shown, after);
    let body = Body::from_stream(stream::unfold(subscriber, |mut subscriber| async {
        let piece = subscriber.next().await?;
        Some((Ok::<_, std::convert::Infallible>(piece), subscriber))
    }));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A proxy that collects the stream before passing it on would hold back every call.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, body).into_response())
}

/// What a subscriber shows.
#[derive(Clone, Copy)]
enum Shown {
    /// The token of a device.
    Device(TokenHash),
    /// The session of a member of staff.
    Session(TokenHash),
}

/// One open stream: a place in the feed.
struct Subscriber {
    state: AppState,
    audience: Audience,
    /// What was shown at the door; the stream ends when it no longer holds.
    shown: Option<Shown>,
    /// The last event sent or skipped.
    place: u64,
    /// To be sent before anything else.
    greeting: Option<Bytes>,
    bell: watch::Receiver<u64>,
    /// Rings when a kiosk has news, which staff alone hear.
    kiosks: watch::Receiver<KioskNews>,
    /// The news of kiosks that were sent.
    told: KioskNews,
    /// Rings when a board has news, which staff alone hear.
    boards: watch::Receiver<u64>,
    heartbeat: Interval,
    stopping: watch::Receiver<bool>,
    access: watch::Receiver<()>,
}

impl Subscriber {
    fn new(state: AppState, audience: Audience, shown: Option<Shown>, after: Option<u64>) -> Self {
        let bell = state.feed.bell();
        let newest = state.feed.newest();
        let (place, greeting) = match after {
            Some(after) if state.feed.following(after, audience) == Following::OutOfReach => {
                (newest, signal(&state, "resync", newest))
            }
            Some(after) => (after, signal(&state, "heartbeat", newest)),
            None => (newest, signal(&state, "heartbeat", newest)),
        };
        let mut heartbeat = interval(state.settings.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick is at once, and the greeting has said it.
        heartbeat.reset();
        let stopping = state.stopping.subscribe();
        let greeting = Some(greeting);
        let access = state.access.subscribe();
        let kiosks = state.kiosks.bell();
        let told = *kiosks.borrow();
        let boards = state.boards.bell();
        Self {
            kiosks,
            told,
            boards,
            state,
            audience,
            shown,
            place,
            greeting,
            bell,
            heartbeat,
            stopping,
            access,
        }
    }

    /// The next piece to send; `None` ends the stream: the server stops, the session has ended, or
    /// this client is too slow.
    async fn next(&mut self) -> Option<Bytes> {
        if let Some(greeting) = self.greeting.take() {
            return Some(greeting);
        }
        loop {
            if *self.stopping.borrow() {
                return None;
            }
            match self.state.feed.following(self.place, self.audience) {
                Following::OutOfReach => return None,
                Following::Events(piece, place) => {
                    let has_moved = place != self.place;
                    self.place = place;
                    if !piece.is_empty() {
                        return Some(piece);
                    }
                    if has_moved {
                        continue;
                    }
                }
            }
            tokio::select! {
                rung = self.bell.changed() => rung.ok()?,
                rung = self.kiosks.changed(), if self.audience == Audience::Staff => {
                    rung.ok()?;
                    if let Some(piece) = self.kiosk_news() {
                        return Some(piece);
                    }
                }
                rung = self.boards.changed(), if self.audience == Audience::Staff => {
                    rung.ok()?;
                    if let Ok(view) = board::boards_now(&self.state) {
                        return Some(replaced("board_status", &view).into());
                    }
                }
                _ = self.heartbeat.tick() => {
                    if self.is_shut_out() {
                        return None;
                    }
                    return Some(signal(&self.state, "heartbeat", self.state.feed.newest()));
                }
                changed = self.access.changed() => {
                    changed.ok()?;
                    if self.is_shut_out() {
                        return None;
                    }
                }
                stopped = self.stopping.changed() => stopped.ok()?,
            }
        }
    }

    /// What kiosks have to say that was not sent yet: each word replaces the one before, and has no place in
    /// the feed to come back to.
    fn kiosk_news(&mut self) -> Option<Bytes> {
        let news = *self.kiosks.borrow_and_update();
        let told = std::mem::replace(&mut self.told, news);
        let mut text = String::new();
        if news.status != told.status
            && let Ok(view) = kiosk::kiosks_now(&self.state)
        {
            text += &replaced("kiosk_status", &view);
        }
        if news.help != told.help
            && let Ok(view) = kiosk::help_calls_now(&self.state)
        {
            text += &replaced("help_called", &view);
        }
        (!text.is_empty()).then(|| text.into())
    }

    /// A database that cannot be read now says nothing about who may listen.
    fn is_shut_out(&self) -> bool {
        match self.shown {
            None => false,
            Some(Shown::Session(session)) => {
                matches!(auth::holder(&self.state, session), Ok(None))
            }
            Some(Shown::Device(token)) => {
                matches!(auth::device_of_token(&self.state, token), Ok(None))
            }
        }
    }
}

/// A signal has no id: it is no place in the feed to come back to.
fn signal(state: &AppState, name: &str, seq: u64) -> Bytes {
    let time_zone = state.snapshot().catalog.center.time_zone;
    let data = Heartbeat { seq, now: views::local(state.now(), time_zone) };
    let mut text = format!("event: {name}\ndata: ");
    // Two plain values always become JSON.
    let json = serde_json::to_string(&data).unwrap_or_default();
    let written = write!(text, "{json}\n\n");
    debug_assert!(written.is_ok());
    text.into()
}

/// News without a place, which replace what was said before.
fn replaced(name: &str, view: &impl Serialize) -> String {
    // Codes, names and moments always become JSON.
    let json = serde_json::to_string(view).unwrap_or_default();
    format!("event: {name}\ndata: {json}\n\n")
}
