//! What systemd, or another supervisor with its protocol, is told (`sd_notify(3)`). Without one,
//! nothing is told.

use std::time::Duration;

use sd_notify::{NotifyState, notify, watchdog_enabled};

/// The receiver answers requests. `addresses` are those of its halves, for `systemctl status`.
pub(super) fn ready(addresses: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(addresses)]);
}

/// The store cannot be reached yet: the start takes this much longer, at least.
pub(super) fn waiting(time: Duration) {
    let microseconds = time.as_micros().try_into().unwrap_or(u32::MAX);
    tell(&[
        NotifyState::ExtendTimeoutUsec(microseconds),
        NotifyState::Status("waiting for the store"),
    ]);
}

/// The config is being read again.
pub(super) fn reloading() {
    let Ok(since_boot) = NotifyState::monotonic_usec_now() else {
        return;
    };
    tell(&[NotifyState::Reloading, since_boot]);
}

/// The receiver finishes open requests and ends.
pub(super) fn stopping() {
    tell(&[
        NotifyState::Stopping,
        NotifyState::Status("finishing open requests"),
    ]);
}

/// Tells a watchdog, if there is one, that this process still does its work. It restarts a process
/// that is silent for longer than the interval in its environment.
pub(super) async fn keep_watchdog_calm() {
    let Some(longest) = watchdog_enabled().filter(|longest| *longest > Duration::ZERO) else {
        return;
    };
    let mut beats = tokio::time::interval(longest / 2);
    loop {
        beats.tick().await;
        tell(&[NotifyState::Watchdog]);
    }
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = notify(state) {
        tracing::warn!(%error, "the supervisor cannot be told");
    }
}
