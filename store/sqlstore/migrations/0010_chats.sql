-- Groups and channels, and who is in them.

CREATE TABLE chats (
	peer_kind     BIGINT  NOT NULL CHECK (peer_kind IN (2, 3)),
	peer_id       BIGINT  NOT NULL CHECK (peer_id > 0),
	broadcast     BOOLEAN NOT NULL,
	forum         BOOLEAN NOT NULL,
	title         TEXT    NOT NULL,
	about         TEXT    NOT NULL,
	photo         BYTEA   NOT NULL, -- empty: none
	creator       BIGINT  NOT NULL, -- 0: nobody any more
	created       BIGINT  NOT NULL,
	version       BIGINT  NOT NULL,
	default_ban   BIGINT  NOT NULL,
	flags         BIGINT  NOT NULL,
	slow_mode     BIGINT  NOT NULL,
	ttl           BIGINT  NOT NULL,
	linked        BIGINT  NOT NULL, -- 0: none
	migrated_to   BIGINT  NOT NULL,
	migrated_from BIGINT  NOT NULL,
	gone          BIGINT  NOT NULL, -- 0: it is there
	reactions     BYTEA   NOT NULL, -- empty: all
	sticker_set   BIGINT  NOT NULL,
	emoji_set     BIGINT  NOT NULL,
	restricted    BYTEA   NOT NULL, -- empty: it is shown
	members       BIGINT  NOT NULL CHECK (members >= 0),
	admins        BIGINT  NOT NULL CHECK (admins >= 0),
	restrained    BIGINT  NOT NULL CHECK (restrained >= 0),
	kicked        BIGINT  NOT NULL CHECK (kicked >= 0),
	PRIMARY KEY (peer_kind, peer_id)
) STRICT;
CREATE INDEX chats_creator ON chats (creator) WHERE creator <> 0;
CREATE INDEX chats_linked ON chats (linked) WHERE linked <> 0;

CREATE TABLE chat_members (
	peer_kind  BIGINT  NOT NULL,
	peer_id    BIGINT  NOT NULL,
	user_id    BIGINT  NOT NULL,
	standing   BIGINT  NOT NULL, -- 0 left, 1 member, 2 administrator, 3 owner
	joined     BIGINT  NOT NULL,
	inviter    BIGINT  NOT NULL,
	asked      BOOLEAN NOT NULL,
	link       BIGINT  NOT NULL,
	rights     BIGINT  NOT NULL,
	rank       TEXT    NOT NULL,
	promoter   BIGINT  NOT NULL,
	banned     BIGINT  NOT NULL, -- what they may not do
	until      BIGINT  NOT NULL, -- 0: for ever
	restrainer BIGINT  NOT NULL,
	restrained BIGINT  NOT NULL,
	first_id   BIGINT  NOT NULL, -- 0: sees all messages
	spoke      BIGINT  NOT NULL,
	own        BIGINT  NOT NULL,
	PRIMARY KEY (peer_kind, peer_id, user_id)
) STRICT;
CREATE INDEX chat_members_user ON chat_members (user_id, peer_kind, peer_id, standing);
CREATE INDEX chat_members_joined ON chat_members (peer_kind, peer_id, joined, user_id) WHERE standing > 0;
CREATE INDEX chat_members_leading ON chat_members (peer_kind, peer_id, standing, user_id) WHERE standing > 1;
CREATE INDEX chat_members_banned ON chat_members (peer_kind, peer_id, restrained, user_id) WHERE banned <> 0;
CREATE INDEX chat_members_until ON chat_members (until) WHERE until <> 0;
