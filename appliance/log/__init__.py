"""Looking at a record from outside the daemon: whether it holds, what it says, and taking it along. Changes nothing in it."""
