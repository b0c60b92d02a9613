"""Makes a sheet of labels, four on a page of letter paper: which box is which, and what two people compare before they trust it.

It shows no secret. The QR code is plain text, so a phone opens nothing.
"""

import io
from collections.abc import Iterable

import segno

from appliance.exports.sheet import Sheet
from image_build.seed.model import Network, Seed

_COLUMNS, _ROWS = 2, 2
_EDGE_MM = 5.0  # the margin inside a label, from the line along which it is cut
_CODE_MM = 32.0  # 57 modules and their quiet zone, half a millimetre each, which any phone can read
_NAME, _LONG, _BODY, _SMALL = 13.0, 9.5, 8.5, 7.0
_LONG_NAME = 28  # fits in two lines of large letters beside the code
_FIELD_LINES = 3  # lines of any value; nobody compares more by eye
_LONG_VALUE = 100  # two lines of usual letters
_ADDRESSES = 3  # In lines. A person who has more networks looks into the seed.
_TITLE = "Handbell: labels of boxes"
_GROUPS_A_LINE = 8

_WHERE = "Stick this on top of the box, where it can be read without moving it. File the other copy with your building's IT papers."
_KEY = (
    "Box key, first 16 digits. The box makes its key at its first start, so it cannot stand here. Read it from `handbell doctor`, line "
    "Keys, write it down, and compare it whenever a card or a box was exchanged."
)
_NO_OFFICE = "none in the seed. Until one is typed at the box, nobody but this building can read its record."
_OFFICE = "Compare it over the phone with the safety office's own paper."


def label_sheet(seeds: Iterable[Seed], made_ms: int) -> bytes:
    """Return the PDF for these boxes, in the order given. The same seeds and time always make the same bytes."""
    sheet = Sheet(_TITLE, "No secret stands on these labels. Cut along the lines.", made_ms, margin_mm=10.0)
    width, height = sheet.epw / _COLUMNS, (sheet.left_mm - 2) / _ROWS
    top = sheet.y
    for at, seed in enumerate(seeds):
        if at and not at % (_COLUMNS * _ROWS):
            sheet.add_page()
        row, column = divmod(at % (_COLUMNS * _ROWS), _COLUMNS)
        _Label(sheet, sheet.l_margin + column * width, top + row * height, width, height).put(seed)
    return bytes(sheet.output())


def qr_text(seed: Seed) -> str:
    """Return the text of the code: the name, the address, and the fingerprint to compare."""
    return "\n".join(
        ["HANDBELL BOX", seed.name, *addresses(seed.network), *([f"office {seed.office}"] if seed.office else [])]
    )


def addresses(network: Network) -> list[str]:
    """Say how the box is reached in each of its networks."""
    known = [("", network.vlan, network.address)]
    known += [(f" ({each.purpose})", each.vlan, each.address) for each in network.more]
    return [
        f"{'DHCP' if address is None else address.ip}{f', tag {tag}' if tag else ''}{what}"
        for what, tag, address in known
    ]


class _Label:
    """One label, in its rectangle."""

    def __init__(self, sheet: Sheet, x_mm: float, y_mm: float, width_mm: float, height_mm: float) -> None:
        self._sheet, self._x, self._y = sheet, x_mm + _EDGE_MM, y_mm
        self._width, self._height = width_mm - 2 * _EDGE_MM, height_mm

    def put(self, seed: Seed) -> None:
        sheet = self._sheet
        with sheet.artifact():
            sheet.set_line_width(0.1)
            sheet.set_draw_color(150)
            sheet.rect(self._x - _EDGE_MM, self._y, self._width + 2 * _EDGE_MM, self._height)
        self._code(seed)
        sheet.y = self._y + _EDGE_MM
        beside = self._width - _CODE_MM - 2
        building = seed.plan.building if seed.plan else "no plan in the seed"
        points = _NAME if len(building) <= _LONG_NAME else _LONG
        self._text(building, points, bold=True, width_mm=beside, lines_max=3)
        self._text(seed.plan.address if seed.plan else "", _SMALL, width_mm=beside, lines_max=2)
        sheet.y += 2.0
        self._field("Name on the network", seed.name, beside, _LONG_NAME)
        sheet.y = max(sheet.y, self._y + _EDGE_MM + _CODE_MM + 1)
        self._field("Address", "\n".join(_few(addresses(seed.network))), self._width)
        self._field("District", seed.district.server if seed.district else "none", self._width)
        self._field("Safety office, fingerprint", _in_lines(seed.office) or _NO_OFFICE, self._width)
        if seed.office:
            sheet.y -= 1.5
            self._text(_OFFICE, _SMALL)
            sheet.y += 2.0
        self._text(_KEY, _SMALL)
        self._blanks()
        self._text(_WHERE, _SMALL)

    def _code(self, seed: Seed) -> None:
        picture = io.BytesIO()
        segno.make(qr_text(seed), error="m", micro=False).save(picture, kind="png", scale=8, border=4)
        with self._sheet.artifact():
            at = self._x + self._width - _CODE_MM
            self._sheet.image(picture, at, self._y + _EDGE_MM, _CODE_MM, _CODE_MM)

    def _field(self, name: str, value: str, width_mm: float, long: int = _LONG_VALUE) -> None:
        self._text(name, _SMALL, width_mm=width_mm)
        self._text(value, _BODY if len(value) <= long else _SMALL, bold=True, width_mm=width_mm, lines_max=_FIELD_LINES)
        self._sheet.y += 2.0

    def _text(
        self, text: str, points: float, *, bold: bool = False, width_mm: float | None = None, lines_max: int = 9
    ) -> None:
        if not text:
            return
        lines = self._sheet.broken(text, width_mm or self._width, points, bold)
        if len(lines) > lines_max:
            lines = [*lines[: lines_max - 1], f"{lines[lines_max - 1][:-2].rstrip()} …"]
        with self._sheet.tagged("P"):
            self._sheet.put_all(lines, points, self._x, bold)

    def _blanks(self) -> None:
        """Leave room for writing: four groups, a date and a name."""
        sheet = self._sheet
        sheet.y += 5
        with sheet.artifact():
            sheet.set_line_width(0.2)
            sheet.set_draw_color(0)
            for group in range(4):
                x = self._x + group * 13
                sheet.line(x, sheet.y, x + 11, sheet.y)
            sheet.line(self._x + 56, sheet.y, self._x + self._width, sheet.y)
        sheet.y += 0.5
        with sheet.tagged("P"):
            sheet.put("date and who compared", self._x + 56, _SMALL - 1)
        sheet.y += 4.5


def _in_lines(fingerprint: str) -> str:
    groups = [fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4)]
    return "\n".join(" ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE))


def _few(lines: list[str]) -> list[str]:
    if len(lines) <= _ADDRESSES:
        return lines
    return [*lines[: _ADDRESSES - 1], f"and {len(lines) - _ADDRESSES + 1} more networks"]
