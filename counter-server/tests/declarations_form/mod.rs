//! A small form, a citizen's answers to it, and a server that has it.

#![allow(dead_code, reason = "every test program uses its own part of it")]

pub(crate) mod filled;

use std::fs;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::server::TestServer;
use crate::server::client::{Answer, Client, new_id, wish};

pub(crate) const FORM: &str = r#"
id = "certificate"
version = 1
valid_from = 2025-07-01
procedures = ["birth-registration"]
title = { vi = "Tờ khai cấp giấy", en = "Certificate form" }
source = ""

[[sections]]
id = "requester"
title = { vi = "Người yêu cầu", en = "Requester" }

[[sections.questions]]
id = "requester_name"
kind = "full_name"
label = { vi = "Họ, chữ đệm, tên của ông/bà?", en = "Your full name?" }
short = { vi = "Họ và tên", en = "Full name" }
card = { person = "requester", field = "name" }

[[sections.questions]]
id = "birth_date"
kind = "date"
label = { vi = "Ngày sinh của ông/bà?", en = "Your date of birth?" }
short = { vi = "Ngày sinh", en = "Date of birth" }
latest = "today"
card = { person = "requester", field = "birth_date" }

[[sections.questions]]
id = "citizen_number"
kind = "personal_id"
label = { vi = "Số định danh cá nhân?", en = "Personal ID number?" }
short = { vi = "Số định danh", en = "Personal ID" }
card = { person = "requester", field = "personal_id" }

[[sections.questions]]
id = "phone"
kind = "phone"
label = { vi = "Số điện thoại?", en = "Phone number?" }
short = { vi = "Điện thoại", en = "Phone" }
required = false

[[sections]]
id = "copies"
title = { vi = "Bản sao", en = "Copies" }

[[sections.questions]]
id = "wants_copies"
kind = "yes_no"
label = { vi = "Ông/bà cần bản sao?", en = "Do you need copies?" }
short = { vi = "Cần bản sao", en = "Copies" }

[[sections.questions]]
id = "copy_count"
kind = "number"
label = { vi = "Mấy bản?", en = "How many?" }
short = { vi = "Số bản", en = "Number" }
min = 1
max = 20
show_if = { question = "wants_copies", is = true }

[paper]
heading = "TỜ KHAI CẤP GIẤY"
addressed_to = "Kính gửi: {center}"
[[paper.blocks]]
line = "Họ, chữ đệm, tên người yêu cầu: {requester_name}"
[[paper.blocks]]
line = "Ngày sinh: {birth_date}; số định danh: {citizen_number}"
[[paper.blocks]]
boxes = "wants_copies"
label = "Đề nghị cấp bản sao:"
[[paper.signatures]]
title = "Người yêu cầu"
note = "(Ký, ghi rõ họ, chữ đệm, tên)"
"#;

pub(crate) const NOTICE: &str = r#"
version = 3
valid_from = "2026-01-01"
law = "Luật 91/2025/QH15"
title = { vi = "Thông tin", en = "Information" }
controller = { vi = "Chịu trách nhiệm: {center}.", en = "Responsible: {center}." }
purpose = { vi = "Để làm thủ tục.", en = "For the procedure." }
kept = [ { vi = "Tờ khai.", en = "The form." } ]
not_kept = [ { vi = "Ảnh.", en = "Pictures." } ]
seen_by = { vi = "Cán bộ tại quầy.", en = "The desk." }
how_long = { vi = "Xóa sau {days} ngày.", en = "Erased after {days} days." }
how_long_today = { vi = "Xóa khi hết ngày.", en = "Erased at the end of the day." }
rights = [ { vi = "Sửa.", en = "Correct." } ]
choice = { vi = "Khai trên giấy cũng được.", en = "Paper is fine." }
agree = { vi = "Đồng ý", en = "Agree" }
decline = { vi = "Không", en = "No" }
"#;

/// A synthetic person that stands nowhere else.
pub(crate) const NAME: &str = "Nguyễn Thị Hoàng Yến Canary";
pub(crate) const PERSONAL_ID: &str = "001188067543";
pub(crate) const PHONE: &str = "0912345678";

/// A server that has the form.
pub(crate) async fn server() -> TestServer {
    let mut test = TestServer::start().await;
    let folder = test.folder().forms();
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("certificate.toml"), FORM).unwrap();
    fs::write(folder.join("notice.toml"), NOTICE).unwrap();
    test.restart().await;
    test
}

/// Every question answered.
pub(crate) fn answers() -> Value {
    json!({
        "requester_name": {"text": NAME},
        "birth_date": {"date": "1988-03-05"},
        "citizen_number": {"text": PERSONAL_ID},
        "phone": {"text": PHONE},
        "wants_copies": {"yes": true},
        "copy_count": {"number": 2},
    })
}

/// What a kiosk sends.
pub(crate) fn request(answers: Value, complete: bool) -> Value {
    json!({"form": "certificate", "version": 1, "language": "vi", "notice_version": 3,
        "answers": answers, "complete": complete})
}

pub(crate) async fn keep(kiosk: &Client, id: Uuid, body: &Value) -> Answer {
    kiosk.put(&format!("/api/v1/declarations/{id}"), body).await
}

/// A complete declaration that is kept.
pub(crate) async fn kept(kiosk: &Client) -> Uuid {
    let id = new_id();
    keep(kiosk, id, &request(answers(), true)).await.done(201);
    id
}

/// A number with a declaration; gives the id of the ticket.
pub(crate) async fn number_with(kiosk: &Client, service: &str, declaration: Uuid) -> Uuid {
    let ticket = new_id();
    let mut body = wish(service);
    body["declaration"] = json!(declaration);
    kiosk.put(&format!("/api/v1/tickets/{ticket}"), &body).await.expect(201, "");
    ticket
}

/// A success whose body has a `code` that is none of an error.
pub(crate) trait Done {
    fn done(self, status: u16) -> Self;
}

impl Done for Answer {
    #[track_caller]
    fn done(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}
