//! Random definitions of forms that hold together, written as files so that the reader of files is tried as well.

pub(crate) mod oracle;

use std::fmt::Write as _;

use proptest::prelude::*;
use shared::form::Form;

/// The kinds that are drawn, more often those that conditions can ask about.
const KINDS: [&str; 17] = [
    "text",
    "full_name",
    "date",
    "time",
    "choice",
    "choice",
    "choice",
    "yes_no",
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

/// A question before its names are given.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    kind: usize,
    required: bool,
    has_card: bool,
    bound: Option<u16>,
    pick: u16,
    show_if: Option<When>,
}

/// A condition before its questions are known; numbers pick among those that can be asked about.
#[derive(Clone, Debug)]
pub(crate) enum When {
    Asks { which: u16, how: u8, value: u8 },
    All(Vec<When>),
    Any(Vec<When>),
    Not(Box<When>),
}

/// A section before its names are given.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    repeat: Option<(u32, u32)>,
    show_if: Option<When>,
    drafts: Vec<Draft>,
}

fn when() -> impl Strategy<Value = When> {
    let asks = (any::<u16>(), 0..4_u8, 0..3_u8).prop_map(|(which, how, value)| When::Asks {
        which,
        how,
        value,
    });
    asks.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(When::All),
            prop::collection::vec(inner.clone(), 1..3).prop_map(When::Any),
            inner.prop_map(|inner| When::Not(Box::new(inner))),
        ]
    })
}

fn draft() -> impl Strategy<Value = Draft> {
    (
        0..KINDS.len(),
        prop::bool::weighted(0.7),
        prop::bool::weighted(0.4),
        prop::option::weighted(0.4, any::<u16>()),
        any::<u16>(),
        prop::option::weighted(0.5, when()),
    )
        .prop_map(|(kind, required, has_card, bound, pick, show_if)| Draft {
            kind,
            required,
            has_card,
            bound,
            pick,
            show_if,
        })
}

fn part() -> impl Strategy<Value = Part> {
    (
        prop::option::weighted(0.35, (0..3_u32, 0..3_u32)),
        prop::option::weighted(0.3, when()),
        prop::collection::vec(draft(), 1..7),
    )
        .prop_map(|(repeat, show_if, drafts)| Part {
            repeat: repeat.map(|(min, more)| (min, (min + more).max(1))),
            show_if,
            drafts,
        })
}

/// A form that holds together.
pub(crate) fn form() -> impl Strategy<Value = Form> {
    prop::collection::vec(part(), 1..5).prop_map(|parts| {
        let text = Writer::default().write(&parts);
        Form::from_toml(&text).unwrap_or_else(|problems| panic!("{problems:#?}\n{text}"))
    })
}

/// A question that stands before.
#[derive(Clone)]
struct Before {
    id: String,
    kind: &'static str,
    section: Option<usize>,
}

#[derive(Default)]
struct Writer {
    text: String,
    before: Vec<Before>,
}

impl Writer {
    fn write(mut self, parts: &[Part]) -> String {
        self.text += "id = \"random\"\nversion = 1\nvalid_from = 2025-07-01\nprocedures = [\"p\"]\n\
            title = { vi = \"T\", en = \"T\" }\nsource = \"\"\n";
        for (number, part) in parts.iter().enumerate() {
            let _ = write!(
                self.text,
                "\n[[sections]]\nid = \"s{number}\"\ntitle = {{ vi = \"S{number}\", en = \"S{number}\" }}\n"
            );
            self.condition(part.show_if.as_ref(), None);
            if let Some((min, max)) = part.repeat {
                let _ = writeln!(
                    self.text,
                    "repeat = {{ min = {min}, max = {max}, count_label = {{ vi = \"?\", en = \"?\" }}, item = \
                     {{ vi = \"I\", en = \"I\" }} }}"
                );
                if min < max {
                    let id = format!("s{number}");
                    self.before.push(Before { id, kind: "number", section: None });
                }
            }
            let here = part.repeat.map(|_| number);
            for (place, draft) in part.drafts.iter().enumerate() {
                self.question(&format!("q{number}_{place}"), draft, here);
            }
        }
        self.text += "\n[paper]\nheading = \"T\"\n[[paper.blocks]]\ntitle = \"T\"\n";
        self.text
    }

    /// What can be referred to from here.
    fn in_reach(&self, here: Option<usize>, fits: impl Fn(&str) -> bool) -> Vec<Before> {
        let near = |before: &&Before| before.section.is_none() || before.section == here;
        self.before.iter().filter(near).filter(|before| fits(before.kind)).cloned().collect()
    }

    fn question(&mut self, id: &str, draft: &Draft, here: Option<usize>) {
        let mut kind = KINDS[draft.kind];
        let sources = self.in_reach(here, |kind| kind != "note");
        if kind == "computed" && sources.is_empty() {
            kind = "text";
        }
        let _ = write!(
            self.text,
            "\n[[sections.questions]]\nid = \"{id}\"\nkind = \"{kind}\"\nlabel = {{ vi = \"{id}\", en = \
             \"{id}\" }}\n"
        );
        let dates = self.in_reach(here, |kind| kind == "date");
        match kind {
            "choice" => {
                self.text += "options = [";
                for option in ["male", "female"] {
                    let _ = write!(
                        self.text,
                        "{{ id = \"{option}\", label = {{ vi = \"{option}\", en = \"{option}\" }} }}, "
                    );
                }
                self.text += "]\n";
            }
            "number" => self.text += "min = 0\nmax = 2\n",
            "date" => {
                self.text += "latest = \"today\"\n";
                // A birth date must agree with the ID number already; another bound could leave no date.
                match draft.bound {
                    Some(pick) if !draft.has_card && !dates.is_empty() => {
                        let other = &dates[usize::from(pick) % dates.len()].id;
                        let _ = writeln!(self.text, "earliest = \"{other}\"");
                    }
                    _ => self.text += "earliest = \"today-150y\"\n",
                }
                let _ = writeln!(self.text, "year_only = {}", draft.pick % 2 == 0);
            }
            "computed" => {
                let source = &sources[usize::from(draft.pick) % sources.len()];
                let way = match source.kind {
                    "date" => "words_of_date",
                    "number" | "money" => "words_of_number",
                    _ => "copy_of",
                };
                let _ = writeln!(self.text, "compute = {{ {way} = \"{}\" }}", source.id);
            }
            _ => {}
        }
        if !matches!(kind, "computed" | "note") {
            let _ = writeln!(self.text, "required = {}", draft.required);
        }
        let field = match kind {
            "full_name" => Some("name"),
            "date" => Some("birth_date"),
            "choice" => Some("sex"),
            "personal_id" => Some("personal_id"),
            "address" => Some("address"),
            _ => None,
        };
        if let Some(field) = field.filter(|_| draft.has_card) {
            let _ = writeln!(self.text, "card = {{ person = \"someone\", field = \"{field}\" }}");
        }
        self.condition(draft.show_if.as_ref(), here);
        self.before.push(Before { id: id.to_owned(), kind, section: here });
    }

    fn condition(&mut self, when: Option<&When>, here: Option<usize>) {
        let known = self.in_reach(here, |kind| !matches!(kind, "computed" | "note"));
        if let Some(written) = when.and_then(|when| written(when, &known)) {
            let _ = writeln!(self.text, "show_if = {written}");
        }
    }
}

/// A condition as it stands in a file; none when there is nothing to ask about.
fn written(when: &When, known: &[Before]) -> Option<String> {
    let several = |name: &str, parts: &[When]| {
        let parts: Vec<String> = parts.iter().filter_map(|part| written(part, known)).collect();
        (!parts.is_empty()).then(|| format!("{{ {name} = [{}] }}", parts.join(", ")))
    };
    match when {
        When::Asks { which, how, value } => {
            let asked = known.get(usize::from(*which) % known.len().max(1))?;
            let id = &asked.id;
            let value = match asked.kind {
                "choice" => ["\"male\"", "\"female\"", "\"male\""][usize::from(*value)].to_owned(),
                "yes_no" => (*value % 2 == 0).to_string(),
                "number" => value.to_string(),
                _ => {
                    return Some(format!("{{ question = \"{id}\", answered = {} }}", how % 2 == 0));
                }
            };
            let way = if how % 2 == 0 { "is" } else { "is_not" };
            Some(format!("{{ question = \"{id}\", {way} = {value} }}"))
        }
        When::All(parts) => several("all", parts),
        When::Any(parts) => several("any", parts),
        When::Not(part) => Some(format!("{{ not = {} }}", written(part, known)?)),
    }
}
