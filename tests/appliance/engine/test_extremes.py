"""Tests any command with extreme values beside an honest press: the engine goes on, the press is recorded, and the record can be read
again.
"""

import asyncio
import enum
import tempfile
import types
from pathlib import Path
from typing import Any, NewType, TypeAliasType, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from appliance.core.calls.commands import RaiseCall, RaiseCallFromDesk
from appliance.core.commands import AnyCommand
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor, Source
from appliance.engine.outcome import Done, Refused
from appliance.plan.ids import ButtonId, DeskId, RoomId
from appliance.plan.model import NO_PLAN, Kind, Plan
from tests.appliance.engine.harness import harness_at
from tests.patience import patient

NUMBERS = some.sampled_from([0, 1, -1, 2**31, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, -(10**30)])
TEXTS = some.sampled_from(
    ["", "B204", "B204-wall", "front", "help", "i-1", "\0", "\udc80", "x\ud800", "é" * 300, "x" * 2**20]
)


def of(kind: Any) -> some.SearchStrategy[Any]:
    """Give values of a type, as bad as they can be."""
    if isinstance(kind, TypeAliasType):
        return of(kind.__value__)
    if isinstance(kind, NewType):
        return of(kind.__supertype__)
    if get_origin(kind) in (Union, types.UnionType):
        return some.one_of(*map(of, get_args(kind)))
    if get_origin(kind) is tuple:
        each, *others = get_args(kind)
        return (
            some.lists(of(each), max_size=3).map(tuple) if others == [...] else some.tuples(of(each), *map(of, others))
        )
    if kind is Plan:
        return some.just(NO_PLAN)
    if kind is Place:
        rooms = of(RoomId)
        return rooms.map(lambda room: Place(room=room)) | some.builds(Place, words=TEXTS, near=some.none() | rooms)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return made(kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return some.sampled_from(kind)
    plain = {
        int: NUMBERS,
        str: TEXTS,
        bool: some.booleans(),
        bytes: some.binary(max_size=40),
        type(None): some.none(),
        msgspec.UnsetType: some.just(msgspec.UNSET),
    }
    return plain[kind]


def every(alias: Any) -> list[type[Any]]:
    """Every class of a union, also of unions in it."""
    if isinstance(alias, TypeAliasType):
        return every(alias.__value__)
    parts = get_args(alias)
    return [each for part in parts for each in every(part)] if parts else [alias]


def made(kind: type[Any]) -> some.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    if kind is RaiseCallFromDesk:
        places = some.builds(kind, place=of(Place), kind=of(Kind))
        return places | some.builds(kind, room=of(RoomId), kind=of(Kind))
    return some.builds(kind, **{field: of(hints[field]) for field in kind.__struct_fields__})


COMMANDS = some.one_of(*map(made, every(AnyCommand)))
ACTORS = some.one_of(some.none(), some.just(Actor(DeskId("front"))), made(Actor))


async def takes(folder: Path, rounds: list[list[tuple[AnyCommand, Actor | None]]]) -> None:
    async with harness_at(folder) as harness, patient():
        for count, asked in enumerate(rounds, start=1):
            half = len(asked) // 2
            submitted = [harness.engine.submit(*each) for each in asked[:half]]
            honest = harness.press("B206", count)
            submitted += [harness.engine.submit(*each) for each in asked[half:]]
            assert isinstance(await honest.kept, Done)
            for each in submitted:
                await each.kept
        assert not harness.tasks.failed.done()
    async with harness_at(folder) as harness:
        assert harness.remembered.set_aside is None
        assert harness.engine.board.counters[ButtonId("B206-wall"), "help", ""] == len(rounds)
        await harness.queries.verify_all()
        assert harness.queries.verification.findings == []


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(some.lists(some.lists(some.tuples(COMMANDS, ACTORS), max_size=8), min_size=1, max_size=3))
def test_any_command_of_extreme_values_leaves_the_engine_running_and_an_honest_press_recorded(rounds):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(takes(Path(folder), rounds))


async def rings(folder: Path, sources: list[Source]) -> None:
    async with harness_at(folder) as harness, patient():
        presses = [RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.ASSIST, source=source) for source in sources]
        outcomes = [await each.kept for each in map(harness.engine.submit, presses)]
        assert harness.engine.board.incidents or outcomes == [Refused(Rejection.REPEAT)] * len(outcomes)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(some.lists(made(Source), min_size=1, max_size=6))
def test_any_press_rings_that_is_no_repeat(sources):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(rings(Path(folder), sources))
