//! The log in lots of a few entries. The browser looks at everything that it may skip, in
//! every frame: a few dozen lots cost next to nothing, five hundred entries do not.

/// Entries of a full lot: more than a screen shows with two of them.
const SIZE: usize = 16;

/// Where each lot begins, as ids of entries in order. The first takes all that comes
/// before the second.
///
/// Lots of `before` stay as they are, so that an entry on the screen stays where it is
/// when others arrive before it; only the last one is divided.
#[must_use]
pub fn starts(ids: &[String], before: &[String]) -> Vec<String> {
    let mut starts = before.to_vec();
    if starts.is_empty() {
        starts.push(String::new());
    }
    while let Some(next) = starts
        .last()
        .and_then(|last| ids.get(first(ids, last) + SIZE))
    {
        starts.push(next.clone());
    }
    starts
}

/// The entries of the lot that begins at `start`; none when no lot does.
#[must_use]
pub fn lot<'a>(ids: &'a [String], starts: &[String], start: &str) -> &'a [String] {
    let Some(at) = starts.iter().position(|other| other == start) else {
        return &[];
    };
    let end = starts
        .get(at + 1)
        .map_or(ids.len(), |next| first(ids, next));
    ids.get(first(ids, start)..end).unwrap_or_default()
}

/// The place of the first entry that is not before `id`.
fn first(ids: &[String], id: &str) -> usize {
    ids.partition_point(|other| other.as_str() < id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
        numbers.into_iter().map(|n| format!("{n:06}")).collect()
    }

    fn all(ids: &[String], starts: &[String]) -> Vec<Vec<String>> {
        let lots = starts.iter().map(|start| lot(ids, starts, start).to_vec());
        lots.collect()
    }

    #[test]
    fn every_entry_is_in_one_lot_and_in_order() {
        for count in [0, 1, SIZE, SIZE + 1, 5 * SIZE, 500] {
            let ids = ids(0..count);
            let starts = starts(&ids, &[]);
            let lots = all(&ids, &starts);
            assert_eq!(lots.concat(), ids);
            assert!(lots.iter().all(|lot| lot.len() <= SIZE));
            assert_eq!(starts.len(), count.div_ceil(SIZE).max(1));
        }
    }

    #[test]
    fn what_arrives_before_leaves_the_other_lots_as_they_are() {
        let few = ids((0..100).map(|n| n * 10));
        let before = starts(&few, &[]);
        let many = ids((0..100)
            .map(|n| n * 10)
            .chain([3, 155, 1_001])
            .collect::<std::collections::BTreeSet<_>>());
        let after = starts(&many, &before);
        assert_eq!(after, before);
        let changed = all(&few, &before)
            .into_iter()
            .zip(all(&many, &after))
            .filter(|(old, new)| old != new);
        assert_eq!(changed.count(), 2);
        assert_eq!(all(&many, &after).concat(), many);
    }

    #[test]
    fn an_emptied_lot_is_empty_and_an_unknown_one_too() {
        let full = ids(0..40);
        let starts = starts(&full, &[]);
        let left = ids(32..40);
        assert!(lot(&left, &starts, &starts[1]).is_empty());
        assert_eq!(lot(&left, &starts, &starts[2]), left);
        assert!(lot(&left, &starts, "nothing").is_empty());
    }
}
