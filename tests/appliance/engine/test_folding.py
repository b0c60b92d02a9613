"""Tests that presses which come too fast are kept as one, ring as before, and each get their answer."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from appliance.core.building.commands import PressSafe, StartCheckIn
from appliance.core.building.events import SafePressed
from appliance.core.calls.commands import Acknowledge, RaiseCall, ReportShown
from appliance.core.calls.events import CallAcknowledged, PressedAgain, PressedOften
from appliance.core.commands import AnyCommand
from appliance.core.ground.commands import Look
from appliance.core.ground.events import IncidentEvent
from appliance.core.ground.place import Place
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Door, Source
from appliance.core.practice.commands import EndDrill, StartDrill
from appliance.engine.change import Change
from appliance.engine.countings import Countings
from appliance.engine.folding import AT_ONCE, DRILL_ENDS_MS, HELD_MS_MAX, ONE_MORE_MS, OTHERS_MAX, Folding
from appliance.engine.outcome import Done, Submission
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Kind
from tests.appliance.core.story import Story
from tests.appliance.engine.harness import FRONT, Harness, harness_at
from tests.patience import patient

WALL = ButtonId("B204-wall")


class Told:
    """What was shown, and what reached the disk, in order."""

    def __init__(self) -> None:
        self.kept: list[object] = []

    def hear(self, change: Change) -> None:
        self.kept += [event for event in change.kept if isinstance(event, IncidentEvent | SafePressed)]

    def presses(self) -> list[PressedAgain]:
        return [event for event in self.kept if isinstance(event, PressedAgain)]


def _counts(harness: Harness) -> Mapping[str, int]:
    kept = harness.engine.kept.get(WALL)
    assert kept is not None
    return kept.counts


def safe(harness: Harness, counter: int) -> Submission:
    source = Source(Door.BUTTON, WALL, "safe", counter)
    return harness.engine.submit(PressSafe(room=RoomId("B204"), source=source, pressed_ago_ms=0))


@pytest.mark.slow
async def test_a_burst_is_a_few_entries_and_every_press_is_answered_when_it_is_on_disk(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        told = Told()
        harness.engine.listen(told.hear)
        await harness.press("B204", 1).kept
        pressed = [harness.press("B204", counter) for counter in range(2, 202)]
        async with patient(15):
            outcomes = [await submission.kept for submission in pressed]
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        assert _counts(harness) == {"help": 201}
        assert [type(event) for event in told.presses()] == [PressedAgain] * AT_ONCE + [PressedOften]
        [call] = harness.engine.board.incidents.values()
        assert call.presses == 201


async def test_what_was_pressed_before_a_person_acted_is_recorded_before_it(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        told = Told()
        harness.engine.listen(told.hear)
        await harness.press("B204", 1).kept
        for counter in range(2, 50):
            harness.press("B204", counter)
        [call] = harness.engine.board.incidents.values()
        await harness.does(Acknowledge(incident=call.incident))
        kinds = [type(event) for event in told.kept if isinstance(event, PressedOften | CallAcknowledged)]
        assert kinds == [PressedOften, CallAcknowledged]
        [call] = harness.engine.board.incidents.values()
        assert not call.ringing and call.presses == 49
        await harness.press("B204", 50).spoken
        [call] = harness.engine.board.incidents.values()
        assert call.ringing, "the next press rings at once"


async def test_a_press_of_more_than_was_asked_is_never_held_back(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 1).kept
        for counter in range(2, 50):
            harness.press("B204", counter)
        outcome = await harness.press("B204", 1, "hold", Kind.EMERGENCY).spoken
        assert isinstance(outcome, Done)
        [call] = harness.engine.board.incidents.values()
        assert (call.kind, call.presses, call.holds) == (Kind.EMERGENCY, 50, 1)


@pytest.mark.slow
async def test_while_the_disk_takes_nothing_what_is_held_waits_for_it(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 1).kept
        comes_back = await harness.stalled_disk()
        first = harness.press("B205", 1)
        assert isinstance(await first.spoken, Done)
        pressed = [harness.press("B204", counter) for counter in range(2, 30)]
        await asyncio.sleep(HELD_MS_MAX / 1000 + 0.3)
        assert not pressed[-1].kept.done() and harness.engine.recorder.behind < 20
        comes_back()
        async with patient(15):
            await pressed[-1].kept
        assert harness.engine.board.counters[WALL, "help", ""] == 29


@pytest.mark.slow
async def test_a_safe_contact_that_chatters_costs_as_little(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        told = Told()
        harness.engine.listen(told.hear)
        await safe(harness, 1).kept
        pressed = [safe(harness, counter) for counter in range(2, 100)]
        async with patient(15):
            await pressed[-1].kept
        assert sum(isinstance(event, SafePressed) for event in told.kept) == 1 + AT_ONCE + 1
        assert _counts(harness) == {"safe": 99}


async def test_safe_that_was_pressed_before_a_check_in_began_answers_nothing_in_it(tmp_path: Path) -> None:
    """It was held back until the check-in had begun, and still does not answer it."""
    async with harness_at(tmp_path) as harness:
        for counter in range(1, 3 + AT_ONCE):
            last = safe(harness, counter)
        await harness.does(StartCheckIn())
        async with patient(15):
            await last.kept
        check_in = harness.engine.board.check_in
        assert check_in is not None and RoomId("B204") in check_in.rooms and not check_in.marks
        assert harness.engine.board.counters[WALL, "safe", ""] == 2 + AT_ONCE


async def test_a_console_that_says_what_it_shows_is_no_person_who_acts(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        told = Told()
        harness.engine.listen(told.hear)
        await harness.press("B204", 1).kept
        for counter in range(2, 50):
            harness.press("B204", counter)
        [call] = harness.engine.board.incidents
        await harness.does(ReportShown(incident=call))
        assert not any(isinstance(event, PressedOften) for event in told.kept)


@pytest.mark.slow
async def test_a_night_of_it_is_read_by_the_next_start_as_a_few_entries(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as harness:
        await harness.press("B204", 1).kept
        counter = 1
        for _ in range(5):
            last = [harness.press("B204", counter := counter + 1) for _ in range(10)][-1]
            async with patient(15):
                await last.kept
        head = harness.logbook.kept[0]
    async with harness_at(tmp_path) as harness:
        facts = [fact.event for fact in harness.remembered.facts]
        [call] = harness.engine.board.incidents.values()
        assert (call.presses, harness.engine.board.counters[WALL, "help", ""]) == (51, 51)
        assert sum(isinstance(event, PressedOften) for event in facts) == 1
        told = await harness.queries.told_of(IncidentId(call.incident))
        assert sum(isinstance(event, PressedOften) for _, _, event in told) == 1, "and so does whoever reads the record"
        every = await harness.queries._open(await harness.logbook.reader.after(0, head))
        assert sum(isinstance(event, PressedOften) for _, _, event in every) == 5, "the chain has each of them"
        assert harness.remembered.set_aside is None


# ---- what comes in one round with something else, without an engine


class _At:
    """A state in which B204's call rings, and was pressed so often that the next press is held back."""

    def __init__(self, *, drill: bool = False) -> None:
        self.story = Story()
        self.folding, self.counter = Folding(Countings({})), 0
        if drill:
            self.story.desk("front", StartDrill, name="practice", rooms=(RoomId("204"),), ends_after_s=300)
        self.story.tell(self.asked().command)  # type: ignore[arg-type]
        for _ in range(AT_ONCE):
            self.decides([self.asked()])
        assert self.sorts([self.asked()]) == [], "one more is held"

    def asked(self, age_ms: int = 0) -> Submission:
        self.counter += 1
        source = Source(Door.BUTTON, ButtonId("B204"), "help", self.counter)
        call = RaiseCall(place=Place(room=RoomId("204")), kind=Kind.ASSIST, source=source, pressed_ago_ms=age_ms)
        return Submission(call, None, _LOOP)

    def sorts(self, taken: list[Submission], *, recording: bool = True) -> list[Submission]:
        return self.folding.sort(taken, self.story.board, self.story.now, recording=recording, failed=pytest.fail)

    def decides(self, taken: list[Submission], *, recording: bool = True) -> list[AnyCommand | None]:
        """Decide as a round does."""
        commands = [each.command for each in self.sorts(taken, recording=recording)]
        for command in commands:
            self.story.tell(command, None if isinstance(command, RaiseCall | Look) else FRONT)  # type: ignore[arg-type]
        return commands

    def of_a_person(self, command: AnyCommand) -> Submission:
        return Submission(command, FRONT, _LOOP)


_LOOP = asyncio.new_event_loop()


@pytest.mark.parametrize("recording", [True, False])
def test_a_press_that_comes_with_an_acknowledgement_and_after_it_rings_again_at_once(recording: bool) -> None:
    at = _At()
    decided = at.decides(
        [at.of_a_person(Acknowledge(incident=at.story.call.incident)), at.asked()], recording=recording
    )
    assert [type(each) for each in decided] == [RaiseCall, Acknowledge, RaiseCall]
    assert at.story.call.ringing and at.story.call.presses == AT_ONCE + 3


def test_what_is_held_while_the_disk_is_away_rings_as_soon_as_its_call_rings_no_more() -> None:
    at = _At()
    at.story.desk("front", Acknowledge)
    assert at.folding.stale(at.story.board, at.story.now)
    assert len(at.decides([], recording=False)) == 1 and at.story.call.ringing


def test_a_press_in_a_drill_is_told_before_the_drill_is_over_and_is_no_real_call_after_it() -> None:
    at = _At(drill=True)
    drill = at.story.board.drill
    assert drill is not None
    at.decides([at.of_a_person(EndDrill(drill=drill.drill))])
    assert at.story.board.drill is None and not at.story.board.incidents


def test_soon_before_a_drill_ends_by_itself_no_press_is_held_over_its_end() -> None:
    at = _At(drill=True)
    at.story.now_ms = 300_000 - DRILL_ENDS_MS - 1
    at.decides([])
    assert at.sorts([at.asked()]) == []
    at.story.now_ms += 2
    assert len(at.decides([at.asked()])) == 2, "what was held comes with it"
    assert len(at.decides([at.asked()])) == 1


def test_of_many_that_wait_for_a_disk_that_is_away_the_newest_wait_on() -> None:
    at = _At()
    asked = [at.asked() for _ in range(OTHERS_MAX + 10)]
    at.sorts(asked, recording=False)
    assert sum(each.rejection is Rejection.TOO_BUSY for each in asked) == 9, "and the one held before them"
    at.story.now_ms += HELD_MS_MAX
    [one] = at.sorts([])
    assert isinstance(one.command, RaiseCall) and one.command.folded == OTHERS_MAX + 11
    assert len(one.with_these) == OTHERS_MAX


def test_the_figures_are_what_the_promise_leaves_room_for() -> None:
    assert HELD_MS_MAX + 250 < 2000 and ONE_MORE_MS > HELD_MS_MAX
