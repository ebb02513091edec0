//! `/admin/pictures`: pictures for the boards: what is there, where it is used, uploading and deleting.

use std::fmt::Display;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::catalog::Catalog;
use shared::ids::PictureId;
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::sections::tip_words::picture_told;
use super::shell::{MenuLine, enter, frame};
use crate::admin::change;
use crate::api::ApiError;
use crate::auth::{Permission, SignedIn};
use crate::language::{fill, tr};
use crate::pages::answers::html;
use crate::pages::errors::PageError;
use crate::pages::filters;
use crate::pages::frame::Page;
use crate::pictures::{NotTaken, PICTURES_MAX, Picture, UPLOAD_BYTES_MAX, UPLOAD_SIDE_MAX};
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::writer::Record;

const PATH: &str = "/admin/pictures";
const MEGABYTE: usize = 1024 * 1024;

#[derive(Template)]
#[template(path = "admin/pictures.html")]
struct PicturesPage {
    page: Page,
    menu: Vec<MenuLine>,
    done: &'static str,
    refused: String,
    limits: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    told: String,
    /// The tips that show it: address and title.
    tips: Vec<(String, String)>,
}

/// What happened before the page was asked for.
#[derive(Deserialize)]
pub struct PicturesQuery {
    done: Option<String>,
}

fn may(signed_in: Result<SignedIn, ApiError>) -> Result<SignedIn, PageError> {
    enter(signed_in, PATH, Permission::EditNotices)
}

/// `GET /admin/pictures`.
pub async fn pictures_page(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Query(query): Query<PicturesQuery>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = may(signed_in)?;
    let language = crate::language::of_request(&headers);
    let done = match query.done.as_deref() {
        Some("added") => tr(language, "The picture is there. Choose it in a tip to show it."),
        Some("removed") => tr(language, "The picture is deleted."),
        _ => "",
    };
    html(StatusCode::OK, &draw(&state, &headers, &who, done, String::new())?)
}

fn draw(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    done: &'static str,
    refused: String,
) -> Result<PicturesPage, PageError> {
    let (page, menu) = frame(state, headers, who, PATH);
    let language = page.language;
    let catalog = &state.snapshot().catalog;
    let rows = state.pictures.all().into_iter().map(|picture| {
        let tips = used_by(language, catalog, &picture.id)?;
        Ok(Row { told: picture_told(&picture), id: picture.id.to_string(), tips })
    });
    let limits = tr(
        language,
        "PNG or JPEG, at most {megabytes} MB and {side} × {side} pixels. What the file says beside the picture (place, time, camera) is taken out, and it is made as small as a board needs.",
    );
    let limits = filled(
        limits,
        &[("megabytes", &(UPLOAD_BYTES_MAX / MEGABYTE)), ("side", &UPLOAD_SIDE_MAX)],
    );
    Ok(PicturesPage {
        rows: rows.collect::<Result<_, PageError>>()?,
        limits,
        done,
        refused,
        page,
        menu,
    })
}

fn filled(text: &str, values: &[(&str, &dyn Display)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| fill(&text, name, *value))
}

/// The tips that show a picture.
fn used_by(
    language: Language,
    catalog: &Catalog,
    id: &PictureId,
) -> Result<Vec<(String, String)>, PageError> {
    let entries = change::entries(catalog, "tips")?;
    let tips = catalog.tips.iter().zip(&entries);
    let used = tips.filter(|(tip, _)| tip.picture.as_ref() == Some(id));
    let line = |key: String, title: &str| (format!("/admin/tips/{key}"), title.to_owned());
    Ok(used.map(|(tip, entry)| line(change::key_of(entry), tip.title.get(language))).collect())
}

/// `POST /admin/pictures`.
pub async fn upload_picture(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    headers: HeaderMap,
    mut parts: Multipart,
) -> Result<Response, PageError> {
    let who = may(signed_in)?;
    let sent = match sent_picture(&mut parts).await {
        Ok(sent) => sent,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return refuse(&state, &headers, &who, &NotTaken::TooLarge);
        }
        Err(error) => return Err(ApiError::bad_request(error.body_text()).into()),
    };
    if sent.is_empty() {
        let language = crate::language::of_request(&headers);
        let sentence = tr(language, "Choose a file first.").to_owned();
        let page = draw(&state, &headers, &who, "", sentence)?;
        return html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let shared = state.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let was_there: Vec<Picture> = shared.pictures.all();
        shared.pictures.keep(&sent).map(|picture| (was_there.contains(&picture), picture))
    });
    match kept.await.map_err(|error| ApiError::internal(&error))? {
        Ok((was_there, picture)) => {
            if !was_there {
                let said = format!("{}×{}, {} bytes", picture.width, picture.height, picture.bytes);
                audit(&state, AuditAction::PictureAdded, &who, &picture.id, said).await?;
            }
            let to = format!("{PATH}?done=added&picture={}", picture.id);
            Ok(Redirect::to(&to).into_response())
        }
        Err(not_taken) => refuse(&state, &headers, &who, &not_taken),
    }
}

async fn sent_picture(
    parts: &mut Multipart,
) -> Result<Vec<u8>, axum::extract::multipart::MultipartError> {
    while let Some(part) = parts.next_field().await? {
        if part.name() == Some("picture") {
            return Ok(part.bytes().await?.into());
        }
    }
    Ok(Vec::new())
}

fn refuse(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    not_taken: &NotTaken,
) -> Result<Response, PageError> {
    let language = crate::language::of_request(headers);
    let sentence = match not_taken {
        NotTaken::TooLarge => filled(
            tr(language, "The file is larger than {megabytes} MB. Save the picture smaller and choose it again."),
            &[("megabytes", &(UPLOAD_BYTES_MAX / MEGABYTE))],
        ),
        NotTaken::OtherKind => tr(
            language,
            "This is no PNG and no JPEG picture, whatever the name of the file says. Save it as PNG or JPEG and choose it again.",
        )
        .to_owned(),
        NotTaken::TooManyPixels { width, height } => filled(
            tr(language, "The picture has {width} × {height} pixels; at most {side} × {side} are taken. Save it smaller and choose it again."),
            &[("width", width), ("height", height), ("side", &UPLOAD_SIDE_MAX)],
        ),
        NotTaken::Broken => {
            tr(language, "The picture cannot be read to its end: the file is broken.").to_owned()
        }
        NotTaken::Full => filled(
            tr(language, "There is no room for more than {count} pictures or 200 MB. Delete some that are not used."),
            &[("count", &PICTURES_MAX)],
        ),
        NotTaken::Io(error) => {
            tracing::error!(%error, "a picture cannot be written");
            return Err(ApiError::new(ErrorCode::StorageUnavailable).into());
        }
    };
    html(StatusCode::UNPROCESSABLE_ENTITY, &draw(state, headers, who, "", sentence)?)
}

/// `POST /admin/pictures/{id}/remove`: only where no tip shows it.
pub async fn remove_picture(
    State(state): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let who = may(signed_in)?;
    let removed = Redirect::to(&format!("{PATH}?done=removed")).into_response();
    let Some(picture) = state.pictures.find(&PictureId::from(id)) else { return Ok(removed) };
    let language = crate::language::of_request(&headers);
    if !used_by(language, &state.snapshot().catalog, &picture.id)?.is_empty() {
        let sentence =
            tr(language, "A tip shows this picture. Take it out of the tip first.").to_owned();
        return html(StatusCode::CONFLICT, &draw(&state, &headers, &who, "", sentence)?);
    }
    let (shared, id) = (state.clone(), picture.id.clone());
    let done = tokio::task::spawn_blocking(move || shared.pictures.remove(&picture)).await;
    done.map_err(|error| ApiError::internal(&error))?.map_err(|error| {
        tracing::error!(%error, "a picture cannot be removed");
        ApiError::new(ErrorCode::StorageUnavailable)
    })?;
    audit(&state, AuditAction::PictureRemoved, &who, &id, String::new()).await?;
    Ok(removed)
}

async fn audit(
    state: &AppState,
    action: AuditAction,
    who: &SignedIn,
    id: &PictureId,
    said: String,
) -> Result<(), ApiError> {
    let entry =
        AuditEntry::new(action, Some(who.staff)).about(format!("pictures/{id}")).saying(said);
    Ok(state.writer.record(Record::Audit(entry)).await?)
}
