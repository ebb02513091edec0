//! Kiosks and their calls for help, as staff see them.

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::Tz;
use shared::protocol::{HelpCall, HelpCallsView, HelpState, KioskView, KiosksView};

use crate::identity::DeviceKind;
use crate::kiosks::Kiosks;
use crate::last_heard::is_silent;
use crate::storage::devices::ListedDevice;
use crate::storage::help_calls::StoredCall;
use crate::views::local;

/// Every kiosk whose token holds, in the order of enrolment.
#[must_use]
pub fn kiosks(
    listed: &[ListedDevice],
    heard: &Kiosks,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> KiosksView {
    let works = listed
        .iter()
        .filter(|device| device.kind == DeviceKind::Kiosk && device.revoked_at.is_none());
    let kiosks = works.map(|device| kiosk(device, heard, time_zone, now)).collect();
    KiosksView { kiosks }
}

/// One of them.
#[must_use]
pub fn kiosk(
    device: &ListedDevice,
    heard: &Kiosks,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> KioskView {
    let known = heard.of(device.id);
    // What was written before the last start of the server counts too.
    let heard_at = device.last_seen.max(known.as_ref().map(|known| known.at));
    let local = |at: DateTime<Utc>| local(at.trunc_subsecs(3), time_zone);
    let (status, since) = known.and_then(|known| known.status).unzip();
    KioskView {
        device: device.id,
        name: device.name.clone(),
        heard_at: heard_at.map(local),
        silent: heard_at.is_some_and(|at| is_silent(at, now)),
        status,
        printer_since: since.map(local),
    }
}

/// The calls that stand.
#[must_use]
pub fn help_calls(stored: Vec<StoredCall>, time_zone: Tz, now: DateTime<Utc>) -> HelpCallsView {
    let stands = stored.into_iter().filter(|call| call.stands(time_zone, now));
    let calls = stands.map(|call| HelpCall {
        device: call.device,
        name: call.name,
        called_at: local(call.called_at, time_zone),
        screen: call.screen,
        answered_at: call.answered_at.map(|at| local(at, time_zone)),
        answered_by: call.answered_by,
    });
    HelpCallsView { calls: calls.collect() }
}

/// The call of a kiosk, for itself.
#[must_use]
pub fn help_state(
    stored: Option<StoredCall>,
    time_zone: Tz,
    now: DateTime<Utc>,
) -> Option<HelpState> {
    let call = stored.filter(|call| call.stands(time_zone, now))?;
    Some(HelpState {
        called_at: local(call.called_at, time_zone),
        answered_at: call.answered_at.map(|at| local(at, time_zone)),
    })
}
