//! The two levels of an address since July 2025: 34 provinces and cities, 3,321 communes.

use std::sync::OnceLock;

use super::folding::{fold, tidy, words};

const DATA: &str = include_str!("../../data/addresses/vietnam.tsv");

/// What a commune can be; its name on papers begins with one of these.
const WARD_KINDS: [&str; 3] = ["Phường ", "Xã ", "Đặc khu "];

/// The provinces that were merged into others on 1 July 2025 (resolution 202/2025/QH15), folded, with the
/// code of the province that each is part of now.
const MERGED: [(&str, &str); 31] = [
    ("ba ria vung tau", "79"),
    ("bac can", "19"),
    ("bac giang", "24"),
    ("bac kan", "19"),
    ("bac lieu", "96"),
    ("ben tre", "86"),
    ("binh dinh", "52"),
    ("binh duong", "79"),
    ("binh phuoc", "75"),
    ("binh thuan", "68"),
    ("dac nong", "68"),
    ("dak nong", "68"),
    ("ha giang", "08"),
    ("ha nam", "37"),
    ("hai duong", "31"),
    ("hau giang", "92"),
    ("hoa binh", "25"),
    ("kien giang", "91"),
    ("kon tum", "51"),
    ("long an", "80"),
    ("nam dinh", "37"),
    ("ninh thuan", "56"),
    ("phu yen", "66"),
    ("quang binh", "44"),
    ("quang nam", "48"),
    ("soc trang", "92"),
    ("thai binh", "33"),
    ("tien giang", "82"),
    ("tra vinh", "86"),
    ("vinh phuc", "25"),
    ("yen bai", "15"),
];

/// Other ways in which the name of a province of today stands on papers, folded.
const ALSO: [(&str, &str); 5] = [
    ("thua thien hue", "46"),
    ("dac lac", "66"),
    ("dac lak", "66"),
    ("hcm", "79"),
    ("sai gon", "79"),
];

/// A province or a city under the central government.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// The official code, two digits.
    pub code: &'static str,
    /// The name alone, such as "Hà Nội".
    pub name: &'static str,
    /// What it is: "Tỉnh" or "Thành phố".
    pub kind: &'static str,
    /// The communes, in the order of the alphabet.
    wards: Vec<Ward>,
}

impl Province {
    /// The name as it stands on papers: "Thành phố Hà Nội".
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}

/// A commune: phường, xã or đặc khu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ward {
    /// The official code, five digits.
    pub code: &'static str,
    /// The name with its kind, such as "Phường Hoàn Kiếm".
    pub name: &'static str,
    /// The code of its province.
    pub province: &'static str,
}

impl Ward {
    /// The name without its kind: "Hoàn Kiếm".
    #[must_use]
    pub fn bare_name(&self) -> &'static str {
        WARD_KINDS.iter().find_map(|kind| self.name.strip_prefix(kind)).unwrap_or(self.name)
    }
}

/// All provinces, in the order of the Vietnamese alphabet.
#[must_use]
pub fn provinces() -> &'static [Province] {
    static PROVINCES: OnceLock<Vec<Province>> = OnceLock::new();
    PROVINCES.get_or_init(|| parsed(DATA))
}

fn parsed(data: &'static str) -> Vec<Province> {
    let mut provinces: Vec<Province> = Vec::new();
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        match (fields.next(), fields.next(), fields.next(), provinces.last_mut()) {
            (Some(code), Some(kind), Some(name), _) => {
                provinces.push(Province { code, name, kind, wards: Vec::new() });
            }
            (Some(code), Some(name), None, Some(of)) => {
                of.wards.push(Ward { code, name, province: of.code });
            }
            _ => {}
        }
    }
    provinces
}

/// All provinces with one's own first, for a list to choose from; an unknown code changes nothing.
#[must_use]
pub fn provinces_with_first(own: &str) -> Vec<&'static Province> {
    let (mut first, others): (Vec<_>, Vec<_>) =
        provinces().iter().partition(|province| province.code == own);
    first.extend(others);
    first
}

/// The province with this code.
#[must_use]
pub fn province(code: &str) -> Option<&'static Province> {
    provinces().iter().find(|province| province.code == code)
}

/// The communes of a province in the order of the alphabet; none for an unknown code.
#[must_use]
pub fn wards(province_code: &str) -> &'static [Ward] {
    province(province_code).map_or(&[], |province| &province.wards)
}

/// The commune with this code.
#[must_use]
pub fn ward(code: &str) -> Option<&'static Ward> {
    provinces().iter().flat_map(|province| &province.wards).find(|ward| ward.code == code)
}

/// The province of today that a name on a paper stands for, and whether it has that name today: false for the
/// provinces that were merged into others in July 2025.
#[must_use]
pub fn province_named(name: &str) -> Option<(&'static Province, bool)> {
    let folded = fold(name);
    let all: Vec<&str> = words(&folded).collect();
    let named = |bare: &str| -> Option<(&'static Province, bool)> {
        let of_today = |code: &str| province(code).map(|province| (province, true));
        if let Some(found) = provinces().iter().find(|province| fold(province.name) == bare) {
            return Some((found, true));
        }
        if let Some((_, code)) = ALSO.iter().find(|(name, _)| *name == bare) {
            return of_today(code);
        }
        let merged = MERGED.iter().find(|(name, _)| *name == bare);
        merged.and_then(|(_, code)| province(code)).map(|province| (province, false))
    };
    let bare = match all.as_slice() {
        ["tinh" | "tp", bare @ ..] | ["thanh", "pho", bare @ ..] => bare,
        bare => bare,
    };
    named(&bare.join(" ")).or_else(|| named(all.join(" ").strip_prefix("tp")?.trim()))
}

/// The communes of a province that fit what was typed so far, the best first; all of them while nothing is
/// typed. Diacritics may be left out, the kind too, and a slip is forgiven.
#[must_use]
pub fn search(province_code: &str, typed: &str) -> Vec<&'static Ward> {
    let typed = tidy(typed).to_lowercase();
    let wanted = Wanted::new(&typed);
    let mut found: Vec<(u8, &Ward)> =
        wards(province_code).iter().filter_map(|ward| Some((wanted.rank(ward)?, ward))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    // What is close but not right only counts where nothing is right.
    let is_right = found.iter().any(|(rank, _)| *rank < SLIP);
    found.retain(|(rank, _)| !is_right || *rank < SLIP);
    found.into_iter().map(|(_, ward)| ward).collect()
}

/// The rank of a name that fits but for a slip.
const SLIP: u8 = 10;

/// What somebody typed to find a commune.
struct Wanted<'a> {
    typed: &'a str,
    folded: String,
    /// Without the kind that it begins with.
    bare: String,
    kind: Option<&'static str>,
}

impl<'a> Wanted<'a> {
    fn new(typed: &'a str) -> Self {
        const SHORT: [(&str, &str); 9] = [
            ("phuong ", "Phường "),
            ("p. ", "Phường "),
            ("p.", "Phường "),
            ("p ", "Phường "),
            ("xa ", "Xã "),
            ("x. ", "Xã "),
            ("x.", "Xã "),
            ("x ", "Xã "),
            ("dac khu ", "Đặc khu "),
        ];
        let folded = joined(typed);
        let kind = SHORT.iter().find(|(short, _)| folded.starts_with(short));
        let bare = kind.and_then(|(short, _)| folded.strip_prefix(short)).unwrap_or(&folded);
        Self { typed, bare: bare.trim().to_owned(), kind: kind.map(|(_, kind)| *kind), folded }
    }

    /// How well a commune fits, 0 is best; `None` when it does not.
    fn rank(&self, ward: &Ward) -> Option<u8> {
        if self.folded.is_empty() {
            return Some(0);
        }
        let (name, bare) = (joined(ward.name), joined(ward.bare_name()));
        let is_of_kind = self.kind.is_none_or(|kind| ward.name.starts_with(kind));
        let lower = ward.name.to_lowercase();
        let rank = if lower == self.typed || ward.bare_name().to_lowercase() == self.typed {
            0
        } else if is_of_kind && bare == self.bare {
            1
        } else if ward.bare_name().to_lowercase().starts_with(self.typed) {
            2
        } else if is_of_kind && bare.starts_with(&self.bare) || bare.starts_with(&self.folded) {
            3
        } else if name.starts_with(&self.folded) {
            4
        } else if bare == self.bare {
            5
        } else if bare.contains(&format!(" {}", self.bare)) {
            6
        } else if self.has_word()
            && words(&self.bare).all(|word| words(&bare).any(|w| w.starts_with(word)))
        {
            7
        } else {
            return self.slip(&bare);
        };
        Some(rank)
    }

    fn has_word(&self) -> bool {
        words(&self.bare).next().is_some()
    }

    fn slip(&self, bare: &str) -> Option<u8> {
        let slips_max = match self.bare.len() {
            ..4 => return None,
            4..8 => 1,
            _ => 2,
        };
        let beginning = bare.get(..self.bare.len()).unwrap_or(bare);
        let whole = strsim::damerau_levenshtein(bare, &self.bare);
        let slips = whole.min(strsim::damerau_levenshtein(beginning, &self.bare));
        let slips = u8::try_from(slips).ok().filter(|slips| *slips <= slips_max)?;
        // A whole name before the beginning of a longer one.
        Some(SLIP + 2 * slips + u8::from(whole > usize::from(slips)))
    }
}

/// Folded, without apostrophes: Ea H'Leo is typed `ea hleo`.
fn joined(name: &str) -> String {
    fold(name).replace('\'', "")
}
