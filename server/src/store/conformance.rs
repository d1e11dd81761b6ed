//! One suite of checks that every [`Store`] passes; each gets an empty store.
//!
//! Public, so that tests outside this crate can hold a store against it too.

use super::Store;

mod directory;
mod inbox;
pub(crate) mod kit;
mod logs;
mod pages;
mod tablets;

/// A named check of an empty store; it panics when the store fails it.
pub type Check = (&'static str, fn(&dyn Store));

/// All checks.
pub const CHECKS: &[Check] = &[
    ("an append is read back", logs::an_append_is_read_back),
    ("repeating is harmless", logs::repeating_is_harmless),
    (
        "a refusal disturbs no other",
        logs::a_refusal_disturbs_no_other,
    ),
    (
        "what Automerge cannot read is refused",
        logs::what_automerge_cannot_read_is_refused,
    ),
    (
        "an unknown space is refused",
        logs::an_unknown_space_is_refused,
    ),
    ("positions have no gap", logs::positions_have_no_gap),
    (
        "fingerprints sum the digests",
        logs::fingerprints_sum_the_digests,
    ),
    ("documents are read whole", logs::documents_are_read_whole),
    ("private notes are hidden", pages::private_notes_are_hidden),
    (
        "a share brings the history",
        pages::a_share_brings_the_history,
    ),
    (
        "each circle begins at its share",
        pages::each_circle_begins_at_its_share,
    ),
    ("pages hold their size", pages::pages_hold_their_size),
    (
        "a long history spans pages",
        pages::a_long_history_spans_pages,
    ),
    ("networks have one name", directory::networks_have_one_name),
    (
        "a visit is made whole or not",
        directory::a_visit_is_made_whole_or_not,
    ),
    (
        "visits are listed by day",
        directory::visits_are_listed_by_day,
    ),
    ("sessions end", directory::sessions_end),
    ("links let people in", directory::links_let_people_in),
    (
        "bad links let no one in",
        directory::bad_links_let_no_one_in,
    ),
    (
        "a second link keeps the stronger role",
        directory::a_second_link_keeps_the_stronger_role,
    ),
    (
        "a refused join writes nothing",
        directory::a_refused_join_writes_nothing,
    ),
    (
        "a removed device is known and shut out",
        inbox::a_removed_device_is_known_and_shut_out,
    ),
    (
        "a file is kept until it is decided",
        inbox::a_file_is_kept_until_it_is_decided,
    ),
    (
        "of a decided file only its rows stay",
        inbox::of_a_decided_file_only_its_rows_stay,
    ),
    (
        "one device does not fill the inbox",
        inbox::one_device_does_not_fill_the_inbox,
    ),
    (
        "a team knows when its devices were heard",
        tablets::a_team_knows_when_its_devices_were_heard,
    ),
    ("counts and probe", directory::counts_and_probe),
];

/// Runs every check, each on a store that `make` makes.
///
/// # Panics
/// When the store fails a check.
pub fn run<S: Store>(mut make: impl FnMut() -> S) {
    for (name, check) in CHECKS {
        // Shown by the test runner when the check panics.
        eprintln!("store conformance: {name}");
        check(&make());
    }
}
