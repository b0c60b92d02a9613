"""Tests several people who go to one call, by keys only: a pair is sent in one act, and a digit notes each of them as confirmed and on
scene.
"""

import pytest

from appliance.core.calls.commands import Arrive, Confirm, Dispatch
from appliance.core.ground.words import Answer, Stage
from appliance.flows.calls.responders import have_been, to_come, to_confirm
from appliance.plan.ids import IncidentId
from appliance.plan.model import Role
from tests.tui.boards import board, call, pair
from tests.tui.conftest import Sits
from tests.tui.stage import Stage as Box
from tui.board.faces import CardFace, face

pytestmark = pytest.mark.slow


TWELVE = IncidentId("i-12")
SENT, GOING, THERE = Stage.DISPATCHED, Stage.CONFIRMED, Stage.ON_SCENE


def shown(*stages: Stage, passed_ms: int = 0, nameless: bool = False) -> CardFace:
    card = pair(12, "B204", *stages)
    return face(card, passed_ms, selected=False, aimed=False, practising=False, nameless=nameless)


@pytest.mark.parametrize(
    ("stages", "steps"),
    [
        ((SENT, SENT), ("Bell + Ortiz sent", "not confirmed", "not arrived")),
        ((GOING, SENT), ("Bell + Ortiz sent", "1 of 2 confirmed", "not arrived")),
        ((THERE, GOING), ("Bell + Ortiz sent", "confirmed", "1 of 2 arrived")),
        ((THERE, THERE), ("Bell + Ortiz sent", "confirmed", "arrived")),
    ],
)
def test_a_card_counts_how_many_of_a_pair_have_come_how_far(stages: tuple[Stage, ...], steps: tuple[str, ...]) -> None:
    assert tuple(step.words for step in shown(*stages).steps[1:]) == steps


def test_the_second_of_whom_nobody_hears_is_marked_once_it_is_late() -> None:
    assert not any("NO ANSWER" in mark for mark in shown(GOING, SENT, passed_ms=19_999).marks)
    assert "NO ANSWER: Ines Ortiz" in shown(GOING, SENT, passed_ms=20_000).marks
    assert "NO ANSWER: 1 of 2" in shown(GOING, SENT, passed_ms=20_000, nameless=True).marks


def test_who_is_late_is_not_marked_while_nobody_at_all_confirmed() -> None:
    """In that case the whole call rings for it."""
    assert not any("NO ANSWER" in mark for mark in shown(SENT, SENT, passed_ms=60_000).marks)


def test_whoever_nobody_heard_from_never_saw_the_room() -> None:
    assert have_been(pair(12, "B204", GOING, SENT)) == ("Marcus Bell",)
    assert have_been(pair(12, "B204", GOING, THERE)) == ("Ines Ortiz",)
    assert have_been(pair(12, "B204", SENT, SENT)) == ()


def test_who_is_still_to_confirm_and_to_come() -> None:
    assert to_confirm(pair(12, "B204", GOING, SENT)) == ("Ines Ortiz",)
    assert to_come(pair(12, "B204", GOING, SENT)) == ("Marcus Bell", "Ines Ortiz")
    assert to_come(call(12, "B204", stage=THERE)) == ()


async def test_a_digit_sends_a_pair(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(call(12, "B204")))
        await person.sees("B204")
        await person.presses("d")
        await person.sees("7 Security + mental health: Marcus Bell + NOBODY")
        await person.presses("7")
        pair_sent = Dispatch(incident=TWELVE, role=Role.SECURITY, beside=Role.MENTAL_HEALTH)
        await person.until(lambda: stage.acts == [pair_sent], "the pair")


async def test_each_of_a_pair_is_confirmed_by_a_digit(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(pair(12, "B204", SENT, SENT)))
        await person.sees("Bell + Ortiz sent")
        await person.presses("c")
        await person.sees("1 Marcus Bell: answered by radio", "3 Ines Ortiz: answered by radio", "5 Somebody else")
        await person.presses("3")
        ortiz = Confirm(incident=TWELVE, responder="Ines Ortiz", answer=Answer.BY_RADIO)
        await person.until(lambda: stage.acts == [ortiz], "the confirmation")


async def test_the_last_one_to_confirm_or_to_come_is_taken_at_once(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(pair(12, "B204", THERE, SENT)))
        await person.sees("1 of 2 arrived")
        await person.presses("c", "1")
        await person.until(lambda: len(stage.acts) == 1, "the confirmation")
        await person.looks()
        await person.presses("s")
        await person.until(lambda: len(stage.acts) == 2, "the arrival")
        assert [act.responder for act in stage.acts if isinstance(act, Confirm | Arrive)] == ["Ines Ortiz"] * 2


async def test_of_two_still_to_come_one_is_chosen_or_another_is_typed(stage: Box, sits: Sits) -> None:
    async with sits() as person:
        stage.shows(board(pair(12, "B204", GOING, GOING)))
        await person.sees("Bell + Ortiz sent")
        await person.looks()
        await person.presses("s")
        await person.sees("1 Marcus Bell", "2 Ines Ortiz", "3 Somebody else")
        await person.presses("3", *"Ms Vo", "enter")
        await person.until(lambda: stage.acts == [Arrive(incident=TWELVE, responder="Ms Vo")], "the arrival")
