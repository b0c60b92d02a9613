"""Prints what a plan says of supports for educators, of help that is not police and of families at the door, for `handbell plan card`,
`home`, `other-help` and `families`. Never speaks to the box.
"""

import sys
import time
from pathlib import Path

from appliance.command_line import reason
from appliance.exports.card import card_page, card_sheet
from appliance.exports.document import Document
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.formats import pdf_of
from appliance.exports.help_card import families_card, help_card
from appliance.exports.html import html
from appliance.exports.plain import plain
from appliance.exports.sent_home import sent_home
from appliance.plan.model import Plan
from appliance.plan.parse import examine_file
from appliance.supports.language import Language

KINDS = ("pdf", "html", "text")
_HELP = {"other-help": help_card, "families": families_card}


def print_paper(what: str, file: Path, output: Path | None, language: str | None) -> int:
    """Print the card of resources and rights (`what` "card"), the paper for somebody who was sent home ("home"), the card of help that is
    not police ("other-help"), or the card for families at the door ("families").

    Without an `output` it is shown as text. Returns the exit code: 0 printed; 1 mistakes in the plan; 2 the file could not be written.
    """
    reading = examine_file(file)
    if reading.plan is None:
        sys.stderr.write("".join(f"{each.told(str(file))}\n" for each in reading.mistakes))
        return 1
    made = _made(what, reading.plan, language, sheet=output is not None)
    if output is None:
        sys.stdout.write(plain(made))
        return 0
    try:
        kind = format_of(output, None, KINDS)
        _write(made, kind, output)
    except Misnamed as wrong:
        return _refused(what, str(wrong))
    except FileExistsError:
        return _refused(what, f"{output} is there already, and was left as it is. Name another file.")
    except OSError as error:
        return _refused(what, f"{output} could not be written ({reason(error)}). Name another place.")
    sys.stdout.write(f"Written: {output}\n")
    return 0


def _made(what: str, plan: Plan, language: str | None, *, sheet: bool) -> Document:
    now_ms = time.time_ns() // 1_000_000
    if what == "card" and sheet and language is None:
        return card_sheet(plan.building, plan.supported, now_ms)
    if what in _HELP:
        return _HELP[what](plan, Language(language or Language.ENGLISH) if language or not sheet else None, now_ms)
    make = card_page if what == "card" else sent_home
    return make(plan.building, plan.supported, Language(language or Language.ENGLISH), now_ms)


def _write(made: Document, kind: str, output: Path) -> None:
    """Write a new file. The document is made first, so that a fault leaves no half of it."""
    text = html(made) if kind == "html" else plain(made)
    made_bytes = pdf_of(made) if kind == "pdf" else text.encode()
    with output.open("xb") as new:
        new.write(made_bytes)


def _refused(what: str, why: str) -> int:
    sys.stderr.write(f"handbell plan {what}: {why}\n")
    return 2
