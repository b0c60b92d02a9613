"""Defines what can be asked about figures. Pure values: whoever hands in a document has made it."""

from typing import ClassVar

from appliance.core.ground.commands import FiguresCommand
from appliance.core.ground.traits import PLAIN, Traits


class ReleaseFigures(FiguresCommand, frozen=True, kw_only=True, tag="release-figures"):
    """Keep these figures of a half of a school year. The fields are those of `FiguresReleased`."""

    traits: ClassVar[Traits] = PLAIN

    year: int
    half: int
    document: bytes
