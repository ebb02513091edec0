//! Fills a form in as a person would: question by question, along the journey.

use chrono::NaiveDate;
use serde_json::{Value, json};
use shared::form::{Answer, Answers, Form, Journey, Kind, Place};

/// Answers that a question of this kind may take, the likeliest first.
fn candidates(place: &Place<'_>) -> Vec<Value> {
    match &place.question.kind {
        Kind::FullName => vec![json!({"text": "Trần Văn Bình"})],
        Kind::Text { .. } => {
            vec![json!({"text": "Bệnh viện Phụ sản Hà Nội"}), json!({"text": "Nhà"})]
        }
        Kind::Date { .. } => {
            ["1990-05-20", "2026-11-10", "2020-01-02"].map(|date| json!({"date": date})).to_vec()
        }
        Kind::Time => vec![json!({"time": "08:30"})],
        Kind::Choice { options } => {
            options.iter().map(|option| json!({"choice": option.id})).collect()
        }
        Kind::YesNo => vec![json!({"yes": true}), json!({"yes": false})],
        Kind::Number { .. } | Kind::Money { .. } => {
            [2, 1, 3, 10, 100, 5_000_000].map(|number| json!({"number": number})).to_vec()
        }
        Kind::Phone => vec![json!({"text": "0912345678"})],
        Kind::Email => vec![json!({"text": "binh@vidu.vn"})],
        Kind::PersonalId => ["001190012345", "001090012345", "001320012345", "001220012345"]
            .map(|id| json!({"text": id}))
            .to_vec(),
        Kind::Address => vec![json!({"address":
            {"province": "01", "ward": "00070", "line": "Số 1 phố Hàng Phèn"}})],
        Kind::Note => vec![json!("seen")],
        Kind::Computed { .. } => Vec::new(),
    }
}

/// Every question answered; `wanted` goes first where it names a question.
pub(crate) fn filled(form: &Form, wanted: &[(&str, Value)], today: NaiveDate) -> Answers {
    let mut answers = Answers::new();
    loop {
        let journey = Journey::new(form, &answers, today);
        let Some(place) = journey.first_open() else { return answers };
        let key = place.key.clone();
        let wishes = wanted
            .iter()
            .filter(|(question, _)| *question == place.question.id.as_str())
            .map(|(_, value)| value.clone());
        let fitting = wishes.chain(candidates(place)).find_map(|value| {
            let answer: Answer = serde_json::from_value(value).unwrap();
            form.check(&key, &answer, &answers, today).is_ok().then_some(answer)
        });
        let answer = fitting.unwrap_or(Answer::Skipped);
        let before = answers.set(key.clone(), answer);
        assert!(before.is_none(), "{key} takes no answer that this test knows");
    }
}
