//! How long those who wait may expect to wait: the rest of the day, played forward many times by the very
//! rules by which desks call.
//!
//! Modelled: keys and head starts, delays of desks, tickets for one desk alone, timed holds that come back,
//! appointments, next steps of a visit, whoever may overtake as others did of late, desks that are busy,
//! pause, are planned to open, or have a lunch break; learned lengths of calls, and today's gaps between
//! them. Not modelled: transfers and calls by number to come, holds without a time, staff who go home early.

mod chance;
mod gaps;
mod lengths;
mod moment;
mod plan;
mod run;
mod staff;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use self::moment::Moment;
use self::plan::{Asked, Plan};
use super::pace::Paces;
use super::state::Day;
use crate::catalog::Catalog;
use crate::ids::{ServiceId, TicketId};

/// Courses of the day that are played: enough for a steady 80 % quantile when few wait; long queues average
/// out by themselves, so fewer are played then and the cost stays bounded.
const COURSES_MAX: usize = 96;
const COURSES_MIN: usize = 16;

/// About how many calls are played in all.
const CALLS_PLAYED: usize = 150_000;

/// Nobody is told of a longer wait: a day.
const WAIT_SECONDS_MAX: u32 = 86_400;

/// The share of waits that the cautious one covers, in percent.
const CAUTIOUS_PERCENT: usize = 80;

/// What a person who waits may expect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Estimate {
    /// People who wait for the same service and are called before this one.
    pub people_ahead: u32,
    /// Minutes to be expected: as many wait longer as shorter.
    pub likely_minutes: u32,
    /// Minutes that four of five do not exceed; never less than likely.
    pub cautious_minutes: u32,
}

/// What everybody who waits at one moment may expect, and whoever would come then.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    tickets: HashMap<TicketId, Estimate>,
    newcomers: HashMap<ServiceId, Vec<(u32, Estimate)>>,
}

/// The waits of one row, in seconds.
struct Waits {
    likely: u32,
    cautious: u32,
}

impl Forecast {
    /// Plays the rest of the day from `now`. Costs tens of milliseconds with ten thousand waiting and less
    /// than one with a hundred; to be kept until the day changes.
    #[must_use]
    pub fn new(day: &Day, catalog: &Catalog, paces: &Paces, now: DateTime<Utc>) -> Self {
        let plan = Plan::of(day, catalog, paces, now);
        let waits = waits(&plan);
        let mut rows: Vec<usize> = (0..plan.asked.len()).collect();
        let mut place = vec![(0, 0); rows.len()];
        for entry in plan.lines.iter().flatten() {
            place[entry.who as usize] = (entry.key, entry.order);
        }
        rows.sort_unstable_by_key(|row| (waits[*row].likely, place[*row]));
        let mut forecast = Self::default();
        let mut ahead: HashMap<&ServiceId, u32> = HashMap::new();
        for row in rows {
            match &plan.asked[row] {
                Asked::Ticket(id) => {
                    let Some(ticket) = day.ticket(*id) else { continue };
                    let before = ahead.entry(&ticket.service).or_default();
                    forecast.tickets.insert(*id, waits[row].estimate(*before));
                    *before += 1;
                }
                Asked::Newcomer(service, credit) => {
                    let before = ahead.get(service).copied().unwrap_or(0);
                    let estimates = forecast.newcomers.entry(service.clone()).or_default();
                    estimates.push((*credit, waits[row].estimate(before)));
                }
            }
        }
        forecast
    }

    /// What a ticket that waits may expect; `None` for any other.
    #[must_use]
    pub fn of_ticket(&self, ticket: TicketId) -> Option<Estimate> {
        self.tickets.get(&ticket).copied()
    }

    /// What somebody may expect who takes a number now; head starts that no class has count as the next
    /// smaller one. Nothing at all for a service that the catalogue does not know.
    #[must_use]
    pub fn of_newcomer(&self, service: &ServiceId, head_start_minutes: u32) -> Estimate {
        let known = self.newcomers.get(service).into_iter().flatten();
        known
            .filter(|(credit, _)| *credit <= head_start_minutes)
            .max_by_key(|(credit, _)| *credit)
            .map_or_else(Estimate::default, |(_, estimate)| *estimate)
    }
}

/// Plays the courses; the waits of every row.
fn waits(plan: &Plan) -> Vec<Waits> {
    let rows = plan.asked.len();
    let courses = (CALLS_PLAYED / rows.max(1)).clamp(COURSES_MIN, COURSES_MAX);
    let mut seconds = vec![WAIT_SECONDS_MAX; rows * courses];
    for course in 0..courses {
        run::play(plan, course, |row, at| {
            seconds[row as usize * courses + course] = whole_seconds(at);
        });
    }
    let of_row = |waits: &mut [u32]| {
        waits.sort_unstable();
        let likely = u32::midpoint(waits[(courses - 1) / 2], waits[courses / 2]);
        Waits { likely, cautious: waits[courses * CAUTIOUS_PERCENT / 100].max(likely) }
    };
    seconds.chunks_exact_mut(courses).map(of_row).collect()
}

impl Waits {
    /// Likely to the nearest minute, cautious up to the next.
    fn estimate(&self, people_ahead: u32) -> Estimate {
        let likely_minutes = (self.likely + 30) / 60;
        let cautious_minutes = self.cautious.div_ceil(60).max(likely_minutes);
        Estimate { people_ahead, likely_minutes, cautious_minutes }
    }
}

fn whole_seconds(at: Moment) -> u32 {
    u32::try_from(at / 1_000).unwrap_or(0).min(WAIT_SECONDS_MAX)
}
