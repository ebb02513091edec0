//! `/kiosk/leases`, `/tickets/admit`, and the `offline` part of a ticket: the time without a server, before and after.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, SubsecRound, Utc};
use shared::catalog::Catalog;
use shared::day::{Command, OfflineIssue};
use shared::ids::TicketId;
use shared::protocol::{
    AdmitRequest, ErrorCode, LeaseRequest, LeasedNumbers, OfflineTicket, Problem,
};
use shared::text::Language;
use uuid::{NoContext, Timestamp, Uuid};

use super::desk_verbs::typed_number;
use super::{ApiError, Body, ticket_changes};
use crate::auth::{DeviceOrStaff, Permission, SignedIn};
use crate::state::AppState;
use crate::storage::devices;
use crate::views::{self, StaffTicket};
use crate::writer::Submission;

/// The most unused numbers of a queue that one kiosk holds for a date: more than it gives on a busy day.
const NUMBERS_MAX: u32 = 100;
/// Numbers of yesterday, today and tomorrow are others, and something is left for one more kiosk.
const DATES: u32 = 3;

/// Gives a kiosk numbers in advance, for today and tomorrow, and tops up what it used.
#[utoipa::path(
    post,
    operation_id = "lease_numbers",
    path = "/api/v1/kiosk/leases",
    tag = "tickets",
    request_body(content = LeaseRequest, example = json!({"journal": "6f1b8f3e-0d1c-4f0b-9a53-0b7d6a1f2c44"})),
    security(("device" = [])),
    responses(
        (status = 200, description = "Every number of this journal for today and tomorrow", body = LeasedNumbers),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn lease(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    Body(request): Body<LeaseRequest>,
) -> Result<Json<LeasedNumbers>, ApiError> {
    who.require(Permission::ReportPrint)?;
    let DeviceOrStaff::Device(kiosk) = &who else {
        return Err(ApiError::new(ErrorCode::NotAllowed));
    };
    let kiosks = state.readers.read(devices::count_kiosks)?;
    let count = share(&state.snapshot().catalog, kiosks);
    let (device, journal) = (kiosk.id, request.journal);
    let command = Command::LeaseNumbers { device, journal, count };
    state.writer.submit(Submission::command(command, who.actor())).await?;
    let snapshot = state.snapshot();
    let now = views::local(state.now(), snapshot.catalog.center.time_zone);
    Ok(Json(LeasedNumbers { blocks: snapshot.day.blocks_of(device, journal), now }))
}

/// How many numbers of each queue one kiosk holds for a date, so that there are enough for all of them.
fn share(catalog: &Catalog, kiosks: u32) -> u32 {
    let kept = catalog.services.iter().map(|service| service.offline_range().count());
    let kept = u32::try_from(kept.filter(|kept| *kept > 0).min().unwrap_or(0)).unwrap_or(u32::MAX);
    (kept / (DATES * (kiosks + 1))).clamp(1, NUMBERS_MAX)
}

/// What the day is asked about a ticket that a kiosk gave by itself, with the kiosk's clock put right.
///
/// # Errors
/// 403 for anyone but a kiosk.
pub(super) fn told(
    state: &AppState,
    who: &DeviceOrStaff,
    told: OfflineTicket,
) -> Result<OfflineIssue, ApiError> {
    let DeviceOrStaff::Device(kiosk) = who else {
        return Err(ApiError::new(ErrorCode::NotAllowed));
    };
    let now = state.now();
    let arrived_at = match told.sent_at {
        Some(sent_at) => now - (sent_at - told.arrived_at).max(chrono::TimeDelta::zero()),
        None => told.arrived_at.with_timezone(&Utc),
    };
    let catalog = &state.snapshot().catalog;
    let by_its_clock = catalog.local_date(told.arrived_at.with_timezone(&Utc));
    Ok(OfflineIssue {
        device: kiosk.id,
        number: told.number,
        leased_for: told.leased_for.unwrap_or(by_its_clock),
        arrived_at: arrived_at.trunc_subsecs(3),
        supersedes: told.supersedes,
    })
}

/// An id for a ticket that nobody named.
fn new_id(now: DateTime<Utc>) -> TicketId {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    TicketId(Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos())))
}

/// Takes in the ticket of a kiosk that died before it could tell of it, by the number on its paper. Asking
/// again changes nothing; when the kiosk tells of it after all, it is the same ticket.
#[utoipa::path(
    post,
    operation_id = "admit_ticket",
    path = "/api/v1/tickets/admit",
    tag = "reception",
    request_body(content = AdmitRequest, example = json!({"number": "A9001"})),
    security(("session" = [])),
    responses(
        (status = 200, description = "The ticket", body = StaffTicket),
        (status = 401, description = "Nobody is signed in", body = Problem),
        (status = 403, description = "Reception only", body = Problem),
        (status = 409, description = "No kiosk was given this number for today", body = Problem),
        (status = 503, description = "The database cannot be written", body = Problem),
    )
)]
pub async fn admit(
    State(state): State<AppState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    Body(request): Body<AdmitRequest>,
) -> Result<Json<StaffTicket>, ApiError> {
    signed_in.require(Permission::HandleTickets)?;
    let number = typed_number(&request.number);
    let command = Command::AdmitPrinted {
        ticket: new_id(state.now()),
        number: number.clone(),
        arrived_at: request.arrived_at.map(|at| at.with_timezone(&Utc)),
        language: Language::Vi,
    };
    let who = DeviceOrStaff::Staff(signed_in.clone());
    state.writer.submit(Submission::command(command, who.actor())).await?;
    ticket_changes::found(&state, &signed_in, &headers, &number).await.map(Json)
}
