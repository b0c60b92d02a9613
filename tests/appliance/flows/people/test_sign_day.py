"""Tests that the morning check is signed with a name, or with the PIN alone, and that a console that only watches signs nothing."""

from msgspec.structs import replace

from appliance.core.people.commands import SignDay
from appliance.flows.known import Known
from appliance.flows.parts import about_nothing
from appliance.flows.people.sign_day import SIGN_DAY
from tests.tui.boards import FRONT, board


def test_whoever_is_signed_in_is_offered_as_the_one_who_signs() -> None:
    given = about_nothing(Known(desk=FRONT, view=board()))
    part = SIGN_DAY.missing(given)
    assert part is not None and not part.assumed, "it is a signature: the name is seen before it is given"
    assert part.offer(given) == "Dana Reyes"
    given.parts[part.name] = "Dana Reyes"
    assert SIGN_DAY.make(given) == SignDay(name="Dana Reyes")


def test_nobody_is_offered_where_nobody_is_signed_in() -> None:
    here = board().here
    assert here is not None
    given = about_nothing(Known(desk=FRONT, view=board(here=replace(here, operator=""))))
    assert SIGN_DAY.parts[0].offer(given) == ""


def test_after_a_pin_no_name_is_asked_for() -> None:
    given = about_nothing(Known(desk=FRONT, view=board(proven=True)))
    assert SIGN_DAY.missing(given) is None
    assert SIGN_DAY.make(given) == SignDay()


def test_a_console_that_only_watches_signs_nothing() -> None:
    given = about_nothing(Known(view=board(proven=True)))
    assert SIGN_DAY.missing(given) is None
    assert SIGN_DAY.make(given) == "This console only watches. Start it with --desk to sign."
