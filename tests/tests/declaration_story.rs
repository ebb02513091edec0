//! The story: somebody searches for their matter, fills in its form at a real kiosk with an ID card, the keys on the
//! screen and one mistake; the desk sees the declaration at the call, corrects it, prints it, and files it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use end_to_end::browser::{Browser, Browsers, Glass};
use end_to_end::center::Center;
use end_to_end::display::Display;
use end_to_end::form_filling::{Applicant, Given};
use end_to_end::id_scanner::IdScanner;
use end_to_end::office;
use end_to_end::paper_printer::PaperPrinter;
use end_to_end::patience::{SOON, until};
use end_to_end::screen_keys::ScreenKeys;
use end_to_end::story::Story;
use end_to_end::visit::Citizen;
use end_to_end::window::{KioskSetup, Place, Window};
use end_to_end::words::{self, Language};
use serde_json::Value;
use thirtyfour::By;
use thirtyfour::common::print::PrintParameters;

const FORM: &str = include_str!("../../shared/data/forms/birth-registration.toml");

/// A synthetic card of the mother, as a scanner sends it.
const CARD: &str =
    "001195012345||Nguyễn Thị Hoa|03021995|Nữ|Số 1 Hàng Phèn, Phường Hoàn Kiếm, Hà Nội|01012022";

const HOME: Given<'static> =
    Given::Place {
        province: "Hà Nội", find: "hoan kiem", ward: "Hoàn Kiếm", line: "12 hang ma"
    };

const ANSWERS: [(&str, Given<'static>); 13] = [
    ("relation", Given::Option("mother")),
    ("child_name", Given::Keys { typed: "Traanf Minh Khooi", reads: "Trần Minh Khôi" }),
    ("child_birth_date", Given::Date("15102024")),
    ("child_sex", Given::Option("male")),
    ("child_nationality", Given::Option("vietnam")),
    ("child_ethnicity", Given::Option("kinh")),
    ("birth_place_kind", Given::Option("facility")),
    ("birth_facility", Given::Keys { typed: "beenhj vieenj", reads: "Bệnh viện" }),
    ("birth_address", HOME),
    ("home_village", HOME),
    ("mother_nationality", Given::Option("vietnam")),
    ("mother_ethnicity", Given::Option("kinh")),
    ("father_declared", Given::Yes(false)),
];

async fn catalog(center: &Center) -> anyhow::Result<Value> {
    center.device("kiosk")?.get("/catalog").await
}

/// From the first screen to the first question.
async fn into_the_form(
    center: &Center,
    window: &Window<'_>,
    citizen: &Citizen<'_>,
) -> anyhow::Result<()> {
    citizen.tap("Search by typing").await?;
    let matter = "Đăng ký khai sinh";
    window.screen.button("q", SOON).await?;
    ScreenKeys::look(window, Language::Vi).await?.type_in("khai sinh").await?;
    window.tap(matter).await.context("it is found")?;
    citizen.tap("Fill in the form here").await?;
    let forms = center.device("kiosk")?.get("/forms").await?;
    let agree = forms["notice"]["agree"]["vi"].as_str().context("no notice")?;
    window.tap(agree).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_filled_in_corrected_printed_and_filed() -> anyhow::Result<()> {
    let story = Story::begin("declaration")?;
    let center = story.center().await?;
    let display = Display::start("kiosk", 1080, 1920, story.folder()).await?;
    let printer = PaperPrinter::start()?;
    let mut scanner = IdScanner::plug_in(story.folder())?;
    let address = format!("tcp:{}", printer.address());
    let setup =
        KioskSetup { printer: &address, scanner: Some(scanner.option()), ..KioskSetup::first() };
    let window = Window::kiosk_as(&center, Place::On(&display), &setup).await?;
    let citizen = Citizen::new(&window, catalog(&center).await?, Language::Vi);
    into_the_form(&center, &window, &citizen).await?;
    let applicant = Applicant::new(&window, FORM, Language::Vi, &all_answers())?;

    applicant.fill_until(Some("requester_name")).await?;
    scanner.reads(CARD)?;
    window.screen.text("Nguyễn Thị Hoa", SOON).await?;
    ensure!(!window.screen.shows("001195012345").await?, "the number on the card is masked");
    citizen.tap("Yes, fill it in").await?;
    applicant.fill_until(Some("child_birth_date")).await?;
    a_wrong_date_is_mended(&window, &applicant).await?;
    applicant.fill_until(None).await?;
    one_answer_is_changed(&window, &applicant).await?;
    applicant.read_all_answers().await?;
    citizen.tap("Finish and send").await?;
    let number = with_a_number(&citizen).await?;
    assert_eq!((number.as_str(), printer.wait_for_tickets(1, SOON).len()), ("A001", 1));

    let browsers = Browsers::start(story.folder()).await?;
    let desk = browsers.open(Glass::Monitor).await?;
    at_the_desk(&center, &desk, &number).await?;
    printed(&desk, story.folder()).await?;
    filed(&desk).await?;
    desk.close().await
}

/// The common answers, without copies.
fn all_answers() -> Vec<(&'static str, Given<'static>)> {
    let mut answers = ANSWERS.to_vec();
    answers.push(("copies_wanted", Given::Yes(false)));
    answers
}

/// A day that no month has: the sentence says so, and the right day is typed over it.
async fn a_wrong_date_is_mended(
    window: &Window<'_>,
    applicant: &Applicant<'_>,
) -> anyhow::Result<()> {
    let question = applicant.asked().await?.context("the date is asked")?;
    let label = question.label.vi.clone();
    applicant.type_in("31022024").await?;
    applicant.tap("Continue").await?;
    let day = words::kiosk(Language::Vi, "Day", &[])?;
    let is_day = |label: &str| label.starts_with(&format!("{day}. "));
    window.screen.find("what is wrong", SOON, |it| it.label.contains("ngày này")).await?;
    let field = window.screen.find("the day", SOON, |it| is_day(&it.label)).await?;
    ensure!(applicant.asked().await?.is_some_and(|it| it.label.vi == label), "it is asked still");
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    window.tap_on(&field, 1).await?;
    // The digits go on to the month and the year by themselves; each field is emptied first.
    for (part, digits) in ["15", "10", "2024"].iter().enumerate() {
        applicant.tap("Delete all").await.with_context(|| format!("part {part}"))?;
        applicant.type_in(digits).await?;
    }
    applicant.tap("Continue").await?;
    until("the next question", SOON, async || {
        let asked = applicant.asked().await?;
        Ok(asked.is_none_or(|it| it.label.vi != label).then_some(()))
    })
    .await
}

/// The list of answers leads to a question and back.
async fn one_answer_is_changed(
    window: &Window<'_>,
    applicant: &Applicant<'_>,
) -> anyhow::Result<()> {
    applicant.tap_answer("Change", applicant.short("birth_facility")?).await?;
    ensure!(applicant.asked().await?.is_some_and(|it| it.id.to_string() == "birth_facility"));
    applicant.type_in(" phuj sarn").await?;
    let label = applicant.asked().await?.context("the question")?.label.vi.clone();
    applicant.stands(&label, "Bệnh viện phụ sản").await?;
    applicant.tap("Continue").await?;
    window.screen.text("Bệnh viện phụ sản", SOON).await?;
    ensure!(applicant.asked().await?.is_none(), "back at the answers");
    Ok(())
}

/// The form is kept, with a code; then a number as always.
async fn with_a_number(citizen: &Citizen<'_>) -> anyhow::Result<String> {
    citizen.reads("Your form is kept", SOON).await?;
    citizen.tap("Take a number").await?;
    citizen.tap("No, go on").await?;
    citizen.tap("Take a number").await?;
    citizen.reads_number().await
}

/// The desk calls the number, sees that there is a declaration, opens it, and corrects one answer.
async fn at_the_desk(center: &Center, desk: &Browser, number: &str) -> anyhow::Result<()> {
    office::sign_in(center, desk, "quay1", Some("1")).await?;
    office::open_desk(desk).await?;
    desk.key('n').await?;
    desk.find("[data-testid=ticket][data-state=called]").await?;
    assert_eq!(desk.find("[data-testid=ticket-number]").await?.text().await?, number);
    let link = desk.find("[data-testid=ticket-declaration]").await?;
    assert!(link.text().await?.contains("Tờ khai đăng ký khai sinh"));
    assert!(!desk.page.source().await?.contains("Trần Minh Khôi"), "not on the desk page itself");
    desk.key('d').await?;
    desk.find("[data-testid=declaration-state][data-state=complete]").await?;
    assert_eq!(answer(desk, "child_name").await?, "Trần Minh Khôi");
    assert_eq!(answer(desk, "birth_facility").await?, "Bệnh viện phụ sản");
    assert_eq!(answer(desk, "requester_name").await?, "Nguyễn Thị Hoa");

    let line = "[data-testid=declaration-line][data-key=child_name]";
    office::press(desk, &format!("{line} [data-testid=declaration-edit]")).await?;
    let field = desk.find(&format!("{line} input[name=value]")).await?;
    field.clear().await?;
    field.send_keys("Trần Minh Khang").await?;
    office::press(desk, &format!("{line} [data-testid=declaration-save]")).await?;
    until("the page shows the correction", SOON, async || {
        Ok((answer(desk, "child_name").await? == "Trần Minh Khang").then_some(()))
    })
    .await
}

async fn answer(desk: &Browser, key: &str) -> anyhow::Result<String> {
    let css = format!("[data-testid=declaration-line][data-key={key}] .answer-words");
    Ok(desk.page.find(By::Css(css)).await?.text().await?.trim().to_owned())
}

/// The paper as Chromium prints it says what was declared; the date of birth also in words.
async fn printed(desk: &Browser, folder: &Path) -> anyhow::Result<()> {
    let page = desk.page.current_url().await?;
    let paper = format!("{}/paper", page.as_str().split(['?', '#']).next().unwrap_or_default());
    desk.page.goto(paper).await?;
    desk.find("[data-testid=form-print]").await?;
    let text = on_paper(desk, &folder.join("form.pdf")).await?;
    for part in [
        "TỜ KHAI ĐĂNG KÝ KHAI SINH",
        "Nguyễn Thị Hoa",
        "Căn cước số 001195012345",
        "Trần Minh Khang",
        "15/10/2024",
        "Bệnh viện phụ sản",
        "Người yêu cầu",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let in_words = text.to_lowercase();
    for part in ["ngày mười lăm tháng mười", "hai nghìn không trăm hai mươi tư"] {
        assert!(in_words.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Khôi"), "what was corrected does not stand there: {text}");
    Ok(desk.page.back().await?)
}

/// The page as printed on A4, read by a program that knows nothing of it.
async fn on_paper(browser: &Browser, pdf: &Path) -> anyhow::Result<String> {
    let a4 = PrintParameters::default();
    fs::write(pdf, browser.page.print_page(a4).await?)?;
    let read = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output();
    let read = read.context("no pdftotext: `cargo xtask test` installs poppler-utils")?;
    ensure!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let text = String::from_utf8(read.stdout)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The dossier is taken in under the portal's code; the receipt says when the result is due.
async fn filed(desk: &Browser) -> anyhow::Result<()> {
    let code = "000.00.01.H26-261122-0012";
    let field = desk.find("#code").await?;
    field.clear().await?;
    field.send_keys(code).await?;
    office::press(desk, "[data-testid=declaration-file]").await?;
    let filed = desk.find("[data-testid=declaration-filed]").await?.text().await?;
    assert!(filed.contains(code), "{filed}");
    desk.find("[data-testid=declaration-state][data-state=filed]").await?;
    let receipt = desk.find("[data-testid=declaration-receipt]").await?.attr("href").await?;
    let receipt = receipt.context("a link to the receipt")?;
    let page = desk.page.current_url().await?.join(receipt.trim_end_matches("#print"))?;
    desk.page.goto(page.as_str()).await?;
    assert_eq!(desk.find("[data-testid=receipt-code]").await?.text().await?, code);
    let due = desk.find("[data-testid=receipt-due]").await?.text().await?;
    assert!(due.contains("giờ") && due.contains("ngày"), "{due}");
    Ok(())
}

/// Stopped at one kiosk, a form goes on at another with its code.
#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_form_goes_on_at_another_kiosk() -> anyhow::Result<()> {
    let story = Story::begin("declaration_continued")?;
    let center = story.center().await?;
    center.enrol("kiosk", "Kiosk 2", "kiosk-2").await?;
    let first = Window::kiosk_as(&center, Place::Nowhere, &KioskSetup::first()).await?;
    let citizen = Citizen::new(&first, catalog(&center).await?, Language::Vi);
    into_the_form(&center, &first, &citizen).await?;
    let mut answers = all_answers();
    answers.push((
        "requester_name",
        Given::Keys { typed: "Nguyeenx Thij Hoa", reads: "Nguyễn Thị Hoa" },
    ));
    answers.push(("requester_birth", Given::Date("03021995")));
    let applicant = Applicant::new(&first, FORM, Language::Vi, &answers)?;
    applicant.fill_until(Some("requester_id")).await?;
    citizen.tap("Finish later").await?;
    let before = words::kiosk(Language::Vi, "Your code: {}", &[""])?;
    let code = first.screen.find("the code", SOON, |it| it.label.starts_with(&before)).await?;
    let code: String = code.label.chars().filter(char::is_ascii_digit).collect();
    assert_eq!(code.len(), 8);
    citizen.tap("Finish").await?;
    citizen.waits_for("Touch here to begin").await?;

    let setup = KioskSetup { name: "kiosk-2", ..KioskSetup::first() };
    let second = Window::kiosk_as(&center, Place::Nowhere, &setup).await?;
    let citizen = Citizen::new(&second, catalog(&center).await?, Language::Vi);
    let applicant = Applicant::new(&second, FORM, Language::Vi, &answers)?;
    citizen.tap("Go on with a form").await?;
    applicant.type_in("00000000").await?;
    citizen.tap("Go on").await?;
    second.screen.find("that it is not known", SOON, |it| it.label.contains("mã này")).await?;
    applicant.tap("Delete all").await?;
    applicant.type_in(&code).await?;
    citizen.tap("Go on").await?;
    let asked = applicant.asked().await?.context("the question where it was stopped")?;
    assert_eq!(asked.id.to_string(), "requester_id");
    // Nothing was lost on the way.
    citizen.tap("Back").await?;
    until("the date of birth", SOON, async || {
        let asked = applicant.asked().await?.map(|it| it.id.to_string());
        Ok((asked.as_deref() == Some("requester_birth")).then_some(()))
    })
    .await?;
    citizen.tap("Back").await?;
    let label = "Họ, chữ đệm, tên của ông/bà?";
    applicant.stands(label, "Nguyễn Thị Hoa").await
}
