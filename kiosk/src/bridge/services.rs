//! The screen of fields.

use shared::catalog::Icon;
use shared::ids::ServiceId;
use slint::ComponentHandle;

use super::Tell;
use super::lists::kept;
use crate::session::{Input, Session};
use crate::ui::{App, ServiceIcon, ServiceTile, ServicesAdapter};

pub(super) fn connect(app: &App, tell: &Tell) {
    let to = tell.clone();
    app.global::<ServicesAdapter>()
        .on_chosen(move |id| to(Input::ChooseService(ServiceId::from(id.as_str()))));
}

pub(super) fn show(app: &App, session: &Session) {
    let language = session.language();
    let tiles: Vec<ServiceTile> = session
        .services_on_page()
        .map(|service| ServiceTile {
            id: service.id.as_str().into(),
            name: service.name.get(language).into(),
            description: service.description.get(language).into(),
            icon: icon(service.icon),
            open: service.open,
        })
        .collect();
    let adapter = app.global::<ServicesAdapter>();
    adapter.set_services(kept(adapter.get_services(), tiles));
}

fn icon(icon: Icon) -> ServiceIcon {
    match icon {
        Icon::Family => ServiceIcon::Family,
        Icon::Stamp => ServiceIcon::Stamp,
        Icon::House => ServiceIcon::House,
        Icon::Care => ServiceIcon::Care,
        Icon::Shop => ServiceIcon::Shop,
        Icon::Folder => ServiceIcon::Folder,
    }
}
