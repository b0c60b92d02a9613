"""Draws a receipt as QR codes: on a terminal with half blocks, or on a page. Pure; prints nothing beside the code and asks nothing. A
whole receipt does not fit into one code on 80 columns and 24 lines, so there it becomes several codes, shown one after the other.
"""

import io

import msgspec
import segno

from appliance.api.records.messages import Paper
from appliance.receipt import paper as papers

QUIET = 4  # modules of white around a code: ISO/IEC 18004, 9.1
CODES_MAX = (
    # our own figure: on the 19 lines beside a call, the longest names a plan may have need 17; nobody photographs more
    20
)
_VERSION_MAX = 40  # ISO/IEC 18004: the largest code there is
_HALF = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_INK, _PLAIN = (
    "\x1b[30;107m",
    "\x1b[0m",
)  # black on bright white, whatever colours the terminal has: readers need dark on light


class Code(msgspec.Struct, frozen=True):
    """One code for a terminal. `rows` are equally long, and their blocks are the dark parts; print them black on white, as `ansi` does."""

    number: int
    count: int
    rows: tuple[str, ...]

    def ansi(self) -> list[str]:
        """Give the rows for a terminal of 16 colours."""
        return [f"{_INK}{row}{_PLAIN}" for row in self.rows]


def codes(paper: Paper, *, lines: int, columns: int) -> list[Code]:
    """Give as few codes as fit into `lines` and `columns`, one at a time; none if even CODES_MAX codes are too large.

    Error correction L: a screen is neither dirty nor torn, and larger modules are easier to read. Raises ValueError as `paper.statement`
    does.
    """
    modules = min(2 * lines, columns) - 2 * QUIET
    version = min((modules - 17) // 4, _VERSION_MAX)  # version 1 has 21 modules, each further version four more
    for count in range(1, CODES_MAX + 1) if version > 0 else ():
        texts = [papers.text(paper)] if count == 1 else papers.parts(paper, count)
        if _fits(max(texts, key=len), version):
            return [Code(number, count, _half_blocks(_shown(each))) for number, each in enumerate(texts, 1)]
    return []


def png(paper: Paper, module_px: int = 6) -> bytes:
    """Give one code as a picture, for a PDF or a receipt printer. Raises ValueError as `paper.statement` does."""
    picture = io.BytesIO()
    _printed(paper).save(picture, kind="png", scale=module_px, border=QUIET)
    return picture.getvalue()


def _shown(text: str, version: int | None = None) -> segno.QRCode:
    return segno.make_qr(text, version=version, error="l", boost_error=False)


def _fits(text: str, version: int) -> bool:
    """Return whether the text fits, before anything is drawn: a code takes some ten milliseconds, and a console tries many counts."""
    try:
        _shown(text, version)
    except segno.DataOverflowError:
        return False
    return True


def _printed(paper: Paper) -> segno.QRCode:
    """Make the code for paper with error correction M, 15 %: paper is folded and carried in a pocket."""
    return segno.make_qr(papers.text(paper), error="m", boost_error=False)


def _half_blocks(code: segno.QRCode) -> tuple[str, ...]:
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple("".join(_HALF[each] for each in zip(upper, lower, strict=True)) for upper, lower in pairs)
