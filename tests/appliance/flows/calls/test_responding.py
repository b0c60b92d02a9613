"""Tests who is offered as confirmed or on scene: the choice reads in words, and the box is told the word by which it knows them."""

import pytest
from msgspec.structs import replace

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import Arrive, Confirm
from appliance.core.ground.words import Answer, Stage
from appliance.flows.calls.responding import ARRIVE, CONFIRM, arrival
from appliance.flows.known import Known
from appliance.flows.parts import about, about_nothing
from appliance.flows.practice.walk_test import WALK_TEST
from tests.tui.boards import FACTS, pair
from tests.tui.plain.conversation import Conversation
from tui.plain.acts import ACTS
from tui.plain.asking.act import Act
from tui.plain.asking.meant import command_in
from tui.screens.flow import FlowPanel
from tui.screens.panel import Panel

SENT = Stage.DISPATCHED


def by_role() -> CallCard:
    """A call to which mental health and the team lead were sent, each by role alone."""
    card = pair(12, "B204", SENT, SENT)
    roles = ("mental-health", "lead")
    return replace(card, sent=tuple(replace(each, who=who) for each, who in zip(card.sent, roles, strict=True)))


def test_a_role_is_shown_in_words_and_told_by_its_own_word() -> None:
    call = by_role()
    arriving = FlowPanel(ARRIVE, about(Known(), call))
    assert [(line.words, line.value) for line in arriving._choices[:2]] == [
        ("mental health", "mental-health"),
        ("team lead", "lead"),
    ]
    given = about(Known(), call)
    given.parts.update(who="lead", answer=Answer.BY_RADIO)
    assert ARRIVE.make(given) == Arrive(incident=call.incident, responder="lead")
    assert CONFIRM.make(given) == Confirm(incident=call.incident, responder="lead", answer=Answer.BY_RADIO)


def test_the_only_one_who_is_to_come_arrives_without_a_question() -> None:
    assert arrival(by_role()) is None, "it may be either"
    card = by_role()
    one_there = replace(card, sent=(replace(card.sent[0], stage=Stage.ON_SCENE), card.sent[1]))
    assert arrival(one_there) == Arrive(incident=card.incident, responder="lead")


def test_line_by_line_a_digit_tells_the_same_word() -> None:
    talk = Conversation(by_role())
    assert "Type 2 for team lead." in talk.hears("arrived 12")
    assert talk.does("2") == Arrive(incident=by_role().incident, responder="lead")


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.word)
def test_any_act_may_be_typed_whatever_is_open(act: Act) -> None:
    for talk in (Conversation(by_role()), Conversation()):
        for rest in ([], ["12"], ["3"], ["3", "x"], ["x"]):
            command_in([*act.word.split(), *rest], talk.model.known)


def test_an_act_about_a_tap_out_that_is_typed_into_a_question_is_asked_about() -> None:
    talk = Conversation(by_role())
    talk.types("note 12")
    assert talk.hears("out 12").startswith("out 12 is a command.")


async def test_words_beside_a_list_that_is_empty_choose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = FlowPanel(WALK_TEST, about_nothing(Known(facts=replace(FACTS, rooms=(), duties=()))))
    said: list[str] = []
    monkeypatch.setattr(Panel, "refused", lambda _, says: said.append(says))
    panel.entered("xyz")
    assert said == [WALK_TEST.parts[0].none]
