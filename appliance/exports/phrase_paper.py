"""Sets the paper of a recovery phrase for the principal's safe: a page for each building. Nothing else puts a phrase on paper. Knows no
file and no box. The person who reads a page stands before a dead box, so the page says what to do with it.
"""

from collections.abc import Iterable

import msgspec

from appliance.envelope.phrase import numbered
from appliance.envelope.public_half import shown
from appliance.exports.sheet import Sheet, Tag

_TITLE = "Handbell: recovery phrases"
_FOOT = "As secret as the keys of the house. Keep it in the safe; copy and photograph it nowhere."
_BIG, _HEAD, _BODY, _WORDS = 18.0, 13.0, 11.0, 17.0
# words beside each other, read downwards: in four lines of three, people find their place again after a look at the keyboard
_COLUMNS = 3

_WHAT = (
    "With these twelve words a new box takes the place of this building's box when it is dead: with its buttons, its people and its "
    "open calls. Whoever has them and the stick with the copy can read the open record of this building. The words alone open nothing."
)
_WHEN_DEAD = (
    "When the box is dead",
    "1. Put a new card, prepared by your district's IT, into the box or into another one, put the stick with the copy in, and "
    "switch it on. It takes calls at once.",
    "2. On its screen press R. Type the twelve words in order; the first four letters of each are enough.",
    "3. The screen shows how old the copy is. Press Y. The box begins anew and goes on where the dead one stopped.",
    "4. Put this paper back. Never switch the dead box on again.",
)
_ONCE_A_YEAR = (
    "Once a year",
    "At the box: handbell recovery check. Type the words; it says right or wrong, and nothing else. Write down the date and your name:",
)
_LOST = (
    "If this paper is lost, or somebody saw it",
    "At the box: handbell recovery renew. It makes another phrase; this one then opens nothing that is sealed from then on.",
)
_LINES_TO_SIGN = 5


class PhrasePage(msgspec.Struct, frozen=True):
    """The page of one building. `box`: the name of its box on the network; `building` may be empty. Its printed form shows no phrase."""

    box: str
    building: str
    phrase: str
    public: bytes

    def __repr__(self) -> str:
        return f"PhrasePage({self.box!r})"


def phrase_paper(pages: Iterable[PhrasePage], made_ms: int) -> bytes:
    """Give the PDF, a page for each, in the order given."""
    sheet = Sheet(_TITLE, _FOOT, made_ms)
    for at, page in enumerate(pages):
        if at:
            sheet.add_page()
        _put(sheet, page)
    return bytes(sheet.output())


def _put(sheet: Sheet, page: PhrasePage) -> None:
    _text(sheet, "Recovery phrase, for the principal's safe", _HEAD, "H1")
    _text(sheet, page.building or page.box, _BIG)
    _text(sheet, f"Box {page.box}. Public half of this phrase: {shown(page.public)}", _BODY)
    sheet.y += 4
    _words(sheet, numbered(page.phrase))
    sheet.y += 4
    _text(sheet, _WHAT, _BODY, bold=False)
    for head, *lines in (_WHEN_DEAD, _LOST, _ONCE_A_YEAR):
        sheet.y += 3
        _text(sheet, head, _HEAD, "H2")
        for line in lines:
            _text(sheet, line, _BODY, bold=False)
    for _ in range(_LINES_TO_SIGN):
        sheet.y += 8
        sheet.rule(sheet.l_margin, sheet.epw)


def _words(sheet: Sheet, words: tuple[str, ...]) -> None:
    """Set the words in columns that are read downwards. Screen readers and copies get the same order."""
    rows, width, top = len(words) // _COLUMNS, sheet.epw / _COLUMNS, sheet.y
    with sheet.tagged("P"):
        for at, word in enumerate(words):
            column, row = divmod(at, rows)
            sheet.y = top + row * sheet.line_mm(_WORDS) * 1.3
            sheet.put(word, sheet.l_margin + column * width, _WORDS, bold=True)
    sheet.y = top + rows * sheet.line_mm(_WORDS) * 1.3


def _text(sheet: Sheet, text: str, points: float, tag: Tag = "P", *, bold: bool = True) -> None:
    lines = sheet.broken(text, sheet.epw, points, bold)
    with sheet.tagged(tag):
        sheet.put_all(lines, points, bold=bold)
    sheet.y += 1.5
