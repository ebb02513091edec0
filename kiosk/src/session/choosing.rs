//! From the fields to the button that takes a number: what each choice leads to, and the way back.

use shared::ids::{PriorityId, ProcedureId, ServiceId};

use super::checklist::Checklist;
use super::find::Finding;
use super::input::Input;
use super::paging::Pages;
use super::step::Step;
use super::{Choice, Session};

impl Session {
    pub(super) fn choose(&mut self, input: Input) {
        match (self.step, input) {
            (Step::Welcome, Input::Start) => {
                self.choice = Choice::default();
                self.pages = Pages::default();
                self.finding = Finding::default();
                self.step = Step::Services;
            }
            (Step::Services, Input::ChooseService(id)) if self.knows_service(&id) => {
                self.choice = Choice { service: Some(id), ..Choice::default() };
                self.pages.procedures = 0;
                self.step = if self.finding.unsure && self.is_open() {
                    self.after_procedure()
                } else {
                    Step::Procedures
                };
            }
            (Step::Procedures, Input::ChooseProcedure(id)) if self.offers_procedure(&id) => {
                self.choice.procedure = Some(id);
                self.finding.chosen = false;
                self.checklist = Checklist::default();
                self.step = Step::Procedure;
            }
            (Step::Procedures, Input::SomethingElse) if self.is_open() => {
                self.choice.procedure = None;
                self.step = self.after_procedure();
            }
            (Step::Procedure, Input::Proceed) if self.is_open() => {
                self.step = self.after_procedure()
            }
            (Step::Priority, Input::PriorityNo) => {
                self.choice.priority = None;
                self.step = Step::Confirm;
            }
            (Step::Priority, Input::PriorityYes) => {
                self.pages.priorities = 0;
                self.step = Step::PriorityChoice;
            }
            (Step::PriorityChoice, Input::ChoosePriority(id)) if self.knows_priority(&id) => {
                self.choice.priority = Some(id);
                self.step = Step::Confirm;
            }
            // Anything else is a touch that came too late for its screen.
            _ => {}
        }
    }

    pub(super) fn after_procedure(&self) -> Step {
        let has_groups =
            self.catalog.as_ref().is_some_and(|catalog| !catalog.priorities.is_empty());
        if has_groups { Step::Priority } else { Step::Confirm }
    }

    pub(super) fn back(&mut self) {
        let before_priority =
            if self.choice.procedure.is_some() { Step::Procedure } else { Step::Procedures };
        self.step = match self.step {
            Step::Services if self.finding.opened => Step::Find,
            Step::Services | Step::Find => Step::Welcome,
            Step::Procedures => Step::Services,
            Step::Procedure if self.finding.chosen => {
                self.choice = Choice::default();
                Step::Find
            }
            Step::Procedure => {
                self.choice.procedure = None;
                Step::Procedures
            }
            Step::Priority => before_priority,
            Step::PriorityChoice => Step::Priority,
            Step::Confirm => {
                self.choice.priority = None;
                if self.after_procedure() == Step::Priority {
                    Step::Priority
                } else {
                    before_priority
                }
            }
            other => other,
        };
        if self.step == Step::Welcome {
            self.choice = Choice::default();
            self.pages = Pages::default();
            self.finding = Finding::default();
        }
    }

    pub(super) fn knows_service(&self, id: &ServiceId) -> bool {
        self.catalog
            .as_ref()
            .is_some_and(|catalog| catalog.services.iter().any(|service| service.id == *id))
    }

    pub(super) fn offers_procedure(&self, id: &ProcedureId) -> bool {
        self.procedures().iter().any(|procedure| procedure.id == *id)
    }

    pub(super) fn knows_priority(&self, id: &PriorityId) -> bool {
        self.catalog
            .as_ref()
            .is_some_and(|catalog| catalog.priorities.iter().any(|class| class.id == *id))
    }
}
