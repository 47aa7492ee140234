-- Links by which people join, and who did; wishes to join; what administrators did; the titles of what is public.
--
-- A link lets in whoever knows it. So it is sealed, and found by a hash of it (key).

CREATE TABLE invites (
	key       BYTEA   NOT NULL PRIMARY KEY,
	sealed    BYTEA   NOT NULL,
	peer_kind BIGINT  NOT NULL,
	peer_id   BIGINT  NOT NULL,
	admin     BIGINT  NOT NULL,
	title     TEXT    NOT NULL,
	created   BIGINT  NOT NULL,
	expires   BIGINT  NOT NULL, -- 0: never
	most      BIGINT  NOT NULL CHECK (most >= 0), -- 0: any number
	used      BIGINT  NOT NULL CHECK (used >= 0),
	approval  BOOLEAN NOT NULL,
	permanent BOOLEAN NOT NULL,
	revoked   BOOLEAN NOT NULL
) STRICT;
CREATE INDEX invites_of ON invites (peer_kind, peer_id, admin, revoked, created);
CREATE UNIQUE INDEX invites_permanent ON invites (peer_kind, peer_id, admin) WHERE permanent AND NOT revoked;

CREATE TABLE invite_uses (
	key      BYTEA  NOT NULL,
	user_id  BIGINT NOT NULL,
	at       BIGINT NOT NULL,
	approver BIGINT NOT NULL, -- 0: nobody was asked
	PRIMARY KEY (key, user_id)
) STRICT;
CREATE INDEX invite_uses_at ON invite_uses (key, at, user_id);
CREATE INDEX invite_uses_of ON invite_uses (user_id);

CREATE TABLE join_requests (
	peer_kind BIGINT NOT NULL,
	peer_id   BIGINT NOT NULL,
	user_id   BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	key       BYTEA  NOT NULL, -- of the link; empty if there was none
	sealed    BYTEA  NOT NULL, -- the link; empty if there was none
	PRIMARY KEY (peer_kind, peer_id, user_id)
) STRICT;
CREATE INDEX join_requests_at ON join_requests (peer_kind, peer_id, at, user_id);
CREATE INDEX join_requests_by ON join_requests (peer_kind, peer_id, key, at, user_id);
CREATE INDEX join_requests_of ON join_requests (user_id);

CREATE TABLE admin_log (
	chat   BIGINT NOT NULL,
	id     BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	actor  BIGINT NOT NULL,
	kind   BIGINT NOT NULL,
	sealed BYTEA  NOT NULL, -- what was said and done
	PRIMARY KEY (chat, id)
) STRICT;
CREATE INDEX admin_log_at ON admin_log (at);

CREATE TABLE title_words (
	word      BYTEA  NOT NULL,
	peer_kind BIGINT NOT NULL,
	peer_id   BIGINT NOT NULL,
	PRIMARY KEY (word, peer_kind, peer_id)
) STRICT;
CREATE INDEX title_words_of ON title_words (peer_kind, peer_id, word);
