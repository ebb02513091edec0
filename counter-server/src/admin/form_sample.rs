//! Answers made up for a form, so that its paper can be looked at before anybody fills it in.

use chrono::{Days, Months, NaiveDate};
use shared::form::{
    Address, Answer, AnswerKey, Answers, Form, Journey, Kind, Place, PlaceState, RawAnswer,
    fill_from_card,
};
use shared::vietnam::addresses;
use shared::vietnam::id_card::{CardCertainty, IdCard};
use shared::vietnam::personal_id::Sex;

/// More questions than any form asks.
const STEPS_MAX: usize = 1_000;

/// Years of age tried for the holders of made-up cards, with their sex.
const HOLDERS: [(u32, Sex); 6] = [
    (35, Sex::Female),
    (37, Sex::Male),
    (76, Sex::Male),
    (81, Sex::Female),
    (16, Sex::Female),
    (5, Sex::Male),
];

/// Answers to everything that is asked, as far as some can be made up: the form's own examples first. The persons
/// are called as persons on forms to look at are called, and do not exist.
#[must_use]
pub fn sample_answers(form: &Form, today: NaiveDate) -> Answers {
    let mut answers = Answers::new();
    let (mut given_up, mut persons): (Vec<AnswerKey>, Vec<String>) = (Vec::new(), Vec::new());
    for _ in 0..STEPS_MAX {
        let journey = Journey::new(form, &answers, today);
        let mut open = journey.places().iter().filter(|place| !place.state.is_settled());
        let Some(place) = open.find(|place| !given_up.contains(&place.key)) else { break };
        if let Some(person) = place.person.clone().filter(|person| !persons.contains(person)) {
            let number = persons.len();
            answers = with_person(form, &person, number, &answers, today);
            persons.push(person);
            continue;
        }
        match made_up(form, place, &answers, today) {
            Some(answer) => drop(answers.set(place.key.clone(), answer)),
            None => given_up.push(place.key.clone()),
        }
    }
    answers
}

/// The answers with those that a card of this person gives: of the holder who fits best.
fn with_person(
    form: &Form,
    person: &str,
    number: usize,
    answers: &Answers,
    today: NaiveDate,
) -> Answers {
    let filled = |holder: usize| {
        let mut filled = answers.clone();
        if let Some(card) = card(holder, number, today) {
            fill_from_card(form, person, &card, &mut filled);
        }
        let journey = Journey::new(form, &filled, today);
        let wrong = |place: &&Place<'_>| matches!(place.state, PlaceState::Wrong(_));
        let wrongs = journey.places().iter().filter(wrong).count();
        (wrongs, filled)
    };
    // Each person is another one, where several fit.
    let turned = (0..HOLDERS.len()).map(|holder| (holder + number) % HOLDERS.len());
    turned.map(filled).min_by_key(|(wrongs, _)| *wrongs).map_or_else(Answers::new, |(_, it)| it)
}

/// A made-up card; the number is that of nobody known.
fn card(holder: usize, number: usize, today: NaiveDate) -> Option<IdCard> {
    let (age, sex) = *HOLDERS.get(holder)?;
    let birth_date = today.checked_sub_months(Months::new(age * 12 + 3))?;
    let year = chrono::Datelike::year(&birth_date);
    // The digit of century and sex (Circular 59/2021/TT-BCA, article 7).
    let century = (year - 1900) / 100 * 2 + i32::from(sex == Sex::Female);
    let letter = char::from(b'A' + u8::try_from(number % 26).unwrap_or(0));
    Some(IdCard {
        personal_id: format!("001{century}{:02}{:06}", year % 100, 999_900 + number % 100),
        old_id: None,
        name: match sex {
            Sex::Male => format!("Nguyễn Văn {letter}"),
            Sex::Female => format!("Nguyễn Thị {letter}"),
        },
        birth_date,
        sex,
        address: address_line(),
        issued_on: today.checked_sub_months(Months::new(18)),
        father: None,
        mother: None,
        certain: CardCertainty::Certain,
    })
}

fn address_line() -> String {
    let address = address();
    let ward = addresses::ward(&address.ward).map_or("", |ward| ward.name);
    let province = addresses::province(&address.province);
    let province = province.map_or_else(String::new, addresses::Province::full_name);
    format!("{}, {ward}, {province}", address.line)
}

fn address() -> Address {
    let province = addresses::provinces().first().map_or("", |province| province.code);
    let ward = addresses::wards(province).first().map_or("", |ward| ward.code);
    Address { province: province.to_owned(), ward: ward.to_owned(), line: "Số 1".to_owned() }
}

/// The first answer that stands here.
fn made_up(form: &Form, place: &Place<'_>, answers: &Answers, today: NaiveDate) -> Option<Answer> {
    candidates(place, today).into_iter().find_map(|raw| {
        let answer = form.read(place.question, &raw, today).ok()?;
        form.check(&place.key, &answer, answers, today).ok().map(|()| answer)
    })
}

fn candidates(place: &Place<'_>, today: NaiveDate) -> Vec<RawAnswer> {
    let typed = |texts: &[&str]| texts.iter().map(|text| RawAnswer::from(*text)).collect();
    let mut all: Vec<RawAnswer> = match &place.question.kind {
        Kind::Text { .. } => typed(&["Ví dụ", "1"]),
        Kind::FullName => typed(&["Nguyễn Văn A"]),
        Kind::Date { .. } => dates(today),
        Kind::Time => typed(&["08:30"]),
        Kind::Choice { options } => {
            options.iter().map(|option| RawAnswer::Choice(option.id.clone())).collect()
        }
        Kind::YesNo => vec![RawAnswer::Yes(true), RawAnswer::Yes(false)],
        Kind::Number { min, .. } | Kind::Money { min, .. } => {
            let least = min.unwrap_or(0);
            [2, 1, 100, 1_000_000, least, least + 1].map(|n| n.to_string().as_str().into()).into()
        }
        Kind::Phone => typed(&["0912345678"]),
        Kind::Email => typed(&["vidu@example.vn"]),
        Kind::PersonalId => typed(&["001099012345", "001199012345"]),
        Kind::Address => vec![RawAnswer::Address(address())],
        Kind::Note => vec![RawAnswer::Seen],
        Kind::Computed { .. } => Vec::new(),
    };
    if let Some(example) = &place.question.example {
        all.insert(0, RawAnswer::from(example.vi.as_str()));
    }
    all.push(RawAnswer::Skip);
    all
}

/// Days at which something could have happened, from the likeliest.
fn dates(today: NaiveDate) -> Vec<RawAnswer> {
    let days = [20, 1, 0].map(|days| today.checked_sub_days(Days::new(days)));
    let years =
        [36, 1, 10, 76, 3, 60].map(|years| today.checked_sub_months(Months::new(years * 12)));
    let later = [10, 40, 400].map(|days| today.checked_add_days(Days::new(days)));
    let all = days.into_iter().chain(years).chain(later).flatten();
    all.map(|date| RawAnswer::Typed(date.format("%d/%m/%Y").to_string())).collect()
}

#[cfg(test)]
mod tests {
    use shared::form::{Journey, sample_forms};

    use super::sample_answers;

    #[test]
    fn every_sample_form_can_be_filled_in_with_what_is_made_up() {
        let today = "2026-11-22".parse().unwrap();
        for form in sample_forms().unwrap() {
            let answers = sample_answers(&form, today);
            let journey = Journey::new(&form, &answers, today);
            let open: Vec<String> = journey
                .places()
                .iter()
                .filter(|place| !place.state.is_settled())
                .map(|place| format!("{}: {:?}", place.key, place.state))
                .collect();
            assert!(open.is_empty(), "{}: {open:?}", form.id);
        }
    }
}
