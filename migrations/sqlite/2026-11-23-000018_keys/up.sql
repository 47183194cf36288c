-- A key that is still running has no headers yet, which the first form of this table took for headers
-- that are not JSON. So no row was ever kept in it, and there is none to carry over.
DROP TABLE idempotency_keys;

CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL REFERENCES users (id),
    operation TEXT NOT NULL
        CHECK (length(operation) BETWEEN 1 AND 200 AND instr(operation, char(0)) = 0),
    key TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255 AND instr(key, char(0)) = 0),
    -- SHA-256 of the whole request; another request under the key is refused.
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    state TEXT NOT NULL CHECK (state IN ('running', 'done')),
    status INTEGER CHECK (status BETWEEN 200 AND 499),
    headers TEXT
        CHECK (
            headers IS NULL
            OR length(headers) <= 10000 AND CASE WHEN json_valid(headers) THEN json_type(headers) = 'object' ELSE 0 END
        ),
    body BLOB CHECK (length(body) BETWEEN 0 AND 4194304),
    created_at TEXT NOT NULL
        CHECK (
            datetime(substr(created_at, 1, 19)) IS substr(created_at, 1, 19)
            AND length(created_at) IN (19, 23, 26)
            AND substr(created_at, 20, 1) IN ('', '.') AND substr(created_at, 21) NOT GLOB '*[^0-9]*'
        ),
    completed_at TEXT
        CHECK (
            datetime(substr(completed_at, 1, 19)) IS substr(completed_at, 1, 19)
            AND length(completed_at) IN (19, 23, 26)
            AND substr(completed_at, 20, 1) IN ('', '.') AND substr(completed_at, 21) NOT GLOB '*[^0-9]*'
        ),
    PRIMARY KEY (user_id, operation, key),
    CHECK ((state = 'done') = (status IS NOT NULL)),
    CHECK ((state = 'done') = (headers IS NOT NULL)),
    CHECK ((state = 'done') = (body IS NOT NULL)),
    CHECK ((state = 'done') = (completed_at IS NOT NULL))
) STRICT;

CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
