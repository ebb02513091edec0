//! The form that files a declaration, as it is first shown, and what was filed, in words.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::Deserialize;
use shared::catalog::{Catalog, Procedure};
use shared::protocol::{FilingWay, ReceiptDetails};
use shared::text::Language;

use super::words;
use crate::declarations::{self, Opened};
use crate::language::tr;
use crate::state::AppState;
use crate::storage::dossiers::Dossier;
use crate::views;

/// What the form that files shows and sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FilingForm {
    pub(super) revision: i64,
    pub(super) way: String,
    pub(super) code: String,
    pub(super) person: String,
    pub(super) personal_id: String,
    pub(super) address: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) authorised: String,
    pub(super) content: String,
    /// One paper a line.
    pub(super) documents: String,
    pub(super) sets: String,
    pub(super) result_place: String,
    pub(super) book: String,
    /// When the result would be due, as of this moment.
    #[serde(skip)]
    pub(super) due: Option<String>,
    /// Whether the time limit must be compared with the rules.
    #[serde(skip)]
    pub(super) due_is_unsure: bool,
}

/// What was filed, in words.
pub(super) struct Filed {
    pub(super) code: String,
    pub(super) way: &'static str,
    pub(super) filed_at: String,
    pub(super) due_at: Option<String>,
}

impl FilingForm {
    pub(super) fn receipt(&self) -> ReceiptDetails {
        ReceiptDetails {
            person: self.person.trim().to_owned(),
            personal_id: self.personal_id.trim().to_owned(),
            address: self.address.trim().to_owned(),
            phone: self.phone.trim().to_owned(),
            email: self.email.trim().to_owned(),
            authorised: self.authorised.trim().to_owned(),
            content: self.content.trim().to_owned(),
            documents: self.documents.lines().map(|line| line.trim().to_owned()).collect(),
            sets: self.sets.trim().parse().unwrap_or(0),
            result_place: self.result_place.trim().to_owned(),
            book: self.book.trim().to_owned(),
        }
    }

    pub(super) fn way(&self) -> FilingWay {
        if self.way == FilingWay::Online.code() { FilingWay::Online } else { FilingWay::Direct }
    }

    pub(super) fn is_online(&self) -> bool {
        self.way() == FilingWay::Online
    }
}

/// The form as the declaration and the catalogue fill it in.
pub(super) fn draft(state: &AppState, opened: &Opened, today: NaiveDate) -> FilingForm {
    let snapshot = state.snapshot();
    let catalog = &*snapshot.catalog;
    let procedure = declarations::procedure(opened, catalog);
    let receipt = declarations::receipt_draft(opened, catalog, procedure, today);
    let form = FilingForm {
        revision: opened.row.revision,
        person: receipt.person,
        personal_id: receipt.personal_id,
        address: receipt.address,
        phone: receipt.phone,
        email: receipt.email,
        authorised: receipt.authorised,
        content: receipt.content,
        documents: receipt.documents.join("\n"),
        sets: receipt.sets.to_string(),
        result_place: receipt.result_place,
        book: receipt.book,
        ..FilingForm::default()
    };
    with_due(form, catalog, procedure, state.now())
}

pub(super) fn with_due(
    form: FilingForm,
    catalog: &Catalog,
    procedure: Option<&Procedure>,
    now: DateTime<Utc>,
) -> FilingForm {
    let due = declarations::due_at(catalog, procedure, now);
    FilingForm {
        due: due.map(|at| moment(views::local(at, catalog.center.time_zone))),
        due_is_unsure: procedure.is_some_and(|procedure| procedure.time_limit.check_before_use),
        ..form
    }
}

/// `17:00 25/11/2026`.
fn moment(at: DateTime<FixedOffset>) -> String {
    format!("{} {}", words::time(at), at.format("%d/%m/%Y"))
}

/// What was filed, in words.
pub(super) fn filed(state: &AppState, dossier: &Dossier, language: Language) -> Filed {
    let time_zone = state.snapshot().catalog.center.time_zone;
    Filed {
        code: dossier.code.clone(),
        way: match dossier.way {
            FilingWay::Direct => tr(language, "Directly at the desk"),
            FilingWay::Online => tr(language, "Online"),
        },
        filed_at: moment(views::local(dossier.filed_at, time_zone)),
        due_at: dossier.due_at.map(|at| moment(views::local(at, time_zone))),
    }
}
