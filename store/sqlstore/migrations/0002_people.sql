-- Address books, public names and block lists.

CREATE TABLE contacts (
	owner      BIGINT  NOT NULL,
	user_id    BIGINT  NOT NULL, -- 0: nobody here has the phone
	phone      TEXT    NOT NULL,
	first_name TEXT    NOT NULL,
	last_name  TEXT    NOT NULL,
	note       TEXT    NOT NULL,
	close      BOOLEAN NOT NULL,
	added      BIGINT  NOT NULL,
	CHECK (user_id <> 0 OR phone <> '')
) STRICT;
CREATE UNIQUE INDEX contacts_person ON contacts (owner, user_id) WHERE user_id <> 0;
CREATE UNIQUE INDEX contacts_saved ON contacts (owner, phone) WHERE user_id = 0;
CREATE INDEX contacts_of ON contacts (user_id) WHERE user_id <> 0;
CREATE INDEX contacts_waiting ON contacts (phone) WHERE user_id = 0;

CREATE TABLE usernames (
	folded    TEXT   NOT NULL PRIMARY KEY, -- in lower case
	name      TEXT   NOT NULL,
	peer_kind BIGINT NOT NULL,
	peer_id   BIGINT NOT NULL
) STRICT;
CREATE UNIQUE INDEX usernames_peer ON usernames (peer_kind, peer_id);

CREATE TABLE blocks (
	owner     BIGINT NOT NULL,
	peer_kind BIGINT NOT NULL,
	peer_id   BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	PRIMARY KEY (owner, peer_kind, peer_id)
) STRICT;
CREATE INDEX blocks_peer ON blocks (peer_kind, peer_id);
CREATE INDEX blocks_at ON blocks (owner, at);
