-- By which rules the words of a box were cut (service/search). What was indexed before there were numbers is indexed anew.

ALTER TABLE search_boxes ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
