//! Tickets as centers print them, in both languages, with short and long names.

use kiosk::ticket_paper::TicketPaper;

const ADDRESS: &str = "http://192.168.1.10:8080/t/fH3kZ0qWm7VtY2sXc9LrPA";

/// An ordinary ticket in Vietnamese.
pub(crate) fn vietnamese() -> TicketPaper {
    TicketPaper {
        agency: "UBND PHƯỜNG HOÀN KIẾM".to_owned(),
        center: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG PHƯỜNG HOÀN KIẾM".to_owned(),
        heading: "PHIẾU SỐ THỨ TỰ".to_owned(),
        number: "A025".to_owned(),
        service: "Tư pháp – Hộ tịch".to_owned(),
        people_ahead: "Trước bạn còn 5 người".to_owned(),
        wait: "Chờ khoảng 10–20 phút".to_owned(),
        time: "08:15 · Thứ Hai, 23/11/2026".to_owned(),
        note: None,
        qr_text: ADDRESS.to_owned(),
        qr_caption: "Quét mã để theo dõi lượt của bạn trên điện thoại".to_owned(),
        closing: "Vui lòng giữ phiếu và chờ gọi số".to_owned(),
        reprint: None,
    }
}

/// An ordinary ticket in English.
pub(crate) fn english() -> TicketPaper {
    TicketPaper {
        agency: "PEOPLE'S COMMITTEE OF HOÀN KIẾM WARD".to_owned(),
        center: "HOÀN KIẾM PUBLIC SERVICE CENTER".to_owned(),
        heading: "QUEUE TICKET".to_owned(),
        number: "B107".to_owned(),
        service: "Certification".to_owned(),
        people_ahead: "Nobody is ahead of you".to_owned(),
        wait: "Wait: up to 5 minutes".to_owned(),
        time: "14:02 · Monday, 23 November 2026".to_owned(),
        note: None,
        qr_text: ADDRESS.to_owned(),
        qr_caption: "Scan to follow your turn on your phone".to_owned(),
        closing: "Please keep this ticket and wait for your number".to_owned(),
        reprint: None,
    }
}

/// Long names, a note, a second print.
fn long() -> TicketPaper {
    TicketPaper {
        agency: "ỦY BAN NHÂN DÂN XÃ NGUYỄN NGHIÊM, THÀNH PHỐ ĐÀ NẴNG".to_owned(),
        center: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG ĐẶC KHU HOÀNG SA – TRƯỜNG SA, CƠ SỞ SỐ 2"
            .to_owned(),
        number: "CT0107".to_owned(),
        service: "Lao động – Bảo trợ xã hội, chính sách người có công và giảm nghèo".to_owned(),
        people_ahead: "Trước bạn còn 128 người".to_owned(),
        wait: "Thời gian chờ dự kiến khoảng 100–135 phút".to_owned(),
        note: Some("Ưu tiên: người cao tuổi, người khuyết tật nặng, phụ nữ mang thai".to_owned()),
        reprint: Some("IN LẠI".to_owned()),
        ..vietnamese()
    }
}

/// Every sample with its name.
pub(crate) fn all() -> [(&'static str, TicketPaper); 3] {
    [("vietnamese", vietnamese()), ("english", english()), ("long", long())]
}
