"""How a record of something nobody pressed for is begun."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from appliance.api.records.messages import OpenRecord
from appliance.core.ground.words import KnownBy
from appliance.flows.flow import AskAgain
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.records.beginning import beginning
from appliance.plan.ids import RoomId
from appliance.plan.model import Kind
from appliance.record.values import Place
from appliance.words.kinds import KINDS
from tests.tui.boards import FACTS

FLOW = beginning(Place(ZoneInfo("America/Denver"), date(2026, 11, 24)))
ROOM = FACTS.rooms[0]
GIVEN = {"room": ROOM.room, "kind": Kind.MEDICAL, "known": KnownBy.RADIO}


def with_when(when: str) -> OpenRecord | AskAgain:
    given = about_nothing(Known(facts=FACTS))
    given.parts.update(GIVEN, when=when)
    made = FLOW.make(given)
    assert isinstance(made, OpenRecord | AskAgain)
    return made


def test_the_room_is_asked_first_then_what_kind_how_it_is_known_and_when() -> None:
    given, asked = about_nothing(Known(facts=FACTS)), []
    for name, value in (*GIVEN.items(), ("when", "")):
        part = FLOW.missing(given)
        assert part is not None and part.title is not None
        asked.append((part.name, part.title(given)))
        given.parts[name] = value
    assert [name for name, _ in asked] == ["room", "kind", "known", "when"]
    assert all(ROOM.name in title for _, title in asked[1:])
    assert FLOW.missing(given) is None


def test_every_kind_but_a_tap_out_is_offered_and_every_way_to_know() -> None:
    given = about_nothing(Known(facts=FACTS))
    _, kinds, known, _ = (part.options(given) if part.options else () for part in FLOW.parts)
    assert [option.value for option in kinds] == [kind for kind in KINDS if kind is not Kind.TAP_OUT]
    assert [option.value for option in known] == list(KnownBy)


def test_a_time_nobody_knows_is_left_out_and_any_other_is_of_the_day() -> None:
    unknown, at = with_when(""), with_when("10:32")
    assert isinstance(unknown, OpenRecord) and unknown.occurred_ms is None
    assert isinstance(at, OpenRecord) and at.occurred_ms == 1_795_541_520_000
    assert (at.room, at.kind, at.known_by) == (RoomId(ROOM.room), Kind.MEDICAL, KnownBy.RADIO)


@pytest.mark.parametrize("words", ["soon", "25:99"])
def test_words_that_are_no_time_are_refused_with_what_to_type(words: str) -> None:
    refused, given = with_when(words), about_nothing(Known(facts=FACTS))
    assert isinstance(refused, AskAgain) and refused.parts == ("when",)
    assert FLOW.parts[-1].refuses(given, words) == refused.why
