"""Figures that the scripted box released: both halves of a seeded year."""

from appliance.numbers.release import to_document
from tests.appliance.numbers.test_release import AUTUMN, SPRING, calls_of, released, year_of

_CALLS = calls_of(year_of(0))
RELEASED = tuple(released(_CALLS, period) for period in (AUTUMN, SPRING))
DOCUMENTS = tuple(map(to_document, RELEASED))
