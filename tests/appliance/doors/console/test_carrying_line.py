"""Tests who carries a pendant: it is said at one desk, shown at all of them, and written down nowhere."""

from msgspec.structs import replace

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.desk.buttons import TellCarried
from appliance.api.desk.entries import Follow
from appliance.api.desk.plan import AskPlan, PlanFacts
from appliance.core.ground.carried import NAME_CHARACTERS_MAX
from appliance.core.ground.words import Door
from appliance.core.practice.commands import ArmWalkTest
from appliance.doors.console.carrying import NO_SUCH_DUTY, TOO_LONG
from appliance.intake import Intake
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.model import Button, Contact, Kind
from hardware.levels import HEARD
from hardware.signals import Press
from tests.appliance.doors.harness import FRONT, NURSE, Console, Harness, school

PLAY = ButtonId("play-2")


async def with_a_pendant(harness: Harness, duty: str = "Playground 2") -> None:
    plan = school()
    contacts = (Contact("help", Kind.EMERGENCY),)
    pendant = Button(PLAY, RoomId(""), "inovonics", KeyId(""), contacts, duty=duty, near=RoomId("201"))
    await harness.adopt(to_document(replace(plan, buttons=(*plan.buttons, pendant)))).kept


async def says(console: Console, name: str, button: str = PLAY) -> Reply:
    reply = await console.line.ask(TellCarried(request=0, button=ButtonId(button), name=name))
    assert isinstance(reply, Reply)
    return reply


def names(board: BoardView) -> list[tuple[str, str]]:
    return [(each.duty, each.name) for each in board.carried]


async def test_it_is_said_at_one_desk_shown_at_another_and_without_the_name_to_whoever_watches(
    harness: Harness,
) -> None:
    await with_a_pendant(harness)
    async with harness.console(FRONT) as front, harness.console(NURSE) as nurse, harness.console(None) as watching:
        assert (await says(front, "  Ms\tRivera ")).ok
        assert names(await nurse.board(lambda board: bool(board.carried))) == [("Playground 2", "Ms Rivera")]
        assert names(await watching.board(lambda board: bool(board.carried))) == [("Playground 2", "")]
        refused = await says(watching, "Mr Okafor")
        assert (refused.ok, refused.code) == (False, "watching")
        assert (await says(nurse, "")).ok
        await front.board(lambda board: not board.carried)


async def test_no_entry_is_made_of_it(harness: Harness) -> None:
    await with_a_pendant(harness)
    async with harness.console(FRONT) as front:
        head = harness.engine.head
        assert (await says(front, "Ms Rivera")).ok
        await front.board(lambda board: bool(board.carried))
        items = await front.line.ask(Follow(request=0, after=head))
        assert not [each for each in items.items if "Rivera" in each.line]
        assert harness.engine.head == head


async def test_what_cannot_be_kept_is_refused_in_words(harness: Harness) -> None:
    await with_a_pendant(harness)
    async with harness.console(FRONT) as front:
        for button in ("B201", "nobody knows"):
            assert (await says(front, "Ms Rivera", button)).says == NO_SUCH_DUTY
        assert (await says(front, "R" * (NAME_CHARACTERS_MAX + 1))).says == TOO_LONG
        assert not (await front.board()).carried


async def test_a_plan_that_gives_the_pendant_another_duty_forgets_who_had_the_one_before(harness: Harness) -> None:
    await with_a_pendant(harness)
    async with harness.console(FRONT) as front:
        assert (await says(front, "Ms Rivera")).ok
        await front.board(lambda board: bool(board.carried))
        await with_a_pendant(harness, "Bus duty")
        assert not (await front.board(lambda board: not board.carried)).carried
        facts = await front.line.ask(AskPlan(request=0))
        assert isinstance(facts, PlanFacts)
        assert [(each.button, each.where) for each in facts.duties] == [(PLAY, "Bus duty, near Room 201")]


async def test_a_walk_test_of_a_pendant_is_passed_by_its_press_and_the_next_one_rings(harness: Harness) -> None:
    await with_a_pendant(harness)
    intake = Intake(harness.engine)
    async with harness.console(FRONT) as front:
        assert (await front.line.act(ArmWalkTest(button=PLAY))).ok
        armed = (await front.board(lambda board: board.walk_test is not None)).walk_test
        assert armed is not None
        assert (armed.room_name, armed.pendant, armed.untimed) == ("Playground 2, near Room 201", True, False)
        await intake.press(Press(PLAY, "help", 1, age_ms=0, ledger=HEARD), Door.RECEIVER).kept
        board = await front.board(lambda board: board.test_over is not None)
        assert board.test_over is not None
        assert (board.test_over.passed, board.calls) == (True, ())
        await intake.press(Press(PLAY, "help", 2, age_ms=0, ledger=HEARD), Door.RECEIVER).kept
        (call,) = (await front.board(lambda board: bool(board.calls))).calls
        assert (call.room_name, call.heard_by) == ("Playground 2, near Room 201", "pendant")
