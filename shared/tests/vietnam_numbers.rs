//! Numbers in words against rules written down a second time, and against the vectors of the language.

use proptest::prelude::*;
use shared::vietnam::number_words::{Region, code_aloud, in_words, in_words_of};

/// Reads number words back by a grammar of its own: the value, or what is wrong.
fn read_back(words: &str) -> Result<u64, String> {
    let words: Vec<&str> = words.split(' ').collect();
    // The largest unit splits the text; what stands before it is a number of its own.
    for (unit, size) in [("tỷ", 1_000_000_000_u64), ("triệu", 1_000_000), ("nghìn", 1_000)] {
        let position = words.iter().rposition(|word| *word == unit);
        let position =
            if unit == "tỷ" { position } else { words.iter().position(|w| *w == unit) };
        if let Some(position) = position {
            let before = read_back(&words[..position].join(" "))?;
            let after = match &words[position + 1..] {
                [] => 0,
                after => {
                    let value = read_back(&after.join(" "))?;
                    let full = after.contains(&"trăm") || after.contains(&"nghìn");
                    if !full {
                        return Err(format!("hundreds are missing after {unit}"));
                    }
                    value
                }
            };
            return Ok(before * size + after);
        }
    }
    below_thousand(&words)
}

fn below_thousand(words: &[&str]) -> Result<u64, String> {
    let plain = |word: &str| {
        ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
            .iter()
            .position(|name| *name == word)
            .map(|n| n as u64)
            .ok_or_else(|| format!("{word} is no digit"))
    };
    let tens = |words: &[&str]| match words {
        [] => Ok(0),
        ["mười"] => Ok(10),
        ["mười", "lăm"] => Ok(15),
        ["mười", "năm"] => Err("15 is mười lăm".to_owned()),
        ["mười", ones] => Ok(10 + plain(ones)?),
        [tens, "mươi", ones @ ..] => {
            let tens = plain(tens)?;
            if tens < 2 {
                return Err("one ten is mười".to_owned());
            }
            let ones = match ones {
                [] => 0,
                ["mốt"] => 1,
                ["tư"] => 4,
                ["lăm"] => 5,
                ["một" | "bốn" | "năm" | "không"] => {
                    return Err(format!("{ones:?} after mươi"));
                }
                [ones] => plain(ones)?,
                _ => return Err("too many words".to_owned()),
            };
            Ok(tens * 10 + ones)
        }
        _ => Err(format!("{words:?}")),
    };
    match words {
        [hundreds, "trăm", "linh", ones] => Ok(plain(hundreds)? * 100 + plain(ones)?),
        [hundreds, "trăm", rest @ ..] if rest.len() != 1 || rest == ["mười"] => {
            Ok(plain(hundreds)? * 100 + tens(rest)?)
        }
        [one] if *one != "mười" => plain(one),
        words => tens(words),
    }
}

#[test]
fn numbers_are_spoken_as_people_speak_them() {
    for (n, words) in [
        (0, "không"),
        (1, "một"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (31, "ba mươi mốt"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm linh một"),
        (1_015, "một nghìn không trăm mười lăm"),
        (1_023, "một nghìn không trăm hai mươi ba"),
        (10_000, "mười nghìn"),
        (20_000, "hai mươi nghìn"),
        (105_000, "một trăm linh năm nghìn"),
        (1_000_000, "một triệu"),
        (1_000_001, "một triệu không trăm linh một"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (2_000_000_000, "hai tỷ"),
        (1_000_000_000_000, "một nghìn tỷ"),
    ] {
        assert_eq!(in_words(n), words, "{n}");
    }
}

#[test]
fn every_number_of_four_digits_reads_back() {
    for n in 0..=9_999 {
        let words = in_words(n);
        assert_eq!(read_back(&words), Ok(n), "{words}");
    }
}

/// The same rules stated once more, as changes of a text: every place is spoken by its digit and its unit, then the
/// language shortens what nobody says.
fn by_rewriting(n: u64, empty_tens: &str, thousand: &str) -> String {
    const NAMES: [&str; 10] =
        ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    let name = |place: u64| NAMES[usize::try_from(n / place % 10).unwrap()];
    let places = [(1_000, "nghìn"), (100, "trăm"), (10, "mươi"), (1, "")];
    let spoken: Vec<String> = places
        .into_iter()
        .skip_while(|(place, _)| n < *place && *place > 1)
        .map(|(place, unit)| format!("{} {unit}", name(place)).trim().to_owned())
        .collect();
    let mut text = format!(" {} ", spoken.join(" "));
    if n >= 10 {
        for (plain, said) in [
            (" không trăm không mươi không ", " "),
            (" không mươi không ", " "),
            (" không mươi ", " linh "),
            (" mươi không ", " mươi "),
            (" mươi một ", " mươi mốt "),
            (" mươi bốn ", " mươi tư "),
            (" mươi năm ", " mươi lăm "),
            // One ten is a word of its own; after it only five changes.
            (" một mươi mốt ", " mười một "),
            (" một mươi tư ", " mười bốn "),
            (" một mươi ", " mười "),
        ] {
            text = text.replace(plain, said);
        }
    }
    text.trim().replace("linh", empty_tens).replace("nghìn", thousand)
}

#[test]
fn every_number_of_four_digits_is_said_by_the_rules_in_each_part_of_the_country() {
    for n in 0..=9_999 {
        assert_eq!(in_words_of(n, Region::North), by_rewriting(n, "linh", "nghìn"), "{n}");
        assert_eq!(in_words_of(n, Region::South), by_rewriting(n, "lẻ", "ngàn"), "{n}");
    }
}

#[test]
fn every_letter_and_digit_of_a_code_has_its_name() {
    let names =
        "A bê xê đê e ép gờ hát i gi ca lờ mờ nờ o pê quy rờ ét tê u vê vê_kép ích i_dài dét";
    let names: Vec<String> = names.split(' ').map(|name| name.replace('_', " ")).collect();
    assert_eq!(names.len(), 26);
    for (letter, name) in ('A'..='Z').zip(&names) {
        assert_eq!(code_aloud(&letter.to_string()), *name);
        assert_eq!(code_aloud(&letter.to_ascii_lowercase().to_string()), *name);
        assert_eq!(code_aloud(&format!("{letter}05")), format!("{name} không năm"));
    }
    assert_eq!(code_aloud("đĐ"), "đê đê");
    assert_eq!(code_aloud("0123456789"), "không một hai ba bốn năm sáu bảy tám chín");
}

#[test]
fn the_tens_are_as_a_table_has_them() {
    // Written out by hand, once for the words after a ten and once for the tens.
    let tens = ["hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    let ones = ["", " mốt", " hai", " ba", " tư", " lăm", " sáu", " bảy", " tám", " chín"];
    for (t, ten) in (2_u64..).zip(tens) {
        for (o, one) in (0_u64..).zip(ones) {
            assert_eq!(in_words(t * 10 + o), format!("{ten} mươi{one}"));
            assert_eq!(in_words(300 + t * 10 + o), format!("ba trăm {ten} mươi{one}"));
        }
    }
}

#[test]
fn the_south_has_its_own_words() {
    assert_eq!(in_words_of(101, Region::South), "một trăm lẻ một");
    assert_eq!(in_words_of(1_005, Region::South), "một ngàn không trăm lẻ năm");
    assert_eq!(in_words_of(15, Region::South), "mười lăm");
}

#[test]
fn a_ticket_code_is_read_sign_by_sign() {
    for (code, words) in [
        ("A025", "A không hai năm"),
        ("B005", "bê không không năm"),
        ("C015", "xê không một năm"),
        ("DE21", "đê e hai một"),
        ("F104", "ép một không bốn"),
        ("a-9001", "A chín không không một"),
        ("", ""),
    ] {
        assert_eq!(code_aloud(code), words, "{code}");
    }
    let names: Vec<String> = ('A'..='Z').map(|letter| code_aloud(&letter.to_string())).collect();
    assert!(names.iter().all(|name| !name.is_empty()), "every letter has a name");
    assert!(!code_aloud("0123456789").contains("lăm"));
}

proptest! {
    #[test]
    fn large_numbers_read_back(n in 0_u64..1_000_000_000_000_000) {
        let words = in_words(n);
        prop_assert_eq!(read_back(&words), Ok(n), "{}", words);
    }

    #[test]
    fn no_number_is_too_large(n in any::<u64>()) {
        prop_assert!(!in_words(n).contains("  "));
        prop_assert!(!in_words(n).is_empty());
    }
}
