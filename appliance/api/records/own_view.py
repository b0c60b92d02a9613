"""Defines what is told on the desk line of one reading, on the own page of a reporter. Pure values; knows no socket."""

import msgspec

from appliance.record.words import Klass


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of what belongs to a reporter. `person` is the name of the reader; it is empty if they did not show who they are, and
    then `desk` is the name of the desk. `reporter`: it was another person who told an account, whose name is not told.
    """

    wall_ms: int
    person: str
    desk: str
    classes: tuple[Klass, ...]
    reporter: bool = False
    glass_broken: bool = False
