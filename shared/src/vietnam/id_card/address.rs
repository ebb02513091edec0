//! Splits the line of residence on a card into province, commune and the rest, as far as that is certain.

use super::super::addresses::{Province, Ward, province_named, wards};
use super::super::folding::{fold, tidy};

/// A line of residence, split as far as it is certain.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CardAddress {
    /// The code of the province of today.
    pub province: Option<&'static str>,
    /// The code of the commune of today; blank rather than guessed where the card names a district.
    pub ward: Option<&'static str>,
    /// What stands before them, and all that could not be placed.
    pub line: String,
}

impl std::fmt::Debug for CardAddress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("CardAddress(…)")
    }
}

/// Splits a line of residence. Cards from before July 2025 name districts, which no longer exist, and communes
/// that were merged and renamed: for them only the province is placed, under its name of today. The commune is
/// placed when it stands with its kind right before the province, as in "Phường Hoàn Kiếm, Hà Nội": without
/// the kind it can be an old district of the same name.
#[must_use]
pub fn split_address(address: &str) -> CardAddress {
    let address = tidy(address);
    let parts: Vec<&str> =
        address.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let Some((last, before)) = parts.split_last() else { return CardAddress::default() };
    let Some((province, is_of_today)) = province_named(last) else {
        return CardAddress { line: parts.join(", "), ..CardAddress::default() };
    };
    let ward = before.last().filter(|_| is_of_today).and_then(|named| ward_named(province, named));
    let left = before.len() - usize::from(ward.is_some());
    CardAddress {
        province: Some(province.code),
        ward: ward.map(|ward| ward.code),
        line: before[..left].join(", "),
    }
}

/// The one commune of a province with this name, kind included.
fn ward_named(province: &Province, named: &str) -> Option<&'static Ward> {
    let whole = named.to_lowercase();
    if let Some(ward) = wards(province.code).iter().find(|ward| ward.name.to_lowercase() == whole) {
        return Some(ward);
    }
    // Letters may be lost on the way; then the name must still fit one commune only.
    let folded = fold(named);
    let mut fitting = wards(province.code).iter().filter(|ward| fold(ward.name) == folded);
    fitting.next().filter(|_| fitting.next().is_none())
}
