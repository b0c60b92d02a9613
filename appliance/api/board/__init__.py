"""The board as desks are sent it, and how it is made."""
