//! The screen of the notice about personal data.

use shared::ids::DeclarationId;
use shared::text::Text;
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use super::Tell;
use crate::session::{FillInput, Input, Session};
use crate::ui::{App, FormNoticeAdapter, FormWords, NoticeLine};

/// `agree` gets no values: id and date are of the clock.
pub(super) fn connect(app: &App, tell: &Tell, agree: impl Fn() + 'static) {
    let adapter = app.global::<FormNoticeAdapter>();
    adapter.on_agreed(agree);
    let to = tell.clone();
    adapter.on_declined(move || to(Input::Fill(FillInput::Decline)));
}

/// What is said when the notice was agreed to.
pub(super) fn agreed(id: uuid::Uuid, today: chrono::NaiveDate) -> Input {
    Input::Fill(FillInput::Agree { id: DeclarationId(id), today })
}

pub(super) fn show(app: &App, session: &Session) {
    let Some(filling) = session.filling() else { return };
    let Some(notice) = filling.notice() else { return };
    let language = session.language();
    let words = app.global::<FormWords>();
    let one = |text: &Text| SharedString::from(text.get(language));
    let several = |texts: &[Text]| -> SharedString {
        let lines: Vec<String> =
            texts.iter().map(|text| format!("–\u{a0}{}", text.get(language))).collect();
        lines.join("\n").into()
    };
    let who = format!("{} {}", notice.seen_by.get(language), notice.controller.get(language));
    let parts = vec![
        NoticeLine { heading: words.invoke_notice_purpose(), text: one(&notice.purpose) },
        NoticeLine { heading: words.invoke_notice_time(), text: one(&notice.how_long) },
        NoticeLine { heading: words.invoke_notice_who(), text: who.into() },
        NoticeLine { heading: words.invoke_notice_kept(), text: several(&notice.kept) },
        NoticeLine { heading: words.invoke_notice_not_kept(), text: several(&notice.not_kept) },
        NoticeLine { heading: words.invoke_notice_rights(), text: several(&notice.rights) },
        NoticeLine { heading: words.invoke_notice_choice(), text: one(&notice.choice) },
    ];
    let reading: Vec<String> =
        parts.iter().map(|part| format!("{}. {}", part.heading, part.text)).collect();
    let adapter = app.global::<FormNoticeAdapter>();
    adapter.set_form(one(&filling.form().title));
    adapter.set_title(one(&notice.title));
    adapter.set_agree(one(&notice.agree));
    adapter.set_decline(one(&notice.decline));
    adapter.set_reading(reading.join(". ").into());
    adapter.set_parts(ModelRc::new(VecModel::from(parts)));
}
