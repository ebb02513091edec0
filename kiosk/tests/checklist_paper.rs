//! The list of papers on paper: it fits both rolls, its boxes are ticked, its code can be read.

use kiosk::ticket_paper::{ChecklistPaper, ChecklistPlace, Paper, Picture, TicketPainter};

fn list() -> ChecklistPaper {
    let place =
        |name: &str, have, only_some| ChecklistPlace { name: name.to_owned(), have, only_some };
    ChecklistPaper {
        agency: "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM".to_owned(),
        center: "Trung tâm Phục vụ hành chính công phường Hoàn Kiếm".to_owned(),
        heading: "GIẤY TỜ CẦN MANG".to_owned(),
        procedure: "Liên thông khai sinh – thường trú – BHYT trẻ dưới 6 tuổi".to_owned(),
        places: vec![
            place("Tờ khai đăng ký khai sinh", true, false),
            place("Giấy chứng sinh", false, false),
            place("Căn cước của người đi đăng ký (thẻ hoặc trên VNeID)", true, false),
            place(
                "Văn bản của người làm chứng hoặc giấy cam đoan về việc sinh (nếu không có giấy chứng sinh)",
                false,
                true,
            ),
        ],
        only_some: "Chỉ khi thuộc trường hợp:".to_owned(),
        summary: "Ông/Bà còn thiếu 1 giấy tờ.".to_owned(),
        facts: vec![
            (
                "Thời gian giải quyết".to_owned(),
                vec![
                    "Trong ngày".to_owned(),
                    "Nộp hôm nay: có kết quả Thứ Hai, 23/11/2026".to_owned(),
                ],
            ),
            ("Lệ phí".to_owned(), vec!["Miễn phí".to_owned()]),
        ],
        as_of: "Theo thông tin ngày 21/11/2026".to_owned(),
        qr_text: "http://192.168.1.10:8080/p/birth-registration".to_owned(),
        qr_caption: "Quét mã để xem trang này trên điện thoại".to_owned(),
    }
}

fn black(picture: &Picture) -> usize {
    let rows = 0..picture.height_dots();
    rows.flat_map(|y| (0..picture.width_dots()).map(move |x| (x, y)))
        .filter(|(x, y)| picture.is_black(*x, *y))
        .count()
}

fn read_code(picture: &Picture) -> Vec<String> {
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(
        picture.width_dots(),
        picture.height_dots(),
        |x, y| if picture.is_black(x, y) { 0 } else { 255 },
    );
    image.detect_grids().iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect()
}

fn save(picture: &Picture, name: &str) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("checklists");
    std::fs::create_dir_all(&folder).unwrap();
    let file = std::fs::File::create(folder.join(name)).unwrap();
    let (width, height) = (picture.width_dots(), picture.height_dots());
    let mut encoder =
        png::Encoder::new(file, u32::try_from(width).unwrap(), u32::try_from(height).unwrap());
    encoder.set_color(png::ColorType::Grayscale);
    let dots: Vec<u8> = (0..height)
        .flat_map(|y| (0..width).map(move |x| (x, y)))
        .map(|(x, y)| if picture.is_black(x, y) { 0 } else { 255 })
        .collect();
    encoder.write_header().unwrap().write_image_data(&dots).unwrap();
}

#[test]
fn the_list_fits_both_papers_and_its_code_is_read() {
    let mut painter = TicketPainter::new();
    for (paper, name) in [(Paper::Mm80, "80.png"), (Paper::Mm58, "58.png")] {
        let picture = painter.paint_checklist(&list(), paper);
        save(&picture, name);
        assert_eq!(picture.width_dots(), paper.width_dots());
        assert_eq!(read_code(&picture), ["http://192.168.1.10:8080/p/birth-registration"]);
        // White at both edges: nothing is cut off.
        for y in 0..picture.height_dots() {
            for x in (0..6).chain(picture.width_dots() - 6..picture.width_dots()) {
                assert!(!picture.is_black(x, y), "{name}: a dot at {x},{y}");
            }
        }
    }
}

#[test]
fn a_tick_is_seen() {
    let mut painter = TicketPainter::new();
    let ticked = black(&painter.paint_checklist(&list(), Paper::Mm80));
    let mut none = list();
    for place in &mut none.places {
        place.have = false;
    }
    let empty = black(&painter.paint_checklist(&none, Paper::Mm80));
    assert!(ticked > empty + 100, "{ticked} and {empty} dots");
}

#[test]
fn a_list_without_code_and_papers_is_short() {
    let mut painter = TicketPainter::new();
    let whole = painter.paint_checklist(&list(), Paper::Mm80).height_dots();
    let short = ChecklistPaper { places: Vec::new(), qr_text: String::new(), ..list() };
    let short = painter.paint_checklist(&short, Paper::Mm80).height_dots();
    assert!(short + 300 < whole, "{short} and {whole} dots");
}
