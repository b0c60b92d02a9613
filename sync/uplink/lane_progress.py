"""Holds how far the main lane is, for the urgent lane to read. Plain numbers."""

from dataclasses import dataclass


@dataclass(slots=True)
class LaneProgress:
    """How far the main lane is. `sent`: the newest number that the district took. `sending`: the last number on its way. `first`: the first
    entry that this box wrote itself. `there`: up to where the district has the record; less than `sent` where the entries between are
    another box's.
    """

    sent: int
    sending: int
    there: int
    first: int = 1
