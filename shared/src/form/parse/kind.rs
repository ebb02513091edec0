//! Reads what a question takes, with the fields of its kind, and where it stands on an ID card.

use chrono::NaiveDate;
use toml::de::DeValue;

use super::fields::{Fields, Notes};
use super::known::{Earlier, Known, kind_name};
use super::none_of;
use crate::form::definition::{CardField, CardSource, ChoiceOption, Compute, DateBound, Kind};
use crate::form::key::is_code;
use crate::form::limits::{NUMBER_MAX, OPTIONS, TEXT_MAX, TEXT_USUAL};
use crate::form::moments::PartialDate;
use crate::ids::{QuestionId, SectionId};

const KINDS: [&str; 14] = [
    "text",
    "full_name",
    "date",
    "time",
    "choice",
    "yes_no",
    "number",
    "money",
    "phone",
    "email",
    "personal_id",
    "address",
    "computed",
    "note",
];
const CARD_FIELDS: [(&str, CardField); 8] = [
    ("name", CardField::Name),
    ("birth_date", CardField::BirthDate),
    ("sex", CardField::Sex),
    ("personal_id", CardField::PersonalId),
    ("address", CardField::Address),
    ("issued_on", CardField::IssuedOn),
    ("father", CardField::Father),
    ("mother", CardField::Mother),
];

/// The kind of a question.
pub(super) fn kind(
    fields: &Fields<'_, '_>,
    known: &Known,
    here: Option<&SectionId>,
) -> Option<Kind> {
    let name = fields.text("kind")?;
    Some(match name.as_str() {
        "text" => {
            let most = u32::try_from(TEXT_MAX).unwrap_or(u32::MAX);
            let length = fields.count("max_length", 1, most);
            let max_length = length.map_or(TEXT_USUAL, |length| length as usize);
            Kind::Text { max_length }
        }
        "full_name" => Kind::FullName,
        "date" => date(fields, known, here),
        "time" => Kind::Time,
        "choice" => Kind::Choice { options: options(fields) },
        "yes_no" => Kind::YesNo,
        "number" => {
            let (min, max) = bounds(fields, -NUMBER_MAX);
            Kind::Number { min, max }
        }
        "money" => {
            let (min, max) = bounds(fields, 0);
            Kind::Money { min, max }
        }
        "phone" => Kind::Phone,
        "email" => Kind::Email,
        "personal_id" => Kind::PersonalId,
        "address" => Kind::Address,
        "computed" => Kind::Computed { compute: compute(fields, known, here)? },
        "note" => Kind::Note,
        _ => {
            let sentence = format!("`{name}` is no kind of question{}", none_of(&name, &KINDS));
            fields.notes.wrong(fields.line_of("kind"), sentence);
            return None;
        }
    })
}

fn bounds(fields: &Fields<'_, '_>, least: i64) -> (Option<i64>, Option<i64>) {
    let (min, max) = (fields.integer("min"), fields.integer("max"));
    for (name, bound) in [("min", min), ("max", max)] {
        if bound.is_some_and(|bound| bound < least || bound > NUMBER_MAX) {
            let sentence = format!("`{name}` must be {least} to {NUMBER_MAX}");
            fields.notes.wrong(fields.line_of(name), sentence);
        }
    }
    if min.unwrap_or(0) > max.unwrap_or(NUMBER_MAX) {
        let name = if min.is_some() { "min" } else { "max" };
        fields.notes.wrong(fields.line_of(name), "`min` (0 when absent) is above `max`");
    }
    (min, max)
}

fn options(fields: &Fields<'_, '_>) -> Vec<ChoiceOption> {
    let nodes = fields.list("options");
    let (least, most) = OPTIONS;
    if nodes.len() < least || nodes.len() > most {
        let sentence = format!("a choice has {least} to {most} `options`, not {}", nodes.len());
        fields.notes.wrong(fields.line_of("options"), sentence);
    }
    let mut options: Vec<ChoiceOption> = Vec::new();
    for node in nodes {
        let Some(inner) = Fields::of(fields.notes, node, "an option") else { continue };
        let (id, label) = (inner.text("id"), inner.both("label"));
        inner.end();
        let Some(id) = id else { continue };
        if !is_code(&id) {
            let sentence =
                format!("`{id}` is no code: small letters a–z, digits and _, a letter first");
            fields.notes.wrong(inner.line_of("id"), sentence);
        }
        if options.iter().any(|other| other.id == id) {
            fields.notes.wrong(inner.line_of("id"), format!("the option `{id}` stands twice"));
        }
        options.push(ChoiceOption { id, label: label.unwrap_or_default() });
    }
    options
}

fn date(fields: &Fields<'_, '_>, known: &Known, here: Option<&SectionId>) -> Kind {
    let bound_of = |name: &'static str| {
        let node = fields.node(name)?;
        let read = match node.get_ref() {
            DeValue::String(text) => bound(text, known, here),
            DeValue::Datetime(moment) => moment
                .to_string()
                .parse::<NaiveDate>()
                .map(DateBound::Fixed)
                .map_err(|_| format!("`{name}` must be a date without a time of day")),
            _ => Err(format!("`{name}` must be a date, \"today\" or an earlier question")),
        };
        read.map_err(|sentence| fields.notes.wrong(fields.line_of(name), sentence)).ok()
    };
    let (earliest, latest) = (bound_of("earliest"), bound_of("latest"));
    // Bounds of the same sort keep their order on any day, so one day is enough to compare them.
    let order = match (&earliest, &latest) {
        (Some(DateBound::Fixed(first)), Some(DateBound::Fixed(last))) => Some((*first, *last)),
        (Some(first @ DateBound::Today { .. }), Some(last @ DateBound::Today { .. })) => {
            let day = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default();
            first.on(day).zip(last.on(day))
        }
        _ => None,
    };
    if order.is_some_and(|(first, last)| first > last) {
        fields.notes.wrong(fields.line_of("earliest"), "`earliest` lies after `latest`");
    }
    let year_only = fields.boolean("year_only").unwrap_or(false);
    Kind::Date { earliest, latest, year_only }
}

fn bound(text: &str, known: &Known, here: Option<&SectionId>) -> Result<DateBound, String> {
    if let Some(rest) = text.strip_prefix("today")
        && (rest.is_empty() || rest.starts_with(['+', '-']))
    {
        return offset(rest).ok_or_else(|| {
            format!("`{text}`: today, or today and a number of d, m or y, such as today-120y")
        });
    }
    if let Ok(PartialDate::Day(date)) = text.parse() {
        return Ok(DateBound::Fixed(date));
    }
    if !is_code(text) {
        return Err(format!(
            "`{text}` is no bound: \"today-120y\", 2025-07-01, or an earlier question"
        ));
    }
    let earlier = known.find(text, here)?;
    match earlier.kind {
        Kind::Date { .. } => Ok(DateBound::Question(QuestionId::from(text))),
        _ => Err(format!("`{text}` is of kind `{}`, not `date`", kind_name(&earlier.kind))),
    }
}

/// `-120y`, `+7d`, or nothing.
fn offset(text: &str) -> Option<DateBound> {
    if text.is_empty() {
        return Some(DateBound::Today { months: 0, days: 0 });
    }
    let unit = text.chars().last()?;
    let digits = text.get(1..text.len() - unit.len_utf8())?;
    if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i32 = digits.parse().ok()?;
    let number = if text.starts_with('-') { -number } else { number };
    match unit {
        'd' => Some(DateBound::Today { months: 0, days: number }),
        'm' if number.abs() <= 2_400 => Some(DateBound::Today { months: number, days: 0 }),
        'y' if number.abs() <= 200 => Some(DateBound::Today { months: number * 12, days: 0 }),
        _ => None,
    }
}

fn compute(fields: &Fields<'_, '_>, known: &Known, here: Option<&SectionId>) -> Option<Compute> {
    let Some(node) = fields.node("compute") else {
        fields.notes.wrong(fields.line, "a question of kind `computed` needs `compute`");
        return None;
    };
    let inner = Fields::of(fields.notes, node, "`compute`")?;
    let ways = ["words_of_date", "words_of_number", "copy_of", "age_of"];
    let given: Vec<_> = ways.into_iter().filter(|way| inner.has(way)).collect();
    inner.end();
    let [way] = given.as_slice() else {
        let sentence = format!("`compute` has exactly one of: {}", ways.join(", "));
        fields.notes.wrong(inner.line, sentence);
        return None;
    };
    let name = inner.text(way)?;
    let wrong = |sentence: String| fields.notes.wrong(inner.line_of(way), sentence);
    let earlier = known.find(&name, here).map_err(wrong).ok()?;
    made_from(fields.notes, inner.line_of(way), way, earlier)
}

fn made_from(notes: &Notes, line: usize, way: &str, earlier: &Earlier) -> Option<Compute> {
    let id = QuestionId::from(earlier.id.as_str());
    let (fits, compute, needed) = match way {
        "words_of_date" => {
            (matches!(earlier.kind, Kind::Date { .. }), Compute::WordsOfDate(id), "date")
        }
        "age_of" => (matches!(earlier.kind, Kind::Date { .. }), Compute::AgeOf(id), "date"),
        "words_of_number" => (
            matches!(earlier.kind, Kind::Number { .. } | Kind::Money { .. }),
            Compute::WordsOfNumber(id),
            "number` or `money",
        ),
        _ => (earlier.kind != Kind::Note, Compute::CopyOf(id), "anything but `note"),
    };
    if !fits {
        let kind = kind_name(&earlier.kind);
        notes.wrong(line, format!("`{way}` needs a question of kind `{needed}`, not `{kind}`"));
    }
    fits.then_some(compute)
}

/// Where a question stands on an ID card.
pub(super) fn card(fields: &Fields<'_, '_>, kind: &Kind) -> Option<CardSource> {
    let inner = Fields::of(fields.notes, fields.node("card")?, "`card`")?;
    let (person, name) = (inner.text("person"), inner.text("field"));
    inner.end();
    let (person, name) = (person?, name?);
    if !is_code(&person) {
        let sentence =
            format!("`{person}` is no code: small letters a–z, digits and _, a letter first");
        fields.notes.wrong(inner.line_of("person"), sentence);
    }
    let Some((_, field)) = CARD_FIELDS.iter().find(|(known, _)| *known == name) else {
        let names = CARD_FIELDS.map(|(name, _)| name);
        let sentence = format!("`{name}` stands on no ID card{}", none_of(&name, &names));
        fields.notes.wrong(inner.line_of("field"), sentence);
        return None;
    };
    if let Err(needed) = fits_card(*field, kind) {
        let sentence = format!("`{name}` of a card fills in {needed}, not `{}`", kind_name(kind));
        fields.notes.wrong(inner.line_of("field"), sentence);
    }
    Some(CardSource { person, field: *field })
}

/// Whether a kind can take a field of a card, or what could.
fn fits_card(field: CardField, kind: &Kind) -> Result<(), &'static str> {
    let (fits, needed) = match field {
        CardField::Name | CardField::Father | CardField::Mother => {
            (matches!(kind, Kind::FullName | Kind::Text { .. }), "`full_name` or `text`")
        }
        CardField::BirthDate | CardField::IssuedOn => (matches!(kind, Kind::Date { .. }), "`date`"),
        CardField::Sex => {
            let has = |id: &str| match kind {
                Kind::Choice { options } => options.iter().any(|option| option.id == id),
                _ => false,
            };
            (has("male") && has("female"), "a `choice` with the options `male` and `female`")
        }
        CardField::PersonalId => (*kind == Kind::PersonalId, "`personal_id`"),
        CardField::Address => {
            (matches!(kind, Kind::Address | Kind::Text { .. }), "`address` or `text`")
        }
    };
    if fits { Ok(()) } else { Err(needed) }
}
