//! Finding the procedures of the sample center in the words that people use.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;
use shared::catalog::search::Search;
use shared::catalog::ward;

static SEARCH: LazyLock<Search> = LazyLock::new(|| {
    Search::new(&ward().expect("the sample data can be read").procedures, &BTreeMap::new())
});

fn found(search: &Search, query: &str) -> Vec<String> {
    search.find(query, 5).into_iter().map(|hit| hit.procedure.to_string()).collect()
}

/// Each query must give the procedure first.
fn first(queries: &[(&str, &str)]) {
    let missed: Vec<String> = queries
        .iter()
        .map(|(query, id)| (query, id, found(&SEARCH, query)))
        .filter(|(_, id, found)| found.first().map(String::as_str) != Some(id))
        .map(|(query, id, found)| format!("{query} → {found:?} instead of {id}"))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn the_words_of_the_street_find_the_procedure() {
    first(&[
        ("khai sinh", "birth-registration"),
        ("làm giấy khai sinh cho con", "birth-registration"),
        ("tôi muốn làm giấy khai sinh cho con trai tôi", "birth-registration"),
        ("giấy khai sanh", "birth-registration"),
        ("mới đẻ", "birth-registration"),
        ("nhập khẩu cho con", "birth-residence-health-insurance"),
        ("cưới", "marriage-registration"),
        ("lấy vợ", "marriage-registration"),
        ("hôn thú", "marriage-registration"),
        ("xin giấy độc thân", "marital-status-certificate"),
        ("độc thân", "marital-status-certificate"),
        ("báo tử", "death-registration"),
        ("giấy chứng tử", "death-registration"),
        ("khai tử cho bố", "death-registration"),
        ("mất giấy khai sinh", "civil-status-extract"),
        ("trích lục khai sinh", "civil-status-extract"),
        ("lý lịch tư pháp", "civil-status-extract"),
        ("2.000635", "civil-status-extract"),
        ("làm lại giấy khai sinh", "birth-reregistration"),
        ("sửa tên trong giấy khai sinh", "civil-status-correction"),
        ("đổi tên", "civil-status-correction"),
        ("nhận con ngoài giá thú", "parent-child-recognition"),
        ("công chứng", "certified-copy"),
        ("sao y bản chính", "certified-copy"),
        ("giấy ủy quyền", "certified-signature"),
        ("xác nhận sơ yếu lý lịch", "certified-signature"),
        ("lập di chúc", "certified-contract"),
        ("hộ khẩu", "permanent-residence"),
        ("nhập hộ khẩu", "permanent-residence"),
        ("tạm trú", "temporary-residence"),
        ("ở trọ", "temporary-residence"),
        ("mở quán phở", "household-business-registration"),
        ("giấy phép kinh doanh", "household-business-registration"),
        ("nghỉ bán", "household-business-change"),
        ("lương hưu", "social-pension"),
        ("tiền người già", "social-pension"),
        ("trợ cấp", "monthly-social-allowance"),
        ("giấy khuyết tật", "disability-assessment"),
        ("giấy phép xây nhà", "house-building-permit"),
        ("sổ đỏ", "land-change-registration"),
        ("sang tên sổ đỏ", "land-change-registration"),
        ("mất sổ đỏ", "land-certificate-renewal"),
        ("bhyt", "household-health-insurance"),
        ("thẻ bảo hiểm y tế", "household-health-insurance"),
    ]);
}

#[test]
fn diacritics_case_and_composition_do_not_count() {
    first(&[
        ("giay khai sinh", "birth-registration"),
        ("GIẤY KHAI SINH", "birth-registration"),
        ("gia\u{302}\u{301}y khai sinh", "birth-registration"),
        ("so do", "land-change-registration"),
        ("mat so do", "land-certificate-renewal"),
        ("luong huu", "social-pension"),
        ("tam tru", "temporary-residence"),
        ("doc than", "marital-status-certificate"),
        ("dang ky ket hon", "marriage-registration"),
        ("đăng kí kết hôn", "marriage-registration"),
        ("giay phep xay dung", "house-building-permit"),
        ("khuyet tat", "disability-assessment"),
    ]);
}

#[test]
fn slips_sounds_and_raw_keys_are_forgiven() {
    first(&[
        ("giấy khai sinj", "birth-registration"),
        ("giay khia sinh", "birth-registration"),
        ("khai xinh", "birth-registration"),
        ("khaisinh", "birth-registration"),
        ("dấy khai sinh", "birth-registration"),
        ("trứng thực bản sao", "certified-copy"),
        ("công trứng", "certified-copy"),
        ("cong chung", "certified-copy"),
        ("hộ khẫu", "permanent-residence"),
        ("tạm chú", "temporary-residence"),
        ("sổ dỏ", "land-change-registration"),
        ("marraige", "marriage-registration"),
        ("ddoocj thaan", "marital-status-certificate"),
        ("giaays khai sinh", "birth-registration"),
        ("tajm trus", "temporary-residence"),
        ("luowng huuw", "social-pension"),
        ("khuyeets taatj", "disability-assessment"),
    ]);
}

#[test]
fn it_finds_while_one_types() {
    first(&[
        ("khai s", "birth-registration"),
        ("kết h", "marriage-registration"),
        ("công ch", "certified-copy"),
        ("tạm t", "temporary-residence"),
        ("lương h", "social-pension"),
        ("bảo hiểm y", "household-health-insurance"),
        ("giấy phép xây", "house-building-permit"),
        ("bhy", "household-health-insurance"),
    ]);
    for query in ["k", "kh", "kha", "khai", "khai ", "khai sin"] {
        let hits = SEARCH.find(query, 25);
        assert!(hits.iter().any(|hit| hit.procedure.as_str() == "birth-registration"), "{query}");
    }
}

#[test]
fn english_finds_too() {
    first(&[
        ("birth certificate", "birth-registration"),
        ("how do I get married", "marriage-registration"),
        ("notary", "certified-copy"),
        ("red book", "land-certificate-renewal"),
        ("health insurance card", "household-health-insurance"),
        ("open a shop", "household-business-registration"),
        ("pension", "social-pension"),
        ("building permits", "house-building-permit"),
    ]);
}

#[test]
fn what_the_center_does_not_do_finds_nothing() {
    for query in [
        "hộ chiếu",
        "passport",
        "bằng lái xe",
        "đăng ký xe máy",
        "xin việc làm ở nước ngoài",
        "nộp phạt giao thông",
        "visa",
        "xyzxyz",
        "qqqq wwww",
        "căn cước",
    ] {
        assert_eq!(found(&SEARCH, query), Vec::<String>::new(), "{query}");
    }
    assert_eq!(Search::new(&[], &BTreeMap::new()).find("khai sinh", 5), vec![]);
}

#[test]
fn what_is_used_most_stands_first_among_equals() {
    let catalog = ward().expect("the sample data can be read");
    let own = &*SEARCH;
    let all = own.find(" ", 100);
    assert_eq!(all.len(), catalog.procedures.len());
    assert_eq!(all[0].procedure.as_str(), "certified-copy");
    let figure = |id| catalog.procedure(id).expect("it exists").popularity;
    assert!(all.windows(2).all(|pair| figure(&pair[0].procedure) >= figure(&pair[1].procedure)));
    assert_eq!(own.find("", 3).len(), 3);

    let counted = BTreeMap::from([("land-certificate-renewal".into(), 5_000)]);
    let counted = Search::new(&catalog.procedures, &counted);
    assert_eq!(found(&counted, "")[0], "land-certificate-renewal");
    // Both are meant by "sổ đỏ": what is asked for more comes first.
    assert_eq!(found(own, "sổ đỏ")[..2], ["land-change-registration", "land-certificate-renewal"]);
    assert_eq!(found(&counted, "sổ đỏ")[0], "land-certificate-renewal");
}

#[test]
fn every_procedure_is_found_by_its_names_and_keywords() {
    let catalog = ward().expect("the sample data can be read");
    for procedure in &catalog.procedures {
        for name in [&procedure.name.vi, &procedure.name.en] {
            assert_eq!(found(&SEARCH, name)[0], procedure.id.as_str(), "{name}");
        }
        assert!(procedure.keywords.len() >= 4, "{}", procedure.id);
        for keyword in &procedure.keywords {
            let hits = SEARCH.find(keyword, 25);
            let place = hits.iter().position(|hit| hit.procedure == procedure.id);
            assert!(place.is_some_and(|place| place < 3), "{keyword}: {place:?} in {hits:?}");
        }
    }
}

proptest! {
    #[test]
    fn anything_can_be_typed(query in "\\PC{0,40}") {
        let hits = SEARCH.find(&query, 10);
        prop_assert!(hits.len() <= 10);
        prop_assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
        prop_assert!(hits.iter().all(|hit| (1..=10).contains(&hit.score)));
    }
}
