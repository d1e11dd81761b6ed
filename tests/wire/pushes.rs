//! Pushes that the log must refuse: each gets its typed Nack, the connection lives, an
//! honest push goes through afterwards, and until then nothing was written.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rounds_sync_core::access::{DocKind, DocMeta, Visibility};
use rounds_sync_core::doc::{Document, Edit};
use rounds_sync_core::ids::{Actor, DeviceId, DocId, PersonId, SpaceId};
use rounds_sync_core::limits;
use rounds_sync_core::log::Refusal;
use rounds_sync_core::receipt::Receipt;
use rounds_sync_core::wire::PushBody;
use rounds_tests::process::{Outcome, Server};

use crate::client::{Joined, NOW, is_ready};

/// One push that must fail.
struct Case {
    name: &'static str,
    space: SpaceId,
    doc: DocId,
    kind: DocKind,
    body: PushBody,
    why: Refusal,
}

/// A note on the server, of which the author has a second copy, and another person's.
struct Setting {
    author: Joined,
    /// The shared note as it is on the server.
    doc: DocId,
    actor: Actor,
    note: Document,
    first: Vec<u8>,
    /// A private note of somebody else.
    foreign: DocId,
}

fn fresh() -> DocId {
    DocId::from_bytes(rand::random())
}

fn tap(document: &mut Document) -> Outcome<Vec<u8>> {
    let edit = Edit::Tally {
        field: "partner_talk".to_owned(),
        by: 1,
    };
    let (change, _) = document.edit(&[edit], NOW)?.ok_or("a tap is a change")?;
    Ok(change.bytes)
}

async fn setting(server: &Server) -> Outcome<Setting> {
    let author = Joined::new(server, "observer-1", "Ana P.").await?;
    let other = Joined::new(server, "observer-2", "Ben O.").await?;
    let actor = author.actor();
    let (note, first) = Joined::note(actor, author.person)?;
    let (doc, foreign) = (fresh(), fresh());
    let (mut client, _) = author.greeted().await?;
    let pushed = client.push(doc, PushBody::Changes(vec![first.clone()]));
    assert_eq!(pushed.await?, Ok(()));
    let (_, private) = Joined::note(other.actor(), other.person)?;
    let (mut client, _) = other.greeted().await?;
    let pushed = client.push(foreign, PushBody::Changes(vec![private]));
    assert_eq!(pushed.await?, Ok(()));
    Ok(Setting {
        author,
        doc,
        actor,
        note,
        first,
        foreign,
    })
}

impl Setting {
    fn case(&self, name: &'static str, doc: DocId, body: PushBody, why: Refusal) -> Case {
        Case {
            name,
            space: self.author.space,
            doc,
            kind: DocKind::Note,
            body,
            why,
        }
    }

    fn changes(&self, name: &'static str, doc: DocId, changes: Vec<Vec<u8>>, why: Refusal) -> Case {
        self.case(name, doc, PushBody::Changes(changes), why)
    }

    /// The author's own copy with another process's actor.
    fn copy(&self, actor: Actor) -> Outcome<Document> {
        let chunks = [self.first.as_slice()];
        Ok(Document::load(
            DocKind::Note,
            actor,
            self.author.person,
            chunks,
        )?)
    }

    /// Bytes that the gate refuses before Automerge sees them.
    fn misshapen(&self) -> Outcome<Vec<Case>> {
        let mut flipped = self.first.clone();
        let last = flipped.len() - 1;
        flipped[last] ^= 1;
        let whole = automerge::Automerge::load(&self.first)?.save();
        let twice = [&self.first[..], &self.first[..]].concat();
        let cut = self.first[..last].to_vec();
        let heavy = vec![vec![0; limits::BATCH_BYTES / 2 + 1]; 2];
        use Refusal::{Compressed, Malformed, TooLarge};
        Ok(vec![
            self.changes("no change at all", fresh(), Vec::new(), Malformed),
            self.changes("an empty change", fresh(), vec![Vec::new()], Malformed),
            self.changes("no chunk", fresh(), vec![b"a note".to_vec()], Malformed),
            self.changes("a cut chunk", fresh(), vec![cut], Malformed),
            self.changes("a wrong checksum", fresh(), vec![flipped], Malformed),
            self.changes("two chunks as one", fresh(), vec![twice], Malformed),
            self.changes("a document chunk", fresh(), vec![whole], Malformed),
            self.changes("a compressed chunk", fresh(), vec![deflated()?], Compressed),
            self.changes("too many bytes", fresh(), heavy, TooLarge),
        ])
    }

    /// Sound bytes that have no place in the log.
    fn misplaced(&self) -> Outcome<Vec<Case>> {
        let stranger = Actor::new(DeviceId::from_bytes([7; 16]), rand::random());
        let (_, stranger) = Joined::note(stranger, self.author.person)?;
        let impostor = PersonId::from_bytes([7; 16]);
        let (_, impostor) = Joined::note(self.author.actor(), impostor)?;

        let mut ahead = self.copy(self.actor)?;
        tap(&mut ahead)?;
        let gap = tap(&mut ahead)?;

        let mut elsewhere = self.copy(self.author.actor())?;
        let unseen = tap(&mut elsewhere)?;
        let mut informed = self.copy(self.actor)?;
        informed.merge([unseen.as_slice()])?;
        let dependent = tap(&mut informed)?;

        use Refusal::{ForeignActor, MissingDependency, SequenceGap};
        Ok(vec![
            self.changes("another device's", fresh(), vec![stranger], ForeignActor),
            self.changes("another person's", fresh(), vec![impostor], ForeignActor),
            self.changes("a gap in sequence", self.doc, vec![gap], SequenceGap),
            self.changes(
                "a missing dependency",
                self.doc,
                vec![dependent],
                MissingDependency,
            ),
        ])
    }

    /// What this person may not do.
    fn forbidden(&self) -> Outcome<Vec<Case>> {
        use Refusal::{BadReceipt, MissingDependency, NotAllowed};
        let (_, change) = Joined::note(self.author.actor(), self.author.person)?;
        let changes = PushBody::Changes(vec![change.clone()]);
        let share = |visibility| PushBody::Share(visibility);
        let heal = PushBody::Heal {
            meta: DocMeta {
                kind: DocKind::Note,
                owner: self.author.person,
                visibility: Visibility::Team,
            },
            changes: vec![change],
            receipt: Receipt::from_bytes([0; 16]),
        };
        let visit = DocId::visit(self.author.space);
        let mut elsewhere = self.case("another visit", fresh(), changes.clone(), NotAllowed);
        elsewhere.space = SpaceId::from_bytes([7; 16]);
        let mut plan = self.case("the visit's plan", visit, changes.clone(), NotAllowed);
        plan.kind = DocKind::Visit;
        let foreign = self.foreign;
        let team = Visibility::Team;
        Ok(vec![
            elsewhere,
            plan,
            self.case("a private note of another", foreign, changes, NotAllowed),
            self.case("sharing another's", foreign, share(team), NotAllowed),
            self.case(
                "sharing what is not there",
                fresh(),
                share(team),
                // It may come yet: a device that lost it pushes it after healing.
                MissingDependency,
            ),
            self.case("a forged receipt", fresh(), heal, BadReceipt),
        ])
    }
}

/// A change chunk that says it is deflated: magic, checksum, type 2, length, data.
fn deflated() -> Outcome<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&[0; 100])?;
    let body = encoder.finish()?;
    let mut chunk = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 2];
    chunk.push(u8::try_from(body.len())?);
    chunk.extend(body);
    Ok(chunk)
}

#[tokio::test]
async fn a_push_that_must_not_enter_gets_its_nack_and_changes_nothing() -> Outcome<()> {
    let server = Server::start()?;
    let mut setting = setting(&server).await?;
    let (mut client, before) = setting.author.greeted().await?;
    let mut cases = setting.misshapen()?;
    cases.extend(setting.misplaced()?);
    cases.extend(setting.forbidden()?);
    for case in cases {
        let Case {
            name,
            space,
            doc,
            kind,
            body,
            why,
        } = case;
        let answer = client.push_to(space, doc, kind, body).await;
        let answer = answer.map_err(|error| format!("{name}: {error}"))?;
        assert_eq!(answer, Err(why), "{name}");
        assert_eq!(setting.author.standing().await?, before, "{name}");
    }
    assert!(client.is_alive().await?);
    let honest = tap(&mut setting.note)?;
    let pushed = client.push(setting.doc, PushBody::Changes(vec![honest]));
    assert_eq!(pushed.await?, Ok(()));
    assert_ne!(setting.author.standing().await?, before);
    assert!(is_ready(&server).await?);
    Ok(())
}

#[tokio::test]
async fn a_push_past_the_limits_of_the_encoding_is_no_message() -> Outcome<()> {
    let server = Server::start()?;
    let setting = setting(&server).await?;
    let before = setting.author.standing().await?;
    let many = vec![setting.first.clone(); limits::BATCH_CHANGES + 1];
    let long = vec![vec![0; limits::CHANGE_BYTES + 1]];
    for changes in [many, long] {
        let (mut client, _) = setting.author.greeted().await?;
        let pushed = client.push(fresh(), PushBody::Changes(changes)).await;
        let said = pushed.err().map(|error| error.to_string());
        assert!(
            said.as_deref().unwrap_or_default().contains("4400"),
            "{said:?}"
        );
        assert_eq!(setting.author.standing().await?, before);
    }
    Ok(())
}

#[tokio::test]
async fn one_bad_change_in_a_push_keeps_all_of_it_out() -> Outcome<()> {
    let server = Server::start()?;
    let mut setting = setting(&server).await?;
    let (mut client, before) = setting.author.greeted().await?;
    let good = tap(&mut setting.note)?;
    let mut bad = tap(&mut setting.note)?;
    let last = bad.len() - 1;
    bad[last] ^= 1;
    let both = PushBody::Changes(vec![good.clone(), bad]);
    let answer = client.push(setting.doc, both).await?;
    assert_eq!(answer, Err(Refusal::Malformed));
    assert_eq!(setting.author.standing().await?, before);
    let alone = PushBody::Changes(vec![good]);
    assert_eq!(client.push(setting.doc, alone.clone()).await?, Ok(()));
    let after = setting.author.standing().await?;
    assert_eq!(client.push(setting.doc, alone).await?, Ok(()), "again");
    assert_eq!(setting.author.standing().await?, after, "counted once");
    Ok(())
}

#[tokio::test]
async fn a_place_that_is_taken_is_not_given_twice() -> Outcome<()> {
    let server = Server::start()?;
    let mut setting = setting(&server).await?;
    let (mut client, _) = setting.author.greeted().await?;
    let first = PushBody::Changes(vec![tap(&mut setting.note)?]);
    assert_eq!(client.push(setting.doc, first).await?, Ok(()));
    let before = setting.author.standing().await?;
    let mut other = setting.copy(setting.actor)?;
    let twice = Edit::Tally {
        field: "partner_talk".to_owned(),
        by: 2,
    };
    let (change, _) = other.edit(&[twice], NOW)?.ok_or("a tap is a change")?;
    let second = PushBody::Changes(vec![change.bytes]);
    let answer = client.push(setting.doc, second).await?;
    assert_eq!(answer, Err(Refusal::SequenceReused));
    assert_eq!(setting.author.standing().await?, before);
    Ok(())
}
