//! Why something beside the queue is not written.

/// Why something is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// Somebody else changed the catalogue in between.
    #[error("the catalogue has version {newest} by now")]
    Outdated {
        /// The version that holds.
        newest: i64,
    },
    /// Somebody has this name already.
    #[error("the name is taken")]
    NameTaken,
    /// Nobody could administer the center any more.
    #[error("this is the last administrator")]
    LastAdmin,
    /// There is no such row.
    #[error("there is no such row")]
    Unknown,
    /// There is no such declaration.
    #[error("there is no such declaration")]
    UnknownDeclaration,
    /// The declaration belongs to a ticket.
    #[error("the declaration belongs to a ticket")]
    Tied,
    /// Somebody else changed the declaration in between.
    #[error("the declaration was changed")]
    Changed,
    /// Another declaration of the date has this code.
    #[error("the code is taken")]
    CodeTaken,
    /// The declaration was filed before.
    #[error("the declaration was filed")]
    Filed,
    /// Another dossier has this code.
    #[error("the dossier code is taken")]
    DossierCodeTaken,
    /// What somebody showed to sign in holds no longer.
    #[error("the password or the session no longer holds")]
    NotSignedIn,
}
