//! Administration without its HTML: forms as data, changes of the catalogue, what they would strand, files.

pub mod change;
pub mod document;
pub mod form;
pub mod form_files;
pub mod form_sample;
pub mod strand;
