//! What citizens come for: documents, time limit, fee, online level, dates.

use serde_json::{Value, json};
use shared::catalog::{FeeAmount, Procedure, TimeSpan, Wrong};

use crate::admin::form::{Choice, Fault, Field, Group, Kind, What, drop_empty_texts, set};
use crate::auth::Permission;
use crate::language::{fill, msgid, tr};
use crate::pages::admin::section::{
    Context, List, Section, Shape, both, choice, code_field, group, service_choices, short_date,
    text,
};

pub(in crate::pages::admin) static SECTION: Section = Section {
    slug: "procedures",
    title: msgid("Procedures"),
    lead: msgid(
        "What citizens come for, with what they must bring. People see them in this order.",
    ),
    may: Permission::Administer,
    form,
    finish,
    shape: Shape::List(List {
        list: "procedures",
        is_ordered: true,
        add: msgid("Add a procedure"),
        headings: &[
            msgid("Procedure"),
            msgid("Service"),
            msgid("Documents"),
            msgid("Time limit"),
            msgid("Fee"),
            msgid("Valid"),
        ],
        rows,
        blank,
    }),
    trial: None,
};

fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let row = |procedure: &Procedure| {
        let service = context.catalog.service(&procedure.service);
        let mut time = span(context, procedure.time_limit.span);
        let mut fee = amount(context, procedure.fee.amount);
        for (flag, shown) in [
            (procedure.time_limit.check_before_use, &mut time),
            (procedure.fee.check_before_use, &mut fee),
        ] {
            if flag {
                shown.push_str(" (?)");
            }
        }
        vec![
            text(context, &procedure.name),
            service.map_or_else(
                || procedure.service.to_string(),
                |service| text(context, &service.name),
            ),
            procedure.documents.len().to_string(),
            time,
            fee,
            valid(context, procedure),
        ]
    };
    context.catalog.procedures.iter().map(row).collect()
}

fn span(context: &Context<'_>, span: TimeSpan) -> String {
    let language = context.language;
    let (message, least, most) = match span {
        TimeSpan::SameDay => return tr(language, "Same day").to_owned(),
        TimeSpan::AskDesk => return tr(language, "The desk tells").to_owned(),
        TimeSpan::WorkingDays { days_min, days_max } => {
            (tr(language, "Working days: {days}"), days_min, days_max)
        }
        TimeSpan::CalendarDays { days_min, days_max } => {
            (tr(language, "Days: {days}"), days_min, days_max)
        }
    };
    let days = if least == most { least.to_string() } else { format!("{least}–{most}") };
    fill(message, "days", &days)
}

fn amount(context: &Context<'_>, amount: FeeAmount) -> String {
    match amount {
        FeeAmount::Free => tr(context.language, "Free of charge").to_owned(),
        FeeAmount::AskDesk => tr(context.language, "The desk tells").to_owned(),
        FeeAmount::Fixed { dong, online_dong } => match online_dong {
            Some(online) => format!("{} / {}", dong_text(dong), dong_text(online)),
            None => dong_text(dong),
        },
        FeeAmount::ByPage { first_pages_dong, later_pages_dong, copy_dong_max } => format!(
            "{} · {} · ≤ {}",
            dong_text(first_pages_dong),
            dong_text(later_pages_dong),
            dong_text(copy_dong_max)
        ),
    }
}

/// `20.000 đ`.
fn dong_text(dong: u32) -> String {
    let digits = dong.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('.');
        }
        text.push(digit);
    }
    text + " đ"
}

fn valid(context: &Context<'_>, procedure: &Procedure) -> String {
    let language = context.language;
    let dates = match (procedure.valid_from, procedure.valid_to) {
        (None, None) => return "–".to_owned(),
        (Some(from), None) => fill(tr(language, "from {date}"), "date", &short_date(from)),
        (None, Some(to)) => fill(tr(language, "until {date}"), "date", &short_date(to)),
        (Some(from), Some(to)) => format!("{}–{}", short_date(from), short_date(to)),
    };
    if procedure.is_valid_on(context.today) {
        dates
    } else {
        format!("{dates} ({})", tr(language, "not today"))
    }
}

fn blank() -> Value {
    json!({
        "documents": [], "notes": [], "online": "ask_desk",
        "time_limit": {"span": {"kind": "ask_desk"}}, "fee": {"amount": {"kind": "ask_desk"}},
    })
}

fn form(context: &Context<'_>) -> Vec<Group> {
    let services = service_choices(context);
    let mut names = Vec::from(both("name", msgid("Name shown"), &Kind::Line));
    names.extend(both("about", msgid("What it is for"), &Kind::Area));
    names.push(Field::new("service", msgid("Service"), Kind::Choice(services)));
    names.push(
        Field::new("national_code", msgid("Code in the national database"), Kind::Line).optional(),
    );
    names.extend(code_field(context));
    names.push(
        Field::new("keywords", msgid("Words that people look for it by"), Kind::Lines)
            .optional()
            .hint(msgid("One a line, such as sổ đỏ or BHYT; the search at the kiosk finds them with and without marks.")),
    );
    names.push(
        Field::new("popularity", msgid("How often it is asked for"), Kind::number())
            .optional()
            .hint(msgid(
                "Compared with the others: the highest stands first at the kiosk. Left empty: 0.",
            )),
    );
    let mut document = Vec::from(both("name", msgid("Document"), &Kind::Line));
    document.push(Field::new("only_some", msgid("Not everyone needs it"), Kind::Switch));
    let documents = Kind::Rows {
        fields: document,
        one: msgid("Document {n}"),
        add: msgid("Add a document"),
        spare: 1,
    };
    let notes = Kind::Rows {
        fields: both("text", msgid("Note"), &Kind::Area).into(),
        one: msgid("Note {n}"),
        add: msgid("Add a note"),
        spare: 1,
    };
    let dates = vec![
        Field::new("valid_from", msgid("First day"), Kind::Date).optional(),
        Field::new("valid_to", msgid("Last day"), Kind::Date).optional(),
    ];
    let mut dates = group(msgid("Offered from – to"), dates);
    dates.hint = Some(msgid("Left empty: without a limit."));
    vec![
        group(msgid("What people read"), names),
        group(
            msgid("What to bring"),
            vec![Field::new("documents", msgid("Documents"), documents).optional()],
        ),
        group(msgid("Time limit"), time_fields(context)),
        group(msgid("Fee"), fee_fields(context)),
        group(
            msgid("Online and notes"),
            vec![
                Field::new("online", msgid("Online level"), Kind::Choice(online(context))),
                Field::new(
                    "online_address",
                    msgid("Web address where it is filed online"),
                    Kind::Line,
                )
                .optional()
                .hint(msgid("Begins with https://. The kiosk shows it as a code for the phone.")),
                Field::new("notes", msgid("Worth knowing"), notes).optional(),
            ],
        ),
        representative(),
        dates,
    ]
}

fn representative() -> Group {
    let fields = both("representative", msgid("Who may come in one's place"), &Kind::Area);
    let mut group = group(msgid("Somebody else comes"), fields.map(Field::optional).into());
    group.hint = Some(msgid("Left empty where the rules do not say."));
    group
}

fn check_field(name: &str) -> Field {
    Field::new(name, msgid("Check before use: screens do not show this as certain"), Kind::Switch)
}

fn time_fields(context: &Context<'_>) -> Vec<Field> {
    let language = context.language;
    let kinds = vec![
        choice("same_day", tr(language, "Same day")),
        choice("working_days", tr(language, "Working days")),
        choice("calendar_days", tr(language, "Calendar days")),
        choice("ask_desk", tr(language, "The desk tells")),
    ];
    let days = || Kind::Number { least: 0, most: 999 };
    let mut fields = vec![
        Field::new("time_limit.span.kind", msgid("How it is counted"), Kind::Choice(kinds)),
        Field::new("time_limit.span.days_min", msgid("Shortest, in days"), days()).optional(),
        Field::new("time_limit.span.days_max", msgid("Longest, in days"), days())
            .optional()
            .hint(msgid("Left empty: the same as the shortest.")),
    ];
    fields.extend(both("time_limit.note", msgid("Condition or exception"), &Kind::Line));
    fields.push(check_field("time_limit.check_before_use"));
    fields
}

fn fee_fields(context: &Context<'_>) -> Vec<Field> {
    let language = context.language;
    let kinds = vec![
        choice("free", tr(language, "Free of charge")),
        choice("fixed", tr(language, "One amount")),
        choice("by_page", tr(language, "By the page of a certified copy")),
        choice("ask_desk", tr(language, "The desk tells")),
    ];
    let dong = |name: &str, label| Field::new(name, label, Kind::number()).optional();
    let mut fields = vec![
        Field::new("fee.amount.kind", msgid("How it is charged"), Kind::Choice(kinds)),
        dong("fee.amount.dong", msgid("Amount at the desk (đồng)")),
        dong("fee.amount.online_dong", msgid("Amount online, where it differs (đồng)")),
        dong("fee.amount.first_pages_dong", msgid("Each of the first two pages (đồng)")),
        dong("fee.amount.later_pages_dong", msgid("Each page from the third on (đồng)")),
        dong("fee.amount.copy_dong_max", msgid("Most for one copy (đồng)")),
    ];
    fields.extend(both("fee.note", msgid("Condition or exception"), &Kind::Line));
    fields.push(check_field("fee.check_before_use"));
    fields
}

fn online(context: &Context<'_>) -> Vec<Choice> {
    let language = context.language;
    vec![
        choice("full", tr(language, "Fully online")),
        choice("partial", tr(language, "Partly online")),
        choice("in_person", tr(language, "At the desk only")),
        choice("ask_desk", tr(language, "The desk tells")),
    ]
}

/// Keeps the figures that belong to the kind that was chosen, and asks for those that are missing.
fn finish(entry: &mut Value, faults: &mut Vec<Fault>) {
    drop_empty_texts(entry, &["time_limit.note", "fee.note", "representative"]);
    let span = &mut entry["time_limit"]["span"];
    let has_days = matches!(span["kind"].as_str(), Some("working_days" | "calendar_days"));
    if has_days && span["days_max"].is_null() {
        span["days_max"] = span["days_min"].clone();
    }
    let days: &[&str] = if has_days { &["days_min", "days_max"] } else { &[] };
    keep(entry, "time_limit.span", days, &[], faults);
    let (needed, possible): (&[&str], &[&str]) = match entry["fee"]["amount"]["kind"].as_str() {
        Some("fixed") => (&["dong"], &["online_dong"]),
        Some("by_page") => (&["first_pages_dong", "later_pages_dong", "copy_dong_max"], &[]),
        _ => (&[], &[]),
    };
    keep(entry, "fee.amount", needed, possible, faults);
}

fn keep(
    entry: &mut Value,
    path: &str,
    needed: &[&str],
    possible: &[&str],
    faults: &mut Vec<Fault>,
) {
    let pointer = format!("/{}", path.replace('.', "/"));
    let Some(Value::Object(fields)) = entry.pointer_mut(&pointer) else { return };
    fields.retain(|name, value| {
        let belongs = name == "kind" || needed.contains(&&**name) || possible.contains(&&**name);
        belongs && !value.is_null()
    });
    let missing: Vec<&&str> = needed.iter().filter(|name| !fields.contains_key(**name)).collect();
    for name in missing {
        let field = format!("{path}.{name}");
        if !faults.iter().any(|fault| fault.field == field) {
            faults.push(Fault { field: field.clone(), what: What::Catalog(Wrong::Missing) });
        }
        set(entry, &field, json!(0));
    }
}
