-- Where a user can be called or written to, as E.164 writes it.
ALTER TABLE users ADD COLUMN phone TEXT
    CHECK (
        octet_length(phone) BETWEEN 8 AND 16 AND phone GLOB '+[1-9]*'
        AND substr(phone, 2) NOT GLOB '*[^0-9]*'
    );
