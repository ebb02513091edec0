//! How large a form and what people write into it may be: what lies above is refused, never cut.

/// The most answers that one form can hold, repeated sections at their longest included.
pub const ANSWERS_MAX: usize = 200;
/// The most characters of a text answer, whatever the form allows.
pub const TEXT_MAX: usize = 500;
/// The most characters of a text answer when the form says nothing.
pub const TEXT_USUAL: usize = 200;
/// The most characters of a full name.
pub const NAME_MAX: usize = 100;
/// The most characters of an e-mail address (RFC 5321, 4.5.3.1.3).
pub const EMAIL_MAX: usize = 254;
/// The most characters of the first line of an address (house, street, hamlet).
pub const ADDRESS_LINE_MAX: usize = 200;
/// The most items of a repeated section.
pub const ITEMS_MAX: u32 = 30;
/// The fewest and the most options of a choice.
pub const OPTIONS: (usize, usize) = (2, 60);
/// The most characters of a code in a definition.
pub const CODE_MAX: usize = 60;
/// How deep conditions may stand within each other.
pub const CONDITION_DEPTH_MAX: usize = 8;
/// The largest number or amount of đồng, either side of zero.
pub const NUMBER_MAX: i64 = 999_999_999_999_999;
/// Characters read from one input at the most; more is no answer that a person typed.
pub const TYPED_MAX: usize = 2_000;
