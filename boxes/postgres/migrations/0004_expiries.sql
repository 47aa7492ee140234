-- When messages go by themselves, over all boxes: their rows have the box id -1. None did before, so there is nothing to fill
-- it with.
CREATE TABLE box_expiries (box_id bigint NOT NULL, k bytea NOT NULL, v bytea NOT NULL, PRIMARY KEY (box_id, k));
