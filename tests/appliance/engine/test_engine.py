"""Record first, speak second; and when the disk is away: alarms do not wait, promises do (promise 2)."""

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
from tests.appliance.engine.house import FRONT, House, house_at
from tests.patience import patient


async def settled(house: House, cause: str, *, present: bool) -> None:
    async with patient(15):
        while (cause in house.engine.board.troubles) is not present:
            await house.engine.changed_since(house.engine.version)


async def test_a_press_is_on_disk_before_anybody_is_told(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        heads: list[int] = []
        house.engine.listen(lambda change: heads.append(house.logbook.kept[0]) if change.kept else None)
        before = house.logbook.kept[0]
        outcome = await house.press("B204", 1).kept
        assert isinstance(outcome, Done) and outcome.recorded
        assert heads[0] > before, "the listener, who lights lamps, was called after the entry was kept"


async def test_two_hundred_presses_at_once_are_one_commit_in_order(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        changes: list[Change] = []
        house.engine.listen(changes.append)
        pressed = [house.press(f"R{number}", 1) for number in range(200)]
        outcomes = [await submission.kept for submission in pressed]
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        raised = [event.room for change in changes[-1:] for event in change.kept if isinstance(event, CallRaised)]
        assert raised == [f"R{number}" for number in range(200)]


async def test_a_repeat_is_answered_and_not_raised(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.press("B204", 7).kept
        assert await house.press("B204", 7).kept == Refused(Rejection.REPEAT)
        assert len(house.engine.board.incidents) == 1
        assert house.engine.kept.get(ButtonId("B204-wall")) == Kept("", {"help": 7})


async def test_consoles_that_come_and_go_all_the_time_are_told_of_together_and_the_last_is_not_forgotten(
    tmp_path: Path,
) -> None:
    async with house_at(tmp_path, attended=False) as house:
        told: list[bool] = []
        house.engine.listen(
            lambda change: told.append(FRONT in house.engine.heard.connected_desks()) if change.volatile else None
        )
        for _ in range(100):
            house.engine.desk_connected(FRONT)
            house.engine.desk_gone(FRONT)
        house.engine.desk_connected(FRONT)
        assert told == [True], "the first is told at once"
        async with patient():
            while len(told) == 1:
                await house.engine.changed_since(house.engine.version)
        assert told == [True, True]


async def test_what_can_come_after_all_receipts_waits_until_nothing_is_at_the_disk(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.engine.rest()
        comes_back = await house.stalled_disk()
        pressed = house.press("B204", 1)
        resting = asyncio.get_running_loop().create_task(house.engine.rest())
        await asyncio.sleep(0)
        assert not resting.done()
        comes_back()
        async with patient():
            await resting
        assert pressed.spoken.done(), "a round that is over has been spoken of"


async def test_nothing_waits_for_a_disk_that_stands_still(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        comes_back = await house.stalled_disk()
        pressed = house.press("B204", 1)
        async with patient():
            await house.engine.rest()
        assert pressed.spoken.done() and not pressed.kept.done()
        comes_back()


@pytest.mark.slow
async def test_a_stalled_disk_shows_and_sounds_the_call_unrecorded_and_catches_up_in_order(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.press("B206", 1).kept
        comes_back = await house.stalled_disk()
        pressed = house.press("B204", 1)
        async with patient():
            spoken = await pressed.spoken
        assert isinstance(spoken, Done) and not spoken.recorded
        [incident] = [each for each in house.engine.board.incidents.values() if each.room == "B204"]
        assert incident.incident in house.engine.unrecorded and not house.engine.recording
        assert house.engine.kept.get(ButtonId("B204-wall")) is None, "no receipt may be made of it"
        assert NOT_RECORDING.key in house.engine.board.troubles or not pressed.kept.done()
        acknowledged = house.engine.submit(Acknowledge(incident=incident.incident), FRONT)
        sent = house.engine.submit(Dispatch(incident=incident.incident, role=Role.LEAD), FRONT)
        async with patient():
            assert isinstance(await acknowledged.spoken, Done)
            assert isinstance(await sent.spoken, Done)
        assert house.engine.board.incidents[incident.incident].stage is Stage.DISPATCHED
        comes_back()
        assert isinstance(await sent.kept, Done)
        assert house.engine.kept.get(ButtonId("B204-wall")) == Kept("", {"help": 1})
        assert not house.engine.unrecorded
        await settled(house, NOT_RECORDING.key, present=False)
        _, told = await house.queries.feed(0, 100, incident.incident)
        assert [type(event) for _, _, event in told] == [CallRaised, CallAcknowledged, HelpDispatched]


@pytest.mark.slow
async def test_a_full_disk_withholds_receipts_raises_trouble_and_loses_nothing(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        with house.full_disk():
            pressed = house.press("B204", 1)
            spoken = await pressed.spoken
            assert isinstance(spoken, Done) and not spoken.recorded
            await settled(house, NOT_RECORDING.key, present=True)
            again = house.press("B204", 2)
            await again.spoken
            repeat = house.press("B204", 1)
            assert await repeat.spoken == Refused(Rejection.REPEAT)
            assert not pressed.kept.done() and not repeat.kept.done(), (
                "a repeat promises no more than the press it repeats"
            )
        async with patient(15):
            assert isinstance(await pressed.kept, Done)
            assert await repeat.kept == Refused(Rejection.REPEAT)
        await settled(house, NOT_RECORDING.key, present=False)
        incident = next(iter(house.engine.board.incidents))
        _, told = await house.queries.feed(0, 100, incident)
        assert [type(event) for _, _, event in told][:2] == [CallRaised, PressedAgain]
        await house.queries.verify_all()
        assert house.queries.verification.findings == []
    async with house_at(tmp_path) as house:
        assert [incident.presses for incident in house.engine.board.incidents.values()] == [2]


@pytest.mark.slow
async def test_open_calls_ring_again_after_a_restart(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.press("B204", 1).kept
        incident = next(iter(house.engine.board.incidents))
        await house.does(Acknowledge(incident=incident))
        assert not house.engine.board.incidents[incident].ringing
    async with house_at(tmp_path) as house:
        again = house.engine.board.incidents[incident]
        assert again.ringing and again.stage is Stage.ACKNOWLEDGED
        assert await house.press("B204", 1).kept == Refused(Rejection.REPEAT)
        assert isinstance(await house.press("B208", 1).kept, Done)
        assert house.engine.board.calls == 2


async def test_a_disk_trouble_that_a_power_cut_left_open_is_over_once_the_disk_takes_entries(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.engine.submit(ReportTrouble(cause=NOT_RECORDING, detail="the disk was full")).kept
    async with house_at(tmp_path) as house:
        await settled(house, NOT_RECORDING.key, present=False)


async def test_a_command_that_cannot_be_decided_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        poison = house.engine.submit(RaiseCall(place=None, kind=None, source=None))  # type: ignore[arg-type]
        pressed = house.press("B204", 1)
        assert isinstance(await pressed.kept, Done)
        assert await poison.kept == Refused(Rejection.INTERNAL_FAULT)
        await settled(house, INTERNAL_FAULT.key, present=True)


async def test_too_much_waiting_refuses_notes_and_takes_presses(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        notes = [house.engine.submit(AddNote(incident=IncidentId("none"), text="x"), FRONT) for _ in range(4200)]
        pressed = house.press("B204", 1)
        assert await notes[-1].spoken == Refused(Rejection.TOO_BUSY)
        assert isinstance(await pressed.kept, Done)


async def test_the_one_timer_takes_the_next_step_by_itself(tmp_path: Path) -> None:
    async with house_at(tmp_path, attended=False) as house:
        await house.press("B204", 1).kept
        async with patient():
            while not any(incident.step >= 1 for incident in house.engine.board.incidents.values()):
                await house.engine.changed_since(house.engine.version)


@pytest.mark.slow
async def test_a_record_damaged_while_running_ends_the_process_and_the_next_start_has_what_it_did_not_take(
    tmp_path: Path,
) -> None:
    async with house_at(tmp_path) as house:
        for attempt in range(5):  # a busy machine may write once more between the damage and the next look at the file
            with house.full_disk():
                await house.press("B204", attempt + 1).spoken
                await settled(house, NOT_RECORDING.key, present=True)
                for part in ("logbook.db", "logbook.db-wal"):
                    (tmp_path / "logbook" / part).write_bytes(b"rust" * 200)
                assert not house.tasks.failed.done(), "the open call is nowhere but in this process"
            await asyncio.sleep(1.5)
            if house.engine.recorder.failing is not None:
                break
        async with patient(15):
            assert await house.tasks.failed == "recorder"
        pressed = dict(house.engine.board.counters)
    async with house_at(tmp_path) as house:
        assert house.remembered.set_aside is not None
        assert [incident.room for incident in house.engine.board.incidents.values()] == ["B204"]
        assert house.engine.board.counters == pressed


@pytest.mark.slow
async def test_a_disk_that_goes_away_while_the_record_is_checked_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("appliance.engine.queries.VERIFY_AGAIN_S", 0.05)
    async with house_at(tmp_path) as house, patient():
        await house.logbook._database.close()
        house.tasks.start(house.queries.verify_all(), name="verification")
        while "verification put off" not in caplog.text:
            await asyncio.sleep(0.02)
        assert not house.tasks.failed.done(), "calls may live in this process alone"
        await house.press("B204", 1).kept  # the recorder opens the file afresh
        while not house.queries.verification.complete:
            await asyncio.sleep(0.02)
        assert house.queries.verification.findings == []


async def test_a_repeat_gets_its_receipt_in_the_ledger_its_button_counts_in_now(tmp_path: Path) -> None:
    """After a restart nobody knows which of a button's ledgers is the one on its board."""

    def pressed(ledger: str, counter: int) -> RaiseCall:
        source = Source(Door.BUTTON, ButtonId("B204-wall"), "help", counter, ledger=ledger)
        return RaiseCall(place=Place(room=RoomId("B204")), kind=Kind.ASSIST, source=source)

    told: list[Change] = []
    async with house_at(tmp_path) as house:
        await house.engine.submit(pressed("old", 5)).kept
        await house.engine.submit(pressed("new", 1)).kept
        house.engine.goes_by(ButtonId("B204-wall"), "old")
        house.engine.listen(told.append)
        assert await house.engine.submit(pressed("new", 1)).kept == Refused(Rejection.REPEAT)
        assert house.engine.kept.get(ButtonId("B204-wall")) == Kept("new", {"help": 1})
        assert told == [Change(buttons=(ButtonId("B204-wall"),))], "told at once, and nobody else"


@pytest.mark.slow
async def test_however_long_the_disk_is_away_nobody_is_kept_from_helping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house_at(tmp_path) as house:
        with house.full_disk():
            await house.press("B204", 1).spoken
            await settled(house, NOT_RECORDING.key, present=True)
            monkeypatch.setattr("appliance.engine.engine.BEHIND_MAX", 1)
            call = next(iter(house.engine.board.incidents))
            note = house.engine.submit(AddNote(incident=call, text="x"), FRONT)
            assert await note.spoken == Refused(Rejection.TOO_BUSY)
            assert isinstance(await house.engine.submit(Acknowledge(incident=call), FRONT).spoken, Done)
            assert isinstance(await house.engine.submit(Dispatch(incident=call, role=Role.LEAD), FRONT).spoken, Done)
