-- The third step: entries of open calls that a later one says again, with more. A start passes over them; the chain never does.
CREATE TABLE said_again (
  number INTEGER PRIMARY KEY
) STRICT;
