//! Changes of the catalogue while the server runs.

use std::sync::Arc;

use counter_server::storage::audit::{AuditAction, AuditEntry};
use counter_server::writer::Record;
use shared::catalog::{Catalog, Service};

use super::TestServer;

/// Lets another catalogue hold from now on.
pub(crate) async fn change_catalog(test: &TestServer, change: impl FnOnce(&mut Catalog)) {
    let state = test.server().state();
    let snapshot = state.snapshot();
    let mut catalog = (*snapshot.catalog).clone();
    change(&mut catalog);
    let record = Record::ChangeCatalog {
        catalog: Arc::new(catalog),
        base_version: snapshot.catalog_version,
        audit: AuditEntry::new(AuditAction::CatalogChanged, None),
    };
    state.writer.record(record).await.unwrap();
}

/// A queue of the catalogue, to be changed.
pub(crate) fn service<'a>(catalog: &'a mut Catalog, id: &str) -> &'a mut Service {
    catalog.services.iter_mut().find(|service| service.id.as_str() == id).unwrap()
}
