//! What templates may do with a text: translate it, and put a value into it.

use std::fmt::Display;

use shared::text::Language;

use crate::language;

/// `{{ "Sign in"|tr(page.language) }}`: the message in the language of the page.
#[askama::filter_fn]
pub(super) fn tr(
    msgid: &'static str,
    _values: &dyn askama::Values,
    language: &Language,
) -> askama::Result<&'static str> {
    Ok(language::tr(*language, msgid))
}

/// `{{ "Since {time}"|tr(page.language)|fill("time", at) }}`: the text with the value in its place.
#[askama::filter_fn]
pub(super) fn fill<T: Display>(
    text: &'static str,
    _values: &dyn askama::Values,
    name: &'static str,
    value: T,
) -> askama::Result<String> {
    Ok(language::fill(text, name, &value))
}
