-- Pinned messages, by conversation. None could be pinned before, so there is nothing to fill it with.
CREATE TABLE box_pinned (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
