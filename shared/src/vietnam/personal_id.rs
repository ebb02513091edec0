//! The personal ID of twelve digits: province of birth, century and sex, year, six random digits.
//!
//! Law on Identity 2023, article 12, and decree 70/2024/NĐ-CP. There is no checksum: the digits are checked
//! against the date of birth and the sex of the same person.

use std::fmt;

use crate::text::Language;

/// How many digits a personal ID has.
const DIGITS: usize = 12;
/// How many digits the number of an identity card had until 2016 or so.
const OLD_DIGITS: usize = 9;
/// From here on the first three digits name a country instead of a province.
const FIRST_COUNTRY: u16 = 100;

/// The provinces of birth as they were before July 2025. Numbers once issued never change, so all 63 stay.
const PROVINCES: [(u16, &str); 63] = [
    (1, "Hà Nội"),
    (2, "Hà Giang"),
    (4, "Cao Bằng"),
    (6, "Bắc Kạn"),
    (8, "Tuyên Quang"),
    (10, "Lào Cai"),
    (11, "Điện Biên"),
    (12, "Lai Châu"),
    (14, "Sơn La"),
    (15, "Yên Bái"),
    (17, "Hòa Bình"),
    (19, "Thái Nguyên"),
    (20, "Lạng Sơn"),
    (22, "Quảng Ninh"),
    (24, "Bắc Giang"),
    (25, "Phú Thọ"),
    (26, "Vĩnh Phúc"),
    (27, "Bắc Ninh"),
    (30, "Hải Dương"),
    (31, "Hải Phòng"),
    (33, "Hưng Yên"),
    (34, "Thái Bình"),
    (35, "Hà Nam"),
    (36, "Nam Định"),
    (37, "Ninh Bình"),
    (38, "Thanh Hóa"),
    (40, "Nghệ An"),
    (42, "Hà Tĩnh"),
    (44, "Quảng Bình"),
    (45, "Quảng Trị"),
    (46, "Thừa Thiên Huế"),
    (48, "Đà Nẵng"),
    (49, "Quảng Nam"),
    (51, "Quảng Ngãi"),
    (52, "Bình Định"),
    (54, "Phú Yên"),
    (56, "Khánh Hòa"),
    (58, "Ninh Thuận"),
    (60, "Bình Thuận"),
    (62, "Kon Tum"),
    (64, "Gia Lai"),
    (66, "Đắk Lắk"),
    (67, "Đắk Nông"),
    (68, "Lâm Đồng"),
    (70, "Bình Phước"),
    (72, "Tây Ninh"),
    (74, "Bình Dương"),
    (75, "Đồng Nai"),
    (77, "Bà Rịa – Vũng Tàu"),
    (79, "TP Hồ Chí Minh"),
    (80, "Long An"),
    (82, "Tiền Giang"),
    (83, "Bến Tre"),
    (84, "Trà Vinh"),
    (86, "Vĩnh Long"),
    (87, "Đồng Tháp"),
    (89, "An Giang"),
    (91, "Kiên Giang"),
    (92, "Cần Thơ"),
    (93, "Hậu Giang"),
    (94, "Sóc Trăng"),
    (95, "Bạc Liêu"),
    (96, "Cà Mau"),
];

/// The sex as it stands on an ID card and in its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// The word on the card and in forms.
    #[must_use]
    pub fn word(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Male, Language::Vi) => "Nam",
            (Self::Male, Language::En) => "Male",
            (Self::Female, Language::Vi) => "Nữ",
            (Self::Female, Language::En) => "Female",
        }
    }
}

/// A personal ID whose digits can be one. Whether it was ever issued only the national database knows.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonalId(String);

impl fmt::Debug for PersonalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PersonalId(…)")
    }
}

/// Why a text is no personal ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalIdProblem {
    /// Nothing was given.
    #[error("nothing was given")]
    Empty,
    /// It holds something else than digits.
    #[error("it holds something else than digits")]
    NotDigits,
    /// Nine digits: the number of an old identity card, no longer valid.
    #[error("it is the number of an old identity card")]
    OldNumber,
    /// Too few or too many digits.
    #[error("it has {digits} digits instead of {DIGITS}")]
    Length {
        /// How many it has.
        digits: usize,
    },
    /// The first three digits name no province.
    #[error("its first three digits name no province")]
    Place,
}

impl PersonalIdProblem {
    /// The problem in a sentence for the person who typed it.
    #[must_use]
    pub fn sentence(self, language: Language) -> String {
        match (self, language) {
            (Self::Empty, Language::Vi) => "Xin nhập số định danh cá nhân (12 chữ số).".to_owned(),
            (Self::Empty, Language::En) => "Please enter the personal ID (12 digits).".to_owned(),
            (Self::NotDigits, Language::Vi) => "Số định danh chỉ gồm chữ số.".to_owned(),
            (Self::NotDigits, Language::En) => "A personal ID has digits only.".to_owned(),
            (Self::OldNumber, Language::Vi) => {
                "Đây là số chứng minh nhân dân cũ (9 số). Xin nhập số định danh 12 số.".to_owned()
            }
            (Self::OldNumber, Language::En) => {
                "This is an old 9-digit ID number. Please enter the 12-digit personal ID."
                    .to_owned()
            }
            (Self::Length { digits }, Language::Vi) => {
                format!("Số định danh có {DIGITS} chữ số, số vừa nhập có {digits}.")
            }
            (Self::Length { digits }, Language::En) => {
                format!("A personal ID has {DIGITS} digits; this one has {digits}.")
            }
            (Self::Place, Language::Vi) => {
                "Ba số đầu không phải mã tỉnh nào. Xin xem lại trên thẻ.".to_owned()
            }
            (Self::Place, Language::En) => {
                "The first three digits name no province. Please look at the card again.".to_owned()
            }
        }
    }
}

impl PersonalId {
    /// Reads a personal ID; spaces, dots and hyphens between the digits do not count.
    ///
    /// # Errors
    /// When it cannot be one.
    pub fn parse(text: &str) -> Result<Self, PersonalIdProblem> {
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-')).collect();
        if digits.is_empty() {
            return Err(PersonalIdProblem::Empty);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PersonalIdProblem::NotDigits);
        }
        match digits.len() {
            DIGITS => {}
            OLD_DIGITS => return Err(PersonalIdProblem::OldNumber),
            digits => return Err(PersonalIdProblem::Length { digits }),
        }
        let id = Self(digits);
        if id.place() <= FIRST_COUNTRY && id.province_name().is_none() {
            return Err(PersonalIdProblem::Place);
        }
        Ok(id)
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The province of birth under its name before July 2025; `None` for people born abroad.
    #[must_use]
    pub fn province_name(&self) -> Option<&'static str> {
        let place = self.place();
        PROVINCES.iter().find(|(code, _)| *code == place).map(|(_, name)| *name)
    }

    /// The sex that the fourth digit tells: even is male, odd is female.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.number(3..4).is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    /// The year of birth that digits four to six tell.
    #[must_use]
    pub fn birth_year(&self) -> i32 {
        1900 + i32::from(self.number(3..4) / 2) * 100 + i32::from(self.number(4..6))
    }

    /// Whether the digits fit a year of birth.
    #[must_use]
    pub fn agrees_with_birth(&self, year: i32) -> bool {
        self.birth_year() == year
    }

    /// Whether the digits fit a sex.
    #[must_use]
    pub fn agrees_with_sex(&self, sex: Sex) -> bool {
        self.sex() == sex
    }

    fn place(&self) -> u16 {
        self.number(0..3)
    }

    fn number(&self, range: std::ops::Range<usize>) -> u16 {
        self.0.get(range).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{PROVINCES, PersonalId, PersonalIdProblem, Sex};

    #[test]
    fn the_digits_tell_province_sex_and_year() {
        for (digits, province, sex, year) in [
            ("001099012345", Some("Hà Nội"), Sex::Male, 1999),
            ("001199012345", Some("Hà Nội"), Sex::Female, 1999),
            ("079205000001", Some("TP Hồ Chí Minh"), Sex::Male, 2005),
            ("096312000001", Some("Cà Mau"), Sex::Female, 2012),
            ("064400000001", Some("Gia Lai"), Sex::Male, 2100),
            ("246065000001", None, Sex::Male, 1965),
        ] {
            let id = PersonalId::parse(digits).expect(digits);
            assert_eq!((id.province_name(), id.sex(), id.birth_year()), (province, sex, year));
            assert!(id.agrees_with_birth(year) && !id.agrees_with_birth(year + 1));
            assert!(id.agrees_with_sex(sex));
        }
    }

    #[test]
    fn all_provinces_of_the_time_before_the_merger_stay() {
        let mut codes: Vec<u16> = PROVINCES.iter().map(|(code, _)| *code).collect();
        codes.dedup();
        assert_eq!(codes.len(), 63);
        assert!(codes.is_sorted());
    }

    #[test]
    fn what_is_no_personal_id_is_told_apart() {
        for (text, problem) in [
            (" ", PersonalIdProblem::Empty),
            ("00109901234x", PersonalIdProblem::NotDigits),
            ("٠٠١٠٩٩٠١٢٣٤٥", PersonalIdProblem::NotDigits),
            ("012345678", PersonalIdProblem::OldNumber),
            ("00109901234", PersonalIdProblem::Length { digits: 11 }),
            ("0010990123456", PersonalIdProblem::Length { digits: 13 }),
            ("003099012345", PersonalIdProblem::Place),
            ("000099012345", PersonalIdProblem::Place),
            ("097099012345", PersonalIdProblem::Place),
        ] {
            assert_eq!(PersonalId::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn it_is_read_with_spaces_and_never_shown_by_accident() {
        let id = PersonalId::parse(" 001.099 012-345 ").expect("an ID");
        assert_eq!(id.as_str(), "001099012345");
        assert_eq!(format!("{id:?}"), "PersonalId(…)");
    }
}
