//! Names of things as types of their own, so that a desk is never taken for a service.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Declares a short text code that names one entry of the catalogue; cheap to clone.
macro_rules! code {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(from = "String", into = "String")]
        #[schema(value_type = String)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self(code.into())
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                Self(code.into())
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0.as_ref().to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

code!(
    /// One queue: prefix, number range, the desks that serve it.
    ServiceId
);
code!(
    /// What a citizen comes for.
    ProcedureId
);
code!(
    /// A numbered place where one member of staff serves.
    DeskId
);
code!(
    /// A reason of the closed list that gives a head start.
    PriorityId
);
code!(
    /// A named list of desks, shown by one board.
    ZoneId
);
code!(
    /// Why a desk takes nobody for a while; from a closed list, never free text.
    PauseReasonId
);
code!(
    /// An uploaded picture: the SHA-256 of its bytes as they are kept, in small hexadecimal digits.
    PictureId
);
code!(
    /// A ticket number as people read it, such as `A025`.
    TicketNumber
);
code!(
    /// One form that citizens fill in; its versions share the code.
    FormId
);
code!(
    /// A part of a form under one title.
    SectionId
);
code!(
    /// One question of a form; unique in the whole form.
    QuestionId
);

/// A place in a queue. A UUIDv7 made by whoever asks for the ticket, which makes asking again harmless.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct TicketId(pub Uuid);

impl fmt::Display for TicketId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A filled-in form. A UUIDv7 made by whoever sends it first, which makes sending again harmless.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct DeclarationId(pub Uuid);

impl fmt::Display for DeclarationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// Names the journal of a kiosk: numbers are given in advance to one journal, so that a kiosk that lost its
/// journal, and with it the knowledge of what it printed, never prints one of them again.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct JournalId(pub Uuid);

/// Names one sending of a command, so that a repeated sending gets the first answer.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct CommandId(pub Uuid);

/// A keyed hash of something about a person. It tells whether two are equal while the key of its date
/// exists, and nothing once that key is thrown away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub Uuid);

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Digest(…)")
    }
}

/// Names a note. The text is personal data and stands elsewhere, encrypted; events know only this.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid)]
pub struct NoteId(pub Uuid);
