//! Spread without a random source: a seed comes in, numbers come out.

/// SplitMix64's finalizer (Steele, Lea, Flood 2014): spreads any number over 64 bits.
#[must_use]
pub(crate) const fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
