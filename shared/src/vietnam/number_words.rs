//! Numbers and ticket codes in Vietnamese words, as they are spoken and written out.

/// One to nine; 0 is spoken only where a place is empty.
const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// The number words of a part of the country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Region {
    /// 101 is "một trăm linh một", 1000 "một nghìn": also the written form of official papers.
    #[default]
    North,
    /// 101 is "một trăm lẻ một", 1000 "một ngàn".
    South,
}

impl Region {
    fn empty_tens(self) -> &'static str {
        match self {
            Self::North => "linh",
            Self::South => "lẻ",
        }
    }

    fn thousand(self) -> &'static str {
        match self {
            Self::North => "nghìn",
            Self::South => "ngàn",
        }
    }
}

/// A number in words as official papers write it: 1015 is "một nghìn không trăm mười lăm".
#[must_use]
pub fn in_words(n: u64) -> String {
    in_words_of(n, Region::North)
}

/// A number in the words of a region.
#[must_use]
pub fn in_words_of(n: u64, region: Region) -> String {
    if n == 0 {
        return DIGITS[0].to_owned();
    }
    let mut words = Vec::new();
    whole(n, false, region, &mut words);
    words.join(" ")
}

/// The words of a number above 0. `follows`: larger units stand before it, so that empty hundreds are spoken.
fn whole(n: u64, follows: bool, region: Region, words: &mut Vec<&'static str>) {
    const UNITS: [(u64, Option<&str>); 3] =
        [(1_000_000_000, Some("tỷ")), (1_000_000, Some("triệu")), (1_000, None)];
    let (mut rest, mut follows) = (n, follows);
    for (size, name) in UNITS {
        let many = rest / size;
        if many > 0 {
            whole(many, follows, region, words);
            words.push(name.unwrap_or(region.thousand()));
            follows = true;
        }
        rest %= size;
    }
    if rest > 0 {
        below_thousand(rest, follows, region, words);
    }
}

fn below_thousand(n: u64, follows: bool, region: Region, words: &mut Vec<&'static str>) {
    let (hundreds, tens, ones) = (n / 100, n / 10 % 10, n % 10);
    let speaks_hundreds = hundreds > 0 || follows;
    if speaks_hundreds {
        words.extend([digit(hundreds), "trăm"]);
    }
    match tens {
        0 if ones > 0 && speaks_hundreds => words.push(region.empty_tens()),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(tens), "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(digit(ones)),
    }
}

fn digit(n: u64) -> &'static str {
    usize::try_from(n).ok().and_then(|n| DIGITS.get(n)).copied().unwrap_or_default()
}

/// A ticket code as it is called, letter by letter and digit by digit: `A025` is "A không hai năm". A digit
/// keeps its plain name (năm, never lăm); what is neither letter nor digit is passed over.
#[must_use]
pub fn code_aloud(code: &str) -> String {
    let spoken: Vec<&str> = code.chars().filter_map(sign_aloud).collect();
    spoken.join(" ")
}

fn sign_aloud(sign: char) -> Option<&'static str> {
    if let Some(n) = sign.to_digit(10) {
        return Some(digit(n.into()));
    }
    let name = match sign.to_lowercase().next()? {
        'a' => "A",
        'b' => "bê",
        'c' => "xê",
        'd' | 'đ' => "đê",
        'e' => "e",
        'f' => "ép",
        'g' => "gờ",
        'h' => "hát",
        'i' => "i",
        'j' => "gi",
        'k' => "ca",
        'l' => "lờ",
        'm' => "mờ",
        'n' => "nờ",
        'o' => "o",
        'p' => "pê",
        'q' => "quy",
        'r' => "rờ",
        's' => "ét",
        't' => "tê",
        'u' => "u",
        'v' => "vê",
        'w' => "vê kép",
        'x' => "ích",
        'y' => "i dài",
        'z' => "dét",
        _ => return None,
    };
    Some(name)
}
