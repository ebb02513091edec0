//! Forms on the screen: by accessible names in both languages, every kind of question in every shape, and that
//! nothing of a person stays in the window.

use std::sync::Arc;
use std::time::Duration;

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use kiosk::session::{
    FillEffect, FillInput, FillScreen, FormNews, IDLE_LIMIT, Input, Scanned, Screen, Secret,
};
use shared::form::{Answer, AnswerKey, AnswerProblem, sample_forms};
use shared::ids::{DeclarationId, ProcedureId, ServiceId};
use shared::protocol::{DeclarationRequest, FormsView, KeptDeclaration, Notice};
use shared::text::Language;
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString};
use zeroize::Zeroizing;

use crate::stage::{Asked, LANDSCAPE, PORTRAIT, Stage};

pub(crate) const CARD: &str =
    "001099012345||Nguyễn Văn An|01011999|Nam|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

pub(crate) fn forms() -> FormsView {
    let center = shared::catalog::ward().unwrap().center.name;
    let notice = Notice::from_toml(include_str!("../../../shared/data/forms/notice.toml")).unwrap();
    FormsView { forms: sample_forms().unwrap(), notice: Some(notice.of_center(&center, 30)) }
}

/// A kiosk on the notice of a form.
pub(crate) fn on_notice(
    size: (u32, u32),
    language: Language,
    service: &str,
    procedure: &str,
) -> Stage {
    let stage = Stage::welcome(size, language);
    stage.bridge.tell(Input::Form(FormNews::Forms(Arc::new(forms()))));
    for input in [
        Input::Start,
        Input::ChooseService(ServiceId::from(service)),
        Input::ChooseProcedure(ProcedureId::from(procedure)),
        Input::Fill(FillInput::Open(ProcedureId::from(procedure))),
    ] {
        tell(&stage, input);
    }
    assert_eq!(stage.bridge.screen(), Screen::Fill(FillScreen::Notice));
    stage
}

pub(crate) fn tell(stage: &Stage, input: Input) {
    stage.bridge.tell(input);
    stage.wait(Duration::from_millis(400));
}

pub(crate) fn fill(stage: &Stage, input: FillInput) {
    tell(stage, Input::Fill(input));
}

pub(crate) fn field(stage: &Stage, label: &str) -> ElementHandle {
    let fields = stage
        .app
        .root_element()
        .query_descendants()
        .match_accessible_role(AccessibleRole::TextInput)
        .find_all();
    let labels: Vec<_> = fields.iter().filter_map(ElementHandle::accessible_label).collect();
    fields
        .into_iter()
        .find(|field| field.accessible_label().is_some_and(|found| found.starts_with(label)))
        .unwrap_or_else(|| panic!("no field \"{label}\" among {labels:?}"))
}

fn write(stage: &Stage, label: &str, text: &str) {
    field(stage, label).set_accessible_value(text);
}

#[track_caller]
pub(crate) fn assert_reads(stage: &Stage, text: &str) {
    let texts = stage.texts();
    assert!(texts.iter().any(|found| found.contains(text)), "\"{text}\" is not among {texts:?}");
}

fn kept(stage: &Stage) -> (DeclarationId, DeclarationRequest) {
    stage
        .asked
        .borrow()
        .iter()
        .rev()
        .find_map(|asked| match asked {
            Asked::Form(FillEffect::Keep { id, request, .. }) => Some((*id, request.clone())),
            _ => None,
        })
        .expect("a form is to be kept")
}

pub(crate) fn has_code(id: DeclarationId) -> Input {
    Input::Form(FormNews::Kept(KeptDeclaration {
        id,
        code: "40718265".to_owned(),
        expires_at: "2026-11-22T00:00:00+07:00".parse().unwrap(),
        erase_on: "2026-11-22".parse().unwrap(),
    }))
}

pub(crate) fn scan(text: &str) -> FillInput {
    FillInput::Scanned(Scanned::text(Zeroizing::new(text.to_owned())))
}

/// Types a text as a scanner that acts as a keyboard does.
pub(crate) fn wedge(stage: &Stage, text: &str) {
    let keys = text.chars().map(|letter| SharedString::from(letter.to_string()));
    for text in keys.chain([SharedString::from(Key::Return)]) {
        let window = stage.app.window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
    }
}

/// The certificate of marital status has the fewest questions that need a list: a short way to the end.
pub(crate) fn answer_on(stage: &Stage, says: &[(&str, &str)]) {
    for _ in 0..200 {
        if stage.bridge.screen() != Screen::Fill(FillScreen::Question) {
            return;
        }
        let mut inputs = Vec::new();
        stage.bridge.with_session(|session| {
            let filling = session.filling().unwrap();
            let view = filling.question().unwrap();
            let said = says.iter().find(|(id, _)| *id == view.key.question.as_str());
            let said = said.map(|(_, text)| *text);
            let typed = |part, text: &str| FillInput::Typed { part, text: Secret::from(text) };
            use kiosk::session::Asked as Kind;
            let text = match view.asked {
                Kind::Name => "Trần Thị Bình",
                Kind::Email => "binh@vidu.vn",
                Kind::Phone => "0912345678",
                Kind::PersonalId => "001190012345",
                Kind::Number | Kind::Money => "2",
                _ => "Một câu trả lời",
            };
            match view.asked {
                Kind::Choice | Kind::Province | Kind::Ward => {
                    let first = filling.rows(session.look()).rows[0].id.clone();
                    inputs.push(FillInput::Choose(said.map_or(first, str::to_owned)));
                }
                Kind::YesNo => inputs.push(FillInput::Yes(said != Some("no"))),
                Kind::Date => {
                    for (part, text) in said.unwrap_or("05/03/1990").split('/').enumerate() {
                        inputs.push(typed(part, text));
                    }
                    inputs.push(FillInput::Next);
                }
                Kind::Time => inputs.extend([typed(0, "8"), typed(1, "30"), FillInput::Next]),
                Kind::Note => inputs.push(FillInput::Next),
                _ => inputs.extend([typed(0, said.unwrap_or(text)), FillInput::Next]),
            }
        });
        for input in inputs {
            fill(stage, input);
        }
    }
    panic!("the form does not end");
}

#[test]
fn a_birth_by_touch_in_vietnamese_up_to_the_number() {
    let stage = on_notice(PORTRAIT, Language::Vi, "civil-status", "birth-registration");
    assert_reads(&stage, "Thông tin của ông/bà được giữ như thế nào?");
    assert_reads(&stage, "30 ngày");
    stage.tap("Tôi đã đọc và đồng ý khai");
    assert_reads(&stage, "Ông/bà là gì của bé?");
    assert_reads(&stage, "Câu 1/");
    stage.tap("Mẹ");
    // The full name by the keys on the screen, in Telex.
    for key in ["T", "r", "a", "a", "n", "f", "Dấu cách", "T", "h", "i", "j"] {
        tap_key(&stage, key);
    }
    stage.tap("Tiếp tục");
    // A name of two words stands.
    assert_reads(&stage, "Ngày, tháng, năm sinh của ông/bà?");
    write(&stage, "Ngày", "05");
    write(&stage, "Tháng", "03");
    write(&stage, "Năm", "90");
    stage.tap("Tiếp tục");
    assert_reads(&stage, &AnswerProblem::YearOfTwoDigits.sentence(Language::Vi));
    write(&stage, "Năm", "1990");
    stage.tap("Tiếp tục");
    stage.tap("Bỏ qua");
    assert_reads(&stage, "Loại giấy tờ khác");
    stage.tap("Quay lại");
    write(&stage, "Số định danh", "001190012345");
    stage.tap("Tiếp tục");
    assert_reads(&stage, "Tỉnh, thành phố");
    stage.tap("Hà Nội");
    write(&stage, "Những chữ đầu", "hoan kiem");
    stage.tap("Phường Hoàn Kiếm");
    write(&stage, "Ông/bà cư trú ở đâu?", "Số 1 Hàng Phèn");
    stage.tap("Tiếp tục");
    answer_on(&stage, &[("child_birth_date", "15/10/2026"), ("copies_wanted", "no")]);

    assert_reads(&stage, "Xin kiểm tra lại");
    assert_reads(&stage, "Trần Thị");
    assert_reads(&stage, "•••••••••345");
    stage.tap("Hiện: Số định danh cá nhân");
    assert_reads(&stage, "001190012345");
    stage.tap("Sửa: Họ, chữ đệm, tên người yêu cầu");
    write(&stage, "Họ, chữ đệm, tên của ông/bà?", "Trần Thị Bình");
    stage.tap("Tiếp tục");
    assert_reads(&stage, "Trần Thị Bình");
    while !stage.labels().iter().any(|label| label == "Hoàn tất và gửi") {
        stage.tap("Trang sau");
    }
    stage.tap("Hoàn tất và gửi");
    assert_reads(&stage, "Đang gửi tờ khai…");
    let (id, request) = kept(&stage);
    assert!(request.complete);
    let name: AnswerKey = "requester_name".parse().unwrap();
    assert_eq!(request.answers.get(&name), Some(&Answer::Text("Trần Thị Bình".to_owned())));
    tell(&stage, has_code(id));
    assert_reads(&stage, "Mã của Ông/Bà: 4071 8265");
    stage.tap("Lấy số");
    stage.tap("Không, tiếp tục");
    stage.tap("Lấy số");
    let (_, request, _) = stage.wished();
    assert_eq!(request.declaration, Some(id));
    assert_eq!(request.service, ServiceId::from("civil-status"));
}

/// Touches a key of the keys on the screen, as quickly as people type.
fn tap_key(stage: &Stage, label: &str) {
    stage.tap_quickly(label);
    stage.wait(Duration::from_millis(100));
}

#[test]
fn a_form_in_english_is_stopped_and_gone_on_with() {
    let stage = on_notice(LANDSCAPE, Language::En, "civil-status", "marriage-registration");
    stage.tap("I have read this and want to go on");
    let first = stage.bridge.with_session(|session| {
        let view = session.filling().unwrap().question().unwrap();
        view.question.label.en.clone()
    });
    assert_reads(&stage, &first);
    stage.tap("Tiếng Việt");
    stage.tap("English");
    assert_reads(&stage, &first);
    stage.tap("Finish later");
    assert_reads(&stage, "Your form is being sent…");
    let (id, request) = kept(&stage);
    assert!(!request.complete);
    tell(&stage, has_code(id));
    assert_reads(&stage, "What you filled in is kept");
    stage.tap("Go on filling in");
    assert_reads(&stage, &first);
    stage.tap("Finish later");
    tell(&stage, Input::Form(FormNews::NotKept(id)));
    assert_reads(&stage, "The form cannot be kept now");
    stage.tap("Finish");
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
}

#[test]
fn a_no_to_the_notice_leads_back() {
    let stage = on_notice(PORTRAIT, Language::En, "civil-status", "birth-registration");
    stage.tap("No, I will use paper");
    assert_eq!(stage.bridge.screen(), Screen::Procedure);
}

#[test]
fn a_card_from_a_scanner_that_acts_as_a_keyboard() {
    let stage = on_notice(PORTRAIT, Language::En, "civil-status", "birth-registration");
    stage.tap("I have read this and want to go on");
    stage.tap("Father");
    write(&stage, "Your full name?", "Tran");
    // What comes as keys is a card, not a name.
    wedge(&stage, CARD);
    stage.wait(Duration::from_secs(1));
    assert_reads(&stage, "This stands on the card and will be filled in.");
    assert_reads(&stage, "Nguyễn Văn An");
    assert_reads(&stage, "•••••••••345");
    stage.tap("No, it is not my card");
    let shown = field(&stage, "Your full name?").accessible_value().unwrap_or_default();
    assert_eq!(shown, "Tran", "the keys of the scanner left the field");
    wedge(&stage, "GD4010112345678|4e677579e1bb856e|01/01/1999|1|");
    stage.wait(Duration::from_secs(1));
    assert_reads(
        &stage,
        "This is a health insurance card. Please scan the QR code of your ID card.",
    );
    wedge(&stage, CARD);
    stage.wait(Duration::from_secs(1));
    stage.tap("Yes, fill it in");
    assert_reads(&stage, "The child's full name?");
}

#[test]
fn a_code_that_opens_nothing_says_so() {
    let stage = Stage::welcome(PORTRAIT, Language::En);
    stage.bridge.tell(Input::Form(FormNews::Forms(Arc::new(forms()))));
    fill(&stage, FillInput::OpenCode);
    assert_reads(&stage, "Please type the code of eight digits that you were given.");
    for digit in ["4", "0", "7", "1"] {
        tap_key(&stage, digit);
    }
    stage.wait(Duration::from_secs(1));
    stage.tap("Go on");
    assert_reads(&stage, "The code has eight digits. Please type all of them.");
    for digit in ["8", "2", "6", "5"] {
        tap_key(&stage, digit);
    }
    stage.wait(Duration::from_secs(1));
    stage.tap("Go on");
    assert_reads(&stage, "Your form is being fetched…");
    let trouble = kiosk::session::NotContinued::NoAnswer;
    tell(&stage, Input::Form(FormNews::NotContinued(trouble)));
    assert_reads(
        &stage,
        "There is no connection at the moment. Please try again later, or ask the staff at reception.",
    );
    stage.tap("Back");
    assert_eq!(stage.bridge.screen(), Screen::Welcome);
}

/// Everything that the window holds as text.
fn everything(stage: &Stage) -> String {
    let mut all = Vec::new();
    stage.app.root_element().query_descendants().find_all().iter().for_each(|element| {
        all.extend(element.accessible_label().map(String::from));
        all.extend(element.accessible_value().map(String::from));
        all.extend(element.accessible_description().map(String::from));
    });
    let adapter = stage.app.global::<kiosk::ui::FormQuestionAdapter>();
    all.extend(
        [adapter.get_text(), adapter.get_text_two(), adapter.get_text_three()].map(String::from),
    );
    let rows = stage.app.global::<kiosk::ui::FormReviewAdapter>().get_left();
    all.extend(slint::Model::iter(&rows).map(|row| row.words.to_string()));
    let facts = stage.app.global::<kiosk::ui::FormCardAdapter>().get_facts();
    all.extend(slint::Model::iter(&facts).map(|fact| fact.words.to_string()));
    all.push(stage.app.global::<kiosk::ui::FormKeptAdapter>().get_code().to_string());
    all.push(format!("{:?}", stage.bridge));
    all.join("\n")
}

#[test]
fn nothing_of_a_person_stays_after_idle_or_finish() {
    const CANARY: &str = "Canary Chimyen";
    for ends_by_idle in [true, false] {
        let stage = on_notice(PORTRAIT, Language::En, "civil-status", "birth-registration");
        stage.tap("I have read this and want to go on");
        stage.tap("Father");
        write(&stage, "Your full name?", CANARY);
        assert!(everything(&stage).contains(CANARY), "the canary can be found at all");
        stage.tap("Continue");
        fill(&stage, scan(CARD));
        fill(&stage, FillInput::CardWrong);
        answer_on(&stage, &[("child_birth_date", "15/10/2026")]);
        assert!(everything(&stage).contains(CANARY));
        if ends_by_idle {
            stage.wait(IDLE_LIMIT + Duration::from_secs(2));
        } else {
            while !stage.labels().iter().any(|label| label == "Finish and send") {
                stage.tap("Next page");
            }
            stage.tap("Finish and send");
            let (id, _) = kept(&stage);
            tell(&stage, has_code(id));
            assert!(!everything(&stage).contains(CANARY), "sent: nothing stays");
            stage.tap("Finish");
        }
        assert_eq!(stage.bridge.screen(), Screen::Welcome);
        let all = everything(&stage);
        for canary in [CANARY, "001099012345", "Nguyễn Văn An", "40718265", "4071 8265"] {
            assert!(!all.contains(canary), "\"{canary}\" stays");
        }
    }
}
