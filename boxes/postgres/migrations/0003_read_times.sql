-- When the other side of a conversation read up to a message. What was read before this table was made has no time.
CREATE TABLE box_read_times (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
