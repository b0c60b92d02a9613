"""Holds limits that several subjects share. Pure."""

# about a screenful (80x24 without its frame); longer stories belong in the record afterwards
TEXT_CHARACTERS_MAX = 1000
