//! The sentence that a person reads beside a question: what is wrong with the answer and how to mend it.

use chrono::NaiveDate;

use super::problem::AnswerProblem;
use crate::text::Language;
use crate::vietnam::personal_id::PersonalIdProblem;
use crate::vietnam::phone::PhoneProblem;

/// A sentence in Vietnamese and in English; `{}` is the place of a bound.
type Pair = (&'static str, &'static str);

impl AnswerProblem {
    /// A sentence for the person, beside the question: what is wrong and how to mend it.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        if let Some(problem) = self.of_phone() {
            return problem.sentence(language);
        }
        if let Some(problem) = self.of_personal_id() {
            return problem.sentence(language);
        }
        let (vi, en) = self
            .of_any_kind()
            .or_else(|| self.of_dates())
            .or_else(|| self.of_words())
            .unwrap_or_else(|| self.of_numbers());
        let sentence = match language {
            Language::Vi => vi,
            Language::En => en,
        };
        sentence.replace("{}", &self.bound(language))
    }

    fn of_phone(&self) -> Option<PhoneProblem> {
        Some(match self {
            Self::PhoneDigits => PhoneProblem::NotDigits,
            Self::PhoneForeign => PhoneProblem::Foreign,
            Self::PhoneOld => PhoneProblem::OldMobile,
            Self::PhoneStart => PhoneProblem::Beginning,
            Self::PhoneLength { found, expected } => {
                PhoneProblem::Length { digits: *found, expected: *expected }
            }
            _ => return None,
        })
    }

    fn of_personal_id(&self) -> Option<PersonalIdProblem> {
        Some(match self {
            Self::PersonalIdDigits => PersonalIdProblem::NotDigits,
            Self::PersonalIdOld => PersonalIdProblem::OldNumber,
            Self::PersonalIdPlace => PersonalIdProblem::Place,
            Self::PersonalIdLength { found } => PersonalIdProblem::Length { digits: *found },
            _ => return None,
        })
    }

    fn of_any_kind(&self) -> Option<Pair> {
        Some(match self {
            Self::Missing => ("Xin trả lời câu này.", "Please answer this question."),
            Self::NotSkippable => (
                "Câu này bắt buộc, không bỏ qua được. Xin trả lời.",
                "This question must be answered; it cannot be skipped.",
            ),
            Self::WrongKind => (
                "Câu trả lời không đúng loại. Xin trả lời lại.",
                "This answer is of the wrong kind. Please answer again.",
            ),
            Self::UnknownKey => ("Tờ khai không có câu hỏi này.", "The form has no such question."),
            Self::NotAsked => (
                "Theo các câu đã khai thì câu này không cần trả lời.",
                "Given your other answers this need not be answered.",
            ),
            Self::TooManyAnswers { .. } => {
                ("Tờ khai có nhiều nhất {} câu trả lời.", "A form has at most {} answers.")
            }
            Self::NotAnOption => {
                ("Xin chọn một mục trong danh sách.", "Please choose one from the list.")
            }
            Self::ProvinceMissing => {
                ("Xin chọn tỉnh hoặc thành phố.", "Please choose a province or city.")
            }
            Self::ProvinceUnknown => (
                "Không có tỉnh, thành phố này. Xin chọn trong danh sách.",
                "There is no such province. Please choose from the list.",
            ),
            Self::WardMissing => (
                "Xin chọn xã, phường hoặc đặc khu.",
                "Please choose a commune, ward or special zone.",
            ),
            Self::WardUnknown => (
                "Tỉnh, thành phố này không có xã, phường đó. Xin chọn lại.",
                "This province has no such commune or ward. Please choose again.",
            ),
            _ => return None,
        })
    }

    fn of_dates(&self) -> Option<Pair> {
        Some(match self {
            Self::NotADate => (
                "Xin nhập ngày, tháng, năm bằng số, ví dụ: 05/03/1990.",
                "Please enter day, month and year as numbers, for example: 05/03/1990.",
            ),
            Self::NoSuchDate => (
                "Lịch không có ngày này. Xin xem lại ngày và tháng.",
                "The calendar has no such date. Please check the day and the month.",
            ),
            Self::YearOfTwoDigits => (
                "Xin nhập năm đủ bốn chữ số, ví dụ: 1990.",
                "Please enter the year with four digits, for example: 1990.",
            ),
            Self::DateIncomplete => (
                "Xin nhập đủ ngày, tháng và năm, ví dụ: 05/03/1990.",
                "Please enter day, month and year, for example: 05/03/1990.",
            ),
            Self::DateTooEarly { .. } => (
                "Ngày này quá sớm. Xin nhập từ ngày {} trở đi.",
                "This is too early. Please enter {} or a later date.",
            ),
            Self::DateTooLate { .. } => (
                "Ngày này quá muộn. Xin nhập ngày {} hoặc sớm hơn.",
                "This is too late. Please enter {} or an earlier date.",
            ),
            Self::DateBefore { .. } => (
                "Ngày này không thể trước “{}”. Xin xem lại cả hai ngày.",
                "This cannot be before “{}”. Please check both dates.",
            ),
            Self::DateAfter { .. } => (
                "Ngày này không thể sau “{}”. Xin xem lại cả hai ngày.",
                "This cannot be after “{}”. Please check both dates.",
            ),
            Self::NotATime => (
                "Xin nhập giờ và phút từ 00:00 đến 23:59, ví dụ: 08:30.",
                "Please enter hour and minute, 00:00 to 23:59, for example: 08:30.",
            ),
            Self::PersonalIdYear => (
                "Số định danh cho năm sinh chưa tới. Xin nhập đúng như in trên thẻ.",
                "This personal ID has a year of birth to come. Please enter it as printed on the card.",
            ),
            Self::PersonalIdBirth => (
                "Số định danh và ngày sinh không khớp nhau. Xin xem lại cả hai trên thẻ căn cước.",
                "The personal ID and the date of birth do not agree. Please check both on the ID card.",
            ),
            _ => return None,
        })
    }

    fn of_words(&self) -> Option<Pair> {
        Some(match self {
            Self::TooLong { .. } => (
                "Quá dài. Xin viết ngắn lại, nhiều nhất {} ký tự.",
                "Too long. Please shorten it to at most {} characters.",
            ),
            Self::UnreadableText => (
                "Có ký tự không in được. Xin xóa rồi nhập lại.",
                "Some signs cannot be printed. Please delete them and type again.",
            ),
            Self::NameLetters => (
                "Họ tên chỉ gồm chữ cái, không có số hay ký hiệu. Xin sửa lại.",
                "A name has letters only, no digits or signs. Please correct it.",
            ),
            Self::NameIncomplete => (
                "Xin nhập đủ họ, chữ đệm và tên, ví dụ: Nguyễn Văn An.",
                "Please enter the full name, for example: Nguyễn Văn An.",
            ),
            Self::NotAnEmail => (
                "Xin nhập địa chỉ thư điện tử có @ và tên miền, ví dụ: ten@vidu.vn.",
                "Please enter an e-mail address with @ and a domain, for example: name@example.com.",
            ),
            Self::EmailLetters => (
                "Địa chỉ thư điện tử không có dấu tiếng Việt và khoảng trắng. Xin sửa lại.",
                "An e-mail address has no letters with marks and no spaces. Please correct it.",
            ),
            Self::PersonalIdSex => (
                "Số định danh và giới tính không khớp nhau. Xin xem lại cả hai trên thẻ căn cước.",
                "The personal ID and the sex do not agree. Please check both on the ID card.",
            ),
            _ => return None,
        })
    }

    fn of_numbers(&self) -> Pair {
        match self {
            Self::OddGroups => (
                "Dấu chấm chỉ để tách từng nhóm ba chữ số, ví dụ: 1.500.000.",
                "Dots only part groups of three digits, for example: 1.500.000.",
            ),
            Self::TooSmall { .. } => {
                ("Số quá nhỏ. Xin nhập từ {} trở lên.", "Too small. Please enter {} or more.")
            }
            Self::TooLarge { .. } => {
                ("Số quá lớn. Xin nhập nhiều nhất {}.", "Too large. Please enter {} at most.")
            }
            _ => (
                "Xin nhập một số nguyên, chỉ dùng chữ số, ví dụ: 12.",
                "Please enter a whole number in digits, for example: 12.",
            ),
        }
    }

    /// What stands in the place of `{}`.
    fn bound(&self, language: Language) -> String {
        match self {
            Self::TooManyAnswers { most } | Self::TooLong { most } => most.to_string(),
            Self::DateTooEarly { earliest: date } | Self::DateTooLate { latest: date } => {
                slashes(*date)
            }
            Self::DateBefore { other } | Self::DateAfter { other } => {
                other.get(language).to_owned()
            }
            Self::TooSmall { least: number } | Self::TooLarge { most: number } => {
                grouped(*number, language)
            }
            _ => String::new(),
        }
    }
}

/// A date as people write it.
fn slashes(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// A number with its groups of three digits set apart as the language does; short ones as they are.
pub(super) fn grouped(number: i64, language: Language) -> String {
    let digits = number.unsigned_abs().to_string();
    let sign = if number < 0 { "-" } else { "" };
    // Years and house numbers are no amounts: four digits stand together.
    if digits.len() <= 4 {
        return format!("{sign}{digits}");
    }
    let mark = match language {
        Language::Vi => '.',
        Language::En => ',',
    };
    let mut text = sign.to_owned();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}
