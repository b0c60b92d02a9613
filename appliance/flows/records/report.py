"""The whole report of one record: where it may go, for whom it is made, and when none is made for paper. Pure."""

import enum

from appliance.api.board.board import BoardView
from appliance.flows.parts import Option

NOBODY = "somebody who did not sign in"
NOT_NOW = "Not now: on low battery. Read it here, and print it when power is back."


class Goes(enum.Enum):
    """Where the report goes."""

    SCREEN = "Read it here"
    PRINTER = "Print it"
    PDF = "Write it to a file, as PDF"
    HTML = "Write it to a file, as a page for a browser"


FORMATS = {Goes.PDF: "pdf", Goes.HTML: "html"}
"""Of what is written to a file: how its name ends, and what it then is."""


def ways_out(*, printer: bool, kiosk: bool, spares_power: bool) -> tuple[Option, ...]:
    """Where a report may go. At the box's own screen nobody has files; on low battery nothing is made for paper."""
    offered = [Goes.SCREEN, *([Goes.PRINTER] if printer and not spares_power else [])]
    offered += [] if kiosk else [*([] if spares_power else [Goes.PDF]), Goes.HTML]
    return tuple(Option(goes, goes.value) for goes in offered)


def file_name(number: int, goes: Goes) -> str:
    """What a report is called where nobody names it otherwise."""
    return f"record-{number}.{FORMATS[goes]}"


def reader(view: BoardView | None) -> str:
    """Whom a report made here is made for: whoever showed who they are at this desk."""
    if view is None or not view.proven or view.here is None:
        return NOBODY
    return view.here.operator or NOBODY


def spares_power(view: BoardView | None) -> bool:
    """Whether no report is made for paper: half a second of a small box's whole power, while it is to take calls to the end."""
    return view is not None and view.spares_power
