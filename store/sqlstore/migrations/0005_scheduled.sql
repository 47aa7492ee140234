-- Messages that wait to be sent, and the last id that each owner's queue gave: ids are not used again soon.

CREATE TABLE scheduled (
	owner     BIGINT NOT NULL,
	id        BIGINT NOT NULL CHECK (id > 0 AND id < 262144),
	peer_kind BIGINT NOT NULL,
	peer_id   BIGINT NOT NULL,
	due       BIGINT NOT NULL,
	random    BIGINT NOT NULL,
	taken     BIGINT NOT NULL, -- 0: is not being sent
	body      BYTEA  NOT NULL,
	PRIMARY KEY (owner, id)
) STRICT;
CREATE UNIQUE INDEX scheduled_random ON scheduled (owner, random);
CREATE INDEX scheduled_due ON scheduled (due, owner, id);
CREATE INDEX scheduled_to ON scheduled (owner, peer_kind, peer_id, due);
CREATE INDEX scheduled_peer ON scheduled (peer_kind, peer_id, due);

CREATE TABLE scheduled_ids (
	owner BIGINT NOT NULL PRIMARY KEY,
	last  BIGINT NOT NULL
) STRICT;
