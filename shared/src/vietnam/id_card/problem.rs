//! Why what a scanner sent is not taken, in a sentence that says what to do instead.

use crate::text::Language;

/// Why a scan is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardProblem {
    /// The scanner sent nothing.
    #[error("nothing was read")]
    Empty,
    /// A web address.
    #[error("it is a web address")]
    WebAddress,
    /// The code of a health insurance card.
    #[error("it is a health insurance card")]
    HealthInsurance,
    /// A payment code (VietQR).
    #[error("it is a payment code")]
    Payment,
    /// Some other code.
    #[error("it is some other code")]
    AnotherCode,
    /// The code of an ID card that ends too early.
    #[error("a part of the code is missing")]
    CutOff,
    /// The personal ID cannot be one.
    #[error("the number cannot be a personal ID")]
    ImpossibleNumber,
    /// A date that does not exist.
    #[error("a date does not exist")]
    ImpossibleDate,
    /// The card knows only the year of birth.
    #[error("the card knows only the year of birth")]
    YearOnly,
    /// The number and the date of birth disagree.
    #[error("the number and the date of birth disagree")]
    BirthDisagrees,
    /// The number and the sex disagree.
    #[error("the number and the sex disagree")]
    SexDisagrees,
    /// There is no name.
    #[error("there is no name")]
    NoName,
}

impl CardProblem {
    /// What to tell the person who scanned.
    #[must_use]
    pub fn sentence(self, language: Language) -> String {
        let (vi, en) = match self {
            Self::Empty => (
                "Chưa đọc được mã. Xin đưa mã QR trên thẻ căn cước lại gần máy quét.",
                "Nothing was read. Please hold the QR code of your ID card to the scanner.",
            ),
            Self::WebAddress => (
                "Đây là mã của một trang web. Xin quét mã QR trên thẻ căn cước.",
                "This is the code of a web page. Please scan the QR code of your ID card.",
            ),
            Self::HealthInsurance => (
                "Đây là thẻ bảo hiểm y tế. Xin quét mã QR trên thẻ căn cước.",
                "This is a health insurance card. Please scan the QR code of your ID card.",
            ),
            Self::Payment => (
                "Đây là mã chuyển tiền. Xin quét mã QR trên thẻ căn cước.",
                "This is a payment code. Please scan the QR code of your ID card.",
            ),
            Self::AnotherCode => (
                "Đây không phải mã QR của thẻ căn cước. Xin quét lại hoặc tự nhập.",
                "This is not the QR code of an ID card. Please scan again or type it in.",
            ),
            Self::CutOff => (
                "Mã đọc được bị thiếu. Xin giữ yên thẻ và quét lại.",
                "A part of the code is missing. Please hold the card still and scan again.",
            ),
            Self::ImpossibleNumber => (
                "Số trên thẻ không phải số định danh. Xin quét lại hoặc tự nhập.",
                "The number read cannot be a personal ID. Please scan again or type it in.",
            ),
            Self::ImpossibleDate => (
                "Ngày đọc được từ thẻ không có thật. Xin quét lại hoặc tự nhập.",
                "A date read from the card does not exist. Please scan again or type it in.",
            ),
            Self::YearOnly => (
                "Thẻ chỉ ghi năm sinh. Xin tự nhập thông tin.",
                "The card gives only the year of birth. Please type the details in.",
            ),
            Self::BirthDisagrees => (
                "Số định danh không khớp với ngày sinh. Xin quét lại hoặc tự nhập.",
                "The personal ID and the date of birth disagree. Please scan again or type it in.",
            ),
            Self::SexDisagrees => (
                "Số định danh không khớp với giới tính. Xin quét lại hoặc tự nhập.",
                "The personal ID and the sex disagree. Please scan again or type it in.",
            ),
            Self::NoName => (
                "Không đọc được họ tên trên thẻ. Xin quét lại hoặc tự nhập.",
                "The name could not be read. Please scan again or type it in.",
            ),
        };
        match language {
            Language::Vi => vi.to_owned(),
            Language::En => en.to_owned(),
        }
    }
}

/// What a text is that is plainly no ID card.
pub(super) fn another_code(text: &str) -> Option<CardProblem> {
    let start: String = text.chars().take(12).collect::<String>().to_ascii_lowercase();
    if start.starts_with("www.") || start.starts_with("http:") || start.starts_with("https:") {
        return Some(CardProblem::WebAddress);
    }
    // EMVCo: the version, then the kind of code.
    if start.starts_with("0002010102") {
        return Some(CardProblem::Payment);
    }
    is_health_insurance(text).then_some(CardProblem::HealthInsurance)
}

/// A health insurance card begins with its number, two letters and eight or thirteen digits (such as GD4…), or
/// since 2021 ten digits; its text ends with a dollar sign.
fn is_health_insurance(text: &str) -> bool {
    let first = text.split('|').next().unwrap_or_default().trim();
    let digits = first.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    match first.len() - digits.len() {
        2 => is_number && (8..=13).contains(&digits.len()) && text.contains('|'),
        0 => is_number && digits.len() == 10 && text.ends_with('$'),
        _ => false,
    }
}
