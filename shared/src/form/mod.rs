//! Forms that citizens fill in: definitions as data, the way through them, what answers may be, and how they read.
//!
//! Pure: today is a parameter. A kiosk makes a new [`Journey`] after every change, reads what was typed with
//! [`Form::read`], and asks [`Form::check`] whether it agrees with the other answers; the server checks what was
//! sent with [`validate`], the same code.
//!
//! # The file of a form
//! Fields of the form: `id`, `version`, `valid_from`, `procedures`, `title`, `source`, `check_before_use`; then
//! `[[sections]]` with `id`, `title`, `show_if`, `repeat` and `[[sections.questions]]`; then `[paper]`. What people
//! read is `{ vi = "…", en = "…" }`; the paper is Vietnamese.
//!
//! - A question has `id`, `kind`, `label`, `short` (the label when absent), `why`, `example`, `required` (true when
//!   absent), `sensitive` (true of a personal ID when absent), `card = { person, field }`, `show_if`. By kind:
//!   `options`; `min` (0 when absent) and `max`; `max_length`; `earliest`, `latest` and `year_only`; `compute`.
//! - A bound of a date is a date, `"today"` with `+` or `-` and a number of `d`, `m` or `y`, or the id of an
//!   earlier date question, such as the birth before a death.
//! - A condition is `{ question, is }`, `{ question, is_not }` (answered, and with something else),
//!   `{ question, answered }`, `{ all = [ … ] }`, `{ any = [ … ] }` or `{ not = … }`. It asks about earlier
//!   questions only. A question that is hidden, open or skipped counts as not answered. `question` may be the id of a
//!   repeated section: the number of its items.
//! - `repeat = { min, max, count_label, item }`, optionally `short`, `why` and `example` of the question how many
//!   there are. With `min` = `max` that is never asked. A question within an item is referred to from its own item
//!   only.
//! - A text of the paper takes `{question}`, parts of an answer (`.day` `.month` `.year` of a date, `.hour`
//!   `.minute` of a time, `.province` `.ward` `.line` of an address), `{center}`, `{date}`, and in a table `{n}`.

mod answer;
mod card;
mod check;
mod condition;
mod definition;
mod journey;
mod key;
mod layout;
pub mod limits;
mod moments;
mod paper;
mod parse;
mod pick;
mod problem;
mod read;
mod review;
mod sample;
mod sentence;
mod template;
mod typed_text;
mod validate;
mod walk;
mod words;

pub use answer::{Address, Answer, Answers, RawAnswer};
pub use card::fill_from_card;
pub use condition::{Condition, ConditionValue};
pub use definition::{
    CardField, CardSource, ChoiceOption, Compute, DateBound, Form, FormSummary, Kind, Question,
    Repeat, Section,
};
pub use journey::{Journey, Place, PlaceState};
pub use key::{AnswerKey, NoKey};
pub use layout::paper;
pub use moments::{NoMoment, PartialDate, TimeOfDay};
pub use paper::{PaperBox, PaperContext, PaperDocument, PaperPart, Run};
pub use parse::FormProblem;
pub use pick::{check, pick};
pub use problem::AnswerProblem;
pub use review::{ReviewLine, ReviewSection, review};
pub use sample::sample_forms;
pub use template::{
    AnswerPart, BlockPart, PaperBlock, PaperSignature, PaperTemplate, Phrase, PhrasePart,
    TableColumn,
};
pub use validate::{relevant, validate, validate_draft};
pub use words::{left_out, masked, spoken, words};
