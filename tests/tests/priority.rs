//! Who has a priority is called before others who came a little earlier, and after those who waited long.

use end_to_end::story::Story;
use end_to_end::visit::{Citizen, Wish};
use end_to_end::window::{Place, Window};
use end_to_end::words::Language;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_elderly_person_is_called_first() -> anyhow::Result<()> {
    let story = Story::begin("priority")?;
    let center = story.center().await?;
    let device = center.device("kiosk")?;
    for _ in 0..3 {
        device.issue("business").await?;
    }
    let kiosk = Window::kiosk(&center, Place::Nowhere, "1080x1920", "none").await?;
    let citizen = Citizen::new(&kiosk, device.get("/catalog").await?, Language::Vi);
    let wish = Wish { service: "business", procedure: None, priority: Some("elderly") };
    assert_eq!(citizen.take_number(wish, async |_| Ok(())).await?, "E004");

    let desk = center.staff("quay1", Some("4")).await?;
    desk.post("/desks/4/open", &json!({})).await?;
    let mut order = Vec::new();
    for _ in 0..4 {
        let called = desk.post("/desks/4/call-next", &json!({})).await?;
        order.push(called["ticket"]["number"].as_str().unwrap_or_default().to_owned());
        desk.post("/desks/4/start", &json!({})).await?;
        desk.post("/desks/4/finish", &json!({})).await?;
    }
    assert_eq!(order, ["E004", "E001", "E002", "E003"]);
    Ok(())
}
