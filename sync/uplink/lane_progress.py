"""Where the main lane is, as the urgent lane sees it. Plain numbers."""

from dataclasses import dataclass


@dataclass(slots=True)
class LaneProgress:
    """`sent` is the newest number the district took, `sending` the last number of what is on its way, `first` the number of the first
    entry this box wrote itself. `there`: up to where the district has it; less than `sent` where what lies between is another box's.
    """

    sent: int
    sending: int
    there: int
    first: int = 1
