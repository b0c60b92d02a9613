"""Sets a reporter's receipt on paper: its words, and one code that holds all of it, on a page to take home. Pure; writes no file. To a
screen reader the code is an artifact: the lines R01, R02 ... below hold the same, and can be read out.
"""

import io
from datetime import tzinfo

from appliance.api.records.messages import Paper
from appliance.exports.sheet import Sheet
from appliance.receipt import printed, qr

_CODE_MM = 76.0
"""For a code of some hundred modules: each is three quarters of a millimetre, which a telephone and a scanner of 200 dots an inch can
read.
"""
_TITLE, _POINTS = 14.0, 8.0
_BESIDE, _BELOW = 70, 110
"""Letters in a line: beside the code, and across the page."""
_NAME_LETTERS, _NAME_MM = 12, 20.0
"""The names of facts: `printed` pads them with blanks, and here they are columns."""


def receipt_page(paper: Paper, zone: tzinfo | None) -> bytes:
    """Give the PDF: one page, or two with the longest names. Raises ValueError as `appliance.receipt.paper.statement` does."""
    (title, *head), *beside = _blocks(printed.lines(paper, width=_BESIDE, zone=zone))
    rule = head.index("=" * _BESIDE)  # the line that a receipt printer puts between the owner and the facts
    _, *below = _blocks(printed.lines(paper, width=_BELOW, zone=zone))
    whose = f"{paper.building}, receipt for record {paper.number}."
    sheet = Sheet(f"Receipt, record {paper.number}", whose, paper.wall_ms)
    top_mm = sheet.y
    with sheet.artifact():
        x_mm = sheet.w - sheet.r_margin - _CODE_MM
        sheet.image(io.BytesIO(qr.png(paper)), x=x_mm, y=top_mm, w=_CODE_MM, h=_CODE_MM)
    sheet.set_xy(sheet.l_margin, top_mm)
    with sheet.tagged("H1"):
        sheet.put_all([title], _TITLE, bold=True)
    with sheet.tagged("P"):
        # a name in capitals is wide, so it is broken anew
        building = sheet.broken(" ".join(head[:rule]), sheet.epw - _CODE_MM, _POINTS, bold=True)
        sheet.put_all(building, _POINTS, bold=True)
        for line in head[rule + 1 :]:
            _fact(sheet, line)
    fitting = 0
    while fitting < len(beside) and sheet.y + (len(beside[fitting]) + 1) * sheet.line_mm(_POINTS) < top_mm + _CODE_MM:
        _block(sheet, beside[fitting], sheet.epw - _CODE_MM)
        fitting += 1
    sheet.y = max(sheet.y, top_mm + _CODE_MM)
    for block in below[fitting:]:
        _block(sheet, block, sheet.epw)
    return bytes(sheet.output())


def _block(sheet: Sheet, lines: list[str], width_mm: float) -> None:
    """Set a heading and the lines under it, or figures, on one page."""
    line_mm = sheet.line_mm(_POINTS)
    sheet.need((len(lines) + 1) * line_mm)
    sheet.y += line_mm / 2
    heading = lines[0].isupper()
    if heading:
        with sheet.tagged("H2"):
            sheet.put_all(lines[:1], _POINTS, bold=True)
    with sheet.tagged("P"):
        for line in lines[heading:]:
            indent_mm = (len(line) - len(line.lstrip())) * _POINTS * 0.11
            parts = sheet.broken(line.strip(), width_mm - indent_mm, _POINTS)
            sheet.put_all(parts, _POINTS, sheet.l_margin + indent_mm)


def _fact(sheet: Sheet, line: str) -> None:
    """Set a name and its value, or more of the value."""
    sheet.put(line[:_NAME_LETTERS].strip(), sheet.l_margin, _POINTS)
    parts = sheet.broken(line[_NAME_LETTERS:], sheet.epw - _CODE_MM - _NAME_MM, _POINTS)
    sheet.put_all(parts, _POINTS, sheet.l_margin + _NAME_MM)


def _blocks(lines: list[str]) -> list[list[str]]:
    """Give the groups of lines between blank lines."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
