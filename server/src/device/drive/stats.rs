//! What an exchange with the server cost.

/// Counted by the driver, which sees every frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stats {
    /// Binary frames sent.
    pub(crate) messages_up: u64,
    /// Binary frames received.
    pub(crate) messages_down: u64,
    /// Payload bytes sent.
    pub(crate) bytes_up: u64,
    /// Payload bytes received.
    pub(crate) bytes_down: u64,
    /// Serial turns: sends that came after something was received, and the first.
    pub(crate) round_trips: u64,
    answered: bool,
}

impl Stats {
    /// Counts a frame that goes out.
    pub(crate) fn sent(&mut self, bytes: usize) {
        if self.answered || self.messages_up == 0 {
            self.round_trips += 1;
        }
        self.answered = false;
        self.messages_up += 1;
        self.bytes_up += bytes as u64;
    }

    /// Counts a frame that came in.
    pub(crate) fn received(&mut self, bytes: usize) {
        self.answered = true;
        self.messages_down += 1;
        self.bytes_down += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_a_send_after_a_receipt() {
        let mut stats = Stats::default();
        stats.sent(10);
        stats.received(20);
        assert_eq!(stats.round_trips, 1, "hello and welcome");
        stats.sent(1);
        stats.sent(1);
        stats.received(1);
        stats.received(1);
        assert_eq!(stats.round_trips, 2, "two pushes at once are one turn");
        assert_eq!((stats.messages_up, stats.messages_down), (3, 3));
        assert_eq!((stats.bytes_up, stats.bytes_down), (12, 22));
    }
}
