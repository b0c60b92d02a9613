-- The second step: what was destroyed of an incident is found from the incident, however old it is. No press touches this table.
CREATE TABLE destroyed (
  name   BLOB NOT NULL,          -- keyed tag of the incident's id
  number INTEGER NOT NULL        -- its certificate, an entry of the house
) STRICT;

CREATE INDEX destroyed_named ON destroyed (name, number);
