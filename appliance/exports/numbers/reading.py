"""Reads the documents of releases as a box gives them. Pure."""

import msgspec

from appliance.api.listed.figures import FiguresKnown
from appliance.exports.numbers.words import unreadable
from appliance.numbers.release import Release, from_document


def releases_of(known: FiguresKnown) -> tuple[Release, ...] | str:
    """Give all releases that stand, the oldest half first; or say why one cannot be read."""
    try:
        return tuple(map(from_document, known.releases))
    except msgspec.DecodeError as error:
        return unreadable(error)
