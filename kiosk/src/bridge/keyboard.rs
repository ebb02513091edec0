//! What a key makes of the text of the field that is written into.

use slint::ComponentHandle;

use crate::typing::{Field, Kind, Method, normal};
use crate::ui::{App, KeyboardKind, Typing, TypingMethod, Written};

pub(super) fn connect(app: &App) {
    let typing = app.global::<Typing>();
    let weak = app.as_weak();
    typing.on_press(move |text, anchor, caret, key, kind, longest| {
        let method = weak.upgrade().map(|app| app.global::<Typing>().get_method());
        let field = Field {
            kind: kind_of(kind),
            method: method_of(method.unwrap_or(TypingMethod::Telex)),
            characters_max: usize::try_from(longest).unwrap_or_default(),
        };
        match field.press(&text, (place(anchor), place(caret)), &key) {
            Some(written) => Written {
                text: written.text.into(),
                caret: i32::try_from(written.caret).unwrap_or(i32::MAX),
                taken: true,
            },
            None => Written { text, caret, taken: false },
        }
    });
    typing.on_begins_word(|text, caret, kind| {
        let field =
            Field { kind: kind_of(kind), method: Method::default(), characters_max: usize::MAX };
        text.get(..place(caret).min(text.len())).is_some_and(|before| field.begins_word(before))
    });
    typing.on_normal(|text| normal(&text).into());
}

/// The next person finds the keyboard as it was in the morning.
pub(super) fn reset(app: &App) {
    app.global::<Typing>().set_method(TypingMethod::Telex);
}

/// Tells how large the window is, in logical pixels, for the least size of keys.
pub(super) fn fit(app: &App, width: f32) {
    app.global::<Typing>().set_window_width(width);
}

/// Tells how wide the visible panel is, in millimetres, for the least size of keys.
pub(super) fn measure_panel(app: &App, width_mm: u32) {
    #[expect(clippy::cast_precision_loss, reason = "a panel has a few thousand millimetres")]
    app.global::<Typing>().set_panel_width_mm(width_mm as f32);
}

fn place(offset: i32) -> usize {
    usize::try_from(offset).unwrap_or_default()
}

fn kind_of(kind: KeyboardKind) -> Kind {
    match kind {
        KeyboardKind::Text => Kind::Text,
        KeyboardKind::Sentence => Kind::Sentence,
        KeyboardKind::Name => Kind::Name,
        KeyboardKind::Number => Kind::Number,
        KeyboardKind::Email => Kind::Email,
        KeyboardKind::Pin => Kind::Pin,
        KeyboardKind::Money => Kind::Money,
        KeyboardKind::Date => Kind::Date,
    }
}

fn method_of(method: TypingMethod) -> Method {
    match method {
        TypingMethod::Telex => Method::Telex,
        TypingMethod::Vni => Method::Vni,
        TypingMethod::Marks => Method::Marks,
    }
}
