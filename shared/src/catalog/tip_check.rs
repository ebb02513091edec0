//! Finds what is wrong with the playlist of boards.

use super::check::{Check, DAY_MINUTES, NAME_MAX, Place, TEXT_MAX};
use super::playlist::{SECONDS_LEAST, SECONDS_MOST};
use super::problem::Wrong;
use super::tip_text;
use super::{Catalog, Schedule, Tip, Use, Wifi};

/// The most bytes of the name of a wireless network (IEEE 802.11, 9.4.2.2).
const WIFI_NAME_BYTES_MAX: usize = 32;
/// The characters of the password of a wireless network (WPA; IEEE 802.11, J.4.1).
const WIFI_PASSWORD_CHARACTERS: (usize, usize) = (8, 63);

impl Catalog {
    /// Everything that is wrong with a tip of this catalogue, wherever it stands; the fields are those of the tip.
    #[must_use]
    pub fn problems_of_tip(&self, tip: &Tip) -> Vec<super::CatalogProblem> {
        let mut check = Check::new(self);
        check.tip(Place { list: "tips", entry: "" }, tip);
        check.into_problems()
    }
}

impl Check<'_> {
    pub(super) fn tips(&mut self) {
        for (index, tip) in self.catalog.tips.iter().enumerate() {
            let entry = index.to_string();
            self.tip(Place { list: "tips", entry: &entry }, tip);
        }
    }

    fn tip(&mut self, at: Place<'_>, tip: &Tip) {
        self.text(at, "title", &tip.title, NAME_MAX);
        self.tip_body(at, tip);
        let fields = tip.kind.fields();
        self.tip_use(at, "procedure", fields.procedure, tip.procedure.is_some());
        self.tip_use(at, "service", fields.service, tip.service.is_some());
        self.tip_use(at, "picture", fields.picture, tip.picture.is_some());
        self.tip_use(at, "wifi.name", fields.wifi, tip.wifi.is_some());
        if let Some(id) = &tip.procedure
            && self.catalog.procedure(id).is_none()
        {
            self.wrong(at, "procedure", Wrong::Unknown { id: id.to_string() });
        }
        if let Some(id) = &tip.service
            && self.catalog.service(id).is_none()
        {
            self.wrong(at, "service", Wrong::Unknown { id: id.to_string() });
        }
        if let Some(id) = &tip.picture
            && !is_picture_id(id.as_str())
        {
            self.wrong(at, "picture", Wrong::Unknown { id: id.to_string() });
        }
        for id in &tip.zones {
            if self.catalog.zone(id).is_none() {
                self.wrong(at, "zones", Wrong::Unknown { id: id.to_string() });
            }
        }
        if let Some(wifi) = &tip.wifi {
            self.wifi(at, wifi);
        }
        if let Some(seconds) = tip.seconds {
            self.bounds(at, "seconds", seconds.into(), (SECONDS_LEAST.into(), SECONDS_MOST.into()));
        }
        self.schedule(at, &tip.schedule);
    }

    fn tip_body(&mut self, at: Place<'_>, tip: &Tip) {
        let is_empty = tip.body.vi.trim().is_empty() && tip.body.en.trim().is_empty();
        match tip.kind.fields().body {
            Use::Never if !is_empty => self.wrong(at, "body.vi", Wrong::NotForKind),
            // Where a network stands it says enough.
            Use::Needed if is_empty && tip.wifi.is_some() => {}
            Use::Needed => self.text(at, "body", &tip.body, TEXT_MAX),
            Use::Free if !is_empty => self.text(at, "body", &tip.body, TEXT_MAX),
            Use::Free | Use::Never => {}
        }
        for (field, text) in [("body.vi", &tip.body.vi), ("body.en", &tip.body.en)] {
            if let Err(fault) = tip_text::blocks(text) {
                self.wrong(at, field, Wrong::TipText { line: fault.line, mark: fault.mark });
            }
        }
    }

    fn tip_use(&mut self, at: Place<'_>, field: &str, uses: Use, is_there: bool) {
        match (uses, is_there) {
            (Use::Needed, false) => self.wrong(at, field, Wrong::Missing),
            (Use::Never, true) => self.wrong(at, field, Wrong::NotForKind),
            _ => {}
        }
    }

    fn wifi(&mut self, at: Place<'_>, wifi: &Wifi) {
        if wifi.name.trim().is_empty() {
            self.wrong(at, "wifi.name", Wrong::Missing);
        } else if wifi.name.len() > WIFI_NAME_BYTES_MAX {
            self.wrong(at, "wifi.name", Wrong::TooManyBytes { most: WIFI_NAME_BYTES_MAX });
        }
        let password = &wifi.password;
        let (least, most) = WIFI_PASSWORD_CHARACTERS;
        let fits = (least..=most).contains(&password.len())
            && password.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !password.is_empty() && !fits {
            self.wrong(at, "wifi.password", Wrong::WifiPassword);
        }
    }

    fn schedule(&mut self, at: Place<'_>, schedule: &Schedule) {
        if let (Some(first), Some(last)) = (schedule.first_date, schedule.last_date)
            && first > last
        {
            self.wrong(at, "schedule.last_date", Wrong::EndBeforeBeginning);
        }
        if schedule.weekdays.iter().any(|day| !(1..=7).contains(day)) {
            self.wrong(at, "schedule.weekdays", Wrong::Weekdays);
        }
        let (from, to) = (schedule.from_minute, schedule.to_minute);
        if let Some(minute) = from {
            self.bounds(at, "schedule.from_minute", minute.into(), (0, DAY_MINUTES - 1));
        }
        if let Some(minute) = to {
            self.bounds(at, "schedule.to_minute", minute.into(), (1, DAY_MINUTES));
        }
        // Hours that end before they begin go over midnight.
        if from.is_some() && from == to {
            self.wrong(at, "schedule.to_minute", Wrong::EmptySpan);
        }
    }
}

/// Whether this could be the code of a picture: a digest in small hexadecimal digits.
fn is_picture_id(id: &str) -> bool {
    id.len() == 64 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use crate::catalog::{Tip, TipKind, Wifi, ward};
    use crate::text::Text;

    /// What is wrong with a tip that is sound but for the change.
    fn found(change: impl FnOnce(&mut Tip)) -> Vec<String> {
        let catalog = ward().expect("the sample data can be read");
        let text = |text: &str| Text { vi: text.to_owned(), en: text.to_owned() };
        let mut tip = Tip { title: text("Title"), body: text("Text"), ..Tip::default() };
        change(&mut tip);
        let problems = catalog.problems_of_tip(&tip);
        problems.iter().map(|problem| problem.to_string().replace("tips, ", "")).collect()
    }

    fn is_kind(tip: &mut Tip, kind: TipKind) {
        tip.kind = kind;
        if matches!(kind, TipKind::Slogan | TipKind::Figures) {
            tip.body = Text::default();
        }
    }

    #[test]
    fn each_kind_asks_for_what_it_needs_and_refuses_what_it_does_not_show() {
        let picture = "0f".repeat(32);
        let birth = || Some("birth-registration".into());
        assert_eq!(found(|_| ()), Vec::<String>::new());
        assert_eq!(found(|tip| is_kind(tip, TipKind::Slogan)), Vec::<String>::new());
        assert_eq!(found(|tip| is_kind(tip, TipKind::Figures)), Vec::<String>::new());
        assert_eq!(found(|tip| is_kind(tip, TipKind::Urgent)), Vec::<String>::new());
        assert_eq!(found(|tip| tip.procedure = birth()), Vec::<String>::new());
        assert_eq!(
            found(|tip| tip.kind = TipKind::Checklist),
            ["procedure: something must stand here"]
        );
        assert_eq!(
            found(|tip| tip.kind = TipKind::Picture),
            ["picture: something must stand here"]
        );
        assert_eq!(
            found(|tip| {
                tip.kind = TipKind::Checklist;
                tip.procedure = birth();
                tip.body = Text::default();
            }),
            Vec::<String>::new()
        );
        assert_eq!(
            found(|tip| {
                tip.kind = TipKind::Utility;
                tip.body = Text::default();
                tip.wifi = Some(Wifi { name: "Khach".into(), password: String::new() });
            }),
            Vec::<String>::new()
        );
        assert_eq!(
            found(|tip| {
                is_kind(tip, TipKind::Figures);
                tip.picture = Some(picture.as_str().into());
                tip.procedure = birth();
                tip.wifi = Some(Wifi { name: "a".into(), password: String::new() });
                tip.body.en = "a".into();
            }),
            ["body.vi", "procedure", "picture", "wifi.name"]
                .map(|field| format!("{field}: this kind does not show it"))
        );
    }

    #[test]
    fn what_is_entered_is_checked_field_by_field() {
        let cases = [
            (found(|tip| tip.body.en.clear()), "body.en: something must stand here"),
            (found(|tip| tip.title.vi.clear()), "title.vi: something must stand here"),
            (found(|tip| tip.body.en = "x".repeat(1_001)), "body.en: at most 1000 characters"),
            (
                found(|tip| tip.body.vi = "a\n\n# b".into()),
                "body.vi: line 3: a heading: the title stands in its own field",
            ),
            (found(|tip| tip.service = Some("x".into())), "service: `x` does not exist"),
            (found(|tip| tip.picture = Some("../x".into())), "picture: `../x` does not exist"),
            (found(|tip| tip.zones.push("desk:5".into())), "zones: `desk:5` does not exist"),
            (found(|tip| tip.seconds = Some(4)), "seconds: must be 5–120"),
            (
                found(|tip| {
                    tip.schedule.first_date = "2026-11-24".parse().ok();
                    tip.schedule.last_date = "2026-11-23".parse().ok();
                }),
                "schedule.last_date: the end stands before the beginning",
            ),
            (
                found(|tip| tip.schedule.weekdays = vec![0]),
                "schedule.weekdays: weekdays are 1–7, at least one",
            ),
            (
                found(|tip| tip.schedule.from_minute = Some(1440)),
                "schedule.from_minute: must be 0–1439",
            ),
            (
                found(|tip| tip.schedule.to_minute = Some(1441)),
                "schedule.to_minute: must be 1–1440",
            ),
            (
                found(|tip| {
                    tip.schedule.from_minute = Some(480);
                    tip.schedule.to_minute = Some(480);
                }),
                "schedule.to_minute: the end is the beginning",
            ),
        ];
        for (problems, expected) in cases {
            assert_eq!(problems, [expected]);
        }
    }

    #[test]
    fn a_network_has_a_name_and_a_password_that_phones_take() {
        let of = |name: &str, password: &str| {
            found(|tip| {
                tip.kind = TipKind::Utility;
                tip.wifi = Some(Wifi { name: name.into(), password: password.into() });
            })
        };
        assert_eq!(
            of("Trung tâm", "mật khẩu"),
            ["wifi.password: 8–63 letters, digits and signs without marks, or nothing"]
        );
        assert_eq!(of("a", "1234567").len(), 1);
        assert_eq!(of("a", &"x".repeat(64)).len(), 1);
        assert_eq!(of("a", "12345678"), Vec::<String>::new());
        assert_eq!(of(" ", ""), ["wifi.name: something must stand here"]);
        // 17 letters, 33 bytes.
        assert_eq!(
            of(&format!("a{}", "â".repeat(16)), ""),
            ["wifi.name: at most 32 bytes; a letter with marks has 2 or 3"]
        );
        assert_eq!(of(&"â".repeat(16), ""), Vec::<String>::new());
    }
}
