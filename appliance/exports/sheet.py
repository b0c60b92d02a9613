"""Holds letter paper with running feet and tagged content, on which `pdf.py` sets a document. Knows lines and pages; no document. fpdf2's
structure tree is flat, so each heading and each paragraph is tagged. A row of a table is tagged as one paragraph: its cells are read one
after the other.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import as_file, files
from typing import Literal

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.prefs import ViewerPreferences

from appliance.exports.fixed_words import fixed_words

MARGIN_MM = 18.0  # room for punched holes, whose far edge is 14 mm from the edge of the paper
NARROW_MM = 13.0  # for a form; office printers print to within 6 mm of the edge
FOOT_MM = 12.0
_NUMBER_MM = 22.0  # room for the page number
_FOOT_POINTS = 7.5
_HEAVY_MM = 0.2
_GREY = 110  # of hairlines between rows: 5:1 against white
LEADING = 1.35  # of the letters' height: DejaVu is tall, and WCAG's 1.5 is for screens
MM_PER_POINT = 25.4 / 72
FONT = "DejaVu"
_PAGES = "{\u200dnb}"
"""The mark that fpdf2 replaces with the number of pages. Not "{nb}", which somebody may have written: `printable` removes this joiner
from all texts.
"""

type Tag = Literal["H1", "H2", "H3", "P"]


class Sheet(FPDF):
    """The pages. `y` goes down as lines are set; whoever sets a line asks for room first (`need`)."""

    def __init__(
        self, title: str, identity: str, made_ms: int, margin_mm: float = MARGIN_MM, language: str = "en"
    ) -> None:
        super().__init__(orientation="portrait", unit="mm", format="letter")
        self._marked: Counter[int] = Counter()
        self.unprintable: set[str] = set()
        """Characters this typeface has no letter for, as far as they were met."""
        self.set_auto_page_break(False)
        self.alias_nb_pages(_PAGES)
        self.set_margins(margin_mm, margin_mm, margin_mm)
        self.c_margin = 0.0  # text begins where it is put
        for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            with as_file(files("appliance.exports").joinpath("fonts", name)) as font:
                self.add_font(FONT, style, font)
        self.set_font(FONT, size=10)
        self.set_title(title)
        self.set_lang(f"{language}-US")
        self.other_language = ""
        """The language of what is set now, if it is not the document's."""
        self._page_words = fixed_words(language).page
        self.set_creator("Handbell")
        self.set_creation_date(datetime.fromtimestamp(made_ms / 1000, tz=UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()
        self._foot = self.broken(identity, self.epw - _NUMBER_MM, _FOOT_POINTS)
        self._foot_mm = (len(self._foot) - 1) * self.line_mm(_FOOT_POINTS) + 3  # with some space above it

    @property
    def left_mm(self) -> float:
        """The height that is left on this page, in millimetres."""
        return float(self.h - FOOT_MM - self._foot_mm - self.y)

    def need(self, height_mm: float) -> bool:
        """Go to the next page if this one has not so much room. Return True if it went."""
        if height_mm <= self.left_mm:
            return False
        self.add_page()
        return True

    def line_mm(self, points: float) -> float:
        """Give the height of a line of letters of this size."""
        return points * MM_PER_POINT * LEADING

    def broken(self, text: str, width_mm: float, points: float, bold: bool = False) -> list[str]:
        """Give the lines that a text takes in a column of this width; empty lines stay."""
        self.set_font(FONT, "B" if bold else "", points)
        lines: list[str] = []
        for each in self._in_letters(text).split("\n"):
            told = self.multi_cell(width_mm, text=each, align="L", dry_run=True, output=MethodReturnValue.LINES)
            assert isinstance(told, list)
            lines += [str(line) for line in told] or [""]
        return lines

    def put(self, line: str, x_mm: float, points: float, bold: bool = False) -> None:
        """Set one line from `broken` at this height. Moves nothing."""
        if not line:
            return
        self.set_font(FONT, "B" if bold else "", points)
        y = self.y
        self.set_xy(x_mm, y)
        self.cell(
            h=self.line_mm(points), text=f"{line} "
        )  # with a blank at the end, so that words do not join when somebody copies or hears the lines
        self.set_xy(self.l_margin, y)

    def put_all(self, lines: list[str], points: float, x_mm: float | None = None, bold: bool = False) -> None:
        """Set lines below each other, from the left margin if no `x_mm` is given."""
        for line in lines:
            self.put(line, self.l_margin if x_mm is None else x_mm, points, bold)
            self.y += self.line_mm(points)

    def rule(self, x_mm: float, width_mm: float, thick_mm: float = 0.2) -> None:
        """Draw a line across at this height."""
        with self.artifact():
            self.set_line_width(thick_mm)
            self.set_draw_color(0 if thick_mm >= _HEAVY_MM else _GREY)
            self.line(x_mm, self.y, x_mm + width_mm, self.y)

    @contextmanager
    def tagged(self, tag: Tag) -> Iterator[None]:
        """Make what is set inside one element of the structure tree. It must end on the page on which it began."""
        page, number = self.page, self._marked[self.page]
        self._marked[page] += 1
        _, parents = self.struct_builder.add_marked_content(page, f"/{tag}", mcid=number)
        self.pages[page].struct_parents = parents
        spoken = f" /Lang ({self.other_language}-US)" if self.other_language else ""
        self._out(f"/{tag} <</MCID {number}{spoken}>> BDC")
        yield
        assert self.page == page, "a page ended inside of a tag"
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is set inside as no content: a foot, a rule."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def footer(self) -> None:
        """Set the foot; fpdf2 calls this at the end of each page."""
        with self.artifact():
            self.set_y(self.h - FOOT_MM - (len(self._foot) - 1) * self.line_mm(_FOOT_POINTS))
            self.put(
                self._page_words.format(self.page_no(), _PAGES), self.w - self.r_margin - _NUMBER_MM + 2, _FOOT_POINTS
            )
            self.put_all(self._foot, _FOOT_POINTS)

    def _in_letters(self, text: str) -> str:
        """Write the number of each character for which the typeface has no letter, instead of an empty box."""
        letters = self.current_font.cmap if self.current_font is not None else {}  # type: ignore[union-attr]
        missing = {each for each in text if each != "\n" and ord(each) not in letters}
        self.unprintable |= missing
        for each in missing:
            text = text.replace(each, f"[U+{ord(each):04X}]")
        return text
