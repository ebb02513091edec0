//! `GET /api/v1/openapi.json`: the contract for programs.

use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, PathItem, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::{
    admin, board, catalog, declarations, desk_declarations, desk_verbs, desks, events, forms,
    health, kiosk, manager, offline, pictures, print_jobs, public, queue, session, ticket_changes,
    tickets, voice,
};
use crate::auth::COOKIE_NAME;

/// The document of the whole API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "One-Stop counter server",
        description = "Numbers, queues and calls of one public service center. Times are RFC 3339 with the center's offset; every error is a `Problem` with a stable code and a sentence in the language of `Accept-Language`, Vietnamese by default; unknown fields in a request are refused with 422.",
        license(name = "GPL-3.0-only", identifier = "GPL-3.0-only"),
    ),
    paths(
        health::show,
        show,
        catalog::show,
        tickets::issue,
        tickets::report_print,
        print_jobs::show,
        forms::show,
        declarations::show_sealing_key,
        declarations::keep,
        declarations::resume,
        declarations::discard,
        desk_declarations::show,
        desk_declarations::correct,
        desk_declarations::file,
        desk_declarations::erase,
        public::show,
        public::cancel,
        offline::lease,
        kiosk::report,
        kiosk::show_help,
        kiosk::call_help,
        kiosk::end_help,
        board::show,
        voice::show,
        board::report,
        board::show_boards,
        pictures::show,
        events::stream,
        session::create,
        session::show,
        session::delete,
        desks::show,
        desks::open,
        desks::close,
        desks::call_next,
        desks::recall,
        desks::start,
        desks::finish,
        desks::no_show,
        desk_verbs::pause,
        desk_verbs::call,
        desk_verbs::resume,
        desk_verbs::hold,
        desk_verbs::transfer,
        desk_verbs::note,
        desk_verbs::undo,
        ticket_changes::look_up,
        ticket_changes::cancel,
        ticket_changes::check_in,
        ticket_changes::correct,
        ticket_changes::reprint,
        offline::admit,
        queue::show,
        kiosk::show_kiosks,
        kiosk::show_calls,
        kiosk::answer_call,
        manager::now,
        admin::show_catalog,
        admin::change_catalog,
        admin::show_audit,
    ),
    components(schemas(shared::protocol::Heartbeat)),
    tags(
        (name = "anyone", description = "No sign-in"),
        (name = "devices", description = "Kiosks and boards, and staff where it says so"),
        (name = "tickets", description = "Taking numbers"),
        (name = "declarations", description = "Forms that citizens fill in"),
        (name = "session", description = "Signing in and out"),
        (name = "desks", description = "Keys of a desk and what waits for it"),
        (name = "reception", description = "What is done with a ticket beside the desks"),
        (name = "managers", description = "Figures"),
        (name = "administration", description = "The configuration and the audit log"),
    ),
    modifiers(&Security, &WhatReadingRefuses),
)]
pub struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("device", bearer);
        let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE_NAME)));
        components.add_security_scheme("session", cookie);
    }
}

/// What the reading of a request can answer, the same for all: said once.
struct WhatReadingRefuses;

impl Modify for WhatReadingRefuses {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for item in document.paths.paths.values_mut() {
            let PathItem { get, put, post, delete, .. } = item;
            for operation in [get, put, post, delete].into_iter().flatten() {
                if operation.request_body.is_some() {
                    refuse(operation, "413", "The body is too large");
                    refuse(operation, "415", "The body is not sent as application/json");
                    refuse(operation, "422", "The body cannot be read");
                }
                if operation.parameters.is_some() {
                    refuse(operation, "422", "The path or the query cannot be read");
                }
            }
        }
    }
}

fn refuse(operation: &mut Operation, status: &str, description: &str) {
    let schema = Some(Ref::from_schema_name("Problem"));
    let content = ContentBuilder::new().schema(schema).build();
    let response = ResponseBuilder::new().description(description);
    let response = response.content("application/json", content).build();
    operation.responses.responses.entry(status.to_owned()).or_insert(response.into());
}

static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| Document::openapi().to_json().unwrap_or_default());

/// This document.
#[utoipa::path(
    get,
    operation_id = "show_openapi",
    path = "/api/v1/openapi.json",
    tag = "anyone",
    responses((status = 200, description = "OpenAPI 3.1", body = Object))
)]
pub async fn show() -> Response {
    ([(CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use shared::protocol::{
        AdmitRequest, BoardStatus, BoardView, BoardsView, ContinueRequest, DeskView, HelpRequest,
        HoldRequest, HolderView, IssueTicketRequest, IssuedTicket, KioskStatus, LeaseRequest,
        LiveEvent, NoteRequest, NumberRequest, PauseRequest, PrintReport, Problem, SessionRequest,
        SessionView, TransferRequest, UndoRequest,
    };
    use utoipa::OpenApi;

    use super::Document;
    use crate::api::health::Health;
    use crate::api::ticket_changes::{CorrectRequest, ReprintRequest};

    fn reads_as<T: DeserializeOwned>(example: &Value) {
        if let Err(error) = serde_json::from_value::<T>(example.clone()) {
            panic!("{error}: {example}");
        }
    }

    /// Calls `found` with the schema's name and the example of every body that has both.
    fn examples(value: &Value, found: &mut impl FnMut(&str, &Value)) {
        if let (Some(name), Some(example)) =
            (value["schema"]["$ref"].as_str(), value.get("example"))
        {
            found(name.rsplit('/').next().unwrap_or_default(), example);
        }
        match value {
            Value::Object(fields) => fields.values().for_each(|value| examples(value, found)),
            Value::Array(items) => items.iter().for_each(|value| examples(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_example_is_what_its_schema_says() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let mut count = 0;
        examples(&document, &mut |schema, example| {
            count += 1;
            match schema {
                "ContinueRequest" => reads_as::<ContinueRequest>(example),
                "AdmitRequest" => reads_as::<AdmitRequest>(example),
                "KioskStatus" => reads_as::<KioskStatus>(example),
                "HelpRequest" => reads_as::<HelpRequest>(example),
                "LeaseRequest" => reads_as::<LeaseRequest>(example),
                "CorrectRequest" => reads_as::<CorrectRequest>(example),
                "HoldRequest" => reads_as::<HoldRequest>(example),
                "NoteRequest" => reads_as::<NoteRequest>(example),
                "NumberRequest" => reads_as::<NumberRequest>(example),
                "PauseRequest" => reads_as::<PauseRequest>(example),
                "ReprintRequest" => reads_as::<ReprintRequest>(example),
                "TransferRequest" => reads_as::<TransferRequest>(example),
                "UndoRequest" => reads_as::<UndoRequest>(example),
                "BoardStatus" => reads_as::<BoardStatus>(example),
                "BoardsView" => reads_as::<BoardsView>(example),
                "BoardView" => reads_as::<BoardView>(example),
                "DeskView" => reads_as::<DeskView>(example),
                "Health" => reads_as::<Health>(example),
                "HolderView" => reads_as::<HolderView>(example),
                "IssueTicketRequest" => reads_as::<IssueTicketRequest>(example),
                "IssuedTicket" => reads_as::<IssuedTicket>(example),
                "LiveEvent" => reads_as::<LiveEvent>(example),
                "PrintReport" => reads_as::<PrintReport>(example),
                "Problem" => reads_as::<Problem>(example),
                "SessionRequest" => reads_as::<SessionRequest>(example),
                "SessionView" => reads_as::<SessionView>(example),
                other => panic!("an example of {other} is not checked"),
            }
        });
        assert!(count >= 11, "{count} examples");
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(Document::openapi()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let mut names: Vec<&str> = paths
            .values()
            .flat_map(|item| item.as_object().unwrap().values())
            .filter_map(|operation| operation["operationId"].as_str())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), all >= 21), (all, true));
    }
}
