"""Where the main lane is, as the urgent lane sees it. Plain numbers."""

from dataclasses import dataclass


@dataclass(slots=True)
class Place:
    """`sent` is the newest number the district took, `sending` the last number of what is on its way."""

    sent: int
    sending: int
