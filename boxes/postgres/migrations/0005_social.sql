-- What groups, channels and media need. A box that holds messages from before is indexed anew when messages of it next change.
CREATE TABLE box_thread_marks (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k)) WITH (fillfactor = 70);
CREATE TABLE box_readers (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k)) WITH (fillfactor = 70);
CREATE TABLE box_counts (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k)) WITH (fillfactor = 70);
CREATE TABLE box_reacted (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_reactors (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_unseen (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_threads (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_filters (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_authors (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_gaps (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_held (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
-- These two stand together for all boxes: their rows have the box ids -2 and -3.
CREATE TABLE box_copies (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
CREATE TABLE box_files (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
