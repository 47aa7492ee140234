-- Messages that nobody but their senders see until their files were looked at.

CREATE TABLE held (
	hash      BYTEA  NOT NULL CHECK (length(hash) = 32),
	content   BIGINT NOT NULL,
	sender    BIGINT NOT NULL,
	box       BIGINT NOT NULL,
	peer_kind BIGINT NOT NULL,
	peer_id   BIGINT NOT NULL,
	at        BIGINT NOT NULL,
	PRIMARY KEY (hash, content)
) STRICT;
CREATE INDEX held_content ON held (content);
