"""Tests that no name of a student is left in a text or on a notice, however somebody wrote it, whoever reads it."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from appliance.api.records.messages import FactView, RecordShown
from appliance.exports.html import html
from appliance.exports.notice.notice import notice
from appliance.exports.notice.unnamed import is_name, without
from appliance.exports.plain import plain
from appliance.record.fields import FIELDS
from appliance.record.schema import Shape
from appliance.record.words import Part
from tests.appliance.exports.bite import PRINTED, fact
from tests.appliance.exports.notice.hurt_record import HURT, shown
from tests.appliance.exports.pages import words_of

FREE = [
    each.field
    for each in FIELDS.values()
    if each.shape in {Shape.TEXT, Shape.WORDS} and each.part is not Part.SYSTEM and not each.names_somebody
]
"""Every field in which somebody writes freely."""
NEEDED = {"injury.person", "person.type"}
"""Without these there is no notice."""
ITEMS = {"injury": "injury-1"}

FIRST = (
    "Zoë",
    "Leon",
    "Anne-Marie",
    "D'Angelo",
    "İpek",
    "Ågot",
    "Σοφία",
    "Мария",
    "李",
    "明月",
    "محمد",
    "Nguyễn",
    "Bo",
    "Weiß",
)
LAST = (
    "Lindqvist-Őry",
    "O'Brien",
    "Martínez",
    "van Dijk",
    "Işık",
    "Παπαδόπουλος",
    "Кузнецова",
    "王",
    "Đặng",
    "Ng",
    "ʻAukai",
)
names = some.builds(
    lambda first, last: f"{first} {last}".strip(), some.sampled_from(FIRST), some.sampled_from(("", *LAST))
)

WRITTEN: dict[str, Callable[[str], str]] = {
    "as it is": lambda name: name,
    "shouted": str.upper,
    "small": str.lower,
    "its first part": lambda name: name.split()[0],
    "its last part": lambda name: name.split()[-1],
    "together": lambda name: name.replace(" ", ""),
    "as an address": lambda name: name.replace(" ", ".") + "@example.org",
    "taken apart": lambda name: unicodedata.normalize("NFD", name),
    "wide": lambda name: "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in name),
    "with what has no shape inside": "\u200b".join,
    "with soft hyphens": "\u00ad".join,
    "on two lines": lambda name: name.replace(" ", "\n"),
    "whose it is": lambda name: f"{name}'s",
    "whose it is, in haste": lambda name: f"{name}s",
    "in quotes": lambda name: f"“{name}”",
    "with a number": lambda name: f"{name}2",
    "with other apostrophes": lambda name: name.replace("'", "ʼ"),
}


def _bare(text: str) -> str:
    """Give a text without accents and case: written here once more, and not asked of the code that is tested."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("ı", "i").replace("ß", "ss").replace("ς", "σ"))
    return "".join(each for each in apart if unicodedata.category(each) not in {"Mn", "Mc", "Cf"})


WRITTEN["without accents"] = _bare
ways = some.sampled_from(sorted(WRITTEN))


def parts(name: str) -> set[str]:
    """Give the parts of a name of two letters and more, and each Chinese letter."""
    told = "".join(
        each if each.isalpha() and unicodedata.category(each) != "Lm" else " " for each in _bare(name)
    ).split()
    return {each for each in told if len(each) > 1 or unicodedata.east_asian_width(each) == "W"}


def names_in(text: str, name: str) -> set[str]:
    """Give the parts of a name that stand in a text: as words, and anywhere, if they are long or their script has no capitals."""
    bare = _bare(text)
    words = set(
        "".join(each if each.isalpha() and unicodedata.category(each) != "Lm" else " " for each in bare).split()
    )
    return {part for part in parts(name) if part in words or ((len(part) > 3 or part.upper() == part) and part in bare)}


@settings(max_examples=300, deadline=None)
@given(names, ways, some.sampled_from(("{}", "I saw {} there.", "{}, then {} again", "({})", "x-{}-y")))
def test_no_part_of_a_name_is_left_however_it_is_written(name: str, way: str, around: str) -> None:
    text = around.replace("{}", WRITTEN[way](name))
    said = without(text, {name})
    assert names_in(said.text, name) == set(), said.text
    assert said.replaced >= 1


@settings(max_examples=60, deadline=None)
@given(
    some.lists(names, min_size=2, max_size=2, unique=True),
    some.lists(some.tuples(ways, some.sampled_from((0, 1))), min_size=len(FREE), max_size=len(FREE)),
    some.sets(some.sampled_from(sorted({each.field for each in HURT} - NEEDED | set(FREE)))),
    some.booleans(),
)
def test_no_notice_names_a_student_whatever_was_written_and_whoever_reads_it(
    two: list[str], written: list[tuple[str, int]], hidden: set[str], in_words: bool
) -> None:
    record = _written(two, written, in_words)
    kept = tuple(each for each in record.facts if each.field not in hidden)
    withheld = tuple(sorted({FIELDS[each.field].klass for each in record.facts if each.field in hidden}))
    seen = replace(record, facts=kept, withheld=withheld)
    page = notice(seen, PRINTED)
    for made in (plain(page), words_of(html(page))):
        for name in two:
            assert names_in(made, name) == set(), made


def _written(two: list[str], written: list[tuple[str, int]], in_words: bool) -> RecordShown:
    """Give a record with a name of one of the two students in each field in which somebody writes freely."""
    free: list[FactView] = []
    for field, (way, which) in zip(FREE, written, strict=True):
        group = field.partition(".")[0] if "." in field else ""
        item = ITEMS.get(group, f"{group}-1") if group else ""
        free.append(fact(field, f"It was {WRITTEN[way](two[which])} who did it.", item))
    students = [fact("person.student_name", name, f"person-{item}") for name, item in zip(two, (1, 4), strict=True)]
    record = shown(*students, *free, without=["room"] if in_words else [])
    room = f"behind {two[0]}'s desk" if in_words else "Hallway north"
    return replace(record, record=replace(record.record, room_name=room))


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("Leon. Leon hit.", "Leon", "a student. a student hit."),
        ("Leon M. Ruiz hit.", "Leon M. Ruiz", "a student hit."),
        ("M is a letter.", "Leon M. Ruiz", "M is a letter."),
        ("Al was always there.", "Al", "a student was always there."),
        ("She will come.", "Will", "She a student come."),
        ("李明月来了。", "李 明月", "a student来了。"),
        ("The announcement.", "Ann", "The announcement."),
    ],
)
def test_what_is_replaced_and_what_is_not(text: str, name: str, said: str) -> None:
    assert without(text, {name}).text == said


def test_a_text_without_names_stays_as_it_was_and_nothing_is_counted() -> None:
    said = without("A ruler, 30 cm long; it’s wood.", {"Leon Ruiz"})
    assert (said.text, said.replaced) == ("A ruler, 30 cm long; it’s wood.", 0)


def test_a_whole_name_is_told_from_one_that_shares_a_part() -> None:
    assert is_name("zoe  LINDQVIST", {"Zoë Lindqvist"})
    assert not is_name("Ana Lindqvist", {"Zoë Lindqvist"})
    assert not is_name("Ana Lindqvist", set())
