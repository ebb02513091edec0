//! The provinces and communes since July 2025, and finding one while typing.

use std::collections::BTreeSet;

use shared::vietnam::addresses::{
    province, province_named, provinces, provinces_with_first, search, ward, wards,
};
use unicode_normalization::is_nfc;

fn found(province: &str, typed: &str) -> Vec<&'static str> {
    search(province, typed).into_iter().map(|ward| ward.name).take(4).collect()
}

#[test]
fn all_provinces_and_communes_are_there() {
    assert_eq!(provinces().len(), 34);
    let all: Vec<_> = provinces().iter().flat_map(|province| wards(province.code)).collect();
    assert_eq!(all.len(), 3_321);
    let kinds = |code: &str, kind: &str| {
        wards(code).iter().filter(|ward| ward.name.starts_with(kind)).count()
    };
    assert_eq!((wards("01").len(), kinds("01", "Phường "), kinds("01", "Xã ")), (126, 51, 75));
    let count = |kind| provinces().iter().map(|province| kinds(province.code, kind)).sum::<usize>();
    assert_eq!((count("Phường "), count("Xã "), count("Đặc khu ")), (687, 2_621, 13));
    assert_eq!(provinces().iter().filter(|province| province.kind == "Thành phố").count(), 6);

    let codes: BTreeSet<&str> = all.iter().map(|ward| ward.code).collect();
    assert_eq!(codes.len(), all.len(), "no code stands twice");
    for ward in all {
        assert!(ward.code.len() == 5 && is_nfc(ward.name) && ward.bare_name() != ward.name);
        assert_eq!(shared::vietnam::addresses::ward(ward.code), Some(ward));
    }
}

#[test]
fn they_stand_in_the_order_of_the_vietnamese_alphabet() {
    let names: Vec<&str> = provinces().iter().map(|province| province.name).collect();
    let expected = [
        "An Giang",
        "Bắc Ninh",
        "Cà Mau",
        "Cao Bằng",
        "Cần Thơ",
        "Đà Nẵng",
        "Đắk Lắk",
        "Điện Biên",
        "Đồng Nai",
        "Đồng Tháp",
        "Gia Lai",
        "Hà Nội",
        "Hà Tĩnh",
        "Hải Phòng",
        "Hồ Chí Minh",
        "Huế",
        "Hưng Yên",
        "Khánh Hòa",
        "Lai Châu",
        "Lạng Sơn",
        "Lào Cai",
        "Lâm Đồng",
        "Nghệ An",
        "Ninh Bình",
        "Phú Thọ",
        "Quảng Ngãi",
        "Quảng Ninh",
        "Quảng Trị",
        "Sơn La",
        "Tây Ninh",
        "Thái Nguyên",
        "Thanh Hóa",
        "Tuyên Quang",
        "Vĩnh Long",
    ];
    assert_eq!(names, expected);
    let hanoi: Vec<&str> = wards("01").iter().map(|ward| ward.bare_name()).collect();
    assert_eq!(hanoi[..4], ["An Khánh", "Ba Đình", "Ba Vì", "Bạch Mai"]);
    let place = |name| hanoi.iter().position(|other| *other == name).expect("it is there");
    assert!(place("Dương Nội") < place("Đại Mỗ"), "đ stands after d");

    let own: Vec<&str> = provinces_with_first("01").iter().map(|province| province.name).collect();
    assert_eq!(own[..3], ["Hà Nội", "An Giang", "Bắc Ninh"]);
    assert_eq!(own.len(), 34);
    assert_eq!(provinces_with_first("99").len(), 34);
}

#[test]
fn codes_name_one_place() {
    assert_eq!(province("01").expect("Hà Nội").full_name(), "Thành phố Hà Nội");
    assert_eq!(province("04").expect("Cao Bằng").full_name(), "Tỉnh Cao Bằng");
    assert_eq!(ward("00070").expect("a commune").name, "Phường Hoàn Kiếm");
    assert_eq!(ward("00070").expect("a commune").province, "01");
    assert_eq!((province("00"), ward("99999"), wards("00").len()), (None, None, 0));
}

#[test]
fn a_commune_is_found_while_one_types() {
    for (typed, first) in [
        ("hoàn kiếm", "Phường Hoàn Kiếm"),
        ("hoan kiem", "Phường Hoàn Kiếm"),
        ("Phường Hoàn Kiếm", "Phường Hoàn Kiếm"),
        ("p. hoan k", "Phường Hoàn Kiếm"),
        ("HOAN", "Phường Hoàn Kiếm"),
        ("kiem", "Phường Hoàn Kiếm"),
        ("xa ba vi", "Xã Ba Vì"),
        ("ba d", "Phường Ba Đình"),
        ("đống đa", "Phường Đống Đa"),
        ("dong da", "Phường Đống Đa"),
        ("van mieu", "Phường Văn Miếu - Quốc Tử Giám"),
        ("quoc tu giam", "Phường Văn Miếu - Quốc Tử Giám"),
        ("hoan kime", "Phường Hoàn Kiếm"),
        ("hoan kien", "Phường Hoàn Kiếm"),
    ] {
        assert_eq!(found("01", typed).first(), Some(&first), "{typed}: {:?}", found("01", typed));
    }
    // A name that is complete stands before a longer one.
    let all = found("01", "hà đông");
    assert_eq!(all[0], "Phường Hà Đông");
    assert_eq!(found("66", "ea hleo")[0], "Xã Ea H’leo");
}

#[test]
fn nothing_typed_gives_all_and_nonsense_nothing() {
    assert_eq!(search("01", " ").len(), 126);
    assert_eq!(found("01", "zzzz"), Vec::<&str>::new());
    assert_eq!(found("01", "%"), Vec::<&str>::new());
    assert_eq!(search("99", "a").len(), 0);
    for typed in ["phường", "phuong "] {
        let found = search("01", typed);
        let of_kind = found.iter().filter(|ward| ward.name.starts_with("Phường ")).count();
        assert_eq!(of_kind, 51, "{typed}");
    }
}

/// The 63 provinces and cities before July 2025.
const BEFORE: &str = "Hà Nội, Hà Giang, Cao Bằng, Bắc Kạn, Tuyên Quang, Lào Cai, Điện Biên, Lai Châu, Sơn La, \
    Yên Bái, Hòa Bình, Thái Nguyên, Lạng Sơn, Quảng Ninh, Bắc Giang, Phú Thọ, Vĩnh Phúc, Bắc Ninh, \
    Hải Dương, Hải Phòng, Hưng Yên, Thái Bình, Hà Nam, Nam Định, Ninh Bình, Thanh Hóa, Nghệ An, \
    Hà Tĩnh, Quảng Bình, Quảng Trị, Thừa Thiên Huế, Đà Nẵng, Quảng Nam, Quảng Ngãi, Bình Định, \
    Phú Yên, Khánh Hòa, Ninh Thuận, Bình Thuận, Kon Tum, Gia Lai, Đắk Lắk, Đắk Nông, Lâm Đồng, \
    Bình Phước, Tây Ninh, Bình Dương, Đồng Nai, Bà Rịa – Vũng Tàu, TP Hồ Chí Minh, Long An, \
    Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Đồng Tháp, An Giang, Kiên Giang, Cần Thơ, Hậu Giang, \
    Sóc Trăng, Bạc Liêu, Cà Mau";

#[test]
fn provinces_of_before_are_part_of_one_of_today() {
    // All 63 of before have one province today, and each province of today at least one of before.
    let before: Vec<&str> = BEFORE.split(", ").collect();
    let today: BTreeSet<&str> = before
        .iter()
        .map(|name| province_named(name).unwrap_or_else(|| panic!("{name}")).0.code)
        .collect();
    assert_eq!((before.len(), today.len()), (63, 34));
    let is_of_today =
        before.iter().filter(|name| province_named(name).is_some_and(|found| found.1));
    assert_eq!(is_of_today.count(), 34);
    for (name, code) in
        [("tp. HCM", "79"), ("Tp.Hà Nội", "01"), ("Dak Lak", "66"), ("Yên Bái", "15")]
    {
        assert_eq!(province_named(name).map(|found| found.0.code), Some(code), "{name}");
    }
    assert_eq!(province_named("Paris"), None);
}
