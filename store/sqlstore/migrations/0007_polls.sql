-- Polls, how often each answer was chosen, who chose it, and which boxes hold messages that show them.

CREATE TABLE polls (
	id      BIGINT NOT NULL PRIMARY KEY,
	author  BIGINT NOT NULL,
	created BIGINT NOT NULL,
	closes  BIGINT NOT NULL, -- 0: only when somebody closes it
	closed  BIGINT NOT NULL, -- 0: it is open
	answers BIGINT NOT NULL CHECK (answers > 0 AND answers <= 32),
	voters  BIGINT NOT NULL CHECK (voters >= 0),
	version BIGINT NOT NULL,
	body    BYTEA  NOT NULL
) STRICT;
CREATE INDEX polls_due ON polls (closes, id) WHERE closes > 0 AND closed = 0;

CREATE TABLE poll_counts (
	poll   BIGINT NOT NULL,
	answer BIGINT NOT NULL CHECK (answer >= 0 AND answer < 32),
	votes  BIGINT NOT NULL CHECK (votes >= 0),
	PRIMARY KEY (poll, answer)
) STRICT;

CREATE TABLE poll_votes (
	poll   BIGINT NOT NULL,
	voter  BIGINT NOT NULL,
	answer BIGINT NOT NULL CHECK (answer >= 0 AND answer < 32),
	date   BIGINT NOT NULL,
	PRIMARY KEY (poll, voter, answer)
) STRICT;
CREATE INDEX poll_votes_answer ON poll_votes (poll, answer, date, voter);
CREATE INDEX poll_votes_date ON poll_votes (poll, date, voter);
CREATE INDEX poll_votes_voter ON poll_votes (voter, poll);

CREATE TABLE poll_places (
	poll BIGINT NOT NULL,
	box  BIGINT NOT NULL,
	PRIMARY KEY (poll, box)
) STRICT;
CREATE INDEX poll_places_box ON poll_places (box, poll);
