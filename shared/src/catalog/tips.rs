//! What boards show to people who wait: tips, notices, pictures, and when each of them is shown.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{PictureId, ProcedureId, ServiceId, ZoneId};
use crate::text::Text;

/// One entry of the boards' playlist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tip {
    /// A few words.
    pub title: Text,
    /// Paragraphs, `- ` points and `**strong**` words (Markdown); may be empty where the kind brings its own content.
    #[serde(default)]
    pub body: Text,
    /// The procedure that it speaks of: its queue is the tip's queue, its page is the tip's QR code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<ProcedureId>,
    /// The queue that it speaks to, where no procedure says so: the more people wait in it, the more often it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceId>,
    /// What it is.
    #[serde(default)]
    pub kind: TipKind,
    /// An uploaded picture beside the text, or alone for a [`TipKind::Picture`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<PictureId>,
    /// A wireless network to join; for a [`TipKind::Utility`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wifi: Option<Wifi>,
    /// When it is shown; always when left out.
    #[serde(default, skip_serializing_if = "Schedule::is_always")]
    pub schedule: Schedule,
    /// The zones whose boards show it; none = all boards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<ZoneId>,
    /// How long it stands, in seconds; left out = by its length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u16>,
}

/// What a [`Tip`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TipKind {
    /// Advice for people who wait.
    #[default]
    Advice,
    /// A notice of the center.
    Notice,
    /// A line to remember, large and alone.
    Slogan,
    /// Something that is free to use: wireless network, copies, water.
    Utility,
    /// What to bring for a procedure: its documents as the catalogue has them, with a QR code to its page.
    Checklist,
    /// A picture over the whole place.
    Picture,
    /// The figures of the day: served, waiting, the mean wait.
    Figures,
    /// A notice that must not be missed: it stands in the strip, beside everything else, until it is taken away.
    Urgent,
}

/// What a kind does with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Something must stand there.
    Needed,
    /// Something may stand there.
    Free,
    /// Nothing may stand there: it would not be shown.
    Never,
}

/// What a kind does with the fields that not all kinds have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TipFields {
    /// [`Tip::body`].
    pub body: Use,
    /// [`Tip::procedure`].
    pub procedure: Use,
    /// [`Tip::service`].
    pub service: Use,
    /// [`Tip::picture`].
    pub picture: Use,
    /// [`Tip::wifi`].
    pub wifi: Use,
}

impl TipKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Advice,
        Self::Notice,
        Self::Checklist,
        Self::Slogan,
        Self::Utility,
        Self::Picture,
        Self::Figures,
        Self::Urgent,
    ];

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Notice => "notice",
            Self::Slogan => "slogan",
            Self::Utility => "utility",
            Self::Checklist => "checklist",
            Self::Picture => "picture",
            Self::Figures => "figures",
            Self::Urgent => "urgent",
        }
    }

    /// What it does with the fields that not all kinds have.
    #[must_use]
    pub fn fields(self) -> TipFields {
        use Use::{Free, Needed, Never};
        let of = |body, procedure, service, picture, wifi| TipFields {
            body,
            procedure,
            service,
            picture,
            wifi,
        };
        match self {
            Self::Advice | Self::Notice => of(Needed, Free, Free, Free, Never),
            Self::Checklist => of(Free, Needed, Never, Never, Never),
            Self::Slogan => of(Never, Never, Free, Never, Never),
            Self::Utility => of(Needed, Never, Free, Free, Free),
            Self::Picture => of(Free, Free, Free, Needed, Never),
            Self::Figures => of(Never, Never, Never, Never, Never),
            Self::Urgent => of(Needed, Never, Never, Never, Never),
        }
    }
}

/// A wireless network of the center.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Wifi {
    /// Its name (SSID), at most 32 bytes (IEEE 802.11).
    pub name: String,
    /// Its password, 8 to 63 characters (WPA); empty = an open network.
    #[serde(default)]
    pub password: String,
}

impl Wifi {
    /// What a QR code says so that a phone joins the network (the format of the ZXing project, which phones have taken
    /// over).
    #[must_use]
    pub fn join_code(&self) -> String {
        let escaped = |text: &str| {
            let special = |letter: char| matches!(letter, '\\' | ';' | ',' | ':' | '"');
            text.chars().fold(String::new(), |mut escaped, letter| {
                escaped.extend(special(letter).then_some('\\'));
                escaped.push(letter);
                escaped
            })
        };
        let name = escaped(&self.name);
        match self.password.is_empty() {
            true => format!("WIFI:T:nopass;S:{name};;"),
            false => format!("WIFI:T:WPA;S:{name};P:{};;", escaped(&self.password)),
        }
    }
}

/// When something is shown. What is left out does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Schedule {
    /// The first local date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_date: Option<NaiveDate>,
    /// The last local date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_date: Option<NaiveDate>,
    /// Days, 1 = Monday … 7 = Sunday (ISO 8601); none = all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<u8>,
    /// From so many minutes after local midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_minute: Option<u16>,
    /// Until so many minutes after local midnight; 1440 = midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_minute: Option<u16>,
}

impl Schedule {
    /// Whether it does not limit at all.
    #[must_use]
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::Wifi;

    #[test]
    fn a_network_is_told_to_phones_with_its_special_letters_marked() {
        let code = |name: &str, password: &str| {
            Wifi { name: name.to_owned(), password: password.to_owned() }.join_code()
        };
        assert_eq!(code("Mot Cua", "12345678"), "WIFI:T:WPA;S:Mot Cua;P:12345678;;");
        assert_eq!(code("Tự do", ""), "WIFI:T:nopass;S:Tự do;;");
        assert_eq!(code(r#"a;b:c,"d\"#, "x"), r#"WIFI:T:WPA;S:a\;b\:c\,\"d\\;P:x;;"#);
    }
}
