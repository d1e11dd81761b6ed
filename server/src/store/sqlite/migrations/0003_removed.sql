-- When a device was removed: it may talk to the server no more, and what it brings is
-- kept in the inbox.
ALTER TABLE device ADD COLUMN removed INTEGER;

-- Rescue files of which the server did not take everything. `bytes` is the signed file;
-- `hash` its SHA-256, so that a file that comes twice is one row.
CREATE TABLE kept_file (
    number   INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    device   BLOB NOT NULL CHECK (length(device) = 16),
    person   BLOB NOT NULL CHECK (length(person) = 16),
    received INTEGER NOT NULL,
    bytes    BLOB NOT NULL
) STRICT;

CREATE INDEX kept_file_by_device ON kept_file (device);

-- What a file holds for one space, and what was decided: 0 nothing yet, 1 accepted,
-- 2 discarded.
CREATE TABLE kept (
    file    INTEGER NOT NULL REFERENCES kept_file,
    space   INTEGER NOT NULL REFERENCES space,
    docs    INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    state   INTEGER NOT NULL DEFAULT 0,
    by      BLOB CHECK (length(by) = 16),
    decided INTEGER,
    PRIMARY KEY (file, space)
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_by_space ON kept (space);
