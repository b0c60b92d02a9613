"""Tests door cards at both consoles: their codes, one to read, which that hang are out of date, a file that is a PDF, and a printer."""

import stat
from pathlib import Path

import msgspec
import pytest

from appliance.door_cards.card import DoorCard, door_cards
from appliance.door_cards.hung import list_of
from appliance.flows.building.door_cards import AsksDoorCards, Becomes, Which
from appliance.plan.ids import RoomId
from tests.appliance.door_cards.test_card import example_plan
from tests.appliance.exports.pages import lines_of
from tests.tui.boards import FACTS
from tests.tui.conftest import Sits
from tests.tui.plain.conversation import Conversation
from tests.tui.stage import Stage
from tui.line.link import DeskLink
from tui.records.door_cards import CODES, NO_ANSWER, NONE_TO_HANG, door_cards_done
from tui.records.printing import NO_PRINTER

pytestmark = pytest.mark.slow

CARDS = {each.room: each for each in door_cards(example_plan())}
SOME = RoomId("B204")
WIDTH = 75


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A list of the codes at the doors: one card is old, one is missing, one is of a room that is gone."""
    cards: list[DoorCard] = list(CARDS.values())
    old = list_of(cards[1:]).replace(cards[1].code, "AAAA-AAAA") + "attic,BBBB-BBBB\n"
    path = tmp_path / "hung.csv"
    path.write_text(old, encoding="utf-8")
    return path


async def done(stage: Stage, asked: AsksDoorCards) -> list[str]:
    """Ask the scripted box over a real line, as both consoles do."""
    from appliance.tasks import Tasks
    from tests.patience import until

    news: list[object] = []
    link = DeskLink(stage.path, None, news.append)
    tasks = Tasks()
    tasks.start(link.run(), name="desk line")
    try:
        await until(lambda: bool(news))
        return await door_cards_done(link.ask, asked, WIDTH)
    finally:
        await tasks.stop()


async def test_the_codes_of_all_cards_are_told_room_by_room(stage: Stage) -> None:
    said = await done(stage, AsksDoorCards(Which.EVERY, Becomes.READ))
    assert said == [CODES, *(f"{each.name} ({each.room}): {each.code}" for each in CARDS.values())]


async def test_one_card_is_read_as_it_hangs(stage: Stage) -> None:
    said = " ".join(" ".join(await done(stage, AsksDoorCards(SOME, Becomes.READ))).split())
    assert CARDS[SOME].code in said and "Last walk test" in said
    assert "Cómo pedir ayuda desde aquí" in said and CARDS[SOME].calls[0].says.en in said


async def test_a_list_tells_which_are_out_of_date_and_only_those_are_written(stage: Stage, listed: Path) -> None:
    missing, old, *_ = CARDS.values()
    to = listed.with_name("new.pdf")
    said = await done(stage, AsksDoorCards(Which.TO_HANG, Becomes.FILED, hung=str(listed), to=str(to)))
    assert said == [
        f"{missing.name} ({missing.room}): no card hangs there",
        f"{old.name} ({old.room}): out of date",
        "attic: the plan has no such room: take the card down",
        f"{len(CARDS) - 2} of {len(CARDS) + 1} rooms have the card of this plan.",
        f"Written: {to}",
    ]
    words = [" ".join(page) for page in lines_of(to.read_bytes())]
    assert len(words) >= 3 and all(code in words[0] for code in (missing.code, old.code))
    assert not any(each.code in page for each in list(CARDS.values())[2:] for page in words)
    again = await done(stage, AsksDoorCards(Which.EVERY, Becomes.FILED, to=str(to)))
    assert again == [f"{to} is there already, and was left as it is. Name another file."]


async def test_with_the_right_cards_hung_nothing_is_written(stage: Stage, tmp_path: Path) -> None:
    right, to = tmp_path / "hung.csv", tmp_path / "new.pdf"
    right.write_text(list_of(CARDS.values()), encoding="utf-8")
    said = await done(stage, AsksDoorCards(Which.TO_HANG, Becomes.FILED, hung=str(right), to=str(to)))
    assert said[-1] == NONE_TO_HANG and not to.exists()


async def test_what_cannot_be_done_is_said_before_anything_is_made(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wrong,) = await done(stage, AsksDoorCards(Which.EVERY, Becomes.FILED, to=str(tmp_path / "cards.doc")))
    assert ".pdf" in wrong
    (unread,) = await done(stage, AsksDoorCards(Which.TO_HANG, Becomes.READ, hung=str(tmp_path / "none.csv")))
    assert "could not be read" in unread
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await done(stage, AsksDoorCards(Which.EVERY, Becomes.PRINTED)) == [NO_PRINTER]
    gone = await done(stage, AsksDoorCards(RoomId("attic"), Becomes.READ))
    assert gone == ["The plan has no such room any more."]


async def test_a_box_that_does_not_answer_is_said() -> None:
    async def silent(_: object) -> None:
        return None

    assert await door_cards_done(silent, AsksDoorCards(Which.EVERY, Becomes.READ), WIDTH) == [NO_ANSWER]


async def test_a_printer_is_given_one_document(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$2" > {tmp_path}/title\ncat > {tmp_path}/paper\n', encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    assert await done(stage, AsksDoorCards(SOME, Becomes.PRINTED)) == ["Sent to the printer."]
    assert (tmp_path / "title").read_text() == "door cards\n"
    assert CARDS[SOME].code in " ".join(line for page in lines_of((tmp_path / "paper").read_bytes()) for line in page)


async def test_a_key_in_the_ways_leads_to_the_cards(sits: Sits, stage: Stage) -> None:
    stage.facts = msgspec.structs.replace(FACTS, building=stage.plan.building)
    async with sits() as person:
        await person.presses("2")
        await person.sees("D door cards")
        await person.presses("d")
        await person.sees("DOOR CARDS of which rooms?", "Every room", "your list of codes")
        await person.presses(*"b204", "enter")
        await person.sees("what shall become of them?", "Read it here", "Print it", "Write it to a file")
        await person.presses("1")
        await person.sees("How to call from here", "Room B204", CARDS[SOME].code)
        await person.presses("escape")
        await person.sees("Buttons")


async def test_a_file_is_named_at_the_screen(sits: Sits, tmp_path: Path) -> None:
    to = tmp_path / "cards.pdf"
    async with sits() as person:
        await person.presses("2", "d")
        await person.sees("DOOR CARDS of which rooms?")
        await person.presses("enter")
        await person.sees("what shall become of them?")
        await person.presses("3")
        await person.sees("into which new file?", "~/door-cards.pdf")
        await person.presses("ctrl+u", *(each if each != "/" else "slash" for each in str(to)), "enter")
        await person.sees("Written: ")
    assert to.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (("doors all read",), AsksDoorCards(Which.EVERY, Becomes.READ)),
        (("doors B204 print",), AsksDoorCards(SOME, Becomes.PRINTED)),
        (("doors B204", "1"), AsksDoorCards(SOME, Becomes.READ)),
        (("doors out of date", "hung.csv", "read"), AsksDoorCards(Which.TO_HANG, Becomes.READ, hung="hung.csv")),
        (("doors all pdf", "/tmp/a.pdf"), AsksDoorCards(Which.EVERY, Becomes.FILED, to="/tmp/a.pdf")),
    ],
)
def test_the_plain_console_asks_for_the_same(lines: tuple[str, ...], wanted: AsksDoorCards) -> None:
    desk = Conversation()
    for line in lines[:-1]:
        desk.hears(line)
    assert desk.types(lines[-1]) == wanted


@pytest.mark.parametrize("becomes", [Becomes.FILED, Becomes.READ])
async def test_a_home_that_nobody_has_is_said_and_breaks_nothing(stage: Stage, becomes: Becomes) -> None:
    which = Which.TO_HANG if becomes is Becomes.READ else SOME
    asked = AsksDoorCards(which, becomes, hung="~no-such-person/hung.csv", to="~no-such-person/cards.pdf")
    (says,) = await done(stage, asked)
    assert says.startswith("~no-such-person/")
    assert "could not be " in says
