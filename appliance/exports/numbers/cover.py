"""Says how long cover for tap-outs took in one half of a school year. Pure; says nothing that a release does not hold."""

import msgspec

from appliance.exports.document import Section, Text
from appliance.exports.times import lasting
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.release import Release

TITLE = "Cover for a short break"


def cover_section(made: Release) -> Section:
    """Make the section of a page."""
    return Section(TITLE, (Text(_says(made)),))


def cover_told(made: Release) -> str:
    """Say the same in one line, for a console."""
    return f"{TITLE}. {_says(made)}"


def _says(made: Release) -> str:
    """Say it. Of tap-outs nothing else is told, and never how many there were."""
    if isinstance(made.cover_half_s, msgspec.UnsetType):
        return "This half year was released before this figure was made."
    if made.cover_half_s is None:
        return f"Not shown: fewer than {FEWEST} tap-outs were covered."
    return f"Half of the tap-outs that were covered had cover in the room within {lasting(made.cover_half_s)}."
