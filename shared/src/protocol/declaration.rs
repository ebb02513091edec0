//! Declarations: forms that citizens fill in at a kiosk and that a desk sees, corrects, prints and files.
//!
//! # Sealed declarations
//! While a kiosk cannot reach the server, a declaration waits in its journal. It is sealed there, so that nobody
//! who takes the kiosk away can read it: while there is a connection the kiosk gets `GET /kiosk/sealing-key` and
//! keeps the public key of the date. What is sealed are the bytes of a [`DeclarationRequest`] as JSON (UTF-8), in
//! a sealed box of libsodium (`crypto_box_seal`: X25519, XSalsa20-Poly1305, an ephemeral key pair for each box);
//! in Rust `crypto_box::PublicKey::from_bytes(key).seal(&mut crypto_box::aead::OsRng, &json)`. The box goes to
//! `PUT /declarations/{id}` as a [`SealedDeclarationRequest`]; the server opens it and treats it like the plain
//! request. It keeps the secret half for three days after the date.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::understood::understood;
use crate::form::{Answer, AnswerKey, Answers, Form, FormProblem};
use crate::ids::{DeclarationId, FormId, ProcedureId, TicketId, TicketNumber};
use crate::text::{Language, Text};

/// The most bytes of a [`DeclarationRequest`] as JSON: more than the longest form filled to its limits.
pub const DECLARATION_BYTES_MAX: usize = 192 * 1024;

/// `PUT /declarations/{id}`: keeps what was filled in so far. Sending it again is harmless.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclarationRequest {
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// The language of the screen.
    pub language: Language,
    /// The version of the notice about personal data that the person read.
    pub notice_version: u32,
    /// What was answered so far.
    pub answers: Answers,
    /// Whether everything is answered; the server looks for itself.
    pub complete: bool,
}

/// `PUT /declarations/{id}` from the journal of a kiosk that was cut off.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedDeclarationRequest {
    /// The sealed box in Base64 (RFC 4648, section 4, with padding).
    pub sealed: String,
    /// The date whose key it was sealed for.
    pub key_date: NaiveDate,
}

/// The answer to `PUT /declarations/{id}`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptDeclaration {
    /// The id that was sent.
    pub id: DeclarationId,
    /// Eight digits with which the citizen goes on at another kiosk.
    #[schema(example = "40718265")]
    pub code: String,
    /// When the code holds no longer: the end of the business date.
    pub expires_at: DateTime<FixedOffset>,
    /// The date at whose beginning the declaration is erased unless it comes to a ticket. With a ticket it is
    /// kept for the days that the notice names after the visit.
    pub erase_on: NaiveDate,
}

/// `POST /declarations/continue`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContinueRequest {
    /// The code as the citizen has it; blanks and dashes do not matter.
    pub code: String,
}

/// The answer to `POST /declarations/continue`: everything to go on with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContinuedDeclaration {
    /// The declaration.
    pub id: DeclarationId,
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// The language in which it was filled in.
    pub language: Language,
    /// The version of the notice that was read.
    pub notice_version: u32,
    /// What was answered so far.
    pub answers: Answers,
    /// Whether everything is answered.
    pub complete: bool,
    /// The code, which goes on holding.
    pub code: String,
    /// When the code holds no longer.
    pub expires_at: DateTime<FixedOffset>,
    /// The date at whose beginning it is erased unless it comes to a ticket.
    pub erase_on: NaiveDate,
}

/// `GET /kiosk/sealing-key`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SealingKey {
    /// The business date that it is for.
    pub date: NaiveDate,
    /// The X25519 public key, 32 bytes in Base64 (RFC 4648, section 4, with padding).
    pub public_key: String,
}

/// `GET /forms`: the forms that can be filled in today, and what people are told before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FormsView {
    /// Full definitions.
    #[schema(value_type = Vec<Object>)]
    #[serde(deserialize_with = "understood")]
    pub forms: Vec<Form>,
    /// The notice about personal data; absent when the center has no forms.
    pub notice: Option<Notice>,
}

/// What people are told about their data before they fill in a form (Law 91/2025/QH15). In every text `{center}`
/// is replaced by the center's name and `{days}` by the days for which declarations are kept after the visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Grows with each change of meaning; kept with each declaration.
    pub version: u32,
    /// The first day on which it holds.
    pub valid_from: NaiveDate,
    /// The law that asks for it.
    pub law: String,
    /// What stands above it.
    pub title: Text,
    /// Who answers for the data.
    pub controller: Text,
    /// What they are used for.
    pub purpose: Text,
    /// What is kept.
    pub kept: Vec<Text>,
    /// What is not kept.
    pub not_kept: Vec<Text>,
    /// Who sees it.
    pub seen_by: Text,
    /// For how long it is kept.
    pub how_long: Text,
    /// The same where the center keeps nothing beyond the day.
    pub how_long_today: Text,
    /// What one may ask for.
    pub rights: Vec<Text>,
    /// That one need not.
    pub choice: Text,
    /// The button that goes on.
    pub agree: Text,
    /// The button that does not.
    pub decline: Text,
}

impl Notice {
    /// Reads the file `notice.toml`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_toml(text: &str) -> Result<Self, FormProblem> {
        let problem = |start: usize, sentence: &str| FormProblem {
            line: text.get(..start).map_or(1, |before| before.matches('\n').count() + 1),
            sentence: sentence.replace('\n', " "),
        };
        let notice: Self = toml::from_str(text)
            .map_err(|error| problem(error.span().map_or(0, |span| span.start), error.message()))?;
        let is_blank = |text: &Text| text.vi.trim().is_empty() || text.en.trim().is_empty();
        if notice.kept.is_empty() || notice.rights.is_empty() || notice.texts().any(is_blank) {
            return Err(problem(
                0,
                "every text must stand in both languages, and no list may be empty",
            ));
        }
        Ok(notice)
    }

    /// The notice of a center that keeps declarations for so many days after the visit.
    #[must_use]
    pub fn of_center(&self, center: &Text, days: u32) -> Self {
        let mut notice = self.clone();
        if days == 0 {
            notice.how_long = notice.how_long_today.clone();
        }
        let days = days.to_string();
        for text in notice.texts_mut() {
            text.vi = text.vi.replace("{days}", &days).replace("{center}", &center.vi);
            text.en = text.en.replace("{days}", &days).replace("{center}", &center.en);
        }
        notice
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        let single = [
            &self.title,
            &self.controller,
            &self.purpose,
            &self.seen_by,
            &self.how_long,
            &self.how_long_today,
            &self.choice,
            &self.agree,
            &self.decline,
        ];
        single.into_iter().chain(&self.kept).chain(&self.not_kept).chain(&self.rights)
    }

    fn texts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let single = [
            &mut self.title,
            &mut self.controller,
            &mut self.purpose,
            &mut self.seen_by,
            &mut self.how_long,
            &mut self.how_long_today,
            &mut self.choice,
            &mut self.agree,
            &mut self.decline,
        ];
        let lists = self.kept.iter_mut().chain(&mut self.not_kept).chain(&mut self.rights);
        single.into_iter().chain(lists)
    }
}

/// A declaration in a line, where a desk sees its ticket. Nothing of what was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeclarationSummary {
    /// The declaration.
    pub id: DeclarationId,
    /// The form.
    pub form: FormId,
    /// The form's title.
    pub title: Text,
}

/// `GET /declarations/{id}`: the declaration for the desk that has its ticket.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeclarationView {
    /// The declaration.
    pub id: DeclarationId,
    /// The form.
    pub form: FormId,
    /// Its version.
    pub version: u32,
    /// The form's title.
    pub title: Text,
    /// The language in which it was filled in.
    pub language: Language,
    /// Whether everything is answered and stands.
    pub complete: bool,
    /// Grows with each change.
    pub revision: i64,
    /// Its ticket.
    pub ticket: TicketId,
    /// The ticket's number.
    pub number: TicketNumber,
    /// What was answered.
    pub answers: Answers,
    /// What is missing or does not stand.
    pub problems: Vec<AnswerFault>,
    /// What was filed.
    pub dossier: Option<DossierView>,
}

/// What is wrong with one answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerFault {
    /// Which answer.
    pub key: String,
    /// How to mend it, in the language of the request.
    pub sentence: String,
}

/// `POST /declarations/{id}/answers`: corrections that a desk makes together with the citizen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectAnswersRequest {
    /// Answers to be put; `null` takes one away.
    #[schema(value_type = Object)]
    pub answers: BTreeMap<AnswerKey, Option<Answer>>,
    /// The revision that was looked at; another one by now refuses the corrections.
    pub revision: i64,
}

/// How a dossier comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FilingWay {
    /// On paper at the desk.
    Direct,
    /// On the national or city portal.
    Online,
}

impl FilingWay {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Online => "online",
        }
    }
}

/// `POST /declarations/{id}/file`: the dossier was accepted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileRequest {
    /// How it came in.
    pub way: FilingWay,
    /// The dossier code that the portal gave; absent = the center's own series goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What stands on the receipt; absent = as the declaration and the catalogue say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptDetails>,
    /// The revision that was looked at; another one by now refuses the filing.
    pub revision: i64,
}

/// What stands on the receipt beside code and times (form 01 of Circular 03/2025/TT-VPCP).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReceiptDetails {
    /// The person or organisation.
    pub person: String,
    /// Their personal ID number.
    pub personal_id: String,
    /// Where they live or have their seat.
    pub address: String,
    /// Their phone number.
    pub phone: String,
    /// Their e-mail address.
    pub email: String,
    /// Whom they authorised to hand it in.
    pub authorised: String,
    /// What they ask for.
    pub content: String,
    /// The papers that were handed in.
    pub documents: Vec<String>,
    /// In how many sets.
    pub sets: u32,
    /// Where the result is handed out.
    pub result_place: String,
    /// Book and serial number of the office's register.
    pub book: String,
}

/// What was filed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DossierView {
    /// The code by which the office knows it.
    pub code: String,
    /// How it came in.
    pub way: FilingWay,
    /// The procedure.
    pub procedure: Option<ProcedureId>,
    /// When it was accepted.
    pub filed_at: DateTime<FixedOffset>,
    /// When the result is due; absent when the rules name no time.
    pub due_at: Option<DateTime<FixedOffset>>,
    /// What stands on the receipt.
    pub receipt: ReceiptDetails,
}

/// Hides what belongs to a person.
macro_rules! silent {
    ($($name:ident),*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        })*
    };
}
silent!(
    DeclarationRequest,
    SealedDeclarationRequest,
    KeptDeclaration,
    ContinueRequest,
    ContinuedDeclaration,
    DeclarationView,
    CorrectAnswersRequest,
    FileRequest,
    ReceiptDetails,
    DossierView
);
