"""Tests the desk line over a real socket, an engine and a logbook: what people do there, and what they cannot do to others there."""

import asyncio
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pytest

from appliance.api.board.calls import CallCard
from appliance.api.board.view import CARDS_AT_ONCE
from appliance.api.client_line import LineLost
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.frames import to_desk
from appliance.api.desk.line import Attach, CallsMoved, State
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PlanFacts
from appliance.api.framing import frame
from appliance.api.records.trust import AskVerify, Verified
from appliance.core.calls.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    Confirm,
    Dispatch,
    Downgrade,
    NameWhoActed,
    RaiseCall,
    ReportShown,
    StandDown,
    Undo,
    Upgrade,
)
from appliance.core.ground.place import Place
from appliance.core.ground.words import Answer, Door, Outcome, Source, Stage
from appliance.core.people.commands import SignIn
from appliance.doors.giving_way import RECEIPTS_FIRST_S_MAX
from appliance.doors.peer import Rights
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DeskId, IncidentId, PersonId, RoomId
from appliance.plan.model import Kind, Role
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, school
from tests.patience import patience, patient


async def lines(console: Console) -> list[str]:
    answer = await console.line.ask(Follow(request=0, after=0))
    assert isinstance(answer, FeedItems)
    return [item.line for item in answer.items]


async def test_a_call_from_press_to_stand_down(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        await front.attended()
        harness.press("201")
        card = await front.sees("201")
        assert (card.number, card.stage, card.ringing, card.rings_here) == (1, Stage.CALLED, True, True)
        assert card.recorded
        for command in (
            ReportShown(incident=card.incident),
            Acknowledge(incident=card.incident),
            Dispatch(incident=card.incident, role=Role.NURSE),
            Confirm(incident=card.incident, responder="Ben Ruiz", answer=Answer.BY_RADIO),
        ):
            assert (await front.line.act(command)).ok, command
        board = await front.board(lambda board: board.calls[0].stage is Stage.CONFIRMED)
        assert (board.calls[0].acknowledged_by, board.calls[0].going) == ("Front office", "Ben Ruiz")
        assert board.calls[0].lamp == "on-the-way"
        stood_down = StandDown(incident=card.incident, outcome=Outcome.ATTENDED, saw_room="Ben Ruiz")
        assert (await front.line.act(stood_down)).ok
        assert not (await front.board(lambda board: not board.calls)).calls


async def test_a_board_waits_for_a_press_at_the_disk_and_not_for_a_disk_that_stands_still(harness: Harness) -> None:
    loop = asyncio.get_running_loop()
    begun, over = threading.Event(), threading.Event()

    def keep_busy(_: object) -> None:
        begun.set()
        over.wait(patience())

    async with harness.console(FRONT) as front:
        await front.attended()
        await harness.engine.rest()
        harness.logbook._database.begin(keep_busy)  # the thread that writes is busy
        await asyncio.to_thread(begun.wait, patience())
        pressed = harness.press("201")
        await asyncio.sleep(0)
        began_s = loop.time()
        harness.engine.desk_connected(NURSE)
        await front.board(lambda board: any(desk.desk == NURSE and desk.connected for desk in board.desks))
        assert loop.time() - began_s >= RECEIPTS_FIRST_S_MAX
        assert not pressed.kept.done()
        over.set()
        await front.sees("201")


@pytest.mark.slow
async def test_a_board_of_many_calls_reaches_every_desk_whole_and_newest_while_consoles_come_and_go(
    harness: Harness,
) -> None:
    rooms = [f"unplaced:{number}" for number in range(100)]
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        await front.attended()
        for room in rooms:
            harness.press(room)
            async with harness.console(NURSE):  # this console is gone again while a board is being drawn for it
                pass
        for console in (front, nurse):
            board = await console.board(lambda board: len(board.calls) == len(rooms))
            assert [card.room for card in board.calls] == rooms
            assert board.version <= harness.engine.version
            newest = await console.board(lambda board: board.version == harness.engine.version)
            assert len(newest.calls) == len(rooms)


@dataclass
class Watched:
    """What a console of the front desk was sent: rooms from which it saw a call, and rooms that it heard of ahead of a board."""

    seen: set[str] = field(default_factory=set)
    ahead: list[CallCard] = field(default_factory=list)

    async def watch(self, harness: Harness, rooms: int, then: Callable[[CallCard], None] = lambda card: None) -> None:
        """Watch until there are so many rooms. No call that was seen may be missing from a later board, or be older there."""
        reader, writer = await asyncio.open_unix_connection(harness.socket)
        writer.write(frame(Attach(desk=FRONT, client="raw")))
        frames, presses = to_desk(), dict[str, int]()
        try:
            while len(self.seen) < rooms:
                data = await reader.read(65536)
                assert data, "the line ended"
                for message in frames.feed(data):
                    if not isinstance(message, State | CallsMoved):
                        continue
                    cards = message.board.calls if isinstance(message, State) else message.cards
                    assert isinstance(message, CallsMoved) or self.seen <= {card.room for card in cards}
                    for card in cards:
                        assert card.presses >= presses.get(card.room, 0)
                        presses[card.room] = card.presses
                        if isinstance(message, CallsMoved) and card.room not in self.seen:
                            self.ahead.append(card)
                            then(card)
                        self.seen.add(card.room)
        finally:
            writer.close()


async def _press_in_turn(harness: Harness, rooms: list[str]) -> None:
    for room in rooms:
        harness.press(room)
        await asyncio.sleep(0.003)


@pytest.mark.slow
async def test_a_call_that_was_seen_is_never_gone_from_a_board_sent_later_nor_older_there(harness: Harness) -> None:
    rooms = [f"unplaced:{number}" for number in range(360)]
    for room in rooms[:300]:  # so many that a board takes longer to draw than a press takes to come
        harness.press(room)
    watched = Watched()
    async with harness.console(NURSE), asyncio.TaskGroup() as group, patient():
        group.create_task(_press_in_turn(harness, rooms[300:]))
        await watched.watch(
            harness, len(rooms), then=lambda card: harness.press(card.room)
        )  # the call moves again at once
    assert watched.ahead, "some were there before a whole board was"


async def test_a_small_board_is_sent_whole(harness: Harness) -> None:
    few = [f"unplaced:{number}" for number in range(CARDS_AT_ONCE)]
    watched = Watched()
    async with asyncio.TaskGroup() as group, patient():
        group.create_task(_press_in_turn(harness, few))
        await watched.watch(harness, len(few))
    assert not watched.ahead


@pytest.mark.slow
async def test_a_tap_out_never_goes_ahead_of_a_board(harness: Harness) -> None:
    rooms = [f"unplaced:{number}" for number in range(8 * CARDS_AT_ONCE)]
    for room in rooms[: 2 * CARDS_AT_ONCE]:
        harness.press(room)
    watched, counter = Watched(), itertools.count(1)

    def tap_out(_: CallCard) -> None:
        source = Source(Door.BUTTON, ButtonId("B202"), "tap-out", next(counter))
        harness.engine.submit(RaiseCall(place=Place(room=RoomId("202")), kind=Kind.TAP_OUT, source=source))

    async with asyncio.TaskGroup() as group, patient():
        group.create_task(_press_in_turn(harness, rooms[2 * CARDS_AT_ONCE :]))
        await watched.watch(harness, len(rooms), then=tap_out)
    assert next(counter) > 2, "it was asked for, and again"
    assert {card.kind for card in watched.ahead} == {Kind.ASSIST}


async def test_calls_that_moved_say_no_more_to_a_console_that_watches_than_it_may_read(harness: Harness) -> None:
    for number in range(2 * CARDS_AT_ONCE):
        harness.press(f"unplaced:{number}")
    async with harness.console(FRONT) as front:
        incident = (await front.sees("unplaced:0")).incident
        sent = Dispatch(incident=incident, role=Role.NURSE, person=PersonId("ben"))
        async with patient(), asyncio.TaskGroup() as group:
            told = [group.create_task(_told_of(harness, desk, incident)) for desk in (FRONT, None)]
            for command in (Acknowledge(incident=incident), sent):
                assert (await front.line.act(command)).ok
            while not all(task.done() for task in told):  # the whole board may come first; at some try it does not
                assert (await front.line.act(AddNote(incident=incident, text="is well"))).ok
    assert [task.result().going for task in told] == ["Ben Ruiz", "nurse"]


async def _told_of(harness: Harness, desk: DeskId | None, incident: IncidentId) -> CallCard:
    """Give the first card of a call somebody goes to that this desk is sent ahead of a board."""
    reader, writer = await asyncio.open_unix_connection(harness.socket)
    writer.write(frame(Attach(desk=desk, client="raw")))
    frames = to_desk()
    try:
        while data := await reader.read(65536):
            for message in frames.feed(data):
                cards = message.cards if isinstance(message, CallsMoved) else ()
                for card in cards:
                    if card.incident == incident and card.going:
                        return card
    finally:
        writer.close()
    raise AssertionError("the line ended")


async def test_two_desks_act_at_once_and_one_of_them_has_it(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        harness.press("201")
        incident = (await front.sees("201")).incident
        await nurse.sees("201")
        first = front.line.act(Acknowledge(incident=incident))
        second = nurse.line.act(Acknowledge(incident=incident))
        answers = [await first, await second]
        assert [answer.ok for answer in answers] == [True, False]
        assert "somebody has it already" in answers[1].says
        board = await nurse.board(lambda board: not board.calls[0].ringing)
        assert board.calls[0].acknowledged_by == "Front office"


async def test_two_consoles_at_one_desk_and_the_desk_stays_until_both_left(harness: Harness) -> None:
    async with harness.console(NURSE) as nurse:
        async with harness.console(FRONT) as one:
            async with harness.console(FRONT) as two:
                await two.line.present()
                assert (await one.board(lambda board: board.here is not None and board.here.attended)).here
            board = await one.board(lambda board: board.here is not None and board.here.connected)
            assert board.here is not None
        gone = await nurse.board(lambda board: not board.desks[0].connected)
        assert not gone.desks[0].attended


async def test_a_slip_is_undone_by_the_desk_that_made_it(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        harness.press("201")
        incident = (await front.sees("201")).incident
        assert (await front.line.act(Acknowledge(incident=incident))).ok
        seen = await nurse.board(lambda board: bool(board.calls) and board.calls[0].undo is not None)
        assert seen.calls[0].undo is not None and seen.calls[0].undo.desk == FRONT
        refused = await nurse.line.act(Undo(incident=incident))
        assert "Another desk did that last" in refused.says
        assert (await front.line.act(Undo(incident=incident))).ok
        assert (await nurse.board(lambda board: board.calls[0].ringing)).calls[0].undo is None


async def test_a_call_stood_down_by_slip_is_open_again_with_its_number_and_its_record(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        await front.attended()
        harness.press("201")
        incident = (await front.sees("201")).incident
        ended = StandDown(incident=incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="Ana")
        assert (await front.line.act(ended)).ok
        board = await front.board(lambda board: not board.calls)
        assert [call.incident for call in board.ended] == [incident]
        assert (await front.line.act(Undo(incident=incident))).ok
        again = await front.sees("201")
        assert (again.incident, again.number, again.ringing, again.stage) == (incident, 1, True, Stage.CALLED)
        told = [line for line in await lines(front) if "tood down" in line or "Undone" in line]
        assert [line.partition(" ")[0] for line in told] == ["Stood", "Undone"]


async def test_a_call_is_lowered_once_somebody_is_there(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        harness.press("201")
        incident = (await front.sees("201")).incident
        await front.line.act(Upgrade(incident=incident, kind=Kind.EMERGENCY))
        lower = Downgrade(incident=incident, kind=Kind.ASSIST)
        assert "Nobody is on scene yet" in (await front.line.act(lower)).says
        await front.line.act(Acknowledge(incident=incident))
        await front.line.act(Arrive(incident=incident, responder="Ben Ruiz"))
        assert (await front.line.act(lower)).ok
        await front.board(lambda board: (board.calls[0].kind, board.calls[0].stage) == (Kind.ASSIST, Stage.ON_SCENE))


async def test_an_unlisted_person_gives_a_name_that_only_who_proved_who_they_are_reads(harness: Harness) -> None:
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        harness.press("201")
        incident = (await front.sees("201")).incident
        await front.line.act(Acknowledge(incident=incident))
        owing = await front.board(lambda board: bool(board.calls[0].names_owed))
        assert 50_000 < owing.calls[0].names_owed[0].due_in_ms <= 60_000
        assert not (await nurse.line.act(NameWhoActed(incident=incident, name="Pat Lee"))).ok
        assert (await front.line.act(NameWhoActed(incident=incident, name="Pat Lee"))).ok
        assert (await front.board(lambda board: not board.calls[0].names_owed)).calls
        assert "Pat Lee" not in " ".join(await lines(front))
        assert (await front.proves("ana")).ok
        assert "gave a name: Pat Lee." in " ".join(await lines(front))


async def test_a_console_that_only_watches_cannot_act_and_reads_no_names(harness: Harness) -> None:
    async with harness.console(None) as watching, harness.console(FRONT) as front:
        await front.line.act(SignIn(person=PersonId("ana")))
        harness.press("201")
        incident = (await front.sees("201")).incident
        await front.line.act(Acknowledge(incident=incident))
        await front.line.act(Dispatch(incident=incident, role=Role.NURSE, person=PersonId("ben")))
        seen = await watching.board(lambda board: bool(board.calls) and board.calls[0].going != "")
        assert (seen.calls[0].going, seen.calls[0].acknowledged_by) == ("nurse", "Front office")
        assert "Ortiz" not in repr(seen)
        assert "Ruiz" not in repr(seen)
        plan = await watching.line.ask(AskPlan(request=0))
        assert isinstance(plan, PlanFacts)
        assert plan.people == ()
        refused = await watching.line.act(Acknowledge(incident=incident))
        assert (refused.ok, refused.code) == (False, "watching")


async def test_an_act_carries_the_operator_of_its_own_desk(harness: Harness) -> None:
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        assert (await front.proves("ana")).ok
        harness.press("201")
        incident = (await front.sees("201")).incident
        await front.line.act(Acknowledge(incident=incident))
        signed_in = await front.board(lambda board: not board.calls[0].ringing)
        assert signed_in.calls[0].acknowledged_by == "Ana Ortiz"
        unsigned = await nurse.board(lambda board: bool(board.calls) and not board.calls[0].ringing)
        assert unsigned.calls[0].acknowledged_by == "Front office"
        assert unsigned.desks[0].operator == "signed in"


async def test_the_feed_withholds_notes_and_names_until_somebody_proves_who_they_are(harness: Harness) -> None:
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        assert (await front.proves("ana")).ok
        harness.press("201")
        incident = (await front.sees("201")).incident
        await front.line.act(AddNote(incident=incident, text="Leon threw a chair"))
        await front.line.act(Dispatch(incident=incident, role=Role.NURSE, person=PersonId("ben")))
        read = " ".join(await lines(front))
        assert "Leon threw a chair" in read
        assert "Ben Ruiz" in read
        withheld = " ".join(await lines(nurse))
        assert "only for those whose role reads notes" in withheld
        for name in ("Leon", "Ruiz", "Ortiz"):
            assert name not in withheld
        assert (await nurse.proves("ben")).ok
        assert "Leon threw a chair" in " ".join(await lines(nurse))


async def test_control_characters_never_reach_another_terminal(harness: Harness) -> None:
    harness.give_pins("ana", "ben")
    async with harness.console(FRONT) as front:
        assert (await front.proves("ana")).ok
        harness.press("201")
        incident = (await front.sees("201")).incident
        assert (await front.line.act(AddNote(incident=incident, text="a\x1b]0;owned\x07b\u202ec"))).ok
        assert "a ]0;owned b c" in " ".join(await lines(front))


async def test_the_plan_and_the_verification_are_answered(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        plan = await front.line.ask(AskPlan(request=0))
        assert isinstance(plan, PlanFacts)
        assert (plan.address, len(plan.rooms), len(plan.people)) == ("1 Main Street", 6, 2)
        assert plan.uncovered == ("Room 206: its button cannot be told", "Playground: use the radio")
        verified = await front.line.ask(AskVerify(request=0))
        assert isinstance(verified, Verified)
        assert verified.findings == ()


async def test_an_unknown_desk_is_refused_with_those_there_are(harness: Harness) -> None:
    with pytest.raises(LineLost, match=r"no desk 'frnot'. It has: front, nurse"):
        async with harness.console(DeskId("frnot")):
            pass


async def test_a_plan_is_adopted_by_root_or_the_owner(harness: Harness) -> None:
    plan = msgspec.structs.replace(school(), building="Cedar Creek Elementary")
    async with harness.console(FRONT) as front:
        assert (await front.line.ask(AdoptPlanFile(request=0, document=to_document(plan)))).ok
        assert (await front.board(lambda board: board.building == "Cedar Creek Elementary")).building
        rubbish = await front.line.ask(AdoptPlanFile(request=0, document=b"rooms: []"))
        assert (rubbish.ok, rubbish.code) == (False, "not-a-plan")


class TestWithoutRights:
    @pytest.fixture
    def rights(self) -> Rights:
        class Nobody(Rights):
            def may_adopt(self, peer: object) -> bool:
                return False

        return Nobody(0, None)

    async def test_nobody_else_adopts_a_plan(self, harness: Harness) -> None:
        plan = msgspec.structs.replace(school(), building="Taken over")
        async with harness.console(FRONT) as front:
            refused = await front.line.ask(AdoptPlanFile(request=0, document=to_document(plan)))
            assert (refused.ok, refused.code) == (False, "not-allowed")
            with pytest.raises(LineLost, match="this line takes 1 to 65,536"):
                await front.line.ask(AdoptPlanFile(request=0, document=bytes(100_000)))
        async with harness.console(FRONT) as front:
            assert (await front.board()).building == "Cedar Creek"
