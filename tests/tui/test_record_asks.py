"""Tests what a part of a record asks next, and how choices are laid out. Pure."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.flows.records.answers import choices
from appliance.flows.records.page import still_wanted
from appliance.flows.records.report import NOT_NOW, Goes
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.standing import standing
from appliance.record.fields import FIELDS, of_part
from appliance.record.schema import Field
from appliance.record.words import FieldId, Part
from tests.appliance.exports.bite import CALLED_MS, FACTS, bite, fact
from tests.tui.boards import FACTS as PLAN
from tests.tui.record_scenes import LINES, OFFICE, missing
from tui.plain.records import saying as record_saying
from tui.screens.records.page import RecordPage
from tui.screens.records.panel import Session, Sitter
from tui.screens.records.report import ReportPanel
from tui.screens.records.ways import RecordWays
from tui.screens.records.wording import known, listed
from tui.widgets.choice_rows import KEYS, Choice, keyed, out_of_sight, rows

DENVER = ZoneInfo("America/Denver")
FULL = tuple(field.field for part in Part for field in of_part(part))


def test_how_fast_it_was_counts_from_the_press_or_from_where_practice_was_made_real() -> None:
    fast = "answered 4 s, on scene 1 min 11 s, over 9 min 3 s"
    pressed, made_real = bite(), bite(facts=(*FACTS, fact("practice_until", CALLED_MS)))
    assert fast in known(Sheet(pressed, DENVER))[1] and "After the press: " in known(Sheet(pressed, DENVER))[1]
    assert "After it was made real: " in known(Sheet(made_real, DENVER))[1]


@pytest.mark.parametrize("field", [each for each in FIELDS.values() if each.codes], ids=lambda field: field.field)
def test_every_choice_has_a_key_of_its_own_and_fits_its_column(field: Field) -> None:
    offered = keyed(choices(field, {}, adds=False))
    assert [each.key for each in offered] == list(KEYS[: len(offered)])
    for many in (True, False):
        found = rows(offered, frozenset(), 78, many=many)
        assert max(sum(len(cell.words) for cell in row) for row in found) <= 78
        assert {cell.place for row in found for cell in row} == set(range(len(offered)))


def test_choices_out_of_sight_are_counted_with_the_arrow_that_goes_there() -> None:
    offered = keyed(choices(FIELDS[FieldId("location_type")], {}, adds=False))
    found = rows(offered, frozenset(), 78, many=False)
    assert len(found) == len(offered) == 25
    assert out_of_sight(found, found[:10], 0) == "15 more: ↓"
    assert out_of_sight(found, found[4:14], 4) == "4 more: ↑   11 more: ↓"
    assert out_of_sight(found, found[15:], 15) == "15 more: ↑"
    assert not out_of_sight(found, found, 0)


def test_a_choice_of_several_lines_is_out_of_sight_with_its_key() -> None:
    words = Choice("1", "one that is said at length", "one"), Choice("2", "another that is said at length", "two")
    found = rows(words, frozenset(), 20, many=False)
    assert len(found) == 4
    assert out_of_sight(found, found[:3], 0) == ""
    assert out_of_sight(found, found[1:], 1) == "1 more: ↑"


def test_a_list_says_how_far_each_record_has_come_and_fits_its_columns() -> None:
    assert [standing(line).line for line in LINES] == [
        "11 facts wanted",
        "1 fact wanted",
        "ready to submit",
        "submitted",
        "sent, 2 wanted",
    ]
    still_open = msgspec.structs.replace(LINES[0], still_open=True)
    assert standing(still_open).line == "call still open"
    assert max(len(listed(line, DENVER)) for line in (*LINES, still_open)) <= 75


@pytest.mark.parametrize(
    ("wanted", "minimal", "besides", "says"),
    [
        (4, 4, 1, "4 facts; 1 besides"),
        (4, 3, 0, "4 facts, 1 in others' parts"),
        (1, 0, 0, "1 fact, 1 in others' parts"),
        (0, 0, 2, "2 besides"),
        (0, 0, 0, ""),
    ],
)
def test_a_page_counts_what_is_wanted_as_its_title_and_says_what_of_it_is_not_listed(
    wanted: int, minimal: int, besides: int, says: str
) -> None:
    listed_here = tuple(missing("time_context", "Say.") for _ in range(minimal))
    others = tuple(msgspec.structs.replace(missing("time_context", "Say."), minimal=False) for _ in range(besides))
    line = msgspec.structs.replace(OFFICE.record, missing=wanted)
    shown = msgspec.structs.replace(OFFICE, record=line, missing=(*listed_here, *others))
    assert still_wanted(shown) == says
    if wanted:
        assert still_wanted(shown).startswith(standing(line).line.removesuffix(" wanted"))
    session = Session(
        Sitter(RecordWays(), PLAN, "Ana Ortiz", proven=True, kiosk=False, zone=DENVER), Sheet(shown, DENVER)
    )
    offered = [each.words for each in RecordPage(session)._choices if each.words.startswith("What is still wanted")]
    assert offered == ([f"What is still wanted: {says}"] if says else [])
    said = record_saying.wanted(Sheet(shown, DENVER))
    elsewhere = wanted - minimal
    assert any("wanted in parts that others write" in each for each in said) is bool(elsewhere)
    assert any(each.startswith("Nothing more is wanted") for each in said) is (not says)


def test_at_the_boxs_own_screen_a_report_goes_to_no_file() -> None:
    for kiosk in (False, True):
        sitter = Sitter(RecordWays(), PLAN, "Ana Ortiz", proven=True, kiosk=kiosk, zone=DENVER)
        offered = {each.value for each in ReportPanel(Session(sitter, Sheet(OFFICE, DENVER)))._choices}
        assert (Goes.PDF in offered, Goes.HTML in offered) == (not kiosk, not kiosk)
        assert Goes.SCREEN in offered


def test_on_low_battery_a_report_is_read_and_goes_to_no_paper() -> None:
    sitter = Sitter(RecordWays(), PLAN, "Ana Ortiz", proven=True, kiosk=False, zone=DENVER, spares_power=True)
    panel = ReportPanel(Session(sitter, Sheet(OFFICE, DENVER)))
    assert {each.value for each in panel._choices} == {Goes.SCREEN, Goes.HTML}
    assert panel._lines == (NOT_NOW,)
