//! Locking by itself after a time without a touch.

use crate::prelude::*;

use super::lock;
use crate::driver::timer::now_ms;
use crate::state::App;

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

/// Locks when nobody has used the page for as long as the setting says.
pub fn look(app: App) {
    let after = app.settings.with_untracked(|settings| settings.lock_after);
    let touched = app.core().borrow().touched;
    if is_over(touched, now_ms(), after) {
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
