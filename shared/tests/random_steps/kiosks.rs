//! Kiosks that go on without the server: what they got in advance, what they printed, what they have told.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use shared::day::{Command, EventKind, IssueTicket, NumberBlock, OfflineIssue};
use shared::ids::{JournalId, PriorityId, ServiceId, TicketId, TicketNumber};
use shared::text::Language;
use uuid::Uuid;

use crate::world::World;

/// What a kiosk does by itself, or what comes of it later.
#[derive(Clone, Debug)]
pub(crate) enum Alone {
    /// Asks for numbers; with a new journal it knows nothing of those it had.
    Lease { device: i64, new_journal: bool },
    /// Gives a number; its clock is off by so many seconds, which the server corrects but for a rest.
    Take {
        device: i64,
        service: usize,
        priority: Option<usize>,
        clock: i64,
        rest: i64,
        after: bool,
    },
    /// Tells of a number, perhaps not for the first time.
    Tell { paper: usize },
    /// Reception takes it in by its paper.
    Admit { paper: usize },
}

/// A number that a kiosk gave.
#[derive(Clone, Debug)]
pub(crate) struct Paper {
    pub(crate) ticket: TicketId,
    pub(crate) offline: OfflineIssue,
    service: ServiceId,
    priority: Option<PriorityId>,
}

/// What the kiosks know.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kiosks {
    pub(crate) papers: Vec<Paper>,
    journals: u128,
}

pub(crate) fn alone() -> impl Strategy<Value = Alone> {
    let take = (
        1_i64..4,
        0_usize..3,
        proptest::option::weighted(0.2, 0_usize..4),
        prop_oneof![6 => Just(0_i64), 1 => -900_i64..900],
        -3_i64..3,
        proptest::bool::weighted(0.4),
    );
    prop_oneof![
        2 => (1_i64..4, proptest::bool::weighted(0.1))
            .prop_map(|(device, new_journal)| Alone::Lease { device, new_journal }),
        5 => take.prop_map(|(device, service, priority, clock, rest, after)| {
            Alone::Take { device, service, priority, clock, rest, after }
        }),
        6 => (0_usize..60).prop_map(|paper| Alone::Tell { paper }),
        2 => (0_usize..60).prop_map(|paper| Alone::Admit { paper }),
    ]
}

impl Kiosks {
    fn journal(&self, device: i64) -> JournalId {
        JournalId(Uuid::from_u128(self.journals * 10 + u128::try_from(device).expect("small")))
    }

    /// The first number of a kiosk's blocks that it has not given.
    fn free(
        &self,
        world: &World,
        device: i64,
        date: NaiveDate,
        service: &ServiceId,
    ) -> Option<TicketNumber> {
        let mine = self.journal(device);
        let blocks = world.log.iter().filter_map(|logged| match &logged.event.what {
            EventKind::NumbersLeased { device: to, journal, blocks }
                if *to == device && *journal == mine =>
            {
                Some(blocks)
            }
            _ => None,
        });
        let of_date = |block: &&NumberBlock| block.date == date && block.service == *service;
        let is_given = |number: &TicketNumber| {
            self.papers.iter().any(|p| p.offline.number == *number && p.offline.leased_for == date)
        };
        blocks
            .flatten()
            .filter(of_date)
            .flat_map(|block| (block.first..=block.last).map(|n| block.number(n)))
            .find(|number| !is_given(number))
    }

    fn take(&mut self, world: &mut World, issued: &[TicketId], alone: &Alone) {
        let Alone::Take { device, service, priority, clock, rest, after } = alone else { return };
        let service = world.catalog.services[service % world.catalog.services.len()].id.clone();
        let seconds = TimeDelta::seconds;
        let date = world.catalog.local_date(world.now + seconds(*clock));
        let Some(number) = self.free(world, *device, date, &service) else { return };
        let arrived_at: DateTime<Utc> = world.now + seconds(*rest);
        let supersedes = issued.last().copied().filter(|_| *after);
        let used = |id| self.papers.iter().any(|paper| paper.offline.supersedes == Some(id));
        let offline = OfflineIssue {
            device: *device,
            number,
            leased_for: date,
            arrived_at,
            supersedes: supersedes.filter(|id| !used(*id)),
        };
        let priority = priority.map(|class| world.catalog.priorities[class].id.clone());
        self.papers.push(Paper { ticket: world.fresh_id(), offline, service, priority });
    }

    /// What is asked of the server, if anything.
    pub(crate) fn command(
        &mut self,
        world: &mut World,
        issued: &[TicketId],
        alone: &Alone,
    ) -> Option<Command> {
        match alone {
            Alone::Lease { device, new_journal } => {
                self.journals += u128::from(*new_journal);
                let journal = self.journal(*device);
                Some(Command::LeaseNumbers { device: *device, journal, count: 4 })
            }
            Alone::Take { .. } => {
                self.take(world, issued, alone);
                None
            }
            Alone::Tell { paper } => {
                let paper = self.papers.get(paper % self.papers.len().max(1))?;
                Some(paper.told())
            }
            Alone::Admit { paper } => {
                let number =
                    self.papers.get(paper % self.papers.len().max(1))?.offline.number.clone();
                let (ticket, language) = (world.fresh_id(), Language::Vi);
                Some(Command::AdmitPrinted { ticket, number, arrived_at: None, language })
            }
        }
    }
}

impl Paper {
    /// The kiosk tells of it.
    pub(crate) fn told(&self) -> Command {
        let walk_in = IssueTicket::walk_in(self.ticket, self.service.clone(), Language::Vi);
        Command::IssueTicket(Box::new(IssueTicket {
            priority: self.priority.clone(),
            offline: Some(self.offline.clone()),
            ..walk_in
        }))
    }
}
