//! Locking by itself after a time without a touch.

use crate::prelude::*;

use super::lock;
use crate::driver::timer::now_ms;
use crate::state::App;

/// Minutes that a page may be hidden and is open still when it is shown again.
const HIDDEN_MINUTES: u32 = 5;

/// Notices that somebody uses the page.
pub fn watch(app: App) {
    touched(app);
    for event in ["pointerdown", "keydown", "input"] {
        window_event_listener_untyped(event, move |_| touched(app));
    }
}

/// Somebody uses the page now. Whoever comes too late finds it locked.
pub fn touched(app: App) {
    look(app);
    app.core().borrow_mut().touched = now_ms();
}

/// The page was hidden, or is shown again. Whoever comes back too late finds it locked:
/// while it is hidden nothing is drawn, so nothing is seen before.
pub fn turned(app: App, is_hidden: bool) {
    look(app);
    let core = app.core();
    let mut core = core.borrow_mut();
    core.hidden = is_hidden.then(|| core.hidden.unwrap_or_else(now_ms));
}

/// Locks when nobody has used the page for as long as the setting says, or nobody has
/// seen it for a while.
pub fn look(app: App) {
    let after = app.settings.with_untracked(|settings| settings.lock_after);
    let (touched, hidden) = {
        let core = app.core();
        let core = core.borrow();
        (core.touched, core.hidden)
    };
    let is_away = hidden.is_some_and(|since| is_over(since, now_ms(), HIDDEN_MINUTES));
    if is_away || is_over(touched, now_ms(), after) {
        lock(app);
    }
}

fn is_over(touched: u64, now: u64, after_minutes: u32) -> bool {
    now.saturating_sub(touched) >= u64::from(after_minutes) * 60_000
}

#[cfg(test)]
mod tests {
    use super::is_over;

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        assert!(!is_over(5_000, 64_999, 1));
        assert!(is_over(5_000, 65_000, 1));
        assert!(!is_over(u64::MAX, 0, 1));
    }
}
