//! Whole numbers and amounts as people type them: `12`, `1.500.000`, `1,500,000 đ`, `2 000 000 đồng`.

use crate::form::problem::AnswerProblem;

/// Words and signs that say what an amount is in.
const CURRENCIES: [&str; 7] = ["đồng", "dong", "vnđ", "vnd", "đ", "d", "₫"];

/// An amount in đồng.
pub(super) fn money(typed: &str) -> Result<i64, AnswerProblem> {
    let small = typed.to_lowercase();
    let bare = CURRENCIES.iter().find_map(|currency| small.strip_suffix(currency));
    number(bare.unwrap_or(&small).trim())
}

/// A whole number; dots, commas or spaces may part its groups of three digits.
pub(super) fn number(typed: &str) -> Result<i64, AnswerProblem> {
    let (is_negative, digits) = match typed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, typed),
    };
    let parts: Vec<&str> = digits.split(['.', ',', ' ']).collect();
    let is_of_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(is_of_digits) || digits.is_empty() {
        return Err(AnswerProblem::NotANumber);
    }
    if let [first, groups @ ..] = parts.as_slice()
        && !groups.is_empty()
        && (first.is_empty() || first.len() > 3 || groups.iter().any(|group| group.len() != 3))
    {
        return Err(AnswerProblem::OddGroups);
    }
    let most = crate::form::limits::NUMBER_MAX;
    let number: i64 = parts.concat().parse().map_err(|_| AnswerProblem::TooLarge { most })?;
    Ok(if is_negative { -number } else { number })
}
