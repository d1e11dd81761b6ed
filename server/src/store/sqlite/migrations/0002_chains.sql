-- The entries of a document are a chain instead of rows in tables of their own: the
-- newest is `doc.last`, and each names the one before it. Which changes a document has,
-- and how far each actor has come, is found out from the changes themselves.
CREATE TABLE chain (
    id       INTEGER PRIMARY KEY,
    previous INTEGER NOT NULL
) STRICT;

INSERT INTO chain (id, previous)
SELECT id, coalesce(lag(id) OVER (PARTITION BY doc ORDER BY id), 0) & 1099511627775
FROM entry;

-- The log. `id` is the space's number times 2^40 plus the position, so that a space's
-- entries lie together in order. `previous` is the position of the document's entry
-- before this one; 0 for its first. `share` is the visibility of a share and NULL for
-- changes; `changes` holds each change as a little-endian 32-bit length and its bytes.
-- `doc` is the number of a row of `doc`, and no declared reference: an entry is written
-- before its new document, and SQLite would then look through all entries for it.
CREATE TABLE chained (
    id       INTEGER PRIMARY KEY,
    doc      INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    device   BLOB NOT NULL CHECK (length(device) = 16),
    accepted INTEGER NOT NULL,
    share    INTEGER,
    changes  BLOB NOT NULL
) STRICT;

INSERT INTO chained (id, doc, previous, device, accepted, share, changes)
SELECT entry.id, doc, previous, device, accepted, share, changes
FROM entry JOIN chain ON chain.id = entry.id ORDER BY entry.id;

DROP TABLE chain;
DROP TABLE entry;
DROP TABLE change;
DROP TABLE actor;
ALTER TABLE chained RENAME TO entry;
