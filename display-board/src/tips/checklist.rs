//! What to bring for a procedure, as the catalogue has it.

use shared::catalog::{Fee, FeeAmount, Procedure, TimeLimit, TimeSpan};
use shared::text::Language;
use shared::vietnam::money::dong;

use super::flow::{Piece, PieceMark};
use super::sheet::Ink;
use super::words::{Word, Words};

/// The papers of a procedure, then what it costs and how long it takes. A figure that a center must confirm before
/// use is left out: a board shows nothing as certain that is not.
#[must_use]
pub(super) fn pieces(
    procedure: &Procedure,
    language: Language,
    second: bool,
    words: &dyn Words,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = procedure
        .documents
        .iter()
        .map(|document| {
            let mark = if document.only_some { PieceMark::Circle } else { PieceMark::Square };
            Piece::plain(document.name.get(language)).marked(mark)
        })
        .collect();
    if procedure.documents.iter().any(|document| document.only_some) {
        let said = words.say(&Word::OnlySome, second);
        pieces.push(Piece::plain(said).marked(PieceMark::Circle).scaled(0.8).inked(Ink::Soft));
    }
    let figures = [
        (Word::Fee, fee(&procedure.fee, language, second, words)),
        (Word::Time, time(&procedure.time_limit, language, second, words)),
    ];
    for (name, value) in figures {
        let Some(value) = value else { continue };
        let mut piece = Piece::strong(format!("{} ", words.say(&name, second)));
        piece.spans.extend(Piece::plain(value).spans);
        pieces.push(piece);
    }
    pieces
}

/// What it costs, where that is certain.
fn fee(fee: &Fee, language: Language, second: bool, words: &dyn Words) -> Option<String> {
    if fee.check_before_use {
        return None;
    }
    let money = |amount: u32| dong(i64::from(amount), language);
    let mut parts = match fee.amount {
        FeeAmount::AskDesk => return None,
        FeeAmount::Free => vec![words.say(&Word::Free, second)],
        FeeAmount::Fixed { dong, online_dong } => {
            let online =
                online_dong.map(|online| words.say(&Word::OnlineFee(money(online)), second));
            std::iter::once(money(dong)).chain(online).collect()
        }
        FeeAmount::ByPage { first_pages_dong, later_pages_dong, copy_dong_max } => vec![
            words.say(&Word::ByPage(money(first_pages_dong)), second),
            words.say(&Word::ByPageMore(money(later_pages_dong), money(copy_dong_max)), second),
        ],
    };
    parts.extend(fee.note.as_ref().map(|note| note.get(language).to_owned()));
    Some(parts.join(" · "))
}

/// How long it takes, where that is certain.
fn time(limit: &TimeLimit, language: Language, second: bool, words: &dyn Words) -> Option<String> {
    if limit.check_before_use {
        return None;
    }
    let word = match limit.span {
        TimeSpan::AskDesk => return None,
        TimeSpan::SameDay => Word::SameDay,
        TimeSpan::WorkingDays { days_min, days_max } => Word::WorkingDays(days_min, days_max),
        TimeSpan::CalendarDays { days_min, days_max } => Word::Days(days_min, days_max),
    };
    let note = limit.note.as_ref().map(|note| note.get(language).to_owned());
    let parts: Vec<String> = std::iter::once(words.say(&word, second)).chain(note).collect();
    Some(parts.join(" · "))
}
