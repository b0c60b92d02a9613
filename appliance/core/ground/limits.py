"""Holds limits that several subjects share. Pure."""

# about a screenful (80x24 without its frame); longer stories belong in the record afterwards
TEXT_CHARACTERS_MAX = 1000

EXERCISE_STEPS_MAX = 12
"""Steps of a table-top exercise. Ours: twelve of five minutes fill the hour."""
EXERCISE_MINUTES_MAX = 60
"""Ours: a staff meeting, in which such an exercise has its place, lasts an hour."""
EXERCISE_TITLE_CHARACTERS_MAX = 60
"""A title stands in one line of 80 columns, behind the word EXERCISE and before the step."""
