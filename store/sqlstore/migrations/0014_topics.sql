-- Topics of forums.

CREATE TABLE topics (
	chat      BIGINT  NOT NULL,
	id        BIGINT  NOT NULL, -- below 0: it is being made
	title     TEXT    NOT NULL,
	color     BIGINT  NOT NULL,
	icon      BIGINT  NOT NULL, -- 0: none
	creator   BIGINT  NOT NULL,
	from_kind BIGINT  NOT NULL,
	from_id   BIGINT  NOT NULL,
	created   BIGINT  NOT NULL,
	closed    BOOLEAN NOT NULL,
	hidden    BOOLEAN NOT NULL,
	pinned    BIGINT  NOT NULL, -- 0: not
	PRIMARY KEY (chat, id)
) STRICT;
