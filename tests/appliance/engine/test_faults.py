"""Tests that one fault stops only one thing: one command, one call's deadline, one listener. A press meanwhile rings, and
somebody is told.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.building.commands import PressSafe
from appliance.core.calls.commands import AddNote, RaiseCall
from appliance.core.calls.events import CallRaised, PressedAgain
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.commands import AdoptPlan, Look
from appliance.core.ground.incident import Incident
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Cause, Door, Source
from appliance.engine.change import Change
from appliance.engine.faults import INTERNAL_FAULT
from appliance.engine.outcome import Done, Refused, Submission
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import NO_PLAN, Kind
from appliance.words.troubles import PART_FAILED
from tests.appliance.engine.harness import FRONT, Harness, harness_at
from tests.patience import patient

BEYOND = 10**30  # more than 64 bits, which no entry can hold
GARBLED = "\udc80"  # what is left of a byte that is no UTF-8


async def settled(harness: Harness, cause: str, *, present: bool = True) -> None:
    async with patient(15):
        while (cause in harness.engine.board.troubles) is not present:
            await harness.engine.changed_since(harness.engine.version)


def in_room(harness: Harness, room: str) -> Incident:
    return next(each for each in harness.engine.board.incidents.values() if each.room == room)


@asynccontextmanager
async def read_again(folder: Path) -> AsyncIterator[Harness]:
    """The same box after a restart: everything that was recorded can be read, and nothing in it is damaged."""
    async with harness_at(folder) as harness:
        assert harness.remembered.set_aside is None
        await harness.queries.verify_all()
        assert harness.queries.verification.findings == []
        yield harness


# ---- one command


async def test_a_press_with_a_count_that_no_entry_holds_rings_without_it_beside_an_honest_one(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        changes: list[Change] = []
        harness.engine.listen(changes.append)
        poison, pressed = harness.press("B204", BEYOND, kind=Kind.MEDICAL), harness.press("B206", 1)
        assert isinstance(await pressed.kept, Done) and isinstance(await poison.kept, Done)
        [raised] = [[event for event in change.kept if isinstance(event, CallRaised)] for change in changes[:1]]
        assert [event.room for event in raised] == ["B204", "B206"], "in one round"
        assert raised[0].kind is Kind.MEDICAL and raised[0].pressed_ago_ms is None
        assert raised[0].source == Source(Door.BUTTON, ButtonId("B204-wall"))
        assert harness.engine.kept.ledgers().keys() == {ButtonId("B206-wall")}, (
            "there is no receipt for what was not counted"
        )
        await settled(harness, f"{INTERNAL_FAULT.what}:B204-wall")
    async with read_again(tmp_path) as harness:
        assert {each.room for each in harness.engine.board.incidents.values()} == {"B204", "B206"}


async def test_the_same_bad_press_again_rings_once_and_another_one_rings_again(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        assert isinstance(await harness.press("B204", BEYOND).kept, Done)
        assert await harness.press("B204", BEYOND).kept == Refused(Rejection.INTERNAL_FAULT)
        assert in_room(harness, "B204").presses == 1
        assert isinstance(await harness.press("B204", BEYOND + 1).kept, Done)
        assert in_room(harness, "B204").presses == 2


async def test_whatever_a_button_calls_itself_it_rings_and_can_be_read_after_a_restart(tmp_path: Path) -> None:
    source = Source(Door.BUTTON, ButtonId(GARBLED), GARBLED, 1, ledger=GARBLED)
    async with harness_at(tmp_path) as harness:
        press = RaiseCall(place=Place(room=RoomId(f"unplaced:{GARBLED}")), kind=Kind.ASSIST, source=source)
        assert isinstance(await harness.engine.submit(press).kept, Done)
        assert in_room(harness, "unplaced:\\udc80").ringing
        harness.engine.submit(ReportTrouble(cause=Cause("button-unplaced", GARBLED), detail="find it"))
        await settled(harness, INTERNAL_FAULT.key)
    async with read_again(tmp_path) as harness:
        assert in_room(harness, "unplaced:\\udc80").ringing


async def test_a_fault_while_an_event_is_folded_in_leaves_nothing_of_the_command(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        before = harness.engine.board.plan_digest
        first = harness.press("B204", 1)
        adopted = harness.engine.submit(AdoptPlan(document=b"no plan", digest="another", plan=NO_PLAN), FRONT)
        last = harness.press("B206", 1)
        assert isinstance(await first.kept, Done) and isinstance(await last.kept, Done)
        assert await adopted.kept == Refused(Rejection.INTERNAL_FAULT)
        assert harness.engine.board.plan_digest == before
        assert [each.room for each in harness.engine.board.incidents.values()] == ["B204", "B206"]
        await settled(harness, INTERNAL_FAULT.key)
    async with read_again(tmp_path) as harness:
        assert harness.engine.board.plan_digest == before


async def test_a_note_that_no_entry_holds_is_refused_alone(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 1).kept
        call = in_room(harness, "B204").incident
        told = [
            harness.engine.submit(AddNote(incident=call, text=text), FRONT) for text in ("a", GARBLED, "b" * 2**20, "c")
        ]
        outcomes = [await each.kept for each in told]
        assert [isinstance(each, Done) for each in outcomes] == [True, False, False, True]


async def test_a_press_of_safe_that_cannot_be_taken_is_a_trouble_and_never_a_call(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        source = Source(Door.BUTTON, ButtonId("B204-wall"), "safe", BEYOND)
        pressed = harness.engine.submit(PressSafe(room=RoomId("B204"), source=source))
        assert await pressed.kept == Refused(Rejection.INTERNAL_FAULT)
        assert not harness.engine.board.incidents
        await settled(harness, INTERNAL_FAULT.key)


async def test_many_bad_presses_at_once_take_no_honest_one_with_them(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        bad = [harness.press("B204", BEYOND + number) for number in range(1500)]
        honest = harness.press("B206", 1)
        async with patient():
            assert isinstance(await honest.kept, Done)
            assert all([isinstance(await each.spoken, Done) for each in bad])
        assert in_room(harness, "B204").presses == 1500


# ---- sealing


async def test_a_call_whose_stream_nobody_knows_fails_alone_in_its_round(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 1).kept
        lost = in_room(harness, "B204").incident
        del harness.logbook.chain.incidents[lost]
        asked: list[Submission] = [harness.press(f"R{number}", 1) for number in range(5)]
        note = harness.engine.submit(AddNote(incident=lost, text="x"), FRONT)
        asked += [harness.press(f"R{number}", 2) for number in range(3, 8)]
        assert all([isinstance(await each.kept, Done) for each in asked])
        assert await note.kept == Refused(Rejection.INTERNAL_FAULT)
        rooms = [each.room for each in harness.engine.board.incidents.values()]
        assert rooms == ["B204", *(f"R{number}" for number in range(8))], "in the order they were pressed"
        await settled(harness, INTERNAL_FAULT.key)
    async with read_again(tmp_path) as harness:
        assert len(harness.engine.board.incidents) == 9


async def test_where_not_even_the_trouble_can_be_recorded_the_run_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with harness_at(tmp_path) as harness:
        monkeypatch.setattr(harness.logbook.chain, "_front", b"too short")
        harness.press("B204", 1)
        async with patient():
            assert await harness.tasks.failed == "engine"
    async with read_again(tmp_path) as harness:
        assert isinstance(await harness.press("B204", 1).kept, Done), "the button says it again"


# ---- deadlines


def spoil(harness: Harness, room: str, **fields: object) -> IncidentId:
    """Spoil something of this call, so that whatever works with the call raises an error."""
    incident = in_room(harness, room)
    harness.engine.board.incidents[incident.incident] = replace(incident, **fields)
    return incident.incident


async def climbs(harness: Harness, room: str) -> None:
    async with patient():
        while in_room(harness, room).step < 1:
            await harness.engine.changed_since(harness.engine.version)


@pytest.mark.slow
async def test_a_call_whose_deadline_cannot_be_worked_out_is_named_and_the_others_climb(tmp_path: Path) -> None:
    async with harness_at(tmp_path, attended=False) as harness:
        await harness.press("B204", 1).kept
        await harness.press("B206", 1).kept
        spoilt = spoil(harness, "B204", step=None, due_ms=0)
        harness.engine.refresh()
        await settled(harness, f"{INTERNAL_FAULT.what}:call-1")
        assert harness.engine.heard.put_off[spoilt] > harness.engine.clock.now().mono_ms
        await climbs(harness, "B206")
        assert isinstance(await harness.press("B208", 1).kept, Done)


@pytest.mark.slow
async def test_where_nobody_knows_when_to_look_next_the_box_looks_by_the_clock(tmp_path: Path) -> None:
    async with harness_at(tmp_path, attended=False) as harness:
        await harness.press("B204", 1).kept
        await harness.press("B206", 1).kept
        looks: list[Change] = []
        spoil(harness, "B204", due_ms=None)
        harness.engine.refresh()
        await settled(harness, INTERNAL_FAULT.key)
        await settled(harness, f"{INTERNAL_FAULT.what}:call-1")
        harness.engine.listen(looks.append)
        await climbs(harness, "B206")
        assert all(change.shown for change in looks), "nothing spins"


async def test_a_desk_that_came_is_told_of_what_rings_also_where_another_call_fails(tmp_path: Path) -> None:
    async with harness_at(tmp_path, attended=False) as harness:
        await harness.press("B204", 1).kept
        await harness.press("B206", 1).kept
        spoil(harness, "B204", step=None, due_ms=0)
        harness.engine.desk_connected(FRONT.desk)
        harness.engine.desk_touched(FRONT.desk)
        async with patient():
            while "desk:front" not in in_room(harness, "B206").told:
                await harness.engine.changed_since(harness.engine.version)


# ---- listeners


async def test_a_listener_that_fails_keeps_nobody_else_from_hearing_and_is_named(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        heard: list[Change] = []

        def fails(change: Change) -> None:
            raise ValueError("a lamp that cannot be told")

        harness.engine.listen(fails, "lamps")
        harness.engine.listen(heard.append)
        assert isinstance(await harness.press("B204", 1).kept, Done)
        assert next(type(event) for change in heard for event in change.kept) is CallRaised
        await settled(harness, f"{PART_FAILED.word}:lamps")
        assert isinstance(await harness.press("B204", 2).kept, Done)
        assert PressedAgain in [type(event) for change in heard for event in change.kept]
        assert not harness.tasks.failed.done()


# ---- repeats, while the disk is away


@pytest.mark.slow
async def test_however_often_a_press_is_repeated_while_the_disk_is_away_one_waits_for_it(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        with harness.full_disk():
            pressed = harness.press("B204", 1)
            await pressed.spoken
            await settled(harness, "logbook-not-recording:disk")
            looks = [harness.engine.submit(Look()) for _ in range(100)]
            repeats = [harness.press("B204", 1) for _ in range(100)]
            for each in (*looks, *repeats):
                await each.spoken
            assert [await each.kept for each in repeats[:-1]] == [Refused(Rejection.NOT_RECORDING)] * 99
            assert not repeats[-1].kept.done(), "a repeat promises no more than the press it repeats"
            assert len(harness.engine._repeats) == 1
            assert sum(len(each.submissions) for each in harness.engine._unkept) < 20
        async with patient(15):
            assert await repeats[-1].kept == Refused(Rejection.REPEAT)
        assert not harness.engine._repeats
