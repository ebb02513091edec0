//! What the server says when it says no: one kind sentence for each code, in both languages.

use shared::day::Refusal;
use shared::protocol::ErrorCode;
use shared::text::Language;

use crate::language::{msgid, tr};

/// Every code with its English sentence: what is the matter, and what to do instead.
pub const SENTENCES: [(ErrorCode, &str); 45] = [
    (
        ErrorCode::UnknownForm,
        msgid(
            "The center does not use this form today. Please begin again with the form in the list.",
        ),
    ),
    (
        ErrorCode::UnknownDeclaration,
        msgid("There is no such form any more: it was taken back, or its time is over."),
    ),
    (
        ErrorCode::WrongAnswers,
        msgid("Some answers do not stand yet. Please look at those that are marked."),
    ),
    (
        ErrorCode::WrongCode,
        msgid("No form of today has this code. Please check the code and enter it again."),
    ),
    (
        ErrorCode::UnknownService,
        msgid("The center does not offer this field. Please choose one from the list."),
    ),
    (
        ErrorCode::UnknownProcedure,
        msgid("This procedure is not handled in that field. Please choose it again from the list."),
    ),
    (
        ErrorCode::UnknownPriority,
        msgid(
            "This reason for priority is not on the center's list. Please choose one from the list.",
        ),
    ),
    (
        ErrorCode::UnknownTicket,
        msgid(
            "There is no such ticket today. Please check the number, or take a new one at the kiosk.",
        ),
    ),
    (
        ErrorCode::UnknownDesk,
        msgid("The center has no such desk. Please choose a desk from the list."),
    ),
    (
        ErrorCode::UnknownZone,
        msgid(
            "The center has no such zone. Please check the name of the zone in the board's settings.",
        ),
    ),
    (ErrorCode::UnknownPicture, msgid("There is no such picture. It may have been taken away.")),
    (
        ErrorCode::UnknownPage,
        msgid(
            "There is nothing at this address. Please check it, or start again from the first page.",
        ),
    ),
    (
        ErrorCode::DifferentBody,
        msgid("This was already asked for with other choices. Please start again."),
    ),
    (
        ErrorCode::WrongState,
        msgid(
            "That does not fit what the desk is doing now. The desk is shown as it stands: please look and choose again.",
        ),
    ),
    (
        ErrorCode::DeskBusy,
        msgid("A ticket is still at the desk. Please finish it or mark it as not come first."),
    ),
    (ErrorCode::DeskClosed, msgid("The desk is closed. Please open it first, then call.")),
    (
        ErrorCode::NobodyWaits,
        msgid(
            "Nobody is waiting for this desk right now. New people appear in the queue by themselves.",
        ),
    ),
    (
        ErrorCode::NotAllowed,
        msgid(
            "Your sign-in does not permit this. Please sign in at the right desk, or ask a manager.",
        ),
    ),
    (
        ErrorCode::NotSignedIn,
        msgid(
            "Nobody is signed in here, or the sign-in has ended. Please sign in again; a kiosk or board must be enrolled again.",
        ),
    ),
    (
        ErrorCode::WrongPassword,
        msgid(
            "The name and the password do not fit together. Please check both and try again, or ask an administrator for help.",
        ),
    ),
    (
        ErrorCode::SomeoneElseActed,
        msgid(
            "Somebody else has already acted on this ticket. The desk is shown as it stands: please look and choose again.",
        ),
    ),
    (
        ErrorCode::TooLateToUndo,
        msgid(
            "It is too late to undo this. Please correct it with the next step, or ask reception.",
        ),
    ),
    (
        ErrorCode::ServiceClosed,
        msgid(
            "This field gives no numbers at the moment. Please ask at reception when it opens again.",
        ),
    ),
    (
        ErrorCode::CenterClosed,
        msgid("The center is closed now. Please come back during opening hours."),
    ),
    (
        ErrorCode::QuotaReached,
        msgid(
            "All numbers of today for this field have been given. Please come on the next working day, or ask at reception.",
        ),
    ),
    (
        ErrorCode::CapacityReached,
        msgid(
            "The people already waiting fill the rest of today. Please come on the next working day, or ask at reception.",
        ),
    ),
    (
        ErrorCode::AlreadyWaiting,
        msgid(
            "You already have a number waiting in this field. Please keep that ticket and wait for its call.",
        ),
    ),
    (
        ErrorCode::NumbersUsedUp,
        msgid("The numbers of this field are used up for today. Please ask at reception."),
    ),
    (
        ErrorCode::Outdated,
        msgid(
            "Somebody else changed the configuration in between. Please read it again and make the change once more.",
        ),
    ),
    (
        ErrorCode::InvalidCatalog,
        msgid(
            "Something is wrong with this configuration. Please correct the fields that are named.",
        ),
    ),
    (
        ErrorCode::StrandsTickets,
        msgid(
            "People with open tickets would be left without a way to be served. Please wait until they are served, or confirm the change.",
        ),
    ),
    (
        ErrorCode::ClockJumped,
        msgid(
            "The server's clock has changed by more than a day, so no numbers are given. Please ask an administrator to check the date.",
        ),
    ),
    (
        ErrorCode::StorageUnavailable,
        msgid(
            "The server cannot save anything right now, so nothing was changed. Please try again in a moment and tell an administrator if it stays so.",
        ),
    ),
    (
        ErrorCode::TooManyRequests,
        msgid("That was too much at once. Please wait a moment and try again."),
    ),
    (
        ErrorCode::UnknownReason,
        msgid(
            "This reason for a pause is not on the center's list. Please choose one from the list.",
        ),
    ),
    (
        ErrorCode::PersonLimit,
        msgid(
            "You have already taken as many numbers as one person may take on a day. Please ask at reception.",
        ),
    ),
    (
        ErrorCode::NumberNotLeased,
        msgid(
            "No kiosk gives this number without the server today. Please check it and the date on the paper, or give a new number.",
        ),
    ),
    (
        ErrorCode::WrongSlot,
        msgid("No appointment can be made for that time. Please choose a later one."),
    ),
    (
        ErrorCode::OtherDate,
        msgid(
            "This appointment is for another day. Please come on that day, or take a number for today.",
        ),
    ),
    (
        ErrorCode::RecallsUsedUp,
        msgid(
            "This person has been called as often as the center allows. Please mark the ticket as not come, or set it aside.",
        ),
    ),
    (
        ErrorCode::TargetClosed,
        msgid("That desk takes nobody at the moment. Please choose another desk or a field."),
    ),
    (
        ErrorCode::WrongHold,
        msgid(
            "A ticket can be set aside for one minute to eight hours. Please choose another time.",
        ),
    ),
    (
        ErrorCode::VoiceUnavailable,
        msgid(
            "The server cannot speak calls at the moment. The board plays its chime alone; please tell an administrator.",
        ),
    ),
    (
        ErrorCode::BadRequest,
        msgid(
            "The server could not understand this request. Please reload the page and try again.",
        ),
    ),
    (
        ErrorCode::Internal,
        msgid(
            "Something went wrong at the server, and nothing was changed as far as we know. Please try again; an administrator finds the details in the log.",
        ),
    ),
];

/// The stable code of a refusal.
#[must_use]
pub fn code_of(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::UnknownService => ErrorCode::UnknownService,
        Refusal::UnknownProcedure => ErrorCode::UnknownProcedure,
        Refusal::UnknownPriority => ErrorCode::UnknownPriority,
        Refusal::UnknownTicket => ErrorCode::UnknownTicket,
        Refusal::UnknownDesk => ErrorCode::UnknownDesk,
        Refusal::DifferentBody => ErrorCode::DifferentBody,
        Refusal::UnknownReason => ErrorCode::UnknownReason,
        Refusal::TooManySteps => ErrorCode::BadRequest,
        Refusal::CenterClosed { .. } => ErrorCode::CenterClosed,
        Refusal::ServiceClosed { .. } => ErrorCode::ServiceClosed,
        Refusal::QuotaReached { .. } => ErrorCode::QuotaReached,
        Refusal::CapacityReached => ErrorCode::CapacityReached,
        Refusal::AlreadyWaiting { .. } => ErrorCode::AlreadyWaiting,
        Refusal::PersonLimit { .. } => ErrorCode::PersonLimit,
        Refusal::NumbersUsedUp => ErrorCode::NumbersUsedUp,
        Refusal::NotLeased { .. } => ErrorCode::NumberNotLeased,
        Refusal::WrongSlot { .. } => ErrorCode::WrongSlot,
        Refusal::OtherDate { .. } => ErrorCode::OtherDate,
        Refusal::TargetClosed { .. } => ErrorCode::TargetClosed,
        Refusal::NotAllowed { .. } => ErrorCode::NotAllowed,
        Refusal::RecallsUsedUp { .. } => ErrorCode::RecallsUsedUp,
        Refusal::WrongHold { .. } => ErrorCode::WrongHold,
        Refusal::TooLateToUndo { .. } => ErrorCode::TooLateToUndo,
        Refusal::WrongState { .. } | Refusal::WrongTicketState { .. } => ErrorCode::WrongState,
        Refusal::SomeoneElseActed { .. } => ErrorCode::SomeoneElseActed,
        Refusal::DeskBusy { .. } => ErrorCode::DeskBusy,
        Refusal::DeskClosed { .. } => ErrorCode::DeskClosed,
        Refusal::NobodyWaits { .. } => ErrorCode::NobodyWaits,
    }
}

/// What a person reads about a code.
#[must_use]
pub fn sentence(code: ErrorCode, language: Language) -> &'static str {
    let english = SENTENCES
        .iter()
        .find(|(listed, _)| *listed == code)
        .map_or(SENTENCES[SENTENCES.len() - 1].1, |(_, english)| *english);
    tr(language, english)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{SENTENCES, sentence};
    use shared::protocol::ErrorCode;
    use shared::text::Language;

    #[test]
    fn every_code_has_its_own_sentence_in_both_languages() {
        // The last code of the list; as many entries as codes, none twice, means that none is missing.
        assert_eq!(SENTENCES.len(), ErrorCode::Internal as usize + 1);
        for language in [Language::Vi, Language::En] {
            let sentences: HashSet<&str> =
                SENTENCES.iter().map(|(code, _)| sentence(*code, language)).collect();
            assert_eq!(sentences.len(), SENTENCES.len(), "two codes share a sentence");
        }
        for (code, english) in SENTENCES {
            assert_eq!(sentence(code, Language::En), english, "{code:?} is listed twice");
            let vietnamese = sentence(code, Language::Vi);
            assert_ne!(vietnamese, english, "{code:?} is not translated");
            assert!(english.ends_with('.') && vietnamese.ends_with('.'), "{code:?} is no sentence");
        }
    }
}
