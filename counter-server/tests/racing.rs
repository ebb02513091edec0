//! Ten thousand people and up to thirty-two desks that call at once over HTTP.

mod server;

use std::collections::{BTreeMap, HashMap};

use counter_server::auth::Role;
use counter_server::check;
use counter_server::writer::{Done, Submission};
use futures_util::future::join_all;
use rusqlite::Connection;
use server::TestServer;
use server::catalog::change_catalog;
use server::client::{Client, new_id};
use shared::catalog::Desk;
use shared::day::{Actor, Command, IssueTicket, QueueKey};
use shared::ids::{DeskId, PriorityId, ServiceId, TicketId};
use shared::text::Language;

const PEOPLE: usize = 10_000;
const DESKS: usize = 32;
const SERVICES: [&str; 4] = ["civil-status", "certification", "land-building", "business"];

fn desk_id(n: usize) -> String {
    format!("r{n}")
}

/// Desks that all serve the same queues, so that the order of all calls is one.
async fn add_desks(test: &TestServer) {
    change_catalog(test, |catalog| {
        catalog.desks = (0..DESKS)
            .map(|n| Desk {
                id: DeskId::from(desk_id(n)),
                name: (n + 1).to_string(),
                services: SERVICES.map(ServiceId::from).to_vec(),
                delay_minutes: BTreeMap::new(),
                planned: Vec::new(),
            })
            .collect();
        catalog.zones = Vec::new();
    })
    .await;
}

/// Gives the numbers, every seventh with a head start.
async fn fill_queues(test: &TestServer) {
    let state = test.server().state();
    for block in 0..PEOPLE / 500 {
        let wishes = (0..500).map(|n| {
            let n = block * 500 + n;
            let service = ServiceId::from(SERVICES[n % SERVICES.len()]);
            let wish = IssueTicket {
                priority: (n % 7 == 0).then(|| PriorityId::from("elderly")),
                ..IssueTicket::walk_in(TicketId(new_id()), service, Language::Vi)
            };
            let command = Command::IssueTicket(Box::new(wish));
            state.writer.submit(Submission::command(command, Actor::Device { device: 1 }))
        });
        for answer in join_all(wishes).await {
            assert!(matches!(answer, Ok(Done::Ticket { is_new: true, .. })), "{answer:?}");
        }
    }
}

/// Calls and sends away until nobody waits or so many were called; gives the numbers called.
async fn work(client: &Client, desk: usize, most: usize) -> Vec<String> {
    let desk = desk_id(desk);
    let mut called = Vec::new();
    while called.len() < most {
        let answer = client.press(&desk, "call-next").await;
        if answer.status == 204 {
            break;
        }
        let answer = answer.expect(200, "");
        called.push(answer.json["ticket"]["id"].as_str().unwrap().to_owned());
        client.press(&desk, "no-show").await.expect(200, "");
    }
    called
}

/// The calls of the log, in order.
fn logged_calls(test: &TestServer) -> Vec<TicketId> {
    let connection = Connection::open(test.database()).unwrap();
    let mut statement = connection
        .prepare("SELECT json_extract(body, '$.what.ticket') FROM events WHERE type = 'ticket_called' ORDER BY seq")
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    rows.map(|id| TicketId(id.unwrap().parse().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_to_thirty_two_desks_call_ten_thousand_people_each_once_and_in_order() {
    let test = TestServer::start().await;
    add_desks(&test).await;
    let manager = test.staff("manager", Role::Manager, None).await;
    fill_queues(&test).await;
    for n in 0..DESKS {
        manager.press(&desk_id(n), "open").await.expect(200, "");
    }
    let keys: HashMap<TicketId, QueueKey> = {
        let snapshot = test.server().state().snapshot();
        snapshot.day.tickets().map(|ticket| (ticket.id, ticket.key())).collect()
    };
    assert_eq!(keys.len(), PEOPLE);
    let mut called = Vec::new();
    for (desks, each) in [(2, 250), (8, 250), (32, usize::MAX)] {
        let working = (0..desks).map(|desk| work(&manager, desk, each));
        called.extend(join_all(working).await.into_iter().flatten());
    }
    assert_eq!(called.len(), PEOPLE);
    called.sort();
    called.dedup();
    assert_eq!(called.len(), PEOPLE, "nobody is called twice");
    let logged = logged_calls(&test);
    assert_eq!(logged.len(), PEOPLE);
    let order: Vec<QueueKey> = logged.iter().map(|id| keys[id]).collect();
    assert!(order.is_sorted(), "whoever has the smaller key is called first");
    let report = check::check_database(&test.database()).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
}
