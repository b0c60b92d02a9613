-- What each renewal was answered by: whoever sends one again gets the same certificate.
CREATE TABLE renewal (
  box         BLOB NOT NULL,
  request     BLOB NOT NULL,      -- digest of everything in it
  at_ms       INTEGER NOT NULL,
  certificate TEXT NOT NULL,
  PRIMARY KEY (box, request)
) STRICT;
