-- The parts that people have sorted their conversations into.

CREATE TABLE folders (
	user_id BIGINT NOT NULL,
	id      BIGINT NOT NULL, -- as the account's devices name it
	place   BIGINT NOT NULL,
	sealed  BYTEA  NOT NULL, -- what it is called, and whom it holds
	PRIMARY KEY (user_id, id)
) STRICT;
