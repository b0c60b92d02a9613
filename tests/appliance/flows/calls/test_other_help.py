"""Tests help that is not police at a console: what is said, and the note of what came of it."""

from copy import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace as replaced

from appliance.api.board.building import ResponseLine
from appliance.core.calls.commands import NoteOtherHelp
from appliance.core.ground.words import BuildingResponse
from appliance.flows.building import families
from appliance.flows.building.families import POINTED_TO
from appliance.flows.calls.other_help import NO_FACTS, ONLY_WATCHES, OUTSIDE_HELP, told
from appliance.flows.known import Known
from appliance.flows.parts import about
from appliance.other_help import texts
from appliance.plan.ids import DeskId
from appliance.supports.language import Language
from appliance.words.other_help import HelpOutcome
from tests.tui.boards import FACTS, board, call, drill

CALL = call(12, "B204")


def at(text: str, *, trusted: bool = True, desk: str | None = "front") -> Known:
    wall_ms = int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Denver")).timestamp()) * 1000
    view = board(CALL, wall_ms=wall_ms, clock_trusted=trusted, timezone="America/Denver")
    return Known(desk=DeskId(desk) if desk else None, view=view, facts=FACTS, calls=(CALL,))


def test_who_can_be_called_stands_first_with_number_and_what_may_be_said() -> None:
    open_now = told(at("2026-11-30T09:00"), CALL)
    assert open_now[1] == "Mobile crisis team: 720 555 0162 (now, until 20:00)."
    assert open_now[4].startswith("May be said. Say what was seen")
    assert open_now[5].startswith("Mobile crisis team: Say the school and the door. Clinicians who come to the school.")
    at_night = told(at("2026-11-30T22:00"), CALL)
    assert [line.partition(":")[0] for line in at_night[1:4]] == [
        "Family of the student",
        "988 Suicide & Crisis Lifeline",
        "Mobile crisis team",
    ]
    assert "CLOSED, from tue 08:00" in at_night[3]


def test_a_box_that_does_not_know_the_time_calls_nobody_open() -> None:
    assert "hours: mon-fri 08:00-20:00" in told(at("2026-11-30T09:00", trusted=False), None)[1]


def test_in_a_drill_nobody_is_to_be_called_and_without_a_plan_988_is_named() -> None:
    assert told(at("2026-11-30T09:00"), call(12, "B204", drill=True))[0] == texts.DRILL.en
    assert told(Known(view=board()), None) == [NO_FACTS]
    assert "988" in NO_FACTS
    assert families.told(Known(view=board())) == [families.NO_FACTS]


def test_a_drill_is_named_where_no_call_is_looked_at_and_not_beside_a_real_call() -> None:
    known = replace(at("2026-11-30T09:00"), view=board(CALL, drill=drill("B204")))
    assert told(known, None)[0] == texts.DRILL.en
    assert told(known, None, Language.SPANISH)[0] == texts.DRILL.es
    assert texts.DRILL.en not in told(known, CALL)


def test_the_card_for_families_says_first_that_a_practised_response_is_a_drill() -> None:
    on = ResponseLine(response=BuildingResponse.LOCKDOWN, detail="", practice=True, age_ms=0, started_by="")
    first, second, *_ = families.told(Known(view=board(response=on), facts=FACTS))
    assert first == texts.FAMILIES_DRILL.en
    assert second.startswith("In a lockdown:")
    real = Known(view=board(response=replaced(on, practice=False)), facts=FACTS)
    assert families.told(real)[0].startswith("In a lockdown:")


def test_in_spanish_every_line_is_in_spanish() -> None:
    lines = told(at("2026-11-30T09:00"), CALL, Language.SPANISH)
    assert lines[1].endswith("(ahora, hasta las 20:00).") and "Diga la escuela y la puerta." in lines[5]
    card = families.told(at("2026-11-30T09:00"), Language.SPANISH)
    assert "Esperan en: El gimnasio." in card and "Quién las recibe: La consejera." in card


@pytest.mark.parametrize("response", sorted(POINTED_TO))
def test_what_the_door_means_in_the_response_that_is_on_stands_first(response: BuildingResponse) -> None:
    line = ResponseLine(response=response, detail="", practice=False, age_ms=0, started_by="")
    known = Known(view=board(response=line), facts=FACTS)
    card = families.told(known)
    assert card[0].startswith(f"In a {response}: ") and sorted(card) == sorted(
        families.told(Known(view=board(), facts=FACTS))
    )


@pytest.mark.parametrize("outcome", HelpOutcome)
def test_each_outcome_can_be_noted_of_each_helper(outcome: HelpOutcome) -> None:
    given = about(at("2026-11-30T22:00"), CALL)
    part = OUTSIDE_HELP.missing(given)
    assert part is not None and part.options is not None
    assert [each.value for each in part.options(given)] == ["family", "988", "crisis"]
    given.parts["helper"] = "crisis"
    part = OUTSIDE_HELP.missing(given)
    assert part is not None and part.options is not None
    assert [each.value for each in part.options(given)] == list(HelpOutcome)
    assert OUTSIDE_HELP.title is not None
    assert OUTSIDE_HELP.title(given) == "Call 12: WHAT CAME OF IT? Mobile crisis team"
    given.parts["outcome"] = outcome
    assert OUTSIDE_HELP.missing(given) is None
    assert OUTSIDE_HELP.make(given) == NoteOtherHelp(incident=CALL.incident, helper="crisis", outcome=outcome)


def test_a_console_that_only_watches_notes_nothing() -> None:
    given = about(at("2026-11-30T22:00", desk=None), CALL)
    given.parts.update(helper="988", outcome=HelpOutcome.CAME)
    assert OUTSIDE_HELP.make(given) == ONLY_WATCHES
