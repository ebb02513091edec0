//! Into a form and out of it: from the page of a procedure, or with the code of one begun before.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use shared::form::Form;
use shared::ids::{DeclarationId, ProcedureId};
use shared::protocol::ContinuedDeclaration;

use super::keeping::{Kept, NotContinued};
use super::rows::province_of;
use super::shelf::{CODE_DIGITS, FormShelf, code_of_slip};
use super::{FillEffect, FillInput, FillScreen, Filling, Scanned, Secret};
use crate::session::input::Effect;
use crate::session::step::Step;
use crate::session::{Choice, Session};

impl Session {
    /// The forms that can be filled in, and the entry of a code.
    #[must_use]
    pub fn shelf(&self) -> &FormShelf {
        &self.shelf
    }

    /// The form of a procedure, when it can be filled in here.
    #[must_use]
    pub fn form_for(&self, procedure: &ProcedureId) -> Option<&Form> {
        let forms = self.shelf.forms()?;
        self.form_number(procedure).map(|number| &forms.forms[number])
    }

    fn form_number(&self, procedure: &ProcedureId) -> Option<usize> {
        let view = self.shelf.forms()?;
        // Nobody is asked anything without having been told what becomes of it.
        view.notice.as_ref()?;
        let forms = view.forms.iter().enumerate();
        forms
            .filter(|(_, form)| form.procedures.contains(procedure))
            .max_by_key(|(_, form)| form.version)
            .map(|(number, _)| number)
    }

    pub(super) fn open_form(&mut self, procedure: &ProcedureId) {
        if self.step != Step::Procedure || self.choice.procedure.as_ref() != Some(procedure) {
            return;
        }
        if let Some(filling) = &mut self.filling
            && filling.form().procedures.contains(procedure)
        {
            filling.revision += 1;
            self.step = Step::Fill(filling.go_in());
            return;
        }
        let (Some(number), Some(forms)) = (self.form_number(procedure), self.shelf.forms.clone())
        else {
            return;
        };
        self.filling = Some(Filling::new(forms, number, self.home_province()));
        self.step = Step::Fill(FillScreen::Notice);
    }

    fn home_province(&self) -> Option<&'static str> {
        let center = &self.catalog.as_ref()?.center;
        province_of(&center.name.vi).or_else(|| province_of(&center.agency.vi))
    }

    pub(super) fn agree(&mut self, screen: FillScreen, id: DeclarationId, today: NaiveDate) {
        if let Some(filling) = &mut self.filling
            && screen == FillScreen::Notice
        {
            filling.id.get_or_insert(id);
            filling.today = today;
            filling.revision += 1;
            self.step = Step::Fill(filling.resume());
        }
    }

    /// A no: nothing stays, and a number can still be taken.
    pub(super) fn decline(&mut self) {
        self.filling = None;
        self.step = self.step_outside();
    }

    /// Out of the form; what was answered stays as long as the person does.
    pub(super) fn leave_form(&mut self, now: Duration) {
        let is_empty = self.filling.as_ref().is_none_or(|filling| filling.answers.is_empty());
        if is_empty {
            self.filling = None;
        }
        self.shelf.forget_code();
        self.step = self.step_outside();
        if self.step == Step::Welcome {
            // Nothing was begun but the form, so no number is wished for.
            self.leave(now);
        }
    }

    fn step_outside(&self) -> Step {
        if self.procedure().is_some() { Step::Procedure } else { Step::Welcome }
    }

    pub(super) fn open_code(&mut self) {
        if self.step == Step::Welcome {
            self.shelf.forget_code();
            self.step = Step::Fill(FillScreen::Code);
        }
    }

    /// A slip that is held to the reader on the first screen: its code stands in the field.
    pub(super) fn open_slip(&mut self, scanned: &Scanned) {
        if self.step == Step::Welcome
            && let Some(code) = code_of_slip(scanned)
        {
            self.open_code();
            self.shelf.type_code(code);
        }
    }

    pub(super) fn enter_code(&mut self, input: FillInput, now: Duration) -> Vec<Effect> {
        if self.step != Step::Fill(FillScreen::Code) {
            return Vec::new();
        }
        self.shelf.revision += 1;
        match input {
            FillInput::Back => self.leave_form(now),
            FillInput::CodeTyped(text) if !self.shelf.awaited => {
                self.shelf.type_code(text.reveal());
            }
            FillInput::RunBegan => self.shelf.run_began(),
            FillInput::Scanned(scanned) if !self.shelf.awaited => self.shelf.take_scan(&scanned),
            FillInput::CodeGiven { today } if !self.shelf.awaited => {
                if self.shelf.code().len() < CODE_DIGITS {
                    self.shelf.trouble = Some(NotContinued::TooShort);
                } else {
                    self.shelf.awaited = true;
                    self.shelf.today = today;
                    let code = Secret::from(self.shelf.code());
                    let effect = FillEffect::Continue { code, answer_in: self.language };
                    return vec![Effect::Fill(effect)];
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// What was begun before came from the server.
    pub(super) fn go_on_with(&mut self, begun: ContinuedDeclaration, now: Duration) {
        if self.step != Step::Fill(FillScreen::Code) || !self.shelf.awaited {
            return;
        }
        let number = self.shelf.forms.as_ref().and_then(|view| {
            view.notice.as_ref()?;
            let mut forms = view.forms.iter();
            forms.position(|form| form.id == begun.form && form.version == begun.version)
        });
        let today = self.shelf.today;
        self.shelf.forget_code();
        self.touched_at = now;
        self.entered_at = now;
        let (Some(number), Some(forms)) = (number, self.shelf.forms.clone()) else {
            self.shelf.trouble = Some(NotContinued::FormChanged);
            return;
        };
        let mut filling = Filling::new(Arc::clone(&forms), number, self.home_province());
        filling.id = Some(begun.id);
        filling.today = today;
        filling.answers = begun.answers;
        self.choice = self.choice_of(filling.form());
        // Another notice since: it has to be read before anything goes on.
        let is_same = filling.notice().is_some_and(|notice| notice.version == begun.notice_version);
        let screen = if is_same { filling.resume() } else { FillScreen::Notice };
        self.filling = Some(filling);
        self.step = Step::Fill(screen);
    }

    /// The choice that leads to the number: the first procedure of the form that the catalogue knows.
    fn choice_of(&self, form: &Form) -> Choice {
        let known = self.catalog.as_ref().and_then(|catalog| {
            catalog.procedures.iter().find(|procedure| form.procedures.contains(&procedure.id))
        });
        known.map_or_else(Choice::default, |procedure| Choice {
            service: Some(procedure.service.clone()),
            procedure: Some(procedure.id.clone()),
            priority: None,
        })
    }
}

impl Filling {
    /// Into a form that was left before.
    fn go_in(&mut self) -> FillScreen {
        match (&self.kept, self.id, self.at.clone()) {
            (Some(kept), ..) if kept.is_sent() => FillScreen::Kept,
            (_, None, _) => FillScreen::Notice,
            (_, Some(_), Some(key)) => self.go_to(key),
            (_, Some(_), None) => self.resume(),
        }
    }

    /// Whether it went out of the person's hands.
    pub(super) fn is_sent(&self) -> bool {
        self.kept.as_ref().is_some_and(Kept::is_sent)
    }
}
