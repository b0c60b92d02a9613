"""Makes the blank paper form for the day the box is down: the questions of the teacher's and the office's part, in their order. Pure.
Later somebody enters it as a record known by paper (`KnownBy.PAPER`), field by field under the same questions. What is known or
done only afterwards is left out (`Field.later`): a desk asks it then.
"""

from collections.abc import Iterator

from appliance.exports.document import Ask, Blanks, Document, Section, Signature
from appliance.record.codes import LISTS
from appliance.record.fields import GROUPS, of_part
from appliance.record.schema import SCHEMA_VERSION, Field, Shape
from appliance.record.words import Part

SIDE_BY_SIDE = 72
"""Letters of two questions that leave room for both answers."""
PRINTED_TWICE = 12
"""A list with more codes is not printed a second time; the form refers to the first."""
_LINES = {"account.text": 6}
"""Empty lines for fields that are told in words; other fields have WORDS_LINES."""
WORDS_LINES = 1
_LEFT_TO_THE_BOX = {"reporter.person"}
"""Asked of nobody: the box fills it from a PIN."""


def blank_form() -> Document:
    """Make the form: two pages to print and keep in a drawer. It is the same every time for one version of the fields."""
    listed: set[str] = set()
    return Document(
        title="Incident record on paper",
        subtitle=(
            "For the day Handbell is down. Write what you know, leave the rest empty. Somebody enters it later under the same "
            "questions, as a record known by the paper form. The back of each page is for more. Keep this paper: it is the original."
        ),
        sections=(
            *_sections(Part.TEACHER, "Whoever was there", listed),
            *_sections(Part.OFFICE, "Office", listed),
            Section("Signed", (Signature("Who told it"), Blanks(("Entered as record number", "By, and when")))),
        ),
        identity=f"Handbell paper form, version {SCHEMA_VERSION} of the questions. Confidential once filled in.",
        made_ms=0,
        compact=True,
    )


def _sections(part: Part, title: str, listed: set[str]) -> Iterator[Section]:
    """Make the sections of one part. `listed`: code lists printed so far."""
    first = [Blanks(("School and room", "Date"))] if not listed else []
    of_the_day = [field for field in of_part(part) if not field.later]
    yield Section(title, (*first, *_asks([field for field in of_the_day if not field.group], listed)))
    for group in dict.fromkeys(field.group for field in of_the_day if field.group):
        fields = [field for field in of_the_day if field.group == group and field.field not in _LEFT_TO_THE_BOX]
        yield Section(GROUPS[group].many, tuple(_asks(fields, listed)), level=2)


def _asks(fields: list[Field], listed: set[str]) -> Iterator[Ask | Blanks]:
    """Give the questions in their order; short ones that follow each other are set side by side."""
    waiting: tuple[str, ...] = ()
    for field in fields:
        asked = _ask(field, listed)
        if isinstance(asked, str) and sum(map(len, waiting)) + len(asked) <= SIDE_BY_SIDE and len(waiting) < 2:
            waiting = (*waiting, asked)
            continue
        if waiting:
            yield Blanks(waiting)
        waiting = (asked,) if isinstance(asked, str) else ()
        if isinstance(asked, Ask):
            yield asked
    if waiting:
        yield Blanks(waiting)


def _ask(field: Field, listed: set[str]) -> Ask | str:
    """Give a question with boxes or lines, or a short text for one that is answered in a word or two."""
    match field.shape:
        case Shape.CODE | Shape.CODES:
            codes = LISTS[field.codes].codes
            if field.codes in listed and len(codes) > PRINTED_TWICE:
                return f"{field.ask} (as above)"
            listed.add(field.codes)
            return Ask(field.ask, options=tuple(each.label for each in codes))
        case Shape.YES_NO:
            return Ask(field.ask, options=("yes", "no"))
        case Shape.WORDS:
            return Ask(field.ask, lines=_LINES.get(field.field, WORDS_LINES))
        case _:
            return field.ask
