//! The panel in millimetres: what is too small on it is told to the log, and to the staff in their menu.

use std::cell::{Cell, RefCell};

use shared::text::Language;
use slint::{ComponentHandle, SharedString};

use super::{Bridge, keyboard};
use crate::options::Size;
use crate::ui::{App, StaffAdapter, Words};
use crate::window::{Part, TooSmall, too_small, warning};

/// What is known of the panel.
#[derive(Default)]
pub(super) struct Panel {
    size_mm: Cell<Option<Size>>,
    small: RefCell<Vec<TooSmall>>,
}

impl Bridge {
    /// Takes the size of what is seen of the panel, in millimetres.
    pub fn measure_panel(&self, panel_mm: Size) {
        self.panel.size_mm.set(Some(panel_mm));
        keyboard::measure_panel(&self.app, panel_mm.width);
    }

    /// Looks what is too small in a window of so many logical pixels, and tells the log when that is something new.
    pub(super) fn look_at_panel(&self, width: f32, height: f32) {
        let Some(panel_mm) = self.panel.size_mm.get().filter(|_| width > 0.0 && height > 0.0)
        else {
            return;
        };
        let small = too_small(width, height, panel_mm);
        if *self.panel.small.borrow() != small
            && let Some(sentence) = warning(&small, panel_mm)
        {
            tracing::warn!("{sentence}");
        }
        *self.panel.small.borrow_mut() = small;
    }
}

/// The panel, as the menu for staff tells of it.
pub(super) fn show(app: &App, panel: &Panel, language: Language) {
    let adapter = app.global::<StaffAdapter>();
    let Some(Size { width, height }) = panel.size_mm.get() else {
        adapter.set_panel(SharedString::new());
        adapter.set_panel_bad(false);
        return;
    };
    let words = app.global::<Words>();
    let small = panel.small.borrow();
    let mut text = format!("{width} × {height} mm");
    for TooSmall { part, mm } in small.iter() {
        let (is, least) = (figure(*mm, language), format!("{:.0}", part.least_mm()));
        text.push_str(". ");
        text.push_str(&match part {
            Part::Buttons => words.invoke_small_buttons(is, least.into()),
            Part::LetterKeys => words.invoke_small_keys(is, least.into()),
            Part::MarkKeys => words.invoke_small_mark_keys(is, least.into()),
            Part::Text => words.invoke_small_text(is, least.into()),
        });
    }
    adapter.set_panel(text.into());
    adapter.set_panel_bad(!small.is_empty());
}

/// Millimetres with one decimal, written as the language does.
fn figure(mm: f32, language: Language) -> SharedString {
    let text = format!("{mm:.1}");
    match language {
        Language::Vi => text.replace('.', ",").into(),
        Language::En => text.into(),
    }
}
