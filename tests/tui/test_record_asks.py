"""Tests what a part of a record asks next, and how choices are laid out. Pure."""

from zoneinfo import ZoneInfo

import msgspec
import pytest

from appliance.record.fields import FIELDS, of_part
from appliance.record.schema import Field
from appliance.record.words import FieldId, ItemId, Part
from tests.appliance.exports.bite import CALLED_MS, FACTS, bite, fact
from tests.tui.boards import FACTS as PLAN
from tests.tui.record_scenes import BEGUN, FRESH, LINES, OFFICE, missing
from tui.plain.records import saying as record_saying
from tui.records.asks import TELL, Ask, Step, after, asks, before, next_open, open_ones
from tui.records.choosing import KEYS, Choice, choices, chosen, out_of_sight, rows, value_of
from tui.records.papers import NOT_NOW
from tui.records.sheet import HERE, Sheet
from tui.records.text import as_typed
from tui.records.wording import known, listed, stands, still_wanted
from tui.screens.records.page import RecordPage
from tui.screens.records.panel import Session, Sitter
from tui.screens.records.report import Goes, ReportPanel
from tui.screens.records.ways import RecordWays

DENVER = ZoneInfo("America/Denver")
FULL = tuple(field.field for part in Part for field in of_part(part))


def asked(sheet: Sheet, part: Part = Part.TEACHER) -> list[str]:
    return [ask.field.field for ask in asks(sheet, part) if ask.step is not Step.MORE]


def test_until_somebody_said_what_kind_of_event_it_was_nothing_else_is_asked() -> None:
    assert asked(Sheet(FRESH, DENVER)) == ["event_kind"]


def test_how_fast_it_was_counts_from_the_press_or_from_where_practice_was_made_real() -> None:
    fast = "answered 4 s, on scene 1 min 11 s, over 9 min 3 s"
    pressed, made_real = bite(), bite(facts=(*FACTS, fact("practice_until", CALLED_MS)))
    assert fast in known(Sheet(pressed, DENVER))[1] and "After the press: " in known(Sheet(pressed, DENVER))[1]
    assert "After it was made real: " in known(Sheet(made_real, DENVER))[1]


def test_the_account_comes_before_the_questions_and_only_until_it_is_told() -> None:
    sheet = Sheet(BEGUN, DENVER)
    assert asked(sheet)[:3] == ["event_kind", "account.text", "occurred_at"]
    assert after(asks(sheet, Part.TEACHER), Ask(FIELDS[FieldId("event_kind")])) == TELL
    own = Sheet(bite(writes=FULL, missing=BEGUN.missing), DENVER)
    assert "account.text" not in asked(own)


def test_the_way_back_is_the_way_one_came_without_telling_again() -> None:
    found = asks(Sheet(BEGUN, DENVER), Part.TEACHER)
    assert before(found, Ask(FIELDS[FieldId("occurred_at")])) == Ask(FIELDS[FieldId("event_kind")])
    assert before(found, found[0]) is None


def test_on_the_way_on_what_was_answered_is_passed_by_and_on_the_way_back_it_is_not() -> None:
    sheet = Sheet(BEGUN, DENVER)
    began, place = Ask(FIELDS[FieldId("occurred_at")]), Ask(FIELDS[FieldId("location_type")])
    sheet.wrote(FieldId("time_context"), ItemId(""), "lunch-recess", 60)
    assert next_open(sheet, Part.TEACHER, began) == place
    assert before(asks(sheet, Part.TEACHER), place) == Ask(FIELDS[FieldId("time_context")])
    assert next_open(sheet, Part.TEACHER, asks(sheet, Part.TEACHER)[-1]) is None


def test_every_question_of_a_part_may_be_written_here() -> None:
    for part in Part:
        sheet = Sheet(OFFICE, DENVER)
        assert all(sheet.may_write(ask.field) for ask in asks(sheet, part))
    assert not asks(Sheet(bite(writes=()), DENVER), Part.OFFICE)


def test_the_name_of_a_student_is_asked_of_students_and_that_of_an_adult_of_adults() -> None:
    sheet = Sheet(bite(writes=FULL), DENVER)
    sheet.wrote(FieldId("person.type"), ItemId("p1"), "student", 50)
    sheet.wrote(FieldId("person.type"), ItemId("p2"), "teacher", 51)
    names = [(ask.field.field, ask.item) for ask in asks(sheet, Part.TEACHER) if ask.field.names_somebody]
    assert names == [("person.student_name", "p1"), ("person.staff_name", "p2")]


def test_what_is_written_at_a_desk_that_is_not_shown_it_again_still_stands_here() -> None:
    sheet = Sheet(BEGUN, DENVER)
    sheet.wrote(FieldId("behavior"), ItemId(""), "battery", 60)
    sheet.take(BEGUN)
    assert (sheet.value("behavior"), sheet.seen(FieldId("behavior"), ItemId(""))) == ("battery", 60)
    assert sheet.versions(FieldId("behavior"), ItemId(""))[-1].by == HERE


def test_a_newer_version_of_somebody_else_takes_the_place_of_what_was_typed_here() -> None:
    sheet = Sheet(BEGUN, DENVER)
    sheet.wrote(FieldId("behavior"), ItemId(""), "theft", 1)
    sheet.take(bite(writes=FULL))
    assert sheet.value("behavior") == "battery"


def test_somebody_hurt_asks_who_also_where_the_box_may_not_say_why() -> None:
    sheet = Sheet(BEGUN, DENVER)
    assert "injury.person" not in asked(sheet)
    sheet.wrote(FieldId("anyone_hurt"), ItemId(""), True, 61)
    assert "injury.person" in asked(sheet)


def test_whoever_does_not_quite_agree_is_asked_what_is_wrong_or_missing() -> None:
    sheet = Sheet(bite(writes=FULL), DENVER)
    assert "account.addition" in asked(sheet), "they amend"
    sheet.wrote(FieldId("account.agrees"), ItemId("a1"), "yes", 95)
    assert "account.addition" not in asked(sheet)


def test_what_waits_is_what_has_no_answer() -> None:
    sheet = Sheet(OFFICE, DENVER)
    assert all(sheet.value(ask.field.field, ask.item) is None for ask in open_ones(sheet, Part.OFFICE))
    assert "law_enforcement" in [ask.field.field for ask in open_ones(sheet, Part.OFFICE)]


@pytest.mark.parametrize("field", [each for each in FIELDS.values() if each.codes], ids=lambda field: field.field)
def test_every_choice_has_a_key_of_its_own_and_fits_its_column(field: Field) -> None:
    sheet = Sheet(OFFICE, DENVER)
    offered = choices(field, sheet)
    assert [each.key for each in offered] == list(KEYS[: len(offered)])
    for many in (True, False):
        found = rows(offered, frozenset(), 78, many=many)
        assert max(sum(len(cell.words) for cell in row) for row in found) <= 78
        assert {cell.place for row in found for cell in row} == set(range(len(offered)))


def test_choices_out_of_sight_are_counted_with_the_arrow_that_goes_there() -> None:
    offered = choices(FIELDS[FieldId("location_type")], Sheet(OFFICE, DENVER))
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


def test_ticks_make_a_value_in_the_order_of_the_list_and_none_makes_none() -> None:
    field = FIELDS[FieldId("contact_form")]
    offered = choices(field, Sheet(OFFICE, DENVER))
    assert value_of(field, frozenset({"struck", "bit"}), offered) == ("struck", "bit")
    assert value_of(field, frozenset(), offered) is None
    assert chosen(("struck", "bit")) == {"struck", "bit"}


def test_a_length_of_time_stands_as_it_may_be_typed() -> None:
    sheet = Sheet(OFFICE, DENVER)
    assert as_typed(FIELDS[FieldId("restraint.seconds")], 90, sheet.place) == "1:30"


def test_a_list_says_how_far_each_record_has_come_and_fits_its_columns() -> None:
    assert [stands(line) for line in LINES] == [
        "11 facts wanted",
        "1 fact wanted",
        "ready to submit",
        "submitted",
        "sent, 2 wanted",
    ]
    still_open = msgspec.structs.replace(LINES[0], still_open=True)
    assert stands(still_open) == "call still open"
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
        assert still_wanted(shown).startswith(stands(line).removesuffix(" wanted"))
    session = Session(
        Sitter(RecordWays(), PLAN, "Ana Ortiz", proven=True, kiosk=False, zone=DENVER), Sheet(shown, DENVER)
    )
    offered = [each.words for each in RecordPage(session)._choices if each.words.startswith("What is still wanted")]
    assert offered == ([f"What is still wanted: {says}"] if says else [])
    said = record_saying.wanted(Sheet(shown, DENVER))
    elsewhere = wanted - minimal
    assert any("wanted in parts that others write" in each for each in said) is bool(elsewhere)
    assert any(each.startswith("Nothing more is wanted") for each in said) is (not says)


def test_a_missing_fact_leads_to_the_item_it_is_about() -> None:
    wanted = missing("injury.level", "Somebody was hurt, so say how badly.", "i1")
    sheet = Sheet(bite(missing=(wanted,)), DENVER)
    assert sheet.wanted(FieldId("injury.level"), ItemId("i1")) == wanted
    assert sheet.wanted(FieldId("injury.level"), ItemId("i2")) is None


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
