"""Says how long cover for tap-outs took in one half of a school year. Pure; says nothing that a release does not hold."""

import msgspec

from appliance.exports.document import Section, Text
from appliance.exports.times import lasting
from appliance.numbers.disclosure import FEWEST
from appliance.numbers.release import Release

TITLE = "Cover for a short break"


def cover_section(made: Release) -> Section:
    """Make the section. Of tap-outs nothing else is told, and never how many there were."""
    if isinstance(made.cover_half_s, msgspec.UnsetType):
        says = "This half year was released before this figure was made."
    elif made.cover_half_s is None:
        says = f"Not shown: fewer than {FEWEST} tap-outs were covered."
    else:
        says = f"Half of the tap-outs that were covered had cover in the room within {lasting(made.cover_half_s)}."
    return Section(TITLE, (Text(says),))
