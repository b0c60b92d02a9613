"""Who can go now, apart from any console: who is offered, what the box is told, and what send-help offers then."""

from typing import Any

from msgspec.structs import replace

from appliance.api.board.supervised import NotNowLine
from appliance.flows.calls.dispatch import SEND_ANYBODY, whom
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, about_nothing
from appliance.flows.people.going import ALL_CAN_GO, CAN_GO, GOING, NOT_NOW, TellsCanGo, not_now_names
from appliance.plan.model import Role
from tests.tui.boards import FACTS, board
from tui.board.calm import calm

FIRST = next(person for person in FACTS.people if person.on_duty and Role.SECURITY in person.roles)
AWAY = board(not_now=(NotNowLine(person=FIRST.person, name=FIRST.name),))


def offered(flow: Any, view: Any = AWAY) -> tuple[Given, dict[Any, Option]]:
    given = about_nothing(Known(view=view, facts=FACTS))
    part = flow.missing(given)
    assert part is not None and part.options is not None
    return given, {option.value: option for option in part.options(given)}


def test_who_can_go_is_offered_as_not_now_and_who_cannot_as_able_again() -> None:
    given, can = offered(NOT_NOW)
    assert set(can) == {person.person for person in FACTS.people} - {FIRST.person}
    given, cannot = offered(CAN_GO)
    assert {value: option.says for value, option in cannot.items()} == {FIRST.person: FIRST.name}
    given.parts["person"] = FIRST.person
    assert CAN_GO.make(given) == TellsCanGo(FIRST.person, True)
    assert NOT_NOW.make(given) == TellsCanGo(FIRST.person, False)


def test_a_screen_lists_both_who_is_away_first_and_nobody_is_chosen_beforehand() -> None:
    given, both = offered(GOING)
    assert next(iter(both)) == TellsCanGo(FIRST.person, True)
    assert both[TellsCanGo(FIRST.person, True)].shown == f"{FIRST.name}\tNOT NOW: can go again"
    assert len(both) == len(FACTS.people) and all(not each.can_go for each in list(both)[1:])
    part = GOING.missing(given)
    assert part is not None and part.narrows and not part.chosen_beforehand
    given.parts["who"] = TellsCanGo(FIRST.person, True)
    assert GOING.make(given) == TellsCanGo(FIRST.person, True)


def test_where_everybody_can_go_it_is_said() -> None:
    part = CAN_GO.missing(about_nothing(Known(view=board(), facts=FACTS)))
    assert part is not None and part.options is not None
    assert part.options(about_nothing(Known(view=board(), facts=FACTS))) == () and part.none == ALL_CAN_GO
    assert not_now_names(board()) == () and not_now_names(AWAY) == (FIRST.name,)


def test_each_says_what_becomes_of_it() -> None:
    assert (
        "until midnight" in TellsCanGo(FIRST.person, False).done
        and "written down nowhere" in TellsCanGo(FIRST.person, False).done
    )
    assert TellsCanGo(FIRST.person, True).done == "Done: calls reach them again."


def test_send_help_offers_no_person_who_cannot_go_and_says_so_of_a_role_without_anybody_else() -> None:
    assert SEND_ANYBODY.parts
    known = Known(view=AWAY, facts=FACTS)
    lines = [option.shown for option in whom(Given(known, None, None, {}))]
    assert not [line for line in lines if line.startswith(f"{FIRST.name},")]
    alone = replace(FACTS, people=(replace(FIRST, roles=(Role.SECURITY,)),))
    options = whom(Given(replace_facts(known, alone), None, None, {}))
    security = next(option for option in options if option.value == (Role.SECURITY, None))
    assert f"NOBODY CAN GO NOW; not now: {FIRST.name}" in security.shown
    assert security.says == "security: nobody on duty can go now"


def replace_facts(known: Known, facts: Any) -> Known:
    return Known(view=known.view, facts=facts)


def test_a_screen_that_visitors_see_names_nobody_who_cannot_go() -> None:
    assert ("Not now", FIRST.name, True) in calm(AWAY, 0).lines
    assert FIRST.name not in str(calm(AWAY, 0, nameless=True))
