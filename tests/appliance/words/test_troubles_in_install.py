"""Tests that INSTALL.md has each trouble with what to do, as the table of troubles has it, and that documents name no trouble that is not
in it.

After a change of the table: HANDBELL_INSTALL=write .venv/bin/pytest tests/appliance/words/test_troubles_in_install.py
"""

import os
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.words.troubles import TROUBLES
from appliance.words.troubles.row import TroubleWords, When, Who
from hardware.registry import FAULTS, WIRE_FAULTS

ROOT = Path(__file__).parents[3]
INSTALL = ROOT / "INSTALL.md"
DOCUMENTS = sorted(
    path
    for path in ROOT.rglob("*.md")
    if path.name != "CHANGELOG.md" and not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
HEADING = "### Troubles, word by word\n"
NEXT = "\n## 9. "
WIDTH = 140
FIRST = """
Each trouble that a screen (T), `handbell doctor` or `handbell buttons list` may name, with who acts, how soon, and what to do. A screen
writes its word with blanks. *Now*: a call may not come or may not be told, or somebody may wait for help unheard. *Today*: calls work;
the record, its copy, or something that calls will need, is at stake. *This week*: everything works for now. A word in capitals stands for
what the screen says. The box plays no sound for a trouble.

"""
ON_SCREEN = "The screen says how it stands."


def section() -> str:
    """Give what INSTALL.md must say word by word."""
    return FIRST + "".join(f"{entry(row)}\n" for _, row in sorted(TROUBLES.items()))


def entry(row: TroubleWords) -> str:
    acts = "nobody has to act" if row.who is Who.NOBODY else f"{row.who}, {row.when}"
    says = " ".join(map(sentence, told(row)))
    return textwrap.fill(
        f"* `{row.word}` ({acts}): {says}",
        WIDTH,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def told(row: TroubleWords) -> list[str]:
    """Give what is wrong, where the table says it, and what to do. A text that ends without a full stop goes on in the next text."""
    second = f"But {row.otherwise_if}: {row.otherwise}" if row.otherwise_if else f"Or: {row.otherwise}"
    do = [row.do, *([second] if row.otherwise else [])] if row.do else of_families(row) or [ON_SCREEN]
    if not row.says:
        return do
    return [row.says, *do] if row.says.endswith(".") else [f"{row.says} {do[0]}", *do[1:]]


def of_families(row: TroubleWords) -> list[str]:
    """Give what the families say. Where some say something else than most, they are named. A pretend button is no family of a school."""
    if not row.by_device:
        return []
    if row.word in WIRE_FAULTS:
        return [WIRE_FAULTS[row.word]]
    families: dict[str, list[str]] = {}
    for family, words in FAULTS.items():
        if family != "simulated" and row.short in words:
            families.setdefault(words[row.short], []).append(family)
    most, *others = sorted(families, key=lambda text: -len(families[text]))
    return [most, *(f"Of {' and '.join(families[text])}: {text}" for text in others)]


def sentence(text: str) -> str:
    said = re.sub(r"\{(\w+)\}", lambda field: field[1].upper(), text)
    return f"{said[0].upper()}{said[1:]}" + ("" if said.endswith(".") else ".")


def named() -> Iterator[tuple[str, str]]:
    """Give each trouble that a document names as one, by its word or its title."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        for found in re.findall(
            r"troubles? [`\"]([a-z][a-z -]+)[`\"]|[`\"]([a-z][a-z -]+)[`\"] among the troubles", text
        ):
            yield path.relative_to(ROOT).as_posix(), next(filter(None, found))


def test_install_has_each_trouble_as_the_table_has_it() -> None:
    before, heading, rest = INSTALL.read_text(encoding="utf-8").partition(HEADING)
    listed, there, after = rest.partition(NEXT)
    if os.environ.get("HANDBELL_INSTALL") == "write":
        INSTALL.write_text(f"{before}{heading}{section()}{there}{after}", encoding="utf-8")
        return
    assert heading and there
    assert listed == section()


def test_each_trouble_somebody_acts_on_is_in_install_with_more_than_its_word() -> None:
    lines = section().replace("\n  ", " ")
    assert [row.word for row in TROUBLES.values() if f"* `{row.word}` (" not in lines] == []
    assert max(map(len, section().splitlines())) <= WIDTH
    assert f"({Who.DISTRICT_IT}, {When.NOW}): " in lines
    assert [row.word for row in TROUBLES.values() if told(row) == [ON_SCREEN]] == [], (
        "then it says at least what is wrong"
    )


@pytest.mark.parametrize("document", ["README.md", "INSTALL.md", "SECURITY.md", "ARCHITECTURE.md"])
def test_what_looks_like_the_word_of_a_trouble_is_one(document: str) -> None:
    kinds = {word.partition("-")[0] for word in TROUBLES}
    words = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", (ROOT / document).read_text(encoding="utf-8"))
    assert [word for word in words if word.partition("-")[0] in kinds and word not in TROUBLES] == []


def test_a_trouble_that_a_document_names_is_in_the_table() -> None:
    """A document may name it by its word, by its title, by the common beginning of some titles ("copy"), or by a title without its kind
    ("older box").
    """
    titles = {row.title for row in TROUBLES.values()} | {row.short.replace("-", " ") for row in TROUBLES.values()}
    begins = {word.partition("-")[0] for word in TROUBLES}
    found = list(named())
    assert len(found) > 10
    assert [each for each in found if each[1].replace("-", " ") not in titles | begins] == []
