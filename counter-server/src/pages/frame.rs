//! What every page carries around its content: language, center, who is signed in, where one may go.

use axum::http::HeaderMap;
use shared::text::Language;

use super::assets;
use super::words;
use crate::auth::{Permission, Role, SignedIn};
use crate::language::{self, tr};
use crate::state::AppState;

/// The frame of one answer.
pub(super) struct Page {
    pub(super) language: Language,
    pub(super) center: String,
    pub(super) who: Option<Who>,
    /// Where the page stands: what the language switch comes back to.
    path: String,
}

/// Whom the top of the page names.
pub(super) struct Who {
    pub(super) name: String,
    pub(super) role: &'static str,
    code: Role,
}

/// One page in the navigation.
pub(super) struct Link {
    pub(super) path: &'static str,
    pub(super) hook: &'static str,
    pub(super) label: &'static str,
    pub(super) current: bool,
}

/// The first address of administration.
pub(super) const ADMIN: &str = "/admin";

/// Each of these opens some part of it.
pub(super) const ADMIN_FOR: [Permission; 3] =
    [Permission::EditNotices, Permission::ReadAudit, Permission::Administer];

/// The pages for staff.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Desk,
    Reception,
    Manager,
    Admin,
}

impl Place {
    const ALL: [Self; 4] = [Self::Desk, Self::Reception, Self::Manager, Self::Admin];

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Desk => "/desk",
            Self::Reception => "/reception",
            Self::Manager => "/manager",
            Self::Admin => ADMIN,
        }
    }

    fn link(self, language: Language, path: &str) -> Link {
        let (hook, label) = match self {
            Self::Desk => ("desk", tr(language, "Desk")),
            Self::Reception => ("reception", tr(language, "Reception")),
            Self::Manager => ("manager", tr(language, "The center now")),
            Self::Admin => ("admin", tr(language, "Administration")),
        };
        // Administration has pages below its own.
        let is_below = self == Self::Admin && path.starts_with("/admin/");
        Link { path: self.path(), hook, label, current: path == self.path() || is_below }
    }

    /// Whether a role may see this page.
    pub(super) fn is_for(self, role: Role) -> bool {
        match self {
            Self::Desk => role.may(Permission::ActAtOwnDesk),
            Self::Reception => role.may(Permission::IssueTicket),
            Self::Manager => role.may(Permission::ReadFigures),
            Self::Admin => ADMIN_FOR.into_iter().any(|permission| role.may(permission)),
        }
    }

    /// Where a role goes after signing in.
    pub(super) fn home(role: Role) -> Self {
        match role {
            Role::Staff => Self::Desk,
            Role::Reception => Self::Reception,
            Role::Manager | Role::Admin => Self::Manager,
        }
    }
}

impl Page {
    pub(super) fn new(
        state: &AppState,
        headers: &HeaderMap,
        who: Option<&SignedIn>,
        path: &str,
    ) -> Self {
        let language = language::of_request(headers);
        Self {
            language,
            center: state.snapshot().catalog.center.name.get(language).to_owned(),
            who: who.map(|who| Who {
                name: who.name.clone(),
                role: words::role(language, who.role),
                code: who.role,
            }),
            path: path.to_owned(),
        }
    }

    /// The pages that this person may see; none when there is only one.
    pub(super) fn links(&self) -> Vec<Link> {
        let Some(who) = &self.who else { return Vec::new() };
        let places: Vec<Place> =
            Place::ALL.into_iter().filter(|place| place.is_for(who.code)).collect();
        if places.len() < 2 {
            return Vec::new();
        }
        places.into_iter().map(|place| place.link(self.language, &self.path)).collect()
    }

    /// The address of a file under `/static`, which changes with its content.
    pub(super) fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    pub(super) fn other_language(&self) -> Language {
        match self.language {
            Language::Vi => Language::En,
            Language::En => Language::Vi,
        }
    }

    /// The other language in its own words.
    pub(super) fn other_language_name(&self) -> &'static str {
        match self.other_language() {
            Language::Vi => "Tiếng Việt",
            Language::En => "English",
        }
    }

    pub(super) fn switch_path(&self) -> String {
        format!("/language/{}?to={}", self.other_language().code(), self.path)
    }
}

/// A path of our own to go to; anything that could lead elsewhere is refused.
pub(super) fn local_path(path: &str) -> Option<&str> {
    let is_ours = path.starts_with('/')
        && !path.starts_with("//")
        && path.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.'));
    is_ours.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_our_own_paths_are_followed() {
        for ours in ["/", "/desk", "/t/Ab-_9"] {
            assert_eq!(local_path(ours), Some(ours));
        }
        for foreign in [
            "",
            "desk",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a?b",
            "/a\r\nb",
        ] {
            assert_eq!(local_path(foreign), None, "{foreign}");
        }
    }
}
