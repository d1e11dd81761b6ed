-- When a device was last heard from.
ALTER TABLE device ADD COLUMN heard INTEGER;

-- Which devices said that they have all of a visit, and when they last did.
CREATE TABLE prepared (
    space  INTEGER NOT NULL REFERENCES space,
    device BLOB NOT NULL REFERENCES device,
    at     INTEGER NOT NULL,
    PRIMARY KEY (space, device)
) STRICT, WITHOUT ROWID;
