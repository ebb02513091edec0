//! One possible course of the day from now on, by the rules by which desks call.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::chance::Chance;
use super::moment::Moment;
use super::plan::{Joining, NOBODY, Place, Plan};
use super::staff::{Begins, DeskPlan};

/// Nobody knows how fast the staff of today is: each course takes another view, equally likely.
const PACE_FACTORS: [f64; 8] = [0.81, 0.88, 0.93, 0.98, 1.03, 1.08, 1.15, 1.26];

/// A desk that had nobody calls whoever comes within so many seconds.
const LOOKS_UP_SECONDS: f64 = 20.0;

/// Numbers of desks, as luck knows them, begin after any number of events.
const DESKS: u64 = 1 << 62;

/// The order of those who will come: after everybody with the same key who is here.
const COMES: u64 = u64::MAX - 1;

/// The state of a course.
struct Run<'a> {
    plan: &'a Plan,
    course: usize,
    chance: Chance,
    pace_factor: f64,
    /// How many of each line were called.
    heads: Vec<usize>,
    /// Those who joined each line on the way.
    joined: Vec<BinaryHeap<Reverse<Place>>>,
    /// Those who join later.
    coming: BinaryHeap<Reverse<Joining>>,
    /// When each desk calls next.
    free: BinaryHeap<Reverse<(Moment, usize)>>,
}

/// Plays the day once and tells `called` who is called after how many milliseconds.
pub(super) fn play(plan: &Plan, course: usize, mut called: impl FnMut(u32, Moment)) {
    let mut run = Run {
        plan,
        course,
        chance: Chance::of(course, u64::MAX),
        pace_factor: PACE_FACTORS[course % PACE_FACTORS.len()],
        heads: vec![0; plan.lines.len()],
        joined: vec![BinaryHeap::new(); plan.lines.len()],
        coming: plan.returning.iter().copied().map(Reverse).collect(),
        free: BinaryHeap::new(),
    };
    run.expect_appointments();
    run.expect_arrivals();
    run.begin();
    let mut left = plan.asked.len();
    while left > 0
        && let Some((at, desk)) = run.next_free()
    {
        let Some(place) = run.take(&plan.desks[desk]) else {
            // It waits for whoever comes next; when nobody will, it has no part any more.
            if let Some(Reverse(joining)) = run.coming.peek() {
                run.free.push(Reverse((joining.at.max(at), desk)));
            }
            continue;
        };
        if place.who != NOBODY {
            called(place.who, at);
            left -= 1;
        }
        let ends = if place.order == u64::MAX { at } else { run.serve(place, at) };
        run.free.push(Reverse((ends, desk)));
    }
}

impl Run<'_> {
    /// The next desk that can call, with those in line who have come by then.
    fn next_free(&mut self) -> Option<(Moment, usize)> {
        let Reverse((mut at, desk)) = self.free.pop()?;
        while let Some((_, ends)) =
            self.plan.desks[desk].breaks.iter().find(|(from, to)| *from <= at && at < *to)
        {
            at = *ends;
        }
        if self.free.peek().is_some_and(|Reverse((other, _))| *other < at) {
            self.free.push(Reverse((at, desk)));
            return self.next_free();
        }
        while let Some(Reverse(joining)) = self.coming.peek().copied().filter(|j| j.0.at <= at) {
            self.coming.pop();
            self.joined[joining.line as usize].push(Reverse(joining.place));
        }
        Some((at, desk))
    }

    /// Takes the first of a desk's lines: the smallest key plus delay.
    fn take(&mut self, desk: &DeskPlan) -> Option<Place> {
        let mut best: Option<(Moment, Place, usize, bool)> = None;
        for (line, delay) in &desk.lines {
            let line = *line as usize;
            let here = self.plan.lines[line].get(self.heads[line]).copied();
            let joined = self.joined[line].peek().map(|place| place.0);
            let (place, is_here) = match (here, joined) {
                (Some(here), Some(joined)) if joined < here => (joined, false),
                (Some(here), _) => (here, true),
                (None, Some(joined)) => (joined, false),
                (None, None) => continue,
            };
            let key = place.key + delay;
            if best.is_none_or(|(best, other, ..)| (key, place.order) < (best, other.order)) {
                best = Some((key, place, line, is_here));
            }
        }
        let (_, place, line, is_here) = best?;
        if is_here {
            self.heads[line] += 1;
        } else {
            self.joined[line].pop();
        }
        Some(place)
    }

    /// Serves somebody; when the desk can call again.
    fn serve(&mut self, place: Place, at: Moment) -> Moment {
        // Everybody has the same luck in the same course of every estimate, so that what people are told
        // changes with the day and not with the dice.
        let mut chance = match place.order {
            COMES => Chance::of(self.course, self.chance.next()),
            order => Chance::of(self.course, order),
        };
        let busy = self.plan.busy[place.service as usize].draw(&mut chance);
        let ends = at + milliseconds(busy * self.pace_factor);
        if let Some(next) = self.plan.onward.get(&place.who) {
            let place = Place { who: NOBODY, service: *next, ..place };
            self.coming.push(Reverse(Joining { at: ends, line: *next, place }));
        }
        ends + milliseconds(self.plan.gaps.between.draw(&mut chance))
    }

    fn begin(&mut self) {
        for (index, desk) in self.plan.desks.iter().enumerate() {
            let gaps = &self.plan.gaps;
            let chance = &mut Chance::of(self.course, DESKS + index as u64);
            let at = match &desk.begins {
                Begins::Free { neglected_seconds } => {
                    let passed = neglected_seconds.unwrap_or(0.0);
                    let rest = gaps.breath.draw_rest(passed, chance);
                    let looks_up = passed < LOOKS_UP_SECONDS;
                    milliseconds(if looks_up { rest.min(LOOKS_UP_SECONDS) } else { rest })
                }
                Begins::Busy { service, passed_seconds } => {
                    let busy = &self.plan.busy[*service as usize];
                    let passed = passed_seconds / self.pace_factor;
                    let rest = busy.draw_rest(passed, chance) * self.pace_factor;
                    milliseconds(rest + gaps.between.draw(chance))
                }
                Begins::Paused { passed_seconds, not_before } => {
                    let rest = gaps.pause.draw_rest(*passed_seconds, chance);
                    milliseconds(rest).max(*not_before)
                }
                Begins::At(at) => *at,
            };
            self.free.push(Reverse((at, index)));
        }
    }

    /// Some persons with an appointment come, at its start or, once that has passed, until its end.
    fn expect_appointments(&mut self) {
        for booked in &self.plan.appointments {
            if self.chance.unit() >= self.plan.shown {
                continue;
            }
            let left = usize::try_from(booked.ends.max(0)).unwrap_or(0);
            let at = if booked.starts > 0 {
                booked.starts
            } else {
                Moment::try_from(self.chance.below(left)).unwrap_or(0)
            };
            self.expect(at, booked.service, at - booked.head_start);
        }
    }

    /// Others come as those of late did; only who can overtake somebody matters.
    fn expect_arrivals(&mut self) {
        let Some(gap) = self.plan.arrival_gap else { return };
        let mut at = 0.0;
        loop {
            at += -gap * (1.0 - self.chance.unit()).ln();
            let moment = at as Moment;
            if moment >= self.plan.arrivals_end {
                return;
            }
            let (service, head_start) = self.plan.recent[self.chance.below(self.plan.recent.len())];
            if moment - head_start <= self.plan.delay_max {
                self.expect(moment, service, moment - head_start);
            }
        }
    }

    fn expect(&mut self, at: Moment, service: u32, key: Moment) {
        let place = Place { key, order: COMES, who: NOBODY, service };
        self.coming.push(Reverse(Joining { at, line: service, place }));
    }
}

fn milliseconds(seconds: f64) -> Moment {
    (seconds * 1_000.0) as Moment
}
