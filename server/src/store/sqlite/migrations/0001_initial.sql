-- Who this database is: the server's ids, its receipt key and its incarnation.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
    number  INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL
) STRICT;

-- A visit. `head` is the last position of its log.
CREATE TABLE space (
    number  INTEGER PRIMARY KEY,
    id      BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    network INTEGER NOT NULL REFERENCES network,
    title   TEXT NOT NULL,
    starts  TEXT NOT NULL,
    ends    TEXT NOT NULL,
    head    INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id      BLOB PRIMARY KEY CHECK (length(id) = 16),
    name    TEXT NOT NULL,
    team    TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id      BLOB PRIMARY KEY CHECK (length(id) = 16),
    person  BLOB NOT NULL REFERENCES person,
    label   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    shared  INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only the hash of a token is here.
CREATE TABLE session (
    token   BLOB PRIMARY KEY CHECK (length(token) = 32),
    device  BLOB NOT NULL REFERENCES device,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    person BLOB NOT NULL REFERENCES person,
    space  INTEGER NOT NULL REFERENCES space,
    role   INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    PRIMARY KEY (person, space)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_by_space ON member (space);

-- Only the hashes of a link's secret and of its spoken code are here.
CREATE TABLE join_link (
    number   INTEGER PRIMARY KEY,
    secret   BLOB NOT NULL UNIQUE CHECK (length(secret) = 32),
    code     BLOB NOT NULL UNIQUE CHECK (length(code) = 32),
    space    INTEGER NOT NULL REFERENCES space,
    role     INTEGER NOT NULL,
    team     TEXT NOT NULL,
    issuer   TEXT NOT NULL,
    max_uses INTEGER NOT NULL,
    used     INTEGER NOT NULL DEFAULT 0,
    expires  INTEGER NOT NULL,
    revoked  INTEGER NOT NULL DEFAULT 0,
    created  INTEGER NOT NULL
) STRICT;

CREATE INDEX join_link_by_space ON join_link (space);

-- `heads` is a sorted sequence of 32-byte hashes. `team_since` and `space_since` are
-- the positions at which the document became readable by the team and by all members.
CREATE TABLE doc (
    number      INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    space       INTEGER NOT NULL REFERENCES space,
    kind        INTEGER NOT NULL,
    owner       BLOB NOT NULL CHECK (length(owner) = 16),
    visibility  INTEGER NOT NULL,
    heads       BLOB NOT NULL,
    bytes       INTEGER NOT NULL,
    last        INTEGER NOT NULL,
    shared      INTEGER NOT NULL,
    team_since  INTEGER,
    space_since INTEGER
) STRICT;

CREATE INDEX doc_by_space ON doc (space);

-- The log. `id` is the space's number times 2^40 plus the position, so that a space's
-- entries lie together in order. `share` is the visibility of a share and NULL for
-- changes; `changes` holds each change as a little-endian 32-bit length and its bytes.
-- `doc` is the number of a row of `doc`, and no declared reference: an entry is written
-- before its new document, and SQLite would then look through all entries for it.
CREATE TABLE entry (
    id       INTEGER PRIMARY KEY,
    doc      INTEGER NOT NULL,
    device   BLOB NOT NULL CHECK (length(device) = 16),
    accepted INTEGER NOT NULL,
    share    INTEGER,
    changes  BLOB NOT NULL
) STRICT;

-- Every change of a document and the position of the entry that brought it.
CREATE TABLE change (
    doc      INTEGER NOT NULL,
    hash     BLOB NOT NULL CHECK (length(hash) = 32),
    position INTEGER NOT NULL,
    PRIMARY KEY (doc, hash)
) STRICT, WITHOUT ROWID;

-- The last sequence number of every actor of a document.
CREATE TABLE actor (
    doc   INTEGER NOT NULL,
    actor BLOB NOT NULL CHECK (length(actor) = 24),
    seq   INTEGER NOT NULL,
    PRIMARY KEY (doc, actor)
) STRICT, WITHOUT ROWID;

-- The sum over the documents of a circle of readers; `person` is empty unless private.
CREATE TABLE fingerprint (
    space  INTEGER NOT NULL REFERENCES space,
    circle INTEGER NOT NULL,
    person BLOB NOT NULL,
    value  BLOB NOT NULL CHECK (length(value) = 16),
    PRIMARY KEY (space, circle, person)
) STRICT, WITHOUT ROWID;
