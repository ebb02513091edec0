//! The sample forms: the nine definitions that stand in `data/forms/`.

use super::definition::Form;
use super::parse::FormProblem;

/// A file under `data/forms/` by its name, with its text.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/forms/", $name)))
    };
}

/// The name and text of every file.
const FILES: [(&str, &str); 9] = [
    file!("birth-registration.toml"),
    file!("death-registration.toml"),
    file!("marriage-registration.toml"),
    file!("marital-status-certificate.toml"),
    file!("residence-ct01.toml"),
    file!("business-household.toml"),
    file!("social-pension.toml"),
    file!("land-change.toml"),
    file!("house-permit.toml"),
];

/// The sample forms.
///
/// # Errors
/// The first file that cannot be read, with everything that is wrong with it; the tests hold that all can.
pub fn sample_forms() -> Result<Vec<Form>, (&'static str, Vec<FormProblem>)> {
    FILES
        .iter()
        .map(|(name, text)| Form::from_toml(text).map_err(|problems| (*name, problems)))
        .collect()
}
