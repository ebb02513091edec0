//! Reading the QR code of an ID card: both layouts, what scanners do to the text, and what is no card.
//! All persons are made up; the numbers follow the rule and were never issued.

use proptest::prelude::*;
use shared::text::Language;
use shared::vietnam::id_card::{CardCertainty, CardProblem, read, split_address};
use shared::vietnam::personal_id::Sex;
use unicode_normalization::UnicodeNormalization;

const SHORT: &str = "001099012345||Nguyễn Văn An|01011999|Nam|\
    Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";
const LONG: &str = "001199054321|012345678|Trần Thị Bình|28021999|Nữ|\
    Thôn Đoài, Xã Ba Vì, Hà Nội|05072025||Trần Văn Cường|Lê Thị Dung|";

/// The short card with one field changed.
fn with(field: usize, text: &str) -> String {
    let mut fields: Vec<&str> = SHORT.split('|').collect();
    fields[field] = text;
    fields.join("|")
}

#[test]
fn both_layouts_are_read() {
    let card = read(SHORT).expect("a card");
    assert_eq!(card.personal_id, "001099012345");
    assert_eq!((card.name.as_str(), card.sex), ("Nguyễn Văn An", Sex::Male));
    assert_eq!(card.birth_date.to_string(), "1999-01-01");
    assert_eq!(card.issued_on.expect("a date").to_string(), "2022-01-01");
    assert_eq!(card.address, "Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội");
    assert_eq!((card.old_id, card.father, card.mother), (None, None, None));
    assert_eq!(card.certain, CardCertainty::Certain);

    let card = read(LONG).expect("a card");
    assert_eq!(card.old_id.as_deref(), Some("012345678"));
    assert_eq!(card.sex, Sex::Female);
    assert_eq!(card.father.as_deref(), Some("Trần Văn Cường"));
    assert_eq!(card.mother.as_deref(), Some("Lê Thị Dung"));
    assert_eq!(card.issued_on.expect("a date").to_string(), "2025-07-05");
}

#[test]
fn what_scanners_add_and_change_does_not_matter() {
    let card = read(SHORT).expect("a card");
    let taken_for_latin_1: String = SHORT.bytes().map(char::from).collect();
    for text in [
        format!("{SHORT}\r\n"),
        format!("\u{feff}{SHORT}\n"),
        format!("  {SHORT}\t"),
        SHORT.nfd().collect(),
        taken_for_latin_1,
        // 1252 shows its own signs for the bytes 128–159.
        SHORT.bytes().map(as_windows_1252).collect(),
        with(4, "nam"),
        with(6, "01/01/2022"),
    ] {
        assert_eq!(read(&text), Ok(card.clone()), "{text}");
    }
    for word in ["Nữ", "Nu", "NỮ", "nu"] {
        let text = LONG.replace("|Nữ|", &format!("|{word}|"));
        assert_eq!(read(&text).expect("a card"), read(LONG).expect("a card"), "{word}");
    }
}

fn as_windows_1252(byte: u8) -> char {
    const FROM_128: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match byte {
        128..=159 => FROM_128.chars().nth(usize::from(byte - 128)).expect("32 signs"),
        byte => char::from(byte),
    }
}

#[test]
fn a_keyboard_scanner_loses_letters_but_no_numbers() {
    let dropped: String = LONG.chars().filter(char::is_ascii).collect();
    let asked: String = LONG.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
    let latin: String = LONG.chars().filter(|c| *c <= '\u{ff}').collect();
    let folded: String = any_ascii(LONG);
    for text in [dropped, asked, latin, folded] {
        let card = read(&text).expect("a card");
        assert_eq!(card.certain, CardCertainty::ConfirmWords, "{text}");
        assert_eq!(card.personal_id, "001199054321");
        assert_eq!(card.birth_date.to_string(), "1999-02-28");
        assert_eq!(card.sex, Sex::Female);
        assert_eq!(card.old_id.as_deref(), Some("012345678"));
        assert_eq!(card.issued_on.expect("a date").to_string(), "2025-07-05");
    }
}

fn any_ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { folded(c) }).collect()
}

fn folded(letter: char) -> String {
    let plain = shared::vietnam::folding::fold(&letter.to_string());
    if letter.is_uppercase() { plain.to_uppercase() } else { plain }
}

#[test]
fn what_cannot_be_right_is_told_apart() {
    for (text, problem) in [
        (String::new(), CardProblem::Empty),
        (" \r\n".to_owned(), CardProblem::Empty),
        (with(3, "31021999"), CardProblem::ImpossibleDate),
        (with(3, "00011999"), CardProblem::ImpossibleDate),
        (with(3, "0101199x"), CardProblem::ImpossibleDate),
        (with(3, "1999"), CardProblem::YearOnly),
        (with(3, "00001999"), CardProblem::YearOnly),
        (with(3, "01012000"), CardProblem::BirthDisagrees),
        (with(4, "Nữ"), CardProblem::SexDisagrees),
        (with(4, "X"), CardProblem::AnotherCode),
        (with(0, "003099012345"), CardProblem::ImpossibleNumber),
        (with(0, "00109901234"), CardProblem::CutOff),
        (with(2, " "), CardProblem::NoName),
        (with(6, "31042022"), CardProblem::ImpossibleDate),
        (with(6, "01011998"), CardProblem::ImpossibleDate),
        (with(6, "0101202"), CardProblem::CutOff),
        ("001099012345||Nguyễn Văn An|0101".to_owned(), CardProblem::CutOff),
        ("001099012345".to_owned(), CardProblem::CutOff),
        (format!("{SHORT}{}", "|x".repeat(9)), CardProblem::AnotherCode),
    ] {
        assert_eq!(read(&text), Err(problem), "{text}");
    }
    // A field without a date of issue is no reason to send anybody away.
    assert_eq!(read(&with(6, "")).expect("a card").issued_on, None);
}

#[test]
fn other_codes_are_told_what_they_are() {
    for (text, problem) in [
        ("https://dichvucong.gov.vn/x?y=1|2", CardProblem::WebAddress),
        ("HTTP://1.example/A", CardProblem::WebAddress),
        ("GD4790123456789|4e67757965|01/01/1999|1|$", CardProblem::HealthInsurance),
        ("0123456789|4e67757965|01/01/1999|1|0a|$", CardProblem::HealthInsurance),
        ("00020101021238570010A00000072701270006970403", CardProblem::Payment),
        ("8934563138165", CardProblem::AnotherCode),
        ("WIFI:S:trung-tam;T:WPA;P:1;;", CardProblem::AnotherCode),
        ("Nguyễn Văn An", CardProblem::AnotherCode),
        ("a|b|c|d|e|f|g", CardProblem::AnotherCode),
    ] {
        assert_eq!(read(text), Err(problem), "{text}");
    }
    assert_eq!(read(&"9".repeat(5_000)), Err(CardProblem::AnotherCode));
    assert_eq!(
        CardProblem::HealthInsurance.sentence(Language::Vi),
        "Đây là thẻ bảo hiểm y tế. Xin quét mã QR trên thẻ căn cước."
    );
    assert!(CardProblem::YearOnly.sentence(Language::En).ends_with("Please type the details in."));
}

#[test]
fn nothing_of_a_card_is_shown_by_accident() {
    let shown = format!("{:?} {:?}", read(SHORT), split_address("Phường Hoàn Kiếm, Hà Nội"));
    assert_eq!(shown, "Ok(IdCard(…)) CardAddress(…)");
}

#[test]
fn an_address_is_split_as_far_as_it_is_certain() {
    let hoan_kiem = Some("00070");
    for (address, province, ward, line) in [
        ("Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội", Some("01"), hoan_kiem, "Số 1 Hàng Phèn"),
        ("phường hoàn kiếm, thành phố Hà Nội", Some("01"), hoan_kiem, ""),
        ("So 1, Phuong Hoan Kiem, TP. Ha Noi", Some("01"), hoan_kiem, "So 1"),
        // Districts no longer exist, and one may have the name of a commune of today.
        ("Số 1, Hàng Bạc, Hoàn Kiếm, Hà Nội", Some("01"), None, "Số 1, Hàng Bạc, Hoàn Kiếm"),
        ("Tổ 5, Dương Nội, Hà Đông, Hà Nội", Some("01"), None, "Tổ 5, Dương Nội, Hà Đông"),
        (
            "Phường Hàng Bạc, Quận Hoàn Kiếm, Hà Nội",
            Some("01"),
            None,
            "Phường Hàng Bạc, Quận Hoàn Kiếm",
        ),
        // A province that is part of another today; a commune by its name may be another one there.
        ("Xã Yên Khánh, Hà Nam", Some("37"), None, "Xã Yên Khánh"),
        ("Thôn 2, Châu Đức, Bà Rịa - Vũng Tàu", Some("79"), None, "Thôn 2, Châu Đức"),
        ("Phú Vang, Tỉnh Thừa Thiên Huế", Some("46"), None, "Phú Vang"),
        ("Quận 1, TP.HCM", Some("79"), None, "Quận 1"),
        ("Thôn Đoài", None, None, "Thôn Đoài"),
        ("Lyon, Pháp", None, None, "Lyon, Pháp"),
        (" , ,", None, None, ""),
        ("", None, None, ""),
    ] {
        let found = split_address(address);
        assert_eq!((found.province, found.ward, found.line.as_str()), (province, ward, line));
    }
}

proptest! {
    #[test]
    fn whatever_is_scanned_there_is_an_answer(text in any::<String>()) {
        let _ = read(&text).map_err(|problem| problem.sentence(Language::Vi));
        let _ = split_address(&text);
    }

    #[test]
    fn whatever_is_done_to_a_card_there_is_an_answer(
        at in 0_usize..LONG.len(),
        removed in 0_usize..20,
        put in "[0-9|\\PC]{0,6}",
    ) {
        let chars: Vec<char> = LONG.chars().collect();
        let at = at.min(chars.len());
        let mut text: String = chars[..at].iter().collect();
        text += &put;
        text.extend(chars.iter().skip(at + removed));
        if let Ok(card) = read(&text) {
            // Whatever is taken holds together.
            let id = shared::vietnam::personal_id::PersonalId::parse(&card.personal_id);
            let id = id.expect("a personal ID");
            prop_assert!(id.agrees_with_sex(card.sex));
            prop_assert!(id.agrees_with_birth(chrono::Datelike::year(&card.birth_date)));
            prop_assert!(!card.name.is_empty());
        }
    }

    #[test]
    fn every_sound_card_is_read(
        name in "\\p{Lu}[a-zạảãàáâậầấẩẫăắằặẳẵ]{1,6}( \\p{Lu}[a-zđêệ]{1,6}){1,4}",
        day in 1_u32..=28,
        month in 1_u32..=12,
        year in 1920_i32..2100,
        female in any::<bool>(),
        rest in 0_u32..1_000_000,
    ) {
        let century = (year - 1900) / 100 * 2 + i32::from(female);
        let sex = if female { "Nữ" } else { "Nam" };
        let text = format!(
            "001{century}{:02}{rest:06}||{name}|{day:02}{month:02}{year}|{sex}|Xã Ba Vì, Hà Nội|",
            year % 100
        );
        let card = read(&text).expect("a card");
        prop_assert_eq!(card.name, shared::vietnam::folding::tidy(&name));
        prop_assert_eq!(card.sex == Sex::Female, female);
    }
}
