"""Sets drawings, and rows of drawings with words, on a sheet. Whoever hears the page hears the words beside a drawing, not the drawing."""

from typing import assert_never

from appliance.exports.document import Pictured, Shown, printable
from appliance.exports.picture import INKS, LINE_MM, Box, Disc, Drawn, Picture, Shape, Stroke, Tone
from appliance.exports.sheet import Sheet

_GAP_MM = 2.0  # between columns, and under a row
_SHARES = (
    0.5,
    0.53,
    0.47,
    0.44,
    0.41,
)  # of the width, for English beside Spanish; a smaller one leaves lines of three words


class Drawing:
    """Sets drawings from the left margin."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def pictured(self, pictured: Pictured, points: float) -> None:
        """Set each row: the drawing, then its words, and beside them the same in Spanish if there is any. No row is split."""
        sheet = self._sheet
        wide = max((each.picture.width for each in pictured.rows if each.picture is not None), default=0.0)
        left = sheet.l_margin + (wide + _GAP_MM if wide else 0.0)
        width = sheet.l_margin + sheet.epw - left
        widths = self._columns(pictured, points, width - _GAP_MM)
        for each in pictured.rows:
            self._row(each, points, left, widths if each.spanish else (width, 0.0))
        sheet.y += _GAP_MM / 2

    def _columns(self, pictured: Pictured, points: float, width: float) -> tuple[float, float]:
        """Share the width between the languages so that the rows take the fewest lines; equally where nothing is won. Spanish is
        often the longer one.
        """

        def lines(share: float) -> int:
            return sum(
                max(
                    len(self._sheet.broken(printable(each.says), width * share, points)),
                    len(self._sheet.broken(printable(each.spanish), width * (1 - share), points)),
                )
                for each in pictured.rows
            )

        share = min(_SHARES, key=lines)
        return width * share, width * (1 - share)

    def row_mm(self, row: Shown, points: float) -> float:
        """Give about how much room a row takes, for a heading that must stay above it."""
        lines = 2 * self._sheet.line_mm(points)
        return max(lines, row.picture.height if row.picture is not None else 0.0) + _GAP_MM

    def _row(self, row: Shown, points: float, left: float, widths: tuple[float, float]) -> None:
        sheet, height = self._sheet, self._sheet.line_mm(points)
        texts = ((text, width) for text, width in zip((row.says, row.spanish), widths, strict=True) if text)
        columns = [sheet.broken(printable(text), width, points) for text, width in texts]
        drawn = row.picture.height if row.picture is not None else 0.0
        tall = max([drawn, *(len(each) * height for each in columns)])
        sheet.need(tall + _GAP_MM)
        top, before = sheet.y, sheet.other_language
        if row.picture is not None:
            self._picture(row.picture, sheet.l_margin, top + (tall - drawn) / 2)
        for column, language, x in zip(columns, (before, "es"), (left, left + widths[0] + _GAP_MM), strict=False):
            sheet.other_language = language
            sheet.y = top + (tall - len(column) * height) / 2
            with sheet.tagged("P"):
                sheet.put_all(column, points, x)
        sheet.other_language = before
        sheet.y = top + tall + 0.4
        sheet.rule(sheet.l_margin, sheet.epw, 0.1)
        sheet.y += 0.6

    def _picture(self, picture: Picture, x: float, y: float) -> None:
        with self._sheet.artifact():
            self._sheet.set_line_width(LINE_MM)
            for part in picture.parts:
                self._part(part, x, y)
            self._sheet.set_draw_color(0)
            self._sheet.set_fill_color(255)

    def _part(self, part: Drawn, x: float, y: float) -> None:
        sheet = self._sheet
        match part:
            case Box():
                sheet.rect(x + part.x, y + part.y, part.width, part.height, self._style(part.fill))
            case Disc():
                sheet.circle(x + part.x, y + part.y, part.radius, self._style(part.fill))
            case Shape(points, fill):
                sheet.polygon([(x + at, y + down) for at, down in points], style=self._style(fill))
            case Stroke((x1, y1), (x2, y2), tone):
                sheet.set_draw_color(INKS[tone])
                sheet.line(x + x1, y + y1, x + x2, y + y2)
            case _:
                assert_never(part)

    def _style(self, fill: Tone | None) -> str:
        """Choose the inks, and give fpdf2's word for what is drawn: the inside, or the outline."""
        if fill is None:
            self._sheet.set_draw_color(0)
            return "D"
        self._sheet.set_fill_color(INKS[fill])
        return "F"
