//! The question for a priority group, and the list of groups.

use shared::ids::PriorityId;
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};

use super::Tell;
use super::lists::kept;
use crate::session::{Input, Session};
use crate::ui::{App, Choice, PriorityAdapter, Words};

pub(super) fn connect(app: &App, tell: &Tell) {
    let adapter = app.global::<PriorityAdapter>();
    let to = tell.clone();
    adapter.on_no(move || to(Input::PriorityNo));
    let to = tell.clone();
    adapter.on_yes(move || to(Input::PriorityYes));
    let to = tell.clone();
    adapter.on_chosen(move |id| to(Input::ChoosePriority(PriorityId::from(id.as_str()))));
}

pub(super) fn show(app: &App, session: &Session) {
    let language = session.language();
    let words = app.global::<Words>();
    let adapter = app.global::<PriorityAdapter>();
    let names: Vec<SharedString> = session
        .catalog()
        .map(|catalog| {
            catalog.priorities.iter().map(|class| class.name.get(language).into()).collect()
        })
        .unwrap_or_default();
    adapter.set_names(ModelRc::new(VecModel::from(names)));
    let rows: Vec<Choice> = session
        .priorities_on_page()
        .map(|class| Choice {
            id: class.id.as_str().into(),
            name: class.name.get(language).into(),
            detail: words.invoke_head_start(
                class.description.get(language).into(),
                i32::try_from(class.head_start_minutes).unwrap_or(i32::MAX),
            ),
        })
        .collect();
    adapter.set_groups(kept(adapter.get_groups(), rows));
}
