//! Decides when the whole board is asked for again: the rule that nothing is missed, without I/O or clock.

/// Follows the server's sequence. The board is never patched: each word that may mean a change leads to a
/// new snapshot, one at a time, so that what is shown is always something that the server said as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Follower {
    shown: Option<u64>,
    heard: Option<u64>,
    wanted: bool,
    asking: bool,
    fell_short_of: Option<u64>,
}

impl Follower {
    /// The sequence of the snapshot that is shown, after which the stream resumes.
    #[must_use]
    pub(super) fn shown(&self) -> Option<u64> {
        self.shown
    }

    /// An event came.
    pub(super) fn event(&mut self, seq: u64) {
        if self.asking || self.shown.is_none_or(|shown| seq > shown) {
            self.want_at_least(seq);
        }
    }

    /// A heartbeat came. A lower sequence than the shown one means another history, such as a server
    /// that was restored from a backup.
    pub(super) fn heartbeat(&mut self, seq: u64) {
        match self.shown {
            _ if self.asking => self.want_at_least(seq),
            Some(shown) if seq == shown => {}
            Some(shown) if seq < shown => self.wanted = true,
            _ => self.want_at_least(seq),
        }
    }

    /// The server cannot tell what was missed, or the connection is a new one: ask in any case.
    pub(super) fn resync(&mut self) {
        self.wanted = true;
    }

    /// The connection is lost, and with it the request that may have been under way.
    pub(super) fn cut(&mut self) {
        self.asking = false;
        self.wanted = true;
        self.heard = None;
        self.fell_short_of = None;
    }

    /// True when a snapshot should be asked for now.
    #[must_use]
    pub(super) fn wants(&self) -> bool {
        self.wanted && !self.asking
    }

    /// The snapshot is being asked for.
    pub(super) fn ask(&mut self) {
        self.wanted = false;
        self.asking = true;
    }

    /// The snapshot came. One that is older than what was heard is asked for once more, since a server may
    /// announce an event a moment before its snapshot holds it; a second time it is taken as the truth.
    pub(super) fn answer(&mut self, seq: u64) {
        self.asking = false;
        self.shown = Some(seq);
        match self.heard.filter(|heard| *heard > seq) {
            Some(heard) if self.fell_short_of != Some(heard) => {
                self.fell_short_of = Some(heard);
                self.wanted = true;
            }
            _ => {
                self.heard = None;
                self.fell_short_of = None;
            }
        }
    }

    /// While a request is under way its answer decides, since it may belong to another history than what
    /// is shown.
    fn want_at_least(&mut self, seq: u64) {
        self.heard = self.heard.max(Some(seq));
        self.wanted |= !self.asking;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What can happen to a board, in any order.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        /// The server does something and tells of it.
        Event,
        /// The server does something that this board is not told of, or that is lost on the way.
        Unheard,
        Heartbeat,
        Resync,
        Cut,
        /// The board asks, if it wants to; the server answers with its state of that moment.
        Ask,
        Answer,
        /// The server comes back with a shorter history.
        Restored(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => Just(Step::Event),
            1 => Just(Step::Unheard),
            1 => Just(Step::Heartbeat),
            1 => Just(Step::Resync),
            1 => Just(Step::Cut),
            4 => Just(Step::Ask),
            4 => Just(Step::Answer),
            1 => (0_u64..5).prop_map(Step::Restored),
        ]
    }

    #[derive(Default)]
    struct World {
        server: u64,
        follower: Follower,
        under_way: Option<u64>,
    }

    impl World {
        fn take(&mut self, step: Step) {
            match step {
                Step::Event => {
                    self.server += 1;
                    self.follower.event(self.server);
                }
                Step::Unheard => self.server += 1,
                Step::Heartbeat => self.follower.heartbeat(self.server),
                Step::Resync => self.follower.resync(),
                Step::Cut => {
                    self.under_way = None;
                    self.follower.cut();
                }
                Step::Ask if self.follower.wants() => {
                    self.follower.ask();
                    assert!(self.under_way.replace(self.server).is_none(), "two requests at once");
                }
                Step::Answer => {
                    if let Some(seq) = self.under_way.take() {
                        self.follower.answer(seq);
                    }
                }
                Step::Ask => {}
                Step::Restored(seq) => {
                    self.server = seq;
                    self.take(Step::Cut);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn after_one_heartbeat_of_quiet_the_newest_is_shown(steps in prop::collection::vec(step(), 0..80)) {
            let mut world = World::default();
            world.follower.resync();
            for step in steps {
                world.take(step);
            }
            world.take(Step::Heartbeat);
            let mut requests = 0;
            loop {
                world.take(Step::Answer);
                if !world.follower.wants() {
                    break;
                }
                world.take(Step::Ask);
                requests += 1;
                prop_assert!(requests <= 3, "asks without end");
            }
            prop_assert_eq!(world.follower.shown(), Some(world.server));
        }

        #[test]
        fn without_cuts_every_event_is_shown_at_once(steps in prop::collection::vec(0_u8..3, 0..80)) {
            let mut world = World::default();
            world.follower.resync();
            for step in steps {
                world.take([Step::Event, Step::Ask, Step::Answer][usize::from(step)]);
            }
            while world.follower.wants() || world.under_way.is_some() {
                world.take(Step::Ask);
                world.take(Step::Answer);
            }
            prop_assert_eq!(world.follower.shown(), Some(world.server));
        }
    }

    #[test]
    fn many_events_lead_to_few_requests() {
        let mut follower = Follower::default();
        follower.resync();
        follower.ask();
        follower.answer(10);
        assert!(!follower.wants());
        for seq in 11..=200 {
            follower.event(seq);
        }
        follower.ask();
        for seq in 201..=300 {
            follower.event(seq);
        }
        assert!(!follower.wants(), "one request at a time");
        follower.answer(200);
        assert!(follower.wants());
        follower.ask();
        follower.answer(300);
        assert!(!follower.wants());
        follower.event(250);
        follower.heartbeat(300);
        assert!(!follower.wants(), "nothing new");
    }

    #[test]
    fn an_event_during_the_request_counts_in_the_history_of_the_answer() {
        let mut follower = Follower::default();
        follower.ask();
        follower.answer(5);
        follower.cut();
        follower.ask();
        follower.event(5);
        follower.answer(4);
        assert!(follower.wants(), "event 5 of the restored server is not in its snapshot 4");
    }

    #[test]
    fn a_snapshot_behind_its_event_is_asked_for_once_more() {
        let mut follower = Follower::default();
        follower.event(7);
        follower.ask();
        follower.answer(6);
        assert!(follower.wants());
        follower.ask();
        follower.answer(6);
        assert!(!follower.wants(), "the server's word is taken");
        follower.heartbeat(7);
        assert!(follower.wants());
    }

    #[test]
    fn a_million_events_leave_nothing_behind() {
        let mut follower = Follower::default();
        let mut requests = 0_u32;
        for seq in 1..=1_000_000 {
            follower.event(seq);
            if seq % 7 == 0 {
                follower.heartbeat(seq);
            }
            if follower.wants() && seq % 3 == 0 {
                follower.ask();
                requests += 1;
            }
            if seq % 5 == 0 {
                follower.answer(seq - 1);
            }
        }
        follower.resync();
        follower.ask();
        follower.answer(1_000_000);
        let fresh = Follower { shown: Some(1_000_000), ..Follower::default() };
        assert_eq!(follower, fresh, "five plain values, whatever happened");
        assert!(requests > 100_000);
    }
}
