"""Tests that the witness notices: a product that breaks a promise on purpose does not get through some school days."""

import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest

from appliance import annunciator
from appliance.core import deadlines
from appliance.core.board import Board
from appliance.core.building import check_in
from appliance.core.calls import progress
from appliance.core.calls import raising as calls
from appliance.core.calls.events import CallAcknowledged
from appliance.core.calls.lamps import Lamp
from appliance.core.ground.words import Actor, Stage
from appliance.core.messages import deciding
from appliance.core.people import proof
from appliance.engine import mending
from appliance.engine.engine import Engine
from appliance.engine.recorder import Recorder
from appliance.logbook import batch, salvage
from appliance.logbook.errors import Damaged
from appliance.logbook.refilling import Refilling
from tests.simulation import box
from tests.simulation.day import run_day

pytestmark = pytest.mark.proof  # a day is played again and again until the untruth is found

DAYS_MAX = 24  # most untruths are noticed on the first day, but practice, for one, does not happen on every day


RINGS_ON = progress._rings_on


def quiets(incident: Any, at: Any, plan: Any) -> Any:
    """Stop ringing for what is overdue, once somebody was sent. Before that, the core itself would notice."""
    return RINGS_ON(incident, at, plan) if incident.stage is Stage.CALLED else progress._quiet(incident)


def safe_anyway(board: Board, *_: Any) -> Any:
    """Take whoever presses *safe* as safe, whatever else was heard of the room."""
    return board.check_in.check_in if board.check_in is not None else None


PROOF_NOTED = proof.note


def leaves_the_other_signed_in(*noted: Any) -> Any:
    """Do not make whoever proves who they are the desk's operator."""
    events = PROOF_NOTED(*noted)
    return events[-1:] if isinstance(events, list) else events


async def no_gaps(*_: Any) -> list[Any]:
    """Say that nothing is missing, so that a damaged record is taken for a whole one."""
    return []


UNTRUTHS: dict[str, tuple[Any, str, Any, str]] = {
    "lamps always claim received": (annunciator, "lamp_for", lambda *_: Lamp.RECEIVED, "is told received"),
    "lamps never claim anything": (annunciator, "lamp_for", lambda *_: Lamp.READY, "its call is open"),
    "nothing is written": (batch, "write", lambda *_: None, ""),
    "a repeat rings as a press": (calls, "is_repeat", lambda *_: False, "doubled"),
    "nothing is ever overdue": (deadlines, "_due", lambda *_: [], "overdue"),
    "overdue calls go quiet": (progress, "_rings_on", quiets, "was quieted by|does not ring"),
    "sounders stay silent": (annunciator, "sounding", lambda *_: {}, "is silent while"),
    "practice is not marked": (Board, "drill_in", lambda *_: None, "marked wrongly"),
    "lamps stay lit in a lockdown": (annunciator, "dark", lambda *_: False, "is told dark"),
    "safe is whatever presses it": (check_in, "_answered", safe_anyway, "safe by a press that may not say so"),
    "a PIN signs nobody in": (proof, "note", leaves_the_other_signed_in, "in the name of another"),
    "what is on disk is never said": (Engine, "_note_kept", lambda *_: None, "shows sending and not received"),
    "the recorder stands still": (Recorder, "_go_on", lambda _: None, "not on disk after a minute"),
}


@pytest.mark.parametrize("what", UNTRUTHS)
def test_an_untruth_is_noticed(what: str) -> None:
    where, name, instead, says = UNTRUTHS[what]
    with patch.object(where, name, instead):
        noticed = _first_failure(lambda seed: run_day(seed, things=120))
    assert re.search(says, str(noticed))


ROT_UNTRUTHS: dict[str, tuple[Any, str, Any, str]] = {
    "open calls are left behind": (salvage, "_open_calls", lambda *_: [], "open when the power went, and gone"),
    "counts are left behind": (salvage, "_counters", lambda *_: {}, "was on disk"),
    "what is lost is not said": (mending, "_of_calls", lambda *_: None, "no desk is told"),
    "what was set aside is thrown away": (Refilling, "_entries", no_gaps, "are missing|not in the record"),
    "a rank goes back": (box, "rank_of_start", lambda _, kept, **__: max(1, 1000 - kept), "still|fair weather"),
}


@pytest.mark.parametrize("what", ROT_UNTRUTHS)
def test_an_untruth_about_a_damaged_record_is_noticed(what: str) -> None:
    where, name, instead, says = ROT_UNTRUTHS[what]
    with patch.object(where, name, instead):
        noticed = _first_failure(lambda seed: run_day(seed, things=120, rot=True))
    assert re.search(says, str(noticed))


def delivered_is_yes(incident: Any, spoken: Any, _: Any) -> Any:
    """Take a message that came as far as a machine can bring it for the person's own answer."""
    return [CallAcknowledged(incident=incident.incident, by=Actor(deciding.AT_NO_DESK, spoken.person))]


TOLD_UNTRUTHS: dict[str, tuple[Any, str, Any, str]] = {
    "what was delivered is a yes": (deciding, "_came", delivered_is_yes, "not said"),
    "somebody else may not come": (deciding, "is_this", lambda *_: True, "released by another|not said"),
}


@pytest.mark.parametrize("what", TOLD_UNTRUTHS)
def test_an_untruth_about_a_message_is_noticed(what: str) -> None:
    where, name, instead, says = TOLD_UNTRUTHS[what]
    with patch.object(where, name, instead):
        noticed = _first_failure(lambda seed: run_day(seed, things=120, told=True))
    assert re.search(says, str(noticed))


def _first_failure(day: Callable[[str], str]) -> BaseException:
    for seed in range(DAYS_MAX):
        try:
            day(f"untruth {seed}")
        except (AssertionError, KeyError, Damaged) as error:
            return error
    raise AssertionError(f"{DAYS_MAX} days went by and nobody noticed")
