//! What is said at a call: the sentences, the clips, and that no sign ever reaches a voice that reads it wrong.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared::announcement::{Announcement, is_number};
use shared::catalog::VoiceRegion;
use shared::text::Language;

fn call<'a>(number: &'a str, desk: &'a str) -> Announcement<'a> {
    let (language, region) = (Language::Vi, VoiceRegion::North);
    Announcement { number, desk, language, region, times: 1 }
}

fn english<'a>(number: &'a str, desk: &'a str) -> Announcement<'a> {
    Announcement { language: Language::En, ..call(number, desk) }
}

#[test]
fn a_call_is_said_as_the_lobby_knows_it() {
    for (number, desk, sentence) in [
        ("A025", "5", "Mời công dân có số thứ tự A không hai năm đến quầy số năm"),
        ("B005", "05", "Mời công dân có số thứ tự bê không không năm đến quầy số năm"),
        ("C115", "12", "Mời công dân có số thứ tự xê một một năm đến quầy số mười hai"),
        ("A1", "Quầy 21", "Mời công dân có số thứ tự A một đến quầy số hai mươi mốt"),
        ("A1", "Quầy số 3", "Mời công dân có số thứ tự A một đến quầy số ba"),
        ("A1", "5A", "Mời công dân có số thứ tự A một đến quầy số năm A"),
        ("A1", "12-B", "Mời công dân có số thứ tự A một đến quầy số mười hai bê"),
        ("A1", "Tiếp dân", "Mời công dân có số thứ tự A một đến quầy Tiếp dân"),
        ("A1", "TIẾP DÂN", "Mời công dân có số thứ tự A một đến quầy tiếp dân"),
        ("A1", "Quầy Tiếp dân", "Mời công dân có số thứ tự A một đến quầy Tiếp dân"),
        ("A1", "A", "Mời công dân có số thứ tự A một đến quầy A"),
        ("A1", "Y tế 2", "Mời công dân có số thứ tự A một đến quầy y tế hai"),
        ("A1", "UBND", "Mời công dân có số thứ tự A một đến quầy ủy ban nhân dân"),
        ("A1", "Thẻ BHYT", "Mời công dân có số thứ tự A một đến quầy Thẻ bảo hiểm y tế"),
        ("A1", "QLĐT", "Mời công dân có số thứ tự A một đến quầy quy lờ đê tê"),
        ("A1", "Phòng 203", "Mời công dân có số thứ tự A một đến quầy Phòng hai trăm linh ba"),
        ("A1", "12345", "Mời công dân có số thứ tự A một đến quầy số một hai ba bốn năm"),
        // A synthesiser leaves "gi" out.
        ("J7", "5", "Mời công dân có số thứ tự di bảy đến quầy số năm"),
        // Nothing on the sign can be said.
        ("A1", "★", "Mời công dân có số thứ tự A một đến quầy"),
    ] {
        assert_eq!(call(number, desk).sentence(), sentence, "{number} {desk}");
    }
}

#[test]
fn the_third_call_says_that_it_is_the_last() {
    for (times, is_last) in [(1, false), (2, false), (3, true), (99, true)] {
        let vietnamese = Announcement { times, ..call("A025", "5") };
        assert_eq!(vietnamese.sentence().ends_with("đến quầy số năm, lần cuối"), is_last);
        let said = Announcement { times, ..english("A025", "5") }.sentence();
        assert_eq!(said.ends_with("desk five, final call"), is_last, "{said}");
        assert_eq!(vietnamese.clips().len(), if is_last { 3 } else { 2 });
    }
}

#[test]
fn the_part_of_the_country_decides_the_words() {
    let of = |region, desk| {
        let said = Announcement { region, ..call("A1", desk) }.sentence();
        said.split_once("đến quầy số ").unwrap().1.to_owned()
    };
    assert_eq!(of(VoiceRegion::North, "105"), "một trăm linh năm");
    assert_eq!(of(VoiceRegion::Central, "105"), "một trăm lẻ năm");
    assert_eq!(of(VoiceRegion::South, "1005"), "một ngàn không trăm lẻ năm");
}

#[test]
fn english_is_said_in_clear_words() {
    for (number, desk, sentence) in [
        ("A025", "5", "Number eigh zero two five, please go to desk five"),
        ("BA9", "12", "Number B eigh nine, please go to desk twelve"),
        ("A1", "40", "Number eigh one, please go to desk forty"),
        ("A1", "21", "Number eigh one, please go to desk twenty one"),
        ("A1", "105", "Number eigh one, please go to desk one hundred and five"),
        ("A1", "2340", "Number eigh one, please go to desk two thousand three hundred and forty"),
        ("A1", "5A", "Number eigh one, please go to desk five eigh"),
        ("A1", "Tiếp dân", "Number eigh one, please go to desk tiep dan"),
        ("A1", "UBND", "Number eigh one, please go to desk U B N D"),
    ] {
        assert_eq!(english(number, desk).sentence(), sentence, "{number} {desk}");
    }
}

#[test]
fn every_english_number_of_four_digits_reads_back() {
    let ones: Vec<&str> =
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
        fifteen sixteen seventeen eighteen nineteen"
            .split_whitespace()
            .collect();
    let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    for n in 0..=9_999_usize {
        let desk = n.to_string();
        let said = english("A1", &desk).sentence();
        let words = said.split_once("desk ").unwrap().1;
        let mut value = 0;
        for word in words.split(' ') {
            let at = |list: &[&str]| list.iter().position(|one| *one == word);
            value = match word {
                "and" => value,
                "thousand" => value * 1_000,
                "hundred" => value / 1_000 * 1_000 + value % 1_000 * 100,
                _ => value + at(&ones).unwrap_or_else(|| (at(&tens).unwrap() + 2) * 10),
            };
        }
        assert_eq!(value, n, "{words}");
    }
}

#[test]
fn the_clips_say_the_same() {
    let vi = |number, desk| call(number, desk).clips();
    assert_eq!(
        vi("A025", "5"),
        [
            vec!["moi-cong-dan-co-so-thu-tu", "chu-a", "so-0", "so-2", "so-5"],
            vec!["den-quay-so", "so-5"]
        ]
    );
    for (desk, clips) in [
        ("12", vec!["den-quay-so", "so-12"]),
        ("5A", vec!["den-quay-so", "so-5", "chu-a"]),
        ("Tiếp dân", vec!["den-quay-tiep-dan"]),
        ("3 Đất đai", vec!["den-quay-3-dat-dai"]),
        ("UBND", vec!["den-quay-ubnd"]),
        ("A", vec!["den-quay-a"]),
        ("../../x", vec!["den-quay-x"]),
        ("★", vec!["den-quay"]),
    ] {
        assert_eq!(vi("A1", desk)[1], clips, "{desk}");
    }
    let said = Announcement { times: 3, ..english("A025", "5") }.clips();
    assert_eq!(
        said,
        [
            vec!["number", "letter-a", "digits-0", "digits-2", "digits-5"],
            vec!["please-go-to-desk-number", "digits-5"],
            vec!["final-call"]
        ]
    );
}

#[test]
fn numbers_that_can_be_said_are_known() {
    for number in ["A025", "1", "ABC99999", "đ1"] {
        assert!(is_number(number), "{number}");
    }
    for number in ["", "A 25", "ABC999999", "A-25", "Ư1", "٣", "A\n"] {
        assert!(!is_number(number), "{number}");
    }
}

proptest! {
    #[test]
    fn nothing_but_words_reaches_the_voice(
        number in "[A-Za-zđĐ0-9]{1,8}",
        desk in "\\PC{0,24}",
        times in 1_u8..100,
        region in prop_oneof![
            Just(VoiceRegion::North), Just(VoiceRegion::Central), Just(VoiceRegion::South)
        ],
    ) {
        prop_assert!(is_number(&number));
        let names: BTreeSet<String> = [Language::Vi, Language::En]
            .into_iter()
            .flat_map(|language| {
                let call = Announcement { number: &number, desk: &desk, language, region, times };
                let said = call.sentence();
                assert!(
                    said.chars().all(|sign| sign.is_alphabetic() || matches!(sign, ' ' | ',')),
                    "{said:?}"
                );
                assert!(!said.contains("  "), "{said:?}");
                call.clips().into_iter().flatten()
            })
            .collect();
        for name in names {
            prop_assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{:?}", name
            );
        }
    }

    /// Each sign of a number is heard once, in its order.
    #[test]
    fn a_number_is_said_sign_by_sign(number in "[A-Z]{1,3}[0-9]{1,5}") {
        let said = call(&number, "5").sentence();
        let code = said
            .strip_prefix("Mời công dân có số thứ tự ").unwrap()
            .strip_suffix(" đến quầy số năm").unwrap();
        let digits: Vec<&str> = number.matches(|sign: char| sign.is_ascii_digit()).collect();
        let names = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
        let words: Vec<&str> = digits.iter().map(|d| names[d.parse::<usize>().unwrap()]).collect();
        prop_assert!(code.ends_with(&words.join(" ")), "{}", code);
        prop_assert_eq!(call(&number, "5").clips()[0].len(), 1 + number.len());
    }
}
