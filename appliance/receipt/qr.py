"""A receipt as QR codes: drawn on a terminal with half blocks, or on a page. Pure; says nothing beside the code and asks nothing.

On 80 columns and 24 lines a whole receipt does not fit one code, so that there it is several, shown one after the other.
"""

import io

import msgspec
import segno

from appliance.api.records.messages import Paper
from appliance.receipt import paper as papers

QUIET = 4  # modules of white around a code: ISO/IEC 18004, 9.1
CODES_MAX = (
    20  # ours: on the 19 lines beside a call, the longest names a plan may have need 17; nobody photographs more
)
_VERSION_MAX = 40  # ISO/IEC 18004: the largest code there is
_HALF = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_INK, _PLAIN = (
    "\x1b[30;107m",
    "\x1b[0m",
)  # black on bright white, whatever colours the terminal has: readers want dark on light


class Code(msgspec.Struct, frozen=True):
    """One code for a terminal. `rows`: equally long, their blocks are what is dark; print them black on white, as `ansi` does."""

    number: int
    count: int
    rows: tuple[str, ...]

    def ansi(self) -> list[str]:
        """The rows for a terminal of 16 colours."""
        return [f"{_INK}{row}{_PLAIN}" for row in self.rows]


def codes(paper: Paper, *, lines: int, columns: int) -> list[Code]:
    """As few codes as fit into `lines` and `columns` one at a time; none where not even CODES_MAX are small enough.

    Error correction L: a screen is neither dirty nor torn, and larger modules are read more surely. Raises ValueError as
    `paper.statement` does.
    """
    modules = min(2 * lines, columns) - 2 * QUIET
    version = min((modules - 17) // 4, _VERSION_MAX)  # the first has 21 modules, each after it four more
    for count in range(1, CODES_MAX + 1) if version > 0 else ():
        texts = [papers.text(paper)] if count == 1 else papers.parts(paper, count)
        if _fits(max(texts, key=len), version):
            return [Code(number, count, _half_blocks(_shown(each))) for number, each in enumerate(texts, 1)]
    return []


def png(paper: Paper, module_px: int = 6) -> bytes:
    """One code as a picture, for a PDF or a receipt printer. Raises ValueError as `paper.statement` does."""
    picture = io.BytesIO()
    _printed(paper).save(picture, kind="png", scale=module_px, border=QUIET)
    return picture.getvalue()


def _shown(text: str, version: int | None = None) -> segno.QRCode:
    return segno.make_qr(text, version=version, error="l", boost_error=False)


def _fits(text: str, version: int) -> bool:
    """Found out before anything is drawn: a code takes some ten milliseconds, and a console tries many counts."""
    try:
        _shown(text, version)
    except segno.DataOverflowError:
        return False
    return True


def _printed(paper: Paper) -> segno.QRCode:
    """Error correction M, 15 %: paper is folded and carried in a pocket."""
    return segno.make_qr(papers.text(paper), error="m", boost_error=False)


def _half_blocks(code: segno.QRCode) -> tuple[str, ...]:
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=QUIET)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple("".join(_HALF[each] for each in zip(upper, lower, strict=True)) for upper, lower in pairs)
