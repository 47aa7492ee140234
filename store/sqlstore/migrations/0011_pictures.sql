-- What was said of files that were looked at, and the photos of people.

CREATE TABLE screened (
	hash    BYTEA  NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
	source  BYTEA  NOT NULL CHECK (length(source) = 32),
	version TEXT   NOT NULL,
	outcome BIGINT NOT NULL CHECK (outcome BETWEEN 1 AND 3),
	reason  TEXT   NOT NULL,
	at      BIGINT NOT NULL
) STRICT;
CREATE INDEX screened_source ON screened (source);

CREATE TABLE profile_photos (
	user_id  BIGINT  NOT NULL,
	place    BIGINT  NOT NULL CHECK (place > 0),
	fallback BOOLEAN NOT NULL,
	photo    BIGINT  NOT NULL,
	body     BYTEA   NOT NULL,
	PRIMARY KEY (user_id, fallback, place)
) STRICT;
CREATE UNIQUE INDEX profile_photos_photo ON profile_photos (user_id, fallback, photo);
