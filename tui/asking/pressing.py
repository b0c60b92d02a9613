"""What a key of the table leads to at a console where one call is looked at: an act, a question, or a sentence that says why neither.
Pure; time is an argument.
"""

from dataclasses import dataclass
from typing import Any

from appliance.api.board.calls import CallCard
from appliance.core.commands import DeskCommand
from appliance.flows.calls.at_once import ACKNOWLEDGE
from appliance.flows.calls.responding import ARRIVE, arrival
from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.parts import Given, about, about_nothing
from appliance.flows.practice.walk_test import TEST_PRESS
from appliance.flows.sentences import NO_CALL
from tui.asking.question import Question
from tui.board.aim import Aims
from tui.keys.key import About, Key
from tui.model import ConsoleModel

LOOK_FIRST = "The call under this key changed just now. Look, then press again."


@dataclass(frozen=True, slots=True)
class Does:
    """The box is asked for this at once. Keys are about `call` from now on, where it is about one."""

    command: DeskCommand
    call: CallCard | None = None


@dataclass(frozen=True, slots=True)
class Asks:
    """The flow of the key lacks something."""

    question: Question
    call: CallCard | None = None


@dataclass(frozen=True, slots=True)
class Opens:
    """Each console opens in its own way what the key is for."""

    call: CallCard | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """Why the key did nothing. What was typed after it was meant for what it would have led to."""

    words: str


type Led = Does | Asks | Opens | Says


def pressed(key: Key, model: ConsoleModel, aims: Aims, typed_ms: int, now_ms: int) -> Led:
    """What follows from a key that was pressed at `typed_ms`: what a person saw then is what they meant."""
    if why_not := model.why_not(key, now_ms):
        return Says(f"{key.shown}: {why_not}")
    match key.action:
        case "acknowledge":
            return _acknowledge(model, aims, typed_ms)
        case "test_press":
            return _attest(model, aims, typed_ms)
        case _ if key.at_once:
            return _at_once(key, model, aims, typed_ms, now_ms)
        case _:
            return _opens(key, model, aims, typed_ms, now_ms)


def _acknowledge(model: ConsoleModel, aims: Aims, typed_ms: int) -> Led:
    """Take the call that is to be taken."""
    call = model.to_acknowledge
    if call is None or not aims.acknowledge.steady(call.incident, typed_ms):
        return Says(LOOK_FIRST)
    return _made(ACKNOWLEDGE, about(model.known, call), call)


def _attest(model: ConsoleModel, aims: Aims, typed_ms: int) -> Led:
    """The question must have stood long enough to be read: it ends a call that rings as real."""
    incident = model.test_rang
    if incident is None or not aims.test.steady(incident, typed_ms):
        return Says(LOOK_FIRST)
    return _made(TEST_PRESS, about_nothing(model.known))


def _at_once(key: Key, model: ConsoleModel, aims: Aims, typed_ms: int, now_ms: int) -> Led:
    """Do what the key is for without a further question, or ask what its flow lacks."""
    assert key.flow is not None, "a key that acts at once names its flow"
    if key.concerns is About.HOUSE:  # it is about no call that is looked at, so there is nothing to aim at
        return _made(key.flow, about_nothing(model.known_at(now_ms)))
    call = model.selected
    if call is None:
        return Says(NO_CALL)
    if not aims.select.steady(call.incident, typed_ms):
        return Says(LOOK_FIRST)
    given = about(model.known, call)
    if key.flow is ARRIVE and (arrived := arrival(call)) is not None:
        return Does(arrived, call)
    if key.flow.missing(given) is None:
        return _made(key.flow, given, call)
    return Asks(Question(key.flow, given), call)


def _opens(key: Key, model: ConsoleModel, aims: Aims, typed_ms: int, now_ms: int) -> Led:
    """A panel names its call, but whoever types on does not read it: no other call may just have come under the key."""
    call = model.selected if key.stages and key.finds is None else None
    if call and call.incident != model.chosen and aims.select.slipped(call.incident, typed_ms):
        return Says(LOOK_FIRST)
    known = model.known_at(now_ms)
    flow = key.begins(known)
    if flow is not None and not flow.parts:  # it asks nothing
        return _made(flow, about_nothing(known), call)
    return Opens(call)


def _made(flow: Flow[Any], given: Given, call: CallCard | None = None) -> Led:
    """What a flow makes without a question, or why there is nothing to ask."""
    wanted = flow.make(given)
    if isinstance(wanted, AskAgain | Dropped):
        return Says("")
    return Says(wanted) if isinstance(wanted, str) else Does(wanted, call)
