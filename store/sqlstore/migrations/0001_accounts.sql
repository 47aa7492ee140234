-- Accounts, their keys and devices, and what guards them. Times are whole seconds since 1970; 0 is never.

CREATE TABLE secrets (
	name   TEXT   NOT NULL PRIMARY KEY,
	sealed BYTEA  NOT NULL
) STRICT;

CREATE TABLE auth_keys (
	id      BIGINT  NOT NULL PRIMARY KEY,
	sealed  BYTEA   NOT NULL,
	temp    BOOLEAN NOT NULL,
	expires BIGINT  NOT NULL,
	bound   BIGINT  NOT NULL DEFAULT 0, -- the permanent key of a temporary one; 0: none
	dc      BIGINT  NOT NULL,
	layer   BIGINT  NOT NULL DEFAULT 0,
	created BIGINT  NOT NULL,
	CHECK (id <> 0 AND layer >= 0),
	CHECK (temp OR (expires = 0 AND bound = 0))
) STRICT;
CREATE INDEX auth_keys_bound ON auth_keys (bound) WHERE bound <> 0;
CREATE INDEX auth_keys_expires ON auth_keys (expires) WHERE temp;
CREATE INDEX auth_keys_created ON auth_keys (created) WHERE NOT temp;

CREATE TABLE users (
	id           BIGINT NOT NULL PRIMARY KEY,
	phone        TEXT   NOT NULL,
	first_name   TEXT   NOT NULL,
	last_name    TEXT   NOT NULL,
	about        TEXT   NOT NULL,
	created      BIGINT NOT NULL,
	deleted      BIGINT NOT NULL DEFAULT 0,
	frozen       BIGINT NOT NULL DEFAULT 0,
	frozen_until BIGINT NOT NULL DEFAULT 0,
	frozen_for   TEXT   NOT NULL DEFAULT '',
	last_seen    BIGINT NOT NULL DEFAULT 0,
	ttl_days     BIGINT NOT NULL,
	delete_after BIGINT NOT NULL DEFAULT 0,
	session_days BIGINT NOT NULL DEFAULT 183,
	CHECK (id > 0 AND id < 1099511627776),
	CHECK ((deleted <> 0) = (phone = '')),
	CHECK (ttl_days BETWEEN 1 AND 3660 AND session_days BETWEEN 1 AND 3660)
) STRICT;
CREATE UNIQUE INDEX users_phone ON users (phone) WHERE phone <> '';
CREATE INDEX users_delete_after ON users (delete_after) WHERE delete_after <> 0;
CREATE INDEX users_last_seen ON users (last_seen) WHERE deleted = 0;

CREATE TABLE sessions (
	id               BIGINT  NOT NULL PRIMARY KEY,
	user_id          BIGINT  NOT NULL REFERENCES users (id),
	key_id           BIGINT  NOT NULL UNIQUE REFERENCES auth_keys (id) ON DELETE CASCADE,
	api_id           BIGINT  NOT NULL,
	device           TEXT    NOT NULL,
	system           TEXT    NOT NULL,
	app              TEXT    NOT NULL,
	lang             TEXT    NOT NULL,
	address          TEXT    NOT NULL,
	created          BIGINT  NOT NULL,
	active           BIGINT  NOT NULL,
	password_pending BOOLEAN NOT NULL,
	unconfirmed      BOOLEAN NOT NULL,
	no_secret        BOOLEAN NOT NULL,
	no_calls         BOOLEAN NOT NULL,
	CHECK (id <> 0)
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id, created);
CREATE INDEX sessions_active ON sessions (active);

CREATE TABLE codes (
	handle   TEXT   NOT NULL PRIMARY KEY,
	kind     BIGINT NOT NULL,
	phone    TEXT   NOT NULL,
	key_id   BIGINT NOT NULL,
	user_id  BIGINT NOT NULL,
	hash     BYTEA  NOT NULL,
	attempts BIGINT NOT NULL,
	sent     BIGINT NOT NULL,
	via      TEXT   NOT NULL,
	created  BIGINT NOT NULL,
	expires  BIGINT NOT NULL,
	resend   BIGINT NOT NULL,
	CHECK (kind > 0 AND attempts >= 0 AND sent >= 0)
) STRICT;
CREATE INDEX codes_key ON codes (key_id, kind);
CREATE INDEX codes_user ON codes (user_id, kind);
CREATE INDEX codes_expires ON codes (expires);

CREATE TABLE passwords (
	user_id        BIGINT NOT NULL PRIMARY KEY REFERENCES users (id),
	salt1          BYTEA  NOT NULL,
	salt2          BYTEA  NOT NULL,
	sealed         BYTEA  NOT NULL, -- the verifier
	hint           TEXT   NOT NULL,
	email          TEXT   NOT NULL,
	pending_email  TEXT   NOT NULL,
	changed        BIGINT NOT NULL,
	reset_at       BIGINT NOT NULL,
	no_reset_until BIGINT NOT NULL
) STRICT;

CREATE TABLE srp_exchanges (
	key_id  BIGINT NOT NULL PRIMARY KEY REFERENCES auth_keys (id) ON DELETE CASCADE,
	id      BIGINT NOT NULL,
	user_id BIGINT NOT NULL,
	sealed  BYTEA  NOT NULL, -- the server's private number
	created BIGINT NOT NULL
) STRICT;
CREATE INDEX srp_exchanges_created ON srp_exchanges (created);

CREATE TABLE login_tokens (
	key_id  BIGINT NOT NULL PRIMARY KEY REFERENCES auth_keys (id) ON DELETE CASCADE,
	hash    BYTEA  NOT NULL UNIQUE,
	expires BIGINT NOT NULL,
	api_id  BIGINT NOT NULL,
	device  TEXT   NOT NULL,
	system  TEXT   NOT NULL,
	app     TEXT   NOT NULL,
	lang    TEXT   NOT NULL,
	address TEXT   NOT NULL,
	not_for TEXT   NOT NULL -- ids of accounts that the device has already, with commas
) STRICT;
CREATE INDEX login_tokens_expires ON login_tokens (expires);

CREATE TABLE logout_tokens (
	hash    BYTEA  NOT NULL PRIMARY KEY,
	user_id BIGINT NOT NULL REFERENCES users (id),
	expires BIGINT NOT NULL
) STRICT;
CREATE INDEX logout_tokens_user ON logout_tokens (user_id);
CREATE INDEX logout_tokens_expires ON logout_tokens (expires);

CREATE TABLE invitations (
	phone   TEXT   NOT NULL PRIMARY KEY,
	note    TEXT   NOT NULL,
	email   TEXT   NOT NULL,
	created BIGINT NOT NULL,
	CHECK (phone <> '')
) STRICT;

CREATE TABLE counters (
	name    TEXT   NOT NULL PRIMARY KEY,
	value   BIGINT NOT NULL,
	expires BIGINT NOT NULL
) STRICT;
CREATE INDEX counters_expires ON counters (expires);

CREATE TABLE takeouts (
	id            BIGINT  NOT NULL PRIMARY KEY,
	user_id       BIGINT  NOT NULL REFERENCES users (id),
	session_id    BIGINT  NOT NULL UNIQUE REFERENCES sessions (id) ON DELETE CASCADE,
	contacts      BOOLEAN NOT NULL,
	users         BOOLEAN NOT NULL,
	chats         BOOLEAN NOT NULL,
	megagroups    BOOLEAN NOT NULL,
	channels      BOOLEAN NOT NULL,
	files         BOOLEAN NOT NULL,
	file_max_size BIGINT  NOT NULL,
	created       BIGINT  NOT NULL,
	expires       BIGINT  NOT NULL
) STRICT;
CREATE INDEX takeouts_expires ON takeouts (expires);

CREATE TABLE settings (
	user_id BIGINT NOT NULL REFERENCES users (id),
	name    TEXT   NOT NULL,
	value   BYTEA  NOT NULL,
	PRIMARY KEY (user_id, name),
	CHECK (length(value) <= 65536)
) STRICT;
