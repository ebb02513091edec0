//! What kind of days are made: how many come, what staff are like, how much goes wrong.

/// Likelihoods and sizes of a day.
#[derive(Clone, Debug)]
pub struct Temper {
    /// People who come on a day, at least and at most.
    pub people: (f64, f64),
    /// True mean service time as a share of the pace that is set, at least and at most.
    pub pace_share: (f64, f64),
    /// Spread of service times: the sigma of their logarithm.
    pub spread: f64,
    /// Minutes of work from one pause of a desk to the next, on average.
    pub pause_every_minutes: f64,
    /// Minutes that a pause lasts, on average.
    pub pause_minutes: f64,
    /// Of those called, who does not come.
    pub no_show: f64,
    /// Of those who wait, who goes home and says so.
    pub cancel: f64,
    /// Of those who come, who has a priority class.
    pub priority: f64,
    /// Appointments on a day, at most.
    pub appointments: usize,
    /// Of appointments, whose person never comes.
    pub absent: f64,
    /// Of services, which end with the person set aside.
    pub hold: f64,
    /// Of services, which end with the person sent on.
    pub transfer: f64,
    /// Of visits, which have a further step.
    pub steps: f64,
    /// Of keys pressed, which are taken back.
    pub undo: f64,
    /// Of numbers, which are asked for twice, corrected, or printed again.
    pub reception: f64,
    /// Of calls, which are by number, or call back somebody who was missed.
    pub out_of_turn: f64,
    /// Of keys pressed, which make no sense.
    pub misuse: f64,
    /// Of commands, after which the server stops and starts again from its log.
    pub crash: f64,
}

impl Temper {
    /// Ordinary days of a busy center.
    pub fn ordinary() -> Self {
        Self {
            people: (170.0, 230.0),
            pace_share: (0.7, 1.2),
            spread: 0.55,
            pause_every_minutes: 100.0,
            pause_minutes: 11.0,
            no_show: 0.06,
            cancel: 0.01,
            priority: 0.10,
            appointments: 16,
            absent: 0.25,
            hold: 0.02,
            transfer: 0.03,
            steps: 0.03,
            undo: 0.0,
            reception: 0.0,
            out_of_turn: 0.01,
            misuse: 0.0,
            crash: 0.0,
        }
    }

    /// Days on which everything happens.
    pub fn stormy() -> Self {
        Self {
            people: (60.0, 150.0),
            pace_share: (0.6, 2.2),
            no_show: 0.12,
            cancel: 0.06,
            priority: 0.25,
            hold: 0.15,
            transfer: 0.15,
            steps: 0.10,
            undo: 0.06,
            reception: 0.08,
            out_of_turn: 0.08,
            misuse: 0.05,
            crash: 0.004,
            pause_every_minutes: 60.0,
            ..Self::ordinary()
        }
    }
}
