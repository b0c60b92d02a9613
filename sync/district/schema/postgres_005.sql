-- What each renewal was answered by: whoever sends one again gets the same certificate.
CREATE TABLE renewal (
  box         bytea NOT NULL,
  request     bytea NOT NULL,     -- digest of everything in it
  at_ms       bigint NOT NULL,
  certificate text NOT NULL,
  PRIMARY KEY (box, request)
);
