//! The sections of administration whose entries stand in the catalogue: one table, from which addresses, menu and
//! checks come.

mod center;
pub(super) mod desks;
pub(super) mod emergency;
pub(super) mod holidays;
mod pause_reasons;
mod priorities;
mod procedures;
mod retention;
mod rules;
mod services;
pub(super) mod tip_words;
pub(super) mod tips;
pub(super) mod voice;
mod zones;

use super::section::{Section, Shape};

/// In the order of the menu.
pub(super) static SECTIONS: [&Section; 13] = [
    &center::SECTION,
    &holidays::SECTION,
    &services::SECTION,
    &procedures::SECTION,
    &desks::SECTION,
    &zones::SECTION,
    &priorities::SECTION,
    &pause_reasons::SECTION,
    &rules::SECTION,
    &tips::SECTION,
    &emergency::SECTION,
    &voice::SECTION,
    &retention::SECTION,
];

/// The section with this slug.
pub(super) fn find(slug: &str) -> Option<&'static Section> {
    SECTIONS.into_iter().find(|section| section.slug == slug)
}

/// The sections that edit a list or table of the document.
pub(super) fn of_list(list: &str) -> impl Iterator<Item = &'static Section> {
    SECTIONS.into_iter().filter(move |section| match &section.shape {
        Shape::Single(roots) => roots.contains(&list),
        Shape::List(own) => own.list == list,
    })
}
