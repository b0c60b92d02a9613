"""Tests that a new box takes a dead one's place, by keys and by words: every question, every no, and never a phrase that
anybody can read.
"""

from collections.abc import Iterable

import msgspec
import pytest

from appliance.api.board.outside import AskingLine
from appliance.api.board.supervised import TroubleLine
from appliance.api.restoring.messages import (
    AskCopies,
    Asking,
    AskOffice,
    Copies,
    Copy,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)
from appliance.core.devices.commands import SayNoCopy
from appliance.core.district.copies import ASK_ROOMS
from appliance.envelope.phrase import new_phrase
from appliance.flows.box.copies import copy_words
from appliance.flows.zone import zone_at
from tests.tui.at_restore import restorer_at
from tests.tui.boards import FACTS, WALL_MS, board, call
from tests.tui.conftest import Sits
from tests.tui.plain.conversation import Conversation
from tests.tui.stage import Stage
from tui.board.calm import calm
from tui.keys.table import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.box.restoring import told
from tui.screens.box import restore
from tui.screens.box.restore import RestorePanel
from tui.screens.panels import panel_for
from tui.widgets.phrase_field import in_hand

NEW = board(new=True)
PHRASE = new_phrase(bytes(range(16)))
STICK = Copy("stick", "the USB stick", written_ms=WALL_MS - 240_000)
FAR = Copy("far", "copy.example", written_ms=WALL_MS - 86_400_000 * 3, used=True)
LAID = Laid(4812, WALL_MS - 240_000, 2)
WRONG = NotRestored("wrong-phrase", "These are words of a recovery phrase, but not of this building's.")
CODE = "7K3M-0QXZ-41TB-9HNE"
ASKING = Asking(CODE, WALL_MS - 600_000)
ROOMS = TroubleLine(what=ASK_ROOMS.what, subject="", detail="Calls may have been open: ask every room.", age_ms=1000)
TAKEN = TakenUp("The box begins anew now, with the record of the former one.")


def answers(question: FromConsole) -> Iterable[ToConsole]:
    """Answer as a box with a stick whose phrase is PHRASE."""
    match question:
        case AskCopies():
            return [Looking("Fetching the copy from the USB stick."), Copies((STICK,))]
        case RestoreFrom(phrase=phrase):
            return [Looking("Checking 4,812 entries."), LAID if phrase == PHRASE else WRONG]
        case AskOffice():
            return [ASKING]
        case TakeUp():
            return [TAKEN]


@pytest.mark.slow
async def test_four_keys_beside_the_phrase_and_the_box_goes_on(stage: Stage, sits: Sits) -> None:
    stage.shows(NEW)
    async with restorer_at(stage.path, answers) as restorer, sits() as person:
        await person.sees("New box", "Does it replace a box? R")
        await person.presses("r")
        await person.sees("THIS BOX IS NEW", "1 The USB stick, written at", "4 min ago")
        await person.presses("enter")
        await person.sees("THE RECOVERY PHRASE, for the USB stick")
        await person.presses(*(("space" if letter == " " else letter) for letter in PHRASE))
        await person.sees(PHRASE.split()[-1])
        for word in PHRASE.split()[:-1]:
            assert f" {word} " not in person.screen, "only the word in hand shows"
        await person.presses("enter")
        await person.sees("READY.", "2 calls were open and ring again.", "up to entry 4,812")
        await person.presses("y")
        await person.sees("The box begins anew now")
        assert person.app.board.panel is None
        assert restorer.asked == [AskCopies(), RestoreFrom("stick", PHRASE), TakeUp()]


@pytest.mark.slow
async def test_a_wrong_word_is_mended_and_not_typed_anew(stage: Stage, sits: Sits) -> None:
    stage.shows(NEW)
    async with restorer_at(stage.path, answers) as restorer, sits() as person:
        await person.presses("r", "enter")
        await person.sees("THE RECOVERY PHRASE")
        await person.presses("enter")
        await person.sees("! Nothing was typed yet.")
        typed = PHRASE.removesuffix("r")
        await person.presses(*(("space" if letter == " " else letter) for letter in typed), "enter")
        await person.sees("! These are words of a recovery phrase, but not of this building's.")
        await person.presses("r")
        await person.sees_no_more("not of this building's")
        await person.presses("enter")
        await person.sees("READY.")
        await person.presses("escape")
        assert person.app.board.panel is None
        assert TakeUp() not in restorer.asked, "nothing is taken up without a yes"
        await person.presses("r")
        await person.sees("THIS BOX IS NEW")


@pytest.mark.slow
async def test_whoever_wants_to_raise_a_call_is_one_key_away(stage: Stage, sits: Sits) -> None:
    stage.shows(NEW)
    async with restorer_at(stage.path, answers), sits() as person:
        await person.presses("r")
        await person.sees("3 No. Somebody needs help: raise a call")
        await person.presses("3")
        await person.sees("RAISE A CALL")
        await person.presses("escape")
        stage.shows(board(call(12, "B204"), new=True))
        await person.sees("B204")
        await person.looks()
        await person.presses("r")
        await person.sees("RAISE A CALL")


@pytest.mark.slow
async def test_somebody_says_that_there_is_no_copy(stage: Stage, sits: Sits) -> None:
    stage.shows(NEW)
    async with restorer_at(stage.path, lambda _: [Copies(())]), sits() as person:
        await person.presses("r")
        await person.sees("No copy of a box is here.", "3 There is no copy of it: remind everybody to ask every room")
        await person.presses("3")
        await person.until(lambda: stage.acts == [SayNoCopy()], "it said")
        stage.shows(msgspec.structs.replace(NEW, troubles=(ROOMS,)))
        await person.sees("Calls may have been open: ask every room. T ends it", "Does it replace a box? R")
        await person.presses("r")
        await person.sees("THIS BOX IS NEW", "1 Look again")
        assert "There is no copy" not in person.screen, "it was said already"


@pytest.mark.slow
async def test_what_is_laid_ready_is_found_again_and_what_is_not_there_said(stage: Stage, sits: Sits) -> None:
    stage.shows(NEW)
    async with sits() as person:
        await person.presses("r")
        await person.sees("! Nothing at this box restores")
        await person.presses("escape")
        said: list[ToConsole] = [Copies((), LAID, code="0123-4567-89AB-CDEF")]
        async with restorer_at(stage.path, lambda asked: said if isinstance(asked, AskCopies) else answers(asked)):
            await person.presses("r")
            await person.sees("1 Go on with what is laid ready already", "by telephone:", "0123-4567-89AB-CDEF")
            await person.presses("1")
            await person.sees("2 calls were open and ring again.")
            await person.presses("escape")
            said[:] = [Copies(())]
            await person.presses("r")
            await person.sees("No copy of a box is here.", "ask every room", "1 Look again")
            said[:] = [Copies((STICK,))]
            await person.presses("1")
            await person.sees("1 The USB stick")


@pytest.mark.slow
async def test_without_copy_or_phrase_the_office_is_told_a_code_and_its_answer_is_waited_for(
    stage: Stage, sits: Sits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore, "LOOK_EVERY_S", 0.1)
    stage.shows(NEW)
    said: list[ToConsole] = [ASKING]
    answer = lambda asked: said if isinstance(asked, AskOffice) else answers(asked)  # noqa: E731
    async with restorer_at(stage.path, answer) as restorer, sits() as person:
        await person.presses("r")
        await person.sees("5 No copy, or no phrase: ask the safety office")
        await person.presses("5")
        await person.sees(
            "CODE   7 K 3 M     0 Q X Z", "By telephone, to a number", "Waiting for the safety office since"
        )
        said[:] = [msgspec.structs.replace(ASKING, handover=True, entries=1_500)]
        await person.sees("The safety office has answered. Bringing the record: 1,500 entries so far.")
        said[:] = [NotRestored("handover", "What came is for another box than this one. Tell the safety office.")]
        await person.sees("! What came is for another box than this one.")
        said[:] = [Looking("Checking every entry."), LAID]
        await person.sees("READY.", "2 calls were open and ring again.")
        await person.presses("y")
        await person.sees("The box begins anew now")
        assert restorer.asked[-1] == TakeUp()


def test_every_board_shows_the_code_and_how_far_it_is() -> None:
    line = AskingLine(code=CODE, since_ms=WALL_MS - 600_000)
    for far, says in (
        ({}, "Waiting for the safety office since "),
        ({"handover": True, "entries": 1_500}, "Bringing the record: 1,500 entries so far."),
        ({"handover": True, "whole": True}, "Everything is here. R goes on."),
        ({"refused": "What came is for another box."}, "Refused, and asked for again: What came is for another box."),
    ):
        view = board(new=True, asking=msgspec.structs.replace(line, **far))
        signs = [(name, words) for name, words, _ in calm(view, 0).lines]
        at = next(place for place, (name, _) in enumerate(signs) if name == "Code")
        assert signs[at][1].startswith(f"{CODE}   for the safety office")
        assert says in " ".join(words for _, words in signs[at + 1 : at + 3])
    assert not any(name == "Code" for name, _, _ in calm(NEW, 0).lines)
    desk = Conversation()
    desk.told(board(new=True, asking=line))
    assert f"Code {CODE}   for the safety office, by telephone. Waiting for the safety office since" in desk.hears(
        "board"
    )
    desk.told(NEW)
    assert "Code" not in desk.hears("board")


def test_it_is_asked_of_a_new_box_alone_and_not_while_somebody_calls() -> None:
    model = ConsoleModel(desk=None).with_board(NEW, 0).with_facts(FACTS)
    key = BY_ACTION["restore"]
    assert model.why_not(key) == "", "also where one only watches: the phrase is what lets in"
    panel = panel_for(key, model, 0)
    assert isinstance(panel, RestorePanel)
    for other in (board(), board(call(12, "B204"), new=True)):
        assert "is not new" in model.with_board(other, 0).why_not(key)
        assert not any(name == "New box" for name, _, _ in calm(other, 0).lines)


def test_only_the_word_in_hand_is_read() -> None:
    assert in_hand("ozone drill gr", 14) == "••••• ••••• gr"
    assert in_hand("ozone drill grab ", 17) == "••••• ••••• •••• "
    assert in_hand("ozone drill grab", 8) == "••••• drill ••••", "gone back to"
    assert in_hand("", 0) == ""


def test_words_hear_it_ask_for_the_phrase_and_go_on() -> None:
    desk = Conversation()
    assert "is not new" in desk.hears("restore")
    assert "is not new" in desk.hears("replace")
    desk.told(NEW)
    assert desk.types("restore") == AskCopies()
    desk.model = desk.model.with_copies((STICK, FAR))
    assert "From which copy?" in desk.hears("restore")
    assert "Type the twelve words" in desk.hears("usb")
    assert desk.talk.hides()
    assert desk.types(PHRASE) == RestoreFrom("stick", PHRASE)
    assert PHRASE not in repr(RestoreFrom("stick", PHRASE))
    assert "From which copy?" in desk.hears("restore")
    assert desk.types("look again") == AskCopies()
    assert desk.types("ask office") == AskOffice()
    assert desk.types("replace") == TakeUp()


def test_what_the_seed_names_comes_first_and_of_two_at_one_place_none_is_guessed() -> None:
    named = Copy("named", "copy.example", named=True)
    one, other = (Copy(each * 8, "copy.example", whose=f"box {each * 8} of building 0b0b0b0b") for each in "ab")
    desk = Conversation()
    desk.told(NEW)
    desk.model = desk.model.with_copies((named, STICK))
    assert "Type 1 for copy.example, which this box goes on for." in desk.hears("restore")
    assert "Type the twelve words" in desk.hears("1")
    assert desk.types(PHRASE) == RestoreFrom("named", PHRASE)
    desk.model = desk.model.with_copies((one, other))
    desk.hears("restore")
    assert "Type the twelve words" not in desk.hears("copy.example")
    assert "Type the twelve words" in desk.hears("box bbbbbbbb of building 0b0b0b0b")
    assert desk.types(PHRASE) == RestoreFrom("b" * 8, PHRASE)
    zone = zone_at(NEW)
    assert copy_words(named, NEW, zone) == "copy.example, which this box goes on for"
    assert copy_words(one, NEW, zone) == "copy.example, box aaaaaaaa of building 0b0b0b0b"


def test_it_is_told_in_sentences() -> None:
    model = ConsoleModel(desk=None).with_board(NEW, 0)
    assert told(Copies((STICK,)), model) == [
        f"{copy_words(STICK, NEW, zone_at(NEW))}.",
        "To restore from it, type: restore",
    ]
    assert told(LAID, model)[-1] == "To go on in place of the former box, type: replace"
    assert told(Copies((), LAID), model)[-1] == "A record is laid ready already. To go on with it, type: replace"
    assert told(ASKING, model)[0] == f"Code for the safety office: {CODE}"
    assert told(ASKING, model)[-1] == "To hear how far it is, or to go on once it is here, type: ask office"
    for each in (Looking("Fetching."), WRONG, TAKEN):
        assert told(each, model) == [each.says]
