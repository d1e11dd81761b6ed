//! A check that cannot fail checks nothing: each planted bug must be found, by the
//! check that is there for it.

use rounds_tests::sim::{self, Options, Sabotage, Trace};

/// Seeds within which a planted bug must show.
const SEEDS: u64 = 60;

/// Whether one of the seeds finds a planted bug with the check that says these words.
fn finds(sabotage: Sabotage, words: &str) {
    let mut said = Vec::new();
    for seed in 1..=SEEDS {
        let options = Options {
            sabotage: Some(sabotage),
            ..Options::sample(seed)
        };
        match sim::run(options, Trace::Off).violation {
            Some(violation) if violation.0.contains(words) => return,
            other => said.extend(other),
        }
    }
    panic!("{sabotage:?} was not found as \"{words}\", only as {said:#?}");
}

#[test]
fn an_answer_before_the_commit_is_found() {
    finds(Sabotage::AckBeforeCommit, "acknowledged");
}

#[test]
fn a_push_that_is_accepted_and_dropped_is_found() {
    finds(Sabotage::AcceptAndDrop, "acknowledged");
}

#[test]
fn an_entry_left_out_of_a_page_is_found() {
    finds(Sabotage::DropFromPage, "lacks the entry");
}

#[test]
fn a_page_with_what_its_reader_may_not_read_is_found() {
    finds(Sabotage::ReadForAll, "leak");
}

#[test]
fn a_storage_that_lies_is_found() {
    finds(Sabotage::ForgetChunk, "lacks the entry");
    finds(Sabotage::ForgetRow, "changes of");
}

#[test]
fn a_restored_server_that_does_not_say_so_is_found() {
    finds(Sabotage::SameLife, "of a log that ends at");
}

#[test]
fn an_entry_that_the_server_loses_later_is_found() {
    finds(Sabotage::LoseEntry, "that the server lacks");
}

#[test]
fn an_acknowledgement_that_the_server_never_gave_is_found() {
    finds(Sabotage::ForgedAck, "the server never had all of it");
}

#[test]
fn a_storage_that_never_answers_is_found() {
    finds(Sabotage::SilentStorage, "does not come to rest");
}

#[test]
fn work_that_is_thrown_away_before_it_was_sent_is_found() {
    finds(Sabotage::DropChunk, "that no server ever had");
}

#[test]
fn a_view_that_differs_is_found() {
    finds(Sabotage::ShortRead, "otherwise than the server");
}
