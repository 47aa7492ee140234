-- Which files are kept, what photos and documents they are part of, and what was withdrawn.

CREATE TABLE files (
	hash    BYTEA  NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
	md5     BYTEA  NOT NULL CHECK (length(md5) = 16),
	sha1    BYTEA  NOT NULL CHECK (length(sha1) = 20),
	size    BIGINT NOT NULL CHECK (size >= 0),
	state   BIGINT NOT NULL CHECK (state BETWEEN 0 AND 2),
	created BIGINT NOT NULL,
	touched BIGINT NOT NULL
) STRICT;
CREATE INDEX files_md5 ON files (md5);
CREATE INDEX files_sha1 ON files (sha1);

CREATE TABLE media (
	id      BIGINT  NOT NULL PRIMARY KEY CHECK (id > 0),
	photo   BOOLEAN NOT NULL,
	owner   BIGINT  NOT NULL, -- 0: the server
	created BIGINT  NOT NULL,
	touched BIGINT  NOT NULL,
	body    BYTEA   NOT NULL
) STRICT;
CREATE INDEX media_owner ON media (owner, id);

CREATE TABLE media_files (
	hash  BYTEA  NOT NULL CHECK (length(hash) = 32),
	media BIGINT NOT NULL,
	PRIMARY KEY (hash, media)
) STRICT;
CREATE INDEX media_files_media ON media_files (media);

CREATE TABLE withdrawals (
	id      BIGINT  NOT NULL PRIMARY KEY CHECK (id > 0),
	reason  TEXT    NOT NULL,
	created BIGINT  NOT NULL,
	undone  BIGINT  NOT NULL, -- 0: it stands
	removed BOOLEAN NOT NULL
) STRICT;

CREATE TABLE withdrawn_contents (
	withdrawal BIGINT NOT NULL,
	content    BIGINT NOT NULL,
	PRIMARY KEY (withdrawal, content)
) STRICT;
CREATE INDEX withdrawn_contents_content ON withdrawn_contents (content);

CREATE TABLE withdrawn_files (
	withdrawal BIGINT NOT NULL,
	hash       BYTEA  NOT NULL CHECK (length(hash) = 32),
	PRIMARY KEY (withdrawal, hash)
) STRICT;
CREATE INDEX withdrawn_files_hash ON withdrawn_files (hash);

-- One row: how often what is withdrawn has changed.
CREATE TABLE withdrawn_revision (
	one      BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
	revision BIGINT NOT NULL
) STRICT;

CREATE TABLE removed (
	withdrawal BIGINT NOT NULL,
	box        BIGINT NOT NULL,
	id         BIGINT NOT NULL,
	body       BYTEA  NOT NULL,
	PRIMARY KEY (withdrawal, box, id)
) STRICT;
CREATE INDEX removed_box ON removed (box);
