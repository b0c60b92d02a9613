"""Holds limits that several subjects share. Pure."""

# about a screenful (80x24 without its frame); longer stories belong in the record afterwards
TEXT_CHARACTERS_MAX = 1000

EXERCISE_STEPS_MAX = 12
"""Steps of a table-top exercise. Ours: twelve of five minutes fill the hour."""
EXERCISE_MINUTES_MAX = 60
"""Ours: a staff meeting, in which such an exercise has its place, lasts an hour."""
EXERCISE_ROOMS_MAX = 4
"""Rooms of an exercise over real buttons. Ours: what one team reaches, so that the rest of the building goes on as always."""
EXERCISE_CAST_MIN, EXERCISE_CAST_MAX = 2, 20
"""People who play. Ours: two at least, so that a refusal is never about one person alone; at most two for each of ten seats."""
EXERCISE_TITLE_CHARACTERS_MAX = 60
"""A title stands in one line of 80 columns, behind the word EXERCISE and before the step."""
YEARS_KNOWN = range(2000, 2100)
"""The years of a day that people type, as in a school calendar: the record has times of these years alone. Another year is a typing
mistake, also while the box does not know the day.
"""
