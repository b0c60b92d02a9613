"""Makes the data folder of a new box from a copy and a recovery phrase. It is above the daemon, which must not know it."""
