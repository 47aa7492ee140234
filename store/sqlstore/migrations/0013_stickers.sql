-- Sets of stickers, and the lists of stickers and animations that people keep.

CREATE TABLE sticker_sets (
	id       BIGINT NOT NULL PRIMARY KEY,
	owner    BIGINT NOT NULL,
	kind     BIGINT NOT NULL CHECK (kind BETWEEN 0 AND 2),
	name     TEXT   NOT NULL, -- in lower case
	searched TEXT   NOT NULL, -- the title and the name, in lower case
	created  BIGINT NOT NULL,
	body     BYTEA  NOT NULL
) STRICT;
CREATE UNIQUE INDEX sticker_sets_name ON sticker_sets (name);
CREATE INDEX sticker_sets_owner ON sticker_sets (owner, id);

CREATE TABLE stickers_kept (
	user_id  BIGINT NOT NULL,
	list     BIGINT NOT NULL,
	document BIGINT NOT NULL,
	place    BIGINT NOT NULL CHECK (place > 0), -- higher for later ones
	at       BIGINT NOT NULL,
	PRIMARY KEY (user_id, list, document)
) STRICT;
CREATE INDEX stickers_kept_place ON stickers_kept (user_id, list, place);
CREATE INDEX stickers_kept_document ON stickers_kept (document);
