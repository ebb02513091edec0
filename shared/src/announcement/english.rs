//! The English words of a call.

use super::sign::Piece;
use crate::vietnam::folding::fold;

const BELOW_TWENTY: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A letter or digit by its name.
pub(super) fn sign(sign: char) -> Option<String> {
    match sign {
        digit if digit.is_ascii_digit() => digit.to_digit(10).map(|digit| words(digit.into())),
        // The letter between words is read as the article; this is read as its name.
        'a' | 'A' => Some("eigh".to_owned()),
        'đ' | 'Đ' => Some("D".to_owned()),
        letter if letter.is_ascii_alphabetic() => Some(letter.to_ascii_uppercase().to_string()),
        _ => None,
    }
}

/// A piece of a desk's sign. Vietnamese names keep their letters without marks, which English voices can read.
pub(super) fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Number(number) => words(*number),
        Piece::Letter(letter) => sign(*letter).unwrap_or_default(),
        Piece::ShortForm(form) => form.short.chars().filter_map(sign).collect::<Vec<_>>().join(" "),
        Piece::Word(word) => fold(word).chars().filter(char::is_ascii_alphabetic).collect(),
    }
}

/// A number below ten thousand: 105 is "one hundred and five".
fn words(number: u64) -> String {
    let below_twenty = |n: u64| usize::try_from(n).ok().and_then(|n| BELOW_TWENTY.get(n)).copied();
    if let Some(word) = below_twenty(number) {
        return word.to_owned();
    }
    let (whole, rest, unit) = match number {
        1_000.. => (number / 1_000, number % 1_000, "thousand"),
        100.. => (number / 100, number % 100, "hundred"),
        _ => {
            let tens = usize::try_from(number / 10).ok().and_then(|n| TENS.get(n)).copied();
            let ones = below_twenty(number % 10).filter(|_| !number.is_multiple_of(10));
            return [tens, ones].into_iter().flatten().collect::<Vec<_>>().join(" ");
        }
    };
    let whole = format!("{} {unit}", words(whole));
    match rest {
        0 => whole,
        1..100 => format!("{whole} and {}", words(rest)),
        _ => format!("{whole} {}", words(rest)),
    }
}
