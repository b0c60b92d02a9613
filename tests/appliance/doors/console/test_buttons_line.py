"""Tests what the desk line knows of buttons, and what an administrator may do there without sitting at a desk."""

import asyncio

import pytest

from appliance.api.ask import Reply
from appliance.api.desk.buttons import AdoptButton, AskButtons, ButtonLine, ButtonsKnown, TakeOver
from appliance.buttons.walk_test import walk_test
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.calls.commands import Acknowledge
from appliance.core.devices.commands import PutBackInService, ReportTrouble, TakeOutOfService
from appliance.core.ground.words import BuildingResponse, Cause
from appliance.core.practice.commands import ArmWalkTest, AttestTestPress
from appliance.doors.peer import Rights
from appliance.plan.ids import ButtonId, IncidentId, RoomId
from appliance.plan.model import Contact, Kind
from appliance.vault.vault import Vault
from tests.appliance.doors.console.test_door import lines
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness

B201, B206 = ButtonId("B201"), ButtonId("B206")
OUT = TakeOutOfService(button=B201, people=("ana", "Ben Ruiz"), ends_after_s=3600, reason="Leon broke it")
WISH = AdoptButton(
    request=0,
    device="handbell-b210",
    room=RoomId("201"),
    button=ButtonId("b210"),
    contacts=(Contact("help", Kind.ASSIST),),
)


async def known(console: Console) -> ButtonsKnown:
    answer = await console.line.ask(AskButtons(request=0))
    assert isinstance(answer, ButtonsKnown)
    return answer


def one(known: ButtonsKnown, button: str) -> ButtonLine:
    return next(line for line in known.buttons if line.button == button)


async def test_buttons_are_listed_with_what_is_known_of_them(harness: Harness) -> None:
    async with harness.console(None) as watching:
        harness.engine.heard_from("button:B202")
        await harness.engine.submit(ReportTrouble(cause=Cause("button-stuck", "B203"), detail="look at it")).kept
        await harness.press("204").kept
        answer = await known(watching)
        assert [line.button for line in answer.buttons] == ["B201", "B202", "B203", "B204", "B205", "B206"]
        assert (one(answer, "B202").heard_ago_ms or 0) < 3000
        assert one(answer, "B201").heard_ago_ms is None
        assert [trouble.detail for trouble in one(answer, "B203").troubles] == ["look at it"]
        assert one(answer, "B204").told == "not-delivered", "nobody is at any desk"
        assert (one(answer, "B206").two_way, one(answer, "B206").told) == (False, "cannot be told")
        assert answer.strangers == ()
        assert [(line.room_name, line.why) for line in answer.cut_off] == [("Room 203", "stuck")]
        assert answer.uncovered == ("Room 206: its button cannot be told", "Playground: use the radio")


async def test_in_a_lockdown_every_lamp_is_listed_dark_and_again_as_it_is_after(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        assert (await front.line.act(StartResponse(response=BuildingResponse.LOCKDOWN))).ok
        assert [line.told for line in (await known(front)).buttons] == [*5 * ["dark"], "cannot be told"]
        assert (await front.line.act(EndResponse(response=BuildingResponse.LOCKDOWN))).ok
        assert one(await known(front), "B201").told == "ready"


async def test_an_administrator_without_a_desk_cares_for_buttons_and_answers_no_calls(harness: Harness) -> None:
    async with harness.console(None) as admin, harness.console(FRONT) as front:
        assert (await admin.line.act(OUT)).ok
        board = await front.board(lambda board: bool(board.out_of_service))
        assert (board.out_of_service[0].button, board.out_of_service[0].room_name) == ("B201", "Room 201")
        assert [(line.room_name, line.why) for line in board.cut_off] == [("Room 201", "out of service")]
        assert one(await known(admin), "B201").told == "out-of-service"
        refused = await admin.line.act(Acknowledge(incident=IncidentId("x")))
        assert (refused.ok, refused.code) == (False, "watching")
        assert (await admin.line.act(PutBackInService(button=B201))).ok
        await front.board(lambda board: not board.out_of_service)
        assert not any(desk.connected and desk.desk != FRONT for desk in board.desks), "no desk is there by this line"


async def test_the_reason_and_the_two_people_are_read_by_who_proved_who_they_are(harness: Harness) -> None:
    async with harness.console(FRONT) as front:
        assert (await front.line.act(OUT)).ok
        withheld = next(line for line in await lines(front) if line.startswith("Out of service"))
        assert "Leon" not in withheld
        assert "Ortiz" not in withheld
        harness.give_pins("ana")
        assert (await front.proves("ana")).ok
        read = next(line for line in await lines(front) if line.startswith("Out of service"))
        assert read == (
            "Out of service: B201 (Room 201), on the word of Ana Ortiz and Ben Ruiz, for at most 60 min, "
            "noted at Front office by somebody not signed in. Reason: Leon broke it"
        )


async def test_a_walk_test_says_how_it_ended(harness: Harness) -> None:
    async with harness.console(None) as admin:
        assert (await admin.board()).test_over is None
        assert (await admin.line.act(ArmWalkTest(button=B201))).ok
        await admin.board(lambda board: board.walk_test is not None)
        harness.press("201")
        over = (await admin.board(lambda board: board.test_over is not None)).test_over
        assert over is not None
        assert (over.button, over.passed) == ("B201", True)


async def test_a_button_that_cannot_say_when_rings_and_its_test_ends_with_a_word_of_the_desk(harness: Harness) -> None:
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse:
        assert (await front.line.act(ArmWalkTest(button=B206))).ok
        test = (await front.board(lambda board: board.walk_test is not None)).walk_test
        assert test is not None
        assert (test.desk, test.untimed, test.rang) == (FRONT, True, None)
        harness.press("206", ago_ms=None)
        rang = (await front.sees("206")).incident
        await front.board(lambda board: board.walk_test is not None and board.walk_test.rang == rang)
        refused = await nurse.line.act(AttestTestPress(incident=rang))
        assert (refused.ok, refused.code) == (False, "test-of-another-desk")
        assert (await front.line.act(AttestTestPress(incident=rang))).ok
        board = await front.board(lambda board: board.test_over is not None and not board.calls)
        assert board.test_over is not None and board.test_over.passed


async def test_the_command_line_answers_no_call_and_says_where_such_a_button_is_tested(harness: Harness) -> None:
    async with harness.console(None) as admin, harness.console(FRONT) as front:
        said: list[str] = []

        async def somebody_presses() -> None:
            await front.board(lambda board: board.walk_test is not None)
            harness.press("206", ago_ms=None)

        passed, _ = await asyncio.gather(walk_test(admin.line, B206, said.append), somebody_presses())
        assert not passed
        assert said[-1].startswith("It rang as a real call: B206 cannot say when it was pressed")
        board = await front.board(lambda board: board.walk_test is None)
        assert [call.room for call in board.calls] == ["206"]


async def test_where_no_family_finds_devices_none_is_adopted(harness: Harness) -> None:
    async with harness.console(None) as admin:
        answer = await admin.line.ask(WISH)
        assert isinstance(answer, Reply)
        assert (answer.ok, answer.code) == (False, "not-adopted")
        assert "Nothing here finds devices" in answer.says
        assert len(harness.engine.board.index.buttons) == 6


async def test_buttons_are_taken_over_in_the_name_of_who_asks_and_strangers_have_no_say(harness: Harness) -> None:
    heard = {"B201": 7, "B202": 9, "B203": 8, "B299": 2**31 - 1, "B298": 2**31 - 1}
    harness.engine.heard.ranks = {ButtonId(button): rank for button, rank in heard.items()}
    async with harness.console(FRONT) as front:
        reply = await front.line.ask(TakeOver(request=0))
        assert (reply.ok, reply.says.split(". ")[0]) == (True, "3 buttons refused this box, of rank 0, by ranks 7 to 9")
        assert (harness.engine.board.epoch_rank, Vault.open(harness.folder / "keys").rank) == (9, 9)
        assert [line for line in await lines(front) if line.startswith("Buttons taken over")] == [
            "Buttons taken over at Front office by somebody not signed in: this box has rank 9 now, "
            "above what most of 3 that refused this box had heard."
        ]


class TestWithoutRights:
    @pytest.fixture
    def rights(self) -> Rights:
        class Nobody(Rights):
            def may_adopt(self, peer: object) -> bool:
                return False

        return Nobody(0, None)

    async def test_nobody_else_adopts_or_retires_without_a_desk(self, harness: Harness) -> None:
        async with harness.console(None) as watching:
            assert len((await known(watching)).buttons) == 6, "looking is free"
            refused = await watching.line.ask(WISH)
            assert isinstance(refused, Reply)
            assert (refused.ok, refused.code) == (False, "not-allowed")
            harness.engine.heard.ranks = dict.fromkeys((ButtonId(f"B20{n}") for n in range(1, 6)), 900)
            refused = await watching.line.ask(TakeOver(request=0))
            assert (refused.ok, refused.code) == (False, "not-allowed")
            assert harness.engine.board.epoch_rank == 0
            refused = await watching.line.act(OUT)
            assert (refused.ok, refused.code) == (False, "watching")
            assert "sudo" in refused.says
