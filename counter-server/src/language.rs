//! The language of a request, and every text that a person reads: gettext messages embedded in the program.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use polib::po_file;
use shared::text::Language;

/// The cookie that keeps the language chosen by the switch: `vi` or `en`.
pub const COOKIE_NAME: &str = "language";

/// The Vietnamese messages as translators edit them; the msgid is the English text.
pub const VIETNAMESE_PO: &str = include_str!("../lang/vi/LC_MESSAGES/counter-server.po");

static VIETNAMESE: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let catalog = po_file::parse_from_reader(VIETNAMESE_PO.as_bytes())
        .expect("the embedded messages are well formed, which a test checks");
    catalog
        .messages()
        .filter(|message| message.is_translated())
        .filter_map(|message| Some((message.msgid().to_owned(), message.msgstr().ok()?.to_owned())))
        .collect()
});

/// The text in a language. A message without a translation stays English, which a test rules out.
#[must_use]
pub fn tr(language: Language, msgid: &str) -> &str {
    match language {
        Language::En => msgid,
        Language::Vi => VIETNAMESE.get(msgid).map_or(msgid, String::as_str),
    }
}

/// Marks a text as a message where it stands as data and is translated later, as gettext's `N_()` does.
#[must_use]
pub const fn msgid(text: &'static str) -> &'static str {
    text
}

/// Puts a value into a translated text: `{name}` becomes the value.
#[must_use]
pub fn fill(text: &str, name: &str, value: &dyn Display) -> String {
    text.replace(&format!("{{{name}}}"), &value.to_string())
}

/// The language of a request: the choice kept in the cookie, else the browser's, else Vietnamese.
#[must_use]
pub fn of_request(headers: &HeaderMap) -> Language {
    cookie_language(headers).unwrap_or_else(|| of_accept_language(headers))
}

/// The language that `Accept-Language` asks for, as programs ask that call the API.
#[must_use]
pub fn of_accept_language(headers: &HeaderMap) -> Language {
    headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Language::Vi, Language::from_accept_language)
}

/// The language with this code.
#[must_use]
pub fn of_code(code: &str) -> Option<Language> {
    [Language::Vi, Language::En].into_iter().find(|language| language.code() == code)
}

fn cookie_language(headers: &HeaderMap) -> Option<Language> {
    cookie(headers, COOKIE_NAME).and_then(of_code)
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::{fill, of_request, tr};
    use axum::http::HeaderMap;
    use shared::text::Language;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_cookie_wins_over_the_browser() {
        assert_eq!(of_request(&headers(&[])), Language::Vi);
        assert_eq!(of_request(&headers(&[("accept-language", "en-US")])), Language::En);
        let both = headers(&[("cookie", "a=b; language=vi"), ("accept-language", "en")]);
        assert_eq!(of_request(&both), Language::Vi);
        let unknown = headers(&[("cookie", "language=xx"), ("accept-language", "en")]);
        assert_eq!(of_request(&unknown), Language::En);
    }

    #[test]
    fn messages_are_embedded_and_filled() {
        let text = tr(Language::Vi, "Go to desk {desk} now");
        assert_ne!(text, "Go to desk {desk} now");
        assert!(fill(text, "desk", &5).contains('5'), "{text}");
        assert_eq!(tr(Language::En, "Sign in"), "Sign in");
        assert_eq!(tr(Language::Vi, "no such message"), "no such message");
    }
}
