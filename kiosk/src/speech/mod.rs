//! The audio guide: what is said ([`script`]) and the process that says it ([`voice`]).

pub mod script;
pub mod voice;

pub use script::{Focused, Utterance};
pub use voice::Voice;
