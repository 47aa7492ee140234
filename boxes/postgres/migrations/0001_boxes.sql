-- A table for each kind of row. The box leads every key, so that the tables shard by it; keys and values are those of
-- package boxes. Rows that are written over and over get pages with room, so that they stay where they are.
CREATE TABLE box_heads (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k)) WITH (fillfactor = 50);
CREATE TABLE box_dialogs (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k)) WITH (fillfactor = 50);
CREATE TABLE box_messages (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_events (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_notes (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_keys (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_order (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_ids (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_contents (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
