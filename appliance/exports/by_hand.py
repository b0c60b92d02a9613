"""Sets what is filled in by hand on a sheet: boxes to tick, lines to write and to sign on. Knows no record."""

from appliance.exports.document import Ask, printable
from appliance.exports.fixed_words import fixed_words
from appliance.exports.sheet import Sheet

FORM = 7.3  # points; nobody reads smaller print in a hurry, and larger print makes a third page
SIGNATURE_MM = 14.0  # room for a signature above its line
_BOX_MM = 2.4
_TEXT_MM = _BOX_MM + 0.9  # from the edge of a box to its option
_BETWEEN_MM = 3.0  # from an option to the next box
_RULE_MM = 6.5  # between lines to write on, as narrow-ruled paper has
_GAP_MM = 0.8
_ABOVE_MM = 2.4  # room for letters written by hand beside a question
_UNDER_MM = 0.4  # from the foot of printed letters to the line beside them


class ByHand:
    """Sets questions from the left margin to the right."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.language = "en"

    def ask(self, ask: Ask) -> None:
        """Set the question, and beside it the boxes, or lines to write on."""
        sheet, height = self._sheet, self._sheet.line_mm(FORM)
        sheet.need(self.ask_mm(ask))
        question = self._bold(ask.question)
        with sheet.tagged("P"):
            sheet.put_all(question, FORM, bold=True)
            sheet.y -= height if ask.options else 0
            for row in self._rows(ask.options, self._after(question[-1])):
                self._boxes(row)
        for _ in range(0 if ask.options else ask.lines):
            sheet.y += _RULE_MM
            sheet.rule(sheet.l_margin, sheet.epw)
        sheet.y += _GAP_MM

    def ask_mm(self, ask: Ask) -> float:
        """Give the height of a question."""
        question = self._bold(ask.question)
        rows = len(self._rows(ask.options, self._after(question[-1])))
        below = (rows - 1) * self._sheet.line_mm(FORM) if rows else ask.lines * _RULE_MM
        return len(question) * self._sheet.line_mm(FORM) + below + _GAP_MM

    def row(self, questions: tuple[str, ...]) -> None:
        """Set short questions beside each other, each with a line up to the next."""
        sheet, height = self._sheet, self._sheet.line_mm(FORM)
        sheet.need(_ABOVE_MM + height + _GAP_MM)
        sheet.y += _ABOVE_MM
        width = sheet.epw / len(questions)
        starts = [sheet.l_margin + width * number for number in range(len(questions))]
        with sheet.tagged("P"):
            for x, question in zip(starts, questions, strict=True):
                sheet.put(printable(question), x, FORM, bold=True)
        sheet.y += height - _UNDER_MM
        for x, question in zip(starts, questions, strict=True):
            begin = self._after(question, x)
            sheet.rule(begin, x + width - begin - (_BETWEEN_MM if x != starts[-1] else 0))
        sheet.y += _UNDER_MM + _GAP_MM

    def signature(self, role: str) -> None:
        """Set lines for name, signature and date."""
        sheet = self._sheet
        sheet.need(SIGNATURE_MM)
        sheet.y += SIGNATURE_MM - sheet.line_mm(FORM) - _GAP_MM
        x = sheet.l_margin
        fixed = fixed_words(self.language)
        parts = ((f"{role}, {fixed.name}", 0.4), (fixed.signature, 0.4), (fixed.date, 0.2))
        for _, share in parts:
            sheet.rule(x, sheet.epw * share - _BETWEEN_MM)
            x += sheet.epw * share
        x = sheet.l_margin
        with sheet.tagged("P"):
            for says, share in parts:
                sheet.put(says, x, FORM)
                x += sheet.epw * share
        sheet.y += sheet.line_mm(FORM) + _GAP_MM

    def _boxes(self, row: list[tuple[float, str]]) -> None:
        sheet, height = self._sheet, self._sheet.line_mm(FORM)
        for x, option in row:
            sheet.rect(x, sheet.y + (height - _BOX_MM) / 2, _BOX_MM, _BOX_MM)
            sheet.put(option, x + _TEXT_MM, FORM)
        sheet.y += height

    def _bold(self, question: str) -> list[str]:
        return self._sheet.broken(printable(question), self._sheet.epw, FORM, bold=True)

    def _after(self, line: str, x: float | None = None) -> float:
        """Give the place where there is room beside the end of a question that begins at `x`."""
        self._bold(line)
        begin = self._sheet.l_margin if x is None else x
        return float(begin + self._sheet.get_string_width(printable(line)) + _BETWEEN_MM)

    def _rows(self, options: tuple[str, ...], x: float) -> list[list[tuple[float, str]]]:
        """Give the place of each box, row by row, from `x` on: as many in a row as it holds."""
        sheet, rows = self._sheet, list[list[tuple[float, str]]]([[]])
        right = sheet.w - sheet.r_margin
        for option in options:
            (text,) = sheet.broken(printable(option), sheet.epw - _TEXT_MM, FORM)
            width = _TEXT_MM + sheet.get_string_width(text)
            if x + width > right:
                rows.append([])
                x = sheet.l_margin
            rows[-1].append((x, text))
            x += width + _BETWEEN_MM
        return rows if options else []
