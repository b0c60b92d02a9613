"""The board as it is sent to desks, and the code that makes it."""
