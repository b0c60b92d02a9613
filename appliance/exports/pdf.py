"""Writes a document as PDF: US letter, tagged, with bookmarks; the same document always makes the same bytes. Writes no file. No heading
is alone at the foot of a page. No row of a table is split if it fits on one page. A table's heads are repeated on the next page.
"""

from typing import assert_never

from appliance.exports.by_hand import FORM, SIGNATURE_MM, ByHand
from appliance.exports.document import (
    Ask,
    Blanks,
    Block,
    Document,
    Pairs,
    Pictured,
    Quote,
    Section,
    Signature,
    Spanish,
    Stated,
    Table,
    Text,
    printable,
)
from appliance.exports.drawing import Drawing
from appliance.exports.sheet import MARGIN_MM, NARROW_MM, Sheet

BODY = 9.5
SMALL = 8.0
_TITLE = 16.0
_HEADS = {1: 13.0, 2: 10.5}
_LARGE = 24.0  # capitals of 6 mm: ten minutes of arc from 2 m, which somebody with 20/40 sight reads
_KEPT_LINES = 2  # lines of a paragraph that stay together at its beginning and its end
_GAP_MM = 2.0
_CELL_MM = 2.0  # between columns
_PAIR_SHARES = (2, 3)


def pdf(document: Document) -> bytes:
    """Give the whole file."""
    setter = _Setter(document)
    setter.set_all()
    return bytes(setter.sheet.output())


class _Setter:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.sheet = Sheet(
            document.title,
            printable(document.identity),
            document.made_ms,
            NARROW_MM if document.compact or document.narrow else MARGIN_MM,
            document.language,
        )
        self._blanks = ByHand(self.sheet)
        self._drawing = Drawing(self.sheet)
        self._body = FORM if document.compact else BODY
        self._gap_mm = _GAP_MM / 2.5 if document.compact or document.narrow else _GAP_MM

    def set_all(self) -> None:
        sheet, document = self.sheet, self._document
        sheet.start_section(printable(document.title), level=0)
        points = _HEADS[1] if document.compact else _TITLE
        with sheet.tagged("H1"):
            self._lines(sheet.broken(printable(document.title), sheet.epw, points, bold=True), points, bold=True)
        self._paragraph(document.subtitle, self._body)
        if document.banner:
            self._paragraph(document.banner, 12, bold=True)
        for section in document.sections:
            self._section(section)
        sheet.other_language = ""
        if sheet.unprintable:
            sheet.y += _GAP_MM
            self._paragraph(_UNPRINTABLE, SMALL)

    def _section(self, section: Section) -> None:
        sheet, points = self.sheet, _HEADS[section.level] - (2 if self._document.compact else 0)
        points = _LARGE if section.large else points
        if section.new_page:
            sheet.add_page()
        sheet.other_language = section.language if section.language != self._document.language else ""
        self._blanks.language = section.language or self._document.language
        lines = sheet.broken(printable(section.title), sheet.epw, points, bold=True)
        own = len(lines) * sheet.line_mm(points) + 2 * self._gap_mm
        # signatures must all be on one page
        signed = [block for block in section.blocks if isinstance(block, Signature)]
        first = sum(map(self._least_mm, signed or section.blocks[:1]))
        if not sheet.need(own + self._gap_mm + first):
            sheet.y += self._gap_mm
        sheet.start_section(printable(section.title), level=section.level)
        with sheet.tagged("H2" if section.level == 1 else "H3"):
            self._lines(lines, points, bold=True)
        if section.level == 1:
            sheet.y += 0.5
            sheet.rule(sheet.l_margin, sheet.epw, 0.4)
        sheet.y += self._gap_mm / 2
        for block in section.blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Text(text, strong):
                self._paragraph(text, self._body, bold=strong)
            case Spanish(text):
                self._paragraph(text, self._body)
            case Quote():
                self._quote(block)
            case Pairs(_, rows):
                self._pairs(rows)
            case Stated(_, stated):  # the two lines of a label leave room to write where nothing is stated
                self._pairs(tuple((f"{label}\n{spanish}", says) for label, spanish, says in stated))
            case Table():
                self._table(block)
            case Ask():
                self._blanks.ask(block)
            case Blanks() | Signature():
                self._to_fill_in(block)
            case Pictured():
                self._drawing.pictured(block, self._points(block))
            case _:
                assert_never(block)

    def _points(self, block: Pictured) -> float:
        return SMALL if block.small else self._body

    def _to_fill_in(self, block: Blanks | Signature) -> None:
        if isinstance(block, Blanks):
            self._blanks.row(block.questions)
        else:
            self._blanks.signature(block.role)

    def _least_mm(self, block: Block) -> float:
        """Give the height of a block that must be on the same page as the heading above it."""
        match block:
            case Ask():
                return self._blanks.ask_mm(block)
            case Table():
                return 3 * self.sheet.line_mm(self._body) + 2 * self._gap_mm
            case Signature():
                return SIGNATURE_MM
            case Pictured(_, rows):
                return self._drawing.row_mm(rows[0], self._points(block))
            case _:
                return (_KEPT_LINES + 1) * self.sheet.line_mm(self._body) + self._gap_mm

    # ---- running text

    def _paragraph(self, text: str, points: float, bold: bool = False) -> None:
        lines = self.sheet.broken(printable(text), self.sheet.epw, points, bold=bold)
        self._flow(lines, points, self.sheet.l_margin, bold=bold)
        self.sheet.y += self._gap_mm / 2

    def _quote(self, quote: Quote) -> None:
        sheet, x, width = self.sheet, self.sheet.l_margin + 5, self.sheet.epw - 5
        lines = sheet.broken(printable(quote.text), width, self._body)
        source = sheet.broken(printable(quote.source), width, SMALL)
        self._flow(lines, self._body, x, barred=True, after_mm=len(source) * sheet.line_mm(SMALL))
        self._flow(source, SMALL, x)
        sheet.y += self._gap_mm

    def _flow(
        self,
        lines: list[str],
        points: float,
        x: float,
        *,
        bold: bool = False,
        barred: bool = False,
        after_mm: float = 0,
    ) -> None:
        """Set lines over as many pages as they take, each page's part tagged as a paragraph. `after_mm` stays with the last lines."""
        sheet, height = self.sheet, self.sheet.line_mm(points)
        while lines:
            fit = int((sheet.left_mm + 0.01) / height)
            if len(lines) * height + after_mm > sheet.left_mm:
                fit = min(fit, max(len(lines) - _KEPT_LINES, 0))
                if fit < _KEPT_LINES and sheet.y > sheet.t_margin:
                    sheet.add_page()
                    continue
            part, lines = lines[: max(fit, 1)], lines[max(fit, 1) :]
            top = sheet.y
            with sheet.tagged("P"):
                self._lines(part, points, x, bold=bold)
            if barred:
                with sheet.artifact():
                    sheet.set_line_width(0.8)
                    sheet.line(x - 3, top, x - 3, sheet.y)

    def _lines(self, lines: list[str], points: float, x: float | None = None, bold: bool = False) -> None:
        self.sheet.put_all(lines, points, x, bold)

    # ---- rows

    def _pairs(self, rows: tuple[tuple[str, str], ...]) -> None:
        for row in rows:
            self._row(row, _PAIR_SHARES)
        self.sheet.y += self._gap_mm

    def _table(self, table: Table) -> None:
        self._row(table.heads, table.shares, bold=True)
        for row in table.rows:
            self._row(row, table.shares, heads=table.heads)
        self.sheet.y += self._gap_mm

    def _row(
        self, cells: tuple[str, ...], shares: tuple[int, ...], *, bold: bool = False, heads: tuple[str, ...] = ()
    ) -> None:
        """Set one row, in one piece if a page holds it. A longer one goes on on the next page, with its heads."""
        sheet, height = self.sheet, self.sheet.line_mm(self._body)
        widths = [sheet.epw * share / sum(shares) for share in shares]
        columns = [
            sheet.broken(printable(cell), width - _CELL_MM, self._body, bold)
            for cell, width in zip(cells, widths, strict=True)
        ]
        longest = max(len(column) for column in columns)
        if longest * height + 1.5 > sheet.left_mm and sheet.y > sheet.t_margin:
            self._next_page(heads, shares)
        while longest * height > sheet.left_mm:
            fit = int(sheet.left_mm / height)
            self._set_columns([column[:fit] for column in columns], widths, bold)
            columns, longest = [column[fit:] for column in columns], longest - fit
            self._next_page(heads, shares)
        self._set_columns(columns, widths, bold)
        sheet.y += 0.5
        sheet.rule(sheet.l_margin, sheet.epw, 0.3 if bold else 0.1)
        sheet.y += 0.7

    def _next_page(self, heads: tuple[str, ...], shares: tuple[int, ...]) -> None:
        self.sheet.add_page()
        if heads:
            self._row(heads, shares, bold=True)

    def _set_columns(self, columns: list[list[str]], widths: list[float], bold: bool) -> None:
        sheet, top, x = self.sheet, self.sheet.y, self.sheet.l_margin
        with sheet.tagged("P"):
            for column, width in zip(columns, widths, strict=True):
                sheet.y = top
                self._lines(column, self._body, x, bold)
                x += width
        sheet.y = top + max(len(column) for column in columns) * sheet.line_mm(self._body)


_UNPRINTABLE = "[U+…] stands for a letter that this page's typeface does not have. The HTML report and the data have it as it was written."
