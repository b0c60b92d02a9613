"""Looks at a record from outside the daemon: checks it, shows it, and exports it. Changes nothing in it."""
