"""Who carries a pendant today, apart from any console: the duties, the name, and what the box is told."""

from typing import Any

from appliance.api.board.supervised import CarriedLine
from appliance.core.ground.carried import NAME_CHARACTERS_MAX
from appliance.flows.devices.carried import CARRIED, NO_PENDANT, NOBODY_SAID, TellsCarried
from appliance.flows.known import Known
from appliance.flows.parts import Given
from appliance.plan.ids import ButtonId
from tests.tui.boards import WITH_PENDANTS, board

PLAY = ButtonId("play-2")
VIEW = board(carried=(CarriedLine(button=PLAY, duty="Playground 2", name="Ms Rivera"),))


def given(**parts: Any) -> Given:
    return Given(Known(view=VIEW, facts=WITH_PENDANTS), None, None, parts)


def test_every_duty_is_offered_with_who_carries_its_pendant() -> None:
    part = CARRIED.missing(given())
    assert part is not None and part.options is not None and part.narrows
    shown = {option.value: option.shown for option in part.options(given())}
    assert shown[PLAY] == "Playground 2, near Gymnasium\tMs Rivera"
    assert [words.partition("\t")[2] for button, words in shown.items() if button != PLAY] == [NOBODY_SAID]
    assert part.none == NO_PENDANT and not part.options(Given(Known(), None, None, {}))


def test_the_line_begins_with_the_name_that_was_said_and_is_no_draft() -> None:
    so_far = given(duty=PLAY)
    part = CARRIED.missing(so_far)
    assert part is not None and part.listed is None and not part.kept
    assert part.begins(so_far) == "Ms Rivera" and part.begins(given(duty=ButtonId("bus"))) == ""
    assert part.characters_max == NAME_CHARACTERS_MAX
    assert CARRIED.title is not None
    assert CARRIED.title(given()) == "WHO CARRIES IT TODAY?"
    assert CARRIED.title(so_far) == "WHO CARRIES IT TODAY: Playground 2, near Gymnasium"
    assert part.wording(so_far) == "Who carries the pendant of Playground 2 today?"


def test_the_box_is_told_a_name_or_that_it_is_nobody_and_no_name_is_printed() -> None:
    assert CARRIED.make(given(duty=PLAY, name="Ana")) == TellsCarried(PLAY, "Ana")
    part = CARRIED.missing(given(duty=PLAY))
    assert part is not None and part.options is not None
    (nobody,) = part.options(given(duty=PLAY))
    assert CARRIED.make(given(duty=PLAY, name=nobody.value)) == TellsCarried(PLAY, "")
    assert "Ana" not in repr(TellsCarried(PLAY, "Ana"))
