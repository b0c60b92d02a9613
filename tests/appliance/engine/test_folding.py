"""Presses that come too fast are kept as one, ring as ever, and each gets its answer."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path

from appliance.core.board import Board
from appliance.core.commands import Acknowledge, PressSafe, RaiseCall, ReportShown, StartCheckIn
from appliance.core.events import CallAcknowledged, IncidentEvent, PressedAgain, PressedOften, SafePressed
from appliance.core.ledgers import LEDGERS_MAX
from appliance.core.moment import Moment
from appliance.core.words import Counting, Door, Source
from appliance.engine.change import Change
from appliance.engine.folding import AT_ONCE, HELD_MS_MAX, LEDGER_AGAIN_MS, ONE_MORE_MS, Folding
from appliance.engine.outcome import Done, Submission
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Kind
from tests.appliance.engine.house import House, house_at
from tests.patience import patient

WALL = ButtonId("B204-wall")


class Told:
    """What came to be shown, and what reached the disk, in order."""

    def __init__(self) -> None:
        self.kept: list[object] = []

    def hear(self, change: Change) -> None:
        self.kept += [event for event in change.kept if isinstance(event, IncidentEvent | SafePressed)]

    def presses(self) -> list[PressedAgain]:
        return [event for event in self.kept if isinstance(event, PressedAgain)]


def _counts(house: House) -> Mapping[str, int]:
    kept = house.engine.kept.get(WALL)
    assert kept is not None
    return kept.counts


async def test_a_burst_is_a_few_entries_and_every_press_is_answered_when_it_is_on_disk(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        told = Told()
        house.engine.listen(told.hear)
        await house.press("B204", 1).kept
        pressed = [house.press("B204", counter) for counter in range(2, 202)]
        async with patient(15):
            outcomes = [await submission.kept for submission in pressed]
        assert all(isinstance(outcome, Done) for outcome in outcomes)
        assert _counts(house) == {"help": 201}
        assert [type(event) for event in told.presses()] == [PressedAgain] * AT_ONCE + [PressedOften]
        [call] = house.engine.board.incidents.values()
        assert call.presses == 201


async def test_what_was_pressed_before_a_person_acted_is_recorded_before_it(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        told = Told()
        house.engine.listen(told.hear)
        await house.press("B204", 1).kept
        for counter in range(2, 50):
            house.press("B204", counter)
        [call] = house.engine.board.incidents.values()
        await house.does(Acknowledge(incident=call.incident))
        kinds = [type(event) for event in told.kept if isinstance(event, PressedOften | CallAcknowledged)]
        assert kinds == [PressedOften, CallAcknowledged]
        [call] = house.engine.board.incidents.values()
        assert not call.ringing and call.presses == 49
        await house.press("B204", 50).spoken
        [call] = house.engine.board.incidents.values()
        assert call.ringing, "the next press rings at once"


async def test_a_press_of_more_than_was_asked_is_never_held_back(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.press("B204", 1).kept
        for counter in range(2, 50):
            house.press("B204", counter)
        outcome = await house.press("B204", 1, "hold", Kind.EMERGENCY).spoken
        assert isinstance(outcome, Done)
        [call] = house.engine.board.incidents.values()
        assert (call.kind, call.presses, call.holds) == (Kind.EMERGENCY, 50, 1)


async def test_while_the_disk_takes_nothing_what_is_held_waits_for_it(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.press("B204", 1).kept
        comes_back = await house.stalled_disk()
        first = house.press("B205", 1)
        assert isinstance(await first.spoken, Done)
        pressed = [house.press("B204", counter) for counter in range(2, 30)]
        await asyncio.sleep(HELD_MS_MAX / 1000 + 0.3)
        assert not pressed[-1].kept.done() and house.engine.recorder.behind < 20
        comes_back()
        async with patient(15):
            await pressed[-1].kept
        assert house.engine.board.counters[WALL, "help", ""] == 29


async def test_a_safe_contact_that_chatters_costs_as_little(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        told = Told()
        house.engine.listen(told.hear)

        def safe(counter: int) -> Submission:
            source = Source(Door.BUTTON, WALL, "safe", counter)
            return house.engine.submit(PressSafe(room=RoomId("B204"), source=source, pressed_ago_ms=0))

        await safe(1).kept
        pressed = [safe(counter) for counter in range(2, 100)]
        async with patient(15):
            await pressed[-1].kept
        assert sum(isinstance(event, SafePressed) for event in told.kept) == 1 + AT_ONCE + 1
        assert _counts(house) == {"safe": 99}


async def test_safe_that_was_pressed_before_a_check_in_began_answers_nothing_in_it(tmp_path: Path) -> None:
    """... though it was held back until it had begun."""
    async with house_at(tmp_path) as house:

        def safe(counter: int) -> Submission:
            source = Source(Door.BUTTON, WALL, "safe", counter)
            return house.engine.submit(PressSafe(room=RoomId("B204"), source=source, pressed_ago_ms=0))

        for counter in range(1, 3 + AT_ONCE):
            last = safe(counter)
        await house.does(StartCheckIn())
        async with patient(15):
            await last.kept
        check_in = house.engine.board.check_in
        assert check_in is not None and RoomId("B204") in check_in.rooms and not check_in.marks
        assert house.engine.board.counters[WALL, "safe", ""] == 2 + AT_ONCE


async def test_a_console_that_says_what_it_shows_is_no_person_who_acts(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        told = Told()
        house.engine.listen(told.hear)
        await house.press("B204", 1).kept
        for counter in range(2, 50):
            house.press("B204", counter)
        [call] = house.engine.board.incidents
        await house.does(ReportShown(incident=call))
        assert not any(isinstance(event, PressedOften) for event in told.kept)


async def test_a_night_of_it_is_read_by_the_next_start_as_a_few_entries(tmp_path: Path) -> None:
    async with house_at(tmp_path) as house:
        await house.press("B204", 1).kept
        counter = 1
        for _ in range(5):
            last = [house.press("B204", counter := counter + 1) for _ in range(10)][-1]
            async with patient(15):
                await last.kept
        head = house.logbook.kept[0]
    async with house_at(tmp_path) as house:
        facts = [fact.event for fact in house.remembered.facts]
        [call] = house.engine.board.incidents.values()
        assert (call.presses, house.engine.board.counters[WALL, "help", ""]) == (51, 51)
        assert sum(isinstance(event, PressedOften) for event in facts) == 1
        told = await house.queries.told_of(IncidentId(call.incident))
        assert sum(isinstance(event, PressedOften) for _, _, event in told) == 1, "and so does whoever reads the record"
        every = await house.queries._open(await house.logbook.after(0, head))
        assert sum(isinstance(event, PressedOften) for _, _, event in every) == 5, "the chain has each of them"
        assert house.remembered.set_aside is None


# ---- ledgers, without an engine


class _At:
    """A board on which B204's call rings, and a clock."""

    def __init__(self) -> None:
        self.board, self.ms, self.forgotten = Board.empty(), 0, list[Counting]()
        self.folding = Folding({})

    def press(self, ledger: str, counter: int = 1, contact: str = "help") -> Source:
        source = Source(Door.BUTTON, WALL, contact, counter, ledger=ledger)
        asked = Submission(RaiseCall(room=RoomId("B204"), kind=Kind.ASSIST, source=source), None, _LOOP)
        decided, forget = self.folding.sort([asked], self.board, Moment(self.ms, self.ms), keeping=True)
        self.forgotten += forget
        [one] = decided
        assert isinstance(one.command, RaiseCall)
        return one.command.source


_LOOP = asyncio.new_event_loop()


def test_a_ninth_ledger_takes_the_place_of_the_oldest_and_a_tenth_soon_after_counts_nothing() -> None:
    at = _At()
    ledgers = [secrets.token_hex(8) for _ in range(LEDGERS_MAX + 3)]
    for ledger in ledgers[:LEDGERS_MAX]:
        assert at.press(ledger).ledger == ledger
    at.press(ledgers[0], 2)  # used again: now the second is the oldest
    assert at.press(ledgers[8]).ledger == ledgers[8]
    assert at.forgotten == [(WALL, "help", ledgers[1])]
    assert at.press(ledgers[9]).counter is None
    at.ms += LEDGER_AGAIN_MS
    assert at.press(ledgers[9]).counter == 1
    assert at.forgotten[1:] == [(WALL, "help", ledgers[2])]


def test_a_ledger_has_no_more_contacts_than_a_board() -> None:
    at = _At()
    counted = [at.press("0123456789abcdef", 1, f"contact-{number}").counter for number in range(10)]
    assert counted == [1] * 8 + [None] * 2


def test_the_figures_are_what_the_promise_leaves_room_for() -> None:
    assert HELD_MS_MAX + 250 < 2000 and ONE_MORE_MS > HELD_MS_MAX
