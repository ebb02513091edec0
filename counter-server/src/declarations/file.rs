//! Accepting a declaration as a dossier: its code, when the result is due, what stands on the receipt.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, SubsecRound, TimeDelta, Utc};
use shared::catalog::{Catalog, Procedure, due};
use shared::protocol::{FilingWay, ReceiptDetails};

use super::correct::seal;
use super::open::Opened;
use super::receipt;
use crate::api::{ApiError, said};
use crate::dossier_code;
use crate::identity::SignedIn;
use crate::language::msgid;
use crate::state::AppState;
use crate::storage::audit::{AuditAction, AuditEntry};
use crate::writer::{DeclarationChange, Filing, Record};

/// The most characters of one entry of the receipt.
const ENTRY_CHARACTERS_MAX: usize = 300;
/// The most papers on a receipt.
const DOCUMENTS_MAX: usize = 30;
/// When results are handed out until, in minutes after midnight, where a center is open longer: the end of office
/// hours, 17:00.
const OFFICE_CLOSES_MINUTE: u16 = 17 * 60;
/// The most sets of papers.
const SETS_MAX: u32 = 99;

/// What somebody wants to file.
#[derive(Clone)]
pub struct Wish {
    /// How it came in.
    pub way: FilingWay,
    /// The code as it was typed; nothing = the center's own series.
    pub code: Option<String>,
    /// What stands on the receipt; nothing = as the declaration and the catalogue say.
    pub receipt: Option<ReceiptDetails>,
    /// The revision that was looked at.
    pub revision: i64,
}

impl fmt::Debug for Wish {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Wish(…)")
    }
}

/// Files an opened declaration.
///
/// # Errors
/// `wrong_answers` when something is missing, 422 when the code or the receipt does not stand, and
/// `someone_else_acted` when another revision holds by now.
pub async fn file(
    state: &AppState,
    who: &SignedIn,
    mut opened: Opened,
    wish: Wish,
    today: NaiveDate,
) -> Result<(), ApiError> {
    let problems = opened.problems(today);
    if !problems.is_empty() {
        return Err(ApiError::wrong_answers(problems));
    }
    let code = typed(wish.code.as_deref())?;
    let snapshot = state.snapshot();
    let procedure = procedure(&opened, &snapshot.catalog);
    let receipt = wish
        .receipt
        .unwrap_or_else(|| receipt::draft(&opened, &snapshot.catalog, procedure, today));
    opened.contents.receipt = Some(checked(receipt)?);
    let filed_at = state.now().trunc_subsecs(3);
    let filing = Filing {
        way: wish.way,
        code,
        pattern: state.settings.dossier_code_pattern.clone(),
        procedure: procedure.map(|procedure| procedure.id.clone()),
        filed_at,
        due_at: due_at(&snapshot.catalog, procedure, filed_at),
        staff: who.staff,
    };
    let audit = AuditEntry::new(AuditAction::DeclarationFiled, Some(who.staff))
        .at_desk(who.desk.clone())
        .about(format!("declarations/{}", opened.row.id))
        .saying(wish.way.code());
    seal(state, &mut opened, today)?;
    let change = DeclarationChange::File {
        row: Box::new(opened.row),
        base_revision: wish.revision,
        filing,
        audit,
    };
    Ok(state.writer.record(Record::Declaration(change)).await?)
}

/// The procedure for which it is filed: that of the ticket when the form is one of it, else the form's first.
#[must_use]
pub fn procedure<'a>(opened: &Opened, catalog: &'a Catalog) -> Option<&'a Procedure> {
    let of_form = &opened.form.procedures;
    let of_ticket = opened.ticket.procedure.iter().filter(|id| of_form.contains(id));
    of_ticket.chain(of_form).find_map(|id| catalog.procedure(id))
}

/// When the result of a procedure is due: the end of office hours of the day by which it must be there; `None` when
/// the rules name no time.
#[must_use]
pub fn due_at(
    catalog: &Catalog,
    procedure: Option<&Procedure>,
    filed_at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let day = due::due(&procedure?.time_limit, filed_at, catalog)?.latest;
    let weekday = u8::try_from(day.weekday().number_from_monday()).ok()?;
    let closes = catalog
        .hours
        .iter()
        .filter(|hours| hours.weekdays.contains(&weekday))
        .map(|hours| hours.closes_minute)
        .max()
        .map_or(OFFICE_CLOSES_MINUTE, |closes| closes.min(OFFICE_CLOSES_MINUTE));
    let end = NaiveTime::MIN + TimeDelta::minutes(i64::from(closes));
    let local = day.and_time(end).and_local_timezone(catalog.center.time_zone);
    local.earliest().map(|at| at.to_utc())
}

fn typed(code: Option<&str>) -> Result<Option<String>, ApiError> {
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else { return Ok(None) };
    let wrong = || {
        said(
            msgid("This is no dossier code. It looks like {example}."),
            &[("example", "000.00.01.H26-260930-0012".to_owned())],
        )
    };
    dossier_code::read(code).map(Some).ok_or_else(wrong)
}

fn checked(mut receipt: ReceiptDetails) -> Result<ReceiptDetails, ApiError> {
    receipt.documents = receipt.documents.iter().map(|text| text.trim().to_owned()).collect();
    receipt.documents.retain(|text| !text.is_empty());
    let single = [
        &receipt.person,
        &receipt.personal_id,
        &receipt.address,
        &receipt.phone,
        &receipt.email,
        &receipt.authorised,
        &receipt.content,
        &receipt.result_place,
        &receipt.book,
    ];
    let is_long = |text: &String| text.chars().count() > ENTRY_CHARACTERS_MAX;
    if single.into_iter().chain(&receipt.documents).any(is_long)
        || receipt.documents.len() > DOCUMENTS_MAX
    {
        let most =
            [("most", ENTRY_CHARACTERS_MAX.to_string()), ("papers", DOCUMENTS_MAX.to_string())];
        return Err(said(
            msgid(
                "An entry of the receipt has at most {most} characters, and it names at most {papers} papers.",
            ),
            &most,
        ));
    }
    if receipt.person.trim().is_empty() || receipt.content.trim().is_empty() {
        return Err(said(msgid("The receipt must say who hands in, and what for."), &[]));
    }
    if !(1..=SETS_MAX).contains(&receipt.sets) {
        let most = [("most", SETS_MAX.to_string())];
        return Err(said(msgid("There are from 1 to {most} sets of papers."), &most));
    }
    Ok(receipt)
}
