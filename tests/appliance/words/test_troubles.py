"""Tests that one table has all troubles: sources name them by its constants, their words are written nowhere else, and no row is unused."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance import messaging, power
from appliance.api.desk.provisioning import SetUp
from appliance.core.devices import supervision
from appliance.core.devices.service import WORKS_ALL_THE_SAME
from appliance.core.devices.ways import CALLS_ALL_THE_SAME
from appliance.core.district import copies
from appliance.doors.phones import watch
from appliance.doors.webhook.fixed_url import WHY_UNFIT
from appliance.health import key_files
from appliance.words import troubles
from appliance.words.troubles import TROUBLES, cause_words, row_of, word_of
from appliance.words.troubles.row import About, TroubleWords, When, Who
from hardware.registry import FAULTS, WIRE_FAULTS
from sync.replica import faults as of_replica

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "appliance/words/troubles"
SOURCES = ("appliance", "sync", "tui", "image_build")
"""The folders that are searched. `hardware` is left out: it knows no trouble, and its words are compared below."""
CONSTANTS = {name: each for name, each in vars(troubles).items() if isinstance(each, TroubleWords)}
WORD = re.compile(rf"(?<![a-z-])(?:{'|'.join(sorted(TROUBLES, key=len, reverse=True))})(?![a-z-])")
NO_TROUBLES = {("appliance/core/ground/rejections.py", "internal-fault")}
"""Places where the same word means something else: why a command was refused."""
WORKED_OUT = {
    "appliance/district/evidence.py": {row.word for row in (troubles.DISTRICT_FORK, troubles.RECORD_ROLLED_BACK)},
    "appliance/doors/console/provisioning_desk.py": {each.value for each in SetUp},
    "appliance/core/devices/supervision.py": set(supervision._CAUSES.values()),
    "appliance/health/key_files.py": {key_files.MENDED, key_files.LOST},
    "appliance/doors/flooded.py": {row.word for row in (troubles.PAGES_FLOODED, troubles.PHONES_FLOODED)},
    "appliance/doors/phones/watch.py": {row.word for row in watch.WATCHED},
    "appliance/one_way.py": set(WHY_UNFIT),
    "appliance/messaging.py": set(messaging.AILMENTS),
    "appliance/power.py": set(power.CAUSES),
    "appliance/core/district/copies.py": set(copies.TOLD),
    "appliance/core/practice/walk_tests.py": {row.word for row in TROUBLES.values() if row.ended_by_a_test},
    "appliance/intake.py": {row.word for row in TROUBLES.values() if row.by_device or row.by_record},
    "appliance/flows/devices/troubles.py": set(),
}
"""Files that work out which trouble it is, with the words that can result. The consoles only repeat what the box says."""


SPEAKS_OF_ONE = re.compile(rf"\bCause\(|{WORD.pattern}|\b(?:{'|'.join(CONSTANTS)})\b")
"""What stands in every file that these tests look into. All others are not parsed: that would take each worker of the fast tests 3 s."""


@functools.cache
def trees() -> dict[str, ast.Module]:
    every = (path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py")) if TABLE not in path.parents)
    texts_ = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in every}
    return {name: ast.parse(text) for name, text in texts_.items() if SPEAKS_OF_ONE.search(text)}


def causes() -> Iterator[tuple[str, ast.expr]]:
    """Give each cause that the product makes: the file, and the expression of its word."""
    for file, tree in trees().items():
        for each in ast.walk(tree):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "Cause":
                yield file, each.args[0] if each.args else next(one.value for one in each.keywords if one.arg == "what")


def constant_of(expression: ast.expr) -> str | None:
    """Give the row whose word this expression is: `COPY_FULL.word`, `troubles.COPY_FULL.word`."""
    match expression:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr="word") if name in CONSTANTS:
            return name
        case _:
            return None


def texts(tree: ast.Module) -> Iterator[str]:
    """Give each text of a file that is no docstring."""
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and id(each) not in told:
            yield each.value


def test_each_constant_is_called_as_its_word() -> None:
    assert {name: row.word for name, row in CONSTANTS.items()} == {
        row.word.upper().replace("-", "_"): row.word for row in TROUBLES.values()
    }


def test_no_cause_is_made_of_a_text() -> None:
    found = list(causes())
    assert len(found) > 70
    assert [
        file for file, word in found if any(isinstance(each, ast.Constant | ast.JoinedStr) for each in ast.walk(word))
    ] == []


def test_each_cause_has_a_row_of_the_table() -> None:
    worked_out = {file for file, word in causes() if constant_of(word) is None}
    assert worked_out == WORKED_OUT.keys()
    assert set().union(*WORKED_OUT.values()) - TROUBLES.keys() == set()


def test_a_supply_says_only_what_the_table_has() -> None:
    said = {
        constant_of(key)
        for each in ast.walk(trees()["appliance/power.py"])
        if isinstance(each, ast.Dict)
        for key in each.keys
        if key is not None
    }
    assert {CONSTANTS[name].word for name in said if name is not None} == set(power.CAUSES)


def test_no_word_of_a_trouble_is_written_outside_the_table() -> None:
    written = {(file, found) for file, tree in trees().items() for text in texts(tree) for found in WORD.findall(text)}
    assert written - NO_TROUBLES == set()


def test_no_row_is_unused() -> None:
    named = {
        name
        for tree in trees().values()
        for each in ast.walk(tree)
        for name in [each.id if isinstance(each, ast.Name) else each.attr if isinstance(each, ast.Attribute) else ""]
    }
    said = {name for name, row in CONSTANTS.items() if row.by_device}  # named by hardware, as the next test shows
    assert CONSTANTS.keys() - named - said == set()


def test_the_rows_of_devices_are_what_the_families_have_words_for() -> None:
    of_buttons = {word_of(About.BUTTON, word) for words in FAULTS.values() for word in words}
    assert {row.word for row in TROUBLES.values() if row.by_device} == of_buttons | WIRE_FAULTS.keys()


def test_the_replica_says_only_what_the_table_has() -> None:
    said = {value for name, value in vars(of_replica).items() if name.isupper() and isinstance(value, str)}
    assert said == {row.word for row in TROUBLES.values() if row.by_replica} | {troubles.COPY_SILENT.word}
    assert [row.word for row in TROUBLES.values() if row.by_replica and not (row.says and row.do)] == []


@pytest.mark.parametrize("row", TROUBLES.values(), ids=TROUBLES)
def test_a_row_says_what_to_do_unless_others_do(row: TroubleWords) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", row.word)
    assert row.do or not row.otherwise
    assert not row.by_record or row.do
    assert (row.who is Who.NOBODY) <= ("box starts anew" in row.do)
    assert not row.still_works or row.still_calls
    assert not (row.still_calls or row.by_record) or row.about is About.BUTTON
    assert not (row.still_calls and row.when is When.NOW), "a press still comes"
    assert set(row.stops) <= {"line", "receiver", "board", "sounder"}


def test_what_devices_say_is_about_what_its_word_begins_with_and_comes_and_goes() -> None:
    kinds = ("button", "line", "receiver", "board", "panel")
    rows = [row for row in TROUBLES.values() if row.word.partition("-")[0] in kinds]
    assert {row.word for row in rows} >= {row.word for row in TROUBLES.values() if row.by_device or row.by_record}
    assert [row.word for row in rows if not row.comes_and_goes] == []
    assert [row.word for row in rows if row.about != row.word.partition("-")[0]] == [troubles.BUTTON_UNPLACED.word]


def test_a_word_of_another_release_is_known_by_its_kind() -> None:
    unknown = row_of("button-on-fire")
    assert (unknown.about, unknown.comes_and_goes, unknown.still_calls) == (About.BUTTON, True, False)
    assert (unknown.title, unknown.short, unknown.of_a_button) == ("button on fire", "on-fire", True)
    assert row_of("panel-on-fire").about is About.PANEL
    assert (row_of("power-gone").about, row_of("power-gone").comes_and_goes) == (About.SUPPLY, False)
    for word in ("desk-not-attended", "buttons-on-fire", "button", ""):
        assert (row_of(word).about, row_of(word).comes_and_goes) == (About.ELSE, False)
    assert row_of("copy-full") is troubles.COPY_FULL


def test_a_trouble_is_named_by_its_title() -> None:
    assert cause_words("copy-full", "") == "copy full"
    assert cause_words("button-lost", "B204", ", ") == "button lost, B204"
    assert cause_words("step-unreachable", "0") == "step 1 of the ladder reaches nobody"
    assert cause_words("step-unreachable", "x") == "step unreachable x"


# each expected result was decided, and follows from a row


def test_what_comes_and_goes() -> None:
    at_the_end_of_a_wire = {
        "button-lost",
        "family-lost",
        "sounder-silent",
        "way-lost",
        *messaging.AILMENTS,
        "district-line",
        "building-name-differs",
        "network-away",
        "pages-away",
        "pages-flooded",
        "texts-flooded",
        "phones-not-connected",
        "phones-unregistered",
        "phones-lines-lost",
        "phones-flooded",
        "phrases-missing",
        "power-on-battery",
        "power-unwatched",
        "webhook-refused",
        "webhook-flooded",
        "copy-silent",
        *copies.TOLD,
    }
    kinds = ("button-", "line-", "receiver-", "board-", "panel-")
    assert {row.word for row in TROUBLES.values() if row.comes_and_goes} == at_the_end_of_a_wire | {
        word for word in TROUBLES if word.startswith(kinds)
    }


def test_what_takes_a_way_away_and_what_does_not() -> None:
    assert set(supervision.RECEIVER_AWAY) == {"line-missing", "line-refused", "line-silent", "line-garbled"}
    on_a_line = {row.word for row in TROUBLES.values() if row.stops == ("line", "receiver")}
    assert on_a_line == {*supervision.RECEIVER_AWAY, "panel-silent"}
    assert {row.word: row.stops for row in TROUBLES.values() if row.stops and row.word not in on_a_line} == {
        "board-lost": ("board",),
        "sounder-silent": ("sounder",),
    }
    assert {"button-chattering", "button-former-box"} == WORKS_ALL_THE_SAME
    assert {
        f"button-{word}" for word in ("low-battery", "low-supply", "other-part", "restarted", "tampered", "weak-signal")
    } == CALLS_ALL_THE_SAME - WORKS_ALL_THE_SAME


def test_what_ends_with_a_test_in_the_order_of_its_entries() -> None:
    assert [row.word for row in TROUBLES.values() if row.ended_by_a_test] == [
        "button-wiped",
        "button-swapped-board",
        "button-count-below-record",
        "button-refused",
        "button-unplaced",
        "line-other",
    ]


def test_what_is_told_of_the_copy_in_the_order_in_which_it_is_looked_at() -> None:
    told = ("full", "unplugged", "refused", "wiped", "elsewhere", "not-ours", "old", "standing-still")
    assert list(copies.TOLD) == [f"copy-{word}" for word in told]
