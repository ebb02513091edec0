//! What every page of administration carries and takes: the menu, who may come in, what forms send.

use axum::extract::{Multipart, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use shared::protocol::ErrorCode;
use shared::text::Language;

use super::sections::SECTIONS;
use crate::api::ApiError;
use crate::auth::{Permission, Role, SignedIn};
use crate::language::{msgid, tr};
use crate::pages::errors::PageError;
use crate::pages::frame::{ADMIN, Page};
use crate::state::AppState;

/// The first address of administration.
pub(super) const HOME: &str = ADMIN;

/// One line of the menu.
pub(super) struct MenuLine {
    pub(super) path: String,
    pub(super) label: &'static str,
    pub(super) current: bool,
}

/// Sections beside those of the catalogue.
const OTHERS: [(&str, &str, Permission); 6] = [
    ("pictures", msgid("Pictures"), Permission::EditNotices),
    ("forms", msgid("Forms"), Permission::Administer),
    ("staff", msgid("Staff"), Permission::Administer),
    ("devices", msgid("Devices"), Permission::Administer),
    ("transfer", msgid("Import and export"), Permission::Administer),
    ("audit", msgid("Audit log"), Permission::ReadAudit),
];

fn places() -> impl Iterator<Item = (&'static str, &'static str, Permission)> {
    let sections = SECTIONS.into_iter();
    sections.map(|section| (section.slug, section.title, section.may)).chain(OTHERS)
}

/// The menu of a role.
fn menu(language: Language, role: Role, current: &str) -> Vec<MenuLine> {
    places()
        .filter(|(_, _, permission)| role.may(*permission))
        .map(|(slug, title, _)| MenuLine {
            path: format!("{HOME}/{slug}"),
            label: tr(language, title),
            current: slug == current,
        })
        .collect()
}

/// Who comes to a page of administration, when they may.
pub(super) fn enter(
    signed_in: Result<SignedIn, ApiError>,
    path: &str,
    permission: Permission,
) -> Result<SignedIn, PageError> {
    let signed_in = signed_in.map_err(|error| PageError::on_the_way_to(path, error))?;
    if signed_in.role.may(permission) {
        Ok(signed_in)
    } else {
        Err(PageError::because(ErrorCode::NotAllowed))
    }
}

/// What every page of administration carries.
pub(super) fn frame(
    state: &AppState,
    headers: &HeaderMap,
    who: &SignedIn,
    path: &str,
) -> (Page, Vec<MenuLine>) {
    let page = Page::new(state, headers, Some(who), path);
    let slug = path.trim_start_matches(HOME).trim_start_matches('/').split('/').next();
    let menu = menu(page.language, who.role, slug.unwrap_or_default());
    (page, menu)
}

/// `GET /admin`: the first section that the role may see.
pub async fn admin_home(
    State(_): State<AppState>,
    signed_in: Result<SignedIn, ApiError>,
) -> Result<Response, PageError> {
    let who = signed_in.map_err(|error| PageError::on_the_way_to(HOME, error))?;
    let first = places().find(|(_, _, permission)| who.role.may(*permission));
    let (slug, _, _) = first.ok_or_else(|| PageError::because(ErrorCode::NotAllowed))?;
    Ok(Redirect::to(&format!("{HOME}/{slug}")).into_response())
}

/// What was just done, from the address of the page that follows: a message for the status line.
pub(super) fn done(language: Language, done: Option<&str>) -> &'static str {
    match done {
        Some("saved") => tr(language, "Saved. It holds from now on."),
        Some("added") => tr(language, "Added. It holds from now on."),
        Some("removed") => tr(language, "Removed. It holds from now on."),
        Some("same") => tr(language, "Nothing differs, so nothing was changed."),
        Some("outdated") => tr(
            language,
            "Somebody else changed the configuration at the same moment, and nothing was moved. Please try again.",
        ),
        _ => "",
    }
}

/// Whether whoever sends a form was told whom it strands, and means it all the same.
pub(super) fn is_meant(pairs: &Pairs) -> bool {
    !value_of(pairs, "anyway").is_empty()
}

/// The query of a page that follows a change.
#[derive(serde::Deserialize)]
pub struct DoneQuery {
    pub(super) done: Option<String>,
}

/// What a form sends, in the order of its fields.
pub(super) type Pairs = Vec<(String, String)>;

pub(super) fn value_of<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

/// The file that a form with a field `document` sends; `None` when it is no text in UTF-8.
pub(super) async fn uploaded(parts: &mut Multipart) -> Result<Option<String>, ApiError> {
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        ApiError::bad_request(error.body_text()).with_status(error.status())
    };
    let mut document = String::new();
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() == Some("document") {
            let bytes = part.bytes().await.map_err(unreadable)?;
            match String::from_utf8(bytes.into()) {
                // Editors of other systems put a mark before the first line.
                Ok(text) => document = text.trim_start_matches('\u{feff}').to_owned(),
                Err(_) => return Ok(None),
            }
        }
    }
    Ok(Some(document))
}

/// Said when a form was made from an older version.
pub(super) const OUTDATED: &str = msgid(
    "Somebody else changed the configuration while this page was open. What you entered is still here: please look at it once more and save again.",
);

#[cfg(test)]
mod tests {
    use super::places;
    use crate::pages::frame::ADMIN_FOR;

    #[test]
    fn whoever_may_see_a_section_is_led_to_administration() {
        for (slug, _, permission) in places() {
            assert!(ADMIN_FOR.contains(&permission), "{slug}");
        }
    }
}
