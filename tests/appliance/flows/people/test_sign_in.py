"""Tests signing in at a desk: what is offered to whom, in which order, and what each choice leads to."""

import pytest
from msgspec.structs import replace

from appliance.api.access import proven
from appliance.api.contents import Content
from appliance.api.desk.plan import PersonLine
from appliance.core.people.commands import SignIn, SignOut
from appliance.flows.flow import Dropped, GoOn
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, about_nothing
from appliance.flows.people.here import whoever_is_here
from appliance.flows.people.pin import CHANGE_PIN, PROVE
from appliance.flows.people.proof import opened
from appliance.flows.people.sign_in import SIGN_IN, SIGN_OUT, WHO_IS_HERE
from appliance.plan.ids import PersonId
from appliance.plan.model import Role
from tests.tui.boards import FACTS, board

HERE = board().here
assert HERE is not None
NOBODY = board(here=replace(HERE, operator=""))


def offered(known: Known) -> tuple[Given, tuple[Option, ...]]:
    given = about_nothing(known)
    part = WHO_IS_HERE.missing(given)
    assert part is not None and part.options is not None
    return given, part.options(given)


def test_where_nobody_is_signed_in_there_are_only_the_people_those_on_duty_first() -> None:
    given, options = offered(Known(view=NOBODY, facts=FACTS))
    on_duty = {person.person: person.on_duty for person in FACTS.people}
    assert len(options) == len(FACTS.people)
    duty = [on_duty[option.value.parts["person"]] for option in options]
    assert duty == sorted(duty, reverse=True)
    first = options[0].value
    assert SIGN_IN.make(first.given(given)) == SignIn(person=first.parts["person"])


def test_the_first_line_for_whoever_is_signed_in_changes_nothing_and_the_last_signs_out() -> None:
    given, options = offered(Known(view=board(), facts=FACTS))
    own = [option for option in options if option.unfiltered]
    assert list(options[: len(own)]) == own, "they stand above the people, and go as soon as somebody types"
    assert [option.shown for option in own] == [
        "STAY SIGNED IN: Dana Reyes",
        "READ NAMES as office: asks for your PIN",
        "CHANGE YOUR PIN as office",
        "SIGN OUT Dana Reyes",
    ]
    given.parts["who"] = own[0].value
    assert WHO_IS_HERE.make(given) == Dropped()
    assert [each.value.flow for each in own[1:]] == [PROVE, CHANGE_PIN, SIGN_OUT]
    assert SIGN_OUT.make(given) == SignOut()


def test_once_proven_no_pin_is_asked_for_and_the_title_says_what_is_shown() -> None:
    given, options = offered(Known(view=board(proven=True), facts=FACTS))
    assert not any(isinstance(each.value, GoOn) and each.value.flow is PROVE for each in options)
    assert WHO_IS_HERE.title is not None
    assert WHO_IS_HERE.title(given) == "WHO IS AT THIS DESK?  Names are shown: sign out when you leave."


def test_people_who_share_a_name_are_told_apart_by_their_roles() -> None:
    twin = PersonLine(person=PersonId("dana-2"), name="Dana Reyes", roles=(Role.NURSE,), on_duty=True)
    facts = replace(FACTS, people=(*FACTS.people, twin))
    given, options = offered(Known(view=board(), facts=facts))
    assert [each.shown for each in options if "CHANGE" in each.shown] == [
        "CHANGE YOUR PIN as office",
        "CHANGE YOUR PIN as nurse",
    ]
    assert [each.says for each in whoever_is_here(given)] == ["Dana Reyes, office", "Dana Reyes, nurse"]


@pytest.mark.parametrize("role", Role)
def test_a_pin_is_offered_for_what_the_role_reads_and_no_more(role: Role) -> None:
    reads = proven((role,)).contents
    assert ("names" in opened((role,)), "notes" in opened((role,))) == (Content.NAMES in reads, Content.NOTES in reads)


def test_whoever_reads_nothing_more_is_offered_to_show_who_they_are() -> None:
    assert [opened((role,)) for role in (Role.LEAD, Role.OFFICE, Role.TEACHER)] == ["names and notes", "names", ""]
    person = PersonLine(person=PersonId("lu"), name="Lu Amin", roles=(Role.TEACHER,), on_duty=True)
    view = board(here=replace(HERE, operator="Lu Amin"))
    _, options = offered(Known(view=view, facts=replace(FACTS, people=(person,))))
    assert options[1].shown == "SHOW WHO YOU ARE as teacher: asks for your PIN"
