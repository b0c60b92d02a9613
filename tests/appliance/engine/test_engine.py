"""Tests that the engine records first and speaks second; and that while the disk is away, alarms do not wait and promises
do (promise 2).
"""

import asyncio
from pathlib import Path

import pytest

from appliance.core.calls.commands import Acknowledge, AddNote, Dispatch, RaiseCall
from appliance.core.calls.events import CallAcknowledged, CallRaised, HelpDispatched, PressedAgain
from appliance.core.devices.commands import ReportTrouble
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Door, Source, Stage
from appliance.engine.change import Change
from appliance.engine.engine import NOT_RECORDING
from appliance.engine.faults import INTERNAL_FAULT
from appliance.engine.kept import Kept
from appliance.engine.outcome import Done, Refused
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Kind, Role
from tests.appliance.engine.harness import FRONT, Harness, harness_at
from tests.patience import patient


async def settled(harness: Harness, cause: str, *, present: bool) -> None:
    async with patient(15):
        while (cause in harness.engine.board.troubles) is not present:
            await harness.engine.changed_since(harness.engine.version)


async def test_a_press_is_on_disk_before_anybody_is_told(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        heads: list[int] = []
        harness.engine.listen(lambda change: heads.append(harness.logbook.kept[0]) if change.kept else None)
        before = harness.logbook.kept[0]
        outcome = await harness.press("B204", 1).kept
        assert isinstance(outcome, Done) and outcome.recorded
        assert heads[0] > before, "the listener, who lights lamps, was called after the entry was kept"


async def test_two_hundred_presses_at_once_are_one_commit_in_order(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        changes: list[Change] = []
        harness.engine.listen(changes.append)
        pressed = [harness.press(f"R{number}", 1) for number in range(200)]
        outcomes = [await submission.kept for submission in pressed]
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        raised = [event.room for change in changes[-1:] for event in change.kept if isinstance(event, CallRaised)]
        assert raised == [f"R{number}" for number in range(200)]


async def test_a_repeat_is_answered_and_not_raised(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 7).kept
        assert await harness.press("B204", 7).kept == Refused(Rejection.REPEAT)
        assert len(harness.engine.board.incidents) == 1
        assert harness.engine.kept.get(ButtonId("B204-wall")) == Kept("", {"help": 7})


async def test_consoles_that_come_and_go_all_the_time_are_told_of_together_and_the_last_is_not_forgotten(
    tmp_path: Path,
) -> None:
    async with harness_at(tmp_path, attended=False) as harness:
        told: list[bool] = []
        harness.engine.listen(
            lambda change: told.append(FRONT in harness.engine.heard.connected_desks()) if change.volatile else None
        )
        for _ in range(100):
            harness.engine.desk_connected(FRONT)
            harness.engine.desk_gone(FRONT)
        harness.engine.desk_connected(FRONT)
        assert told == [True], "the first is told at once"
        async with patient():
            while len(told) == 1:
                await harness.engine.changed_since(harness.engine.version)
        assert told == [True, True]


async def test_what_can_come_after_all_receipts_waits_until_nothing_is_at_the_disk(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.engine.rest()
        comes_back = await harness.stalled_disk()
        pressed = harness.press("B204", 1)
        resting = asyncio.get_running_loop().create_task(harness.engine.rest())
        await asyncio.sleep(0)
        assert not resting.done()
        comes_back()
        async with patient():
            await resting
        assert pressed.spoken.done(), "a round that is over has been spoken of"


async def test_nothing_waits_for_a_disk_that_stands_still(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        comes_back = await harness.stalled_disk()
        pressed = harness.press("B204", 1)
        async with patient():
            await harness.engine.rest()
        assert pressed.spoken.done() and not pressed.kept.done()
        comes_back()


@pytest.mark.slow
async def test_a_stalled_disk_shows_and_sounds_the_call_unrecorded_and_catches_up_in_order(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B206", 1).kept
        comes_back = await harness.stalled_disk()
        pressed = harness.press("B204", 1)
        async with patient():
            spoken = await pressed.spoken
        assert isinstance(spoken, Done) and not spoken.recorded
        [incident] = [each for each in harness.engine.board.incidents.values() if each.room == "B204"]
        assert incident.incident in harness.engine.unrecorded and not harness.engine.recording
        assert harness.engine.kept.get(ButtonId("B204-wall")) is None, "no receipt may be made of it"
        assert NOT_RECORDING.key in harness.engine.board.troubles or not pressed.kept.done()
        acknowledged = harness.engine.submit(Acknowledge(incident=incident.incident), FRONT)
        sent = harness.engine.submit(Dispatch(incident=incident.incident, role=Role.LEAD), FRONT)
        async with patient():
            assert isinstance(await acknowledged.spoken, Done)
            assert isinstance(await sent.spoken, Done)
        assert harness.engine.board.incidents[incident.incident].stage is Stage.DISPATCHED
        comes_back()
        assert isinstance(await sent.kept, Done)
        assert harness.engine.kept.get(ButtonId("B204-wall")) == Kept("", {"help": 1})
        assert not harness.engine.unrecorded
        await settled(harness, NOT_RECORDING.key, present=False)
        _, told = await harness.queries.feed(0, 100, incident.incident)
        assert [type(event) for _, _, event in told] == [CallRaised, CallAcknowledged, HelpDispatched]


@pytest.mark.slow
async def test_a_full_disk_withholds_receipts_raises_trouble_and_loses_nothing(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        with harness.full_disk():
            pressed = harness.press("B204", 1)
            spoken = await pressed.spoken
            assert isinstance(spoken, Done) and not spoken.recorded
            await settled(harness, NOT_RECORDING.key, present=True)
            again = harness.press("B204", 2)
            await again.spoken
            repeat = harness.press("B204", 1)
            assert await repeat.spoken == Refused(Rejection.REPEAT)
            assert not pressed.kept.done() and not repeat.kept.done(), (
                "a repeat promises no more than the press it repeats"
            )
        async with patient(15):
            assert isinstance(await pressed.kept, Done)
            assert await repeat.kept == Refused(Rejection.REPEAT)
        await settled(harness, NOT_RECORDING.key, present=False)
        incident = next(iter(harness.engine.board.incidents))
        _, told = await harness.queries.feed(0, 100, incident)
        assert [type(event) for _, _, event in told][:2] == [CallRaised, PressedAgain]
        await harness.queries.verify_all()
        assert harness.queries.verification.findings == []
    async with harness_at(tmp_path) as harness:
        assert [incident.presses for incident in harness.engine.board.incidents.values()] == [2]


@pytest.mark.slow
async def test_open_calls_ring_again_after_a_restart(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 1).kept
        incident = next(iter(harness.engine.board.incidents))
        await harness.does(Acknowledge(incident=incident))
        assert not harness.engine.board.incidents[incident].ringing
    async with harness_at(tmp_path) as harness:
        again = harness.engine.board.incidents[incident]
        assert again.ringing and again.stage is Stage.ACKNOWLEDGED
        assert await harness.press("B204", 1).kept == Refused(Rejection.REPEAT)
        assert isinstance(await harness.press("B208", 1).kept, Done)
        assert harness.engine.board.calls == 2


async def test_a_disk_trouble_that_a_power_cut_left_open_is_over_once_the_disk_takes_entries(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.engine.submit(ReportTrouble(cause=NOT_RECORDING, detail="the disk was full")).kept
    async with harness_at(tmp_path) as harness:
        await settled(harness, NOT_RECORDING.key, present=False)


async def test_a_command_that_cannot_be_decided_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        poison = harness.engine.submit(RaiseCall(place=None, kind=None, source=None))  # type: ignore[arg-type]
        pressed = harness.press("B204", 1)
        assert isinstance(await pressed.kept, Done)
        assert await poison.kept == Refused(Rejection.INTERNAL_FAULT)
        await settled(harness, INTERNAL_FAULT.key, present=True)


async def test_too_much_waiting_refuses_notes_and_takes_presses(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        notes = [harness.engine.submit(AddNote(incident=IncidentId("none"), text="x"), FRONT) for _ in range(4200)]
        pressed = harness.press("B204", 1)
        assert await notes[-1].spoken == Refused(Rejection.TOO_BUSY)
        assert isinstance(await pressed.kept, Done)


async def test_the_one_timer_takes_the_next_step_by_itself(tmp_path: Path) -> None:
    async with harness_at(tmp_path, attended=False) as harness:
        await harness.press("B204", 1).kept
        async with patient():
            while not any(incident.step >= 1 for incident in harness.engine.board.incidents.values()):
                await harness.engine.changed_since(harness.engine.version)


@pytest.mark.slow
async def test_a_record_damaged_while_running_ends_the_process_and_the_next_start_has_what_it_did_not_take(
    tmp_path: Path,
) -> None:
    async with harness_at(tmp_path) as harness:
        for attempt in range(
            5
        ):  # try again: a busy machine may write once more between the damage and the next look at the file
            with harness.full_disk():
                await harness.press("B204", attempt + 1).spoken
                await settled(harness, NOT_RECORDING.key, present=True)
                for part in ("logbook.db", "logbook.db-wal"):
                    (tmp_path / "logbook" / part).write_bytes(b"rust" * 200)
                assert not harness.tasks.failed.done(), "the open call is nowhere but in this process"
            await asyncio.sleep(1.5)
            if harness.engine.recorder.failing is not None:
                break
        async with patient(15):
            assert await harness.tasks.failed == "recorder"
        pressed = dict(harness.engine.board.counters)
    async with harness_at(tmp_path) as harness:
        assert harness.remembered.set_aside is not None
        assert [incident.room for incident in harness.engine.board.incidents.values()] == ["B204"]
        assert harness.engine.board.counters == pressed


@pytest.mark.slow
async def test_a_disk_that_goes_away_while_the_record_is_checked_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("appliance.engine.queries.VERIFY_AGAIN_S", 0.05)
    async with harness_at(tmp_path) as harness, patient():
        await harness.logbook._database.close()
        harness.tasks.start(harness.queries.verify_all(), name="verification")
        while "verification put off" not in caplog.text:
            await asyncio.sleep(0.02)
        assert not harness.tasks.failed.done(), "calls may live in this process alone"
        await harness.press("B204", 1).kept  # for the next one the recorder opens the file afresh
        while not harness.queries.verification.complete:
            await asyncio.sleep(0.02)
        assert harness.queries.verification.findings == []


async def test_a_repeat_gets_its_receipt_in_the_ledger_its_button_counts_in_now(tmp_path: Path) -> None:
    """After a restart nobody knows which of a button's ledgers is the one on its board."""

    def pressed(ledger: str, counter: int) -> RaiseCall:
        source = Source(Door.BUTTON, ButtonId("B204-wall"), "help", counter, ledger=ledger)
        return RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.ASSIST, source=source)

    told: list[Change] = []
    async with harness_at(tmp_path) as harness:
        await harness.engine.submit(pressed("old", 5)).kept
        await harness.engine.submit(pressed("new", 1)).kept
        harness.engine.goes_by(ButtonId("B204-wall"), "old")
        harness.engine.listen(told.append)
        assert await harness.engine.submit(pressed("new", 1)).kept == Refused(Rejection.REPEAT)
        assert harness.engine.kept.get(ButtonId("B204-wall")) == Kept("new", {"help": 1})
        assert told == [Change(buttons=(ButtonId("B204-wall"),))], "told at once, and nobody else"


@pytest.mark.slow
async def test_however_long_the_disk_is_away_nobody_is_kept_from_helping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with harness_at(tmp_path) as harness:
        with harness.full_disk():
            await harness.press("B204", 1).spoken
            await settled(harness, NOT_RECORDING.key, present=True)
            monkeypatch.setattr("appliance.engine.engine.BEHIND_MAX", 1)
            call = next(iter(harness.engine.board.incidents))
            note = harness.engine.submit(AddNote(incident=call, text="x"), FRONT)
            assert await note.spoken == Refused(Rejection.TOO_BUSY)
            assert isinstance(await harness.engine.submit(Acknowledge(incident=call), FRONT).spoken, Done)
            assert isinstance(await harness.engine.submit(Dispatch(incident=call, role=Role.LEAD), FRONT).spoken, Done)
