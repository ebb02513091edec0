//! The words that a board itself adds to entries; the message files hold them.

/// Something that a board says by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Over advice.
    Advice,
    /// Over a notice.
    Notice,
    /// Over what is free to use.
    Utility,
    /// Over what to bring.
    Checklist,
    /// Over the figures of the day.
    Figures,
    /// Over an urgent notice.
    Urgent,
    /// Over an emergency.
    Emergency,
    /// What a circle before a paper means.
    OnlySome,
    /// Under the code of a procedure's page.
    ScanPage,
    /// Under the code of a wireless network.
    ScanNetwork,
    /// Before the name of a wireless network.
    Network,
    /// Before its password.
    Password,
    /// Instead of a password.
    NoPassword,
    /// Under the number of people whose business is done.
    Served,
    /// Under the number of people who wait.
    Waiting,
    /// Under the mean wait.
    MeanWait,
    /// So many minutes.
    Minutes(u32),
    /// Before a fee.
    Fee,
    /// Before a time limit.
    Time,
    /// It costs nothing.
    Free,
    /// So much, as money is written.
    OnlineFee(String),
    /// So much a page.
    ByPage(String),
    /// So much from the third page on, and so much at most for a copy.
    ByPageMore(String, String),
    /// On the same day.
    SameDay,
    /// From so many to so many working days.
    WorkingDays(u16, u16),
    /// From so many to so many days.
    Days(u16, u16),
}

/// Says words in the two languages of a board.
pub trait Words {
    /// A word in the board's main language, or in the second one.
    fn say(&self, word: &Word, second: bool) -> String;
}
