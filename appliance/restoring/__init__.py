"""From a copy and a recovery phrase to the data folder of a new box. Above the daemon, which must not know it."""
