"""Limits that several subjects share. Pure."""

TEXT_CHARACTERS_MAX = 1000  # about a screenful (80x24 less its frame); longer stories belong in the record afterwards
