//! Every address of the API as everybody: generated from the table of permissions.

mod server;

use std::collections::BTreeSet;

use counter_server::identity::{API, Access, DeviceKind, Role};
use reqwest::{Method, RequestBuilder};
use serde_json::json;
use server::client::{Client, new_id, wish};
use server::{PASSWORD, TestServer};
use shared::catalog::Catalog;

/// Somebody who asks, with what the table says about them.
struct Caller {
    name: String,
    client: Client,
    who: Who,
}

#[derive(Clone, Copy)]
enum Who {
    Nobody,
    Device(DeviceKind),
    /// Signed in at desk 1.
    Staff(Role),
}

impl Caller {
    fn is_let_in(&self, access: Access, desk: &str) -> bool {
        match self.who {
            Who::Nobody => access == Access::Anyone,
            Who::Device(kind) => access.admits_device(kind),
            Who::Staff(role) => access.admits_staff(role, desk == "1"),
        }
    }
}

async fn callers(test: &TestServer) -> Vec<Caller> {
    let mut callers =
        vec![Caller { name: "nobody".to_owned(), client: test.nobody(), who: Who::Nobody }];
    for kind in DeviceKind::ALL {
        let client = test.device(kind, "Device in the test");
        callers.push(Caller { name: kind.name().to_owned(), client, who: Who::Device(kind) });
    }
    for role in Role::ALL {
        let client = test.staff(role.name(), role, Some("1")).await;
        callers.push(Caller { name: role.name().to_owned(), client, who: Who::Staff(role) });
    }
    callers
}

/// A body that can be read; what it names need not exist.
fn with_body(
    request: RequestBuilder,
    method: &str,
    template: &str,
    catalog: &Catalog,
) -> RequestBuilder {
    match (method, template.rsplit('/').next().unwrap()) {
        ("POST", "leases") => request.json(&json!({"journal": new_id()})),
        ("POST", "admit") => request.json(&json!({"number": "A9001"})),
        ("POST", "continue") => request.json(&json!({"code": "12345678"})),
        ("POST", "answers") => request.json(&json!({"answers": {}, "revision": 1})),
        ("POST", "file") => request.json(&json!({"way": "direct", "revision": 1})),
        ("PUT", "{id}") => request.json(&wish("business")),
        ("PUT", "status") if template.contains("/board/") => {
            request.json(&json!({"zone": null, "sound": "voice", "unspoken": 0, "version": "1"}))
        }
        ("PUT", "status") => request.json(&json!({
            "printer": {"state": "ready"}, "language": "vi", "version": "1", "journal_ok": true
        })),
        ("PUT", "catalog") => request.json(catalog),
        ("POST", "print") => request.json(&json!({"outcome": "printed"})),
        ("POST", "session") => request.json(&json!({"name": "staff", "password": PASSWORD})),
        ("POST", "pause") => request.json(&json!({"reason": "no such reason"})),
        ("POST", "call" | "resume") => request.json(&json!({"number": "A001"})),
        ("POST", "transfer") => request.json(&json!({"service": "business"})),
        ("POST", "note") => request.json(&json!({"note": "a note"})),
        ("POST", "correct") => request.json(&json!({"service": "business"})),
        _ => request,
    }
}

#[tokio::test]
async fn every_address_lets_in_whom_the_table_says() {
    let test = TestServer::start().await;
    let callers = callers(&test).await;
    let catalog = test.server().state().snapshot().catalog.clone();
    let mut asked = 0;
    for (method, template, access) in API {
        if (*method, *template) == ("DELETE", "/api/v1/session") {
            // It would sign the callers out; its own test has it.
            continue;
        }
        let desks: &[&str] = if template.contains("{desk}") { &["1", "5"] } else { &["-"] };
        for (caller, desk) in callers.iter().flat_map(|one| desks.iter().map(move |d| (one, *d))) {
            let path = template
                .replace("{id}", &new_id().to_string())
                .replace("{desk}", desk)
                .replace("{device}", "1")
                .replace("{token}", "unknown");
            let path = if path == "/api/v1/tickets" { format!("{path}?number=A001") } else { path };
            let path = match path.as_str() {
                "/api/v1/voice" => format!("{path}?number=A001&desk=5&language=vi"),
                _ => path,
            };
            let verb = Method::from_bytes(method.as_bytes()).unwrap();
            let request = with_body(caller.client.request(verb, &path), method, template, &catalog);
            // Only the head: a live stream does not end.
            let status = request.send().await.unwrap().status().as_u16();
            let is_let_in = status != 401 && status != 403;
            let name = &caller.name;
            assert_eq!(
                is_let_in,
                caller.is_let_in(*access, desk),
                "{name} {method} {path}: {status}"
            );
            if !is_let_in {
                let expected = if matches!(caller.who, Who::Nobody) { 401 } else { 403 };
                assert_eq!(status, expected, "{name} {method} {path}");
            }
            asked += 1;
        }
    }
    assert!(asked > 300, "{asked} requests");
}

#[tokio::test]
async fn the_table_and_the_document_name_the_same_addresses() {
    let test = TestServer::start().await;
    let document = test.nobody().get("/api/v1/openapi.json").await.expect(200, "");
    assert!(document.json["openapi"].as_str().unwrap().starts_with("3.1."));
    let mut documented = BTreeSet::new();
    for (path, methods) in document.json["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            documented.insert((method.to_uppercase(), path.clone()));
        }
    }
    let table: BTreeSet<_> =
        API.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(table, documented);
    assert_eq!(table.len(), API.len(), "none is listed twice");
}
