use authnex_core::{
    foundation::{SessionId, Timestamp},
    session::{DeviceName, Session},
};

use crate::text::Texts;

/// A session as its user sees it.
pub(in crate::portal) struct SessionRow {
    pub(in crate::portal) id: String,
    /// Browser and system, as people know them.
    pub(in crate::portal) device: String,
    pub(in crate::portal) icon: &'static str,
    /// The user agent itself, for those who want to know.
    pub(in crate::portal) user_agent: String,
    pub(in crate::portal) address: String,
    /// When it was last seen, in words.
    pub(in crate::portal) seen: String,
    /// The same as a time.
    pub(in crate::portal) seen_at: String,
    pub(in crate::portal) is_current: bool,
}

impl SessionRow {
    pub(in crate::portal) fn of(
        texts: &Texts,
        session: &Session,
        current: SessionId,
        now: Timestamp,
    ) -> Self {
        let agent = session.device.user_agent.as_deref().unwrap_or_default();
        let name = DeviceName::of(agent);
        let is_current = session.id == current;
        Self {
            id: session.id.to_string(),
            device: device(texts, name),
            icon: icon_of(name),
            user_agent: agent.to_owned(),
            address: session
                .device
                .address
                .map_or_else(|| texts.get("session-no-address"), |ip| ip.to_string()),
            seen: if is_current {
                texts.get("ago-now")
            } else {
                ago(texts, session.last_seen_at, now)
            },
            seen_at: session.last_seen_at.to_string(),
            is_current,
        }
    }
}

pub(super) fn icon_of(name: DeviceName) -> &'static str {
    match name.system {
        Some("Android" | "iPhone") => "phone",
        _ => "device",
    }
}

pub(super) fn device(texts: &Texts, name: DeviceName) -> String {
    match (name.browser, name.system) {
        (Some(browser), Some(system)) => texts.with_all(
            "session-device",
            &[("browser", browser), ("system", system)],
        ),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => texts.get("session-device-unknown"),
    }
}

/// How long ago it was, in the largest unit that fits.
pub(in crate::portal) fn ago(texts: &Texts, then: Timestamp, now: Timestamp) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = now.since(then).as_secs();
    let (id, number) = match seconds {
        0..MINUTE => return texts.get("ago-now"),
        MINUTE..HOUR => ("ago-minutes", seconds / MINUTE),
        HOUR..DAY => ("ago-hours", seconds / HOUR),
        DAY.. => ("ago-days", seconds / DAY),
    };
    texts.with(id, "number", &number.to_string())
}
