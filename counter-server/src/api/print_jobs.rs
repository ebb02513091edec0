//! `GET /print-jobs`: what reception asked a kiosk to print again.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use shared::day::Channel;
use shared::protocol::{ErrorCode, PrintJob, PrintJobs, Problem};

use super::ApiError;
use crate::auth::{DeviceOrStaff, Permission};
use crate::state::AppState;
use crate::views;

/// What the kiosk that asks is to print again. A job stands here until the kiosk reports the ticket's print.
#[utoipa::path(
    get,
    operation_id = "show_print_jobs",
    path = "/api/v1/print-jobs",
    tag = "tickets",
    security(("device" = [])),
    responses(
        (status = 200, description = "The jobs, in the order of issue", body = PrintJobs),
        (status = 401, description = "The token is not known", body = Problem),
        (status = 403, description = "Kiosks only", body = Problem),
    )
)]
pub async fn show(
    State(state): State<AppState>,
    who: DeviceOrStaff,
    headers: HeaderMap,
) -> Result<Json<PrintJobs>, ApiError> {
    who.require(Permission::ReportPrint)?;
    let DeviceOrStaff::Device(device) = who else {
        return Err(ApiError::new(ErrorCode::NotAllowed));
    };
    let snapshot = state.snapshot();
    let (day, catalog) = (&snapshot.day, &*snapshot.catalog);
    let forecast = state.forecast(&snapshot);
    let jobs = day
        .reprints(device.id)
        .map(|ticket| PrintJob {
            ticket: views::issued(
                catalog,
                &forecast,
                ticket,
                ticket.business_date(catalog.center.time_zone),
                state.public_url(&headers, ticket.id),
            ),
            language: ticket.language,
            priority: ticket.priority.clone(),
            copy: ticket.reprints,
            // The first paper of a number that reception gave is no copy.
            again: ticket.channel == Channel::Kiosk
                || ticket.reprints > 1
                || ticket.print.is_some(),
        })
        .collect();
    Ok(Json(PrintJobs { jobs }))
}
