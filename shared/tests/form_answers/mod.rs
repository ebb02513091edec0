//! What synthetic persons answer to the sample forms: typed as on a kiosk, question by question.

/// One journey through a form.
pub(crate) struct Story {
    /// The form.
    pub(crate) form: &'static str,
    /// What is special about it.
    pub(crate) about: &'static str,
    /// Keys and what is typed: the option of a choice, `yes` or `no`, the first line of an address.
    pub(crate) typed: &'static [(&'static str, &'static str)],
}

/// What is typed to leave a question out.
pub(crate) const SKIP: &str = "-";

mod citizens;
mod property;
mod required;

pub(crate) use required::REQUIRED;

/// All of them.
pub(crate) fn all() -> Vec<&'static Story> {
    citizens::STORIES.iter().chain(property::STORIES).collect()
}
