"""The whole report of one record: where it may go, for whom it is made, and when none is made for paper. Pure."""

import enum

from appliance.api.board.board import BoardView
from appliance.flows.parts import Option

NOBODY = "somebody who did not sign in"
NOT_NOW = "Not now: on low battery. Read it here, and print it when power is back."


class Goes(enum.Enum):
    """Where a report goes."""

    SCREEN = "Read it here"
    PRINTER = "Print it"
    PDF = "Write it to a file, as PDF"
    HTML = "Write it to a file, as a page for a browser"


FORMATS = {Goes.PDF: "pdf", Goes.HTML: "html"}
"""Where a report goes -> the format of the file, which is also the ending of its name."""


def ways_out(*, printer: bool, kiosk: bool, spares_power: bool) -> tuple[Option, ...]:
    """Offer where a report may go. At the box's own screen nobody has files. On low battery no report is made for paper."""
    offered = [Goes.SCREEN, *([Goes.PRINTER] if printer and not spares_power else [])]
    offered += [] if kiosk else [*([] if spares_power else [Goes.PDF]), Goes.HTML]
    return tuple(Option(goes, goes.value) for goes in offered)


def file_name(number: int, goes: Goes, what: str = "record") -> str:
    """Propose the name of the file: of the report, or of what else it is, such as a notice."""
    return f"{what}-{number}.{FORMATS[goes]}"


def reader(view: BoardView | None) -> str:
    """Name the reader of a report: whoever showed who they are at this desk."""
    if view is None or not view.proven or view.here is None:
        return NOBODY
    return view.here.operator or NOBODY


def spares_power(view: BoardView | None) -> bool:
    """Whether no report is made for paper. A report takes half a second of a small box's whole power, which calls need to the end."""
    return view is not None and view.spares_power
