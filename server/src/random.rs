//! The operating system's random source, the only one that the server uses.

/// `N` random bytes.
///
/// # Panics
/// When the operating system has no random source, for then no token would be safe.
#[must_use]
#[expect(
    clippy::expect_used,
    reason = "without random numbers the process must stop, not hand out guessable tokens"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
