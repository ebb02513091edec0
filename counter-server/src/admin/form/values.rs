//! From stored values to what a person edits, and back with what is wrong.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use shared::catalog::Wrong;

use super::{Choice, Entered, Fault, Field, Group, Kind, What};

/// From a stored entry to what a person edits.
#[must_use]
pub fn show(groups: &[Group], entry: &Value) -> Entered {
    let mut entered = Entered::new();
    for field in groups.iter().flat_map(|group| &group.fields) {
        show_field(field, "", entry, &mut entered);
    }
    entered
}

fn show_field(field: &Field, under: &str, entry: &Value, entered: &mut Entered) {
    let name = format!("{under}{}", field.name);
    let value = at(entry, &field.name);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut put = |name: &str, values: Vec<String>| entered.insert(name.to_owned(), values);
    match (&field.kind, value) {
        (Kind::Serves(services), _) => {
            let served = at(entry, "services").and_then(Value::as_array).cloned();
            put("services", served.unwrap_or_default().iter().map(text).collect());
            for service in services {
                if let Some(delay) = entry.pointer(&format!("/delay_minutes/{}", service.value)) {
                    put(&format!("delay_minutes.{}", service.value), vec![text(delay)]);
                }
            }
        }
        (_, None | Some(Value::Null)) | (Kind::Password, _) => {}
        (Kind::Rows { fields, .. }, Some(rows)) => {
            for (index, row) in rows.as_array().into_iter().flatten().enumerate() {
                for field in fields {
                    show_field(field, &format!("{name}.{index}."), row, entered);
                }
            }
        }
        (Kind::Switch, Some(value)) => {
            if value.as_bool() == Some(true) {
                put(&name, vec!["on".to_owned()]);
            }
        }
        (Kind::Lines, Some(values)) => {
            let lines: Vec<String> = values.as_array().into_iter().flatten().map(text).collect();
            put(&name, vec![lines.join("\n")]);
        }
        (Kind::Several(_) | Kind::Weekdays, Some(values)) => {
            put(&name, values.as_array().into_iter().flatten().map(text).collect());
        }
        (Kind::Clock, Some(value)) => {
            let minutes = value.as_u64().unwrap_or(0);
            put(&name, vec![format!("{:02}:{:02}", minutes / 60, minutes % 60)]);
        }
        (Kind::Minutes { .. }, Some(value)) => {
            put(&name, vec![minutes_of(value.as_u64().unwrap_or(0))]);
        }
        (_, Some(value)) => {
            put(&name, vec![text(value)]);
        }
    }
}

/// From what a person entered to an entry, with what is wrong. `base` keeps what the form does not show.
#[must_use]
pub fn read(groups: &[Group], entered: &Entered, base: Value) -> (Value, Vec<Fault>) {
    let (mut entry, mut faults) = (base, Vec::new());
    for field in groups.iter().flat_map(|group| &group.fields) {
        read_field(field, "", entered, &mut entry, &mut faults);
    }
    (entry, faults)
}

fn read_field(
    field: &Field,
    under: &str,
    entered: &Entered,
    entry: &mut Value,
    faults: &mut Vec<Fault>,
) {
    let name = format!("{under}{}", field.name);
    let all = entered.get(&name).map_or(&[][..], Vec::as_slice);
    let value = match &field.kind {
        Kind::Serves(services) => return read_serves(services, entered, entry, faults),
        Kind::Rows { fields, .. } => read_rows(fields, &name, entered, faults),
        Kind::Switch => json!(!all.is_empty()),
        Kind::Lines => {
            let lines = all.iter().flat_map(|text| text.lines()).map(str::trim);
            lines.filter(|line| !line.is_empty()).collect::<Value>()
        }
        Kind::Several(choices) => {
            let chosen = choices.iter().filter(|choice| all.contains(&choice.value));
            chosen.map(|choice| choice.value.as_str()).collect()
        }
        Kind::Weekdays => all.iter().filter_map(|day| day.parse::<u8>().ok()).collect(),
        kind => {
            match read_one(kind, all.first().map_or("", |value| value.trim()), field.optional) {
                Ok(value) => value,
                Err(what) => {
                    faults.push(Fault { field: name, what });
                    return;
                }
            }
        }
    };
    set(entry, &field.name, value);
}

fn read_one(kind: &Kind, text: &str, optional: bool) -> Result<Value, What> {
    let is_text = matches!(kind, Kind::Line | Kind::Area | Kind::Password);
    if text.is_empty() && !is_text {
        return if optional { Ok(Value::Null) } else { Err(What::Catalog(Wrong::Missing)) };
    }
    match kind {
        Kind::Number { least, most } => {
            let number: u32 = text.parse().map_err(|_| What::NoNumber)?;
            if (*least..=*most).contains(&number) {
                Ok(json!(number))
            } else {
                Err(What::Catalog(Wrong::Bounds { least: *least, most: *most }))
            }
        }
        Kind::Minutes { least, most } => {
            let seconds = seconds_of(text).ok_or(What::NoNumber)?;
            if (least * 60..=most * 60).contains(&seconds) {
                Ok(json!(seconds))
            } else {
                Err(What::Catalog(Wrong::Bounds { least: *least, most: *most }))
            }
        }
        Kind::Clock => minutes(text).map(|minutes| json!(minutes)).ok_or(What::NoTime),
        Kind::Date => text.parse::<NaiveDate>().map(|date| json!(date)).map_err(|_| What::NoDate),
        Kind::Choice(choices) | Kind::Picture(choices)
            if !choices.iter().any(|choice| choice.value == text) =>
        {
            Err(What::NoChoice)
        }
        // An optional line without text is absent; a text in two languages is checked as a whole.
        Kind::Line if optional && text.is_empty() => Ok(Value::Null),
        _ => Ok(json!(text.replace("\r\n", "\n"))),
    }
}

/// Seconds as minutes, with two digits where they are no whole ones: enough to find the second again.
fn minutes_of(seconds: u64) -> String {
    let (whole, hundredths) = (seconds / 60, (seconds % 60 * 100 + 30) / 60);
    match hundredths {
        0 => whole.to_string(),
        hundredths if hundredths % 10 == 0 => format!("{whole}.{}", hundredths / 10),
        hundredths => format!("{whole}.{hundredths:02}"),
    }
}

/// Minutes such as `10`, `7.5` or `7,5` as seconds, to the nearest one.
fn seconds_of(minutes: &str) -> Option<u32> {
    let (whole, part) = minutes.split_once(['.', ',']).unwrap_or((minutes, "0"));
    if part.is_empty() || part.len() > 2 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let hundredths: u32 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<u32>().ok()?.checked_mul(60)?.checked_add((hundredths * 60 + 50) / 100)
}

/// A stored value as a person would enter it, where the two differ.
#[must_use]
pub fn told(kind: &Kind, stored: &str) -> String {
    match (kind, stored.parse::<u64>()) {
        (Kind::Clock, Ok(minutes)) => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        (Kind::Minutes { .. }, Ok(seconds)) => minutes_of(seconds),
        _ => stored.to_owned(),
    }
}

/// `8:00`, `08:00`, `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.get(..2)?.parse::<u16>().ok()?);
    let all = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && all <= 1_440).then_some(all)
}

fn read_rows(fields: &[Field], name: &str, entered: &Entered, faults: &mut Vec<Fault>) -> Value {
    let mut rows = Vec::new();
    for index in row_indexes(name, entered) {
        let mut row = Value::Object(Map::new());
        for field in fields {
            read_field(field, &format!("{name}.{index}."), entered, &mut row, faults);
        }
        // A row that is one text stands for itself.
        rows.push(match row {
            Value::Object(mut whole)
                if fields.iter().all(|field| field.name.starts_with("text.")) =>
            {
                whole.remove("text").unwrap_or_default()
            }
            row => row,
        });
    }
    Value::Array(rows)
}

fn read_serves(services: &[Choice], entered: &Entered, entry: &mut Value, faults: &mut Vec<Fault>) {
    let chosen = entered.get("services").map_or(&[][..], Vec::as_slice);
    let before: Vec<String> = at(entry, "services")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|id| id.as_str().map(str::to_owned))
        .collect();
    let known = services.iter().map(|service| &service.value).filter(|id| chosen.contains(id));
    let kept = before.iter().filter(|id| chosen.contains(id));
    let mut served: Vec<&String> = kept.collect();
    served.extend(known.filter(|id| !before.contains(id)));
    let mut delays = Map::new();
    for id in services.iter().map(|service| &service.value) {
        let name = format!("delay_minutes.{id}");
        let text =
            entered.get(&name).and_then(|values| values.first()).map_or("", |text| text.trim());
        let before = entry.pointer(&format!("/delay_minutes/{id}")).and_then(Value::as_u64);
        match text.parse::<u32>() {
            _ if text.is_empty() => {}
            Ok(0) => {}
            // Who takes a queue away means its delay as well.
            Ok(minutes) if !served.contains(&id) && before == Some(minutes.into()) => {}
            Ok(minutes) => {
                delays.insert(id.clone(), json!(minutes));
            }
            Err(_) => faults.push(Fault { field: name, what: What::NoNumber }),
        }
    }
    set(entry, "services", json!(served));
    set(entry, "delay_minutes", Value::Object(delays));
}

/// The numbers of the rows that were sent.
fn row_indexes(name: &str, entered: &Entered) -> Vec<usize> {
    let prefix = format!("{name}.");
    let mut found: Vec<usize> = entered
        .keys()
        .filter_map(|key| key.strip_prefix(&prefix)?.split('.').next()?.parse().ok())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// How many rows were sent.
#[must_use]
pub fn row_count(name: &str, entered: &Entered) -> usize {
    row_indexes(name, entered).last().map_or(0, |last| last + 1)
}

/// Leaves out rows in which nothing was entered and numbers the others anew, so that a fault names the row
/// that the person sees.
#[must_use]
pub fn compact(groups: &[Group], mut entered: Entered) -> Entered {
    for field in groups.iter().flat_map(|group| &group.fields) {
        let Kind::Rows { fields, .. } = &field.kind else { continue };
        let mut next = 0;
        for index in row_indexes(&field.name, &entered) {
            let old = format!("{}.{index}.", field.name);
            let row: Entered = entered.extract_if(.., |key, _| key.starts_with(&old)).collect();
            let is_blank = fields.iter().all(|field| {
                // What is chosen already in an empty row tells nothing.
                let tells = !matches!(field.kind, Kind::Switch | Kind::Choice(_));
                let values = row.get(&format!("{old}{}", field.name));
                !tells || values.is_none_or(|values| values.iter().all(|v| v.trim().is_empty()))
            });
            if !is_blank {
                let new = format!("{}.{next}.", field.name);
                next += 1;
                for (key, values) in row {
                    entered.insert(key.replacen(&old, &new, 1), values);
                }
            }
        }
    }
    entered
}

/// The value at a dotted path.
fn at<'a>(entry: &'a Value, path: &str) -> Option<&'a Value> {
    // A row that is one text stands for itself.
    let path =
        if entry.get("text").is_none() { path.strip_prefix("text.").unwrap_or(path) } else { path };
    path.split('.').try_fold(entry, |value, name| value.get(name))
}

/// Puts a value at a dotted path; nothing takes away what stands there.
pub fn set(entry: &mut Value, path: &str, value: Value) {
    let (names, last) = path.rsplit_once('.').unwrap_or(("", path));
    let mut place = entry;
    for name in names.split('.').filter(|name| !name.is_empty()) {
        if !place.get(name).is_some_and(Value::is_object) {
            if value.is_null() {
                return;
            }
            place[name] = Value::Object(Map::new());
        }
        place = &mut place[name];
    }
    if let Value::Object(fields) = place {
        if value.is_null() {
            fields.remove(last);
        } else {
            fields.insert(last.to_owned(), value);
        }
    }
}

/// Takes away texts that stand in no language.
pub fn drop_empty_texts(entry: &mut Value, paths: &[&str]) {
    for path in paths {
        let is_empty = at(entry, path).is_some_and(|text| text["vi"] == "" && text["en"] == "");
        if is_empty {
            set(entry, path, Value::Null);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::catalog::Wrong;

    use super::super::{Choice, Entered, Fault, Field, Group, Kind, What};
    use super::{compact, read, show};

    fn choice(value: &str) -> Choice {
        Choice { value: value.to_owned(), label: value.to_owned() }
    }

    fn groups() -> Vec<Group> {
        let rows = Kind::Rows {
            fields: vec![
                Field::new("weekdays", "Days", Kind::Weekdays),
                Field::new("opens_minute", "From", Kind::Clock),
                Field::new("only", "Only", Kind::Switch),
            ],
            one: "One",
            add: "Add",
            spare: 1,
        };
        let notes = Kind::Rows {
            fields: vec![
                Field::new("text.vi", "Vi", Kind::Line),
                Field::new("text.en", "En", Kind::Line),
            ],
            one: "One",
            add: "Add",
            spare: 1,
        };
        let fields = vec![
            Field::new("name.vi", "Name", Kind::Line),
            Field::new("most", "Most", Kind::Number { least: 1, most: 9 }).optional(),
            Field::new("kind", "Kind", Kind::Choice(vec![choice("a"), choice("b")])),
            Field::new("services", "Serves", Kind::Serves(vec![choice("x"), choice("y")])),
            Field::new("hours", "Hours", rows),
            Field::new("notes", "Notes", notes),
            Field::new("from", "From", Kind::Date).optional(),
            Field::new("words", "Words", Kind::Lines).optional(),
        ];
        vec![Group { legend: "", hint: None, fields }]
    }

    fn entered(pairs: &[(&str, &str)]) -> Entered {
        let mut entered = Entered::new();
        for (name, value) in pairs {
            entered.entry((*name).to_owned()).or_default().push((*value).to_owned());
        }
        entered
    }

    #[test]
    fn minutes_come_back_as_the_same_seconds() {
        for seconds in 0..=7_200 {
            assert_eq!(
                super::seconds_of(&super::minutes_of(seconds)).map(u64::from),
                Some(seconds)
            );
        }
        assert_eq!(super::seconds_of("7,5"), Some(450));
        for wrong in ["", "a", "1.", "1.234", "1.-5", "99999999999"] {
            assert_eq!(super::seconds_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was_shown() {
        let entry = json!({
            "id": "kept", "name": {"vi": "Một", "en": "One"}, "most": 3, "kind": "b",
            "services": ["y", "x"], "delay_minutes": {"x": 10},
            "hours": [{"weekdays": [1, 7], "opens_minute": 1440, "only": true}],
            "notes": [{"vi": "Ghi chú", "en": "Note"}], "from": "2027-01-31",
            "words": ["sổ đỏ", "bìa đỏ"],
        });
        let shown = show(&groups(), &entry);
        assert_eq!(shown["hours.0.opens_minute"], ["24:00"]);
        assert_eq!(shown["notes.0.text.vi"], ["Ghi chú"]);
        assert_eq!(shown["words"], ["sổ đỏ\nbìa đỏ"]);
        assert_eq!(read(&groups(), &shown, entry.clone()), (entry, vec![]));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let sent = entered(&[
            ("name.vi", " Hai "),
            ("most", "12"),
            ("kind", "c"),
            ("services", "x"),
            ("delay_minutes.x", "ten"),
            ("delay_minutes.y", "5"),
            ("words", " sổ đỏ \r\n\r\nbìa đỏ"),
            ("hours.3.weekdays", "2"),
            ("hours.3.opens_minute", "25:00"),
            ("hours.1.only", "on"),
            ("from", "31/01/2027"),
        ]);
        let sent = compact(&groups(), sent);
        let (entry, faults) = read(&groups(), &sent, json!({"most": 4}));
        let fault = |field: &str, what| Fault { field: field.to_owned(), what };
        assert_eq!(
            faults,
            [
                fault("most", What::Catalog(Wrong::Bounds { least: 1, most: 9 })),
                fault("kind", What::NoChoice),
                fault("delay_minutes.x", What::NoNumber),
                fault("hours.0.opens_minute", What::NoTime),
                fault("from", What::NoDate),
            ]
        );
        assert_eq!(entry["name"]["vi"], "Hai");
        assert_eq!(entry["words"], json!(["sổ đỏ", "bìa đỏ"]));
        assert_eq!(
            entry["delay_minutes"],
            json!({"y": 5}),
            "to be refused, never dropped in silence"
        );
        let (entry, faults) = read(&groups(), &entered(&[("kind", "a")]), json!({"most": 4}));
        assert_eq!(faults, []);
        assert_eq!((entry.get("most"), entry.get("from")), (None, None), "left out means absent");
    }
}
